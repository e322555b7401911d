//! Reading an account for a decision.

use std::collections::BTreeMap;

use rusqlite::Connection;
use seatwright_domain::account::{Account, Head};
use seatwright_domain::ids::CustomerId;
use seatwright_domain::migration::{Migration, MigrationSchedule};

use super::super::value::{Hash, Instant, parse};
use super::{billing, document, documents, row, sale, user};
use crate::error::StoreError;
use crate::loaded::{Loaded, Want};
use crate::rows;
use crate::statement::Value;

/// An account with what is wanted.
pub(crate) fn load(
    connection: &Connection,
    customer: CustomerId,
    want: &Want,
) -> Result<Option<Loaded>, StoreError> {
    let key = [Value::Id(customer.0)];
    let first = row(connection, &rows::customer::SELECT_CUSTOMER, &key, |row| {
        let head: Head = parse("customer", row.get_ref(0)?.as_str()?)?;
        let chain = row.get::<_, Hash>(1)?.0;
        Ok((head, chain, row.get::<_, Option<Instant>>(2)?.map(|Instant(at)| at)))
    })?;
    let Some((head, chain, due)) = first else { return Ok(None) };
    let mut account = Account {
        head,
        subscriptions: BTreeMap::new(),
        upgrades: BTreeMap::new(),
        migrations: BTreeMap::new(),
        migration_schedules: BTreeMap::new(),
    };
    add_subscriptions(connection, &mut account, want)?;
    add_upgrades(connection, &mut account, want)?;
    add_migrations(connection, &mut account, want)?;
    let users = user::wanted(connection, customer, want)?;
    let mut orders = Vec::with_capacity(want.orders.len());
    for order in &want.orders {
        orders.extend(sale::order(connection, customer, *order)?);
    }
    let mut charges = Vec::new();
    for subscription in &want.charges {
        charges.extend(billing::all_of(connection, customer, *subscription)?);
    }
    Ok(Some(Loaded { account, chain, due, users, orders, charges }))
}

/// Many accounts without further wants.
pub(crate) fn load_many(
    connection: &Connection,
    customers: &[CustomerId],
) -> Result<Vec<Loaded>, StoreError> {
    let want = Want::default();
    let loaded = customers.iter().map(|customer| load(connection, *customer, &want));
    loaded.filter_map(Result::transpose).collect()
}

fn add_subscriptions(connection: &Connection, account: &mut Account, want: &Want) -> Result<(), StoreError> {
    let customer = Value::Id(account.id().0);
    let statement = if want.everything {
        &rows::subscription::SELECT_ALL_SUBSCRIPTIONS
    } else {
        &rows::subscription::SELECT_LIVE_SUBSCRIPTIONS
    };
    let found: Vec<seatwright_domain::subscription::Subscription> =
        documents(connection, statement, std::slice::from_ref(&customer))?;
    account.subscriptions = found.into_iter().map(|subscription| (subscription.id, subscription)).collect();
    for id in &want.subscriptions {
        if !account.subscriptions.contains_key(id) {
            let key = [customer.clone(), Value::Id(id.0)];
            if let Some(found) = document(connection, &rows::subscription::SELECT_SUBSCRIPTION, &key)? {
                account.subscriptions.insert(*id, found);
            }
        }
    }
    Ok(())
}

fn add_upgrades(connection: &Connection, account: &mut Account, want: &Want) -> Result<(), StoreError> {
    let customer = Value::Id(account.id().0);
    let statement = if want.everything {
        &rows::upgrade::SELECT_ALL_UPGRADES
    } else {
        &rows::upgrade::SELECT_RUNNING_UPGRADES
    };
    let found: Vec<seatwright_domain::upgrade::Upgrade> =
        documents(connection, statement, std::slice::from_ref(&customer))?;
    account.upgrades = found.into_iter().map(|upgrade| (upgrade.id, upgrade)).collect();
    for id in &want.upgrades {
        if !account.upgrades.contains_key(id) {
            let key = [customer.clone(), Value::Id(id.0)];
            if let Some(found) = document(connection, &rows::upgrade::SELECT_UPGRADE, &key)? {
                account.upgrades.insert(*id, found);
            }
        }
    }
    Ok(())
}

fn add_migrations(connection: &Connection, account: &mut Account, want: &Want) -> Result<(), StoreError> {
    let customer = Value::Id(account.id().0);
    let (migrations, schedules) = if want.everything {
        (&rows::migration::SELECT_ALL_MIGRATIONS, &rows::migration::SELECT_ALL_MIGRATION_SCHEDULES)
    } else {
        (&rows::migration::SELECT_RUNNING_MIGRATIONS, &rows::migration::SELECT_OPEN_MIGRATION_SCHEDULES)
    };
    let found: Vec<Migration> = documents(connection, migrations, std::slice::from_ref(&customer))?;
    account.migrations = found.into_iter().map(|migration| (migration.id, migration)).collect();
    let found: Vec<MigrationSchedule> = documents(connection, schedules, std::slice::from_ref(&customer))?;
    account.migration_schedules = found.into_iter().map(|schedule| (schedule.id, schedule)).collect();
    for id in &want.migration_schedules {
        if !account.migration_schedules.contains_key(id) {
            let key = [customer.clone(), Value::Id(id.0)];
            if let Some(found) = document(connection, &rows::migration::SELECT_MIGRATION_SCHEDULE, &key)? {
                account.migration_schedules.insert(*id, found);
            }
        }
    }
    Ok(())
}
