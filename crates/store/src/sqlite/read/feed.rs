//! Reading the feed.

use rusqlite::{Connection, Row};
use seatwright_domain::ids::CustomerId;
use uuid::Uuid;

use super::super::value::{Hash, Id, parse};
use super::{limit, page, row, rows as read_rows};
use crate::error::StoreError;
use crate::feed::{FeedItem, FeedPlace, FeedRun, FeedSpan};
use crate::page::{Page, StoredEvent};
use crate::rows;
use crate::statement::number;

pub(crate) fn page_after(
    connection: &Connection,
    tenant: Uuid,
    after: u64,
    count: usize,
) -> Result<Vec<FeedItem>, StoreError> {
    let values = [tenant.into(), number(after), limit(count, 0)];
    read_rows(connection, &rows::feed::SELECT_FEED, &values, item)
}

pub(crate) fn end(connection: &Connection, tenant: Uuid) -> Result<u64, StoreError> {
    let last = row(connection, &rows::feed::SELECT_FEED_END, &[tenant.into()], |row| whole(row, 0))?;
    Ok(last.unwrap_or(0))
}

pub(crate) fn by_time(
    connection: &Connection,
    query: &FeedSpan,
) -> Result<Page<FeedItem, FeedPlace>, StoreError> {
    let newest = FeedPlace { at: query.to.as_microsecond(), last: u64::MAX, number: u64::MAX };
    let before = query.after.filter(|place| place.at <= newest.at).unwrap_or(newest);
    let values = [
        query.tenant.into(),
        query.from.into(),
        before.at.into(),
        number(before.last),
        number(before.number),
        query.customer.map(|customer| customer.0).into(),
        limit(query.limit, 1),
    ];
    let found = read_rows(connection, &rows::feed::SELECT_FEED_BY_TIME, &values, |row| {
        let item = item(row)?;
        let place = FeedPlace { at: row.get(4)?, last: whole(row, 5)?, number: item.number };
        Ok((item, place))
    })?;
    let page = page(found, query.limit, |(_, place)| *place);
    Ok(Page { items: page.items.into_iter().map(|(item, _)| item).collect(), next: page.next })
}

pub(crate) fn runs(
    connection: &Connection,
    after: Option<(Uuid, u64)>,
    count: usize,
) -> Result<Vec<FeedRun>, StoreError> {
    let (tenant, last) = after.unwrap_or((Uuid::nil(), 0));
    let values = [tenant.into(), number(last), limit(count, 0)];
    read_rows(connection, &rows::feed::SELECT_FEED_RUNS, &values, |row| {
        Ok(FeedRun {
            tenant: row.get::<_, Id>(0)?.0,
            last: whole(row, 1)?,
            customer: CustomerId(row.get::<_, Id>(2)?.0),
            first_seq: whole(row, 3)?,
            events: whole(row, 4)?,
            found: whole(row, 5)?,
        })
    })
}

pub(crate) fn relationship_events(
    connection: &Connection,
    customer: CustomerId,
    before: u64,
    count: usize,
) -> Result<Vec<StoredEvent>, StoreError> {
    let values = [customer.0.into(), number(before), limit(count, 0)];
    read_rows(connection, &rows::feed::SELECT_RELATIONSHIP_EVENTS, &values, |row| stored(row, 0))
}

fn item(row: &Row<'_>) -> Result<FeedItem, StoreError> {
    Ok(FeedItem {
        number: whole(row, 0)?,
        customer: CustomerId(row.get::<_, Id>(1)?.0),
        event: stored(row, 2)?,
    })
}

fn stored(row: &Row<'_>, place: usize) -> Result<StoredEvent, StoreError> {
    let document: String = row.get(place)?;
    let hash = row.get::<_, Hash>(place + 1)?.0;
    Ok(StoredEvent { recorded: parse("event", &document)?, document, hash })
}

fn whole(row: &Row<'_>, place: usize) -> Result<u64, StoreError> {
    Ok(row.get::<_, i64>(place)?.unsigned_abs())
}
