//! What must hold of the charges of every history, besides their amounts.

use std::collections::{BTreeMap, BTreeSet};

use seatwright_domain::billing;
use seatwright_domain::billing::charge::Charge;
use seatwright_domain::decision::{Decision, Rows};
use seatwright_domain::event::Recorded;
use seatwright_domain::ids::SubscriptionId;
use seatwright_domain::role::Caller;
use seatwright_domain::subscription::Payment;

use crate::days::Span;
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
