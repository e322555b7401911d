//! A small installation behind the router, with everybody who calls it.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use axum::Router;
use axum::body::Body;
use axum::http::Request;
use seatwright_domain::account::Account;
use seatwright_domain::calendar::{BillingPlan, Term};
use seatwright_domain::catalogue::Segment;
use seatwright_domain::command::{CUSTOMER_AGREEMENT_TEMPLATE, Command, NewCustomer, UserProfile};
use seatwright_domain::customer::{Address, Agreement, BillingProfile};
use seatwright_domain::decision::Decision;
use seatwright_domain::event::Event;
use seatwright_domain::ids::{CustomerId, OfferId, SubscriptionId, UserId};
use seatwright_domain::order::Wanted;
use seatwright_domain::partner::Partners;
use seatwright_domain::role::{Caller, Role};
use seatwright_domain::subscription::Payment;
use seatwright_engine::identity::{Identities, IdentityConfig};
use seatwright_engine::{Answer, Engine};
pub(crate) use seatwright_testkit::NOBODY;
pub(crate) use seatwright_testkit::offer::{BASIC, NCE_BASIC, STANDARD};
use seatwright_testkit::people::{HAVENWERK, NORDLJUS, SECRET, administrator, agent, domain_of, partner};
use seatwright_testkit::{Installation, Time, ask};
use serde_json::Value;
use tokio::sync::Mutex;
use uuid::Uuid;

static IDENTITIES: LazyLock<Identities> =
    LazyLock::new(|| Identities::new(&config(), &partners()).expect("identities"));

/// Everybody who calls: names with the organisation and the roles.
pub(crate) const ANNA: &str = "anna@havenwerk.example";
pub(crate) const HELEN: &str = "helen@havenwerk.example";
pub(crate) const NILS: &str = "nils@nordljus.example";
pub(crate) const ILSE: &str = "ilse@blauwevos.onmicrosoft.com";
pub(crate) const OTTO: &str = "otto@zilver.onmicrosoft.com";

fn config() -> IdentityConfig {
    IdentityConfig {
        applications: Vec::new(),
        agents: vec![
            agent(ANNA, &[Role::GlobalAdmin, Role::AdminAgent]),
            agent(HELEN, &[Role::HelpdeskAgent]),
            agent(NILS, &[Role::GlobalAdmin, Role::AdminAgent]),
        ],
        administrators: [ILSE, OTTO].map(|name| administrator(name, Role::CustomerGlobalAdmin)).into(),
        publishers: Vec::new(),
    }
}

fn partners() -> Partners {
    [partner(HAVENWERK, "havenwerk"), partner(NORDLJUS, "nordljus")]
        .into_iter()
        .collect::<Partners>()
        .operated_by(HAVENWERK)
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
        let time = if simulated { Time::Simulated("2021-09-01T09:00:00Z") } else { Time::Real };
        let Installation { engine, router, .. } =
            Installation::open(partners(), IDENTITIES.clone(), time).await;
        let anna = Caller::partner(HAVENWERK, Some(ANNA), [Role::AdminAgent, Role::GlobalAdmin]);
        Self { engine, app: router, tokens: Mutex::default(), anna }
    }

    async fn send(&self, request: Request<Body>) -> Seen {
        let (parts, bytes) = ask(&self.app, request).await;
        let header = |(name, value): (&axum::http::HeaderName, &axum::http::HeaderValue)| {
            (name.to_string(), value.to_str().unwrap_or_default().to_owned())
        };
        let headers = parts.headers.iter().map(header).collect();
        let body = serde_json::from_slice(&bytes).unwrap_or(Value::Null);
        Seen { status: parts.status.as_u16(), body, headers }
    }

    async fn token(&self, who: &str) -> String {
        let mut tokens = self.tokens.lock().await;
        if let Some(token) = tokens.get(who) {
            return token.clone();
        }
        let form = format!("grant_type=password&username={who}&password={SECRET}");
        let request = Request::post(format!("/{}/oauth2/token", domain_of(who)))
            .body(Body::from(form))
            .expect("a request");
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
            user: None,
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
