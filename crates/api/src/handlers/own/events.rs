//! The history of an account, event by event. What concerns other sellers keeps its place and shows nothing (UPG-07).

use std::collections::BTreeSet;

use seatwright_domain::account::Account;
use seatwright_domain::event::{Event, Recorded};
use seatwright_domain::ids::SubscriptionId;
use seatwright_domain::partner::Partners;
use seatwright_domain::role::{Action, Actor, Caller};
use seatwright_store::{EventQuery, StoredEvent, Want};

use crate::call::Call;
use crate::fields::Takes;
use crate::handlers::sees;
use crate::json::{Json, Object};
use crate::reply::Reply;
use crate::route::{Answered, Route};
use crate::texts::{Language, say};
use crate::wire::collection;

/// The most events of a page, and what a page has when the client asks for no size.
const PAGE_MAX: u64 = 1000;

/// The operations of this file.
pub(super) fn routes() -> Vec<Route> {
    vec![Route::get("/seatwright/v1/customers/{customer}/events", Action::View, list)]
}

/// A page of events, after a number.
pub(crate) async fn list(call: Call) -> Answered {
    let loaded = call.account(Want { everything: true, ..Want::default() }).await?;
    let mut query = EventQuery::of(loaded.account.id());
    query.after = call.query.number("after", 0, i64::MAX.unsigned_abs())?.unwrap_or(0);
    query.subscription = call.query.parsed("subscription", Takes::Guid, |text| text.parse().ok())?;
    query.newest_first = call.query.flag("newestFirst");
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

/// A history as one caller sees it.
struct History<'a> {
    caller: &'a Caller,
    account: &'a Account,
    /// Ids by which events tell of other sellers, where the caller is a partner.
    foreign: BTreeSet<String>,
}

impl<'a> History<'a> {
    fn of(caller: &'a Caller, account: &'a Account, partners: &Partners) -> Self {
        let mut foreign = BTreeSet::new();
        if let Some(own) = caller.partner_id() {
            let others = partners.iter().filter(|other| other.id != own).map(|other| other.id.to_string());
            let sold = account.subscriptions.values().filter(|found| !sees(caller, &found.seller));
            let upgrades = account.upgrades.values().filter(|found| !sees(caller, &found.seller));
            foreign.extend(others);
            foreign.extend(sold.flat_map(|found| [found.id.to_string(), found.order.to_string()]));
            foreign.extend(upgrades.map(|found| found.id.to_string()));
        }
        Self { caller, account, foreign }
    }

    /// Whether an event is the caller's to see: it concerns nobody else, and nothing in it names another seller, who did
    /// it included.
    fn shows(&self, recorded: &Recorded) -> bool {
        if !concerns(self.caller, self.account, &recorded.event) {
            return false;
        }
        if self.foreign.is_empty() {
            return true;
        }
        let document = serde_json::to_string(recorded).unwrap_or_default();
        !self.foreign.iter().any(|id| document.contains(id.as_str()))
    }
}

/// Whether an event is the caller's to see.
fn concerns(caller: &Caller, account: &Account, event: &Event) -> bool {
    let Actor::Partner { partner, .. } = &caller.actor else { return true };
    let own =
        |id: &SubscriptionId| account.subscriptions.get(id).is_some_and(|found| sees(caller, &found.seller));
    match event {
        Event::RelationshipChanged { partner: other, .. } => other == partner,
        Event::CustomerCreated { customer } => customer.relationships.keys().all(|other| other == partner),
        // Reminders go to customers that bought directly, which is no partner's business.
        Event::PaymentReminded { .. } => false,
        Event::BalanceOverdue { unpaid } | Event::BalancePaid { unpaid } => sees(caller, &unpaid.seller),
        Event::CartSaved { cart } => sees(caller, &cart.seller),
        Event::CartExpired { .. } | Event::CartOrdered { .. } => true,
        Event::OrderPlaced { order } => sees(caller, &order.seller),
        Event::OrderLineAdded { line, .. } => own(&line.subscription),
        Event::UpgradeStarted { upgrade } => sees(caller, &upgrade.seller),
        Event::CreditCheckPassed { upgrade, .. }
        | Event::UpgradeProvisioned { upgrade, .. }
        | Event::MoveFinished { upgrade, .. }
        | Event::UpgradeCompleted { upgrade }
        | Event::UpgradeFailed { upgrade, .. } => {
            account.upgrades.get(upgrade).is_some_and(|found| sees(caller, &found.seller))
        }
        Event::UsersMoved { batch } => own(&batch.from),
        Event::UserDeleted { .. } | Event::UserRestored { .. } | Event::LicencesChanged { .. } => {
            account.subscriptions.values().all(|found| sees(caller, &found.seller))
        }
        other => other.subscription().is_none_or(|id| own(&id)),
    }
}
