//! The renewal run: every account has a subscription that falls due on one day, and the clock moves past it.

use std::fs;
use std::time::Instant;

use anyhow::{Context as _, bail};
use jiff::Timestamp;
use seatwright_engine::{Quiet, RunReport, Target};
use seatwright_store::baseline::bytes_of;
use seatwright_store::{Commit, SqliteStore};

use super::bare::Bare;
use super::commands::BULK;
use super::ground::{Ground, begins};
use super::report::{Run, RunRound};
use super::spread::{hundredths, middle};
use super::{Options, ROUNDS};

/// When everything falls due, and nothing else yet.
pub(super) fn renewal() -> Timestamp {
    crate::demo::instant("2026-11-01T00:00:00Z")
}

/// Measures the run and the same writes bare, in turns.
pub(super) async fn measure(
    ground: &Ground,
    options: &Options,
    say: &(dyn Fn(&str) + Sync),
) -> anyhow::Result<Run> {
    say("renewal run, for its rows");
    let (report, commits, _) = play(ground, true).await?;
    let renewed = report.tally.of("renewed");
    if renewed != u64::from(options.accounts) || !report.failed.is_empty() {
        bail!(
            "{renewed} of {} subscriptions were renewed between {} and {}",
            options.accounts,
            begins(),
            renewal()
        );
    }
    let mut rounds = Vec::new();
    let mut rows = 0;
    for round in 1..=ROUNDS {
        say(&format!("renewal run, round {round}, the engine"));
        let (_, _, engine) = play(ground, false).await?;
        say(&format!("renewal run, round {round}, bare"));
        let directory = ground.copy("run")?;
        let (written, bare) = Bare::open(&directory)?.write(&commits, BULK)?;
        fs::remove_dir_all(directory)?;
        rows = written;
        rounds.push(RunRound { engine, bare });
    }
    let round = middle(rounds.clone(), |round| hundredths(round.engine, round.bare));
    Ok(Run {
        accounts: report.accounts,
        events: report.tally.events(),
        rows,
        bytes: bytes_of(&commits),
        round: round.context("no round was measured")?,
        rounds,
    })
}

/// The run on a copy of the ground: what it did, what it committed where that is wanted, and how long it took.
async fn play(
    ground: &Ground,
    record: bool,
) -> anyhow::Result<(RunReport, Vec<Commit>, std::time::Duration)> {
    let directory = ground.copy("run")?;
    let (engine, store) = ground.engine(&directory)?;
    if record {
        store.start_tape();
    }
    let begin = Instant::now();
    let report = engine.advance_clock(Target::To(renewal()), &Quiet).await?;
    let time = begin.elapsed();
    let commits = SqliteStore::take_tape(&store);
    drop((engine, store));
    fs::remove_dir_all(directory)?;
    Ok((report.run, commits, time))
}
