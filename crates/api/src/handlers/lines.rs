//! Lines of carts and orders as clients send them.

use seatwright_domain::calendar::{BillingPlan, Term};
use seatwright_domain::ids::{OfferId, SubscriptionId};
use seatwright_domain::order::Wanted;
use seatwright_domain::subscription::NextTerm;
use seatwright_domain::subscription::PartialAtRenewal;

use crate::fields::{Fields, ITEMS_MAX, TEXT_MAX, Takes, Wrong};
use crate::schema::{
    Schema, billing_in, blank_or, day_in, flag_in, id_in, list, map, object, optional, quantity_in, term_in,
    text_in, whole_in,
};

/// The longest friendly name that is read, in characters; how long one may be is the rules' business.
const NAME_MAX: usize = 256;
/// The longest catalogue item id, in characters.
pub(super) const ITEM_MAX: usize = 128;

/// The billing plans by their names, at the positions that clients write as numbers; the first is "not given".
const BILLING: [(&str, Option<BillingPlan>); 7] = [
    ("unknown", None),
    ("monthly", Some(BillingPlan::Monthly)),
    ("annual", Some(BillingPlan::Annual)),
    ("none", Some(BillingPlan::None)),
    ("one_time", Some(BillingPlan::OneTime)),
    ("triennial", Some(BillingPlan::Triennial)),
    ("biennial", Some(BillingPlan::Biennial)),
];

/// The terms that exist.
const TERMS: [Term; 5] = [Term::P1M, Term::P1Y, Term::P2Y, Term::P3Y, Term::P6Y];

/// A billing plan.
pub(super) fn billing(body: &Fields<'_>, key: &str) -> Option<BillingPlan> {
    body.word(key, &BILLING).flatten()
}

/// A billing plan that must be there; the word for "not given" gives none.
pub(super) fn billing_needed(body: &Fields<'_>, key: &str) -> Option<Option<BillingPlan>> {
    body.word_needed(key, &BILLING)
}

/// A term.
pub(super) fn term(body: &Fields<'_>, key: &str) -> Option<Term> {
    body.parsed(key, Takes::one_of(TERMS), Term::parse)
}

/// An offer with the availability that the client named, where it named one.
pub(super) fn item(body: &Fields<'_>, key: &str) -> Option<(OfferId, Option<String>)> {
    let text = body.text(key, ITEM_MAX)?;
    let availability = text.splitn(3, ':').nth(2).map(str::to_ascii_uppercase);
    Some((OfferId::new(&text), availability))
}

/// An offer that must be there.
pub(super) fn item_needed(body: &Fields<'_>, key: &str) -> Option<(OfferId, Option<String>)> {
    let found = item(body, key);
    body.need(key, Takes::Named("takes-offer"), found)
}

/// The lines of a cart; add-ons inside a line become lines of their own that name their base.
pub(super) fn cart_lines(body: &Fields<'_>) -> Vec<Wanted> {
    let mut lines = Vec::new();
    for line in body.objects_needed("lineItems", ITEMS_MAX) {
        let number = u32::try_from(lines.len()).unwrap_or(u32::MAX);
        let nested = nested(&line);
        lines.extend(cart_line(&line, None));
        lines.extend(nested.iter().filter_map(|line| cart_line(line, Some(number))));
    }
    lines
}

fn nested<'body>(line: &Fields<'body>) -> Vec<Fields<'body>> {
    // Two spellings of one name are one member to the reader: `addonItems` and `addOnItems`.
    line.objects("addonItems", ITEMS_MAX)
}

fn cart_line(line: &Fields<'_>, parent_line: Option<u32>) -> Option<Wanted> {
    let found = match item(line, "catalogItemId") {
        Some(found) => Some(found),
        None => item(line, "catalogId"),
    };
    let found = line.need("catalogItemId", Takes::Named("takes-offer"), found);
    let quantity = line.quantity_needed("quantity", 0);
    let mut wanted = common(line)?;
    wanted.billing = billing(line, "billingCycle");
    wanted.parent_line = parent_line;
    wanted.reseller = participants(line);
    let (offer, availability) = found?;
    Some(Wanted { offer, availability, quantity: quantity?, ..wanted })
}

fn participants(line: &Fields<'_>) -> Option<String> {
    let participants = line.objects("participants", ITEMS_MAX);
    // All are read, so that every fault is told, also that of one who is no reseller.
    let resellers = participants.iter().map(|participant| {
        let (key, value) = (participant.text("key", NAME_MAX), participant.text("value", NAME_MAX));
        let is_reseller = crate::fields::find_word(&key?, &[("transaction_reseller", ())]).is_some();
        value.filter(|_| is_reseller)
    });
    resellers.collect::<Vec<_>>().into_iter().flatten().next()
}

/// The lines of an order.
pub(super) fn order_lines(body: &Fields<'_>, billing: Option<BillingPlan>) -> Vec<Wanted> {
    let lines = body.objects_needed("lineItems", ITEMS_MAX);
    lines.iter().filter_map(|line| order_line(line, billing)).collect()
}

/// One line of an order.
pub(super) fn order_line(line: &Fields<'_>, billing: Option<BillingPlan>) -> Option<Wanted> {
    let found = item_needed(line, "offerId");
    let quantity = line.quantity_needed("quantity", 0);
    let mut wanted = common(line)?;
    wanted.billing = billing;
    wanted.reseller = line.text("partnerIdOnRecord", NAME_MAX);
    wanted.parent = line.id("parentSubscriptionId").or(wanted.parent);
    let (offer, availability) = found?;
    Some(Wanted { offer, availability, quantity: quantity?, ..wanted })
}

/// The shape of a cart that is sent.
pub(super) const fn cart_body() -> Schema {
    Schema::Named("NewCart", cart_shape)
}

fn cart_shape() -> Schema {
    let line = cart_line_shape().has("addonItems", optional(list(cart_line_shape())));
    object().needs("lineItems", list(line).about("At least one."))
}

fn cart_line_shape() -> Schema {
    let participant = object()
        .has(
            "key",
            optional(text_in(0, NAME_MAX)).about("`transaction_reseller` names the indirect reseller."),
        )
        .has("value", optional(text_in(0, NAME_MAX)));
    common_shape()
        .needs("catalogItemId", text_in(1, ITEM_MAX))
        .has("billingCycle", blank_or(billing_in()))
        .has("participants", optional(list(participant)))
}

/// The shape of an order that is sent.
pub(super) fn order_shape() -> Schema {
    object()
        .needs("lineItems", list(order_line_shape()).about("At least one."))
        .has("billingCycle", blank_or(billing_in()))
}

/// The shape of a line of an order that is sent.
pub(super) fn order_line_shape() -> Schema {
    common_shape()
        .needs("offerId", text_in(1, ITEM_MAX))
        .has("lineItemNumber", optional(whole_in(0, i64::from(u32::MAX))))
        .has("partnerIdOnRecord", optional(text_in(0, NAME_MAX)))
        .has("parentSubscriptionId", blank_or(id_in()))
}

fn common_shape() -> Schema {
    let notes =
        map(optional(text_in(0, TEXT_MAX))).about("`parentSubscriptionId` names the base of an add-on.");
    object()
        .needs("quantity", quantity_in(0))
        .has("termDuration", blank_or(term_in()))
        .has("friendlyName", optional(text_in(0, NAME_MAX)))
        .has("customTermEndDate", blank_or(day_in()))
        .has("attestationAccepted", optional(flag_in()))
        .has("provisioningContext", optional(notes))
}

/// What lines of carts and orders have in common.
fn common(line: &Fields<'_>) -> Option<Wanted> {
    let notes = line.dictionary("provisioningContext");
    let parent = notes
        .iter()
        .find(|(key, _)| key.eq_ignore_ascii_case("parentSubscriptionId"))
        .and_then(|(_, value)| parse_parent(line, value));
    let notes = notes.into_iter().filter(|(key, _)| !key.eq_ignore_ascii_case("parentSubscriptionId"));
    Some(Wanted {
        offer: OfferId::new(""),
        availability: None,
        quantity: 0,
        term: term(line, "termDuration"),
        billing: None,
        friendly_name: line.text("friendlyName", NAME_MAX),
        parent,
        parent_line: None,
        custom_end: line.day("customTermEndDate"),
        reseller: None,
        attestation_accepted: line.flag("attestationAccepted").unwrap_or(false),
        notes: notes.collect(),
    })
}

fn parse_parent(line: &Fields<'_>, value: &str) -> Option<SubscriptionId> {
    let parent = value.trim().parse().ok();
    if parent.is_none() && !value.trim().is_empty() {
        line.complain("provisioningContext.parentSubscriptionId", Wrong::Value, Takes::Guid);
    }
    parent
}

/// The shape of next-term instructions that are sent.
pub(super) fn next_term_shape() -> Schema {
    let product = object()
        .has("productId", optional(text_in(0, ITEM_MAX)))
        .has("skuId", optional(text_in(0, ITEM_MAX)))
        .has("termDuration", blank_or(term_in()))
        .has("billingCycle", blank_or(billing_in()));
    let partial = object().needs("catalogItemId", text_in(1, ITEM_MAX)).needs("quantity", quantity_in(1));
    object()
        .has("product", optional(product))
        .has("quantity", optional(quantity_in(0)))
        .has("customTermEndDate", blank_or(day_in()))
        .has("partialUpgrade", optional(partial))
}

/// Next-term instructions on top of what the subscription would be anyway.
pub(super) fn next_term(body: &Fields<'_>, unchanged: &NextTerm) -> NextTerm {
    let mut next = unchanged.clone();
    if let Some(product) = body.object("product") {
        if let Some(id) = product.text("productId", ITEM_MAX) {
            let sku = product.text("skuId", ITEM_MAX);
            let text = sku.map_or_else(|| id.clone(), |sku| format!("{id}:{sku}"));
            next.offer = OfferId::new(&text);
        }
        next.term = term(&product, "termDuration").unwrap_or(next.term);
        next.billing = billing(&product, "billingCycle").unwrap_or(next.billing);
    }
    next.custom_end = body.day("customTermEndDate");
    next.partial = body.object("partialUpgrade").and_then(|partial| {
        let found = item_needed(&partial, "catalogItemId");
        let seats = partial.quantity_needed("quantity", 1);
        Some(PartialAtRenewal { offer: found?.0, seats: seats? })
    });
    // Where the body does not say how many stay, those do that do not leave.
    let leaving = next.partial.as_ref().map_or(0, |partial| partial.seats);
    next.seats = body.quantity("quantity", 0).unwrap_or(next.seats.saturating_sub(leaving));
    next
}
