//! Our own addresses, and the users of a customer, through the router in process: an embedded database, a simulated clock
//! and the catalogue that comes with the program.

mod bad_inputs;
mod balances;
mod charges;
mod clock;
mod corrections;
mod events;
mod feed;
mod listing;
mod quotes;
mod relationships;
mod subscriptions;
mod upgrades;
mod users;
mod world;
