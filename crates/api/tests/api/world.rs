//! A small installation with a few identities, and requests to it.

use std::sync::{Arc, LazyLock};

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{HeaderMap, Request, StatusCode};
use jiff::Timestamp;
use seatwright_api::{ApiState, Settings, router};
use seatwright_domain::catalogue::Catalogue;
use seatwright_domain::ids::{PartnerId, PublisherId};
use seatwright_domain::money::Currency;
use seatwright_domain::partner::{Cloud, Partner, Partners, Tier};
use seatwright_domain::policy::Policies;
use seatwright_domain::role::Role;
use seatwright_engine::identity::{
    AdministratorConfig, AgentConfig, ApplicationConfig, Identities, IdentityConfig, PublisherConfig,
};
use seatwright_engine::port::{LeaveToOperator, MemoryCourier, MemoryNotifier, SeededIds};
use seatwright_engine::{Engine, Ports, Quiet, Setup, SimulatedClock, Target};
use seatwright_store::{SqliteStore, Store};
use serde_json::{Value, json};
use tower::ServiceExt;
use uuid::Uuid;

use crate::contract;

pub(crate) const BASIC: &str = "BD938F12-058F-4927-BBA3-AE36B1D2501C";
pub(crate) const STANDARD: &str = "031C9E47-4802-4248-838E-778FB1D2CC05";
pub(crate) const E1: &str = "91FD106F-4B2C-4938-95AC-F54F74E9A239";
pub(crate) const ARCHIVE: &str = "2828BE95-46BA-4F91-B2FD-0BEF192ECF60";
pub(crate) const NCE_BASIC: &str = "CFQ7TTC0LH18:0001";
pub(crate) const NCE_STANDARD: &str = "CFQ7TTC0LDPB:0001";
pub(crate) const BASIC_PLAN: &str = "3b555118-da6a-4418-894f-7df1e2096870";

pub(crate) const HAVENWERK: PartnerId = PartnerId(Uuid::from_u128(0x7f3d));
pub(crate) const NORDLJUS: PartnerId = PartnerId(Uuid::from_u128(0x9b1e));
/// The publisher of Kestrel Sign and Kestrel Vault.
pub(crate) const KESTREL: u128 = 0x5a0c_3b1e_2d47_4f86_9b10_6e1f_2a3b_4c5d;
/// Another publisher.
pub(crate) const FJORDLYS: u128 = 0x6b1d_4c2f_3e58_4a97_8c21_7f2a_3b4c_5d6e;
pub(crate) const ISSUER: &str = "https://seatwright.example";

static CATALOGUE: LazyLock<Arc<Catalogue>> =
    LazyLock::new(|| Arc::new(Catalogue::embedded().expect("the catalogue is sound")));
static POLICIES: LazyLock<Arc<Policies>> =
    LazyLock::new(|| Arc::new(Policies::embedded().expect("the policies are sound")));
static IDENTITIES: LazyLock<Identities> =
    LazyLock::new(|| Identities::new(&identities(), &partners()).expect("identities"));

/// The machine's time in these tests.
pub(crate) const MACHINE_TIME: i64 = 1_700_000_000;

fn partner(id: PartnerId, name: &str) -> Partner {
    Partner {
        id,
        domain: format!("{name}.example"),
        name: name.to_owned(),
        tier: Tier::DirectBill,
        cloud: Cloud::Public,
        country: "NL".to_owned(),
        currency: Currency::parse("EUR").expect("a currency"),
        mpn_id: "1234567".to_owned(),
        billing_day: 15,
        resellers: Default::default(),
    }
}

pub(crate) fn partners() -> Partners {
    let mut havenwerk = partner(HAVENWERK, "havenwerk");
    havenwerk.resellers.insert("7654321".to_owned(), "Nordljus".to_owned());
    let mut nordljus = partner(NORDLJUS, "nordljus");
    nordljus.mpn_id = "7654321".to_owned();
    [havenwerk, nordljus].into_iter().collect()
}

fn identities() -> IdentityConfig {
    let application = |tenant: &str, client: &str, roles: &[Role]| ApplicationConfig {
        tenant: format!("{tenant}.example"),
        client_id: client.to_owned(),
        secret: Some("secret".to_owned()),
        secret_hash: None,
        is_public: false,
        redirect_uris: vec!["https://portal.example/back".to_owned()],
        roles: roles.iter().copied().collect(),
    };
    let all = [Role::AdminAgent, Role::GlobalAdmin];
    IdentityConfig {
        applications: vec![
            application("havenwerk", "app", &all),
            application("havenwerk", "weak-app", &[Role::UserManagementAdmin]),
            application("havenwerk", "agent-app", &[Role::AdminAgent]),
            application("havenwerk", "billing-app", &[Role::BillingAdmin]),
            application("nordljus", "other-app", &all),
        ],
        agents: vec![AgentConfig {
            tenant: "havenwerk.example".to_owned(),
            name: "anna@havenwerk.example".to_owned(),
            password: Some("secret".to_owned()),
            password_hash: None,
            roles: [Role::SalesAgent].into(),
        }],
        administrators: vec![AdministratorConfig {
            customer: "blauwevos.onmicrosoft.com".to_owned(),
            name: "ilse@blauwevos.onmicrosoft.com".to_owned(),
            password: Some("secret".to_owned()),
            password_hash: None,
            roles: [Role::CustomerGlobalAdmin].into(),
        }],
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
        let courier = Arc::new(MemoryCourier::default());
        let clock = SimulatedClock::new(now.parse().expect("an instant"));
        let store: Arc<dyn Store> = Arc::new(SqliteStore::open_temporary().expect("a store"));
        let setup = Setup {
            catalogue: CATALOGUE.clone(),
            policies: POLICIES.clone(),
            identities: IDENTITIES.clone(),
            partners: partners(),
            clock: Arc::new(clock),
            ports: Ports {
                ids: Arc::new(SeededIds::new(7)),
                notifier: Arc::new(MemoryNotifier::default()),
                credit: Arc::new(LeaveToOperator),
                courier: courier.clone(),
            },
        };
        let engine = Engine::new(store, setup);
        let machine = || Timestamp::from_second(MACHINE_TIME).expect("an instant");
        let state = ApiState::open(engine.clone(), Settings::at(ISSUER), machine).await.expect("a state");
        let mut world = Self { router: router(state), engine, courier, token: String::new() };
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
        let (method, path) = (request.method().to_string(), request.uri().path().to_owned());
        let response = self.router.clone().oneshot(request).await.expect("an answer");
        let (parts, body) = response.into_parts();
        let bytes = to_bytes(body, usize::MAX).await.expect("a body");
        contract::hold(&method, &path, parts.status.as_u16(), &bytes);
        let body = serde_json::from_slice(&bytes).unwrap_or(Value::Null);
        Got { status: parts.status, headers: parts.headers, body, bytes: bytes.to_vec() }
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
        let body = json!({
            "billingCycle": "monthly",
            "lineItems": [{"lineItemNumber": 0, "offerId": offer, "quantity": quantity, "termDuration": "P1Y"}]
        });
        let got = self.post(&format!("{customer}/orders"), body).await;
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

pub(crate) fn customer_body(name: &str) -> Value {
    json!({
        "companyProfile": {"domain": format!("{name}.onmicrosoft.com"), "companyName": format!("{name} BV")},
        "billingProfile": {
            "email": format!("boekhouding@{name}.example"), "culture": "nl-NL", "language": "nl",
            "companyName": format!("{name} BV"),
            "defaultAddress": {
                "country": "NL", "city": "Utrecht", "addressLine1": "Kade 12", "postalCode": "3511 AB",
                "firstName": "Ilse", "lastName": "Prins", "phoneNumber": "0301234567"
            }
        }
    })
}

pub(crate) fn agreement_body() -> Value {
    json!({
        "primaryContact": {"firstName": "Ilse", "lastName": "Prins", "email": "ilse@blauwevos.example"},
        "dateAgreed": "2021-09-01T00:00:00Z",
        "templateId": "117a77b0-9360-443b-8795-c6dedc750cf9",
        "type": "MicrosoftCustomerAgreement"
    })
}

pub(crate) fn user_body(number: usize) -> Value {
    json!({
        "userPrincipalName": format!("user{number}@blauwevos.onmicrosoft.com"),
        "firstName": "User", "lastName": number.to_string(), "displayName": format!("User {number}"),
        "usageLocation": "NL",
        "passwordProfile": {"password": "Not kept 1", "forceChangePassword": true}
    })
}
