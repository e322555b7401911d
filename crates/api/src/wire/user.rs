//! Users and their licences.

use std::collections::BTreeSet;

use seatwright_domain::catalogue::Plan;
use seatwright_domain::ids::{CustomerId, PlanId};
use seatwright_domain::subscription::{Status, Subscription};
use seatwright_domain::user::{Assignment, User};

use crate::json::{Json, Object};
use crate::schema::{Schema, flag, guid, instant, list, object, resource, text, whole, words};
use crate::wire::{View, attributes, link};

/// A user.
pub(crate) fn user(user: &User, customer: CustomerId) -> Object {
    let uri = format!("/customers/{customer}/users/{}", user.id);
    let state = if user.deleted_at.is_some() { "inactive" } else { "active" };
    Object::new()
        .some("usageLocation", user.usage_location.as_deref())
        .set("id", user.id.to_string())
        .set("userPrincipalName", user.principal_name.as_str())
        .set("firstName", user.first_name.as_str())
        .set("lastName", user.last_name.as_str())
        .set("displayName", user.display_name.as_str())
        .some("immutableId", user.immutable_id.as_deref())
        .set("userDomainType", "managed")
        .set("state", state)
        .some("softDeletionTime", user.deleted_at.map(|at| at.to_string()))
        .set("links", Json::from(Object::new().set("self", link(uri))))
        .set("attributes", attributes("CustomerUser"))
}

/// The shape of a user.
pub(crate) const fn schema() -> Schema {
    Schema::Named("CustomerUser", shape)
}

fn shape() -> Schema {
    resource()
        .has("usageLocation", text().about("ISO 3166 code; licences need it."))
        .needs("id", guid())
        .needs("userPrincipalName", text())
        .needs("firstName", text())
        .needs("lastName", text())
        .needs("displayName", text())
        .has("immutableId", text())
        .needs("userDomainType", words(&["managed"]))
        .needs("state", words(&["active", "inactive"]))
        .has("softDeletionTime", instant())
        .has("passwordProfile", object().needs("password", text()).needs("forceChangePassword", flag()))
}

fn product_sku(plan: &Plan) -> Json {
    Object::new()
        .set("id", plan.id.to_string())
        .set("name", plan.title.as_str())
        .set("skuPartNumber", plan.part_number.as_str())
        .set("targetType", if plan.assignable { "User" } else { "Tenant" })
        .set("licenseGroupId", "group1")
        .into()
}

fn service_plans(view: &View<'_>, plan: &Plan, excluded: &BTreeSet<String>) -> Json {
    let plans = plan.services.iter().filter_map(|name| view.catalogue.services.get(name)).map(|service| {
        let status = if excluded.contains(&service.name) { "Disabled" } else { "Enabled" };
        Json::from(
            Object::new()
                .set("displayName", service.title.as_str())
                .set("serviceName", service.name.as_str())
                .set("id", service.id.to_string())
                .set("capabilityStatus", status)
                .set("targetType", if plan.assignable { "User" } else { "Tenant" }),
        )
    });
    Json::List(plans.collect())
}

fn product_sku_shape() -> Schema {
    object()
        .needs("id", guid())
        .needs("name", text())
        .needs("skuPartNumber", text())
        .needs("targetType", words(&["User", "Tenant"]))
        .needs("licenseGroupId", words(&["group1"]))
}

fn service_plan_shape() -> Schema {
    object()
        .needs("displayName", text())
        .needs("serviceName", text())
        .needs("id", guid())
        .needs("capabilityStatus", words(&["Enabled", "Disabled"]))
        .needs("targetType", words(&["User", "Tenant"]))
}

/// A licence in a user's hands.
pub(crate) fn licence(view: &View<'_>, held: &Assignment, plan: &Plan) -> Json {
    Object::new()
        .set("servicePlans", service_plans(view, plan, &held.excluded))
        .set("productSku", product_sku(plan))
        .set("subscriptionId", held.subscription.to_string())
        .set("since", held.since.to_string())
        .set("attributes", attributes("License"))
        .into()
}

/// The shape of a licence in a user's hands.
pub(crate) const fn licence_schema() -> Schema {
    Schema::Named("License", licence_shape)
}

fn licence_shape() -> Schema {
    resource()
        .needs("servicePlans", list(Schema::Named("ServicePlan", service_plan_shape)))
        .needs("productSku", Schema::Named("ProductSku", product_sku_shape))
        .needs("subscriptionId", guid())
        .needs("since", instant())
}

/// The licences of one plan over some subscriptions: owned, given out and free. Fewer than none are free when users hold
/// more than was bought (LIC-101).
pub(crate) fn subscribed_sku(view: &View<'_>, id: PlanId, subscriptions: &[&Subscription]) -> Option<Json> {
    let plan = view.catalogue.plan(id)?;
    let seats = |wanted: &[Status]| {
        let counted = subscriptions.iter().filter(|s| wanted.contains(&s.status));
        counted.fold(0_i64, |sum, s| sum + i64::from(s.seats()))
    };
    let (active, warning) = (seats(&[Status::Active]), seats(&[Status::Expired]));
    let suspended = seats(&[Status::Suspended, Status::Disabled]);
    let consumed = subscriptions.iter().fold(0_i64, |sum, s| sum + i64::from(s.assigned));
    let status = match (active, warning) {
        (1.., _) => "Enabled",
        (_, 1..) => "Warning",
        _ => "Suspended",
    };
    let object = Object::new()
        .set("availableUnits", active + warning - consumed)
        .set("activeUnits", active)
        .set("consumedUnits", consumed)
        .set("suspendedUnits", suspended)
        .set("totalUnits", active + warning)
        .set("warningUnits", warning)
        .set("productSku", product_sku(plan))
        .set("servicePlans", service_plans(view, plan, &BTreeSet::new()))
        .set("capabilityStatus", status)
        .set("attributes", attributes("SubscribedSku"));
    Some(object.into())
}

/// The shape of the licences of one plan.
pub(crate) const fn subscribed_sku_schema() -> Schema {
    Schema::Named("SubscribedSku", subscribed_sku_shape)
}

fn subscribed_sku_shape() -> Schema {
    resource()
        .needs("availableUnits", whole())
        .needs("activeUnits", whole())
        .needs("consumedUnits", whole())
        .needs("suspendedUnits", whole())
        .needs("totalUnits", whole())
        .needs("warningUnits", whole())
        .needs("productSku", Schema::Named("ProductSku", product_sku_shape))
        .needs("servicePlans", list(Schema::Named("ServicePlan", service_plan_shape)))
        .needs("capabilityStatus", words(&["Enabled", "Warning", "Suspended"]))
}
