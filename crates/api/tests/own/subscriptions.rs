use serde_json::json;

use crate::world::{ANNA, BASIC, HELEN, ILSE, NCE_BASIC, World, own};

#[tokio::test]
async fn cancelling_takes_a_reason_and_a_confirmation_cxl_04() {
    let world = World::new().await;
    let customer = world.customer("blauwevos").await;
    let subscription = world.buy(customer, NCE_BASIC, 5).await;
    let path = own(customer, &format!("subscriptions/{subscription}/cancel"));
    let seen = world.post(ANNA, &path, json!({})).await.is(400);
    assert!(seen.reasons().contains(&"not-confirmed") && seen.reasons().contains(&"reason-missing"));
    let seen = world.post(ANNA, &path, json!({ "reason": "too dear" })).await.is(400);
    assert_eq!(seen.reasons(), ["not-confirmed"]);
    let body = json!({ "reason": "too dear", "details": "found another", "confirm": true });
    let done = world.post(ANNA, &path, body).await.is(200);
    assert_eq!(done.body["status"], "deleted");
    let events = world.get(ANNA, &own(customer, "events?types=cancelled")).await.is(200);
    assert_eq!(events.items()[0]["event"]["reason"], "too dear: found another");
}

#[tokio::test]
async fn suspending_takes_a_reason_and_tells_when_data_is_deleted_susp_04() {
    let world = World::new().await;
    let customer = world.customer("blauwevos").await;
    let subscription = world.buy(customer, BASIC, 5).await;
    let base = own(customer, &format!("subscriptions/{subscription}"));
    let suspend = format!("{base}/suspend");
    for body in [json!({}), json!({ "reason": "boredom" }), json!({ "reason": ["fraud"] })] {
        assert_eq!(world.post(ANNA, &suspend, body).await.is(400).body["code"], 800_002);
    }
    let done = world.post(ANNA, &suspend, json!({ "reason": "nonPayment" })).await.is(200);
    assert_eq!(done.body["status"], "suspended");
    assert_eq!(done.body["suspensionReasons"], json!(["nonPayment"]));
    let deleted_at = done.body["seatwright"]["stateEndsAt"].as_str().expect("a date");
    assert!(deleted_at > "2021-11-29", "{deleted_at}");
    let back = world.post(ANNA, &format!("{base}/reactivate"), json!({})).await.is(200);
    assert_eq!(back.body["status"], "active");
}

#[tokio::test]
async fn a_dropped_schedule_is_scheduled_again_by_one_call() {
    let world = World::new().await;
    let customer = world.customer("blauwevos").await;
    let subscription = world.buy(customer, NCE_BASIC, 5).await;
    let dialect = format!("/v1/customers/{customer}/subscriptions/{subscription}");
    let mut body = world.get(ANNA, &dialect).await.is(200).body;
    body["scheduledNextTermInstructions"] = json!({
        "product": { "productId": "CFQ7TTC0LH18", "skuId": "0001", "billingCycle": "monthly", "termDuration": "P1Y" },
        "quantity": 4,
    });
    world.send_json(ANNA, "PATCH", &dialect, body).await.is(200);
    let mut body = world.get(ANNA, &dialect).await.is(200).body;
    body["quantity"] = json!(6);
    world.send_json(ANNA, "PATCH", &dialect, body).await.is(200);
    let restore = own(customer, &format!("subscriptions/{subscription}/restore-schedule"));
    let done = world.post(ANNA, &restore, json!({})).await.is(200);
    assert!(done.body["scheduledNextTermInstructions"].is_object(), "{:#}", done.body);
    let again = world.post(ANNA, &restore, json!({})).await.is(400);
    assert!(!again.reasons().is_empty());
}

#[tokio::test]
async fn operators_report_whether_services_are_set_up_why_02() {
    let world = World::new().await;
    let customer = world.customer("blauwevos").await;
    let subscription = world.buy(customer, BASIC, 5).await;
    let path = own(customer, &format!("subscriptions/{subscription}/provisioning"));
    assert_eq!(world.post(ANNA, &path, json!({})).await.is(400).body["code"], 800_002);
    let done = world.post(ANNA, &path, json!({ "provisioned": false })).await.is(200);
    assert_eq!(done.body["seatwright"]["provisioned"], false);
    let seen = world.post(HELEN, &path, json!({ "provisioned": true })).await.is(403);
    assert_eq!(seen.reasons(), ["role-missing"]);
    let set_up = own(customer, &format!("subscriptions/{subscription}/set-up-completed"));
    assert_eq!(world.post(ANNA, &set_up, json!({})).await.status / 100, 4);
}

#[tokio::test]
async fn a_customers_administrator_cannot_change_what_a_reseller_sold() {
    let world = World::new().await;
    let customer = world.customer("blauwevos").await;
    let subscription = world.buy(customer, BASIC, 5).await;
    let suspend = own(customer, &format!("subscriptions/{subscription}/suspend"));
    let seen = world.post(ILSE, &suspend, json!({ "reason": "customerRequest" })).await.is(403);
    assert!(seen.reasons().contains(&"bought-through-reseller"));
}
