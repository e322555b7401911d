//! What random histories are made of.
#![allow(unreachable_pub, reason = "a module of a test")]

pub mod company;
pub mod cure;
pub mod moves;
