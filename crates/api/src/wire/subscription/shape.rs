//! The shapes of subscriptions.

use crate::schema::{
    Schema, count, currency, day, flag, guid, instant, list, map, number, object, resource, text, words,
};
use crate::wire::offer::BILLING;
use crate::wire::product::type_schema;

use super::SUSPENSION_WORDS;

/// The states; older libraries get `suspended` for the last two.
const STATUS: &[&str] = &["active", "suspended", "deleted", "expired", "disabled"];

/// The shape of a subscription.
pub(crate) const fn schema() -> Schema {
    Schema::Named("Subscription", shape)
}

fn shape() -> Schema {
    let head = resource()
        .needs("id", guid())
        .needs("offerId", text())
        .needs("offerName", text())
        .needs("friendlyName", text())
        .has("productType", type_schema())
        .needs("quantity", count())
        .needs("unitType", words(&["Licenses", "License(s)"]))
        .has("parentSubscriptionId", guid())
        .needs("hasPurchasableAddons", flag())
        .needs("creationDate", instant())
        .needs("effectiveStartDate", instant())
        .needs("commitmentEndDate", instant())
        .needs("commitmentEndDateTime", instant())
        .has("billingCycleEndDate", instant())
        .has("billingCycleEndDateTime", instant());
    let state = head
        .needs("status", words(STATUS))
        .needs("autoRenewEnabled", flag())
        .has("suspensionReasons", list(words(SUSPENSION_WORDS)))
        .needs("isTrial", flag())
        .needs("isMicrosoftProduct", flag())
        .needs("billingType", words(&["license", "usage"]))
        .needs("billingCycle", words(BILLING))
        .has("termDuration", text())
        .has("promotionId", text())
        .needs("renewalTermDuration", text())
        .needs("contractType", words(&["subscription"]))
        .needs("publisherName", text())
        .needs("partnerId", text().about("The indirect reseller, by location number."))
        .needs("orderId", guid())
        .needs("actions", list(words(&["Cancel", "Edit"])));
    with_windows(state)
        .has("scheduledNextTermInstructions", Schema::Named("NextTermInstructions", next_term))
        .has(
            "nextChargeInstructions",
            object().needs("product", product_in_term()).needs("quantity", count()),
        )
        .has("migratedFromSubscriptionId", guid())
        .needs("attentionNeeded", flag())
        .needs("actionTaken", flag())
        .needs("seatwright", Schema::Named("SubscriptionExtras", extras))
}

fn with_windows(shape: Schema) -> Schema {
    let option = object().needs("type", words(&["Full", "Partial"])).needs("expiresAt", instant());
    let detail = object().needs("quantity", count()).needs("allowedUntilDateTime", instant());
    shape
        .has("cancellationAllowedUntilDate", instant())
        .has("refundOptions", list(option))
        .has("refundableQuantity", object().needs("totalQuantity", count()).needs("details", list(detail)))
}

fn product_in_term() -> Schema {
    object()
        .needs("productId", text())
        .needs("skuId", text())
        .has("availabilityId", text())
        .needs("billingCycle", words(BILLING))
        .needs("termDuration", text())
}

fn next_term() -> Schema {
    object()
        .needs("product", product_in_term())
        .needs("quantity", count())
        .has("customTermEndDate", instant())
        .has("partialUpgrade", object().needs("catalogItemId", text()).needs("quantity", count()))
}

/// What the dialect has no field for.
fn extras() -> Schema {
    const ORIGINS: &[&str] = &["purchase", "addition", "renewal", "conversion", "transition"];
    let lot = object()
        .needs("lot", count())
        .needs("seats", count())
        .needs("boughtAt", instant())
        .needs("origin", words(ORIGINS))
        .has("unitPrice", number())
        .has("currency", currency())
        .needs("policy", text());
    let dropped = object()
        .needs("rule", text())
        .needs("at", instant())
        .needs("next", map(Schema::Any).about("As events write it."));
    object()
        .needs("state", words(STATUS))
        .needs("policy", text().about("The policy version that holds for the term."))
        .needs("assigned", count())
        .needs("usersTooMany", count())
        .needs("provisioned", flag())
        .has("stateEndsAt", instant())
        .has("deletedAt", instant())
        .has("cancelsAtRenewal", flag())
        .has("setUpLink", text())
        .has("upgrade", guid().about("The upgrade that is working on it."))
        .has("droppedSchedule", dropped)
        .has("trialEnds", instant())
        .needs("renewsOn", day())
        .needs("billing", words(BILLING))
        .needs("lots", list(lot))
}

/// The shape of whether services are set up.
pub(crate) const fn provisioning_schema() -> Schema {
    Schema::Named("SubscriptionProvisioningStatus", provisioning)
}

fn provisioning() -> Schema {
    resource()
        .needs("skuId", guid())
        .needs("status", words(&["pending", "success"]))
        .needs("quantity", count())
        .needs("endDate", instant())
}
