//! Licence analytics, service incidents, inventory, support contacts, and the empty addresses of usage.

use axum::http::StatusCode;
use serde_json::json;

use crate::world::{BASIC, BASIC_PLAN, World};

#[tokio::test]
async fn licence_analytics_count_what_is_sold_and_held() {
    let world = World::new().await;
    assert_eq!(world.get("/v1/analytics/licenses/deployment").await.expect(200)["totalCount"], 0);
    let customer = world.customer("blauwevos").await;
    world.buy(&customer, BASIC, 3).await;
    world.licensed_user(&customer, 1, BASIC_PLAN).await;
    let of_customer = world.get(&format!("{customer}/analytics/licenses/deployment")).await.expect(200);
    let row = &of_customer["items"][0];
    assert_eq!((&row["licensesSold"], &row["licensesDeployed"]), (&json!(3), &json!(1)));
    assert_eq!(row["deploymentPercent"].to_string(), "33.33");
    let usage = world.get(&format!("{customer}/analytics/licenses/usage")).await.expect(200);
    assert!(
        usage["items"].as_array().unwrap().iter().any(|row| row["workloadCode"] == "EXCHANGE_S_STANDARD")
    );
    assert!(usage["items"].as_array().unwrap().iter().all(|row| row["licensesActive"] == 1));

    let second = world.customer("anders").await;
    world.buy(&second, BASIC, 1).await;
    let all = world.get("/v1/analytics/licenses/deployment").await.expect(200);
    assert_eq!(all["items"][0]["licensesSold"], 4);
    assert_eq!(all["items"][0]["proratedDeploymentPercent"], 25);
    let services = world.get("/v1/analytics/licenses/usage").await.expect(200);
    assert_eq!(services["items"][0]["proratedLicensesUsagePercent"], 25);
    let other = world.with_token(world.application_token("nordljus.example", "other-app").await);
    assert_eq!(other.get("/v1/analytics/licenses/deployment").await.expect(200)["totalCount"], 0);
}

#[tokio::test]
async fn incidents_are_those_of_the_callers_customers_why_02() {
    let world = World::new().await;
    let customer = world.customer("blauwevos").await;
    let own = customer.replace("/v1/", "/seatwright/v1/");
    let report = json!({"service": "EXCHANGE_S_STANDARD", "healthy": false});
    world.post(&format!("{own}/service-health"), report).await;
    let found = world.get("/v1/serviceincidents/office").await.expect(200);
    let items = found["items"].as_array().unwrap();
    let broken: Vec<_> = items.iter().filter(|item| item["status"] == "critical").collect();
    assert_eq!(broken.len(), 1, "{found}");
    assert_eq!(broken[0]["incidents"][0]["affectedWorkloadNames"][0], "EXCHANGE_S_STANDARD");
    let resolved =
        "%7B%22Field%22%3A%22Resolved%22%2C%22Value%22%3A%22true%22%2C%22Operator%22%3A%22equals%22%7D";
    let found = world.get(&format!("/v1/serviceincidents/office?filter={resolved}")).await.expect(200);
    assert!(found["items"].as_array().unwrap().iter().all(|item| item["incidents"] == json!([])));
    let other = world.with_token(world.application_token("nordljus.example", "other-app").await);
    let found = other.get("/v1/serviceincidents/office").await.expect(200);
    assert!(found["items"].as_array().unwrap().iter().all(|item| item["status"] == "normal"));
}

#[tokio::test]
async fn inventory_tells_what_a_market_has() {
    let world = World::new().await;
    let wanted = json!({
        "TargetItems": [{"ProductId": "cfq7ttc0lh18", "SkuId": "0001"}, {"ProductId": "DZH318Z0BQ3Q"}],
        "inventoryContext": {"customerId": "x"}
    });
    let got = world.post("/v1/extensions/product/checkinventory?country=NL", wanted).await.expect(200);
    assert_eq!((&got[0]["isRestricted"], &got[1]["isRestricted"]), (&json!(false), &json!(true)));
    assert_eq!(got[1]["restrictions"][0]["reasonCode"], "NotAvailable");
    let got = world.post("/v1/extensions/product/checkInventory?country=NL", json!({})).await;
    assert_eq!(got.code(), 800_002);
}

#[tokio::test]
async fn a_subscription_names_who_helps_with_it_chan_106() {
    let world = World::new().await;
    let customer = world.customer("blauwevos").await;
    let path = format!("{}/supportcontact", world.buy(&customer, BASIC, 3).await);
    let before = world.get(&path).await.expect(200);
    assert_eq!((&before["supportMpnId"], &before["name"]), (&json!("1234567"), &json!("havenwerk")));
    let mut wanted = before.clone();
    wanted["supportMpnId"] = json!("7654321");
    wanted["name"] = json!("Nordljus");
    world.put(&path, wanted).await.expect(200);
    assert_eq!(world.get(&path).await.expect(200)["name"], "Nordljus");
    let stranger = json!({"supportTenantId": before["supportTenantId"], "supportMpnId": "1", "name": ""});
    assert_eq!(world.put(&path, stranger).await.code(), 800_002);
    let stranger =
        json!({"supportTenantId": before["supportTenantId"], "supportMpnId": "1", "name": "Nobody"});
    let got = world.put(&path, stranger).await;
    assert_eq!((got.status, got.code()), (StatusCode::BAD_REQUEST, 2071));
}

#[tokio::test]
async fn addresses_of_usage_are_empty_and_refuse_what_cannot_be() {
    let world = World::new().await;
    let customer = world.customer("blauwevos").await;
    let subscription = world.buy(&customer, BASIC, 3).await;
    for path in [
        format!("{customer}/subscriptions/usagerecords"),
        format!("{customer}/deviceBatches"),
        format!("{customer}/policies"),
        format!("{customer}/subscriptions/overage"),
        format!("{customer}/entitlements?entitlementType=software&showExpiry=true"),
        format!("{subscription}/usagerecords/resources"),
        format!("{subscription}/usagerecords/daily"),
        format!("{subscription}/utilizations/azure"),
        format!("{subscription}/azureEntitlements"),
    ] {
        assert_eq!(world.get(&path).await.expect(200)["totalCount"], 0, "{path}");
    }
    assert_eq!(world.get(&format!("{customer}/usagesummary")).await.expect(200)["totalCost"], 0);
    assert_eq!(world.get(&format!("{subscription}/usagesummary")).await.expect(200)["totalCost"], 0);
    world.get(&format!("{customer}/usagebudget")).await.expect(200);
    let status = world.get(&format!("{subscription}/registrationstatus")).await.expect(200);
    assert_eq!(status["status"], "notregistered");
    let got =
        world.call("POST", &format!("{subscription}/registrations"), Some(&json!("success")), &[]).await;
    assert_eq!((got.status, got.code()), (StatusCode::BAD_REQUEST, 900_141));
    let overage = json!({"azureEntitlementId": "e", "overageEnabled": true});
    assert_eq!(world.put(&format!("{customer}/subscriptions/overage"), overage).await.code(), 800_111);
    let got = world.get(&format!("{subscription}/azureEntitlements/e")).await;
    assert_eq!((got.status, got.code()), (StatusCode::NOT_FOUND, 800_111));
    let got = world.call("POST", &format!("{subscription}/azureEntitlements/e/cancel"), None, &[]).await;
    assert_eq!((got.status, got.code()), (StatusCode::NOT_FOUND, 800_111));
}
