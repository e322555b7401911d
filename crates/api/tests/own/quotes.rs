use serde_json::{Value, json};

use crate::world::{ANNA, BASIC, HELEN, ILSE, NCE_BASIC, NILS, NOBODY, STANDARD, World, own};

fn one(change: Value) -> Value {
    json!({ "changes": [change] })
}

#[tokio::test]
async fn a_quote_tells_what_would_happen_and_changes_nothing() {
    let world = World::new().await;
    world.advance("P8M").await;
    let customer = world.customer("blauwevos").await;
    let subscription = world.buy(customer, NCE_BASIC, 5).await.to_string();
    let path = own(customer, "quotes");
    let body = json!({ "changes": [
        { "change": "seats", "subscription": subscription, "quantity": 12 },
        { "change": "autoRenew", "subscription": subscription, "enabled": false },
    ] });
    let quoted = world.post(ANNA, &path, body.clone()).await.is(200);
    assert_eq!(quoted.body["accepted"], true);
    assert_eq!(quoted.body["at"], "2022-05-01T09:00:00Z");
    let kinds: Vec<&str> = quoted.body["events"]
        .as_array()
        .unwrap()
        .iter()
        .map(|event| event["event"].as_str().unwrap())
        .collect();
    assert_eq!(kinds, ["seats_added", "auto_renew_changed"]);
    assert_eq!(quoted.body["events"][0]["text"], "Licences were added.");
    assert_eq!(quoted.body["events"][0]["subscription"], subscription.as_str());
    assert_eq!(quoted.body["subscriptions"][0]["quantity"], 12);
    assert!(quoted.body["windowsOpened"].as_array().unwrap().iter().any(|window| window["lot"] == 2));
    assert!(quoted.body["validUntil"].as_str().unwrap() > "2022-05-01");
    let dutch = world.call_with(ANNA, ("POST", &path), Some(&body), &[("X-Locale", "nl-NL")]).await.is(200);
    assert_eq!(dutch.body["events"][0]["text"], "Licenties werden toegevoegd.");
    let now =
        world.get(ANNA, &format!("/v1/customers/{customer}/subscriptions/{subscription}")).await.is(200);
    assert_eq!(now.body["quantity"], 5);
    assert_eq!(now.body["autoRenewEnabled"], true);
}

#[tokio::test]
async fn a_quote_tells_what_would_be_lost_ren_07() {
    let world = World::new().await;
    let customer = world.customer("blauwevos").await;
    let subscription = world.buy(customer, NCE_BASIC, 5).await.to_string();
    let path = own(customer, "quotes");
    let schedule = json!({ "change": "schedule", "subscription": subscription, "quantity": 8 });
    let seats = json!({ "change": "seats", "subscription": subscription, "quantity": 6 });
    let quoted = world.post(ANNA, &path, json!({ "changes": [schedule, seats] })).await.is(200);
    let notices = quoted.body["notices"].as_array().unwrap();
    assert!(notices.iter().any(|notice| notice["notice"] == "schedule_lost"), "{notices:?}");
    let kinds = quoted.body["events"].to_string();
    assert!(kinds.contains("change_scheduled") && kinds.contains("schedule_dropped"));
}

#[tokio::test]
async fn a_refused_quote_is_answered_as_the_command_would_be_with_all_reasons() {
    let world = World::new().await;
    let customer = world.customer("blauwevos").await;
    let subscription = world.buy(customer, BASIC, 5).await.to_string();
    let path = own(customer, "quotes");
    let buy = json!({ "change": "buy", "lines": [{ "offerId": "no such offer", "quantity": 1 }] });
    let seats = json!({ "change": "seats", "subscription": subscription, "quantity": 9_999 });
    let seen = world.post(ANNA, &path, json!({ "changes": [buy, seats] })).await.is(400);
    assert!(seen.reasons().contains(&"offer-unknown") && seen.reasons().contains(&"quantity-outside"));
    let cancel = one(json!({ "change": "cancel", "subscription": subscription }));
    assert_eq!(world.post(ANNA, &path, cancel).await.is(400).reasons(), ["suspend-instead"]);
    let unknown = one(json!({ "change": "schedule", "subscription": NOBODY, "quantity": 3 }));
    assert_eq!(world.post(ANNA, &path, unknown).await.is(404).reasons(), ["subscription-unknown"]);
}

#[tokio::test]
async fn every_change_can_be_quoted() {
    let world = World::new().await;
    let customer = world.customer("blauwevos").await;
    let classic = world.buy(customer, BASIC, 5).await;
    let user = world.licensed_users(customer, classic, 1).await[0].to_string();
    let modern = world.buy(customer, "CFQ7TTC0LF8Q:0001", 5).await.to_string();
    let classic = classic.to_string();
    let path = own(customer, "quotes");
    let mut accepted = Vec::new();
    for (change, expected) in [
        (json!({ "change": "rename", "subscription": classic, "name": "Office" }), "renamed"),
        (json!({ "change": "suspend", "subscription": classic, "reason": "nonPayment" }), "suspended"),
        (json!({ "change": "cancel", "subscription": modern }), "cancelled"),
        (
            json!({ "change": "schedule", "subscription": modern, "quantity": 7, "term": "P1Y" }),
            "change_scheduled",
        ),
        (json!({ "change": "upgrade", "subscription": classic, "target": STANDARD }), "upgrade_started"),
        (json!({ "change": "buy", "lines": [{ "offerId": STANDARD, "quantity": 2 }] }), "order_placed"),
        (json!({ "change": "deleteUser", "user": user }), "user_deleted"),
    ] {
        let seen = world.post(ANNA, &path, one(change.clone())).await;
        assert_eq!(seen.status, 200, "{change} {:#}", seen.body);
        let kinds = seen.body["events"].to_string();
        assert!(kinds.contains(expected), "{change} {kinds}");
        accepted.push(change);
    }
    for change in [
        json!({ "change": "unschedule", "subscription": modern }),
        json!({ "change": "restoreSchedule", "subscription": modern }),
        json!({ "change": "billingPlan", "subscription": classic, "billingCycle": "annual" }),
        json!({ "change": "term", "subscription": classic, "term": "P3Y" }),
        json!({ "change": "convertTrial", "subscription": classic, "target": STANDARD }),
        json!({ "change": "transition", "subscription": classic, "target": STANDARD, "quantity": 2 }),
        json!({ "change": "ownUpgrade", "subscription": classic, "target": STANDARD, "quantity": 5,
                "billingCycle": "monthly", "payment": "card" }),
        json!({ "change": "buyAddOns", "order": NOBODY, "lines": [{ "offerId": STANDARD, "quantity": 2 }] }),
        json!({ "change": "checkout", "cart": NOBODY }),
        json!({ "change": "orderBilling", "order": NOBODY, "billingCycle": "annual" }),
        json!({ "change": "licences", "user": user, "remove": [NOBODY] }),
        json!({ "change": "restoreUser", "user": NOBODY }),
    ] {
        let seen = world.post(ANNA, &path, one(change.clone())).await;
        assert!(matches!(seen.status, 400..=409) && !seen.reasons().is_empty(), "{change} {:#}", seen.body);
    }
    for nothing_to_do in
        [json!({ "change": "payOverdue" }), json!({ "change": "reactivate", "subscription": classic })]
    {
        assert_eq!(world.post(ANNA, &path, one(nothing_to_do)).await.is(200).body["events"], json!([]));
    }
}

#[tokio::test]
async fn quotes_are_for_those_who_may_see_the_customer() {
    let world = World::new().await;
    let customer = world.customer("blauwevos").await;
    let subscription = world.buy(customer, NCE_BASIC, 5).await.to_string();
    let path = own(customer, "quotes");
    let body = one(json!({ "change": "seats", "subscription": subscription, "quantity": 6 }));
    assert_eq!(world.post(NILS, &path, body.clone()).await.is(403).body["code"], 20_002);
    let seen = world.post(ILSE, &path, body).await.is(403);
    assert!(seen.reasons().contains(&"bought-through-reseller"));
}

#[tokio::test]
async fn a_quote_tells_every_cent_to_the_end_of_the_term() {
    let world = World::new().await;
    let customer = world.customer("blauwevos").await;
    let subscription = world.buy(customer, NCE_BASIC, 5).await.to_string();
    world.advance("P5D").await;
    let body = one(json!({ "change": "seats", "subscription": subscription, "quantity": 12 }));
    let quoted = world.post(ANNA, &own(customer, "quotes"), body).await.is(200).body;
    let lines = quoted["lines"].as_array().unwrap();
    assert_eq!(lines.len(), 2);
    assert_eq!((&lines[0]["chargeType"], &lines[0]["quantity"]), (&json!("addQuantity"), &json!(5)));
    assert!(lines[0]["amount"].as_f64().unwrap() < 0.0 && lines[1]["amount"].as_f64().unwrap() > 0.0);
    let text = lines[1]["text"].as_str().unwrap();
    assert!(
        text.starts_with("25 of 30 days × 12 × ") && text.contains("rounded by N2 under policy"),
        "{text}"
    );
    assert_eq!(quoted["laterLines"].as_array().unwrap().len(), 11);
    let invoices = quoted["invoices"].as_array().unwrap();
    assert_eq!(invoices.len(), 12);
    assert_eq!(
        (&invoices[0]["invoiceDate"], &invoices[0]["partner"]),
        (&json!("2021-10-08"), &json!("havenwerk.example"))
    );
    assert_eq!(invoices[0]["taxPercent"], 21);
    assert!(quoted["difference"][0]["total"].as_f64().unwrap() > 0.0);
    let end = &quoted["termEnds"][0];
    assert_eq!((&end["on"], &end["renews"]["quantity"]), (&json!("2022-09-01"), &json!(12)));
    assert!(end["text"].as_str().unwrap().starts_with("Renews on 2022-09-01 with 12 licences for "), "{end}");
    assert_eq!(quoted["prepaidLost"], json!([]));
}

#[tokio::test]
async fn a_quote_is_redeemed_once_for_the_cents_it_names() {
    let world = World::new().await;
    let customer = world.customer("blauwevos").await;
    let subscription = world.buy(customer, NCE_BASIC, 5).await.to_string();
    world.advance("P5D").await;
    let body = one(json!({ "change": "seats", "subscription": subscription, "quantity": 12 }));
    let quoted = world.post(ANNA, &own(customer, "quotes"), body).await.is(200).body;
    let path = own(customer, &format!("quotes/{}", quoted["token"].as_str().unwrap()));
    assert_eq!(world.get(ANNA, &path).await.is(200).body, quoted);
    let redeem = format!("{path}/redeem");
    let redeemed = world.post(ANNA, &redeem, json!({})).await.is(200).body;
    assert_eq!(redeemed["events"][0]["event"], "seats_added");
    for (said, billed) in
        quoted["lines"].as_array().unwrap().iter().zip(redeemed["lines"].as_array().unwrap())
    {
        assert!(billed["id"].is_string());
        for field in ["chargeType", "chargeStartDate", "chargeEndDate", "quantity", "amount", "invoiceDate"] {
            assert_eq!(said[field], billed[field], "{field}");
        }
    }
    let again = world.post(ANNA, &redeem, json!({})).await.is(200);
    assert_eq!((again.body, again.headers["seatwright-repeated"].as_str()), (redeemed, "true"));
    let read = world.get(ANNA, &path).await.is(200).body;
    assert_eq!((&read["state"], &read["redeemedAt"]), (&json!("redeemed"), &json!("2021-09-06T09:00:00Z")));
    let sub =
        world.get(ANNA, &format!("/v1/customers/{customer}/subscriptions/{subscription}")).await.is(200);
    assert_eq!(sub.body["quantity"], 12);
}

#[tokio::test]
async fn a_repeated_request_for_a_quote_gets_the_same_token() {
    let world = World::new().await;
    let customer = world.customer("blauwevos").await;
    let body = one(json!({ "change": "buy", "lines": [{ "offerId": STANDARD, "quantity": 2 }] }));
    let path = own(customer, "quotes");
    let ask = async |id: &str| {
        world.call_with(ANNA, ("POST", &path), Some(&body), &[("MS-RequestId", id)]).await.is(200).body
    };
    let first = ask("q1").await;
    assert_eq!(ask("q1").await, first);
    assert_ne!(ask("q2").await["token"], first["token"]);
}

#[tokio::test]
async fn what_cannot_be_redeemed_says_why_and_what_to_do() {
    let world = World::new().await;
    let customer = world.customer("blauwevos").await;
    let subscription = world.buy(customer, NCE_BASIC, 5).await.to_string();
    world.advance("P5D").await;
    let path = own(customer, "quotes");
    let change =
        |quantity| one(json!({ "change": "seats", "subscription": subscription, "quantity": quantity }));
    let ask = async || {
        let quoted = world.post(ANNA, &path, change(12)).await.is(200).body;
        own(customer, &format!("quotes/{}/redeem", quoted["token"].as_str().unwrap()))
    };
    let first = ask().await;
    // Of somebody else, and of nobody, in one way.
    let unknown = world.post(HELEN, &first, json!({})).await.is(404);
    assert_eq!((unknown.reasons(), &unknown.body["code"]), (vec!["quote-unknown"], &json!(990_113)));
    let never = own(customer, &format!("quotes/{NOBODY}/redeem"));
    assert_eq!(world.post(HELEN, &never, json!({})).await.is(404).body, unknown.body);
    assert_eq!(world.post(NILS, &first, json!({})).await.is(403).body["code"], 20_002);

    let other = world.post(ANNA, &path, change(7)).await.is(200).body;
    let other = own(customer, &format!("quotes/{}/redeem", other["token"].as_str().unwrap()));
    world.post(ANNA, &other, json!({})).await.is(200);
    let stale = world.post(ANNA, &first, json!({})).await.is(409);
    assert_eq!(stale.reasons(), ["quote-stale"]);
    let reason = &stale.body["reasons"][0];
    assert!(reason["text"].as_str().unwrap().contains("It said "), "{reason}");
    assert_eq!(reason["remedies"][0]["do"], "quote_again");
    assert_eq!(reason["evidence"]["lines"][0]["now"]["quantity"], 7);

    let second = ask().await;
    world.advance("P1D").await;
    let expired = world.post(ANNA, &second, json!({})).await.is(409);
    assert_eq!(expired.reasons(), ["quote-expired"]);
    let read = world.get(ANNA, second.trim_end_matches("/redeem")).await.is(200);
    assert_eq!(read.body["state"], "expired");
}
