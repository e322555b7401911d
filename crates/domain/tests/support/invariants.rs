//! What is true of every account after everything that can happen. `ARCHITECTURE.md` lists these sentences; the property
//! tests hold random histories against them.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use seatwright_domain::account::Account;
use seatwright_domain::advance::next_due;
use seatwright_domain::calendar::{BillingPlan, day_of};
use seatwright_domain::catalogue::{Catalogue, Commerce};
use seatwright_domain::decision::{Decision, Notice};
use seatwright_domain::event::{Event, Recorded};
use seatwright_domain::ids::{SubscriptionId, UserId};
use seatwright_domain::policy::Policies;
use seatwright_domain::refusal::Refusals;
use seatwright_domain::subscription::{Status, Subscription};
use seatwright_domain::user::UserRecord;
use seatwright_domain::window;

/// Events are numbered from 1 without gaps, and time in them never goes back.
pub fn events_follow_each_other(history: &[Recorded]) {
    for (place, recorded) in history.iter().enumerate() {
        assert_eq!(recorded.seq, place as u64 + 1, "events are numbered without gaps");
    }
    for pair in history.windows(2) {
        assert!(pair[0].at <= pair[1].at, "time goes back from {:?} to {:?}", pair[0], pair[1]);
    }
}

/// The state of an account is the fold of all of its events, and nothing else.
pub fn state_is_the_fold_of_its_events(opened: &Account, history: &[Recorded], now: &Account) {
    let mut folded = opened.clone();
    for recorded in history {
        folded.apply(recorded);
    }
    assert_eq!(folded, *now, "state is the fold of its events");
}

/// Every refusal has at least one reason; every reason names a rule, what can be done about it, and who can do it.
pub fn refusals_say_what_to_do(refused: &Refusals) {
    assert!(!refused.reasons().is_empty());
    for reason in refused.reasons() {
        assert!(!reason.rule.id().is_empty());
        assert!(!reason.remedies.is_empty(), "no remedy: {reason:?}");
        assert!(!reason.who.is_empty(), "nobody can do it: {reason:?}");
    }
}

/// A scheduled change that is dropped is announced to the caller and to the world, with the rule that dropped it.
pub fn nothing_is_dropped_silently(decision: &Decision, asked_by_somebody: bool) {
    for recorded in &decision.events {
        let Event::ScheduleDropped { subscription, next, rule } = &recorded.event else { continue };
        let told = decision.messages.iter().any(|message| {
            message.kind == "scheduled_change_dropped" && message.subscription == Some(*subscription)
        });
        assert!(told, "the world is not told of {:?}", recorded.event);
        let lost = Notice::ScheduleLost { subscription: *subscription, next: next.clone(), rule: *rule };
        assert!(!asked_by_somebody || decision.notices.contains(&lost), "the caller is not told");
    }
}

/// A subscription that is not deleted has at least one seat, in lots that are not empty and are numbered uniquely; numbers
/// are never used again.
pub fn seats_are_in_lots(subscription: &Subscription) {
    assert!(subscription.seats() > 0, "no seats: {subscription:?}");
    let mut numbers = BTreeSet::new();
    for lot in &subscription.lots {
        assert!(lot.seats > 0 && lot.id.0 < subscription.next_lot, "{subscription:?}");
        assert!(numbers.insert(lot.id), "two lots with one number: {subscription:?}");
    }
}

/// Whatever is charged has a price.
pub fn what_is_charged_has_a_price(subscription: &Subscription) {
    if !subscription.is_trial() && subscription.billing != BillingPlan::None {
        assert!(subscription.lots.iter().all(|lot| lot.unit.is_some()), "no price: {subscription:?}");
    }
}

/// A term ends after it begins, its charge cycles lie inside it, and the present one is the one that holds today.
pub fn terms_are_valid(subscription: &Subscription, now: Timestamp) {
    let term = &subscription.term;
    assert!(term.period.first <= term.period.last, "{subscription:?}");
    if !subscription.is_active() || subscription.is_trial() {
        return;
    }
    let today = day_of(now);
    assert!(today <= term.period.last, "a term that is over: {subscription:?}");
    let cycle = term.cycles(subscription.billing).get(term.cycle);
    let cycle = cycle.unwrap_or_else(|| panic!("no such cycle: {subscription:?}"));
    let begins_later = today < term.period.first;
    let partly = subscription.next_billing.is_some();
    assert!(cycle.contains(today) || begins_later || partly, "{today} is not in {cycle:?}: {subscription:?}");
}

/// A classic or marketplace subscription is active, suspended or deleted; it has no state in which it is over and still
/// works (SUSP-05).
pub fn no_grace_outside_new_commerce(subscription: &Subscription) {
    let graced = matches!(subscription.status, Status::Expired | Status::Disabled);
    assert!(!graced || subscription.commerce == Commerce::NewCommerce, "SUSP-05: {subscription:?}");
}

/// A suspended subscription says why; no other is marked as suspended (SUSP-01).
pub fn suspension_has_its_reason(subscription: &Subscription) {
    assert_eq!(
        subscription.status == Status::Suspended,
        subscription.suspension.is_some(),
        "{subscription:?}"
    );
}

/// An add-on of a base has the base's dates and billing, and is never active while its base is not (ADD-04, ADD-05).
pub fn add_ons_follow_their_base(account: &Account, subscription: &Subscription) {
    let Some(parent) = subscription.parent else { return };
    let base = &account.subscriptions[&parent];
    assert!(base.is_live(), "the base is gone: {subscription:?}");
    assert!(base.is_active() || !subscription.is_active(), "ADD-04: {subscription:?}");
    assert_eq!(subscription.term.period.last, base.term.period.last, "ADD-05");
    assert_eq!(subscription.billing, base.billing, "ADD-05");
}

/// A change is scheduled only for an active subscription with auto-renew on (REN-04).
pub fn schedules_can_be_carried_out(subscription: &Subscription) {
    if subscription.scheduled.is_some() {
        assert!(subscription.is_active() && subscription.auto_renew, "REN-04: {subscription:?}");
    }
}

/// What is deleted stays as it was: it comes back to no state and nothing about it changes (NCX-04, NCE-404).
pub fn deleted_is_final(before: &Account, after: &Account) {
    for (id, gone) in before.subscriptions.iter().filter(|(_, held)| !held.is_live()) {
        assert_eq!(after.subscriptions.get(id), Some(gone), "NCE-404");
    }
}

/// Seats that can be given back are seats that are there, and their window is open (NCE-303).
pub fn refundable_seats_are_there(subscription: &Subscription, policies: &Policies, now: Timestamp) {
    let open = window::refundable_seats(subscription, policies, now);
    let seats: u32 = open.iter().map(|lot| lot.seats).sum();
    assert!(seats <= subscription.seats() && open.iter().all(|lot| lot.until > now), "{subscription:?}");
    let windows = window::open_cancel_windows(subscription, policies, now);
    assert!(windows.iter().all(|window| window.until > now));
}

/// After time has done its work nothing that was due is left.
pub fn nothing_due_is_left(account: &Account, now: Timestamp) {
    if let Some(due) = next_due(account) {
        assert!(due > now, "something is due at {due}, and it is {now}");
    }
}

/// A subscription is locked exactly while an upgrade that runs works on it, and it exists (WHY-03).
pub fn locks_belong_to_running_upgrades(account: &Account) {
    for subscription in account.live() {
        if let Some(id) = subscription.locked_by {
            assert!(account.upgrades[&id].is_running(), "locked for nothing: {subscription:?}");
        }
    }
    for upgrade in account.upgrades.values().filter(|upgrade| upgrade.is_running()) {
        let source = &account.subscriptions[&upgrade.source];
        assert!(source.is_live() && source.locked_by == Some(upgrade.id), "{upgrade:?}");
        assert!(upgrade.users_done <= upgrade.users_total, "{upgrade:?}");
    }
}

/// The number of users of each subscription is that of the licences in users' hands, which are licences of subscriptions
/// that exist; no user holds one twice.
pub fn licences_are_counted(account: &Account, users: &BTreeMap<UserId, UserRecord>) {
    let mut holders: BTreeMap<SubscriptionId, u32> = BTreeMap::new();
    for record in users.values() {
        let mut held = BTreeSet::new();
        for assignment in &record.assignments {
            assert!(held.insert(assignment.subscription), "held twice: {record:?}");
            let known = account.subscriptions.get(&assignment.subscription);
            assert!(known.is_some_and(Subscription::is_live), "a licence of nothing: {record:?}");
            *holders.entry(assignment.subscription).or_default() += 1;
        }
    }
    for subscription in account.live() {
        let counted = holders.get(&subscription.id).copied().unwrap_or(0);
        assert_eq!(subscription.assigned, counted, "{subscription:?}");
    }
}

/// What is sold exists in the catalogue, and its plan is that of its offer.
pub fn subscriptions_are_of_the_catalogue(subscription: &Subscription, catalogue: &Catalogue) {
    let offer = catalogue.offer(&subscription.offer).expect("an offer of the catalogue");
    assert_eq!((subscription.plan, subscription.commerce), (offer.plan, offer.commerce));
}

/// All of them that can be seen from one account.
pub fn all(account: &Account, catalogue: &Catalogue, policies: &Policies, now: Timestamp) {
    for subscription in account.live() {
        seats_are_in_lots(subscription);
        what_is_charged_has_a_price(subscription);
        terms_are_valid(subscription, now);
        no_grace_outside_new_commerce(subscription);
        suspension_has_its_reason(subscription);
        add_ons_follow_their_base(account, subscription);
        schedules_can_be_carried_out(subscription);
        refundable_seats_are_there(subscription, policies, now);
        subscriptions_are_of_the_catalogue(subscription, catalogue);
    }
    locks_belong_to_running_upgrades(account);
    nothing_due_is_left(account, now);
}

/// The money of a history: nothing is charged twice, every line is for seats and days, credits carry their sign, no cycle of
/// a subscription ever stands at less than nothing, and no day of a subscription at more seats than it has had.
pub fn money_is_sound(history: &[Recorded]) {
    let mut keys = BTreeSet::new();
    let mut nets: BTreeMap<(SubscriptionId, jiff::civil::Date), i64> = BTreeMap::new();
    for recorded in history {
        for line in &recorded.charges {
            assert!(keys.insert(&line.key), "charged twice: {line:?}");
            assert!(line.quantity > 0 && line.key.period.first <= line.key.period.last, "{line:?}");
            let (minor, shown) = (line.amount.minor, line.shown);
            assert!(minor == 0 || (minor < 0) == shown.is_sign_negative() || shown.is_zero(), "{line:?}");
            *nets.entry((line.key.subscription, line.cycle.whole.first)).or_default() += minor;
        }
        for line in &recorded.charges {
            let net = nets[&(line.key.subscription, line.cycle.whole.first)];
            assert!(net >= 0, "{net} stands charged after {recorded:#?}");
        }
    }
}
