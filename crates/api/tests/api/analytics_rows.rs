//! Licence analytics in their newer form: rows, filters, sums and pages.

use serde_json::{Value, json};

use crate::world::{BASIC, BASIC_PLAN, E1, World};

async fn world() -> World {
    let world = World::new().await;
    let customer = world.customer("blauwevos").await;
    world.buy(&customer, BASIC, 3).await;
    world.buy(&customer, E1, 2).await;
    world.licensed_user(&customer, 1, BASIC_PLAN).await;
    let second = world.customer("anders").await;
    world.buy(&second, BASIC, 4).await;
    world
}

fn rows(page: &Value) -> &Vec<Value> {
    page["Value"].as_array().unwrap_or_else(|| panic!("no rows in {page}"))
}

#[tokio::test]
async fn each_customer_and_plan_has_a_row() {
    let world = world().await;
    let page = world.get("/v1/analytics/commercial/deployment/license").await.expect(200);
    assert_eq!(page["TotalCount"], 3);
    assert!(page.get("@nextLink").is_none());
    let first = &rows(&page)[0];
    assert_eq!((&first["customerName"], &first["licensesSold"]), (&json!("anders BV"), &json!(4)));
    assert_eq!((&first["productId"], &first["channel"]), (&json!(BASIC_PLAN), &json!("reseller")));
    assert!(first.get("workloadCode").is_none());
    let held: Vec<_> = rows(&page).iter().map(|row| row["licensesDeployed"].as_u64().unwrap()).collect();
    assert_eq!(held.iter().sum::<u64>(), 1);
    let same = world.get("/partner/v1/analytics/commercial/deployment/license").await.expect(200);
    assert_eq!(same, page);
    let other = world.with_token(world.application_token("nordljus.example", "other-app").await);
    let page = other.get("/v1/analytics/commercial/deployment/license").await.expect(200);
    assert_eq!((&page["TotalCount"], rows(&page).len()), (&json!(0), 0));
}

#[tokio::test]
async fn use_has_a_row_for_each_service_of_a_plan() {
    let world = world().await;
    let filter =
        "workloadCode%20eq%20%27EXCHANGE_S_STANDARD%27%20and%20customerName%20ne%20%27anders%20BV%27";
    let page =
        world.get(&format!("/v1/analytics/commercial/usage/license?filter={filter}")).await.expect(200);
    assert!(page["TotalCount"].as_u64().unwrap() >= 1, "{page}");
    for row in rows(&page) {
        assert_eq!(
            (&row["workloadCode"], &row["customerName"]),
            (&json!("EXCHANGE_S_STANDARD"), &json!("blauwevos BV"))
        );
    }
    let basic = rows(&page).iter().find(|row| row["productId"] == BASIC_PLAN).expect("a row of the plan");
    assert_eq!((&basic["licensesActive"], &basic["licensesQualified"]), (&json!(1), &json!(3)));
    let same = world.get(&format!("/partner/v1/analytics/commercial/usage/license?filter={filter}")).await;
    assert_eq!(rows(&same.expect(200)), rows(&page), "the address of newer clients");
}

#[tokio::test]
async fn alike_rows_are_added_up_and_pages_follow_each_other() {
    let world = world().await;
    const PATH: &str = "/v1/analytics/commercial/deployment/license";
    let page = world.get(&format!("{PATH}?groupby=productName,%20PRODUCTID")).await.expect(200);
    assert_eq!(page["TotalCount"], 2);
    let basic = rows(&page).iter().find(|row| row["productId"] == BASIC_PLAN).expect("a row of the plan");
    assert_eq!((&basic["licensesSold"], &basic["licensesDeployed"]), (&json!(7), &json!(1)));
    assert!(basic.get("customerName").is_none());
    let twice = world.get(&format!("{PATH}?groupby=channel,productName,Channel")).await;
    let text = String::from_utf8(twice.bytes.clone()).expect("text");
    let once = world.get(&format!("{PATH}?groupby=channel,productName")).await.expect(200);
    assert_eq!(text.matches("\"channel\"").count(), 2, "once in each row: {text}");
    assert_eq!(twice.expect(200), once);

    let first = world.get(&format!("{PATH}?top=2&filter=channel+eq+'reseller'")).await.expect(200);
    assert_eq!((&first["TotalCount"], rows(&first).len()), (&json!(3), 2));
    let next = first["@nextLink"].as_str().unwrap();
    assert!(next.starts_with("/analytics/commercial/deployment/license?"), "{next}");
    let second = world.get(&format!("/v1/{next}")).await.expect(200);
    assert_eq!((&second["TotalCount"], rows(&second).len()), (&json!(3), 1));
    assert!(second.get("@nextLink").is_none());
    assert!(!rows(&first).contains(&rows(&second)[0]));
    let beyond = world.get(&format!("{PATH}?skip=5")).await.expect(200);
    assert_eq!((&beyond["TotalCount"], rows(&beyond).len()), (&json!(3), 0));

    assert_eq!(world.get(&format!("{PATH}?processedDateTime=2021-09-01")).await.expect(200)["TotalCount"], 3);
    let past = world.get(&format!("{PATH}?processedDateTime=2021-08-31T00:00:00Z")).await.expect(200);
    assert_eq!(past["TotalCount"], 0, "of earlier days nothing is kept");
}

#[tokio::test]
async fn what_cannot_be_read_is_named() {
    let world = World::new().await;
    const PATH: &str = "/v1/analytics/commercial/deployment/license";
    for query in [
        "top=10001",
        "skip=-1",
        "filter=x",
        "filter=workloadCode+eq+'X'",
        "groupby=workloadName",
        "groupby=a,,b",
        "processedDateTime=x",
    ] {
        let got = world.get(&format!("{PATH}?{query}")).await;
        assert_eq!(got.code(), 800_002, "{query}");
        let field = query.split('=').next().unwrap();
        assert!(got.body["data"][0].as_str().unwrap().starts_with(field), "{}", got.body);
    }
}
