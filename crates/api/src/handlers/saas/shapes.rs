//! What the document says of bodies of this dialect. The bodies themselves are written in the domain (`fulfilment::shape`);
//! tests hold them against these.

use crate::schema::{Schema, any_of, count, flag, guid, instant, list, object, text, words};

/// A subscription.
pub(super) const fn subscription() -> Schema {
    Schema::Named("SaasSubscription", subscription_shape)
}

fn subscription_shape() -> Schema {
    let statuses = words(&["PendingFulfillmentStart", "Subscribed", "Suspended", "Unsubscribed"]);
    let term = object().has("startDate", instant()).has("endDate", instant()).needs("termUnit", text());
    object()
        .needs("id", guid())
        .needs("publisherId", guid())
        .needs("offerId", text().about("The product."))
        .needs("name", text())
        .needs("saasSubscriptionStatus", statuses)
        .needs("beneficiary", party())
        .needs("purchaser", party())
        .needs("planId", text().about("The SKU of the product."))
        .needs("quantity", count())
        .needs("term", term)
        .needs("autoRenew", flag())
        .needs("isTest", flag())
        .needs("isFreeTrial", flag())
        .needs("allowedCustomerOperations", list(words(&["Read", "Update", "Delete"])))
        .needs("sandboxType", text())
        .needs("sessionMode", text())
        .needs("created", instant())
}

const fn party() -> Schema {
    Schema::Named("SaasParty", party_shape)
}

fn party_shape() -> Schema {
    object()
        .needs("emailId", text())
        .needs("objectId", guid())
        .needs("tenantId", guid())
        .needs("puid", text())
}

/// A page of subscriptions.
pub(super) fn subscriptions() -> Schema {
    object()
        .needs("subscriptions", list(subscription()))
        .has("@nextLink", text().about("Where the next page is; absent on the last."))
}

/// What a purchase token stands for.
pub(super) fn resolved() -> Schema {
    object()
        .needs("id", guid())
        .needs("subscriptionName", text())
        .needs("offerId", text())
        .needs("planId", text())
        .needs("quantity", count())
        .needs("subscription", subscription())
}

/// The plans of a product.
pub(super) fn plans() -> Schema {
    object().needs("plans", list(Schema::Named("SaasPlan", plan)))
}

fn plan() -> Schema {
    let term = object().needs("termUnit", text()).needs("termDescription", text());
    let components =
        object().needs("recurrentBillingTerms", list(term)).needs("meteringDimensions", list(Schema::Any));
    object()
        .needs("planId", text())
        .needs("displayName", text())
        .needs("description", text())
        .needs("isPrivate", flag())
        .needs("hasFreeTrials", flag())
        .needs("isPricePerSeat", flag())
        .needs("isStopSell", flag())
        .needs("minQuantity", count())
        .needs("maxQuantity", count())
        .needs("market", text())
        .needs("planComponents", components)
}

/// An operation.
pub(super) const fn operation() -> Schema {
    Schema::Named("SaasOperation", operation_shape)
}

fn operation_shape() -> Schema {
    object()
        .needs("id", guid())
        .needs("activityId", guid())
        .needs("subscriptionId", guid())
        .needs("offerId", text())
        .needs("publisherId", guid())
        .needs("planId", text())
        .needs("quantity", count())
        .needs("action", actions())
        .needs("timeStamp", instant())
        .needs("status", words(&["InProgress", "Succeeded", "Failed"]))
        .needs("errorStatusCode", text())
        .needs("errorMessage", text())
        .needs("operationRequestSource", words(&["Azure", "Partner"]))
}

const fn actions() -> Schema {
    words(&["ChangePlan", "ChangeQuantity", "Suspend", "Reinstate", "Renew", "Unsubscribe"])
}

/// Operations that have not ended.
pub(super) fn operations() -> Schema {
    object().needs("operations", list(operation()))
}

/// A change: one of the two.
pub(super) fn change() -> Schema {
    any_of(vec![object().needs("planId", text()), object().needs("quantity", count())])
}

/// A publisher's answer.
pub(super) fn answer() -> Schema {
    object().needs("status", words(&["Success", "Failure"]))
}
