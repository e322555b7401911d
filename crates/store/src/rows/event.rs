//! The event log with its hash chain.

use seatwright_domain::event::Recorded;
use seatwright_domain::ids::CustomerId;

use super::document;
use crate::chain::ChainHash;
use crate::error::StoreError;
use crate::statement::{Guard, Write, number, statements};

statements! {
    /// The next event of an account.
    INSERT_EVENT = "INSERT INTO events (customer_id, seq, at, kind, subscription_id, document, hash)
        VALUES ($1, $2, $3, $4, $5, $6, $7)";
    /// A page of an account's events, oldest first.
    SELECT_EVENTS = "SELECT document, hash FROM events
        WHERE customer_id = $1 AND seq > $2 AND seq < $3 AND ($4 IS NULL OR subscription_id = $4)
        ORDER BY seq LIMIT $5";
    /// The same, newest first.
    SELECT_EVENTS_BACKWARDS = "SELECT document, hash FROM events
        WHERE customer_id = $1 AND seq > $2 AND seq < $3 AND ($4 IS NULL OR subscription_id = $4)
        ORDER BY seq DESC LIMIT $5";
}

/// The write for some events, and the hash after the last of them.
pub(crate) fn insert(
    customer: CustomerId,
    mut chain: ChainHash,
    events: &[Recorded],
) -> Result<(Write, ChainHash), StoreError> {
    let mut runs = Vec::with_capacity(events.len());
    for recorded in events {
        let document = document("event", recorded)?;
        chain = chain.then(document.as_bytes());
        runs.push(vec![
            customer.0.into(),
            number(recorded.seq),
            recorded.at.into(),
            recorded.event.kind().into(),
            recorded.event.subscription().map(|id| id.0).into(),
            document.into(),
            chain.0.to_vec().into(),
        ]);
    }
    let write = Write { statement: &INSERT_EVENT, runs, guard: Guard::Rows(events.len()) };
    Ok((write, chain))
}
