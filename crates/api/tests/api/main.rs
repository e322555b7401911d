//! The API through its router, in process, on an embedded database with a simulated clock.

#[path = "../contract/mod.rs"]
mod contract;

mod audit;
mod bad_input;
mod browsing;
mod buying;
mod coverage;
mod customers;
mod directory_roles;
mod documents;
mod extras;
mod insights;
mod invoices;
mod migrations;
mod noise;
mod openapi;
mod partner_profiles;
mod promotions;
mod reconciliation;
mod requests;
mod saas;
mod saas_refusals;
mod service_requests;
mod standing;
mod subscriptions;
mod tokens;
mod upgrades;
mod users;
mod webhooks;
mod world;
