//! The conformance suite on SQLite.

use std::sync::Arc;

use async_trait::async_trait;
use seatwright_store::conformance::Backend;
use seatwright_store::{SqliteOptions, SqliteStore, Store};
use tempfile::TempDir;

/// A database in a directory that goes with the test. It does without waiting for the disk: no power is cut here.
struct Sqlite(TempDir);

impl Sqlite {
    fn fresh() -> Self {
        Self(tempfile::tempdir().unwrap())
    }
}

#[async_trait]
impl Backend for Sqlite {
    async fn open(&self) -> Arc<dyn Store> {
        let options = SqliteOptions { durable: false, ..SqliteOptions::default() };
        Arc::new(SqliteStore::open_with(self.0.path(), options).unwrap())
    }
}

seatwright_store::conformance_suite!(Sqlite::fresh());
