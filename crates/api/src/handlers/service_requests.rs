//! Service requests: what partners ask support, for themselves or for a customer.

use seatwright_domain::ids::CustomerId;
use seatwright_domain::partner::Partner;
use seatwright_domain::refusal::Refusals;
use seatwright_domain::role::Action;
use seatwright_domain::service_request::{self, NewRequest, RequestChange, ServiceRequest, TEXT_MAX};
use seatwright_engine::Handled;
use seatwright_store::Want;

use super::partner_profiles::contact;
use crate::call::Call;
use crate::fault::Fault;
use crate::fields::{Fields, Takes, find_word, plain};
use crate::filter::{Filter, Operator};
use crate::json::Json;
use crate::reply::Reply;
use crate::route::{Answered, Parameter, Route};
use crate::schema::{collection_of, text, words};
use crate::wire::{collection, service_request as wire};

/// The most requests of a page, and what a page has when the client asks for no size.
const PAGE_MAX: u64 = 1000;
/// How many requests are read at once.
const AT_ONCE: usize = 500;

/// The operations of this file.
pub(super) fn routes() -> Vec<Route> {
    let listing = |path: &'static str, about: &'static str| {
        Route::get(path, Action::View, list)
            .about(about)
            .query(collection::offset_parameters(PAGE_MAX))
            .query([
                Parameter::has("filter", text().about("On `Status`, `Severity`, `Title` and others.")),
                Parameter::has("Status", words(&STATES)),
            ])
            .answers(200, collection_of(wire::schema()))
            .also([404])
    };
    let one = |path: &'static str| {
        Route::get(path, Action::View, get).about("One service request").answers(200, wire::schema())
    };
    vec![
        listing("/v1/servicerequests", "The partner's service requests, newest first"),
        listing(
            "/v1/customers/{customer}/servicerequests",
            "The partner's service requests about a customer, newest first",
        ),
        Route::get("/v1/servicerequests/supporttopics", Action::View, topics)
            .about("What support is asked about")
            .answers(200, collection_of(wire::topic_schema())),
        one("/v1/servicerequests/{servicerequest}"),
        one("/v1/customers/{customer}/servicerequests/{servicerequest}"),
        Route::post("/v1/servicerequests/{servicerequest}", Action::View, open)
            .about("Opens a service request; the last part of the address is the language of answers, as `nl-NL`")
            .takes(wire::new_request())
            .answers(201, wire::schema()),
        Route::patch("/v1/servicerequests/{servicerequest}", Action::View, patch)
            .about("Changes a service request, or adds a note to it")
            .takes(wire::change())
            .answers(200, wire::schema()),
    ]
}

fn partner(call: &Call) -> Result<&Partner, Fault> {
    call.partner().ok_or_else(Fault::nothing_here)
}

fn shown(call: &Call, partner: &Partner, request: &ServiceRequest) -> Json {
    wire::request(request, call.engine().catalogue(), &partner.name).into()
}

/// The customer of the path, where there is one, for whoever may see it.
async fn customer(call: &Call) -> Result<Option<CustomerId>, Fault> {
    if call.value("customer").is_empty() {
        return Ok(None);
    }
    Ok(Some(call.account(Want::default()).await?.account.id()))
}

/// The states that a list can be narrowed to.
const STATES: [&str; 3] = ["open", "closed", "attention_needed"];

const FIELDS: [&str; 6] = ["Status", "Severity", "Title", "Id", "CountryCode", "SupportTopicId"];

fn field(request: &ServiceRequest, name: &str) -> String {
    match name {
        "Status" => plain(wire::status(request.status)),
        "Severity" => plain(wire::severity(request.severity)),
        "Title" => request.title.clone(),
        "Id" => request.number.to_string(),
        "CountryCode" => request.country.clone(),
        _ => request.topic.to_string(),
    }
}

/// What is wanted: the filter, and the state where the query names one.
fn wanted(call: &Call) -> Result<Option<Filter>, Fault> {
    let form = |field: &str, _: Operator, value: &str| {
        let is_word = matches!(field, "Status" | "Severity");
        Some(if is_word { plain(value) } else { value.to_owned() })
    };
    let filter = Filter::of(call, &FIELDS)?.and_then(|filter| filter.in_form(&form));
    let takes = Takes::one_of(STATES);
    let known = STATES.map(|state| (state, state));
    let status = call.query.parsed("Status", takes, |text| find_word(text, &known))?;
    let Some(status) = status else { return Ok(filter) };
    let value = plain(status);
    let status = Filter::Field { field: "Status", operator: Operator::Equals, value };
    Ok(Some(match filter {
        Some(filter) => Filter::Both(Box::new(filter), Box::new(status)),
        None => status,
    }))
}

/// A page of requests.
pub(crate) async fn list(call: Call) -> Answered {
    let about = customer(&call).await?;
    let partner = partner(&call)?;
    let filter = wanted(&call)?;
    let offset = call.query.number("offset", 0, u64::from(u32::MAX))?.unwrap_or(0);
    let size = collection::size(&call, PAGE_MAX, 1000)?;
    let (mut skip, mut before, mut items) = (offset, None, Vec::new());
    // One more than the page has, so that it is known whether it is the last.
    'pages: loop {
        let found = call.engine().store().service_requests(partner.id, about, before, AT_ONCE).await?;
        before = found.last().map(|last| last.number);
        let is_last = found.len() < AT_ONCE;
        for request in &found {
            let takes = |filter: &Filter| filter.takes(&|name| field(request, name));
            if !filter.as_ref().is_none_or(takes) {
                continue;
            }
            if skip > 0 {
                skip -= 1;
                continue;
            }
            items.push(shown(&call, partner, request));
            if items.len() > size {
                break 'pages;
            }
        }
        if is_last {
            break;
        }
    }
    let more = items.len() > size;
    items.truncate(size);
    let next = more.then(|| offset + items.len() as u64);
    Ok(Reply::ok(collection::page_at(&call, items, next)))
}

/// The partner's request of the path; those of others are answered like those that do not exist.
async fn load(call: &Call, partner: &Partner) -> Result<ServiceRequest, Fault> {
    let about = customer(call).await?;
    let number = call.value("servicerequest").parse::<u64>().ok();
    let found = match number {
        Some(number) => call.engine().store().service_request(number).await?,
        None => None,
    };
    found
        .filter(|found| found.partner == partner.id && (about.is_none() || found.customer == about))
        .ok_or_else(|| Fault::refused(Refusals::from(service_request::unknown())))
}

/// One request.
pub(crate) async fn get(call: Call) -> Answered {
    customer(&call).await?;
    let partner = partner(&call)?;
    let found = load(&call, partner).await?;
    Ok(Reply::ok(shown(&call, partner, &found)))
}

/// What support is asked about.
pub(crate) async fn topics(call: Call) -> Answered {
    let items = call.engine().catalogue().support_topics.values().map(wire::topic).collect();
    Ok(Reply::ok(collection::collection(&call, items)))
}

/// Who asks, as notes name it.
fn by(call: &Call) -> Result<String, Fault> {
    Ok(call.session()?.identity.name.clone())
}

/// Opens a request. Where the last part of the address is no language, the field says so.
pub(crate) async fn open(call: Call) -> Answered {
    let partner = partner(&call)?;
    let locale = locale(call.value("servicerequest"));
    let new = call.read(|body| new_request(body, partner, &locale))?;
    if let Some(about) = new.customer {
        let loaded = call.engine().account(call.caller()?, about, Want::default()).await;
        loaded.map_err(|error| call.failed(error))?;
    }
    let answer = |opened: &ServiceRequest| Reply::created(shown(&call, partner, opened)).into();
    let handled = call.engine().open_service_request(&new, &by(&call)?, call.request(), answer).await;
    handled.map(reply).map_err(|error| call.failed(error))
}

/// A language as clients write it: paths have lost their case on the way here.
fn locale(text: &str) -> String {
    match text.split_once('-') {
        Some((language, country)) => format!("{language}-{}", country.to_ascii_uppercase()),
        None => text.to_owned(),
    }
}

fn new_request(body: &Fields<'_>, partner: &Partner, locale: &str) -> Option<NewRequest> {
    let title = body.text_needed("title", 256);
    let description = body.lines("description", TEXT_MAX);
    let description = body.need("description", Takes::Text(1, TEXT_MAX), description);
    let severity = body.word_needed("severity", &wire::SEVERITIES);
    if severity == Some(None) {
        let words = wire::SEVERITIES.iter().skip(1).map(|(word, _)| *word);
        body.complain("severity", crate::fields::Wrong::Value, Takes::one_of(words));
    }
    let topic = body.number("supportTopicId", 1, u64::from(u32::MAX)).and_then(|id| u32::try_from(id).ok());
    let topic = body.need("supportTopicId", Takes::Number(1, u64::from(u32::MAX)), topic);
    let country = body.text("countryCode", 2).map(|country| country.to_ascii_uppercase());
    let product = body.text("productId", 256);
    let customer = body.id("customerId");
    Some(NewRequest {
        partner: partner.id,
        customer,
        title: title?,
        description: description?,
        severity: severity??,
        topic: topic?,
        product,
        country: country.unwrap_or_else(|| partner.country.clone()),
        locale: locale.to_owned(),
        contact: contact(body),
    })
}

/// Changes a request. Words that say nothing, as clients send them for what they leave alone, change nothing.
pub(crate) async fn patch(call: Call) -> Answered {
    let partner = partner(&call)?;
    let found = load(&call, partner).await?;
    let change = call.read(|body| {
        let note = body.object("newNote").and_then(|note| note.lines("text", TEXT_MAX));
        Some(RequestChange {
            title: body.text("title", 256),
            description: body.lines("description", TEXT_MAX),
            severity: body.word("severity", &wire::SEVERITIES).flatten(),
            status: body.word("status", &wire::STATUSES).flatten(),
            note,
        })
    })?;
    let answer = |changed: &ServiceRequest| Reply::ok(shown(&call, partner, changed)).into();
    let who = by(&call)?;
    let handled =
        call.engine().change_service_request(found.number, &change, &who, call.request(), answer).await;
    handled.map(reply).map_err(|error| call.failed(error))
}

fn reply(handled: Handled) -> Reply {
    if handled.replayed { Reply::repeated(handled.answer) } else { handled.answer.into() }
}
