//! The outbox.

use jiff::Timestamp;
use seatwright_domain::ids::CustomerId;

use super::document;
use crate::error::StoreError;
use crate::outbox::{Message, MessageId};
use crate::statement::{Guard, Write, due_microseconds, number, statements};

statements! {
    /// A new message, to be tried at once.
    INSERT_MESSAGE = "INSERT INTO outbox
        (customer_id, version, number, tenant_id, kind, subject, at, document, next_attempt_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $7)";
    /// A message arrived.
    UPDATE_MESSAGE_DELIVERED = "UPDATE outbox
        SET attempts = attempts + 1, next_attempt_at = NULL, delivered_at = $4, last_error = NULL
        WHERE customer_id = $1 AND version = $2 AND number = $3 AND delivered_at IS NULL";
    /// A message did not arrive; it is tried again later, or given up.
    UPDATE_MESSAGE_FAILED = "UPDATE outbox
        SET attempts = attempts + 1, next_attempt_at = $5, last_error = $4
        WHERE customer_id = $1 AND version = $2 AND number = $3 AND delivered_at IS NULL";
    /// Forgets messages that were delivered long ago, some at a time.
    DELETE_DELIVERED_MESSAGES = "DELETE FROM outbox WHERE (customer_id, version, number) IN
        (SELECT customer_id, version, number FROM outbox
            WHERE delivered_at IS NOT NULL AND delivered_at < $1 ORDER BY delivered_at LIMIT $2)";

    /// Messages to be tried, those that wait longest first.
    SELECT_MESSAGES_DUE = "SELECT customer_id, version, number, tenant_id, kind, subject, at, document,
            attempts, next_attempt_at, delivered_at, last_error
        FROM outbox WHERE next_attempt_at IS NOT NULL AND next_attempt_at <= $1
        ORDER BY next_attempt_at, customer_id, version, number LIMIT $2";
    /// A page of an account's messages.
    SELECT_MESSAGES = "SELECT customer_id, version, number, tenant_id, kind, subject, at, document,
            attempts, next_attempt_at, delivered_at, last_error
        FROM outbox WHERE customer_id = $1 AND (version, number) > ($2, $3)
        ORDER BY version, number LIMIT $4";
}

/// The write for the messages of a commit.
pub(crate) fn insert(customer: CustomerId, version: u64, messages: &[Message]) -> Result<Write, StoreError> {
    let mut runs = Vec::with_capacity(messages.len());
    for (place, message) in (0_u32..).zip(messages) {
        runs.push(vec![
            customer.0.into(),
            number(version),
            place.into(),
            message.tenant.into(),
            message.kind.clone().into(),
            message.subject.clone().into(),
            message.at.into(),
            document("message", &message.body)?.into(),
        ]);
    }
    Ok(Write { statement: &INSERT_MESSAGE, runs, guard: Guard::Rows(messages.len()) })
}

/// The write for a delivery.
pub(crate) fn delivered(id: MessageId, at: Timestamp) -> Write {
    let values = vec![id.customer.0.into(), number(id.version), id.number.into(), at.into()];
    Write::one(&UPDATE_MESSAGE_DELIVERED, values, Guard::Any)
}

/// The write for a failed attempt.
pub(crate) fn failed(id: MessageId, error: &str, next_attempt: Option<Timestamp>) -> Write {
    let values = vec![
        id.customer.0.into(),
        number(id.version),
        id.number.into(),
        error.into(),
        next_attempt.map(due_microseconds).into(),
    ];
    Write::one(&UPDATE_MESSAGE_FAILED, values, Guard::Any)
}
