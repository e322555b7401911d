//! What single clients need: values that their readers know, and the sequences of requests that they send.

use serde_json::{Map, Value, json};

use crate::world::{ARCHIVE, BASIC, NCE_BASIC, NCE_STANDARD, STANDARD, World};

const JAVA: (&str, &str) = ("MS-PartnerCenter-Client", "Partner Center Java SDK");
const POWER_SHELL: (&str, &str) = ("MS-PartnerCenter-Client", "Partner Center Open .NET SDK");
const DOT_NET: (&str, &str) = ("MS-PartnerCenter-Client", "Partner Center .NET SDK");
const NODE: (&str, &str) = ("User-Agent", "axios");

const E1_NCE: &str = "CFQ7TTC0LF8Q:0001";

#[tokio::test]
async fn billing_of_several_years_is_told_to_those_who_know_it() {
    let world = World::new().await;
    let customer = world.customer("blauwevos").await;
    let order = json!({"billingCycle": "Triennial", "lineItems": [
        {"lineItemNumber": 0, "offerId": E1_NCE, "quantity": 2, "termDuration": "P3Y"}
    ]});
    let order = world.post(&format!("{customer}/orders"), order).await.expect(201);
    let order_path = format!("{customer}/orders/{}", order["id"].as_str().expect("an id"));
    let id = order["lineItems"][0]["subscriptionId"].as_str().expect("an id");
    let path = format!("{customer}/subscriptions/{id}");
    let lines = json!({"lineItems": [
        {"catalogItemId": E1_NCE, "quantity": 2, "termDuration": "P3Y", "billingCycle": "triennial"}
    ]});
    for (client, word) in
        [(JAVA, "annual"), (POWER_SHELL, "annual"), (DOT_NET, "triennial"), (NODE, "triennial")]
    {
        let get = async |path: &str| world.call("GET", path, None, &[client]).await.expect(200);
        let read = get(&path).await;
        assert_eq!(read["billingCycle"], word, "{client:?}");
        assert_eq!(read["seatwright"]["billing"], "triennial", "the truth, {client:?}");
        assert_eq!(read["contractType"], "subscription");
        assert_eq!(get(&order_path).await["billingCycle"], word, "{client:?}");
        let cart = world.call("POST", &format!("{customer}/carts"), Some(&lines), &[client]).await;
        assert_eq!(cart.expect(201)["lineItems"][0]["billingCycle"], word, "{client:?}");
        // What was read and is sent back is no wish for another billing plan.
        let kept = world.call("PATCH", &path, Some(&read), &[client]).await.expect(200);
        assert_eq!(kept["seatwright"]["billing"], "triennial", "{client:?}");
        assert!(kept.get("nextChargeInstructions").is_none(), "{client:?}");
    }
    let skus = "/v1/products/CFQ7TTC0LF8Q/skus?country=NL";
    for (client, knows) in [(JAVA, false), (POWER_SHELL, false), (DOT_NET, true)] {
        let got = world.call("GET", skus, None, &[client]).await.expect(200);
        let cycles = got["items"][0]["supportedBillingCycles"].as_array().expect("a list");
        assert_eq!(cycles.contains(&json!("triennial")), knows, "{client:?}");
    }
}

#[tokio::test]
async fn dynamic_attributes_are_scalars_for_java_alone() {
    let world = World::new().await;
    let products = world.get("/v1/products?country=NL&targetView=OnlineServices").await.expect(200);
    let mut lists = 0;
    for product in products["items"].as_array().expect("items") {
        let path = format!("/v1/products/{}/skus?country=NL", product["id"].as_str().expect("an id"));
        for (client, takes_lists) in [(JAVA, false), (POWER_SHELL, true), (DOT_NET, true), (NODE, true)] {
            let got = world.call("GET", &path, None, &[client]).await.expect(200);
            for sku in got["items"].as_array().expect("items") {
                let values = sku["dynamicAttributes"].as_object().expect("an object").values();
                let nested = values.filter(|value| value.is_array() || value.is_object()).count();
                assert!(takes_lists || nested == 0, "{client:?} {sku}");
                lists += nested;
            }
        }
    }
    assert!(lists > 0, "the wire has lists");
}

#[tokio::test]
async fn states_of_new_commerce_are_told_to_old_clients_in_words_that_they_know() {
    let world = World::at("2023-01-10T09:00:00Z").await;
    let customer = world.customer("blauwevos").await;
    let order = json!({"billingCycle": "monthly", "lineItems": [
        {"lineItemNumber": 0, "offerId": NCE_STANDARD, "quantity": 3, "termDuration": "P1M"}
    ]});
    let order = world.post(&format!("{customer}/orders"), order).await.expect(201);
    let id = order["lineItems"][0]["subscriptionId"].as_str().expect("an id");
    let path = format!("{customer}/subscriptions/{id}");
    world.patch(&path, json!({"autoRenewEnabled": false})).await.expect(200);
    let mut seen = Vec::new();
    for day in ["2023-02-12", "2023-03-20", "2023-08-01"] {
        world.advance(&format!("{day}T00:00:00Z")).await;
        let truth = world.get(&path).await.expect(200)["status"].clone();
        for client in [JAVA, POWER_SHELL] {
            let list = format!("{customer}/subscriptions");
            let got = world.call("GET", &list, None, &[client]).await.expect(200);
            let item = &got["items"][0];
            let status = item["status"].as_str().expect("a word");
            assert!(["active", "suspended", "deleted"].contains(&status), "{status} for {truth}");
            assert_eq!(item["seatwright"]["state"], truth);
            if truth != "deleted" {
                let got = world.call("PATCH", &path, Some(item), &[client]).await;
                assert_eq!(got.expect(200)["seatwright"]["state"], truth, "sent back as it was read");
            }
        }
        seen.push(truth);
    }
    seen.dedup();
    assert!(seen.contains(&json!("expired")) && seen.len() > 1, "{seen:?}");
}

/// As the PowerShell module writes a resource: names and words in Pascal case, without what it has no field for.
fn pascal(value: &Value) -> Value {
    const UNKNOWN: [&str; 4] =
        ["autoRenewEnabled", "scheduledNextTermInstructions", "seatwright", "isUpgradable"];
    match value {
        Value::Object(members) => {
            let known = members.iter().filter(|(name, _)| !UNKNOWN.contains(&name.as_str()));
            let written: Map<String, Value> = known
                .map(|(name, value)| {
                    let (first, rest) = name.split_at(1);
                    (first.to_uppercase() + rest, pascal(value))
                })
                .collect();
            Value::Object(written)
        }
        Value::Array(items) => items.iter().map(pascal).collect(),
        other => other.clone(),
    }
}

#[tokio::test]
async fn the_powershell_module_ends_a_relationship_from_a_list_that_it_read_before() {
    let world = World::new().await;
    let customer = world.customer("blauwevos").await;
    let base = world.buy(&customer, BASIC, 5).await;
    let order = world.get(&base).await.expect(200)["orderId"].as_str().expect("an id").to_owned();
    let add_on = json!({"LineItems": [{"LineItemNumber": 0, "OfferId": ARCHIVE, "Quantity": 2,
        "ParentSubscriptionId": base.rsplit('/').next().expect("an id")}]});
    world.patch(&format!("{customer}/orders/{order}"), add_on).await.expect(200);
    let list = format!("{customer}/subscriptions");
    let read = world.call("GET", &list, None, &[POWER_SHELL]).await.expect(200);
    let mut items = read["items"].as_array().expect("items").clone();
    items.sort_by_key(|item| item.get("parentSubscriptionId").is_some());
    assert_eq!(items.len(), 2);
    for item in &items {
        let mut sent = pascal(item);
        sent["Status"] = json!("Suspended");
        let path = format!("{list}/{}", item["id"].as_str().expect("an id"));
        let got = world.call("PATCH", &path, Some(&sent), &[POWER_SHELL]).await;
        assert_eq!(got.expect(200)["status"], "suspended", "{path}");
    }
    world.patch(&customer, json!({"RelationshipToPartner": "None"})).await.expect(200);
    assert_eq!(world.get("/v1/customers").await.expect(200)["totalCount"], 0);
}

#[tokio::test]
async fn the_powershell_module_changes_the_billing_of_a_line_through_an_order_of_several() {
    let world = World::new().await;
    let customer = world.customer("blauwevos").await;
    let order = json!({"billingCycle": "monthly", "lineItems": [
        {"lineItemNumber": 0, "offerId": BASIC, "quantity": 5},
        {"lineItemNumber": 1, "offerId": STANDARD, "quantity": 3}
    ]});
    let order = world.post(&format!("{customer}/orders"), order).await.expect(201);
    let lines = order["lineItems"].as_array().expect("lines");
    let second = lines.iter().find(|line| line["offerId"] == STANDARD).expect("the second line");
    let path = format!("{customer}/subscriptions/{}", second["subscriptionId"].as_str().expect("an id"));
    let read = world.call("GET", &path, None, &[POWER_SHELL]).await.expect(200);
    let one_line = json!({"Id": read["orderId"], "BillingCycle": "Annual", "LineItems": [
        {"LineItemNumber": 0, "OfferId": STANDARD, "Quantity": 3, "SubscriptionId": read["id"]}
    ]});
    let order = format!("{customer}/orders/{}", read["orderId"].as_str().expect("an id"));
    let changed = world.call("PATCH", &order, Some(&one_line), &[POWER_SHELL]).await.expect(200);
    assert_eq!(changed["billingCycle"], "annual");
    assert_eq!(changed["lineItems"].as_array().expect("lines").len(), 2, "no line is lost");
    let mut sent = pascal(&read);
    sent["BillingCycle"] = json!("Annual");
    let got = world.call("PATCH", &path, Some(&sent), &[POWER_SHELL]).await.expect(200);
    assert_eq!(got["billingCycle"], "annual", "with the etag that was read before");
    assert_eq!(got["quantity"], 3);
}

#[tokio::test]
async fn a_checkout_takes_whatever_clients_put_into_its_body() {
    let world = World::new().await;
    let customer = world.customer("blauwevos").await;
    for body in [Some(json!("success")), Some(Value::Null), None] {
        let lines = json!({"lineItems": [{"id": 0, "catalogItemId": NCE_BASIC, "quantity": 1}]});
        let cart = world.post(&format!("{customer}/carts"), lines).await.expect(201);
        let path = format!("{customer}/carts/{}/checkout", cart["id"].as_str().expect("an id"));
        let placed = world.call("POST", &path, body.as_ref(), &[JAVA]).await.expect(201);
        assert_eq!(placed["orders"].as_array().expect("orders").len(), 1, "{body:?}");
    }
}
