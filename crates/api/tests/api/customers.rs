//! Customers, profiles, agreements, domains.

use axum::http::StatusCode;
use serde_json::json;

use crate::world::{World, agreement_body, customer_body};

#[tokio::test]
async fn a_customer_is_created_listed_found_and_read_role_128() {
    let world = World::new().await;
    for name in ["blauwevos", "anders", "blauwborgje"] {
        world.customer(name).await;
    }
    let all = world.get("/v1/customers").await.expect(200);
    assert_eq!(all["totalCount"], 3);
    assert!(all["links"].get("next").is_none());
    let filter = "%7B%22Field%22%3A%22CompanyName%22%2C%22value%22%3A%22Blauw%22%2C%22Operator%22%3A%22StartsWith%22%7D";
    let found = world.get(&format!("/v1/customers?size=0&filter={filter}")).await.expect(200);
    assert_eq!(found["totalCount"], 2);
    let one = &found["items"][0];
    assert_eq!(one["companyProfile"]["companyName"], "blauwborgje BV");
    assert!(one.get("billingProfile").is_none(), "lists are short");
    let path = format!("/v1/customers/{}", one["id"].as_str().unwrap());
    let read = world.get(&path).await.expect(200);
    assert_eq!(read["allowDelegatedAccess"], true);
    assert_eq!(read["billingProfile"]["defaultAddress"]["city"], "Utrecht");
    assert_eq!(read["attributes"]["objectType"], "Customer");
}

#[tokio::test]
async fn pages_follow_each_other_by_token() {
    let world = World::new().await;
    for name in ["aa", "bb", "cc"] {
        world.bare_customer(name).await;
    }
    let first = world.get("/v1/customers?size=2").await.expect(200);
    assert_eq!(first["totalCount"], 2);
    let next = &first["links"]["next"];
    let token = next["headers"][0]["value"].as_str().unwrap();
    assert_eq!(next["headers"][0]["key"], "MS-ContinuationToken");
    assert_eq!(first["continuationToken"], token);
    let path = format!("/v1/{}", next["uri"].as_str().unwrap());
    let second = world.call("GET", &path, None, &[("MS-ContinuationToken", token)]).await.expect(200);
    assert_eq!(second["totalCount"], 1);
    assert_eq!(second["items"][0]["companyProfile"]["companyName"], "cc BV");
    assert!(second["links"].get("next").is_none());
    let got = world.call("GET", &path, None, &[("MS-ContinuationToken", "!!")]).await;
    assert_eq!(got.status, StatusCode::BAD_REQUEST);
}

#[tokio::test]
async fn a_domain_is_taken_once() {
    let world = World::new().await;
    let head = |domain: &'static str| world.call("HEAD", domain, None, &[]);
    assert_eq!(head("/v1/domains/blauwevos").await.status, StatusCode::NOT_FOUND);
    world.bare_customer("blauwevos").await;
    assert_eq!(head("/v1/domains/blauwevos").await.status, StatusCode::OK);
    assert_eq!(head("/v1/domains/BlauweVos.onmicrosoft.com").await.status, StatusCode::OK);
    let got = world.post("/v1/customers", customer_body("blauwevos")).await;
    assert_eq!((got.status, got.code()), (StatusCode::CONFLICT, 990_111));
    assert!(got.body["data"][0].as_str().unwrap().starts_with("companyProfile.domain: "), "{}", got.body);
}

#[tokio::test]
async fn fields_that_the_rules_refuse_are_named_too() {
    let world = World::new().await;
    let mut body = customer_body("blauwevos");
    body["billingProfile"]["email"] = json!("not an address");
    body["billingProfile"]["defaultAddress"]["country"] = json!("ZZ");
    let got = world.post("/v1/customers", body).await;
    assert_eq!((got.status, got.code()), (StatusCode::BAD_REQUEST, 3000));
    let data = got.body["data"].to_string();
    assert!(data.contains("email") && data.contains("country"), "{data}");
    let got = world.post("/v1/customers", json!({"companyProfile": {}})).await;
    assert_eq!(got.code(), 800_002);
    let data = got.body["data"].to_string();
    assert!(data.contains("companyProfile.domain") && data.contains("billingProfile"), "{data}");
}

#[tokio::test]
async fn a_stale_billing_profile_is_refused() {
    let world = World::new().await;
    let customer = world.bare_customer("blauwevos").await;
    let path = format!("{customer}/profiles/billing");
    let mut read = world.get(&path).await.expect(200);
    read["companyName"] = json!("Blauwe Vos Holding");
    let changed = world.put(&path, read.clone()).await.expect(200);
    assert_eq!(changed["companyName"], "Blauwe Vos Holding");
    assert_ne!(changed["attributes"]["etag"], read["attributes"]["etag"]);
    let got = world.put(&path, read).await;
    assert_eq!((got.status, got.code()), (StatusCode::PRECONDITION_FAILED, 2055));
    let company = world.get(&format!("{customer}/profiles/company")).await.expect(200);
    assert_eq!(company["address"]["country"], "NL");
}

#[tokio::test]
async fn the_agreement_is_confirmed_and_read_role_131() {
    let world = World::new().await;
    let customer = world.bare_customer("blauwevos").await;
    let templates = world.get("/v1/agreements?agreementType=MicrosoftCustomerAgreement").await.expect(200);
    assert_eq!(templates["items"][0]["templateId"], agreement_body()["templateId"]);
    let path = format!("{customer}/agreements");
    assert_eq!(world.get(&path).await.expect(200)["totalCount"], 0);
    world.post(&path, agreement_body()).await.expect(201);
    let read = world.get(&path).await.expect(200);
    assert_eq!(read["items"][0]["primaryContact"]["firstName"], "Ilse");
}

#[tokio::test]
async fn a_relationship_ends_only_when_nothing_is_active_role_129() {
    let world = World::new().await;
    let customer = world.customer("blauwevos").await;
    let subscription = world.buy(&customer, crate::world::BASIC, 3).await;
    let end = json!({"relationshipToPartner": "none", "attributes": {"objectType": "Customer"}});
    let got = world.patch(&customer, end.clone()).await;
    assert_eq!(got.status, StatusCode::BAD_REQUEST);
    assert_eq!(got.rules(), ["ROLE-129"]);
    world.patch(&subscription, json!({"status": "suspended"})).await.expect(200);
    world.patch(&customer, end).await.expect(200);
    let list = world.get("/v1/customers").await.expect(200);
    assert_eq!(list["totalCount"], 0);
}

#[tokio::test]
async fn the_partner_reads_its_own_profile_and_an_invitation() {
    let world = World::new().await;
    let profile = world.get("/v1/profiles/organization").await.expect(200);
    assert_eq!(profile["defaultAddress"]["country"], "NL");
    assert_eq!(world.get("/v1/profiles/mpn").await.expect(200)["mpnId"], "1234567");
    assert_eq!(world.get("/v1/profiles/mpn?mpnId=1").await.status, StatusCode::NOT_FOUND);
    let request = world.get("/v1/customers/relationshiprequests").await;
    assert!(request.text("/url").contains("partnerId=00000000-0000-0000-0000-000000007f3d"));
}
