//! The benchmark: single commands, eligibility, quotes, a renewal run and a year of billing on a durable database, commands
//! and run beside the bare cost of writing the same rows and bytes. The engine and the bare writes take turns on copies of one database, so that whatever
//! else the machine does weighs on both.

mod bare;
mod billing;
mod commands;
mod eligibility;
mod ground;
mod quotes;
mod report;
mod run;
#[cfg(test)]
mod same;
mod spread;

use std::path::PathBuf;

use seatwright_store::SqliteOptions;

use self::ground::Ground;
pub use self::quotes::Quotes;
pub use self::report::{Billing, Commands, Eligibility, Month, Report, Run, Stream};
pub use self::spread::Spread;

/// What is measured and where.
#[derive(Clone, Debug)]
pub struct Options {
    /// The directory, on the disk that is measured. A directory is made in it and removed at the end.
    pub directory: PathBuf,
    /// The accounts of the database, each with one subscription that falls due on one day.
    pub accounts: u32,
    /// How many commands of each kind are measured at each number of connections.
    pub commands: u32,
    /// The lines of the long invoice.
    pub lines: u32,
}

/// How often the engine and the bare writes take turns; the figures are of the turn in the middle.
const ROUNDS: u32 = 3;

/// The connections that commands are measured at.
const CONNECTIONS: [u32; 2] = [1, 8];

/// The store's own settings: every answer is on the disk.
fn durable() -> SqliteOptions {
    SqliteOptions { durable: true, ..SqliteOptions::default() }
}

/// Measures everything. Needs a runtime with several threads.
///
/// # Errors
/// A failing file system or store, or a command that is refused: then benchmark and rules do not fit together.
pub async fn run(options: Options, say: &(dyn Fn(&str) + Sync)) -> anyhow::Result<Report> {
    let ground = Ground::new(&options, say).await?;
    let commands = commands::measure(&ground, &options, say).await?;
    say("eligibility");
    let eligibility = eligibility::measure(&ground, &options)?;
    say("quotes");
    let quotes = quotes::measure(&ground, &options).await?;
    let run = run::measure(&ground, &options, say).await?;
    let billing = billing::measure(&ground, &options, say).await?;
    Ok(Report { accounts: options.accounts, rounds: ROUNDS, commands, eligibility, quotes, run, billing })
}
