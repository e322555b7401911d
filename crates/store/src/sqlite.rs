//! The embedded database: SQLite in a directory of its own. One thread writes and commits many waiting commands at once;
//! some connections read.

mod execute;
mod migrate;
mod open;
mod read;
mod readers;
mod serve;
mod serve_feed;
mod serve_migrations;
mod value;
mod writer;

#[cfg(test)]
mod statements_tests;

use std::path::{Path, PathBuf};

use uuid::Uuid;

use crate::error::StoreError;
pub(crate) use open::Directory;
pub use open::Recovery;
use readers::Readers;
use writer::Writer;
#[cfg(feature = "baseline")]
pub(crate) use {execute::plain, open::writer as open_writer};

/// How a database is opened.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct SqliteOptions {
    /// How many reads run at once.
    pub readers: usize,
    /// How many writes may wait before callers are held back.
    pub queue: usize,
    /// Whether a write is answered only when it is on the disk (`synchronous=FULL`). Without this, a power cut loses what
    /// was answered last; only throwaway databases may do without.
    pub durable: bool,
}

impl Default for SqliteOptions {
    fn default() -> Self {
        Self { readers: 4, queue: 1_024, durable: true }
    }
}

/// A database in SQLite.
#[derive(Debug)]
pub struct SqliteStore {
    // In the order in which they must go: the last connection to close writes the journal back into the database, and the
    // directory stays locked until then.
    readers: Readers,
    writer: Writer,
    recovery: Recovery,
    #[cfg(feature = "baseline")]
    tape: crate::baseline::Tape,
    directory: Directory,
}

impl SqliteStore {
    /// Opens the database in a directory, or makes both.
    ///
    /// # Errors
    /// [`StoreError::InUse`] when another process has it open, [`StoreError::Newer`] when a newer version wrote it, and the
    /// other variants when the files cannot be made, read or migrated.
    pub fn open(directory: impl AsRef<Path>) -> Result<Self, StoreError> {
        Self::open_with(directory, SqliteOptions::default())
    }

    /// Whether a directory holds a database.
    #[must_use]
    pub fn is_in(directory: impl AsRef<Path>) -> bool {
        open::holds_database(directory.as_ref())
    }

    /// Removes the database of a directory, where it holds one; nothing else there is touched.
    ///
    /// # Errors
    /// [`StoreError::InUse`] when a process has it open; a file that cannot be removed.
    pub fn remove_from(directory: impl AsRef<Path>) -> Result<(), StoreError> {
        open::remove_database(directory.as_ref())
    }

    /// Opens the database in a directory, or makes both, with options.
    ///
    /// # Errors
    /// As for [`SqliteStore::open`].
    pub fn open_with(directory: impl AsRef<Path>, options: SqliteOptions) -> Result<Self, StoreError> {
        Self::open_directory(Directory::lock(directory.as_ref(), false)?, options)
    }

    /// Opens the database in a directory also while a server works on it, for small changes beside it: of identities,
    /// sessions and keys, which a running server looks for. Everything else of a running server is kept in its memory and must
    /// not be changed behind its back.
    ///
    /// # Errors
    /// As for [`SqliteStore::open`], and [`StoreError::Migration`] when the server that has it open is of an older version.
    pub fn open_beside(directory: impl AsRef<Path>) -> Result<Self, StoreError> {
        Self::open_directory(Directory::lock_or_share(directory.as_ref())?, SqliteOptions::default())
    }

    /// Opens a new database in a directory of its own below the system's directory for temporary files; it is removed with
    /// the store. For tests and trials: a power cut may lose it, which does not matter to it.
    ///
    /// # Errors
    /// As for [`SqliteStore::open`].
    pub fn open_temporary() -> Result<Self, StoreError> {
        let path = std::env::temp_dir().join(format!("seatwright-{}", Uuid::new_v4()));
        let options = SqliteOptions { durable: false, ..SqliteOptions::default() };
        Self::open_directory(Directory::lock(&path, true)?, options)
    }

    fn open_directory(directory: Directory, options: SqliteOptions) -> Result<Self, StoreError> {
        let (connection, recovery) = open::writer(&directory, options)?;
        let readers = Readers::new(directory.database(), options)?;
        let writer = Writer::start(connection, options)?;
        Ok(Self {
            readers,
            writer,
            recovery,
            #[cfg(feature = "baseline")]
            tape: crate::baseline::Tape::default(),
            directory,
        })
    }

    /// The database file.
    #[must_use]
    pub fn path(&self) -> PathBuf {
        self.directory.database()
    }

    /// Keeps a copy of every commit that is written from now on, for [`Baseline`](crate::baseline::Baseline).
    #[cfg(feature = "baseline")]
    pub fn start_tape(&self) {
        self.tape.start();
    }

    /// The commits since [`SqliteStore::start_tape`], those of one account in their order. No more are kept afterwards.
    #[cfg(feature = "baseline")]
    #[must_use]
    pub fn take_tape(&self) -> Vec<crate::commit::Commit> {
        self.tape.take()
    }

    /// Lets so many more transactions be written, and all after them fail as if the process had been killed.
    #[cfg(feature = "fuse")]
    pub fn blow_after(&self, transactions: u64) {
        self.writer.blow_after(transactions);
    }

    /// What was found and done when the database was opened.
    #[must_use]
    pub fn recovery(&self) -> &Recovery {
        &self.recovery
    }

    /// Checks the file as a whole: pages, indexes, and that rows which belong to others have them. Every fault is a line; a
    /// sound file has none.
    ///
    /// # Errors
    /// When the file cannot be read at all.
    pub async fn check_file(&self) -> Result<Vec<String>, StoreError> {
        self.readers.read(read::file_faults).await
    }
}
