//! Migrations to new commerce, and those that wait for their day.

use seatwright_domain::ids::CustomerId;
use seatwright_domain::migration::{Migration, MigrationSchedule};
use seatwright_domain::subscription::Seller;
use serde::Serialize;
use uuid::Uuid;

use super::document;
use crate::error::StoreError;
use crate::statement::{Guard, Statement, Value, Write, statements};

statements! {
    /// A new migration.
    INSERT_MIGRATION = "INSERT INTO commerce_migrations
        (customer_id, id, running, partner_id, source_id, reference, document)
        VALUES ($1, $2, $3, $4, $5, $6, $7)";
    /// A migration that went on.
    UPDATE_MIGRATION = "UPDATE commerce_migrations
        SET running = $3, partner_id = $4, source_id = $5, reference = $6, document = $7
        WHERE customer_id = $1 AND id = $2";
    /// What a decision is made on: the migrations that run.
    SELECT_RUNNING_MIGRATIONS = "SELECT document FROM commerce_migrations WHERE customer_id = $1 AND running = 1";
    /// All of them.
    SELECT_ALL_MIGRATIONS = "SELECT document FROM commerce_migrations WHERE customer_id = $1";
    /// One.
    SELECT_MIGRATION = "SELECT document FROM commerce_migrations WHERE customer_id = $1 AND id = $2";
    /// A page of a customer's, by id.
    SELECT_MIGRATIONS_OF_CUSTOMER = "SELECT customer_id, document FROM commerce_migrations
        WHERE customer_id = $2 AND partner_id = $1 AND id > $3 ORDER BY id LIMIT $4";
    /// A page of those of a subscription.
    SELECT_MIGRATIONS_OF_SUBSCRIPTION = "SELECT customer_id, document FROM commerce_migrations
        WHERE source_id = $2 AND partner_id = $1 AND id > $3 ORDER BY id LIMIT $4";
    /// A page of those with a partner's own reference.
    SELECT_MIGRATIONS_OF_REFERENCE = "SELECT customer_id, document FROM commerce_migrations
        WHERE partner_id = $1 AND reference = $2 AND id > $3 ORDER BY id LIMIT $4";

    /// A new schedule.
    INSERT_MIGRATION_SCHEDULE = "INSERT INTO commerce_migration_schedules
        (customer_id, id, running, partner_id, source_id, reference, document)
        VALUES ($1, $2, $3, $4, $5, $6, $7)";
    /// A schedule that was changed or is over.
    UPDATE_MIGRATION_SCHEDULE = "UPDATE commerce_migration_schedules
        SET running = $3, partner_id = $4, source_id = $5, reference = $6, document = $7
        WHERE customer_id = $1 AND id = $2";
    /// What a decision is made on: the schedules that wait.
    SELECT_OPEN_MIGRATION_SCHEDULES = "SELECT document FROM commerce_migration_schedules
        WHERE customer_id = $1 AND running = 1";
    /// All of them.
    SELECT_ALL_MIGRATION_SCHEDULES = "SELECT document FROM commerce_migration_schedules WHERE customer_id = $1";
    /// One.
    SELECT_MIGRATION_SCHEDULE = "SELECT document FROM commerce_migration_schedules
        WHERE customer_id = $1 AND id = $2";
    /// A page of a customer's, by id.
    SELECT_SCHEDULES_OF_CUSTOMER = "SELECT customer_id, document FROM commerce_migration_schedules
        WHERE customer_id = $2 AND partner_id = $1 AND id > $3 ORDER BY id LIMIT $4";
    /// A page of those of a subscription.
    SELECT_SCHEDULES_OF_SUBSCRIPTION = "SELECT customer_id, document FROM commerce_migration_schedules
        WHERE source_id = $2 AND partner_id = $1 AND id > $3 ORDER BY id LIMIT $4";
    /// A page of those with a partner's own reference.
    SELECT_SCHEDULES_OF_REFERENCE = "SELECT customer_id, document FROM commerce_migration_schedules
        WHERE partner_id = $1 AND reference = $2 AND id > $3 ORDER BY id LIMIT $4";
}

/// The writes for new and for changed migrations.
pub(crate) fn put(
    customer: CustomerId,
    new: &[&Migration],
    changed: &[&Migration],
) -> Result<Vec<Write>, StoreError> {
    let of = |known: &&Migration| {
        let row = Found {
            id: known.id.0,
            running: known.is_running(),
            seller: &known.seller,
            source: known.base.source.0,
            reference: known.external_reference.as_deref(),
        };
        row.values(customer, "migration", *known)
    };
    writes((&INSERT_MIGRATION, new), (&UPDATE_MIGRATION, changed), of)
}

/// The writes for new and for changed schedules.
pub(crate) fn put_schedules(
    customer: CustomerId,
    new: &[&MigrationSchedule],
    changed: &[&MigrationSchedule],
) -> Result<Vec<Write>, StoreError> {
    let of = |known: &&MigrationSchedule| {
        let row = Found {
            id: known.id.0,
            running: known.is_open(),
            seller: &known.seller,
            source: known.wish.base.subscription.0,
            reference: known.wish.external_reference.as_deref(),
        };
        row.values(customer, "scheduled migration", *known)
    };
    writes((&INSERT_MIGRATION_SCHEDULE, new), (&UPDATE_MIGRATION_SCHEDULE, changed), of)
}

fn writes<T>(
    new: (&'static Statement, &[T]),
    changed: (&'static Statement, &[T]),
    of: impl Fn(&T) -> Result<Vec<Value>, StoreError>,
) -> Result<Vec<Write>, StoreError> {
    let mut writes = Vec::new();
    for (statement, known) in [new, changed] {
        if !known.is_empty() {
            let runs = known.iter().map(&of).collect::<Result<Vec<_>, _>>()?;
            writes.push(Write { statement, runs, guard: Guard::Rows(known.len()) });
        }
    }
    Ok(writes)
}

/// What a row is found by.
struct Found<'a> {
    id: Uuid,
    running: bool,
    seller: &'a Seller,
    source: Uuid,
    reference: Option<&'a str>,
}

impl Found<'_> {
    fn values<T: Serialize>(
        &self,
        customer: CustomerId,
        what: &'static str,
        whole: &T,
    ) -> Result<Vec<Value>, StoreError> {
        Ok(vec![
            customer.0.into(),
            self.id.into(),
            self.running.into(),
            self.seller.partner().map(|partner| partner.0).into(),
            self.source.into(),
            self.reference.map(str::to_owned).into(),
            document(what, whole)?.into(),
        ])
    }
}
