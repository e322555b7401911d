//! Reading registrations for webhooks, and deliveries.

use jiff::Timestamp;
use rusqlite::{Connection, Row};
use seatwright_domain::webhook::WebhookEvent;
use uuid::Uuid;

use super::super::value::{Id, Instant, parse};
use super::{limit, page, row, rows as read_rows};
use crate::error::StoreError;
use crate::page::Page;
use crate::rows;
use crate::statement::number;
use crate::webhook::{DeliveryDocument, DeliveryQuery, DeliveryState, StoredDelivery, StoredWebhook};

pub(crate) fn webhook(connection: &Connection, tenant: Uuid) -> Result<Option<StoredWebhook>, StoreError> {
    row(connection, &rows::webhook::SELECT_WEBHOOK, &[tenant.into()], stored_webhook)
}

pub(crate) fn webhooks(connection: &Connection) -> Result<Vec<StoredWebhook>, StoreError> {
    read_rows(connection, &rows::webhook::SELECT_WEBHOOKS, &[], stored_webhook)
}

pub(crate) fn due(
    connection: &Connection,
    tenant: Uuid,
    at: Timestamp,
    count: usize,
) -> Result<Vec<StoredDelivery>, StoreError> {
    let values = [tenant.into(), at.into(), limit(count, 0)];
    read_rows(connection, &rows::webhook::SELECT_DELIVERIES_DUE, &values, stored)
}

pub(crate) fn delivery(connection: &Connection, id: Uuid) -> Result<Option<StoredDelivery>, StoreError> {
    row(connection, &rows::webhook::SELECT_DELIVERY, &[id.into()], stored)
}

pub(crate) fn deliveries(
    connection: &Connection,
    query: &DeliveryQuery,
) -> Result<Page<StoredDelivery, u64>, StoreError> {
    let values = [query.tenant.into(), query.state.name().into(), number(query.after), limit(query.limit, 1)];
    let found = read_rows(connection, &rows::webhook::SELECT_DELIVERIES, &values, stored)?;
    Ok(page(found, query.limit, |delivery| delivery.number))
}

fn stored_webhook(row: &Row<'_>) -> Result<StoredWebhook, StoreError> {
    let webhook = parse("webhook", row.get_ref(1)?.as_str()?)?;
    Ok(StoredWebhook { webhook, read_to: row.get::<_, i64>(0)?.unsigned_abs() })
}

fn stored(row: &Row<'_>) -> Result<StoredDelivery, StoreError> {
    let instant = |place| -> Result<Option<Timestamp>, StoreError> {
        Ok(row.get::<_, Option<Instant>>(place)?.map(|Instant(at)| at))
    };
    let unknown = |what: &str| StoreError::Document { what: "delivery".to_owned(), why: what.to_owned() };
    let document: DeliveryDocument = parse("delivery", row.get_ref(10)?.as_str()?)?;
    let event = WebhookEvent::parse(row.get_ref(3)?.as_str()?);
    let state = DeliveryState::parse(row.get_ref(6)?.as_str()?);
    Ok(StoredDelivery {
        tenant: row.get::<_, Id>(0)?.0,
        number: row.get::<_, i64>(1)?.unsigned_abs(),
        id: row.get::<_, Id>(2)?.0,
        event: event.ok_or_else(|| unknown("an event that is not known"))?,
        subject: row.get(4)?,
        created_at: row.get::<_, Instant>(5)?.0,
        state: state.ok_or_else(|| unknown("a state that is not known"))?,
        attempts: row.get(7)?,
        next_attempt_at: instant(8)?,
        ended_at: instant(9)?,
        news: document.news,
        tried: document.tried,
    })
}
