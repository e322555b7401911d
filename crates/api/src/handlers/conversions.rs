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
use crate::reply::Reply;
use crate::route::{Answered, Route};
use crate::wire::{attributes, collection};
use seatwright_domain::role::Action;

/// The operations of this file.
pub(super) fn routes() -> Vec<Route> {
    vec![
        Route::get("/v1/customers/{customer}/subscriptions/{subscription}/conversions", Action::View, list),
        Route::post(
            "/v1/customers/{customer}/subscriptions/{subscription}/conversions",
            Action::ConvertTrial,
            convert,
        ),
    ]
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
        let seats = body.quantity("quantity", 1);
        let billing = lines::billing(body, "billingCycle");
        Some((target?.0, seats, billing))
    })?;
    let (loaded, id) = with_subscription(&call).await?;
    let source = seen(&call, &loaded.account, id)?.offer.clone();
    let result = |error: Option<Json>| shown(&id.to_string(), &source, &target, error);
    let command = Command::ConvertTrial { subscription: id, target: target.clone(), seats, billing };
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
