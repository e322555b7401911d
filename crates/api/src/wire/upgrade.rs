//! Upgrades of classic subscriptions, transitions of new commerce, and conversions of trials.

mod shape;

use seatwright_domain::account::Account;
use seatwright_domain::customer::Customer;
use seatwright_domain::ids::OfferId;
use seatwright_domain::refusal::{Code, Reason, Subject};
use seatwright_domain::upgrade::eligibility::{ClassicTarget, TransitionTarget};
use seatwright_domain::upgrade::{Stage, Upgrade, UpgradeKind};
use seatwright_domain::user::{Finding, FindingKind};
use seatwright_store::FoundUser;

pub(crate) use self::shape::{
    classic_target_schema, finding_schema, progress_schema, result_schema, transition_schema,
    transition_target_schema,
};
use crate::fault::{reason_json, reason_text};
use crate::json::{Json, Object};
use crate::texts::say;
use crate::wire::{View, attributes, offer};

/// The number of a reason in a legacy upgrade answer: old libraries know 0 to 9 and break on more.
pub(crate) const fn upgrade_code(code: Code) -> u8 {
    match code {
        Code::DelegationMissing => 1,
        Code::NotActive | Code::Deleted | Code::StatusNotAllowed => 2,
        Code::TargetOwned | Code::ServicesOwned | Code::SeveralSubscriptions => 3,
        Code::UpgradeRunning
        | Code::CreditCheckPending
        | Code::OperationPending
        | Code::UpgradeLocksAdmins => 4,
        Code::HasAddOn => 6,
        Code::NoUpgradePath | Code::GovernmentOrNonprofit | Code::NotEligible => 7,
        Code::OfferUnknown
        | Code::AvailabilityUnknown
        | Code::NotSoldInCountry
        | Code::EndOfSale
        | Code::ClassicClosed => 8,
        Code::NotSetUp | Code::ServiceIncident | Code::SetUpOpen => 9,
        _ => 0,
    }
}

/// The number of a reason in a transition answer.
pub(crate) const fn transition_code(code: Code) -> u8 {
    match code {
        Code::BillingNotOffered => 10,
        Code::NoConversion => 11,
        Code::LicenceConflict | Code::NoSeatFree => 12,
        other => upgrade_code(other),
    }
}

/// The number of a reason against a target subscription.
const fn target_code(code: Code) -> u8 {
    match code {
        Code::TargetNotActive => 1,
        Code::TargetInWindow => 2,
        Code::TargetTermShorter => 3,
        Code::TargetEndsFirst => 4,
        _ => 0,
    }
}

/// A list of numbered errors; each carries our own reason beside the number.
pub(crate) fn errors(view: &View<'_>, kind: &str, reasons: &[Reason], number: fn(Code) -> u8) -> Json {
    let errors = reasons.iter().map(|reason| {
        let mut error = Object::new()
            .set("code", number(reason.code))
            .set("description", reason_text(view.language, reason));
        // Of a subscription that is not active clients read the state, otherwise which one is meant.
        match (reason.code, reason.evidence.get("status"), &reason.subject) {
            (Code::NotActive, Some(status), _) => {
                error = error.set("additionalDetails", status.as_str().unwrap_or_default());
            }
            (_, _, Subject::Subscription(id)) => error = error.set("additionalDetails", id.to_string()),
            _ => {}
        }
        Json::from(
            error.set("reason", reason_json(view.language, reason)).set("attributes", attributes(kind)),
        )
    });
    Json::List(errors.collect())
}

/// A target of a classic upgrade.
pub(crate) fn classic_target(view: &View<'_>, target: &ClassicTarget, country: &str) -> Json {
    let kind = if target.transfer { "upgrade_with_license_transfer" } else { "upgrade_only" };
    let shown = view.catalogue.offer(&target.offer).map(|found| offer::offer(view, found, country));
    Object::new()
        .some("targetOffer", shown)
        .set("upgradeType", kind)
        .set("isEligible", target.reasons.is_empty())
        .set("quantity", target.seats)
        .set("upgradeErrors", errors(view, "UpgradeError", &target.reasons, upgrade_code))
        .set("attributes", attributes("Upgrade"))
        .into()
}

/// A target of a transition.
pub(crate) fn transition_target(view: &View<'_>, target: &TransitionTarget, account: &Account) -> Json {
    let customer = &account.head.customer;
    let found = view.catalogue.offer(&target.offer);
    let kind = if target.transfer { "transition_with_license_transfer" } else { "transition_only" };
    let detail = Object::new()
        .set("isEligible", target.reasons.is_empty())
        .set("transitionType", kind)
        .set("errors", errors(view, "TransitionError", &target.reasons, transition_code));
    let into: Vec<Json> = target
        .into
        .iter()
        .map(|into| {
            let found = account.subscriptions.get(&into.subscription);
            Object::new()
                .set("isEligible", into.reasons.is_empty())
                .set("subscriptionId", into.subscription.to_string())
                .some("subscriptionFriendlyName", found.map(|found| found.friendly_name.as_str()))
                .some("subscriptionTermDuration", found.map(|found| found.term.length.code()))
                .some("subscriptionBillingCycle", found.map(|found| view.billing(found.billing)))
                .set("errors", errors(view, "TargetSubscriptionError", &into.reasons, target_code))
                .into()
        })
        .collect();
    Object::new()
        .set("catalogItemId", item(view, &target.offer, customer))
        .set("title", found.map_or("", |offer| offer.title.as_str()))
        .set("description", found.map_or("", |offer| offer.description.as_str()))
        .set("quantity", target.seats)
        .set("partialQuantityMaximum", target.partial_max)
        .set("eligibilities", Json::List(vec![detail.into()]))
        .set("subscriptionEligibilities", Json::List(into))
        .set("attributes", attributes("TransitionEligibility"))
        .into()
}

/// The catalogue item of an offer for a customer.
pub(crate) fn item(view: &View<'_>, id: &OfferId, customer: &Customer) -> String {
    view.catalogue.offer(id).map_or_else(|| id.to_string(), |offer| view.item_id(offer, customer))
}

/// A transition with what has happened to it so far.
pub(crate) fn transition(view: &View<'_>, upgrade: &Upgrade, customer: &Customer) -> Json {
    let in_place = upgrade.kind == UpgradeKind::InPlace;
    let to = upgrade.target.filter(|_| !in_place).map(|id| id.to_string());
    let kind = if upgrade.moves_licences { "transition_with_license_transfer" } else { "transition_only" };
    Object::new()
        .set("operationId", upgrade.id.to_string())
        .set("fromCatalogItemId", item(view, &upgrade.source_offer, customer))
        .set("fromSubscriptionId", upgrade.source.to_string())
        .set("toCatalogItemId", item(view, &upgrade.target_offer, customer))
        .some("toSubscriptionId", to)
        .set("quantity", upgrade.seats)
        .set("termDuration", upgrade.term.code())
        .set("billingCycle", view.billing(upgrade.billing))
        .set("transitionType", kind)
        .set("events", Json::List(events(upgrade)))
        .set("attributes", attributes("Transition"))
        .into()
}

fn events(upgrade: &Upgrade) -> Vec<Json> {
    let event = |name: &str, status: &str, at: jiff::Timestamp| {
        Json::from(
            Object::new()
                .set("name", name)
                .set("status", status)
                .set("timestamp", at.to_string())
                .set("attributes", attributes("TransitionEvent")),
        )
    };
    let began = upgrade.started_at;
    let mut events = vec![event("Conversion", "Started", began)];
    match &upgrade.stage {
        Stage::CreditCheck { .. } | Stage::Provisioning { .. } => {}
        Stage::Moving { .. } | Stage::Closing { .. } => {
            events.push(event("Conversion", "Completed", began));
            events.push(event("LicenseReassignment", "Started", began));
        }
        Stage::Completed { at } => {
            events.push(event("Conversion", "Completed", *at));
            if upgrade.moves_licences {
                let status = if upgrade.needs_work > 0 { "Failed" } else { "Completed" };
                events.push(event("LicenseReassignment", "Started", began));
                events.push(event("LicenseReassignment", status, *at));
            }
        }
        Stage::Failed { at, .. } => events.push(event("Conversion", "Failed", *at)),
    }
    events
}

/// An upgrade with its progress, for our own addresses (SELF-04, SELF-08).
pub(crate) fn progress(view: &View<'_>, upgrade: &Upgrade, customer: &Customer) -> Object {
    let (stage, due, why) = match &upgrade.stage {
        Stage::CreditCheck { due } => ("creditCheck", Some(*due), None),
        Stage::Provisioning { due } => ("provisioning", Some(*due), None),
        Stage::Moving { due, .. } => ("moving", Some(*due), None),
        Stage::Closing { due } => ("closing", Some(*due), None),
        Stage::Completed { at } => ("completed", Some(*at), None),
        Stage::Failed { at, why } => ("failed", Some(*at), Some(Json::of(why))),
    };
    Object::new()
        .set("id", upgrade.id.to_string())
        .set("kind", Json::of(&upgrade.kind))
        .set("source", upgrade.source.to_string())
        .set("sourceItem", item(view, &upgrade.source_offer, customer))
        .some("target", upgrade.target.map(|id| id.to_string()))
        .set("targetItem", item(view, &upgrade.target_offer, customer))
        .set("quantity", upgrade.seats)
        .set("termDuration", upgrade.term.code())
        .set("billingCycle", upgrade.billing.code())
        .set("payment", Json::of(&upgrade.payment))
        .set("startedAt", upgrade.started_at.to_string())
        .set("stage", stage)
        .set("stageText", stage_text(view, upgrade))
        .some("at", due.map(|at| at.to_string()))
        .some("why", why)
        .set("isRunning", upgrade.is_running())
        .set("locksAdministrators", upgrade.locks_administrators())
        .set("usersTotal", upgrade.users_total)
        .set("usersDone", upgrade.users_done)
        .set("needsWork", upgrade.needs_work)
        .set("servicesSwitchedOn", upgrade.switched_on)
        .set("attributes", attributes("SeatwrightUpgrade"))
}

/// Where an upgrade stands, as a sentence.
fn stage_text(view: &View<'_>, upgrade: &Upgrade) -> String {
    let key = match upgrade.stage {
        Stage::CreditCheck { .. } => "stage-credit-check",
        Stage::Provisioning { .. } => "stage-provisioning",
        Stage::Moving { .. } => "stage-moving",
        Stage::Closing { .. } => "stage-closing",
        Stage::Completed { .. } if upgrade.needs_work > 0 => "stage-completed-with-work",
        Stage::Completed { .. } => "stage-completed",
        Stage::Failed { .. } => "stage-failed",
    };
    let facts = [
        ("done", upgrade.users_done.to_string()),
        ("total", upgrade.users_total.to_string()),
        ("work", upgrade.needs_work.to_string()),
    ];
    say(view.language, key, &facts)
}

/// The key of a finding's text.
fn finding_key(kind: &FindingKind) -> &'static str {
    match kind {
        FindingKind::ServiceSwitchedOn => "finding-service-switched-on",
        FindingKind::NoSeatLeft => "finding-no-seat-left",
        FindingKind::NoUsageLocation => "finding-no-usage-location",
        FindingKind::ServiceHeldElsewhere { .. } => "finding-service-held-elsewhere",
        FindingKind::AssignByHand => "finding-assign-by-hand",
    }
}

/// A finding: which user, which service, why (UPG-10, LIC-02).
pub(crate) fn finding(view: &View<'_>, found: &FoundUser) -> Json {
    let Finding { user, service, kind, .. } = &found.finding;
    Object::new()
        .set("user", user.to_string())
        .set("userPrincipalName", found.principal_name.as_str())
        .set("displayName", found.display_name.as_str())
        .some("service", service.as_deref())
        .set("finding", Json::of(kind))
        .set("needsWork", kind.needs_work())
        .set("text", say(view.language, finding_key(kind), &[]))
        .set("attributes", attributes("SeatwrightFinding"))
        .into()
}

/// The same as an error of a legacy upgrade answer.
pub(crate) fn licence_error(view: &View<'_>, found: &FoundUser) -> Json {
    let key = finding_key(&found.finding.kind);
    let error = Object::new()
        .set("errorCode", key)
        .set("errorMessage", say(view.language, key, &[]))
        .some("service", found.finding.service.as_deref());
    Object::new()
        .set("userObjectId", found.finding.user.to_string())
        .set("name", found.display_name.as_str())
        .set("email", found.principal_name.as_str())
        .set("errors", Json::List(vec![error.into()]))
        .set("attributes", attributes("UserLicenseError"))
        .into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_stay_inside_what_old_libraries_know() {
        for code in Code::ALL {
            assert!(upgrade_code(*code) <= 9, "{}", code.slug());
            assert!(transition_code(*code) <= 13, "{}", code.slug());
            assert!(target_code(*code) <= 4, "{}", code.slug());
        }
    }
}
