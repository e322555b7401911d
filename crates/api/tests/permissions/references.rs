//! What a body or a query names: another's subscription, cart, invoice or add-on base is answered like one that does not exist.

use serde_json::{Value, json};

use crate::world::{NCE_BASIC, NOBODY, World, ZUIDER};

/// Method, address at the customer, and body; `@` and the name of what is known stand for its id.
fn references() -> Vec<(&'static str, &'static str, Value)> {
    let line = |parent: &str| {
        json!({"lineItemNumber": 0, "catalogItemId": "X", "offerId": NCE_BASIC, "quantity": 1, "termDuration": "P1Y",
            "parentSubscriptionId": parent, "provisioningContext": {"parentSubscriptionId": parent}})
    };
    let quoted = |change: Value| json!({"changes": [change]});
    vec![
        ("POST", "/v1/customers/@customer/orders", json!({"lineItems": [line("@classic")]})),
        ("POST", "/v1/customers/@customer/carts", json!({"lineItems": [line("@classic")]})),
        (
            "POST",
            "/v1/customers/@customer/orders",
            json!({"billingCycle": "monthly", "lineItems": [{
            "lineItemNumber": 0, "offerId": crate::world::STANDARD, "quantity": 1, "parentSubscriptionId": "@classic"}]}),
        ),
        ("POST", "/v1/customers/@customer/carts/@cart/checkout", json!({})),
        ("PUT", "/v1/customers/@customer/carts/@cart", json!({"lineItems": [line("@classic")]})),
        (
            "POST",
            "/v1/customers/@customer/subscriptions/@mine/transitions",
            json!({"toCatalogItemId": "CFQ7TTC0LF8Q:0001", "quantity": 1, "transitionType": "none", "toSubscriptionId": "@subscription"}),
        ),
        (
            "POST",
            "/seatwright/v1/customers/@customer/quotes",
            quoted(json!({"change": "seats", "subscription": "@subscription", "quantity": 12})),
        ),
        (
            "POST",
            "/seatwright/v1/customers/@customer/quotes",
            quoted(json!({"change": "cancel", "subscription": "@classic", "reason": "x"})),
        ),
        (
            "POST",
            "/seatwright/v1/customers/@customer/quotes",
            quoted(json!({"command": "reactivate", "subscription": "@subscription"})),
        ),
        (
            "POST",
            "/seatwright/v1/customers/@customer/quotes",
            quoted(json!({"command": "pay_overdue", "subscription": "@subscription"})),
        ),
        (
            "POST",
            "/seatwright/v1/customers/@customer/overdue",
            json!({"subscription": "@subscription", "amount": 1, "currency": "EUR"}),
        ),
        ("POST", "/seatwright/v1/customers/@customer/overdue/pay", json!({"subscription": "@subscription"})),
        (
            "POST",
            "/seatwright/v1/payments",
            json!({"amount": 1, "currency": "EUR", "reference": "r1", "invoice": "@invoice"}),
        ),
        ("GET", "/v1/customers/@customer/subscriptions?order_id=@order", Value::Null),
        (
            "GET",
            "/seatwright/v1/customers/@customer/events?subscription=@subscription&types=subscription_started",
            Value::Null,
        ),
        (
            "GET",
            "/v1/customers/@customer/subscriptions/customTermEndDates?term_duration=P1Y&target_coterm_subscription_id=@subscription",
            Value::Null,
        ),
        ("GET", "/v1/customers/@customer/subscriptions/@mine/transitions?operationId=@upgrade", Value::Null),
    ]
}

#[tokio::test]
async fn a_body_that_names_what_is_anothers_is_answered_like_one_that_names_nothing_chan_101() {
    let world = World::new().await;
    let customer = &world.known["customer"];
    let own =
        world.call(ZUIDER, "GET", &format!("/v1/customers/{customer}/subscriptions"), None).await.is(200);
    let mine = own["items"][0]["id"].as_str().expect("what it sold").to_owned();
    let ids: Vec<&str> = world.known.values().map(String::as_str).chain([NOBODY]).collect();
    let filled = |text: &str, real: bool| {
        let mut text = text.replace("@customer", customer).replace("@mine", &mine);
        for (name, id) in &world.known {
            text = text.replace(&format!("@{name}"), if real { id } else { NOBODY });
        }
        text
    };
    let mut wrong = Vec::new();
    for (method, path, body) in references() {
        let ask = async |real: bool| {
            let body: Value = serde_json::from_str(&filled(&body.to_string(), real)).expect("JSON");
            let body = (!body.is_null()).then_some(body);
            world.call(ZUIDER, method, &filled(path, real), body.as_ref()).await
        };
        let (theirs, nobodys) = (ask(true).await, ask(false).await);
        // What was made has an id of its own.
        let made =
            [theirs.json(), nobodys.json()].map(|body| body["id"].as_str().unwrap_or(NOBODY).to_owned());
        let ids: Vec<&str> = ids.iter().copied().chain(made.iter().map(String::as_str)).collect();
        if theirs.status >= 500 || theirs.without(&ids) != nobodys.without(&ids) {
            wrong.push(format!("{method} {path} {body}:\n  {theirs:?}\n  {nobodys:?}"));
        }
    }
    assert!(wrong.is_empty(), "{} differ:\n{}", wrong.len(), wrong.join("\n"));
}
