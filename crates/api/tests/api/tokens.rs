//! The token endpoint.

use axum::http::StatusCode;
use serde_json::Value;

use crate::world::{ISSUER, MACHINE_TIME, World};

#[tokio::test]
async fn version_one_writes_numbers_as_strings_and_version_two_as_numbers() {
    let world = World::new().await;
    let form = "grant_type=client_credentials&client_id=app&client_secret=secret";
    let one = world.form("/havenwerk.example/oauth2/token", form).await.expect(200);
    assert_eq!(one["expires_in"], "3600");
    assert_eq!(one["expires_on"], (MACHINE_TIME + 3600).to_string());
    assert_eq!(one["resource"], "https://api.partnercenter.microsoft.com");
    let scope = "https%3A%2F%2Fgraph.windows.net%2F.default";
    let two = world
        .form("/HAVENWERK.example/oauth2/v2.0/token", &format!("{form}&scope={scope}"))
        .await
        .expect(200);
    assert_eq!(two["expires_in"], 3600);
    assert_eq!(two["token_type"], "Bearer");
    assert_eq!(claims(&two)["aud"], "https://graph.windows.net");
}

fn claims(answer: &Value) -> Value {
    use base64::Engine as _;
    let token = answer["access_token"].as_str().unwrap();
    let part = token.split('.').nth(1).unwrap();
    let bytes = base64::engine::general_purpose::URL_SAFE_NO_PAD.decode(part).unwrap();
    serde_json::from_slice(&bytes).unwrap()
}

#[tokio::test]
async fn tokens_carry_the_claims_that_clients_read() {
    let world = World::new().await;
    let form = "grant_type=client_credentials&client_id=app&client_secret=secret";
    let read = claims(&world.form("/adfs/oauth2/token", form).await.expect(200));
    assert_eq!(read["iss"], ISSUER);
    assert_eq!(read["appid"], "app");
    assert_eq!(read["exp"], MACHINE_TIME + 3600);
    assert!(read["exp"].is_number());
    assert_eq!(read["tid"], "00000000-0000-0000-0000-000000007f3d");
    assert!(read["oid"].as_str().unwrap().parse::<uuid::Uuid>().is_ok());
    assert!(read["roles"].as_array().unwrap().contains(&Value::from("admin_agent")));
}

#[tokio::test]
async fn wrong_credentials_and_wrong_requests_are_told_apart() {
    let world = World::new().await;
    let at = "/havenwerk.example/oauth2/token";
    for (form, status, error) in [
        ("grant_type=client_credentials&client_id=app&client_secret=wrong", 401, "invalid_client"),
        ("grant_type=client_credentials&client_id=nobody&client_secret=secret", 401, "invalid_client"),
        ("grant_type=client_credentials&client_id=app", 400, "invalid_request"),
        ("grant_type=password&username=anna@havenwerk.example&password=wrong", 400, "invalid_grant"),
        ("grant_type=refresh_token&refresh_token=nonsense", 400, "invalid_grant"),
        ("grant_type=magic", 400, "unsupported_grant_type"),
        ("", 400, "invalid_request"),
        (
            "grant_type=client_credentials&client_id=app&client_secret=secret&resource=https://elsewhere.example",
            400,
            "invalid_resource",
        ),
    ] {
        let got = world.form(at, form).await;
        assert_eq!((got.status.as_u16(), got.text("/error")), (status, error), "{form}");
    }
    let form = "grant_type=client_credentials&client_id=app&client_secret=secret";
    assert_eq!(world.form("/nordljus.example/oauth2/token", form).await.status, StatusCode::UNAUTHORIZED);
}

#[tokio::test]
async fn people_get_a_refresh_token_that_gives_new_access() {
    let world = World::new().await;
    world.customer("blauwevos").await;
    for (tenant, name) in [
        ("havenwerk.example", "anna@havenwerk.example"),
        ("common", "anna@havenwerk.example"),
        ("blauwevos.onmicrosoft.com", "ilse@blauwevos.onmicrosoft.com"),
    ] {
        let form = format!("grant_type=password&username={name}&password=secret");
        let first = world.form(&format!("/{tenant}/oauth2/v2.0/token"), &form).await.expect(200);
        assert_eq!(claims(&first)["upn"], name);
        let refresh = first["refresh_token"].as_str().unwrap();
        let form = format!("grant_type=refresh_token&refresh_token={refresh}");
        let second = world.form(&format!("/{tenant}/oauth2/v2.0/token"), &form).await.expect(200);
        assert_eq!(claims(&second)["oid"], claims(&first)["oid"]);
        assert_eq!(claims(&second)["roles"], claims(&first)["roles"]);
    }
}

#[tokio::test]
async fn the_key_and_the_endpoints_are_published() {
    let world = World::new().await;
    let found = world.get("/havenwerk.example/v2.0/.well-known/openid-configuration").await.expect(200);
    assert_eq!(found["token_endpoint"], format!("{ISSUER}/havenwerk.example/oauth2/v2.0/token"));
    let keys = world.get("/havenwerk.example/discovery/keys").await.expect(200);
    assert_eq!(keys["keys"][0]["crv"], "P-256");
    assert!(keys["keys"][0].get("d").is_none(), "the private part stays at home");
    assert_eq!(world.get("/common/discovery/instance").await.status, StatusCode::OK);
}
