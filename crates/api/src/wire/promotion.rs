//! Promotions, and whether a customer would get one (PROMO-104).

use rust_decimal::Decimal;
use seatwright_domain::calendar::BillingPlan;
use seatwright_domain::catalogue::{Commerce, Offer, Promotion};
use seatwright_domain::promotion::{Eligibility, Obstacle};

use crate::json::{Json, Object};
use crate::schema::{Schema, count, flag, instant, list, map, object, text, words};
use crate::texts::say;
use crate::wire::{View, attributes, day_start, link};

/// The instant that the dialect writes for an end that there is not.
const NEVER: &str = "9999-12-10T00:00:00Z";

/// A promotion with the products of a market that it is for. Classic offers are no products, and have theirs by themselves
/// (PROMO-101).
pub(crate) fn promotion(view: &View<'_>, known: &Promotion, country: &str) -> Json {
    let offers = known.offers.iter().filter_map(|id| view.catalogue.offer(id));
    let sold = offers.filter(|offer| offer.commerce == Commerce::NewCommerce && offer.sold_in(country));
    let products: Vec<Json> = sold.flat_map(|offer| products(view, known, offer)).collect();
    let links = Object::new().set("self", link(format!("/productpromotions/{}?country={country}", known.id)));
    Object::new()
        .set("id", known.id.as_str())
        .set("name", known.title.as_str())
        .set("description", known.title.as_str())
        .set("startDate", day_start(known.from))
        .set("endDate", known.until.map_or_else(|| NEVER.to_owned(), day_start))
        .set("properties", Object::new().set("isAutoApplicable", true))
        .set("requiredProducts", products)
        .set("links", Json::from(links))
        .set("attributes", attributes("ProductPromotion"))
        .into()
}

/// Whether a promotion is for something that is sold as a product in a market.
pub(crate) fn is_shown(view: &View<'_>, known: &Promotion, country: &str) -> bool {
    let market = known.markets.is_empty() || known.markets.contains(country);
    let product = |offer: &Offer| offer.commerce == Commerce::NewCommerce && offer.sold_in(country);
    market && known.offers.iter().filter_map(|id| view.catalogue.offer(id)).any(product)
}

/// One for each term and plan.
fn products(view: &View<'_>, known: &Promotion, offer: &Offer) -> Vec<Json> {
    let (product, sku) = offer.id.product_and_sku().unwrap_or((offer.id.as_str(), ""));
    let policy = Object::new().set("policyType", "PercentDiscount").set("value", share(known.percent));
    let plans =
        offer.terms.iter().flat_map(|option| option.billing.iter().map(|billing| (option.term, *billing)));
    plans
        .filter(|(term, billing)| known.takes(offer, *term, *billing))
        .map(|(term, billing)| {
            let term = Object::new().set("duration", term.code()).set("billingCycle", view.billing(billing));
            Object::new()
                .set("productId", product)
                .set("skuId", sku)
                .set("term", term)
                .set("pricingPolicies", vec![policy.clone()])
                .into()
        })
        .collect()
}

/// A percentage as the part of the price that it is: 5 % is `0.05`.
fn share(percent: Decimal) -> String {
    let share = percent.checked_mul(Decimal::new(1, 2)).unwrap_or(percent);
    share.normalize().to_string()
}

/// The shape of a promotion.
pub(crate) const fn schema() -> Schema {
    Schema::Named("ProductPromotion", shape)
}

fn shape() -> Schema {
    let term = object().needs("duration", text()).needs("billingCycle", text());
    let policy = object()
        .needs("policyType", words(&["PercentDiscount"]))
        .needs("value", text().about("The part of the price that comes off, as 0.05."));
    let product = object()
        .needs("productId", text())
        .needs("skuId", text())
        .needs("term", term)
        .needs("pricingPolicies", list(policy));
    crate::schema::resource()
        .needs("id", text())
        .needs("name", text())
        .needs("description", text())
        .needs("startDate", instant())
        .needs("endDate", instant().about("The first instant at which it no longer holds."))
        .needs("properties", object().needs("isAutoApplicable", flag()))
        .needs("requiredProducts", list(product))
}

/// The question that an answer belongs to, as the client sent it.
pub(crate) struct Asked<'a> {
    /// Its number.
    pub(crate) id: u64,
    /// The catalogue item, as it was written.
    pub(crate) item: &'a str,
    /// The seats.
    pub(crate) quantity: u32,
    /// The term.
    pub(crate) term: &'static str,
    /// The billing plan.
    pub(crate) billing: BillingPlan,
}

/// The answer to one question: what there is, and what stands in the way of each.
pub(crate) fn eligibilities(view: &View<'_>, asked: &Asked<'_>, found: &[Json]) -> Json {
    Object::new()
        .set("id", asked.id)
        .set("catalogItemId", asked.item)
        .set("quantity", asked.quantity)
        .set("termDuration", asked.term)
        .set("billingCycle", view.billing(asked.billing))
        .set("eligibilities", Json::List(found.to_vec()))
        .set("attributes", attributes("PromotionEligibilities"))
        .into()
}

/// One promotion of an answer.
pub(crate) fn eligibility(view: &View<'_>, found: &Eligibility) -> Json {
    let errors: Vec<Json> = found.obstacles.iter().map(|obstacle| error(view, obstacle)).collect();
    Object::new()
        .some("promotionId", found.promotion.as_deref())
        .set("isEligible", found.obstacles.is_empty())
        .set("errors", errors)
        .into()
}

/// The catalogue has no such item, so there is no promotion of it either.
pub(crate) fn no_such_item(view: &View<'_>, promotion: Option<&str>) -> Json {
    let error = told(view, "InvalidCatalogItemId");
    Object::new().some("promotionId", promotion).set("isEligible", false).set("errors", vec![error]).into()
}

fn error(view: &View<'_>, obstacle: &Obstacle) -> Json {
    match obstacle {
        Obstacle::NoSuchPromotion => told(view, "InvalidPromotion").into(),
        Obstacle::NoneAvailable => told(view, "NoPromotionsAvailable").into(),
        Obstacle::BoughtBefore => told(view, "OfferPurchasedPreviously").into(),
        Obstacle::Prerequisite { needs } => {
            told(view, "PrerequisiteProductOwnership").texts("requiredProducts", needs).into()
        }
        Obstacle::OtherTerm { terms } => {
            told(view, "Term").texts("eligibleTerms", terms.iter().map(|term| term.code())).into()
        }
        Obstacle::Redemptions { most, left } => told(view, "RedemptionLimit")
            .set("maxPromotionRedemptionCount", *most)
            .set("remainingPromotionRedemptionCount", *left)
            .into(),
        Obstacle::Seats { least, most, left } => told(view, "SeatCount")
            .set("minimumRequiredSeats", *least)
            .some("maximumRequiredSeats", *most)
            .some("availableSeats", *left)
            .into(),
    }
}

fn told(view: &View<'_>, kind: &str) -> Object {
    let key = format!("promotion-{}", kebab(kind));
    Object::new().set("type", kind).set("description", say(view.language, &key, &[]))
}

fn kebab(kind: &str) -> String {
    let mut key = String::new();
    for (place, letter) in kind.char_indices() {
        if letter.is_ascii_uppercase() && place > 0 {
            key.push('-');
        }
        key.push(letter.to_ascii_lowercase());
    }
    key
}

/// The shape of the answer to one question.
pub(crate) const fn eligibilities_schema() -> Schema {
    Schema::Named("PromotionEligibilities", eligibilities_shape)
}

fn eligibilities_shape() -> Schema {
    let kinds = words(&[
        "InvalidCatalogItemId",
        "InvalidPromotion",
        "PrerequisiteProductOwnership",
        "RedemptionLimit",
        "SeatCount",
        "OfferPurchasedPreviously",
        "Term",
        "NoPromotionsAvailable",
    ]);
    let error = object()
        .needs("type", kinds)
        .needs("description", text())
        .has("requiredProducts", list(text()))
        .has("eligibleTerms", list(text()))
        .has("maxPromotionRedemptionCount", count())
        .has("remainingPromotionRedemptionCount", count())
        .has("minimumRequiredSeats", count())
        .has("maximumRequiredSeats", count())
        .has("availableSeats", count());
    let one = object().has("promotionId", text()).needs("isEligible", flag()).needs("errors", list(error));
    object()
        .needs("id", count())
        .needs("catalogItemId", text())
        .needs("quantity", count())
        .needs("termDuration", text())
        .needs("billingCycle", text())
        .needs("eligibilities", list(one))
        .needs("attributes", map(Schema::Any))
}
