//! Corrections of what was charged (INV-105): a line, or a part of what stands charged, comes back by a line of its own.

use seatwright_domain::billing::kind::ChargeType;
use seatwright_domain::command::Command;
use seatwright_domain::correction::{CLASSIC, NEW_COMMERCE};
use seatwright_domain::decision::Decision;
use seatwright_domain::ids::ChargeId;
use seatwright_domain::money::Money;
use seatwright_domain::role::Action;

use super::balances::amount;
use crate::call::Call;
use crate::fields::Fields;
use crate::handlers::seen;
use crate::handlers::subscriptions::with_subscription;
use crate::json::{Json, Object};
use crate::reply::Reply;
use crate::route::{Answered, Route};
use crate::schema::{
    Schema, blank_or, count, guid, id_in, list, noticed, object, resource, text_in, words_in,
};
use crate::wire::charge::line_schema;
use crate::wire::{attributes, charge};

/// The longest reason, in characters.
const REASON_MAX: usize = 1000;

/// The types of corrections, as files name them.
const KINDS: [&str; 4] = ["Offset a line item", "One time refund", "Credit", "customerCredit"];

/// The operations of this file.
pub(super) fn routes() -> Vec<Route> {
    vec![
        Route::post(
            "/seatwright/v1/customers/{customer}/subscriptions/{subscription}/corrections",
            Action::ManageBilling,
            correct,
        )
        .about("Gives back what was charged wrongly, by a line of its own (INV-105)")
        .takes(Schema::Named("NewCorrection", wanted))
        .answers(201, Schema::Named("Correction", made)),
    ]
}

struct Wish {
    kind: ChargeType,
    charge: Option<ChargeId>,
    amount: Option<Money>,
    reason: String,
}

/// Corrects a line, or the running charge cycle where none is named.
pub(crate) async fn correct(call: Call) -> Answered {
    let (loaded, subscription) = with_subscription(&call).await?;
    if call.answered().await?.is_none() {
        seen(&call, &loaded.account, subscription)?;
    }
    let Wish { kind, charge, amount, reason } = call.read(read)?;
    let command = Command::Adjust { subscription, kind, charge, amount, reason };
    call.execute(command, |_, decision| Reply::created(lines(&call, decision))).await
}

fn read(body: &Fields<'_>) -> Option<Wish> {
    let kinds: Vec<(&str, ChargeType)> =
        CLASSIC.iter().chain(&NEW_COMMERCE).map(|kind| (kind.name(), *kind)).collect();
    let (kind, charge) = (body.word_needed("kind", &kinds), body.id("charge"));
    // All that is left comes back where no amount is named; a currency alone names none.
    let given = body.mentions("amount").then(|| amount(body));
    let reason = body.text_needed("reason", REASON_MAX);
    let (kind, reason) = (kind?, reason?);
    match given {
        None => Some(Wish { kind, charge, amount: None, reason }),
        Some(amount) => Some(Wish { kind, charge, amount: Some(amount?), reason }),
    }
}

fn lines(call: &Call, decision: &Decision) -> Object {
    let view = call.view();
    let charges = decision.events.iter().flat_map(|recorded| &recorded.charges);
    let items: Vec<Json> =
        charges.map(|made| charge::line(&view, made).set("id", made.id.to_string()).into()).collect();
    Object::new()
        .set("totalCount", items.len())
        .set("items", Json::List(items))
        .set("attributes", attributes("SeatwrightCorrection"))
}

fn wanted() -> Schema {
    let money = Schema::AnyOf(vec![Schema::Number, text_in(1, 40)]);
    object()
        .needs("kind", words_in(&KINDS))
        .has(
            "charge",
            blank_or(id_in()).about("The line that was wrong; without it, the running charge cycle."),
        )
        .has("amount", money.about("What comes back, above zero; without it, all that is left."))
        .has("currency", text_in(3, 3).about("Needed with an amount."))
        .needs("reason", text_in(1, REASON_MAX))
}

fn made() -> Schema {
    noticed(resource().needs("totalCount", count()).needs("items", list(line_schema().needs("id", guid()))))
}
