//! The bare cost of writing, for benchmarks to compare with: the same rows and bytes, by the same statements, with the same
//! settings of SQLite, in plain batches. No queue, no savepoints, no guards, no versions.

use std::path::Path;

use rusqlite::{Connection, params_from_iter};

use crate::commit::Commit;
use crate::error::StoreError;
use crate::sqlite::{Directory, SqliteOptions, open_writer, plain};

/// A database that is only written to.
#[derive(Debug)]
pub struct Baseline {
    connection: Connection,
    // After the connection, because the directory stays locked until that is closed.
    _directory: Directory,
}

impl Baseline {
    /// Opens or makes the database in a directory, as [`SqliteStore::open`](crate::SqliteStore::open) does.
    ///
    /// # Errors
    /// As there.
    pub fn open(directory: impl AsRef<Path>, options: SqliteOptions) -> Result<Self, StoreError> {
        let directory = Directory::lock(directory.as_ref(), false)?;
        let (connection, _recovery) = open_writer(&directory, options)?;
        Ok(Self { connection, _directory: directory })
    }

    /// Writes the rows of commits, so many commits to a transaction, and says how many rows it wrote. The commits must
    /// have been prepared on the state that this database has, because nothing is checked.
    ///
    /// # Errors
    /// When SQLite fails.
    pub fn write(&self, commits: &[Commit], commits_per_transaction: usize) -> Result<usize, StoreError> {
        let mut rows = 0;
        for batch in commits.chunks(commits_per_transaction.max(1)) {
            plain(&self.connection, "BEGIN IMMEDIATE")?;
            for write in batch.iter().flat_map(Commit::writes) {
                let mut statement = self.connection.prepare_cached(write.statement.sqlite())?;
                for values in &write.runs {
                    rows += statement.execute(params_from_iter(values))?;
                }
            }
            plain(&self.connection, "COMMIT")?;
        }
        Ok(rows)
    }
}
