//! Windows: until when a subscription can be cancelled and seats given back, and what returns. The policy of the term, or
//! of the seat lot, decides; nothing here depends on the version in force today.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::calendar::{BillingPlan, plus_hours};
use crate::catalogue::Commerce;
use crate::ids::LotId;
use crate::policy::{Policies, Refund, Window};
use crate::rule::Rule;
use crate::subscription::{SeatLot, Status, Subscription};

/// The rules that this module holds.
pub const RULES: &[Rule] = &[
    Rule::Ncx01,
    Rule::Ncx02,
    Rule::Ncx03,
    Rule::Cxl01,
    Rule::Cxl02,
    Rule::Nce303,
    Rule::Nce305,
    Rule::Trial205,
];

/// A part of a window that is still open.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct OpenWindow {
    /// The first instant at which it is over.
    pub until: Timestamp,
    /// What comes back until then.
    pub refund: Refund,
}

/// A lot with seats that can still be given back.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct RefundableLot {
    /// The lot.
    pub lot: LotId,
    /// Its seats.
    pub seats: u32,
    /// The first instant at which they no longer can.
    pub until: Timestamp,
    /// What comes back until then.
    pub refund: Refund,
}

/// The parts of the window for cancelling the whole subscription; empty where the system knows none.
#[must_use]
pub fn cancel_parts<'p>(subscription: &Subscription, policies: &'p Policies) -> &'p [Window] {
    let policy = policies.get(&subscription.term.policy);
    match (subscription.commerce, subscription.billing) {
        (Commerce::Classic, _) => &[],
        (Commerce::NewCommerce, _) => &policy.new_commerce.cancel,
        (Commerce::Marketplace, BillingPlan::Monthly) => &policy.marketplace.cancel_monthly,
        (Commerce::Marketplace, _) => &policy.marketplace.cancel_annual,
    }
}

/// The parts of the cancellation window that are still open, the one in force first.
#[must_use]
pub fn open_cancel_windows(
    subscription: &Subscription,
    policies: &Policies,
    now: Timestamp,
) -> Vec<OpenWindow> {
    let Some(opened) = subscription.window_opened_at else { return Vec::new() };
    if !matches!(subscription.status, Status::Active | Status::Suspended) {
        return Vec::new();
    }
    open_parts(opened, cancel_parts(subscription, policies), now).collect()
}

/// The part of the cancellation window that is in force.
#[must_use]
pub fn cancel_window(subscription: &Subscription, policies: &Policies, now: Timestamp) -> Option<OpenWindow> {
    open_cancel_windows(subscription, policies, now).first().copied()
}

/// When the cancellation window closed, or closes.
#[must_use]
pub fn cancel_window_end(subscription: &Subscription, policies: &Policies) -> Option<Timestamp> {
    let opened = subscription.window_opened_at?;
    cancel_parts(subscription, policies).last().map(|part| plus_hours(opened, part.hours))
}

/// Seats that can still be given back, lot by lot, the newest first (NCE-303).
#[must_use]
pub fn refundable_seats(
    subscription: &Subscription,
    policies: &Policies,
    now: Timestamp,
) -> Vec<RefundableLot> {
    if subscription.commerce != Commerce::NewCommerce || subscription.status != Status::Active {
        return Vec::new();
    }
    let newest_first = subscription.lots.iter().rev();
    newest_first.filter_map(|lot| refundable_lot(lot, policies, now)).collect()
}

fn refundable_lot(lot: &SeatLot, policies: &Policies, now: Timestamp) -> Option<RefundableLot> {
    if !lot.window {
        return None;
    }
    let parts = &policies.get(&lot.policy).new_commerce.reduce;
    let open = open_parts(lot.bought_at, parts, now).next()?;
    let end = parts.last().map(|part| plus_hours(lot.bought_at, part.hours))?;
    Some(RefundableLot { lot: lot.id, seats: lot.seats, until: end, refund: open.refund })
}

fn open_parts(opened: Timestamp, parts: &[Window], now: Timestamp) -> impl Iterator<Item = OpenWindow> + '_ {
    parts
        .iter()
        .map(move |part| OpenWindow { until: plus_hours(opened, part.hours), refund: part.refund })
        .filter(move |part| now < part.until)
}
