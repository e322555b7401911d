//! Registrations for webhooks, and deliveries.

use jiff::Timestamp;
use seatwright_domain::billing::invoice::{BillTo, Invoice};
use seatwright_domain::webhook::WebhookEvent;
use uuid::Uuid;

use super::document;
use crate::error::StoreError;
use crate::statement::{Guard, Value, Write, due_microseconds, number, statements};
use crate::webhook::{DeliveryDocument, NewDelivery, News, StoredDelivery, Webhook};

statements! {
    /// A new registration, which begins at the end of the feed.
    INSERT_WEBHOOK = "INSERT INTO webhooks (tenant_id, read_to, invoices, document) VALUES ($1,
        coalesce((SELECT last FROM feed WHERE tenant_id = $1 ORDER BY last DESC LIMIT 1), 0), $2, $3)
        ON CONFLICT DO NOTHING";
    /// A registration is changed.
    UPDATE_WEBHOOK = "UPDATE webhooks SET invoices = $2, document = $3 WHERE tenant_id = $1";
    /// A registration is forgotten.
    DELETE_WEBHOOK = "DELETE FROM webhooks WHERE tenant_id = $1";
    /// What still waits has nowhere to go any more.
    UPDATE_DELIVERIES_ABANDONED = "UPDATE webhook_deliveries
        SET state = 'dead', next_attempt_at = NULL, ended_at = $2 WHERE tenant_id = $1 AND state = 'waiting'";
    /// A tenant's feed was read on.
    UPDATE_WEBHOOK_READ = "UPDATE webhooks SET read_to = $3 WHERE tenant_id = $1 AND read_to = $2";
    /// A delivery is put in line.
    INSERT_DELIVERY = "INSERT INTO webhook_deliveries
        (tenant_id, number, id, event, subject, created_at, state, next_attempt_at, document) VALUES ($1,
        coalesce((SELECT number FROM webhook_deliveries WHERE tenant_id = $1 ORDER BY number DESC LIMIT 1), 0) + 1,
        $2, $3, $4, $5, 'waiting', $6, $7)";
    /// The same of an invoice that is issued, if its payer wants to hear of invoices.
    INSERT_INVOICE_DELIVERY = "INSERT INTO webhook_deliveries
        (tenant_id, number, id, event, subject, created_at, state, next_attempt_at, document) SELECT $1,
        coalesce((SELECT number FROM webhook_deliveries WHERE tenant_id = $1 ORDER BY number DESC LIMIT 1), 0) + 1,
        $2, $3, $4, $5, 'waiting', $6, $7 FROM webhooks WHERE tenant_id = $1 AND invoices = 1";
    /// A delivery was tried.
    UPDATE_DELIVERY = "UPDATE webhook_deliveries
        SET state = $4, attempts = $5, next_attempt_at = $6, ended_at = $7, document = $8
        WHERE tenant_id = $1 AND number = $2 AND state = 'waiting' AND attempts = $3";
    /// Dead deliveries are put back in line.
    UPDATE_DELIVERIES_REVIVED = "UPDATE webhook_deliveries
        SET state = 'waiting', attempts = 0, next_attempt_at = $2, ended_at = NULL
        WHERE tenant_id = $1 AND state = 'dead'";
    /// One is.
    UPDATE_DELIVERY_REVIVED = "UPDATE webhook_deliveries
        SET state = 'waiting', attempts = 0, next_attempt_at = $2, ended_at = NULL
        WHERE id = $3 AND tenant_id = $1 AND state = 'dead'";
    /// Forgets deliveries that arrived long ago, some at a time.
    DELETE_DELIVERIES = "DELETE FROM webhook_deliveries WHERE (tenant_id, number) IN
        (SELECT tenant_id, number FROM webhook_deliveries
            WHERE state = 'delivered' AND ended_at < $1 ORDER BY ended_at LIMIT $2)";

    /// The registration of a tenant.
    SELECT_WEBHOOK = "SELECT read_to, document FROM webhooks WHERE tenant_id = $1";
    /// All registrations.
    SELECT_WEBHOOKS = "SELECT read_to, document FROM webhooks ORDER BY tenant_id";
    /// Deliveries to be tried, the oldest of each subject.
    SELECT_DELIVERIES_DUE = "SELECT tenant_id, number, id, event, subject, created_at, state, attempts,
            next_attempt_at, ended_at, document
        FROM webhook_deliveries d WHERE tenant_id = $1 AND state = 'waiting' AND next_attempt_at <= $2
            AND NOT EXISTS (SELECT 1 FROM webhook_deliveries o WHERE o.state = 'waiting'
                AND o.tenant_id = d.tenant_id AND o.subject = d.subject AND o.number < d.number)
        ORDER BY next_attempt_at, number LIMIT $3";
    /// A delivery by its id.
    SELECT_DELIVERY = "SELECT tenant_id, number, id, event, subject, created_at, state, attempts,
            next_attempt_at, ended_at, document
        FROM webhook_deliveries WHERE id = $1";
    /// A page of a tenant's deliveries in one state.
    SELECT_DELIVERIES = "SELECT tenant_id, number, id, event, subject, created_at, state, attempts,
            next_attempt_at, ended_at, document
        FROM webhook_deliveries WHERE tenant_id = $1 AND state = $2 AND number > $3 ORDER BY number LIMIT $4";
}

/// The write for a registration.
pub(crate) fn put(webhook: &Webhook, new: bool) -> Result<Write, StoreError> {
    let values = vec![
        webhook.tenant.into(),
        webhook.events.contains(&WebhookEvent::InvoiceReady).into(),
        document("webhook", webhook)?.into(),
    ];
    Ok(Write::one(if new { &INSERT_WEBHOOK } else { &UPDATE_WEBHOOK }, values, Guard::Version))
}

/// The writes that forget a registration; what waits for it is dead then.
pub(crate) fn delete(tenant: Uuid, at: Timestamp) -> Vec<Write> {
    vec![
        Write::one(&DELETE_WEBHOOK, vec![tenant.into()], Guard::Version),
        Write::one(&UPDATE_DELIVERIES_ABANDONED, vec![tenant.into(), at.into()], Guard::Any),
    ]
}

/// The write that notes how far a feed has been read.
pub(crate) fn read_on(tenant: Uuid, before: u64, to: u64) -> Write {
    Write::one(&UPDATE_WEBHOOK_READ, vec![tenant.into(), number(before), number(to)], Guard::Version)
}

/// The write that puts deliveries in line.
pub(crate) fn insert(tenant: Uuid, deliveries: &[NewDelivery]) -> Result<Write, StoreError> {
    let runs = deliveries.iter().map(|delivery| values(tenant, delivery)).collect::<Result<_, _>>()?;
    Ok(Write { statement: &INSERT_DELIVERY, runs, guard: Guard::Rows(deliveries.len()) })
}

/// The write that tells a partner of its invoice, if it wants to hear of it. The delivery has the invoice's id.
pub(crate) fn invoice_ready(invoice: &Invoice) -> Result<Option<Write>, StoreError> {
    let BillTo::Partner(partner) = invoice.key.bill_to else {
        return Ok(None);
    };
    let delivery = NewDelivery {
        id: invoice.id.0,
        event: WebhookEvent::InvoiceReady,
        subject: invoice.number.clone(),
        at: invoice.issued_at,
        news: News {
            resource: format!("/v1/invoices/{}", invoice.number),
            audit: None,
            changed_at: invoice.issued_at,
            number: None,
        },
    };
    Ok(Some(Write::one(&INSERT_INVOICE_DELIVERY, values(partner.0, &delivery)?, Guard::Any)))
}

fn values(tenant: Uuid, delivery: &NewDelivery) -> Result<Vec<Value>, StoreError> {
    let stored = DeliveryDocument { news: delivery.news.clone(), tried: Vec::new() };
    Ok(vec![
        tenant.into(),
        delivery.id.into(),
        delivery.event.name().into(),
        delivery.subject.clone().into(),
        delivery.at.into(),
        due_microseconds(delivery.at).into(),
        document("delivery", &stored)?.into(),
    ])
}

/// The write for an attempt.
pub(crate) fn tried(before: &StoredDelivery, after: &StoredDelivery) -> Result<Write, StoreError> {
    let stored = DeliveryDocument { news: after.news.clone(), tried: after.tried.clone() };
    let values = vec![
        before.tenant.into(),
        number(before.number),
        before.attempts.into(),
        after.state.name().into(),
        after.attempts.into(),
        after.next_attempt_at.map(due_microseconds).into(),
        after.ended_at.into(),
        document("delivery", &stored)?.into(),
    ];
    Ok(Write::one(&UPDATE_DELIVERY, values, Guard::Version))
}

/// The write that puts dead deliveries back in line.
pub(crate) fn revive(tenant: Uuid, id: Option<Uuid>, at: Timestamp) -> Write {
    let at = due_microseconds(at).into();
    match id {
        Some(id) => Write::one(&UPDATE_DELIVERY_REVIVED, vec![tenant.into(), at, id.into()], Guard::Any),
        None => Write::one(&UPDATE_DELIVERIES_REVIVED, vec![tenant.into(), at], Guard::Any),
    }
}
