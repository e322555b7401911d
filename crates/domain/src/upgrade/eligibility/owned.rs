//! What the customer already has stands in the way of a classic upgrade: the target itself (UPG-06), or services that the
//! target would add (UPG-05), whoever sold them. Of what another partner sold nothing is shown but that it may be there
//! (UPG-07).

use serde_json::json;

use super::{delivers, manager, plan_of, plan_of_offer};
use crate::account::Account;
use crate::calendar::{next_day, start_of_day};
use crate::catalogue::{Catalogue, Offer, Plan, ServicePlan};
use crate::decision::Context;
use crate::refusal::{Code, Reason, Remedy, Subject, Who};
use crate::role::Actor;
use crate::rule::Rule;
use crate::subscription::Subscription;

/// Reasons from the customer's other subscriptions.
pub(super) fn reasons(
    account: &Account,
    source: &Subscription,
    target: &Offer,
    context: &Context<'_>,
) -> Vec<Reason> {
    let mut reasons = Vec::new();
    let added = match (plan_of(source, context), plan_of_offer(target, context)) {
        (Some(source), Some(target)) => context.catalogue.services_added(source, target),
        _ => Vec::new(),
    };
    let mut others = Others { owns_target: false, services: Vec::new() };
    for other in account.live().filter(|other| other.id != source.id && delivers(other)) {
        let is_target = is_product(other, target);
        let owned: Vec<&ServicePlan> = plan_of(other, context).map_or_else(Vec::new, |plan| {
            added.iter().copied().filter(|service| already_has(context.catalogue, plan, service)).collect()
        });
        if !visible(other, context) {
            others.owns_target |= is_target;
            others.services.extend(owned);
            continue;
        }
        let own = |rule, code| {
            Reason::about(rule, code, other.id)
                .with("target", target.title.clone())
                .with("name", other.friendly_name.clone())
        };
        if is_target {
            reasons.push(cancel(own(Rule::Upg06, Code::TargetOwned), other));
        }
        if !owned.is_empty() {
            let reason = own(Rule::Upg05, Code::ServicesOwned).with("services", titles(&owned));
            reasons.push(cancel(reason, other));
        }
    }
    reasons.extend(others.reasons(target));
    reasons
}

/// The remedy where the subscription is the caller's own to end. A trial cannot be cancelled, but it ends by itself.
fn cancel(reason: Reason, other: &Subscription) -> Reason {
    match &other.trial {
        Some(trial) => reason
            .remedy(Remedy::SwitchAutoRenewOff { subscription: other.id }, manager(other))
            .clears(start_of_day(next_day(trial.last))),
        None => reason.remedy(Remedy::CancelSubscription { subscription: other.id }, manager(other)),
    }
}

/// What other sellers' subscriptions come to, without anything of theirs.
struct Others<'a> {
    owns_target: bool,
    services: Vec<&'a ServicePlan>,
}

impl Others<'_> {
    fn reasons(mut self, target: &Offer) -> Vec<Reason> {
        let hidden = |rule, code| {
            Reason::new(rule, code, Subject::Offer(target.id.clone()))
                .with("target", target.title.clone())
                .with("perhaps_other_channel", true)
                .with("see", Rule::Upg07.id())
                .remedy(Remedy::CancelWhereBought, Who::Customer)
        };
        let mut reasons = Vec::new();
        if self.owns_target {
            reasons.push(hidden(Rule::Upg06, Code::TargetOwned));
        }
        if !self.services.is_empty() {
            self.services.sort_by(|a, b| a.name.cmp(&b.name));
            self.services.dedup_by(|a, b| a.name == b.name);
            let services = titles(&self.services);
            reasons.push(hidden(Rule::Upg05, Code::ServicesOwned).with("services", services));
        }
        reasons
    }
}

fn titles(services: &[&ServicePlan]) -> serde_json::Value {
    json!(services.iter().map(|service| service.title.as_str()).collect::<Vec<_>>())
}

/// Whether a subscription is of the target's product: the same offer, or the same plan sold in another way.
fn is_product(subscription: &Subscription, target: &Offer) -> bool {
    subscription.offer == target.id || (target.plan.is_some() && subscription.plan == target.plan)
}

/// Whether a plan has a service, or a member of its family that includes it (UPG-103).
fn already_has(catalogue: &Catalogue, plan: &Plan, service: &ServicePlan) -> bool {
    if plan.services.contains(&service.name) {
        return true;
    }
    let Some(family) = service.family.as_deref() else { return false };
    catalogue.families_of(plan).get(family).is_some_and(|highest| highest.rank >= service.rank)
}

/// Whether the caller may know of a subscription: a partner knows its own, the customer and the system know all.
fn visible(subscription: &Subscription, context: &Context<'_>) -> bool {
    match &context.caller.actor {
        Actor::Partner { partner, .. } => subscription.seller.partner() == Some(*partner),
        Actor::Publisher { .. } => false,
        Actor::Customer { .. } | Actor::System => true,
    }
}

/// Whether the target's plan also comes from another seller: then licences are moved by hand (UPG-104).
pub(in crate::upgrade) fn also_from_others(account: &Account, source: &Subscription, target: &Offer) -> bool {
    account.live().any(|other| {
        delivers(other)
            && other.id != source.id
            && is_product(other, target)
            && other.seller.partner() != source.seller.partner()
    })
}
