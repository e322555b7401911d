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

/// Why an item was not carried out.
#[derive(Debug)]
pub(super) struct Failure {
    pub(super) why: CommitError,
    /// Whether something of the item has been written, so that the transaction cannot stand as it is.
    pub(super) dirty: bool,
}

impl From<StoreError> for Failure {
    fn from(error: StoreError) -> Self {
        Self { why: error.into(), dirty: false }
    }
}

/// Carries out an item inside the transaction that is open; how many rows it wrote. Conflicts and repeated requests are
/// found before anything is written. Other failures leave what was written before them.
pub(super) fn carry_out(connection: &Connection, item: &Item) -> Result<usize, Failure> {
    if let Some(key) = &item.request
        && let Some(answer) = read::answer(connection, key)?
    {
        let why = CommitError::DuplicateRequest(Box::new(answer));
        return Err(Failure { why, dirty: false });
    }
    let mut rows = 0;
    for (place, write) in item.writes.iter().enumerate() {
        match write_one(connection, write) {
            Ok(written) => rows += written,
            Err(why) => {
                let at_once = place == 0 && write.runs.len() == 1 && !matches!(write.guard, Guard::Rows(_));
                return Err(Failure { why, dirty: !at_once });
            }
        }
    }
    Ok(rows)
}

/// The same in a savepoint: when it fails, nothing of it is left.
pub(super) fn carry_out_apart(connection: &Connection, item: &Item) -> Result<usize, CommitError> {
    plain(connection, "SAVEPOINT item")?;
    let result = carry_out(connection, item);
    // Some failures, as of a full disk, have ended the whole transaction and the savepoint with it.
    if result.as_ref().is_err_and(|failure| failure.dirty) && !connection.is_autocommit() {
        plain(connection, "ROLLBACK TO item")?;
    }
    if !connection.is_autocommit() {
        plain(connection, "RELEASE item")?;
    }
    result.map_err(|failure| failure.why)
}

/// Runs a statement that has no values.
pub(crate) fn plain(connection: &Connection, sql: &'static str) -> Result<(), StoreError> {
    let run = || connection.prepare_cached(sql)?.execute([]);
    run().map(|_rows| ()).map_err(|error| database(sql, error))
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
