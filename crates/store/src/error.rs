//! What can go wrong between the application and its database.

use std::path::PathBuf;
use std::sync::Arc;

use crate::request::StoredAnswer;

/// A failure of the store itself. None of them is the fault of a request.
#[derive(Clone, Debug, thiserror::Error)]
#[non_exhaustive]
pub enum StoreError {
    /// Another process works on the same directory.
    #[error(
        "{path} is in use by another Seatwright process{holder}; stop it, or choose another data directory"
    )]
    InUse {
        /// The lock file.
        path: PathBuf,
        /// ` (process 123)`, or nothing when it is not known.
        holder: String,
    },
    /// The database was written by a newer version.
    #[error(
        "the database has migration {found}, this version of Seatwright knows migrations up to {known}; \
         run the newer version"
    )]
    Newer {
        /// The highest migration in the database.
        found: u32,
        /// The highest migration this version brings.
        known: u32,
    },
    /// A migration could not be carried out, or is not the one that was carried out before.
    #[error("migration {number} ({name}): {why}")]
    Migration {
        /// Its number.
        number: u32,
        /// Its name.
        name: String,
        /// What is wrong.
        why: String,
    },
    /// A stored document cannot be read.
    #[error("a stored document ({what}) cannot be read: {why}")]
    Document {
        /// Which one: table and key.
        what: String,
        /// What the parser says.
        why: String,
    },
    /// A write that the store was asked for contradicts itself or the rows that are there.
    #[error("inconsistent write: {0}")]
    Inconsistent(String),
    /// The database engine failed.
    #[error("the database failed: {context}: {source}")]
    Database {
        /// What was being done.
        context: &'static str,
        /// The engine's own error.
        source: Arc<dyn std::error::Error + Send + Sync>,
    },
    /// The disk failed under an earlier commit; what is on it is known only after a restart.
    #[error(
        "an earlier write to disk failed ({0}); the store accepts no more writes until it is opened again"
    )]
    DiskFailed(String),
    /// The file system failed.
    #[error("{path}: {source}")]
    File {
        /// The file or directory.
        path: PathBuf,
        /// What the system says.
        source: Arc<std::io::Error>,
    },
    /// The store is being closed.
    #[error("the store is closed")]
    Closed,
}

impl StoreError {
    pub(crate) fn file(path: impl Into<PathBuf>, source: std::io::Error) -> Self {
        Self::File { path: path.into(), source: Arc::new(source) }
    }
}

/// Why a commit was not made. Nothing of it was written.
#[derive(Clone, Debug, thiserror::Error)]
pub enum CommitError {
    /// The account has changed since it was loaded: load it and decide again.
    #[error("the account has changed since it was read")]
    Conflict,
    /// The request has been answered before: give the first answer again.
    #[error("request {} was answered before", .0.key.request)]
    DuplicateRequest(Box<StoredAnswer>),
    /// Another customer of the installation has this domain.
    #[error("the domain {domain} is taken")]
    DomainTaken {
        /// The domain.
        domain: String,
    },
    /// Another user of the customer has this sign-in name, perhaps a deleted one that can still be restored.
    #[error("the sign-in name {principal_name} is taken")]
    PrincipalNameTaken {
        /// The name.
        principal_name: String,
    },
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}
