//! Roles of a customer's directory (LIC-104).

use axum::http::StatusCode;
use serde_json::{Value, json};

use crate::world::{World, user_body};

const ADMINISTRATOR: &str = "62e90394-69f5-4237-9190-012177145e10";
pub(crate) const HELPDESK: &str = "729827e3-9c14-49f7-bb1b-9608f156bbb8";

async fn hire(world: &World, customer: &str, number: usize) -> Value {
    world.post(&format!("{customer}/users"), user_body(number)).await.expect(200)
}

#[tokio::test]
async fn users_get_roles_are_listed_with_them_and_lose_them_lic_104() {
    let world = World::new().await;
    let customer = world.customer("blauwevos").await;
    let roles = world.get(&format!("{customer}/directoryroles")).await.expect(200);
    assert!(roles["items"].as_array().unwrap().iter().any(|role| role["id"] == HELPDESK));
    let members = format!("{customer}/directoryroles/{HELPDESK}/usermembers");
    let mut ids = Vec::new();
    for number in 1..=3 {
        let user = hire(&world, &customer, number).await;
        let wish = json!({"Id": user["id"], "DisplayName": user["displayName"], "userPrincipalName": null});
        let member = world.post(&members, wish).await.expect(201);
        assert_eq!(member["roleId"], HELPDESK);
        assert_eq!(member["displayName"], user["displayName"]);
        ids.push(user["id"].as_str().unwrap().to_owned());
    }
    let first = world.get(&format!("{members}?size=2")).await.expect(200);
    assert_eq!(first["totalCount"], 2);
    let token = first["continuationToken"].as_str().unwrap();
    let path = format!("{members}?size=2&seekOperation=Next");
    let second = world.call("GET", &path, None, &[("MS-ContinuationToken", token)]).await.expect(200);
    assert_eq!((&second["totalCount"], second.get("continuationToken")), (&json!(1), None));

    let held = format!("{customer}/users/{}/directoryroles", ids[0]);
    assert_eq!(world.get(&held).await.expect(200)["items"][0]["name"], "Helpdesk Administrator");
    let got = world.post(&members, json!({"id": ids[0]})).await;
    assert_eq!((got.status, got.code()), (StatusCode::CONFLICT, 990_421));
    let member = format!("{members}/{}", ids[0]);
    assert_eq!(world.call("DELETE", &member, None, &[]).await.status, StatusCode::NO_CONTENT);
    assert_eq!(world.call("DELETE", &member, None, &[]).await.code(), 990_422);
    assert_eq!(world.get(&held).await.expect(200)["totalCount"], 0);

    let user = format!("{customer}/users/{}", ids[1]);
    world.call("DELETE", &user, None, &[]).await.expect(204);
    assert_eq!(world.get(&members).await.expect(200)["totalCount"], 1, "whoever is deleted holds nothing");
    world.patch(&user, json!({"state": "active"})).await.expect(200);
    assert_eq!(world.get(&members).await.expect(200)["totalCount"], 1, "and roles do not come back");
}

#[tokio::test]
async fn the_last_administrator_keeps_the_role_lic_104() {
    let world = World::new().await;
    let customer = world.customer("blauwevos").await;
    let (first, second) = (hire(&world, &customer, 1).await, hire(&world, &customer, 2).await);
    let members = format!("{customer}/directoryroles/{ADMINISTRATOR}/usermembers");
    world.post(&members, json!({"id": first["id"]})).await.expect(201);
    let member = format!("{members}/{}", first["id"].as_str().unwrap());
    let user = format!("{customer}/users/{}", first["id"].as_str().unwrap());
    assert_eq!(world.call("DELETE", &member, None, &[]).await.code(), 990_423);
    assert_eq!(world.call("DELETE", &user, None, &[]).await.code(), 990_423, "nor is the user deleted");
    world.post(&members, json!({"id": second["id"]})).await.expect(201);
    world.call("DELETE", &user, None, &[]).await.expect(204);
}

#[tokio::test]
async fn unknown_roles_unknown_users_and_callers_without_rights_are_refused_role_126() {
    let world = World::new().await;
    let customer = world.customer("blauwevos").await;
    for role in ["00000000-0000-0000-0000-000000000001", "nonsense"] {
        let got = world.get(&format!("{customer}/directoryroles/{role}/usermembers")).await;
        assert_eq!((got.status, got.code()), (StatusCode::NOT_FOUND, 990_420), "{role}");
    }
    let members = format!("{customer}/directoryroles/{HELPDESK}/usermembers");
    let got = world.post(&members, json!({"id": "00000000-0000-0000-0000-000000000001"})).await;
    assert_eq!((got.status, got.code()), (StatusCode::NOT_FOUND, 60_002));
    assert_eq!(world.post(&members, json!({"id": "x"})).await.code(), 800_002);
    let billing = world.with_token(world.application_token("havenwerk.example", "billing-app").await);
    let user = hire(&world, &customer, 1).await;
    assert_eq!(billing.post(&members, json!({"id": user["id"]})).await.code(), 900_150);
}
