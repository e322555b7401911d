//! Where a customer stands: deletion, qualifications, agreements of its own, addresses, services.

use axum::http::StatusCode;
use serde_json::json;

use crate::world::{BASIC, World, agreement_body, customer_body};

#[tokio::test]
async fn a_customer_is_deleted_when_nothing_of_it_is_left_role_129() {
    let world = World::new().await;
    let customer = world.customer("blauwevos").await;
    let subscription = world.buy(&customer, "CFQ7TTC0LH18:0001", 5).await;
    let got = world.call("DELETE", &customer, None, &[]).await;
    assert_eq!((got.status, got.code()), (StatusCode::BAD_REQUEST, 800_040));
    assert_eq!(got.body["reasons"][0]["remedies"][0]["do"], "cancel_subscription");
    world.patch(&subscription, json!({"status": "deleted"})).await.expect(200);

    let got = world.call("DELETE", &customer, None, &[("MS-RequestId", "gone")]).await;
    assert_eq!(got.status, StatusCode::NO_CONTENT, "{}", got.body);
    let again = world.call("DELETE", &customer, None, &[("MS-RequestId", "gone")]).await;
    assert_eq!(again.status, StatusCode::NO_CONTENT, "the first answer comes again");
    let got = world.get(&customer).await;
    assert_eq!((got.status, got.code()), (StatusCode::FORBIDDEN, 20_002));
    assert_eq!(world.get("/v1/customers").await.expect(200)["totalCount"], 0);
    let domain = world.call("HEAD", "/v1/domains/blauwevos", None, &[]).await;
    assert_eq!(domain.status, StatusCode::OK, "nobody else gets its domain");
    let got = world.post("/v1/customers", customer_body("blauwevos")).await;
    assert_eq!(got.code(), 990_111);
}

#[tokio::test]
async fn qualifications_decide_the_segment_cat_03() {
    let world = World::new().await;
    let customer = world.customer("blauwevos").await;
    let (one, all) = (format!("{customer}/qualification"), format!("{customer}/qualifications"));
    assert_eq!(world.get(&one).await.expect(200), "none");
    assert_eq!(world.get(&all).await.expect(200), json!([]));
    let school =
        json!({"qualification": "education", "educationSegment": "K12", "website": "school.example"});
    let granted = world.post(&all, school).await.expect(201);
    assert_eq!(granted["vettingStatus"], "Approved");
    assert_eq!(granted["vettingCreatedDate"], "2021-09-01T09:00:00Z");
    assert_eq!(world.get(&one).await.expect(200), "education");
    assert_eq!(world.get(&customer).await.expect(200)["segment"], "education");
    assert_eq!(world.put(&one, json!("Nonprofit")).await.expect(200), "nonprofit");
    assert_eq!(world.get(&all).await.expect(200)[0]["qualification"], "Nonprofit");

    let got = world.put(&format!("{one}?code=1"), json!("GovernmentCommunityCloud")).await;
    assert_eq!((got.status, got.code()), (StatusCode::BAD_REQUEST, 990_428));
    let got = world.put(&one, json!("pirate")).await;
    assert_eq!(got.code(), 800_002);
    let got = world.post(&all, json!({"qualification": "StateOwnedEntity"})).await;
    assert_eq!(got.code(), 800_002);
    assert_eq!(world.get("/v1/customers/all/validations").await.expect(200), json!([]));
}

#[tokio::test]
async fn whether_a_customer_signed_itself_follows_from_who_confirmed_role_142() {
    let world = World::new().await;
    let customer = world.customer("blauwevos").await;
    let path = format!("{customer}/directSignedMicrosoftCustomerAgreementStatus");
    assert_eq!(
        world.get(&path).await.expect(200)["isSigned"],
        false,
        "the partner said so, not the customer"
    );
    let admin = world.person_token("blauwevos.onmicrosoft.com", "ilse@blauwevos.onmicrosoft.com").await;
    let admin = world.with_token(admin);
    let mut signed = agreement_body();
    signed["primaryContact"]["email"] = json!("ilse.prins@blauwevos.example");
    admin.post(&format!("{customer}/agreements"), signed).await.expect(201);
    assert_eq!(world.get(&path).await.expect(200)["isSigned"], true);

    let status = world.get(&format!("{customer}/validationStatus?type=account")).await.expect(200);
    assert_eq!(status["status"], "Active");
    let got = world.get(&format!("{customer}/validationStatus?type=mood")).await;
    assert_eq!(got.code(), 800_002);
}

#[tokio::test]
async fn managed_services_are_those_of_the_partners_plans_and_need_delegated_rights_role_03() {
    let world = World::new().await;
    let customer = world.customer("blauwevos").await;
    let path = format!("{customer}/managedservices");
    assert_eq!(world.get(&path).await.expect(200)["totalCount"], 0);
    world.buy(&customer, BASIC, 5).await;
    let services = world.get(&path).await.expect(200);
    let names: Vec<&str> =
        services["items"].as_array().unwrap().iter().map(|item| item["name"].as_str().unwrap()).collect();
    assert!(names.iter().any(|name| name.contains("Exchange")), "{names:?}");
    let mut distinct = names.clone();
    distinct.sort_unstable();
    distinct.dedup();
    assert_eq!(distinct.len(), names.len(), "each service once");
    assert!(
        services["items"][0]["links"]["serviceTicket"]["uri"].as_str().unwrap().ends_with("/servicerequests")
    );

    let mut bare = customer_body("zonder");
    bare["allowDelegatedAccess"] = json!(false);
    let bare = world.post("/v1/customers", bare).await.expect(201);
    let got = world.get(&format!("/v1/customers/{}/managedservices", bare["id"].as_str().unwrap())).await;
    assert_eq!((got.status, got.code()), (StatusCode::FORBIDDEN, 900_308));
}

#[tokio::test]
async fn an_address_is_held_against_the_forms_of_its_country() {
    let world = World::new().await;
    let path = "/v1/validations/address";
    let mut address = customer_body("x")["billingProfile"]["defaultAddress"].clone();
    assert_eq!(world.post(path, address.clone()).await.expect(200)["status"], "Verified");
    address["postalCode"] = json!("3511ab");
    let better = world.post(path, address.clone()).await.expect(200);
    assert_eq!(better["status"], "InteractionRequired");
    assert_eq!(better["suggestedAddresses"][0]["postalCode"], "3511 AB");
    address["postalCode"] = json!("Utrecht");
    let wrong = world.post(path, address.clone()).await.expect(200);
    assert_eq!(wrong["status"], "None");
    assert!(wrong["validationMessage"].as_str().unwrap().starts_with("postalCode"));
    for client in ["Partner Center Java SDK", "Partner Center Open .NET SDK"] {
        let asked = world.call("POST", path, Some(&address), &[("MS-PartnerCenter-Client", client)]).await;
        assert_eq!(asked.expect(200), false, "{client} reads a flag alone");
    }
    let got = world.post(path, json!({"country": "NL"})).await;
    assert_eq!(got.body["data"].as_array().unwrap().len(), 2, "{}", got.body);

    let rules = world.get("/v1/countryvalidationrules/us").await.expect(200);
    assert_eq!(rules["isStateRequired"], true);
    assert_eq!(rules["states"]["value"], rules["supportedStatesList"]);
    assert_eq!(rules["defaultCulture"], "en-US");
    let dutch = world.get("/v1/countryvalidationrules/NL").await.expect(200);
    assert_eq!(dutch["taxIdSample"], "NL345678901B34");
    let got = world.get("/v1/countryvalidationrules/ZZ").await;
    assert_eq!(got.status, StatusCode::NOT_FOUND);
}
