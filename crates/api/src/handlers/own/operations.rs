//! Operating: incidents and busy services (WHY-02, WHY-08), and whether services are set up.

use seatwright_domain::account::Account;
use seatwright_domain::command::Command;
use seatwright_domain::ids::OfferId;
use seatwright_store::Want;

use crate::call::Call;
use crate::fields::{Fields, TEXT_MAX, Takes, Wrong};
use crate::handlers::seen;
use crate::handlers::subscriptions::with_subscription;
use crate::json::{Json, Object};
use crate::reply::Reply;
use crate::route::{Answered, Route};
use crate::schema::{
    Schema, any_of, blank_or, flag_in, instant, instant_in, list, noticed, object, resource, text, text_in,
};
use crate::wire::{attributes, subscription};
use seatwright_domain::role::Action;

/// The operations of this file.
pub(super) fn routes() -> Vec<Route> {
    const HEALTH: &str = "/seatwright/v1/customers/{customer}/service-health";
    vec![
        Route::get(HEALTH, Action::View, health)
            .about("Incidents of a customer's services, and until when they are busy")
            .answers(200, health_schema()),
        Route::post(HEALTH, Action::Operate, report)
            .about("Reports an incident or its end, or until when the services are busy")
            .takes(any_of(vec![
                object().needs("busyUntil", blank_or(instant_in())),
                object().needs("service", text_in(1, TEXT_MAX)).needs("healthy", flag_in()),
            ]))
            .answers(200, noticed(health_schema())),
        Route::post(
            "/seatwright/v1/customers/{customer}/subscriptions/{subscription}/set-up-completed",
            Action::ChangeSubscription,
            set_up_completed,
        )
        .about("Tells that the publisher confirmed the set-up of a marketplace subscription")
        .answers(200, noticed(subscription::schema())),
        Route::post(
            "/seatwright/v1/customers/{customer}/subscriptions/{subscription}/provisioning",
            Action::Operate,
            provisioning,
        )
        .about("Reports whether the services of a subscription are set up")
        .takes(object().needs("provisioned", flag_in()))
        .answers(200, noticed(subscription::schema())),
        Route::post(
            "/seatwright/v1/customers/{customer}/subscriptions/{subscription}/plan",
            Action::ChangeSubscription,
            change_plan,
        )
        .about("Changes the plan of a marketplace subscription; its publisher is asked")
        .takes(object().needs("offerId", text_in(1, TEXT_MAX)))
        .answers(200, noticed(subscription::schema())),
    ]
}

const fn health_schema() -> Schema {
    Schema::Named("SeatwrightServiceHealth", health_shape)
}

fn health_shape() -> Schema {
    resource().needs("incidents", list(text())).has("busyUntil", instant())
}

/// What is wrong with the services of a customer.
pub(crate) async fn health(call: Call) -> Answered {
    let loaded = call.account(Want::default()).await?;
    Ok(Reply::ok(shown(&loaded.account)))
}

fn shown(account: &Account) -> Object {
    let health = &account.head.health;
    Object::new()
        .texts("incidents", &health.incidents)
        .some("busyUntil", health.busy_until.map(|at| at.to_string()))
        .set("attributes", attributes("SeatwrightServiceHealth"))
}

/// Reports an incident or its end, or until when the service is busy.
pub(crate) async fn report(call: Call) -> Answered {
    let command = call.read(read)?;
    call.execute(command, |_, decision| Reply::ok(shown(&decision.account))).await
}

fn read(body: &Fields<'_>) -> Option<Command> {
    if body.mentions("busyUntil") {
        let until = body.instant("busyUntil");
        return Some(Command::ReportBusy { until });
    }
    let service = body.text_needed("service", TEXT_MAX);
    let healthy = body.flag("healthy");
    if healthy.is_none() && !body.has("healthy") {
        body.complain("healthy", Wrong::Missing, Takes::Flag);
    }
    Some(Command::ReportService { service: service?.to_ascii_uppercase(), healthy: healthy? })
}

/// The publisher confirmed the set-up of a marketplace subscription (BUY-05).
pub(crate) async fn set_up_completed(call: Call) -> Answered {
    let id = call.subscription()?;
    of_subscription(&call, Command::CompleteSetUp { subscription: id }).await
}

/// Changes the plan of a marketplace subscription, to another SKU of its product (MKT-105).
pub(crate) async fn change_plan(call: Call) -> Answered {
    let id = call.subscription()?;
    let offer = call.read(|body| body.text_needed("offerId", TEXT_MAX))?;
    of_subscription(&call, Command::ChangePlan { subscription: id, offer: OfferId::new(&offer) }).await
}

/// Reports whether the services of a subscription are set up.
pub(crate) async fn provisioning(call: Call) -> Answered {
    let provisioned = call.read(|body| {
        let provisioned = body.flag("provisioned");
        body.need("provisioned", Takes::Flag, provisioned)
    })?;
    let id = call.subscription()?;
    of_subscription(&call, Command::ReportProvisioning { subscription: id, provisioned }).await
}

/// Carries out a command on the subscription of the path, and answers with what it is afterwards.
async fn of_subscription(call: &Call, command: Command) -> Answered {
    let (loaded, id) = with_subscription(call).await?;
    seen(call, &loaded.account, id)?;
    let view = call.view();
    call.execute(command, |_, decision| {
        let found = decision.account.subscriptions.get(&id);
        let customer = &decision.account.head.customer;
        Reply::ok(found.map_or(Json::Null, |found| subscription::subscription(&view, found, customer)))
    })
    .await
}
