//! Webhooks in the dialect's form: one registration for a partner, and deliveries that test its receiver. Member names are in
//! Pascal case here, as the dialect has them at these addresses.

use std::collections::BTreeSet;

use axum::http::StatusCode;
use seatwright_domain::ids::PartnerId;
use seatwright_domain::role::Action;
use seatwright_domain::webhook::{Target, WebhookEvent};
use seatwright_engine::Registration;
use seatwright_store::{Attempt, DeliveryState, StoredDelivery, Webhook};
use uuid::Uuid;

use crate::call::Call;
use crate::codes::fault;
use crate::fault::Fault;
use crate::fields::{Fields, Takes, Wrong};
use crate::json::{Json, Object};
use crate::reply::Reply;
use crate::route::{Answered, OPEN, Route};
use crate::schema::{Schema, flag, flag_in, guid, instant, list, object, optional, text, text_in, words};

/// The longest address, in characters.
const URL_MAX: usize = 2_048;

/// The kind of a certificate in DER.
const CERTIFICATE: &str = "application/pkix-cert";

/// The names of all news.
const NAMES: [&str; WebhookEvent::ALL.len()] = {
    let mut names = [""; WebhookEvent::ALL.len()];
    let mut place = 0;
    while place < names.len() {
        names[place] = WebhookEvent::ALL[place].name();
        place += 1;
    }
    names
};

/// The operations of this file.
pub(super) fn routes() -> Vec<Route> {
    const REGISTRATION: &str = "/webhooks/v1/registration";
    const TESTS: &str = "/webhooks/v1/registration/validationEvents";
    let manage = Action::ManageWebhooks;
    let body = || Schema::Named("WebhookRegistrationRequest", wanted_schema);
    let shown = || Schema::Named("WebhookRegistration", shown_schema);
    vec![
        Route::get("/webhooks/v1/registration/events", manage, events)
            .about("The news that can be delivered")
            .answers(200, list(words(&NAMES))),
        Route::post(REGISTRATION, manage, register)
            .about("Registers where news is delivered; the answer has the secret that deliveries are signed with")
            .takes(body())
            .answers(200, shown()),
        Route::get(REGISTRATION, manage, get).about("The registration").also([404]).answers(200, shown()),
        Route::put(REGISTRATION, manage, replace)
            .about("Changes where news is delivered, and which")
            .takes(body())
            .also([404])
            .answers(200, shown()),
        Route::delete(REGISTRATION, manage, delete)
            .about("Ends the registration; deliveries in line are kept as dead")
            .also([404])
            .answers_bare(204),
        Route::post(TESTS, manage, test)
            .about("Has a `test-created` delivered; twice a minute at most")
            .also([404])
            .answers(200, object().needs("correlationId", guid())),
        Route::get("/webhooks/v1/registration/validationEvents/{correlation}", manage, tested)
            .about("What became of it, for a week")
            .answers(200, Schema::Named("WebhookValidation", tested_schema)),
        Route::get(seatwright_engine::port::CERTIFICATE_PATH, OPEN, certificate)
            .about("The certificate that deliveries are signed by, in DER")
            .gives(CERTIFICATE)
            .also([404])
            .answers_bare(200),
    ]
}

fn wanted_schema() -> Schema {
    object()
        .needs("WebhookUrl", text_in(1, URL_MAX))
        .needs("WebhookEvents", list(words(&NAMES)))
        .has("SignatureTokenToMsSignatureHeader", optional(flag_in()))
}

pub(super) fn shown_schema() -> Schema {
    object()
        .needs("SubscriberId", guid())
        .needs("WebhookUrl", text())
        .needs("WebhookEvents", list(words(&NAMES)))
        .needs("SignatureTokenToMsSignatureHeader", flag())
        .has("SigningSecret", text().about("Shown when it is made and never again. Ours, as `whsec_…`."))
}

fn tested_schema() -> Schema {
    let result = object()
        .needs("responseCode", text())
        .needs("responseMessage", text())
        .needs("systemError", flag())
        .needs("dateTimeUtc", instant());
    object()
        .needs("correlationId", guid())
        .needs("partnerId", guid())
        .needs("status", words(&["pending", "completed", "failed"]))
        .has("callbackUrl", text())
        .needs("results", list(result))
}

/// The partner that asks. Only partners have webhooks: the roles of others do not come this far.
pub(super) fn partner(call: &Call) -> Result<PartnerId, Fault> {
    call.caller()?.partner_id().ok_or_else(Fault::nothing_here)
}

async fn events(_call: Call) -> Answered {
    Ok(Reply::ok(NAMES.iter().copied().map(Json::from).collect::<Vec<_>>()))
}

async fn register(call: Call) -> Answered {
    let wanted = read(&call)?;
    if let Some(first) = call.answered().await? {
        return Ok(first);
    }
    let made = call.engine().register_webhook(partner(&call)?, wanted).await;
    let made = made.map_err(|error| call.failed(error))?;
    with_secret(&call, &made).await
}

/// A registration with the secret that was just made. The secret is shown this once: a repeated request is answered without it.
pub(super) async fn with_secret(call: &Call, made: &Webhook) -> Answered {
    call.remembered(Reply::ok(shown(made, false))).await?;
    Ok(Reply::ok(shown(made, true)).header("Cache-Control", "no-store"))
}

async fn get(call: Call) -> Answered {
    let found = call.engine().webhook(partner(&call)?).await.map_err(|error| call.failed(error))?;
    Ok(Reply::ok(shown(&found, false)))
}

async fn replace(call: Call) -> Answered {
    let wanted = read(&call)?;
    let changed = call.engine().change_webhook(partner(&call)?, wanted).await;
    Ok(Reply::ok(shown(&changed.map_err(|error| call.failed(error))?, false)))
}

async fn delete(call: Call) -> Answered {
    call.engine().forget_webhook(partner(&call)?).await.map_err(|error| call.failed(error))?;
    Ok(Reply::empty(StatusCode::NO_CONTENT))
}

async fn test(call: Call) -> Answered {
    if let Some(first) = call.answered().await? {
        return Ok(first);
    }
    let id = call.engine().test_webhook(partner(&call)?).await.map_err(|error| call.failed(error))?;
    call.remembered(Reply::ok(Object::new().set("correlationId", id.to_string()))).await
}

async fn tested(call: Call) -> Answered {
    let partner = partner(&call)?;
    let id: Uuid = call.id("correlation")?;
    let found = call.engine().webhook_test(partner, id).await.map_err(|error| call.failed(error))?;
    let found = found.ok_or_else(Fault::nothing_here)?;
    let url = call.engine().webhook(partner).await.ok().map(|webhook| webhook.url);
    let status = match found.state {
        DeliveryState::Waiting => "pending",
        DeliveryState::Delivered => "completed",
        DeliveryState::Dead => "failed",
    };
    let StoredDelivery { id, tried, .. } = &found;
    Ok(Reply::ok(
        Object::new()
            .set("correlationId", id.to_string())
            .set("partnerId", partner.to_string())
            .set("status", status)
            .some("callbackUrl", url)
            .set("results", tried.iter().map(|tried| Json::from(result(tried))).collect::<Vec<_>>()),
    ))
}

fn result(tried: &Attempt) -> Object {
    Object::new()
        .set("responseCode", tried.status.map_or_else(String::new, |status| status.to_string()))
        .set("responseMessage", tried.error.clone().unwrap_or_default())
        .set("systemError", tried.status.is_none())
        .set("dateTimeUtc", tried.at.to_string())
}

async fn certificate(call: Call) -> Answered {
    match call.engine().webhook_certificate() {
        Some(body) => {
            let reply = Reply { status: StatusCode::OK, headers: Vec::new(), body };
            Ok(reply.header("Content-Type", CERTIFICATE))
        }
        None => Err(Fault::plain(fault::NO_RESOURCE, "fault-no-resource")),
    }
}

fn read(call: &Call) -> Result<Registration, Fault> {
    let rules = call.engine().target_rules();
    call.read(|body| {
        let url = body.parsed("WebhookUrl", Takes::Named("takes-webhook-url"), |url| {
            Target::parse(url, rules).is_ok().then(|| url.to_owned())
        });
        let url = body.need("WebhookUrl", Takes::Named("takes-webhook-url"), url);
        let events = wanted_events(body);
        let ms_header = body.flag("SignatureTokenToMsSignatureHeader").unwrap_or(false);
        Some(Registration { url: url?, events: events?, ms_header })
    })
}

/// The news that is wanted: at least one, each by its name in any case.
fn wanted_events(body: &Fields<'_>) -> Option<BTreeSet<WebhookEvent>> {
    let takes = || Takes::one_of(NAMES);
    let names = body.texts("WebhookEvents", NAMES.len() * 2);
    if !body.has("WebhookEvents") || names.is_empty() {
        body.complain("WebhookEvents", Wrong::Missing, takes());
        return None;
    }
    let mut events = BTreeSet::new();
    for (place, name) in names.iter().enumerate() {
        match WebhookEvent::parse(name) {
            Some(event) => {
                events.insert(event);
            }
            None => body.complain(&format!("WebhookEvents[{place}]"), Wrong::Value, takes()),
        }
    }
    Some(events)
}

/// A registration. The secret is shown to whoever has just had it made.
fn shown(webhook: &Webhook, with_secret: bool) -> Object {
    let Webhook { subscriber, url, events, ms_header, secrets, .. } = webhook;
    let secret = secrets.first().filter(|_| with_secret).map(|secret| format!("whsec_{}", secret.key));
    Object::new()
        .set("SubscriberId", subscriber.to_string())
        .set("WebhookUrl", url)
        .texts("WebhookEvents", events.iter().map(|event| event.name()))
        .set("SignatureTokenToMsSignatureHeader", *ms_header)
        .some("SigningSecret", secret)
}
