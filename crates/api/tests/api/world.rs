//! A small installation with a few identities, and requests to it.

use std::sync::{Arc, LazyLock};

use axum::Router;
use axum::body::Body;
use axum::http::{HeaderMap, Request, StatusCode};
use seatwright_domain::ids::PublisherId;
use seatwright_domain::partner::Partners;
use seatwright_domain::role::Role;
use seatwright_engine::identity::{Identities, IdentityConfig, PublisherConfig};
use seatwright_engine::port::MemoryCourier;
use seatwright_engine::{Engine, Quiet, Target};
pub(crate) use seatwright_testkit::body::{
    agreement as agreement_body, customer as customer_body, user as user_body,
};
pub(crate) use seatwright_testkit::offer::{
    ARCHIVE, BASIC, BASIC_PLAN, E1, NCE_BASIC, NCE_STANDARD, STANDARD,
};
pub(crate) use seatwright_testkit::people::{HAVENWERK, NORDLJUS};
use seatwright_testkit::people::{administrator, agent, application, partner};
pub(crate) use seatwright_testkit::{ISSUER, MACHINE_TIME};
use seatwright_testkit::{Installation, Time, ask, body};
use serde_json::{Value, json};
use uuid::Uuid;

/// The publisher of Kestrel Sign and Kestrel Vault.
pub(crate) const KESTREL: u128 = 0x5a0c_3b1e_2d47_4f86_9b10_6e1f_2a3b_4c5d;
/// Another publisher.
pub(crate) const FJORDLYS: u128 = 0x6b1d_4c2f_3e58_4a97_8c21_7f2a_3b4c_5d6e;

static IDENTITIES: LazyLock<Identities> =
    LazyLock::new(|| Identities::new(&identities(), &partners()).expect("identities"));

pub(crate) fn partners() -> Partners {
    let mut havenwerk = partner(HAVENWERK, "havenwerk");
    havenwerk.resellers.insert("7654321".to_owned(), "Nordljus".to_owned());
    let mut nordljus = partner(NORDLJUS, "nordljus");
    nordljus.mpn_id = "7654321".to_owned();
    let operator = havenwerk.id;
    [havenwerk, nordljus].into_iter().collect::<Partners>().operated_by(operator)
}

fn identities() -> IdentityConfig {
    let all = [Role::AdminAgent, Role::GlobalAdmin];
    IdentityConfig {
        applications: vec![
            application("havenwerk.example", "app", &all),
            application("havenwerk.example", "weak-app", &[Role::UserManagementAdmin]),
            application("havenwerk.example", "agent-app", &[Role::AdminAgent]),
            application("havenwerk.example", "billing-app", &[Role::BillingAdmin]),
            application("nordljus.example", "other-app", &all),
        ],
        agents: vec![agent("anna@havenwerk.example", &[Role::SalesAgent])],
        administrators: vec![administrator("ilse@blauwevos.onmicrosoft.com", Role::CustomerGlobalAdmin)],
        publishers: [(KESTREL, "kestrel", Some("sample")), (FJORDLYS, "fjordlys", None)]
            .map(|(publisher, name, page)| PublisherConfig {
                publisher: PublisherId(Uuid::from_u128(publisher)),
                domain: format!("{name}.example"),
                client_id: "app".to_owned(),
                secret: Some("secret".to_owned()),
                secret_hash: None,
                landing_page: page.map(str::to_owned),
                webhook: page.map(|_| format!("https://{name}.example/hook")),
            })
            .into(),
    }
}

pub(crate) struct World {
    pub(crate) router: Router,
    pub(crate) engine: Engine,
    /// Keeps the deliveries of webhooks.
    pub(crate) courier: Arc<MemoryCourier>,
    pub(crate) token: String,
}

/// An answer, with its body as JSON where it has one.
#[derive(Debug)]
pub(crate) struct Got {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Value,
    /// The body as it came.
    pub(crate) bytes: Vec<u8>,
}

impl Got {
    /// The text at a path of the body.
    pub(crate) fn text(&self, pointer: &str) -> &str {
        let found = self.body.pointer(pointer).and_then(Value::as_str);
        found.unwrap_or_else(|| panic!("no text at {pointer} of {}", self.body))
    }

    /// The body, when the status is as expected.
    pub(crate) fn expect(self, status: u16) -> Value {
        assert_eq!(self.status.as_u16(), status, "{}", self.body);
        self.body
    }

    /// The number of the error, when it is one.
    pub(crate) fn code(&self) -> u64 {
        self.body["code"].as_u64().unwrap_or_else(|| panic!("no code in {}", self.body))
    }

    /// The rules of all reasons.
    pub(crate) fn rules(&self) -> Vec<&str> {
        let reasons = self.body["reasons"].as_array();
        let reasons = reasons.unwrap_or_else(|| panic!("no reasons in {}", self.body));
        reasons.iter().filter_map(|reason| reason["rule"].as_str()).collect()
    }
}

impl World {
    /// A new installation at the morning of 1 September 2021, asked by an application of Havenwerk with every right.
    pub(crate) async fn new() -> Self {
        Self::at("2021-09-01T09:00:00Z").await
    }

    pub(crate) async fn at(now: &str) -> Self {
        let Installation { engine, router, courier } =
            Installation::open(partners(), IDENTITIES.clone(), Time::Simulated(now)).await;
        let mut world = Self { router, engine, courier, token: String::new() };
        world.token = world.application_token("havenwerk.example", "app").await;
        world
    }

    pub(crate) async fn application_token(&self, tenant: &str, client: &str) -> String {
        let form = format!("grant_type=client_credentials&client_id={client}&client_secret=secret");
        let got = self.form(&format!("/{tenant}/oauth2/token"), &form).await;
        got.text("/access_token").to_owned()
    }

    pub(crate) async fn person_token(&self, tenant: &str, name: &str) -> String {
        let form = format!("grant_type=password&username={name}&password=secret");
        let got = self.form(&format!("/{tenant}/oauth2/token"), &form).await;
        got.text("/access_token").to_owned()
    }

    pub(crate) async fn form(&self, path: &str, form: &str) -> Got {
        let request = Request::post(path)
            .header("content-type", "application/x-www-form-urlencoded")
            .body(Body::from(form.to_owned()))
            .expect("a request");
        self.send(request).await
    }

    pub(crate) async fn send(&self, request: Request<Body>) -> Got {
        let (parts, bytes) = ask(&self.router, request).await;
        let body = serde_json::from_slice(&bytes).unwrap_or(Value::Null);
        Got { status: parts.status, headers: parts.headers, body, bytes }
    }

    /// A request with the world's token, more headers, and a body where there is one.
    pub(crate) async fn call(
        &self,
        method: &str,
        path: &str,
        body: Option<&Value>,
        headers: &[(&str, &str)],
    ) -> Got {
        let mut request = Request::builder()
            .method(method)
            .uri(path)
            .header("authorization", format!("Bearer {}", self.token));
        if body.is_some() {
            request = request.header("content-type", "application/json");
        }
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let body = body.map_or_else(Body::empty, |body| Body::from(body.to_string()));
        self.send(request.body(body).expect("a request")).await
    }

    pub(crate) async fn get(&self, path: &str) -> Got {
        self.call("GET", path, None, &[]).await
    }

    pub(crate) async fn post(&self, path: &str, body: Value) -> Got {
        self.call("POST", path, Some(&body), &[]).await
    }

    pub(crate) async fn put(&self, path: &str, body: Value) -> Got {
        self.call("PUT", path, Some(&body), &[]).await
    }

    pub(crate) async fn patch(&self, path: &str, body: Value) -> Got {
        self.call("PATCH", path, Some(&body), &[]).await
    }

    /// The same installation asked with another token.
    pub(crate) fn with_token(&self, token: String) -> Self {
        Self {
            router: self.router.clone(),
            engine: self.engine.clone(),
            courier: self.courier.clone(),
            token,
        }
    }

    pub(crate) async fn advance(&self, to: &str) {
        let target = Target::To(to.parse().expect("an instant"));
        self.engine.advance_clock(target, &Quiet).await.expect("advanced");
    }

    /// A customer of Havenwerk, without an agreement.
    pub(crate) async fn bare_customer(&self, name: &str) -> String {
        let got = self.post("/v1/customers", customer_body(name)).await;
        assert_eq!(got.status, StatusCode::CREATED, "{}", got.body);
        format!("/v1/customers/{}", got.text("/id"))
    }

    /// The path of a customer that can buy.
    pub(crate) async fn customer(&self, name: &str) -> String {
        let path = self.bare_customer(name).await;
        self.post(&format!("{path}/agreements"), agreement_body()).await.expect(201);
        path
    }

    /// The path of a subscription that was just bought.
    pub(crate) async fn buy(&self, customer: &str, offer: &str, quantity: u32) -> String {
        let got = self.post(&format!("{customer}/orders"), body::order(offer, quantity)).await;
        assert_eq!(got.status, StatusCode::CREATED, "{}", got.body);
        format!("{customer}/subscriptions/{}", got.text("/lineItems/0/subscriptionId"))
    }

    /// A user with a licence of a plan, by id.
    pub(crate) async fn licensed_user(&self, customer: &str, number: usize, plan: &str) -> String {
        let user = self.post(&format!("{customer}/users"), user_body(number)).await.expect(200);
        let id = user["id"].as_str().expect("an id").to_owned();
        let update = json!({"licensesToAssign": [{"skuId": plan}]});
        self.post(&format!("{customer}/users/{id}/licenseupdates"), update).await.expect(201);
        id
    }
}
