//! Tokens of another issuer.

use std::collections::BTreeMap;
use std::path::PathBuf;

use axum::body::{Body, to_bytes};
use axum::http::Request;
use jiff::Timestamp;
use jsonwebtoken::jwk::Jwk;
use jsonwebtoken::{Algorithm, EncodingKey, Header, encode};
use seatwright_api::{ApiState, OidcConfig, Settings, SigningKey, router};
use seatwright_domain::role::Role;
use serde_json::{Value, json};
use tower::ServiceExt;

use crate::desk::access;
use crate::world::{HAVENWERK, ISSUER, MACHINE_TIME, World};

const THEIRS: &str = "https://login.example/tenant";

struct Issuer {
    key: EncodingKey,
    jwk: Jwk,
}

impl Issuer {
    fn new(kid: &str) -> Self {
        let pem = SigningKey::generate().expect("a key");
        let key = EncodingKey::from_ec_pem(pem.to_pem().as_bytes()).expect("a key");
        let mut jwk = Jwk::from_encoding_key(&key, Algorithm::ES256).expect("a public key");
        jwk.common.key_id = Some(kid.to_owned());
        Self { key, jwk }
    }

    fn token(&self, change: &dyn Fn(&mut Value)) -> String {
        let mut claims = json!({"iss": THEIRS, "aud": ["x", "api://seatwright"], "exp": MACHINE_TIME + 600,
            "tid": "their-tenant", "upn": "Eva@login.example", "roles": ["Sellers", "Unknown"]});
        change(&mut claims);
        let header = Header { kid: self.jwk.common.key_id.clone(), ..Header::new(Algorithm::ES256) };
        encode(&header, &claims, &self.key).expect("signed")
    }
}

fn config(keys: PathBuf) -> OidcConfig {
    OidcConfig {
        issuer: THEIRS.to_owned(),
        audiences: vec!["api://seatwright".to_owned()],
        keys,
        claims: Default::default(),
        tenants: BTreeMap::from([("their-tenant".to_owned(), "havenwerk.example".to_owned())]),
        roles: BTreeMap::from([("Sellers".to_owned(), Role::SalesAgent)]),
    }
}

fn write(path: &PathBuf, issuers: &[&Issuer]) {
    let keys: Vec<&Jwk> = issuers.iter().map(|issuer| &issuer.jwk).collect();
    std::fs::write(path, json!({"keys": keys}).to_string()).expect("written");
}

#[tokio::test]
async fn tokens_of_the_configured_issuer_open_what_their_roles_may() {
    let world = World::new().await;
    let directory = tempfile::tempdir().expect("a directory");
    let file = directory.path().join("keys.json");
    let (first, second) = (Issuer::new("one"), Issuer::new("two"));
    write(&file, &[&first]);
    let seconds = std::sync::Arc::new(std::sync::atomic::AtomicI64::new(MACHINE_TIME));
    let clock = std::sync::Arc::clone(&seconds);
    let machine =
        move || Timestamp::from_second(clock.load(std::sync::atomic::Ordering::Relaxed)).expect("an instant");
    let settings = Settings { oidc: Some(config(file.clone())), ..Settings::at(ISSUER) };
    let state = ApiState::open(world.engine.clone(), settings, machine).await.expect("a state");
    let router = router(state);
    let asked = async |token: &str, path: &str| -> (u16, Value) {
        let request = Request::get(path).header("authorization", format!("Bearer {token}"));
        let response = router.clone().oneshot(request.body(Body::empty()).unwrap()).await.unwrap();
        let status = response.status().as_u16();
        let bytes = to_bytes(response.into_body(), usize::MAX).await.unwrap();
        (status, serde_json::from_slice(&bytes).unwrap_or_default())
    };
    let profile = "/v1/profiles/organization";
    let good = first.token(&|_| {});
    let (status, body) = asked(&good, profile).await;
    assert_eq!((status, &body["id"]), (200, &HAVENWERK.to_string().into()), "{body}");
    assert_eq!(asked(&good, "/seatwright/v1/identities").await.0, 403, "a seller manages nobody");

    for (what, token, status, code) in [
        ("another audience", first.token(&|claims| claims["aud"] = json!("other")), 401, 900_420),
        ("over", first.token(&|claims| claims["exp"] = json!(MACHINE_TIME - 61)), 401, 800_001),
        ("without an end", first.token(&|claims| claims["exp"] = Value::Null), 401, 800_001),
        ("too early", first.token(&|claims| claims["nbf"] = json!(MACHINE_TIME + 61)), 401, 800_001),
        ("another organisation", first.token(&|claims| claims["tid"] = json!("who")), 401, 800_001),
        ("nobody", first.token(&|claims| claims["upn"] = json!("")), 401, 800_001),
        (
            "another issuer",
            first.token(&|claims| claims["iss"] = json!("https://evil.example")),
            401,
            800_001,
        ),
        ("an unknown key", second.token(&|_| {}), 401, 800_001),
        ("without roles", first.token(&|claims| claims["roles"] = json!([])), 403, 900_150),
    ] {
        let (got, body) = asked(&token, profile).await;
        assert_eq!((got, &body["code"]), (status, &code.into()), "{what}: {body}");
    }
    let robot = first.token(&|claims| {
        claims["upn"] = Value::Null;
        claims["appid"] = json!("their-robot");
    });
    assert_eq!(asked(&robot, profile).await.0, 200);

    // A new key of theirs is found when the file has it, and looked for once a minute at most.
    write(&file, &[&first, &second]);
    assert_eq!(asked(&second.token(&|_| {}), profile).await.0, 401, "looked for less than a minute ago");
    seconds.fetch_add(60, std::sync::atomic::Ordering::Relaxed);
    assert_eq!(asked(&second.token(&|_| {}), profile).await.0, 200);

    // Our own hold beside them, and whom we bar is barred with theirs too.
    assert_eq!(asked(&world.token, profile).await.0, 200);
    let (id, _) = world.agent("eva@login.example", "sales_agent").await;
    world.patch(&format!("/seatwright/v1/identities/{id}"), json!({"isDisabled": true})).await.expect(200);
    assert_eq!(asked(&good, profile).await.0, 401);
}

#[tokio::test]
async fn a_second_factor_that_the_other_issuer_tells_of_is_told_on_demand() {
    let world = World::new().await;
    let directory = tempfile::tempdir().expect("a directory");
    let file = directory.path().join("keys.json");
    let issuer = Issuer::new("one");
    write(&file, &[&issuer]);
    let settings = Settings { oidc: Some(config(file)), ..Settings::at(ISSUER) };
    let machine = || Timestamp::from_second(MACHINE_TIME).expect("an instant");
    let router = router(ApiState::open(world.engine.clone(), settings, machine).await.expect("a state"));
    for (methods, told) in [
        (json!(["pwd", "mfa"]), "true"),
        (json!(["pwd"]), "false"),
        (json!("mfa"), "false"),
        (Value::Null, "false"),
    ] {
        let token = issuer.token(&|claims| claims["amr"] = methods.clone());
        let request = Request::get("/v1/profiles/organization")
            .header("authorization", format!("Bearer {token}"))
            .header("ValidateMfa", "true");
        let response = router.clone().oneshot(request.body(Body::empty()).unwrap()).await.unwrap();
        assert_eq!(response.status(), 200);
        assert_eq!(response.headers()["ismfacompliant"], told, "{methods}");
    }
}

#[tokio::test]
async fn a_faulty_configuration_of_the_issuer_is_told_at_the_start() {
    let world = World::new().await;
    let directory = tempfile::tempdir().expect("a directory");
    let file = directory.path().join("keys.json");
    let open = async |config: OidcConfig| {
        let settings = Settings { oidc: Some(config), ..Settings::at(ISSUER) };
        let machine = || Timestamp::from_second(MACHINE_TIME).expect("an instant");
        ApiState::open(world.engine.clone(), settings, machine).await.expect_err("a fault").to_string()
    };
    assert!(open(config(file.clone())).await.contains("keys.json"));
    write(&file, &[]);
    let nobody = OidcConfig { audiences: Vec::new(), ..config(file.clone()) };
    assert!(open(nobody).await.contains("audience"));
    let tenants = BTreeMap::from([("t".to_owned(), "nowhere.example".to_owned())]);
    assert!(open(OidcConfig { tenants, ..config(file) }).await.contains("nowhere.example"));
}

#[tokio::test]
async fn whoever_is_at_the_head_by_the_other_issuer_is_not_locked_out_by_user_management_admins_role_140() {
    const ALL: &str = "/seatwright/v1/identities";
    let world = World::new().await;
    let (_, secret) = world.agent("ute@havenwerk.example", "user_management_admin").await;
    let ute = world.signed_in("ute@havenwerk.example", &secret).await;
    let ute = world.with_token(access(&ute).to_owned());
    let (bas, _) = ute.agent("bas@havenwerk.example", "sales_agent").await;
    let directory = tempfile::tempdir().expect("a directory");
    let file = directory.path().join("keys.json");
    let issuer = Issuer::new("one");
    write(&file, &[&issuer]);
    let roles = BTreeMap::from([("Heads".to_owned(), Role::GlobalAdmin)]);
    let settings = Settings { oidc: Some(OidcConfig { roles, ..config(file) }), ..Settings::at(ISSUER) };
    let machine = || Timestamp::from_second(MACHINE_TIME).expect("an instant");
    let router = router(ApiState::open(world.engine.clone(), settings, machine).await.expect("a state"));
    let head = async |name: &str| {
        let token = issuer.token(&|claims| {
            claims["roles"] = json!(["Heads"]);
            claims["upn"] = json!(name);
        });
        let request = Request::get(ALL).header("authorization", format!("Bearer {token}"));
        router.clone().oneshot(request.body(Body::empty()).unwrap()).await.unwrap().status().as_u16()
    };
    let (eva, one) = ("Eva@login.example", format!("{ALL}/{bas}"));
    assert_eq!((head(eva).await, head("bas@havenwerk.example").await), (200, 200));

    for (method, path, body) in [
        ("POST", ALL, json!({"kind": "agent", "name": "eva@login.example", "roles": []})),
        ("PATCH", &one, json!({"isDisabled": true})),
        ("DELETE", &one, json!({})),
    ] {
        let got = ute.call(method, path, Some(&body), &[]).await;
        assert_eq!((got.status.as_u16(), got.code()), (403, 900_150), "{method} {path}: {}", got.body);
    }
    // What does not reach beyond this installation stays hers.
    ute.patch(&one, json!({"roles": ["helpdesk_agent"], "isDisabled": false})).await.expect(200);
    ute.post(&format!("{one}/secrets"), json!({"password": "a quite long word"})).await.expect(201);
    ute.call("DELETE", &format!("{one}/sessions"), None, &[]).await.expect(204);
    assert_eq!((head(eva).await, head("bas@havenwerk.example").await), (200, 200));

    // Whom a global admin has kept out, she does not let in again.
    world.patch(&one, json!({"isDisabled": true})).await.expect(200);
    assert_eq!(head("bas@havenwerk.example").await, 401);
    assert_eq!(ute.patch(&one, json!({"isDisabled": false})).await.code(), 900_150);
    ute.post(&format!("{one}/secrets"), json!({"password": "another quite long word"})).await.expect(201);
    ute.patch(&one, json!({"roles": ["sales_agent"]})).await.expect(200);
    assert_eq!(head("bas@havenwerk.example").await, 401);
}
