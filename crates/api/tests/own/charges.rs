use seatwright_store::{ChargeQuery, StoredCharge};
use serde_json::json;

use crate::world::{ANNA, ILSE, NCE_BASIC, NILS, NOBODY, OTTO, World, own};

async fn charges(world: &World, customer: seatwright_domain::ids::CustomerId) -> Vec<StoredCharge> {
    world.engine.store().charges(&ChargeQuery::of(customer)).await.expect("read").items
}

#[tokio::test]
async fn a_charge_shows_its_calculation_its_event_and_its_invoice() {
    let world = World::new().await;
    let customer = world.customer("blauwevos").await;
    let subscription = world.buy(customer, NCE_BASIC, 5).await.to_string();
    world.advance("P5D").await;
    let change = json!({ "changes": [{ "change": "seats", "subscription": subscription, "quantity": 12 }] });
    let quoted = world.post(ANNA, &own(customer, "quotes"), change).await.is(200).body;
    let redeem = own(customer, &format!("quotes/{}/redeem", quoted["token"].as_str().unwrap()));
    let redeemed = world.post(ANNA, &redeem, json!({})).await.is(200).body;
    let line = &redeemed["lines"][1];
    let path = format!("/seatwright/v1/charges/{}", line["id"].as_str().unwrap());

    let shown = world.get(ANNA, &path).await.is(200).body;
    for field in ["chargeType", "quantity", "amount", "invoiceDate", "text"] {
        assert_eq!(shown[field], line[field], "{field}");
    }
    assert_eq!(shown["text"], quoted["lines"][1]["text"]);
    let derivation = &shown["derivation"];
    assert_eq!(derivation["basis"], json!({ "kind": "days", "days": 25, "of": 30 }));
    assert_eq!(derivation["rounding"], "N2");
    assert_eq!((&shown["rule"], &shown["event"]["event"]), (&json!("NCE-203"), &json!("seats_added")));
    assert!(shown.get("invoice").is_none(), "it waits for one");
    assert!(
        shown["explanation"]
            .as_array()
            .unwrap()
            .iter()
            .all(|sentence| sentence.as_str().unwrap().contains(' '))
    );
    let dutch = world.call_with(ANNA, ("GET", &path), None, &[("X-Locale", "nl-NL")]).await.is(200).body;
    assert!(dutch["text"].as_str().unwrap().starts_with("25 van 30 dagen × 12 × "), "{}", dutch["text"]);

    world.advance("P2M").await;
    let invoice = world.get(ANNA, &path).await.is(200).body["invoice"].clone();
    assert_eq!((&invoice["number"], &invoice["date"]), (&json!("G0000000001"), &json!("2021-10-08")));
}

#[tokio::test]
async fn anothers_charge_looks_like_one_that_is_not_there() {
    let world = World::new().await;
    let customer = world.customer("blauwevos").await;
    world.customer("zilver").await;
    world.buy(customer, NCE_BASIC, 5).await;
    world.buy_from_nordljus(customer, crate::world::STANDARD, 3).await;
    let all = charges(&world, customer).await;
    let path = |charge: &StoredCharge| format!("/seatwright/v1/charges/{}", charge.charge.id);
    let never = world.get(ANNA, &format!("/seatwright/v1/charges/{NOBODY}")).await.is(404);
    let (mine, theirs): (Vec<_>, Vec<_>) =
        all.iter().partition(|charge| charge.charge.offer.as_str() == NCE_BASIC);
    for charge in mine {
        world.get(ANNA, &path(charge)).await.is(200);
        world.get(ILSE, &path(charge)).await.is(200);
        assert_eq!(world.get(NILS, &path(charge)).await.is(404).body, never.body);
        assert_eq!(world.get(OTTO, &path(charge)).await.is(404).body, never.body);
    }
    assert!(!theirs.is_empty());
    for charge in theirs {
        assert_eq!(world.get(ANNA, &path(charge)).await.is(404).body, never.body);
        world.get(NILS, &path(charge)).await.is(200);
    }
}
