//! What the dialect calls a refusal at one of its addresses, and what it needs there.

use axum::http::StatusCode;
use serde_json::{Value, json};

use crate::world::{
    BASIC, BASIC_PLAN, Got, NCE_BASIC, NCE_STANDARD, World, agreement_body, customer_body, user_body,
};

/// The status and number of a refusal; its first reason has the same number.
fn told(got: &Got) -> (u16, u64) {
    let first = &got.body["reasons"][0]["code"];
    assert_eq!(*first, got.body["code"], "{}", got.body);
    (got.status.as_u16(), got.code())
}

#[tokio::test]
async fn changes_of_a_subscription_have_numbers_of_their_own() {
    let world = World::at("2022-03-01T09:00:00Z").await;
    let customer = world.customer("blauwevos").await;
    let path = world.buy(&customer, NCE_BASIC, 10).await;
    let patch = async |body: Value| told(&world.patch(&path, body).await);
    assert_eq!(patch(json!({"termDuration": "P2Y"})).await, (400, 800_121));
    let ends =
        |day: &str| json!({"scheduledNextTermInstructions": {"quantity": 5, "customTermEndDate": day}});
    assert_eq!(patch(ends("2026-01-12")).await, (400, 900_245), "beyond the next term");
    assert_eq!(patch(ends("2023-04-12")).await, (400, 900_246), "nothing ends then");
    world.patch(&path, json!({"autoRenewEnabled": false})).await.expect(200);
    assert_eq!(patch(json!({"scheduledNextTermInstructions": {"quantity": 5}})).await, (400, 800_093));
    world.patch(&path, json!({"status": "suspended"})).await.expect(200);
    for change in
        [json!({"friendlyName": "x"}), json!({"autoRenewEnabled": true}), json!({"termDuration": "P3Y"})]
    {
        assert_eq!(patch(change).await, (400, 800_091));
    }
    world.advance("2023-03-05T09:00:00Z").await;
    assert_eq!(patch(json!({"friendlyName": "x"})).await, (400, 900_279), "its term is over");

    let classic = world.buy(&customer, BASIC, 3).await;
    let got = world.patch(&classic, json!({"termDuration": "P3Y"})).await;
    assert_eq!(got.status, StatusCode::BAD_REQUEST, "classic terms do not change: {}", got.body);
    let order = world.get(&classic).await.expect(200)["orderId"].as_str().unwrap().to_owned();
    let got = world.patch(&format!("{customer}/orders/{order}"), json!({"billingCycle": "triennial"})).await;
    assert_eq!(told(&got), (400, 6001));
}

#[tokio::test]
async fn transitions_have_numbers_of_their_own_and_are_not_for_classic_subscriptions() {
    let world = World::at("2022-03-01T09:00:00Z").await;
    let customer = world.customer("blauwevos").await;
    let path = format!("{}/transitions", world.buy(&customer, NCE_BASIC, 10).await);
    let wish = |more: Value| {
        let mut wish =
            json!({"toCatalogItemId": NCE_STANDARD, "quantity": 10, "transitionType": "transition_only"});
        wish.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        wish
    };
    assert_eq!(told(&world.post(&path, wish(json!({"termDuration": "P2Y"}))).await), (400, 900_268));
    let billed = wish(json!({"termDuration": "P1Y", "billingCycle": "triennial"}));
    assert_eq!(told(&world.post(&path, billed).await), (400, 900_270), "longer than the term");
    let billed = wish(json!({"termDuration": "P1Y", "billingCycle": "one_time"}));
    assert_eq!(told(&world.post(&path, billed).await), (400, 900_269));
    let classic = format!("{}/transitions", world.buy(&customer, BASIC, 3).await);
    let got = world.post(&classic, wish(json!({}))).await;
    assert_eq!((got.status, got.code()), (StatusCode::FORBIDDEN, 900_263));
}

#[tokio::test]
async fn lines_of_a_cart_have_errors_of_their_own_list() {
    let world = World::at("2022-03-01T09:00:00Z").await;
    let customer = world.customer("blauwevos").await;
    let cart = async |line: Value| {
        let cart = world.post(&format!("{customer}/carts"), json!({"lineItems": [line]})).await.expect(201);
        let line = &cart["lineItems"][0];
        assert_eq!(line["error"]["errorCode"], line["reasons"][0]["code"]);
        line["error"]["errorCode"].as_u64().unwrap_or_else(|| panic!("no error in {cart}"))
    };
    assert_eq!(cart(json!({"catalogItemId": "NO:SUCH", "quantity": 1})).await, 10_001);
    let line =
        json!({"catalogItemId": NCE_BASIC, "quantity": 1, "termDuration": "P1Y", "billingCycle": "one_time"});
    assert_eq!(cart(line).await, 10_013);
    let line = json!({"catalogItemId": NCE_BASIC, "quantity": 1, "termDuration": "P1Y", "customTermEndDate": "2022-04-12"});
    assert_eq!(cart(line).await, 10_017);
    let line = json!({"catalogItemId": BASIC, "quantity": 1, "customTermEndDate": "2022-04-12"});
    assert_eq!(cart(line).await, 10_016, "a classic offer takes no date");
    let line = json!({"catalogItemId": NCE_BASIC, "quantity": 1, "termDuration": "P3Y"});
    assert_eq!(cart(line).await, 400_039, "a general number, where the list has none");
}

#[tokio::test]
async fn a_change_of_licences_that_fails_says_so() {
    let world = World::new().await;
    let customer = world.customer("blauwevos").await;
    let user = world.post(&format!("{customer}/users"), user_body(1)).await.expect(200);
    let path = format!("{customer}/users/{}/licenseupdates", user["id"].as_str().unwrap());
    let got = world.post(&path, json!({"licensesToAssign": [{"skuId": BASIC_PLAN}]})).await;
    assert_eq!(told(&got), (400, 60_000));
    assert_eq!(got.body["reasons"][0]["name"], "plan-not-owned");
    world.buy(&customer, BASIC, 1).await;
    world.licensed_user(&customer, 2, BASIC_PLAN).await;
    let got = world.post(&path, json!({"licensesToAssign": [{"skuId": BASIC_PLAN}]})).await;
    assert_eq!(told(&got), (400, 60_012));
    assert!(
        got.body["data"][0].as_str().unwrap().starts_with("LicenseQuotaExceededException"),
        "{}",
        got.body
    );
}

#[tokio::test]
async fn a_cart_without_the_agreement_is_refused_like_an_order_role_142() {
    let world = World::new().await;
    let customer = world.bare_customer("blauwevos").await;
    let lines = json!({"lineItems": [{"lineItemNumber": 0, "catalogItemId": BASIC, "offerId": BASIC, "quantity": 1}]});
    for at in ["carts", "orders"] {
        let got = world.post(&format!("{customer}/{at}"), lines.clone()).await;
        assert_eq!(told(&got), (403, 13_605), "{at}");
    }
}

#[tokio::test]
async fn what_a_row_needs_is_asked_for_field_by_field() {
    let world = World::new().await;
    let customer = world.customer("blauwevos").await;
    let subscription = world.buy(&customer, BASIC, 3).await;
    for (path, needed) in [
        (format!("{customer}/agreements"), &["primaryContact", "dateAgreed", "templateId", "type"][..]),
        (
            format!("{customer}/users"),
            &["userPrincipalName", "firstName", "lastName", "displayName", "passwordProfile"],
        ),
        (format!("{subscription}/upgrades"), &["targetOffer", "quantity", "upgradeType"]),
        (format!("{subscription}/conversions"), &["targetOfferId", "quantity", "billingCycle"]),
        (format!("{subscription}/transitions"), &["toCatalogItemId", "quantity", "transitionType"]),
        (format!("{customer}/carts"), &["lineItems"]),
        (format!("{customer}/orders"), &["lineItems"]),
        (format!("{customer}/promotionEligibilities"), &["items"]),
        (format!("{customer}/migrations/newcommerce"), &["currentSubscriptionId"]),
        (format!("{customer}/migrations/newcommerce/validate"), &["currentSubscriptionId"]),
        ("/v1/servicerequests/en-US".to_owned(), &["title", "description", "severity", "supportTopicId"]),
        ("/v1/customers".to_owned(), &["companyProfile", "billingProfile"]),
    ] {
        let got = world.post(&path, json!({})).await;
        assert_eq!((got.status, got.code()), (StatusCode::BAD_REQUEST, 800_002), "{path}");
        let lines = got.body["data"].as_array().unwrap();
        for field in needed {
            let says = |line: &Value| line.as_str().unwrap().starts_with(&format!("{field} is missing"));
            assert!(lines.iter().any(says), "{path}: nothing of {field} in {}", got.body);
        }
    }
}

#[tokio::test]
async fn an_agreement_names_the_person_who_confirmed_it() {
    let world = World::new().await;
    let customer = world.bare_customer("blauwevos").await;
    let path = format!("{customer}/agreements");
    let by_application = world.post(&path, agreement_body()).await.expect(201);
    assert!(by_application.get("userId").is_none());
    let anna = world.with_token(world.person_token("havenwerk.example", "anna@havenwerk.example").await);
    let made = anna.post("/v1/customers", customer_body("anders")).await.expect(201);
    let path = format!("/v1/customers/{}/agreements", made["id"].as_str().unwrap());
    anna.post(&path, agreement_body()).await.expect(201);
    let read = anna.get(&path).await.expect(200);
    let people = world.get("/seatwright/v1/identities").await.expect(200);
    let people = people["items"].as_array().unwrap();
    let own = people.iter().find(|one| one["name"] == "anna@havenwerk.example").unwrap();
    assert_eq!(read["items"][0]["userId"], own["id"]);
}
