//! Signing keys: rotated with overlap or at once; and what is published is what holds.

use serde_json::{Value, json};

use crate::desk::{access, claims};
use crate::world::{ISSUER, World};

async fn published(world: &World) -> Vec<String> {
    let keys = world.get("/common/discovery/v2.0/keys").await.expect(200);
    keys["keys"].as_array().unwrap().iter().map(|key| key["kid"].as_str().unwrap().to_owned()).collect()
}

fn kid(token: &str) -> String {
    use base64::Engine as _;
    let header = token.split('.').next().unwrap();
    let bytes = base64::engine::general_purpose::URL_SAFE_NO_PAD.decode(header).unwrap();
    serde_json::from_slice::<Value>(&bytes).unwrap()["kid"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn a_new_key_signs_and_the_old_one_holds_on_for_a_day() {
    let world = World::new().await;
    let before = published(&world).await;
    assert_eq!(before, [kid(&world.token)]);
    let made = world.call("POST", "/seatwright/v1/keys/rotate", None, &[]).await.expect(201);
    assert_eq!(made["signs"], true);
    assert_eq!(published(&world).await, [made["id"].as_str().unwrap(), &before[0]]);
    let token = world.application_token("havenwerk.example", "app").await;
    assert_eq!(kid(&token), made["id"]);
    assert!(world.opens(&token).await && world.opens(&world.token).await);
    let listed = world.get("/seatwright/v1/keys").await.expect(200);
    assert_eq!((&listed["items"][0]["signs"], &listed["items"][1]["signs"]), (&true.into(), &false.into()));
    assert!(listed["items"][1]["retiresAt"].is_string());
    assert!(!listed.to_string().contains("PRIVATE"));

    let body = json!({"retireAtOnce": true});
    let last = world.post("/seatwright/v1/keys/rotate", body).await.expect(201);
    assert_eq!(published(&world).await, [last["id"].as_str().unwrap()]);
    assert!(!world.opens(&token).await && !world.opens(&world.token).await);
}

#[tokio::test]
async fn the_documents_are_complete_and_true() {
    let world = World::new().await;
    let root = world.get("/.well-known/openid-configuration").await.expect(200);
    assert_eq!(root["issuer"], ISSUER);
    assert_eq!(claims(&world.token)["iss"], root["issuer"]);
    for (path, version) in [("", "/v2.0"), ("/havenwerk.example", ""), ("/havenwerk.example/v2.0", "/v2.0")] {
        let found = world.get(&format!("{path}/.well-known/openid-configuration")).await.expect(200);
        for (member, end) in [
            ("authorization_endpoint", "authorize"),
            ("token_endpoint", "token"),
            ("revocation_endpoint", "revoke"),
        ] {
            let address = found[member].as_str().unwrap();
            assert!(address.ends_with(&format!("/oauth2{version}/{end}")), "{address}");
            let local = address.strip_prefix(ISSUER).unwrap();
            let got = world.form(local, "").await;
            assert_eq!(got.status.as_u16(), 400, "{local} is there and says what is missing");
        }
        let keys = found["jwks_uri"].as_str().unwrap().strip_prefix(ISSUER).unwrap();
        world.get(keys).await.expect(200);
        for grant in found["grant_types_supported"].as_array().unwrap() {
            let fields = [("grant_type", grant.as_str().unwrap())];
            let got = world.fields("/common/oauth2/token", &fields).await;
            assert_eq!(got.text("/error"), "invalid_request", "{grant} is understood");
        }
    }
    let fields = [("grant_type", "client_credentials"), ("client_id", "app"), ("client_secret", "secret")];
    let got = world.fields("/adfs/oauth2/token", &fields).await.expect(200);
    assert!(world.opens(access(&got)).await);
}
