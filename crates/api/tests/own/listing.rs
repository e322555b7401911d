use serde_json::Value;

use crate::world::{ANNA, BASIC, ILSE, NCE_BASIC, NILS, STANDARD, Seen, World, own};

fn find<'a>(seen: &'a Seen, offer: &str) -> Option<&'a Value> {
    seen.items().iter().find(|item| item["offer"].as_str().unwrap().starts_with(offer))
}

#[tokio::test]
async fn the_listing_shows_every_offer_and_why_some_cannot_be_had() {
    let world = World::new().await;
    let customer = world.customer("blauwevos").await;
    let seen = world.get(ANNA, &own(customer, "listing")).await.is(200);
    let basic = find(&seen, BASIC).expect("listed");
    assert_eq!(basic["isAvailable"], true);
    assert_eq!(basic["isFirstParty"], true);
    assert!(basic["terms"][0]["unitPrice"].is_number());
    let blocked = seen.items().iter().filter(|item| item["isAvailable"] == false).collect::<Vec<_>>();
    assert!(!blocked.is_empty());
    for item in blocked {
        assert!(item["reasons"][0]["text"].as_str().is_some_and(|text| text.contains(' ')), "{item}");
    }
    // CAT-05: a suspended subscription is reactivated instead.
    let subscription = world.buy(customer, BASIC, 2).await;
    let suspend = own(customer, &format!("subscriptions/{subscription}/suspend"));
    world.post(ANNA, &suspend, serde_json::json!({ "reason": "customerRequest" })).await.is(200);
    let seen = world.get(ANNA, &own(customer, "listing")).await.is(200);
    let reasons = &find(&seen, BASIC).expect("listed")["reasons"];
    assert!(reasons.to_string().contains("reactivate-instead"), "{reasons}");
}

#[tokio::test]
async fn filters_combine_cat_02() {
    let world = World::new().await;
    let customer = world.customer("blauwevos").await;
    let all = world.get(ANNA, &own(customer, "listing")).await.is(200).items().len();
    let mut narrower = all;
    for (query, member, value) in [
        ("publisher=microsoft", "/isFirstParty", Value::from(true)),
        ("publisher=microsoft&category=Trial", "/category", Value::from("trial")),
        ("publisher=partner&billingType=license", "/isFirstParty", Value::from(false)),
        ("category=small_business&available=true", "/isAvailable", Value::from(true)),
    ] {
        let seen = world.get(ANNA, &own(customer, &format!("listing?{query}"))).await.is(200);
        assert!(!seen.items().is_empty() && seen.items().len() < all, "{query}");
        assert!(seen.items().iter().all(|item| item.pointer(member) == Some(&value)), "{query}");
        narrower = narrower.min(seen.items().len());
    }
    let restricted = world.get(ANNA, &own(customer, "listing?restricted=true")).await.is(200);
    assert!(!restricted.items().is_empty());
    assert!(restricted.items().iter().all(|item| item["limit"].as_u64().is_some_and(|count| count > 0)));
    let page = world.get(ANNA, &own(customer, "listing?size=2&offset=1")).await.is(200);
    assert_eq!(page.items().len(), 2);
    assert!(page.body["links"]["next"]["uri"].as_str().unwrap().contains("offset=3"));
    for query in ["publisher=nobody", "category=x", "billingType=free", "size=-1", "offset=x"] {
        let seen = world.get(ANNA, &own(customer, &format!("listing?{query}"))).await;
        assert_eq!(seen.status, 400, "{query}");
    }
}

#[tokio::test]
async fn windows_are_listed_with_their_instants_the_first_to_close_first() {
    let world = World::new().await;
    let customer = world.customer("blauwevos").await;
    world.buy(customer, BASIC, 5).await;
    // From March 2022 on seats can be given back for seven days too.
    world.advance("P8M").await;
    let subscription = world.buy(customer, NCE_BASIC, 5).await.to_string();
    let seen = world.get(ANNA, &own(customer, "windows")).await.is(200);
    assert!(seen.items().iter().all(|window| window["subscription"] == subscription.as_str()));
    let kinds: Vec<&str> = seen.items().iter().map(|window| window["kind"].as_str().unwrap()).collect();
    assert!(kinds.contains(&"cancel") && kinds.contains(&"seats"), "{kinds:?}");
    let ends: Vec<&str> = seen.items().iter().map(|window| window["until"].as_str().unwrap()).collect();
    assert!(ends.is_sorted() && ends.iter().all(|end| end.ends_with('Z')));
    world.advance("P2M").await;
    assert_eq!(world.get(ANNA, &own(customer, "windows")).await.is(200).items().len(), 0);
}

#[tokio::test]
async fn a_licence_conflict_is_told_to_the_seller_and_the_customer_only() {
    let world = World::new().await;
    let customer = world.customer("blauwevos").await;
    let subscription = world.buy(customer, BASIC, 3).await;
    world.licensed_users(customer, subscription, 3).await;
    let path = own(customer, "licence-conflicts");
    assert_eq!(world.get(ANNA, &path).await.is(200).items().len(), 0);
    let fewer = serde_json::json!({ "quantity": 1 });
    let patch = format!("/v1/customers/{customer}/subscriptions/{subscription}");
    world.send_json(ANNA, "PATCH", &patch, fewer).await.is(200);
    for who in [ANNA, ILSE] {
        let seen = world.get(who, &path).await.is(200);
        assert_eq!(seen.items()[0]["usersTooMany"], 2);
        assert_eq!(seen.items()[0]["seats"], 1);
    }
    world.buy_from_nordljus(customer, STANDARD, 3).await;
    assert_eq!(world.get(NILS, &path).await.is(200).items().len(), 0);
}
