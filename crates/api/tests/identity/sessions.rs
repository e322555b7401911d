//! Sessions: listed, exchanged, revoked one by one and all together, by whom they belong to.

use serde_json::{Value, json};

use crate::desk::{access, claims, refresh};
use crate::world::World;

const ANNA: (&str, &str) = ("anna@havenwerk.example", "secret");

#[tokio::test]
async fn a_refresh_token_that_comes_twice_ends_its_session_and_no_other() {
    let world = World::new().await;
    let (first, other) = (world.signed_in(ANNA.0, ANNA.1).await, world.signed_in(ANNA.0, ANNA.1).await);
    let second = world.renewed(refresh(&first)).await.expect(200);
    assert_ne!(refresh(&second), refresh(&first));
    assert_eq!(claims(access(&second))["sid"], claims(access(&first))["sid"]);
    assert_eq!(world.renewed(refresh(&first)).await.expect(400)["error"], "invalid_grant");
    assert!(!world.opens(access(&second)).await, "who came second may be a thief");
    world.renewed(refresh(&second)).await.expect(400);
    assert!(world.opens(access(&other)).await);
}

#[tokio::test]
async fn sessions_are_listed_and_ended_one_by_one_and_all_together() {
    let world = World::new().await;
    let (one, two) = (world.signed_in(ANNA.0, ANNA.1).await, world.signed_in(ANNA.0, ANNA.1).await);
    let id = claims(access(&one))["oid"].as_str().unwrap().to_owned();
    let of_anna = format!("/seatwright/v1/identities/{id}/sessions");
    let listed = world.get(&of_anna).await.expect(200);
    assert_eq!(listed["items"].as_array().unwrap().len(), 2);
    let mut everybody = Vec::new();
    let mut token = String::new();
    loop {
        let headers = [("MS-ContinuationToken", token.as_str())];
        let headers = if token.is_empty() { &[][..] } else { &headers[..] };
        let page = world.call("GET", "/seatwright/v1/sessions?size=1", None, headers).await.expect(200);
        everybody.push(page["items"][0].clone());
        match page["continuationToken"].as_str() {
            Some(next) => token = next.to_owned(),
            None => break,
        }
    }
    assert_eq!(everybody.len(), 3);
    let current: Vec<&Value> = everybody.iter().filter(|session| session["isCurrent"] == true).collect();
    assert_eq!(
        (current.len(), &current[0]["client"], &current[0]["name"]),
        (1, &"app".into(), &"app".into())
    );

    let sid = claims(access(&one))["sid"].as_str().unwrap().to_owned();
    let session = format!("/seatwright/v1/sessions/{sid}");
    world.call("DELETE", &session, None, &[]).await.expect(204);
    let over = world.with_token(access(&one).to_owned()).get("/v1/profiles/organization").await;
    assert!(over.headers["www-authenticate"].to_str().unwrap().contains("revoked"));
    assert_eq!(over.expect(401)["code"], 800_001);
    assert!(world.opens(access(&two)).await);
    world.renewed(refresh(&one)).await.expect(400);
    assert_eq!(world.get(&of_anna).await.expect(200)["items"].as_array().unwrap().len(), 1);
    let all = world.get(&format!("{of_anna}?ended=true")).await.expect(200);
    let ended = all["items"].as_array().unwrap().iter().filter(|session| session["revokedAt"].is_string());
    assert_eq!(ended.map(|session| session["id"].as_str().unwrap()).collect::<Vec<_>>(), [sid]);

    world.call("DELETE", &of_anna, None, &[]).await.expect(204);
    assert!(!world.opens(access(&two)).await);
    assert!(world.opens(access(&world.signed_in(ANNA.0, ANNA.1).await)).await, "signing in again is free");
}

#[tokio::test]
async fn another_organisations_sessions_are_as_unknown_as_those_that_are_none() {
    let world = World::new().await;
    let anna = claims(access(&world.signed_in(ANNA.0, ANNA.1).await));
    let other = world.with_token(world.application_token("nordljus.example", "other-app").await);
    let sid = anna["sid"].as_str().unwrap();
    for session in [sid, "c0ffee00-1111-4222-8333-444455556666", "nonsense"] {
        let got = other.call("DELETE", &format!("/seatwright/v1/sessions/{session}"), None, &[]).await;
        assert_eq!((got.status.as_u16(), got.code()), (404, 990_307), "{session}");
    }
    let of = format!("/seatwright/v1/identities/{}/sessions", anna["oid"].as_str().unwrap());
    for method in ["GET", "DELETE"] {
        let got = other.call(method, &of, None, &[]).await;
        assert_eq!((got.status.as_u16(), got.code()), (404, 990_300));
    }
    assert_eq!(other.get("/seatwright/v1/sessions").await.expect(200)["items"].as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn signing_out_ends_the_session_by_either_token() {
    let world = World::new().await;
    let revoke = "/havenwerk.example/oauth2/revoke";
    let (one, two) = (world.signed_in(ANNA.0, ANNA.1).await, world.signed_in(ANNA.0, ANNA.1).await);
    world.fields(revoke, &[("token", refresh(&one))]).await.expect(200);
    assert!(!world.opens(access(&one)).await);
    world.fields("/havenwerk.example/oauth2/v2.0/revoke", &[("token", access(&two))]).await.expect(200);
    assert!(!world.opens(access(&two)).await);
    world.renewed(refresh(&two)).await.expect(400);
    for token in [refresh(&one), "nonsense", access(&two)] {
        world.fields(revoke, &[("token", token)]).await.expect(200);
    }
    assert_eq!(world.fields(revoke, &[]).await.expect(400)["error"], "invalid_request");

    // That of an application needs the application.
    let with = [
        ("grant_type", "password"),
        ("username", ANNA.0),
        ("password", ANNA.1),
        ("client_id", "app"),
        ("client_secret", "secret"),
    ];
    let three = world.fields("/havenwerk.example/oauth2/token", &with).await.expect(200);
    let token = ("token", refresh(&three));
    assert_eq!(world.fields(revoke, &[token]).await.expect(401)["error"], "invalid_client");
    assert!(world.opens(access(&three)).await);
    world.basic(revoke, "app:secret", &[token]).await.expect(200);
    assert!(!world.opens(access(&three)).await);
}

#[tokio::test]
async fn a_customers_administrator_manages_its_own_company_only() {
    let world = World::new().await;
    world.customer("blauwevos").await;
    let token = world.person_token("blauwevos.onmicrosoft.com", "ilse@blauwevos.onmicrosoft.com").await;
    let ilse = world.with_token(token);
    let body = json!({"kind": "customerAdmin", "name": "bas@blauwevos.onmicrosoft.com",
        "roles": ["customer_billing_admin"], "password": "a long password"});
    let (bas, _) = ilse.identity(body).await;
    let wrong = json!({"kind": "agent", "name": "x", "roles": []});
    ilse.post("/seatwright/v1/identities", wrong).await.expect(400);
    let names: Vec<String> = ilse.get("/seatwright/v1/identities").await.expect(200)["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|item| item["name"].as_str().unwrap().to_owned())
        .collect();
    let known = ["ilse", "admin", "bas"].map(|name| format!("{name}@blauwevos.onmicrosoft.com"));
    assert_eq!(names, known, "that of the configuration, the first one, and the one that was just made");
    let got = world.get(&format!("/seatwright/v1/identities/{bas}")).await;
    assert_eq!((got.status.as_u16(), got.code()), (404, 990_300), "not even its partner's");

    let fields = [
        ("grant_type", "password"),
        ("username", "bas@blauwevos.onmicrosoft.com"),
        ("password", "a long password"),
    ];
    let got = world.fields("/common/oauth2/token", &fields).await.expect(200);
    let bas = world.with_token(access(&got).to_owned());
    let refused = bas.get("/seatwright/v1/identities").await;
    assert_eq!((refused.status.as_u16(), refused.code()), (403, 900_150));
    assert_eq!(refused.body["reasons"][0]["remedies"][0]["do"], "ask_role");
}
