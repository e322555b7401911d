//! The connections that read. A read runs on a blocking thread in a transaction of its own, so that all it sees is of one
//! moment.

use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};

use rusqlite::Connection;
use tokio::sync::Semaphore;

use super::{SqliteOptions, open};
use crate::error::StoreError;

/// The pool of connections that read.
#[derive(Debug)]
pub(super) struct Readers {
    shared: Arc<Shared>,
}

#[derive(Debug)]
struct Shared {
    path: PathBuf,
    options: SqliteOptions,
    permits: Arc<Semaphore>,
    idle: Mutex<Vec<Connection>>,
}

impl Readers {
    pub(super) fn new(path: PathBuf, options: SqliteOptions) -> Result<Self, StoreError> {
        let readers = options.readers.max(1);
        let idle = (0..readers).map(|_| open::reader(&path, options)).collect::<Result<Vec<_>, _>>()?;
        let permits = Arc::new(Semaphore::new(readers));
        Ok(Self { shared: Arc::new(Shared { path, options, permits, idle: Mutex::new(idle) }) })
    }

    /// Runs a read when a connection is free.
    pub(super) async fn read<T: Send + 'static>(
        &self,
        read: impl FnOnce(&Connection) -> Result<T, StoreError> + Send + 'static,
    ) -> Result<T, StoreError> {
        let shared = Arc::clone(&self.shared);
        let permit =
            Arc::clone(&shared.permits).acquire_owned().await.map_err(|_closed| StoreError::Closed)?;
        let done = tokio::task::spawn_blocking(move || {
            let connection = shared.take()?;
            let result = in_transaction(&connection, read);
            shared.give_back(connection);
            drop(permit);
            result
        });
        // A read is cancelled only when the runtime ends. One that panics has lost its connection; the next read opens another.
        done.await.unwrap_or(Err(StoreError::Closed))
    }
}

impl Shared {
    fn take(&self) -> Result<Connection, StoreError> {
        let idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner).pop();
        idle.map_or_else(|| open::reader(&self.path, self.options), Ok)
    }

    fn give_back(&self, connection: Connection) {
        if connection.is_autocommit() {
            self.idle.lock().unwrap_or_else(PoisonError::into_inner).push(connection);
        }
    }
}

fn in_transaction<T>(
    connection: &Connection,
    read: impl FnOnce(&Connection) -> Result<T, StoreError>,
) -> Result<T, StoreError> {
    connection.prepare_cached("BEGIN DEFERRED")?.execute([])?;
    let result = read(connection);
    connection.prepare_cached("COMMIT")?.execute([])?;
    result
}
