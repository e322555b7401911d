//! What a publisher is shown and told, in the names of the public SaaS fulfilment API (version 2018-08-31). It stands here
//! because notifications are written with the decision that causes them, and what is read later has the same shape.

use jiff::Timestamp;
use serde_json::{Value, json};

use super::{Operation, PublisherStatus, Undo};
use crate::calendar::{day_of, start_of_day};
use crate::catalogue::{BillingKind, Offer};
use crate::customer::Customer;
use crate::ids::OfferId;
use crate::subscription::{Seller, Subscription};

/// Product and SKU, which are the publisher's offer and plan.
fn offer_and_plan(offer: &OfferId) -> (&str, &str) {
    offer.product_and_sku().unwrap_or((offer.as_str(), ""))
}

/// Offer and seats as the publisher knows them: while it may object to a change, as they were before.
#[must_use]
pub fn known_to_publisher(found: &Subscription) -> (OfferId, u32) {
    match found.open_operation().and_then(|open| open.undo.as_ref()) {
        Some(Undo::Change { offer, lots }) => {
            (offer.clone(), lots.iter().fold(0, |sum, lot| sum.saturating_add(lot.seats)))
        }
        _ => (found.offer.clone(), found.seats()),
    }
}

/// A subscription.
#[must_use]
pub fn subscription(found: &Subscription, customer: &Customer) -> Value {
    let (offer, seats) = known_to_publisher(found);
    let (product, plan) = offer_and_plan(&offer);
    let status = found.publisher_status();
    let beneficiary = beneficiary(customer);
    json!({
        "id": found.id,
        "publisherId": found.publisher,
        "offerId": product,
        "name": found.friendly_name,
        "saasSubscriptionStatus": status.code(),
        "beneficiary": beneficiary,
        "purchaser": purchaser(&found.seller, beneficiary.clone()),
        "planId": plan,
        "quantity": seats,
        "term": term(found),
        "autoRenew": found.auto_renew,
        "isTest": false,
        "isFreeTrial": found.is_trial(),
        "allowedCustomerOperations": allowed(status),
        "sandboxType": "None",
        "sessionMode": "None",
        "created": found.created_at,
    })
}

/// What the customer may do with it.
const fn allowed(status: PublisherStatus) -> &'static [&'static str] {
    match status {
        PublisherStatus::Subscribed => &["Read", "Update", "Delete"],
        PublisherStatus::PendingFulfillmentStart | PublisherStatus::Suspended => &["Read", "Delete"],
        PublisherStatus::Unsubscribed => &["Read"],
    }
}

/// The term; its days are known from the set-up on.
fn term(found: &Subscription) -> Value {
    let unit = found.term.length.code();
    if found.awaits_setup() {
        return json!({ "termUnit": unit });
    }
    let (first, last) = (found.term.period.first, found.term.period.last);
    json!({ "startDate": start_of_day(first), "endDate": start_of_day(last), "termUnit": unit })
}

/// Who uses it: the customer's tenant, with the address of its billing profile.
fn beneficiary(customer: &Customer) -> Value {
    let (profile, id) = (&customer.billing_profile, customer.id);
    json!({ "emailId": profile.email, "objectId": customer.commerce_id, "tenantId": id, "puid": "" })
}

/// Who bought it: the partner's tenant, of which nothing else is told, or the customer itself.
fn purchaser(seller: &Seller, customer: Value) -> Value {
    match seller {
        Seller::Partner { partner, .. } => {
            json!({ "emailId": "", "objectId": partner, "tenantId": partner, "puid": "" })
        }
        Seller::Direct => customer,
    }
}

/// What a purchase token stands for.
#[must_use]
pub fn resolved(found: &Subscription, customer: &Customer) -> Value {
    let (offer, seats) = known_to_publisher(found);
    let (product, plan) = offer_and_plan(&offer);
    json!({
        "id": found.id,
        "subscriptionName": found.friendly_name,
        "offerId": product,
        "planId": plan,
        "quantity": seats,
        "subscription": subscription(found, customer),
    })
}

/// An operation, as it is read.
#[must_use]
pub fn operation(operation: &Operation, found: &Subscription) -> Value {
    let (product, plan) = offer_and_plan(&operation.offer);
    json!({
        "id": operation.id,
        "activityId": operation.id,
        "subscriptionId": found.id,
        "offerId": product,
        "publisherId": found.publisher,
        "planId": plan,
        "quantity": operation.seats,
        "action": operation.action.code(),
        "timeStamp": operation.started_at,
        "status": operation.status.code(),
        "errorStatusCode": "",
        "errorMessage": "",
        "operationRequestSource": operation.source.code(),
    })
}

/// An operation as the publisher is told of it, with the subscription as the publisher knows it then.
#[must_use]
pub fn notification(
    operation: &Operation,
    found: &Subscription,
    customer: &Customer,
    at: Timestamp,
) -> Value {
    let (product, plan) = offer_and_plan(&operation.offer);
    json!({
        "id": operation.id,
        "activityId": operation.id,
        "publisherId": found.publisher,
        "offerId": product,
        "planId": plan,
        "quantity": operation.seats,
        "subscriptionId": found.id,
        "timeStamp": at,
        "action": operation.action.code(),
        "status": operation.status.code(),
        "operationRequestSource": operation.source.code(),
        "subscription": subscription(found, customer),
        "purchaseToken": Value::Null,
    })
}

/// A plan that a subscription can change to, or has. Prices are between seller and customer and not shown.
#[must_use]
pub fn plan(offer: &Offer, country: &str, now: Timestamp) -> Value {
    let (_, plan) = offer_and_plan(&offer.id);
    let terms: Vec<Value> = offer
        .terms
        .iter()
        .map(|option| json!({ "termUnit": option.term.code(), "termDescription": option.term.code() }))
        .collect();
    let is_private = offer.marketplace.as_ref().is_some_and(|choices| !choices.exclusive_to.is_empty());
    json!({
        "planId": plan,
        "displayName": offer.title,
        "description": offer.description,
        "isPrivate": is_private,
        "hasFreeTrials": offer.trial.is_some(),
        "isPricePerSeat": offer.billing == BillingKind::Licence,
        "isStopSell": !offer.on_sale(day_of(now)),
        "minQuantity": offer.seats_min,
        "maxQuantity": offer.seats_max,
        "market": country,
        "planComponents": { "recurrentBillingTerms": terms, "meteringDimensions": [] },
    })
}
