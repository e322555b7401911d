//! Subscriptions.

use seatwright_domain::ids::CustomerId;
use seatwright_domain::subscription::{Seller, Subscription};

use super::document;
use crate::error::StoreError;
use crate::statement::{Guard, Value, Write, statements};

statements! {
    /// A new subscription.
    INSERT_SUBSCRIPTION = "INSERT INTO subscriptions (customer_id, id, status, offer, seats, assigned, partner_id,
        reseller, order_id, parent_id, term_last, created_at, document, publisher_id)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)";
    /// A changed subscription.
    UPDATE_SUBSCRIPTION = "UPDATE subscriptions SET status = $3, offer = $4, seats = $5, assigned = $6,
        partner_id = $7, reseller = $8, order_id = $9, parent_id = $10, term_last = $11, created_at = $12,
        document = $13, publisher_id = $14
        WHERE customer_id = $1 AND id = $2";

    /// What a decision is made on: the subscriptions that still exist.
    SELECT_LIVE_SUBSCRIPTIONS = "SELECT document FROM subscriptions
        WHERE customer_id = $1 AND status <> 'deleted'";
    /// All of them.
    SELECT_ALL_SUBSCRIPTIONS = "SELECT document FROM subscriptions WHERE customer_id = $1";
    /// One.
    SELECT_SUBSCRIPTION = "SELECT document FROM subscriptions WHERE customer_id = $1 AND id = $2";
    /// Whose one of a publisher's is.
    SELECT_CUSTOMER_OF_PUBLISHED = "SELECT customer_id FROM subscriptions
        WHERE publisher_id IS NOT NULL AND publisher_id = $1 AND id = $2";
    /// A page of a publisher's, of any customers and in any state, by id.
    SELECT_PUBLISHED = "SELECT customer_id, document FROM subscriptions
        WHERE publisher_id IS NOT NULL AND publisher_id = $1 AND id > $2
        ORDER BY id LIMIT $3";
    /// A page of them, by id.
    SELECT_SUBSCRIPTIONS = "SELECT document FROM subscriptions
        WHERE customer_id = $1 AND id > $2
            AND ($3 IS NULL OR partner_id = $3) AND ($4 IS NULL OR reseller = $4)
            AND ($5 IS NULL OR order_id = $5) AND ($6 IS NULL OR parent_id = $6)
            AND ($7 = 1 OR status <> 'deleted')
        ORDER BY id LIMIT $8";
}

/// The writes for new and for changed subscriptions.
pub(crate) fn put(
    customer: CustomerId,
    new: &[&Subscription],
    changed: &[&Subscription],
) -> Result<Vec<Write>, StoreError> {
    let mut writes = Vec::new();
    for (statement, subscriptions) in [(&INSERT_SUBSCRIPTION, new), (&UPDATE_SUBSCRIPTION, changed)] {
        if !subscriptions.is_empty() {
            let runs = subscriptions.iter().map(|s| values(customer, s)).collect::<Result<Vec<_>, _>>()?;
            writes.push(Write { statement, runs, guard: Guard::Rows(subscriptions.len()) });
        }
    }
    Ok(writes)
}

fn values(customer: CustomerId, s: &Subscription) -> Result<Vec<Value>, StoreError> {
    let (partner, reseller) = match &s.seller {
        Seller::Partner { partner, reseller } => (Some(partner.0), reseller.clone()),
        Seller::Direct => (None, None),
    };
    Ok(vec![
        customer.0.into(),
        s.id.0.into(),
        s.status.code().into(),
        s.offer.as_str().into(),
        s.seats().into(),
        s.assigned.into(),
        partner.into(),
        reseller.into(),
        s.order.0.into(),
        s.parent.map(|id| id.0).into(),
        s.term.period.last.to_string().into(),
        s.created_at.into(),
        document("subscription", s)?.into(),
        s.publisher.map(|id| id.0).into(),
    ])
}
