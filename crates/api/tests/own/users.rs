use serde_json::{Value, json};

use crate::world::{ANNA, BASIC, HELEN, ILSE, NOBODY, World};

fn new_user(name: &str) -> Value {
    json!({
        "usageLocation": "NL",
        "userPrincipalName": format!("{name}@blauwevos.onmicrosoft.com"),
        "firstName": name,
        "lastName": "Prins",
        "displayName": format!("{name} Prins"),
        "passwordProfile": { "password": "Welcome-2021", "forceChangePassword": true },
    })
}

#[tokio::test]
async fn a_user_is_created_read_changed_deleted_and_restored_lic_107() {
    let world = World::new().await;
    let customer = world.customer("blauwevos").await;
    let users = format!("/v1/customers/{customer}/users");
    let created = world.post(ANNA, &users, new_user("joost")).await.is(200);
    let id = created.body["id"].as_str().expect("an id").to_owned();
    assert_eq!(created.body["state"], "active");
    let path = format!("{users}/{id}");
    assert_eq!(world.get(ILSE, &path).await.is(200).body["displayName"], "joost Prins");
    let again = world.post(ANNA, &users, new_user("JOOST")).await.is(409);
    assert_eq!(again.reasons(), ["principal-name-taken"]);
    let renamed = world.send_json(ANNA, "PATCH", &path, json!({ "displayName": "Joost P." })).await.is(200);
    assert_eq!(renamed.body["displayName"], "Joost P.");
    assert_eq!(renamed.body["firstName"], "joost");
    world.call_with(ANNA, ("DELETE", &path), None, &[]).await.is(204);
    assert_eq!(world.get(ANNA, &users).await.is(200).items().len(), 0);
    let filter = "filter=%7B%22value%22%3A%22Inactive%22%2C%22field%22%3A%22UserState%22%2C%22operator%22%3A%22equals%22%7D";
    let deleted = world.get(ANNA, &format!("{users}?size=0&{filter}")).await.is(200);
    assert_eq!(deleted.items()[0]["id"], id.as_str());
    assert_eq!(deleted.items()[0]["state"], "inactive");
    assert!(deleted.items()[0]["softDeletionTime"].is_string());
    let restored = world.send_json(ANNA, "PATCH", &path, json!({ "state": "active" })).await.is(200);
    assert_eq!(restored.body["state"], "active");
    assert!(restored.body.get("softDeletionTime").is_none());
    world.call_with(ANNA, ("DELETE", &path), None, &[]).await.is(204);
    world.advance("P31D").await;
    assert_eq!(world.get(ANNA, &format!("{users}?{filter}")).await.is(200).items().len(), 0);
    let late = world.send_json(ANNA, "PATCH", &path, json!({ "state": "active" })).await.is(400);
    assert_eq!(late.reasons(), ["restore-too-late"]);
}

#[tokio::test]
async fn users_are_listed_in_order_page_by_page() {
    let world = World::new().await;
    let customer = world.customer("blauwevos").await;
    let users = format!("/v1/customers/{customer}/users");
    for name in ["anouk", "bram", "cor", "dirk", "eva"] {
        world.post(ANNA, &users, new_user(name)).await.is(200);
    }
    let query = "sortField=DisplayName&sortDirection=descending&size=2";
    let mut page = world.get(ANNA, &format!("{users}?{query}")).await.is(200);
    let mut names: Vec<String> = Vec::new();
    loop {
        let of_page = page.items().iter().map(|user| user["firstName"].as_str().unwrap().to_owned());
        names.extend(of_page.collect::<Vec<_>>());
        let Some(token) = page.body["continuationToken"].as_str() else { break };
        let next = page.body["links"]["next"]["uri"].as_str().unwrap();
        let header = [("MS-ContinuationToken", token)];
        page = world.call_with(ANNA, ("GET", &format!("/v1/{next}")), None, &header).await.is(200);
    }
    assert_eq!(names, ["eva", "dirk", "cor", "bram", "anouk"]);
    for query in ["sortField=Age", "sortDirection=up", "size=-1", "size=9999", "filter=x", "filter=%7B%7D"] {
        assert_eq!(world.get(ANNA, &format!("{users}?{query}")).await.status, 400, "{query}");
    }
    let bad = [("MS-ContinuationToken", "not one of ours")];
    world.call_with(ANNA, ("GET", &users), None, &bad).await.is(400);
}

#[tokio::test]
async fn licences_are_given_and_taken_and_their_end_is_told_in_the_dialects_shape() {
    let world = World::new().await;
    let customer = world.customer("blauwevos").await;
    let users = format!("/v1/customers/{customer}/users");
    world.buy(customer, BASIC, 1).await;
    let skus = world.get(ANNA, &format!("/v1/customers/{customer}/subscribedskus")).await.is(200);
    assert_eq!(skus.items()[0]["availableUnits"], 1);
    let sku = skus.items()[0]["productSku"]["id"].as_str().unwrap().to_owned();
    let service = skus.items()[0]["servicePlans"][0]["id"].as_str().unwrap().to_owned();
    let mut made = Vec::new();
    for name in ["anouk", "bram"] {
        let user = world.post(ANNA, &users, new_user(name)).await.is(200);
        made.push(format!("{users}/{}", user.body["id"].as_str().unwrap()));
    }
    let give =
        json!({ "LicensesToAssign": [{ "SkuId": sku, "excludedPlans": [service] }], "licensesToRemove": [] });
    let given = world.post(ANNA, &format!("{}/licenseupdates", made[0]), give.clone()).await.is(201);
    assert_eq!(given.body["licenseWarnings"], json!([]));
    let held = world.get(ANNA, &format!("{}/licenses?licenseGroupIds=Group1", made[0])).await.is(200);
    assert_eq!(held.items()[0]["productSku"]["id"], sku.as_str());
    for (groups, count) in
        [("licenseGroupIds=Group2", 0), ("licenseGroupIds=Group2&licenseGroupIds=Group1", 1)]
    {
        let seen = world.get(ANNA, &format!("{}/licenses?{groups}", made[0])).await.is(200);
        assert_eq!(seen.items().len(), count, "{groups}");
    }
    let off = held.items()[0]["servicePlans"].as_array().unwrap();
    let off = off.iter().filter(|plan| plan["capabilityStatus"] != "Enabled").count();
    assert_eq!(off, 1);
    let none = world.post(ANNA, &format!("{}/licenseupdates", made[1]), give.clone()).await.is(400);
    assert_eq!(none.body["code"], 60_012);
    let head = none.body["data"][0].as_str().unwrap();
    assert!(head.starts_with("LicenseQuotaExceededException : Subscription with Account"), "{head}");
    assert!(head.contains(&customer.to_string()) && head.contains(&sku), "{head}");
    let take = json!({ "licensesToRemove": [sku] });
    world.post(ANNA, &format!("{}/licenseupdates", made[0]), take).await.is(201);
    world.post(ANNA, &format!("{}/licenseupdates", made[1]), give).await.is(201);
    let skus = world.get(ANNA, &format!("/v1/customers/{customer}/subscribedskus")).await.is(200);
    assert_eq!(skus.items()[0]["consumedUnits"], 1);
    assert_eq!(skus.items()[0]["availableUnits"], 0);
}

#[tokio::test]
async fn bad_users_are_refused_with_every_field() {
    let world = World::new().await;
    let customer = world.customer("blauwevos").await;
    let users = format!("/v1/customers/{customer}/users");
    let empty = world.post(ANNA, &users, json!({})).await.is(400);
    assert!(empty.body["data"].as_array().unwrap().len() >= 4, "{:#}", empty.body);
    for (field, value) in [
        ("userPrincipalName", json!(5)),
        ("userPrincipalName", json!("no at sign")),
        ("displayName", json!("x".repeat(5_000))),
        ("firstName", json!({ "a": 1 })),
        ("usageLocation", json!("Netherlands")),
    ] {
        let mut body = new_user("joost");
        body[field] = value;
        let seen = world.post(ANNA, &users, body).await;
        assert_eq!(seen.status, 400, "{field} {:#}", seen.body);
    }
    assert_eq!(world.get(ANNA, &format!("{users}/{NOBODY}")).await.is(404).body["code"], 60_002);
    let refused = world.post(HELEN, &users, new_user("joost")).await.is(403);
    assert_eq!(refused.reasons(), ["role-missing"]);
    assert_eq!(world.get(ANNA, &users).await.is(200).items().len(), 0);
}

#[tokio::test]
async fn a_password_is_shown_once_and_kept_nowhere() {
    let world = World::new().await;
    let customer = world.customer("blauwevos").await;
    let users = format!("/v1/customers/{customer}/users");
    let created = world.post(ANNA, &users, new_user("joost")).await.is(200);
    let path = format!("{users}/{}", created.body["id"].as_str().unwrap());
    let reset = json!({ "passwordProfile": { "password": "Another-2021", "forceChangePassword": false } });
    world.send_json(ANNA, "PATCH", &format!("{path}/resetpassword"), reset.clone()).await.is(200);
    world.send_json(ANNA, "PATCH", &path, reset).await.is(200);
    let events = world.get(ANNA, &crate::world::own(customer, "events")).await.is(200);
    assert!(!events.body.to_string().contains("2021\"") && !events.body.to_string().contains("Another"));
    assert!(!world.get(ANNA, &path).await.is(200).body.to_string().contains("Another"));
}
