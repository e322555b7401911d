//! The sign-in page and the code that it ends with.

use crate::desk::{VERIFIER, access, challenge, claims, form, parameters, refresh, value};
use crate::world::{Got, World};

const AT: &str = "/havenwerk.example/oauth2/authorize";
const TOKEN: &str = "/havenwerk.example/oauth2/token";
const BACK: &str = "https://portal.example/back";
const ANNA: (&str, &str) = ("anna@havenwerk.example", "secret");

fn page(got: &Got) -> &str {
    std::str::from_utf8(&got.bytes).expect("text")
}

fn location(got: &Got) -> &str {
    assert_eq!(got.status.as_u16(), 303, "{}", page(got));
    got.headers["location"].to_str().expect("an address")
}

/// What a confidential application asks.
fn asked<'a>(more: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
    let usual = [("client_id", "app"), ("response_type", "code"), ("redirect_uri", BACK), ("state", "s&1")];
    let kept = usual.into_iter().filter(|(name, _)| more.iter().all(|(other, _)| other != name));
    kept.chain(more.iter().copied()).collect()
}

fn signing<'a>(more: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
    let mut fields = asked(more);
    fields.extend([("username", ANNA.0), ("password", ANNA.1), ("signing", "1")]);
    fields
}

async fn redeem(world: &World, code: &str, more: &[(&str, &str)]) -> Got {
    let mut fields = vec![("grant_type", "authorization_code"), ("code", code)];
    fields.extend(more.iter().copied());
    world.fields(TOKEN, &fields).await
}

const APP: [(&str, &str); 3] = [("client_id", "app"), ("client_secret", "secret"), ("redirect_uri", BACK)];

#[tokio::test]
async fn the_page_speaks_the_readers_language_and_needs_no_script() {
    let world = World::new().await;
    for (language, heading) in
        [("en", "Sign in"), ("nl-BE", "Aanmelden"), ("sv", "Logga in"), ("de-AT", "Anmelden")]
    {
        let got = world.browse(&format!("{AT}?{}", form(&asked(&[]))), language).await;
        assert_eq!(got.status.as_u16(), 200);
        assert_eq!(got.headers["content-type"], "text/html; charset=utf-8");
        assert!(page(&got).contains(&format!("<h1>{heading}</h1>")), "{}", page(&got));
        assert!(!page(&got).contains("<script") && page(&got).contains("name=\"state\" value=\"s&amp;1\""));
        let policy = got.headers["content-security-policy"].to_str().unwrap();
        assert!(
            policy.contains("default-src 'none'") && policy.contains("frame-ancestors 'none'"),
            "{policy}"
        );
        assert_eq!(
            (&got.headers["cache-control"], &got.headers["x-frame-options"]),
            (&"no-store".parse().unwrap(), &"DENY".parse().unwrap())
        );
        assert!(!got.headers.contains_key("set-cookie"));
    }
    let wished = world.browse(&format!("{AT}?{}", form(&asked(&[("ui_locales", "fr sv")]))), "en").await;
    assert!(page(&wished).contains("<html lang=\"sv\">"));
}

#[tokio::test]
async fn a_code_is_exchanged_by_the_application_once() {
    let world = World::new().await;
    let got = world.fields(AT, &signing(&[("scope", "openid"), ("nonce", "n1")])).await;
    assert!(location(&got).starts_with("https://portal.example/back?"));
    let told = parameters(location(&got), '?');
    assert_eq!(value(&told, "state"), Some("s&1"));
    let code = value(&told, "code").expect("a code");

    let tokens = redeem(&world, code, &APP).await.expect(200);
    let told = claims(access(&tokens));
    assert_eq!(
        (&told["upn"], &told["appid"], &told["amr"][0]),
        (&ANNA.0.into(), &"app".into(), &"pwd".into())
    );
    let id = claims(tokens["id_token"].as_str().expect("an identity token"));
    assert_eq!((&id["aud"], &id["nonce"], &id["iss"]), (&"app".into(), &"n1".into(), &told["iss"]));
    assert_eq!(tokens["scope"], "user_impersonation");
    assert!(world.opens(access(&tokens)).await);
    assert!(!world.opens(tokens["id_token"].as_str().unwrap()).await, "an identity token opens nothing");

    // A second use ends what the first one gave.
    assert_eq!(redeem(&world, code, &APP).await.expect(400)["error"], "invalid_grant");
    assert!(!world.opens(access(&tokens)).await);
    let renew = [("grant_type", "refresh_token"), ("refresh_token", refresh(&tokens)), APP[0], APP[1]];
    world.fields(TOKEN, &renew).await.expect(400);
}

#[tokio::test]
async fn a_code_is_refused_to_others_and_from_elsewhere() {
    let world = World::new().await;
    let got = world.fields(AT, &signing(&[])).await;
    let code = value(&parameters(location(&got), '?'), "code").expect("a code").to_owned();
    for (fields, status, error) in [
        (vec![("client_id", "app"), ("redirect_uri", BACK)], 401, "invalid_client"),
        (
            vec![("client_id", "app"), ("client_secret", "wrong"), ("redirect_uri", BACK)],
            401,
            "invalid_client",
        ),
        (
            vec![("client_id", "weak-app"), ("client_secret", "secret"), ("redirect_uri", BACK)],
            400,
            "invalid_grant",
        ),
        (vec![APP[0], APP[1]], 400, "invalid_grant"),
        (vec![APP[0], APP[1], ("redirect_uri", "https://portal.example/other")], 400, "invalid_grant"),
        (vec![APP[0], APP[1], APP[2], ("code_verifier", VERIFIER)], 400, "invalid_grant"),
    ] {
        let got = redeem(&world, &code, &fields).await;
        assert_eq!((got.status.as_u16(), got.text("/error")), (status, error), "{fields:?}");
    }
    redeem(&world, &code, &APP).await.expect(200);
    assert_eq!(redeem(&world, "nonsense", &APP).await.expect(400)["error"], "invalid_grant");
    let missing = world.fields(TOKEN, &[("grant_type", "authorization_code"), APP[0]]).await;
    assert_eq!(missing.expect(400)["error"], "invalid_request");
}

#[tokio::test]
async fn a_public_application_proves_that_it_began() {
    let world = World::new().await;
    world.public_client().await;
    let challenge = challenge();
    let back = "http://localhost:8412";
    let desk = [("client_id", "desk"), ("redirect_uri", back)];
    let proof = [("code_challenge", challenge.as_str()), ("code_challenge_method", "S256")];
    let without = world.fields(AT, &signing(&desk)).await;
    assert_eq!(value(&parameters(location(&without), '?'), "error"), Some("invalid_request"));
    let plain = [desk[0], desk[1], ("code_challenge", VERIFIER), ("code_challenge_method", "plain")];
    let got = world.fields(AT, &signing(&plain)).await;
    assert_eq!(value(&parameters(location(&got), '?'), "error"), Some("invalid_request"));

    let got = world.fields(AT, &signing(&[desk[0], desk[1], proof[0], proof[1]])).await;
    let code = value(&parameters(location(&got), '?'), "code").expect("a code").to_owned();
    let wrong = [desk[0], desk[1], ("code_verifier", "another-proof-that-is-long-enough-to-be-one-0123")];
    assert_eq!(redeem(&world, &code, &wrong).await.expect(400)["error"], "invalid_grant");
    assert_eq!(redeem(&world, &code, &desk).await.expect(400)["error"], "invalid_grant");
    let tokens = redeem(&world, &code, &[desk[0], desk[1], ("code_verifier", VERIFIER)]).await.expect(200);
    assert_eq!(claims(access(&tokens))["appid"], "desk");
    // Its refresh tokens need its name, and no secret.
    let renew = [("grant_type", "refresh_token"), ("refresh_token", refresh(&tokens))];
    world.fields(TOKEN, &renew).await.expect(401);
    world.fields(TOKEN, &[renew[0], renew[1], ("client_id", "app")]).await.expect(401);
    world.fields(TOKEN, &[renew[0], renew[1], ("client_id", "DESK")]).await.expect(200);
    let grant = [("grant_type", "client_credentials"), ("client_id", "desk"), ("client_secret", "")];
    world.fields(TOKEN, &grant).await.expect(400);
}

#[tokio::test]
async fn the_answer_comes_in_the_mode_that_was_asked_for() {
    let world = World::new().await;
    let both = [("response_type", "code id_token"), ("nonce", "n1")];
    let fragment = world.fields(AT, &signing(&both)).await;
    let told = parameters(location(&fragment), '#');
    let (code, id) = (value(&told, "code").unwrap(), claims(value(&told, "id_token").unwrap()));
    assert_eq!((&id["nonce"], &id["aud"]), (&"n1".into(), &"app".into()));
    assert!(id["c_hash"].is_string());
    redeem(&world, code, &APP).await.expect(200);

    // The consent of the Secure App Model: no address, and a form as the answer.
    let consent = [
        ("client_id", "app"),
        ("response_mode", "form_post"),
        ("response_type", "code id_token"),
        ("scope", "openid profile"),
        ("nonce", "n2"),
        ("username", ANNA.0),
        ("password", ANNA.1),
    ];
    let posted = world.fields("/common/oauth2/authorize", &consent).await;
    assert_eq!(posted.status.as_u16(), 200);
    let html = page(&posted);
    assert!(html.contains(&format!("action=\"{BACK}\"")) && html.contains("name=\"id_token\""), "{html}");
    let code = html.split("name=\"code\" value=\"").nth(1).and_then(|rest| rest.split('"').next()).unwrap();
    redeem(&world, code, &[APP[0], APP[1]]).await.expect(200);

    for (more, error) in [
        (vec![("response_type", "token")], "unsupported_response_type"),
        (vec![("response_mode", "web_message")], "invalid_request"),
        (vec![("response_type", "code id_token")], "invalid_request"),
        (
            vec![("response_type", "code id_token"), ("nonce", "n"), ("response_mode", "query")],
            "invalid_request",
        ),
        (vec![("resource", "https://elsewhere.example")], "invalid_scope"),
        (vec![("prompt", "none")], "login_required"),
        (vec![("cancel", "1")], "access_denied"),
    ] {
        let got = world.fields(AT, &asked(&more)).await;
        let address = location(&got);
        let mark = if address.contains('#') { '#' } else { '?' };
        let told = parameters(address, mark);
        assert_eq!((value(&told, "error"), value(&told, "state")), (Some(error), Some("s&1")), "{more:?}");
    }
}

#[tokio::test]
async fn nobody_is_sent_where_the_application_did_not_register() {
    let world = World::new().await;
    world.public_client().await;
    for fields in [
        asked(&[("redirect_uri", "https://evil.example/")]),
        asked(&[("redirect_uri", "https://portal.example/back/..")]),
        asked(&[("client_id", "nobody")]),
        asked(&[("client_id", "other-app")]),
        asked(&[("client_id", "desk"), ("redirect_uri", "http://127.0.0.1:1")]),
        vec![("client_id", "app"), ("client_id", "desk"), ("redirect_uri", BACK)],
        vec![("redirect_uri", BACK)],
    ] {
        let got = world.fields(AT, &fields).await;
        assert_eq!(got.status.as_u16(), 400, "{fields:?}");
        assert!(!got.headers.contains_key("location") && page(&got).contains("role=\"alert\""), "{fields:?}");
    }
}

#[tokio::test]
async fn wrong_passwords_are_told_on_the_page_and_guessers_wait() {
    let world = World::new().await;
    let wrong = |name| [asked(&[]), vec![("username", name), ("password", "guess")]].concat();
    for name in [ANNA.0, "nobody@havenwerk.example"] {
        let got = world.fields(AT, &wrong(name)).await;
        assert_eq!(got.status.as_u16(), 400);
        assert!(page(&got).contains("The user name or the password is wrong."), "{}", page(&got));
        assert!(page(&got).contains(&format!("value=\"{name}\"")) && !page(&got).contains("guess"));
    }
    let empty = world.fields(AT, &[asked(&[]), vec![("signing", "1")]].concat()).await;
    assert_eq!(empty.status.as_u16(), 400);
    for _ in 1..10 {
        world.fields(AT, &wrong(ANNA.0)).await;
    }
    let waits = world.fields(AT, &signing(&[])).await;
    assert_eq!(waits.status.as_u16(), 429);
    assert!(waits.headers.contains_key("retry-after") && page(&waits).contains("minutes"));
}

#[tokio::test]
async fn an_application_signs_in_people_of_its_partner_and_of_its_customers_only() {
    let world = World::new().await;
    world.customer("blauwevos").await;
    let administrator =
        [("username", "ilse@blauwevos.onmicrosoft.com"), ("password", "secret"), ("signing", "1")];
    let at = "/blauwevos.onmicrosoft.com/oauth2/v2.0/authorize";
    let shown = world.browse(&format!("{at}?{}", form(&asked(&[]))), "nl").await;
    assert_eq!(shown.status.as_u16(), 200, "{shown:?}");
    assert!(page(&shown).contains("Aanmelden"));
    let got = world.fields(at, &[asked(&[]), administrator.to_vec()].concat()).await;
    let code = value(&parameters(location(&got), '?'), "code").expect("a code").to_owned();
    let fields = [("grant_type", "authorization_code"), ("code", code.as_str()), APP[0], APP[1], APP[2]];
    let tokens = world.fields("/blauwevos.onmicrosoft.com/oauth2/v2.0/token", &fields).await.expect(200);
    assert_eq!(claims(access(&tokens))["seatwright_tenant"], "customer");
    // The application of a partner that has no business with the customer.
    let other = [asked(&[("client_id", "other-app")]), administrator.to_vec()].concat();
    let got = world.fields(at, &other).await;
    assert_eq!(value(&parameters(location(&got), '?'), "error"), Some("unauthorized_client"));
}
