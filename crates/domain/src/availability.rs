//! What a customer can get from a partner (CAT-01..08): every offer is either available, or comes with every reason why not.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};
use serde_json::json;

use crate::access;
use crate::account::Account;
use crate::calendar::day_of;
use crate::catalogue::{BillingKind, Catalogue, Category, Commerce, Form, LimitScope, Offer};
use crate::decision::Context;
use crate::ids::PartnerId;
use crate::opening;
use crate::refusal::{Code, Reason, Remedy, Subject, Who};
use crate::role::Actor;
use crate::rule::Rule;
use crate::subscription::{Seller, Status};

/// The rules that this module holds.
pub const RULES: &[Rule] = &[
    Rule::Cat01,
    Rule::Cat02,
    Rule::Cat03,
    Rule::Cat04,
    Rule::Cat05,
    Rule::Cat06,
    Rule::Cat07,
    Rule::Cat08,
    Rule::Mkt102,
    Rule::Life109,
    Rule::Nce111,
    Rule::Nce506,
];

/// Filters of the listing; they combine (CAT-02).
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct Filter {
    /// First party, or third-party publishers.
    #[serde(default)]
    pub first_party: Option<bool>,
    /// How it is billed; metered offers stand under licence and usage both.
    #[serde(default)]
    pub billing: Option<BillingKind>,
    /// The category.
    #[serde(default)]
    pub category: Option<Category>,
    /// The commerce systems; empty means all.
    #[serde(default)]
    pub commerce: BTreeSet<Commerce>,
}

/// One offer of a listing.
#[derive(Clone, Debug)]
pub struct Listed<'a> {
    /// The offer.
    pub offer: &'a Offer,
    /// Every reason why it cannot be bought; none when it can.
    pub reasons: Vec<Reason>,
}

impl Filter {
    /// Whether an offer passes all filters.
    #[must_use]
    pub fn admits(&self, offer: &Offer) -> bool {
        self.first_party.is_none_or(|wanted| offer.publisher.first_party == wanted)
            && self.billing.is_none_or(|wanted| {
                offer.billing == wanted
                    || (offer.billing == BillingKind::Metered && wanted != BillingKind::Metered)
            })
            && self.category.is_none_or(|wanted| offer.category == wanted)
            && (self.commerce.is_empty() || self.commerce.contains(&offer.commerce))
    }
}

/// Everything this customer can get from this caller, and what it cannot get with every reason (CAT-01). Offers for other
/// segments, clouds and countries are left out unless they are a publisher's, whose unavailability is explained (CAT-06).
/// Add-ons never appear (CAT-08).
#[must_use]
pub fn listing<'a>(account: &Account, context: &Context<'a>, filter: &Filter) -> Vec<Listed<'a>> {
    let customer = &account.head.customer;
    context
        .catalogue
        .offers
        .values()
        .filter(|offer| !offer.is_addon() && filter.admits(offer))
        .filter(|offer| offer.segments.contains(&customer.segment) && offer.clouds.contains(&customer.cloud))
        .filter(|offer| offer.commerce == Commerce::Marketplace || offer.sold_in(customer.country()))
        .map(|offer| Listed { offer, reasons: reasons(account, offer, context) })
        .collect()
}

/// The offers of which a customer may have only so many subscriptions, whoever the customer is (CAT-04).
pub fn restricted(catalogue: &Catalogue) -> impl Iterator<Item = &Offer> {
    catalogue.offers.values().filter(|offer| offer.limit.is_some())
}

/// Every reason why the customer cannot buy an offer at all, whatever the quantity and term.
#[must_use]
pub fn reasons(account: &Account, offer: &Offer, context: &Context<'_>) -> Vec<Reason> {
    let mut reasons = to_customer(account, offer, context);
    if offer.commerce == Commerce::Classic && !context.policies.at(context.now).classic.open_for_new_orders {
        reasons.push(
            Reason::new(Rule::Cat01, Code::ClassicClosed, Subject::Offer(offer.id.clone()))
                .remedy(Remedy::ChooseOffer { offers: Vec::new() }, Who::Caller),
        );
    }
    reasons.extend(unpriced(account, offer, context));
    reasons.extend(marketplace(offer, context));
    reasons.extend(owned(account, offer, context));
    reasons
}

/// Whether it is sold to this customer, whoever sells it: its cloud, segment and country, and the end of its sale.
#[must_use]
pub(crate) fn to_customer(account: &Account, offer: &Offer, context: &Context<'_>) -> Vec<Reason> {
    let customer = &account.head.customer;
    let subject = || Subject::Offer(offer.id.clone());
    let mut reasons = Vec::new();
    reasons.extend(access::cloud_of_offer(account, offer));
    if !offer.segments.contains(&customer.segment) {
        reasons.push(
            Reason::new(Rule::Cat03, Code::SegmentDiffers, subject())
                .with("segment", json!(customer.segment))
                .with("segments", json!(offer.segments))
                .remedy(Remedy::ChooseOffer { offers: Vec::new() }, Who::Caller),
        );
    }
    if !offer.sold_in(customer.country()) {
        let (rule, code) = match offer.commerce {
            Commerce::Marketplace => (Rule::Cat06, Code::PublisherNotInCountry),
            _ => (Rule::Cat01, Code::NotSoldInCountry),
        };
        reasons.push(
            Reason::new(rule, code, subject())
                .with("country", customer.country())
                .with("publisher", offer.publisher.name.clone())
                .remedy(Remedy::ChooseOffer { offers: Vec::new() }, Who::Caller),
        );
    }
    if !offer.on_sale(day_of(context.now)) {
        let rule = if offer.commerce == Commerce::Classic { Rule::Life109 } else { Rule::Nce506 };
        reasons.push(
            Reason::new(rule, Code::EndOfSale, subject())
                .with("ended", json!(offer.end_of_sale))
                .remedy(Remedy::ChooseOffer { offers: offer.upgrades_to.clone() }, Who::Caller),
        );
    }
    reasons
}

/// Whether none of the offer's terms has a price today: its market has no price list, or its sale has not begun.
fn unpriced(account: &Account, offer: &Offer, context: &Context<'_>) -> Option<Reason> {
    let country = account.head.customer.country();
    let free = offer.is_trial() || offer.terms.is_empty();
    let known = opening::currency(account, context).is_some();
    if known && (free || !offer.sold_in(country)) {
        return None;
    }
    let priced = |(term, billing)| {
        opening::unit_price(account, &offer.id, term, billing, context, context.now).is_some()
    };
    let mut plans =
        offer.terms.iter().flat_map(|option| option.billing.iter().map(|billing| (option.term, *billing)));
    (!plans.any(priced)).then(|| {
        Reason::new(Rule::Cat01, Code::PriceMissing, Subject::Offer(offer.id.clone()))
            .with("country", country)
            .remedy(Remedy::ContactSupport, Who::Support)
    })
}

/// CAT-06 and CAT-07: each case is its own reason.
fn marketplace(offer: &Offer, context: &Context<'_>) -> Vec<Reason> {
    let Some(marketplace) = &offer.marketplace else { return Vec::new() };
    let publisher = offer.publisher.name.clone();
    let reason = |rule, code| {
        Reason::new(rule, code, Subject::Offer(offer.id.clone())).with("publisher", publisher.clone())
    };
    let mut reasons = Vec::new();
    let partner = context.caller.partner_id();
    if partner.is_some() && !marketplace.in_reseller_programme {
        reasons.push(
            reason(Rule::Cat06, Code::NotInProgramme)
                .remedy(Remedy::AskPublisher { publisher: publisher.clone() }, Who::Publisher),
        );
    }
    if !may_sell(&marketplace.exclusive_to, partner, &context.caller.actor) {
        reasons.push(
            reason(Rule::Cat06, Code::ExclusiveToOthers)
                .remedy(Remedy::AskPublisher { publisher: publisher.clone() }, Who::Publisher),
        );
    }
    let place = "the cloud portal".to_owned();
    if marketplace.form != Form::Saas {
        reasons.push(
            reason(Rule::Cat06, Code::NotTransactable)
                .with("form", json!(marketplace.form))
                .remedy(Remedy::BuyElsewhere { place: place.clone() }, Who::Caller),
        );
    }
    if offer.billing == BillingKind::Usage {
        reasons.push(
            reason(Rule::Cat07, Code::BoughtElsewhere).remedy(Remedy::BuyElsewhere { place }, Who::Caller),
        );
    }
    reasons
}

fn may_sell(exclusive_to: &BTreeSet<PartnerId>, partner: Option<PartnerId>, actor: &Actor) -> bool {
    exclusive_to.is_empty()
        || matches!(actor, Actor::System)
        || partner.is_some_and(|partner| exclusive_to.contains(&partner))
}

/// CAT-04 and CAT-05: what the customer already has of it.
fn owned(account: &Account, offer: &Offer, context: &Context<'_>) -> Vec<Reason> {
    let mut reasons = Vec::new();
    let same: Vec<_> = account.live().filter(|subscription| subscription.offer == offer.id).collect();
    let mine = |seller: &Seller| match &context.caller.actor {
        Actor::System => true,
        Actor::Partner { partner, .. } => seller.partner() == Some(*partner),
        Actor::Customer { .. } => *seller == Seller::Direct,
        Actor::Publisher { .. } => false,
    };
    if let Some(suspended) = same.iter().find(|s| s.status == Status::Suspended && mine(&s.seller)) {
        reasons.push(
            Reason::new(Rule::Cat05, Code::ReactivateInstead, Subject::Offer(offer.id.clone()))
                .with("subscription", suspended.id.to_string())
                .remedy(Remedy::Reactivate { subscription: suspended.id }, Who::Partner),
        );
    }
    let Some(limit) = offer.limit else { return reasons };
    let counted: Vec<_> = same.iter().filter(|held| held.counts_against_limits()).collect();
    let had = match limit.scope {
        LimitScope::Concurrent => u32::try_from(counted.len()).unwrap_or(u32::MAX),
        LimitScope::Lifetime => u32::from(account.head.had_offers.contains(&offer.id)),
    };
    if had >= limit.count {
        let mut reason = Reason::new(Rule::Cat04, Code::LimitReached, Subject::Offer(offer.id.clone()))
            .with("limit", limit.count)
            .with("scope", json!(limit.scope));
        // A subscription sold by somebody else is not named (UPG-07).
        for subscription in counted.iter().filter(|subscription| mine(&subscription.seller)) {
            reason = reason.with("subscription", subscription.id.to_string());
            if limit.scope == LimitScope::Concurrent {
                reason =
                    reason.remedy(Remedy::BuySeats { subscription: subscription.id, seats: 1 }, Who::Partner);
            }
        }
        if reason.remedies.is_empty() {
            reason = match limit.scope {
                LimitScope::Concurrent => reason.remedy(Remedy::CancelWhereBought, Who::Customer),
                LimitScope::Lifetime => {
                    reason.remedy(Remedy::ChooseOffer { offers: Vec::new() }, Who::Caller)
                }
            };
        }
        reasons.push(reason);
    }
    reasons
}
