//! Reading quotes.

use rusqlite::Connection;
use seatwright_domain::ids::CustomerId;
use uuid::Uuid;

use super::super::value::{Instant, parse};
use super::row;
use crate::error::StoreError;
use crate::quote::{Redemption, StoredQuote};
use crate::rows;

pub(crate) fn quote(
    connection: &Connection,
    customer: CustomerId,
    token: Uuid,
) -> Result<Option<StoredQuote>, StoreError> {
    row(connection, &rows::quote::SELECT_QUOTE, &[customer.0.into(), token.into()], |row| {
        let redeemed = match row.get::<_, Option<Instant>>(2)? {
            None => None,
            Some(Instant(at)) => Some(Redemption {
                at,
                status: row.get(3)?,
                headers: parse("headers of a redemption", row.get_ref(4)?.as_str()?)?,
                body: row.get(5)?,
            }),
        };
        let expires_at = row.get::<_, Instant>(0)?.0;
        Ok(StoredQuote { customer, token, expires_at, document: row.get(1)?, redeemed })
    })
}
