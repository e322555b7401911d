//! What time does: trial ends, charge cycles, renewals with their scheduled changes, ends of suspension, steps of upgrades,
//! carts that run out. One due moment after another, in time order, whatever the size of the step.

use jiff::Timestamp;
use uuid::Uuid;

use crate::account::Account;
use crate::billing;
use crate::calendar::{BillingPlan, Period, day_of, next_day, start_of_day};
use crate::catalogue::Commerce;
use crate::decision::{Context, Decision, Draft};
use crate::event::Event;
use crate::ids::{CartId, IdSource, MigrationScheduleId, SubscriptionId, UpgradeId, UserId};
use crate::rule::Rule;
use crate::subscription::{Status, Subscription};
use crate::upgrade::{self, StepOutcome};
use crate::user::UserRecord;
use crate::{billing_change, fulfilment, migration, renewal, trial};

/// The rules that this module holds.
pub const RULES: &[Rule] =
    &[Rule::Susp03, Rule::Pause02, Rule::Nce107, Rule::Nce401, Rule::Nce403, Rule::Life102, Rule::Trial02];

/// What one call of `advance` came to.
#[derive(Debug)]
pub enum Step {
    /// Nothing is due up to the instant.
    Idle,
    /// Something happened; commit it and call again.
    Decided(Box<Decision>),
    /// An upgrade wants to look at the next users before it can go on.
    NeedsUsers(UsersWanted),
}

/// Users that an upgrade wants to look at: those with a licence of a subscription, in order of their ids.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct UsersWanted {
    /// The subscription.
    pub subscription: SubscriptionId,
    /// After this user.
    pub after: Option<UserId>,
    /// At most so many.
    pub limit: u32,
}

/// The users that were asked for.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct UserBatch {
    /// The subscription.
    pub subscription: SubscriptionId,
    /// After this user.
    pub after: Option<UserId>,
    /// The users in order of their ids, with all of their licences.
    pub users: Vec<UserRecord>,
    /// Whether there are none after these.
    pub last: bool,
}

/// The most due moments that one call carries out, so that a commit stays small.
pub const MOMENTS_PER_STEP: usize = 64;

/// Something that falls due. Moments of one instant are carried out in the order of these variants, then of their ids, so
/// that the order never depends on how time was cut into steps.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
enum Moment {
    /// A cart runs out.
    CartExpires(CartId),
    /// A migration has waited for this day (MIG-105). It comes before the end of its term and the next charge cycle, which
    /// it takes the place of.
    MigrationDue(MigrationScheduleId),
    /// An upgrade takes its next step.
    UpgradeStep(UpgradeId),
    /// A publisher has not objected to a change in time (MKT-109).
    OperationAccepted(SubscriptionId),
    /// A trial is over.
    TrialEnds(SubscriptionId),
    /// A term is over; bases before their add-ons.
    TermEnds(bool, SubscriptionId),
    /// Changes of seats are booked before their cycle is over (BILL-205).
    ChangesBooked(SubscriptionId),
    /// A charge cycle begins.
    CycleStarts(SubscriptionId),
    /// A suspended subscription has been kept long enough (SUSP-03).
    RetentionEnds(SubscriptionId),
    /// An expired or disabled subscription moves on (NCE-401).
    StateEnds(SubscriptionId),
}

/// The next instant at which something is due, however far away; none when nothing ever is.
#[must_use]
pub fn next_due(account: &Account) -> Option<Timestamp> {
    earliest(account).map(|(at, _)| at)
}

fn earliest(account: &Account) -> Option<(Timestamp, Moment)> {
    let carts = account.head.carts.values().map(|cart| (cart.expires_at, Moment::CartExpires(cart.id)));
    let upgrades = account
        .upgrades
        .values()
        .filter_map(|upgrade| upgrade.due().map(|at| (at, Moment::UpgradeStep(upgrade.id))));
    let subscriptions = account.live().filter_map(of_subscription);
    let migrations = account
        .migration_schedules
        .values()
        .filter_map(|schedule| Some((schedule.due(account)?, Moment::MigrationDue(schedule.id))));
    // Dates stop at the end of the calendar; what would come after it never falls due.
    carts.chain(upgrades).chain(migrations).chain(subscriptions).filter(|(at, _)| *at < Timestamp::MAX).min()
}

/// The next moment of one subscription.
fn of_subscription(subscription: &Subscription) -> Option<(Timestamp, Moment)> {
    let id = subscription.id;
    let running = matches!(subscription.status, Status::Active | Status::Suspended);
    // A trial that has expired is still marked as one, but it ends only once.
    let trial = subscription.trial.as_ref().filter(|_| running);
    let trial = trial.map(|trial| (start_of_day(next_day(trial.last)), Moment::TrialEnds(id)));
    // One that its policy keeps for a number of days stays suspended past the end of its term (SUSP-03); a classic one is
    // deleted with its term (LIFE-105).
    let kept = subscription.commerce == Commerce::NewCommerce
        && subscription.suspension.as_ref().is_some_and(|suspension| suspension.delete_at.is_some());
    let term = (running && trial.is_none() && !kept)
        .then(|| (subscription.term.period.over_at(), Moment::TermEnds(subscription.parent.is_some(), id)));
    let cycle =
        next_cycle(subscription).map(|(_, period)| (start_of_day(period.first), Moment::CycleStarts(id)));
    let booked = billing::books_on(subscription).map(|day| (start_of_day(day), Moment::ChangesBooked(id)));
    let retention = subscription
        .suspension
        .as_ref()
        .and_then(|suspension| suspension.delete_at)
        .map(|at| (at, Moment::RetentionEnds(id)));
    let state = subscription.state_ends_at.map(|at| (at, Moment::StateEnds(id)));
    let operation = subscription
        .open_operation()
        .and_then(|operation| operation.due)
        .map(|at| (at, Moment::OperationAccepted(id)));
    [operation, trial, term, booked, cycle, retention, state].into_iter().flatten().min()
}

/// The next charge cycle inside the term, where there is one. A suspended classic subscription is not charged (LIFE-102),
/// a suspended new-commerce one is (PAUSE-02); trials and what has ended are not.
fn next_cycle(subscription: &Subscription) -> Option<(u32, Period)> {
    let charged = match subscription.status {
        Status::Active => true,
        Status::Suspended => subscription.commerce == Commerce::NewCommerce,
        _ => false,
    };
    if !charged || subscription.is_trial() || subscription.billing == BillingPlan::None {
        return None;
    }
    let index = subscription.term.cycle.checked_add(1)?;
    let period = subscription.term.cycles(subscription.billing).get(index)?;
    Some((index, period))
}

/// Carries out what is due up to `until`, in time order, at most [`MOMENTS_PER_STEP`] moments.
#[must_use]
pub fn advance(
    account: &Account,
    until: Timestamp,
    users: Option<&UserBatch>,
    context: &Context<'_>,
) -> Step {
    let due = earliest(account).filter(|(at, _)| *at <= until);
    let Some((first_at, _)) = due else { return Step::Idle };
    // Ids follow from the account and its version, so that time cut into other steps makes the same ids.
    let mut draft = Draft::new(account.clone(), *context);
    draft.at = first_at;
    let mut users = users;
    for _ in 0..MOMENTS_PER_STEP {
        let Some((at, moment)) = earliest(&draft.account).filter(|(at, _)| *at <= until) else { break };
        draft.at = at;
        draft.ids = ids_at(&draft.account);
        if let Moment::UpgradeStep(id) = moment {
            match upgrade::step(&mut draft, id, users.take()) {
                StepOutcome::Done => {}
                StepOutcome::NeedsUsers(wanted) if draft.events_count() == 0 => {
                    return Step::NeedsUsers(wanted);
                }
                // What is done so far is committed first; the next call asks for the users.
                StepOutcome::NeedsUsers(_) => break,
            }
        } else {
            carry_out(&mut draft, moment);
        }
    }
    match draft.finish() {
        Ok(decision) => Step::Decided(Box::new(decision)),
        // Time refuses nothing: no moment adds a reason.
        Err(_) => Step::Idle,
    }
}

/// An id source for one moment, from the account and its version.
fn ids_at(account: &Account) -> IdSource {
    let version = u128::from(account.head.version).wrapping_mul(0x9E37_79B9_7F4A_7C15_F39C_C060_5CED_C835);
    IdSource::new(Uuid::from_u128(account.id().0.as_u128() ^ version))
}

fn carry_out(draft: &mut Draft<'_>, moment: Moment) {
    match moment {
        Moment::CartExpires(cart) => draft.emit(Event::CartExpired { cart }),
        Moment::MigrationDue(id) => migration::carry_out(draft, id),
        Moment::UpgradeStep(_) => {}
        Moment::OperationAccepted(id) => fulfilment::accept_by_time(draft, id),
        Moment::TrialEnds(id) => trial::at_end(draft, id),
        Moment::TermEnds(_, id) => renewal::at_term_end(draft, id),
        Moment::ChangesBooked(id) => book_changes(draft, id),
        Moment::CycleStarts(id) => start_cycle(draft, id),
        Moment::RetentionEnds(id) => {
            let commerce = draft.subscription(id).map(|found| found.commerce);
            let rule = if commerce == Some(Commerce::NewCommerce) { Rule::Nce403 } else { Rule::Susp03 };
            renewal::delete(draft, id, rule);
        }
        Moment::StateEnds(id) => end_state(draft, id),
    }
}

/// BILL-205, BILL-206.
fn book_changes(draft: &mut Draft<'_>, id: SubscriptionId) {
    let Some(found) = draft.subscription(id) else { return };
    let policy = draft.context.policies.billing_at(found.term.began_at);
    let split_on = policy.classic.annual_split.then(|| day_of(draft.at));
    draft.emit(Event::ChangesBooked { subscription: id, split_on });
}

fn start_cycle(draft: &mut Draft<'_>, id: SubscriptionId) {
    let Some(found) = draft.subscription(id) else { return };
    let Some((cycle, period)) = next_cycle(found) else { return };
    let Some(billing) = found.next_billing else {
        let (billing, lots) = (found.billing, billing_change::lots_of_cycle(draft, found));
        return draft.emit(Event::CycleStarted { subscription: id, cycle, period, billing, lots });
    };
    // NCE-107: the saved plan begins with this charge; its first cycle may be the rest of one.
    let (index, whole) = found.term.cycles(billing).containing(period.first).unwrap_or((cycle, period));
    let period = Period { first: period.first, last: whole.last };
    let lots = billing_change::lots_for_plan(draft, found, billing);
    draft.emit(Event::CycleStarted { subscription: id, cycle: index, period, billing, lots });
}

/// NCE-401: expired ones are disabled, disabled ones are deleted.
fn end_state(draft: &mut Draft<'_>, id: SubscriptionId) {
    let Some(found) = draft.subscription(id).cloned() else { return };
    match found.status {
        Status::Expired => renewal::disable(draft, &found),
        _ => renewal::delete(draft, id, Rule::Nce401),
    }
}
