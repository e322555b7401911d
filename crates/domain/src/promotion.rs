//! Who gets a promotion, and who keeps it (section 21.3 of the neighbouring rules). It is applied by itself: whoever does not
//! qualify buys at the list price and is not refused (PROMO-103).

mod eligibility;

use std::collections::BTreeSet;

use jiff::Timestamp;

pub use self::eligibility::{Eligibility, Obstacle, eligibilities};
use crate::account::Account;
use crate::billing::charge::Discount;
use crate::calendar::{BillingPlan, Term, day_of};
use crate::catalogue::{Catalogue, Commerce, Offer, Promotion, PromotionRenewal};
use crate::decision::Context;
use crate::ids::OfferId;
use crate::refusal::{Code, Reason, Remedy, Who};
use crate::rule::Rule;
use crate::subscription::{NextTerm, Subscription};

/// The rules that this module holds.
pub const RULES: &[Rule] = &[
    Rule::Promo101,
    Rule::Promo102,
    Rule::Promo103,
    Rule::Promo104,
    Rule::Promo105,
    Rule::Promo106,
    Rule::Trial206,
    Rule::Upg112,
];

/// What is bought.
#[derive(Clone, Copy, Debug)]
pub struct Sale<'a> {
    /// The offer.
    pub offer: &'a Offer,
    /// The term.
    pub term: Term,
    /// The billing plan.
    pub billing: BillingPlan,
    /// The seats.
    pub seats: u32,
}

/// The promotion of a purchase: the deepest of those that it qualifies for (PROMO-105).
#[must_use]
pub fn of_purchase(
    account: &Account,
    sale: Sale<'_>,
    at: Timestamp,
    context: &Context<'_>,
) -> Option<Discount> {
    deepest(account, sale, at, context, None)
}

/// The promotion of the next term (PROMO-106): the one that is held, where it still holds on that day; where the offer, the
/// term or the plan changes, any that the new one qualifies for. Classic licences renew at the list price (PROMO-101).
#[must_use]
pub fn of_renewal(
    account: &Account,
    found: &Subscription,
    next: &NextTerm,
    at: Timestamp,
    context: &Context<'_>,
) -> Option<Discount> {
    let offer = context.catalogue.offer(&next.offer).filter(|offer| offer.commerce != Commerce::Classic)?;
    let sale = Sale { offer, term: next.term, billing: next.billing, seats: next.seats };
    let changed = (&next.offer, next.term, next.billing) != (&found.offer, found.term.length, found.billing);
    if changed {
        return deepest(account, sale, at, context, Some(found));
    }
    let discount = held(found)?;
    let promotion = context.catalogue.promotions.get(&discount.promotion)?;
    let kept = promotion.renewal == PromotionRenewal::InWindow
        && promotion.holds_on(day_of(at))
        && covers(promotion, account, sale);
    kept.then(|| discount.clone())
}

/// What is left of a discount when the term or the billing plan changes inside the term (PROMO-106).
#[must_use]
pub fn of_plan(
    account: &Account,
    discount: &Discount,
    sale: Sale<'_>,
    context: &Context<'_>,
) -> Option<Discount> {
    let promotion = context.catalogue.promotions.get(&discount.promotion);
    promotion.is_none_or(|promotion| covers(promotion, account, sale)).then(|| discount.clone())
}

/// PROMO-103: a discounted subscription does not grow beyond the most seats of its promotion.
#[must_use]
pub fn growth(account: &Account, found: &Subscription, seats: u32, context: &Context<'_>) -> Option<Reason> {
    let promotion = context.catalogue.promotions.get(&held(found)?.promotion)?;
    let most = promotion.seats_max?;
    let present = found.seats();
    let elsewhere = seats_with(account, &promotion.id, Some(found));
    let max = most.saturating_sub(elsewhere);
    (seats > present && seats > max).then(|| {
        let max = max.max(present);
        Reason::about(Rule::Promo103, Code::PromotionSeats, found.id)
            .with("promotion", promotion.title.clone())
            .with("seats", seats)
            .with("max", max)
            .remedy(Remedy::ChooseQuantity { min: 1, max }, Who::Caller)
            // A larger need is two subscriptions.
            .remedy(Remedy::ChooseOffer { offers: vec![found.offer.clone()] }, Who::Caller)
    })
}

/// The discount of a subscription's seats.
#[must_use]
pub fn held(found: &Subscription) -> Option<&Discount> {
    found.lots.iter().find_map(|lot| lot.discount.as_ref())
}

/// Whether the promotion that a subscription holds is in its window (BILL-302); true where it holds none.
#[must_use]
pub fn is_active(found: &Subscription, at: Timestamp, catalogue: &Catalogue) -> bool {
    let promotion = held(found).and_then(|discount| catalogue.promotions.get(&discount.promotion));
    promotion.is_none_or(|promotion| promotion.holds_on(day_of(at)))
}

fn deepest(
    account: &Account,
    sale: Sale<'_>,
    at: Timestamp,
    context: &Context<'_>,
    instead_of: Option<&Subscription>,
) -> Option<Discount> {
    let promotions = context.catalogue.promotions.values();
    promotions
        .filter(|promotion| promotion.holds_on(day_of(at)) && covers(promotion, account, sale))
        .filter(|promotion| qualifies(promotion, account, sale, context.catalogue, instead_of))
        // Of two alike the first by id, so that the answer never depends on anything else.
        .reduce(|best, other| if other.percent > best.percent { other } else { best })
        .map(|promotion| Discount { promotion: promotion.id.clone(), percent: promotion.percent })
}

fn covers(promotion: &Promotion, account: &Account, sale: Sale<'_>) -> bool {
    let customer = &account.head.customer;
    promotion.covers(sale.offer, (sale.term, sale.billing), customer.country(), customer.segment)
}

/// PROMO-103: seats, redemptions, first purchase and what the customer must have. `instead_of` is the subscription that changes.
fn qualifies(
    promotion: &Promotion,
    account: &Account,
    sale: Sale<'_>,
    catalogue: &Catalogue,
    instead_of: Option<&Subscription>,
) -> bool {
    eligibility::limits(promotion, account, sale, catalogue, instead_of).is_empty()
}

/// Seats of the customer, over all sellers, that have a promotion; without those of one subscription.
fn seats_with(account: &Account, promotion: &str, except: Option<&Subscription>) -> u32 {
    account
        .live()
        .filter(|other| except.is_none_or(|except| except.id != other.id))
        .flat_map(|other| &other.lots)
        .filter(|lot| lot.discount.as_ref().is_some_and(|discount| discount.promotion == promotion))
        .fold(0, |sum, lot| sum.saturating_add(lot.seats))
}

/// Subscriptions of the customer, over all sellers, that have a promotion; without one of them.
fn redeemed(account: &Account, promotion: &str, except: Option<&Subscription>) -> u32 {
    let others = account.live().filter(|other| except.is_none_or(|except| except.id != other.id));
    let with = others.filter(|other| held(other).is_some_and(|discount| discount.promotion == promotion));
    u32::try_from(with.count()).unwrap_or(u32::MAX)
}

/// Whether the customer has had the offer; a trial of it counts (TRIAL-206).
fn has_had(account: &Account, offer: &Offer, catalogue: &Catalogue) -> bool {
    let had: &BTreeSet<OfferId> = &account.head.had_offers;
    let is_trial_of = |id: &OfferId| {
        let trial = catalogue.offer(id).and_then(|had| had.trial.as_ref());
        trial.is_some_and(|trial| trial.converts_to.contains(&offer.id))
    };
    had.contains(&offer.id) || had.iter().any(is_trial_of)
}
