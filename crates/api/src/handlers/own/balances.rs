//! Overdue balances (WHY-11): seen, recorded, paid.

use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;
use seatwright_domain::account::{Account, Unpaid};
use seatwright_domain::command::Command;
use seatwright_domain::money::{Currency, Money};
use seatwright_domain::role::{Action, Actor, Caller};
use seatwright_domain::subscription::Seller;
use seatwright_store::Want;

use crate::call::Call;
use crate::fields::{Fields, Takes, Wrong};
use crate::handlers::sees;
use crate::json::{Json, Object};
use crate::reply::Reply;
use crate::route::{Answered, Route};
use crate::schema::{
    Schema, Text, any_of, blank_or, collection_of, count, currency, day, day_in, guid, id_in,
    list as list_of, noticed, number, object, resource,
};
use crate::wire::{attributes, collection};

/// The most that one balance takes, in whole units of its currency.
const AMOUNT_MAX: u32 = 1_000_000_000;

/// The operations of this file.
pub(super) fn routes() -> Vec<Route> {
    const OVERDUE: &str = "/seatwright/v1/customers/{customer}/overdue";
    let after = || noticed(object().needs("totalCount", count()).needs("items", list_of(schema())));
    vec![
        Route::get(OVERDUE, Action::View, list)
            .about("Balances that are overdue, as far as the caller may see them")
            .answers(200, collection_of(schema())),
        Route::post(OVERDUE, Action::ManageOverdue, record)
            .about("Records that a balance is overdue to the caller")
            .takes(
                with_amount(object()).has("subscription", blank_or(id_in())).has("due", blank_or(day_in())),
            )
            .answers(200, after()),
        Route::post("/seatwright/v1/customers/{customer}/overdue/pay", Action::ManageOverdue, pay)
            .about("Pays the balance of one subscription, or all")
            .may_take(object().has("subscription", blank_or(id_in())))
            .answers(200, after()),
    ]
}

/// With an amount and its currency, as [`amount`] reads them.
pub(super) fn with_amount(shape: Schema) -> Schema {
    let digits = Text { min: None, max: None, format: None, pattern: Some("^[0-9]{1,9}([.][0-9]{1,3})?$") };
    let written = any_of(vec![number(), Schema::Text(digits)]);
    shape
        .needs("amount", written.about("Not below zero; no more decimals than the currency has."))
        .needs("currency", currency())
}

const fn schema() -> Schema {
    Schema::Named("SeatwrightOverdueBalance", shape)
}

fn shape() -> Schema {
    resource()
        .has("subscription", guid())
        .needs("amount", number())
        .needs("currency", currency())
        .needs("due", day())
        .has("partner", guid())
}

/// What is overdue, as far as the caller may see it.
pub(crate) async fn list(call: Call) -> Answered {
    let loaded = call.account(Want::default()).await?;
    Ok(Reply::ok(collection::collection(&call, shown(&loaded.account, call.caller()?))))
}

fn shown(account: &Account, caller: &Caller) -> Vec<Json> {
    let seen = account.head.unpaid.iter().filter(|unpaid| sees(caller, &unpaid.seller));
    seen.map(|unpaid| {
        Object::new()
            .some("subscription", unpaid.subscription.map(|id| id.to_string()))
            .set("amount", unpaid.amount.to_decimal())
            .set("currency", unpaid.amount.currency.code())
            .set("due", unpaid.due.to_string())
            .some("partner", unpaid.seller.partner().map(|id| id.to_string()))
            .set("attributes", attributes("SeatwrightOverdueBalance"))
            .into()
    })
    .collect()
}

/// Records that a balance is overdue to the caller.
pub(crate) async fn record(call: Call) -> Answered {
    let seller = match &call.caller()?.actor {
        Actor::Partner { partner, .. } => Seller::Partner { partner: *partner, reseller: None },
        Actor::Customer { .. } | Actor::Publisher { .. } | Actor::System => Seller::Direct,
    };
    let today = seatwright_domain::calendar::day_of(call.engine().now());
    let unpaid = call.read(|body| {
        let subscription = body.id("subscription");
        let amount = amount(body);
        let due = body.day("due").unwrap_or(today);
        Some(Unpaid { seller, subscription, amount: amount?, due, invoice: None })
    })?;
    change(&call, Command::RecordOverdue { unpaid: Box::new(unpaid) }).await
}

/// An amount with its currency, exactly as it was written: as many decimals as the currency has, and no more.
pub(super) fn amount(body: &Fields<'_>) -> Option<Money> {
    let currency = body.parsed("currency", Takes::Text(3, 3), Currency::parse);
    let currency = body.need("currency", Takes::Text(3, 3), currency);
    let takes = || Takes::Named("takes-amount");
    let text = match body.raw("amount") {
        Some(Json::Number(number)) => Some(number.to_string()),
        Some(Json::Text(text)) => Some(text.trim().to_owned()),
        Some(_) => {
            body.complain("amount", Wrong::Kind, takes());
            return None;
        }
        None => body.need("amount", takes(), None),
    }?;
    let currency = currency?;
    let minor = text.parse::<Decimal>().ok().and_then(|amount| minor(amount, currency));
    if minor.is_none() {
        body.complain("amount", Wrong::Value, takes());
    }
    Some(Money { minor: minor?, currency })
}

fn minor(amount: Decimal, currency: Currency) -> Option<i64> {
    if amount > Decimal::from(AMOUNT_MAX) {
        return None;
    }
    let scale = Decimal::from(10_u64.checked_pow(currency.exponent())?);
    let scaled = amount.checked_mul(scale)?.normalize();
    (scaled.scale() == 0 && scaled.is_sign_positive()).then(|| scaled.to_i64()).flatten()
}

/// Pays: one subscription's balance, or all.
pub(crate) async fn pay(call: Call) -> Answered {
    let subscription =
        if call.body.is_empty() { None } else { call.read(|body| Some(body.id("subscription")))? };
    change(&call, Command::PayOverdue { subscription }).await
}

async fn change(call: &Call, command: Command) -> Answered {
    let caller = call.caller()?;
    call.execute(command, |_, decision| {
        let items = shown(&decision.account, caller);
        Reply::ok(Object::new().set("totalCount", items.len()).set("items", Json::List(items)))
    })
    .await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_become_minor_units_without_rounding() {
        let (eur, jpy) = (Currency::parse("EUR").unwrap(), Currency::parse("JPY").unwrap());
        for (text, currency, expected) in [
            ("12.50", eur, Some(1250)),
            ("12.5", eur, Some(1250)),
            ("12.505", eur, None),
            ("1250", jpy, Some(1250)),
            ("1250.5", jpy, None),
            ("-1", eur, None),
            ("1000000001", eur, None),
        ] {
            assert_eq!(minor(text.parse().unwrap(), currency), expected, "{text}");
        }
    }
}
