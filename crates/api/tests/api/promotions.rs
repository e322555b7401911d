//! Promotions and whether a customer would get one (PROMO-104), and end dates that can be shared, in both spellings.

use axum::http::StatusCode;
use serde_json::json;

use crate::world::{BASIC, NCE_BASIC, NCE_STANDARD, World};

const TEAMS: &str = "CFQ7TTC0JN4R:0001";
const SPRING: &str = "OURS-TEAMS-2023";

#[tokio::test]
async fn promotions_are_listed_by_market_and_segment() {
    let world = World::at("2023-03-01T09:00:00Z").await;
    let list = world.get("/v1/productpromotions?segment=Commercial&country=nl").await.expect(200);
    assert_eq!((&list["totalCount"], &list["items"][0]["id"]), (&json!(1), &json!(SPRING)));
    let one = world.get(&format!("/v1/productpromotions/{SPRING}?country=NL")).await.expect(200);
    assert_eq!(one, list["items"][0]);
    assert_eq!(
        (&one["startDate"], &one["endDate"]),
        (&json!("2023-02-01T00:00:00Z"), &json!("2023-07-01T00:00:00Z"))
    );
    let product = &one["requiredProducts"][0];
    assert_eq!(
        (&product["productId"], &product["term"]["duration"]),
        (&json!("CFQ7TTC0JN4R"), &json!("P1Y"))
    );
    assert_eq!(product["pricingPolicies"], json!([{"policyType": "PercentDiscount", "value": "0.15"}]));
    let got = world.get("/v1/productpromotions/NONE?country=NL").await;
    assert_eq!(got.status, StatusCode::NOT_FOUND);
    for query in
        ["country=NL", "segment=commercial", "segment=small&country=NL", "segment=commercial&country=XX"]
    {
        let got = world.get(&format!("/v1/productpromotions?{query}")).await;
        assert_eq!((got.status, got.code()), (StatusCode::BAD_REQUEST, 800_002), "{query}");
    }
}

#[tokio::test]
async fn a_customer_learns_every_reason_against_a_promotion_promo_104() {
    let world = World::at("2023-03-01T09:00:00Z").await;
    let customer = world.customer("blauwevos").await;
    let path = format!("{customer}/promotionEligibilities");
    let item = |item: &str, quantity: u32, term: &str, promotion: Option<&str>| {
        json!({
            "catalogItemId": item, "quantity": quantity, "termDuration": term, "billingCycle": "Monthly",
            "promotionId": promotion
        })
    };
    let items = [
        item(TEAMS, 10, "P1Y", Some(SPRING)),
        item(TEAMS, 301, "P1M", None),
        item(TEAMS, 10, "P1Y", Some("AUTUMN")),
        item(NCE_BASIC, 10, "P1Y", None),
        item("NOTHING:0001", 10, "P1Y", None),
        item(BASIC, 10, "P1Y", None),
    ];
    let got = world.post(&path, json!({"items": items})).await.expect(200);
    let kinds = |number: usize| -> Vec<&str> {
        let errors = got["items"][number]["eligibilities"][0]["errors"].as_array().unwrap();
        errors.iter().map(|error| error["type"].as_str().unwrap()).collect()
    };
    assert_eq!((&got["items"][0]["eligibilities"][0]["isEligible"], kinds(0)), (&json!(true), vec![]));
    assert_eq!(kinds(1), ["Term", "SeatCount"]);
    let seats = &got["items"][1]["eligibilities"][0]["errors"][1];
    assert_eq!((&seats["maximumRequiredSeats"], &seats["availableSeats"]), (&json!(300), &json!(300)));
    assert_eq!(got["items"][1]["eligibilities"][0]["errors"][0]["eligibleTerms"], json!(["P1Y"]));
    assert_eq!(kinds(2), ["InvalidPromotion"]);
    assert_eq!(kinds(3), ["NoPromotionsAvailable"]);
    assert_eq!((kinds(4), kinds(5)), (vec!["InvalidCatalogItemId"], vec!["InvalidCatalogItemId"]));
    assert_eq!(got["items"][5]["id"], 5);
    world.buy(&customer, TEAMS, 10).await;
    let got = world.post(&path, json!({"items": [item(TEAMS, 10, "P1Y", None)]})).await.expect(200);
    assert_eq!(got["items"][0]["eligibilities"][0]["errors"][0]["type"], "OfferPurchasedPreviously");
    let got = world.post(&path, json!({"items": [{"quantity": 0}]})).await;
    assert_eq!((got.status, got.body["data"].as_array().unwrap().len()), (StatusCode::BAD_REQUEST, 4));
}

#[tokio::test]
async fn end_dates_that_can_be_shared_are_asked_for_in_both_spellings_nce_702() {
    let world = World::at("2022-04-10T09:00:00Z").await;
    let customer = world.customer("blauwevos").await;
    let held = world.buy(&customer, NCE_STANDARD, 1).await;
    let held = held.rsplit('/').next().unwrap();
    let path = format!("{customer}/subscriptions/customTermEndDates");
    let snake =
        format!("{path}?term_duration=P1Y&term_start_date=2022-05-01&target_coterm_subscription_id={held}");
    let pascal =
        format!("{path}?TermDuration=P1Y&TermStartDate=2022-05-01&TargetCotermSubscriptionId={held}");
    let found = world.get(&snake).await.expect(200);
    assert_eq!(found["items"], world.get(&pascal).await.expect(200)["items"]);
    assert_eq!(found["totalCount"], 1);
    let item = &found["items"][0];
    assert_eq!(item["allowedCustomTermEndDateType"], "subscriptionAligned");
    assert_eq!(item["cotermSubscriptionIds"], json!([held]));
    assert_eq!(item["allowedCustomTermEndDate"], "2023-04-09T00:00:00Z");
    let all = world.get(&format!("{path}?TermDuration=P1Y")).await.expect(200);
    let kinds: Vec<&str> = all["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|item| item["allowedCustomTermEndDateType"].as_str().unwrap())
        .collect();
    assert_eq!(kinds, ["calendarMonthAligned", "subscriptionAligned"]);
    assert_eq!(world.get(&path).await.status, StatusCode::BAD_REQUEST);
}
