//! What an attacker tries against signing in and against what others were answered.

use serde_json::json;

use crate::desk::{VERIFIER, access, challenge, parameters, refresh, value};
use crate::world::{Got, World, customer_body};

const AT: &str = "/havenwerk.example/oauth2/authorize";
const TOKEN: &str = "/havenwerk.example/oauth2/token";
const BACK: &str = "https://portal.example/back";
const APP: [(&str, &str); 2] = [("client_id", "app"), ("client_secret", "secret")];

/// Signs a person in with an application, and takes the code.
async fn code(world: &World, more: &[(&str, &str)]) -> String {
    let mut fields = vec![("client_id", "app"), ("response_type", "code"), ("redirect_uri", BACK)];
    fields.extend(more.iter().copied());
    fields.extend([("username", "anna@havenwerk.example"), ("password", "secret")]);
    let got = world.fields(AT, &fields).await;
    let address = got.headers["location"].to_str().expect("an address").to_owned();
    value(&parameters(&address, '?'), "code").expect("a code").to_owned()
}

#[tokio::test]
async fn an_address_that_only_looks_like_the_registered_one_is_sent_nobody() {
    let world = World::new().await;
    for lookalike in [
        "https://portal.example/back2",
        "https://portal.example/back/",
        "https://portal.example/back?x=1",
        "https://portal.example/back#x",
        "https://portal.example/back%2F..",
        "https://portal.example/BACK",
        "https://PORTAL.example/back",
        "HTTPS://portal.example/back",
        "http://portal.example/back",
        "https://portal.example:443/back",
        "https://portal.example.evil.example/back",
        "https://portal.example@evil.example/back",
        "https://evil.example/https://portal.example/back",
        "https://evil.example\\@portal.example/back",
        "//portal.example/back",
        " https://portal.example/back",
        "https://portal.example/back\r\nSet-Cookie: a=b",
        "javascript:alert(1)",
    ] {
        let fields = [("client_id", "app"), ("response_type", "code"), ("redirect_uri", lookalike)];
        let got = world.fields(AT, &fields).await;
        assert!(got.status.as_u16() == 400 && !got.headers.contains_key("location"), "{lookalike:?}");
        let policy = got.headers["content-security-policy"].to_str().expect("text");
        assert!(policy.contains("form-action 'none'"), "{policy}");
    }
}

#[tokio::test]
async fn the_proof_is_neither_left_out_nor_brought_in_later() {
    let world = World::new().await;
    let challenge = challenge();
    let redeem = async |code: &str, verifier: Option<&str>| {
        let mut fields = vec![("grant_type", "authorization_code"), ("code", code), ("redirect_uri", BACK)];
        fields.extend(APP);
        fields.extend(verifier.map(|verifier| ("code_verifier", verifier)));
        world.fields(TOKEN, &fields).await.status.as_u16()
    };
    let begun = [("code_challenge", challenge.as_str()), ("code_challenge_method", "S256")];
    // The secret of a confidential application does not make up for a proof that it announced.
    assert_eq!(redeem(&code(&world, &begun).await, None).await, 400);
    assert_eq!(redeem(&code(&world, &begun).await, Some(challenge.as_str())).await, 400);
    assert_eq!(redeem(&code(&world, &begun).await, Some(VERIFIER)).await, 200);
    // Who took the announcement out of the address on the way gets nothing: the application brings its proof all the same.
    assert_eq!(redeem(&code(&world, &[]).await, Some(VERIFIER)).await, 400);
}

#[tokio::test]
async fn what_one_was_answered_another_does_not_read_by_repeating_the_request() {
    let world = World::new().await;
    let headers = [("MS-RequestId", "6f1c7e6a-0000-4000-8000-000000000001")];
    let body = customer_body("blauwevos");
    let first = world.call("POST", "/v1/customers", Some(&body), &headers).await;
    let id = first.expect(201)["id"].clone();
    // A colleague of the same partner with the same words, with a role that may do it, and one that may not.
    let agent = world.with_token(world.application_token("havenwerk.example", "agent-app").await);
    let got = agent.call("POST", "/v1/customers", Some(&body), &headers).await;
    assert!(!got.headers.contains_key("seatwright-repeated"), "it is the colleague's own request");
    assert_eq!(got.status.as_u16(), 409, "the domain is taken: {}", got.body);
    let billing = world.with_token(world.application_token("havenwerk.example", "billing-app").await);
    let got = billing.call("POST", "/v1/customers", Some(&body), &headers).await;
    assert_eq!((got.status.as_u16(), got.code()), (403, 900_150));
    // Nor may a person with lesser rights, at an address that several actions open.
    let customer = format!("/v1/customers/{}", id.as_str().expect("an id"));
    world.post(&format!("{customer}/agreements"), crate::world::agreement_body()).await.expect(201);
    let subscription = world.buy(&customer, crate::world::NCE_BASIC, 5).await;
    let change = json!({"friendlyName": "Kantoor"});
    world.call("PATCH", &subscription, Some(&change), &headers).await;
    let renamed = [("MS-RequestId", "6f1c7e6a-0000-4000-8000-000000000002")];
    world.call("PATCH", &subscription, Some(&change), &renamed).await;
    let weak = world.with_token(world.application_token("havenwerk.example", "weak-app").await);
    let got = weak.call("PATCH", &subscription, Some(&change), &renamed).await;
    assert!(!got.headers.contains_key("seatwright-repeated"), "{}", got.body);
    // Whoever asked first is answered as before.
    let again = world.call("POST", "/v1/customers", Some(&body), &headers).await;
    assert_eq!((again.status.as_u16(), &again.body["id"]), (201, &id));
}

#[tokio::test]
async fn a_partners_application_does_not_go_on_with_people_of_a_customer_that_left() {
    let world = World::new().await;
    let customer = world.bare_customer("blauwevos").await;
    let person = [("username", "ilse@blauwevos.onmicrosoft.com"), ("password", "secret")];
    let at = "/blauwevos.onmicrosoft.com/oauth2/token";
    let sign_in = [&[("grant_type", "password")], &APP[..], &person[..]].concat();
    let first = world.fields(at, &sign_in).await.expect(200);
    let renew = async |answer: &serde_json::Value| -> Got {
        let fields =
            [&[("grant_type", "refresh_token"), ("refresh_token", refresh(answer))], &APP[..]].concat();
        world.fields(at, &fields).await
    };
    let second = renew(&first).await.expect(200);
    let mut asked = vec![("client_id", "app"), ("response_type", "code"), ("redirect_uri", BACK)];
    asked.extend(person);
    let sent = world.fields("/blauwevos.onmicrosoft.com/oauth2/authorize", &asked).await;
    let sent = sent.headers["location"].to_str().expect("an address").to_owned();
    let code = value(&parameters(&sent, '?'), "code").expect("a code").to_owned();

    world.patch(&customer, json!({"relationshipToPartner": "none"})).await.expect(200);
    assert_eq!(renew(&second).await.expect(400)["error"], "invalid_grant");
    let mut redeem =
        vec![("grant_type", "authorization_code"), ("code", code.as_str()), ("redirect_uri", BACK)];
    redeem.extend(APP);
    assert_eq!(world.fields(at, &redeem).await.expect(400)["error"], "invalid_grant");
    assert_eq!(world.fields(at, &sign_in).await.expect(400)["error"], "unauthorized_client");
    // By itself the person signs in as before: it is its own company.
    let alone = [&[("grant_type", "password")], &person[..]].concat();
    let ilse = world.with_token(access(&world.fields(at, &alone).await.expect(200)).to_owned());
    ilse.get(&customer).await.expect(200);
}

#[tokio::test]
async fn nobody_but_who_runs_the_installation_sees_to_its_keys() {
    let world = World::new().await;
    let other = world.with_token(world.application_token("nordljus.example", "other-app").await);
    for (method, path) in [("GET", "/seatwright/v1/keys"), ("POST", "/seatwright/v1/keys/rotate")] {
        let got = other.call(method, path, None, &[]).await;
        assert_eq!((got.status.as_u16(), got.code()), (403, 990_540), "{method} {path}: {}", got.body);
    }
    assert!(world.opens(&world.token).await && other.opens(&other.token).await, "nobody's tokens have ended");
}

#[tokio::test]
async fn ids_that_come_back_in_headers_bring_nothing_else_with_them() {
    let world = World::new().await;
    for id in ["a b", "a\tb", "ä", "", &"a".repeat(200)] {
        let headers = [("MS-RequestId", id), ("MS-CorrelationId", id), ("X-Locale", id)];
        let got = world.call("GET", "/v1/customers", None, &headers).await;
        assert_eq!(got.status.as_u16(), 200, "{id:?}");
        for name in ["ms-requestid", "ms-correlationid"] {
            assert_eq!(got.headers[name].len(), 36, "one of our own for {id:?}");
        }
        assert!(!got.headers.contains_key("x-locale"));
    }
}
