use serde_json::json;

use crate::world::{ANNA, ILSE, NILS, World, own};

#[tokio::test]
async fn the_customer_accepts_a_partner_and_grants_and_withdraws_its_rights_role_03() {
    let world = World::new().await;
    let customer = world.customer("blauwevos").await;
    let path = own(customer, "relationships");
    assert_eq!(world.get(NILS, &path).await.is(403).body["code"], 20_002);
    for body in [json!({}), json!({ "partnerTenant": "nowhere.example" }), json!({ "partnerTenant": 7 })] {
        assert_eq!(world.post(ILSE, &path, body).await.is(400).body["code"], 800_002);
    }
    // A partner cannot accept for the customer.
    let nordljus = json!({ "partnerTenant": "nordljus.example" });
    assert_eq!(world.post(NILS, &path, nordljus.clone()).await.status, 403);
    let begun = world.post(ILSE, &path, nordljus).await.is(200);
    let of_nordljus = |seen: &crate::world::Seen| {
        seen.items().iter().find(|item| item["name"] == "nordljus").cloned().expect("a relationship")
    };
    assert!(of_nordljus(&begun).get("delegation").is_none());
    assert_eq!(world.get(ILSE, &path).await.is(200).items().len(), 2);
    // Each partner sees its own only.
    for (who, name) in [(ANNA, "havenwerk"), (NILS, "nordljus")] {
        let seen = world.get(who, &path).await.is(200);
        assert_eq!(seen.items().len(), 1);
        assert_eq!(seen.items()[0]["name"], name);
    }
    let delegation = format!("{path}/nordljus.example/delegation");
    assert_eq!(world.send_json(NILS, "PUT", &delegation, json!({})).await.status, 403);
    let until = json!({ "until": "2022-01-01T00:00:00Z" });
    let granted = world.send_json(ILSE, "PUT", &delegation, until).await.is(200);
    assert_eq!(of_nordljus(&granted)["delegation"]["isInForce"], true);
    let past = json!({ "until": "2020-01-01T00:00:00Z" });
    assert_eq!(world.send_json(ILSE, "PUT", &delegation, past).await.is(400).reasons(), ["value-invalid"]);
    let withdrawn = world.send_json(ILSE, "DELETE", &delegation, json!({})).await.is(200);
    assert!(of_nordljus(&withdrawn).get("delegation").is_none());
    let ended = world.call_with(ILSE, ("DELETE", &format!("{path}/nordljus.example")), None, &[]).await;
    assert_eq!(ended.is(200).items().len(), 1);
    assert_eq!(world.get(ILSE, &path).await.is(200).items().len(), 1);
}

#[tokio::test]
async fn service_health_is_reported_by_operators_and_read_by_all_why_02_why_08() {
    let world = World::new().await;
    let customer = world.customer("blauwevos").await;
    let path = own(customer, "service-health");
    let sick = json!({ "service": "EXCHANGE_S_STANDARD", "healthy": false });
    assert_eq!(world.post(ILSE, &path, sick.clone()).await.is(403).reasons(), ["role-missing"]);
    world.post(ANNA, &path, sick).await.is(200);
    world.post(ANNA, &path, json!({ "busyUntil": "2021-09-01T12:00:00Z" })).await.is(200);
    let seen = world.get(ILSE, &path).await.is(200);
    assert_eq!(seen.body["incidents"], json!(["EXCHANGE_S_STANDARD"]));
    assert_eq!(seen.body["busyUntil"], "2021-09-01T12:00:00Z");
    world.post(ANNA, &path, json!({ "service": "exchange_s_standard", "healthy": true })).await.is(200);
    let well = world.post(ANNA, &path, json!({ "busyUntil": null })).await.is(200);
    assert_eq!(well.body["incidents"], json!([]));
    assert!(well.body.get("busyUntil").is_none());
    for body in [json!({}), json!({ "service": "X" }), json!({ "busyUntil": "soon" })] {
        assert_eq!(world.post(ANNA, &path, body).await.is(400).body["code"], 800_002);
    }
    let unknown = json!({ "service": "NO_SUCH", "healthy": true });
    assert_eq!(world.post(ANNA, &path, unknown).await.is(400).reasons(), ["value-invalid"]);
}
