//! The world that the cases are set in: a customer here, a subscription there, and events that happen to them. Tests of a
//! backend's own can be set in it too.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use jiff::civil::date;
use seatwright_domain::account::Account;
use seatwright_domain::billing::charge::Charge;
use seatwright_domain::billing::ledger::Ledger;
use seatwright_domain::calendar::{BillingPlan, MonthEnd, Term};
use seatwright_domain::catalogue::{Commerce, Segment};
use seatwright_domain::customer::{Address, BillingProfile, Customer, Relationship};
use seatwright_domain::event::{Event, Recorded, UsersMoved};
use seatwright_domain::ids::{
    CustomerId, LotId, OfferId, OrderId, PartnerId, SubscriptionId, UpgradeId, UserId,
};
use seatwright_domain::money::Currency;
use seatwright_domain::order::{Order, OrderLine, OrderOrigin};
use seatwright_domain::partner::Cloud;
use seatwright_domain::policy::PolicyVersion;
use seatwright_domain::role::Actor;
use seatwright_domain::subscription::{LotOrigin, Payment, SeatLot, Seller, Status, Subscription, TermState};
use seatwright_domain::upgrade::{Stage, Upgrade, UpgradeKind};
use seatwright_domain::user::{Assignment, User};
use uuid::Uuid;

use crate::commit::Commit;
use crate::error::CommitError;
use crate::loaded::{Loaded, Want};
use crate::store::Store;

/// The partner that sells everything here.
pub const PARTNER: PartnerId = PartnerId(Uuid::from_u128(0xA1));

/// An instant, in seconds after the first of September 2021.
#[must_use]
pub fn at(seconds: i64) -> Timestamp {
    let start = Timestamp::constant(1_630_454_400, 0);
    start.checked_add(jiff::SignedDuration::from_secs(seconds)).expect("an instant of our time")
}

/// The id of the n-th customer.
#[must_use]
pub fn customer_id(n: u128) -> CustomerId {
    CustomerId(Uuid::from_u128(0xC_0000_0000 + n))
}

/// The id of the n-th subscription of a customer.
#[must_use]
pub fn subscription_id(n: u128) -> SubscriptionId {
    SubscriptionId(Uuid::from_u128(0x5_0000_0000 + n))
}

/// The id of the n-th order of a customer.
#[must_use]
pub fn order_id(n: u128) -> OrderId {
    OrderId(Uuid::from_u128(0x0_D000_0000 + n))
}

/// The id of the n-th user of a customer.
#[must_use]
pub fn user_id(n: u128) -> UserId {
    UserId(Uuid::from_u128(0x7_0000_0000 + n))
}

/// The id of the n-th upgrade of a customer.
#[must_use]
pub fn upgrade_id(n: u128) -> UpgradeId {
    UpgradeId(Uuid::from_u128(0xF_0000_0000 + n))
}

/// A customer of [`PARTNER`].
#[must_use]
pub fn customer(n: u128) -> Customer {
    let bond = Relationship { since: at(0), reseller: None, delegation: None, agreement: None };
    Customer {
        id: customer_id(n),
        commerce_id: Uuid::from_u128(0xCC_0000 + n),
        domain: format!("Company{n}.example"),
        company_name: format!("Company {n:04}"),
        registration_number: None,
        segment: Segment::Commercial,
        cloud: Cloud::Public,
        billing_profile: BillingProfile {
            id: Uuid::from_u128(0xB_0000 + n),
            revision: 1,
            company_name: format!("Company {n:04}"),
            email: format!("invoices@company{n}.example"),
            culture: "nl-NL".to_owned(),
            language: "nl".to_owned(),
            address: Address {
                country: "NL".to_owned(),
                city: "Utrecht".to_owned(),
                line1: "Oudegracht 1".to_owned(),
                postal_code: "3511 AA".to_owned(),
                ..Address::default()
            },
        },
        created_at: at(0),
        qualified_at: None,
        deleted_at: None,
        signed_directly: false,
        relationships: BTreeMap::from([(PARTNER, bond)]),
    }
}

/// An active subscription with 10 seats, from an order.
#[must_use]
pub fn subscription(n: u128, order: u128) -> Subscription {
    let policy = PolicyVersion("2021-09".to_owned());
    let lot = SeatLot {
        id: LotId(1),
        seats: 10,
        unit: None,
        discount: None,
        bought_at: at(0),
        origin: LotOrigin::Purchase,
        policy: policy.clone(),
        window: true,
    };
    Subscription {
        id: subscription_id(n),
        offer: OfferId::new("CFQ7TTC0LH18:0001"),
        commerce: Commerce::NewCommerce,
        plan: None,
        friendly_name: format!("Plan {n}"),
        seller: Seller::Partner { partner: PARTNER, reseller: None },
        payment: Payment::Invoice,
        order: order_id(order),
        parent: None,
        migrated_from: None,
        promoted: false,
        status: Status::Active,
        created_at: at(0),
        term: TermState::starting(date(2021, 9, 1), Term::P1Y, at(0), policy, MonthEnd::KeepDayClamped),
        billing: BillingPlan::Monthly,
        auto_renew: true,
        trial: None,
        lots: vec![lot],
        next_lot: 2,
        window_opened_at: Some(at(0)),
        scheduled: None,
        dropped: None,
        next_billing: None,
        extended_from: None,
        cancels_at_renewal: false,
        publisher: None,
        operations: Vec::new(),
        setup: None,
        provisioned: true,
        suspension: None,
        state_ends_at: None,
        deleted_at: None,
        support: None,
        assigned: 0,
        locked_by: None,
        ledger: Ledger::default(),
        revision: 1,
    }
}

/// An order with a line for each subscription.
#[must_use]
pub fn order(n: u128, subscriptions: &[u128]) -> Order {
    let lines = (0_u32..).zip(subscriptions).map(|(number, subscription)| order_line(number, *subscription));
    Order {
        id: order_id(n),
        seller: Seller::Partner { partner: PARTNER, reseller: None },
        payment: Payment::Invoice,
        placed_at: at(0),
        billing: BillingPlan::Monthly,
        currency: Currency::parse("EUR").expect("a known currency"),
        origin: OrderOrigin::Purchase,
        lines: lines.collect(),
    }
}

/// A line of an order.
#[must_use]
pub fn order_line(number: u32, subscription: u128) -> OrderLine {
    OrderLine {
        number,
        offer: OfferId::new("CFQ7TTC0LH18:0001"),
        subscription: subscription_id(subscription),
        parent: None,
        quantity: 10,
        term: Term::P1Y,
        friendly_name: format!("Plan {subscription}"),
        unit: None,
        reseller: None,
        custom_end: None,
        notes: BTreeMap::new(),
    }
}

/// A user whose display names run against their sign-in names, so that the two orders can be told apart.
#[must_use]
pub fn user(n: u128) -> User {
    User {
        id: user_id(n),
        principal_name: format!("User{n:06}@company.example"),
        first_name: "Given".to_owned(),
        last_name: format!("Name {n}"),
        display_name: format!("Given Name {:06}", 999_999 - n),
        usage_location: Some("NL".to_owned()),
        immutable_id: None,
        created_at: at(0),
        deleted_at: None,
        held: Vec::new(),
    }
}

/// A licence with some services switched off.
#[must_use]
pub fn licence(subscription: u128, off: &[&str]) -> Assignment {
    // Finer than a microsecond, because documents must keep what indexes round.
    let since = Timestamp::from_nanosecond(at(1).as_nanosecond() + 1).expect("an instant of our time");
    let excluded: BTreeSet<String> = off.iter().map(|service| (*service).to_owned()).collect();
    Assignment { subscription: subscription_id(subscription), excluded, since }
}

/// An upgrade of everybody on one subscription to another.
#[must_use]
pub fn upgrade(n: u128, source: u128, target: u128) -> Upgrade {
    Upgrade {
        id: upgrade_id(n),
        kind: UpgradeKind::Classic,
        migration: None,
        source: subscription_id(source),
        source_offer: OfferId::new("CFQ7TTC0LH18:0001"),
        target: Some(subscription_id(target)),
        target_offer: OfferId::new("CFQ7TTC0LCHC:0002"),
        seats: 10,
        term: Term::P1Y,
        billing: BillingPlan::Monthly,
        moves_licences: true,
        seller: Seller::Partner { partner: PARTNER, reseller: None },
        payment: Payment::Invoice,
        sold_to: None,
        started_at: at(5),
        stage: Stage::Moving { after: None, due: at(6) },
        users_total: 0,
        users_done: 0,
        needs_work: 0,
        switched_on: 0,
    }
}

/// A batch of the upgrade 1 from subscription 1 to subscription 2.
#[must_use]
pub fn batch(after: Option<u128>, upto: u128, moved: u32) -> UsersMoved {
    UsersMoved {
        upgrade: upgrade_id(1),
        from: subscription_id(1),
        to: subscription_id(2),
        after: after.map(user_id),
        upto: user_id(upto),
        moved,
        stayed: Vec::new(),
        already: Vec::new(),
        keeps_services: false,
        findings: Vec::new(),
        due: at(7),
    }
}

/// Events on their way into a commit.
#[derive(Clone, Debug)]
pub struct Draft {
    before: Option<Loaded>,
    after: Account,
    events: Vec<Recorded>,
    due: Option<Timestamp>,
}

impl Draft {
    /// On an account as it was read.
    #[must_use]
    pub fn on(loaded: &Loaded) -> Self {
        let (after, due) = (loaded.account.clone(), loaded.due);
        Self { before: Some(loaded.clone()), after, events: Vec::new(), due }
    }

    /// On a new account.
    #[must_use]
    pub fn new(customer: Customer) -> Self {
        let draft =
            Self { before: None, after: Account::new(customer.clone()), events: Vec::new(), due: None };
        draft.then(Event::CustomerCreated { customer: Box::new(customer) })
    }

    /// Something happens, a second after what happened before it.
    #[must_use]
    pub fn then(mut self, event: Event) -> Self {
        let seq = self.after.head.version + 1;
        let seconds = i64::try_from(seq).expect("a short story");
        let recorded = Recorded { seq, at: at(seconds), by: Actor::System, event, charges: Vec::new() };
        self.after.apply(&recorded);
        self.events.push(recorded);
        self
    }

    /// An order with new subscriptions.
    #[must_use]
    pub fn buys(self, order_number: u128, subscriptions: &[u128]) -> Self {
        let placed = Event::OrderPlaced { order: Box::new(order(order_number, subscriptions)) };
        subscriptions.iter().fold(self.then(placed), |draft, n| {
            let subscription = Box::new(subscription(*n, order_number));
            draft.then(Event::SubscriptionStarted { subscription })
        })
    }

    /// A new user with licences.
    #[must_use]
    pub fn hires(self, n: u128, licences: Vec<Assignment>) -> Self {
        let draft = self.then(Event::UserCreated { user: Box::new(user(n)) });
        let added = u32::try_from(licences.len()).expect("few licences");
        if added == 0 {
            return draft;
        }
        let user = user_id(n);
        draft.then(Event::LicencesChanged { user, assigned: licences, added, removed: Vec::new() })
    }

    /// Another name for a subscription: the smallest of changes.
    #[must_use]
    pub fn renames(self, subscription: u128, name: &str) -> Self {
        self.then(Event::Renamed { subscription: subscription_id(subscription), name: name.to_owned() })
    }

    /// A change of a subscription's name that costs something: what it costs is not this suite's matter.
    #[must_use]
    pub fn charges(mut self, subscription: u128, charges: Vec<Charge>) -> Self {
        let seq = self.after.head.version + 1;
        let seconds = i64::try_from(seq).expect("a short story");
        let event =
            Event::Renamed { subscription: subscription_id(subscription), name: format!("Plan {seq}") };
        let recorded = Recorded { seq, at: at(seconds), by: Actor::System, event, charges };
        self.after.apply(&recorded);
        self.events.push(recorded);
        self
    }

    /// Something happens by itself then.
    #[must_use]
    pub fn due(mut self, due: Option<Timestamp>) -> Self {
        self.due = due;
        self
    }

    /// The account after the events.
    #[must_use]
    pub fn after(&self) -> &Account {
        &self.after
    }

    /// The commit.
    #[must_use]
    pub fn commit(&self) -> Commit {
        Commit::new(self.before.as_ref(), &self.after, &self.events, self.due).expect("a sound commit")
    }

    /// Commits, and reads the account again.
    pub async fn done(self, store: &dyn Store) -> Loaded {
        let commit = self.commit();
        let customer = commit.customer();
        store.commit(commit).await.expect("nothing stands against it");
        load(store, customer).await
    }

    /// Commits, and expects to be refused.
    pub async fn refused(self, store: &dyn Store) -> CommitError {
        store.commit(self.commit()).await.expect_err("something stands against it")
    }
}

/// The account as it is now.
pub async fn load(store: &dyn Store, customer: CustomerId) -> Loaded {
    let loaded = store.load(customer, &Want::default()).await.expect("the store works");
    loaded.expect("the customer is there")
}
