//! Subscriptions: what PATCH does with whole and partial bodies, windows, schedules, states.

use axum::http::StatusCode;
use serde_json::{Value, json};

use crate::world::{BASIC, NCE_BASIC, NCE_STANDARD, World};

#[tokio::test]
async fn a_resource_that_is_sent_back_changes_only_what_differs() {
    let world = World::new().await;
    let customer = world.customer("blauwevos").await;
    for offer in [NCE_BASIC, BASIC] {
        let path = world.buy(&customer, offer, 5).await;
        let mut read = world.get(&path).await.expect(200);
        let before = read.clone();
        assert_eq!(world.patch(&path, read.clone()).await.expect(200), before, "nothing differs");
        read["friendlyName"] = json!("Kantoor Utrecht");
        read["quantity"] = json!(7);
        let changed = world.patch(&path, read).await.expect(200);
        assert_eq!((&changed["quantity"], &changed["friendlyName"]), (&json!(7), &json!("Kantoor Utrecht")));
        assert_eq!(changed["autoRenewEnabled"], before["autoRenewEnabled"]);
    }
}

#[tokio::test]
async fn a_stale_etag_is_refused_and_a_missing_one_is_not() {
    let world = World::new().await;
    let customer = world.customer("blauwevos").await;
    let path = world.buy(&customer, BASIC, 5).await;
    let mut read = world.get(&path).await.expect(200);
    world.patch(&path, json!({"quantity": 6})).await.expect(200);
    read["quantity"] = json!(9);
    let got = world.patch(&path, read).await;
    assert_eq!((got.status, got.code()), (StatusCode::BAD_REQUEST, 2055));
    let got = world.call("PATCH", &path, Some(&json!({"quantity": 8})), &[("If-Match", "\"x\"")]).await;
    assert_eq!(got.status, StatusCode::PRECONDITION_FAILED);
    assert_eq!(world.get(&path).await.expect(200)["quantity"], 6);
}

#[tokio::test]
async fn windows_are_shown_and_close_ncx_01_ncx_03() {
    let world = World::new().await;
    let customer = world.customer("blauwevos").await;
    let path = world.buy(&customer, NCE_BASIC, 5).await;
    let fresh = world.get(&path).await.expect(200);
    assert_eq!(fresh["refundOptions"][0]["type"], "Full");
    assert_eq!(fresh["refundOptions"][0]["expiresAt"], "2021-09-02T09:00:00Z");
    let windows = format!("{}/windows", customer.replace("/v1/", "/seatwright/v1/"));
    assert!(world.get(&windows).await.expect(200)["totalCount"].as_u64().unwrap() >= 1);
    world.advance("2021-10-15T00:00:00Z").await;
    let late = world.get(&path).await.expect(200);
    assert!(late.get("refundOptions").is_none() && late.get("cancellationAllowedUntilDate").is_none());
    let got = world.patch(&path, json!({"status": "deleted"})).await;
    assert_eq!((got.status, got.code()), (StatusCode::BAD_REQUEST, 900_117));
    assert!(got.rules().contains(&"NCX-03"), "{}", got.body);
    assert!(!got.body["reasons"][0]["remedyText"].as_str().unwrap().is_empty());
    assert_eq!(world.get(&path).await.expect(200)["status"], "active");
}

#[tokio::test]
async fn cancelling_in_the_window_is_for_good_ncx_04() {
    let world = World::new().await;
    let customer = world.customer("blauwevos").await;
    let path = world.buy(&customer, NCE_BASIC, 5).await;
    let cancelled = world.patch(&path, json!({"status": "deleted"})).await.expect(200);
    assert_eq!(cancelled["status"], "deleted");
    assert_eq!(world.get(&path).await.expect(200)["status"], "deleted", "deleted ones can still be read");
    let got = world.patch(&path, json!({"status": "active"})).await;
    assert_eq!((got.status, got.code()), (StatusCode::BAD_REQUEST, 2011));
}

#[tokio::test]
async fn our_own_cancellation_asks_for_a_reason_and_a_confirmation_cxl_04() {
    let world = World::new().await;
    let customer = world.customer("blauwevos").await;
    let path = world.buy(&customer, NCE_BASIC, 5).await;
    let own = path.replace("/v1/", "/seatwright/v1/");
    let got = world.post(&format!("{own}/cancel"), json!({})).await;
    assert_eq!(got.status, StatusCode::BAD_REQUEST);
    let names: Vec<&str> =
        got.body["reasons"].as_array().unwrap().iter().filter_map(|r| r["name"].as_str()).collect();
    assert!(names.contains(&"not-confirmed") && names.contains(&"reason-missing"), "{names:?}");
    let body = json!({"reason": "moved elsewhere", "confirm": true});
    assert_eq!(world.post(&format!("{own}/cancel"), body).await.expect(200)["status"], "deleted");
}

#[tokio::test]
async fn suspending_shows_the_date_of_deletion_and_can_be_taken_back_susp_04() {
    let world = World::new().await;
    let customer = world.customer("blauwevos").await;
    let path = world.buy(&customer, BASIC, 5).await;
    let own = path.replace("/v1/", "/seatwright/v1/");
    let got = world.post(&format!("{own}/suspend"), json!({})).await;
    assert_eq!(got.code(), 800_002, "the reason must be named: {}", got.body);
    let suspended = world.post(&format!("{own}/suspend"), json!({"reason": "NonPayment"})).await.expect(200);
    assert_eq!(suspended["status"], "suspended");
    assert_eq!(suspended["suspensionReasons"], json!(["nonPayment"]));
    assert!(suspended["seatwright"]["stateEndsAt"].is_string());
    let got = world.patch(&path, json!({"quantity": 6})).await;
    assert_eq!((got.status, got.code()), (StatusCode::BAD_REQUEST, 2001));
    world.patch(&path, json!({"status": "suspended"})).await.expect(200);
    assert_eq!(world.patch(&path, json!({"status": "Active"})).await.expect(200)["status"], "active");
    let got = world.patch(&path, json!({"status": "expired"})).await;
    assert_eq!((got.status, got.code()), (StatusCode::BAD_REQUEST, 800_040));
}

async fn schedule(world: &World, path: &str, quantity: u32) -> Value {
    let body = json!({"scheduledNextTermInstructions": {
        "product": {"productId": "CFQ7TTC0LH18", "skuId": "0001", "termDuration": "P1Y", "billingCycle": "annual"},
        "quantity": quantity
    }});
    world.patch(path, body).await.expect(200)
}

#[tokio::test]
async fn a_schedule_is_saved_echoed_lost_with_a_notice_and_restored_ren_05_ren_07() {
    let world = World::new().await;
    let customer = world.customer("blauwevos").await;
    let path = world.buy(&customer, NCE_BASIC, 10).await;
    let saved = schedule(&world, &path, 8).await;
    assert_eq!(saved["scheduledNextTermInstructions"]["quantity"], 8);
    assert_eq!(saved["scheduledNextTermInstructions"]["product"]["billingCycle"], "annual");

    let mut echoed = world.get(&path).await.expect(200);
    echoed["quantity"] = json!(12);
    let got = world.patch(&path, echoed).await;
    assert_eq!(got.headers["seatwright-notices"], "schedule_lost");
    let changed = got.expect(200);
    assert!(changed.get("scheduledNextTermInstructions").is_none());
    assert_eq!(changed["notices"][0]["rule"], "REN-07");
    assert!(changed["notices"][0]["text"].as_str().unwrap().starts_with("The change that was scheduled"));
    assert_eq!(changed["seatwright"]["droppedSchedule"]["rule"], "REN-07");

    let own = path.replace("/v1/", "/seatwright/v1/");
    let restored = world.call("POST", &format!("{own}/restore-schedule"), None, &[]).await.expect(200);
    assert_eq!(restored["scheduledNextTermInstructions"]["product"]["billingCycle"], "annual");
}

#[tokio::test]
async fn what_a_whole_resource_leaves_out_is_deleted_and_what_a_partial_one_leaves_out_stays_ren_05() {
    let world = World::new().await;
    let customer = world.customer("blauwevos").await;
    let path = world.buy(&customer, NCE_BASIC, 10).await;
    schedule(&world, &path, 8).await;
    let renamed = world.patch(&path, json!({"autoRenewEnabled": true})).await.expect(200);
    assert!(renamed["scheduledNextTermInstructions"].is_object(), "a partial body says nothing about it");
    let deleted = world.patch(&path, json!({"scheduledNextTermInstructions": null})).await.expect(200);
    assert!(deleted.get("scheduledNextTermInstructions").is_none());
    schedule(&world, &path, 8).await;
    let mut whole = world.get(&path).await.expect(200);
    whole.as_object_mut().unwrap().remove("scheduledNextTermInstructions");
    assert!(world.patch(&path, whole).await.expect(200).get("scheduledNextTermInstructions").is_none());
    let mut whole = world.get(&path).await.expect(200);
    whole.as_object_mut().unwrap().remove("autoRenewEnabled");
    assert_eq!(world.patch(&path, whole).await.expect(200)["autoRenewEnabled"], false);
}

#[tokio::test]
async fn suspending_new_commerce_switches_auto_renew_off_and_drops_the_schedule_pause_03() {
    let world = World::new().await;
    let customer = world.customer("blauwevos").await;
    let path = world.buy(&customer, NCE_BASIC, 10).await;
    schedule(&world, &path, 8).await;
    let mut whole = world.get(&path).await.expect(200);
    whole["status"] = json!("suspended");
    let suspended = world.patch(&path, whole).await.expect(200);
    assert_eq!(suspended["autoRenewEnabled"], false);
    assert!(suspended.get("scheduledNextTermInstructions").is_none());
    assert_eq!(suspended["notices"][0]["notice"], "schedule_lost");
    assert_eq!(suspended["notices"][0]["rule"], "PAUSE-03");
}

#[tokio::test]
async fn a_scheduled_change_is_carried_out_at_the_renewal_ren_02() {
    let world = World::new().await;
    let customer = world.customer("blauwevos").await;
    let path = world.buy(&customer, NCE_BASIC, 10).await;
    schedule(&world, &path, 8).await;
    world.advance("2022-09-03T00:00:00Z").await;
    let renewed = world.get(&path).await.expect(200);
    assert_eq!((&renewed["quantity"], &renewed["billingCycle"]), (&json!(8), &json!("annual")));
    assert_eq!(renewed["effectiveStartDate"], "2022-09-01T00:00:00Z");
    assert_eq!(renewed["commitmentEndDateTime"], "2023-08-31T23:59:59Z");
}

#[tokio::test]
async fn every_reason_comes_at_once_and_numbers_are_stable() {
    let world = World::new().await;
    let customer = world.customer("blauwevos").await;
    let path = world.buy(&customer, BASIC, 5).await;
    for (body, code) in [
        (json!({"autoRenewEnabled": false}), 800_093),
        (json!({"billingCycle": "annual"}), 2054),
        (json!({"quantity": 100_000}), 2002),
        (json!({"status": "deleted"}), 990_161),
    ] {
        let got = world.patch(&path, body.clone()).await;
        assert_eq!(got.code(), code, "{body}: {}", got.body);
    }
    let got = world.patch(&path, json!({"autoRenewEnabled": false, "quantity": 100_000})).await;
    let rules = got.rules();
    assert!(rules.len() >= 2, "{rules:?}");
}

#[tokio::test]
async fn old_libraries_get_only_values_they_know() {
    let world = World::at("2023-01-10T09:00:00Z").await;
    let customer = world.customer("blauwevos").await;
    let body = json!({"billingCycle": "monthly", "lineItems": [
        {"lineItemNumber": 0, "offerId": NCE_STANDARD, "quantity": 3, "termDuration": "P1M"}
    ]});
    let order = world.post(&format!("{customer}/orders"), body).await.expect(201);
    let path =
        format!("{customer}/subscriptions/{}", order["lineItems"][0]["subscriptionId"].as_str().unwrap());
    world.patch(&path, json!({"autoRenewEnabled": false})).await.expect(200);
    world.advance("2023-02-12T00:00:00Z").await;
    let status = |world: &World, headers: &'static [(&'static str, &'static str)]| {
        let (world, path) = (world.with_token(world.token.clone()), path.clone());
        async move { world.call("GET", &path, None, headers).await.expect(200)["status"].clone() }
    };
    assert_eq!(status(&world, &[]).await, "expired");
    assert_eq!(status(&world, &[("MS-PartnerCenter-Client", "Partner Center Java SDK")]).await, "suspended");
}

#[tokio::test]
async fn lists_are_filtered_by_order_and_show_every_state() {
    let world = World::new().await;
    let customer = world.customer("blauwevos").await;
    let first = world.buy(&customer, NCE_BASIC, 3).await;
    world.buy(&customer, BASIC, 3).await;
    world.patch(&first, json!({"status": "deleted"})).await.expect(200);
    let all = world.get(&format!("{customer}/subscriptions")).await.expect(200);
    assert_eq!(all["totalCount"], 2);
    let order = world.get(&first).await.expect(200)["orderId"].as_str().unwrap().to_owned();
    let some = world.get(&format!("{customer}/subscriptions?order_id={order}")).await.expect(200);
    assert_eq!(some["items"][0]["status"], "deleted");
    assert_eq!(some["totalCount"], 1);
    let none = world.get(&format!("{customer}/subscriptions?mpn_id=7777777")).await.expect(200);
    assert_eq!(none["totalCount"], 0);
    let dates = format!("{customer}/subscriptions/customTermEndDates?term_duration=P1Y");
    assert!(world.get(&dates).await.expect(200)["totalCount"].as_u64().unwrap() >= 1);
}
