//! Roles at a partner and who holds them.

use axum::http::StatusCode;
use serde_json::json;

use crate::world::World;

#[tokio::test]
async fn roles_name_the_people_who_hold_them_role_01() {
    let world = World::new().await;
    let roles = world.get("/v1/roles").await.expect(200);
    let names: Vec<_> =
        roles["items"].as_array().unwrap().iter().map(|role| role["name"].as_str().unwrap()).collect();
    assert_eq!(names.len(), 6);
    let role = |name: &str| {
        let items = roles["items"].as_array().unwrap();
        let found = items.iter().find(|role| role["name"] == name).unwrap_or_else(|| panic!("{name}"));
        found["id"].as_str().unwrap().to_owned()
    };
    let path = format!("/v1/Roles/{}/userMembers", role("Sales agent").to_uppercase());
    let members = world.get(&path).await.expect(200);
    assert_eq!(members["totalCount"], 1, "applications are no people: {members}");
    assert_eq!(members["items"][0]["userPrincipalName"], "anna@havenwerk.example");
    assert_eq!(members["items"][0]["displayName"], "anna");
    assert_eq!(members["items"][0]["roleId"], role("Sales agent"));

    let new =
        json!({"kind": "agent", "name": "bram@havenwerk.example", "roles": ["admin_agent", "sales_agent"]});
    world.post("/seatwright/v1/identities", new).await.expect(201);
    let members = world.get(&path).await.expect(200);
    assert_eq!(members["totalCount"], 2);
    let admins = world.get(&format!("/v1/roles/{}/usermembers", role("Admin agent"))).await.expect(200);
    assert_eq!(admins["items"][0]["userPrincipalName"], "bram@havenwerk.example");
    let helpdesk = world.get(&format!("/v1/roles/{}/usermembers", role("Helpdesk agent"))).await.expect(200);
    assert_eq!(helpdesk["totalCount"], 0);

    let other = world.with_token(world.application_token("nordljus.example", "other-app").await);
    assert_eq!(other.get(&path).await.expect(200)["totalCount"], 0, "another partner's people are its own");
    let got = world.get("/v1/roles/00000000-0000-0000-0000-000000000001/usermembers").await;
    assert_eq!((got.status, got.code()), (StatusCode::NOT_FOUND, 1000));
    let agent = world.with_token(world.person_token("havenwerk.example", "anna@havenwerk.example").await);
    agent.get("/v1/roles").await.expect(200);
    assert_eq!(agent.get(&path).await.code(), 900_150);
    // User management admins look after a partner's people and their roles (ROLE-135).
    let admin = world.with_token(world.application_token("havenwerk.example", "weak-app").await);
    assert_eq!(admin.get(&path).await.expect(200)["totalCount"], 2);
    let customer = world.customer("blauwevos").await;
    let admin = world.person_token("blauwevos.onmicrosoft.com", "ilse@blauwevos.onmicrosoft.com").await;
    let admin = world.with_token(admin);
    admin.get(&customer).await.expect(200);
    assert_eq!(admin.get("/v1/roles").await.status, StatusCode::NOT_FOUND);
    assert_eq!(admin.get(&path).await.status, StatusCode::NOT_FOUND);
}
