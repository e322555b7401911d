//! The first administrator of a new customer: told once, able to sign in, kept as a hash.

use axum::http::StatusCode;
use seatwright_api::{ApiState, Settings, router};
use seatwright_engine::identity::{IdentityKind, Tenant, identity_id};
use seatwright_store::{CustomerQuery, IdentityQuery, RequestKey};
use serde_json::json;

use crate::world::{Got, HAVENWERK, ISSUER, MACHINE_TIME, World, customer_body};

async fn create(world: &World, request: &str, name: &str) -> Got {
    world.call("POST", "/v1/customers", Some(&customer_body(name)), &[("MS-RequestId", request)]).await
}

async fn sign_in(world: &World, tenant: &str, name: &str, password: &str) -> Got {
    let form = format!("grant_type=password&username={name}&password={password}");
    world.form(&format!("/{tenant}/oauth2/token"), &form).await
}

#[tokio::test]
async fn the_first_administrator_signs_in_and_manages_its_own_company_role_05() {
    let world = World::new().await;
    let other = world.customer("anders").await;
    let got = world.post("/v1/customers", customer_body("blauwevos")).await;
    assert_eq!(got.headers["cache-control"], "no-store");
    let made = got.expect(201);
    assert_eq!(made["userCredentials"]["userName"], "admin");
    let password = made["userCredentials"]["password"].as_str().unwrap();
    let customer = format!("/v1/customers/{}", made["id"].as_str().unwrap());
    assert!(world.get(&customer).await.expect(200).get("userCredentials").is_none(), "told once");

    for (tenant, name) in [
        ("blauwevos.onmicrosoft.com", "admin"),
        ("blauwevos.onmicrosoft.com", "Admin@BlauweVos.onmicrosoft.com"),
        ("common", "admin@blauwevos.onmicrosoft.com"),
    ] {
        let got = sign_in(&world, tenant, name, password).await;
        assert_eq!(got.status, StatusCode::OK, "{tenant} {name} {}", got.body);
        let admin = world.with_token(got.text("/access_token").to_owned());
        admin.get(&customer).await.expect(200);
        assert_eq!(admin.get(&other).await.code(), 2032);
        let users = admin.get("/seatwright/v1/identities").await.expect(200);
        let names: Vec<_> = users["items"].as_array().unwrap().iter().map(|item| &item["name"]).collect();
        assert!(names.contains(&&json!("admin@blauwevos.onmicrosoft.com")), "{users}");
    }
    for (tenant, name) in
        [("anders.onmicrosoft.com", "admin"), ("common", "admin"), ("havenwerk.example", "admin")]
    {
        assert_ne!(sign_in(&world, tenant, name, password).await.status, StatusCode::OK, "{tenant}");
    }
}

#[tokio::test]
async fn a_repeat_is_told_the_password_and_the_disk_never() {
    let world = World::new().await;
    let first = create(&world, "r-1", "blauwevos").await.expect(201);
    let password = first["userCredentials"]["password"].as_str().unwrap();
    let again = create(&world, "r-1", "blauwevos").await;
    assert_eq!(again.headers["seatwright-repeated"], "true");
    assert_eq!(again.expect(201), first);

    let caller = identity_id(Tenant::Partner(HAVENWERK), IdentityKind::Application, "app");
    let key = RequestKey { caller, request: "r-1 POST /v1/customers".to_owned() };
    let kept = world.engine.store().answer(&key).await.unwrap().expect("the answer is kept");
    let kept = String::from_utf8(kept.body).unwrap();
    assert!(kept.contains("userCredentials") && !kept.contains(password), "{kept}");
    let customers = world.engine.store().customers(&CustomerQuery::of(HAVENWERK)).await.unwrap();
    let tenant = Some(customers.items[0].id.0);
    let query = IdentityQuery { tenant, after: None, limit: 10 };
    let identities = world.engine.store().identities(query).await.unwrap();
    assert_eq!(identities.items.len(), 1, "one customer has one first administrator");
    assert!(identities.items[0].secrets[0].hash.starts_with("$argon2id$"));

    // The same id with another request gets neither the answer nor the password.
    let got = create(&world, "r-1", "anders").await;
    assert_eq!((got.status, got.code()), (StatusCode::CONFLICT, 990_006));
    assert!(!got.body.to_string().contains(password));
    // Another partner's request of the same id is another request.
    let other = world.with_token(world.application_token("nordljus.example", "other-app").await);
    let got = create(&other, "r-1", "nordvik").await.expect(201);
    assert_ne!(got["userCredentials"]["password"], first["userCredentials"]["password"]);
}

#[tokio::test]
async fn a_repeat_to_a_server_that_started_anew_has_the_name_alone() {
    let world = World::new().await;
    create(&world, "r-1", "blauwevos").await.expect(201);
    let machine = || jiff::Timestamp::from_second(MACHINE_TIME).expect("an instant");
    let state = ApiState::open(world.engine.clone(), Settings::at(ISSUER), machine).await.expect("a state");
    let world = World { router: router(state), ..world };
    let again = create(&world, "r-1", "blauwevos").await.expect(201);
    assert_eq!(again["userCredentials"]["userName"], "admin");
    assert!(again["userCredentials"].get("password").is_none(), "{again}");
}

#[tokio::test]
async fn what_is_refused_makes_nobody_and_two_at_once_make_one() {
    let world = World::new().await;
    create(&world, "r-1", "blauwevos").await.expect(201);
    let got = create(&world, "r-2", "blauwevos").await;
    assert_eq!((got.status, got.code()), (StatusCode::CONFLICT, 990_111));
    assert!(got.body.get("userCredentials").is_none());

    let (one, two) = tokio::join!(create(&world, "r-3", "anders"), create(&world, "r-3", "anders"));
    let (one, two) = (one.expect(201), two.expect(201));
    assert_eq!(one, two, "both are told the same password");
    let password = one["userCredentials"]["password"].as_str().unwrap();
    let got = sign_in(&world, "anders.onmicrosoft.com", "admin", password).await;
    assert_eq!(got.status, StatusCode::OK, "{}", got.body);
}

#[tokio::test]
async fn what_was_asked_for_by_default_rights_is_echoed() {
    let world = World::new().await;
    let mut body = customer_body("blauwevos");
    body["enableGDAPByDefault"] = json!(true);
    let made = world.post("/v1/customers", body).await.expect(201);
    assert_eq!(made["enableGDAPByDefault"], true);
    let made = world.post("/v1/customers", customer_body("anders")).await.expect(201);
    assert!(made.get("enableGDAPByDefault").is_none());
}
