//! Reading migrations to new commerce, and those that wait for their day.

use rusqlite::Connection;
use seatwright_domain::ids::{CustomerId, MigrationId, MigrationScheduleId};
use seatwright_domain::migration::{Migration, MigrationSchedule};
use serde::de::DeserializeOwned;
use uuid::Uuid;

use super::super::value::{Id, parse};
use super::{document, limit, page, rows as all};
use crate::error::StoreError;
use crate::migration::{MigrationQuery, MigrationsOf};
use crate::page::Page;
use crate::rows::migration as statements;
use crate::statement::{Statement, Value};

pub(crate) fn one(
    connection: &Connection,
    customer: CustomerId,
    id: MigrationId,
) -> Result<Option<Migration>, StoreError> {
    document(connection, &statements::SELECT_MIGRATION, &[customer.0.into(), id.0.into()])
}

pub(crate) fn schedule(
    connection: &Connection,
    customer: CustomerId,
    id: MigrationScheduleId,
) -> Result<Option<MigrationSchedule>, StoreError> {
    document(connection, &statements::SELECT_MIGRATION_SCHEDULE, &[customer.0.into(), id.0.into()])
}

pub(crate) fn some(
    connection: &Connection,
    query: &MigrationQuery,
) -> Result<Page<(CustomerId, Migration), Uuid>, StoreError> {
    let statement = match query.of {
        MigrationsOf::Customer(_) => &statements::SELECT_MIGRATIONS_OF_CUSTOMER,
        MigrationsOf::Subscription(_) => &statements::SELECT_MIGRATIONS_OF_SUBSCRIPTION,
        MigrationsOf::Reference(_) => &statements::SELECT_MIGRATIONS_OF_REFERENCE,
    };
    let found: Vec<(CustomerId, Migration)> = found(connection, statement, query)?;
    Ok(page(found, query.limit, |(_, last)| last.id.0))
}

pub(crate) fn schedules(
    connection: &Connection,
    query: &MigrationQuery,
) -> Result<Page<(CustomerId, MigrationSchedule), Uuid>, StoreError> {
    let statement = match query.of {
        MigrationsOf::Customer(_) => &statements::SELECT_SCHEDULES_OF_CUSTOMER,
        MigrationsOf::Subscription(_) => &statements::SELECT_SCHEDULES_OF_SUBSCRIPTION,
        MigrationsOf::Reference(_) => &statements::SELECT_SCHEDULES_OF_REFERENCE,
    };
    let found: Vec<(CustomerId, MigrationSchedule)> = found(connection, statement, query)?;
    Ok(page(found, query.limit, |(_, last)| last.id.0))
}

fn found<T: DeserializeOwned>(
    connection: &Connection,
    statement: &'static Statement,
    query: &MigrationQuery,
) -> Result<Vec<(CustomerId, T)>, StoreError> {
    let by: Value = match &query.of {
        MigrationsOf::Customer(customer) => customer.0.into(),
        MigrationsOf::Subscription(subscription) => subscription.0.into(),
        MigrationsOf::Reference(reference) => reference.clone().into(),
    };
    let values =
        [query.partner.0.into(), by, query.after.unwrap_or(Uuid::nil()).into(), limit(query.limit, 1)];
    all(connection, statement, &values, |row| {
        let customer = CustomerId(row.get::<_, Id>(0)?.0);
        Ok((customer, parse(statement.name(), row.get_ref(1)?.as_str()?)?))
    })
}
