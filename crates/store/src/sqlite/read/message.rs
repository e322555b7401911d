//! Reading the outbox.

use jiff::Timestamp;
use rusqlite::{Connection, Row};
use seatwright_domain::ids::CustomerId;

use super::super::value::{Id, Instant, parse};
use super::{limit, rows as read_rows};
use crate::error::StoreError;
use crate::outbox::{Message, MessageId, StoredMessage};
use crate::rows;
use crate::statement::{Value, number};

pub(crate) fn due(
    connection: &Connection,
    at: Timestamp,
    count: usize,
) -> Result<Vec<StoredMessage>, StoreError> {
    let values = [at.into(), limit(count, 0)];
    read_rows(connection, &rows::message::SELECT_MESSAGES_DUE, &values, stored)
}

pub(crate) fn page(
    connection: &Connection,
    customer: CustomerId,
    after: Option<MessageId>,
    count: usize,
) -> Result<Vec<StoredMessage>, StoreError> {
    let (version, place) = after.map_or((0, 0), |id| (id.version, id.number));
    let values: [Value; 4] = [customer.0.into(), number(version), place.into(), limit(count, 0)];
    read_rows(connection, &rows::message::SELECT_MESSAGES, &values, stored)
}

fn stored(row: &Row<'_>) -> Result<StoredMessage, StoreError> {
    let instant = |index| -> Result<Option<Timestamp>, StoreError> {
        Ok(row.get::<_, Option<Instant>>(index)?.map(|Instant(at)| at))
    };
    Ok(StoredMessage {
        id: MessageId {
            customer: CustomerId(row.get::<_, Id>(0)?.0),
            version: row.get::<_, i64>(1)?.unsigned_abs(),
            number: row.get(2)?,
        },
        message: Message {
            tenant: row.get::<_, Id>(3)?.0,
            kind: row.get(4)?,
            subject: row.get(5)?,
            at: row.get::<_, Instant>(6)?.0,
            body: parse("message", row.get_ref(7)?.as_str()?)?,
        },
        attempts: row.get(8)?,
        next_attempt_at: instant(9)?,
        delivered_at: instant(10)?,
        last_error: row.get(11)?,
    })
}
