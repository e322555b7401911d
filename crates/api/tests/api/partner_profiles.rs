//! What partners say of themselves, and how they are related to each other.

use axum::http::StatusCode;
use serde_json::{Value, json};

use crate::world::World;

fn address() -> Value {
    json!({"country": "NL", "city": "Utrecht", "addressLine1": "Kade 1", "postalCode": "3511 AA"})
}

#[tokio::test]
async fn every_profile_is_read_before_anything_was_said_and_after_it_was_replaced() {
    let world = World::new().await;
    let before = world.get("/v1/profiles/organization").await.expect(200);
    assert_eq!(before["defaultAddress"]["country"], "NL", "one client reads the country when it signs in");
    assert_eq!(before["culture"], "en-NL");
    let said = json!({
        "companyName": "Havenwerk BV", "defaultAddress": address(), "email": "info@havenwerk.example",
        "language": "nl", "culture": "nl-NL", "domain": "ignored.example"
    });
    let after = world.put("/v1/profiles/organization", said).await.expect(200);
    assert_eq!((&after["companyName"], &after["culture"]), (&json!("Havenwerk BV"), &json!("nl-NL")));
    assert_eq!(after["domain"], "havenwerk.example", "the programme's own facts stay");
    assert_eq!(world.get("/v1/profiles/organization").await.expect(200), after);

    let contact = json!({"firstName": "Anna", "lastName": "Visser", "email": "anna@havenwerk.example"});
    let mut billing = world.get("/v1/profiles/billing").await.expect(200);
    assert_eq!((&billing["billingCurrency"], &billing["billingDay"]), (&json!("EUR"), &json!(15)));
    billing["address"] = address();
    billing["purchaseOrderNumber"] = json!("PO-7");
    billing["primaryContact"] = contact.clone();
    let kept = world.put("/v1/profiles/billing", billing).await.expect(200);
    assert_eq!(kept["purchaseOrderNumber"], "PO-7");

    let legal = json!({
        "companyName": "Havenwerk BV", "address": address(), "primaryContact": contact,
        "companyApproverAddress": address(), "companyApproverEmail": "raad@havenwerk.example"
    });
    world.put("/v1/profiles/legalbusiness", legal).await.expect(200);
    let legal = world.get("/v1/profiles/legalbusiness?vettingVersion=Current").await.expect(200);
    assert_eq!(
        (&legal["vettingStatus"], &legal["companyApproverEmail"]),
        (&json!("authorized"), &json!("raad@havenwerk.example"))
    );
    assert_eq!(world.get("/v1/profiles/legalbusiness?vettingVersion=Next").await.code(), 800_002);

    let support =
        json!({"email": "hulp@havenwerk.example", "telephone": "030-1", "website": "havenwerk.example"});
    world.put("/v1/profiles/support", support).await.expect(200);
    assert_eq!(world.get("/v1/profiles/support").await.expect(200)["telephone"], "030-1");

    let other = world.with_token(world.application_token("nordljus.example", "other-app").await);
    assert_eq!(
        other.get("/v1/profiles/support").await.expect(200)["telephone"],
        "",
        "each says it for itself"
    );
}

#[tokio::test]
async fn a_profile_keeps_the_partners_market_and_takes_all_faults_together_chan_103() {
    let world = World::new().await;
    let mut abroad = address();
    abroad["country"] = json!("US");
    let wrong = json!({"companyName": "H", "defaultAddress": abroad, "email": "nobody", "culture": "nl_NL"});
    let got = world.put("/v1/profiles/organization", wrong).await;
    assert_eq!(got.status, StatusCode::BAD_REQUEST);
    assert_eq!(got.body["reasons"].as_array().unwrap().len(), 3, "{}", got.body);
    assert!(got.rules().contains(&"CHAN-103"));
    let weak = world.with_token(world.application_token("havenwerk.example", "weak-app").await);
    let support = json!({"email": "hulp@havenwerk.example", "telephone": "030-1"});
    let got = weak.put("/v1/profiles/support", support).await;
    assert_eq!((got.status, got.code()), (StatusCode::FORBIDDEN, 900_150));
}

#[tokio::test]
async fn a_profile_that_is_replaced_again_with_one_id_gets_the_first_answer() {
    let world = World::new().await;
    let support = |telephone: &str| json!({"email": "hulp@havenwerk.example", "telephone": telephone});
    let put = async |id: &str, telephone: &str| {
        world.call("PUT", "/v1/profiles/support", Some(&support(telephone)), &[("MS-RequestId", id)]).await
    };
    let (first, second) = ("5d3f8a52-7a55-4c2b-9d55-000000000001", "5d3f8a52-7a55-4c2b-9d55-000000000002");
    put(first, "030-1").await.expect(200);
    put(second, "030-2").await.expect(200);
    // A late repetition of the first does not bring it back.
    assert_eq!(put(first, "030-1").await.expect(200)["telephone"], "030-1");
    assert_eq!(world.get("/v1/profiles/support").await.expect(200)["telephone"], "030-2");
    let got = put(second, "030-3").await;
    assert_eq!((got.status, got.code()), (StatusCode::CONFLICT, 990_006));
}

#[tokio::test]
async fn resellers_and_providers_find_each_other_in_both_spellings() {
    let world = World::new().await;
    let path = "/v1/relationships?relationship_type";
    let found = world.get(&format!("{path}=IsIndirectCloudSolutionProviderOf")).await.expect(200);
    assert_eq!(found["totalCount"], 1);
    let item = &found["items"][0];
    assert_eq!((&item["name"], &item["mpnId"]), (&json!("Nordljus"), &json!("7654321")));
    assert_eq!(item["relationshipType"], "is_indirect_cloud_solution_provider_of");
    let filter = |value: &str, operator: &str| {
        format!(
            "%7B%22value%22%3A%22{value}%22%2C%22field%22%3A%22name%22%2C%22operator%22%3A%22{operator}%22%7D"
        )
    };
    let snake =
        format!("{path}=is_indirect_cloud_solution_provider_of&filter={}", filter("ljus", "Substring"));
    assert_eq!(world.get(&snake).await.expect(200)["totalCount"], 1);
    let none =
        format!("{path}=is_indirect_cloud_solution_provider_of&filter={}", filter("zuid", "substring"));
    assert_eq!(world.get(&none).await.expect(200)["totalCount"], 0);

    let other = world.with_token(world.application_token("nordljus.example", "other-app").await);
    let providers = other.get(&format!("{path}=IsIndirectResellerOf")).await.expect(200);
    assert_eq!(providers["items"][0]["name"], "havenwerk");
    assert_eq!(world.get("/v1/relationships").await.code(), 800_002);

    let status = |query: &str| format!("/v1/compliance/csp/agreementstatus?{query}");
    for known in ["mpnId=1234567", "mpnId=7654321", "tenantId=00000000-0000-0000-0000-000000007f3d"] {
        assert_eq!(world.get(&status(known)).await.expect(200)["isAgreementSigned"], true, "{known}");
    }
    assert_eq!(world.get(&status("mpnId=1")).await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_customer_names_the_reseller_that_looks_after_it_chan_106() {
    let world = World::new().await;
    let mut body = crate::world::customer_body("blauwevos");
    body["associatedPartnerId"] = json!("7654321");
    let customer = world.post("/v1/customers", body).await.expect(201);
    let path = format!("/v1/customers/{}/relationships", customer["id"].as_str().unwrap());
    let found = world.get(&path).await.expect(200);
    assert_eq!(found["items"][0]["mpnId"], "7654321");
    let direct = world.customer("anders").await;
    assert_eq!(world.get(&format!("{direct}/relationships")).await.expect(200)["totalCount"], 0);
}

#[tokio::test]
async fn the_text_of_the_agreement_is_found_by_its_template() {
    let world = World::new().await;
    let template = world.get("/v1/agreements").await.expect(200)["items"][0]["templateId"].clone();
    let path =
        format!("/v1/agreementtemplates/{}/document?language=nl-NL&country=NL", template.as_str().unwrap());
    let document = world.get(&path).await.expect(200);
    assert_eq!((&document["language"], &document["country"]), (&json!("nl-NL"), &json!("NL")));
    let got = world.get("/v1/agreementtemplates/00000000-0000-0000-0000-000000000001/document").await;
    assert_eq!(got.status, StatusCode::NOT_FOUND);
}
