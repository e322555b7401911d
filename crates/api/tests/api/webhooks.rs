//! Webhooks in the dialect's form, their deliveries, and the dead ones that are sent again.

use serde_json::{Value, json};

use crate::world::{BASIC, World};

const REGISTRATION: &str = "/webhooks/v1/registration";
const DELIVERIES: &str = "/seatwright/v1/webhooks/deliveries";

fn wanted(events: &[&str]) -> Value {
    json!({"WebhookUrl": "https://hooks.example/in", "WebhookEvents": events})
}

async fn deliver(world: &World) {
    world.engine.deliver_webhooks(world.engine.now()).await.expect("delivered");
}

#[tokio::test]
async fn a_registration_is_made_read_changed_and_ended() {
    let world = World::new().await;
    let names = world.get("/webhooks/v1/registration/events").await.expect(200);
    assert!(names.as_array().expect("a bare list").contains(&json!("subscription-updated")));
    assert_eq!(world.get(REGISTRATION).await.code(), 990_331);

    // Names of members and of news match in any case.
    let body = json!({"webhookurl": "https://hooks.example/in", "WEBHOOKEVENTS": ["Subscription-Updated"]});
    let made = world.call("POST", REGISTRATION, Some(&body), &[("ms-requestid", "r-1")]).await.expect(200);
    assert_eq!(made["WebhookUrl"], "https://hooks.example/in");
    assert_eq!(made["WebhookEvents"], json!(["subscription-updated"]));
    assert!(made["SigningSecret"].as_str().expect("shown once").starts_with("whsec_"));
    let again = world.call("POST", REGISTRATION, Some(&body), &[("ms-requestid", "r-1")]).await.expect(200);
    assert_eq!(again["SubscriberId"], made["SubscriberId"], "a repeated request gets its first answer");
    assert!(again.get("SigningSecret").is_none(), "but the secret is shown once");
    let second = world.post(REGISTRATION, body).await;
    assert_eq!((second.status.as_u16(), second.code()), (409, 990_332));

    let read = world.get(REGISTRATION).await.expect(200);
    assert!(read.get("SigningSecret").is_none());
    assert_eq!(read["SubscriberId"], made["SubscriberId"]);
    let changed = json!({
        "WebhookUrl": "https://hooks.example/other", "WebhookEvents": ["invoice-ready", "test-created"],
        "SignatureTokenToMsSignatureHeader": true
    });
    world.put(REGISTRATION, changed).await.expect(200);
    let read = world.get(REGISTRATION).await.expect(200);
    assert_eq!(read["SignatureTokenToMsSignatureHeader"], true);
    assert_eq!(read["WebhookEvents"], json!(["test-created", "invoice-ready"]));
    let rotated = world.post("/seatwright/v1/webhooks/secret", json!({})).await.expect(200);
    assert_ne!(rotated["SigningSecret"], made["SigningSecret"]);

    assert_eq!(world.call("DELETE", REGISTRATION, None, &[]).await.status.as_u16(), 204);
    assert_eq!(world.get(REGISTRATION).await.code(), 990_331);
    assert_eq!(world.put(REGISTRATION, wanted(&["invoice-ready"])).await.status.as_u16(), 404);
}

#[tokio::test]
async fn every_fault_of_a_registration_is_named_at_once() {
    let world = World::new().await;
    let body =
        json!({"WebhookUrl": "http://10.0.0.1/in", "WebhookEvents": ["invoice-ready", "no-such-news"]});
    let got = world.post(REGISTRATION, body).await;
    assert_eq!((got.status.as_u16(), got.code()), (400, 800_002));
    let data = got.body["data"].to_string();
    assert!(data.contains("WebhookUrl") && data.contains("WebhookEvents[1]"), "{data}");
    for url in
        ["https://127.1/", "http://hooks.example/", "https://user@hooks.example/", "file:///etc/passwd"]
    {
        let body = json!({"WebhookUrl": url, "WebhookEvents": ["invoice-ready"]});
        assert_eq!(world.post(REGISTRATION, body).await.code(), 800_002, "{url}");
    }
    assert_eq!(world.post(REGISTRATION, json!({})).await.body["data"].as_array().map(Vec::len), Some(2));
    // The machine itself may be written to here, because this installation allows it.
    let body = json!({"WebhookUrl": "http://127.0.0.1:9/", "WebhookEvents": ["invoice-ready"]});
    world.post(REGISTRATION, body).await.expect(200);
}

#[tokio::test]
async fn only_roles_of_a_partner_that_may_manage_webhooks_come_near_them() {
    let world = World::new().await;
    world.customer("blauwevos").await;
    let weak = world.with_token(world.application_token("havenwerk.example", "billing-app").await);
    let got = weak.post(REGISTRATION, wanted(&["invoice-ready"])).await;
    assert_eq!((got.status.as_u16(), got.code()), (403, 900_150));
    let admin = world.person_token("blauwevos.onmicrosoft.com", "ilse@blauwevos.onmicrosoft.com").await;
    let got = world.with_token(admin).get(DELIVERIES).await;
    assert_eq!((got.status.as_u16(), got.code()), (403, 900_150));
}

#[tokio::test]
async fn a_receiver_is_tested_and_what_became_of_it_can_be_asked() {
    let world = World::new().await;
    const TESTS: &str = "/webhooks/v1/registration/validationEvents";
    world.post(REGISTRATION, wanted(&["invoice-ready"])).await.expect(200);
    assert_eq!(world.post(TESTS, json!({})).await.code(), 990_333);
    world.put(REGISTRATION, wanted(&["test-created"])).await.expect(200);
    let mut ids = Vec::new();
    for _ in 0..2 {
        let made = world.call("POST", TESTS, None, &[]).await.expect(200);
        ids.push(made["correlationId"].as_str().expect("an id").to_owned());
    }
    let third = world.call("POST", TESTS, None, &[]).await;
    assert_eq!((third.status.as_u16(), third.code()), (429, 990_330));
    let seconds: u64 = third.headers["retry-after"].to_str().expect("text").parse().expect("seconds");
    assert!((1..=60).contains(&seconds));

    let asked = format!("{TESTS}/{}", ids[0]);
    assert_eq!(world.get(&asked).await.expect(200)["status"], "pending");
    world.courier.answer_next([Ok(204), Err("no route".to_owned())]);
    deliver(&world).await;
    let done = world.get(&asked).await.expect(200);
    let other = world.get(&format!("{TESTS}/{}", ids[1])).await.expect(200);
    let (done, failed) = if done["status"] == "completed" { (done, other) } else { (other, done) };
    assert_eq!(done["results"][0]["responseCode"], "204");
    assert_eq!((&failed["status"], &failed["results"][0]["systemError"]), (&json!("pending"), &json!(true)));
    assert_eq!(failed["results"][0]["responseMessage"], "no route");
    let told: Value = serde_json::from_slice(&world.courier.parcels()[0].body).expect("JSON");
    assert_eq!((&told["EventName"], &told["ResourceName"]), (&json!("test-created"), &json!("test")));

    let nordljus = world.with_token(world.application_token("nordljus.example", "other-app").await);
    assert_eq!(nordljus.get(&asked).await.code(), 1000, "it is not theirs, and so not there");
    assert_eq!(world.get(&format!("{TESTS}/{}", uuid::Uuid::nil())).await.code(), 1000);
}

#[tokio::test]
async fn dead_deliveries_are_listed_and_sent_again_by_their_owner() {
    let world = World::new().await;
    let customer = world.customer("blauwevos").await;
    let rotations = world.post(REGISTRATION, wanted(&["subscription-updated"])).await.expect(200);
    assert!(rotations["SubscriberId"].is_string());
    let subscription = world.buy(&customer, BASIC, 5).await;
    world.courier.answer_next([Ok(500)]);
    deliver(&world).await;
    let waiting = world.get(&format!("{DELIVERIES}?state=waiting")).await.expect(200);
    let id = subscription.rsplit('/').next().expect("an id");
    assert_eq!(waiting["items"][0]["subject"], id);
    assert_eq!(waiting["items"][0]["tried"][0]["status"], 500);
    world.call("DELETE", REGISTRATION, None, &[]).await;
    let dead = world.get(DELIVERIES).await.expect(200);
    assert_eq!(dead["items"][0]["state"], "dead");
    let again = format!("{DELIVERIES}/{}/replay", dead["items"][0]["id"].as_str().expect("an id"));

    let nordljus = world.with_token(world.application_token("nordljus.example", "other-app").await);
    assert_eq!(nordljus.post(&again, json!({})).await.code(), 1000);
    assert_eq!(nordljus.get(DELIVERIES).await.expect(200)["items"], json!([]));
    world.post(REGISTRATION, wanted(&["subscription-updated"])).await.expect(200);
    assert_eq!(world.post(&again, json!({})).await.expect(200)["replayed"], 1);
    assert_eq!(world.post(&again, json!({})).await.code(), 1000, "it is not dead any more");
    let all = format!("{DELIVERIES}/replay");
    assert_eq!(world.post(&all, json!({})).await.expect(200)["replayed"], 0);
    deliver(&world).await;
    let done = world.get(&format!("{DELIVERIES}?state=delivered")).await.expect(200);
    assert_eq!(done["items"][0]["tried"].as_array().map(Vec::len), Some(2));
    assert_eq!(world.get(&format!("{DELIVERIES}?state=lost")).await.code(), 800_002);
}

#[tokio::test]
async fn without_a_certificate_there_is_none_at_its_address() {
    let world = World::new().await;
    let got = world.with_token(String::new()).get("/webhooks/v1/cert.cer").await;
    assert_eq!((got.status.as_u16(), got.code()), (404, 1000));
}
