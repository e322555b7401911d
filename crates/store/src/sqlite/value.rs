//! Values on their way into SQLite and out of it.

use jiff::Timestamp;
use rusqlite::types::{FromSql, FromSqlError, FromSqlResult, ToSql, ToSqlOutput, ValueRef};
use serde::de::DeserializeOwned;
use uuid::Uuid;

use crate::chain::ChainHash;
use crate::error::StoreError;
use crate::statement::Value;

impl ToSql for Value {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(ToSqlOutput::Borrowed(match self {
            Value::Null => ValueRef::Null,
            Value::Id(id) => ValueRef::Blob(id.as_bytes()),
            Value::Integer(number) => ValueRef::Integer(*number),
            Value::Text(text) => ValueRef::Text(text.as_bytes()),
            Value::Bytes(bytes) => ValueRef::Blob(bytes),
        }))
    }
}

/// An id that is read.
pub(super) struct Id(pub(super) Uuid);

impl FromSql for Id {
    fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
        let bytes = value.as_blob()?;
        Uuid::from_slice(bytes).map(Self).map_err(FromSqlError::other)
    }
}

/// An instant that is read.
pub(super) struct Instant(pub(super) Timestamp);

impl FromSql for Instant {
    fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
        Timestamp::from_microsecond(value.as_i64()?).map(Self).map_err(FromSqlError::other)
    }
}

/// A hash that is read.
pub(super) struct Hash(pub(super) ChainHash);

impl FromSql for Hash {
    fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
        ChainHash::from_slice(value.as_blob()?).map(Self).ok_or(FromSqlError::InvalidType)
    }
}

/// A stored document as what it stands for.
pub(super) fn parse<T: DeserializeOwned>(what: &'static str, text: &str) -> Result<T, StoreError> {
    serde_json::from_str(text)
        .map_err(|error| StoreError::Document { what: what.to_owned(), why: error.to_string() })
}

impl From<rusqlite::Error> for StoreError {
    fn from(error: rusqlite::Error) -> Self {
        database("SQLite", error)
    }
}

/// A failure of SQLite with what was being done.
pub(super) fn database(context: &'static str, error: rusqlite::Error) -> StoreError {
    StoreError::Database { context, source: std::sync::Arc::new(error) }
}
