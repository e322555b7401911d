//! Migrations: numbered files, forward only, each in a transaction of its own. The database keeps a checksum of each, so
//! that a file which was changed after it was carried out is noticed instead of believed.

use rusqlite::{Connection, TransactionBehavior, params};
use sha2::{Digest, Sha256};

use super::value::database;
use crate::error::StoreError;

/// A migration.
#[derive(Clone, Copy, Debug)]
pub(super) struct Migration {
    pub(super) number: u32,
    pub(super) name: &'static str,
    pub(super) sql: &'static str,
}

/// The migrations, from 1 without gaps. A released one never changes.
pub(super) const MIGRATIONS: &[Migration] = &[
    Migration { number: 1, name: "accounts", sql: include_str!("../../migrations/sqlite/0001_accounts.sql") },
    Migration { number: 2, name: "billing", sql: include_str!("../../migrations/sqlite/0002_billing.sql") },
    Migration { number: 3, name: "quotes", sql: include_str!("../../migrations/sqlite/0003_quotes.sql") },
    Migration { number: 4, name: "feed", sql: include_str!("../../migrations/sqlite/0004_feed.sql") },
    Migration {
        number: 5,
        name: "identities",
        sql: include_str!("../../migrations/sqlite/0005_identities.sql"),
    },
    Migration {
        number: 6,
        name: "commerce_migrations",
        sql: include_str!("../../migrations/sqlite/0006_commerce_migrations.sql"),
    },
    Migration {
        number: 7,
        name: "publishers",
        sql: include_str!("../../migrations/sqlite/0007_publishers.sql"),
    },
    Migration { number: 8, name: "support", sql: include_str!("../../migrations/sqlite/0008_support.sql") },
];

const CREATE_TABLE: &str = "CREATE TABLE IF NOT EXISTS migrations (
    number INTEGER NOT NULL PRIMARY KEY, name TEXT NOT NULL, checksum BLOB NOT NULL) STRICT";
const SELECT_DONE: &str = "SELECT number, name, checksum FROM migrations ORDER BY number";
const INSERT_DONE: &str = "INSERT INTO migrations (number, name, checksum) VALUES (?1, ?2, ?3)";

/// Brings the database to the last of the migrations, and says which were carried out.
pub(super) fn migrate(
    connection: &mut Connection,
    migrations: &[Migration],
) -> Result<Vec<&'static str>, StoreError> {
    connection.execute_batch(CREATE_TABLE).map_err(|error| database("reading migrations", error))?;
    let done = verify_done(connection, migrations)?;
    let mut names = Vec::new();
    for migration in migrations.iter().skip(done) {
        carry_out(connection, migration).map_err(|error| StoreError::Migration {
            number: migration.number,
            name: migration.name.to_owned(),
            why: error.to_string(),
        })?;
        names.push(migration.name);
    }
    Ok(names)
}

/// Expects that a database which another process has open is of this version's form.
pub(super) fn expect_migrated(connection: &Connection, migrations: &[Migration]) -> Result<(), StoreError> {
    let done = verify_done(connection, migrations)?;
    let Some(next) = migrations.get(done) else { return Ok(()) };
    Err(StoreError::Migration {
        number: next.number,
        name: next.name.to_owned(),
        why: "the process that has the database open is of an older version; use that version's program, or stop it first"
            .to_owned(),
    })
}

/// How many migrations the database has, all of which must be known and unchanged.
fn verify_done(connection: &Connection, migrations: &[Migration]) -> Result<usize, StoreError> {
    let mut statement = connection.prepare(SELECT_DONE)?;
    let done: Vec<(u32, String, Vec<u8>)> = statement
        .query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?
        .collect::<Result<_, _>>()?;
    let known = migrations.last().map_or(0, |migration| migration.number);
    if let Some((found, ..)) = done.last().filter(|(found, ..)| *found > known) {
        return Err(StoreError::Newer { found: *found, known });
    }
    for ((number, name, stored), migration) in done.iter().zip(migrations) {
        if *number != migration.number || *stored != checksum(migration.sql) {
            return Err(StoreError::Migration {
                number: *number,
                name: name.clone(),
                why: "the file differs from the one that made this database; restore the released file"
                    .to_owned(),
            });
        }
    }
    Ok(done.len())
}

fn carry_out(connection: &mut Connection, migration: &Migration) -> rusqlite::Result<()> {
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    transaction.execute_batch(migration.sql)?;
    transaction.execute(INSERT_DONE, params![migration.number, migration.name, checksum(migration.sql)])?;
    transaction.commit()
}

fn checksum(sql: &str) -> Vec<u8> {
    Sha256::digest(sql.as_bytes()).to_vec()
}

#[cfg(test)]
mod tests {
    use super::*;

    const FIRST: Migration =
        Migration { number: 1, name: "first", sql: "CREATE TABLE a (x INTEGER) STRICT;" };
    const SECOND: Migration = Migration {
        number: 2,
        name: "second",
        sql: "ALTER TABLE a ADD COLUMN y TEXT; CREATE INDEX a_by_y ON a (y);",
    };

    fn schema(connection: &Connection) -> Vec<String> {
        let mut statement = connection
            .prepare("SELECT type || ' ' || name || ' ' || coalesce(sql, '') FROM sqlite_schema ORDER BY 1")
            .unwrap();
        statement.query_map([], |row| row.get(0)).unwrap().collect::<Result<_, _>>().unwrap()
    }

    /// A database that got its migrations one at a time, with the program started anew between them.
    fn step_by_step(migrations: &[Migration]) -> Connection {
        let mut connection = Connection::open_in_memory().unwrap();
        for upto in 1..=migrations.len() {
            assert_eq!(migrate(&mut connection, &migrations[..upto]).unwrap().len(), 1);
        }
        connection
    }

    #[test]
    fn a_fresh_database_equals_one_that_was_migrated_step_by_step() {
        for migrations in [MIGRATIONS, &[FIRST, SECOND]] {
            let mut fresh = Connection::open_in_memory().unwrap();
            assert_eq!(migrate(&mut fresh, migrations).unwrap().len(), migrations.len());
            assert_eq!(schema(&fresh), schema(&step_by_step(migrations)));
            assert_eq!(migrate(&mut fresh, migrations).unwrap(), Vec::<&str>::new());
        }
    }

    #[test]
    fn migrations_are_numbered_from_one_without_gaps() {
        let numbers: Vec<u32> = MIGRATIONS.iter().map(|migration| migration.number).collect();
        assert_eq!(numbers, (1..=numbers.len()).map(|n| u32::try_from(n).unwrap()).collect::<Vec<_>>());
    }

    #[test]
    fn a_database_from_a_newer_version_is_refused() {
        let mut connection = step_by_step(&[FIRST, SECOND]);
        let error = migrate(&mut connection, &[FIRST]).unwrap_err();
        assert!(matches!(error, StoreError::Newer { found: 2, known: 1 }), "{error}");
        assert!(error.to_string().contains("run the newer version"));
    }

    #[test]
    fn a_migration_that_was_changed_afterwards_is_refused() {
        let mut connection = step_by_step(&[FIRST]);
        let changed = Migration { sql: "CREATE TABLE a (x TEXT) STRICT;", ..FIRST };
        let error = migrate(&mut connection, &[changed, SECOND]).unwrap_err();
        assert!(matches!(error, StoreError::Migration { number: 1, .. }), "{error}");
    }

    #[test]
    fn a_migration_that_fails_leaves_nothing_behind() {
        let mut connection = step_by_step(&[FIRST]);
        let before = schema(&connection);
        let broken = Migration { sql: "CREATE TABLE b (x INTEGER) STRICT; NONSENSE;", ..SECOND };
        let error = migrate(&mut connection, &[FIRST, broken]).unwrap_err();
        assert!(matches!(error, StoreError::Migration { number: 2, .. }), "{error}");
        assert_eq!(schema(&connection), before);
        assert_eq!(migrate(&mut connection, &[FIRST, SECOND]).unwrap(), ["second"]);
    }
}
