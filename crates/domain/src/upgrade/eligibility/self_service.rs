//! The Upgrade tab of the customer's own admin centre: plans with the same data-related services or higher ones (SELF-05),
//! or every reason why the tab is empty (SELF-06).

use super::target::{self, Commitment};
use super::why::{self, Flow};
use super::{plan_of_offer, target::availability};
use crate::access;
use crate::account::Account;
use crate::calendar::BillingPlan;
use crate::catalogue::{BillingKind, Commerce, Offer};
use crate::decision::Context;
use crate::ids::OfferId;
use crate::purchase;
use crate::refusal::{Code, Reason, Remedy, Subject, Who};
use crate::role::Action;
use crate::rule::Rule;
use crate::subscription::{Seller, Subscription};

/// What the Upgrade tab shows.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct SelfServiceOptions {
    /// Why the tab is empty; none when it is not.
    pub reasons: Vec<Reason>,
    /// Plans that the customer could have, each with what stands against upgrading to it: mostly data that would be lost.
    pub targets: Vec<SelfTarget>,
}

/// A plan on the Upgrade tab.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct SelfTarget {
    /// The offer.
    pub offer: OfferId,
    /// Every reason against it; none when it can be chosen.
    pub reasons: Vec<Reason>,
}

/// The plans that a customer can upgrade a subscription to by itself.
#[must_use]
pub fn self_service(
    account: &Account,
    subscription: &Subscription,
    context: &Context<'_>,
) -> SelfServiceOptions {
    let mut reasons = access::to_subscription(account, subscription, Action::Upgrade, context);
    for reason in source_reasons(account, subscription, context) {
        if !reasons.contains(&reason) {
            reasons.push(reason);
        }
    }
    if !reasons.is_empty() {
        return SelfServiceOptions { reasons, targets: Vec::new() };
    }
    let targets: Vec<SelfTarget> = context
        .catalogue
        .offers
        .values()
        .filter(|offer| may_be_offered(offer) && !same_product(subscription, offer))
        .filter(|offer| availability(account, offer, context).is_empty())
        .filter_map(|offer| {
            let commitment = target::commitment_like(subscription, offer)?;
            target::commitment(account, offer, commitment, context).is_empty().then_some(offer)
        })
        .map(|offer| {
            let reasons = target::data_lost(subscription, offer, context)
                .into_iter()
                .chain(target::limit(account, offer))
                .collect();
            SelfTarget { offer: offer.id.clone(), reasons }
        })
        .collect();
    if targets.iter().all(|target| !target.reasons.is_empty()) {
        let reason = Reason::about(Rule::Why04, Code::NotEligible, subscription.id)
            .with("why", "no_plan_keeps_the_data")
            .with("see", Rule::Self06.id());
        reasons.push(why::by_hand(reason, subscription));
    }
    SelfServiceOptions { reasons, targets }
}

/// Every reason against one upgrade of the customer's own, but for who asks.
pub(in crate::upgrade) fn check(
    account: &Account,
    source: &Subscription,
    target: &OfferId,
    seats: u32,
    billing: BillingPlan,
    context: &Context<'_>,
) -> Vec<Reason> {
    let mut reasons = source_reasons(account, source, context);
    let Some(offer) = context.catalogue.offer(target) else {
        reasons.push(target::unknown(target));
        return reasons;
    };
    if !may_be_offered(offer) || same_product(source, offer) || plan_of_offer(offer, context).is_none() {
        let reason = Reason::new(Rule::Self05, Code::NoUpgradePath, Subject::Offer(target.clone()))
            .with("target", offer.title.clone())
            .remedy(Remedy::ChooseOffer { offers: Vec::new() }, Who::Caller);
        reasons.push(why::by_hand(reason, source));
    }
    reasons.extend(availability(account, offer, context));
    reasons.extend(target::limit(account, offer));
    reasons.extend(target::data_lost(source, offer, context));
    reasons.extend(purchase::quantity(account, offer, seats, seats));
    let commitment = commitment(source, offer, billing);
    reasons.extend(target::commitment(account, offer, commitment, context));
    reasons
}

/// The term that goes with the chosen way of paying: the source's where it can be paid like that, else the first that can.
pub(in crate::upgrade) fn commitment(
    source: &Subscription,
    offer: &Offer,
    billing: BillingPlan,
) -> Commitment {
    let fits = |term: &crate::calendar::Term| offer.billing_plans(*term).contains(&billing);
    let kept = Some(source.term.length).filter(fits);
    let term = kept.or_else(|| offer.terms.iter().map(|option| option.term).find(fits));
    let term = term.or_else(|| offer.terms.first().map(|option| option.term));
    Commitment { term: term.unwrap_or(source.term.length), billing }
}

fn source_reasons(account: &Account, source: &Subscription, context: &Context<'_>) -> Vec<Reason> {
    let mut reasons = Vec::new();
    if let Seller::Partner { partner, .. } = &source.seller {
        let mut reason = Reason::about(Rule::Self107, Code::BoughtThroughReseller, source.id);
        // A partner that asks is not told who else sells to this customer.
        if context.caller.partner_id().is_none_or(|caller| caller == *partner) {
            let name = context.partners.get(*partner).map_or_else(String::new, |found| found.name.clone());
            reason = reason.with("seller", name);
        }
        reasons.push(reason.remedy(Remedy::AskSeller, Who::Partner));
    }
    reasons.extend(why::reasons(account, source, Flow::Own, context));
    reasons
}

/// Whether the tab ever shows an offer.
fn may_be_offered(offer: &Offer) -> bool {
    offer.commerce == Commerce::Classic
        && offer.billing == BillingKind::Licence
        && offer.publisher.first_party
        && offer.plan.is_some()
        && !offer.is_trial()
        && !offer.is_addon()
}

fn same_product(source: &Subscription, offer: &Offer) -> bool {
    offer.id == source.offer || offer.plan == source.plan
}
