//! The partner upgrade of a classic subscription: the paths of the catalogue (UPG-01, UPG-02), each with every reason
//! against it.

use serde_json::json;

use super::target::{self, INDIA};
use super::why::{self, Flow};
use super::{owned, plan_of, plan_of_offer};
use crate::access;
use crate::account::Account;
use crate::catalogue::{Commerce, Offer};
use crate::decision::Context;
use crate::ids::OfferId;
use crate::purchase;
use crate::refusal::{Code, Reason, Remedy, Subject, Who};
use crate::role::{Action, Actor};
use crate::rule::Rule;
use crate::subscription::Subscription;

/// A target of a partner upgrade (UPG-101).
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ClassicTarget {
    /// The target offer.
    pub offer: OfferId,
    /// Whether licences move by themselves: both plans are given to users.
    pub transfer: bool,
    /// The seats that the target gets unless more are asked for: all of the source's (UPG-08).
    pub seats: u32,
    /// Every reason against it; none when the upgrade would be accepted.
    pub reasons: Vec<Reason>,
}

/// The targets of a subscription. An empty list means that there is no path at all; a subscription with a target without
/// reasons is the one that lists mark (UPG-09).
#[must_use]
pub fn classic(account: &Account, subscription: &Subscription, context: &Context<'_>) -> Vec<ClassicTarget> {
    let Some(offer) = context.catalogue.offer(&subscription.offer) else { return Vec::new() };
    if offer.commerce != Commerce::Classic {
        return Vec::new();
    }
    let mut source = access::to_subscription(account, subscription, Action::Upgrade, context);
    source.extend(source_reasons(account, subscription, context));
    offer
        .upgrades_to
        .iter()
        .filter_map(|target| context.catalogue.offer(target))
        .map(|target| {
            let seats = subscription.seats();
            let mut reasons = source.clone();
            reasons.extend(target_reasons(account, subscription, target, seats, context));
            let transfer = [plan_of(subscription, context), plan_of_offer(target, context)]
                .into_iter()
                .all(|plan| plan.is_some_and(|plan| plan.assignable));
            ClassicTarget { offer: target.id.clone(), transfer, seats, reasons }
        })
        .collect()
}

/// Every reason against one upgrade, but for who asks.
pub(in crate::upgrade) fn check(
    account: &Account,
    source: &Subscription,
    target: &OfferId,
    seats: u32,
    context: &Context<'_>,
) -> Vec<Reason> {
    let mut reasons = source_reasons(account, source, context);
    let Some(found) = context.catalogue.offer(target) else {
        reasons.push(target::unknown(target));
        return reasons;
    };
    let paths = context.catalogue.offer(&source.offer).map_or(&[][..], |offer| &offer.upgrades_to);
    if !paths.contains(target) {
        reasons.push(no_path(account, source, found, context));
    }
    reasons.extend(target_reasons(account, source, found, seats, context));
    if seats < source.seats() {
        reasons.push(
            Reason::about(Rule::Upg08, Code::AllLicencesMove, source.id)
                .with("requested", seats)
                .with("seats", source.seats())
                .remedy(Remedy::ChooseQuantity { min: source.seats(), max: found.seats_max }, Who::Caller),
        );
    }
    reasons
}

/// UPG-01, or UPG-02 where the India version is meant.
pub(in crate::upgrade) fn no_path(
    account: &Account,
    source: &Subscription,
    target: &Offer,
    context: &Context<'_>,
) -> Reason {
    let offer = context.catalogue.offer(&source.offer);
    let country = account.head.customer.country();
    let possible: Vec<&Offer> = offer
        .map_or(&[][..], |offer| &offer.upgrades_to)
        .iter()
        .filter_map(|path| context.catalogue.offer(path))
        .filter(|path| path.sold_in(country))
        .collect();
    let india =
        offer.is_some_and(|offer| offer.only_markets.contains(INDIA)) || target.only_markets.contains(INDIA);
    let rule = if india { Rule::Upg02 } else { Rule::Upg01 };
    let reason = Reason::new(rule, Code::NoUpgradePath, Subject::Offer(target.id.clone()))
        .with("source", source.offer.to_string())
        .with("target", target.title.clone())
        .with("paths", json!(possible.iter().map(|path| path.title.as_str()).collect::<Vec<_>>()));
    let reason = if possible.is_empty() {
        reason
    } else {
        let offers = possible.iter().map(|path| path.id.clone()).collect();
        reason.remedy(Remedy::ChooseOffer { offers }, Who::Caller)
    };
    why::by_hand(reason, source)
}

fn source_reasons(account: &Account, source: &Subscription, context: &Context<'_>) -> Vec<Reason> {
    let mut reasons = why::reasons(account, source, Flow::Partner, context);
    if matches!(context.caller.actor, Actor::Customer { .. }) {
        // The customer's own upgrade has a checkout and a credit check; this one has neither.
        let policy = context.policies.at(context.now);
        let roles = policy.roles_for(Action::Upgrade).into_iter().filter(|role| !role.is_customers());
        reasons.push(
            Reason::new(Rule::Role01, Code::RoleMissing, Subject::Caller)
                .remedy(Remedy::AskRole { roles: roles.collect() }, Who::Partner),
        );
    }
    reasons
}

fn target_reasons(
    account: &Account,
    source: &Subscription,
    target: &Offer,
    seats: u32,
    context: &Context<'_>,
) -> Vec<Reason> {
    let mut reasons = target::availability(account, target, context);
    reasons.extend(target::limit(account, target));
    reasons.extend(owned::reasons(account, source, target, context));
    reasons.extend(purchase::quantity(account, target, seats, seats));
    reasons.extend(target::data_lost(source, target, context));
    if let Some(commitment) = target::commitment_like(source, target) {
        reasons.extend(target::commitment(account, target, commitment, context));
    }
    reasons
}
