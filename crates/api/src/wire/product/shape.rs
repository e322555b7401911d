//! The shapes of products, SKUs and availabilities.

use crate::schema::{Schema, any_of, count, currency, flag, guid, list, object, resource, text, words};
use crate::wire::SEGMENT_WORDS;
use crate::wire::offer::{BILLING, attestation_shape};

/// The shape of a product type.
pub(crate) fn type_schema() -> Schema {
    const TYPES: &[&str] = &["OnlineServices", "OnlineServicesNCE", "SaaS"];
    object().needs("id", words(TYPES)).needs("displayName", words(TYPES))
}

/// The shape of a product.
pub(crate) const fn schema() -> Schema {
    Schema::Named("Product", product)
}

fn product() -> Schema {
    resource()
        .needs("id", text())
        .needs("title", text())
        .needs("description", text())
        .needs("productType", type_schema())
        .needs("isMicrosoftProduct", flag())
        .needs("publisherName", text())
}

/// The shape of a SKU.
pub(crate) const fn sku_schema() -> Schema {
    Schema::Named("Sku", sku)
}

fn sku() -> Schema {
    // One library reads these as a map of strings, and gets lists joined by commas.
    let texts = || any_of(vec![list(text()), text()]);
    let dynamic = object()
        .needs("isMicrosoftProduct", flag())
        .needs("hasConstraints", flag())
        .needs("isAddon", flag())
        .has("provisioningId", guid())
        .needs("prerequisiteSkus", texts())
        .needs("upgradeTargetOffers", texts());
    resource()
        .needs("id", text())
        .needs("productId", text())
        .needs("title", text())
        .needs("description", text())
        .needs("minimumQuantity", count())
        .needs("maximumQuantity", count())
        .needs("isTrial", flag())
        .needs("supportedBillingCycles", list(words(BILLING)))
        .needs("purchasePrerequisites", list(text()))
        .needs("inventoryVariables", list(text()))
        .needs("provisioningVariables", list(text()))
        .needs("actions", list(text()))
        .needs("dynamicAttributes", dynamic)
        .has("attestationProperties", attestation_shape())
}

/// The shape of an availability.
pub(crate) const fn availability_schema() -> Schema {
    Schema::Named("Availability", availability)
}

fn availability() -> Schema {
    let renewal = object().needs("renewToId", text()).needs("isAutoRenewable", flag());
    let instruction =
        object().needs("applicableTermIds", list(text())).needs("renewalOptions", list(renewal));
    resource()
        .needs("id", text())
        .needs("productId", text())
        .needs("skuId", text())
        .needs("catalogItemId", text())
        .has("defaultCurrency", object().needs("code", currency()).needs("symbol", text()))
        .needs("segment", words(SEGMENT_WORDS))
        .needs("country", text())
        .needs("isPurchasable", flag())
        .needs("isRenewable", flag())
        .needs("renewalInstructions", list(instruction))
        .needs("terms", list(Schema::Named("Term", term)))
}

fn term() -> Schema {
    let refund = object()
        .needs("sequenceId", count())
        .needs("type", words(&["Full", "Partial", "None"]))
        .needs("expiresAfter", text().about("An ISO 8601 duration."));
    object()
        .needs("id", text())
        .needs("duration", text().about("An ISO 8601 duration."))
        .needs("description", text())
        .needs("billingCycle", words(BILLING))
        .needs("cancellationPolicies", list(object().needs("refundOptions", list(refund))))
}
