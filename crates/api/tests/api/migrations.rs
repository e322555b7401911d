//! Migrations from classic to new commerce over the wire: asked about, begun, scheduled, found.

use axum::http::StatusCode;
use serde_json::{Value, json};

use crate::world::{ARCHIVE, BASIC, BASIC_PLAN, NCE_BASIC, World};

const NCE_ARCHIVE: &str = "CFQ7TTC0LH0J:0001";

/// A customer with Business Basic since January, looked at in the policies of 2022 when the first month is over.
async fn office() -> (World, String, String) {
    let world = World::at("2022-01-10T09:00:00Z").await;
    let customer = world.customer("blauwevos").await;
    let path = world.buy(&customer, BASIC, 10).await;
    world.advance("2022-03-20T09:00:00Z").await;
    let id = path.rsplit('/').next().unwrap().to_owned();
    (world, customer, id)
}

fn tenant(customer: &str) -> &str {
    customer.rsplit('/').next().unwrap()
}

fn numbers(errors: &Value) -> Vec<u64> {
    errors.as_array().unwrap().iter().map(|error| error["code"].as_u64().unwrap()).collect()
}

async fn archive(world: &World, customer: &str, base: &str) -> String {
    let order = world.get(&format!("{customer}/subscriptions/{base}")).await.expect(200);
    let order = order["orderId"].as_str().unwrap();
    let line = json!({"lineItems": [{"offerId": ARCHIVE, "quantity": 2, "parentSubscriptionId": base}]});
    world.patch(&format!("{customer}/orders/{order}"), line).await.expect(200);
    let add_ons = world.get(&format!("{customer}/subscriptions/{base}/addons")).await.expect(200);
    add_ons["items"][0]["id"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn a_subscription_is_asked_about_migrates_and_is_followed_mig_101_mig_104() {
    let (world, customer, id) = office().await;
    let user = world.licensed_user(&customer, 1, BASIC_PLAN).await;
    let migrations = format!("{customer}/migrations/newcommerce");
    let wish =
        json!({"currentSubscriptionId": id, "quantity": 0, "termDuration": null, "purchaseFullTerm": false});
    let asked = world.post(&format!("{migrations}/validate"), wish.clone()).await.expect(200);
    assert_eq!((&asked["isEligible"], &asked["errors"]), (&json!(true), &json!([])));
    assert_eq!((&asked["termDuration"], &asked["billingCycle"]), (&json!("P1Y"), &json!("Monthly")));
    assert!(asked["catalogItemId"].as_str().unwrap().starts_with(NCE_BASIC));

    let body = json!({"CurrentSubscriptionId": id, "ExternalReferenceId": "job 7", "Quantity": 12});
    let began = world.post(&migrations, body).await.expect(200);
    assert_eq!((&began["status"], &began["quantity"]), (&json!("Processing"), &json!(12)));
    assert!(began.get("newCommerceSubscriptionId").is_none());
    assert_eq!(began["subscriptionEndDate"], "2023-01-09T00:00:00Z");
    let one = format!("{migrations}/{}", began["id"].as_str().unwrap());
    let done = world.get(&one).await.expect(200);
    assert_eq!((&done["status"], &done["externalReferenceId"]), (&json!("Completed"), &json!("job 7")));
    assert_eq!(done["completedTime"], "2022-03-20T09:00:00Z");

    let new = done["newCommerceSubscriptionId"].as_str().unwrap();
    let new = world.get(&format!("{customer}/subscriptions/{new}")).await.expect(200);
    assert_eq!((&new["migratedFromSubscriptionId"], &new["quantity"]), (&json!(id), &json!(12)));
    assert_eq!(new["orderId"], done["newCommerceOrderId"]);
    let old = world.get(&format!("{customer}/subscriptions/{id}")).await.expect(200);
    assert_eq!(old["status"], "deleted");
    let held = world.get(&format!("{customer}/users/{user}/licenses")).await.expect(200);
    assert_eq!(held["totalCount"], 1, "{held}");

    let events = world.get(&format!("{migrations}/events?current_subscription_id={id}")).await.expect(200);
    let names: Vec<&str> =
        events.as_array().unwrap().iter().map(|event| event["eventName"].as_str().unwrap()).collect();
    let all = ["NewCommerceSubscriptionCreated", "NewCommerceSubscriptionProvisioned", "MigrationCompleted"];
    assert_eq!((names[0], &names[1..]), ("MigrationStarted", &all[..]));
    for query in [
        format!("CustomerTenantId={}", tenant(&customer)),
        format!("currentSubscriptionId={id}"),
        "ExternalReferenceId=job+7&PageSize=1".to_owned(),
    ] {
        let found = world.get(&format!("/v1/migrations/newcommerce?{query}")).await.expect(200);
        assert_eq!((found.as_array().unwrap().len(), &found[0]["id"]), (1, &done["id"]), "{query}");
    }
    let again = world.post(&migrations, wish).await;
    assert_eq!((again.status, again.code()), (StatusCode::BAD_REQUEST, 900_215));
}

#[tokio::test]
async fn what_stands_against_it_comes_with_the_dialects_numbers_mig_102() {
    let (world, customer, id) = office().await;
    let validate = format!("{customer}/migrations/newcommerce/validate");
    let create = format!("{customer}/migrations/newcommerce");
    let wish = json!({"currentSubscriptionId": id, "termDuration": "P3Y", "customTermEndDate": "2022-06-15"});
    let asked = world.post(&validate, wish.clone()).await.expect(200);
    assert_eq!(asked["isEligible"], false);
    assert_eq!(numbers(&asked["errors"]), [900_222]);
    assert_eq!(asked["reasons"][0]["rule"], "MIG-103");
    let got = world.post(&create, wish).await;
    assert_eq!((got.status, got.code()), (StatusCode::BAD_REQUEST, 900_222));
    let date = json!({"currentSubscriptionId": id, "customTermEndDate": "2022-06-15T00:00:00Z"});
    assert_eq!(world.post(&create, date).await.code(), 900_291);
    let both =
        json!({"currentSubscriptionId": id, "customTermEndDate": "2023-02-28", "purchaseFullTerm": "True"});
    assert_eq!(world.post(&create, both).await.code(), 900_292);
    let early = world.buy(&customer, BASIC, 1).await;
    let early = early.rsplit('/').next().unwrap();
    let got = world.post(&create, json!({"currentSubscriptionId": early})).await;
    assert_eq!((got.status, got.code()), (StatusCode::FORBIDDEN, 900_226));
    assert!(got.body["reasons"][0]["clearsAt"].is_string());
    let got = world.post(&create, json!({"billingCycle": "weekly", "quantity": -1})).await;
    assert_eq!((got.status, got.code()), (StatusCode::BAD_REQUEST, 800_002));
    assert_eq!(got.body["data"].as_array().unwrap().len(), 3, "all faulty fields at once: {}", got.body);
    let nobody = json!({"currentSubscriptionId": "00000000-0000-0000-0000-000000000001"});
    let got = world.post(&validate, nobody).await;
    assert_eq!((got.status, got.code()), (StatusCode::NOT_FOUND, 20_003));
    let got = world.get(&format!("{create}/00000000-0000-0000-0000-000000000001")).await;
    assert_eq!((got.status, got.code()), (StatusCode::NOT_FOUND, 900_224));
    let got = world.get("/v1/migrations/newcommerce").await;
    assert_eq!((got.status, got.code()), (StatusCode::BAD_REQUEST, 800_002));
    let weak = world.with_token(world.application_token("havenwerk.example", "weak-app").await);
    let got = weak.post(&create, json!({"currentSubscriptionId": id})).await;
    assert_eq!((got.status, got.rules()), (StatusCode::FORBIDDEN, vec!["ROLE-104"]));
}

#[tokio::test]
async fn add_ons_are_named_and_come_along_mig_101() {
    let (world, customer, id) = office().await;
    let create = format!("{customer}/migrations/newcommerce");
    let add_on = archive(&world, &customer, &id).await;
    world.advance("2022-05-01T09:00:00Z").await;
    let got = world.post(&create, json!({"currentSubscriptionId": id})).await;
    assert_eq!((got.status, got.code()), (StatusCode::BAD_REQUEST, 900_262));
    let named = json!({"currentSubscriptionId": add_on});
    let twice = json!({"currentSubscriptionId": id, "addOnMigrations": [named, named]});
    assert_eq!(world.post(&create, twice).await.code(), 900_248);
    let wish = json!({"currentSubscriptionId": id, "addOnMigrations": [named]});
    let asked = world.post(&format!("{create}/validate"), wish.clone()).await.expect(200);
    assert_eq!(asked["addOnMigrations"][0]["isEligible"], true);
    let began = world.post(&create, wish).await.expect(200);
    let done = world.get(&format!("{create}/{}", began["id"].as_str().unwrap())).await.expect(200);
    let part = &done["addOnMigrations"][0];
    assert_eq!((&part["status"], &part["currentSubscriptionId"]), (&json!("Completed"), &json!(add_on)));
    let new = part["newCommerceSubscriptionId"].as_str().unwrap();
    let new = world.get(&format!("{customer}/subscriptions/{new}")).await.expect(200);
    assert!(new["offerId"].as_str().unwrap().starts_with(NCE_ARCHIVE));
    assert_eq!(
        world.get(&format!("{customer}/subscriptions/{add_on}")).await.expect(200)["status"],
        "deleted"
    );
}

#[tokio::test]
async fn a_migration_waits_for_its_day_and_is_reported_when_it_fails_mig_105() {
    let (world, customer, id) = office().await;
    let schedules = format!("{customer}/migrations/newcommerce/schedules");
    let wish = |day: Value| {
        let mut wish = json!({"currentSubscriptionId": id, "externalReferenceId": "later"});
        for (name, value) in day.as_object().unwrap() {
            wish[name] = value.clone();
        }
        wish
    };
    for wrong in [json!({}), json!({"targetDate": "2022-05-01", "migrateOnRenewal": true})] {
        let got = world.post(&schedules, wish(wrong)).await;
        assert_eq!((got.status, got.code()), (StatusCode::BAD_REQUEST, 800_002));
    }
    let past = world.post(&schedules, wish(json!({"targetDate": "2022-03-20"}))).await;
    assert_eq!(past.code(), 990_405);
    let saved = world.post(&schedules, wish(json!({"migrateOnRenewal": true}))).await.expect(200);
    assert_eq!((&saved["status"], &saved["migrateOnRenewal"]), (&json!("Created"), &json!(true)));
    let one = format!("{schedules}/{}", saved["id"].as_str().unwrap());
    assert_eq!(world.post(&schedules, wish(json!({"migrateOnRenewal": true}))).await.code(), 990_403);
    let change = wish(json!({"targetDate": "2022-05-01T00:00:00Z", "quantity": 11}));
    let changed = world.put(&one, change.clone()).await.expect(200);
    assert_eq!((&changed["targetDate"], &changed["quantity"]), (&json!("2022-05-01T00:00:00Z"), &json!(11)));
    assert_eq!(world.put(&one, change).await.expect(200)["status"], "Created", "nothing has changed");
    let cancelled = world.post(&format!("{one}/cancel"), json!({})).await.expect(200);
    assert_eq!(cancelled["status"], "Cancelled");
    assert_eq!(world.post(&format!("{one}/cancel"), json!({})).await.code(), 990_404);

    let saved = world.post(&schedules, wish(json!({"targetDate": "2022-05-01"}))).await.expect(200);
    let one = format!("{schedules}/{}", saved["id"].as_str().unwrap());
    let path = format!("{customer}/subscriptions/{id}");
    world.patch(&path, json!({"status": "suspended"})).await.expect(200);
    world.advance("2022-05-02T00:00:00Z").await;
    let failed = world.get(&one).await.expect(200);
    assert_eq!((&failed["status"], &failed["errorCode"]), (&json!("Failed"), &json!(900_215)));
    world.patch(&path, json!({"status": "active"})).await.expect(200);
    let saved = world.post(&schedules, wish(json!({"targetDate": "2022-06-01"}))).await.expect(200);
    world.advance("2022-06-02T00:00:00Z").await;
    let done = world.get(&format!("{schedules}/{}", saved["id"].as_str().unwrap())).await.expect(200);
    assert_eq!(done["status"], "Completed");
    let migration = done["newCommerceMigrationId"].as_str().unwrap();
    let migration = world.get(&format!("{customer}/migrations/newcommerce/{migration}")).await.expect(200);
    assert_eq!(
        (&migration["status"], &migration["startedTime"]),
        (&json!("Completed"), &json!("2022-06-01T00:00:00Z"))
    );
    let found = world.get("/v1/migrations/newcommerce/schedules?ExternalReferenceId=later").await.expect(200);
    assert_eq!(found.as_array().unwrap().len(), 3);
    let first = world.get("/v1/migrations/newcommerce/schedules?ExternalReferenceId=later&PageSize=2").await;
    let token = first.headers["ms-continuationtoken"].to_str().unwrap().to_owned();
    let path = "/v1/migrations/newcommerce/schedules?ExternalReferenceId=later&PageSize=2";
    let rest = world.call("GET", path, None, &[("MS-ContinuationToken", &token)]).await.expect(200);
    assert_eq!(rest.as_array().unwrap().len(), 1);
    let other = world.with_token(world.application_token("nordljus.example", "other-app").await);
    let none = other.get("/v1/migrations/newcommerce/schedules?ExternalReferenceId=later").await.expect(200);
    assert_eq!(none, json!([]), "nothing of another partner's");
}

#[tokio::test]
async fn a_migration_is_quoted_with_both_sides_and_redeemed_mig_104() {
    let (world, customer, id) = office().await;
    let own = customer.replace("/v1/", "/seatwright/v1/");
    let changes = json!({"changes": [{"change": "migrate", "currentSubscriptionId": id}]});
    let quoted = world.post(&format!("{own}/quotes"), changes).await.expect(200);
    assert_eq!(quoted["accepted"], true, "{quoted}");
    let events: Vec<&str> =
        quoted["events"].as_array().unwrap().iter().map(|event| event["event"].as_str().unwrap()).collect();
    assert!(events.contains(&"subscription_started") && events.contains(&"migration_started"), "{events:?}");
    let path = format!("{customer}/subscriptions/{id}");
    assert_eq!(world.get(&path).await.expect(200)["status"], "active", "a quote changes nothing");
    let token = quoted["token"].as_str().unwrap();
    world.post(&format!("{own}/quotes/{token}/redeem"), json!({})).await.expect(200);
    assert_eq!(world.get(&path).await.expect(200)["status"], "deleted");
}
