//! How much one caller may ask for: requests in a minute, requests at once, sizes and times. All of it is configuration; what
//! holds is published in `docs/api.md`.

mod doors;
mod rate;
mod resource;
mod turns;

use axum::body::Body;
use axum::http::header::{CONTENT_TYPE, RETRY_AFTER};
use axum::http::{HeaderMap, HeaderValue, Response, StatusCode, Uri};
use seatwright_engine::identity::{Identity, Tenant};
use serde::Deserialize;
use uuid::Uuid;

pub(crate) use self::doors::{Doors, Visit};
use self::rate::Rates;
pub(crate) use self::resource::Resource;
pub(crate) use self::turns::Turn;
use self::turns::Turns;
use crate::codes::fault;
use crate::fault::Fault;

/// Limits of an installation. A number of requests that is 0 is no limit.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Limits {
    /// Reads of one customer, in a minute, for each partner or customer that asks.
    pub customer_per_minute: u32,
    /// Changes of carts and orders, in a minute.
    pub order_per_minute: u32,
    /// Reads and changes of subscriptions, in a minute.
    pub subscription_per_minute: u32,
    /// Migrations that are begun, in five minutes.
    pub migrations_per_5_minutes: u32,
    /// Migrations that are only checked, in five minutes.
    pub migration_checks_per_5_minutes: u32,
    /// Requests of one application, or of one person, that run at once.
    pub at_once: u32,
    /// Requests of one application, or of one person, that wait for their turn meanwhile; one more is refused.
    pub waiting: u32,
    /// Connections at once; further ones wait in line.
    pub connections: u32,
    /// Connections at once of one address; further ones are closed. Behind a proxy addresses are not told apart.
    pub connections_of_address: u32,
    /// The largest sum of the names and values of a request's headers, in bytes.
    pub header_bytes_max: usize,
    /// The longest address with its query, in bytes.
    pub address_bytes_max: usize,
    /// The deepest nesting of a JSON body.
    pub json_depth_max: usize,
    /// Seconds in which the head of a request must have come.
    pub head_seconds: u64,
    /// Seconds in which the body of a request must have come.
    pub body_seconds: u64,
}

impl Default for Limits {
    /// What `serve` uses where nothing else is configured: far more than a client needs, and less than an accident sends.
    fn default() -> Self {
        Self {
            customer_per_minute: 6_000,
            order_per_minute: 6_000,
            subscription_per_minute: 6_000,
            migrations_per_5_minutes: 3_000,
            migration_checks_per_5_minutes: 6_000,
            ..Self::without_rates()
        }
    }
}

impl Limits {
    /// No limit of requests in a time, as the demonstration has it; sizes, times and turns are the usual ones.
    #[must_use]
    pub const fn without_rates() -> Self {
        Self {
            customer_per_minute: 0,
            order_per_minute: 0,
            subscription_per_minute: 0,
            migrations_per_5_minutes: 0,
            migration_checks_per_5_minutes: 0,
            at_once: 32,
            waiting: 256,
            connections: 800,
            connections_of_address: 200,
            header_bytes_max: 32 * 1024,
            address_bytes_max: 8 * 1024,
            json_depth_max: 64,
            head_seconds: 60,
            body_seconds: 60,
        }
    }

    /// Whether the head of a request keeps to the sizes.
    ///
    /// # Errors
    /// The address or the headers are too long.
    pub(crate) fn head(&self, uri: &Uri, headers: &HeaderMap) -> Result<(), Fault> {
        let told = |wire, key, max: usize| Err(Fault::Other(wire, key, vec![("max", max.to_string())]));
        let address = uri.path().len() + uri.query().map_or(0, |query| query.len() + 1);
        if address > self.address_bytes_max {
            return told(fault::ADDRESS_TOO_LONG, "fault-address-too-long", self.address_bytes_max);
        }
        let size: usize = headers.iter().map(|(name, value)| name.as_str().len() + value.len()).sum();
        if size > self.header_bytes_max {
            return told(fault::HEADERS_TOO_LARGE, "fault-headers-too-large", self.header_bytes_max);
        }
        Ok(())
    }
}

/// What counts requests and gives turns, for one router.
#[derive(Debug)]
pub(crate) struct Gatekeeper {
    rates: Rates,
    turns: Turns,
}

impl Gatekeeper {
    /// One that keeps to these limits.
    pub(crate) fn new(limits: &Limits) -> Self {
        Self { rates: Rates::new(limits), turns: Turns::new(limits.at_once, limits.waiting) }
    }

    /// Counts a request for something; the answer when it is one too many.
    pub(crate) fn count(&self, identity: &Identity, resource: Option<Resource>) -> Option<Response<Body>> {
        let wait = self.rates.count(tenant(identity), resource?)?;
        // Whole seconds, and never too few: who comes back then is let in.
        Some(too_many(wait.as_secs() + u64::from(wait.subsec_nanos() > 0)))
    }

    /// Waits for the turn of the caller; the answer when too many of its requests wait already.
    pub(crate) async fn turn(&self, identity: &Identity) -> Result<Turn, Response<Body>> {
        let name = identity.name.to_ascii_lowercase();
        self.turns.take((tenant(identity), name)).await.ok_or_else(|| too_many(1))
    }
}

fn tenant(identity: &Identity) -> Uuid {
    match identity.tenant {
        Tenant::Partner(partner) => partner.0,
        Tenant::Customer(customer) => customer.0,
        Tenant::Publisher(publisher) => publisher.0,
    }
}

/// The dialect's answer to one request too many, which has a body of its own.
fn too_many(seconds: u64) -> Response<Body> {
    let message = format!("Rate limit is exceeded. Try again in {seconds} seconds.");
    let body = serde_json::json!({ "statusCode": 429, "message": message }).to_string();
    let mut response = Response::new(Body::from(body));
    *response.status_mut() = StatusCode::TOO_MANY_REQUESTS;
    response.headers_mut().insert(RETRY_AFTER, HeaderValue::from(seconds));
    response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("application/json; charset=utf-8"));
    response
}
