//! Why a plan cannot be upgraded at all, whatever the target: section 9 of the rulebook. Every reason that applies is
//! given, each with its remedy; where there is none, the way by hand (MAN-01).

use std::collections::BTreeMap;

use serde_json::json;

use super::{delivers, manager, plan_of};
use crate::account::Account;
use crate::catalogue::{Commerce, Segment};
use crate::decision::Context;
use crate::money::Money;
use crate::policy::PrepaidUpgrade;
use crate::refusal::{Code, Reason, Remedy, Who};
use crate::rule::Rule;
use crate::subscription::{Payment, Status, Subscription};
use crate::upgrade::Stage;

/// Who upgrades: a partner names UPG-03 where the customer's own list names WHY-04.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Flow {
    /// The partner upgrade of a classic subscription.
    Partner,
    /// The customer's own upgrade.
    Own,
}

/// Every reason of the source.
pub(super) fn reasons(
    account: &Account,
    source: &Subscription,
    flow: Flow,
    context: &Context<'_>,
) -> Vec<Reason> {
    let mut reasons = Vec::new();
    reasons.extend(conflict(source));
    reasons.extend(not_set_up(source));
    reasons.extend(incident(account, source, context));
    reasons.extend(running(account, source, context));
    reasons.extend(not_active(source, flow));
    reasons.extend(not_eligible(source, context));
    reasons.extend(several(account, source));
    reasons.extend(prepaid(source, context));
    reasons.extend(public_sector(account, source, context));
    reasons.extend(busy(account, source, context));
    reasons.extend(add_ons(account, source));
    reasons.extend(unpaid(account, source));
    if flow == Flow::Own {
        reasons.extend(too_many(source, context));
    }
    reasons
}

/// With the way by hand and support as the last resorts (MAN-01).
pub(super) fn by_hand(reason: Reason, source: &Subscription) -> Reason {
    reason.remedy(Remedy::ChangeByHand, manager(source)).remedy(Remedy::ContactSupport, Who::Support)
}

/// WHY-01.
fn conflict(source: &Subscription) -> Option<Reason> {
    let users_too_many = source.users_too_many();
    (users_too_many > 0).then(|| {
        let reason = Reason::about(Rule::Why01, Code::LicenceConflict, source.id)
            .with("users", source.assigned)
            .with("seats", source.seats())
            .with("users_too_many", users_too_many)
            .remedy(Remedy::ResolveLicenceConflict { subscription: source.id, users_too_many }, Who::Customer)
            .remedy(Remedy::BuySeats { subscription: source.id, seats: users_too_many }, manager(source));
        by_hand(reason, source)
    })
}

/// WHY-02, the subscription itself.
pub(super) fn not_set_up(source: &Subscription) -> Option<Reason> {
    (!source.provisioned).then(|| {
        Reason::about(Rule::Why02, Code::NotSetUp, source.id)
            .remedy(Remedy::Wait, Who::Time)
            .remedy(Remedy::SeeServiceHealth, Who::Caller)
            .remedy(Remedy::ContactSupport, Who::Support)
    })
}

/// WHY-02, one of its services.
fn incident(account: &Account, source: &Subscription, context: &Context<'_>) -> Option<Reason> {
    let plan = plan_of(source, context)?;
    let ill: Vec<&String> =
        plan.services.iter().filter(|service| account.head.health.incidents.contains(*service)).collect();
    (!ill.is_empty()).then(|| {
        Reason::about(Rule::Why02, Code::ServiceIncident, source.id)
            .with("services", json!(ill))
            .remedy(Remedy::SeeServiceHealth, Who::Caller)
            .remedy(Remedy::Wait, Who::Time)
            .remedy(Remedy::ContactSupport, Who::Support)
    })
}

/// WHY-03: one upgrade at a time, whichever plan it is of.
fn running(account: &Account, source: &Subscription, context: &Context<'_>) -> Option<Reason> {
    let upgrade = account.running_upgrade()?;
    let code = match upgrade.stage {
        Stage::CreditCheck { .. } => Code::CreditCheckPending,
        _ => Code::UpgradeRunning,
    };
    let mut reason = Reason::about(Rule::Why03, code, source.id);
    // An upgrade that another seller's caller started is not named.
    if context.caller.partner_id().is_none_or(|partner| upgrade.seller.partner() == Some(partner)) {
        reason = reason.with("upgrade", upgrade.id.to_string());
    }
    if let Stage::CreditCheck { due } = upgrade.stage {
        reason = reason.with("credit_check_until", due.to_string());
    }
    let policy = &context.policies.at(context.now).upgrade;
    if let Some(end) = upgrade.expected_end(account, policy) {
        reason = reason.clears(end);
    }
    Some(reason.remedy(Remedy::Wait, Who::Time))
}

/// UPG-03, and WHY-04 in the customer's own list.
fn not_active(source: &Subscription, flow: Flow) -> Option<Reason> {
    if source.is_active() {
        return None;
    }
    let rule = if flow == Flow::Partner { Rule::Upg03 } else { Rule::Why04 };
    let reason = Reason::about(rule, Code::NotActive, source.id).with("status", source.status.code());
    Some(match source.status {
        Status::Suspended => reason.remedy(Remedy::Reactivate { subscription: source.id }, manager(source)),
        _ => by_hand(reason, source),
    })
}

/// WHY-04: kinds of subscription that no automatic upgrade knows.
fn not_eligible(source: &Subscription, context: &Context<'_>) -> Option<Reason> {
    let offer = context.catalogue.offer(&source.offer);
    let reason =
        |why: &str| Reason::about(Rule::Why04, Code::NotEligible, source.id).with("why", why.to_owned());
    if source.commerce == Commerce::Marketplace {
        let publisher = offer.map_or_else(String::new, |offer| offer.publisher.name.clone());
        let reason = reason("marketplace").remedy(Remedy::AskPublisher { publisher }, Who::Publisher);
        return Some(reason.remedy(Remedy::ContactSupport, Who::Support));
    }
    if source.is_trial() || offer.is_some_and(crate::catalogue::Offer::is_trial) {
        let convert = Remedy::ConvertTrial { subscription: source.id };
        return Some(by_hand(reason("trial").remedy(convert, manager(source)), source));
    }
    if source.parent.is_some() || offer.is_some_and(crate::catalogue::Offer::is_addon) {
        return Some(by_hand(reason("add_on"), source));
    }
    if source.commerce == Commerce::NewCommerce {
        return Some(by_hand(reason("new_commerce"), source));
    }
    plan_of(source, context).is_none().then(|| by_hand(reason("no_plan"), source))
}

/// WHY-05.
fn several(account: &Account, source: &Subscription) -> Option<Reason> {
    let same_product = |other: &&crate::subscription::Subscription| {
        delivers(other)
            && (other.offer == source.offer || (other.plan.is_some() && other.plan == source.plan))
    };
    let others: Vec<_> = account.live().filter(|other| other.id != source.id).filter(same_product).collect();
    (!others.is_empty()).then(|| {
        let mut reason = Reason::about(Rule::Why05, Code::SeveralSubscriptions, source.id);
        // Only what the same seller manages is named; the rest may belong to another partner (UPG-07).
        for other in &others {
            reason = if other.seller.partner() == source.seller.partner() {
                let remedy = Remedy::CancelSubscription { subscription: other.id };
                reason.remedy(remedy, manager(source))
            } else {
                reason.remedy(Remedy::CancelWhereBought, Who::Customer)
            };
        }
        by_hand(reason, source)
    })
}

/// WHY-06, unless the market's policy credits the rest (BILL-04).
fn prepaid(source: &Subscription, context: &Context<'_>) -> Option<Reason> {
    let policy = &context.policies.at(context.now).upgrade;
    (source.payment == Payment::Prepaid && policy.prepaid_upgrade == PrepaidUpgrade::Refuse).then(|| {
        let reason = Reason::about(Rule::Why06, Code::PrepaidPlan, source.id)
            .with("paid_until", json!(source.term.period.last))
            .with("unused_time_refunded", false);
        by_hand(reason, source)
    })
}

/// WHY-07: by the customer's segment, or by the only segments the plan is sold to.
fn public_sector(account: &Account, source: &Subscription, context: &Context<'_>) -> Option<Reason> {
    let public = |segment: &Segment| matches!(segment, Segment::Government | Segment::Nonprofit);
    let segment = account.head.customer.segment;
    let plan_is_public = context
        .catalogue
        .offer(&source.offer)
        .is_some_and(|offer| !offer.segments.is_empty() && offer.segments.iter().all(public));
    (public(&segment) || plan_is_public).then(|| {
        let reason = Reason::about(Rule::Why07, Code::GovernmentOrNonprofit, source.id)
            .with("segment", json!(segment));
        by_hand(reason, source)
    })
}

/// WHY-08.
fn busy(account: &Account, source: &Subscription, context: &Context<'_>) -> Option<Reason> {
    let until = account.head.health.busy_until.filter(|until| context.now < *until)?;
    let reason = Reason::about(Rule::Why08, Code::ServiceBusy, source.id);
    Some(reason.remedy(Remedy::TryAgain { at: until }, Who::Time).clears(until))
}

/// WHY-10, ADDON-105. Suspended add-ons count no longer: suspending is how a classic one is removed (LIFE-108).
fn add_ons(account: &Account, source: &Subscription) -> Option<Reason> {
    let subscriptions: Vec<_> =
        account.addons_of(source.id).filter(|addon| delivers(addon)).map(|addon| addon.id).collect();
    (!subscriptions.is_empty()).then(|| {
        let reason = Reason::about(Rule::Why10, Code::HasAddOn, source.id)
            .with("add_ons", json!(subscriptions))
            .with("see", Rule::Addon105.id())
            .remedy(Remedy::RemoveAddOns { subscriptions }, manager(source));
        by_hand(reason, source)
    })
}

/// WHY-11: what this seller is owed for this subscription, or for all of its own.
fn unpaid(account: &Account, source: &Subscription) -> Option<Reason> {
    let owed: Vec<_> = account
        .head
        .unpaid
        .iter()
        .filter(|unpaid| unpaid.seller.partner() == source.seller.partner())
        .filter(|unpaid| unpaid.subscription.is_none_or(|subscription| subscription == source.id))
        .collect();
    let since = owed.iter().map(|unpaid| unpaid.due).min()?;
    let mut sums = BTreeMap::new();
    for unpaid in &owed {
        let sum: &mut i64 = sums.entry(unpaid.amount.currency).or_default();
        *sum = sum.saturating_add(unpaid.amount.minor);
    }
    let amounts: Vec<Money> = sums.into_iter().map(|(currency, minor)| Money { minor, currency }).collect();
    let shown: Vec<String> = amounts.iter().map(Money::to_string).collect();
    Some(
        Reason::about(Rule::Why11, Code::UnpaidBalance, source.id)
            .with("amounts", json!(shown))
            .with("due", json!(since))
            .remedy(Remedy::Pay { amounts }, manager(source)),
    )
}

/// An older limit of the automatic way, where the policy has one (`self.max_assigned`).
fn too_many(source: &Subscription, context: &Context<'_>) -> Option<Reason> {
    let limit = context.policies.at(context.now).upgrade.self_service_assigned_max?;
    (source.assigned >= limit).then(|| {
        let reason = Reason::about(Rule::Why04, Code::TooManyAssigned, source.id)
            .with("users", source.assigned)
            .with("limit", limit);
        by_hand(reason, source)
    })
}
