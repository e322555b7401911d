//! The shapes of upgrades, transitions and their findings.

use crate::openapi::reason;
use crate::schema::{Schema, count, flag, guid, instant, list, map, object, resource, text, whole, words};
use crate::wire::offer::{self, BILLING};

const UPGRADE_KINDS: &[&str] = &["upgrade_only", "upgrade_with_license_transfer"];
const TRANSITION_KINDS: &[&str] = &["transition_only", "transition_with_license_transfer"];

/// A reason under the number that old libraries know, with the whole of it beside.
fn error() -> Schema {
    resource()
        .needs("code", Schema::Whole(Some(0), Some(13)))
        .needs("description", text())
        .has("additionalDetails", text())
        .needs("reason", reason())
}

fn errors() -> Schema {
    list(Schema::Named("NumberedReason", error))
}

/// The shape of a target of a classic upgrade.
pub(crate) const fn classic_target_schema() -> Schema {
    Schema::Named("Upgrade", classic_target)
}

fn classic_target() -> Schema {
    resource()
        .has("targetOffer", offer::schema())
        .needs("upgradeType", words(UPGRADE_KINDS))
        .needs("isEligible", flag())
        .needs("quantity", count())
        .needs("upgradeErrors", errors())
}

/// The shape of what a classic upgrade came to.
pub(crate) const fn result_schema() -> Schema {
    Schema::Named("UpgradeResult", result)
}

fn result() -> Schema {
    let service = object().needs("errorCode", text()).needs("errorMessage", text()).has("service", text());
    let of_user = resource()
        .needs("userObjectId", guid())
        .needs("name", text())
        .needs("email", text())
        .needs("errors", list(service));
    resource()
        .needs("sourceSubscriptionId", guid())
        .has("targetSubscriptionId", guid())
        .needs("upgradeType", words(UPGRADE_KINDS))
        .needs("upgradeErrors", errors())
        .needs("licenseErrors", list(of_user))
        .has("operationId", guid())
        .has("reasons", list(reason()).about("Every reason against it."))
}

/// The shape of a target of a transition.
pub(crate) const fn transition_target_schema() -> Schema {
    Schema::Named("TransitionEligibility", transition_target)
}

fn transition_target() -> Schema {
    let detail = object()
        .needs("isEligible", flag())
        .needs("transitionType", words(TRANSITION_KINDS))
        .needs("errors", errors());
    let into = object()
        .needs("isEligible", flag())
        .needs("subscriptionId", guid())
        .has("subscriptionFriendlyName", text())
        .has("subscriptionTermDuration", text())
        .has("subscriptionBillingCycle", text())
        .needs("errors", errors());
    resource()
        .needs("catalogItemId", text())
        .needs("title", text())
        .needs("description", text())
        .needs("quantity", count())
        .needs("partialQuantityMaximum", count())
        .needs("eligibilities", list(detail))
        .needs("subscriptionEligibilities", list(into))
}

/// The shape of a transition. A trial that became paid has no operation to follow.
pub(crate) const fn transition_schema() -> Schema {
    Schema::Named("Transition", transition)
}

fn transition() -> Schema {
    let event = resource()
        .needs("name", words(&["Conversion", "LicenseReassignment"]))
        .needs("status", words(&["Started", "Completed", "Failed"]))
        .needs("timestamp", instant());
    resource()
        .has("operationId", guid())
        .has("fromCatalogItemId", text())
        .needs("fromSubscriptionId", guid())
        .needs("toCatalogItemId", text())
        .has("toSubscriptionId", guid())
        .needs("quantity", count())
        .has("termDuration", text())
        .has("billingCycle", words(BILLING))
        .needs("transitionType", words(TRANSITION_KINDS))
        .needs("events", list(event))
}

/// The shape of an upgrade with its progress.
pub(crate) const fn progress_schema() -> Schema {
    Schema::Named("SeatwrightUpgrade", progress)
}

fn progress() -> Schema {
    const KINDS: &[&str] =
        &["classic", "self_service", "in_place", "into_existing", "partial_to_new", "partial_into_existing"];
    const STAGES: &[&str] = &["creditCheck", "provisioning", "moving", "closing", "completed", "failed"];
    resource()
        .needs("id", guid())
        .needs("kind", words(KINDS))
        .needs("source", guid())
        .needs("sourceItem", text())
        .has("target", guid())
        .needs("targetItem", text())
        .needs("quantity", count())
        .needs("termDuration", text())
        .needs("billingCycle", words(BILLING))
        .needs("payment", words(&["invoice", "card", "prepaid"]))
        .needs("startedAt", instant())
        .needs("stage", words(STAGES))
        .needs("stageText", text())
        .has("at", instant().about("When the stage ends, or ended."))
        .has("why", Schema::Any.about("Why it failed."))
        .needs("isRunning", flag())
        .needs("locksAdministrators", flag())
        .needs("usersTotal", whole())
        .needs("usersDone", whole())
        .needs("needsWork", whole().about("Users for whom somebody has to do something."))
        .needs("servicesSwitchedOn", whole())
        .has("operationId", guid())
}

/// The shape of a finding.
pub(crate) const fn finding_schema() -> Schema {
    Schema::Named("SeatwrightFinding", finding)
}

fn finding() -> Schema {
    resource()
        .needs("user", guid())
        .needs("userPrincipalName", text())
        .needs("displayName", text())
        .has("service", text())
        .needs("finding", map(text()).about("`kind`, and what it is about."))
        .needs("needsWork", flag())
        .needs("text", text())
}
