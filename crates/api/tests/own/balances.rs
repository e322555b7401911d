use serde_json::json;

use crate::world::{ANNA, BASIC, ILSE, NILS, NOBODY, STANDARD, World, own};

#[tokio::test]
async fn an_overdue_balance_is_recorded_by_its_seller_and_paid_why_11() {
    let world = World::new().await;
    let customer = world.customer("blauwevos").await;
    let subscription = world.buy(customer, BASIC, 5).await.to_string();
    world.buy_from_nordljus(customer, STANDARD, 2).await;
    let path = own(customer, "overdue");
    let body =
        json!({ "subscription": subscription, "amount": 12.5, "currency": "EUR", "due": "2021-08-20" });
    let recorded = world.post(ANNA, &path, body).await.is(200);
    assert_eq!(recorded.items()[0]["amount"], 12.5);
    assert_eq!(recorded.items()[0]["currency"], "EUR");
    world.post(NILS, &path, json!({ "amount": "7.25", "currency": "USD" })).await.is(200);
    // Each seller sees what it is owed; the customer sees everything.
    for (who, count) in [(ANNA, 1), (NILS, 1), (ILSE, 2)] {
        assert_eq!(world.get(who, &path).await.is(200).items().len(), count, "{who}");
    }
    let tab = own(customer, &format!("subscriptions/{subscription}/upgrade-options"));
    assert_eq!(world.get(ANNA, &tab).await.is(200).body["nowUpgradable"], false);
    let paid =
        world.post(ANNA, &format!("{path}/pay"), json!({ "subscription": subscription })).await.is(200);
    assert_eq!(paid.items().len(), 0);
    assert_eq!(world.get(ANNA, &tab).await.is(200).body["nowUpgradable"], true);
    assert_eq!(world.get(ILSE, &path).await.is(200).items().len(), 1);
    let all = world.call_with(ILSE, ("POST", &format!("{path}/pay")), None, &[]).await.is(200);
    assert_eq!(all.items().len(), 0);
    assert_eq!(
        world.post(ILSE, &path, json!({ "amount": 5, "currency": "EUR" })).await.is(403).reasons(),
        ["not-the-seller"]
    );
}

#[tokio::test]
async fn paying_now_records_the_payment_of_the_invoice_behind_the_balance_why_11() {
    let world = World::new().await;
    let customer = world.customer("blauwevos").await;
    world.buy_by_invoice(customer, STANDARD, 4).await;
    world.advance("P3M").await;
    let path = own(customer, "overdue");
    let owed = world.get(ILSE, &path).await.is(200).items()[0]["amount"].clone();
    let balance = "/seatwright/v1/balance?currency=EUR";
    assert_eq!(world.get(ILSE, balance).await.is(200).body["overdue"], owed);
    for _ in 0..2 {
        let left = world.post(ILSE, &format!("{path}/pay"), json!({})).await.is(200);
        assert_eq!(left.items().len(), 0);
        let paid = world.get(ILSE, "/seatwright/v1/payments").await.is(200);
        assert_eq!(paid.items().len(), 1, "once, however often: {:#}", paid.body);
        let payment = &paid.items()[0];
        assert_eq!((&payment["amount"], payment["unallocated"].as_f64()), (&owed, Some(0.0)));
        assert!(payment["reference"].as_str().unwrap().starts_with("pay now "), "{payment}");
        assert_eq!(world.get(ILSE, balance).await.is(200).body["overdue"].as_f64(), Some(0.0));
    }
}

#[tokio::test]
async fn amounts_are_exact() {
    let world = World::new().await;
    let customer = world.customer("blauwevos").await;
    let path = own(customer, "overdue");
    for body in [
        json!({}),
        json!({ "amount": 5 }),
        json!({ "amount": "12.505", "currency": "EUR" }),
        json!({ "amount": 0.001, "currency": "EUR" }),
        json!({ "amount": "a lot", "currency": "EUR" }),
        json!({ "amount": -5, "currency": "EUR" }),
        json!({ "amount": -5, "currency": "EUR" }),
        json!({ "amount": [1], "currency": "EUR" }),
        json!({ "amount": 1e30, "currency": "EUR" }),
        json!({ "amount": 99_999_999_999_u64, "currency": "EUR" }),
        json!({ "amount": 1, "currency": "XYZ" }),
        json!({ "amount": 1.5, "currency": "JPY" }),
        json!({ "amount": 1, "currency": "EUR", "due": "yesterday" }),
        json!({ "amount": 1, "currency": "EUR", "subscription": "x" }),
    ] {
        let seen = world.post(ANNA, &path, body.clone()).await;
        assert_eq!((seen.status, &seen.body["code"]), (400, &json!(800_002)), "{body} {:#}", seen.body);
    }
    for body in [
        json!({ "amount": 0, "currency": "EUR" }),
        json!({ "amount": 1, "currency": "EUR", "due": "2031-01-01" }),
    ] {
        assert_eq!(world.post(ANNA, &path, body).await.is(400).reasons(), ["value-invalid"]);
    }
    let unknown = json!({ "amount": 1, "currency": "EUR", "subscription": NOBODY });
    assert_eq!(world.post(ANNA, &path, unknown).await.is(404).reasons(), ["subscription-unknown"]);
    world.post(ANNA, &path, json!({ "amount": 1500, "currency": "JPY" })).await.is(200);
}
