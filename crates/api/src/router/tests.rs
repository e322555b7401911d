//! What only routes of our own making can show: a handler that panics, and a clock that is the real one.

use std::sync::Arc;

use seatwright_domain::catalogue::Catalogue;
use seatwright_domain::partner::Partners;
use seatwright_domain::policy::Policies;
use seatwright_engine::identity::{Identities, IdentityConfig, IdentityKind, Tenant};
use seatwright_engine::{Engine, Ports, RealClock, Setup};
use seatwright_store::SqliteStore;

use super::*;
use crate::route::OPEN;
use crate::state::Settings;
use crate::tokens::AUDIENCES;

async fn state() -> ApiState {
    let partners = Partners::default();
    let setup = Setup {
        catalogue: Arc::new(Catalogue::default()),
        policies: Arc::new(Policies::embedded().unwrap()),
        identities: Identities::new(&IdentityConfig::default(), &partners).unwrap(),
        partners,
        clock: Arc::new(RealClock::default()),
        ports: Ports::default(),
    };
    let engine = Engine::new(Arc::new(SqliteStore::open_temporary().unwrap()), setup);
    let machine = || jiff::Timestamp::from_second(1_700_000_000).unwrap();
    ApiState::open(engine, Settings::at("https://seatwright.example"), machine).await.unwrap()
}

async fn answer(router: Router, request: Request) -> (StatusCode, serde_json::Value, HeaderMap) {
    let response = router.oneshot(request).await.unwrap();
    let (parts, body) = response.into_parts();
    let bytes = to_bytes(body, usize::MAX).await.unwrap();
    (parts.status, serde_json::from_slice(&bytes).unwrap(), parts.headers)
}

#[tokio::test]
async fn a_panic_is_a_fault_of_ours_and_tells_nothing_of_the_inside() {
    async fn broken(call: Call) -> crate::route::Answered {
        panic!("the secret of {}", call.path)
    }
    let router = wrapped(vec![Route::get("/broken", OPEN, broken)], &state().await);
    let request = Request::get("/broken").header("ms-requestid", "r1").body(Body::empty()).unwrap();
    let (status, body, headers) = answer(router, request).await;
    assert_eq!((status, &body["code"]), (StatusCode::INTERNAL_SERVER_ERROR, &800_003.into()));
    assert!(!body.to_string().contains("secret"), "{body}");
    assert_eq!(headers["ms-requestid"], "r1");
}

/// A token of an application with every role.
fn token_of(state: &ApiState, name: &str) -> String {
    let identity = seatwright_engine::identity::Identity {
        tenant: Tenant::Partner(seatwright_domain::ids::PartnerId(Uuid::from_u128(1))),
        name: name.to_owned(),
        roles: seatwright_domain::role::Role::ALL.into_iter().collect(),
        kind: IdentityKind::Application,
    };
    let signed_in = seatwright_engine::identity::SignedIn {
        identity,
        session: Uuid::from_u128(2),
        epoch: 0,
        client: None,
        refresh: None,
    };
    state.tokens.issue(&signed_in, AUDIENCES[0]).unwrap().access_token
}

/// Slow work, which is done when the test says so: a permit lets one through.
static SLOW: tokio::sync::Semaphore = tokio::sync::Semaphore::const_new(0);

#[tokio::test]
async fn a_flood_of_slow_work_from_one_application_does_not_hold_up_another() {
    async fn slow(_: Call) -> crate::route::Answered {
        SLOW.acquire().await.unwrap().forget();
        Ok(bare(StatusCode::NO_CONTENT))
    }
    async fn quick(_: Call) -> crate::route::Answered {
        Ok(bare(StatusCode::NO_CONTENT))
    }
    let mut state = state().await;
    state.settings.limits = Limits { at_once: 2, waiting: 3, ..Limits::without_rates() };
    let view = seatwright_domain::role::Action::View;
    let router = wrapped(vec![Route::get("/slow", view, slow), Route::get("/quick", view, quick)], &state);
    let (flood, other) = (token_of(&state, "flood"), token_of(&state, "other"));
    let ask = |path: &'static str, token: &str| {
        let request = Request::get(path).header("authorization", format!("Bearer {token}"));
        let answer = router.clone().oneshot(request.body(Body::empty()).unwrap());
        tokio::spawn(async move { answer.await.unwrap().status().as_u16() })
    };
    // Twenty at once, of which two work, three wait, and fifteen are sent away; none of the five is answered.
    let mut flooding: tokio::task::JoinSet<u16> = tokio::task::JoinSet::new();
    for _ in 0..20 {
        let asked = ask("/slow", &flood);
        flooding.spawn(async move { asked.await.unwrap() });
    }
    for _ in 0..15 {
        assert_eq!(flooding.join_next().await.unwrap().unwrap(), 429);
    }
    // Meanwhile the other is answered, every time.
    for _ in 0..10 {
        assert_eq!(ask("/quick", &other).await.unwrap(), 204);
    }
    SLOW.add_permits(5);
    for _ in 0..5 {
        assert_eq!(flooding.join_next().await.unwrap().unwrap(), 204);
    }
    SLOW.add_permits(1);
    assert_eq!(ask("/slow", &flood).await.unwrap(), 204, "nothing stays taken");
}

#[tokio::test]
async fn the_real_clock_is_not_moved() {
    let state = state().await;
    let token = token_of(&state, "app");
    let request = Request::post("/seatwright/v1/clock")
        .header("authorization", format!("Bearer {token}"))
        .body(Body::from(r#"{"advanceBy":"P1D"}"#))
        .unwrap();
    let (status, body, _) = answer(router(state), request).await;
    assert_eq!((status, &body["code"]), (StatusCode::CONFLICT, &990_007.into()), "{body}");
}

#[tokio::test]
async fn the_signing_key_is_kept_between_two_starts() {
    let first = state().await;
    let machine = || jiff::Timestamp::from_second(1_700_000_000).unwrap();
    let again = ApiState::open(first.engine.clone(), first.settings.clone(), machine).await.unwrap();
    assert_eq!(first.tokens.published()[0].id(), again.tokens.published()[0].id());
}

#[tokio::test]
async fn the_signing_key_of_an_earlier_version_is_taken_over() {
    let engine = state().await.engine;
    let key = crate::tokens::SigningKey::generate().unwrap();
    // As that version left it: in a setting, and no key in the table.
    let store: Arc<dyn seatwright_store::Store> = Arc::new(SqliteStore::open_temporary().unwrap());
    store.put_setting("token_key", Some(key.to_pem())).await.unwrap();
    let taken = crate::tokens::open(&*store, engine.now()).await.unwrap();
    assert_eq!(taken[0].key.id(), key.id());
    assert_eq!(store.setting("token_key").await.unwrap(), None);
    assert_eq!(crate::tokens::open(&*store, engine.now()).await.unwrap().len(), 1);
}
