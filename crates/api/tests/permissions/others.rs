//! What is another's and what does not exist get one and the same answer: for every operation that names a customer, an invoice
//! or a charge, and for everybody who has no business with it.

use std::collections::BTreeMap;

use seatwright_api::{Operation, operations};

use crate::bodies::probes;
use crate::world::{DUINRAND, NOBODY, STRANGERS, World};

/// The parameters that name somebody's business.
const BUSINESS: [&str; 9] = [
    "{customer}",
    "{subscription}",
    "{order}",
    "{cart}",
    "{invoice}",
    "{user}",
    "{token}",
    "{charge}",
    "{upgrade}",
];

fn names_business(operation: &Operation) -> bool {
    !operation.is_open && BUSINESS.iter().any(|name| operation.path.contains(name))
}

#[tokio::test]
async fn what_is_anothers_is_answered_like_what_does_not_exist_role_03_role_04_role_05_chan_106() {
    let world = World::new().await;
    let ids: Vec<&str> = world.known.values().map(String::as_str).chain([NOBODY]).collect();
    let nothing = BTreeMap::new();
    let mut wrong = Vec::new();
    let mut walked = 0;
    for operation in operations().iter().filter(|known| names_business(known)) {
        let (real, none) = (World::filled(operation, &world.known), World::filled(operation, &nothing));
        let of_real = probes(operation, &real, &world.known);
        let of_none = probes(operation, &none, &nothing);
        assert_eq!(of_real.len(), of_none.len());
        for (real, none) in of_real.iter().zip(&of_none) {
            for who in STRANGERS {
                let theirs = world.call(who, &operation.method, &real.path, real.body.as_ref()).await;
                let nobodys = world.call(who, &operation.method, &none.path, none.body.as_ref()).await;
                walked += 1;
                let lets_in = theirs.status < 400 || theirs.status == 401 || theirs.status >= 500;
                if lets_in || theirs.without(&ids) != nobodys.without(&ids) {
                    wrong.push(format!(
                        "{} {} for {who}:\n  {theirs:?}\n  {nobodys:?}",
                        operation.method, operation.path
                    ));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{} of {walked}:\n{}", wrong.len(), wrong.join("\n"));
    assert!(walked > 4 * 70, "{walked} calls are not all of them");
}

#[tokio::test]
async fn a_partner_of_another_cloud_is_no_reseller_even_when_the_customer_asks_role_04() {
    let world = World::new().await;
    let path = format!("/seatwright/v1/customers/{}/relationships", world.known["customer"]);
    let body = serde_json::json!({"partner": "federal.example", "delegated": true});
    let admin = format!("customer_global_admin@{}", crate::world::BLAUWEVOS);
    let got = world.call(&admin, "POST", &path, Some(&body)).await;
    assert!(got.text.contains("ROLE-04"), "{got:?}");
}

#[tokio::test]
async fn the_reseller_of_record_looks_at_its_customers_and_nothing_else_chan_106() {
    let world = World::new().await;
    let customers = world.call(DUINRAND, "GET", "/v1/customers", None).await.is(200);
    assert_eq!(customers["totalCount"], 1, "{customers}");
    assert_eq!(customers["items"][0]["id"], world.known["customer"].as_str());
    let policy = world.engine.policies().at(world.engine.now()).clone();
    let looks = |operation: &Operation| operation.actions.contains(&seatwright_domain::role::Action::View);
    for operation in operations().iter().filter(|known| names_business(known)) {
        let path = World::filled(operation, &world.known);
        for probe in probes(operation, &path, &world.known) {
            let got = world.call(DUINRAND, &operation.method, &probe.path, probe.body.as_ref()).await;
            let told = format!("{} {}: {got:?}", operation.method, operation.path);
            if operation.method != "GET" {
                assert!(got.status >= 400, "it changes nothing: {told}");
            } else if !looks(operation) {
                assert!(!got.text.contains(&world.known["classic"]), "the bill is the seller's: {told}");
            }
            assert!(got.status < 500 && got.status != 401, "{told}");
        }
    }
    let subscription =
        format!("/v1/customers/{}/subscriptions/{}", world.known["customer"], world.known["subscription"]);
    let seen = world.call(DUINRAND, "GET", &subscription, None).await.is(200);
    assert_eq!(seen["partnerId"], "7654321", "{seen}");
    assert!(!policy.tiers.buy_add_ons.contains(&seatwright_domain::partner::Tier::IndirectReseller));
}
