use serde_json::json;

use crate::world::{ANNA, BASIC, ILSE, NILS, STANDARD, World, own};

#[tokio::test]
async fn the_history_is_read_in_order_page_by_page() {
    let world = World::new().await;
    let customer = world.customer("blauwevos").await;
    let subscription = world.buy(customer, BASIC, 5).await.to_string();
    let all = world.get(ANNA, &own(customer, "events")).await.is(200);
    let kinds: Vec<&str> =
        all.items().iter().map(|event| event["event"]["event"].as_str().unwrap()).collect();
    assert_eq!(kinds.first(), Some(&"customer_created"));
    assert!(kinds.contains(&"subscription_started"));
    assert!(all.body.get("next").is_none());
    assert_eq!(all.items()[0]["by"]["user"], ANNA);
    assert_eq!(all.items()[0]["hash"].as_str().unwrap().len(), 64);
    let mut after = json!(0);
    let mut paged = Vec::new();
    loop {
        let page = world.get(ANNA, &own(customer, &format!("events?size=1&after={after}"))).await.is(200);
        paged.extend(page.items().clone());
        match page.body.get("next") {
            Some(next) => after = next.clone(),
            None => break,
        }
    }
    assert_eq!(&paged, all.items());
    let some = world.get(ANNA, &own(customer, "events?types=renamed,subscription_started")).await.is(200);
    assert_eq!(some.items().len(), 1);
    let some = world.get(ANNA, &own(customer, &format!("events?subscription={subscription}"))).await.is(200);
    assert!(some.items().iter().all(|event| event["event"].to_string().contains(&subscription)));
    assert!(!some.items().is_empty());
}

#[tokio::test]
async fn what_another_partner_sold_is_shown_to_the_customer_only_upg_07() {
    let world = World::new().await;
    let customer = world.customer("blauwevos").await;
    let ours = world.buy(customer, BASIC, 5).await.to_string();
    let theirs = world.buy_from_nordljus(customer, STANDARD, 3).await.to_string();
    let direct = world.buy_direct(customer, "CFQ7TTC0LDPB:0001", 2).await.to_string();
    let text = |seen: crate::world::Seen| seen.is(200).body.to_string();
    let of_anna = text(world.get(ANNA, &own(customer, "events?size=1000")).await);
    assert!(of_anna.contains(&ours) && !of_anna.contains(&theirs) && !of_anna.contains(&direct));
    assert!(!of_anna.contains("nordljus") && !of_anna.contains("0000-000000009b1e"));
    let of_nils = text(world.get(NILS, &own(customer, "events?size=1000")).await);
    assert!(!of_nils.contains(&ours) && of_nils.contains(&theirs) && !of_nils.contains(&direct));
    let of_ilse = text(world.get(ILSE, &own(customer, "events?size=1000")).await);
    assert!([&ours, &theirs, &direct].iter().all(|id| of_ilse.contains(id.as_str())));
}
