//! Quotes.

use seatwright_domain::ids::CustomerId;
use uuid::Uuid;

use super::document;
use crate::error::StoreError;
use crate::quote::{Redemption, StoredQuote};
use crate::statement::{Guard, Write, statements};

statements! {
    /// A new quote.
    INSERT_QUOTE = "INSERT INTO quotes (customer_id, token, expires_at, document) VALUES ($1, $2, $3, $4)";
    /// A quote is redeemed, if it has not been.
    UPDATE_QUOTE_REDEEMED = "UPDATE quotes SET redeemed_at = $3, status = $4, headers = $5, body = $6
        WHERE customer_id = $1 AND token = $2 AND redeemed_at IS NULL";
    /// Forgets quotes that expired long ago, some at a time.
    DELETE_QUOTES = "DELETE FROM quotes WHERE (customer_id, token) IN
        (SELECT customer_id, token FROM quotes WHERE expires_at < $1 ORDER BY expires_at LIMIT $2)";
    /// A quote.
    SELECT_QUOTE = "SELECT expires_at, document, redeemed_at, status, headers, body
        FROM quotes WHERE customer_id = $1 AND token = $2";
}

/// The write for a new quote.
pub(crate) fn insert(quote: &StoredQuote) -> Write {
    let values = vec![
        quote.customer.0.into(),
        quote.token.into(),
        quote.expires_at.into(),
        quote.document.clone().into(),
    ];
    Write::one(&INSERT_QUOTE, values, Guard::Rows(1))
}

/// The write for a redemption. Where somebody redeemed the quote before, the commit is a conflict.
pub(crate) fn redeem(
    customer: CustomerId,
    token: Uuid,
    redemption: &Redemption,
) -> Result<Write, StoreError> {
    let values = vec![
        customer.0.into(),
        token.into(),
        redemption.at.into(),
        u32::from(redemption.status).into(),
        document("headers of a redemption", &redemption.headers)?.into(),
        redemption.body.clone().into(),
    ];
    Ok(Write::one(&UPDATE_QUOTE_REDEEMED, values, Guard::Version))
}
