//! Several sellers of one customer: each may know of the customer, and of nothing that another sold it (CHAN-101, UPG-07).

use seatwright_api::{Operation, operations};

use crate::bodies::probes;
use crate::world::{NOBODY, World, ZUIDER};

/// What a seller has for itself. Users are the customer's, and every partner with a relationship sees them.
const SOLD: [&str; 7] =
    ["{subscription}", "{order}", "{cart}", "{token}", "{upgrade}", "{charge}", "{invoice}"];

#[tokio::test]
async fn what_another_seller_sold_is_answered_like_what_does_not_exist_chan_101_upg_07() {
    let world = World::new().await;
    let ids: Vec<&str> = world.known.values().map(String::as_str).chain([NOBODY]).collect();
    let none = world.only_customer();
    let mut wrong = Vec::new();
    let mut walked = 0;
    let names = |operation: &&Operation| SOLD.iter().any(|name| operation.path.contains(name));
    for operation in operations().iter().filter(names) {
        let theirs = probes(operation, &World::filled(operation, &world.known), &world.known);
        let nobodys = probes(operation, &World::filled(operation, &none), &none);
        for (theirs, nobodys) in theirs.iter().zip(&nobodys) {
            let real = world.call(ZUIDER, &operation.method, &theirs.path, theirs.body.as_ref()).await;
            let unknown = world.call(ZUIDER, &operation.method, &nobodys.path, nobodys.body.as_ref()).await;
            walked += 1;
            if real.status < 400 || real.status >= 500 || real.without(&ids) != unknown.without(&ids) {
                wrong.push(format!("{} {}:\n  {real:?}\n  {unknown:?}", operation.method, operation.path));
            }
        }
    }
    assert!(wrong.is_empty(), "{} of {walked}:\n{}", wrong.len(), wrong.join("\n"));
    assert!(walked > 30, "{walked} calls are not all of them");
}

#[tokio::test]
async fn no_list_shows_what_another_seller_sold_upg_07() {
    let world = World::new().await;
    let secrets = ["subscription", "classic", "order", "cart", "token", "upgrade", "charge", "invoice"];
    let mut walked = 0;
    for operation in operations().iter().filter(|known| known.method == "GET" && !known.is_open) {
        let path = World::filled(operation, &world.only_customer());
        let got = world.call(ZUIDER, "GET", &path, None).await;
        walked += usize::from(got.status == 200);
        for secret in secrets {
            let shown = got.text.to_ascii_lowercase().contains(&world.known[secret].to_ascii_lowercase());
            assert!(!shown, "GET {} shows the {secret}: {}", operation.path, got.text);
        }
    }
    assert!(walked > 30, "{walked} lists are not all of them");
}
