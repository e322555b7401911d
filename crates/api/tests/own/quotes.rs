use serde_json::{Value, json};

use crate::world::{ANNA, BASIC, ILSE, NCE_BASIC, NILS, NOBODY, STANDARD, World, own};

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
