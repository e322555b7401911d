//! What a payer owes, and what it has paid.

use axum::http::StatusCode;
use seatwright_domain::billing::settling::PaymentReceived;
use seatwright_domain::calendar::day_of;
use seatwright_domain::money::{Currency, Money};
use seatwright_domain::role::Action;

use super::balances::{amount, with_amount};
use crate::call::Call;
use crate::fields::Takes;
use crate::handlers::invoices::{currency, of_number, payer};
use crate::json::Object;
use crate::reply::Reply;
use crate::route::{Answered, Parameter, Route};
use crate::schema::{
    Schema, blank_or, collection_of, currency as currency_shape, day_in, instant, number, object, optional,
    resource, text, text_in,
};
use crate::seek;
use crate::wire::{attributes, collection, day_start};

/// The longest reference, in characters.
const REFERENCE_MAX: usize = 140;

/// The most payments of a page, and what a page has when the client asks for no size.
const PAGE_MAX: u64 = 500;

/// The operations of this file.
pub(super) fn routes() -> Vec<Route> {
    const PAYMENTS: &str = "/seatwright/v1/payments";
    vec![
        Route::get("/seatwright/v1/balance", Action::ReadBill, balance)
            .about("What the caller owes, and has to its credit, in a currency")
            .query([Parameter::has("currency", currency_shape())])
            .answers(200, Schema::Named("SeatwrightBalance", balance_shape)),
        Route::get(PAYMENTS, Action::ReadBill, list)
            .about("The caller's payments, by reference")
            .query(collection::seek_parameters(PAGE_MAX))
            .answers(200, collection_of(schema().needs("recordedAt", instant()))),
        Route::post(PAYMENTS, Action::ManageBilling, record)
            .about("Records money received; the reference makes it repeatable (200 the second time)")
            .takes(
                with_amount(object())
                    .needs("reference", text_in(1, REFERENCE_MAX))
                    .has("receivedOn", blank_or(day_in()))
                    .has("invoice", optional(text_in(0, 40))),
            )
            .answers(200, schema())
            .answers(201, schema())
            .also([404]),
    ]
}

const fn schema() -> Schema {
    Schema::Named("SeatwrightPayment", shape)
}

fn shape() -> Schema {
    resource()
        .needs("reference", text())
        .needs("amount", number())
        .needs("currency", currency_shape())
        .needs("receivedOn", instant())
        .needs("unallocated", number())
}

fn balance_shape() -> Schema {
    resource()
        .needs("currency", currency_shape())
        .needs("owed", number())
        .needs("overdue", number())
        .needs("inFavour", number())
        .needs("unallocated", number())
        .needs("unbilled", number())
}

/// What the caller owes and has to its credit in a currency.
pub(crate) async fn balance(call: Call) -> Answered {
    let payer = payer(&call)?;
    let currency = match call.query.parsed("currency", Takes::Text(3, 3), Currency::parse)? {
        Some(currency) => currency,
        None => currency(&call, payer).await?,
    };
    let balance = call.engine().balance(payer, currency).await.map_err(|error| call.failed(error))?;
    Ok(Reply::ok(
        Object::new()
            .set("currency", currency.code())
            .set("owed", balance.owed.to_decimal())
            .set("overdue", balance.overdue.to_decimal())
            .set("inFavour", balance.in_favour.to_decimal())
            .set("unallocated", balance.unallocated.to_decimal())
            .set("unbilled", balance.unbilled.to_decimal())
            .set("attributes", attributes("SeatwrightBalance")),
    ))
}

/// The caller's payments, by reference.
pub(crate) async fn list(call: Call) -> Answered {
    let (size, payer) = (collection::size(&call, PAGE_MAX, 500)?, payer(&call)?);
    let read = |after: Option<String>, limit| {
        let store = call.engine().store();
        async move {
            Ok(store.payments(payer, after.as_deref(), limit).await.map(|page| (page.items, page.next))?)
        }
    };
    let page = seek::page(&call, size, read).await?;
    let items = page
        .items
        .iter()
        .map(|payment| {
            let unallocated = Money { minor: payment.unallocated, ..payment.received.amount };
            shown(&payment.received, unallocated).set("recordedAt", payment.recorded_at.to_string()).into()
        })
        .collect();
    Ok(Reply::ok(collection::seek_page(&call, items, &page.place)))
}

/// Records money received. The reference makes it repeatable.
pub(crate) async fn record(call: Call) -> Answered {
    let payer = payer(&call)?;
    let today = day_of(call.engine().now());
    let (mut received, number) = call.read(|body| {
        let amount = amount(body);
        let reference = body.text_needed("reference", REFERENCE_MAX);
        let received_on = body.day("receivedOn").unwrap_or(today);
        let number = body.text("invoice", 40);
        let (amount, reference) = (amount?, reference?);
        Some((PaymentReceived { bill_to: payer, amount, received_on, reference, invoice: None }, number))
    })?;
    if let Some(number) = number {
        received.invoice = Some(of_number(&call, &number).await?.invoice.id);
    }
    let done = call.engine().record_payment(received.clone()).await.map_err(|error| call.failed(error))?;
    let status = if done.repeated { StatusCode::OK } else { StatusCode::CREATED };
    Ok(Reply::with(status, shown(&received, done.unallocated)))
}

fn shown(received: &PaymentReceived, unallocated: Money) -> Object {
    Object::new()
        .set("reference", received.reference.as_str())
        .set("amount", received.amount.to_decimal())
        .set("currency", received.amount.currency.code())
        .set("receivedOn", day_start(received.received_on))
        .set("unallocated", unallocated.to_decimal())
        .set("attributes", attributes("SeatwrightPayment"))
}
