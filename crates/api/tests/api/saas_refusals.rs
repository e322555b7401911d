//! What the publisher's side refuses, in the shape of errors of its dialect, and what a publisher cannot see.

use serde_json::{Value, json};

use crate::saas::{Bought, SIGN, VAULT, versioned};
use crate::world::Got;

/// The word and number of an error of this dialect.
fn error(got: Got, status: u16) -> (String, u64) {
    let body = got.expect(status);
    let error = &body["error"];
    assert!(error["message"].as_str().is_some_and(|message| !message.is_empty()), "{body}");
    (error["code"].as_str().unwrap_or_default().to_owned(), error["number"].as_u64().unwrap_or_default())
}

fn told(word: &str, number: u64) -> (String, u64) {
    (word.to_owned(), number)
}

#[tokio::test]
async fn what_is_anothers_and_what_does_not_exist_are_one_mkt_109() {
    let bought = Bought::active(SIGN, 10).await;
    let token = bought.seller.application_token("fjordlys.example", "app").await;
    let other = bought.publisher.with_token(token);
    let missing = "c0ffee00-1111-4222-8333-444455556666";
    let operation = format!("/operations/{missing}");
    for (method, rest, body) in [
        ("GET", "", None),
        ("POST", "/activate", Some(json!({"planId": "0001", "quantity": 10}))),
        ("GET", "/listAvailablePlans", None),
        ("PATCH", "", Some(json!({"quantity": 3}))),
        ("DELETE", "", None),
        ("GET", "/operations", None),
        ("GET", operation.as_str(), None),
        ("PATCH", operation.as_str(), Some(json!({"status": "Failure"}))),
    ] {
        let theirs = other.call(method, &bought.at(rest), body.as_ref(), &[]).await.expect(404);
        let nowhere = versioned(&format!("/{missing}{rest}"));
        let nobodys = other.call(method, &nowhere, body.as_ref(), &[]).await.expect(404);
        let alike = |body: &Value, id: &str| body.to_string().replace(id, "it");
        assert_eq!(alike(&theirs, &bought.id), alike(&nobodys, missing), "{method} {rest}");
    }
    assert_eq!(other.get(&versioned("")).await.expect(200), json!({"subscriptions": []}));
    // A token for another publisher is as good as none.
    let pending = Bought::new(SIGN, 1).await;
    let link = pending.link().await;
    let token = link.split_once("?token=").expect("a token").1;
    let other = pending.seller.with_token(pending.seller.application_token("fjordlys.example", "app").await);
    let headers = [("x-ms-marketplace-token", token)];
    let theirs = other.call("POST", &versioned("/resolve"), None, &headers).await.expect(400);
    assert_eq!(theirs, pending.resolve("nonsense").await.expect(400));
    assert_eq!(error(pending.resolve("").await, 400), told("BadArgument", 990_355));
}

#[tokio::test]
async fn each_side_keeps_to_its_own_role_05_mkt_109() {
    let bought = Bought::active(SIGN, 10).await;
    let (seller, publisher) = (&bought.seller, &bought.publisher);
    assert_eq!(error(seller.get(&bought.at("")).await, 403), told("Forbidden", 900_150));
    for path in
        ["/v1/customers", "/v1/invoices", "/v1/offers?country=NL", "/v1/products?country=NL&targetView=x"]
    {
        assert_eq!(publisher.get(path).await.status, 403, "{path}");
    }
    // Of a customer a publisher learns nothing, not even whether there is one.
    let missing = "/v1/customers/c0ffee00-1111-4222-8333-444455556666";
    for rest in ["", "/subscriptions", "/profiles/billing", "/orders"] {
        let there = publisher.get(&format!("{}{rest}", bought.customer)).await;
        let nowhere = publisher.get(&format!("{missing}{rest}")).await;
        assert_eq!((there.status, there.code()), (nowhere.status, nowhere.code()), "{rest}");
        assert_eq!(there.status, 403);
    }
    // The clock it may move: it is there for trying a year of life cycle.
    publisher.post("/seatwright/v1/clock", json!({"advanceBy": "P1D"})).await.expect(200);
    let nobody = publisher.with_token("nonsense".to_owned());
    assert_eq!(error(nobody.get(&bought.at("")).await, 401), told("Unauthorized", 800_001));
}

#[tokio::test]
async fn requests_that_are_wrong_say_how() {
    let bought = Bought::active(SIGN, 10).await;
    let publisher = &bought.publisher;
    let bad = |number| told("BadArgument", number);
    let bare = bought.at("").replace("?api-version=2018-08-31", "");
    assert_eq!(error(publisher.get(&bare).await, 400), bad(800_002), "the version is needed");
    assert_eq!(error(publisher.get(&format!("{bare}?api-version=2017-04-15")).await, 400), bad(800_002));
    for (body, number) in [
        (json!({}), 800_002),
        (json!({"planId": "0002", "quantity": 3}), 800_002),
        (json!({"quantity": "many"}), 800_002),
        (json!({"quantity": 10}), 3000),
        (json!({"planId": "0001"}), 3000),
        (json!({"quantity": 0}), 2002),
        (json!({"planId": "0009"}), 990_352),
    ] {
        assert_eq!(error(publisher.patch(&bought.at(""), body.clone()).await, 400), bad(number), "{body}");
    }
    assert_eq!(bought.billed().await.len(), 1, "nothing happened");
    assert_eq!(error(publisher.put(&bought.at(""), json!({})).await, 405), bad(990_001));
    let nothing = publisher.get("/api/saas/elsewhere?api-version=2018-08-31").await;
    assert_eq!(error(nothing, 404), told("EntityNotFound", 1000));
    // Set up once, with what was bought.
    assert_eq!(error(publisher.post(&bought.at("/activate"), json!({})).await, 400), bad(800_040));
    let pending = Bought::new(VAULT, 10).await;
    let got =
        pending.publisher.post(&pending.at("/activate"), json!({"planId": "0002", "quantity": 9})).await;
    let body = got.expect(400);
    assert_eq!(body["error"]["details"].as_array().map(Vec::len), Some(2), "{body}");
    let early = pending.publisher.patch(&pending.at(""), json!({"quantity": 9})).await;
    assert_eq!(error(early, 400), bad(800_081), "MKT-104");
}

#[tokio::test]
async fn answers_come_once_and_in_time_mkt_109() {
    let bought = Bought::active(SIGN, 10).await;
    bought.seller.patch(&bought.sold(), json!({"quantity": 12})).await.expect(202);
    let waiting = bought.waiting().await;
    // While the publisher may object nobody changes seats or plan.
    let meanwhile = bought.seller.patch(&bought.sold(), json!({"quantity": 13})).await;
    assert_eq!(meanwhile.status, 409);
    assert_eq!(meanwhile.body["reasons"][0]["rule"], "MKT-109");
    assert_eq!(meanwhile.body["reasons"][0]["clearsAt"], "2021-09-01T09:00:10Z");
    let publishers = bought.publisher.patch(&bought.at(""), json!({"quantity": 13})).await;
    assert_eq!(error(publishers, 409).0, "Conflict");
    assert_eq!(error(bought.answer(&waiting, "Perhaps").await, 400), told("BadArgument", 800_002));
    bought.seller.advance("2021-09-01T09:00:10Z").await;
    let path = bought.at(&format!("/operations/{}", waiting["id"].as_str().expect("an id")));
    assert_eq!(bought.publisher.get(&path).await.expect(200)["status"], "Succeeded", "by time");
    assert_eq!(error(bought.answer(&waiting, "Failure").await, 409), told("Conflict", 990_351));
    bought.answer(&waiting, "Success").await.expect(200);
    let unknown = json!({"id": "c0ffee00-1111-4222-8333-444455556666"});
    assert_eq!(error(bought.answer(&unknown, "Success").await, 404), told("EntityNotFound", 990_350));
}

#[tokio::test]
async fn ids_of_requests_are_for_tracking_and_come_back() {
    let bought = Bought::active(SIGN, 10).await;
    let headers =
        [("x-ms-requestid", "11111111-2222-4333-8444-555555555555"), ("x-ms-correlationid", "group-1")];
    for quantity in [11, 12] {
        let body = json!({"quantity": quantity});
        let got = bought.publisher.call("PATCH", &bought.at(""), Some(&body), &headers).await;
        assert_eq!(got.status, 202, "{}", got.body);
        assert_eq!(got.headers["x-ms-requestid"], headers[0].1);
        assert_eq!(got.headers["x-ms-correlationid"], headers[1].1);
    }
    assert_eq!(bought.read().await["quantity"], 12);
    let got = bought.publisher.get(&bought.at("")).await;
    assert!(!got.headers["x-ms-requestid"].is_empty() && !got.headers.contains_key("ms-requestid"));
}
