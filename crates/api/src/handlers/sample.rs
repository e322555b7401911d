//! The landing page of a publisher that is made up: what its customer sees who follows a set-up link, so that the way from
//! purchase to use can be walked without a program of one's own. It does what a publisher's page does: it resolves the token,
//! shows what was bought, and activates it. Only publishers whose configuration says `sample` have it.

use axum::body::Body;
use axum::http::header::{CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE, REFERRER_POLICY};
use axum::http::{HeaderValue, Response, StatusCode};
use seatwright_domain::command::Command;
use seatwright_domain::fulfilment::PublisherStatus;
use seatwright_domain::ids::PublisherId;
use seatwright_domain::role::Caller;
use seatwright_domain::subscription::Subscription;
use seatwright_engine::identity::SAMPLE_LANDING_PAGE;
use seatwright_engine::{Answer, EngineError, Purchase};
use seatwright_store::{Loaded, Want};

use crate::call::Call;
use crate::fault::Fault;
use crate::query::Query;
use crate::route::{OPEN, Parameter, Responded, Route};
use crate::schema::text;
use crate::texts::{Language, say};

/// Where the page is.
pub(crate) const PAGE: &str = "/publisher/landing";
/// The kind of its answers.
const HTML: &str = "text/html";

/// The operations.
pub(super) fn routes() -> Vec<Route> {
    vec![
        Route::get(PAGE, OPEN, show)
            .gives(HTML)
            .about("The landing page of a publisher that is made up: what a set-up link leads to.")
            .query([Parameter::has("token", text())])
            .answers_bare(200)
            .answers_bare(400),
        Route::post(PAGE, OPEN, activate)
            .gives(HTML)
            .about("Finishes the set-up, as the publisher's own program would.")
            .answers_bare(200)
            .answers_bare(400),
    ]
}

/// A purchase from a publisher that has this page.
struct Visit {
    purchase: Purchase,
    publisher: PublisherId,
    loaded: Loaded,
}

impl Visit {
    fn found(&self) -> Option<&Subscription> {
        self.loaded.account.subscriptions.get(&self.purchase.subscription)
    }
}

async fn visit(call: &Call, token: &str) -> Result<Option<Visit>, Fault> {
    let (engine, failed) = (call.engine(), |error: EngineError| call.failed(error));
    let Some(purchase) = engine.purchase(token).await.map_err(failed)? else { return Ok(None) };
    let want = Want { subscriptions: vec![purchase.subscription], ..Want::default() };
    let loaded = engine.account(&Caller::system(), purchase.customer, want).await.map_err(failed)?;
    let found = loaded.account.subscriptions.get(&purchase.subscription);
    let publisher = found.and_then(|found| found.publisher).filter(|publisher| {
        let site = engine.identities().publisher_site(*publisher);
        site.is_some_and(|site| site.landing_page.as_deref() == Some(SAMPLE_LANDING_PAGE))
    });
    Ok(publisher.map(|publisher| Visit { purchase, publisher, loaded }))
}

/// Shows what a token stands for.
async fn show(call: Call) -> Responded {
    let token = call.query.get("token").unwrap_or_default().to_owned();
    let visit = visit(&call, &token).await?;
    Ok(page(&call, visit.as_ref().and_then(|visit| Some((visit, visit.found()?))), &token))
}

/// Activates what a token stands for, as the publisher's own program would.
async fn activate(call: Call) -> Responded {
    let form = Query::parse(&String::from_utf8_lossy(&call.body));
    let token = form.get("token").unwrap_or_default().to_owned();
    if let Some(visit) = visit(&call, &token).await? {
        let Purchase { customer, subscription } = visit.purchase;
        let command = Command::CompleteSetUp { subscription };
        let caller = Caller::publisher(visit.publisher);
        let nothing = Answer { status: 200, headers: Vec::new(), body: Vec::new() };
        let done = call.engine().execute(&caller, customer, command, None, move |_, _| nothing.clone()).await;
        match done {
            // Pressed twice, or set up elsewhere meanwhile: the page says how things stand.
            Ok(_) | Err(EngineError::Refused(_)) => {}
            Err(error) => return Err(call.failed(error)),
        }
    }
    let visit = self::visit(&call, &token).await?;
    Ok(page(&call, visit.as_ref().and_then(|visit| Some((visit, visit.found()?))), &token))
}

fn page(call: &Call, visit: Option<(&Visit, &Subscription)>, token: &str) -> Response<Body> {
    let text = |key: &str| escaped(&say(call.language, key, &[]));
    let Some((visit, found)) = visit else {
        let body = format!("<h1>{}</h1><p>{}</p>", text("sample-title"), text("sample-invalid"));
        return html(StatusCode::BAD_REQUEST, call.language, &text("sample-title"), &body);
    };
    let offer = call.engine().catalogue().offer(&found.offer);
    let plan = offer.map_or(found.friendly_name.as_str(), |offer| offer.title.as_str());
    let rows = [
        ("sample-plan", plan.to_owned()),
        ("sample-quantity", found.seats().to_string()),
        ("sample-customer", visit.loaded.account.head.customer.company_name.clone()),
        ("sample-subscription", found.id.to_string()),
    ];
    let rows: String = rows
        .iter()
        .map(|(key, value)| format!("<dt>{}</dt><dd>{}</dd>", text(key), escaped(value)))
        .collect();
    let end = match found.publisher_status() {
        PublisherStatus::PendingFulfillmentStart => format!(
            "<p>{}</p><form method=\"post\" action=\"{PAGE}\"><input type=\"hidden\" name=\"token\" value=\"{}\">\
             <button>{}</button></form>",
            text("sample-open"),
            escaped(token),
            text("sample-activate"),
        ),
        PublisherStatus::Unsubscribed => format!("<p role=\"status\">{}</p>", text("sample-over")),
        _ => format!("<p role=\"status\">{}</p>", text("sample-done")),
    };
    let body =
        format!("<h1>{}</h1><p>{}</p><dl>{rows}</dl>{end}", text("sample-title"), text("sample-intro"));
    html(StatusCode::OK, call.language, &text("sample-title"), &body)
}

const STYLE: &str = "body{font:1rem/1.5 system-ui,sans-serif;max-width:36rem;margin:3rem auto;padding:0 1rem}\
    dt{font-weight:600}dd{margin:0 0 .5rem}button{font:inherit;padding:.5rem 1rem}";

/// A whole page. Nothing of it is kept by anybody, nor told to the next address, because its own has the token.
fn html(status: StatusCode, language: Language, title: &str, body: &str) -> Response<Body> {
    let code = language.code();
    let page = format!(
        "<!doctype html><html lang=\"{code}\"><head><meta charset=\"utf-8\"><title>{title}</title>\
         <meta name=\"viewport\" content=\"width=device-width\"><style>{STYLE}</style></head>\
         <body><main>{body}</main></body></html>"
    );
    let mut response = Response::new(Body::from(page));
    *response.status_mut() = status;
    let headers = [
        (CONTENT_TYPE, "text/html; charset=utf-8"),
        (CACHE_CONTROL, "no-store"),
        (REFERRER_POLICY, "no-referrer"),
        (
            CONTENT_SECURITY_POLICY,
            "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'",
        ),
    ];
    for (name, value) in headers {
        response.headers_mut().insert(name, HeaderValue::from_static(value));
    }
    response
}

fn escaped(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '"' => safe.push_str("&quot;"),
            '\'' => safe.push_str("&#39;"),
            other => safe.push(other),
        }
    }
    safe
}
