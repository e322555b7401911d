//! Prepaid plans, as bought with a product key: nothing is charged here while they run. Upgraded by the customer before
//! their end, what is left of them is credited up to the price of the new plan; more than that is lost (BILL-04).

use super::cycle::ChargeCycle;
use super::kind::ChargeType;
use super::ledger::by_price;
use super::lines::{Lines, Spec};
use crate::rule::Rule;
use crate::subscription::Subscription;

/// The rules that this module holds.
pub const RULES: &[Rule] = &[Rule::Bill04];

/// The credit when a prepaid source is closed by its upgrade; `target` is what it became.
pub(super) fn closed(lines: &mut Lines<'_>, before: &Subscription, target: Option<&Subscription>) {
    let day = lines.day();
    let Some(cycle) = ChargeCycle::on(&before.term, before.billing, day) else { return };
    let Some(period) = cycle.rest(day) else { return };
    let kind = ChargeType::CustomerCredit;
    let spec = Spec { kind, rule: Rule::Bill04, period, cycle, change: true };
    let most = target.map_or(0, |target| target.ledger.net);
    for seats in by_price(&before.lots) {
        let left = most.saturating_add(lines.sum());
        if left > 0 {
            lines.credit_at_most(&spec, &seats, left);
        }
    }
}
