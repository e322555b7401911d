//! Bad input: a 4xx in the dialect's shape that names what is wrong, and nothing half done.

use axum::body::Body;
use axum::http::{Request, StatusCode};
use serde_json::{Value, json};

use crate::world::{NCE_BASIC, World};

async fn raw(world: &World, method: &str, path: &str, kind: &str, body: &str) -> crate::world::Got {
    let request = Request::builder()
        .method(method)
        .uri(path)
        .header("authorization", format!("Bearer {}", world.token))
        .header("content-type", kind)
        .body(Body::from(body.to_owned()))
        .unwrap();
    world.send(request).await
}

#[tokio::test]
async fn bodies_that_cannot_be_read_say_why() {
    let world = World::new().await;
    let at = "/v1/customers";
    let large = format!("{{\"x\":\"{}\"}}", "a".repeat(1 << 20));
    for (kind, body, status, code) in [
        ("application/json", "{\"a\":1,\n  oops}", 400, 990_005),
        ("application/json", "", 400, 990_005),
        ("application/json", "[1,2]", 400, 800_002),
        ("application/json", "\"text\"", 400, 800_002),
        ("text/plain", "{}", 415, 990_003),
        ("application/x-www-form-urlencoded", "a=b", 415, 990_003),
        ("application/json", large.as_str(), 413, 990_004),
    ] {
        let got = raw(&world, "POST", at, kind, body).await;
        let start: String = body.chars().take(20).collect();
        assert_eq!((got.status.as_u16(), got.code()), (status, code), "{kind} {start}");
        assert_eq!(got.body["source"], "PartnerFD");
        assert!(!got.text("/description").is_empty());
    }
    let got = raw(&world, "POST", at, "application/json", "{\"a\":1,\n  oops}").await;
    assert_eq!(got.text("/description"), "The body is not valid JSON: line 2, column 3.");
}

#[tokio::test]
async fn every_faulty_field_of_a_line_is_named() {
    let world = World::new().await;
    let customer = world.customer("blauwevos").await;
    let long = "x".repeat(300);
    for (line, field) in [
        (json!({"quantity": 1}), "lineItems[0].catalogItemId"),
        (json!({"catalogItemId": 7, "quantity": 1}), "lineItems[0].catalogItemId"),
        (json!({"catalogItemId": NCE_BASIC}), "lineItems[0].quantity"),
        (json!({"catalogItemId": NCE_BASIC, "quantity": -5}), "lineItems[0].quantity"),
        (json!({"catalogItemId": NCE_BASIC, "quantity": 99_999_999_999_u64}), "lineItems[0].quantity"),
        (json!({"catalogItemId": NCE_BASIC, "quantity": 1.5}), "lineItems[0].quantity"),
        (json!({"catalogItemId": NCE_BASIC, "quantity": "many"}), "lineItems[0].quantity"),
        (
            json!({"catalogItemId": NCE_BASIC, "quantity": 1, "billingCycle": "weekly"}),
            "lineItems[0].billingCycle",
        ),
        (
            json!({"catalogItemId": NCE_BASIC, "quantity": 1, "termDuration": "P9Y"}),
            "lineItems[0].termDuration",
        ),
        (
            json!({"catalogItemId": NCE_BASIC, "quantity": 1, "friendlyName": long}),
            "lineItems[0].friendlyName",
        ),
        (
            json!({"catalogItemId": NCE_BASIC, "quantity": 1, "friendlyName": "a\u{0}b"}),
            "lineItems[0].friendlyName",
        ),
        (
            json!({"catalogItemId": NCE_BASIC, "quantity": 1, "customTermEndDate": "soon"}),
            "lineItems[0].customTermEndDate",
        ),
        (
            json!({"catalogItemId": NCE_BASIC, "quantity": 1, "provisioningContext": {"parentSubscriptionId": "x"}}),
            "lineItems[0].provisioningContext.parentSubscriptionId",
        ),
        (json!("not an object"), "lineItems[0]"),
    ] {
        let got = world.post(&format!("{customer}/carts"), json!({"lineItems": [line]})).await;
        assert_eq!((got.status.as_u16(), got.code()), (400, 800_002), "{field}: {}", got.body);
        let data = got.body["data"].as_array().unwrap();
        assert!(data.iter().any(|line| line.as_str().unwrap().starts_with(&format!("{field} "))), "{data:?}");
    }
    let two = json!({"lineItems": [{"quantity": 0.5}, {"catalogItemId": true}]});
    let got = world.post(&format!("{customer}/carts"), two).await;
    assert_eq!(got.body["data"].as_array().unwrap().len(), 4, "all of them at once: {}", got.body);
}

#[tokio::test]
async fn unknown_members_nulls_odd_cases_and_a_byte_order_mark_are_taken() {
    let world = World::new().await;
    let customer = world.customer("blauwevos").await;
    let body = format!(
        "\u{feff}{{\"LINEITEMS\":[{{\"CatalogItemId\":\"{}\",\"Quantity\":\"3\",\"quantity\":\"x\",\"BillingCycle\":1,\
         \"termduration\":\"p1y\",\"friendlyName\":null,\"whatever\":{{\"a\":[1]}}}}]}}",
        NCE_BASIC.to_lowercase()
    );
    let got =
        raw(&world, "POST", &format!("{customer}/carts"), "application/json; charset=utf-8", &body).await;
    let cart = got.expect(201);
    assert_eq!(cart["lineItems"][0]["quantity"], 3, "of two spellings the first counts");
    assert_eq!(cart["lineItems"][0]["billingCycle"], "monthly");
    assert!(cart["lineItems"][0].get("error").is_none(), "{cart}");
}

#[tokio::test]
async fn paths_methods_and_ids_that_are_wrong() {
    let world = World::new().await;
    let customer = world.customer("blauwevos").await;
    for (method, path, status, code) in [
        ("GET", "/v1/nowhere".to_owned(), 404, 1000),
        ("GET", "/v1/customers/%ff%fe".to_owned(), 404, 1000),
        ("GET", "/v1/customers/%00".to_owned(), 400, 900_118),
        ("DELETE", "/v1/customers".to_owned(), 405, 990_001),
        ("GET", "/v1/customers/not-an-id".to_owned(), 400, 900_118),
        ("GET", format!("{customer}/subscriptions/not-an-id"), 404, 20_003),
        ("PATCH", format!("{customer}/subscriptions/not-an-id"), 404, 20_003),
        ("GET", format!("{customer}/orders/a1b2c3d4e5f6"), 404, 20_000),
        ("GET", format!("{customer}/orders/a1b2c3d4e5f6/provisioningstatus"), 404, 20_000),
        ("GET", format!("{customer}/carts/not-an-id"), 404, 800_008),
        ("POST", format!("{customer}/carts/not-an-id/checkout"), 404, 800_008),
        ("GET", format!("{customer}/users/not-an-id"), 404, 60_002),
        ("GET", format!("{customer}/subscriptions/00000000-0000-0000-0000-000000000009"), 404, 20_003),
        ("GET", format!("{customer}/orders/00000000-0000-0000-0000-000000000009"), 404, 20_000),
        ("GET", format!("{customer}/carts/00000000-0000-0000-0000-000000000009"), 404, 800_008),
        ("GET", format!("{customer}/users/00000000-0000-0000-0000-000000000009"), 404, 60_002),
        ("GET", "/v1/products?country=NL&targetView=Cheese".to_owned(), 400, 800_002),
        ("GET", "/v1/offers".to_owned(), 400, 800_002),
        ("GET", "/v1/offers?country=XX".to_owned(), 400, 800_002),
        ("GET", "/v1/offers/CFQ7TTC0LH18:0001?country=NL".to_owned(), 400, 2100),
        ("GET", "/v1/products/NOPE?country=NL".to_owned(), 404, 400_013),
        ("GET", "/v1/products/CFQ7TTC0LH18/skus/9999?country=NL".to_owned(), 404, 400_018),
        ("GET", "/v1/products/CFQ7TTC0LH18/skus/0001/availabilities/X?country=NL".to_owned(), 404, 400_019),
        ("GET", "/v1/customers?filter=nonsense".to_owned(), 400, 800_002),
        ("GET", "/v1/customers?size=100000".to_owned(), 400, 800_002),
    ] {
        let got = world.call(method, &path, None, &[]).await;
        assert_eq!((got.status.as_u16(), got.code()), (status, code), "{method} {path}");
    }
    let got = world.call("DELETE", "/v1/customers", None, &[]).await;
    assert_eq!(got.headers["allow"], "GET, POST");
    let got = world.call("GET", "/v1/customers", None, &[("accept", "text/csv")]).await;
    assert_eq!((got.status, got.code()), (StatusCode::NOT_ACCEPTABLE, 990_002));
    let all = "application/json, text/plain, */*";
    assert_eq!(world.call("GET", "/v1/customers", None, &[("accept", all)]).await.status, StatusCode::OK);
}

#[tokio::test]
async fn nothing_is_half_done_when_one_of_several_changes_is_refused() {
    let world = World::new().await;
    let customer = world.customer("blauwevos").await;
    let subscription = world.buy(&customer, NCE_BASIC, 5).await;
    let got = world.patch(&subscription, json!({"friendlyName": "Kantoor", "quantity": 100_000_000})).await;
    assert_eq!(got.status, StatusCode::BAD_REQUEST, "{}", got.body);
    let now: Value = world.get(&subscription).await.expect(200);
    assert_ne!(now["friendlyName"], "Kantoor");
    assert_eq!(now["quantity"], 5);
}
