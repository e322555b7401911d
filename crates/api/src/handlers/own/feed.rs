//! The ordered feed: everything that the caller's organisation may see, under numbers without gaps (promise N11).

use std::time::Duration;

use seatwright_domain::role::Action;
use seatwright_store::FeedItem;

use super::events::told;
use crate::call::Call;
use crate::json::{Json, Object};
use crate::reply::Reply;
use crate::route::{Answered, Parameter, Route};
use crate::schema::{Schema, collection_of, count, guid, instant, map, object, text};
use crate::texts::Language;
use crate::wire::collection;

/// The most events of a page.
const PAGE_MAX: u64 = 1000;

/// What a page has when the client asks for no size.
const PAGE: usize = 100;

/// The longest that a reader may wait for something to happen, in seconds.
const WAIT_MAX: u64 = 30;

/// The operations of this file.
pub(super) fn routes() -> Vec<Route> {
    let number = Schema::Whole(Some(0), Some(i64::MAX));
    let wait = i64::try_from(WAIT_MAX).unwrap_or(i64::MAX);
    let page = i64::try_from(PAGE_MAX).unwrap_or(i64::MAX);
    vec![
        Route::get("/seatwright/v1/feed", Action::View, list)
            .about("What happens, in one order without gaps, as far as the caller's organisation may see it")
            .query([
                Parameter::has("after", number),
                Parameter::has("size", Schema::Whole(Some(0), Some(page))),
                Parameter::has("types", text()),
                Parameter::has("wait", Schema::Whole(Some(0), Some(wait))),
            ])
            .answers(200, collection_of(Schema::Named("FeedItem", item)).needs("next", next())),
    ]
}

fn next() -> Schema {
    count().about("The number that was read to, whatever the types; send it as `after` to read on.")
}

fn item() -> Schema {
    object()
        .needs("number", count().about("The place in the feed of the caller's organisation."))
        .needs("at", instant())
        .needs("customer", guid())
        .has("subscription", guid())
        .needs("seq", count().about("The place in the history of the customer."))
        .needs("stateVersion", count().about("The version of the customer's account with this event."))
        .needs("by", map(Schema::Any).about("Who caused it."))
        .needs("event", map(Schema::Any).about("What happened, by its name in `event`."))
}

/// A page of the feed, after a number. Where there is nothing yet, it waits as long as it is told to.
async fn list(call: Call) -> Answered {
    let after = call.query.number("after", 0, i64::MAX.unsigned_abs())?.unwrap_or(0);
    let limit = collection::size(&call, PAGE_MAX, PAGE)?;
    let wait = Duration::from_secs(call.query.number("wait", 0, WAIT_MAX)?.unwrap_or(0));
    let kinds: Vec<&str> = call.query.get("types").map_or_else(Vec::new, |kinds| kinds.split(',').collect());
    let tenant = call.session()?.identity.tenant;
    let found = call.engine().feed_or_wait(tenant, after, limit, wait).await;
    let found = found.map_err(|error| call.failed(error))?;
    let next = found.last().map_or(after, |last| last.number);
    let asked = |item: &&FeedItem| kinds.is_empty() || kinds.contains(&item.event.recorded.event.kind());
    let items = found.iter().filter(asked).map(|item| shown(call.language, item)).collect();
    Ok(Reply::ok(collection::collection(&call, items)).with_member("next", next.into()))
}

fn shown(language: Language, item: &FeedItem) -> Json {
    let recorded = &item.event.recorded;
    Object::new()
        .set("number", item.number)
        .set("at", recorded.at.to_string())
        .set("customer", item.customer.to_string())
        .some("subscription", recorded.event.subscription().map(|id| id.to_string()))
        .set("seq", recorded.seq)
        .set("stateVersion", recorded.seq)
        .set("by", Json::of(&recorded.by))
        .set("event", told(language, &recorded.event))
        .into()
}
