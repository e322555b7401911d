//! Noise: bodies, filters, forms and paths that nobody would write on purpose. Whatever comes, the answer is one that the document
//! knows (the world compares), never a fault of ours, and a fault of fields names them.

use axum::body::Body;
use axum::http::Request;
use proptest::collection::vec;
use proptest::prelude::{Just, Strategy, any, prop_oneof};
use proptest::strategy::ValueTree as _;
use proptest::test_runner::{Config, TestRunner};
use serde_json::{Map, Value, json};

use crate::world::{BASIC, Got, NCE_BASIC, World};

/// How many pieces of noise each test makes.
const CASES: usize = 300;

/// Names of members that bodies have, and some that none has.
const NAMES: [&str; 24] = [
    "lineItems",
    "id",
    "catalogItemId",
    "offerId",
    "quantity",
    "billingCycle",
    "termDuration",
    "friendlyName",
    "status",
    "autoRenewEnabled",
    "scheduledNextTermInstructions",
    "product",
    "productId",
    "skuId",
    "partnerId",
    "attributes",
    "etag",
    "provisioningContext",
    "parentSubscriptionId",
    "renewsTo",
    "QUANTITY",
    "Status",
    "",
    "\u{1F980}",
];

/// Values of every kind, those that members take among them, in each other's places.
fn value() -> impl Strategy<Value = Value> {
    let text = prop_oneof![
        Just(BASIC.to_owned()),
        Just(NCE_BASIC.to_owned()),
        Just("monthly".to_owned()),
        Just("P1Y".to_owned()),
        Just("suspended".to_owned()),
        Just("9999-12-31T23:59:60Z".to_owned()),
        Just("-1".to_owned()),
        Just("\u{0}".to_owned()),
        ".{0,40}",
    ];
    let number = prop_oneof![
        any::<i64>().prop_map(Value::from),
        any::<u64>().prop_map(Value::from),
        Just(json!(1e308))
    ];
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::Bool),
        number,
        text.prop_map(Value::String),
    ];
    leaf.prop_recursive(4, 40, 6, |inner| {
        let members = vec((0..NAMES.len(), inner.clone()), 0..6);
        prop_oneof![
            vec(inner, 0..5).prop_map(Value::Array),
            members.prop_map(|members| {
                Value::Object(
                    members
                        .into_iter()
                        .map(|(name, value)| (NAMES[name].to_owned(), value))
                        .collect::<Map<_, _>>(),
                )
            }),
        ]
    })
}

/// So many pieces of noise, the same in every run.
fn noise<T>(strategy: &impl Strategy<Value = T>) -> Vec<T> {
    let mut runner = TestRunner::new_with_rng(
        Config::default(),
        proptest::test_runner::TestRng::deterministic_rng(proptest::test_runner::RngAlgorithm::ChaCha),
    );
    (0..CASES).map(|_| strategy.new_tree(&mut runner).expect("a tree").current()).collect()
}

fn hold(got: &Got, sent: &str) {
    assert!(got.status.as_u16() < 500, "{sent} was answered {}: {}", got.status, got.body);
    if got.status.as_u16() == 400 && got.body["code"] == 800_002 {
        let named = got.body["data"].as_array().is_some_and(|data| !data.is_empty());
        assert!(named, "{sent} has a fault of fields that names none: {}", got.body);
    }
}

#[tokio::test]
async fn bodies_of_carts_orders_and_subscriptions_are_read_or_refused() {
    let world = World::new().await;
    let customer = world.customer("blauwevos").await;
    let subscription = world.buy(&customer, NCE_BASIC, 5).await;
    for body in noise(&value()) {
        for (method, path) in [
            ("POST", format!("{customer}/carts")),
            ("POST", format!("{customer}/orders")),
            ("PATCH", subscription.clone()),
            ("POST", format!("{subscription}/transitions")),
        ] {
            let got = world.call(method, &path, Some(&body), &[]).await;
            hold(&got, &format!("{method} {path} with {body}"));
        }
    }
}

#[tokio::test]
async fn a_known_body_with_one_member_of_another_kind_is_read_or_refused() {
    let world = World::new().await;
    let customer = world.customer("blauwevos").await;
    let line = json!({"id": 0, "catalogItemId": NCE_BASIC, "quantity": 2, "billingCycle": "monthly", "termDuration": "P1Y"});
    let members: Vec<String> = line.as_object().expect("an object").keys().cloned().collect();
    for (turn, other) in noise(&value()).into_iter().enumerate() {
        let mut line = line.clone();
        line[&members[turn % members.len()]] = other;
        let body = json!({"lineItems": [line]});
        let got = world.post(&format!("{customer}/carts"), body.clone()).await;
        hold(&got, &body.to_string());
    }
}

#[tokio::test]
async fn filters_and_paths_of_any_text_find_something_or_nothing() {
    let world = World::new().await;
    let customer = world.customer("blauwevos").await;
    for text in noise(&"\\PC{0,60}") {
        let encoded: String = text.bytes().map(|byte| format!("%{byte:02X}")).collect();
        for path in [
            format!("/v1/customers?filter={encoded}&size={encoded}"),
            format!("{customer}/users?filter={encoded}"),
            format!("/v1/{encoded}/{encoded}"),
            format!("{customer}/{encoded}"),
            format!("{customer}/subscriptions/{encoded}"),
            format!("/v1/invoices/{encoded}/lineitems/{encoded}/{encoded}"),
        ] {
            hold(&world.get(&path).await, &path);
        }
    }
}

#[tokio::test]
async fn tokens_and_forms_of_any_text_open_nothing() {
    let world = World::new().await;
    for text in noise(&"[ -~]{0,80}") {
        let request = Request::get("/v1/customers").header("authorization", format!("Bearer {text}"));
        let got = world.send(request.body(Body::empty()).expect("a request")).await;
        assert_eq!(got.status.as_u16(), 401, "{text}");
        let got = world
            .form("/havenwerk.example/oauth2/token", &format!("grant_type={text}&client_id={text}"))
            .await;
        assert!(got.status.is_client_error(), "{text}: {}", got.status);
    }
}

/// What the fuzz targets begin with, and what they once found.
#[test]
fn the_seeds_of_the_fuzz_targets_are_answered() {
    for (name, target) in seatwright_testkit::noise::TARGETS {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../fuzz/seeds/").to_owned() + name;
        let seeds: Vec<_> = std::fs::read_dir(&folder).expect(&folder).collect();
        assert!(seeds.len() > 4, "{folder} has hardly a seed");
        for seed in seeds {
            target(&std::fs::read(seed.expect("a seed").path()).expect("bytes"));
        }
    }
}
