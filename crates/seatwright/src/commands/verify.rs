//! `verify`: proves that every cent follows from events and rules.

use crate::cli::Verify;
use crate::progress::Bar;
use crate::{Outcome, open};

/// Derives every charge and invoice again, and prints the first differences.
///
/// # Errors
/// The database does not open, or cannot be read; faults in the rules.
pub(crate) async fn run(arguments: Verify) -> anyhow::Result<Outcome> {
    let engine = open::engine(&arguments.data.data, arguments.rules.as_deref()).await?;
    let bar = Bar::of("accounts");
    bar.stop_on_interrupt();
    let report = engine.verify(&bar).await?;
    println!("{report}");
    Ok(if report.is_clean() && !report.stopped { Outcome::Done } else { Outcome::Findings })
}
