//! Reading users with their licences.

use std::collections::BTreeMap;

use jiff::Timestamp;
use rusqlite::Connection;
use seatwright_domain::ids::{CustomerId, SubscriptionId, UserId};
use seatwright_domain::user::{Assignment, User, UserRecord};
use uuid::Uuid;

use super::super::value::{Id, parse};
use super::{count_rows, document, documents, limit, page, prefix_range, rows as read_rows};
use crate::error::StoreError;
use crate::loaded::Want;
use crate::page::{Page, UserCursor, UserQuery, UserSort, UserState};
use crate::rows::{self, key};
use crate::statement::{Statement, Value};

/// The users that a decision wants, each once.
pub(crate) fn wanted(
    connection: &Connection,
    customer: CustomerId,
    want: &Want,
) -> Result<Vec<UserRecord>, StoreError> {
    let mut users: BTreeMap<UserId, User> = BTreeMap::new();
    for id in &want.users {
        let values = [customer.0.into(), id.0.into()];
        let found: Option<User> = document(connection, &rows::user::SELECT_USER, &values)?;
        users.extend(found.map(|user| (user.id, user)));
    }
    for name in &want.principal_names {
        let values = [customer.0.into(), key(name).into()];
        let found: Option<User> = document(connection, &rows::user::SELECT_USER_BY_NAME, &values)?;
        users.extend(found.map(|user| (user.id, user)));
    }
    users.into_values().map(|user| record(connection, customer, user)).collect()
}

pub(crate) fn user(
    connection: &Connection,
    customer: CustomerId,
    id: UserId,
) -> Result<Option<UserRecord>, StoreError> {
    let want = Want { users: vec![id], ..Want::default() };
    Ok(wanted(connection, customer, &want)?.pop())
}

pub(crate) fn by_name(
    connection: &Connection,
    customer: CustomerId,
    principal_name: &str,
) -> Result<Option<UserRecord>, StoreError> {
    let want = Want { principal_names: vec![principal_name.to_owned()], ..Want::default() };
    Ok(wanted(connection, customer, &want)?.pop())
}

pub(crate) fn assigned(
    connection: &Connection,
    customer: CustomerId,
    subscription: SubscriptionId,
    after: Option<UserId>,
    count: usize,
) -> Result<Vec<UserRecord>, StoreError> {
    let after = after.map_or(Uuid::nil(), |id| id.0);
    let values = [customer.0.into(), subscription.0.into(), after.into(), limit(count, 0)];
    let users = documents(connection, &rows::user::SELECT_ASSIGNED_USERS, &values)?;
    records(connection, customer, users)
}

pub(crate) fn all(
    connection: &Connection,
    customer: CustomerId,
    after: Option<UserId>,
    count: usize,
) -> Result<Vec<UserRecord>, StoreError> {
    let values = [customer.0.into(), after.map_or(Uuid::nil(), |id| id.0).into(), limit(count, 0)];
    let users = documents(connection, &rows::user::SELECT_ALL_USERS, &values)?;
    records(connection, customer, users)
}

pub(crate) fn page_of_users(
    connection: &Connection,
    query: &UserQuery,
) -> Result<Page<UserRecord, UserCursor>, StoreError> {
    let (statement, values) = question(query);
    let found = read_rows(connection, statement, &values, |row| {
        let name: String = row.get(0)?;
        let user: User = parse("user", row.get_ref(1)?.as_str()?)?;
        Ok((name, user))
    })?;
    let page = page(found, query.limit, |(name, user)| UserCursor { key: name.clone(), user: user.id });
    let users = page.items.into_iter().map(|(_, user)| user).collect();
    Ok(Page { items: records(connection, query.customer, users)?, next: page.next })
}

/// The statement for an order of users, with its values.
fn question(query: &UserQuery) -> (&'static Statement, Vec<Value>) {
    let by_id = query.sort == UserSort::Id;
    let prefix = if by_id { None } else { query.prefix.as_deref() };
    let (first, end) = prefix_range(prefix);
    // The place to start from is the cursor's, or the edge of the prefix where the cursor is beyond it.
    let edge = if query.descending {
        UserCursor { key: end.clone(), user: UserId(Uuid::max()) }
    } else {
        UserCursor { key: first.clone(), user: UserId(Uuid::nil()) }
    };
    let start = match &query.after {
        Some(cursor) if query.descending => cursor.clone().min(edge),
        Some(cursor) => cursor.clone().max(edge),
        None => edge,
    };
    let statement = match (query.sort, query.descending) {
        (UserSort::Id, false) => &rows::user::SELECT_USERS_BY_ID,
        (UserSort::Id, true) => &rows::user::SELECT_USERS_BY_ID_BACKWARDS,
        (UserSort::PrincipalName, false) => &rows::user::SELECT_USERS_BY_NAME,
        (UserSort::PrincipalName, true) => &rows::user::SELECT_USERS_BY_NAME_BACKWARDS,
        (UserSort::DisplayName, false) => &rows::user::SELECT_USERS_BY_DISPLAY,
        (UserSort::DisplayName, true) => &rows::user::SELECT_USERS_BY_DISPLAY_BACKWARDS,
    };
    let mut values: Vec<Value> = vec![query.customer.0.into(), is_deleted(query.state)];
    if by_id {
        values.push(start.user.0.into());
    } else {
        let other_edge = if query.descending { first } else { end };
        values.extend([start.key.into(), start.user.0.into(), other_edge.into()]);
    }
    values.push(limit(query.limit, 1));
    (statement, values)
}

pub(crate) fn count(
    connection: &Connection,
    customer: CustomerId,
    state: UserState,
) -> Result<u64, StoreError> {
    let values = [customer.0.into(), is_deleted(state)];
    count_rows(connection, &rows::user::COUNT_USERS, &values)
}

fn is_deleted(state: UserState) -> Value {
    (state == UserState::Deleted).into()
}

fn records(
    connection: &Connection,
    customer: CustomerId,
    users: Vec<User>,
) -> Result<Vec<UserRecord>, StoreError> {
    users.into_iter().map(|user| record(connection, customer, user)).collect()
}

/// A user with its licences.
fn record(connection: &Connection, customer: CustomerId, user: User) -> Result<UserRecord, StoreError> {
    let values = [customer.0.into(), user.id.0.into()];
    let assignments = read_rows(connection, &rows::user::SELECT_ASSIGNMENTS, &values, |row| {
        let since = row.get_ref(1)?.as_str()?;
        Ok(Assignment {
            subscription: SubscriptionId(row.get::<_, Id>(0)?.0),
            since: since.parse::<Timestamp>().map_err(|error| StoreError::Document {
                what: format!("licence of user {}", user.id),
                why: error.to_string(),
            })?,
            excluded: parse("switched-off services", row.get_ref(2)?.as_str()?)?,
        })
    })?;
    Ok(UserRecord { user, assignments })
}
