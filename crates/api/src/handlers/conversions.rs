//! Conversions of classic trials (TRIAL-103).

use seatwright_domain::calendar::BillingPlan;
use seatwright_domain::command::Command;
use seatwright_domain::decision::Rows;
use seatwright_domain::ids::OfferId;
use seatwright_domain::refusal::Code;
use seatwright_domain::trial;

use super::subscriptions::with_subscription;
use super::upgrades::is_about_the_change;
use super::{lines, seen};
use crate::call::Call;
use crate::fault::{Fault, reason_json, reason_text};
use crate::json::{Json, Object};
use crate::openapi::reason;
use crate::reply::Reply;
use crate::route::{Answered, Route};
use crate::schema::{
    Schema, billing_in, collection_of, count, guid, list as list_of, noticed, object, quantity_in, resource,
    text, text_in, words,
};
use crate::wire::offer::BILLING;
use crate::wire::{attributes, collection};
use seatwright_domain::role::Action;

/// The operations of this file.
pub(super) fn routes() -> Vec<Route> {
    const CONVERSIONS: &str = "/v1/customers/{customer}/subscriptions/{subscription}/conversions";
    vec![
        Route::get(CONVERSIONS, Action::View, list)
            .about("What a classic trial can become")
            .answers(200, collection_of(Schema::Named("Conversion", target_shape))),
        Route::post(CONVERSIONS, Action::ConvertTrial, convert)
            .about("Converts a classic trial; what stands against it is told inside the answer")
            .takes(
                object()
                    .needs("targetOfferId", text_in(1, lines::ITEM_MAX))
                    .needs("quantity", quantity_in(1))
                    .needs("billingCycle", billing_in()),
            )
            .answers(200, noticed(Schema::Named("ConversionResult", result_shape))),
    ]
}

fn target_shape() -> Schema {
    resource()
        .needs("offerId", text())
        .needs("targetOfferId", text())
        .needs("orderId", guid())
        .needs("quantity", count())
        .needs("billingCycle", words(BILLING))
}

fn result_shape() -> Schema {
    let error = object().needs("code", Schema::Whole(Some(0), Some(1))).needs("description", text());
    resource()
        .needs("subscriptionId", guid())
        .needs("offerId", text())
        .needs("targetOfferId", text())
        .has("error", error)
        .has("reasons", list_of(reason()).about("Every reason against it."))
}

/// What a trial can become.
pub(crate) async fn list(call: Call) -> Answered {
    let (loaded, id) = with_subscription(&call).await?;
    let found = seen(&call, &loaded.account, id)?;
    let rows = Rows::default();
    let context = call.context(&rows)?;
    let targets = trial::conversions(&loaded.account, id, &context);
    let items = targets
        .iter()
        .map(|target| {
            let offer = context.catalogue.offer(target);
            let billing = offer
                .and_then(|offer| offer.terms.first())
                .and_then(|option| option.billing.first().copied())
                .unwrap_or(BillingPlan::Monthly);
            Object::new()
                .set("offerId", found.offer.to_string())
                .set("targetOfferId", target.to_string())
                .set("orderId", found.order.to_string())
                .set("quantity", found.seats())
                .set("billingCycle", call.view().billing(billing))
                .set("attributes", attributes("Conversion"))
                .into()
        })
        .collect();
    Ok(Reply::ok(collection::collection(&call, items)))
}

/// Converts a trial; the subscription keeps its id. What stands against it is told inside the answer.
pub(crate) async fn convert(call: Call) -> Answered {
    let (target, seats, billing) = call.read(|body| {
        let target = lines::item_needed(body, "targetOfferId");
        let seats = body.quantity_needed("quantity", 1);
        let billing = lines::billing_needed(body, "billingCycle");
        Some((target?.0, seats?, billing?))
    })?;
    let (loaded, id) = with_subscription(&call).await?;
    let source = seen(&call, &loaded.account, id)?.offer.clone();
    let result = |error: Option<Json>| shown(&id.to_string(), &source, &target, error);
    let command =
        Command::ConvertTrial { subscription: id, target: target.clone(), seats: Some(seats), billing };
    match call.execute(command, |_, _| Reply::ok(result(None))).await {
        Err(Fault::Refused { refusals, .. }) if is_about_the_change(&refusals) => {
            let reasons: Vec<Json> =
                refusals.reasons().iter().map(|reason| reason_json(call.language, reason)).collect();
            let error = refusals.reasons().first().map(|reason| {
                let none = matches!(reason.code, Code::NoConversion | Code::NotATrial);
                Object::new()
                    .set("code", u8::from(none))
                    .set("description", reason_text(call.language, reason))
                    .into()
            });
            Ok(Reply::ok(result(error).set("reasons", reasons)))
        }
        other => other,
    }
}

fn shown(id: &str, source: &OfferId, target: &OfferId, error: Option<Json>) -> Object {
    Object::new()
        .set("subscriptionId", id)
        .set("offerId", source.to_string())
        .set("targetOfferId", target.to_string())
        .some("error", error)
        .set("attributes", attributes("ConversionResult"))
}
