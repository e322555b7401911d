//! The bare writes that measurements are compared with.

use std::path::Path;
use std::time::{Duration, Instant};

use seatwright_store::Commit;
use seatwright_store::baseline::Baseline;

use super::durable;

/// A database that is only written to.
pub(super) struct Bare {
    database: Baseline,
}

impl Bare {
    /// On the database of a directory.
    pub(super) fn open(directory: &Path) -> anyhow::Result<Self> {
        Ok(Self { database: Baseline::open(directory, durable())? })
    }

    /// Writes the rows of commits, so many commits to a transaction: how many rows there were, and how long it took.
    pub(super) fn write(
        &self,
        commits: &[Commit],
        commits_per_transaction: usize,
    ) -> anyhow::Result<(u64, Duration)> {
        let begin = Instant::now();
        let rows = self.database.write(commits, commits_per_transaction)?;
        Ok((rows as u64, begin.elapsed()))
    }
}
