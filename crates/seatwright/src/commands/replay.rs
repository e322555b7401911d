//! `replay`: proves that stored state and hash chains follow from the events.

use std::sync::Arc;

use crate::cli::Replay;
use crate::progress::Bar;
use crate::{Outcome, open};

/// Folds everything again, and prints the first differences.
///
/// # Errors
/// The database does not open, or cannot be read.
pub(crate) async fn run(arguments: Replay) -> anyhow::Result<Outcome> {
    let store = Arc::new(open::existing_store(&arguments.data.data)?);
    let faults = store.check_file().await?;
    let report = seatwright_engine::replay(store, &Bar::of("accounts")).await?;
    for fault in &faults {
        println!("database file: {fault}");
    }
    println!("{report}");
    Ok(if report.is_clean() && faults.is_empty() { Outcome::Done } else { Outcome::Findings })
}
