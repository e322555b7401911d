//! Carts.

use rust_decimal::Decimal;
use seatwright_domain::billing::charge::Discount;
use seatwright_domain::calendar::{BillingPlan, Term};
use seatwright_domain::customer::Customer;
use seatwright_domain::money::UnitPrice;
use seatwright_domain::order::{Cart, CartLine};

use crate::client::Client;
use crate::codes::{self, Place};
use crate::fault::{reason_json_at, reason_text};
use crate::json::{Json, Object};
use crate::openapi::reason;
use crate::schema::{
    Schema, count, currency, flag, guid, instant, list, map, number, object, resource, text, whole, words,
};
use crate::wire::offer::BILLING;
use crate::wire::{View, attributes, day_start, link};

/// A cart.
pub(crate) fn cart(view: &View<'_>, cart: &Cart, customer: &Customer, user: &str) -> Json {
    let uri = format!("/customers/{}/carts/{}", customer.id, cart.id);
    let tops = cart.lines.iter().enumerate().filter(|(_, line)| line.wanted.parent_line.is_none());
    let lines: Vec<Json> = tops.map(|(number, line)| top_line(view, cart, number, line, customer)).collect();
    Object::new()
        .set("id", cart.id.to_string())
        .set("creationTimestamp", cart.created_at.to_string())
        .set("lastModifiedTimestamp", cart.changed_at.to_string())
        .set("expirationTimestamp", cart.expires_at.to_string())
        .set("lastModifiedUser", user)
        .set("status", if cart.orders.is_empty() { "Active" } else { "Ordered" })
        .set("lineItems", Json::List(lines))
        .set("links", Json::from(Object::new().set("self", link(uri))))
        .set("attributes", attributes("Cart"))
        .into()
}

fn top_line(view: &View<'_>, cart: &Cart, number: usize, line: &CartLine, customer: &Customer) -> Json {
    let is_nested = |other: &CartLine| {
        other.wanted.parent_line.and_then(|parent| usize::try_from(parent).ok()) == Some(number)
    };
    let nested: Vec<Json> = cart
        .lines
        .iter()
        .enumerate()
        .filter(|(_, other)| is_nested(other))
        .map(|(number, other)| Json::from(cart_line(view, number, other, customer)))
        .collect();
    let key = if view.client == Client::Java { "addOnItems" } else { "addonItems" };
    let nested = (!nested.is_empty()).then_some(nested);
    cart_line(view, number, line, customer).some(key, nested).into()
}

fn cart_line(view: &View<'_>, number: usize, line: &CartLine, customer: &Customer) -> Object {
    let wanted = &line.wanted;
    let offer = view.catalogue.offer(&wanted.offer);
    let item = offer.map_or_else(|| wanted.offer.to_string(), |offer| view.item_id(offer, customer));
    let option = offer.and_then(|offer| {
        let first = offer.terms.first();
        let chosen = wanted.term.and_then(|term| offer.terms.iter().find(|option| option.term == term));
        chosen.or(first)
    });
    let term = wanted.term.or(option.map(|option| option.term));
    let billing = wanted.billing.or(option.and_then(|option| option.billing.first().copied()));
    let participants: Vec<Json> = wanted
        .reseller
        .iter()
        .map(|value| Object::new().set("key", "transaction_reseller").set("value", value).into())
        .collect();
    Object::new()
        .set("id", number)
        .set("catalogItemId", item)
        .some("friendlyName", wanted.friendly_name.as_deref())
        .set("quantity", wanted.quantity)
        .some("currencyCode", view.currency(customer.country()).map(|currency| currency.code().to_owned()))
        .some("billingCycle", billing.map(|billing| view.billing(billing)))
        .some("termDuration", term.map(Term::code))
        .some("participants", (!participants.is_empty()).then_some(participants))
        .set("provisioningContext", context(line))
        .set("orderGroup", line.group.as_str())
        .some("customTermEndDate", wanted.custom_end.map(day_start))
        .some("attestationAccepted", wanted.attestation_accepted.then_some(true))
        .some("promotionId", line.discount.as_ref().map(|discount| discount.promotion.as_str()))
        .some("pricing", pricing(line.unit, line.discount.as_ref(), wanted.quantity, term, billing))
        .some("error", error(view, line))
        .some("reasons", reasons(view, line))
}

fn context(line: &CartLine) -> Json {
    let mut object = Object::new();
    for (key, value) in &line.wanted.notes {
        object = object.set(key, value.as_str());
    }
    object.some("parentSubscriptionId", line.wanted.parent.map(|id| id.to_string())).into()
}

/// Prices before tax, with what a promotion takes off. The extended one is that of the whole term, as the dialect has it.
pub(crate) fn pricing(
    unit: Option<UnitPrice>,
    discount: Option<&Discount>,
    quantity: u32,
    term: Option<Term>,
    billing: Option<BillingPlan>,
) -> Option<Json> {
    let list = unit?.shown();
    let price = discounted(list, discount)?;
    let periods = match (term, billing) {
        (Some(term), Some(billing)) => (term.months() / billing.months(term).max(1)).max(1),
        _ => 1,
    };
    let extended = price.checked_mul(Decimal::from(quantity))?.checked_mul(Decimal::from(periods))?;
    let object = Object::new()
        .set("listPrice", list)
        .set("discountedPrice", price)
        .set("proratedPrice", price)
        .set("price", price)
        .set("extendedPrice", extended);
    Some(object.into())
}

/// A price without what a promotion takes off it.
pub(crate) fn discounted(price: Decimal, discount: Option<&Discount>) -> Option<Decimal> {
    let Some(discount) = discount else { return Some(price) };
    let share = Decimal::ONE_HUNDRED.checked_sub(discount.percent)?.checked_mul(Decimal::new(1, 2))?;
    Some(price.checked_mul(share)?.normalize())
}

fn error(view: &View<'_>, line: &CartLine) -> Option<Json> {
    let reason = line.reasons.iter().min_by_key(|reason| codes::rank(reason.code))?;
    let object = Object::new()
        .set("errorCode", codes::at(Place::CartLine, reason).number)
        .set("errorDescription", reason_text(view.language, reason));
    Some(object.into())
}

fn reasons(view: &View<'_>, line: &CartLine) -> Option<Vec<Json>> {
    let reasons: Vec<Json> =
        line.reasons.iter().map(|reason| reason_json_at(Place::CartLine, view.language, reason)).collect();
    (!reasons.is_empty()).then_some(reasons)
}

/// The shape of a cart.
pub(crate) const fn schema() -> Schema {
    Schema::Named("Cart", shape)
}

fn shape() -> Schema {
    // One library spells nested add-ons in another way than all others.
    let line = line_shape().has("addonItems", list(line_shape())).has("addOnItems", list(line_shape()));
    resource()
        .needs("id", guid())
        .needs("creationTimestamp", instant())
        .needs("lastModifiedTimestamp", instant())
        .needs("expirationTimestamp", instant())
        .needs("lastModifiedUser", text())
        .needs("status", words(&["Active", "Ordered"]))
        .needs("lineItems", list(line))
}

fn line_shape() -> Schema {
    let error = object().needs("errorCode", whole()).needs("errorDescription", text());
    object()
        .needs("id", count())
        .needs("catalogItemId", text())
        .has("friendlyName", text())
        .needs("quantity", count())
        .has("currencyCode", currency())
        .has("billingCycle", words(BILLING))
        .has("termDuration", text())
        .has("participants", list(object().needs("key", text()).needs("value", text())))
        .needs("provisioningContext", map(text()))
        .needs("orderGroup", text())
        .has("customTermEndDate", instant())
        .has("attestationAccepted", flag())
        .has("promotionId", text())
        .has("pricing", pricing_schema())
        .has("error", error.about("The most important of the reasons."))
        .has("reasons", list(reason()).about("What stands against the line."))
}

/// The shape of prices.
pub(crate) const fn pricing_schema() -> Schema {
    Schema::Named("Pricing", pricing_shape)
}

fn pricing_shape() -> Schema {
    object()
        .needs("listPrice", number())
        .needs("discountedPrice", number())
        .needs("proratedPrice", number())
        .needs("price", number())
        .needs("extendedPrice", number().about("Of the whole term."))
}
