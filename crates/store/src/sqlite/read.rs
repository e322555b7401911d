//! Reads, one file per kind of question. Each runs in a transaction that somebody else began.

pub(super) mod account;
pub(super) mod billing;
pub(super) mod customer;
pub(super) mod feed;
pub(super) mod history;
pub(super) mod identity;
pub(super) mod invoice;
pub(super) mod message;
pub(super) mod migration;
pub(super) mod payment;
pub(super) mod quote;
pub(super) mod sale;
pub(super) mod service_request;
pub(super) mod user;
pub(super) mod webhook;

use rusqlite::{Connection, OptionalExtension, Row, params_from_iter};
use serde::de::DeserializeOwned;

use super::value::{Instant, parse};
use crate::error::StoreError;
use crate::page::{PAGE_ROWS_MAX, Page};
use crate::request::{RequestKey, StoredAnswer};
use crate::rows;
use crate::statement::{Statement, Value};

/// All rows of a statement.
fn rows<T>(
    connection: &Connection,
    statement: &Statement,
    values: &[Value],
    mut read: impl FnMut(&Row<'_>) -> Result<T, StoreError>,
) -> Result<Vec<T>, StoreError> {
    let mut prepared = connection.prepare_cached(statement.sqlite())?;
    let mut found = prepared.query(params_from_iter(values))?;
    let mut all = Vec::new();
    while let Some(row) = found.next()? {
        all.push(read(row)?);
    }
    Ok(all)
}

/// The only row of a statement, where there is one.
fn row<T>(
    connection: &Connection,
    statement: &Statement,
    values: &[Value],
    read: impl FnOnce(&Row<'_>) -> Result<T, StoreError>,
) -> Result<Option<T>, StoreError> {
    let mut prepared = connection.prepare_cached(statement.sqlite())?;
    let mut found = prepared.query(params_from_iter(values))?;
    found.next()?.map(read).transpose()
}

/// The documents of a statement that selects nothing else.
fn documents<T: DeserializeOwned>(
    connection: &Connection,
    statement: &'static Statement,
    values: &[Value],
) -> Result<Vec<T>, StoreError> {
    rows(connection, statement, values, |row| parse(statement.name(), row.get_ref(0)?.as_str()?))
}

/// The only document of a statement, where there is one.
fn document<T: DeserializeOwned>(
    connection: &Connection,
    statement: &'static Statement,
    values: &[Value],
) -> Result<Option<T>, StoreError> {
    row(connection, statement, values, |row| parse(statement.name(), row.get_ref(0)?.as_str()?))
}

/// The number that a statement counts.
fn count_rows(connection: &Connection, statement: &Statement, values: &[Value]) -> Result<u64, StoreError> {
    let count = row(connection, statement, values, |row| Ok(row.get::<_, i64>(0)?))?;
    Ok(count.map_or(0, i64::unsigned_abs))
}

/// A limit within its bounds.
fn bounded(limit: usize) -> usize {
    limit.clamp(1, PAGE_ROWS_MAX)
}

/// A limit as a value, with `extra` rows to see whether there is more.
fn limit(limit: usize, extra: usize) -> Value {
    Value::Integer(i64::try_from(bounded(limit) + extra).unwrap_or(i64::MAX))
}

/// A page from the rows that were found with a limit of one more.
fn page<T, C>(mut items: Vec<T>, limit: usize, cursor: impl FnOnce(&T) -> C) -> Page<T, C> {
    let more = items.len() > bounded(limit);
    items.truncate(bounded(limit));
    let next = if more { items.last().map(cursor) } else { None };
    Page { items, next }
}

/// The keys that begin with a prefix: from the first, to before the second.
fn prefix_range(prefix: Option<&str>) -> (String, String) {
    let first = prefix.map(rows::key).unwrap_or_default();
    let end = format!("{first}{}", char::MAX);
    (first, end)
}

/// The answer to a request.
pub(super) fn answer(connection: &Connection, key: &RequestKey) -> Result<Option<StoredAnswer>, StoreError> {
    let values = [key.caller.into(), key.request.clone().into()];
    row(connection, &rows::answer::SELECT_ANSWER, &values, |row| {
        Ok(StoredAnswer {
            key: key.clone(),
            method: row.get(0)?,
            path: row.get(1)?,
            fingerprint: row.get(2)?,
            status: row.get(3)?,
            headers: parse("answer headers", row.get_ref(4)?.as_str()?)?,
            body: row.get(5)?,
            at: row.get::<_, Instant>(6)?.0,
        })
    })
}

/// What is wrong with the file.
pub(super) fn file_faults(connection: &Connection) -> Result<Vec<String>, StoreError> {
    let mut faults: Vec<String> = connection
        .prepare("PRAGMA integrity_check")?
        .query_map([], |row| row.get(0))?
        .collect::<Result<_, _>>()?;
    faults.retain(|line| line != "ok");
    let strays: Option<String> = connection
        .query_row("SELECT \"table\" FROM pragma_foreign_key_check LIMIT 1", [], |row| row.get(0))
        .optional()?;
    faults.extend(strays.map(|table| format!("rows of {table} belong to rows that do not exist")));
    Ok(faults)
}

impl From<rusqlite::types::FromSqlError> for StoreError {
    fn from(error: rusqlite::types::FromSqlError) -> Self {
        rusqlite::Error::from(error).into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_prefix_covers_exactly_the_keys_that_begin_with_it() {
        let (first, end) = prefix_range(Some(" Blauw"));
        let inside = |name: &str| (first.as_str()..end.as_str()).contains(&name);
        assert!(inside("blauw") && inside("blauwvos bv") && inside("blauw\u{10fffe}"));
        assert!(!inside("blau") && !inside("blax") && !inside("blavw"));
        let (first, end) = prefix_range(None);
        assert!((first.as_str()..end.as_str()).contains(&"øre"));
    }
}
