//! Audit records: who did what to the partner's customers, newest first.

mod days;

use jiff::{SignedDuration, Timestamp};
use seatwright_domain::ids::{CustomerId, PartnerId};
use seatwright_domain::role::Action;
use seatwright_engine::Audited;
use seatwright_engine::identity::IdentityKind;
use seatwright_store::{FeedPlace, FeedSpan};

use crate::call::Call;
use crate::codes::fault;
use crate::fault::Fault;
use crate::fields::{Takes, find_word};
use crate::json::Json;
use crate::reply::Reply;
use crate::route::{Answered, Parameter, Route};
use crate::schema::{collection_of, text};
use crate::wire::audit::{self, Called};
use crate::wire::collection;

/// The most records of a page.
const PAGE_MAX: u64 = 500;

/// What a page has when the client asks for no size.
const PAGE: usize = 500;

/// How far back records are given.
const OLDEST: SignedDuration = SignedDuration::from_hours(90 * 24);

/// From when records are given where the client does not say.
const USUAL: SignedDuration = SignedDuration::from_hours(30 * 24);

/// Pages of the feed that are gone through for one page of records: what a filter leaves out takes time too. The next page
/// goes on where this one stopped.
const PAGES_LOOKED_AT: usize = 20;

/// The operations of this file.
pub(super) fn routes() -> Vec<Route> {
    vec![
        Route::get("/v1/auditrecords", Action::View, list)
            .about("Who did what in the last 30 days, or in a span of the last 90, newest first")
            .also([404])
            .query(collection::seek_parameters(PAGE_MAX))
            .query([
                Parameter::has("startDate", text()),
                Parameter::has("endDate", text()),
                Parameter::has("filter", text()),
            ])
            .answers(200, collection_of(audit::schema())),
        Route::get("/auditactivity/v1/auditrecords/{record}", Action::View, get)
            .about("One record, as deliveries of webhooks name it")
            .answers(200, audit::schema()),
    ]
}

/// Which records are wanted.
enum Filter {
    Customer(CustomerId),
    CompanyName(String),
    ResourceType(String),
}

async fn list(call: Call) -> Answered {
    let partner = person_of_partner(&call)?;
    let limit = collection::size(&call, PAGE_MAX, PAGE)?;
    let filter = call.query.get("filter").map(filter).transpose()?;
    let (from, to) = span(&call)?;
    let mut query = FeedSpan {
        tenant: partner.0,
        from,
        to,
        customer: match &filter {
            Some(Filter::Customer(customer)) => Some(*customer),
            _ => None,
        },
        after: collection::place::<FeedPlace>(&call)?,
        limit,
    };
    let mut items = Vec::new();
    let mut next = None;
    for _ in 0..PAGES_LOOKED_AT {
        query.limit = limit - items.len();
        let page = call.engine().audited(&query).await.map_err(|error| call.failed(error))?;
        for audited in &page.items {
            if let Some(called) =
                audit::of(audited, partner).filter(|called| wants(&filter, audited, *called))
            {
                items.push(audit::record(&call.view(), audited, called, partner));
            }
        }
        next = page.next;
        query.after = next;
        if next.is_none() || items.len() >= limit {
            break;
        }
    }
    Ok(Reply::ok(collection::seek_page(&call, items, next.as_ref())))
}

async fn get(call: Call) -> Answered {
    let partner = person_of_partner(&call)?;
    let parts: Vec<&str> = call.value("record").split('_').collect();
    let (Some(own), Some(customer), Some(seq)) = (
        parts.first().and_then(|text| text.parse::<PartnerId>().ok()),
        parts.get(1).and_then(|text| text.parse::<CustomerId>().ok()),
        parts.get(2).and_then(|text| text.parse::<u64>().ok()),
    ) else {
        return Err(Fault::nothing_here());
    };
    if own != partner || parts.len() != 3 {
        return Err(Fault::nothing_here());
    }
    let found = call.engine().audited_event(partner, customer, seq).await;
    let found = found.map_err(|error| call.failed(error))?.ok_or_else(Fault::nothing_here)?;
    let called = audit::of(&found, partner).ok_or_else(Fault::nothing_here)?;
    Ok(Reply::ok(audit::record(&call.view(), &found, called, partner)))
}

/// The partner that a person asks for: an application by itself is not told who did what.
fn person_of_partner(call: &Call) -> Result<PartnerId, Fault> {
    let session = call.session()?;
    if session.identity.kind == IdentityKind::Application {
        return Err(Fault::plain(fault::APP_ONLY, "fault-app-only"));
    }
    // Customers read their own history.
    session.caller.partner_id().ok_or_else(Fault::nothing_here)
}

/// From when to when; ends are inclusive.
fn span(call: &Call) -> Result<(Timestamp, Timestamp), Fault> {
    let now = call.engine().now();
    let back = |span: SignedDuration| now.checked_sub(span).unwrap_or(Timestamp::MIN);
    let takes = || Takes::Named("takes-audit-span");
    let from = call.query.parsed("startDate", takes(), days::first_instant)?;
    let to = call.query.parsed("endDate", takes(), days::last_instant)?;
    // A day counts whole, so the oldest one may begin before the instant that is so long ago.
    let oldest = days::start_of_day(back(OLDEST));
    if from.is_some_and(|from| from < oldest) {
        return Err(Fault::field("startDate", takes()));
    }
    let to = to.unwrap_or(now);
    let from = from.unwrap_or_else(|| back(USUAL).max(oldest));
    if to < from {
        return Err(Fault::field("endDate", takes()));
    }
    Ok((from, to))
}

fn filter(text: &str) -> Result<Filter, Fault> {
    let fault = || Fault::field("filter", Takes::Named("takes-filter"));
    let tree: Json = serde_json::from_str(text).map_err(|_| fault())?;
    let text = |name: &str| tree.get(name).and_then(Json::as_text).ok_or_else(fault);
    let value = text("Value")?.trim().to_owned();
    let operators = [("equals", false), ("substring", true)];
    let substring = find_word(text("Operator")?, &operators).ok_or_else(fault)?;
    match (text("Field")?.to_ascii_lowercase().replace('_', "").as_str(), substring) {
        ("customerid", false) => value.parse().map(Filter::Customer).map_err(|_| fault()),
        ("companyname", true) => Ok(Filter::CompanyName(value.to_lowercase())),
        ("resourcetype", false) => Ok(Filter::ResourceType(value.to_ascii_lowercase().replace('_', ""))),
        _ => Err(fault()),
    }
}

fn wants(filter: &Option<Filter>, audited: &Audited, called: Called) -> bool {
    match filter {
        None => true,
        Some(Filter::Customer(customer)) => audited.customer.id == *customer,
        Some(Filter::CompanyName(part)) => audited.customer.company_name.to_lowercase().contains(part),
        Some(Filter::ResourceType(kind)) => called.resource.replace('_', "") == *kind,
    }
}
