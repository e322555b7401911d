//! Users and licences.

use axum::http::StatusCode;
use serde_json::{Value, json};

use crate::world::{BASIC, BASIC_PLAN, World, user_body};

#[tokio::test]
async fn users_are_created_changed_deleted_and_restored_lic_107() {
    let world = World::new().await;
    let customer = world.customer("blauwevos").await;
    let users = format!("{customer}/users");
    let made = world.post(&format!("{users}/"), user_body(1)).await.expect(200);
    assert_eq!(made["passwordProfile"]["forceChangePassword"], true);
    assert_eq!(made["passwordProfile"]["password"], user_body(1)["passwordProfile"]["password"]);
    let path = format!("{users}/{}", made["id"].as_str().unwrap());
    assert!(world.get(&path).await.expect(200).get("passwordProfile").is_none(), "it is kept nowhere");
    let got = world.post(&users, user_body(1)).await;
    assert_eq!((got.status, got.code()), (StatusCode::CONFLICT, 990_201));

    let mut whole = world.get(&path).await.expect(200);
    whole["displayName"] = json!("Ilse Prins");
    assert_eq!(world.patch(&path, whole).await.expect(200)["displayName"], "Ilse Prins");
    let reset = json!({"passwordProfile": {"password": "Another 1", "forceChangePassword": false}});
    world.patch(&format!("{path}/resetpassword"), reset).await.expect(200);

    assert_eq!(world.call("DELETE", &path, None, &[]).await.status, StatusCode::NO_CONTENT);
    assert_eq!(world.get(&users).await.expect(200)["totalCount"], 0);
    let filter =
        "%7B%22Field%22%3A%22UserState%22%2C%22Value%22%3A%22Inactive%22%2C%22Operator%22%3A%22equals%22%7D";
    let deleted = world.get(&format!("{users}?filter={filter}")).await.expect(200);
    assert_eq!(deleted["items"][0]["state"], "inactive");
    let restored = world.patch(&path, json!({"state": "active"})).await.expect(200);
    assert_eq!(restored["state"], "active");
}

#[tokio::test]
async fn users_are_sorted_and_paged() {
    let world = World::new().await;
    let customer = world.customer("blauwevos").await;
    for number in 1..=3 {
        world.post(&format!("{customer}/users"), user_body(number)).await.expect(200);
    }
    let path = format!("{customer}/users?size=2&sortField=DisplayName&sortDirection=Descending");
    let first = world.get(&path).await.expect(200);
    let names = |page: &Value| -> Vec<String> {
        page["items"]
            .as_array()
            .unwrap()
            .iter()
            .map(|u| u["displayName"].as_str().unwrap().to_owned())
            .collect()
    };
    assert_eq!(names(&first), ["User 3", "User 2"]);
    let token = first["continuationToken"].as_str().unwrap();
    let second = world.call("GET", &path, None, &[("MS-ContinuationToken", token)]).await.expect(200);
    assert_eq!(names(&second), ["User 1"]);
    let got = world.get(&format!("{customer}/users?sortDirection=sideways")).await;
    assert_eq!(got.status, StatusCode::BAD_REQUEST);
}

#[tokio::test]
async fn licences_are_given_until_none_is_left_and_taken_again_lic_101() {
    let world = World::new().await;
    let customer = world.customer("blauwevos").await;
    world.buy(&customer, BASIC, 1).await;
    let first = world.licensed_user(&customer, 1, BASIC_PLAN).await;
    let skus = world.get(&format!("{customer}/subscribedskus")).await.expect(200);
    let sku = &skus["items"][0];
    assert_eq!((&sku["consumedUnits"], &sku["availableUnits"]), (&json!(1), &json!(0)));
    assert_eq!(sku["productSku"]["id"], BASIC_PLAN);

    let second = world.post(&format!("{customer}/users"), user_body(2)).await.expect(200);
    let path = format!("{customer}/users/{}", second["id"].as_str().unwrap());
    let give = json!({"licensesToAssign": [{"skuId": BASIC_PLAN, "skuid": "nonsense"}]});
    let got = world.post(&format!("{path}/licenseupdates"), give.clone()).await;
    assert_eq!((got.status, got.code()), (StatusCode::BAD_REQUEST, 60_012));
    assert!(got.body["data"][0].as_str().unwrap().starts_with("LicenseQuotaExceededException : "));
    assert!(got.body["data"][0].as_str().unwrap().contains(BASIC_PLAN));

    let take = json!({"licensesToRemove": [BASIC_PLAN]});
    world.post(&format!("{customer}/users/{first}/licenseupdates"), take).await.expect(201);
    world.post(&format!("{path}/licenseupdates"), give).await.expect(201);
    let held = world.get(&format!("{path}/licenses")).await.expect(200);
    assert_eq!(held["items"][0]["productSku"]["id"], BASIC_PLAN);
    assert!(!held["items"][0]["servicePlans"].as_array().unwrap().is_empty());
    let other = world.get(&format!("{path}/licenses?licenseGroupIds=Group2")).await.expect(200);
    assert_eq!(other["totalCount"], 0);
}

#[tokio::test]
async fn services_are_switched_off_by_id_or_name_lic_106() {
    let world = World::new().await;
    let customer = world.customer("blauwevos").await;
    world.buy(&customer, BASIC, 2).await;
    let id = world.licensed_user(&customer, 1, BASIC_PLAN).await;
    let path = format!("{customer}/users/{id}");
    let held = world.get(&format!("{path}/licenses")).await.expect(200);
    let service = held["items"][0]["servicePlans"][0]["id"].clone();
    let update = json!({"licensesToAssign": [{"skuId": BASIC_PLAN, "excludedPlans": [service]}]});
    world.post(&format!("{path}/licenseupdates"), update).await.expect(201);
    let held = world.get(&format!("{path}/licenses")).await.expect(200);
    assert_eq!(held["items"][0]["servicePlans"][0]["capabilityStatus"], "Disabled");
    let nothing = world.post(&format!("{path}/licenseupdates"), json!({})).await;
    assert_eq!(nothing.code(), 800_002);
    let wrong = json!({"licensesToAssign": [{"skuId": "x"}], "licensesToRemove": ["y"]});
    let got = world.post(&format!("{path}/licenseupdates"), wrong).await;
    assert_eq!(got.body["data"].as_array().unwrap().len(), 2);
}

#[tokio::test]
async fn without_a_usage_location_no_licence_is_given_lic_106() {
    let world = World::new().await;
    let customer = world.customer("blauwevos").await;
    world.buy(&customer, BASIC, 2).await;
    let mut body = user_body(1);
    body.as_object_mut().unwrap().remove("usageLocation");
    let user = world.post(&format!("{customer}/users"), body).await.expect(200);
    let path = format!("{customer}/users/{}/licenseupdates", user["id"].as_str().unwrap());
    let got = world.post(&path, json!({"licensesToAssign": [{"skuId": BASIC_PLAN}]})).await;
    assert_eq!((got.status, got.code()), (StatusCode::BAD_REQUEST, 990_205));
    assert_eq!(got.body["reasons"][0]["remedies"][0]["do"], "set_usage_location");
}
