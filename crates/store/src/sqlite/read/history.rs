//! Reading events, and what upgrades found out.

use rusqlite::Connection;
use seatwright_domain::user::User;

use super::super::value::{Hash, parse};
use super::{limit, page, rows as read_rows};
use crate::error::StoreError;
use crate::page::{EventQuery, FindingCursor, FindingQuery, FoundUser, Page, StoredEvent};
use crate::rows;
use crate::statement::number;

pub(crate) fn events(connection: &Connection, query: &EventQuery) -> Result<Vec<StoredEvent>, StoreError> {
    let statement =
        if query.newest_first { &rows::event::SELECT_EVENTS_BACKWARDS } else { &rows::event::SELECT_EVENTS };
    let values = [
        query.customer.0.into(),
        number(query.after),
        number(query.before.unwrap_or(u64::MAX)),
        query.subscription.map(|id| id.0).into(),
        limit(query.limit, 0),
    ];
    read_rows(connection, statement, &values, |row| {
        let document: String = row.get(0)?;
        let hash = row.get::<_, Hash>(1)?.0;
        Ok(StoredEvent { recorded: parse("event", &document)?, document, hash })
    })
}

pub(crate) fn findings(
    connection: &Connection,
    query: &FindingQuery,
) -> Result<Page<FoundUser, FindingCursor>, StoreError> {
    let after = query.after.unwrap_or(FindingCursor { seq: 0, number: 0 });
    let values = [
        query.customer.0.into(),
        query.upgrade.0.into(),
        number(after.seq),
        after.number.into(),
        query.needs_work.into(),
        limit(query.limit, 1),
    ];
    let found = read_rows(connection, &rows::finding::SELECT_FINDINGS, &values, |row| {
        let cursor = FindingCursor { seq: row.get::<_, i64>(0)?.unsigned_abs(), number: row.get(1)? };
        let user: User = parse("user", row.get_ref(3)?.as_str()?)?;
        let found = FoundUser {
            finding: parse("finding", row.get_ref(2)?.as_str()?)?,
            display_name: user.display_name,
            principal_name: user.principal_name,
        };
        Ok((found, cursor))
    })?;
    let page = page(found, query.limit, |(_, cursor)| *cursor);
    Ok(Page { items: page.items.into_iter().map(|(found, _)| found).collect(), next: page.next })
}
