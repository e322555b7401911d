//! The document of the API: complete, committed as it is generated, and served to programs and people.

use std::path::Path;

use axum::body::Body;
use axum::http::Request;
use seatwright_api::{openapi, operations};

use crate::world::World;

#[test]
fn every_operation_says_what_it_does_and_what_it_answers() {
    for operation in operations() {
        let name = format!("{} {}", operation.method, operation.path);
        assert!(!operation.summary.is_empty(), "{name} has no summary: give it one with `about`");
        assert!(
            operation.statuses.iter().any(|status| *status < 400),
            "{name} has no answer: give it one with `answers`"
        );
    }
}

#[test]
fn the_committed_document_is_the_generated_one() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/openapi.json");
    let generated = openapi();
    if std::env::var_os("UPDATE").is_some() {
        std::fs::write(&path, &generated).unwrap();
    }
    let committed = std::fs::read_to_string(&path).unwrap_or_default();
    let differs = committed.lines().zip(generated.lines()).position(|(old, new)| old != new);
    assert!(
        committed == generated,
        "docs/openapi.json differs from the program (first at line {:?}); write it anew with: \
         UPDATE=1 cargo test -p seatwright-api --test api openapi",
        differs.map(|line| line + 1)
    );
}

#[tokio::test]
async fn it_is_served_to_programs_and_people_without_a_token() {
    let world = World::new().await;
    let ask = |path: &str| Request::get(path).body(Body::empty()).unwrap();
    let got = world.send(ask("/seatwright/v1/openapi.json")).await;
    assert_eq!(got.expect(200)["openapi"], "3.1.0");
    let got = world.send(ask("/seatwright/docs")).await;
    assert_eq!(got.status, 200);
    assert_eq!(got.headers["content-type"], "text/html; charset=utf-8");
    assert!(got.headers.contains_key("content-security-policy"));
}
