use serde_json::{Value, json};

use crate::world::{ANNA, BASIC, ILSE, NCE_BASIC, NILS, NOBODY, World, own};

async fn unbilled(world: &World, customer: seatwright_domain::ids::CustomerId) -> Vec<Value> {
    world.get(ANNA, &own(customer, "unbilled")).await.is(200).items().clone()
}

#[tokio::test]
async fn a_line_comes_back_by_lines_of_their_own_until_nothing_is_left_inv_105() {
    let world = World::new().await;
    let customer = world.customer("blauwevos").await;
    let subscription = world.buy(customer, NCE_BASIC, 5).await;
    let path = own(customer, &format!("subscriptions/{subscription}/corrections"));
    let quoted = json!({ "changes": [{ "change": "seats", "subscription": subscription.to_string(), "quantity": 8 }] });
    let quoted = world.post(ANNA, &own(customer, "quotes"), quoted).await.is(200).body;
    let redeem = own(customer, &format!("quotes/{}/redeem", quoted["token"].as_str().unwrap()));
    let bought = world.post(ANNA, &redeem, json!({})).await.is(200).body["lines"][1].clone();
    let body = json!({
        "kind": "customerCredit", "charge": bought["id"], "amount": "1.25", "currency": "EUR",
        "reason": "the service was down",
    });
    let made = world.post(ANNA, &path, body.clone()).await.is(201);
    let line = &made.items()[0];
    assert_eq!(
        (made.items().len(), &line["amount"], &line["chargeType"]),
        (1, &json!(-1.25), &json!("customerCredit"))
    );
    assert_eq!((&line["rule"], &line["chargeStartDate"]), (&json!("INV-105"), &bought["chargeStartDate"]));
    assert_eq!(line["text"], "Entered as a correction: the service was down.");
    // It is a line of the next invoice like any other, and explains itself.
    let shown = format!("/seatwright/v1/charges/{}", line["id"].as_str().unwrap());
    assert_eq!(world.get(ANNA, &shown).await.is(200).body["amount"], json!(-1.25));
    assert!(
        unbilled(&world, customer).await.iter().any(|waiting| waiting["chargeType"] == line["chargeType"])
    );

    // Without an amount, all that is left of it; then there is nothing left to correct.
    let mut rest = body.clone();
    rest.as_object_mut().unwrap().retain(|key, _| key != "amount" && key != "currency");
    let made = world.post(ANNA, &path, rest.clone()).await.is(201);
    let cents = |amount: &Value| (amount.as_f64().unwrap() * 100.0).round();
    assert_eq!(cents(&made.items()[0]["amount"]), 125.0 - cents(&bought["amount"]));
    assert_eq!(world.post(ANNA, &path, rest).await.is(400).reasons(), ["correction-too-large"]);
}

#[tokio::test]
async fn a_repeated_request_corrects_once() {
    let world = World::new().await;
    let customer = world.customer("blauwevos").await;
    let subscription = world.buy(customer, BASIC, 5).await;
    let path = own(customer, &format!("subscriptions/{subscription}/corrections"));
    let body = json!({ "kind": "One time refund", "amount": 2, "currency": "EUR", "reason": "by mistake" });
    let id = [("MS-RequestId", "5b1f7f7e-0000-4000-8000-0000000000c0")];
    let first = world.call_with(ANNA, ("POST", &path), Some(&body), &id).await.is(201);
    let again = world.call_with(ANNA, ("POST", &path), Some(&body), &id).await.is(201);
    assert_eq!(first.items()[0]["id"], again.items()[0]["id"]);
    let corrections = |lines: Vec<Value>| lines.iter().filter(|line| line["amount"] == json!(-2)).count();
    assert_eq!(corrections(unbilled(&world, customer).await), 1);
}

#[tokio::test]
async fn every_fault_of_a_correction_is_told_and_only_the_seller_corrects() {
    let world = World::new().await;
    let customer = world.customer("blauwevos").await;
    let subscription = world.buy(customer, BASIC, 5).await;
    let path = own(customer, &format!("subscriptions/{subscription}/corrections"));
    let sound = json!({ "kind": "Credit", "amount": 1, "currency": "EUR", "reason": "by mistake" });
    let seen =
        world.post(ANNA, &path, json!({ "kind": "gift", "amount": 0.001, "charge": "x" })).await.is(400);
    assert_eq!(seen.body["code"], 800_002);
    let text = seen.body.to_string();
    for field in ["kind", "charge", "currency", "reason"] {
        assert!(text.contains(field), "{field} is missing in {text}");
    }
    for (change, reason) in [
        (json!({ "kind": "customerCredit" }), "value-invalid"),
        (json!({ "charge": NOBODY }), "charge-unknown"),
        (json!({ "amount": 100_000 }), "correction-too-large"),
        (json!({ "currency": "USD" }), "value-invalid"),
    ] {
        let mut body = sound.clone();
        body.as_object_mut().unwrap().extend(change.as_object().unwrap().clone());
        let seen = world.post(ANNA, &path, body.clone()).await;
        assert!(matches!(seen.status, 400 | 404), "{body} {:#}", seen.body);
        assert_eq!(seen.reasons(), [reason], "{body}");
    }
    let own_wish = world.post(ILSE, &path, sound.clone()).await.is(403);
    assert!(own_wish.reasons().contains(&"not-the-seller"), "{:#}", own_wish.body);
    assert_eq!(world.post(NILS, &path, sound.clone()).await.is(403).body["code"], 20_002);
    let unknown = own(customer, &format!("subscriptions/{NOBODY}/corrections"));
    assert_eq!(world.post(ANNA, &unknown, sound).await.is(404).reasons(), ["subscription-unknown"]);
}
