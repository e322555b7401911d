//! Reading: the catalogue in a market and for a customer, step by step as clients follow it, and what is told of one customer.

use crate::world::World;

#[tokio::test]
async fn the_catalogue_is_followed_from_the_view_down_to_an_availability() {
    let world = World::new().await;
    let customer = world.customer("blauwevos").await;
    let of_customer = format!("{customer}/products");
    for (products, market) in [("/v1/products", "country=NL"), (of_customer.as_str(), "")] {
        let list = world.get(&format!("{products}?{market}&targetView=OnlineServices")).await.expect(200);
        let found =
            list["items"].as_array().unwrap().iter().find(|item| item["id"] == "CFQ7TTC0LH18").unwrap();
        let product = format!("{products}/CFQ7TTC0LH18");
        let one = world.get(&format!("{product}?{market}")).await.expect(200);
        assert_eq!(one["title"], found["title"]);
        let skus = world.get(&format!("{product}/skus?{market}")).await.expect(200);
        let id = skus["items"][0]["id"].as_str().unwrap().to_owned();
        let sku = world.get(&format!("{product}/skus/{id}?{market}")).await.expect(200);
        assert_eq!((&sku["id"], &sku["productId"]), (&skus["items"][0]["id"], &one["id"]));
        let shelf = format!("{product}/skus/{id}/availabilities");
        let availabilities = world.get(&format!("{shelf}?{market}")).await.expect(200);
        let first = &availabilities["items"][0];
        let again =
            world.get(&format!("{shelf}/{}?{market}", first["id"].as_str().unwrap())).await.expect(200);
        assert_eq!(again["catalogItemId"], first["catalogItemId"]);
        let words = world.get(&format!("{products}?{market}&targetView=Everything")).await;
        assert_eq!((words.status.as_u16(), words.code()), (400, 800_002));
    }
}

#[tokio::test]
async fn what_is_told_of_a_customer_is_its_own() {
    let world = World::new().await;
    let customer = world.customer("blauwevos").await;
    let company = world.get(&format!("{customer}/profiles/company")).await.expect(200);
    assert_eq!(company["domain"], "blauwevos.onmicrosoft.com");
    let categories = world.get(&format!("{customer}/offercategories")).await.expect(200);
    assert!(categories["items"].as_array().unwrap().iter().all(|category| category["country"] == "NL"));
    let subscription = world.buy(&customer, "CFQ7TTC0LH18:0001", 5).await;
    let status = world.get(&format!("{subscription}/provisioningstatus")).await.expect(200);
    assert_eq!((&status["quantity"], &status["status"]), (&5.into(), &"success".into()));
}

#[tokio::test]
async fn a_flag_or_word_that_is_none_is_refused_with_what_it_takes() {
    let world = World::new().await;
    let customer = world.customer("blauwevos").await;
    for query in ["orders?include_price=maybe", "orders?billingType=weekly", "users?seekOperation=Previous"] {
        let got = world.get(&format!("{customer}/{query}")).await;
        assert_eq!((got.status.as_u16(), got.code()), (400, 800_002), "{query}");
    }
    world.get(&format!("{customer}/orders?include_price=TRUE&billingType=")).await.expect(200);
}
