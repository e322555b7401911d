//! The engine: the one path by which portal, API, command line, scheduler and quotes change or look at an account.

use std::fmt;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use jiff::Timestamp;
use seatwright_domain::catalogue::Catalogue;
use seatwright_domain::partner::Partners;
use seatwright_domain::policy::Policies;
use seatwright_store::Store;
use tokio::sync::{Mutex, Notify, Semaphore};

use crate::clock::Clock;
use crate::feed::WAITING_MAX;
use crate::identity::{Elsewhere, Gate, Identities, Throttle};
use crate::lock::AccountLocks;
use crate::port::{Courier, CreditDesk, Ids, LeaveToOperator, LogNotifier, NoCourier, Notifier, RandomIds};
use crate::rules::Rules;
use crate::webhooks::Couriers;

/// What an engine is made of, beside its store.
#[derive(Debug)]
pub struct Setup {
    /// What can be sold.
    pub catalogue: Arc<Catalogue>,
    /// The rules' numbers, by date.
    pub policies: Arc<Policies>,
    /// The resellers of the installation.
    pub partners: Partners,
    /// The time.
    pub clock: Arc<dyn Clock>,
    /// Who may sign in.
    pub identities: Identities,
    /// The world.
    pub ports: Ports,
}

/// The world outside, as the engine reaches it.
#[derive(Clone, Debug)]
pub struct Ports {
    /// Where seeds come from.
    pub ids: Arc<dyn Ids>,
    /// Where messages go.
    pub notifier: Arc<dyn Notifier>,
    /// Who decides credit checks.
    pub credit: Arc<dyn CreditDesk>,
    /// Who makes deliveries of webhooks.
    pub courier: Arc<dyn Courier>,
}

impl Default for Ports {
    /// Random seeds, messages to the log, credit checks left to the operator and to time, no deliveries of webhooks.
    fn default() -> Self {
        Self {
            ids: Arc::new(RandomIds),
            notifier: Arc::new(LogNotifier),
            credit: Arc::new(LeaveToOperator),
            courier: Arc::new(NoCourier),
        }
    }
}

/// The application. Cheap to clone; all clones are one engine.
#[derive(Clone)]
pub struct Engine {
    inner: Arc<Inner>,
}

struct Inner {
    store: Arc<dyn Store>,
    rules: Rules,
    clock: Arc<dyn Clock>,
    identities: Identities,
    /// Where another issuer vouches for people too.
    elsewhere: Elsewhere,
    /// What was revoked.
    gate: Gate,
    /// Counts failed sign-ins.
    throttle: Throttle,
    ports: Ports,
    locks: AccountLocks,
    /// Held while due accounts are gone through, so that two runs do not decide against each other.
    run: Mutex<()>,
    /// Held while a simulated clock is moved, so that two moves do not end in each other's past.
    moves: Mutex<()>,
    /// Held while the key of purchase tokens is looked up, so that only one is made.
    purchases: Mutex<()>,
    /// Held while messages are delivered, so that none is delivered by two rounds at once.
    deliveries: Mutex<()>,
    couriers: Couriers,
    feeds: Feeds,
}

/// Who waits for something to happen.
pub(crate) struct Feeds {
    /// Told whenever something was committed.
    pub(crate) moved: Notify,
    /// Places for those who wait.
    pub(crate) places: Semaphore,
    /// Whether nobody waits any more, because the installation is about to stop.
    pub(crate) closing: AtomicBool,
}

impl Engine {
    /// An engine on a store.
    #[must_use]
    pub fn new(store: Arc<dyn Store>, setup: Setup) -> Self {
        let Setup { catalogue, policies, partners, clock, identities, ports } = setup;
        let rules = Rules { catalogue, policies, partners: Arc::new(partners) };
        let inner = Inner {
            store,
            rules,
            clock,
            identities,
            elsewhere: Elsewhere::default(),
            gate: Gate::new(),
            throttle: Throttle::new(),
            ports,
            locks: AccountLocks::new(),
            run: Mutex::new(()),
            moves: Mutex::new(()),
            purchases: Mutex::new(()),
            deliveries: Mutex::new(()),
            couriers: Couriers::default(),
            feeds: Feeds {
                moved: Notify::new(),
                places: Semaphore::new(WAITING_MAX),
                closing: AtomicBool::new(false),
            },
        };
        Self { inner: Arc::new(inner) }
    }

    /// The present instant of the engine's clock.
    #[must_use]
    pub fn now(&self) -> Timestamp {
        self.inner.clock.now()
    }

    /// The clock.
    #[must_use]
    pub fn clock(&self) -> &dyn Clock {
        &*self.inner.clock
    }

    /// The catalogue.
    #[must_use]
    pub fn catalogue(&self) -> &Catalogue {
        &self.inner.rules.catalogue
    }

    /// The policy versions.
    #[must_use]
    pub fn policies(&self) -> &Policies {
        &self.inner.rules.policies
    }

    /// The partners.
    #[must_use]
    pub fn partners(&self) -> &Partners {
        &self.inner.rules.partners
    }

    /// Who may sign in by the configuration.
    #[must_use]
    pub fn identities(&self) -> &Identities {
        &self.inner.identities
    }

    /// The store, for reads that concern no account's rules: lists, events, users by page.
    #[must_use]
    pub fn store(&self) -> &dyn Store {
        &*self.inner.store
    }

    /// The store, for work that goes on in tasks of its own.
    pub(crate) fn shared_store(&self) -> Arc<dyn Store> {
        Arc::clone(&self.inner.store)
    }

    pub(crate) fn elsewhere(&self) -> &Elsewhere {
        &self.inner.elsewhere
    }

    pub(crate) fn gate(&self) -> &Gate {
        &self.inner.gate
    }

    pub(crate) fn throttle(&self) -> &Throttle {
        &self.inner.throttle
    }

    pub(crate) fn rules(&self) -> &Rules {
        &self.inner.rules
    }

    pub(crate) fn ports(&self) -> &Ports {
        &self.inner.ports
    }

    pub(crate) fn locks(&self) -> &AccountLocks {
        &self.inner.locks
    }

    pub(crate) fn run_lock(&self) -> &Mutex<()> {
        &self.inner.run
    }

    pub(crate) fn purchase_lock(&self) -> &Mutex<()> {
        &self.inner.purchases
    }

    pub(crate) fn delivery_lock(&self) -> &Mutex<()> {
        &self.inner.deliveries
    }

    pub(crate) fn couriers(&self) -> &Couriers {
        &self.inner.couriers
    }

    pub(crate) fn feeds(&self) -> &Feeds {
        &self.inner.feeds
    }

    pub(crate) fn clock_lock(&self) -> &Mutex<()> {
        &self.inner.moves
    }
}

impl fmt::Debug for Engine {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Engine").field("clock", &self.inner.clock).finish_non_exhaustive()
    }
}
