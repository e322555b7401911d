//! A small installation behind the router, with everybody who calls it.

use std::collections::BTreeMap;
use std::sync::{Arc, LazyLock};

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::Request;
use jiff::Timestamp;
use seatwright_api::{ApiState, Settings, router};
use seatwright_domain::account::Account;
use seatwright_domain::calendar::{BillingPlan, Term};
use seatwright_domain::catalogue::{Catalogue, Segment};
use seatwright_domain::command::{CUSTOMER_AGREEMENT_TEMPLATE, Command, NewCustomer, UserProfile};
use seatwright_domain::customer::{Address, Agreement, BillingProfile};
use seatwright_domain::decision::Decision;
use seatwright_domain::event::Event;
use seatwright_domain::ids::{CustomerId, OfferId, PartnerId, SubscriptionId, UserId};
use seatwright_domain::money::Currency;
use seatwright_domain::order::Wanted;
use seatwright_domain::partner::{Cloud, Partner, Partners, Tier};
use seatwright_domain::policy::Policies;
use seatwright_domain::role::{Caller, Role};
use seatwright_domain::subscription::Payment;
use seatwright_engine::identity::{AdministratorConfig, AgentConfig, Identities, IdentityConfig};
use seatwright_engine::port::{LeaveToOperator, MemoryNotifier, SeededIds};
use seatwright_engine::{Answer, Clock, Engine, Ports, RealClock, Setup, simulated_clock};
use seatwright_store::{SqliteStore, Store};
use serde_json::Value;
use tokio::sync::Mutex;
use tower::ServiceExt;
use uuid::Uuid;

use crate::contract;

pub(crate) const BASIC: &str = "BD938F12-058F-4927-BBA3-AE36B1D2501C";
pub(crate) const STANDARD: &str = "031C9E47-4802-4248-838E-778FB1D2CC05";
pub(crate) const NCE_BASIC: &str = "CFQ7TTC0LH18:0001";
pub(crate) const NOBODY: &str = "00000000-0000-4000-8000-00000000dead";

const HAVENWERK: PartnerId = PartnerId(Uuid::from_u128(0x7f3d));
const NORDLJUS: PartnerId = PartnerId(Uuid::from_u128(0x9b1e));
const PASSWORD: &str = "a long enough password";

static CATALOGUE: LazyLock<Arc<Catalogue>> =
    LazyLock::new(|| Arc::new(Catalogue::embedded().expect("the catalogue is sound")));
static POLICIES: LazyLock<Arc<Policies>> =
    LazyLock::new(|| Arc::new(Policies::embedded().expect("the policies are sound")));
static IDENTITIES: LazyLock<Identities> =
    LazyLock::new(|| Identities::new(&config(), &partners()).expect("identities"));

/// Everybody who calls: names with the organisation and the roles.
pub(crate) const ANNA: &str = "anna@havenwerk.example";
pub(crate) const HELEN: &str = "helen@havenwerk.example";
pub(crate) const NILS: &str = "nils@nordljus.example";
pub(crate) const ILSE: &str = "ilse@blauwevos.onmicrosoft.com";
pub(crate) const OTTO: &str = "otto@zilver.onmicrosoft.com";

fn config() -> IdentityConfig {
    let agent = |name: &str, roles: &[Role]| AgentConfig {
        tenant: name.rsplit_once('@').expect("a domain").1.to_owned(),
        name: name.to_owned(),
        password: Some(PASSWORD.to_owned()),
        password_hash: None,
        roles: roles.iter().copied().collect(),
    };
    let administrator = |name: &str| AdministratorConfig {
        customer: name.rsplit_once('@').expect("a domain").1.to_owned(),
        name: name.to_owned(),
        password: Some(PASSWORD.to_owned()),
        password_hash: None,
        roles: [Role::CustomerGlobalAdmin].into(),
    };
    IdentityConfig {
        applications: Vec::new(),
        agents: vec![
            agent(ANNA, &[Role::GlobalAdmin, Role::AdminAgent]),
            agent(HELEN, &[Role::HelpdeskAgent]),
            agent(NILS, &[Role::GlobalAdmin, Role::AdminAgent]),
        ],
        administrators: vec![administrator(ILSE), administrator(OTTO)],
        publishers: Vec::new(),
    }
}

fn partners() -> Partners {
    let partner = |id, name: &str| Partner {
        id,
        domain: format!("{name}.example"),
        name: name.to_owned(),
        tier: Tier::DirectBill,
        cloud: Cloud::Public,
        country: "NL".to_owned(),
        currency: Currency::parse("EUR").expect("a currency"),
        mpn_id: "1234567".to_owned(),
        billing_day: 15,
        resellers: BTreeMap::new(),
    };
    [partner(HAVENWERK, "havenwerk"), partner(NORDLJUS, "nordljus")].into_iter().collect()
}

/// An answer as a client sees it.
#[derive(Debug)]
pub(crate) struct Seen {
    pub(crate) status: u16,
    pub(crate) body: Value,
    pub(crate) headers: BTreeMap<String, String>,
}

impl Seen {
    /// The answer, when it has this status.
    #[track_caller]
    pub(crate) fn is(self, status: u16) -> Self {
        assert_eq!(self.status, status, "{:#}", self.body);
        self
    }

    pub(crate) fn items(&self) -> &Vec<Value> {
        self.body["items"].as_array().expect("a list")
    }

    /// The names of all reasons of a refusal.
    pub(crate) fn reasons(&self) -> Vec<&str> {
        let reasons = self.body["reasons"].as_array().expect("reasons");
        reasons.iter().map(|reason| reason["name"].as_str().expect("a name")).collect()
    }
}

pub(crate) struct World {
    pub(crate) engine: Engine,
    app: Router,
    tokens: Mutex<BTreeMap<String, String>>,
    anna: Caller,
}

impl World {
    /// A new installation whose clock stands at the morning of 1 September 2021.
    pub(crate) async fn new() -> Self {
        Self::with(true).await
    }

    /// The same, on the simulated clock or on the real one.
    pub(crate) async fn with(simulated: bool) -> Self {
        let store: Arc<dyn Store> = Arc::new(SqliteStore::open_temporary().expect("a store"));
        let first = "2021-09-01T09:00:00Z".parse().expect("an instant");
        let clock: Arc<dyn Clock> = if simulated {
            Arc::new(simulated_clock(&*store, first).await.expect("a clock"))
        } else {
            Arc::new(RealClock::default())
        };
        let ports = Ports {
            ids: Arc::new(SeededIds::new(7)),
            notifier: Arc::new(MemoryNotifier::default()),
            credit: Arc::new(LeaveToOperator),
            ..Ports::default()
        };
        let setup = Setup {
            catalogue: CATALOGUE.clone(),
            policies: POLICIES.clone(),
            identities: IDENTITIES.clone(),
            partners: partners(),
            clock,
            ports,
        };
        let engine = Engine::new(store, setup);
        // Tokens go by a clock of their own, which stands still here.
        let machine: Timestamp = "2024-01-01T00:00:00Z".parse().expect("an instant");
        let settings = Settings::at("https://seatwright.example");
        let state = ApiState::open(engine.clone(), settings, move || machine).await.expect("a state");
        let anna = Caller::partner(HAVENWERK, Some(ANNA), [Role::AdminAgent, Role::GlobalAdmin]);
        Self { engine, app: router(state), tokens: Mutex::default(), anna }
    }

    async fn send(&self, request: Request<Body>) -> Seen {
        let (method, path) = (request.method().to_string(), request.uri().path().to_owned());
        let response = self.app.clone().oneshot(request).await.expect("an answer");
        let status = response.status().as_u16();
        let header = |(name, value): (&axum::http::HeaderName, &axum::http::HeaderValue)| {
            (name.to_string(), value.to_str().unwrap_or_default().to_owned())
        };
        let headers = response.headers().iter().map(header).collect();
        let bytes = to_bytes(response.into_body(), usize::MAX).await.expect("a body");
        contract::hold(&method, &path, status, &bytes);
        let body = serde_json::from_slice(&bytes).unwrap_or(Value::Null);
        Seen { status, body, headers }
    }

    async fn token(&self, who: &str) -> String {
        let mut tokens = self.tokens.lock().await;
        if let Some(token) = tokens.get(who) {
            return token.clone();
        }
        let domain = who.rsplit_once('@').expect("a domain").1;
        let form = format!("grant_type=password&username={who}&password={}", PASSWORD.replace(' ', "+"));
        let request =
            Request::post(format!("/{domain}/oauth2/token")).body(Body::from(form)).expect("a request");
        let seen = self.send(request).await.is(200);
        let token = seen.body["access_token"].as_str().expect("a token").to_owned();
        tokens.insert(who.to_owned(), token.clone());
        token
    }

    /// A call with some headers beside the token.
    pub(crate) async fn call_with(
        &self,
        who: &str,
        (method, path): (&str, &str),
        body: Option<&Value>,
        headers: &[(&str, &str)],
    ) -> Seen {
        let mut request = Request::builder().method(method).uri(path);
        request = request.header("Authorization", format!("Bearer {}", self.token(who).await));
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let body = body.map_or_else(Body::empty, |body| Body::from(body.to_string()));
        self.send(request.body(body).expect("a request")).await
    }

    pub(crate) async fn get(&self, who: &str, path: &str) -> Seen {
        self.call_with(who, ("GET", path), None, &[]).await
    }

    pub(crate) async fn post(&self, who: &str, path: &str, body: Value) -> Seen {
        self.call_with(who, ("POST", path), Some(&body), &[]).await
    }

    pub(crate) async fn send_json(&self, who: &str, method: &str, path: &str, body: Value) -> Seen {
        self.call_with(who, (method, path), Some(&body), &[]).await
    }

    /// Moves the clock by way of the API.
    pub(crate) async fn advance(&self, by: &str) {
        self.post(ANNA, "/seatwright/v1/clock", serde_json::json!({ "advanceBy": by })).await.is(200);
    }

    async fn run(&self, customer: CustomerId, command: Command) -> Decision {
        self.run_as(&self.anna.clone(), customer, command).await
    }

    pub(crate) async fn run_as(&self, caller: &Caller, customer: CustomerId, command: Command) -> Decision {
        let done = self.engine.execute(caller, customer, command, None, nothing).await;
        done.expect("accepted").decision.expect("decided")
    }

    /// A customer of Havenwerk that has accepted the agreement.
    pub(crate) async fn customer(&self, name: &str) -> CustomerId {
        let done = self.engine.create_customer(&self.anna, new_customer(name), None, nothing).await;
        let customer = done.expect("created").decision.expect("decided").account.id();
        self.agree(&self.anna.clone(), customer).await;
        customer
    }

    async fn agree(&self, caller: &Caller, customer: CustomerId) {
        let agreement = Agreement {
            template: CUSTOMER_AGREEMENT_TEMPLATE,
            agreed_at: self.engine.now(),
            first_name: "Ilse".into(),
            last_name: "Prins".into(),
            email: "ilse@blauwevos.example".into(),
            phone: None,
        };
        self.run_as(caller, customer, Command::ConfirmAgreement { agreement: Box::new(agreement) }).await;
    }

    /// Buys from Havenwerk.
    pub(crate) async fn buy(&self, customer: CustomerId, offer: &str, quantity: u32) -> SubscriptionId {
        self.buy_as(&self.anna.clone(), customer, offer, quantity).await
    }

    /// Buys as the customer's own administrator, without a reseller.
    pub(crate) async fn buy_direct(
        &self,
        customer: CustomerId,
        offer: &str,
        quantity: u32,
    ) -> SubscriptionId {
        let ilse = Caller::customer(customer, ILSE, [Role::CustomerGlobalAdmin]);
        self.buy_as(&ilse, customer, offer, quantity).await
    }

    /// The same, to be paid by invoice.
    pub(crate) async fn buy_by_invoice(&self, customer: CustomerId, offer: &str, quantity: u32) {
        let ilse = Caller::customer(customer, ILSE, [Role::CustomerGlobalAdmin]);
        let order =
            Command::PlaceOrder { lines: vec![wanted(offer, quantity)], payment: Some(Payment::Invoice) };
        self.run_as(&ilse, customer, order).await;
    }

    /// Nordljus becomes a reseller of the customer too, and sells it something.
    pub(crate) async fn buy_from_nordljus(
        &self,
        customer: CustomerId,
        offer: &str,
        quantity: u32,
    ) -> SubscriptionId {
        let ilse = Caller::customer(customer, ILSE, [Role::CustomerGlobalAdmin]);
        let begin = Command::BeginRelationship { partner: NORDLJUS, reseller: None, delegation: None };
        self.run_as(&ilse, customer, begin).await;
        let nils = Caller::partner(NORDLJUS, Some(NILS), [Role::AdminAgent, Role::GlobalAdmin]);
        self.agree(&nils, customer).await;
        self.buy_as(&nils, customer, offer, quantity).await
    }

    async fn buy_as(
        &self,
        caller: &Caller,
        customer: CustomerId,
        offer: &str,
        quantity: u32,
    ) -> SubscriptionId {
        let term = (offer.contains(':')).then_some(Term::P1Y);
        let line = Wanted { term, ..wanted(offer, quantity) };
        let payment = caller.partner_id().is_none().then_some(Payment::Card);
        let decision =
            self.run_as(caller, customer, Command::PlaceOrder { lines: vec![line], payment }).await;
        let started = decision.events.iter().find_map(|recorded| match &recorded.event {
            Event::SubscriptionStarted { subscription } => Some(subscription.id),
            _ => None,
        });
        started.expect("a subscription")
    }

    /// Users with a licence of the plan of a subscription each.
    pub(crate) async fn licensed_users(
        &self,
        customer: CustomerId,
        subscription: SubscriptionId,
        count: usize,
    ) -> Vec<UserId> {
        let mut users = Vec::new();
        for number in 0..count {
            let user = Command::CreateUser { user: Box::new(user(number)) };
            let decision = self.run(customer, user).await;
            let plan = decision.account.subscriptions[&subscription].plan.expect("a plan");
            let Some(Event::UserCreated { user }) = decision.events.last().map(|last| &last.event) else {
                panic!("no user");
            };
            let wish = seatwright_domain::command::LicenceWish { plan, excluded: [].into() };
            let give = Command::ChangeLicences { user: user.id, assign: vec![wish], remove: Vec::new() };
            let ilse = Caller::customer(customer, ILSE, [Role::CustomerGlobalAdmin]);
            users.push(user.id);
            self.run_as(&ilse, customer, give).await;
        }
        users
    }
}

/// The address of a customer's extras.
pub(crate) fn own(customer: CustomerId, rest: &str) -> String {
    format!("/seatwright/v1/customers/{customer}/{rest}")
}

fn nothing(_: &Account, _: &Decision) -> Answer {
    Answer { status: 200, headers: Vec::new(), body: Vec::new() }
}

fn new_customer(name: &str) -> NewCustomer {
    NewCustomer {
        domain: format!("{name}.onmicrosoft.com"),
        company_name: format!("{name} BV"),
        registration_number: None,
        segment: Segment::Commercial,
        cloud: None,
        billing_profile: BillingProfile {
            id: Uuid::nil(),
            revision: 0,
            company_name: format!("{name} BV"),
            email: format!("boekhouding@{name}.example"),
            culture: "nl-NL".into(),
            language: "nl".into(),
            address: Address {
                country: "NL".into(),
                city: "Utrecht".into(),
                line1: "Kade 12".into(),
                postal_code: "3511 AB".into(),
                first_name: Some("Ilse".into()),
                last_name: Some("Prins".into()),
                ..Address::default()
            },
        },
        reseller: None,
        delegated: true,
    }
}

fn user(number: usize) -> UserProfile {
    UserProfile {
        principal_name: format!("user{number}@blauwevos.onmicrosoft.com"),
        first_name: "User".into(),
        last_name: number.to_string(),
        display_name: format!("User {number}"),
        usage_location: Some("NL".into()),
        immutable_id: None,
    }
}

fn wanted(offer: &str, quantity: u32) -> Wanted {
    Wanted {
        offer: OfferId::new(offer),
        availability: None,
        quantity,
        term: None,
        billing: Some(BillingPlan::Monthly),
        friendly_name: None,
        parent: None,
        parent_line: None,
        custom_end: None,
        reseller: None,
        attestation_accepted: false,
        notes: BTreeMap::new(),
    }
}
