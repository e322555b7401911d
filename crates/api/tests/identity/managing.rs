//! Identities made, changed and taken out over the API.

use serde_json::{Value, json};

use crate::desk::{access, claims};
use crate::world::World;

const ALL: &str = "/seatwright/v1/identities";

async fn token(world: &World, client: &str, secret: &str) -> Option<String> {
    let fields = [("grant_type", "client_credentials"), ("client_id", client), ("client_secret", secret)];
    let got = world.fields("/havenwerk.example/oauth2/token", &fields).await;
    (got.status.as_u16() == 200).then(|| access(&got.body).to_owned())
}

#[tokio::test]
async fn an_application_is_made_and_its_secret_shown_once() {
    let world = World::new().await;
    let body =
        json!({"kind": "application", "name": "Robot", "roles": ["admin_agent"], "description": "first"});
    let made = world.post(ALL, body.clone()).await;
    assert_eq!(made.headers["cache-control"], "no-store");
    let made = made.expect(201);
    let secret = made["secret"]["secret"].as_str().unwrap();
    let one = format!("{ALL}/{}", made["id"].as_str().unwrap());
    let read = world.get(&one).await;
    assert!(!String::from_utf8_lossy(&read.bytes).contains(secret), "and never again");
    let read = read.expect(200);
    assert_eq!(
        (&read["name"], &read["source"], &read["secrets"][0]["description"]),
        (&"Robot".into(), &"store".into(), &"first".into())
    );
    let got = token(&world, "robot", secret).await.expect("let in");
    assert_eq!(claims(&got)["oid"], made["id"]);
    assert!(world.opens(&got).await);
    let taken = world.post(ALL, body).await;
    assert_eq!((taken.status.as_u16(), taken.code()), (409, 990_301));
    let configured = json!({"kind": "application", "name": "APP", "roles": []});
    assert_eq!(world.post(ALL, configured).await.expect(409)["code"], 990_301, "the configuration has it");
}

#[tokio::test]
async fn every_faulty_field_is_told() {
    let world = World::new().await;
    let fields = async |body: Value| -> Vec<String> {
        let got = world.post(ALL, body).await.expect(400);
        assert_eq!(got["code"], 800_002);
        got["data"].as_array().unwrap().iter().map(|line| line.as_str().unwrap().to_owned()).collect()
    };
    let lines = fields(json!({"kind": "robot", "roles": ["king"], "isPublic": 3})).await;
    assert_eq!(lines.len(), 4, "{lines:?}");
    assert!(lines.iter().any(|line| line.starts_with("roles[0] ")), "{lines:?}");
    for (body, field) in [
        (json!({"kind": "application", "name": "a b"}), "name"),
        (json!({"kind": "customerAdmin", "name": "x"}), "kind"),
        (json!({"kind": "agent", "name": "x", "roles": ["customer_global_admin"]}), "roles"),
        (json!({"kind": "agent", "name": "x", "password": "short"}), "password"),
        (json!({"kind": "agent", "name": "x", "isPublic": true}), "isPublic"),
        (
            json!({"kind": "application", "name": "x", "redirectUris": ["http://elsewhere.example"]}),
            "redirectUris",
        ),
        (json!({"kind": "application", "name": "x", "expiresAt": "2001-01-01T00:00:00Z"}), "expiresAt"),
    ] {
        let lines = fields(body).await;
        assert!(lines[0].starts_with(field) && !lines[0].contains("takes-"), "{lines:?}");
    }
}

#[tokio::test]
async fn secrets_are_rolled_over_the_api() {
    let world = World::new().await;
    let (id, first) =
        world.identity(json!({"kind": "application", "name": "robot", "roles": ["admin_agent"]})).await;
    let secrets = format!("{ALL}/{id}/secrets");
    let second = world.post(&secrets, json!({"description": "second"})).await.expect(201);
    let second = second["secret"].as_str().unwrap().to_owned();
    let (old, new) =
        (token(&world, "robot", &first).await.unwrap(), token(&world, "robot", &second).await.unwrap());
    let kept = world.get(&format!("{ALL}/{id}")).await.expect(200);
    let secret = kept["secrets"].as_array().unwrap().iter().find(|secret| secret["description"] == "");
    let first_id = secret.and_then(|secret| secret["id"].as_str()).expect("the first");
    world.call("DELETE", &format!("{secrets}/{first_id}"), None, &[]).await.expect(204);
    assert!(!world.opens(&old).await && !world.opens(&new).await, "all begin anew");
    assert!(token(&world, "robot", &first).await.is_none());
    assert!(world.opens(&token(&world, "robot", &second).await.unwrap()).await);
    let unknown = world.call("DELETE", &format!("{secrets}/{first_id}"), None, &[]).await;
    assert_eq!((unknown.status.as_u16(), unknown.code()), (404, 990_304));
    for _ in 1..5 {
        world.post(&secrets, json!({})).await.expect(201);
    }
    let many = world.post(&secrets, json!({})).await;
    assert_eq!((many.status.as_u16(), many.code()), (409, 990_305));
    let desk = world.public_client().await;
    let none = world.post(&format!("{ALL}/{desk}/secrets"), json!({})).await;
    assert_eq!((none.status.as_u16(), none.code()), (409, 990_306));
}

#[tokio::test]
async fn roles_change_and_disabling_works_at_once() {
    let world = World::new().await;
    let (id, secret) = world.agent("bas@havenwerk.example", "sales_agent").await;
    let one = format!("{ALL}/{id}");
    let before = world.signed_in("bas@havenwerk.example", &secret).await;
    world.patch(&one, json!({"roles": ["helpdesk_agent"]})).await.expect(200);
    assert!(!world.opens(access(&before)).await);
    let after = world.renewed(before["refresh_token"].as_str().unwrap()).await.expect(200);
    assert_eq!(claims(access(&after))["roles"], json!(["helpdesk_agent"]));

    let disabled = world.patch(&one, json!({"isDisabled": true})).await.expect(200);
    assert_eq!(disabled["isDisabled"], true);
    assert!(!world.opens(access(&after)).await);
    let fields =
        [("grant_type", "password"), ("username", "bas@havenwerk.example"), ("password", secret.as_str())];
    world.fields("/common/oauth2/token", &fields).await.expect(400);
    world.patch(&one, json!({"isDisabled": false})).await.expect(200);
    assert!(!world.opens(access(&after)).await, "what has ended stays so");
    assert!(world.opens(access(&world.signed_in("bas@havenwerk.example", &secret).await)).await);

    world.call("DELETE", &one, None, &[]).await.expect(204);
    assert_eq!(world.get(&one).await.code(), 990_300);
    world.fields("/common/oauth2/token", &fields).await.expect(400);
}

#[tokio::test]
async fn those_of_the_configuration_are_disabled_here_and_changed_there() {
    let world = World::new().await;
    let anna = world.signed_in("anna@havenwerk.example", "secret").await;
    let one = format!("{ALL}/{}", claims(access(&anna))["oid"].as_str().unwrap());
    assert_eq!(world.get(&one).await.expect(200)["source"], "configuration");
    for (method, path, body) in [
        ("PATCH", one.clone(), json!({"roles": ["admin_agent"]})),
        ("DELETE", one.clone(), json!({})),
        ("POST", format!("{one}/secrets"), json!({})),
    ] {
        let got = world.call(method, &path, Some(&body), &[]).await;
        assert_eq!((got.status.as_u16(), got.code()), (409, 990_302), "{method} {path}");
    }
    assert_eq!(world.patch(&one, json!({"isDisabled": true})).await.expect(200)["isDisabled"], true);
    assert!(!world.opens(access(&anna)).await);
    let fields = [("grant_type", "password"), ("username", "anna@havenwerk.example"), ("password", "secret")];
    world.fields("/common/oauth2/token", &fields).await.expect(400);
    world.patch(&one, json!({"isDisabled": false})).await.expect(200);
    world.signed_in("anna@havenwerk.example", "secret").await;
}

#[tokio::test]
async fn user_management_admins_look_after_people_but_for_the_head_role_135_role_140() {
    let world = World::new().await;
    let (own, secret) = world.agent("ute@havenwerk.example", "user_management_admin").await;
    let (head, _) = world.agent("chief@havenwerk.example", "global_admin").await;
    let (robot, _) =
        world.identity(json!({"kind": "application", "name": "robot", "roles": ["sales_agent"]})).await;
    let signed_in = world.signed_in("ute@havenwerk.example", &secret).await;
    let ute = world.with_token(access(&signed_in).to_owned());
    // She takes people in, gives them roles, a new password, ends their sessions, and lets them go.
    let (bas, password) = ute.agent("bas@havenwerk.example", "sales_agent").await;
    let one = format!("{ALL}/{bas}");
    ute.patch(&one, json!({"roles": ["admin_agent", "billing_admin"]})).await.expect(200);
    let before = world.signed_in("bas@havenwerk.example", &password).await;
    ute.call("DELETE", &format!("{one}/sessions"), None, &[]).await.expect(204);
    assert!(!world.opens(access(&before)).await);
    ute.post(&format!("{one}/secrets"), json!({"password": "a quite long word"})).await.expect(201);
    let after = world.signed_in("bas@havenwerk.example", "a quite long word").await;
    let session = claims(access(&after))["sid"].as_str().unwrap().to_owned();
    ute.call("DELETE", &format!("/seatwright/v1/sessions/{session}"), None, &[]).await.expect(204);
    ute.call("DELETE", &one, None, &[]).await.expect(204);
    // Programs, and whoever is at the head, are not hers; nor does she give herself or others what she has not.
    let heads = world.signed_in("anna@havenwerk.example", "secret").await;
    assert!(world.opens(access(&heads)).await);
    let mine = format!("/seatwright/v1/sessions/{}", claims(&world.token)["sid"].as_str().unwrap());
    for (method, path, body) in [
        ("POST", ALL.to_owned(), json!({"kind": "agent", "name": "x", "roles": ["global_admin"]})),
        ("POST", ALL.to_owned(), json!({"kind": "application", "name": "x", "roles": ["sales_agent"]})),
        ("PATCH", format!("{ALL}/{own}"), json!({"roles": ["user_management_admin", "admin_agent"]})),
        ("PATCH", format!("{ALL}/{head}"), json!({"isDisabled": true})),
        ("PATCH", format!("{ALL}/{head}"), json!({"roles": ["sales_agent"]})),
        ("POST", format!("{ALL}/{head}/secrets"), json!({"password": "a quite long word"})),
        ("DELETE", format!("{ALL}/{head}"), json!({})),
        ("DELETE", format!("{ALL}/{head}/sessions"), json!({})),
        ("POST", format!("{ALL}/{robot}/secrets"), json!({})),
        ("PATCH", format!("{ALL}/{robot}"), json!({"redirectUris": ["https://evil.example/"]})),
        ("DELETE", format!("{ALL}/{robot}"), json!({})),
        ("DELETE", mine, json!({})),
    ] {
        let got = ute.call(method, &path, Some(&body), &[]).await;
        assert_eq!((got.status.as_u16(), got.code()), (403, 900_150), "{method} {path} {body}: {}", got.body);
        assert_eq!(got.body["reasons"][0]["remedies"][0]["do"], "ask_role", "{}", got.body);
    }
    assert!(ute.opens(&world.token).await, "nothing has happened");
    let unknown = ute.post(&format!("{ALL}/{bas}/secrets"), json!({})).await;
    assert_eq!((unknown.status.as_u16(), unknown.code()), (404, 990_300));
}

#[tokio::test]
async fn nobody_shuts_itself_out_and_only_global_admins_manage() {
    let world = World::new().await;
    let (id, secret) = world.agent("chief@havenwerk.example", "global_admin").await;
    let chief = world.signed_in("chief@havenwerk.example", &secret).await;
    let chief = world.with_token(access(&chief).to_owned());
    let one = format!("{ALL}/{id}");
    for (method, body) in [
        ("PATCH", json!({"isDisabled": true})),
        ("PATCH", json!({"roles": ["sales_agent"]})),
        ("DELETE", json!({})),
    ] {
        let got = chief.call(method, &one, Some(&body), &[]).await;
        assert_eq!((got.status.as_u16(), got.code()), (409, 990_303), "{method} {body}");
    }
    chief.patch(&one, json!({"roles": ["global_admin", "sales_agent"]})).await.expect(200);

    let weak = world.with_token(world.application_token("havenwerk.example", "agent-app").await);
    for (method, path) in [("GET", ALL), ("GET", "/seatwright/v1/sessions"), ("GET", "/seatwright/v1/keys")] {
        let got = weak.call(method, path, None, &[]).await;
        assert_eq!((got.status.as_u16(), got.code()), (403, 900_150), "{path}");
    }
    let other = world.with_token(world.application_token("nordljus.example", "other-app").await);
    for method in ["GET", "PATCH", "DELETE"] {
        let got =
            other.call(method, &one, (method == "PATCH").then_some(&json!({"isDisabled": true})), &[]).await;
        assert_eq!((got.status.as_u16(), got.code()), (404, 990_300), "{method}");
    }
}

#[tokio::test]
async fn pages_with_those_of_the_configuration_are_read_forwards_and_back() {
    let world = World::new().await;
    for number in 0..10 {
        world.agent(&format!("agent-{number}@havenwerk.example"), "sales_agent").await;
    }
    let page = async |operation: &str, token: Option<&str>| -> (Vec<String>, Option<String>) {
        let path = format!("{ALL}?size=2&seekOperation={operation}");
        let headers: Vec<_> = token.map(|token| ("MS-ContinuationToken", token)).into_iter().collect();
        let got = world.call("GET", &path, None, &headers).await.expect(200);
        let names =
            got["items"].as_array().unwrap().iter().map(|one| one["name"].as_str().unwrap().to_owned());
        let link = if operation == "Previous" || operation == "Last" { "previous" } else { "next" };
        let token = got["links"][link]["headers"][0]["value"].as_str().map(str::to_owned);
        (names.collect(), token)
    };
    let whole = world.get(ALL).await.expect(200);
    let whole = whole["items"].as_array().unwrap();
    let sources: Vec<_> = whole.iter().map(|one| one["source"].as_str().unwrap()).collect();
    assert_eq!(sources, [vec!["configuration"; 5], vec!["store"; 10]].concat());
    let names: Vec<_> = whole.iter().map(|one| one["name"].as_str().unwrap().to_owned()).collect();
    let expected: Vec<Vec<String>> = names.chunks(2).map(<[String]>::to_vec).collect();

    let (first, mut token) = page("First", None).await;
    let mut forwards = vec![first];
    while let Some(place) = token {
        let (names, next) = page("Next", Some(&place)).await;
        forwards.push(names);
        token = next;
    }
    assert_eq!(forwards, expected);
    let (last, mut token) = page("Last", None).await;
    let mut backwards = vec![last];
    while let Some(place) = token {
        let (names, previous) = page("Previous", Some(&place)).await;
        backwards.push(names);
        token = previous;
    }
    backwards.reverse();
    assert_eq!(backwards, expected);
}
