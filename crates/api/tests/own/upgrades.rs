use serde_json::{Value, json};

use crate::world::{ANNA, BASIC, ILSE, NILS, NOBODY, STANDARD, World, own};

fn checkout(payment: &str) -> Value {
    json!({ "target": STANDARD, "quantity": 3, "billingCycle": "monthly", "payment": payment })
}

#[tokio::test]
async fn the_customers_own_upgrade_runs_from_tab_to_notice_self_01_to_08() {
    let world = World::new().await;
    let customer = world.customer("blauwevos").await;
    let subscription = world.buy_direct(customer, BASIC, 3).await;
    world.licensed_users(customer, subscription, 3).await;
    let base = own(customer, &format!("subscriptions/{subscription}"));
    let tab = world.get(ILSE, &format!("{base}/upgrade-options")).await.is(200);
    assert_eq!(tab.body["reasons"], json!([]), "{:#}", tab.body);
    let targets = tab.body["targets"].as_array().unwrap();
    assert!(targets.iter().any(|target| target["offer"] == STANDARD && target["isEligible"] == true));
    assert_eq!(tab.body["byHand"].as_array().unwrap().len(), 2);
    let upgrade = world.post(ILSE, &format!("{base}/upgrades"), checkout("card")).await.is(201);
    let id = upgrade.body["id"].as_str().expect("an id").to_owned();
    assert_eq!(upgrade.body["stage"], "provisioning");
    assert_eq!(upgrade.body["stageText"], "The new subscription is being set up.");
    // SELF-07: nothing else changes meanwhile.
    let cancel = json!({ "reason": "x", "confirm": true });
    let locked = world.post(ILSE, &format!("{base}/cancel"), cancel).await;
    assert!(locked.reasons().contains(&"upgrade-locks-admins"), "{:#}", locked.body);
    world.advance("PT2H").await;
    let status = world.get(ILSE, &own(customer, &format!("upgrades/{id}"))).await.is(200);
    assert_eq!(status.body["stage"], "completed");
    assert_eq!(status.body["usersDone"], 3);
    let list =
        world.get(ILSE, &own(customer, &format!("upgrades?subscription={subscription}"))).await.is(200);
    assert_eq!(list.items().len(), 1);
    let findings =
        world.get(ILSE, &own(customer, &format!("upgrades/{id}/findings?needsWork=true"))).await.is(200);
    assert_eq!(findings.items().len(), 0);
    assert_eq!(
        world.get(ANNA, &own(customer, &format!("upgrades/{id}"))).await.is(404).body["code"],
        990_112
    );
    assert_eq!(world.get(ANNA, &own(customer, "upgrades")).await.is(200).items().len(), 0);
}

#[tokio::test]
async fn paying_by_invoice_waits_for_a_credit_check_self_09() {
    let world = World::new().await;
    let customer = world.customer("blauwevos").await;
    let subscription = world.buy_direct(customer, BASIC, 3).await;
    let orders = own(customer, &format!("subscriptions/{subscription}/upgrades"));
    let upgrade = world.post(ILSE, &orders, checkout("invoice")).await.is(201);
    assert_eq!(upgrade.body["stage"], "creditCheck");
    assert!(upgrade.body["notices"].to_string().contains("credit_check"), "{:#}", upgrade.body);
    let id = upgrade.body["id"].as_str().unwrap().to_owned();
    let withdraw = own(customer, &format!("upgrades/{id}/withdraw"));
    let done = world.post(ILSE, &withdraw, json!({})).await.is(200);
    assert_eq!(done.body["stage"], "failed");
    assert!(!world.post(ILSE, &withdraw, json!({})).await.reasons().is_empty());
    let upgrade = world.post(ILSE, &orders, checkout("invoice")).await.is(201);
    let id = upgrade.body["id"].as_str().unwrap().to_owned();
    let decide = own(customer, &format!("upgrades/{id}/credit"));
    assert_eq!(world.post(ANNA, &decide, json!({ "passed": "perhaps" })).await.is(400).body["code"], 800_002);
    let refused = world.post(ILSE, &decide, json!({ "passed": true })).await.is(403);
    assert_eq!(refused.reasons(), ["role-missing"]);
    world.post(ANNA, &decide, json!({ "passed": true })).await.is(204);
    let status = world.get(ILSE, &own(customer, &format!("upgrades/{id}"))).await.is(200);
    assert_eq!(status.body["stage"], "provisioning");
}

#[tokio::test]
async fn the_tab_of_a_resellers_subscription_is_empty_and_says_why_self_06() {
    let world = World::new().await;
    let customer = world.customer("blauwevos").await;
    let subscription = world.buy(customer, BASIC, 3).await;
    let path = own(customer, &format!("subscriptions/{subscription}/upgrade-options"));
    let tab = world.get(ILSE, &path).await.is(200);
    assert!(tab.body["reasons"].to_string().contains("bought-through-reseller"));
    // UPG-09: its partner sees that it can be upgraded now.
    assert_eq!(world.get(ANNA, &path).await.is(200).body["nowUpgradable"], true);
    assert_eq!(tab.body["nowUpgradable"], false);
    assert_eq!(world.get(NILS, &path).await.status, 403);
}

#[tokio::test]
async fn fewer_licences_than_users_are_warned_of_and_leave_work_behind_self_02_upg_10() {
    let world = World::new().await;
    let customer = world.customer("blauwevos").await;
    let subscription = world.buy_direct(customer, BASIC, 3).await;
    world.licensed_users(customer, subscription, 3).await;
    let orders = own(customer, &format!("subscriptions/{subscription}/upgrades"));
    let mut fewer = checkout("card");
    fewer["quantity"] = json!(2);
    let upgrade = world.post(ILSE, &orders, fewer).await.is(201);
    assert!(upgrade.body["notices"].to_string().contains("fewer_licences_than_users"));
    let id = upgrade.body["id"].as_str().unwrap().to_owned();
    world.advance("PT2H").await;
    let path = own(customer, &format!("upgrades/{id}"));
    let status = world.get(ILSE, &path).await.is(200);
    assert_eq!(status.body["needsWork"], 1);
    assert!(status.body["stageText"].as_str().unwrap().contains("by hand"));
    let findings = world.get(ILSE, &format!("{path}/findings?needsWork=true&size=1")).await.is(200);
    assert_eq!(findings.items()[0]["needsWork"], true);
    assert!(findings.items()[0]["userPrincipalName"].as_str().unwrap().starts_with("user"));
    assert!(findings.items()[0]["text"].as_str().unwrap().contains("No licence was left"));
    let choices = world.get(ILSE, &format!("{path}/findings?needsWork=false")).await.is(200);
    assert_eq!(choices.items().len(), 0);
    assert_eq!(world.get(ILSE, &format!("{path}/findings?needsWork=x")).await.is(400).body["code"], 800_002);
}

#[tokio::test]
async fn a_checkout_that_cannot_be_read_names_its_fields() {
    let world = World::new().await;
    let customer = world.customer("blauwevos").await;
    let subscription = world.buy_direct(customer, BASIC, 3).await;
    let orders = own(customer, &format!("subscriptions/{subscription}/upgrades"));
    let empty = world.post(ILSE, &orders, json!({})).await.is(400);
    assert_eq!(empty.body["data"].as_array().unwrap().len(), 4);
    for (field, value) in [
        ("quantity", json!(-1)),
        ("quantity", json!("many")),
        ("quantity", json!(99_999_999_999_u64)),
        ("billingCycle", json!("weekly")),
        ("payment", json!("gold")),
        ("soldTo", json!("here")),
        ("soldTo", json!({})),
    ] {
        let mut body = checkout("card");
        body[field] = value.clone();
        let seen = world.post(ILSE, &orders, body).await.is(400);
        assert_eq!(seen.body["code"], 800_002, "{field} {value}");
        assert!(seen.body["data"][0].as_str().unwrap().contains(field), "{field} {value} {}", seen.body);
    }
    let unknown = own(customer, &format!("subscriptions/{NOBODY}/upgrades"));
    assert_eq!(
        world.post(ILSE, &unknown, checkout("card")).await.is(404).reasons(),
        ["subscription-unknown"]
    );
}
