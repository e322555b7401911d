//! Worlds made by code: the demonstration's two years of history, and the load that benchmarks and crash tests put on a
//! running system. Everything follows from a seed and is done by executing commands under the clock.

pub mod bench;
pub mod demo;
pub mod dice;
