//! Audit records: who did what to the partner's customers, newest first.

use jiff::{SignedDuration, Timestamp};
use seatwright_domain::ids::{CustomerId, PartnerId};
use seatwright_domain::role::Action;
use seatwright_engine::Audited;
use seatwright_engine::identity::IdentityKind;
use seatwright_store::{FeedPlace, FeedSpan};

use crate::call::Call;
use crate::codes::fault;
use crate::dates;
use crate::fault::Fault;
use crate::fields::{Takes, plain};
use crate::filter::{self, Filter, Operator};
use crate::json::Json;
use crate::reply::Reply;
use crate::route::{Answered, Parameter, Route};
use crate::schema::{collection_of, text};
use crate::seek;
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

/// How many events at once are gone through for a record behind a full page.
const PEEKED_AT: usize = 100;

/// The operations of this file.
pub(super) fn routes() -> Vec<Route> {
    vec![
        Route::get("/v1/auditrecords", Action::ReadAudit, list)
            .about("Who did what in the last 30 days, or in a span of the last 90, newest first")
            .also([404])
            .query(collection::seek_parameters(PAGE_MAX))
            .query([
                Parameter::has("startDate", text()),
                Parameter::has("endDate", text()),
                Parameter::has("filter", text()),
            ])
            .answers(200, collection_of(audit::schema())),
        Route::get("/auditactivity/v1/auditrecords/{record}", Action::ReadAudit, get)
            .about("One record, as deliveries of webhooks name it")
            .answers(200, audit::schema()),
    ]
}

/// Fields that filters are about.
const FIELDS: [&str; 3] = ["CustomerId", "CompanyName", "ResourceType"];

async fn list(call: Call) -> Answered {
    let partner = person_of_partner(&call)?;
    let size = collection::size(&call, PAGE_MAX, PAGE)?;
    let filter = filter_of(&call)?;
    let (from, to) = span(&call)?;
    let customer = filter.as_ref().and_then(customer_of);
    let read = |after, limit| {
        let span = FeedSpan { tenant: partner.0, from, to, customer, after, limit };
        records(&call, partner, filter.as_ref(), span)
    };
    let page = seek::page(&call, size, read).await?;
    Ok(Reply::ok(collection::seek_page(&call, page.items, &page.place)))
}

/// The records behind a place, and the place to read on from where there are more, or may be: pages are gone through in bounds.
async fn records(
    call: &Call,
    partner: PartnerId,
    filter: Option<&Filter>,
    mut span: FeedSpan,
) -> Result<(Vec<Json>, Option<FeedPlace>), Fault> {
    let limit = span.limit;
    let (mut items, mut full_at) = (Vec::new(), None);
    for _ in 0..PAGES_LOOKED_AT {
        // When all are there, one more decides whether this is the last page.
        let wanted_still = limit - items.len();
        span.limit = if wanted_still == 0 { PEEKED_AT } else { wanted_still };
        let page = call.engine().audited(&span).await.map_err(|error| call.failed(error))?;
        let called = page.items.iter().filter_map(|audited| Some((audited, audit::of(audited, partner)?)));
        let mut wanted = called.filter(|(audited, called)| wants(filter, audited, *called)).peekable();
        if full_at.is_some() && wanted.peek().is_some() {
            return Ok((items, full_at));
        }
        items.extend(wanted.map(|(audited, called)| audit::record(&call.view(), audited, called, partner)));
        span.after = page.next;
        if span.after.is_none() {
            return Ok((items, None));
        }
        if items.len() >= limit {
            full_at = full_at.or(span.after);
        }
    }
    Ok((items, full_at.or(span.after)))
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
    let from = call.query.parsed("startDate", takes(), dates::first_instant)?;
    let to = call.query.parsed("endDate", takes(), dates::last_instant)?;
    // A day counts whole, so the oldest one may begin before the instant that is so long ago.
    let oldest = dates::start_of_day(back(OLDEST));
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

/// Which records are wanted.
fn filter_of(call: &Call) -> Result<Option<Filter>, Fault> {
    let Some(read) = Filter::of(call, &FIELDS)? else { return Ok(None) };
    let form = |field: &str, _: Operator, value: &str| match field {
        "CustomerId" => value.trim().parse().ok().map(|id: CustomerId| id.to_string()),
        "ResourceType" => Some(plain(value)),
        _ => Some(value.trim().to_owned()),
    };
    read.in_form(&form).map(Some).ok_or_else(filter::wrong)
}

/// The customer that a filter narrows the records to.
fn customer_of(filter: &Filter) -> Option<CustomerId> {
    let conditions = filter.conjunction()?;
    let named = |(field, operator, value): (&str, Operator, &str)| {
        (field == "CustomerId" && operator == Operator::Equals).then(|| value.parse().ok())?
    };
    conditions.into_iter().find_map(named)
}

fn wants(filter: Option<&Filter>, audited: &Audited, called: Called) -> bool {
    filter.is_none_or(|filter| {
        filter.takes(&|field| match field {
            "CustomerId" => audited.customer.id.to_string(),
            "ResourceType" => plain(called.resource),
            _ => audited.customer.company_name.clone(),
        })
    })
}
