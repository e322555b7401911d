//! `migrate`: brings a database to this version.

use crate::cli::Migrate;
use crate::{Outcome, open};

/// Migrates, and says what was done.
///
/// # Errors
/// The database does not open, or is of a newer version.
pub(crate) async fn run(arguments: Migrate) -> anyhow::Result<Outcome> {
    let store = open::store(&arguments.data.data)?;
    println!("{}", store.recovery());
    Ok(Outcome::Done)
}
