//! What is read before a decision: an account, and the rows beside it that the command names.

use jiff::Timestamp;
use seatwright_domain::account::Account;
use seatwright_domain::billing::charge::Charge;
use seatwright_domain::ids::{CustomerId, MigrationScheduleId, OrderId, SubscriptionId, UpgradeId, UserId};
use seatwright_domain::order::Order;
use seatwright_domain::user::UserRecord;

use crate::chain::ChainHash;

/// What a decision needs beyond live subscriptions, running upgrades and migrations, and migrations that wait for their day. Ids that do not exist are not an error: what
/// they name is then absent from the result.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Want {
    /// Every subscription, upgrade and migration of the account, ended ones included.
    pub everything: bool,
    /// Subscriptions that are wanted even when they are deleted.
    pub subscriptions: Vec<SubscriptionId>,
    /// Upgrades that are wanted even when they have ended.
    pub upgrades: Vec<UpgradeId>,
    /// Scheduled migrations that are wanted even when they are over.
    pub migration_schedules: Vec<MigrationScheduleId>,
    /// Users, deleted or not.
    pub users: Vec<UserId>,
    /// Users by sign-in name in any case, deleted or not.
    pub principal_names: Vec<String>,
    /// Orders.
    pub orders: Vec<OrderId>,
    /// Subscriptions whose charges are wanted, all of them.
    pub charges: Vec<SubscriptionId>,
}

/// An account as it was at one version, with the rows that were wanted, all of one moment.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Loaded {
    /// The account.
    pub account: Account,
    /// The hash of its last event.
    pub chain: ChainHash,
    /// When something happens to it by itself next, rounded up to whole microseconds.
    pub due: Option<Timestamp>,
    /// The users that were wanted, each once, with all their licences.
    pub users: Vec<UserRecord>,
    /// The orders that were wanted.
    pub orders: Vec<Order>,
    /// The charges that were wanted, by subscription and age.
    pub charges: Vec<Charge>,
}

impl Loaded {
    /// The customer's id.
    #[must_use]
    pub fn customer(&self) -> CustomerId {
        self.account.id()
    }
}
