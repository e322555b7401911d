//! Settling changes of seats: the old charge back, a line for each stretch of constant quantity (BILL-204), booked on the
//! next monthly anniversary (BILL-205).

use jiff::civil::Date;

use super::super::cycle::ChargeCycle;
use super::super::kind::ChargeType;
use super::super::ledger::{Ledger, PricedSeats, Standing};
use super::super::lines::{Lines, Spec};
use crate::calendar::{BillingPlan, Period, previous_day};
use crate::catalogue::Commerce;
use crate::rule::Rule;
use crate::subscription::{Status, Subscription};

/// The day on which changes of a subscription are booked although its cycle goes on: the next monthly anniversary after the
/// change (BILL-205). None where nothing waits, or where the next cycle or term books it.
#[must_use]
pub(crate) fn books_on(subscription: &Subscription) -> Option<Date> {
    if subscription.commerce != Commerce::Classic || subscription.status != Status::Active {
        return None;
    }
    let changed_on = subscription.ledger.changed_on?;
    let covered = subscription.ledger.cycle?.covered;
    let monthly = ChargeCycle::on(&subscription.term, BillingPlan::Monthly, changed_on.max(covered.first))?;
    let day = crate::calendar::next_day(monthly.whole.last);
    (day <= covered.last).then_some(day)
}

/// Whether changes wait to be booked.
pub(super) fn is_due(subscription: &Subscription) -> bool {
    subscription.ledger.changed_on.is_some()
}

/// Books the changes of a cycle. Lines that stay as they are stay; the others are taken back and charged anew.
///
/// `split_on` cuts the last stretch once more (BILL-206). `cancelled` ends the timeline before the day of the event and
/// names the lines after it.
pub(super) fn settle(lines: &mut Lines<'_>, before: &Subscription, split_on: Option<Date>, cancelled: bool) {
    let ledger = &before.ledger;
    let Some(cycle) = ledger.cycle.filter(|_| is_due(before)) else { return };
    let wanted = wanted(ledger, split_on, cancelled.then(|| lines.day()));
    let kind = if cancelled { ChargeType::CancelInstanceProrate } else { ChargeType::CycleInstanceProrate };
    let spec = |period: Period| Spec { kind, rule: Rule::Bill204, period, cycle, change: true };
    let stays = |line: &Standing| wanted.iter().any(|(period, seats)| is_line(line, cycle, *period, seats));
    let comes = |period: Period, seats: &PricedSeats| {
        !ledger.standing.iter().any(|line| is_line(line, cycle, period, seats))
    };
    let new: Vec<&(Period, PricedSeats)> =
        wanted.iter().filter(|(period, seats)| comes(*period, seats)).collect();
    // What a person has given back already does not come back again: the cycle never stands below nothing.
    let charged = new.iter().map(|(period, seats)| lines.price(&spec(*period), seats));
    let mut left = charged.fold(ledger.net.saturating_add(lines.sum()), i64::saturating_add);
    for line in ledger.standing.iter().filter(|line| !stays(line)) {
        let before = lines.sum();
        if line.is_more_than_its_days(cycle) {
            // BILL-214: of a reactivation that was charged whole, only the days that it shows are counted anew.
            lines.credit_at_most(&spec(line.period), &line.seats, left.max(0));
        } else {
            lines.reverse(&spec(line.period), line, left.max(0));
        }
        left = left.saturating_add(lines.sum().saturating_sub(before));
    }
    for (period, seats) in new {
        lines.charge(&spec(*period), seats);
    }
}

/// The lines that the timeline asks for.
fn wanted(ledger: &Ledger, split_on: Option<Date>, ends: Option<Date>) -> Vec<(Period, PricedSeats)> {
    let mut wanted: Vec<(Period, PricedSeats)> = Vec::new();
    for (period, seats) in ledger.segments() {
        let cut = split_on.filter(|day| period.first < *day && *day <= period.last);
        let parts = match cut {
            Some(day) => {
                vec![Period { last: previous_day(day), ..period }, Period { first: day, ..period }]
            }
            None => vec![period],
        };
        for mut part in parts {
            if let Some(end) = ends {
                part.last = part.last.min(previous_day(end));
            }
            if part.first <= part.last {
                wanted.extend(seats.iter().map(|seats| (part, seats.clone())));
            }
        }
    }
    wanted
}

fn is_line(line: &Standing, cycle: ChargeCycle, period: Period, seats: &PricedSeats) -> bool {
    let first = line.period.first.max(cycle.covered.first);
    (Period { first, ..line.period }) == period
        && line.seats.seats == seats.seats
        && line.seats.unit == seats.unit
        && line.seats.discount == seats.discount
}
