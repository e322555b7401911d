//! Lines of classic licences: billed in advance by cycle (BILL-101), changes settled in arrears on the next monthly
//! anniversary (BILL-201..205), credits on suspension (BILL-211) and charges on reactivation (BILL-213).

mod changes;
mod credits;

use jiff::civil::Date;

pub(crate) use self::changes::books_on;
use super::cycle::ChargeCycle;
use super::kind::ChargeType;
use super::ledger::by_price;
use super::lines::{Lines, Spec};
use super::policy::{FirstPeriod, FullCredit, MultiYear};
use crate::calendar::{BillingPlan, MonthEnd, Period, add_months, days_between, next_day, previous_day};
use crate::event::Event;
use crate::rule::Rule;
use crate::subscription::{LotOrigin, Status, Subscription};

/// The rules that this module and its parts hold.
pub const RULES: &[Rule] = &[
    Rule::Bill101,
    Rule::Bill104,
    Rule::Bill106,
    Rule::Bill108,
    Rule::Bill201,
    Rule::Bill202,
    Rule::Bill203,
    Rule::Bill204,
    Rule::Bill205,
    Rule::Bill206,
    Rule::Bill211,
    Rule::Bill212,
    Rule::Bill213,
    Rule::Bill214,
    Rule::Bill215,
    Rule::Bill304,
    Rule::Addon102,
    Rule::Trial105,
    Rule::Life102,
    Rule::Life106,
    Rule::Bill02,
    Rule::Mig104,
];

/// The lines of an event of a classic subscription. `before` is as it was before the event; `prorated_close` is the rule by
/// which what is closed comes back by days, where there is one.
pub(super) fn lines<'a>(
    lines: &mut Lines<'a>,
    before: Option<&'a Subscription>,
    event: &Event,
    prorated_close: Option<Rule>,
) {
    let after = lines.of;
    match (event, before) {
        (Event::SubscriptionStarted { .. }, _) => first(lines, after),
        (Event::TrialConverted { .. }, _) => first(lines, after),
        (Event::CycleStarted { period, .. }, Some(before)) => cycle(lines, before, *period),
        (Event::ChangesBooked { split_on, .. }, Some(before)) => {
            changes::settle(lines, before, *split_on, false);
        }
        (Event::Renewed { .. }, Some(before)) => renewal(lines, before),
        (Event::Suspended { .. }, Some(before)) => {
            credits::suspension(lines, before, ChargeType::CancelFee, Rule::Bill211);
        }
        (Event::Reactivated { .. }, Some(_)) => credits::reactivation(lines, after),
        (Event::SourceClosed { .. }, Some(before)) if before.status == Status::Active => {
            if let Some(rule) = prorated_close {
                credits::unused(lines, before, ChargeType::ProrateCancel, rule);
            } else {
                credits::suspension(lines, before, ChargeType::ProrateCancel, Rule::Bill215);
            }
        }
        (Event::TermReplaced { .. }, Some(before)) => frequency(lines, before),
        (Event::Deleted { .. } | Event::Cancelled { .. }, Some(before))
            if before.status == Status::Active =>
        {
            changes::settle(lines, before, None, false);
        }
        _ => {}
    }
}

/// The first charge: of the first cycle, or what is left of the base's (ADDON-102). Trials are on no invoice (TRIAL-105).
fn first(lines: &mut Lines<'_>, after: &Subscription) {
    if after.is_trial() || after.billing == BillingPlan::None {
        return;
    }
    let day = lines.day().max(after.term.period.first);
    let Some(cycle) = ChargeCycle::on(&after.term, after.billing, day).map(|cycle| cycle.from(day)) else {
        return;
    };
    let free = after.term.period.first > lines.day();
    if free && lines.policy.classic.first_period == FirstPeriod::FreeUntilBillingDate {
        free_days(lines, after);
    }
    let cut = cycle.covered != cycle.whole;
    let classic = &lines.policy.classic;
    let (kind, rule) = match (cut, after.billing) {
        (true, _) => (ChargeType::ProratePurchase, Rule::Addon102),
        (false, BillingPlan::Monthly) => (classic.first_monthly, Rule::Bill101),
        (false, _) => (classic.first_annual, Rule::Bill101),
    };
    let rule = match after.lots.first().map(|lot| lot.origin) {
        Some(LotOrigin::Transition) => Rule::Bill215,
        Some(LotOrigin::Conversion) => Rule::Trial105,
        _ => rule,
    };
    if starts_next_month(after.term.period.first, lines.day()) {
        return early(lines, cycle, kind, rule);
    }
    charge_cycle(lines, cycle, kind, rule);
}

/// BILL-106: bought on the last days of a month, before the term that begins on the 1st.
fn starts_next_month(first: Date, bought: Date) -> bool {
    bought.day() > 28 && first == next_day(bought.last_of_month())
}

/// BILL-106: usable at once and free until the month ends: the line shows the days from the purchase, at the price of one
/// cycle.
fn early(lines: &mut Lines<'_>, cycle: ChargeCycle, kind: ChargeType, rule: Rule) {
    let period = Period { first: lines.day(), last: cycle.covered.last };
    let rule = if rule == Rule::Bill101 { Rule::Bill106 } else { rule };
    let spec = Spec { kind, rule, period, cycle, change: false };
    for seats in by_price(&lines.of.lots) {
        lines.whole(&spec, &seats);
    }
}

/// BILL-104: the zero line of the days before the partner's billing date, on which the paid term begins.
fn free_days(lines: &mut Lines<'_>, after: &Subscription) {
    let period = Period { first: lines.day(), last: previous_day(after.term.period.first) };
    let cycle = ChargeCycle::alone(period);
    let kind = ChargeType::PurchaseFee;
    let spec = Spec { kind, rule: Rule::Bill104, period, cycle, change: false };
    if let Some(currency) = lines.currency() {
        lines.free(&spec, after.seats(), currency);
    }
}

/// A cycle begins: what changed in the last one is settled, then this one is charged at the seats there are (BILL-201).
fn cycle<'a>(lines: &mut Lines<'a>, before: &'a Subscription, period: Period) {
    let after = lines.of;
    let settled = before.status == Status::Active && changes::is_due(before);
    if settled {
        lines.about(before, |lines| changes::settle(lines, before, None, false));
    }
    // One that comes back is charged by its reactivation.
    if after.status != Status::Active || lines.day() > period.first || after.is_trial() {
        return;
    }
    let kind = if settled { lines.policy.classic.cycle_after_change } else { ChargeType::CycleFee };
    let Some(cycle) = ChargeCycle::on(&after.term, after.billing, period.first) else { return };
    match shown_early(lines, cycle) {
        Some(period) => {
            let spec = Spec { kind, rule: Rule::Bill108, period, cycle, change: false };
            for seats in by_price(&after.lots) {
                lines.whole(&spec, &seats);
            }
        }
        None => charge_cycle(lines, cycle, kind, Rule::Bill101),
    }
}

/// BILL-108: the days that the charge of a later year of a longer term shows, billed annually: a month earlier than the year
/// that it is for. It is booked, settled and given back by the days that it is for.
fn shown_early(lines: &Lines<'_>, cycle: ChargeCycle) -> Option<Period> {
    let of = lines.of;
    let early = lines.policy.classic.multi_year == MultiYear::MonthEarly;
    let whole_year = of.billing == BillingPlan::Annual && cycle.covered == cycle.whole;
    if !(early && whole_year && of.term.length.months() > 12) {
        return None;
    }
    let cycles = of.term.cycles(of.billing);
    let (index, _) = cycles.containing(cycle.covered.first)?;
    (cycle.whole.first > of.term.period.first).then(|| cycles.earlier(index, 1)).flatten()
}

fn renewal<'a>(lines: &mut Lines<'a>, before: &'a Subscription) {
    let after = lines.of;
    if before.status == Status::Active {
        lines.about(before, |lines| changes::settle(lines, before, None, false));
    }
    let kind = lines.policy.classic.renewal;
    if let Some(cycle) = ChargeCycle::on(&after.term, after.billing, after.term.period.first) {
        charge_cycle(lines, cycle, kind, Rule::Life106);
    }
}

/// BILL-304: the unused part of the old cycle back from this day on, and the first cycle of the new plan.
fn frequency<'a>(lines: &mut Lines<'a>, before: &'a Subscription) {
    let after = lines.of;
    lines.about(before, |lines| {
        credits::unused(lines, before, ChargeType::ConvertAway, Rule::Bill304);
    });
    if let Some(cycle) = ChargeCycle::on(&after.term, after.billing, after.term.period.first) {
        let spec = Spec {
            kind: ChargeType::ConvertTo,
            rule: Rule::Bill304,
            period: cycle.covered,
            cycle,
            change: true,
        };
        for seats in by_price(&after.lots) {
            lines.charge(&spec, &seats);
        }
    }
}

/// Charges what a cycle covers, by the calendar.
fn charge_cycle(lines: &mut Lines<'_>, cycle: ChargeCycle, kind: ChargeType, rule: Rule) {
    let spec = Spec { kind, rule, period: cycle.covered, cycle, change: false };
    for seats in by_price(&lines.of.lots) {
        lines.charge(&spec, &seats);
    }
}

/// Whether a day is so early in the term that a whole charge comes back, or is made again (BILL-211, BILL-213).
fn in_first_month(policy: FullCredit, term: Period, day: Date) -> bool {
    match policy {
        FullCredit::ThirtyDays => days_between(term.first, day) < 30,
        FullCredit::Month => day < add_months(term.first, 1, MonthEnd::KeepDayClamped),
    }
}
