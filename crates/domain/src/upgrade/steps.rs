//! The steps of an upgrade, one at a time: each is small, follows from the account alone, and leaves a state from which the
//! next one goes on after a restart. Time carries them out, see [`crate::advance`].

use jiff::Timestamp;
use serde_json::json;

use super::moves::{self, Outcome, Way};
use super::{FailureCause, Stage, Upgrade, credit};
use crate::account::Account;
use crate::advance::{UserBatch, UsersWanted};
use crate::decision::Draft;
use crate::event::{Event, UsersMoved};
use crate::ids::{SubscriptionId, UpgradeId, UserId};
use crate::migration;
use crate::rule::Rule;
use crate::subscription::Subscription;
use crate::user::Finding;

/// What a step came to.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum StepOutcome {
    /// It is done.
    Done,
    /// It has to look at users first; nothing happened yet.
    NeedsUsers(UsersWanted),
}

/// The upgrade whose step falls due first, with the instant.
#[must_use]
pub fn due(account: &Account) -> Option<(Timestamp, UpgradeId)> {
    account.upgrades.values().filter_map(|upgrade| Some((upgrade.due()?, upgrade.id))).min()
}

/// Carries out the step of an upgrade that is due at the draft's instant. `users` are those that an earlier call asked
/// for; others are ignored.
#[must_use]
pub fn step(draft: &mut Draft<'_>, id: UpgradeId, users: Option<&UserBatch>) -> StepOutcome {
    let Some(upgrade) = draft.account.upgrades.get(&id).cloned() else { return StepOutcome::Done };
    match upgrade.stage {
        // SELF-09: nobody decided in time, so it passes.
        Stage::CreditCheck { .. } => credit::pass(draft, &upgrade),
        Stage::Provisioning { .. } => provision(draft, &upgrade),
        Stage::Moving { after, .. } => return advance_move(draft, &upgrade, after, users),
        Stage::Closing { .. } => close(draft, &upgrade),
        Stage::Completed { .. } | Stage::Failed { .. } => {}
    }
    StepOutcome::Done
}

/// The target is set up; users begin to move at once.
fn provision(draft: &mut Draft<'_>, upgrade: &Upgrade) {
    let Some(target) = upgrade.target else {
        fail(draft, upgrade, FailureCause::TargetGone);
        return;
    };
    let users = draft.subscription(upgrade.source).map_or(0, |source| source.assigned);
    draft.emit(Event::UpgradeProvisioned { upgrade: upgrade.id, target, users, due: draft.at });
    if users == 0 {
        draft.emit(Event::MoveFinished { upgrade: upgrade.id, due: draft.at });
    }
}

fn advance_move(
    draft: &mut Draft<'_>,
    upgrade: &Upgrade,
    after: Option<UserId>,
    users: Option<&UserBatch>,
) -> StepOutcome {
    let fitting = users.filter(|batch| batch.subscription == upgrade.source && batch.after == after);
    match (fitting, upgrade.target) {
        (Some(batch), Some(target)) => move_batch(draft, upgrade, target, batch),
        (None, Some(_)) => {
            return StepOutcome::NeedsUsers(UsersWanted {
                subscription: upgrade.source,
                after,
                limit: draft.policy().upgrade.users_per_step.max(1),
            });
        }
        (_, None) => fail(draft, upgrade, FailureCause::TargetGone),
    }
    StepOutcome::Done
}

/// Moves the users of one batch in order of their ids (LIC-01). Users without a seat, or who cannot have the licence, keep
/// the old one until it is closed, and are listed as work for people (UPG-10).
fn move_batch(draft: &mut Draft<'_>, upgrade: &Upgrade, target: SubscriptionId, batch: &UserBatch) {
    let way = Way::of(upgrade, draft.context.catalogue);
    let mut free = draft.subscription(target).map_or(0, Subscription::free_seats);
    let mut moved = 0_u32;
    let (mut stayed, mut already) = (Vec::new(), Vec::new());
    let mut findings: Vec<Finding> = Vec::new();
    let holders = batch.users.iter().filter(|user| user.assignment(upgrade.source).is_some());
    for user in holders {
        let outlook = moves::outlook(&draft.account, user, &way, free > 0, draft.context.catalogue);
        match outlook.outcome {
            Outcome::Moves => {
                moved = moved.saturating_add(1);
                free = free.saturating_sub(u32::from(!way.is_in_place()));
            }
            Outcome::Already => already.push(user.user.id),
            Outcome::Stays => stayed.push(user.user.id),
        }
        findings.extend(outlook.into_findings(upgrade.id, user.user.id));
    }
    if let Some(last) = batch.users.last() {
        let pause = upgrade.kind.pause(upgrade.users_total, &draft.policy().upgrade);
        let due = draft.at.checked_add(pause).unwrap_or(draft.at);
        let Stage::Moving { after, .. } = upgrade.stage else { return };
        draft.emit(Event::UsersMoved {
            batch: Box::new(UsersMoved {
                upgrade: upgrade.id,
                from: upgrade.source,
                to: target,
                after,
                upto: last.user.id,
                moved,
                stayed,
                already,
                keeps_services: way.keeps_services,
                findings,
                due,
            }),
        });
    }
    if batch.last || batch.users.is_empty() {
        draft.emit(Event::MoveFinished { upgrade: upgrade.id, due: draft.at });
    }
}

/// Everybody has moved: the source is closed, and billing changes over on this day (UPG-08, BILL-01).
fn close(draft: &mut Draft<'_>, upgrade: &Upgrade) {
    let live = draft.subscription(upgrade.source).is_some_and(Subscription::is_live);
    if upgrade.kind.closes_source() && live {
        // Suspended add-ons were no obstacle, and cannot outlive their base.
        let addons: Vec<SubscriptionId> =
            draft.account.addons_of(upgrade.source).map(|addon| addon.id).collect();
        for subscription in addons {
            draft.emit(Event::Deleted { subscription, rule: Rule::Addon103 });
        }
        draft.emit(Event::SourceClosed { subscription: upgrade.source, upgrade: upgrade.id });
    }
    complete(draft, upgrade.id);
}

/// Records that an upgrade is done, and tells so: the notice beside the new subscription (SELF-04).
pub(super) fn complete(draft: &mut Draft<'_>, id: UpgradeId) {
    draft.emit(Event::UpgradeCompleted { upgrade: id });
    let Some(upgrade) = draft.account.upgrades.get(&id) else { return };
    if let Some(migration) = upgrade.migration {
        // The world hears of the migration as a whole.
        return migration::part_is_done(draft, migration);
    }
    let target = upgrade.target;
    let body = json!({
        "upgrade": id,
        "kind": upgrade.kind,
        "source": upgrade.source,
        "target": target,
        "users": upgrade.users_total,
        "needs_work": upgrade.needs_work,
        "switched_on": upgrade.switched_on,
    });
    draft.tell("upgrade_completed", target, body);
}

/// Gives an upgrade up; its source is as it was.
pub(super) fn fail(draft: &mut Draft<'_>, upgrade: &Upgrade, why: FailureCause) {
    draft.emit(Event::UpgradeFailed { upgrade: upgrade.id, why });
    let body = json!({ "upgrade": upgrade.id, "source": upgrade.source, "why": why });
    draft.tell("upgrade_failed", Some(upgrade.source), body);
}
