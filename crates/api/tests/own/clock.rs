use serde_json::json;

use crate::world::{ANNA, BASIC, HELEN, ILSE, NCE_BASIC, World};

const CLOCK: &str = "/seatwright/v1/clock";

#[tokio::test]
async fn the_clock_shows_what_happens_next_and_goes_there() {
    let world = World::new().await;
    let seen = world.get(ANNA, CLOCK).await.is(200);
    assert_eq!(seen.body["now"], "2021-09-01T09:00:00Z");
    assert_eq!(seen.body["isSimulated"], true);
    assert!(seen.body.get("nextEvent").is_none());
    let customer = world.customer("blauwevos").await;
    world.buy(customer, BASIC, 5).await;
    let next = world.get(ANNA, CLOCK).await.body["nextEvent"].as_str().expect("an instant").to_owned();
    let moved = world.post(ANNA, CLOCK, json!({ "toNextEvent": true })).await.is(200);
    assert_eq!(moved.body["from"], "2021-09-01T09:00:00Z");
    assert_eq!(moved.body["now"], next.as_str());
    assert_eq!(next, "2021-09-16T12:00:00Z", "bills are cut the day after the billing day");
    let next = moved.body["nextEvent"].clone();
    let moved = world.post(ANNA, CLOCK, json!({ "toNextEvent": true })).await.is(200);
    assert_eq!((&moved.body["now"], next.as_str()), (&next, Some("2021-10-01T00:00:00Z")));
    assert_eq!(moved.body["eventKinds"]["cycle_started"], 1);
    assert_eq!(moved.body["accounts"], 1);
}

#[tokio::test]
async fn a_month_and_an_instant_are_ways_of_moving_too() {
    let world = World::new().await;
    let customer = world.customer("blauwevos").await;
    world.buy(customer, NCE_BASIC, 5).await;
    let moved = world.post(ANNA, CLOCK, json!({ "advanceBy": "P1M" })).await.is(200);
    assert_eq!(moved.body["now"], "2021-10-01T09:00:00Z");
    let moved = world.post(ANNA, CLOCK, json!({ "advanceTo": "2022-10-01T00:00:00Z" })).await.is(200);
    assert_eq!(moved.body["eventKinds"]["renewed"], 1);
}

#[tokio::test]
async fn a_request_repeated_with_its_id_moves_the_clock_once() {
    let world = World::new().await;
    let body = json!({ "advanceBy": "P1D" });
    let id = [("MS-RequestId", "7a1c3b56-0000-4000-8000-000000000001")];
    let first = world.call_with(ANNA, ("POST", CLOCK), Some(&body), &id).await.is(200);
    let again = world.call_with(ANNA, ("POST", CLOCK), Some(&body), &id).await.is(200);
    assert_eq!(first.body, again.body);
    assert_eq!(again.headers["seatwright-repeated"], "true");
    assert_eq!(world.engine.now().to_string(), "2021-09-02T09:00:00Z");
    let other = world.call_with(ANNA, ("POST", CLOCK), Some(&json!({ "advanceBy": "P2D" })), &id).await;
    assert_eq!(other.is(409).body["code"], 990_006);
}

#[tokio::test]
async fn only_a_partners_administrators_move_the_clock_and_only_a_simulated_one() {
    let world = World::new().await;
    world.customer("blauwevos").await;
    let body = json!({ "advanceBy": "P1D" });
    for who in [HELEN, ILSE] {
        let seen = world.post(who, CLOCK, body.clone()).await.is(403);
        assert_eq!(seen.reasons(), ["role-missing"]);
    }
    let real = World::with(false).await;
    assert_eq!(real.post(ANNA, CLOCK, body).await.is(409).body["code"], 990_007);
    assert_eq!(real.get(ANNA, CLOCK).await.is(200).body["isSimulated"], false);
}

#[tokio::test]
async fn bad_targets_are_named_and_move_nothing() {
    let world = World::new().await;
    for body in [
        json!({}),
        json!({ "toNextEvent": false }),
        json!({ "advanceBy": "P1D", "toNextEvent": true }),
        json!({ "advanceBy": "P1D", "advanceTo": "2022-01-01T00:00:00Z" }),
        json!({ "advanceBy": "a month" }),
        json!({ "advanceBy": "1 month" }),
        json!({ "advanceBy": "-P1D" }),
        json!({ "advanceBy": 5 }),
        json!({ "advanceTo": "tomorrow" }),
        json!({ "toNextEvent": "maybe" }),
    ] {
        let seen = world.post(ANNA, CLOCK, body.clone()).await;
        assert_eq!((seen.status, &seen.body["code"]), (400, &json!(800_002)), "{body}");
    }
    for body in [json!({ "advanceTo": "2020-01-01T00:00:00Z" }), json!({ "advanceBy": "P9000Y" })] {
        assert_eq!(world.post(ANNA, CLOCK, body).await.is(400).body["code"], 990_008);
    }
    assert_eq!(world.engine.now().to_string(), "2021-09-01T09:00:00Z");
}
