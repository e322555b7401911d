//! The engine on a real store: commands, time, upgrades that are cut short, replay, messages, identities.

mod billing;
mod billing_money;
mod billing_runs;
mod billing_world;
mod commands;
mod delivery;
mod feed;
mod identity;
mod managing;
mod migrations;
mod quotes;
mod replaying;
mod runs;
mod sessions;
mod time;
mod upgrades;
mod verifying;
mod webhooks;
mod world;
