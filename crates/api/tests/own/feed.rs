//! The ordered feed over HTTP: one order for each organisation, without gaps, and with nothing of others.

use std::sync::Arc;

use serde_json::{Value, json};

use crate::world::{ANNA, BASIC, ILSE, NILS, STANDARD, World, own};

const FEED: &str = "/seatwright/v1/feed";

fn numbers(items: &[Value]) -> Vec<u64> {
    items.iter().map(|item| item["number"].as_u64().expect("a number")).collect()
}

#[tokio::test]
async fn a_feed_is_read_from_any_number_in_any_pages() {
    let world = World::new().await;
    let first = world.customer("blauwevos").await;
    world.buy(first, BASIC, 5).await;
    let second = world.customer("duin").await;
    let subscription = world.buy(second, BASIC, 3).await.to_string();
    let all = world.get(ANNA, FEED).await.is(200);
    let items = all.items().clone();
    assert_eq!(numbers(&items), (1..=items.len() as u64).collect::<Vec<_>>());
    assert_eq!(all.body["next"], items.len());
    let last = items.last().expect("something");
    assert_eq!(last["customer"], second.to_string());
    assert_eq!(last["stateVersion"], last["seq"]);
    assert!(items.iter().any(|item| item["subscription"] == subscription && item["by"]["user"] == ANNA));

    let mut after = json!(0);
    let mut paged = Vec::new();
    loop {
        let page = world.get(ANNA, &format!("{FEED}?size=2&after={after}")).await.is(200);
        if page.items().is_empty() {
            assert_eq!(page.body["next"], after);
            break;
        }
        after = page.body["next"].clone();
        paged.extend(page.items().clone());
    }
    assert_eq!(paged, items);
    // The history of a customer has the same events under the account's own numbers.
    let history = world.get(ANNA, &own(second, "events")).await.is(200);
    let of_second: Vec<&Value> = items.iter().filter(|item| item["customer"] == second.to_string()).collect();
    assert_eq!(history.items().len(), of_second.len());
    for (event, item) in history.items().iter().zip(of_second) {
        assert_eq!((&event["seq"], &event["event"]), (&item["seq"], &item["event"]));
    }
}

#[tokio::test]
async fn types_leave_out_events_and_never_a_place() {
    let world = World::new().await;
    let customer = world.customer("blauwevos").await;
    world.buy(customer, BASIC, 5).await;
    let all = world.get(ANNA, FEED).await.is(200);
    let some = world.get(ANNA, &format!("{FEED}?types=subscription_started,renewed")).await.is(200);
    assert_eq!(some.items().len(), 1);
    assert_eq!(some.items()[0]["event"]["event"], "subscription_started");
    assert_eq!(some.body["next"], all.body["next"], "how far was read, and not what was found");
    let none = world.get(ANNA, &format!("{FEED}?types=renewed&size=2")).await.is(200);
    assert_eq!((none.items().len(), &none.body["next"]), (0, &json!(2)));
}

#[tokio::test]
async fn each_partner_has_its_own_numbers_and_sees_nothing_of_the_other_upg_07() {
    let world = World::new().await;
    let customer = world.customer("blauwevos").await;
    let ours = world.buy(customer, BASIC, 5).await.to_string();
    let theirs = world.buy_from_nordljus(customer, STANDARD, 3).await.to_string();
    let direct = world.buy_direct(customer, "CFQ7TTC0LDPB:0001", 2).await.to_string();
    let of = async |who: &str| {
        let seen = world.get(who, FEED).await.is(200);
        assert_eq!(numbers(seen.items()), (1..=seen.items().len() as u64).collect::<Vec<_>>());
        seen.body.to_string()
    };
    let anna = of(ANNA).await;
    assert!(anna.contains(&ours) && !anna.contains(&theirs) && !anna.contains(&direct));
    assert!(!anna.contains("nordljus") && !anna.contains("0000-000000009b1e"));
    let nils = of(NILS).await;
    assert!(!nils.contains(&ours) && nils.contains(&theirs) && !nils.contains(&direct));
    let ilse = of(ILSE).await;
    assert!([&ours, &theirs, &direct].iter().all(|id| ilse.contains(id.as_str())));
    let history = world.get(ILSE, &own(customer, "events?size=1000")).await.is(200);
    let seen = world.get(ILSE, FEED).await.is(200);
    assert_eq!(seen.items().len(), history.items().len(), "a customer's feed is its history");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_reader_can_wait_for_what_comes_next() {
    let world = Arc::new(World::new().await);
    let customer = world.customer("blauwevos").await;
    let after = world.get(ANNA, FEED).await.is(200).body["next"].clone();
    let reader = world.clone();
    let path = format!("{FEED}?after={after}&wait=30");
    let waiting = tokio::spawn(async move { reader.get(ANNA, &path).await });
    tokio::task::yield_now().await;
    let subscription = world.buy(customer, BASIC, 5).await.to_string();
    let seen = waiting.await.expect("it ends").is(200);
    assert!(seen.items().iter().any(|item| item["subscription"] == subscription));
    world.get(ANNA, &format!("{FEED}?wait=31")).await.is(400);
    world.get(ANNA, &format!("{FEED}?after=x")).await.is(400);
}
