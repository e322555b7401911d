//! Carries out the writes of a commit and holds them to their guards.

use rusqlite::{Connection, ErrorCode, ffi, params_from_iter};

use super::read;
use super::value::database;
use crate::error::{CommitError, StoreError};
use crate::request::RequestKey;
use crate::statement::{Guard, Write};

/// Writes that stand or fall together.
#[derive(Debug)]
pub(super) struct Item {
    /// The request that must not have been answered before.
    pub(super) request: Option<RequestKey>,
    /// The writes, in order.
    pub(super) writes: Vec<Write>,
}

/// Carries out an item inside the transaction that is open; how many rows it wrote. When it fails, nothing of it is left.
pub(super) fn carry_out(connection: &Connection, item: &Item) -> Result<usize, CommitError> {
    if let Some(key) = &item.request
        && let Some(answer) = read::answer(connection, key)?
    {
        return Err(CommitError::DuplicateRequest(Box::new(answer)));
    }
    plain(connection, "SAVEPOINT item")?;
    let result = write_all(connection, &item.writes);
    // Some failures, as of a full disk, have ended the whole transaction and the savepoint with it.
    if result.is_err() && !connection.is_autocommit() {
        plain(connection, "ROLLBACK TO item")?;
    }
    if !connection.is_autocommit() {
        plain(connection, "RELEASE item")?;
    }
    result
}

/// Runs a statement that has no values.
pub(crate) fn plain(connection: &Connection, sql: &'static str) -> Result<(), StoreError> {
    let run = || connection.prepare_cached(sql)?.execute([]);
    run().map(|_rows| ()).map_err(|error| database(sql, error))
}

fn write_all(connection: &Connection, writes: &[Write]) -> Result<usize, CommitError> {
    writes.iter().try_fold(0, |rows, write| Ok(rows + write_one(connection, write)?))
}

fn write_one(connection: &Connection, write: &Write) -> Result<usize, CommitError> {
    let run = || -> rusqlite::Result<usize> {
        let mut statement = connection.prepare_cached(write.statement.sqlite())?;
        let mut rows = 0;
        for values in &write.runs {
            rows += statement.execute(params_from_iter(values))?;
        }
        Ok(rows)
    };
    let rows = run().map_err(|error| explain(write, error))?;
    match &write.guard {
        Guard::Version if rows != 1 => Err(CommitError::Conflict),
        Guard::Rows(expected) if rows != *expected => Err(CommitError::Store(StoreError::Inconsistent(
            format!("{} wrote {rows} rows where {expected} were expected", write.statement.name()),
        ))),
        _ => Ok(rows),
    }
}

/// What the failure of a write means.
fn explain(write: &Write, error: rusqlite::Error) -> CommitError {
    let rusqlite::Error::SqliteFailure(failure, _) = &error else {
        return database(write.statement.name(), error).into();
    };
    if failure.code != ErrorCode::ConstraintViolation {
        return database(write.statement.name(), error).into();
    }
    match (&write.guard, failure.extended_code) {
        (Guard::NewAccount { .. }, ffi::SQLITE_CONSTRAINT_PRIMARYKEY) => CommitError::Conflict,
        (Guard::NewAccount { domain }, ffi::SQLITE_CONSTRAINT_UNIQUE) => {
            CommitError::DomainTaken { domain: domain.clone() }
        }
        (Guard::FreeName { principal_name }, ffi::SQLITE_CONSTRAINT_UNIQUE) => {
            CommitError::PrincipalNameTaken { principal_name: principal_name.clone() }
        }
        _ => StoreError::Inconsistent(format!("{}: {error}", write.statement.name())).into(),
    }
}
