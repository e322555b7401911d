//! Prepaid plans, as bought with a product key: nothing is charged here while they run. Upgraded by the customer before
//! their end, what is left of them is credited up to the price of the new plan; more than that is lost (BILL-04).

use super::cycle::ChargeCycle;
use super::kind::ChargeType;
use super::ledger::by_price;
use super::lines::{Lines, Spec, net_price};
use super::rounding::Part;
use crate::calendar::day_of;
use crate::decision::Context;
use crate::money::Money;
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

/// What the days that are left of a prepaid plan are worth at an instant.
#[must_use]
pub fn remaining(subscription: &Subscription, at: jiff::Timestamp, context: &Context<'_>) -> Option<Money> {
    let cycle = ChargeCycle::on(&subscription.term, subscription.billing, day_of(at))?;
    let period = cycle.rest(day_of(at))?;
    let rounding = context.policies.billing_at(subscription.term.began_at).classic.rounding;
    let priced = by_price(&subscription.lots);
    let currency = priced.first()?.unit.currency;
    let minor = priced.iter().fold(0_i64, |sum, seats| {
        let part = Part {
            unit: net_price(seats),
            quantity: seats.seats,
            days: period.days(),
            of: cycle.whole.days(),
            exponent: currency.exponent(),
        };
        sum.saturating_add(rounding.apply(part).minor)
    });
    Some(Money { minor, currency })
}
