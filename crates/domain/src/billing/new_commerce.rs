//! Lines of new commerce and of marketplace subscriptions: by charge cycle (NCE-103), changes at once from their day to the
//! end of the cycle (NCE-201, NCE-203, NCE-205), refunds inside windows (NCX-01, NCX-02, CXL-01, CXL-02).

use jiff::civil::Date;

use super::cycle::ChargeCycle;
use super::kind::ChargeType;
use super::ledger::{PricedSeats, by_price};
use super::lines::{Lines, Spec};
use super::policy::{DayOfCancel, MarketplaceChange, PlanChange};
use crate::calendar::{BillingPlan, Period, add_days};
use crate::catalogue::Commerce;
use crate::event::{Event, Taken};
use crate::policy::Refund;
use crate::rule::Rule;
use crate::subscription::{LotOrigin, SeatLot, Status, Subscription};
use crate::upgrade::UpgradeKind;

/// The rules that this module holds.
pub const RULES: &[Rule] = &[
    Rule::Nce103,
    Rule::Nce107,
    Rule::Nce108,
    Rule::Nce109,
    Rule::Nce201,
    Rule::Nce202,
    Rule::Nce203,
    Rule::Nce205,
    Rule::Nce206,
    Rule::Nce208,
    Rule::Nce209,
    Rule::Nce210,
    Rule::Nce802,
    Rule::Ncx01,
    Rule::Ncx02,
    Rule::Cxl01,
    Rule::Cxl02,
    Rule::Pause02,
    Rule::Trial02,
    Rule::Trial207,
    Rule::Inv107,
    Rule::Mkt104,
    Rule::Mkt105,
    Rule::Mkt109,
    Rule::Bill01,
    Rule::Bill02,
];

/// The lines of an event. `before` is the subscription as it was, `upgrade` the kind of the upgrade that the event names.
pub(super) fn lines<'a>(
    lines: &mut Lines<'a>,
    before: Option<&'a Subscription>,
    event: &Event,
    upgrade: Option<UpgradeKind>,
) {
    let after = lines.of;
    // MKT-104: billing starts when the publisher has confirmed the set-up.
    if after.awaits_setup() && !after.is_trial() {
        return;
    }
    match (event, before) {
        (Event::SubscriptionStarted { .. }, _) => started(lines, after),
        (Event::SetUpCompleted { .. }, Some(before)) => set_up(lines, before),
        (Event::TrialConverted { .. }, Some(before)) => converted(lines, before),
        (Event::Reactivated { .. }, Some(before)) => reactivated(lines, before),
        (Event::CycleStarted { period, .. }, Some(before)) => cycle(lines, before, *period),
        (Event::Extended { .. }, Some(_)) => whole_cycle(lines, ChargeType::ExtendTerm, Rule::Nce802, false),
        (Event::Renewed { .. }, Some(_)) => whole_cycle(lines, ChargeType::Renew, Rule::Nce103, false),
        (Event::SeatsAdded { lot, .. }, Some(before)) if lot.origin == LotOrigin::Transition => {
            moved_in(lines, before, lot.seats);
        }
        (Event::SeatsAdded { .. }, Some(before)) => {
            quantity(lines, before, &after.lots, ChargeType::AddQuantity);
        }
        (Event::SeatsRemoved { taken, .. }, Some(before)) => removed(lines, before, taken),
        (Event::SeatsTransferred { taken, .. }, Some(before)) => moved_out(lines, before, taken, upgrade),
        (Event::OfferChanged { .. }, Some(before)) => replaced(lines, before, Rule::Nce205),
        (Event::TermReplaced { .. }, Some(before)) => replaced(lines, before, Rule::Nce108),
        // In a trial another plan costs nothing yet.
        (Event::PlanChanged { .. }, Some(before)) if !before.is_trial() => {
            replaced(lines, before, Rule::Mkt105);
        }
        (Event::ChangeRolledBack { since, .. }, Some(before)) => {
            rolled_back(lines, before, crate::calendar::day_of(*since));
        }
        (Event::SourceClosed { .. }, Some(before)) => closed(lines, before, upgrade),
        (Event::Cancelled { refund, rule, .. }, Some(before)) => cancelled(lines, before, *refund, *rule),
        _ => {}
    }
}

fn started(lines: &mut Lines<'_>, after: &Subscription) {
    if after.is_trial() {
        return free(lines, after.term.period, ChargeType::New, after.seats());
    }
    let split = after.lots.first().is_some_and(|lot| lot.origin == LotOrigin::Transition);
    let (kind, rule) =
        if split { (ChargeType::Convert, Rule::Nce205) } else { (ChargeType::New, Rule::Nce103) };
    whole_cycle(lines, kind, rule, split);
}

/// A zero line (TRIAL-207).
fn free(lines: &mut Lines<'_>, period: Period, kind: ChargeType, seats: u32) {
    let cycle = ChargeCycle::alone(period);
    let spec = Spec { kind, rule: Rule::Trial207, period, cycle, change: true };
    if let Some(currency) = lines.currency() {
        lines.free(&spec, seats, currency);
    }
}

/// MKT-104: charged from the day of the confirmation to the end of the cycle.
fn set_up(lines: &mut Lines<'_>, before: &Subscription) {
    if before.is_trial() || before.status != Status::Active || !before.awaits_setup() {
        return;
    }
    whole_cycle(lines, ChargeType::New, Rule::Mkt104, true);
}

/// What was confirmed while suspended is charged from the day on which it comes back (MKT-104).
fn reactivated(lines: &mut Lines<'_>, before: &Subscription) {
    let day = lines.day();
    let charged = before.ledger.cycle.is_some_and(|cycle| cycle.covered.contains(day));
    if before.commerce == Commerce::Marketplace && !before.is_trial() && !charged {
        whole_cycle(lines, ChargeType::New, Rule::Mkt104, true);
    }
}

/// Charges the cycle that holds this day, or the first day of the term, from there to its end.
fn whole_cycle(lines: &mut Lines<'_>, kind: ChargeType, rule: Rule, change: bool) {
    let after = lines.of;
    if after.billing == BillingPlan::None {
        return;
    }
    let day = lines.day().max(after.term.period.first);
    let Some(cycle) = ChargeCycle::on(&after.term, after.billing, day).map(|cycle| cycle.from(day)) else {
        return;
    };
    let spec = Spec { kind, rule, period: cycle.covered, cycle, change };
    for seats in by_price(&after.lots) {
        lines.charge(&spec, &seats);
    }
}

/// TRIAL-207: a zero refund and a charge, both "convert"; a marketplace trial simply renews (TRIAL-02).
fn converted(lines: &mut Lines<'_>, before: &Subscription) {
    if lines.of.commerce == Commerce::Marketplace {
        return whole_cycle(lines, ChargeType::Renew, Rule::Trial02, false);
    }
    let last = before.term.period.last;
    let first = lines.day().min(last).max(before.term.period.first);
    free(lines, Period { first, last }, ChargeType::Convert, before.seats());
    whole_cycle(lines, ChargeType::Convert, Rule::Trial207, true);
}

/// A later cycle of the term. A saved plan begins with it (NCE-107), for the rest of its rhythm by months (NCE-109).
fn cycle(lines: &mut Lines<'_>, before: &Subscription, period: Period) {
    let after = lines.of;
    let changed = after.billing != before.billing;
    let (kind, rule) = if changed {
        (ChargeType::ChangeBillingPlan, Rule::Nce107)
    } else {
        (ChargeType::CycleCharge, Rule::Nce103)
    };
    let day = period.first.max(lines.day());
    let Some(mut cycle) = ChargeCycle::on(&after.term, after.billing, day) else { return };
    if changed && cycle.covered.first < period.first {
        cycle = cycle.from(period.first);
        if lines.policy.new_commerce.plan_change == PlanChange::Months {
            let of = after.billing.months(after.term.length);
            cycle = cycle.by_months(of, &after.term.cycles(BillingPlan::Monthly));
        }
    }
    cycle = cycle.from(day);
    let spec = Spec { kind, rule, period: cycle.covered, cycle, change: false };
    for seats in by_price(&after.lots) {
        lines.charge(&spec, &seats);
    }
}

/// NCE-203: the old quantity back and the new one charged, from this day to the end of the cycle. Marketplace calls both
/// lines "convert" (MKT-105). `charged` are the seats that are charged from now on.
fn quantity(lines: &mut Lines<'_>, before: &Subscription, charged: &[SeatLot], kind: ChargeType) {
    let convert = lines.policy.new_commerce.marketplace_change == MarketplaceChange::Convert;
    let (kind, rule) = match before.commerce {
        Commerce::Marketplace if convert => (ChargeType::Convert, Rule::Mkt105),
        Commerce::Marketplace => (kind, Rule::Mkt105),
        _ => (kind, Rule::Nce203),
    };
    let Some(spec) = rest_of_cycle(before, lines.day(), kind, rule) else { return };
    exchange(lines, before, &spec, charged);
}

/// MKT-109: a change that the publisher did not accept costs nothing from the day it was made: what it charged comes back and
/// what it gave back is charged again. Days of a cycle that has ended in between stay as they were charged.
fn rolled_back(lines: &mut Lines<'_>, before: &Subscription, since: Date) {
    let first = before.ledger.cycle.map_or(since, |cycle| cycle.covered.first.max(since));
    let Some(spec) = rest_of_cycle(before, first, ChargeType::Convert, Rule::Mkt109) else { return };
    let lots = &lines.of.lots;
    exchange(lines, before, &spec, lots);
}

/// Gives back the prices whose seats change, and charges them as they are from now on.
fn exchange(lines: &mut Lines<'_>, before: &Subscription, spec: &Spec, charged: &[SeatLot]) {
    let (old, new) = (by_price(&before.lots), by_price(charged));
    let changed = |seats: &PricedSeats, others: &[PricedSeats]| {
        !others.iter().any(|other| {
            other.unit == seats.unit && other.discount == seats.discount && other.seats == seats.seats
        })
    };
    let comes = new.iter().filter(|seats| changed(seats, &old)).map(|seats| lines.price(spec, seats));
    let comes = comes.fold(0, i64::saturating_add);
    for seats in old.iter().filter(|seats| changed(seats, &new)) {
        give_back(lines, before, spec, seats, comes);
    }
    for seats in new.iter().filter(|seats| changed(seats, &old)) {
        lines.charge(spec, seats);
    }
}

/// Seats given back: by days, or everything since they were bought where their window says so.
fn removed(lines: &mut Lines<'_>, before: &Subscription, taken: &[Taken]) {
    // Seats that return nothing stay charged to the end of the cycle.
    let mut charged = before.lots.clone();
    for lot in &mut charged {
        let left = taken.iter().filter(|part| part.lot == lot.id && part.refund != Refund::None);
        lot.seats = left.fold(lot.seats, |seats, part| seats.saturating_sub(part.seats));
    }
    charged.retain(|lot| lot.seats > 0);
    quantity(lines, before, &charged, ChargeType::RemoveQuantity);
    let day = lines.day();
    for part in taken.iter().filter(|part| part.refund == Refund::Full) {
        let Some(lot) = before.lots.iter().find(|lot| lot.id == part.lot) else { continue };
        let bought = crate::calendar::day_of(lot.bought_at);
        let Some(mut spec) = rest_of_cycle(before, bought, ChargeType::RemoveQuantity, Rule::Nce303) else {
            continue;
        };
        if spec.period.first >= day {
            continue;
        }
        spec.period.last = crate::calendar::previous_day(day);
        for mut seats in by_price(std::slice::from_ref(lot)) {
            seats.seats = part.seats;
            give_back(lines, before, &spec, &seats, 0);
        }
    }
}

/// Seats of an upgrade that came into this existing subscription (NCE-205).
fn moved_in(lines: &mut Lines<'_>, before: &Subscription, seats: u32) {
    let Some(spec) = rest_of_cycle(before, lines.day(), ChargeType::MoveQuantity, Rule::Nce205) else {
        return;
    };
    let Some(lot) = lines.of.lots.last() else { return };
    for mut group in by_price(std::slice::from_ref(lot)) {
        group.seats = seats;
        lines.charge(&spec, &group);
    }
}

/// Seats that left to another subscription (PART-01, NCE-205).
fn moved_out(lines: &mut Lines<'_>, before: &Subscription, taken: &[Taken], upgrade: Option<UpgradeKind>) {
    let kind = upgrade_type(upgrade);
    let Some(spec) = rest_of_cycle(before, lines.day(), kind, Rule::Nce205) else { return };
    let mut lots = before.lots.clone();
    for lot in &mut lots {
        let left = taken.iter().filter(|part| part.lot == lot.id);
        lot.seats = left.fold(0, |sum, part| sum.saturating_add(part.seats));
    }
    lots.retain(|lot| lot.seats > 0);
    for seats in by_price(&lots) {
        give_back(lines, before, &spec, &seats, 0);
    }
}

/// Another offer, term or plan in place: the rest of the old cycle back, the new one charged (NCE-205, NCE-108,
/// MKT-105).
fn replaced<'a>(lines: &mut Lines<'a>, before: &'a Subscription, rule: Rule) {
    let old = rest_of_cycle(before, lines.day(), ChargeType::Convert, rule);
    if let Some(spec) = &old {
        lines.about(before, |lines| {
            for seats in by_price(&before.lots) {
                give_back(lines, before, spec, &seats, 0);
            }
        });
    }
    let after = lines.of;
    let goes_on = after.term.period == before.term.period && after.billing == before.billing;
    // A cycle that is charged by months stays one: what comes is the same share of its price as what goes (NCE-109).
    match old.filter(|spec| goes_on && spec.cycle.months.is_some()) {
        Some(spec) => {
            for seats in by_price(&after.lots) {
                lines.charge(&spec, &seats);
            }
        }
        None => whole_cycle(lines, ChargeType::Convert, rule, true),
    }
}

/// The source of an upgrade ends: its unused days come back (BILL-02).
fn closed(lines: &mut Lines<'_>, before: &Subscription, upgrade: Option<UpgradeKind>) {
    let rule = if upgrade == Some(UpgradeKind::SelfService) { Rule::Bill02 } else { Rule::Nce205 };
    if before.is_trial() {
        let last = before.term.period.last;
        let period = Period { first: lines.day().min(last), last };
        return free(lines, period, upgrade_type(upgrade), before.seats());
    }
    let Some(spec) = rest_of_cycle(before, lines.day(), upgrade_type(upgrade), rule) else { return };
    for seats in by_price(&before.lots) {
        give_back(lines, before, &spec, &seats, 0);
    }
}

/// Credits days of a cycle, but never more than stands charged for it with what the same change charges anew: a person may
/// have given some of it back already.
fn give_back(lines: &mut Lines<'_>, before: &Subscription, spec: &Spec, seats: &PricedSeats, comes: i64) {
    let stands = before.ledger.net.saturating_add(lines.sum()).saturating_add(comes);
    lines.credit_at_most(spec, seats, stands.max(0));
}

fn upgrade_type(upgrade: Option<UpgradeKind>) -> ChargeType {
    match upgrade {
        Some(UpgradeKind::IntoExisting | UpgradeKind::PartialIntoExisting) => ChargeType::MoveQuantity,
        _ => ChargeType::Convert,
    }
}

/// NCE-206, NCX-01, NCX-02, CXL-01, CXL-02: everything back, or the days from this one on.
fn cancelled(lines: &mut Lines<'_>, before: &Subscription, refund: Refund, rule: Rule) {
    let ledger = &before.ledger;
    let kind = match before.commerce {
        Commerce::Marketplace => lines.policy.new_commerce.marketplace_cancel,
        _ => ChargeType::CancelImmediate,
    };
    if before.is_trial() {
        // The zero line of the trial comes back as a zero line (TRIAL-301).
        let last = before.term.period.last;
        let period = Period { first: lines.day().min(last), last };
        return free(lines, period, kind, before.seats());
    }
    match refund {
        Refund::None => {}
        Refund::Full => {
            let Some(mut seats) = by_price(&before.lots).into_iter().next() else { return };
            seats.seats = before.seats();
            let runs = ledger.cycle.map(|cycle| (cycle, cycle.covered, ledger.net));
            let earlier = ledger.earlier.iter().map(|other| (other.cycle, other.days, other.net));
            for (cycle, period, net) in runs.into_iter().chain(earlier).filter(|(_, _, net)| *net > 0) {
                let spec = Spec { kind, rule, period, cycle, change: true };
                lines.everything(&spec, &seats, net);
            }
        }
        Refund::Prorated => {
            if ledger.net <= 0 {
                return;
            }
            let day = first_refunded(lines, before);
            let Some(spec) = rest_of_cycle(before, day, kind, rule) else { return };
            for seats in by_price(&before.lots) {
                give_back(lines, before, &spec, &seats, 0);
            }
        }
    }
}

/// NCE-208: the day of cancelling, or the day after the last 24 hours that have begun.
fn first_refunded(lines: &Lines<'_>, before: &Subscription) -> Date {
    match lines.policy.new_commerce.day_of_cancel {
        DayOfCancel::Refunded => lines.day(),
        DayOfCancel::BegunDayUsed => {
            let hours = lines.at.duration_since(before.term.began_at).as_hours().max(0);
            let begun = u32::try_from(hours / 24 + 1).unwrap_or(u32::MAX);
            add_days(before.term.period.first, begun)
        }
    }
}

/// The running cycle from a day on. None when nothing is charged for it.
fn rest_of_cycle(before: &Subscription, day: Date, kind: ChargeType, rule: Rule) -> Option<Spec> {
    let cycle = before.ledger.cycle.filter(|_| !before.is_trial())?;
    let period = cycle.rest(day)?;
    Some(Spec { kind, rule, period, cycle, change: true })
}
