//! Applications: in the form and with HTTP Basic, and what they are told when something is wrong.

use axum::body::Body;
use axum::http::Request;
use jiff::Timestamp;
use seatwright_api::{ApiState, Settings, router};
use tower::ServiceExt;

use crate::desk::{access, claims, form, refresh};
use crate::world::{ISSUER, MACHINE_TIME, World};

const TOKEN: &str = "/havenwerk.example/oauth2/token";

#[tokio::test]
async fn http_basic_is_as_good_as_the_form() {
    let world = World::new().await;
    let grant = [("grant_type", "client_credentials")];
    let got = world.basic(TOKEN, "app:secret", &grant).await.expect(200);
    assert_eq!(claims(access(&got))["appid"], "app");
    assert!(got.get("refresh_token").is_none(), "an application signs in again instead");
    // Both parts are encoded as in a form.
    world.basic(TOKEN, "%61pp:s%65cret", &grant).await.expect(200);

    let wrong = world.basic(TOKEN, "app:wrong", &grant).await;
    assert_eq!(wrong.headers["www-authenticate"], "Basic realm=\"seatwright\"");
    assert_eq!(wrong.expect(401)["error"], "invalid_client");
    let twice = [("grant_type", "client_credentials"), ("client_secret", "secret")];
    assert_eq!(world.basic(TOKEN, "app:secret", &twice).await.expect(400)["error"], "invalid_request");
    let other = [("grant_type", "client_credentials"), ("client_id", "weak-app")];
    assert_eq!(world.basic(TOKEN, "app:secret", &other).await.expect(400)["error"], "invalid_request");
    let faulty = world.basic(TOKEN, "no colon", &grant).await;
    assert_eq!(faulty.expect(401)["error"], "invalid_client");
}

#[tokio::test]
async fn answers_are_not_kept_on_the_way_and_fields_count_once() {
    let world = World::new().await;
    let form = "grant_type=client_credentials&client_id=app&client_secret=secret";
    let got = world.form(TOKEN, form).await;
    assert_eq!((got.headers["cache-control"].as_bytes(), got.status.as_u16()), (&b"no-store"[..], 200));
    let twice = world.form(TOKEN, &format!("{form}&client_id=weak-app")).await;
    assert_eq!(twice.headers["cache-control"], "no-store");
    assert_eq!(twice.expect(400)["error"], "invalid_request");
}

#[tokio::test]
async fn who_guesses_waits_and_so_does_who_owns_the_name() {
    let world = World::new().await;
    let fields = |secret| {
        [("grant_type", "client_credentials"), ("client_id", "billing-app"), ("client_secret", secret)]
    };
    for _ in 0..10 {
        world.fields(TOKEN, &fields("guess")).await.expect(401);
    }
    let waits = world.fields(TOKEN, &fields("secret")).await;
    let seconds: u32 = waits.headers["retry-after"].to_str().unwrap().parse().unwrap();
    assert!((1..=300).contains(&seconds), "{seconds}");
    assert_eq!(waits.expect(429)["error"], "temporarily_unavailable");
    let other = [("grant_type", "client_credentials"), ("client_id", "app"), ("client_secret", "secret")];
    world.fields(TOKEN, &other).await.expect(200);
}

#[tokio::test]
async fn a_person_may_sign_in_with_an_application_which_then_must_take_part() {
    let world = World::new().await;
    let person = [("grant_type", "password"), ("username", "anna@havenwerk.example"), ("password", "secret")];
    let with = |more: &[(&'static str, &'static str)]| -> Vec<(&str, &str)> {
        person.iter().chain(more).copied().collect()
    };
    // An application that only names itself is not believed, and takes no part.
    let named = world.fields(TOKEN, &with(&[("client_id", "app")])).await.expect(200);
    assert_eq!(claims(access(&named))["appid"], "seatwright");
    let wrong = world.fields(TOKEN, &with(&[("client_id", "app"), ("client_secret", "wrong")])).await;
    assert_eq!(wrong.expect(401)["error"], "invalid_client");
    let foreign = [("client_id", "other-app"), ("client_secret", "secret")];
    let got = world.fields("/common/oauth2/token", &with(&foreign)).await;
    assert_eq!(got.expect(400)["error"], "unauthorized_client", "another partner's");

    let proved = with(&[("client_id", "app"), ("client_secret", "secret"), ("scope", "openid")]);
    let got = world.fields(TOKEN, &proved).await.expect(200);
    assert_eq!(claims(access(&got))["appid"], "app");
    assert_eq!(claims(got["id_token"].as_str().unwrap())["aud"], "app");
    let token = refresh(&got).to_owned();
    let renew = |more: &[(&'static str, &'static str)]| -> Vec<(&str, String)> {
        let mut fields = vec![("grant_type", "refresh_token".to_owned()), ("refresh_token", token.clone())];
        fields.extend(more.iter().map(|(name, value)| (*name, (*value).to_owned())));
        fields
    };
    for (more, status) in [
        (vec![], 401),
        (vec![("client_id", "app")], 401),
        (vec![("client_id", "app"), ("client_secret", "wrong")], 401),
        (vec![("client_id", "weak-app"), ("client_secret", "secret")], 401),
        (vec![("client_id", "app"), ("client_secret", "secret")], 200),
    ] {
        let fields = renew(&more);
        let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
        world.fields(TOKEN, &fields).await.expect(status);
    }
}

#[tokio::test]
async fn an_address_that_guesses_waits_as_the_proxy_tells_it() {
    let world = World::new().await;
    let machine = || Timestamp::from_second(MACHINE_TIME).expect("an instant");
    let settings = Settings { behind_proxy: true, ..Settings::at(ISSUER) };
    let state = ApiState::open(world.engine.clone(), settings, machine).await.expect("a state");
    let router = router(state);
    let asked = async |name: &str, forwarded: &str| -> u16 {
        let form = form(&[("grant_type", "password"), ("username", name), ("password", "guess")]);
        let request = Request::post("/common/oauth2/token").header("x-forwarded-for", forwarded);
        let response = router.clone().oneshot(request.body(Body::from(form)).unwrap()).await.unwrap();
        response.status().as_u16()
    };
    for number in 0..100 {
        // What a client writes there itself stands before what the proxy adds.
        let told = format!("192.0.2.{number}, 198.51.100.7");
        assert_eq!(asked(&format!("guess{number}@havenwerk.example"), &told).await, 400, "{number}");
    }
    assert_eq!(asked("another@havenwerk.example", "198.51.100.7").await, 429);
    assert_eq!(asked("another@havenwerk.example", "198.51.100.8").await, 400);
}
