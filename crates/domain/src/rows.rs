//! The rows that follow from an event beside the account: orders, users, licences, charges and what upgrades found out. Stores
//! write them with the commit that records the event; `replay` folds them again and compares.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::billing::charge::{Charge, InvoiceFamily, ObligationKey};
use crate::event::{Event, Recorded, UsersMoved};
use crate::ids::{ChargeId, OrderId, PartnerId, SubscriptionId, UserId};
use crate::money::Money;
use crate::order::{Order, OrderLine};
use crate::user::{Assignment, Finding, User};

/// One write to a row.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Row {
    /// Insert an order.
    InsertOrder(Box<Order>),
    /// Add a line to an order.
    AddOrderLine(OrderId, Box<OrderLine>),
    /// Insert or replace a user.
    PutUser(Box<User>),
    /// Insert or replace a licence of a user.
    PutAssignment(UserId, Assignment),
    /// Remove a licence of a user.
    DeleteAssignment(UserId, SubscriptionId),
    /// Remove every licence of a subscription.
    DeleteAssignments(SubscriptionId),
    /// Move licences from one subscription to another: those of users in a range of ids, except some. Services that
    /// were switched off come on again (LIC-02), unless the batch says that they are kept.
    MoveAssignments(Box<UsersMoved>),
    /// Insert what an upgrade found out about a user.
    InsertFinding(Box<Finding>),
    /// Insert a charge.
    InsertCharge(Box<ChargeRow>),
}

/// What the row of a charge holds: what it is found, summed and invoiced by. The whole charge stands in its event, under
/// the hash chain; the row says where.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct ChargeRow {
    /// The charge.
    pub id: ChargeId,
    /// What it is for, unique for ever.
    pub key: ObligationKey,
    /// The event that brought it.
    pub seq: u64,
    /// Its place among the event's charges, from 0.
    pub place: u32,
    /// The partner that pays; none where the customer pays itself.
    pub partner: Option<PartnerId>,
    /// The family of invoices it belongs to.
    pub family: InvoiceFamily,
    /// The day it is booked.
    pub booked_on: Date,
    /// The date of the invoice that it falls on.
    pub invoice_on: Date,
    /// The amount, net of tax.
    pub amount: Money,
}

impl ChargeRow {
    /// The row of a charge of an event.
    #[must_use]
    pub fn of(seq: u64, place: u32, charge: &Charge) -> Self {
        Self {
            id: charge.id,
            key: charge.key.clone(),
            seq,
            place,
            partner: charge.seller.partner(),
            family: charge.family,
            booked_on: charge.booked_on,
            invoice_on: charge.invoice_on,
            amount: charge.amount,
        }
    }
}

/// The rows of an event, in the order in which they must be written.
#[must_use]
pub fn of(recorded: &Recorded) -> Vec<Row> {
    let mut rows = of_event(&recorded.event);
    let charges = (0_u32..).zip(&recorded.charges);
    rows.extend(
        charges
            .map(|(place, charge)| Row::InsertCharge(Box::new(ChargeRow::of(recorded.seq, place, charge)))),
    );
    rows
}

fn of_event(event: &Event) -> Vec<Row> {
    match event {
        Event::OrderPlaced { order } => vec![Row::InsertOrder(order.clone())],
        Event::OrderLineAdded { order, line } => vec![Row::AddOrderLine(*order, line.clone())],
        Event::UserCreated { user } | Event::UserChanged { user } => vec![Row::PutUser(user.clone())],
        Event::UserDeleted { user } => std::iter::once(Row::PutUser(user.clone()))
            .chain(user.held.iter().map(|held| Row::DeleteAssignment(user.id, held.subscription)))
            .collect(),
        Event::UserRestored { user, assigned } => std::iter::once(Row::PutUser(user.clone()))
            .chain(assigned.iter().map(|held| Row::PutAssignment(user.id, held.clone())))
            .collect(),
        Event::LicencesChanged { user, assigned, removed, .. } => removed
            .iter()
            .map(|subscription| Row::DeleteAssignment(*user, *subscription))
            .chain(assigned.iter().map(|held| Row::PutAssignment(*user, held.clone())))
            .collect(),
        Event::UsersMoved { batch } => std::iter::once(Row::MoveAssignments(batch.clone()))
            .chain(batch.findings.iter().map(|finding| Row::InsertFinding(Box::new(finding.clone()))))
            .collect(),
        // REN-06: people reassign the licences, so nobody holds one until they have.
        Event::Renewed { subscription, reassign_by_hand: true, .. }
        | Event::Cancelled { subscription, .. }
        | Event::Deleted { subscription, .. }
        | Event::SourceClosed { subscription, .. } => vec![Row::DeleteAssignments(*subscription)],
        _ => Vec::new(),
    }
}
