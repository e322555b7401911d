//! Our own extras.

use axum::http::StatusCode;
use serde_json::{Value, json};

use crate::world::{BASIC, E1, NCE_BASIC, World};

fn own(path: &str) -> String {
    path.replace("/v1/", "/seatwright/v1/")
}

#[tokio::test]
async fn the_clock_is_read_and_moved() {
    let world = World::new().await;
    let customer = world.customer("blauwevos").await;
    world.buy(&customer, NCE_BASIC, 3).await;
    let clock = "/seatwright/v1/clock";
    let read = world.get(clock).await.expect(200);
    assert_eq!((&read["now"], &read["isSimulated"]), (&json!("2021-09-01T09:00:00Z"), &json!(true)));
    let moved = world.post(clock, json!({"advanceBy": "P1M"})).await.expect(200);
    assert_eq!(moved["now"], "2021-10-01T09:00:00Z");
    assert!(moved["events"].as_u64().unwrap() >= 1, "a charge cycle began: {moved}");
    let next = world.post(clock, json!({"toNextEvent": true})).await.expect(200);
    // First the bills of 8 October are cut, then a charge cycle begins.
    assert_eq!(next["now"], "2021-10-09T12:00:00Z", "{next}");
    let next = world.post(clock, json!({"toNextEvent": true})).await.expect(200);
    assert_eq!(next["now"], "2021-11-01T00:00:00Z", "{next}");
    let to = world.post(clock, json!({"advanceTo": "2021-12-01T00:00:00Z"})).await.expect(200);
    assert_eq!(to["now"], "2021-12-01T00:00:00Z");
    for (body, code) in [
        (json!({"advanceTo": "2021-01-01T00:00:00Z"}), 990_008),
        (json!({"advanceBy": "P9000Y"}), 990_008),
        (json!({"advanceBy": "next week"}), 800_002),
        (json!({}), 800_002),
        (json!({"advanceBy": "P1D", "toNextEvent": true}), 800_002),
    ] {
        let got = world.post(clock, body.clone()).await;
        assert_eq!((got.status, got.code()), (StatusCode::BAD_REQUEST, code), "{body}");
    }
}

#[tokio::test]
async fn a_quote_shows_what_would_happen_and_does_nothing() {
    let world = World::new().await;
    let customer = world.customer("blauwevos").await;
    let path = world.buy(&customer, NCE_BASIC, 3).await;
    let id = path.rsplit('/').next().unwrap();
    let quotes = format!("{}/quotes", own(&customer));
    let change = json!({"command": "change_seats", "subscription": id, "seats": 9});
    let quote = world.post(&quotes, json!({"changes": [change]})).await.expect(200);
    assert_eq!(quote["subscriptions"][0]["quantity"], 9);
    assert_eq!(quote["events"][0]["event"], "seats_added");
    assert!(!quote["windowsOpened"].is_null());
    assert_eq!(world.get(&path).await.expect(200)["quantity"], 3);
    let refused = json!({"command": "change_seats", "subscription": id, "seats": 100_000});
    let got = world.post(&quotes, json!({"changes": [refused]})).await;
    assert_eq!((got.status, got.code()), (StatusCode::BAD_REQUEST, 2002));
    let got = world.post(&quotes, json!({"changes": [{"command": "change_seats", "seats": "x"}]})).await;
    assert!(got.body["data"][0].as_str().unwrap().starts_with("changes[0] "));
}

#[tokio::test]
async fn events_are_paged_and_tell_nothing_of_other_sellers_upg_07() {
    let world = World::new().await;
    let customer = world.customer("blauwevos").await;
    world.buy(&customer, NCE_BASIC, 3).await;
    let path = format!("{}/events", own(&customer));
    let first = world.get(&format!("{path}?size=2")).await.expect(200);
    assert_eq!(first["items"][0]["event"]["event"], "customer_created");
    assert_eq!((&first["items"][1]["seq"], &first["next"]), (&json!(2), &json!(2)));
    let rest = world.get(&format!("{path}?after=2")).await.expect(200);
    assert_eq!(rest["items"][0]["seq"], 3);

    let token = world.person_token("blauwevos.onmicrosoft.com", "ilse@blauwevos.onmicrosoft.com").await;
    let ilse = world.with_token(token);
    let begin = json!({"partner": "00000000-0000-0000-0000-000000009b1e", "delegated": true});
    ilse.post(&format!("{}/relationships", own(&customer)), begin).await.expect(200);
    let other = world.with_token(world.application_token("nordljus.example", "other-app").await);
    let seen = other.get(&path).await.expect(200);
    let kinds: Vec<&str> =
        seen["items"].as_array().unwrap().iter().filter_map(|e| e["event"]["event"].as_str()).collect();
    assert!(!kinds.contains(&"subscription_started") && !kinds.contains(&"order_placed"), "{kinds:?}");
    assert!(kinds.contains(&"not_shown") && kinds.contains(&"relationship_changed"), "{kinds:?}");
    assert_eq!(other.get(&format!("{customer}/subscriptions")).await.expect(200)["totalCount"], 0);
    assert_eq!(other.get(&format!("{customer}/orders")).await.expect(200)["totalCount"], 0);
    assert_eq!(other.get(&format!("{}/windows", own(&customer))).await.expect(200)["totalCount"], 0);
}

#[tokio::test]
async fn the_listing_filters_and_explains_cat_02_cat_06() {
    let world = World::new().await;
    let customer = own(&world.customer("blauwevos").await);
    let all = world.get(&format!("{customer}/listing")).await.expect(200);
    let some = world.get(&format!("{customer}/listing?publisher=partner&billing=licence")).await.expect(200);
    assert!(some["totalCount"].as_u64().unwrap() < all["totalCount"].as_u64().unwrap());
    let items = some["items"].as_array().unwrap();
    assert!(items.iter().all(|item| item["isFirstParty"] == false));
    let closed: Vec<&Value> = items.iter().filter(|item| item["isAvailable"] == false).collect();
    assert!(!closed.is_empty(), "some marketplace offer is unavailable");
    assert!(closed.iter().all(|item| item["reasons"][0]["text"].is_string()));
    let open = world.get(&format!("{customer}/listing?available=true")).await.expect(200);
    assert!(open["items"].as_array().unwrap().iter().all(|item| item["isAvailable"] == true));
    let priced = open["items"].as_array().unwrap().iter().find(|item| item["offer"] == BASIC).unwrap();
    assert!(priced["terms"][0]["unitPrice"].is_number());
    let restricted = world.get(&format!("{customer}/restricted-offers")).await.expect(200);
    assert!(restricted["totalCount"].as_u64().unwrap() >= 1, "CAT-04");
    let got = world.get(&format!("{customer}/listing?category=cheese")).await;
    assert_eq!(got.status, StatusCode::BAD_REQUEST);
}

#[tokio::test]
async fn add_ons_are_listed_with_their_base_add_03() {
    let world = World::new().await;
    let customer = world.customer("blauwevos").await;
    let path = own(&world.buy(&customer, E1, 3).await);
    let list = world.get(&format!("{path}/addon-offers")).await.expect(200);
    assert!(list["totalCount"].as_u64().unwrap() >= 1);
    assert!(list["items"].as_array().unwrap().iter().all(|item| item["commerce"] == "classic"));
}

#[tokio::test]
async fn delegation_is_withdrawn_and_granted_by_the_customer_role_03() {
    let world = World::new().await;
    let customer = world.customer("blauwevos").await;
    let subscription = world.buy(&customer, BASIC, 3).await;
    let token = world.person_token("blauwevos.onmicrosoft.com", "ilse@blauwevos.onmicrosoft.com").await;
    let ilse = world.with_token(token);
    let path = format!("{}/relationships/00000000-0000-0000-0000-000000007f3d/delegation", own(&customer));
    ilse.call("DELETE", &path, None, &[]).await.expect(200);
    assert_eq!(world.get(&customer).await.expect(200)["allowDelegatedAccess"], false);
    let got = world.patch(&subscription, json!({"quantity": 4})).await;
    assert_eq!((got.status, got.code()), (StatusCode::FORBIDDEN, 900_308));
    assert_eq!(got.body["reasons"][0]["remedies"][0]["do"], "request_delegation");
    ilse.put(&path, json!({})).await.expect(200);
    world.patch(&subscription, json!({"quantity": 4})).await.expect(200);
    let list = ilse.get(&format!("{}/relationships", own(&customer))).await.expect(200);
    assert_eq!(list["items"][0]["delegation"]["isInForce"], true);
}

#[tokio::test]
async fn overdue_balances_and_incidents_are_reported_and_cleared_why_11_why_02() {
    let world = World::new().await;
    let customer = own(&world.customer("blauwevos").await);
    let overdue = format!("{customer}/overdue");
    let body = json!({"amount": 12.5, "currency": "EUR", "due": "2021-08-15"});
    let list = world.post(&overdue, body).await.expect(200);
    assert_eq!(list["items"][0]["amount"], 12.5);
    let got = world.post(&overdue, json!({"amount": "1.005", "currency": "EUR"})).await;
    assert_eq!(got.code(), 800_002);
    assert_eq!(world.post(&format!("{overdue}/pay"), json!({})).await.expect(200)["totalCount"], 0);
    let health = format!("{customer}/service-health");
    let got = world.post(&health, json!({"service": "EXCHANGE_S_STANDARD", "healthy": false})).await;
    assert_eq!(got.expect(200)["incidents"], json!(["EXCHANGE_S_STANDARD"]));
    let got = world.post(&health, json!({"service": "EXCHANGE_S_STANDARD", "healthy": true})).await;
    assert_eq!(got.expect(200)["incidents"], json!([]));
    let got = world.post(&health, json!({"service": "NO_SUCH_SERVICE", "healthy": true})).await;
    assert_eq!(got.code(), 3000);
    let busy = world.post(&health, json!({"busyUntil": "2021-09-01T11:00:00Z"})).await.expect(200);
    assert_eq!(busy["busyUntil"], "2021-09-01T11:00:00Z");
}

#[tokio::test]
async fn health_is_open() {
    let world = World::new().await;
    let stranger = world.with_token("nobody".to_owned());
    assert_eq!(stranger.get("/healthz").await.expect(200)["status"], "ok");
    assert_eq!(stranger.get("/readyz").await.expect(200)["status"], "ready");
}
