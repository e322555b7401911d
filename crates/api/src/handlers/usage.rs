//! Addresses of what is paid by use, and of devices. Nothing here is, so lists are empty, sums are nothing, and there is nothing to register or
//! to take over; clients that look are answered in the form they know.

use seatwright_domain::refusal::{Code, Reason, Refusals, Remedy, Who};
use seatwright_domain::role::Action;
use seatwright_domain::rule::Rule;
use seatwright_store::Want;

use super::seen;
use super::subscriptions::with_subscription;
use crate::call::Call;
use crate::codes::fault;
use crate::fault::Fault;
use crate::json::Object;
use crate::reply::Reply;
use crate::route::{Answered, Parameter, Route};
use crate::schema::{
    Schema, collection_of, flag, flag_in, guid, list, object, optional, resource, text, text_in, whole, words,
};
use crate::wire::{attributes, collection};

/// The operations of this file.
pub(super) fn routes() -> Vec<Route> {
    let none = || collection_of(object());
    let empty = |path: &'static str, about: &'static str| {
        Route::get(path, Action::View, of_customer).about(about).answers(200, none())
    };
    let empty_of_one = |path: &'static str, about: &'static str| {
        Route::get(path, Action::View, of_subscription).about(about).answers(200, none())
    };
    vec![
        empty("/v1/customers/{customer}/subscriptions/usagerecords", "Usage by subscription: there is none"),
        Route::get("/v1/customers/{customer}/entitlements", Action::View, entitlements)
            .about("Entitlements of software and reservations: there are none")
            .answers(200, none())
            .query([Parameter::has("entitlementType", text()), Parameter::has("showExpiry", flag())]),
        empty("/v1/customers/{customer}/deviceBatches", "Batches of devices: there are none"),
        empty("/v1/customers/{customer}/policies", "Policies of devices: there are none"),
        empty(
            "/v1/customers/{customer}/subscriptions/overage",
            "Who pays for calls beyond a plan: nobody needs to",
        ),
        Route::put("/v1/customers/{customer}/subscriptions/overage", Action::ChangeSubscription, put_overage)
            .about("Says who pays for calls beyond a plan; there is no entitlement that it could be said of")
            .takes(
                object()
                    .needs("azureEntitlementId", text_in(1, 50))
                    .needs("overageEnabled", flag_in())
                    .has("partnerId", optional(text_in(0, 50))),
            )
            .answers(200, resource()),
        Route::get("/v1/customers/{customer}/usagesummary", Action::View, customer_summary)
            .about("What a customer's usage costs: nothing")
            .answers(200, summary_schema()),
        Route::get("/v1/customers/{customer}/usagebudget", Action::View, budget)
            .about("The limit of a customer's usage: none is set")
            .answers(200, resource()),
        Route::get(
            "/v1/customers/{customer}/subscriptions/{subscription}/usagesummary",
            Action::View,
            subscription_summary,
        )
        .about("What a subscription's usage costs: nothing")
        .answers(200, summary_schema()),
        empty_of_one(
            "/v1/customers/{customer}/subscriptions/{subscription}/usagerecords/resources",
            "Usage by resource: there is none",
        ),
        empty_of_one(
            "/v1/customers/{customer}/subscriptions/{subscription}/usagerecords/daily",
            "Usage by day: there is none",
        ),
        empty_of_one(
            "/v1/customers/{customer}/subscriptions/{subscription}/utilizations/azure",
            "Usage records: there are none",
        ),
        empty_of_one(
            "/v1/customers/{customer}/subscriptions/{subscription}/azureEntitlements",
            "Usage-based entitlements of a subscription: there are none",
        ),
        Route::get(
            "/v1/customers/{customer}/subscriptions/{subscription}/azureEntitlements/{entitlement}",
            Action::View,
            no_entitlement,
        )
        .about("One usage-based entitlement: there is none")
        .answers(200, resource()),
        Route::post(
            "/v1/customers/{customer}/subscriptions/{subscription}/azureEntitlements/{entitlement}/cancel",
            Action::Cancel,
            no_entitlement,
        )
        .about("Cancels a usage-based entitlement: there is none")
        .answers(200, resource()),
        Route::get(
            "/v1/customers/{customer}/subscriptions/{subscription}/registrationstatus",
            Action::View,
            registration,
        )
        .about("Whether a subscription is registered for reservations")
        .answers(200, resource().needs("subscriptionId", guid()).needs("status", words(&["notregistered"]))),
        Route::post(
            "/v1/customers/{customer}/subscriptions/{subscription}/registrations",
            Action::ChangeSubscription,
            register,
        )
        .about("Registers a subscription for reservations, which licences cannot be")
        .answers(202, list(whole())),
    ]
}

fn summary_schema() -> Schema {
    resource().needs("resourceId", guid()).needs("resourceName", text()).needs("totalCost", whole())
}

fn summary(id: &str, name: &str, kind: &str) -> Object {
    Object::new()
        .set("resourceId", id)
        .set("resourceName", name)
        .set("totalCost", 0)
        .set("attributes", attributes(kind))
}

/// An empty list for a customer that the caller may see.
pub(crate) async fn of_customer(call: Call) -> Answered {
    call.account(Want::default()).await?;
    Ok(Reply::ok(collection::collection(&call, Vec::new())))
}

/// The same, with a parameter that must be a flag where it is there.
pub(crate) async fn entitlements(call: Call) -> Answered {
    call.query.flag("showExpiry")?;
    of_customer(call).await
}

/// An empty list for a subscription that the caller may see.
pub(crate) async fn of_subscription(call: Call) -> Answered {
    let (loaded, id) = with_subscription(&call).await?;
    seen(&call, &loaded.account, id)?;
    Ok(Reply::ok(collection::collection(&call, Vec::new())))
}

/// What a customer's usage costs.
pub(crate) async fn customer_summary(call: Call) -> Answered {
    let loaded = call.account(Want::default()).await?;
    let customer = &loaded.account.head.customer;
    Ok(Reply::ok(summary(&customer.id.to_string(), &customer.company_name, "CustomerUsageSummary")))
}

/// What a subscription's usage costs.
pub(crate) async fn subscription_summary(call: Call) -> Answered {
    let (loaded, id) = with_subscription(&call).await?;
    let found = seen(&call, &loaded.account, id)?;
    Ok(Reply::ok(summary(&id.to_string(), &found.friendly_name, "SubscriptionUsageSummary")))
}

/// No limit is set.
pub(crate) async fn budget(call: Call) -> Answered {
    call.account(Want::default()).await?;
    Ok(Reply::ok(Object::new().set("attributes", attributes("SpendingBudget"))))
}

fn unknown_entitlement() -> Fault {
    Fault::plain(fault::NO_ENTITLEMENT, "fault-no-entitlement")
}

/// There is no entitlement whose overage could be paid.
pub(crate) async fn put_overage(call: Call) -> Answered {
    call.account(Want::default()).await?;
    call.read(|body| {
        let entitlement = body.text_needed("azureEntitlementId", 50);
        let enabled = body.flag("overageEnabled");
        let enabled = body.need("overageEnabled", crate::fields::Takes::Flag, enabled);
        body.text("partnerId", 50);
        entitlement.zip(enabled)
    })?;
    Err(unknown_entitlement())
}

/// There is no such entitlement.
pub(crate) async fn no_entitlement(call: Call) -> Answered {
    let (loaded, id) = with_subscription(&call).await?;
    seen(&call, &loaded.account, id)?;
    Err(unknown_entitlement())
}

/// Licences are not registered for reservations.
pub(crate) async fn registration(call: Call) -> Answered {
    let (loaded, id) = with_subscription(&call).await?;
    seen(&call, &loaded.account, id)?;
    Ok(Reply::ok(
        Object::new()
            .set("subscriptionId", id.to_string())
            .set("status", "notregistered")
            .set("attributes", attributes("SubscriptionRegistrationStatus")),
    ))
}

/// Licences cannot be registered for reservations. Whatever the body says is ignored.
pub(crate) async fn register(call: Call) -> Answered {
    let (loaded, id) = with_subscription(&call).await?;
    seen(&call, &loaded.account, id)?;
    let reason = Reason::about(Rule::Nce307, Code::ChangeNotSupported, id);
    Err(Fault::refused(Refusals::from(reason.remedy(Remedy::ContactSupport, Who::Support))))
}
