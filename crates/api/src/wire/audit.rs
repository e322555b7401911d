//! Audit records: what an event is called in the dialect's log of activities, with what it changed. Kinds of events that the
//! dialect has no word for are not in it; the feed has them.

use seatwright_domain::customer::Relationship;
use seatwright_domain::event::Event;
use seatwright_domain::ids::{CustomerId, PartnerId};
use seatwright_domain::order::Order;
use seatwright_domain::role::Actor;
use seatwright_domain::subscription::Subscription;
use seatwright_domain::user::Assignment;
use seatwright_domain::webhook::{WebhookEvent, relationship_news, updated_subscription};
use seatwright_engine::Audited;

use crate::client::Client;
use crate::json::{Json, Object};
use crate::schema::{Schema, list, object, resource, text, words};
use crate::wire::{View, attributes, subscription};

/// The application that is named where a person did it, or time.
const OWN_APPLICATION: &str = "Seatwright";

/// Operations that clients of 2021 do not know.
const NEWER_OPERATIONS: [&str; 5] = [
    "dap_admin_relationship_approved",
    "dap_admin_relationship_terminated",
    "create_new_commerce_migration",
    "add_user_member",
    "remove_user_member",
];

/// Kinds of resources that clients of 2021 do not know.
const NEWER_RESOURCES: [&str; 2] = ["partner_customer_dap", "new_commerce_migration"];

/// What an event is called.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Called {
    /// The operation.
    pub(crate) operation: &'static str,
    /// The kind of resource.
    pub(crate) resource: &'static str,
    status: &'static str,
}

const fn called(operation: &'static str, resource: &'static str) -> Called {
    Called { operation, resource, status: "succeeded" }
}

impl Called {
    const fn so_far(self, status: &'static str) -> Self {
        Self { status, ..self }
    }
}

/// What an event is called; none where the dialect has no word for it.
pub(crate) fn of(audited: &Audited, partner: PartnerId) -> Option<Called> {
    let event = &audited.item.event.recorded.event;
    Some(match event {
        Event::CustomerCreated { .. } => called("add_customer", "customer"),
        Event::BillingProfileChanged { .. } => called("update_customer_billing_profile", "customer"),
        Event::RelationshipChanged { partner: with, relationship } if *with == partner => {
            of_relationship(audited.bond_before.as_ref(), relationship.as_ref())?
        }
        Event::SegmentChanged { .. } => called("update_customer_qualification", "customer"),
        Event::CustomerDeleted => called("delete_customer", "customer"),
        Event::RoleGiven { .. } => called("add_user_member", "customer_user"),
        Event::RoleTaken { .. } => called("remove_user_member", "customer_user"),
        Event::OrderPlaced { .. } => called("create_order", "order"),
        Event::OrderLineAdded { .. } => called("update_order", "order"),
        Event::TrialConverted { .. } => called("convert_trial_subscription", "subscription"),
        Event::UpgradeStarted { .. }
        | Event::CreditCheckPassed { .. }
        | Event::UpgradeProvisioned { .. }
        | Event::MoveFinished { .. } => called("upgrade_subscription", "subscription").so_far("progress"),
        Event::UpgradeCompleted { .. } => called("upgrade_subscription", "subscription"),
        Event::UpgradeFailed { .. } => called("upgrade_subscription", "subscription").so_far("failed"),
        Event::MigrationStarted { .. } => {
            called("create_new_commerce_migration", "new_commerce_migration").so_far("progress")
        }
        Event::MigrationCompleted { .. } => called("create_new_commerce_migration", "new_commerce_migration"),
        Event::UserCreated { .. } => called("create_customer_user", "customer_user"),
        Event::UserChanged { .. } => called("update_customer_user", "customer_user"),
        Event::UserDeleted { .. } => called("delete_customer_user", "customer_user"),
        Event::UserRestored { .. } => called("restore_customer_user", "customer_user"),
        Event::LicencesChanged { .. } | Event::UsersMoved { .. } => {
            called("update_customer_user_licenses", "license")
        }
        other => {
            updated_subscription(other)?;
            called("update_subscription", "subscription")
        }
    })
}

fn of_relationship(before: Option<&Relationship>, after: Option<&Relationship>) -> Option<Called> {
    if after.is_none() {
        return Some(called("remove_partner_customer_relationship", "partner_customer_relationship"));
    }
    Some(match relationship_news(before, after).first() {
        Some(WebhookEvent::DapAdminRelationshipApproved) => {
            called("dap_admin_relationship_approved", "partner_customer_dap")
        }
        Some(WebhookEvent::DapAdminRelationshipTerminated) => {
            called("dap_admin_relationship_terminated", "partner_customer_dap")
        }
        Some(_) => called("add_customer", "partner_customer_relationship"),
        None => {
            let confirmed = |bond: Option<&Relationship>| bond.and_then(|bond| bond.agreement.clone());
            (confirmed(before) != confirmed(after)).then_some(called("create_agreement", "agreement"))?
        }
    })
}

/// The shape of a record.
pub(crate) const fn schema() -> Schema {
    Schema::Named("AuditRecord", shape)
}

fn shape() -> Schema {
    let datum = object().needs("key", text()).needs("value", text());
    resource()
        .needs("id", text().about("Ours: by which the record is read again."))
        .needs("partnerId", text())
        .needs("customerId", text())
        .needs("customerName", text())
        .has("userPrincipalName", text().about("Absent where no person did it."))
        .needs("applicationId", text())
        .needs("resourceType", text())
        .has("resourceOldValue", text().about("JSON as a text; absent where there was nothing before."))
        .has("resourceNewValue", text())
        .needs("operationType", text())
        .needs("operationDate", crate::schema::instant())
        .needs("operationStatus", words(&["succeeded", "failed", "progress"]))
        .needs("customizedData", list(datum))
}

/// The id of the record of an event.
pub(crate) fn id(partner: PartnerId, customer: CustomerId, seq: u64) -> String {
    format!("{partner}_{customer}_{seq}")
}

/// A record.
pub(crate) fn record(view: &View<'_>, audited: &Audited, called: Called, partner: PartnerId) -> Json {
    let recorded = &audited.item.event.recorded;
    let customer = &audited.customer;
    let known = |word: &'static str, newer: &[&str]| {
        if view.client.is_dated() && newer.contains(&word) { "undefined" } else { word }
    };
    let (old, new) = values(view, audited);
    let (user, application) = match &recorded.by {
        Actor::Partner { user, application, .. } => (user.clone(), application.clone()),
        Actor::Customer { user, .. } => (Some(user.clone()), None),
        Actor::Publisher { .. } | Actor::System => (None, None),
    };
    Object::new()
        .set("id", id(partner, customer.id, recorded.seq))
        .set("partnerId", partner.to_string())
        .set("customerId", customer.id.to_string())
        .set("customerName", &customer.company_name)
        .some("userPrincipalName", user)
        .set("applicationId", application.unwrap_or_else(|| OWN_APPLICATION.to_owned()))
        .set("resourceType", known(called.resource, &NEWER_RESOURCES))
        .some("resourceOldValue", old)
        .some("resourceNewValue", new)
        .set("operationType", known(called.operation, &NEWER_OPERATIONS))
        .set("operationDate", recorded.at.to_string())
        .set("operationStatus", called.status)
        .set("customizedData", customized(audited))
        .set("attributes", attributes("AuditRecord"))
        .into()
}

/// What was there before, and what is there after it, as JSON in texts.
fn values(view: &View<'_>, audited: &Audited) -> (Option<String>, Option<String>) {
    let recorded = &audited.item.event.recorded;
    // The shape that every client reads, whoever asks.
    let view = View { client: Client::Other, ..*view };
    let shown = |found: &Subscription| text_of(subscription::subscription(&view, found, &audited.customer));
    if updated_subscription(&recorded.event).is_some() && audited.after.is_some() {
        return (audited.before.as_ref().map(shown), audited.after.as_ref().map(shown));
    }
    if let Event::RelationshipChanged { relationship, .. } = &recorded.event {
        let shown = |bond: &Relationship| text_of(Json::of(bond));
        return (audited.bond_before.as_ref().map(shown), relationship.as_ref().map(shown));
    }
    (None, Some(text_of(Json::of(&recorded.event))))
}

fn text_of(value: Json) -> String {
    String::from_utf8_lossy(&pascal(value).to_bytes()).into_owned()
}

/// The same with names of members in Pascal case, and without what belongs to an answer and not to the resource.
fn pascal(value: Json) -> Json {
    match value {
        Json::Object(members) => Json::Object(
            members
                .into_iter()
                .filter(|(name, _)| name != "attributes" && name != "links")
                .map(|(name, value)| (pascal_name(&name), pascal(value)))
                .collect(),
        ),
        Json::List(items) => Json::List(items.into_iter().map(pascal).collect()),
        other => other,
    }
}

fn pascal_name(name: &str) -> String {
    let part = |part: &str| {
        let mut letters = part.chars();
        letters.next().map(|first| first.to_ascii_uppercase()).into_iter().chain(letters).collect::<String>()
    };
    name.split('_').map(part).collect()
}

/// What the dialect tells beside the values.
fn customized(audited: &Audited) -> Vec<Json> {
    let event = &audited.item.event.recorded.event;
    let mut data: Vec<(String, String)> = Vec::new();
    let datum = |key: &str, value: String| (key.to_owned(), value);
    match event {
        Event::OrderPlaced { order } => return of_order(order),
        Event::OrderLineAdded { order, line } => {
            data.push(datum("OrderId", order.to_string()));
            data.push(datum("SubscriptionId-0", line.subscription.to_string()));
            data.push(datum("Quantity-0", line.quantity.to_string()));
        }
        Event::LicencesChanged { user, assigned, removed, .. } => {
            data.push(datum("CustomerUserId", user.to_string()));
            let plan = |subscription| audited.plans.get(subscription).map(ToString::to_string);
            for Assignment { subscription, .. } in assigned {
                data.extend(plan(subscription).map(|plan| datum("AddedLicenseSkuId", plan)));
            }
            for subscription in removed {
                data.extend(plan(subscription).map(|plan| datum("RemovedLicenseSkuId", plan)));
            }
        }
        Event::UserCreated { user }
        | Event::UserChanged { user }
        | Event::UserDeleted { user }
        | Event::UserRestored { user, .. } => data.push(datum("CustomerUserId", user.id.to_string())),
        Event::UpgradeStarted { upgrade } => data.push(datum("SubscriptionId", upgrade.source.to_string())),
        _ => {
            if let Some(after) = &audited.after {
                data.push(datum("SubscriptionId", after.id.to_string()));
                data.push(datum("SubscriptionName", after.friendly_name.clone()));
                data.push(datum("Quantity", after.seats().to_string()));
            }
        }
    }
    listed(data)
}

fn of_order(order: &Order) -> Vec<Json> {
    let mut data = vec![
        ("OrderId".to_owned(), order.id.to_string()),
        ("BillingCycle".to_owned(), order.billing.code().to_owned()),
    ];
    for line in &order.lines {
        let number = line.number;
        data.push((format!("OfferId-{number}"), line.offer.to_string()));
        data.push((format!("SubscriptionId-{number}"), line.subscription.to_string()));
        data.push((format!("SubscriptionName-{number}"), line.friendly_name.clone()));
        data.push((format!("Quantity-{number}"), line.quantity.to_string()));
        data.extend(line.reseller.clone().map(|reseller| (format!("PartnerOnRecord-{number}"), reseller)));
    }
    listed(data)
}

fn listed(data: Vec<(String, String)>) -> Vec<Json> {
    data.into_iter().map(|(key, value)| Object::new().set("key", key).set("value", value).into()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_in_pascal_case_however_deep() {
        let value: Json = serde_json::from_str(
            r#"{"friendlyName":"x","auto_renew":true,"attributes":{},"lots":[{"bought_at":1}],"links":{}}"#,
        )
        .unwrap();
        assert_eq!(text_of(value), r#"{"FriendlyName":"x","AutoRenew":true,"Lots":[{"BoughtAt":1}]}"#);
    }
}
