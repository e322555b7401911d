//! Deliveries of webhooks: those in line, those that arrived, and the dead, which can be sent again. Nothing is dropped
//! without a trace.

use seatwright_domain::role::Action;
use seatwright_store::{Attempt, DeliveryQuery, DeliveryState, StoredDelivery};
use uuid::Uuid;

use crate::call::Call;
use crate::fault::Fault;
use crate::fields::{Takes, find_word};
use crate::handlers::webhooks::{partner, shown_schema, with_secret};
use crate::json::{Json, Object};
use crate::reply::Reply;
use crate::route::{Answered, Parameter, Route};
use crate::schema::{Schema, collection_of, count, guid, instant, list, object, text, whole, words};
use crate::seek;
use crate::wire::{attributes, collection};

/// The most deliveries of a page, and what a page has when the client asks for no size.
const PAGE_MAX: u64 = 500;

/// The names of the states.
const STATES: [&str; 3] = ["waiting", "delivered", "dead"];

/// The operations of this file.
pub(super) fn routes() -> Vec<Route> {
    const DELIVERIES: &str = "/seatwright/v1/webhooks/deliveries";
    let manage = Action::ManageWebhooks;
    let again = || object().needs("replayed", count()).needs("attributes", map_of_attributes());
    vec![
        Route::post("/seatwright/v1/webhooks/secret", manage, rotate)
            .about("Makes a new secret; the one before holds for another day beside it")
            .also([404])
            .answers(200, Schema::Named("WebhookRegistration", shown_schema)),
        Route::get(DELIVERIES, manage, listed)
            .about("Deliveries of webhooks in one state; the dead where none is named")
            .query(collection::seek_parameters(PAGE_MAX))
            .query([Parameter::has("state", words(&STATES))])
            .answers(200, collection_of(Schema::Named("WebhookDelivery", delivery))),
        Route::post("/seatwright/v1/webhooks/deliveries/replay", manage, replay_all)
            .about("Sends every dead delivery again")
            .answers(200, again()),
        Route::post("/seatwright/v1/webhooks/deliveries/{delivery}/replay", manage, replay_one)
            .about("Sends a dead delivery again")
            .answers(200, again()),
    ]
}

fn map_of_attributes() -> Schema {
    crate::schema::map(text())
}

fn delivery() -> Schema {
    let tried = object().needs("at", instant()).has("status", whole()).has("error", text());
    object()
        .needs("id", guid().about("The same in every attempt: the header `webhook-id`."))
        .needs("number", count())
        .needs("event", text())
        .needs("subject", text().about("What is told in order: the id of a subscription, for one."))
        .needs("state", words(&STATES))
        .needs("createdAt", instant())
        .needs("attempts", count().about("Since it was put in line, or back in line."))
        .has("nextAttemptAt", instant())
        .has("endedAt", instant())
        .has("feedNumber", count().about("The place in the feed, where it comes from there."))
        .needs("resource", text())
        .needs("tried", list(tried).about("Every attempt so far."))
        .needs("attributes", map_of_attributes())
}

async fn rotate(call: Call) -> Answered {
    if let Some(first) = call.answered().await? {
        return Ok(first);
    }
    let changed = call.engine().rotate_webhook_secret(partner(&call)?).await;
    let changed = changed.map_err(|error| call.failed(error))?;
    with_secret(&call, &changed).await
}

async fn listed(call: Call) -> Answered {
    let states = [
        ("waiting", DeliveryState::Waiting),
        ("delivered", DeliveryState::Delivered),
        ("dead", DeliveryState::Dead),
    ];
    let state = call.query.parsed("state", Takes::one_of(STATES), |text| find_word(text, &states))?;
    let (tenant, state) = (partner(&call)?.0, state.unwrap_or(DeliveryState::Dead));
    let size = collection::size(&call, PAGE_MAX, 500)?;
    let read = |after: Option<u64>, limit| {
        let query = DeliveryQuery { tenant, state, after: after.unwrap_or(0), limit };
        let store = call.engine().store();
        async move { Ok(store.deliveries(&query).await.map(|page| (page.items, page.next))?) }
    };
    let page = seek::page(&call, size, read).await?;
    let items = page.items.iter().map(shown).collect();
    Ok(Reply::ok(collection::seek_page(&call, items, &page.place)))
}

async fn replay_all(call: Call) -> Answered {
    let tenant = partner(&call)?.0;
    let replayed = call.engine().store().revive_deliveries(tenant, None, call.engine().now()).await?;
    Ok(answered(replayed))
}

/// One dead delivery; what is not dead, or not the caller's, is not there.
async fn replay_one(call: Call) -> Answered {
    let tenant = partner(&call)?.0;
    let id: Uuid = call.id("delivery")?;
    let replayed = call.engine().store().revive_deliveries(tenant, Some(id), call.engine().now()).await?;
    if replayed == 0 { Err(Fault::nothing_here()) } else { Ok(answered(replayed)) }
}

fn answered(replayed: u64) -> Reply {
    let attributes = attributes("SeatwrightReplay");
    Reply::ok(Object::new().set("replayed", replayed).set("attributes", attributes))
}

fn shown(delivery: &StoredDelivery) -> Json {
    let tried = |tried: &Attempt| {
        Json::from(
            Object::new()
                .set("at", tried.at.to_string())
                .some("status", tried.status)
                .some("error", tried.error.clone()),
        )
    };
    Object::new()
        .set("id", delivery.id.to_string())
        .set("number", delivery.number)
        .set("event", delivery.event.name())
        .set("subject", &delivery.subject)
        .set("state", delivery.state.name())
        .set("createdAt", delivery.created_at.to_string())
        .set("attempts", delivery.attempts)
        .some("nextAttemptAt", delivery.next_attempt_at.map(|at| at.to_string()))
        .some("endedAt", delivery.ended_at.map(|at| at.to_string()))
        .some("feedNumber", delivery.news.number)
        .set("resource", &delivery.news.resource)
        .set("tried", delivery.tried.iter().map(tried).collect::<Vec<_>>())
        .set("attributes", attributes("SeatwrightDelivery"))
        .into()
}
