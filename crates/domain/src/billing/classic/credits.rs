//! Credits on suspension and on what ends like it, and the charge on reactivation (BILL-211..214).

use super::super::cycle::ChargeCycle;
use super::super::kind::ChargeType;
use super::super::ledger::by_price;
use super::super::lines::{Lines, Spec};
use super::super::policy::FullCreditPeriod;
use super::{changes, in_first_month};
use crate::calendar::Period;
use crate::rule::Rule;
use crate::subscription::Subscription;

/// BILL-211: in the first month of the term the whole charge comes back, later the part from this day on.
/// `later` is the type of the part that comes back later.
pub(super) fn suspension(lines: &mut Lines<'_>, before: &Subscription, later: ChargeType, rule: Rule) {
    let early = in_first_month(lines.policy.classic.full_credit, before.term.period, lines.day());
    if early {
        return whole_charge(lines, before, rule);
    }
    if changes::is_due(before) {
        // What changed before in this cycle is settled up to the day before, which gives the rest back with it.
        return changes::settle(lines, before, None, true);
    }
    unused(lines, before, later, rule);
}

/// Everything that stands charged for the cycle comes back, line by line where lines still stand for it.
fn whole_charge(lines: &mut Lines<'_>, before: &Subscription, rule: Rule) {
    let ledger = &before.ledger;
    let Some(cycle) = ledger.cycle.filter(|_| ledger.net > 0) else { return };
    let day = lines.day();
    let kind =
        if changes::is_due(before) { ChargeType::CancelInstanceProrate } else { ChargeType::CancelFee };
    let shown = |period: Period| match lines_period(lines) {
        FullCreditPeriod::WholePeriod => period,
        FullCreditPeriod::FromSuspension => {
            Period { first: day.max(period.first).min(period.last), ..period }
        }
    };
    let spec = |period: Period| Spec { kind, rule, period: shown(period), cycle, change: true };
    let specs: Vec<(Spec, _)> = ledger.standing.iter().map(|line| (spec(line.period), line)).collect();
    if ledger.standing_amount() == ledger.net {
        for (spec, line) in specs {
            lines.reverse(&spec, line, line.amount);
        }
    } else if let Some(seats) = by_price(&before.lots).into_iter().next() {
        let spec = spec(cycle.covered);
        lines.everything(&spec, &seats, ledger.net);
    }
}

fn lines_period(lines: &Lines<'_>) -> FullCreditPeriod {
    lines.policy.classic.full_credit_period
}

/// The part of the cycle from this day on comes back, never more than stands charged; changes of seats are settled before.
pub(super) fn unused(lines: &mut Lines<'_>, before: &Subscription, kind: ChargeType, rule: Rule) {
    changes::settle(lines, before, None, false);
    let ledger = &before.ledger;
    let Some(cycle) = ledger.cycle else { return };
    let Some(period) = cycle.rest(lines.day()) else { return };
    let spec = Spec { kind, rule, period, cycle, change: true };
    for seats in by_price(&before.lots) {
        let stands = ledger.net.saturating_add(lines.sum());
        if stands > 0 {
            lines.credit_at_most(&spec, &seats, stands);
        }
    }
}

/// BILL-213: in the first month the whole cycle is charged again, later the part from this day on. The lines show the days
/// from the reactivation either way.
pub(super) fn reactivation(lines: &mut Lines<'_>, after: &Subscription) {
    if after.is_trial() {
        return;
    }
    let day = lines.day();
    let Some(whole) = ChargeCycle::on(&after.term, after.billing, day.max(after.term.period.first)) else {
        return;
    };
    let early = in_first_month(lines.policy.classic.full_credit, after.term.period, day);
    let cycle = if early { whole } else { whole.from(day) };
    let Some(period) = whole.rest(day) else { return };
    let kind = lines.policy.classic.reactivation;
    let spec = Spec { kind, rule: Rule::Bill213, period, cycle, change: true };
    for seats in by_price(&after.lots) {
        if early {
            lines.whole(&spec, &seats);
        } else {
            lines.charge(&spec, &seats);
        }
    }
}
