//! An installation in memory: a store of its own, the catalogue and the policies that come with the program, and a router to ask.

use std::sync::{Arc, LazyLock};

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::Request;
use axum::http::response::Parts;
use jiff::Timestamp;
use seatwright_api::{ApiState, Settings, router};
use seatwright_domain::catalogue::Catalogue;
use seatwright_domain::partner::Partners;
use seatwright_domain::policy::Policies;
use seatwright_engine::identity::Identities;
use seatwright_engine::port::{LeaveToOperator, MemoryCourier, MemoryNotifier, SeededIds};
use seatwright_engine::{Clock, Engine, Ports, RealClock, Setup, simulated_clock};
use seatwright_store::{SqliteStore, Store};
use tower::ServiceExt;

use crate::contract;

/// The address that installations here are reached at.
pub const ISSUER: &str = "https://seatwright.example";
/// The second at which the machine's clock stands, by which tokens go.
pub const MACHINE_TIME: i64 = 1_700_000_000;

static CATALOGUE: LazyLock<Arc<Catalogue>> =
    LazyLock::new(|| Arc::new(Catalogue::embedded().expect("the catalogue is sound")));
static POLICIES: LazyLock<Arc<Policies>> =
    LazyLock::new(|| Arc::new(Policies::embedded().expect("the policies are sound")));

/// The machine's time, which stands still.
#[must_use]
pub fn machine_time() -> Timestamp {
    Timestamp::from_second(MACHINE_TIME).expect("an instant")
}

/// The clock of an installation.
#[derive(Clone, Copy, Debug)]
pub enum Time<'a> {
    /// One that can be moved, and stands at this instant.
    Simulated(&'a str),
    /// That of the machine.
    Real,
}

/// An installation that nobody else asks.
#[derive(Clone)]
pub struct Installation {
    /// The engine behind the router.
    pub engine: Engine,
    /// What requests go to.
    pub router: Router,
    /// Keeps the deliveries of webhooks.
    pub courier: Arc<MemoryCourier>,
}

impl Installation {
    /// A new and empty one, with ids that are the same in every run.
    pub async fn open(partners: Partners, identities: Identities, time: Time<'_>) -> Self {
        let store: Arc<dyn Store> = Arc::new(SqliteStore::open_temporary().expect("a store"));
        let clock: Arc<dyn Clock> = match time {
            Time::Real => Arc::new(RealClock::default()),
            Time::Simulated(at) => {
                let at = at.parse().expect("an instant");
                Arc::new(simulated_clock(&*store, at).await.expect("a clock"))
            }
        };
        let courier = Arc::new(MemoryCourier::default());
        let ports = Ports {
            ids: Arc::new(SeededIds::new(7)),
            notifier: Arc::new(MemoryNotifier::default()),
            credit: Arc::new(LeaveToOperator),
            courier: courier.clone(),
        };
        let (catalogue, policies) = (CATALOGUE.clone(), POLICIES.clone());
        let engine = Engine::new(store, Setup { catalogue, policies, identities, partners, clock, ports });
        let state = ApiState::open(engine.clone(), Settings::at(ISSUER), machine_time).await;
        Self { engine, router: router(state.expect("a state")), courier }
    }

    /// Asks, and holds the answer against the OpenAPI document.
    pub async fn ask(&self, request: Request<Body>) -> (Parts, Vec<u8>) {
        ask(&self.router, request).await
    }
}

/// Asks a router, and holds the answer against the OpenAPI document.
pub async fn ask(router: &Router, request: Request<Body>) -> (Parts, Vec<u8>) {
    let (method, path) = (request.method().to_string(), request.uri().path().to_owned());
    let response = router.clone().oneshot(request).await.expect("an answer");
    let (parts, body) = response.into_parts();
    let bytes = to_bytes(body, usize::MAX).await.expect("a body");
    contract::hold(&method, &path, parts.status.as_u16(), &bytes);
    (parts, bytes.to_vec())
}
