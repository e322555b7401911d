//! The publisher's side of the marketplace over HTTP (BUY-05, TRIAL-01, CXL-01, MKT-104, MKT-105, MKT-109): a year in the
//! life of a subscription, with what the publisher is told and what is billed.

use axum::body::Body;
use axum::http::Request;
use seatwright_domain::ids::CustomerId;
use seatwright_store::ChargeQuery;
use serde_json::{Value, json};

use crate::world::{Got, ISSUER, World};

pub(crate) const VAULT: &str = "DZH318Z0K5V4:0001";
pub(crate) const SIGN: &str = "DZH318Z0K5S1:0001";
pub(crate) const SUBSCRIPTIONS: &str = "/api/saas/subscriptions";

/// An address of the dialect with its version.
pub(crate) fn versioned(path: &str) -> String {
    format!("{SUBSCRIPTIONS}{path}?api-version=2018-08-31")
}

/// A subscription that was bought by the month, as its seller and as its publisher reach it.
pub(crate) struct Bought {
    pub(crate) seller: World,
    pub(crate) publisher: World,
    pub(crate) customer: String,
    pub(crate) id: String,
}

impl Bought {
    pub(crate) async fn new(offer: &str, seats: u32) -> Self {
        let seller = World::new().await;
        let customer = seller.customer("blauwevos").await;
        let body = json!({"billingCycle": "monthly", "lineItems": [
            {"lineItemNumber": 0, "offerId": offer, "quantity": seats, "termDuration": "P1M"}
        ]});
        let order = seller.post(&format!("{customer}/orders"), body).await.expect(201);
        let id = order["lineItems"][0]["subscriptionId"].as_str().expect("an id").to_owned();
        let publisher = seller.with_token(seller.application_token("kestrel.example", "app").await);
        Self { seller, publisher, customer, id }
    }

    pub(crate) async fn active(offer: &str, seats: u32) -> Self {
        let bought = Self::new(offer, seats).await;
        bought.publisher.call("POST", &bought.at("/activate"), None, &[]).await.expect(200);
        bought
    }

    /// The publisher's address of the subscription.
    pub(crate) fn at(&self, rest: &str) -> String {
        versioned(&format!("/{}{rest}", self.id))
    }

    /// The seller's address of it.
    pub(crate) fn sold(&self) -> String {
        format!("{}/subscriptions/{}", self.customer, self.id)
    }

    fn own(&self, rest: &str) -> String {
        format!("{}/{rest}", self.sold().replace("/v1/", "/seatwright/v1/"))
    }

    pub(crate) async fn link(&self) -> String {
        let links = self.seller.get(&format!("{}/activationlinks", self.sold())).await.expect(200);
        links["items"][0]["link"]["uri"].as_str().expect("a link").to_owned()
    }

    pub(crate) async fn resolve(&self, token: &str) -> Got {
        let headers = [("x-ms-marketplace-token", token)];
        self.publisher.call("POST", &versioned("/resolve"), None, &headers).await
    }

    pub(crate) async fn read(&self) -> Value {
        self.publisher.get(&self.at("")).await.expect(200)
    }

    /// The one operation that has not ended.
    pub(crate) async fn waiting(&self) -> Value {
        let waiting = self.publisher.get(&self.at("/operations")).await.expect(200);
        let [one] = &waiting["operations"].as_array().expect("a list")[..] else {
            panic!("one operation waits, not {waiting}")
        };
        one.clone()
    }

    pub(crate) async fn answer(&self, operation: &Value, status: &str) -> Got {
        let path = self.at(&format!("/operations/{}", operation["id"].as_str().expect("an id")));
        self.publisher.patch(&path, json!({"status": status})).await
    }

    /// What the publisher was told so far: action, status, plan, quantity.
    pub(crate) async fn told(&self) -> Vec<String> {
        let word = |body: &Value, field: &str| body[field].as_str().unwrap_or_default().to_owned();
        let stored =
            self.seller.engine.store().messages(self.customer_id(), None, 1_000).await.expect("messages");
        let to_publisher = stored.iter().filter(|stored| stored.message.kind.starts_with("publisher_"));
        let told = to_publisher.map(|stored| {
            let body = &stored.message.body;
            assert_eq!(body["subscriptionId"], self.id.as_str());
            let (action, status, plan) = (word(body, "action"), word(body, "status"), word(body, "planId"));
            format!("{action} {status} {plan} {}", body["quantity"])
        });
        told.collect()
    }

    /// The lines of its bill so far: type, seats, amount in cents.
    pub(crate) async fn billed(&self) -> Vec<String> {
        let query = ChargeQuery::of(self.customer_id());
        let page = self.seller.engine.store().charges(&query).await.expect("charges");
        let mut items = page.items;
        items.sort_by_key(|stored| (stored.row.seq, stored.row.place));
        let lines = items.iter().map(|stored| &stored.charge);
        lines.map(|line| format!("{} {} {}", line.key.kind, line.quantity, line.amount.minor)).collect()
    }

    fn customer_id(&self) -> CustomerId {
        self.customer.trim_start_matches("/v1/customers/").parse().expect("an id")
    }
}

#[tokio::test]
async fn a_year_in_the_life_of_a_subscription_mkt_109() {
    let bought = Bought::new(VAULT, 10).await;
    let Bought { seller, publisher, .. } = &bought;

    // The set-up link leads to the publisher's page, with a token that holds for a day.
    let link = bought.link().await;
    let (page, token) = link.split_once("?token=").expect("a token");
    assert_eq!(page, format!("{ISSUER}/publisher/landing"));
    let resolved = bought.resolve(token).await.expect(200);
    assert_eq!(resolved["id"], bought.id.as_str());
    assert_eq!(
        (&resolved["offerId"], &resolved["planId"], &resolved["quantity"]),
        (&json!("DZH318Z0K5V4"), &json!("0001"), &json!(10))
    );
    assert_eq!(resolved["subscription"]["saasSubscriptionStatus"], "PendingFulfillmentStart");
    seller.advance("2021-09-02T09:00:00Z").await;
    assert_eq!(bought.resolve(token).await.status, 400, "a day later the token is too old");
    let link = bought.link().await;
    bought.resolve(link.split_once("?token=").expect("a token").1).await.expect(200);

    // The publisher finishes the set-up; the trial runs.
    let activate = json!({"planId": "0001", "quantity": 10});
    publisher.post(&bought.at("/activate"), activate).await.expect(200);
    let read = bought.read().await;
    assert_eq!((&read["saasSubscriptionStatus"], &read["isFreeTrial"]), (&json!("Subscribed"), &json!(true)));
    assert_eq!(bought.billed().await, ["new 10 0"], "TRIAL-01: nothing is charged in the trial");

    // It converts by itself after thirty days (TRIAL-02).
    seller.advance("2021-10-01T00:00:00Z").await;
    assert_eq!(bought.told().await, ["Renew Succeeded 0001 10"]);
    assert_eq!(bought.read().await["isFreeTrial"], false);
    assert_eq!(bought.billed().await[1..], ["renew 10 2784"]);

    // The seller changes the plan; the publisher accepts.
    seller.advance("2021-10-11T09:00:00Z").await;
    seller.post(&bought.own("plan"), json!({"offerId": "DZH318Z0K5V4:0002"})).await.expect(200);
    let waiting = bought.waiting().await;
    assert_eq!(
        (&waiting["action"], &waiting["planId"], &waiting["operationRequestSource"]),
        (&json!("ChangePlan"), &json!("0002"), &json!("Azure"))
    );
    assert_eq!(bought.read().await["planId"], "0001", "until it has accepted");
    bought.answer(&waiting, "Success").await.expect(200);
    assert_eq!(bought.read().await["planId"], "0002");
    assert_eq!(
        bought.billed().await[2..],
        ["convert 10 -1885", "convert 10 2828"],
        "21 of 31 days (MKT-105)"
    );

    // The seller changes the seats; the publisher objects, and it costs nothing. The seller is told where to look.
    let got = seller.patch(&bought.sold(), json!({"quantity": 12})).await;
    assert_eq!(
        Some(got.headers["location"].to_str().expect("an address")),
        bought.sold().strip_prefix("/v1")
    );
    assert_eq!(got.expect(202)["quantity"], 12);
    let waiting = bought.waiting().await;
    assert_eq!((&waiting["action"], &waiting["quantity"]), (&json!("ChangeQuantity"), &json!(12)));
    // A change that the publisher is not asked about is done, whatever else it still looks at.
    let renamed = seller.patch(&bought.sold(), json!({"friendlyName": "Vault of the team"})).await;
    assert!(!renamed.headers.contains_key("location"));
    assert_eq!(renamed.expect(200)["friendlyName"], "Vault of the team");
    assert_eq!(bought.waiting().await["id"], waiting["id"]);
    bought.answer(&waiting, "Failure").await.expect(200);
    assert_eq!(seller.get(&bought.sold()).await.expect(200)["quantity"], 10);
    let billed = bought.billed().await;
    let cents = |line: &String| line.rsplit(' ').next().and_then(|cents| cents.parse::<i64>().ok());
    assert_eq!(billed[4..].iter().filter_map(cents).sum::<i64>(), 0, "{billed:?}");

    // The publisher changes the seats itself.
    let got = publisher.patch(&bought.at(""), json!({"quantity": 8})).await;
    assert_eq!(got.status, 202);
    let location = got.headers["operation-location"].to_str().expect("an address").to_owned();
    let operation = publisher.get(location.strip_prefix(ISSUER).expect("ours")).await.expect(200);
    assert_eq!(
        (&operation["action"], &operation["status"], &operation["operationRequestSource"]),
        (&json!("ChangeQuantity"), &json!("Succeeded"), &json!("Partner"))
    );
    assert_eq!(seller.get(&bought.sold()).await.expect(200)["quantity"], 8);

    // Suspended and back; nobody objects in time.
    seller.patch(&bought.sold(), json!({"status": "suspended"})).await.expect(200);
    assert_eq!(bought.read().await["saasSubscriptionStatus"], "Suspended");
    seller.patch(&bought.sold(), json!({"status": "active"})).await.expect(202);
    assert_eq!(bought.read().await["saasSubscriptionStatus"], "Suspended", "until that is accepted");
    seller.advance("2021-10-11T09:00:10Z").await;
    assert_eq!(bought.read().await["saasSubscriptionStatus"], "Subscribed");

    // Renewed by the clock, and ended by the publisher: the window is over, so with its term.
    seller.advance("2022-07-15T00:00:00Z").await;
    let got = publisher.call("DELETE", &bought.at(""), None, &[]).await;
    assert_eq!(got.status, 202);
    assert_eq!(bought.waiting().await["action"], "Unsubscribe");
    assert_eq!(bought.read().await["autoRenew"], false);
    seller.advance("2022-08-01T00:00:00Z").await;
    let read = bought.read().await;
    assert_eq!(read["saasSubscriptionStatus"], "Unsubscribed");
    assert_eq!(read["allowedCustomerOperations"], json!(["Read"]));

    let told = bought.told().await;
    assert_eq!(
        told[..6],
        [
            "Renew Succeeded 0001 10",
            "ChangePlan InProgress 0002 10",
            "ChangeQuantity InProgress 0002 12",
            "ChangeQuantity Succeeded 0002 8",
            "Suspend Succeeded 0002 8",
            "Reinstate InProgress 0002 8",
        ]
    );
    assert_eq!(told[6..told.len() - 1], vec!["Renew Succeeded 0002 8"; 9]);
    assert_eq!(told[told.len() - 1], "Unsubscribe Succeeded 0002 8");
    let billed = bought.billed().await;
    assert_eq!(billed[billed.len() - 9..], vec!["renew 8 3340"; 9], "no month after the last");
    let report = seller.engine.verify(&seatwright_engine::Quiet).await.expect("verified");
    assert!(report.is_clean(), "{report:?}");
}

#[tokio::test]
async fn inside_the_window_a_publisher_ends_it_at_once_and_all_comes_back_cxl_01() {
    let bought = Bought::active(SIGN, 10).await;
    assert_eq!(bought.billed().await, ["new 10 4800"]);
    let got = bought.publisher.call("DELETE", &bought.at(""), None, &[]).await;
    assert_eq!(got.status, 202);
    assert_eq!(bought.read().await["saasSubscriptionStatus"], "Unsubscribed");
    assert_eq!(bought.billed().await[1..], ["Cancel 10 -4800"]);
    assert_eq!(bought.told().await, ["Unsubscribe Succeeded 0001 10"]);
    let ended = bought.publisher.call("DELETE", &bought.at(""), None, &[]).await;
    assert_eq!(ended.status, 400);
}

#[tokio::test]
async fn operations_go_to_the_publishers_webhook_until_it_takes_them() {
    let bought = Bought::active(SIGN, 10).await;
    bought.seller.patch(&bought.sold(), json!({"quantity": 12})).await.expect(202);
    let engine = &bought.seller.engine;
    let courier = &bought.seller.courier;
    courier.answer_next([Ok(503)]);
    assert_eq!(engine.deliver(engine.now()).await.expect("tried").postponed, 1);
    bought.seller.advance("2021-09-01T09:01:00Z").await;
    engine.deliver(engine.now()).await.expect("tried");
    let parcels = courier.parcels();
    let ours: Vec<_> = parcels.iter().filter(|parcel| parcel.url == "https://kestrel.example/hook").collect();
    assert_eq!(ours.len(), 2, "again until it is taken, and then no more");
    assert_eq!((ours[0].id, &ours[0].body), (ours[1].id, &ours[1].body));
    let body: Value = serde_json::from_slice(&ours[0].body).expect("a body");
    let expected = (json!("ChangeQuantity"), json!("InProgress"), json!(12), json!(bought.id));
    let told = (&body["action"], &body["status"], &body["quantity"], &body["subscriptionId"]);
    assert_eq!(told, (&expected.0, &expected.1, &expected.2, &expected.3));
    assert_eq!(body["id"], ours[0].id.to_string());
}

#[tokio::test]
async fn plans_are_those_of_the_product_without_prices() {
    let bought = Bought::active(SIGN, 10).await;
    let plans = bought.publisher.get(&bought.at("/listAvailablePlans")).await.expect(200);
    let names: Vec<_> =
        plans["plans"].as_array().expect("a list").iter().map(|plan| &plan["displayName"]).collect();
    assert_eq!(names, ["Kestrel Sign", "Kestrel Sign Plus"]);
    assert!(!plans.to_string().contains("price\""), "{plans}");
    let one =
        bought.publisher.get(&format!("{}&planId=0002", bought.at("/listAvailablePlans"))).await.expect(200);
    assert_eq!(one["plans"].as_array().map(Vec::len), Some(1));
}

#[tokio::test]
async fn lists_are_read_on_by_their_next_link() {
    let bought = Bought::active(SIGN, 10).await;
    for _ in 0..2 {
        let lines: Vec<Value> = (0..60)
            .map(|number| {
                json!({"lineItemNumber": number, "offerId": SIGN, "quantity": 1, "termDuration": "P1M"})
            })
            .collect();
        let body = json!({"billingCycle": "monthly", "lineItems": lines});
        bought.seller.post(&format!("{}/orders", bought.customer), body).await.expect(201);
    }
    let (mut path, mut ids) = (versioned(""), Vec::new());
    loop {
        let page = bought.publisher.get(&path).await.expect(200);
        let items = page["subscriptions"].as_array().expect("a list");
        ids.extend(items.iter().map(|item| item["id"].as_str().expect("an id").to_owned()));
        match page["@nextLink"].as_str() {
            Some(next) => path = next.strip_prefix(ISSUER).expect("ours").to_owned(),
            None => break,
        }
    }
    let count = ids.len();
    ids.sort_unstable();
    ids.dedup();
    assert_eq!((count, ids.len()), (121, 121));
}

#[tokio::test]
async fn a_person_walks_from_the_link_to_use_on_the_sample_page_buy_05() {
    let bought = Bought::new(SIGN, 10).await;
    let link = bought.link().await;
    let (path, token) = link.strip_prefix(ISSUER).and_then(|path| path.split_once("?token=")).expect("ours");
    let seen = async |language: &str, token: &str| {
        let request = Request::get(format!("{path}?token={token}"))
            .header("accept", "text/html,application/xhtml+xml;q=0.9")
            .header("accept-language", language);
        let got = bought.seller.send(request.body(Body::empty()).expect("a request")).await;
        (got.status.as_u16(), String::from_utf8(got.bytes).expect("a page"))
    };
    let (status, page) = seen("nl", token).await;
    assert_eq!(status, 200);
    for part in
        ["<html lang=\"nl\">", "Kestrel Sign", "blauwevos BV", "Installatie afronden", bought.id.as_str()]
    {
        assert!(page.contains(part), "{part} is not in {page}");
    }
    assert!(!page.contains("<script"));
    let done = bought.seller.form(path, &format!("token={token}")).await;
    let page = String::from_utf8(done.bytes).expect("a page");
    assert!(
        done.status == 200 && page.contains("The set-up is finished") && !page.contains("<form"),
        "{page}"
    );
    assert_eq!(bought.read().await["saasSubscriptionStatus"], "Subscribed");
    assert_eq!(bought.billed().await, ["new 10 4800"], "MKT-104");
    let (status, page) = seen("de", "nonsense").await;
    assert!(status == 400 && page.contains("gilt nicht mehr"), "{page}");
}
