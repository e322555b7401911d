//! `bench`: measures this machine.

use seatwright_sim::bench::{Options, run as measure};

use crate::Outcome;
use crate::cli::Bench;

/// Measures, and prints a table.
///
/// # Errors
/// The directory cannot be written to; a failing store.
pub(crate) async fn run(arguments: Bench) -> anyhow::Result<Outcome> {
    let options = Options {
        directory: arguments.data,
        accounts: arguments.accounts,
        commands: arguments.commands,
        lines: arguments.lines,
    };
    let report = measure(options, &|line: &str| eprintln!("{line}")).await?;
    println!("{report}");
    Ok(Outcome::Done)
}
