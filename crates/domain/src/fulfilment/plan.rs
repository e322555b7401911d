//! Another plan of a marketplace subscription: another SKU of the same product (MKT-105).

use super::operation_open;
use crate::access;
use crate::availability;
use crate::catalogue::{Commerce, Offer};
use crate::decision::Draft;
use crate::event::Event;
use crate::ids::{OfferId, SubscriptionId};
use crate::money::UnitPrice;
use crate::opening;
use crate::purchase;
use crate::refusal::{Code, Reason, Remedy, Subject, Who};
use crate::role::Action;
use crate::rule::Rule;
use crate::seats;
use crate::subscription::{SeatLot, Subscription};

/// Changes the plan at once: term, billing plan and seats stay, the price is today's. The same plan changes nothing and is
/// never refused for it.
pub(crate) fn change_plan(draft: &mut Draft<'_>, id: SubscriptionId, target: &OfferId) {
    let Some(found) = access::subscription(draft, id, Action::ChangeSubscription) else { return };
    if found.offer == *target {
        return;
    }
    if found.commerce != Commerce::Marketplace {
        draft.refuse(
            Reason::about(Rule::Mkt105, Code::ChangeNotSupported, id)
                .remedy(Remedy::ChooseOffer { offers: vec![found.offer.clone()] }, Who::Caller),
        );
        return;
    }
    draft.refuse_all(seats::not_active(&found, Rule::Mkt105));
    draft.refuse_all(seats::set_up_open(&found));
    draft.refuse_all(operation_open(&found));
    draft.refuse_all(seats::busy(draft, &found));
    let Some(offer) = other_plan(draft, &found, target) else { return };
    let unit = unit_of(draft, &found, offer);
    let (Some(unit), false) = (unit, draft.is_refused()) else { return };
    draft.drop_schedule(id, Rule::Ren07);
    let lots =
        found.lots.iter().cloned().map(|lot| SeatLot { unit: Some(unit), discount: None, ..lot }).collect();
    draft.emit(Event::PlanChanged { subscription: id, offer: offer.id.clone(), lots });
}

/// The plan that is asked for, when it is one of the product and the customer could buy it.
fn other_plan<'a>(draft: &mut Draft<'a>, found: &Subscription, target: &OfferId) -> Option<&'a Offer> {
    let catalogue = draft.context.catalogue;
    let product = |id: &OfferId| id.product_and_sku().map(|(product, _)| product.to_owned());
    let same = catalogue.offer(target).filter(|offer| {
        offer.commerce == Commerce::Marketplace
            && product(&offer.id) == product(&found.offer)
            && offer.publisher.id == found.publisher
    });
    let Some(offer) = same else {
        let plans = product(&found.offer).unwrap_or_default();
        let plans = catalogue.offers_of_product(&plans).map(|offer| offer.id.clone());
        let offers = plans.filter(|plan| *plan != found.offer).collect();
        draft.refuse(
            Reason::new(Rule::Mkt105, Code::PlanOfOtherProduct, Subject::Offer(target.clone()))
                .with("subscription", found.id.to_string())
                .remedy(Remedy::ChooseOffer { offers }, Who::Caller),
        );
        return None;
    };
    // Whom it may be sold to is asked of the plan, and who sells it of the subscription, which stays with its seller.
    let reasons = availability::to_customer(&draft.account, offer, &draft.context);
    draft.refuse_all(reasons);
    draft.refuse_all(purchase::quantity(&draft.account, offer, found.seats(), 0));
    Some(offer)
}

/// Today's price of the plan for the term and billing plan that the subscription has.
fn unit_of(draft: &mut Draft<'_>, found: &Subscription, offer: &Offer) -> Option<UnitPrice> {
    let (term, billing) = (found.term.length, found.billing);
    let subject = || Subject::Offer(offer.id.clone());
    let plans = offer.billing_plans(term);
    if plans.is_empty() {
        let terms = offer.terms.iter().map(|option| option.term).collect();
        draft.refuse(
            Reason::new(Rule::Mkt105, Code::TermNotOffered, subject())
                .with("term", term.code())
                .remedy(Remedy::ChooseTerm { terms }, Who::Caller),
        );
        return None;
    }
    if !plans.contains(&billing) {
        draft.refuse(
            Reason::new(Rule::Mkt105, Code::BillingNotOffered, subject())
                .with("billing", billing.code())
                .remedy(Remedy::ChooseBilling { plans: plans.to_vec() }, Who::Caller),
        );
        return None;
    }
    let unit = opening::unit_price(&draft.account, &offer.id, term, billing, &draft.context, draft.at);
    if unit.is_none() {
        draft.refuse(
            Reason::new(Rule::Mkt105, Code::PriceMissing, subject())
                .remedy(Remedy::ContactSupport, Who::Support),
        );
    }
    unit
}
