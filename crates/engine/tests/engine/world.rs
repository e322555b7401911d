//! A small installation: an embedded database, a simulated clock, seeded ids, one partner and what it needs to sell.

use std::path::Path;
use std::sync::{Arc, LazyLock};

use jiff::Timestamp;
use seatwright_domain::account::Account;
use seatwright_domain::calendar::{BillingPlan, Term};
use seatwright_domain::catalogue::{Catalogue, Segment};
use seatwright_domain::command::{Command, NewCustomer, UserProfile};
use seatwright_domain::customer::{Address, Agreement, BillingProfile};
use seatwright_domain::decision::Decision;
use seatwright_domain::event::{Event, Recorded};
use seatwright_domain::ids::{CustomerId, OfferId, PartnerId, SubscriptionId, UserId};
use seatwright_domain::money::Currency;
use seatwright_domain::order::Wanted;
use seatwright_domain::partner::{Cloud, Partner, Partners, Tier};
use seatwright_domain::policy::Policies;
use seatwright_domain::role::{Caller, Role};
use seatwright_engine::identity::{Identities, IdentityConfig};
use seatwright_engine::port::{CreditDesk, LeaveToOperator, MemoryCourier, MemoryNotifier, SeededIds};
use seatwright_engine::{
    Answer, Clock, Done, Engine, EngineError, Ports, Quiet, Request, RunReport, Setup, SimulatedClock,
    Target, simulated_clock,
};
use seatwright_store::{EventQuery, Loaded, SqliteOptions, SqliteStore, Store, Want};
use uuid::Uuid;

pub(crate) const BASIC: &str = "BD938F12-058F-4927-BBA3-AE36B1D2501C";
pub(crate) const STANDARD: &str = "031C9E47-4802-4248-838E-778FB1D2CC05";
pub(crate) const E1: &str = "91FD106F-4B2C-4938-95AC-F54F74E9A239";
pub(crate) const E3: &str = "796B6B5F-613C-4E24-A17C-EBA730D49C02";
pub(crate) const NCE_BASIC: &str = "CFQ7TTC0LH18:0001";

pub(crate) const HAVENWERK: PartnerId = PartnerId(Uuid::from_u128(0x7f3d));
pub(crate) const NORDLJUS: PartnerId = PartnerId(Uuid::from_u128(0x9b1e));

static CATALOGUE: LazyLock<Arc<Catalogue>> =
    LazyLock::new(|| Arc::new(Catalogue::embedded().expect("the catalogue is sound")));
static POLICIES: LazyLock<Arc<Policies>> =
    LazyLock::new(|| Arc::new(Policies::embedded().expect("the policies are sound")));

pub(crate) struct World {
    pub(crate) engine: Engine,
    pub(crate) store: Arc<dyn Store>,
    pub(crate) notifier: Arc<MemoryNotifier>,
    pub(crate) courier: Arc<MemoryCourier>,
    pub(crate) anna: Caller,
}

pub(crate) fn at(text: &str) -> Timestamp {
    text.parse().expect("an instant")
}

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
    [partner(HAVENWERK, "havenwerk"), partner(NORDLJUS, "nordljus")].into_iter().collect()
}

impl World {
    /// A new installation whose clock stands at the morning of 1 September 2021.
    pub(crate) async fn new() -> Self {
        let store = SqliteStore::open_temporary().expect("a store");
        Self::on(Arc::new(store), Arc::new(LeaveToOperator)).await
    }

    /// An installation on the database of a directory, as left by the last one there.
    pub(crate) async fn open(directory: &Path) -> Self {
        let options = SqliteOptions { durable: false, ..SqliteOptions::default() };
        let store = SqliteStore::open_with(directory, options).expect("a store");
        Self::on(Arc::new(store), Arc::new(LeaveToOperator)).await
    }

    pub(crate) async fn on(store: Arc<dyn Store>, credit: Arc<dyn CreditDesk>) -> Self {
        let first = at("2021-09-01T09:00:00Z");
        let clock: SimulatedClock = simulated_clock(&*store, first).await.expect("a clock");
        let notifier = Arc::new(MemoryNotifier::default());
        let ids = Arc::new(SeededIds::new(clock_seed(&clock)));
        let courier = Arc::new(MemoryCourier::default());
        let ports = Ports { ids, notifier: notifier.clone(), credit, courier: courier.clone() };
        let setup = setup(Arc::new(clock), &IdentityConfig::default(), ports);
        let engine = Engine::new(store.clone(), setup);
        let anna = Caller::partner(HAVENWERK, Some("anna"), [Role::AdminAgent, Role::GlobalAdmin]);
        Self { engine, store, notifier, courier, anna }
    }

    /// Runs a command that must be accepted.
    pub(crate) async fn run(&self, customer: CustomerId, command: Command) -> Decision {
        self.try_run(customer, command).await.expect("accepted").decision.expect("decided")
    }

    pub(crate) async fn try_run(&self, customer: CustomerId, command: Command) -> Result<Done, EngineError> {
        self.engine.execute(&self.anna, customer, command, None, answer).await
    }

    pub(crate) async fn customer(&self, name: &str) -> CustomerId {
        let done =
            self.engine.create_customer(&self.anna, new_customer(name), None, answer).await.expect("created");
        let customer = done.decision.expect("decided").account.id();
        let agreement = Agreement {
            template: seatwright_domain::command::CUSTOMER_AGREEMENT_TEMPLATE,
            agreed_at: self.engine.now(),
            first_name: "Ilse".into(),
            last_name: "Prins".into(),
            email: format!("ilse@{name}.example"),
            phone: None,
            user: None,
        };
        self.run(customer, Command::ConfirmAgreement { agreement: Box::new(agreement) }).await;
        customer
    }

    pub(crate) async fn buy(
        &self,
        customer: CustomerId,
        offer: &str,
        quantity: u32,
        term: Option<Term>,
    ) -> SubscriptionId {
        let line = Wanted { term, billing: Some(BillingPlan::Monthly), ..wanted(offer, quantity) };
        let decision = self.run(customer, Command::PlaceOrder { lines: vec![line], payment: None }).await;
        started(&decision)[0]
    }

    /// Makes users in commands of a hundred each.
    pub(crate) async fn users(&self, customer: CustomerId, count: usize) -> Vec<UserId> {
        let mut made = Vec::new();
        let names: Vec<usize> = (0..count).collect();
        for some in names.chunks(100) {
            let commands = some.iter().map(|number| Command::CreateUser { user: Box::new(user(*number)) });
            let decision = self.run(customer, Command::All { commands: commands.collect() }).await;
            made.extend(decision.events.iter().filter_map(|recorded| match &recorded.event {
                Event::UserCreated { user } => Some(user.id),
                _ => None,
            }));
        }
        made
    }

    pub(crate) async fn advance(&self, target: Target) -> RunReport {
        self.engine.advance_clock(target, &Quiet).await.expect("advanced").run
    }

    /// The whole account, ended subscriptions and upgrades too.
    pub(crate) async fn loaded(&self, customer: CustomerId) -> Loaded {
        let want = Want { everything: true, ..Want::default() };
        self.store.load(customer, &want).await.expect("read").expect("there")
    }

    pub(crate) async fn events(&self, customer: CustomerId) -> Vec<Recorded> {
        let mut events: Vec<Recorded> = Vec::new();
        loop {
            let after = events.last().map_or(0, |last| last.seq);
            let query = EventQuery { after, ..EventQuery::of(customer) };
            let page = self.store.events(&query).await.expect("read");
            if page.is_empty() {
                return events;
            }
            events.extend(page.into_iter().map(|stored| stored.recorded));
        }
    }

    pub(crate) async fn kinds(&self, customer: CustomerId) -> Vec<&'static str> {
        self.events(customer).await.iter().map(|recorded| recorded.event.kind()).collect()
    }
}

/// What an engine of these tests is made of.
pub(crate) fn setup(clock: Arc<dyn Clock>, identities: &IdentityConfig, ports: Ports) -> Setup {
    let partners = partners();
    Setup {
        catalogue: CATALOGUE.clone(),
        policies: POLICIES.clone(),
        identities: Identities::new(identities, &partners).expect("identities"),
        partners,
        clock,
        ports,
    }
}

/// Seeds differ from start to start, as those of the operating system do.
fn clock_seed(clock: &SimulatedClock) -> u64 {
    clock.now().as_second().unsigned_abs()
}

/// An answer that shows what was decided.
pub(crate) fn answer(_before: &Account, decision: &Decision) -> Answer {
    let kinds: Vec<&str> = decision.events.iter().map(|recorded| recorded.event.kind()).collect();
    let body = format!("{} {}", decision.account.id(), kinds.join(" "));
    Answer { status: 200, headers: vec![("etag".into(), "1".into())], body: body.into_bytes() }
}

pub(crate) fn request(id: &str, body: u8) -> Option<Request> {
    Some(Request {
        caller: HAVENWERK.0,
        id: id.to_owned(),
        method: "POST".into(),
        path: "/v1/customers".into(),
        fingerprint: [body; 32],
    })
}

pub(crate) fn new_customer(name: &str) -> NewCustomer {
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

pub(crate) fn user(number: usize) -> UserProfile {
    UserProfile {
        principal_name: format!("user{number}@blauwevos.onmicrosoft.com"),
        first_name: "User".into(),
        last_name: number.to_string(),
        display_name: format!("User {number}"),
        usage_location: Some("NL".into()),
        immutable_id: None,
    }
}

pub(crate) fn wanted(offer: &str, quantity: u32) -> Wanted {
    Wanted {
        offer: OfferId::new(offer),
        availability: None,
        quantity,
        term: None,
        billing: None,
        friendly_name: None,
        parent: None,
        parent_line: None,
        custom_end: None,
        reseller: None,
        attestation_accepted: false,
        notes: Default::default(),
    }
}

pub(crate) fn started(decision: &Decision) -> Vec<SubscriptionId> {
    let started = decision.events.iter().filter_map(|recorded| match &recorded.event {
        Event::SubscriptionStarted { subscription } => Some(subscription.id),
        _ => None,
    });
    started.collect()
}
