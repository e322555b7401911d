//! Members of resources that clients look for, where the fact is known.

use axum::http::StatusCode;
use seatwright_domain::ids::PartnerId;
use seatwright_domain::money::Currency;
use seatwright_domain::role::Role;
use seatwright_engine::identity::{Identities, IdentityConfig};
use seatwright_testkit::people::{application, partner};
use seatwright_testkit::{Installation, Time};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::world::{BASIC, NCE_BASIC, NCE_STANDARD, World, customer_body};

const TEAMS: &str = "CFQ7TTC0JN4R:0001";
const SPRING: &str = "OURS-TEAMS-2023";

#[tokio::test]
async fn a_promotion_is_named_with_its_price_in_cart_order_and_subscription_promo_105() {
    let world = World::at("2023-03-01T09:00:00Z").await;
    let customer = world.customer("blauwevos").await;
    let line =
        json!({"catalogItemId": TEAMS, "quantity": 10, "termDuration": "P1Y", "billingCycle": "monthly"});
    let other =
        json!({"catalogItemId": NCE_BASIC, "quantity": 1, "termDuration": "P1Y", "billingCycle": "monthly"});
    let cart =
        world.post(&format!("{customer}/carts"), json!({"lineItems": [line, other]})).await.expect(201);
    let shown = &cart["lineItems"][0];
    assert_eq!(shown["promotionId"], SPRING, "{cart}");
    assert!(cart["lineItems"][1].get("promotionId").is_none(), "{cart}");
    let pricing = shown["pricing"].clone();
    let exact = |name: &str| pricing[name].to_string().parse::<rust_decimal::Decimal>().expect("a number");
    let share = rust_decimal::Decimal::new(85, 2);
    assert_eq!(exact("discountedPrice"), exact("listPrice") * share);
    assert_eq!(exact("extendedPrice"), exact("price") * rust_decimal::Decimal::from(10 * 12));

    let path = format!("{customer}/carts/{}/checkout", cart["id"].as_str().unwrap());
    let orders = world.post(&path, json!("success")).await.expect(201);
    let order = orders["orders"]
        .as_array()
        .unwrap()
        .iter()
        .find(|order| order["lineItems"][0]["offerId"].as_str().unwrap().starts_with(TEAMS));
    let order = order.unwrap_or_else(|| panic!("{orders}"));
    let line = &order["lineItems"][0];
    assert_eq!((&line["promotionId"], &line["pricing"]), (&json!(SPRING), &pricing));
    let path = format!("{customer}/subscriptions/{}", line["subscriptionId"].as_str().unwrap());
    assert_eq!(world.get(&path).await.expect(200)["promotionId"], SPRING);
}

#[tokio::test]
async fn links_lead_to_the_availability_that_was_bought() {
    let world = World::at("2022-03-01T09:00:00Z").await;
    let customer = world.customer("blauwevos").await;
    let subscription = world.get(&world.buy(&customer, NCE_BASIC, 10).await).await.expect(200);
    let uri = subscription["links"]["availability"]["uri"].as_str().unwrap();
    let availability = world.get(&format!("/v1{uri}")).await.expect(200);
    assert_eq!(availability["catalogItemId"], subscription["offerId"]);
    let order = format!("{customer}/orders/{}", subscription["orderId"].as_str().unwrap());
    let order = world.get(&order).await.expect(200);
    assert_eq!(order["lineItems"][0]["links"]["availability"]["uri"], uri);
}

#[tokio::test]
async fn lines_of_orders_say_what_the_order_did() {
    let world = World::at("2022-03-01T09:00:00Z").await;
    let customer = world.customer("blauwevos").await;
    let path = world.buy(&customer, NCE_BASIC, 10).await;
    let wish = json!({"toCatalogItemId": NCE_STANDARD, "quantity": 4, "transitionType": "transition_only"});
    world.post(&format!("{path}/transitions"), wish).await.expect(200);
    // Of renewals only a part that becomes another plan is an order.
    let item = world.get(&path).await.expect(200)["offerId"].clone();
    assert!(item.as_str().unwrap().starts_with(NCE_BASIC), "{item}");
    let next = json!({"scheduledNextTermInstructions": {"partialUpgrade": {"catalogItemId": NCE_STANDARD, "quantity": 2}}});
    world.patch(&path, next).await.expect(200);
    world.advance("2023-03-05T09:00:00Z").await;
    let orders = world.get(&format!("{customer}/orders")).await.expect(200);
    let mut kinds: Vec<&str> = Vec::new();
    for order in orders["items"].as_array().unwrap() {
        kinds.extend(
            order["lineItems"].as_array().unwrap().iter().filter_map(|line| line["transactionType"].as_str()),
        );
    }
    for kind in ["New", "convert", "renew"] {
        assert!(kinds.contains(&kind), "no {kind} in {kinds:?}");
    }
}

#[tokio::test]
async fn a_target_of_a_transition_is_described_and_a_state_is_told() {
    let world = World::at("2022-03-01T09:00:00Z").await;
    let customer = world.customer("blauwevos").await;
    let source = world.buy(&customer, NCE_BASIC, 10).await;
    let target = world.buy(&customer, NCE_STANDARD, 5).await;
    world.patch(&target, json!({"friendlyName": "Kantoor"})).await.expect(200);
    let list = world.get(&format!("{source}/transitionEligibilities")).await.expect(200);
    let found =
        list["items"].as_array().unwrap().iter().find_map(|item| item["subscriptionEligibilities"].get(0));
    let found = found.unwrap_or_else(|| panic!("{list}"));
    assert_eq!(found["subscriptionFriendlyName"], "Kantoor");
    assert_eq!(
        (&found["subscriptionTermDuration"], &found["subscriptionBillingCycle"]),
        (&json!("P1Y"), &json!("monthly"))
    );

    let classic = world.buy(&customer, BASIC, 3).await;
    world.patch(&classic, json!({"status": "suspended"})).await.expect(200);
    let list = world.get(&format!("{classic}/upgrades")).await.expect(200);
    let errors = list["items"][0]["upgradeErrors"].as_array().unwrap();
    let state = errors.iter().find(|error| error["code"] == 2).unwrap_or_else(|| panic!("{list}"));
    assert_eq!(state["additionalDetails"], "suspended");
}

#[tokio::test]
async fn offers_say_what_must_be_attested_nce_116() {
    let world = World::at("2022-03-01T09:00:00Z").await;
    let offers = world.get("/v1/products?country=NL&targetView=OnlineServices").await.expect(200);
    let mut attested = 0;
    for product in offers["items"].as_array().unwrap() {
        let skus = world
            .get(&format!("/v1/products/{}/skus?country=NL", product["id"].as_str().unwrap()))
            .await
            .expect(200);
        for sku in skus["items"].as_array().unwrap() {
            if let Some(found) = sku.get("attestationProperties") {
                assert_eq!(found["enforceAttestation"], true);
                attested += 1;
            }
        }
    }
    assert!(attested > 0);
}

#[tokio::test]
async fn some_countries_ask_for_a_telephone_number_role_128() {
    let mut indian = partner(PartnerId(Uuid::from_u128(0x1d1a)), "himalaya");
    indian.country = "IN".to_owned();
    indian.currency = Currency::parse("INR").expect("a currency");
    let partners = [indian].into_iter().collect();
    let config = IdentityConfig {
        applications: vec![application("himalaya.example", "app", &[Role::AdminAgent, Role::GlobalAdmin])],
        ..IdentityConfig::default()
    };
    let identities = Identities::new(&config, &partners).expect("identities");
    let Installation { engine, router, courier } =
        Installation::open(partners, identities, Time::Simulated("2022-03-01T09:00:00Z")).await;
    let mut world = World { router, engine, courier, token: String::new() };
    world.token = world.application_token("himalaya.example", "app").await;
    let mut body = customer_body("blauwevos");
    let address = &mut body["billingProfile"]["defaultAddress"];
    (address["country"], address["city"], address["postalCode"]) =
        (json!("IN"), json!("Pune"), json!("411 001"));
    address["phoneNumber"] = Value::Null;
    let got = world.post("/v1/customers", body.clone()).await;
    assert_eq!((got.status, got.code()), (StatusCode::BAD_REQUEST, 600_051), "{}", got.body);
    assert!(got.body["data"][0].as_str().unwrap().starts_with("billingProfile.defaultAddress.phoneNumber: "));
    body["billingProfile"]["defaultAddress"]["phoneNumber"] = json!("02012345678");
    let made = world.post("/v1/customers", body).await.expect(201);
    let path = format!("/v1/customers/{}/profiles/billing", made["id"].as_str().unwrap());
    let mut profile = world.get(&path).await.expect(200);
    profile["defaultAddress"].as_object_mut().unwrap().remove("phoneNumber");
    let got = world.put(&path, profile).await;
    assert_eq!((got.status, got.code()), (StatusCode::BAD_REQUEST, 600_051), "{}", got.body);
}
