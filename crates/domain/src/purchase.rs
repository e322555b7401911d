//! One line of a purchase: every reason against it, and what it opens. Carts, direct orders and add-ons share it, so the
//! check that a cart shows and the check at checkout cannot differ.

use serde_json::json;

use crate::account::Account;
use crate::calendar::{BillingPlan, Term, day_of};
use crate::catalogue::{Commerce, Offer};
use crate::decision::{Context, Draft};
use crate::ids::{OrderId, SubscriptionId};
use crate::opening::{self, Opening};
use crate::order::Wanted;
use crate::refusal::{Code, Reason, Remedy, Subject, Who};
use crate::rule::Rule;
use crate::subscription::{LotOrigin, Payment, Seller, Status, Subscription};
use crate::{addon, availability, coterminous, trial};

/// The rules that this module holds.
pub const RULES: &[Rule] =
    &[Rule::Buy01, Rule::Buy04, Rule::Nce101, Rule::Nce110, Rule::Nce116, Rule::Chan106, Rule::Addon201];

/// The longest friendly name.
pub const FRIENDLY_NAME_MAX: usize = 256;

/// The term of a line: as asked, or the offer's first.
#[must_use]
pub fn term_of(wanted: &Wanted, offer: &Offer) -> Option<Term> {
    wanted.term.or_else(|| offer.terms.first().map(|option| option.term))
}

/// The billing plan of a line: as asked, or the term's first.
#[must_use]
pub fn billing_of(wanted: &Wanted, offer: &Offer) -> Option<BillingPlan> {
    let term = term_of(wanted, offer)?;
    wanted.billing.or_else(|| offer.billing_plans(term).first().copied())
}

/// The base whose dates and billing a classic add-on takes over (ADD-05, ADDON-102). New-commerce add-ons have a term of
/// their own, so the base that a line names only shows that there is one (ADDON-201).
#[must_use]
pub fn base_of<'a>(account: &'a Account, wanted: &Wanted, offer: &Offer) -> Option<&'a Subscription> {
    let parent = wanted.parent.filter(|_| offer.is_addon() && offer.commerce == Commerce::Classic)?;
    account.subscriptions.get(&parent)
}

/// The term and billing plan that a line will be bought with: its base's for a classic add-on, otherwise as asked.
#[must_use]
pub fn commitment_of(account: &Account, wanted: &Wanted, offer: &Offer) -> Option<(Term, BillingPlan)> {
    match base_of(account, wanted, offer) {
        Some(base) => Some((base.term.length, base.billing)),
        None => Some((term_of(wanted, offer)?, billing_of(wanted, offer)?)),
    }
}

/// Every reason against a line.
#[must_use]
pub fn reasons(account: &Account, wanted: &Wanted, seller: &Seller, context: &Context<'_>) -> Vec<Reason> {
    let subject = || Subject::Offer(wanted.offer.clone());
    let Some(offer) = context.catalogue.offer(&wanted.offer) else {
        let reason = Reason::new(Rule::Cat01, Code::OfferUnknown, subject());
        return vec![reason.remedy(Remedy::ChooseOffer { offers: Vec::new() }, Who::Caller)];
    };
    let customer = &account.head.customer;
    let mut reasons = availability::reasons(account, offer, context);
    if let Some(named) = &wanted.availability {
        let expected = offer.availability_id(customer.country(), customer.segment);
        if !named.eq_ignore_ascii_case(&expected) {
            reasons.push(
                Reason::new(Rule::Cat01, Code::AvailabilityUnknown, subject())
                    .with("availability", named.clone())
                    .remedy(Remedy::ChooseValue { expected }, Who::Caller),
            );
        }
    }
    reasons.extend(commitment(account, wanted, offer));
    reasons.extend(quantity(account, offer, wanted.quantity, wanted.quantity));
    reasons.extend(trial::purchase_reasons(account, offer, wanted.quantity, context));
    reasons.extend(addon::purchase_reasons(account, offer, wanted, seller, context));
    if !reasons.iter().any(|reason| reason.code == Code::PriceMissing) {
        reasons.extend(price(account, wanted, offer, context));
    }
    if offer.attestation && !wanted.attestation_accepted {
        reasons.push(
            Reason::new(Rule::Nce116, Code::AttestationMissing, subject())
                .remedy(Remedy::AcceptAttestation, Who::Caller),
        );
    }
    reasons.extend(reseller(wanted.reseller.as_deref(), seller, context));
    if let (Some(wanted_end), Some(term)) = (wanted.custom_end, term_of(wanted, offer)) {
        let starts_on = day_of(context.now);
        reasons.extend(coterminous::check(
            account,
            seller,
            offer.commerce,
            offer.is_trial(),
            term,
            starts_on,
            wanted_end,
            context,
        ));
    }
    if wanted.friendly_name.as_ref().is_some_and(|name| name.chars().count() > FRIENDLY_NAME_MAX) {
        let expected = format!("at most {FRIENDLY_NAME_MAX} characters");
        reasons.push(
            Reason::field(Rule::Buy01, Code::ValueInvalid, "friendlyName")
                .remedy(Remedy::ChooseValue { expected }, Who::Caller),
        );
    }
    reasons
}

/// Term and billing plan (BUY-04, NCE-101).
fn commitment(account: &Account, wanted: &Wanted, offer: &Offer) -> Option<Reason> {
    let base = base_of(account, wanted, offer);
    let term = base.map_or_else(|| term_of(wanted, offer), |base| Some(base.term.length))?;
    offered(offer, term, base.map_or(wanted.billing, |base| Some(base.billing)))
}

/// Whether an offer has a term, and the term a billing plan where one is asked for (NCE-101, BUY-04).
#[must_use]
pub fn offered(offer: &Offer, term: Term, billing: Option<BillingPlan>) -> Option<Reason> {
    let plans = offer.billing_plans(term);
    let subject = Subject::Offer(offer.id.clone());
    if plans.is_empty() {
        let terms = offer.terms.iter().map(|option| option.term).collect();
        let reason = Reason::new(Rule::Nce101, Code::TermNotOffered, subject).with("term", term.code());
        return Some(reason.remedy(Remedy::ChooseTerm { terms }, Who::Caller));
    }
    let billing = billing?;
    (!plans.contains(&billing)).then(|| {
        Reason::new(Rule::Buy04, Code::BillingNotOffered, subject)
            .with("billing", billing.code())
            .with("term", term.code())
            .remedy(Remedy::ChooseBilling { plans: plans.to_vec() }, Who::Caller)
    })
}

/// Bounds of one subscription (BUY-01) and the cap over all of the customer's (NCE-110). `total` is the size of the
/// subscription afterwards, `added` what comes on top of what the customer has.
#[must_use]
pub fn quantity(account: &Account, offer: &Offer, total: u32, added: u32) -> Vec<Reason> {
    let mut reasons = Vec::new();
    if total < offer.seats_min || total > offer.seats_max {
        reasons.push(
            Reason::new(Rule::Buy01, Code::QuantityOutside, Subject::Offer(offer.id.clone()))
                .with("quantity", total)
                .with("min", offer.seats_min)
                .with("max", offer.seats_max)
                .remedy(Remedy::ChooseQuantity { min: offer.seats_min, max: offer.seats_max }, Who::Caller),
        );
    }
    if let Some(cap) = offer.seats_pooled_max {
        // What has expired no longer uses its seats, so that the same can be bought anew (NCE-406).
        let held = account
            .live()
            .filter(|held| held.offer == offer.id && held.counts_against_limits())
            .fold(0_u32, |sum, subscription| sum.saturating_add(subscription.seats()));
        let remaining = cap.saturating_sub(held);
        if added > remaining {
            reasons.push(
                Reason::new(Rule::Nce110, Code::SeatCapExceeded, Subject::Offer(offer.id.clone()))
                    .with("requested", added)
                    .with("remaining", remaining)
                    .with("cap", cap)
                    .remedy(within_cap(offer, total.saturating_sub(added), remaining), Who::Caller),
            );
        }
    }
    reasons
}

/// What fits under the cap: a number for the whole subscription, or another offer where there is no seat left to start with.
fn within_cap(offer: &Offer, present: u32, remaining: u32) -> Remedy {
    let max = present.saturating_add(remaining);
    if max < offer.seats_min {
        return Remedy::ChooseOffer { offers: offer.upgrades_to.clone() };
    }
    Remedy::ChooseQuantity { min: offer.seats_min, max }
}

fn price(account: &Account, wanted: &Wanted, offer: &Offer, context: &Context<'_>) -> Option<Reason> {
    if offer.is_trial() || offer.billing == crate::catalogue::BillingKind::Usage {
        return None;
    }
    let (term, billing) = commitment_of(account, wanted, offer)?;
    // A term or plan that is not offered has its own reason.
    if !offer.billing_plans(term).contains(&billing) || !offer.sold_in(account.head.customer.country()) {
        return None;
    }
    let found = opening::unit_price(account, &offer.id, term, billing, context, context.now);
    found.is_none().then(|| {
        Reason::new(Rule::Cat01, Code::PriceMissing, Subject::Offer(offer.id.clone()))
            .with("country", account.head.customer.country())
            .with("term", term.code())
            .with("billing", billing.code())
            .remedy(Remedy::ContactSupport, Who::Support)
    })
}

/// CHAN-106: the reseller of record must be one of the partner's.
#[must_use]
pub fn reseller(named: Option<&str>, seller: &Seller, context: &Context<'_>) -> Option<Reason> {
    let named = named?;
    let partner = context.partners.get(seller.partner()?)?;
    let known = partner.mpn_id == named || partner.resellers.contains_key(named);
    (!known).then(|| {
        Reason::field(Rule::Chan106, Code::ResellerUnknown, "partnerIdOnRecord")
            .with("reseller", named)
            .with("resellers", json!(partner.resellers))
            .remedy(
                Remedy::ChooseValue { expected: "the location number of one of your resellers".to_owned() },
                Who::Caller,
            )
    })
}

/// Opens what a line asks for. Call it only for lines without reasons.
pub(crate) fn open_line(
    draft: &mut Draft<'_>,
    wanted: &Wanted,
    seller: &Seller,
    payment: Payment,
    order: OrderId,
) -> Option<SubscriptionId> {
    let offer = draft.context.catalogue.offer(&wanted.offer)?;
    let (term, billing) = commitment_of(&draft.account, wanted, offer)?;
    let parent = base_of(&draft.account, wanted, offer).map(|base| base.id);
    let has_window = match offer.commerce {
        Commerce::Classic => false,
        Commerce::NewCommerce => !offer.is_trial(),
        Commerce::Marketplace => true,
    };
    let seller = match (seller, &wanted.reseller) {
        (Seller::Partner { partner, .. }, Some(named)) => {
            Seller::Partner { partner: *partner, reseller: Some(named.clone()) }
        }
        _ => seller.clone(),
    };
    let opening = Opening {
        offer,
        seats: wanted.quantity,
        term,
        billing,
        friendly_name: wanted.friendly_name.clone(),
        seller,
        payment,
        order,
        parent,
        ends_on: wanted.custom_end,
        beside: None,
        migrated_from: None,
        origin: LotOrigin::Purchase,
        window_opened_at: has_window.then_some(draft.at),
    };
    Some(opening::open(draft, opening))
}

/// Whether the account has an active subscription to one of the offers: the base of a new-commerce add-on (ADDON-201).
#[must_use]
pub(crate) fn has_active(account: &Account, offers: &[crate::ids::OfferId]) -> bool {
    account
        .live()
        .any(|subscription| subscription.status == Status::Active && offers.contains(&subscription.offer))
}
