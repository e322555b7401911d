//! Proves the billing of Seatwright from outside. [`owed`] says in words and in code what each day of each subscription
//! costs, from the events of an account without their charges; [`charged`] spreads every charge over its days and holds it
//! against that, within what rounding explains ([`bounds`]). [`history`] does so for random histories of years, with
//! everything else that must hold of charges.
//!
//! The style is deliberately another one than that of `seatwright_domain::billing`: simple and slow, one day after another,
//! fractions without end. It uses the domain's types, and none of its arithmetic of money or of cycles.

pub mod bounds;
pub mod charged;
pub mod checks;
mod corrected;
pub mod days;
pub mod exact;
pub mod fault;
pub mod ground;
pub mod history;
pub mod moves;
pub mod owed;
pub mod random;
pub mod shrink;
mod state;
pub mod world;

pub use self::state::Rate;
