//! `bench`: measures this machine, or a running server.

mod http;

use anyhow::Context as _;
use seatwright_sim::bench::{Options, run as measure};

use crate::Outcome;
use crate::cli::Bench;

/// Measures, and prints a table.
///
/// # Errors
/// The directory cannot be written to; a failing store; a server that cannot be reached.
pub(crate) async fn run(arguments: Bench) -> anyhow::Result<Outcome> {
    if let Some(server) = arguments.server {
        let requests = usize::try_from(arguments.commands)?;
        let asked = tokio::task::spawn_blocking(move || http::run(&server, requests)).await;
        println!("{}", asked.context("the measurement was stopped")??);
        return Ok(Outcome::Done);
    }
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
