//! Upgrades of new-commerce subscriptions, in whole or part, at once or at the renewal (PART-01..07, UPG-104..107), and the
//! conversion of their trials, which is a transition too (TRIAL-203).

use serde_json::json;

use super::scheduled::{scheduled_reasons, scheduled_source};
use super::target;
use super::{existing, manager, plan_of, plan_of_offer, why};
use crate::access;
use crate::account::Account;
use crate::catalogue::{Commerce, Offer};
use crate::decision::Context;
use crate::ids::{OfferId, SubscriptionId};
use crate::policy::Policy;
use crate::purchase;
use crate::refusal::{Code, Reason, Remedy, Subject, Who};
use crate::role::Action;
use crate::rule::Rule;
use crate::subscription::{Status, Subscription};

/// A target of a transition.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct TransitionTarget {
    /// The target offer.
    pub offer: OfferId,
    /// The seats of a full transition: all of the source's, or what a trial must at least become.
    pub seats: u32,
    /// The most seats of a partial one; 0 where none is possible (PART-01).
    pub partial_max: u32,
    /// Whether licences move by themselves when all seats move (UPG-104).
    pub transfer: bool,
    /// Every reason against it; none when a transition of all seats would be accepted.
    pub reasons: Vec<Reason>,
    /// The customer's subscriptions of the target offer from the same seller, for a transition into one of them
    /// (PART-07). Scheduled transitions never go into an existing one (UPG-106).
    pub into: Vec<IntoTarget>,
}

/// An existing subscription to move into.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct IntoTarget {
    /// The subscription.
    pub subscription: SubscriptionId,
    /// Every reason against it.
    pub reasons: Vec<Reason>,
}

/// The targets of a subscription, at once or (`scheduled`) at the renewal. An empty list means that there is no path.
#[must_use]
pub fn transitions(
    account: &Account,
    subscription: &Subscription,
    scheduled: bool,
    context: &Context<'_>,
) -> Vec<TransitionTarget> {
    let policy = context.policies.get(&subscription.term.policy);
    let mut common = access::to_subscription(account, subscription, action(subscription), context);
    if scheduled {
        common.extend(scheduled_source(subscription));
    } else {
        common.extend(source(account, subscription, policy));
    }
    let seats = least_seats(subscription, policy).max(subscription.seats());
    path_to(subscription, context)
        .into_iter()
        .map(|offer| {
            let mut reasons = common.clone();
            let mut into = Vec::new();
            if scheduled {
                reasons.extend(scheduled_reasons(account, subscription, offer, context));
            } else {
                reasons.extend(check_target(account, subscription, offer, context));
                reasons.extend(purchase::quantity(account, offer, seats, seats));
                if let Some(commitment) = default_commitment(subscription, offer, policy) {
                    reasons.extend(target::commitment(account, offer, commitment, context));
                }
                into = into_targets(account, subscription, offer, seats, context);
            }
            TransitionTarget {
                offer: offer.id.clone(),
                seats,
                partial_max: if subscription.is_trial() { 0 } else { subscription.seats().saturating_sub(1) },
                transfer: moves_licences(account, subscription, offer, context),
                reasons,
                into,
            }
        })
        .collect()
}

fn into_targets(
    account: &Account,
    source: &Subscription,
    offer: &Offer,
    seats: u32,
    context: &Context<'_>,
) -> Vec<IntoTarget> {
    account
        .live()
        .filter(|held| held.id != source.id && held.offer == offer.id)
        .filter(|held| held.seller.partner() == source.seller.partner())
        .map(|held| IntoTarget {
            subscription: held.id,
            reasons: existing::check(account, source, held, &offer.id, seats, context),
        })
        .collect()
}

/// Which roles are asked for: a trial is converted, anything else upgraded.
pub(in crate::upgrade) fn action(source: &Subscription) -> Action {
    if source.is_trial() { Action::ConvertTrial } else { Action::Transition }
}

/// Whether licences follow by themselves when all seats move: not where the target's plan also comes from another seller
/// (UPG-104), and not where seats are not given to users.
pub(in crate::upgrade) fn moves_licences(
    account: &Account,
    source: &Subscription,
    target: &Offer,
    context: &Context<'_>,
) -> bool {
    let assignable = [plan_of(source, context), plan_of_offer(target, context)]
        .into_iter()
        .all(|plan| plan.is_some_and(|plan| plan.assignable));
    assignable && !super::also_from_others(account, source, target)
}

/// Every reason of the source against a transition at once (PART-05, UPG-107).
pub(in crate::upgrade) fn source(account: &Account, source: &Subscription, policy: &Policy) -> Vec<Reason> {
    let mut reasons = Vec::new();
    if source.commerce != Commerce::NewCommerce {
        // PART-01: classic subscriptions move all or nothing, by an upgrade of their own.
        let reason = Reason::about(Rule::Part01, Code::NotEligible, source.id)
            .with("commerce", json!(source.commerce));
        reasons.push(why::by_hand(reason, source));
    }
    if !source.is_active() {
        let reason =
            Reason::about(Rule::Part05, Code::NotActive, source.id).with("status", source.status.code());
        reasons.push(match source.status {
            Status::Suspended => {
                reason.remedy(Remedy::Reactivate { subscription: source.id }, manager(source))
            }
            _ => why::by_hand(reason, source),
        });
    }
    if !source.provisioned {
        let reason = Reason::about(Rule::Upg107, Code::NotSetUp, source.id);
        reasons.push(reason.remedy(Remedy::Wait, Who::Time).remedy(Remedy::ContactSupport, Who::Support));
    }
    reasons.extend(access::locked_by_upgrade(account, source));
    reasons.extend(updates(source, policy));
    reasons
}

/// NCE-112: after so many changes only another subscription helps.
pub(in crate::upgrade) fn updates(subscription: &Subscription, policy: &Policy) -> Option<Reason> {
    let limit = policy.new_commerce.updates_max;
    (subscription.revision > u64::from(limit)).then(|| {
        Reason::about(Rule::Nce112, Code::TooManyUpdates, subscription.id)
            .with("updates", subscription.revision)
            .with("limit", limit)
            .remedy(Remedy::BuyFirst { offers: vec![subscription.offer.clone()] }, Who::Caller)
    })
}

/// Where a subscription can go: the catalogue's paths, and for a trial its paid counterparts and what these can become.
pub(in crate::upgrade) fn path_to<'a>(source: &Subscription, context: &Context<'a>) -> Vec<&'a Offer> {
    let catalogue = context.catalogue;
    let Some(offer) = catalogue.offer(&source.offer) else { return Vec::new() };
    if offer.commerce != Commerce::NewCommerce {
        return Vec::new();
    }
    let mut ids: Vec<&OfferId> = Vec::new();
    if let Some(trial) = offer.trial.as_ref().filter(|_| source.is_trial()) {
        ids.extend(&trial.converts_to);
        let higher = trial.converts_to.iter().filter_map(|paid| catalogue.offer(paid));
        ids.extend(higher.flat_map(|paid| &paid.upgrades_to));
    }
    ids.extend(&offer.upgrades_to);
    let mut found: Vec<&Offer> = Vec::new();
    for offer in ids.into_iter().filter_map(|id| catalogue.offer(id)) {
        if !found.iter().any(|known| known.id == offer.id) {
            found.push(offer);
        }
    }
    found
}

/// Every reason of the target offer, but for seats and commitment.
pub(in crate::upgrade) fn check_target(
    account: &Account,
    source: &Subscription,
    target: &Offer,
    context: &Context<'_>,
) -> Vec<Reason> {
    let mut reasons = Vec::new();
    let paths = path_to(source, context);
    if !paths.iter().any(|path| path.id == target.id) {
        reasons.push(no_path(source, target, &paths, context));
    }
    reasons.extend(target::availability(account, target, context));
    reasons
}

/// UPG-111: there is no path, and least of all downwards; a policy may let a lower plan be scheduled (REN-02).
fn no_path(source: &Subscription, target: &Offer, paths: &[&Offer], context: &Context<'_>) -> Reason {
    let policy = context.policies.get(&source.term.policy);
    let lower =
        context.catalogue.offer(&source.offer).is_some_and(|offer| offer.downgrades_to.contains(&target.id));
    let code = if lower { Code::DowngradeNotPossible } else { Code::NoUpgradePath };
    let mut reason = Reason::new(Rule::Upg111, code, Subject::Offer(target.id.clone()))
        .with("source", source.offer.to_string())
        .with("target", target.title.clone());
    if lower && policy.new_commerce.schedule_downgrade {
        let renews_on = crate::calendar::next_day(source.term.period.last);
        let schedule = Remedy::ScheduleForRenewal { subscription: source.id, renews_on };
        reason = reason.remedy(schedule, Who::Caller);
    }
    if !paths.is_empty() {
        let offers = paths.iter().map(|path| path.id.clone()).collect();
        reason = reason.remedy(Remedy::ChooseOffer { offers }, Who::Caller);
    }
    why::by_hand(reason, source)
}

/// The fewest seats of a transition: a trial becomes at least as many as it has (TRIAL-203).
pub(in crate::upgrade) fn least_seats(source: &Subscription, policy: &Policy) -> u32 {
    if source.is_trial() { policy.new_commerce.trial_default_seats } else { 1 }
}

/// The commitment of a transition that names none: the source's, and for a trial the one it would convert to by itself.
pub(in crate::upgrade) fn default_commitment(
    source: &Subscription,
    target: &Offer,
    policy: &Policy,
) -> Option<target::Commitment> {
    if !source.is_trial() {
        return target::commitment_like(source, target);
    }
    let term = policy.new_commerce.trial_default_term;
    let billing = policy.new_commerce.trial_default_billing;
    if target.billing_plans(term).contains(&billing) {
        return Some(target::Commitment { term, billing });
    }
    target::commitment_like(source, target)
}
