//! What all requests have in common: ids, repetition, languages, spellings of addresses.

use axum::http::StatusCode;
use serde_json::json;

use crate::world::{NCE_BASIC, World, customer_body};

#[tokio::test]
async fn ids_of_requests_are_echoed_or_made() {
    let world = World::new().await;
    let headers = [("MS-RequestId", "0a0b"), ("MS-CorrelationId", "0c0d")];
    let got = world.call("GET", "/v1/customers", None, &headers).await;
    assert_eq!(got.headers["ms-requestid"], "0a0b");
    assert_eq!(got.headers["ms-correlationid"], "0c0d");
    let got = world.get("/v1/nowhere").await;
    assert_eq!(got.headers["ms-requestid"].len(), 36);
}

#[tokio::test]
async fn a_repeated_request_acts_once_and_gets_the_first_answer() {
    let world = World::new().await;
    let headers = [("MS-RequestId", "11111111-2222-3333-4444-555555555555")];
    let body = customer_body("blauwevos");
    let first = world.call("POST", "/v1/customers", Some(&body), &headers).await;
    let again = world.call("POST", "/v1/customers", Some(&body), &headers).await;
    assert_eq!((first.status, again.status), (StatusCode::CREATED, StatusCode::CREATED));
    assert_eq!(first.body, again.body);
    assert_eq!(again.headers["seatwright-repeated"], "true");
    let other = world.call("POST", "/v1/customers", Some(&customer_body("anders")), &headers).await;
    assert_eq!((other.status, other.code()), (StatusCode::CONFLICT, 990_006));
    let got = world.get("/v1/customers").await.expect(200);
    assert_eq!(got["totalCount"], 1);
    let partner = world.with_token(world.application_token("nordljus.example", "other-app").await);
    let theirs = partner.call("POST", "/v1/customers", Some(&customer_body("anders")), &headers).await;
    assert_eq!(theirs.status, StatusCode::CREATED, "ids of two tenants never meet");
}

#[tokio::test]
async fn a_repeated_patch_gives_the_first_answer_although_nothing_differs_any_more() {
    let world = World::new().await;
    let customer = world.customer("blauwevos").await;
    let subscription = world.buy(&customer, NCE_BASIC, 5).await;
    let headers = [("MS-RequestId", "a1")];
    let body = json!({"quantity": 8});
    let first = world.call("PATCH", &subscription, Some(&body), &headers).await;
    world.patch(&subscription, json!({"quantity": 9})).await.expect(200);
    let again = world.call("PATCH", &subscription, Some(&body), &headers).await;
    assert_eq!(first.body, again.body);
    assert_eq!(world.get(&subscription).await.expect(200)["quantity"], 9, "the repetition changed nothing");
}

#[tokio::test]
async fn requests_at_the_same_time_with_one_id_act_once() {
    let world = World::new().await;
    let customer = world.customer("blauwevos").await;
    let path = format!("{customer}/orders");
    let body = json!({
        "billingCycle": "monthly",
        "lineItems": [{"lineItemNumber": 0, "offerId": NCE_BASIC, "quantity": 3, "termDuration": "P1Y"}]
    });
    let headers = [("MS-RequestId", "b2")];
    let (one, two, three) = tokio::join!(
        world.call("POST", &path, Some(&body), &headers),
        world.call("POST", &path, Some(&body), &headers),
        world.call("POST", &path, Some(&body), &headers),
    );
    assert_eq!(one.body, two.body);
    assert_eq!(one.body, three.body);
    let list = world.get(&format!("{customer}/subscriptions")).await.expect(200);
    assert_eq!(list["totalCount"], 1);
}

#[tokio::test]
async fn sentences_follow_the_language_of_the_reader_lang_01() {
    let world = World::new().await;
    let customer = world.bare_customer("blauwevos").await;
    let body = json!({"lineItems": [{"offerId": NCE_BASIC, "quantity": 1}]});
    for (locale, start) in [
        ("en-US", "Nobody has confirmed"),
        ("nl-NL", "Nog niemand heeft"),
        ("sv-SE", "Ingen har ännu"),
        ("de-DE", "Noch niemand hat"),
        ("fr-FR", "Nobody has confirmed"),
    ] {
        let path = format!("{customer}/orders");
        let got = world.call("POST", &path, Some(&body), &[("X-Locale", locale)]).await;
        assert_eq!((got.status, got.code()), (StatusCode::FORBIDDEN, 13_605));
        assert!(got.text("/description").starts_with(start), "{locale}: {}", got.body);
        assert_eq!(got.rules(), ["ROLE-142"]);
    }
}

#[tokio::test]
async fn addresses_are_taken_in_every_spelling_that_clients_use() {
    let world = World::new().await;
    let customer = world.customer("blauwevos").await;
    let id = customer.trim_start_matches("/v1/customers/").to_uppercase();
    for path in [
        format!("/V1/CUSTOMERS/{id}/"),
        format!("/v1//customers/{id}"),
        format!("/v1//v1/customers/{id}"),
        format!("/v1/Customers/{id}/Subscriptions/"),
        format!("/v1/customers/{id}/subscriptions/customtermenddates?TermDuration=P1Y"),
    ] {
        assert_eq!(world.get(&path).await.status, StatusCode::OK, "{path}");
    }
}
