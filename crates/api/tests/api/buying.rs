//! The catalogue, carts and orders.

use axum::http::StatusCode;
use serde_json::{Value, json};

use crate::world::{ARCHIVE, BASIC, NCE_BASIC, STANDARD, World};

fn ids(list: &Value, key: &str) -> Vec<String> {
    let items = list["items"].as_array().unwrap();
    items.iter().map(|item| item[key].as_str().unwrap_or_default().to_owned()).collect()
}

#[tokio::test]
async fn classic_offers_are_browsed_by_market_and_category() {
    let world = World::new().await;
    let categories = world.get("/v1/offercategories?country=nl").await.expect(200);
    assert_eq!(ids(&categories, "id"), ["SmallBusiness_Key", "Enterprise_Key", "Trial_Key"]);
    let offers = world.get("/v1/offers?country=NL&offer_category_id=SmallBusiness_Key").await.expect(200);
    assert!(ids(&offers, "id").contains(&BASIC.to_owned()));
    let offer = world.get(&format!("/v1/offers/{}?country=NL", BASIC.to_lowercase())).await.expect(200);
    assert_eq!(offer["name"], "Microsoft 365 Business Basic");
    assert_eq!(offer["supportedBillingCycles"], json!(["monthly", "annual"]));
    assert!(offer["upgradeTargetOffers"].as_array().unwrap().contains(&json!(STANDARD)));
    let first = world.get("/v1/offers?country=NL&size=2").await.expect(200);
    assert_eq!(first["totalCount"], 2);
    let next = first["links"]["next"]["uri"].as_str().unwrap();
    let second = world.get(&format!("/v1{next}")).await.expect(200);
    assert_ne!(ids(&first, "id"), ids(&second, "id"));
    let addons = world.get(&format!("/v1/offers/{BASIC}/addons?country=NL")).await.expect(200);
    assert!(ids(&addons, "id").contains(&ARCHIVE.to_owned()));
}

#[tokio::test]
async fn what_a_customer_may_buy_leaves_out_what_it_may_not_cat_01_cat_08() {
    let world = World::new().await;
    let customer = world.customer("blauwevos").await;
    let offers = ids(&world.get(&format!("{customer}/offers")).await.expect(200), "id");
    assert!(offers.contains(&BASIC.to_owned()) && !offers.contains(&ARCHIVE.to_owned()));
}

#[tokio::test]
async fn products_lead_to_skus_to_availabilities_to_an_order() {
    let world = World::new().await;
    let customer = world.customer("blauwevos").await;
    let query = "targetView=OnlineServices&targetSegment=commercial";
    let products = world.get(&format!("/v1/products?country=NL&{query}")).await.expect(200);
    assert!(ids(&products, "id").contains(&"CFQ7TTC0LH18".to_owned()));
    let skus = world.get(&format!("{customer}/products/cfq7ttc0lh18/skus")).await.expect(200);
    assert_eq!(ids(&skus, "id"), ["0001", "T001"], "the base comes first, its trial after it");
    let path = format!("{customer}/products/CFQ7TTC0LH18/skus/0001/availabilities");
    let availability = world.get(&path).await.expect(200)["items"][0].clone();
    assert_eq!(availability["segment"], "commercial");
    assert_eq!(availability["defaultCurrency"]["code"], "EUR");
    let item = availability["catalogItemId"].as_str().unwrap();
    let subscription = world.buy(&customer, item, 4).await;
    assert_eq!(world.get(&subscription).await.expect(200)["offerId"], item);
    let one = format!("{path}/{}", availability["id"].as_str().unwrap().to_lowercase());
    assert_eq!(world.get(&one).await.expect(200)["id"], availability["id"]);
    let market = world.get("/v1/products/CFQ7TTC0LH18/skus/0001?country=NL").await.expect(200);
    assert_eq!(
        market["links"]["availabilities"]["uri"],
        "/products/CFQ7TTC0LH18/skus/0001/availabilities?country=NL"
    );
    let saas = world.get("/v1/products?country=NL&targetView=MarketplaceSaaS").await.expect(200);
    assert!(ids(&saas, "publisherName").iter().all(|name| name != "Microsoft"));
}

#[tokio::test]
async fn a_cart_shows_what_stands_against_each_line_and_is_ordered_once_buy_01_buy_02() {
    let world = World::new().await;
    let customer = world.customer("blauwevos").await;
    let lines = json!({"lineItems": [
        {"catalogItemId": BASIC, "quantity": 10, "billingCycle": "monthly", "friendlyName": "Kantoor",
         "addonItems": [{"catalogItemId": ARCHIVE, "quantity": 4, "billingCycle": "monthly"}]},
        {"catalogItemId": NCE_BASIC, "quantity": 1000, "billingCycle": "monthly", "termDuration": "P1Y"}
    ]});
    let cart = world.post(&format!("{customer}/carts"), lines).await.expect(201);
    let items = cart["lineItems"].as_array().unwrap();
    assert!(items[0].get("error").is_none() && items[0]["addonItems"][0].get("error").is_none(), "{cart}");
    assert_eq!(items[1]["error"]["errorCode"], 2002);
    assert_eq!(items[1]["reasons"][0]["remedies"][0]["do"], "choose_quantity");
    let amount = |key: &str| items[0]["pricing"][key].to_string().parse::<rust_decimal::Decimal>().unwrap();
    assert_eq!(amount("price") * rust_decimal::Decimal::from(120), amount("extendedPrice"));
    assert_eq!(
        world.get(&format!("{customer}/subscriptions")).await.expect(200)["totalCount"],
        0,
        "nothing happens before checkout"
    );
    let path = format!("{customer}/carts/{}", cart["id"].as_str().unwrap());
    let refused = world.post(&format!("{path}/checkout"), json!("success")).await;
    assert_eq!((refused.status, refused.code()), (StatusCode::BAD_REQUEST, 2002));

    let mut fixed = world.get(&path).await.expect(200);
    fixed["lineItems"][1]["quantity"] = json!(5);
    let fixed = world.put(&path, fixed).await.expect(200);
    assert!(fixed["lineItems"][1].get("error").is_none(), "{fixed}");
    assert_eq!(fixed["lineItems"][0]["addonItems"][0]["quantity"], 4, "add-ons survive the round trip");
    let first = world.post(&format!("{path}/checkout"), json!("success")).await.expect(201);
    assert_eq!(first["orders"].as_array().unwrap().len(), 2, "one order for each system");
    assert_eq!(first["orderErrors"], json!([]));
    let again = world.post(&format!("{path}/checkout"), Value::Null).await.expect(201);
    assert_eq!(again["orders"].as_array().unwrap().len(), 2);
    let list = world.get(&format!("{customer}/subscriptions")).await.expect(200);
    assert_eq!(list["totalCount"], 3, "a second checkout buys nothing");
    assert_eq!(world.get(&path).await.expect(200)["status"], "Ordered");
    let got = world.put(&path, json!({"lineItems": [{"catalogItemId": BASIC, "quantity": 1}]})).await;
    assert_eq!(got.code(), 800_065);
}

#[tokio::test]
async fn the_java_library_gets_nested_add_ons_under_its_own_name() {
    let world = World::new().await;
    let customer = world.customer("blauwevos").await;
    let lines = json!({"lineItems": [
        {"catalogItemId": BASIC, "quantity": 2, "addOnItems": [{"catalogItemId": ARCHIVE, "quantity": 1}]}
    ]});
    let headers = [("MS-PartnerCenter-Client", "Partner Center Java SDK")];
    let cart = world.call("POST", &format!("{customer}/carts"), Some(&lines), &headers).await.expect(201);
    assert_eq!(cart["lineItems"][0]["addOnItems"][0]["quantity"], 1);
}

#[tokio::test]
async fn an_order_is_read_extended_and_changed_add_01_bill_301() {
    let world = World::new().await;
    let customer = world.customer("blauwevos").await;
    let subscription = world.buy(&customer, BASIC, 5).await;
    let id = subscription.rsplit('/').next().unwrap();
    let orders = world.get(&format!("{customer}/orders?include_price=True")).await.expect(200);
    let order = &orders["items"][0];
    assert!(order["lineItems"][0]["pricing"]["listPrice"].is_number());
    let path = format!("{customer}/orders/{}", order["id"].as_str().unwrap());
    let addon = json!({"id": order["id"], "lineItems": [
        {"lineItemNumber": 0, "offerId": ARCHIVE, "quantity": 2, "parentSubscriptionId": id}
    ]});
    let extended = world.patch(&path, addon).await.expect(200);
    assert_eq!(extended["lineItems"].as_array().unwrap().len(), 2);
    assert_eq!(extended["lineItems"][1]["parentSubscriptionId"], id);
    let addons = world.get(&format!("{subscription}/addons")).await.expect(200);
    assert_eq!(addons["items"][0]["quantity"], 2);
    assert_eq!(addons["items"][0]["parentSubscriptionId"], id);

    let echoed = world.patch(&path, world.get(&path).await.expect(200)).await.expect(200);
    assert_eq!(
        echoed["lineItems"].as_array().unwrap().len(),
        2,
        "what is sent back is bought no second time"
    );
    let etag = world.get(&subscription).await.expect(200)["attributes"]["etag"].clone();
    let annual = json!({"billingCycle": "Annual", "lineItems": [
        {"lineItemNumber": 0, "offerId": BASIC, "quantity": 5, "subscriptionId": id}
    ]});
    assert_eq!(world.patch(&path, annual).await.expect(200)["billingCycle"], "annual");
    assert_eq!(world.get(&path).await.expect(200)["billingCycle"], "annual");
    let now = world.get(&subscription).await.expect(200);
    assert_eq!(now["billingCycle"], "annual");
    assert_eq!(now["attributes"]["etag"], etag, "an order's change leaves the etag of its subscriptions");
    let got = world.patch(&path, json!({"status": "cancelled"})).await;
    assert_eq!(got.code(), 800_077);
    let status = world.get(&format!("{path}/provisioningstatus")).await.expect(200);
    assert_eq!(status["totalCount"], 2);
    assert_eq!(world.get(&format!("{path}/activationlinks")).await.expect(200)["totalCount"], 0);
}

#[tokio::test]
async fn a_marketplace_purchase_keeps_its_link_until_the_set_up_is_done_buy_05() {
    let world = World::new().await;
    let customer = world.customer("blauwevos").await;
    let listing = format!(
        "{}/listing?commerce=marketplace&available=true",
        customer.replace("/v1/", "/seatwright/v1/")
    );
    let offers = world.get(&listing).await.expect(200);
    let offer = offers["items"][0]["catalogItemId"].as_str().unwrap();
    let term = &offers["items"][0]["terms"][0];
    let body = json!({"billingCycle": term["billingCycle"], "lineItems": [
        {"lineItemNumber": 0, "offerId": offer, "quantity": 20, "termDuration": term["termDuration"]}
    ]});
    let order = world.post(&format!("{customer}/orders"), body).await.expect(201);
    let order_path = format!("{customer}/orders/{}", order["id"].as_str().unwrap());
    let id = order["lineItems"][0]["subscriptionId"].as_str().unwrap();
    let subscription = format!("{customer}/subscriptions/{id}");
    let links = world.get(&format!("{order_path}/lineitems/0/activationlinks")).await.expect(200);
    let link = links["items"][0]["link"]["uri"].as_str().unwrap();
    assert!(link.starts_with("https://"), "{link}");
    assert_eq!(world.get(&format!("{subscription}/activationlinks")).await.expect(200)["totalCount"], 1);
    let done = world.call("POST", &format!("{subscription}/activate"), None, &[]).await.expect(200);
    assert_eq!(done["status"], "Success");
    assert_eq!(world.get(&format!("{order_path}/activationlinks")).await.expect(200)["totalCount"], 0);
    assert_eq!(
        world.get(&format!("{order_path}/lineitems/7/activationlinks")).await.status,
        StatusCode::NOT_FOUND
    );
}

#[tokio::test]
async fn lines_are_numbered_in_order_or_not_at_all() {
    let world = World::new().await;
    let customer = world.customer("blauwevos").await;
    let line = |number: Value| json!({"lineItemNumber": number, "offerId": NCE_BASIC, "quantity": 1});
    let path = format!("{customer}/orders");
    let got = world.post(&path, json!({"lineItems": [line(json!(1))]})).await;
    assert_eq!(got.code(), 800_071);
    world.post(&path, json!({"lineItems": [line(Value::Null)]})).await.expect(201);
}
