//! Upgrades of classic subscriptions by a partner (UPG-01..10).

use axum::http::StatusCode;
use seatwright_domain::command::Command;
use seatwright_domain::decision::{Decision, Rows};
use seatwright_domain::event::Event;
use seatwright_domain::ids::UpgradeId;
use seatwright_domain::refusal::{Code, Refusals};
use seatwright_domain::upgrade::{Upgrade, eligibility};
use seatwright_store::FindingQuery;

use super::subscriptions::with_subscription;
use super::{lines, seen};
use crate::call::Call;
use crate::codes;
use crate::fault::{Fault, reason_json};
use crate::json::{Json, Object};
use crate::reply::Reply;
use crate::route::{Answered, Route};
use crate::schema::{collection_of, noticed, object, quantity_in, text_in, words_in};
use crate::wire::{attributes, collection, upgrade};
use seatwright_domain::role::Action;

/// The kinds of upgrade at the positions that clients write as numbers.
const KINDS: [(&str, bool); 3] =
    [("none", true), ("upgrade_only", false), ("upgrade_with_license_transfer", true)];

/// Their names, as documents list them.
const KIND_WORDS: &[&str] = &["none", "upgrade_only", "upgrade_with_license_transfer"];

/// Users that need work by hand that one answer lists; the rest is read page by page at our own address.
const LICENCE_ERRORS_MAX: usize = 100;

/// The operations of this file.
pub(super) fn routes() -> Vec<Route> {
    const UPGRADES: &str = "/v1/customers/{customer}/subscriptions/{subscription}/upgrades";
    vec![
        Route::get(UPGRADES, Action::View, list)
            .about("The plans that a classic subscription can be upgraded to, with every reason against each")
            .answers(200, collection_of(upgrade::classic_target_schema())),
        Route::post(UPGRADES, Action::Upgrade, upgrade)
            .about("Upgrades a classic subscription; what stands against it is told inside the answer")
            .takes(
                object()
                    .needs("targetOffer", object().needs("id", text_in(1, lines::ITEM_MAX)))
                    .needs("quantity", quantity_in(0))
                    .needs("upgradeType", words_in(KIND_WORDS)),
            )
            .answers(200, noticed(upgrade::result_schema())),
    ]
}

/// The targets, each with every reason against it.
pub(crate) async fn list(call: Call) -> Answered {
    let (loaded, id) = with_subscription(&call).await?;
    let found = seen(&call, &loaded.account, id)?;
    let rows = Rows::default();
    let context = call.context(&rows)?;
    let view = call.view();
    let country = loaded.account.head.customer.country();
    let items = eligibility::classic(&loaded.account, found, &context)
        .iter()
        .map(|target| upgrade::classic_target(&view, target, country))
        .collect();
    Ok(Reply::ok(collection::collection(&call, items)))
}

/// Upgrades. What the rules say against it stands inside the answer, as the dialect has it; who may not ask at all gets
/// an error.
pub(crate) async fn upgrade(call: Call) -> Answered {
    let (target, seats, transfer) = call.read(|body| {
        let offer = body.object_needed("targetOffer");
        let target = offer.and_then(|offer| lines::item_needed(&offer, "id"));
        let seats = body.quantity_needed("quantity", 0);
        let transfer = body.word_needed("upgradeType", &KINDS);
        // No seats are what libraries write where nothing was said: all of them.
        Some((target?.0, seats?, transfer?))
    })?;
    let (loaded, id) = with_subscription(&call).await?;
    if call.answered().await?.is_none() {
        seen(&call, &loaded.account, id)?;
    }
    let command =
        Command::Upgrade { subscription: id, target, seats: (seats > 0).then_some(seats), transfer };
    let started = call
        .execute(command, |_, decision| {
            let id = started(decision).map(|upgrade| upgrade.id.to_string());
            Reply::ok(Object::new().some("operationId", id))
        })
        .await;
    match started {
        Ok(reply) => Ok(complete(&call, reply).await?),
        Err(Fault::Refused { refusals, .. }) if is_about_the_change(&refusals) => {
            let view = call.view();
            let errors = upgrade::errors(&view, "UpgradeError", refusals.reasons(), upgrade::upgrade_code);
            let reasons: Vec<Json> =
                refusals.reasons().iter().map(|reason| reason_json(call.language, reason)).collect();
            let body = Object::new()
                .set("sourceSubscriptionId", id.to_string())
                .set("upgradeType", kind(transfer))
                .set("upgradeErrors", errors)
                .set("licenseErrors", Json::List(Vec::new()))
                .set("reasons", reasons)
                .set("attributes", attributes("UpgradeResult"));
            Ok(Reply::ok(body))
        }
        Err(fault) => Err(fault),
    }
}

/// Whether refusals are about the change itself, so that the dialect tells them inside a 200: who may not ask, and
/// things that are not there, stay errors. Missing delegated rights have a number of their own inside.
pub(super) fn is_about_the_change(refusals: &Refusals) -> bool {
    refusals.reasons().iter().all(|reason| {
        let status = codes::of(reason.code).status;
        reason.code == Code::DelegationMissing
            || (status != StatusCode::NOT_FOUND
                && !matches!(
                    reason.code,
                    Code::RoleMissing | Code::NoRelationship | Code::OtherCompany | Code::NotTheSeller
                ))
    })
}

/// The upgrade that a decision started.
pub(super) fn started(decision: &Decision) -> Option<&Upgrade> {
    decision.events.iter().find_map(|recorded| match &recorded.event {
        Event::UpgradeStarted { upgrade } => Some(upgrade.as_ref()),
        _ => None,
    })
}

const fn kind(transfer: bool) -> &'static str {
    if transfer { "upgrade_with_license_transfer" } else { "upgrade_only" }
}

/// The upgrade that a stored answer names. An answer is stored with the decision, when the target does not exist yet, so
/// that what came of it is looked up each time the answer is given.
pub(super) async fn of_answer(call: &Call, reply: &Reply) -> Result<Option<Upgrade>, Fault> {
    let read: Option<Json> = serde_json::from_slice(&reply.body).ok();
    let id: Option<UpgradeId> = read
        .as_ref()
        .and_then(|body| body.get("operationId"))
        .and_then(Json::as_text)
        .and_then(|text| text.parse().ok());
    let Some(id) = id else { return Ok(None) };
    Ok(call.engine().store().upgrade(call.customer()?, id).await?)
}

/// The answer with what came of the upgrade so far.
async fn complete(call: &Call, reply: Reply) -> Result<Reply, Fault> {
    let Some(found) = of_answer(call, &reply).await? else { return Ok(reply) };
    let mut query = FindingQuery::of(call.customer()?, found.id);
    query.needs_work = Some(true);
    query.limit = LICENCE_ERRORS_MAX;
    let view = call.view();
    let findings = call.engine().store().findings(&query).await?;
    let errors: Vec<Json> = findings.items.iter().map(|item| upgrade::licence_error(&view, item)).collect();
    let sent: Json = serde_json::from_slice(&reply.body).unwrap_or(Json::Null);
    let body = Object::new()
        .set("sourceSubscriptionId", found.source.to_string())
        .some("targetSubscriptionId", found.target.map(|id| id.to_string()))
        .set("upgradeType", kind(found.moves_licences))
        .set("upgradeErrors", Json::List(Vec::new()))
        .set("licenseErrors", errors)
        .set("operationId", found.id.to_string())
        .some("notices", sent.get("notices").cloned())
        .set("attributes", attributes("UpgradeResult"));
    Ok(Reply { body: Json::from(body).to_bytes(), ..reply })
}
