//! Carts: several offers with their reasons, and nothing happens before checkout (BUY-01, BUY-02).

use seatwright_domain::account::Account;
use seatwright_domain::command::Command;
use seatwright_domain::decision::Decision;
use seatwright_domain::event::Event;
use seatwright_domain::ids::{CartId, OrderId};
use seatwright_domain::order::{Cart, Order};
use seatwright_domain::refusal::{Code, Reason, Refusals, Remedy, Subject, Who};
use seatwright_domain::rule::Rule;
use seatwright_store::Want;

use super::{lines, sees};
use crate::call::Call;
use crate::fault::Fault;
use crate::json::{Json, Object};
use crate::reply::Reply;
use crate::route::{Answered, Route};
use crate::schema::{Schema, list, map, noticed, resource};
use crate::wire::{attributes, cart, order};
use seatwright_domain::role::Action;

/// The operations of this file.
pub(super) fn routes() -> Vec<Route> {
    const CART: &str = "/v1/customers/{customer}/carts/{cart}";
    vec![
        Route::post("/v1/customers/{customer}/carts", Action::Buy, create)
            .about("Makes a cart; what stands against a line is told in the line")
            .takes(lines::cart_body())
            .answers(201, noticed(cart::schema())),
        Route::get(CART, Action::View, get).about("One cart").answers(200, cart::schema()),
        Route::put(CART, Action::Buy, replace)
            .about("Replaces the lines of a cart")
            .takes(lines::cart_body())
            .answers(200, noticed(cart::schema())),
        Route::post("/v1/customers/{customer}/carts/{cart}/checkout", Action::Buy, checkout)
            .about("Places the orders of a cart, once; a second checkout answers with the same orders")
            .answers(201, noticed(Schema::Named("CartCheckoutResult", result_shape))),
    ]
}

fn result_shape() -> Schema {
    resource().needs("orders", list(order::schema())).needs("orderErrors", list(map(Schema::Any)))
}

/// Makes a cart.
pub(crate) async fn create(call: Call) -> Answered {
    let lines = call.read(|body| Some(lines::cart_lines(body)))?;
    save(&call, None, lines).await
}

/// Replaces the lines of a cart.
pub(crate) async fn replace(call: Call) -> Answered {
    let lines = call.read(|body| Some(lines::cart_lines(body)))?;
    save(&call, Some(cart_id(&call)?), lines).await
}

async fn save(call: &Call, id: Option<CartId>, lines: Vec<seatwright_domain::order::Wanted>) -> Answered {
    let (view, user) = (call.view(), user_of(call)?);
    call.execute(Command::SaveCart { cart: id, lines }, |_, decision| {
        let shown = saved(decision)
            .map_or(Json::Null, |saved| cart::cart(&view, saved, &decision.account.head.customer, &user));
        if id.is_some() { Reply::ok(shown) } else { Reply::created(shown) }
    })
    .await
}

fn saved(decision: &Decision) -> Option<&Cart> {
    decision.events.iter().rev().find_map(|recorded| match &recorded.event {
        Event::CartSaved { cart } => Some(cart.as_ref()),
        _ => None,
    })
}

fn user_of(call: &Call) -> Result<String, Fault> {
    call.session().map(|session| session.identity.id().to_string())
}

/// A cart.
pub(crate) async fn get(call: Call) -> Answered {
    let loaded = call.account(Want::default()).await?;
    let found = open_cart(&call, &loaded.account, cart_id(&call)?)?;
    Ok(Reply::ok(cart::cart(&call.view(), found, &loaded.account.head.customer, &user_of(&call)?)))
}

fn open_cart<'a>(call: &Call, account: &'a Account, id: CartId) -> Result<&'a Cart, Fault> {
    let caller = call.caller()?;
    let found = account.head.carts.get(&id).filter(|cart| sees(caller, &cart.seller));
    found.ok_or_else(|| unknown(Subject::Cart(id)))
}

fn unknown(subject: Subject) -> Fault {
    let reason = Reason::new(Rule::Buy01, Code::CartUnknown, subject);
    Fault::refused(Refusals::from(reason.remedy(Remedy::ReadAgain, Who::Caller)))
}

/// The cart of the path. What is no id names no cart.
fn cart_id(call: &Call) -> Result<CartId, Fault> {
    call.value("cart").parse().map_err(|_| unknown(Subject::Field("cart".to_owned())))
}

/// Places the orders of a cart. A second checkout gives the orders of the first; the body says nothing and is not read.
pub(crate) async fn checkout(call: Call) -> Answered {
    let id = cart_id(&call)?;
    let view = call.view();
    let before = call.account(Want::default()).await?;
    if let Some(repeated) = call.answered().await? {
        return Ok(repeated);
    }
    let ordered = open_cart(&call, &before.account, id).map(|cart| cart.orders.clone());
    if let Ok(orders) = &ordered
        && !orders.is_empty()
    {
        return first_checkout(&call, orders).await;
    }
    let reply = call
        .execute(Command::Checkout { cart: id }, |_, decision| {
            Reply::created(result(placed(decision).iter().map(|placed| {
                let account = &decision.account;
                let shown = order::Shown {
                    customer: &account.head.customer,
                    subscriptions: &account.subscriptions,
                    prices: true,
                };
                order::order(&view, placed, &shown)
            })))
        })
        .await?;
    // Somebody else checked the cart out between the two: then the decision placed nothing.
    let after = call.account(Want::default()).await?;
    let orders = open_cart(&call, &after.account, id).map(|cart| cart.orders.clone()).unwrap_or_default();
    if is_empty_result(&reply) && !orders.is_empty() {
        return first_checkout(&call, &orders).await;
    }
    Ok(reply)
}

fn is_empty_result(reply: &Reply) -> bool {
    let read: Option<Json> = serde_json::from_slice(&reply.body).ok();
    read.as_ref().and_then(|body| body.get("orders")).is_none_or(|orders| *orders == Json::List(Vec::new()))
}

/// The orders that a decision placed.
pub(super) fn placed(decision: &Decision) -> Vec<&Order> {
    decision
        .events
        .iter()
        .filter_map(|recorded| match &recorded.event {
            Event::OrderPlaced { order } => Some(order.as_ref()),
            _ => None,
        })
        .collect()
}

async fn first_checkout(call: &Call, orders: &[OrderId]) -> Answered {
    let want = Want { orders: orders.to_vec(), everything: true, ..Want::default() };
    let loaded = call.account(want).await?;
    let account = &loaded.account;
    let shown = order::Shown {
        customer: &account.head.customer,
        subscriptions: &account.subscriptions,
        prices: true,
    };
    let view = call.view();
    let shown = loaded.orders.iter().map(|found| order::order(&view, found, &shown));
    Ok(Reply::created(result(shown)))
}

fn result(orders: impl Iterator<Item = Json>) -> Object {
    Object::new()
        .set("orders", Json::List(orders.collect()))
        .set("orderErrors", Json::List(Vec::new()))
        .set("attributes", attributes("CartCheckoutResult"))
}
