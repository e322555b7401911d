//! The scenario language (docs/scenarios.md): a text says what is sold at which price, what happens on which day, and what
//! the bill should be. It runs in memory on the rules alone, under a clock that only moves when the text says so.
//!
//! [`Scenario::parse`] reads a text and finds every fault in it; [`run`] carries it out and compares.

mod fault;
mod parse;
mod policies;
mod report;
mod run;
mod setting;
mod shop;
mod spell;
mod statement;
mod words;

pub use self::fault::Fault;
pub use self::report::{CSV_HEADER, csv, listing};
pub use self::run::{Failure, Line, Outcome, run};
pub use self::statement::Scenario;

impl Scenario {
    /// Reads a scenario.
    ///
    /// # Errors
    /// Every fault of the text, in order of its lines.
    pub fn parse(text: &str) -> Result<Self, Vec<Fault>> {
        parse::scenario(text)
    }
}
