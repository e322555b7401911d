//! The rules of Seatwright: pure functions over one customer's account. No input or output, no clock, no randomness.

pub mod account;
pub mod calendar;
pub mod catalogue;
pub mod command;
pub mod customer;
pub mod decision;
pub mod event;
pub mod fault;
pub mod ids;
pub mod money;
pub mod order;
pub mod partner;
pub mod policy;
pub mod refusal;
pub mod role;
pub mod rows;
pub mod rule;
pub mod subscription;
pub mod upgrade;
pub mod user;
