//! The history of an account, event by event. What concerns other sellers keeps its place and shows nothing (UPG-07).

use seatwright_domain::account::Account;
use seatwright_domain::event::{Event, Recorded};
use seatwright_domain::partner::Partners;
use seatwright_domain::role::{Action, Caller};
use seatwright_domain::visibility::Sight;
use seatwright_store::{EventQuery, StoredEvent, Want};

use crate::call::Call;
use crate::fields::Takes;
use crate::json::{Json, Object};
use crate::reply::Reply;
use crate::route::{Answered, Parameter, Route};
use crate::schema::{Schema, collection_of, count, flag_in, guid, instant, map, object, text};
use crate::texts::{Language, say};
use crate::wire::collection;

/// The most events of a page, and what a page has when the client asks for no size.
const PAGE_MAX: u64 = 1000;

/// The operations of this file.
pub(super) fn routes() -> Vec<Route> {
    let number = || Schema::Whole(Some(0), Some(i64::MAX));
    vec![
        Route::get("/seatwright/v1/customers/{customer}/events", Action::View, list)
            .about("The history of a customer, event by event, each with the hash that chains it")
            .query([
                Parameter::has("after", number()),
                Parameter::has("before", number()),
                Parameter::has("subscription", guid()),
                Parameter::has("newestFirst", flag_in()),
                Parameter::has("types", text().about("Kinds of events, separated by commas.")),
                Parameter::has("size", Schema::Whole(Some(0), i64::try_from(PAGE_MAX).ok())),
            ])
            .answers(
                200,
                collection_of(Schema::Named("SeatwrightEvent", entry_shape))
                    .needs("version", count())
                    .has("next", count().about("Send it as `after` to read on.")),
            ),
    ]
}

fn entry_shape() -> Schema {
    object()
        .needs("seq", count())
        .needs("at", instant())
        .needs("hash", text())
        .has("by", map(Schema::Any).about("Who did it."))
        .needs("event", event_schema())
}

/// The shape of an event: its kind in `event`, its sentence in `text`, and what it is about.
pub(super) fn event_schema() -> Schema {
    map(Schema::Any)
}

/// A page of events, after a number.
pub(crate) async fn list(call: Call) -> Answered {
    let loaded = call.account(Want { everything: true, ..Want::default() }).await?;
    let mut query = EventQuery::of(loaded.account.id());
    query.after = call.query.number("after", 0, i64::MAX.unsigned_abs())?.unwrap_or(0);
    query.subscription = call.query.parsed("subscription", Takes::Guid, |text| text.parse().ok())?;
    query.newest_first = call.query.flag("newestFirst")?;
    query.before = call.query.number("before", 0, i64::MAX.unsigned_abs())?;
    query.limit = collection::size(&call, PAGE_MAX, 100)?;
    let found = call.engine().store().events(&query).await?;
    let caller = call.caller()?;
    let history = History::of(caller, &loaded.account, call.engine().partners());
    let kinds: Vec<&str> = call.query.get("types").map_or_else(Vec::new, |kinds| kinds.split(',').collect());
    let asked = |stored: &&StoredEvent| {
        let recorded = &stored.recorded;
        kinds.is_empty() || (kinds.contains(&recorded.event.kind()) && history.shows(recorded))
    };
    let items: Vec<Json> =
        found.iter().filter(asked).map(|stored| shown(call.language, &history, stored)).collect();
    let last = found.last().map(|stored| stored.recorded.seq);
    let next = last.filter(|_| found.len() == query.limit);
    let page = collection::collection(&call, items);
    let reply = Reply::ok(page).with_member("version", loaded.account.head.version.into());
    Ok(match next {
        Some(next) => reply.with_member("next", next.into()),
        None => reply,
    })
}

/// An event with what it says, and its kind in words.
pub(super) fn told(language: Language, event: &Event) -> Json {
    let text = say(language, &format!("event-{}", event.kind().replace('_', "-")), &[]);
    match Json::of(event) {
        Json::Object(mut members) => {
            members.push(("text".to_owned(), text.into()));
            Json::Object(members)
        }
        other => other,
    }
}

fn shown(language: Language, history: &History<'_>, stored: &StoredEvent) -> Json {
    let recorded = &stored.recorded;
    let object = Object::new()
        .set("seq", recorded.seq)
        .set("at", recorded.at.to_string())
        .set("hash", stored.hash.to_string());
    if history.shows(recorded) {
        object.set("by", Json::of(&recorded.by)).set("event", told(language, &recorded.event)).into()
    } else {
        object.set("event", Json::from(Object::new().set("event", "not_shown"))).into()
    }
}

/// A history as one caller sees it: partners see what concerns them, everybody else who may look sees everything.
struct History<'a>(Option<Sight<'a>>);

impl<'a> History<'a> {
    fn of(caller: &Caller, account: &'a Account, partners: &Partners) -> Self {
        let others = || partners.iter().map(|partner| partner.id);
        Self(caller.partner_id().map(|own| Sight::of(own, account, others())))
    }

    fn shows(&self, recorded: &Recorded) -> bool {
        self.0.as_ref().is_none_or(|sight| sight.shows(recorded))
    }
}
