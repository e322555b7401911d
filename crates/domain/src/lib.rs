//! The rules of Seatwright: pure functions over one customer's account. No input or output, no clock, no randomness, no
//! panics: instants and ids come in with the command, and what a command may not do comes back as reasons.
//!
//! [`decide::decide`] answers a command with a decision or with every reason against it, [`advance::advance`] does what
//! time does, and [`account::Account::apply`] folds events into state. Everything else is called by these three.

pub mod access;
pub mod account;
pub mod addon;
pub mod address;
pub mod advance;
pub mod availability;
pub mod billing;
pub mod billing_change;
pub mod calendar;
pub mod cancellation;
pub mod cart;
pub mod catalogue;
pub mod command;
pub mod correction;
pub mod coterminous;
pub mod customer;
pub mod customer_commands;
pub mod decide;
pub mod decision;
mod document;
pub mod event;
pub mod fault;
mod fields;
pub mod forecast;
pub mod fulfilment;
pub mod ids;
pub mod licensing;
pub mod migration;
pub mod money;
pub mod opening;
pub mod order;
pub mod partner;
pub mod partner_profile;
pub mod policy;
pub mod promotion;
pub mod purchase;
pub mod refusal;
pub mod renewal;
pub mod role;
pub mod rows;
pub mod rule;
pub mod seats;
pub mod service_request;
pub mod staff;
pub mod subscription;
pub mod support_contact;
pub mod suspension;
pub mod trial;
pub mod upgrade;
pub mod user;
pub mod visibility;
pub mod webhook;
pub mod window;
