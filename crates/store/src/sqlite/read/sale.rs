//! Reading subscriptions, upgrades and orders.

use rusqlite::Connection;
use seatwright_domain::ids::{CustomerId, OrderId, PublisherId, SubscriptionId, UpgradeId};
use seatwright_domain::order::Order;
use seatwright_domain::subscription::Subscription;
use seatwright_domain::upgrade::Upgrade;
use uuid::Uuid;

use super::super::value::{Id, parse};
use super::{document, documents, limit, page, row, rows as read_rows};
use crate::error::StoreError;
use crate::page::{OrderQuery, Page, SubscriptionQuery};
use crate::rows;

pub(crate) fn subscription(
    connection: &Connection,
    customer: CustomerId,
    id: SubscriptionId,
) -> Result<Option<Subscription>, StoreError> {
    document(connection, &rows::subscription::SELECT_SUBSCRIPTION, &[customer.0.into(), id.0.into()])
}

pub(crate) fn subscriptions(
    connection: &Connection,
    query: &SubscriptionQuery,
) -> Result<Page<Subscription, SubscriptionId>, StoreError> {
    let values = [
        query.customer.0.into(),
        query.after.map_or(Uuid::nil(), |id| id.0).into(),
        query.partner.map(|id| id.0).into(),
        query.reseller.clone().into(),
        query.order.map(|id| id.0).into(),
        query.parent.map(|id| id.0).into(),
        query.with_deleted.into(),
        limit(query.limit, 1),
    ];
    let found: Vec<Subscription> = documents(connection, &rows::subscription::SELECT_SUBSCRIPTIONS, &values)?;
    Ok(page(found, query.limit, |last| last.id))
}

pub(crate) fn customer_of_published(
    connection: &Connection,
    publisher: PublisherId,
    subscription: SubscriptionId,
) -> Result<Option<CustomerId>, StoreError> {
    let values = [publisher.0.into(), subscription.0.into()];
    row(connection, &rows::subscription::SELECT_CUSTOMER_OF_PUBLISHED, &values, |row| {
        Ok(CustomerId(row.get::<_, Id>(0)?.0))
    })
}

pub(crate) fn published(
    connection: &Connection,
    publisher: PublisherId,
    after: Option<SubscriptionId>,
    count: usize,
) -> Result<Page<(CustomerId, Subscription), SubscriptionId>, StoreError> {
    let after = after.map_or(Uuid::nil(), |id| id.0);
    let values = [publisher.0.into(), after.into(), limit(count, 1)];
    let found: Vec<(CustomerId, Subscription)> =
        read_rows(connection, &rows::subscription::SELECT_PUBLISHED, &values, |row| {
            Ok((CustomerId(row.get::<_, Id>(0)?.0), parse("subscription", row.get_ref(1)?.as_str()?)?))
        })?;
    Ok(page(found, count, |(_, last)| last.id))
}

pub(crate) fn upgrade(
    connection: &Connection,
    customer: CustomerId,
    id: UpgradeId,
) -> Result<Option<Upgrade>, StoreError> {
    document(connection, &rows::upgrade::SELECT_UPGRADE, &[customer.0.into(), id.0.into()])
}

pub(crate) fn upgrades(
    connection: &Connection,
    customer: CustomerId,
    subscription: Option<SubscriptionId>,
) -> Result<Vec<Upgrade>, StoreError> {
    let mut found: Vec<Upgrade> = match subscription {
        None => documents(connection, &rows::upgrade::SELECT_ALL_UPGRADES, &[customer.0.into()])?,
        Some(id) => documents(
            connection,
            &rows::upgrade::SELECT_UPGRADES_OF_SUBSCRIPTION,
            &[customer.0.into(), id.0.into()],
        )?,
    };
    found.sort_by_key(|upgrade| (upgrade.started_at, upgrade.id));
    Ok(found)
}

pub(crate) fn order(
    connection: &Connection,
    customer: CustomerId,
    id: OrderId,
) -> Result<Option<Order>, StoreError> {
    let order: Option<Order> =
        document(connection, &rows::order::SELECT_ORDER, &[customer.0.into(), id.0.into()])?;
    order.map(|order| with_lines(connection, customer, order)).transpose()
}

pub(crate) fn orders_named(
    connection: &Connection,
    orders: &[(CustomerId, OrderId)],
) -> Result<Vec<(CustomerId, Order)>, StoreError> {
    let mut found = Vec::with_capacity(orders.len());
    for (customer, id) in orders {
        found.extend(order(connection, *customer, *id)?.map(|order| (*customer, order)));
    }
    Ok(found)
}

pub(crate) fn orders(
    connection: &Connection,
    query: &OrderQuery,
) -> Result<Page<Order, OrderId>, StoreError> {
    let values = [
        query.customer.0.into(),
        query.after.map_or(Uuid::nil(), |id| id.0).into(),
        query.partner.map(|id| id.0).into(),
        limit(query.limit, 1),
    ];
    let bare: Vec<Order> = documents(connection, &rows::order::SELECT_ORDERS, &values)?;
    let page = page(bare, query.limit, |last| last.id);
    let filled = page.items.into_iter().map(|order| with_lines(connection, query.customer, order));
    Ok(Page { items: filled.collect::<Result<_, _>>()?, next: page.next })
}

fn with_lines(connection: &Connection, customer: CustomerId, mut order: Order) -> Result<Order, StoreError> {
    let values = [customer.0.into(), order.id.0.into()];
    order.lines = documents(connection, &rows::order::SELECT_ORDER_LINES, &values)?;
    Ok(order)
}
