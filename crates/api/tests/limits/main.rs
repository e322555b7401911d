//! Limits through the router: too many requests, and too much in one.

#[path = "../api/world.rs"]
#[expect(dead_code, unused_imports, reason = "the world serves other tests too")]
mod world;

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{HeaderMap, Request, StatusCode};
use futures_util::stream;
use seatwright_api::{ApiState, Limits, Settings, router};
use serde_json::Value;
use tower::ServiceExt;
use world::World;

/// A router of the same installation under other limits, with a token of Havenwerk and one of Nordljus.
async fn limited(limits: Limits) -> (Router, String, String) {
    let world = World::new().await;
    let machine = || jiff::Timestamp::from_second(world::MACHINE_TIME).expect("an instant");
    let settings = Settings { limits, ..Settings::at(world::ISSUER) };
    let state = ApiState::open(world.engine.clone(), settings, machine).await.expect("a state");
    let world = World { router: router(state), ..world };
    let first = world.application_token("havenwerk.example", "app").await;
    let second = world.application_token("nordljus.example", "other-app").await;
    (world.router, first, second)
}

fn get(path: &str, token: &str) -> Request<Body> {
    Request::get(path)
        .header("authorization", format!("Bearer {token}"))
        .body(Body::empty())
        .expect("a request")
}

async fn answer(router: &Router, request: Request<Body>) -> (StatusCode, HeaderMap, Value) {
    let response = router.clone().oneshot(request).await.expect("an answer");
    let (parts, body) = response.into_parts();
    let bytes = to_bytes(body, usize::MAX).await.expect("a body");
    (parts.status, parts.headers, serde_json::from_slice(&bytes).unwrap_or(Value::Null))
}

const CUSTOMER: &str = "/v1/customers/c0ffee00-1111-4222-8333-444455556666";

#[tokio::test(start_paused = true)]
async fn one_request_too_many_is_told_when_to_come_back() {
    let limits = Limits { customer_per_minute: 3, ..Limits::without_rates() };
    let (router, havenwerk, nordljus) = limited(limits).await;
    for _ in 0..3 {
        assert_eq!(answer(&router, get(CUSTOMER, &havenwerk)).await.0, StatusCode::FORBIDDEN);
    }
    let (status, headers, body) = answer(&router, get(CUSTOMER, &havenwerk)).await;
    assert_eq!(status, StatusCode::TOO_MANY_REQUESTS);
    let seconds: u64 = headers["retry-after"].to_str().expect("text").parse().expect("seconds");
    assert!((1..=20).contains(&seconds), "{seconds}");
    assert_eq!(body["statusCode"], 429);
    assert_eq!(body["message"], format!("Rate limit is exceeded. Try again in {seconds} seconds."));
    assert!(headers.contains_key("ms-requestid") && headers.contains_key("ms-correlationid"));
    // Others, and other things, are not counted with it.
    assert_eq!(answer(&router, get(CUSTOMER, &nordljus)).await.0, StatusCode::FORBIDDEN);
    assert_eq!(answer(&router, get("/v1/customers", &havenwerk)).await.0, StatusCode::OK);
    // Without a token nothing is counted, and nobody learns of limits.
    assert_eq!(answer(&router, get(CUSTOMER, "nonsense")).await.0, StatusCode::UNAUTHORIZED);
    tokio::time::advance(std::time::Duration::from_secs(seconds)).await;
    assert_eq!(answer(&router, get(CUSTOMER, &havenwerk)).await.0, StatusCode::FORBIDDEN);
}

#[tokio::test(start_paused = true)]
async fn what_is_too_much_is_told_with_its_limit() {
    let limits = Limits { header_bytes_max: 4_096, address_bytes_max: 200, ..Limits::without_rates() };
    let (router, token, _) = limited(limits).await;
    let long = format!("/v1/customers?filter={}", "a".repeat(200));
    let (status, _, body) = answer(&router, get(&long, &token)).await;
    assert_eq!((status, &body["code"]), (StatusCode::URI_TOO_LONG, &990_382.into()), "{body}");
    let mut heavy = get("/v1/customers", &token);
    heavy.headers_mut().insert("x-heavy", "a".repeat(4_096).parse().expect("a value"));
    let (status, _, body) = answer(&router, heavy).await;
    assert_eq!((status.as_u16(), &body["code"]), (431, &990_381.into()), "{body}");
    let post = |body: Body| {
        let request = Request::post("/v1/customers").header("authorization", format!("Bearer {token}"));
        request.header("content-type", "application/json").body(body).expect("a request")
    };
    let deep = format!("{}1{}", "[".repeat(65), "]".repeat(65));
    let (status, _, body) = answer(&router, post(Body::from(deep))).await;
    assert_eq!((status, &body["code"]), (StatusCode::BAD_REQUEST, &990_380.into()), "{body}");
    assert!(body["description"].as_str().is_some_and(|text| text.contains("64")), "{body}");
    // A body that never ends is not waited for.
    let begun = tokio::time::Instant::now();
    let endless = Body::from_stream(stream::pending::<Result<Vec<u8>, std::io::Error>>());
    let (status, _, body) = answer(&router, post(endless)).await;
    assert_eq!((status, &body["code"]), (StatusCode::REQUEST_TIMEOUT, &990_383.into()), "{body}");
    assert_eq!(begun.elapsed().as_secs(), 60);
}
