//! Migration from classic to new commerce (section 21.4 of the neighbouring rules): a classic subscription ends, and one of new
//! commerce with the same plan takes its place, with its add-ons, users and seats.
//!
//! What begins and ends is decided at once. The users' licences follow as in an upgrade, part by part: add-ons first, because
//! they cannot outlive their base, and the base last. A migration that waits for its day is a schedule, which time carries out.

pub mod eligibility;
mod perform;
mod schedule;

use std::collections::BTreeSet;

use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

pub use self::eligibility::{Review, Reviewed, review};
pub(crate) use self::perform::{migrate, part_is_done};
pub(crate) use self::schedule::{cancel, carry_out, change, save};
use crate::account::Account;
use crate::calendar::{BillingPlan, Term, start_of_day};
use crate::ids::{MigrationId, MigrationScheduleId, OfferId, OrderId, SubscriptionId, UpgradeId};
use crate::refusal::Reason;
use crate::rule::Rule;
use crate::subscription::Seller;

/// The rules that this module and its parts hold.
pub const RULES: &[Rule] = &[Rule::Mig101, Rule::Mig102, Rule::Mig103, Rule::Mig104, Rule::Mig105];

/// What somebody wants to migrate, and how.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct MigrationWish {
    /// The subscription.
    pub base: PartWish,
    /// Its add-ons, which migrate with it (MIG-101).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub add_ons: Vec<PartWish>,
    /// The client's own key for it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub external_reference: Option<String>,
}

impl MigrationWish {
    /// A subscription alone, with everything kept as it is (MIG-103).
    #[must_use]
    pub fn of(subscription: SubscriptionId) -> Self {
        Self { base: PartWish::of(subscription), add_ons: Vec::new(), external_reference: None }
    }

    /// Every subscription it names, the base first.
    pub fn subscriptions(&self) -> impl Iterator<Item = SubscriptionId> {
        std::iter::once(&self.base).chain(&self.add_ons).map(|part| part.subscription)
    }
}

/// One subscription of a migration. What is absent stays as it is (MIG-103).
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct PartWish {
    /// The classic subscription.
    pub subscription: SubscriptionId,
    /// The term.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub term: Option<Term>,
    /// The billing plan.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub billing: Option<BillingPlan>,
    /// Whether a whole new term begins, instead of the rest of the present one.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub full_term: bool,
    /// The seats.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seats: Option<u32>,
    /// A coterminous last day (NCE-702).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub custom_end: Option<Date>,
}

impl PartWish {
    /// A subscription with everything kept as it is.
    #[must_use]
    pub fn of(subscription: SubscriptionId) -> Self {
        Self { subscription, term: None, billing: None, full_term: false, seats: None, custom_end: None }
    }
}

/// One migration, from its start to its end.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Migration {
    /// The id.
    pub id: MigrationId,
    /// Who sells, before and after.
    pub seller: Seller,
    /// The client's own key for it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub external_reference: Option<String>,
    /// The schedule that it carries out, where nobody asked for it on the day.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub schedule: Option<MigrationScheduleId>,
    /// When it began.
    pub started_at: Timestamp,
    /// When everybody had moved and the classic subscriptions were closed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub completed_at: Option<Timestamp>,
    /// The subscription that was named.
    pub base: Part,
    /// The add-ons that came with it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub add_ons: Vec<Part>,
}

/// One subscription of a migration, with what took its place.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Part {
    /// The classic subscription.
    pub source: SubscriptionId,
    /// Its offer.
    pub source_offer: OfferId,
    /// The new subscription.
    pub target: SubscriptionId,
    /// Its offer.
    pub offer: OfferId,
    /// Its order.
    pub order: OrderId,
    /// The work that moves the users and closes the classic subscription.
    pub upgrade: UpgradeId,
    /// The seats.
    pub seats: u32,
    /// The term.
    pub term: Term,
    /// The billing plan.
    pub billing: BillingPlan,
    /// Whether a whole new term was asked for.
    pub full_term: bool,
    /// The coterminous last day that was asked for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub custom_end: Option<Date>,
    /// The last day of the new subscription's first term.
    pub ends_on: Date,
    /// When the new subscription was set up and its users began to move.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub provisioned_at: Option<Timestamp>,
}

impl Migration {
    /// Whether there is still something to do.
    #[must_use]
    pub fn is_running(&self) -> bool {
        self.completed_at.is_none()
    }

    /// Its subscriptions, the base first.
    pub fn parts(&self) -> impl Iterator<Item = &Part> {
        std::iter::once(&self.base).chain(&self.add_ons)
    }

    pub(crate) fn part_mut(&mut self, upgrade: UpgradeId) -> Option<&mut Part> {
        std::iter::once(&mut self.base).chain(&mut self.add_ons).find(|part| part.upgrade == upgrade)
    }
}

/// When a scheduled migration takes place.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(tag = "when", rename_all = "snake_case")]
pub enum MigrationDay {
    /// On a day, from its beginning (UTC).
    On {
        /// The day.
        date: Date,
    },
    /// In place of the next renewal.
    Renewal,
}

/// A migration that waits for its day (MIG-105).
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct MigrationSchedule {
    /// The id.
    pub id: MigrationScheduleId,
    /// Who sells.
    pub seller: Seller,
    /// What is wanted.
    pub wish: MigrationWish,
    /// When.
    pub day: MigrationDay,
    /// When it falls due, as far as was known when it was saved.
    pub due: Timestamp,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it was last changed, or ended.
    pub changed_at: Timestamp,
    /// How it ended; none while it waits.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub end: Option<ScheduleEnd>,
}

/// How a scheduled migration ended.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(tag = "end", rename_all = "snake_case")]
pub enum ScheduleEnd {
    /// Somebody took it back.
    Cancelled,
    /// It was carried out.
    CarriedOut {
        /// The migration.
        migration: MigrationId,
    },
    /// The subscription was migrated before its day.
    Overtaken {
        /// The migration.
        migration: MigrationId,
    },
    /// It could not be carried out on its day; nothing happened to the subscription.
    Failed {
        /// Every reason.
        reasons: Vec<Reason>,
    },
}

impl MigrationSchedule {
    /// Whether it still waits for its day.
    #[must_use]
    pub fn is_open(&self) -> bool {
        self.end.is_none()
    }

    /// When it falls due. A renewal moves with the subscription's term; without the subscription the day that was known
    /// remains, so that somebody is told that nothing came of it.
    #[must_use]
    pub fn due(&self, account: &Account) -> Option<Timestamp> {
        if !self.is_open() {
            return None;
        }
        let base = account.subscriptions.get(&self.wish.base.subscription).filter(|base| base.is_live());
        Some(match (self.day, base) {
            (MigrationDay::On { date }, _) => start_of_day(date),
            (MigrationDay::Renewal, Some(base)) => base.term.period.over_at(),
            (MigrationDay::Renewal, None) => self.due,
        })
    }
}

/// The open schedule of a subscription, where there is one.
#[must_use]
pub fn open_schedule(account: &Account, subscription: SubscriptionId) -> Option<&MigrationSchedule> {
    account
        .migration_schedules
        .values()
        .find(|schedule| schedule.is_open() && schedule.wish.base.subscription == subscription)
}

/// Subscriptions that a wish names more than once.
fn named_twice(wish: &MigrationWish) -> BTreeSet<SubscriptionId> {
    let mut seen = BTreeSet::new();
    wish.subscriptions().filter(|id| !seen.insert(*id)).collect()
}
