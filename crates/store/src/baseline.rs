//! The bare cost of writing, for benchmarks to compare with: the same rows and bytes, by the same statements, with the same
//! settings of SQLite, in plain batches. No queue, no savepoints, no guards, no versions.

use std::path::Path;
use std::sync::{Mutex, PoisonError};

use rusqlite::{Connection, params_from_iter};

use crate::commit::Commit;
use crate::error::StoreError;
use crate::sqlite::{Directory, SqliteOptions, open_writer, plain};
use crate::statement::Value;

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

/// The bytes of the values that commits write: what a database must store at least, without its own bookkeeping.
#[must_use]
pub fn bytes_of(commits: &[Commit]) -> u64 {
    let runs = commits.iter().flat_map(Commit::writes).flat_map(|write| &write.runs);
    runs.flatten().map(bytes_of_value).sum()
}

fn bytes_of_value(value: &Value) -> u64 {
    match value {
        Value::Null => 0,
        Value::Integer(_) => 8,
        Value::Id(_) => 16,
        Value::Text(text) => text.len() as u64,
        Value::Bytes(bytes) => bytes.len() as u64,
    }
}

/// Copies of the commits that a store has written, while somebody wants them.
#[derive(Debug, Default)]
pub(crate) struct Tape {
    kept: Mutex<Option<Vec<Commit>>>,
}

impl Tape {
    pub(crate) fn start(&self) {
        *self.kept.lock().unwrap_or_else(PoisonError::into_inner) = Some(Vec::new());
    }

    pub(crate) fn take(&self) -> Vec<Commit> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner).take().unwrap_or_default()
    }

    /// Copies of commits that are about to be written; none while nobody wants them.
    pub(crate) fn copy(&self, commits: &[Commit]) -> Vec<Commit> {
        let wanted = self.kept.lock().unwrap_or_else(PoisonError::into_inner).is_some();
        if wanted { commits.to_vec() } else { Vec::new() }
    }

    /// Keeps those copies whose commits were written. Commits of one account follow each other, so their order is right.
    pub(crate) fn keep(&self, copies: Vec<Commit>, written: impl Fn(usize) -> bool) {
        if let Some(kept) = &mut *self.kept.lock().unwrap_or_else(PoisonError::into_inner) {
            kept.extend(
                copies.into_iter().enumerate().filter(|(place, _)| written(*place)).map(|(_, copy)| copy),
            );
        }
    }
}
