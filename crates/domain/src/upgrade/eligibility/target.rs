//! What the target of an upgrade must be like, whoever upgrades: to be had by this customer, big enough, priced, and
//! without loss of data.

use serde_json::json;

use super::{plan_of, plan_of_offer};
use crate::access;
use crate::account::Account;
use crate::calendar::{BillingPlan, Term, day_of};
use crate::catalogue::{Commerce, LimitScope, Offer};
use crate::decision::Context;
use crate::ids::OfferId;
use crate::opening;
use crate::purchase;
use crate::refusal::{Code, Reason, Remedy, Subject, Who};
use crate::rule::Rule;
use crate::subscription::Subscription;

/// A term with a billing plan.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(in crate::upgrade) struct Commitment {
    /// The term.
    pub(in crate::upgrade) term: Term,
    /// The billing plan.
    pub(in crate::upgrade) billing: BillingPlan,
}

/// The commitment that changes least: the source's term and billing plan where the target has them.
pub(in crate::upgrade) fn commitment_like(source: &Subscription, target: &Offer) -> Option<Commitment> {
    let kept = target.terms.iter().find(|option| option.term == source.term.length);
    let option = kept.or_else(|| target.terms.first())?;
    let billing = option.billing.iter().find(|billing| **billing == source.billing);
    let billing = billing.or_else(|| option.billing.first())?;
    Some(Commitment { term: option.term, billing: *billing })
}

fn about(rule: Rule, code: Code, offer: &Offer) -> Reason {
    Reason::new(rule, code, Subject::Offer(offer.id.clone())).with("target", offer.title.clone())
}

fn another() -> Remedy {
    Remedy::ChooseOffer { offers: Vec::new() }
}

/// There is no such offer.
pub(in crate::upgrade) fn unknown(target: &OfferId) -> Reason {
    Reason::new(Rule::Cat01, Code::OfferUnknown, Subject::Offer(target.clone()))
        .remedy(another(), Who::Caller)
}

/// Whether this customer can have the offer. That classic offers take no new orders does not stand in the way of an
/// upgrade inside classic.
pub(in crate::upgrade) fn availability(
    account: &Account,
    offer: &Offer,
    context: &Context<'_>,
) -> Vec<Reason> {
    let customer = &account.head.customer;
    let mut reasons: Vec<Reason> = access::cloud_of_offer(account, offer).into_iter().collect();
    if !offer.segments.contains(&customer.segment) {
        let reason = about(Rule::Cat03, Code::SegmentDiffers, offer).with("segment", json!(customer.segment));
        reasons.push(reason.remedy(another(), Who::Caller));
    }
    if !offer.sold_in(customer.country()) {
        // UPG-02: in India the ordinary plan is not sold, and its India version takes its place.
        let india = customer.country() == INDIA || offer.only_markets.contains(INDIA);
        let rule = if india { Rule::Upg02 } else { Rule::Cat01 };
        let reason = about(rule, Code::NotSoldInCountry, offer).with("country", customer.country());
        reasons.push(reason.remedy(another(), Who::Caller));
    }
    if !offer.on_sale(day_of(context.now)) {
        let rule = if offer.commerce == Commerce::Classic { Rule::Life109 } else { Rule::Nce506 };
        let reason = about(rule, Code::EndOfSale, offer).with("ended", json!(offer.end_of_sale));
        reasons.push(reason.remedy(another(), Who::Caller));
    }
    reasons
}

/// ISO 3166 code of the market whose plans are their own (UPG-02).
pub(in crate::upgrade) const INDIA: &str = "IN";

/// CAT-04: how many subscriptions of the offer a customer may have. Only where a new one is opened.
pub(in crate::upgrade) fn limit(account: &Account, offer: &Offer) -> Option<Reason> {
    let limit = offer.limit?;
    let had = match limit.scope {
        LimitScope::Concurrent => account.live().filter(|held| held.offer == offer.id).count(),
        LimitScope::Lifetime => usize::from(account.head.had_offers.contains(&offer.id)),
    };
    (had >= limit.count as usize).then(|| {
        about(Rule::Cat04, Code::LimitReached, offer)
            .with("limit", limit.count)
            .remedy(another(), Who::Caller)
    })
}

/// Term and billing plan must be the target's (NCE-101), and there must be a price for them.
pub(in crate::upgrade) fn commitment(
    account: &Account,
    offer: &Offer,
    commitment: Commitment,
    context: &Context<'_>,
) -> Vec<Reason> {
    let Commitment { term, billing } = commitment;
    if let Some(reason) = purchase::offered(offer, term, Some(billing)) {
        return vec![reason.with("target", offer.title.clone())];
    }
    // Where it is not sold there is no price either, and that has its own reason.
    let sold = offer.sold_in(account.head.customer.country());
    let priced = opening::unit_price(account, &offer.id, term, billing, context, context.now).is_some();
    if !sold || priced {
        return Vec::new();
    }
    let reason = about(Rule::Cat01, Code::PriceMissing, offer)
        .with("term", term.code())
        .with("billing", billing.code());
    vec![reason.remedy(Remedy::ContactSupport, Who::Support)]
}

/// WHY-09, SELF-05: a plan without a data-holding service of the present one is only changed to by hand, after a warning
/// and a backup (MAN-02).
pub(in crate::upgrade) fn data_lost(
    source: &Subscription,
    target: &Offer,
    context: &Context<'_>,
) -> Option<Reason> {
    let (from, to) = (plan_of(source, context)?, plan_of_offer(target, context)?);
    let lost = context.catalogue.data_lost(from, to);
    (!lost.is_empty()).then(|| {
        let families: Vec<&str> = lost.iter().map(|family| family.name.as_str()).collect();
        let data: Vec<&str> = lost.iter().map(|family| family.data.as_str()).collect();
        about(Rule::Why09, Code::DataWouldBeLost, target)
            .with("families", json!(families))
            .with("data", json!(data))
            .with("see", Rule::Man02.id())
            .remedy(Remedy::BackUpData, Who::Customer)
            .remedy(Remedy::ChangeByHand, super::manager(source))
    })
}
