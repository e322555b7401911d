//! Orders.

use std::collections::BTreeMap;

use rust_decimal::Decimal;
use seatwright_domain::billing::charge::Discount;
use seatwright_domain::calendar::{BillingPlan, Term};
use seatwright_domain::catalogue::Commerce;
use seatwright_domain::customer::Customer;
use seatwright_domain::ids::SubscriptionId;
use seatwright_domain::order::{Order, OrderLine, OrderOrigin};
use seatwright_domain::promotion;
use seatwright_domain::subscription::Subscription;

use crate::json::{Json, Object};
use crate::schema::{
    Schema, count, currency, guid, instant, link as link_shape, list, map, number, object, resource, text,
    words,
};
use crate::wire::offer::BILLING;
use crate::wire::{View, attributes, cart, day_start, link, link_by};

/// What an order is shown with.
#[derive(Clone, Copy)]
pub(crate) struct Shown<'a> {
    /// The customer.
    pub(crate) customer: &'a Customer,
    /// The customer's subscriptions, for the billing frequency that a classic order has now.
    pub(crate) subscriptions: &'a BTreeMap<SubscriptionId, Subscription>,
    /// Whether prices are shown.
    pub(crate) prices: bool,
}

/// An order.
pub(crate) fn order(view: &View<'_>, order: &Order, shown: &Shown<'_>) -> Json {
    let uri = format!("/customers/{}/orders/{}", shown.customer.id, order.id);
    let billing = billing_now(order, shown);
    let lines: Vec<Json> = order.lines.iter().map(|l| line(view, order, l, billing, shown)).collect();
    let links = Object::new()
        .set("self", link(uri.as_str()))
        .set("provisioningStatus", link(format!("{uri}/provisioningstatus")))
        .set("patchOperation", link_by("PATCH", uri.as_str()));
    let kind = match order.origin {
        OrderOrigin::Purchase | OrderOrigin::Upgrade | OrderOrigin::Migration => "UserPurchase",
        OrderOrigin::Renewal => "SystemPurchase",
    };
    Object::new()
        .set("id", order.id.to_string())
        .set("alternateId", alternate_id(order))
        .set("referenceCustomerId", shown.customer.id.to_string())
        .set("billingCycle", view.billing(billing))
        .set("currencyCode", order.currency.code())
        .set("currencySymbol", order.currency.symbol())
        .set("lineItems", Json::List(lines))
        .set("creationDate", order.placed_at.to_string())
        .set("status", "completed")
        .set("transactionType", kind)
        .some("totalPrice", shown.prices.then(|| total(order, shown)).flatten())
        .set("client", Json::from(Object::new()))
        .set("links", Json::from(links))
        .set("attributes", attributes("Order"))
        .into()
}

/// The number that invoices show: the last twelve digits of the id.
fn alternate_id(order: &Order) -> String {
    order.id.to_string().chars().filter(|c| *c != '-').skip(20).collect()
}

/// The frequency of the order now: that of its subscriptions, which change it together (BILL-301).
pub(crate) fn billing_now(order: &Order, shown: &Shown<'_>) -> BillingPlan {
    let mut live = order
        .lines
        .iter()
        .filter_map(|line| shown.subscriptions.get(&line.subscription))
        .filter(|subscription| subscription.is_live() && subscription.commerce == Commerce::Classic)
        .map(|subscription| subscription.billing);
    live.next().unwrap_or(order.billing)
}

fn line(view: &View<'_>, order: &Order, line: &OrderLine, billing: BillingPlan, shown: &Shown<'_>) -> Json {
    let offer = view.catalogue.offer(&line.offer);
    let item = offer.map_or_else(|| line.offer.to_string(), |offer| view.item_id(offer, shown.customer));
    let customer = shown.customer.id;
    let country = shown.customer.country();
    let is_classic = offer.is_none_or(|offer| offer.commerce == Commerce::Classic);
    let subscription = link(format!("/customers/{customer}/subscriptions/{}", line.subscription));
    let status = format!("/customers/{customer}/orders/{}/provisioningstatus", order.id);
    let mut links = Object::new().set("subscription", subscription).set("provisioningStatus", link(status));
    if let Some((product, sku)) = line.offer.product_and_sku() {
        links = links
            .set("product", link(format!("/products/{product}?country={country}")))
            .set("sku", link(format!("/products/{product}/skus/{sku}?country={country}")));
        if let Some(offer) = offer {
            let id = offer.availability_id(country, shown.customer.segment);
            let uri = format!("/products/{product}/skus/{sku}/availabilities/{id}?country={country}");
            links = links.set("availability", link(uri));
        }
    }
    if offer.is_some_and(|offer| offer.commerce == Commerce::Marketplace) {
        let uri =
            format!("/customers/{customer}/orders/{}/lineitems/{}/activationlinks", order.id, line.number);
        links = links.set("activationLinks", link(uri));
    }
    let discount = discount_of(order, line, shown);
    let prices = cart::pricing(line.unit, discount, line.quantity, Some(line.term), Some(billing));
    Object::new()
        .set("lineItemNumber", line.number)
        .set("offerId", item)
        .set("subscriptionId", line.subscription.to_string())
        .some("parentSubscriptionId", line.parent.map(|id| id.to_string()))
        .some("termDuration", (!is_classic).then(|| Term::code(line.term)))
        .some("customTermEndDate", line.custom_end.map(day_start))
        .some("promotionId", discount.map(|discount| discount.promotion.as_str()))
        .set("transactionType", transaction(order.origin))
        .set("friendlyName", line.friendly_name.as_str())
        .set("quantity", line.quantity)
        .some("partnerIdOnRecord", line.reseller.as_deref())
        .some("provisioningContext", notes(line))
        .some("pricing", prices.filter(|_| shown.prices))
        .set("links", Json::from(links))
        .into()
}

/// What the order did, in the words of lines.
const fn transaction(origin: OrderOrigin) -> &'static str {
    match origin {
        OrderOrigin::Purchase | OrderOrigin::Migration => "New",
        OrderOrigin::Upgrade => "convert",
        OrderOrigin::Renewal => "renew",
    }
}

/// What the promotion of the line's subscription takes off, as long as that is of this order.
fn discount_of<'a>(order: &Order, line: &OrderLine, shown: &Shown<'a>) -> Option<&'a Discount> {
    promotion::held(shown.subscriptions.get(&line.subscription).filter(|found| found.order == order.id)?)
}

fn notes(line: &OrderLine) -> Option<Json> {
    let mut object = Object::new();
    for (key, value) in &line.notes {
        object = object.set(key, value.as_str());
    }
    (!line.notes.is_empty()).then(|| object.into())
}

/// What one billing period of the order costs before tax.
fn total(order: &Order, shown: &Shown<'_>) -> Option<Decimal> {
    let priced = order.lines.iter().filter_map(|line| Some((line, line.unit?.shown())));
    priced.into_iter().try_fold(Decimal::ZERO, |sum, (line, price)| {
        let price = cart::discounted(price, discount_of(order, line, shown))?;
        sum.checked_add(price.checked_mul(Decimal::from(line.quantity))?)
    })
}

/// The state of a line's services.
pub(crate) fn provisioning(line: &OrderLine, subscription: Option<&Subscription>) -> Json {
    let status = match subscription {
        Some(found) if found.awaits_setup() => "prefulfillmentPending",
        Some(found) if found.provisioned => "fulfilled",
        Some(_) => "unfulfilled",
        None => "fulfilled",
    };
    let quantity = Object::new().set("quantity", line.quantity).set("status", status);
    Object::new()
        .set("lineItemNumber", line.number)
        .set("status", status)
        .set("quantityProvisioningInformation", Json::List(vec![quantity.into()]))
        .set("attributes", attributes("OrderLineItemProvisioningStatus"))
        .into()
}

/// The link to the publisher's site of a line (BUY-05).
pub(crate) fn activation(number: u32, set_up: String) -> Json {
    Object::new()
        .set("lineItemNumber", number)
        .set("link", link(set_up))
        .set("attributes", attributes("OrderLineItemActivationLink"))
        .into()
}

/// The shape of an order.
pub(crate) const fn schema() -> Schema {
    Schema::Named("Order", shape)
}

fn shape() -> Schema {
    resource()
        .needs("id", guid())
        .needs("alternateId", text())
        .needs("referenceCustomerId", guid())
        .needs("billingCycle", words(BILLING))
        .needs("currencyCode", currency())
        .needs("currencySymbol", text())
        .needs("lineItems", list(Schema::Named("OrderLineItem", line_shape)))
        .needs("creationDate", instant())
        .needs("status", words(&["completed"]))
        .needs("transactionType", words(&["UserPurchase", "SystemPurchase"]))
        .has("totalPrice", number().about("Of one billing period, before tax."))
        .needs("client", map(Schema::Any))
}

fn line_shape() -> Schema {
    object()
        .needs("lineItemNumber", count())
        .needs("offerId", text())
        .needs("subscriptionId", guid())
        .has("parentSubscriptionId", guid())
        .has("termDuration", text())
        .has("customTermEndDate", instant())
        .has("promotionId", text())
        .needs("transactionType", words(&["New", "convert", "renew"]))
        .needs("friendlyName", text())
        .needs("quantity", count())
        .has("partnerIdOnRecord", text())
        .has("provisioningContext", map(text()))
        .has("pricing", cart::pricing_schema())
        .needs("links", map(link_shape()))
}

/// The shape of the state of a line's services.
pub(crate) const fn provisioning_schema() -> Schema {
    Schema::Named("OrderLineItemProvisioningStatus", provisioning_shape)
}

fn provisioning_shape() -> Schema {
    const STATUS: &[&str] = &["prefulfillmentPending", "fulfilled", "unfulfilled"];
    let quantity = object().needs("quantity", count()).needs("status", words(STATUS));
    resource()
        .needs("lineItemNumber", count())
        .needs("status", words(STATUS))
        .needs("quantityProvisioningInformation", list(quantity))
}

/// The shape of a link to a publisher's site.
pub(crate) const fn activation_schema() -> Schema {
    Schema::Named("OrderLineItemActivationLink", activation_shape)
}

fn activation_shape() -> Schema {
    resource().needs("lineItemNumber", count()).needs("link", link_shape())
}
