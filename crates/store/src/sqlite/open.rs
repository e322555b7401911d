//! Opening: the directory and its lock, the connections and how they are set, and what the last run left behind.

use std::fmt;
use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{Read, Write as _};
use std::path::{Path, PathBuf};
use std::time::Duration;

use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension};

use super::SqliteOptions;
use super::migrate::{MIGRATIONS, expect_migrated, migrate};
use super::value::{Instant, database};
use crate::error::StoreError;

const DATABASE: &str = "seatwright.db";
const JOURNAL: &str = "seatwright.db-wal";
const SHARED_MEMORY: &str = "seatwright.db-shm";
const LOCK: &str = "seatwright.lock";
/// Connections wait this long for each other; inside one process only for moments around checkpoints.
const BUSY_TIMEOUT: Duration = Duration::from_secs(10);
/// Statements kept prepared per connection: more than there are.
const STATEMENTS_CACHED: usize = 128;

/// The directory of a database, locked against other processes as long as this value lives.
#[derive(Debug)]
pub(crate) struct Directory {
    path: PathBuf,
    temporary: bool,
    /// None where another process holds the lock and this one works beside it.
    lock: Option<File>,
}

impl Directory {
    /// Makes the directory where it is missing, and locks it.
    pub(crate) fn lock(path: &Path, temporary: bool) -> Result<Self, StoreError> {
        fs::create_dir_all(path).map_err(|error| StoreError::file(path, error))?;
        let lock_path = path.join(LOCK);
        let file_error = |error| StoreError::file(&lock_path, error);
        let mut lock = OpenOptions::new()
            .read(true)
            .write(true)
            .create(true)
            .truncate(false)
            .open(&lock_path)
            .map_err(file_error)?;
        match lock.try_lock() {
            Ok(()) => {}
            Err(TryLockError::Error(error)) => return Err(file_error(error)),
            Err(TryLockError::WouldBlock) => {
                let mut process = String::new();
                let known = lock.read_to_string(&mut process).is_ok_and(|length| length > 0);
                let holder = if known { format!(" (process {})", process.trim()) } else { String::new() };
                return Err(StoreError::InUse { path: lock_path, holder });
            }
        }
        lock.set_len(0).map_err(file_error)?;
        writeln!(lock, "{}", std::process::id()).map_err(file_error)?;
        Ok(Self { path: path.to_owned(), temporary, lock: Some(lock) })
    }

    /// Locks the directory, or stands beside the process that has it locked.
    pub(crate) fn lock_or_share(path: &Path) -> Result<Self, StoreError> {
        match Self::lock(path, false) {
            Err(StoreError::InUse { .. }) => Ok(Self { path: path.to_owned(), temporary: false, lock: None }),
            locked => locked,
        }
    }

    pub(super) fn database(&self) -> PathBuf {
        self.path.join(DATABASE)
    }

    fn journal_bytes(&self) -> u64 {
        fs::metadata(self.path.join(JOURNAL)).map_or(0, |metadata| metadata.len())
    }
}

/// Whether a directory holds a database.
pub(super) fn holds_database(directory: &Path) -> bool {
    directory.join(DATABASE).exists()
}

/// Removes the database of a directory and what belongs to it; nothing else there is touched. A directory without one is
/// left as it is.
pub(super) fn remove_database(directory: &Path) -> Result<(), StoreError> {
    if !holds_database(directory) {
        return Ok(());
    }
    // Nobody else may have it open while it goes.
    let lock = Directory::lock(directory, false)?;
    for name in [DATABASE, JOURNAL, SHARED_MEMORY] {
        let file = lock.path.join(name);
        match fs::remove_file(&file) {
            Ok(()) => {}
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {}
            Err(error) => return Err(StoreError::file(&file, error)),
        }
    }
    Ok(())
}

impl Drop for Directory {
    fn drop(&mut self) {
        // The lock goes with the file in any case; a directory that cannot be removed is only litter.
        let unlocked = self.lock.as_ref().is_some_and(|lock| lock.unlock().is_ok());
        if unlocked && self.temporary && fs::remove_dir_all(&self.path).is_err() {
            tracing::warn!(path = %self.path.display(), "a temporary database could not be removed");
        }
    }
}

/// What was found and done when a database was opened, for the program to tell at its start.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Recovery {
    /// Whether there was no database before.
    pub created: bool,
    /// The migrations that were carried out.
    pub migrations: Vec<&'static str>,
    /// The bytes of journal that the last run left because it did not close the database, as after a crash. What was
    /// committed in them has been taken over; 0 after an orderly end.
    pub journal_bytes: u64,
    /// The time of the last event that is stored.
    pub last_event_at: Option<Timestamp>,
}

impl fmt::Display for Recovery {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.created {
            return f.write_str("a new database was made");
        }
        if self.journal_bytes > 0 {
            write!(
                f,
                "the last run did not end in order; everything it had committed was recovered from its \
                 journal of {} bytes",
                self.journal_bytes
            )?;
        } else {
            f.write_str("the last run ended in order")?;
        }
        match self.last_event_at {
            Some(at) => write!(f, "; the last event is of {at}")?,
            None => f.write_str("; there are no events yet")?,
        }
        if !self.migrations.is_empty() {
            write!(f, "; migrated: {}", self.migrations.join(", "))?;
        }
        Ok(())
    }
}

/// The connection that writes, on a database of the newest form.
pub(crate) fn writer(
    directory: &Directory,
    options: SqliteOptions,
) -> Result<(Connection, Recovery), StoreError> {
    let path = directory.database();
    let created = !path.exists();
    let journal_bytes = directory.journal_bytes();
    let mut connection = connect(&path, options)?;
    // What another process has open is not changed below it: that process brought it to its own form.
    let migrations = match directory.lock {
        Some(_) => migrate(&mut connection, MIGRATIONS)?,
        None => expect_migrated(&connection, MIGRATIONS).map(|()| Vec::new())?,
    };
    let last_event_at = connection
        .query_row("SELECT at FROM events ORDER BY rowid DESC LIMIT 1", [], |row| row.get(0))
        .optional()?
        .map(|Instant(at)| at);
    Ok((connection, Recovery { created, migrations, journal_bytes, last_event_at }))
}

/// A connection that reads.
pub(super) fn reader(path: &Path, options: SqliteOptions) -> Result<Connection, StoreError> {
    let connection = connect(path, options)?;
    connection
        .pragma_update(None, "query_only", true)
        .map_err(|error| database("opening a reader", error))?;
    Ok(connection)
}

fn connect(path: &Path, options: SqliteOptions) -> Result<Connection, StoreError> {
    let set = || -> rusqlite::Result<Connection> {
        let connection = Connection::open(path)?;
        connection.busy_timeout(BUSY_TIMEOUT)?;
        connection.set_prepared_statement_cache_capacity(STATEMENTS_CACHED);
        connection.pragma_update(None, "journal_mode", "wal")?;
        connection.pragma_update(None, "synchronous", if options.durable { "full" } else { "off" })?;
        connection.pragma_update(None, "foreign_keys", true)?;
        connection.pragma_update(None, "temp_store", "memory")?;
        // 64 MiB of pages; the journal is written back every 16 MiB and shrinks to that size again.
        connection.pragma_update(None, "cache_size", -65_536)?;
        connection.pragma_update(None, "wal_autocheckpoint", 4_096)?;
        connection.pragma_update(None, "journal_size_limit", 16 * 1_024 * 1_024)?;
        Ok(connection)
    };
    set().map_err(|error| database("opening the database", error))
}
