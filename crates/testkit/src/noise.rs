//! What is fuzzed: functions that send any bytes as one part of a request to an installation of their own, and hold the answer. It must be
//! one that the OpenAPI document knows, and never a fault of ours. The fuzz targets call them with what a fuzzer makes up; the tests of
//! the API with what is kept in `fuzz/seeds`.

use std::cell::RefCell;
use std::sync::LazyLock;

use axum::body::Body;
use axum::http::{HeaderValue, Request, StatusCode, Uri};
use seatwright_domain::partner::Partners;
use seatwright_domain::role::Role;
use seatwright_engine::identity::{Identities, IdentityConfig};
use serde_json::{Value, json};
use tokio::runtime::Runtime;

use crate::offer::{BASIC, NCE_BASIC};
use crate::people::{HAVENWERK, NORDLJUS, SECRET, agent, application, partner};
use crate::{Installation, Time, body};

/// A target: takes any bytes, and panics where the answer to them is a fault.
pub type Target = fn(&[u8]);

/// Every target by its name, which is that of its folder of seeds too.
pub const TARGETS: [(&str, Target); 5] =
    [("token", token), ("path", path), ("filter", filter), ("cart", cart), ("subscription", subscription)];

/// After so many pieces of noise the ground is made anew, so that what an earlier piece changed does not decide for ever what later
/// ones reach.
const RENEWED_AFTER: u32 = 500;

static IDENTITIES: LazyLock<Identities> = LazyLock::new(|| {
    let all = [Role::AdminAgent, Role::GlobalAdmin];
    let config = IdentityConfig {
        applications: vec![application("havenwerk.example", "app", &all)],
        agents: vec![agent("anna@havenwerk.example", &all)],
        administrators: Vec::new(),
        publishers: Vec::new(),
    };
    Identities::new(&config, &partners()).expect("identities")
});

fn partners() -> Partners {
    [partner(HAVENWERK, "havenwerk"), partner(NORDLJUS, "nordljus")].into_iter().collect()
}

thread_local! {
    static GROUND: RefCell<Option<Ground>> = const { RefCell::new(None) };
}

/// An installation with a customer that has two subscriptions, a user and a cart.
struct Ground {
    runtime: Runtime,
    installation: Installation,
    /// Of the application, and of a person.
    tokens: [String; 2],
    /// The addresses of what there is.
    customer: String,
    subscription: String,
    classic: String,
    cart: String,
    /// How many pieces of noise it has taken.
    taken: u32,
}

/// Does something on the ground of this thread.
fn on_ground(does: impl FnOnce(&Ground)) {
    GROUND.with_borrow_mut(|kept| {
        if kept.as_ref().is_none_or(|ground| ground.taken >= RENEWED_AFTER) {
            *kept = Some(Ground::new());
        }
        let ground = kept.as_mut().expect("made above");
        ground.taken += 1;
        does(ground);
    });
}

impl Ground {
    fn new() -> Self {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
        let time = Time::Simulated("2021-09-01T09:00:00Z");
        let installation = runtime.block_on(Installation::open(partners(), IDENTITIES.clone(), time));
        let mut ground = Self {
            runtime,
            installation,
            tokens: Default::default(),
            customer: String::new(),
            subscription: String::new(),
            classic: String::new(),
            cart: String::new(),
            taken: 0,
        };
        ground.furnish();
        ground
    }

    fn furnish(&mut self) {
        let forms = [
            format!("grant_type=client_credentials&client_id=app&client_secret={SECRET}"),
            format!("grant_type=password&username=anna@havenwerk.example&password={SECRET}"),
        ];
        self.tokens = forms.map(|form| self.made("/havenwerk.example/oauth2/token", form, "access_token"));
        let customer = self.made("/v1/customers", body::customer("blauwevos").to_string(), "id");
        self.customer = format!("/v1/customers/{customer}");
        let at = self.customer.clone();
        self.made(&format!("{at}/agreements"), body::agreement().to_string(), "type");
        self.made(&format!("{at}/users"), body::user(1).to_string(), "id");
        [self.subscription, self.classic] = [NCE_BASIC, BASIC].map(|offer| {
            let order = body::order(offer, 5).to_string();
            format!("{at}/subscriptions/{}", self.made(&format!("{at}/orders"), order, "/subscriptionId"))
        });
        let line = json!({"catalogItemId": NCE_BASIC, "quantity": 1, "billingCycle": "monthly", "termDuration": "P1Y"});
        let cart = json!({"lineItems": [line]});
        let cart = self.made(&format!("{at}/carts"), cart.to_string(), "id");
        self.cart = format!("{at}/carts/{cart}");
    }

    /// Sends a body that is in order, and takes a text out of the answer: a member, or `/member` of its first line.
    fn made(&self, path: &str, body: String, member: &str) -> String {
        let request = Request::post(path)
            .header("authorization", format!("Bearer {}", self.tokens[0]))
            .body(Body::from(body))
            .expect("a request");
        let (status, answer) = self.ask(request);
        let answer: Value = serde_json::from_slice(&answer).expect("JSON");
        let value = match member.strip_prefix('/') {
            Some(member) => &answer["lineItems"][0][member],
            None => &answer[member],
        };
        value.as_str().unwrap_or_else(|| panic!("{path}: {status} without {member}: {answer}")).to_owned()
    }

    fn ask(&self, request: Request<Body>) -> (StatusCode, Vec<u8>) {
        let (method, uri) = (request.method().clone(), request.uri().clone());
        let (parts, body) = self.runtime.block_on(self.installation.ask(request));
        let told = String::from_utf8_lossy(&body);
        assert!(!parts.status.is_server_error(), "{method} {uri} was answered {}: {told}", parts.status);
        (parts.status, body)
    }

    /// Sends bytes as a body.
    fn send(&self, method: &str, path: &str, body: &[u8]) -> StatusCode {
        let request = Request::builder()
            .method(method)
            .uri(path)
            .header("authorization", format!("Bearer {}", self.tokens[0]))
            .header("content-type", "application/json");
        self.ask(request.body(Body::from(body.to_vec())).expect("a request")).0
    }

    /// Gets an address as the application or as the person; what is no address is let be.
    fn get(&self, person: bool, method: &str, address: &str) {
        let Ok(uri) = Uri::try_from(address) else { return };
        let token = &self.tokens[usize::from(person)];
        let request =
            Request::builder().method(method).uri(uri).header("authorization", format!("Bearer {token}"));
        self.ask(request.body(Body::empty()).expect("a request"));
    }
}

/// Bytes as part of an address.
fn encoded(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("%{byte:02X}")).collect()
}

/// Bytes as a token, as the form of the token endpoint, and as the query of the sign-in page: they open nothing.
pub fn token(bytes: &[u8]) {
    on_ground(|ground| {
        if let Ok(value) = HeaderValue::from_bytes(&[b"Bearer ", bytes].concat()) {
            let request = Request::get("/v1/customers").header("authorization", value);
            let (status, _) = ground.ask(request.body(Body::empty()).expect("a request"));
            assert_eq!(status, StatusCode::UNAUTHORIZED, "a token that nobody gave was taken");
        }
        let form = Request::post("/havenwerk.example/oauth2/token")
            .header("content-type", "application/x-www-form-urlencoded")
            .body(Body::from(bytes.to_vec()));
        ground.ask(form.expect("a request"));
        if let Ok(text) = std::str::from_utf8(bytes)
            && let Ok(uri) = Uri::try_from(format!("/havenwerk.example/oauth2/v2.0/authorize?{text}"))
        {
            ground.ask(Request::get(uri).body(Body::empty()).expect("a request"));
        }
    });
}

/// Bytes as the address of something, with its query: the first byte chooses the method.
pub fn path(bytes: &[u8]) {
    const METHODS: [&str; 6] = ["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD"];
    let Some((first, rest)) = bytes.split_first() else { return };
    let method = METHODS[usize::from(*first) % METHODS.len()];
    on_ground(|ground| match std::str::from_utf8(rest).ok().filter(|text| Uri::try_from(*text).is_ok()) {
        Some(text) => {
            let short = [("~c", &ground.customer), ("~s", &ground.subscription), ("~k", &ground.cart)];
            let text = short.into_iter().fold(text.to_owned(), |text, (mark, at)| text.replace(mark, at));
            ground.get(false, method, &text);
        }
        None => {
            for before in ["/v1", &ground.customer, &ground.subscription] {
                ground.get(false, method, &format!("{before}/{}", encoded(rest)));
            }
        }
    });
}

/// Bytes as the filter of every list that has one.
pub fn filter(bytes: &[u8]) {
    let filter = encoded(bytes);
    on_ground(|ground| {
        let users = format!("{}/users", ground.customer);
        let partners =
            ["customers", "invoices", "servicerequests", "serviceincidents/office", "auditrecords"];
        let lists = partners.map(|list| format!("/v1/{list}"));
        for address in lists.iter().chain([&users]) {
            ground.get(true, "GET", &format!("{address}?filter={filter}"));
        }
        let relationships = "/v1/relationships?relationship_type=IsIndirectResellerOf";
        ground.get(true, "GET", &format!("{relationships}&filter={filter}"));
    });
}

/// Bytes as what a cart or an order consists of.
pub fn cart(bytes: &[u8]) {
    on_ground(|ground| {
        ground.send("POST", &format!("{}/carts", ground.customer), bytes);
        ground.send("PUT", &ground.cart, bytes);
        ground.send("POST", &format!("{}/orders", ground.customer), bytes);
    });
}

/// Bytes as what becomes of a subscription.
pub fn subscription(bytes: &[u8]) {
    on_ground(|ground| {
        for subscription in [&ground.subscription, &ground.classic] {
            ground.send("PATCH", subscription, bytes);
            ground.send("POST", &format!("{subscription}/transitions"), bytes);
            ground.send("POST", &format!("{subscription}/upgrades"), bytes);
        }
        ground.send("POST", &format!("{}/migrations/newcommerce/validate", ground.customer), bytes);
    });
}
