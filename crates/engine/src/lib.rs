//! The application: execute, quote and advance; the clocks and the scheduler; identities; the ports to the world.

pub mod clock;
pub mod identity;
pub mod port;
