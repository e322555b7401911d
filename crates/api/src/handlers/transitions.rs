//! Upgrades of new-commerce subscriptions, in whole or part (PART-01..07, UPG-104..106).

use seatwright_domain::catalogue::Commerce;
use seatwright_domain::command::Command;
use seatwright_domain::decision::Rows;
use seatwright_domain::ids::UpgradeId;
use seatwright_domain::upgrade::eligibility;

use super::subscriptions::with_subscription;
use super::upgrades::{of_answer, started};
use super::{lines, seen};
use crate::call::Call;
use crate::codes::{Place, fault};
use crate::fault::Fault;
use crate::fields::{Takes, find_word};
use crate::json::{Json, Object};
use crate::reply::Reply;
use crate::route::{Answered, Parameter, Route};
use crate::schema::{
    billing_in, blank_or, collection_of, guid, id_in, noticed, object, quantity_in, term_in, text_in, words,
    words_in,
};
use crate::wire::{attributes, collection, upgrade};
use seatwright_domain::role::Action;

/// The kinds of transition.
const KINDS: [(&str, bool); 3] =
    [("none", true), ("transition_only", false), ("transition_with_license_transfer", true)];

/// Their names, as documents list them.
const KIND_WORDS: &[&str] = &["none", "transition_only", "transition_with_license_transfer"];

/// The operations of this file.
pub(super) fn routes() -> Vec<Route> {
    const TRANSITIONS: &str = "/v1/customers/{customer}/subscriptions/{subscription}/transitions";
    vec![
        Route::get(
            "/v1/customers/{customer}/subscriptions/{subscription}/transitionEligibilities",
            Action::View,
            eligibilities,
        )
        .about("The plans that a new-commerce subscription can become, with every reason against each")
        .query([Parameter::has("eligibilityType", words(&["immediate", "scheduled"]))])
        .answers(200, collection_of(upgrade::transition_target_schema())),
        Route::get(TRANSITIONS, Action::View, list)
            .about("What has become of the transitions of a subscription")
            .query([Parameter::has("operationId", guid())])
            .answers(200, collection_of(upgrade::transition_schema())),
        Route::post(TRANSITIONS, [Action::Transition, Action::ConvertTrial], transition)
            .about("Upgrades in whole or, with a quantity below the source's, in part")
            .takes(
                object()
                    .needs("toCatalogItemId", text_in(1, lines::ITEM_MAX))
                    .needs("quantity", quantity_in(0))
                    .has("toSubscriptionId", blank_or(id_in()))
                    .has("termDuration", blank_or(term_in()))
                    .has("billingCycle", blank_or(billing_in()))
                    .needs("transitionType", words_in(KIND_WORDS)),
            )
            .answers(200, noticed(upgrade::transition_schema())),
    ]
}

/// The targets with every reason against each, at once or for the renewal.
pub(crate) async fn eligibilities(call: Call) -> Answered {
    let kinds = [("immediate", false), ("scheduled", true)];
    let takes = Takes::one_of(["immediate", "scheduled"]);
    let scheduled =
        call.query.parsed("eligibilityType", takes, |text| find_word(text, &kinds))?.unwrap_or(false);
    let (loaded, id) = with_subscription(&call).await?;
    let found = seen(&call, &loaded.account, id)?;
    if found.commerce == Commerce::Classic {
        return Err(Fault::plain(fault::NOT_FOR_CLASSIC, "fault-not-for-classic"));
    }
    let rows = Rows::default();
    let context = call.context(&rows)?;
    let view = call.view();
    let items = eligibility::transitions(&loaded.account, found, scheduled, &context)
        .iter()
        .map(|target| upgrade::transition_target(&view, target, &loaded.account))
        .collect();
    Ok(Reply::ok(collection::collection(&call, items)))
}

/// What has become of the transitions of a subscription.
pub(crate) async fn list(call: Call) -> Answered {
    let (loaded, id) = with_subscription(&call).await?;
    seen(&call, &loaded.account, id)?;
    let operation: Option<UpgradeId> =
        call.query.parsed("operationId", Takes::Guid, |text| text.parse().ok())?;
    let view = call.view();
    let customer = &loaded.account.head.customer;
    let found = call.engine().store().upgrades(loaded.account.id(), Some(id)).await?;
    let items: Vec<Json> = found
        .iter()
        // A migration from classic has addresses of its own.
        .filter(|found| found.migration.is_none() && operation.is_none_or(|wanted| found.id == wanted))
        .map(|found| upgrade::transition(&view, found, customer))
        .collect();
    Ok(Reply::ok(collection::collection(&call, items)))
}

/// Starts a transition; a quantity below the source's makes it a partial one.
pub(crate) async fn transition(call: Call) -> Answered {
    let wish = call.read(|body| {
        let target = lines::item_needed(body, "toCatalogItemId");
        let seats = body.quantity_needed("quantity", 0);
        let into = body.id("toSubscriptionId");
        let term = lines::term(body, "termDuration");
        let billing = lines::billing(body, "billingCycle");
        let transfer = body.word_needed("transitionType", &KINDS);
        Some((target?.0, seats?, into, term, billing, transfer?))
    })?;
    let (target, seats, into, term, billing, transfer) = wish;
    let (loaded, id) = with_subscription(&call).await?;
    if call.answered().await?.is_none() && seen(&call, &loaded.account, id)?.commerce == Commerce::Classic {
        return Err(Fault::plain(fault::NOT_FOR_CLASSIC, "fault-not-for-classic"));
    }
    let source = loaded.account.subscriptions.get(&id).map(|found| found.offer.clone());
    let command = Command::Transition {
        subscription: id,
        target: target.clone(),
        seats,
        into,
        term,
        billing,
        transfer,
    };
    let view = call.view();
    let reply = call
        .execute(command, |_, decision| {
            let customer = &decision.account.head.customer;
            Reply::ok(started(decision).map_or_else(
                || {
                    // A trial becomes paid in place and at once: there is no operation to follow.
                    let from = source.as_ref().map(|offer| upgrade::item(&view, offer, customer));
                    Json::from(
                        Object::new()
                            .some("fromCatalogItemId", from)
                            .set("fromSubscriptionId", id.to_string())
                            .set("toCatalogItemId", upgrade::item(&view, &target, customer))
                            .set("quantity", seats)
                            .set("transitionType", "transition_only")
                            .set("events", Json::List(vec![conversion(view.now)]))
                            .set("attributes", attributes("Transition")),
                    )
                },
                |started| upgrade::transition(&view, started, customer),
            ))
        })
        .await
        .map_err(|fault| fault.at(Place::Transition))?;
    let Some(found) = of_answer(&call, &reply).await? else { return Ok(reply) };
    let sent: Json = serde_json::from_slice(&reply.body).unwrap_or(Json::Null);
    let shown = upgrade::transition(&view, &found, &loaded.account.head.customer);
    let fresh = Reply { body: shown.to_bytes(), ..reply };
    Ok(match sent.get("notices") {
        Some(notices) => fresh.with_member("notices", notices.clone()),
        None => fresh,
    })
}

fn conversion(at: jiff::Timestamp) -> Json {
    Object::new()
        .set("name", "Conversion")
        .set("status", "Completed")
        .set("timestamp", at.to_string())
        .set("attributes", attributes("TransitionEvent"))
        .into()
}
