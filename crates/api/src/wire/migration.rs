//! Migrations from classic to new commerce, those that wait for their day, and what would stand against one.

use jiff::Timestamp;
use seatwright_domain::calendar::BillingPlan;
use seatwright_domain::customer::Customer;
use seatwright_domain::ids::{MigrationId, OfferId};
use seatwright_domain::migration::{
    Migration, MigrationDay, MigrationSchedule, Part, PartWish, Reviewed, ScheduleEnd,
};
use seatwright_domain::refusal::Reason;
use uuid::Uuid;

use crate::codes::{self, Place};
use crate::fault::{reason_json, reason_text};
use crate::json::{Json, Object};
use crate::openapi::reason;
use crate::schema::{Schema, count, day, flag, guid, instant, list, map, object, text, whole, words};
use crate::wire::{View, attributes, day_start, upgrade};

/// The words of a billing plan where the dialect writes them in capitals.
const BILLING: &[&str] = &["Unknown", "Monthly", "Annual", "None", "OneTime", "Triennial", "Biennial"];

fn billing_word(billing: BillingPlan) -> &'static str {
    match billing {
        BillingPlan::Monthly => "Monthly",
        BillingPlan::Annual => "Annual",
        BillingPlan::Biennial => "Biennial",
        BillingPlan::Triennial => "Triennial",
        BillingPlan::OneTime => "OneTime",
        BillingPlan::None => "None",
    }
}

/// A migration. One that somebody has just begun is shown as it began, whatever has come of it since.
pub(crate) fn migration(view: &View<'_>, known: &Migration, customer: &Customer) -> Object {
    let status = if known.is_running() { "Processing" } else { "Completed" };
    let done = known.completed_at;
    let add_ons: Vec<Json> =
        known.add_ons.iter().map(|add_on| part(view, add_on, customer, status, done).into()).collect();
    let base = Object::new()
        .set("id", known.id.to_string())
        .set("startedTime", known.started_at.to_string())
        .some("completedTime", done.map(|at| at.to_string()))
        .set("customerTenantId", customer.id.to_string())
        .some("externalReferenceId", known.external_reference.as_deref());
    let base = of_part(view, base, &known.base, customer, status, done);
    base.set("addOnMigrations", add_ons).set("attributes", attributes("NewCommerceMigration"))
}

fn part(view: &View<'_>, of: &Part, customer: &Customer, status: &str, done: Option<Timestamp>) -> Object {
    of_part(view, Object::new(), of, customer, status, done)
}

fn of_part(
    view: &View<'_>,
    object: Object,
    of: &Part,
    customer: &Customer,
    status: &str,
    done: Option<Timestamp>,
) -> Object {
    object
        .set("currentSubscriptionId", of.source.to_string())
        .set("status", status)
        .set("catalogItemId", item(view, &of.offer, customer))
        .some("newCommerceSubscriptionId", done.map(|_| of.target.to_string()))
        .some("newCommerceOrderId", done.map(|_| of.order.to_string()))
        .set("subscriptionEndDate", day_start(of.ends_on))
        .some("customTermEndDate", of.custom_end.map(day_start))
        .set("quantity", of.seats)
        .set("termDuration", of.term.code())
        .set("billingCycle", billing_word(of.billing))
        .set("purchaseFullTerm", of.full_term)
}

fn item(view: &View<'_>, offer: &OfferId, customer: &Customer) -> String {
    upgrade::item(view, offer, customer)
}

/// The shape of a migration.
pub(crate) const fn schema() -> Schema {
    Schema::Named("NewCommerceMigration", shape)
}

fn shape() -> Schema {
    part_shape()
        .needs("id", guid())
        .needs("startedTime", instant())
        .has("completedTime", instant())
        .needs("customerTenantId", guid())
        .has("externalReferenceId", text().about("The client's own key."))
        .needs("addOnMigrations", list(Schema::Named("NewCommerceMigrationAddOn", part_shape)))
        .has("notices", list(map(Schema::Any)))
        .needs("attributes", map(Schema::Any))
}

fn part_shape() -> Schema {
    object()
        .needs("currentSubscriptionId", guid())
        .needs("status", words(&["Processing", "Completed"]))
        .needs("catalogItemId", text())
        .has("newCommerceSubscriptionId", guid())
        .has("newCommerceOrderId", guid())
        .needs("subscriptionEndDate", instant().about("The last day of the first term."))
        .has("customTermEndDate", instant())
        .needs("quantity", count())
        .needs("termDuration", text())
        .needs("billingCycle", words(BILLING))
        .needs("purchaseFullTerm", flag())
}

/// What a migration would make of a subscription, and what stands against it.
pub(crate) fn eligibility(view: &View<'_>, of: &Reviewed<'_>, customer: &Customer) -> Object {
    let errors: Vec<Json> = of.reasons.iter().map(|reason| error(view, reason)).collect();
    let reasons: Vec<Json> = of.reasons.iter().map(|reason| reason_json(view.language, reason)).collect();
    let seats = of
        .wish
        .seats
        .or_else(|| of.source.as_ref().map(seatwright_domain::subscription::Subscription::seats));
    Object::new()
        .set("currentSubscriptionId", of.wish.subscription.to_string())
        .set("isEligible", of.reasons.is_empty())
        .some("quantity", seats)
        .some("termDuration", of.commitment.map(|(term, _)| term.code()))
        .some("billingCycle", of.commitment.map(|(_, billing)| billing_word(billing)))
        .set("purchaseFullTerm", of.wish.full_term)
        .some("catalogItemId", of.offer.map(|offer| item(view, &offer.id, customer)))
        .some("customTermEndDate", of.wish.custom_end.map(day_start))
        .set("errors", errors)
        .set("reasons", reasons)
}

fn error(view: &View<'_>, reason: &Reason) -> Json {
    Object::new()
        .set("code", codes::at(Place::Anywhere, reason).number)
        .set("description", reason_text(view.language, reason))
        .into()
}

/// The shape of the answer to a question about a migration.
pub(crate) const fn eligibility_schema() -> Schema {
    Schema::Named("NewCommerceEligibility", eligibility_shape)
}

fn eligibility_shape() -> Schema {
    eligibility_part()
        .needs("addOnMigrations", list(Schema::Named("NewCommerceAddOnEligibility", eligibility_part)))
        .needs("attributes", map(Schema::Any))
}

fn eligibility_part() -> Schema {
    object()
        .needs("currentSubscriptionId", guid())
        .needs("isEligible", flag())
        .has("quantity", count())
        .has("termDuration", text())
        .has("billingCycle", words(BILLING))
        .needs("purchaseFullTerm", flag())
        .has("catalogItemId", text())
        .has("customTermEndDate", instant())
        .needs("errors", list(object().needs("code", whole()).needs("description", text())))
        .needs("reasons", list(reason()).about("The same with rule, evidence and remedy."))
}

/// What has happened to a migration so far: for each of its subscriptions, in order.
pub(crate) fn events(known: &Migration, customer: &Customer) -> Vec<Json> {
    let of = |part: &Part| {
        [
            ("MigrationStarted", Some(known.started_at)),
            ("NewCommerceSubscriptionCreated", Some(known.started_at)),
            ("NewCommerceSubscriptionProvisioned", part.provisioned_at),
            ("MigrationCompleted", known.completed_at),
        ]
    };
    let mut events = Vec::new();
    for part in known.parts() {
        for (place, (name, at)) in (1_u128..).zip(of(part)) {
            let Some(at) = at else { continue };
            // An id of its own for each, and the same whenever it is asked for.
            let id = Uuid::from_u128(part.upgrade.0.as_u128() ^ place);
            events.push(
                Object::new()
                    .set("id", id.to_string())
                    .set("newCommerceMigrationId", known.id.to_string())
                    .set("currentSubscriptionId", part.source.to_string())
                    .set("customerTenantId", customer.id.to_string())
                    .set("createdTime", at.to_string())
                    .set("eventName", name)
                    .into(),
            );
        }
    }
    events
}

/// The shape of an event of a migration.
pub(crate) const fn event_schema() -> Schema {
    Schema::Named("NewCommerceMigrationEvent", event_shape)
}

fn event_shape() -> Schema {
    object()
        .needs("id", guid())
        .needs("newCommerceMigrationId", guid())
        .needs("currentSubscriptionId", guid())
        .needs("customerTenantId", guid())
        .needs("createdTime", instant())
        .needs(
            "eventName",
            words(&[
                "MigrationStarted",
                "NewCommerceSubscriptionCreated",
                "NewCommerceSubscriptionProvisioned",
                "MigrationCompleted",
            ]),
        )
}

/// A migration that waits for its day, or has.
pub(crate) fn schedule(view: &View<'_>, known: &MigrationSchedule, customer: &Customer) -> Object {
    let (status, migration, reason) = match &known.end {
        None => ("Created", None, None),
        Some(ScheduleEnd::Cancelled) => ("Cancelled", None, None),
        Some(ScheduleEnd::CarriedOut { migration }) => ("Completed", Some(*migration), None),
        Some(ScheduleEnd::Overtaken { migration }) => ("Cancelled", Some(*migration), None),
        Some(ScheduleEnd::Failed { reasons }) => ("Failed", None, reasons.first()),
    };
    let reasons: Option<Vec<Json>> = match &known.end {
        Some(ScheduleEnd::Failed { reasons }) => {
            Some(reasons.iter().map(|reason| reason_json(view.language, reason)).collect())
        }
        _ => None,
    };
    let day = match known.day {
        MigrationDay::On { date } => Some(day_start(date)),
        MigrationDay::Renewal => None,
    };
    let add_ons: Vec<Json> = known.wish.add_ons.iter().map(|add_on| wanted(add_on).into()).collect();
    let object = wanted(&known.wish.base)
        .set("id", known.id.to_string())
        .set("customerTenantId", customer.id.to_string())
        .set("status", status)
        .set("createdTime", known.created_at.to_string())
        .set("lastModifiedTime", known.changed_at.to_string())
        .some("targetDate", day)
        .set("migrateOnRenewal", known.day == MigrationDay::Renewal)
        .some("externalReferenceId", known.wish.external_reference.as_deref())
        .some("newCommerceMigrationId", migration.map(|id: MigrationId| id.to_string()))
        .some("errorCode", reason.map(|reason| codes::at(Place::Anywhere, reason).number))
        .some("errorDescription", reason.map(|reason| reason_text(view.language, reason)))
        .some("reasons", reasons);
    object
        .set("addOnMigrationSchedules", add_ons)
        .set("attributes", attributes("NewCommerceMigrationSchedule"))
}

fn wanted(wish: &PartWish) -> Object {
    Object::new()
        .set("currentSubscriptionId", wish.subscription.to_string())
        .some("quantity", wish.seats)
        .some("termDuration", wish.term.map(seatwright_domain::calendar::Term::code))
        .some("billingCycle", wish.billing.map(billing_word))
        .set("purchaseFullTerm", wish.full_term)
        .some("customTermEndDate", wish.custom_end.map(day_start))
}

/// The shape of a scheduled migration.
pub(crate) const fn schedule_schema() -> Schema {
    Schema::Named("NewCommerceMigrationSchedule", schedule_shape)
}

fn schedule_shape() -> Schema {
    wanted_shape()
        .needs("id", guid())
        .needs("customerTenantId", guid())
        .needs("status", words(&["Created", "Cancelled", "Completed", "Failed"]))
        .needs("createdTime", instant())
        .needs("lastModifiedTime", instant())
        .has("targetDate", instant())
        .needs("migrateOnRenewal", flag())
        .has("externalReferenceId", text())
        .has("newCommerceMigrationId", guid())
        .has("errorCode", whole())
        .has("errorDescription", text())
        .has("reasons", list(reason()).about("Why it could not be carried out on its day."))
        .needs(
            "addOnMigrationSchedules",
            list(Schema::Named("NewCommerceMigrationScheduleAddOn", wanted_shape)),
        )
        .has("notices", list(map(Schema::Any)))
        .needs("attributes", map(Schema::Any))
}

fn wanted_shape() -> Schema {
    object()
        .needs("currentSubscriptionId", guid())
        .has("quantity", count())
        .has("termDuration", text())
        .has("billingCycle", words(BILLING))
        .needs("purchaseFullTerm", flag())
        .has("customTermEndDate", instant())
}

/// The shape of a body that asks for a migration.
pub(crate) fn wish_schema() -> Schema {
    Schema::Named("NewCommerceMigrationWish", || wish_shape().has("addOnMigrations", list(wish_shape())))
}

/// The same with the day that it waits for.
pub(crate) fn schedule_wish_schema() -> Schema {
    Schema::Named("NewCommerceMigrationScheduleWish", || {
        wish_shape()
            .has("addOnMigrationSchedules", list(wish_shape()))
            .has("addOnMigrations", list(wish_shape()))
            .has("targetDate", crate::schema::optional(day()))
            .has("migrateOnRenewal", crate::schema::optional(crate::schema::flag_in()))
    })
}

fn wish_shape() -> Schema {
    use crate::schema::{flag_in, id_in, optional, text_in, whole_in};
    object()
        .needs("currentSubscriptionId", id_in())
        .has("quantity", optional(whole_in(0, 1_000_000_000)))
        .has("termDuration", optional(text_in(0, 8)))
        .has("billingCycle", optional(text_in(0, 16)))
        .has("purchaseFullTerm", optional(flag_in()))
        .has("customTermEndDate", optional(day()))
        .has("externalReferenceId", optional(text_in(0, 256)))
}
