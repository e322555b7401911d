//! The rules of Seatwright: pure functions over one customer's account. No input or output, no clock, no randomness.

pub mod calendar;
pub mod catalogue;
pub mod fault;
pub mod ids;
pub mod money;
pub mod partner;
pub mod policy;
pub mod role;
pub mod rule;
