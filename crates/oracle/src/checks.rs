//! What must hold of the charges of every history, besides their amounts.

use std::collections::{BTreeMap, BTreeSet};

use seatwright_domain::billing;
use seatwright_domain::billing::charge::{Charge, InvoiceFamily};
use seatwright_domain::billing::kind::ChargeType;
use seatwright_domain::catalogue::Price;
use seatwright_domain::decision::{Decision, Rows};
use seatwright_domain::event::{Event, Recorded};
use seatwright_domain::ids::SubscriptionId;
use seatwright_domain::role::Caller;
use seatwright_domain::subscription::{Payment, Seller};

use crate::days::{self, Day, Span};
use crate::exact;
use crate::fault::{Fault, told};
use crate::world::World;

/// No obligation is charged twice: keys and ids are unique for ever.
///
/// # Errors
/// The second line of one key.
pub fn keys_are_unique(history: &[Recorded]) -> Result<(), Fault> {
    let (mut keys, mut ids) = (BTreeSet::new(), BTreeSet::new());
    for charge in history.iter().flat_map(|recorded| &recorded.charges) {
        if !keys.insert(&charge.key) {
            return Err(Fault::line(charge, "has the key of an earlier one"));
        }
        if !ids.insert(charge.id) {
            return Err(Fault::line(charge, "has the id of an earlier one"));
        }
    }
    Ok(())
}

/// Credits never exceed charges: after no event is the sum over a charge cycle below nothing. What was paid in advance
/// stands on no bill, so there a credit has nothing to be held against here.
///
/// # Errors
/// The cycle.
pub fn credits_never_exceed_charges(world: &World) -> Result<(), Fault> {
    let mut sums: BTreeMap<(SubscriptionId, Span), i64> = BTreeMap::new();
    for recorded in &world.history {
        let mut touched = BTreeSet::new();
        for charge in &recorded.charges {
            let paid_before = world.account.subscriptions.get(&charge.key.subscription);
            if paid_before.is_some_and(|held| held.payment == Payment::Prepaid) {
                continue;
            }
            let cycle = (charge.key.subscription, Span::of(charge.cycle.whole));
            *sums.entry(cycle).or_default() += charge.amount.minor;
            touched.insert(cycle);
        }
        if let Some((id, cycle)) = touched.into_iter().find(|cycle| sums[cycle] < 0) {
            let what = format!(
                "event {} credits more than was charged for the cycle {}: {} minor units",
                recorded.seq,
                crate::charged::span(cycle),
                sums[&(id, cycle)],
            );
            return Err(Fault::new(id, what).with_lines(&recorded.charges));
        }
    }
    Ok(())
}

/// BILL-04: what comes back for a plan that was paid in advance is no more than what was charged until then for the plan that
/// takes its place.
///
/// # Errors
/// The credit.
pub fn credits_for_prepaid_are_no_more_than_the_new_plan(world: &World) -> Result<(), Fault> {
    let paid_before = |id: SubscriptionId| {
        world.account.subscriptions.get(&id).is_some_and(|held| held.payment == Payment::Prepaid)
    };
    let mut charged: BTreeMap<SubscriptionId, i64> = BTreeMap::new();
    for recorded in &world.history {
        for charge in recorded.charges.iter().filter(|charge| charge.amount.minor > 0) {
            *charged.entry(charge.key.subscription).or_default() += charge.amount.minor;
        }
        let Event::SourceClosed { subscription, upgrade } = &recorded.event else { continue };
        let target = world.account.upgrades.get(upgrade).and_then(|upgrade| upgrade.target);
        let Some(target) = target.filter(|target| paid_before(*subscription) && !paid_before(*target)) else {
            continue;
        };
        let credit: i64 = recorded.charges.iter().map(|charge| charge.amount.minor).sum();
        let most = charged.get(&target).copied().unwrap_or(0);
        if -credit > most {
            let what = format!("the credit is more than the new plan costs: {most} minor units");
            return Err(Fault::new(*subscription, what).with_lines(&recorded.charges));
        }
    }
    Ok(())
}

/// Every line falls on the first invoice that can carry it: classic ones on the partner's first billing day on or after they
/// are booked (BILL-101), those of new commerce and the marketplace on the policy's day of the month after (NCE-103), those
/// of direct customers on theirs (SELF-111); but the credit of a customer's own upgrade, within thirty days (BILL-03).
///
/// # Errors
/// The first line that falls on another.
pub fn invoices_are_dated(world: &World) -> Result<(), Fault> {
    for recorded in &world.history {
        let closed = matches!(recorded.event, Event::SourceClosed { .. });
        for charge in &recorded.charges {
            let found = days::of_date(charge.invoice_on);
            let (soonest, usual) = invoice_days(charge, world);
            let own_upgrade = closed && charge.seller == Seller::Direct;
            let credit = matches!(charge.key.kind, ChargeType::ProrateCancel | ChargeType::CustomerCredit)
                && own_upgrade;
            let in_time = found - days::of_date(charge.booked_on) <= 30 || found == soonest;
            if !(found == usual || own_upgrade && found == soonest) || credit && !in_time {
                return Err(Fault::line(charge, &format!("falls on the invoice of {}", days::date(found))));
            }
        }
    }
    Ok(())
}

/// The first day on which there is an invoice at all, and the day of the one that carries a line as a rule.
fn invoice_days(charge: &Charge, world: &World) -> (Day, Day) {
    let invoice = &world.ground.policies.billing_on(charge.booked_on).invoice;
    let partner = charge.seller.partner().and_then(|id| world.ground.partners.get(id));
    let (day, waits) = match (partner, charge.family) {
        (None, _) => (invoice.direct_day, true),
        (Some(_), InvoiceFamily::NewCommerce) => (invoice.new_commerce_day, true),
        (Some(partner), InvoiceFamily::Classic) => (partner.billing_day, false),
    };
    let (year, month) = (i64::from(charge.booked_on.year()), i64::from(charge.booked_on.month()));
    let this_month = days::day_number(year, month, day.into());
    let next_month = match month {
        12 => days::day_number(year + 1, 1, day.into()),
        _ => days::day_number(year, month + 1, day.into()),
    };
    let soonest = if this_month >= days::of_date(charge.booked_on) { this_month } else { next_month };
    (soonest, if waits { next_month } else { soonest })
}

/// Every price is one of the list: of the offer, in its currency, for the term and the billing plan, in force by then. Where
/// the list has none, the domain finds one from a longer period, which is not looked at here.
///
/// # Errors
/// The first lot with another price.
pub fn prices_are_listed(world: &World) -> Result<(), Fault> {
    let mut account = world.opened.clone();
    for recorded in &world.history {
        account.apply(recorded);
        let brings = matches!(
            recorded.event,
            Event::SubscriptionStarted { .. }
                | Event::SeatsAdded { .. }
                | Event::CycleStarted { .. }
                | Event::TermReplaced { .. }
                | Event::Renewed { .. }
                | Event::TrialConverted { .. }
                | Event::OfferChanged { .. }
        );
        let held = recorded.event.subscription().filter(|_| brings);
        let Some(held) = held.and_then(|id| account.subscriptions.get(&id)) else { continue };
        // Extended service terms cost more than any list says (NCE-802).
        if held.extended_from.is_some() {
            continue;
        }
        for lot in &held.lots {
            let Some(unit) = lot.unit else { continue };
            let lines = world.ground.catalogue.prices.lines(&held.offer, unit.currency);
            let fits = |line: &&Price| line.term == held.term.length && line.billing == held.billing;
            let mut fitting = lines.iter().filter(fits).peekable();
            let exact = exact::of_price(unit);
            if fitting.peek().is_some() && !fitting.any(|line| exact::of_decimal(line.unit) == exact) {
                let what = format!("event {} sets a price that is not listed: {unit:?}", recorded.seq);
                return Err(Fault::new(held.id, what));
            }
        }
    }
    Ok(())
}

/// The charges of every event follow again from the event, the account before it and the policies; and the account is the
/// fold of its events, step by step as in one go.
///
/// # Errors
/// The first event whose charges do not.
pub fn charges_can_be_found_again(world: &World) -> Result<(), Fault> {
    let (system, rows) = (Caller::system(), Rows::default());
    let context = world.context(&system, &rows, 0);
    let mut account = world.opened.clone();
    for recorded in &world.history {
        let bare = Recorded { charges: Vec::new(), ..recorded.clone() };
        let before = recorded.event.subscription().and_then(|id| account.subscriptions.get(&id)).cloned();
        let mut after = account.clone();
        after.apply(&bare);
        let found = billing::charges(before.as_ref(), &after, &bare, &context);
        if found != recorded.charges {
            let what = format!("the charges of event {} ({}) differ", recorded.seq, recorded.event.kind());
            return Err(Fault::of(what).with_lines(recorded.charges.iter().chain(&found)));
        }
        account.apply(recorded);
    }
    if account != world.account {
        return Err(Fault::of("the account is not the fold of its events"));
    }
    Ok(())
}

/// A quote is the bill: what a command was said to cost is what it costs, whatever ids were made meanwhile.
///
/// # Errors
/// The first line that differs.
pub fn quote_is_bill(quoted: &Decision, billed: &Decision) -> Result<(), Fault> {
    let lines = |decision: &Decision| -> Vec<String> {
        let charges = decision.events.iter().flat_map(|recorded| &recorded.charges);
        charges.map(|charge: &Charge| told(charge)).collect()
    };
    let (quoted, billed) = (lines(quoted), lines(billed));
    if quoted == billed {
        return Ok(());
    }
    let places = 0..quoted.len().max(billed.len());
    let differs = places.map(|place| (quoted.get(place), billed.get(place))).find(|(q, b)| q != b);
    Err(Fault::of(format!("the quote is not the bill: {differs:?}")))
}
