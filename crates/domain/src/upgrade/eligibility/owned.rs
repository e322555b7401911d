//! What the customer already has stands in the way of a classic upgrade: the target itself (UPG-06), or services that the
//! target would add (UPG-05), whoever sold them. Of what another partner sold nothing is shown but that it may be there
//! (UPG-07).

use std::collections::BTreeMap;

use serde_json::json;

use super::{delivers, manager, plan_of, plan_of_offer};
use crate::account::Account;
use crate::calendar::{next_day, start_of_day};
use crate::catalogue::{Offer, Plan, ServicePlan};
use crate::decision::Context;
use crate::refusal::{Code, Reason, Remedy, Subject, Who};
use crate::role::Actor;
use crate::rule::Rule;
use crate::subscription::Subscription;

/// What the customer's other subscriptions deliver, looked up once for all targets of a source.
pub(super) struct Owned<'a> {
    source_plan: Option<&'a Plan>,
    others: Vec<Delivery<'a>>,
}

/// One of them, with the highest member that it has of each family.
struct Delivery<'a> {
    subscription: &'a Subscription,
    plan: Option<&'a Plan>,
    highest: BTreeMap<&'a str, &'a ServicePlan>,
}

impl<'a> Owned<'a> {
    /// What there is beside a source.
    pub(super) fn beside(source: &Subscription, account: &'a Account, context: &Context<'a>) -> Self {
        let delivery = |subscription: &'a Subscription| {
            let plan = plan_of(subscription, context);
            let highest = plan.map_or_else(BTreeMap::new, |plan| context.catalogue.families_of(plan));
            Delivery { subscription, plan, highest }
        };
        let others = account.live().filter(|other| other.id != source.id && delivers(other));
        Self { source_plan: plan_of(source, context), others: others.map(delivery).collect() }
    }

    /// The reasons against one target.
    pub(super) fn reasons(&self, target: &Offer, context: &Context<'_>) -> Vec<Reason> {
        let mut reasons = Vec::new();
        let added = match (self.source_plan, plan_of_offer(target, context)) {
            (Some(source), Some(target)) => context.catalogue.services_added(source, target),
            _ => Vec::new(),
        };
        let mut elsewhere = Elsewhere { owns_target: false, services: Vec::new() };
        for other in &self.others {
            let is_target = is_product(other.subscription, target);
            let owned = other.already_has(&added);
            if !visible(other.subscription, context) {
                elsewhere.owns_target |= is_target;
                elsewhere.services.extend(owned);
                continue;
            }
            let own = |rule, code| {
                Reason::about(rule, code, other.subscription.id)
                    .with("target", target.title.clone())
                    .with("name", other.subscription.friendly_name.clone())
            };
            if is_target {
                reasons.push(cancel(own(Rule::Upg06, Code::TargetOwned), other.subscription));
            }
            if !owned.is_empty() {
                let reason = own(Rule::Upg05, Code::ServicesOwned).with("services", titles(&owned));
                reasons.push(cancel(reason, other.subscription));
            }
        }
        reasons.extend(elsewhere.reasons(target));
        reasons
    }
}

impl Delivery<'_> {
    /// The services that it has already, itself or in a member of their family that includes them (UPG-103).
    fn already_has<'s>(&self, services: &[&'s ServicePlan]) -> Vec<&'s ServicePlan> {
        let has = |service: &ServicePlan| {
            let family = service.family.as_deref().and_then(|family| self.highest.get(family));
            self.plan.is_some_and(|plan| plan.services.contains(&service.name))
                || family.is_some_and(|highest| highest.rank >= service.rank)
        };
        services.iter().copied().filter(|service| has(service)).collect()
    }
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
struct Elsewhere<'a> {
    owns_target: bool,
    services: Vec<&'a ServicePlan>,
}

impl Elsewhere<'_> {
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

/// Whether the caller may know of a subscription: a partner knows its own, the customer and the system know all.
fn visible(subscription: &Subscription, context: &Context<'_>) -> bool {
    match &context.caller.actor {
        Actor::Partner { partner, .. } => subscription.seller.partner() == Some(*partner),
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
