//! What an upgrade does to one user: whether the licence moves, which services come on again, and what is left for people
//! (LIC-01..03, UPG-10). Previews and steps ask the same function, so that what was announced is what happens.

use std::collections::BTreeSet;

use super::{Upgrade, UpgradeKind};
use crate::account::Account;
use crate::catalogue::{Catalogue, Offer, Plan};
use crate::ids::{SubscriptionId, UpgradeId, UserId};
use crate::licensing::clashes;
use crate::subscription::Subscription;
use crate::user::{Assignment, Finding, FindingKind, UserRecord};

/// The way that licences go.
#[derive(Clone, Copy, Debug)]
pub struct Way<'a> {
    /// The subscription that users leave.
    pub source: SubscriptionId,
    /// The plan that they leave.
    pub source_plan: Option<&'a Plan>,
    /// The subscription that users come to; none while it does not exist. The source for an upgrade in place.
    pub target: Option<SubscriptionId>,
    /// The plan that they come to.
    pub target_plan: Option<&'a Plan>,
    /// Whether licences move by themselves.
    pub moves_licences: bool,
    /// Whether users keep their choice of services (MIG-101).
    pub keeps_services: bool,
}

impl<'a> Way<'a> {
    /// The way of a running upgrade.
    #[must_use]
    pub fn of(upgrade: &Upgrade, catalogue: &'a Catalogue) -> Self {
        Self {
            source: upgrade.source,
            source_plan: catalogue.plan_of(&upgrade.source_offer),
            target: upgrade.target,
            target_plan: catalogue.plan_of(&upgrade.target_offer),
            moves_licences: upgrade.moves_licences,
            keeps_services: upgrade.kind == UpgradeKind::Migration,
        }
    }

    /// The way of an upgrade that is only thought about: to a new subscription, or into an existing one.
    #[must_use]
    pub fn preview(
        source: &Subscription,
        target: &Offer,
        into: Option<SubscriptionId>,
        catalogue: &'a Catalogue,
    ) -> Self {
        Self {
            source: source.id,
            source_plan: source.plan.and_then(|plan| catalogue.plan(plan)),
            target: into,
            target_plan: target.plan.and_then(|plan| catalogue.plan(plan)),
            moves_licences: true,
            keeps_services: false,
        }
    }

    /// Whether users stay in their subscription, which changes under them.
    #[must_use]
    pub fn is_in_place(&self) -> bool {
        self.target == Some(self.source)
    }
}

/// What becomes of a user's licence.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Outcome {
    /// It moves.
    Moves,
    /// The user holds the target already; the old licence goes.
    Already,
    /// It stays until the source is closed, or for good when the upgrade is in place.
    Stays,
}

/// Something to know about a user.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Noticed {
    /// The service; none when it concerns the whole licence.
    pub service: Option<String>,
    /// What it is.
    pub kind: FindingKind,
}

/// What an upgrade does to a user.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Outlook {
    /// What becomes of the licence.
    pub outcome: Outcome,
    /// What is to be known about it.
    pub noticed: Vec<Noticed>,
}

impl Outlook {
    fn stays(kind: FindingKind) -> Self {
        Self { outcome: Outcome::Stays, noticed: vec![Noticed { service: None, kind }] }
    }

    /// The same as findings of an upgrade about a user.
    pub fn into_findings(self, upgrade: UpgradeId, user: UserId) -> impl Iterator<Item = Finding> {
        self.noticed.into_iter().map(move |Noticed { service, kind }| Finding {
            upgrade,
            user,
            service,
            kind,
        })
    }
}

/// What an upgrade finds out about a user.
#[must_use]
pub fn finding_for(
    upgrade: UpgradeId,
    account: &Account,
    user: &UserRecord,
    way: &Way<'_>,
    seat_free: bool,
    catalogue: &Catalogue,
) -> Vec<Finding> {
    outlook(account, user, way, seat_free, catalogue).into_findings(upgrade, user.user.id).collect()
}

/// What an upgrade does to a user. `seat_free` says whether the target still has a seat when it is the user's turn.
#[must_use]
pub fn outlook(
    account: &Account,
    user: &UserRecord,
    way: &Way<'_>,
    seat_free: bool,
    catalogue: &Catalogue,
) -> Outlook {
    let assignable = way.target_plan.is_some_and(|plan| plan.assignable);
    if !way.moves_licences || !assignable {
        return Outlook::stays(FindingKind::AssignByHand);
    }
    let in_place = way.is_in_place();
    let holds_target = way.target.is_some_and(|target| user.assignment(target).is_some());
    if !in_place && holds_target {
        return Outlook { outcome: Outcome::Already, noticed: Vec::new() };
    }
    if !in_place && user.user.usage_location.is_none() {
        return Outlook::stays(FindingKind::NoUsageLocation);
    }
    if !in_place && !seat_free {
        return Outlook::stays(FindingKind::NoSeatLeft);
    }
    let mut noticed = Vec::new();
    if let Some(held) = user.assignment(way.source).filter(|_| !way.keeps_services) {
        noticed.extend(
            switched_on(held, way, catalogue)
                .into_iter()
                .map(|service| Noticed { service: Some(service), kind: FindingKind::ServiceSwitchedOn }),
        );
    }
    noticed.extend(held_elsewhere(account, user, way, catalogue));
    Outlook { outcome: Outcome::Moves, noticed }
}

/// LIC-02: the services of the target that come on although the user's choice was off: the same ones, or the members of
/// their families that take their place.
fn switched_on(held: &Assignment, way: &Way<'_>, catalogue: &Catalogue) -> BTreeSet<String> {
    let Some(plan) = way.target_plan else { return BTreeSet::new() };
    let families = catalogue.families_of(plan);
    held.excluded
        .iter()
        .filter_map(|name| {
            if plan.services.contains(name) {
                return Some(name.clone());
            }
            let family = catalogue.services.get(name)?.family.as_deref()?;
            families.get(family).map(|service| service.name.clone())
        })
        .collect()
}

/// LIC-106: data services that the target brings although the user has them from yet another subscription. All of the
/// user's other licences are kept as they are (LIC-03), so people decide which of the two goes. What clashed before the
/// upgrade is not its doing.
fn held_elsewhere(
    account: &Account,
    user: &UserRecord,
    way: &Way<'_>,
    catalogue: &Catalogue,
) -> Vec<Noticed> {
    let Some(plan) = way.target_plan else { return Vec::new() };
    let new = |name: &String| way.source_plan.is_none_or(|from| !from.services.contains(name));
    let others = user
        .assignments
        .iter()
        .filter(|held| held.subscription != way.source && Some(held.subscription) != way.target);
    let mut noticed: Vec<Noticed> = Vec::new();
    for held in others {
        let other = account.subscriptions.get(&held.subscription).and_then(|other| other.plan);
        let Some(other) = other.and_then(|other| catalogue.plan(other)) else { continue };
        for service in clashes(catalogue, (plan, &BTreeSet::new()), (other, &held.excluded)) {
            let known = noticed.iter().any(|noticed| noticed.service.as_ref() == Some(&service.name));
            if new(&service.name) && !known {
                let kind = FindingKind::ServiceHeldElsewhere { subscription: held.subscription };
                noticed.push(Noticed { service: Some(service.name.clone()), kind });
            }
        }
    }
    noticed
}
