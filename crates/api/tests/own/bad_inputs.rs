//! The same bad inputs at every address: bodies that are none, ids that are none or nobody's, and other people's customers.

use serde_json::{Value, json};

use crate::world::{ANNA, BASIC, ILSE, NILS, NOBODY, OTTO, STANDARD, World};

const GETS: [&str; 12] = [
    "events",
    "listing",
    "windows",
    "licence-conflicts",
    "relationships",
    "overdue",
    "service-health",
    "upgrades",
    "upgrades/{nobody}",
    "upgrades/{nobody}/findings",
    "subscriptions/{subscription}/upgrade-options",
    "subscriptions/{subscription}/addon-offers",
];

const POSTS: [&str; 13] = [
    "quotes",
    "relationships",
    "overdue",
    "overdue/pay",
    "service-health",
    "upgrades/{nobody}/credit",
    "upgrades/{nobody}/withdraw",
    "subscriptions/{subscription}/cancel",
    "subscriptions/{subscription}/suspend",
    "subscriptions/{subscription}/reactivate",
    "subscriptions/{subscription}/restore-schedule",
    "subscriptions/{subscription}/upgrades",
    "subscriptions/{subscription}/provisioning",
];

/// A body that every address can read.
fn body_for(path: &str, subscription: &str) -> Value {
    match path {
        "quotes" => json!({ "changes": [{ "change": "reactivate", "subscription": subscription }] }),
        "relationships" => json!({ "partnerTenant": "havenwerk.example" }),
        "overdue" => json!({ "amount": 5, "currency": "EUR" }),
        "service-health" => json!({ "service": "EXCHANGE_S_STANDARD", "healthy": false }),
        _ => json!({
            "reason": "fraud", "confirm": true, "provisioned": true, "passed": true,
            "target": STANDARD, "quantity": 3, "billingCycle": "monthly", "payment": "card",
        }),
    }
}

#[tokio::test]
async fn another_tenants_customer_is_as_good_as_unknown_everywhere() {
    let world = World::new().await;
    let customer = world.customer("blauwevos").await;
    world.customer("zilver").await;
    let subscription = world.buy(customer, BASIC, 5).await.to_string();
    for id in [customer.to_string(), NOBODY.to_owned()] {
        let base = format!("/seatwright/v1/customers/{id}");
        for (who, code) in [(NILS, 20_002), (OTTO, 2_032)] {
            for path in GETS {
                let path = path.replace("{nobody}", NOBODY).replace("{subscription}", &subscription);
                let seen = world.get(who, &format!("{base}/{path}")).await;
                assert_eq!(
                    (seen.status, &seen.body["code"]),
                    (403, &json!(code)),
                    "GET {path} {:#}",
                    seen.body
                );
            }
            for path in POSTS {
                let body = body_for(path, &subscription);
                let path = path.replace("{nobody}", NOBODY).replace("{subscription}", &subscription);
                // Whether a relationship can begin is the rules' business: it needs none yet.
                let seen = world.post(who, &format!("{base}/{path}"), body).await;
                assert!(matches!(seen.status, 403 | 404), "POST {path} {} {:#}", seen.status, seen.body);
                assert!(!seen.body.to_string().contains("blauwevos"), "{path}");
            }
        }
    }
    assert_eq!(
        world
            .engine
            .account(&seatwright_domain::role::Caller::system(), customer, seatwright_store::Want::default(),)
            .await
            .expect("there")
            .account
            .live()
            .count(),
        1
    );
}

#[tokio::test]
async fn bodies_that_are_none_are_refused_before_anything_happens() {
    let world = World::new().await;
    let customer = world.customer("blauwevos").await;
    let subscription = world.buy(customer, BASIC, 5).await.to_string();
    for path in POSTS.iter().filter(|path| !path.contains("reactivate") && !path.contains("restore")) {
        let path = path.replace("{nobody}", NOBODY).replace("{subscription}", &subscription);
        if path.ends_with("withdraw") {
            continue;
        }
        // Nobody but the customer accepts a partner.
        let who = if path == "relationships" { ILSE } else { ANNA };
        let path = format!("/seatwright/v1/customers/{customer}/{path}");
        for body in [json!([]), json!("text"), json!(5), json!(true)] {
            let seen = world.post(who, &path, body.clone()).await;
            assert_eq!((seen.status, &seen.body["code"]), (400, &json!(800_002)), "{path} {body}");
        }
        let kind = [("Content-Type", "text/plain")];
        world.call_with(who, ("POST", &path), Some(&json!({})), &kind).await.is(415);
    }
    world.get(ANNA, "/seatwright/v1/customers/not-an-id/events").await.is(400);
    world.get(ANNA, &format!("/seatwright/v1/customers/{customer}/nothing")).await.is(404);
    world.send_json(ANNA, "DELETE", "/seatwright/v1/clock", json!({})).await.is(405);
}

#[tokio::test]
async fn changes_that_cannot_be_read_are_named_by_place_and_field() {
    let world = World::new().await;
    let customer = world.customer("blauwevos").await;
    let subscription = world.buy(customer, BASIC, 5).await.to_string();
    let path = format!("/seatwright/v1/customers/{customer}/quotes");
    let many: Vec<Value> =
        (0..51).map(|_| json!({ "change": "unschedule", "subscription": NOBODY })).collect();
    for (changes, expected) in [
        (json!(null), "changes"),
        (json!([]), "changes"),
        (json!({}), "changes"),
        (json!(many), "changes"),
        (json!([5]), "changes[0]"),
        (json!([{}]), "changes[0].change"),
        (json!([{ "change": "fly" }]), "changes[0].change"),
        (json!([{ "change": "seats" }]), "changes[0].subscription"),
        (json!([{ "change": "seats", "subscription": subscription }]), "changes[0].quantity"),
        (json!([{ "change": "seats", "subscription": "x", "quantity": 1 }]), "changes[0].subscription"),
        (json!([{ "change": "seats", "subscription": subscription, "quantity": -1 }]), "changes[0].quantity"),
        (
            json!([{ "change": "seats", "subscription": subscription, "quantity": 1.5 }]),
            "changes[0].quantity",
        ),
        (
            json!([{ "change": "seats", "subscription": subscription, "quantity": "lots" }]),
            "changes[0].quantity",
        ),
        (
            json!([{ "change": "seats", "subscription": subscription, "quantity": 1e18 }]),
            "changes[0].quantity",
        ),
        (json!([{ "change": "suspend", "subscription": subscription, "reason": "x" }]), "changes[0].reason"),
        (json!([{ "change": "term", "subscription": subscription, "term": "P7Y" }]), "changes[0].term"),
        (
            json!([{ "change": "schedule", "subscription": subscription, "partial": {} }]),
            "changes[0].partial.offerId",
        ),
        (
            json!([{ "change": "schedule", "subscription": subscription, "endsOn": "never" }]),
            "changes[0].endsOn",
        ),
        (json!([{ "change": "buy" }]), "changes[0].lines"),
        (json!([{ "change": "buy", "lines": [{ "quantity": 1 }] }]), "changes[0].lines[0].offerId"),
        (
            json!([{ "change": "rename", "subscription": subscription, "name": "x".repeat(999) }]),
            "changes[0].name",
        ),
        (
            json!([{ "change": "autoRenew", "subscription": subscription, "enabled": 3 }]),
            "changes[0].enabled",
        ),
        (json!([{ "change": "licences", "user": NOBODY, "remove": ["x"] }]), "changes[0].remove[0]"),
    ] {
        let seen = world.post(ANNA, &path, json!({ "changes": changes })).await;
        assert_eq!((seen.status, &seen.body["code"]), (400, &json!(800_002)), "{expected} {:#}", seen.body);
        let data = seen.body["data"].as_array().expect("faults");
        assert!(
            data.iter().any(|fault| fault.as_str().unwrap().starts_with(&format!("{expected} "))),
            "{expected} {data:?}"
        );
    }
}
