//! Service requests (NCE-307).

use axum::http::StatusCode;
use serde_json::{Value, json};

use crate::paging::encoded;
use crate::world::World;

fn body(title: &str) -> Value {
    json!({
        "Title": title, "Description": "Two orders were placed.\nOne is wrong.", "Severity": "Moderate",
        "SupportTopicId": "102", "PrimaryContact": {"firstName": "Anna", "lastName": "Visser", "email": "anna@havenwerk.example"},
        "ProductId": "CFQ7TTC0LH18:0001"
    })
}

#[tokio::test]
async fn a_request_is_opened_read_noted_closed_and_opened_again_nce_307() {
    let world = World::new().await;
    let opened = world.post("/v1/servicerequests/nl-NL", body("Wrong order")).await.expect(201);
    assert_eq!((&opened["id"], &opened["status"]), (&json!("1"), &json!("open")));
    assert_eq!(
        (&opened["supportTopicName"], &opened["countryCode"]),
        (&json!("Orders and carts"), &json!("NL"))
    );
    assert_eq!(opened["lastClosedDate"], "0001-01-01T00:00:00Z");
    let path = "/v1/servicerequests/1";
    assert_eq!(world.get(path).await.expect(200), opened);

    // Clients send the whole of it with words that say nothing for what they leave alone.
    world.advance("2021-09-01T10:00:00Z").await;
    let mut whole = opened.clone();
    whole["severity"] = json!("unknown");
    whole["status"] = json!(0);
    whole["newNote"] = json!({"text": "Any news?"});
    let noted = world.patch(path, whole).await.expect(200);
    assert_eq!((&noted["severity"], &noted["status"]), (&json!("moderate"), &json!("open")));
    assert_eq!(noted["notes"][0]["text"], "Any news?");
    assert_eq!(noted["notes"][0]["createdDate"], "2021-09-01T10:00:00Z");
    let closed = world.patch(path, json!({"status": "closed"})).await.expect(200);
    assert_eq!(closed["lastClosedDate"], "2021-09-01T10:00:00Z");
    let got = world.patch(path, json!({"newNote": {"text": "One more thing"}})).await;
    assert_eq!((got.status, got.code()), (StatusCode::BAD_REQUEST, 990_427));
    let again =
        world.patch(path, json!({"status": 1, "severity": 1, "newNote": {"text": "It came back"}})).await;
    assert_eq!(again.expect(200)["severity"], "critical");
}

#[tokio::test]
async fn a_repeated_request_opens_one_and_a_repeated_note_is_written_once() {
    let world = World::new().await;
    let id = [("MS-RequestId", "open-1")];
    let first = world.call("POST", "/v1/servicerequests/en-US", Some(&body("Once")), &id).await;
    let second = world.call("POST", "/v1/servicerequests/en-US", Some(&body("Once")), &id).await;
    assert_eq!(second.headers["seatwright-repeated"], "true");
    assert_eq!(first.expect(201), second.expect(201));
    assert_eq!(world.get("/v1/servicerequests").await.expect(200)["totalCount"], 1);
    let note = json!({"newNote": {"text": "Hello"}});
    for _ in 0..2 {
        world.call("PATCH", "/v1/servicerequests/1", Some(&note), &[("MS-RequestId", "n")]).await.expect(200);
    }
    assert_eq!(world.get("/v1/servicerequests/1").await.expect(200)["notes"].as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn requests_are_listed_by_partner_and_customer_filtered_and_paged() {
    let world = World::new().await;
    let customer = world.customer("blauwevos").await;
    let id = customer.trim_start_matches("/v1/customers/");
    for number in 1..=5 {
        let mut new = body(&format!("Request {number}"));
        if number % 2 == 0 {
            new["customerId"] = json!(id);
        }
        world.post("/v1/servicerequests/en-US", new).await.expect(201);
    }
    world.patch("/v1/servicerequests/3", json!({"status": "closed"})).await.expect(200);
    let titles = |page: &Value| -> Vec<String> {
        let items = page["items"].as_array().unwrap();
        items.iter().map(|item| item["title"].as_str().unwrap().to_owned()).collect()
    };
    let page = world.get("/v1/servicerequests?size=2&offset=1").await.expect(200);
    assert_eq!(titles(&page), ["Request 4", "Request 3"]);
    let next = page["links"]["next"]["uri"].as_str().unwrap();
    let rest = world.get(&format!("/v1/{next}")).await.expect(200);
    assert_eq!(titles(&rest), ["Request 2", "Request 1"]);
    assert!(rest["links"].get("next").is_none());
    let about = world.get(&format!("{customer}/servicerequests")).await.expect(200);
    assert_eq!(titles(&about), ["Request 4", "Request 2"]);
    world.get(&format!("{customer}/servicerequests/4")).await.expect(200);
    assert_eq!(world.get(&format!("{customer}/servicerequests/5")).await.code(), 990_426);
    assert_eq!(titles(&world.get("/v1/servicerequests?Status=Closed").await.expect(200)), ["Request 3"]);
    assert_eq!(world.get("/v1/servicerequests?Status=-58800").await.code(), 800_002);
    let filter =
        "%7B%22Field%22%3A%22Title%22%2C%22Value%22%3A%22request+5%22%2C%22Operator%22%3A%22equals%22%7D";
    assert_eq!(
        titles(&world.get(&format!("/v1/servicerequests?filter={filter}")).await.expect(200)),
        ["Request 5"]
    );
    assert_eq!(world.get("/v1/servicerequests?filter=%7B").await.code(), 800_002);
    world.patch("/v1/servicerequests/2", json!({"status": "AttentionNeeded"})).await.expect(200);
    for word in ["attention_needed", "AttentionNeeded", "ATTENTIONNEEDED"] {
        let filter = encoded(&json!({"Field": "Status", "Value": word, "Operator": "Equals"}));
        for query in [format!("filter={filter}"), format!("status={word}")] {
            let page = world.get(&format!("/v1/servicerequests?{query}")).await.expect(200);
            assert_eq!(titles(&page), ["Request 2"], "{query}");
        }
    }
}

#[tokio::test]
async fn another_partners_request_looks_like_one_that_does_not_exist_and_faults_come_together() {
    let world = World::new().await;
    world.post("/v1/servicerequests/en-US", body("Mine")).await.expect(201);
    let other = world.with_token(world.application_token("nordljus.example", "other-app").await);
    let (theirs, none) = (other.get("/v1/servicerequests/1").await, other.get("/v1/servicerequests/9").await);
    assert_eq!((theirs.status, theirs.code()), (StatusCode::NOT_FOUND, 990_426));
    assert_eq!(theirs.body, none.body);
    assert_eq!(other.patch("/v1/servicerequests/1", json!({"status": "closed"})).await.code(), 990_426);
    assert_eq!(other.get("/v1/servicerequests").await.expect(200)["totalCount"], 0);

    let got = world.post("/v1/servicerequests/en-US", json!({"severity": "unknown"})).await;
    assert_eq!(got.code(), 800_002);
    assert_eq!(got.body["data"].as_array().unwrap().len(), 4, "{}", got.body);
    let mut wrong = body("No topic");
    wrong["SupportTopicId"] = json!(999);
    wrong["countryCode"] = json!("ZZ");
    let got = world.post("/v1/servicerequests/klingon!", wrong).await;
    assert_eq!(got.body["reasons"].as_array().unwrap().len(), 3, "{}", got.body);
    let topics = world.get("/v1/servicerequests/supporttopics").await.expect(200);
    assert!(
        topics["items"].as_array().unwrap().iter().all(|topic| topic["id"].is_u64()),
        "one client reads numbers"
    );
}
