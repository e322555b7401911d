//! Upgrades, transitions, conversions of trials, the customer's own upgrade.

use axum::http::StatusCode;
use serde_json::{Value, json};

use crate::world::{ARCHIVE, BASIC, BASIC_PLAN, NCE_BASIC, NCE_STANDARD, STANDARD, World};

fn target<'a>(list: &'a Value, offer: &str) -> &'a Value {
    let items = list["items"].as_array().unwrap();
    items.iter().find(|item| item["targetOffer"]["id"] == offer).unwrap()
}

#[tokio::test]
async fn a_classic_upgrade_is_refused_with_every_reason_and_then_done_upg_01_why_10() {
    let world = World::new().await;
    let customer = world.customer("blauwevos").await;
    let path = world.buy(&customer, BASIC, 3).await;
    let id = path.rsplit('/').next().unwrap();
    for number in 0..2 {
        world.licensed_user(&customer, number, BASIC_PLAN).await;
    }
    let order = world.get(&path).await.expect(200)["orderId"].as_str().unwrap().to_owned();
    let addon = json!({"lineItems": [{"offerId": ARCHIVE, "quantity": 1, "parentSubscriptionId": id}]});
    world.patch(&format!("{customer}/orders/{order}"), addon).await.expect(200);

    let list = world.get(&format!("{path}/upgrades")).await.expect(200);
    let standard = target(&list, STANDARD);
    assert_eq!(standard["isEligible"], false);
    assert_eq!(standard["upgradeErrors"][0]["code"], 6);
    let wish = json!({"targetOffer": {"id": STANDARD}, "quantity": 3, "upgradeType": "upgrade_with_license_transfer"});
    let refused = world.post(&format!("{path}/upgrades"), wish.clone()).await.expect(200);
    assert_eq!(refused["upgradeErrors"][0]["code"], 6);
    assert_eq!(refused["reasons"][0]["remedies"][0]["do"], "remove_add_ons");
    assert_eq!(world.get(&path).await.expect(200)["status"], "active");

    let addons = world.get(&format!("{path}/addons")).await.expect(200);
    let addon = format!("{customer}/subscriptions/{}", addons["items"][0]["id"].as_str().unwrap());
    world.patch(&addon, json!({"status": "suspended"})).await.expect(200);
    let list = world.get(&format!("{path}/upgrades")).await.expect(200);
    assert_eq!(target(&list, STANDARD)["isEligible"], true, "{list}");
    let done = world.post(&format!("{path}/upgrades"), wish).await.expect(200);
    assert_eq!(done["upgradeErrors"], json!([]), "{done}");
    let operation = done["operationId"].as_str().unwrap().to_owned();
    world.advance("2021-09-02T09:00:00Z").await;
    let own = customer.replace("/v1/", "/seatwright/v1/");
    let upgrade = world.get(&format!("{own}/upgrades/{operation}")).await.expect(200);
    assert_eq!((&upgrade["stage"], &upgrade["usersDone"]), (&json!("completed"), &json!(2)));
    let to = format!("{customer}/subscriptions/{}", upgrade["target"].as_str().unwrap());
    assert_eq!(world.get(&to).await.expect(200)["offerId"], STANDARD);
    assert_eq!(world.get(&path).await.expect(200)["status"], "deleted");
    assert_eq!(world.get(&format!("{own}/upgrades")).await.expect(200)["totalCount"], 1);
    let findings = world.get(&format!("{own}/upgrades/{operation}/findings?size=1")).await.expect(200);
    assert!(findings["items"].is_array());
}

#[tokio::test]
async fn the_list_marks_what_can_be_upgraded_now_upg_09() {
    let world = World::new().await;
    let customer = world.customer("blauwevos").await;
    let path = world.buy(&customer, BASIC, 3).await;
    let marked = async || {
        world.get(&format!("{customer}/subscriptions")).await.expect(200)["items"][0]["isUpgradable"] == true
    };
    assert!(marked().await);
    world.patch(&path, json!({"status": "suspended"})).await.expect(200);
    assert!(!marked().await, "a suspended one cannot (UPG-03)");
}

#[tokio::test]
async fn no_path_and_no_right_are_told_upg_01_role_01() {
    let world = World::new().await;
    let customer = world.customer("blauwevos").await;
    let path = world.buy(&customer, BASIC, 3).await;
    let wish = json!({
        "targetOffer": {"id": "BE57FF4C-100C-4F1F-B82D-F1C5AB63A665"}, "quantity": 0, "upgradeType": "none"
    });
    let refused = world.post(&format!("{path}/upgrades"), wish.clone()).await.expect(200);
    assert_eq!(refused["upgradeErrors"][0]["code"], 7, "{refused}");
    let got = world.post(&format!("{path}/upgrades"), json!({"quantity": 1})).await;
    assert_eq!((got.status, got.code()), (StatusCode::BAD_REQUEST, 800_002));
    let classic = world.get(&format!("{path}/transitionEligibilities")).await;
    assert_eq!((classic.status, classic.code()), (StatusCode::FORBIDDEN, 900_263));
}

#[tokio::test]
async fn new_commerce_is_upgraded_in_whole_and_in_part_part_01_upg_104() {
    let world = World::new().await;
    let customer = world.customer("blauwevos").await;
    let path = world.buy(&customer, NCE_BASIC, 10).await;
    let list =
        world.get(&format!("{path}/transitioneligibilities?eligibilityType=immediate")).await.expect(200);
    let items = list["items"].as_array().unwrap();
    let to =
        items.iter().find(|item| item["catalogItemId"].as_str().unwrap().starts_with(NCE_STANDARD)).unwrap();
    assert_eq!(to["eligibilities"][0]["isEligible"], true, "{to}");
    let wish =
        json!({"toCatalogItemId": to["catalogItemId"], "quantity": 4, "transitionType": "transition_only"});
    let part = world.post(&format!("{path}/transitions"), wish).await.expect(200);
    assert_eq!(part["quantity"], 4);
    assert_eq!(part["events"][0]["name"], "Conversion");
    let new = part["toSubscriptionId"].as_str().unwrap_or_else(|| panic!("{part}"));
    let new = world.get(&format!("{customer}/subscriptions/{new}")).await.expect(200);
    let source = world.get(&path).await.expect(200);
    assert_eq!((&new["quantity"], &source["quantity"]), (&json!(4), &json!(6)));
    assert_eq!(new["commitmentEndDate"], source["commitmentEndDate"], "PART-06");
    let operation = part["operationId"].as_str().unwrap();
    let history = world.get(&format!("{path}/transitions?operationId={operation}")).await.expect(200);
    assert_eq!(history["totalCount"], 1);

    let wish = json!({"toCatalogItemId": to["catalogItemId"], "quantity": 6, "transitionType": "none"});
    let whole = world.post(&format!("{path}/transitions"), wish).await.expect(200);
    assert!(whole.get("toSubscriptionId").is_none(), "in place: {whole}");
    let now = world.get(&path).await.expect(200);
    assert!(now["offerId"].as_str().unwrap().starts_with(NCE_STANDARD));
}

#[tokio::test]
async fn a_repeated_upgrade_is_one_upgrade() {
    let world = World::new().await;
    let customer = world.customer("blauwevos").await;
    let path = world.buy(&customer, BASIC, 3).await;
    let wish = json!({"targetOffer": {"id": STANDARD}, "quantity": 0, "upgradeType": "none"});
    let headers = [("MS-RequestId", "u1")];
    let at = format!("{path}/upgrades");
    let first = world.call("POST", &at, Some(&wish), &headers).await.expect(200);
    let again = world.call("POST", &at, Some(&wish), &headers).await.expect(200);
    assert_eq!(first["operationId"], again["operationId"]);
    assert!(first["operationId"].is_string());
    let own = customer.replace("/v1/", "/seatwright/v1/");
    assert_eq!(world.get(&format!("{own}/upgrades")).await.expect(200)["totalCount"], 1);
}

#[tokio::test]
async fn a_classic_trial_becomes_a_paid_subscription_with_the_same_id_trial_103() {
    let world = World::new().await;
    let customer = world.customer("blauwevos").await;
    let trial = "C0BD2E08-11AC-4836-BDC7-3712E744922F";
    let body = json!({"lineItems": [{"offerId": trial, "quantity": 25}]});
    let order = world.post(&format!("{customer}/orders"), body).await.expect(201);
    let path =
        format!("{customer}/subscriptions/{}", order["lineItems"][0]["subscriptionId"].as_str().unwrap());
    let list = world.get(&format!("{path}/conversions")).await.expect(200);
    let mut wish = list["items"][0].clone();
    assert_eq!(wish["targetOfferId"], STANDARD);
    wish["targetOfferId"] = json!(BASIC);
    let refused = world.post(&format!("{path}/conversions"), wish.clone()).await.expect(200);
    assert_eq!(refused["error"]["code"], 1, "{refused}");
    wish["targetOfferId"] = json!(STANDARD);
    let done = world.post(&format!("{path}/conversions"), wish).await.expect(200);
    assert!(done.get("error").is_none(), "{done}");
    let paid = world.get(&path).await.expect(200);
    assert_eq!((&paid["isTrial"], &paid["offerId"]), (&json!(false), &json!(STANDARD)));
}

#[tokio::test]
async fn a_customer_upgrades_by_itself_after_a_credit_check_self_01_self_09() {
    let world = World::new().await;
    let customer = world.customer("blauwevos").await;
    let token = world.person_token("blauwevos.onmicrosoft.com", "ilse@blauwevos.onmicrosoft.com").await;
    let ilse = world.with_token(token);
    let body = json!({"billingCycle": "monthly", "payment": "card", "lineItems": [{"offerId": BASIC, "quantity": 3}]});
    let order = ilse.post(&format!("{customer}/orders"), body).await.expect(201);
    let id = order["lineItems"][0]["subscriptionId"].as_str().unwrap();
    let path = format!("{}/subscriptions/{id}", customer.replace("/v1/", "/seatwright/v1/"));
    let seen = world.get(&format!("{customer}/subscriptions/{id}")).await;
    assert_eq!(
        (seen.status, seen.code()),
        (StatusCode::NOT_FOUND, 20_003),
        "a partner sees nothing of it (UPG-07)"
    );

    let options = ilse.get(&format!("{path}/upgrade-options")).await.expect(200);
    assert_eq!(options["reasons"], json!([]), "{options}");
    let can = options["targets"].as_array().unwrap().iter().find(|target| target["isEligible"] == true);
    let offer = can.unwrap()["offer"].clone();
    let wish = json!({"target": offer, "quantity": 3, "billingCycle": "monthly", "payment": "invoice"});
    let started = ilse.post(&format!("{path}/upgrades"), wish).await.expect(201);
    assert_eq!(started["stage"], "creditCheck", "{started}");
    assert_eq!(started["notices"][0]["notice"], "credit_check");
    let own = customer.replace("/v1/", "/seatwright/v1/");
    let upgrade = format!("{own}/upgrades/{}", started["id"].as_str().unwrap());
    assert_eq!(ilse.get(&upgrade).await.expect(200)["isRunning"], true);
    world.advance("2021-09-10T09:00:00Z").await;
    assert_eq!(ilse.get(&upgrade).await.expect(200)["stage"], "completed");
    let got = ilse.post(&format!("{path}/upgrades"), json!({"quantity": 1})).await;
    let data = got.body["data"].to_string();
    assert!(data.contains("target") && data.contains("billingCycle") && data.contains("payment"), "{data}");
}

#[tokio::test]
async fn the_upgrade_tab_of_a_resold_plan_says_who_changes_it_self_06() {
    let world = World::new().await;
    let customer = world.customer("blauwevos").await;
    let path = world.buy(&customer, BASIC, 3).await.replace("/v1/", "/seatwright/v1/");
    let token = world.person_token("blauwevos.onmicrosoft.com", "ilse@blauwevos.onmicrosoft.com").await;
    let options = world.with_token(token).get(&format!("{path}/upgrade-options")).await.expect(200);
    assert_eq!(options["targets"], json!([]));
    assert!(!options["reasons"].as_array().unwrap().is_empty());
}
