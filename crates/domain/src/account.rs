//! The account: one customer with its subscriptions. It is the unit of consistency, of locking and of sharding.

mod apply;

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::customer::Customer;
use crate::ids::{
    CartId, CustomerId, DirectoryRoleId, InvoiceId, MigrationId, MigrationScheduleId, OfferId,
    SubscriptionId, UpgradeId, UserId,
};
use crate::migration::{Migration, MigrationSchedule};
use crate::money::Money;
use crate::order::Cart;
use crate::subscription::{Seller, Subscription};
use crate::upgrade::Upgrade;

/// A customer with everything that is decided about together. Loaded for a command with its live subscriptions and
/// running upgrades; users, orders and events are rows of their own.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Account {
    /// The customer and what belongs to no subscription.
    pub head: Head,
    /// Subscriptions by id.
    pub subscriptions: BTreeMap<SubscriptionId, Subscription>,
    /// Upgrades by id.
    pub upgrades: BTreeMap<UpgradeId, Upgrade>,
    /// Migrations to new commerce by id.
    pub migrations: BTreeMap<MigrationId, Migration>,
    /// Migrations that wait for their day, by id.
    pub migration_schedules: BTreeMap<MigrationScheduleId, MigrationSchedule>,
}

/// The part of an account that is no subscription and no upgrade.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Head {
    /// The number of events so far: the version that optimistic commits compare.
    pub version: u64,
    /// The customer.
    pub customer: Customer,
    /// Open carts.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub carts: BTreeMap<CartId, Cart>,
    /// Trials and once-in-a-lifetime offers the customer has had, ever (CAT-04, TRIAL-101).
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub had_offers: BTreeSet<OfferId>,
    /// First day of the first paid billing period; counts into the retention of SUSP-03.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub first_billed_on: Option<Date>,
    /// What is overdue, per seller (WHY-11).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub unpaid: Vec<Unpaid>,
    /// What is wrong with the services (WHY-02, WHY-08).
    #[serde(default)]
    pub health: Health,
    /// Users that are not deleted.
    #[serde(default)]
    pub users: u32,
    /// Who holds which role of the directory (LIC-104).
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub role_members: BTreeMap<DirectoryRoleId, BTreeSet<UserId>>,
}

/// An overdue balance.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Unpaid {
    /// Who is owed.
    pub seller: Seller,
    /// The subscription it is for; none when it is for all of the seller's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub subscription: Option<SubscriptionId>,
    /// How much.
    pub amount: Money,
    /// Since when it is due.
    pub due: Date,
    /// The invoice that it is the open balance of; none where people reported it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub invoice: Option<InvoiceId>,
}

/// The state of the services as operators report it.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct Health {
    /// Service plans with an incident (WHY-02).
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub incidents: BTreeSet<String>,
    /// Until when the service is busy updating many subscriptions (WHY-08).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub busy_until: Option<Timestamp>,
}

impl Account {
    /// The account of a new customer, before its first event is counted.
    #[must_use]
    pub fn new(customer: Customer) -> Self {
        Self {
            head: Head {
                version: 0,
                customer,
                carts: BTreeMap::new(),
                had_offers: BTreeSet::new(),
                first_billed_on: None,
                unpaid: Vec::new(),
                health: Health::default(),
                users: 0,
                role_members: BTreeMap::new(),
            },
            subscriptions: BTreeMap::new(),
            upgrades: BTreeMap::new(),
            migrations: BTreeMap::new(),
            migration_schedules: BTreeMap::new(),
        }
    }

    /// The customer's id, which is the account's.
    #[must_use]
    pub fn id(&self) -> CustomerId {
        self.head.customer.id
    }

    /// Subscriptions that are not deleted.
    pub fn live(&self) -> impl Iterator<Item = &Subscription> {
        self.subscriptions.values().filter(|subscription| subscription.is_live())
    }

    /// The add-ons of a base that are not deleted (ADD-04, WHY-10).
    pub fn addons_of(&self, base: SubscriptionId) -> impl Iterator<Item = &Subscription> {
        self.live().filter(move |subscription| subscription.parent == Some(base))
    }

    /// The running upgrade, where there is one (WHY-03).
    #[must_use]
    pub fn running_upgrade(&self) -> Option<&Upgrade> {
        self.upgrades.values().find(|upgrade| upgrade.is_running())
    }
}
