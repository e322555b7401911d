//! Policies: windows, retention, roles and limits as dated data. A subscription and each seat lot keep the version in
//! force when their term, or their purchase, began; the same binary runs all versions side by side.

mod embedded;
pub mod load;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp};
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

pub use self::embedded::FILES;
use crate::billing::policy::BillingPolicy;
use crate::calendar::{MonthEnd, day_of};
use crate::catalogue::Segment;
use crate::partner::Tier;
use crate::role::{Action, Actor, Caller, Role};

/// The name of a policy version, as `2021-09`.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(transparent)]
pub struct PolicyVersion(pub String);

impl fmt::Display for PolicyVersion {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// All versions, the oldest first. There is always at least one.
#[derive(Clone, Debug)]
pub struct Policies {
    versions: Vec<Policy>,
    billing: Vec<BillingPolicy>,
}

impl Policies {
    /// Versions of both kinds in any order; none when one of the lists is empty.
    #[must_use]
    pub fn new(mut versions: Vec<Policy>, mut billing: Vec<BillingPolicy>) -> Option<Self> {
        versions.sort_by_key(|policy| policy.from);
        billing.sort_by_key(|policy| policy.from);
        (!versions.is_empty() && !billing.is_empty()).then_some(Self { versions, billing })
    }

    /// The billing policy in force at an instant; before the oldest, the oldest.
    #[must_use]
    pub fn billing_at(&self, at: Timestamp) -> &BillingPolicy {
        self.billing_on(day_of(at))
    }

    /// The billing policy in force on a day; before the oldest, the oldest.
    #[must_use]
    pub fn billing_on(&self, day: Date) -> &BillingPolicy {
        self.billing.iter().rev().find(|policy| policy.from <= day).unwrap_or(&self.billing[0])
    }

    /// All billing policies, the oldest first.
    #[must_use]
    pub fn all_billing(&self) -> &[BillingPolicy] {
        &self.billing
    }

    /// The version in force at an instant; before the oldest, the oldest.
    #[must_use]
    pub fn at(&self, at: Timestamp) -> &Policy {
        let day = day_of(at);
        self.versions.iter().rev().find(|policy| policy.from <= day).unwrap_or(&self.versions[0])
    }

    /// The version of this name; one that was removed from the data falls back to the oldest.
    #[must_use]
    pub fn get(&self, version: &PolicyVersion) -> &Policy {
        self.versions.iter().find(|policy| policy.version == *version).unwrap_or(&self.versions[0])
    }

    /// All versions, the oldest first.
    #[must_use]
    pub fn all(&self) -> &[Policy] {
        &self.versions
    }

    /// The same rules at every instant: "under the rules of DATE", and what tests use to fix a version.
    #[must_use]
    pub fn only(&self, version: &PolicyVersion) -> Self {
        let mut policy = self.get(version).clone();
        policy.from = Date::MIN;
        Self { versions: vec![policy], billing: self.billing.clone() }
    }
}

/// One version of the rules' numbers.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Policy {
    /// The name of the version: the month from which it holds.
    pub version: PolicyVersion,
    /// The first day it holds.
    pub from: Date,
    /// Where the numbers come from, for people.
    pub source: String,
    /// Who may do what: the roles of each action (ROLE-01, ROLE-02).
    pub roles: BTreeMap<Action, BTreeSet<Role>>,
    /// Who may sign in.
    pub identities: IdentityPolicy,
    /// What a partner's place in the programme decides.
    pub tiers: TierPolicy,
    /// Classic subscriptions.
    pub classic: ClassicPolicy,
    /// New commerce.
    pub new_commerce: NewCommercePolicy,
    /// Marketplace.
    pub marketplace: MarketplacePolicy,
    /// Upgrades of either kind.
    pub upgrade: UpgradePolicy,
    /// Migration from classic to new commerce; as it was in the beginning where a version does not say.
    #[serde(default)]
    pub migration: MigrationPolicy,
    /// Users and licences.
    pub licensing: LicensingPolicy,
    /// Carts.
    pub cart: CartPolicy,
}

/// Who gives roles to whoever signs in.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct IdentityPolicy {
    /// Roles that only those give and take who hold them, and whose holders nobody else changes (ROLE-140).
    pub given_by_holders: BTreeSet<Role>,
}

/// What a partner's place in the reseller programme decides.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TierPolicy {
    /// Who buys add-ons (ADD-02).
    pub buy_add_ons: BTreeSet<Tier>,
    /// Who sees, without changing anything, what others sold with it as the reseller of record (CHAN-106).
    pub see_as_reseller: BTreeSet<Tier>,
}

/// Numbers of classic subscriptions.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ClassicPolicy {
    /// Days from suspension to deletion, before the days of the opening are added (SUSP-03).
    pub delete_after_days: u32,
    /// The most days, those of the opening included (SUSP-03, `classic.delete_after`).
    pub delete_after_days_max: u32,
    /// Whether the term of a purchase on the 29th, 30th or 31st starts on the 1st of the next month (BILL-106).
    pub month_end_starts_next_month: bool,
    /// Whether new orders for classic offers are taken.
    pub open_for_new_orders: bool,
}

/// A part of a cancellation window: what is refunded until it has passed.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Window {
    /// Hours from the opening of the window; the window is over at that instant.
    pub hours: u32,
    /// What comes back.
    pub refund: Refund,
}

impl Window {
    /// The length.
    #[must_use]
    pub fn length(self) -> SignedDuration {
        SignedDuration::from_hours(i64::from(self.hours))
    }
}

/// What a cancellation gives back.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Refund {
    /// Everything (NCX-01, CXL-01, CXL-02).
    Full,
    /// Everything but the days used (NCX-02).
    Prorated,
    /// Nothing.
    None,
}

/// What becomes of a suspended new-commerce subscription (`nce.suspend_limit`).
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SuspendLimit {
    /// Deleted after the days of SUSP-03.
    RetentionDays,
    /// Kept until the end of its term, then disabled (NCE-403).
    TermEnd,
}

/// Numbers of new commerce.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NewCommercePolicy {
    /// Cancelling the whole subscription, from the start of its term: the parts of the window in order (NCX-01..03).
    pub cancel: Vec<Window>,
    /// Giving seats back, per lot; empty where seats are only reduced at renewal (NCE-303, REN-02).
    pub reduce: Vec<Window>,
    /// Whether a renewal opens a window again (NCE-303).
    pub renewal_opens_window: bool,
    /// What a long suspension leads to.
    pub suspend_limit: SuspendLimit,
    /// Days in which an expired subscription still works (NCE-401); 0 where there is no such grace.
    pub expired_days: u32,
    /// Days in which a disabled one keeps its data (NCE-401).
    pub disabled_days: u32,
    /// Month ends of monthly terms (`nce.anchor`, NCE-105).
    pub month_end_monthly_term: MonthEnd,
    /// Month ends of the charge cycles of longer terms (`nce.anchor`, NCE-106).
    pub month_end_longer_term: MonthEnd,
    /// Whether a lower SKU can be scheduled (`nce.schedule_downgrade`, REN-02).
    pub schedule_downgrade: bool,
    /// Who reassigns licences after a scheduled SKU change (`nce.schedule_reassign`, REN-06).
    pub schedule_reassign: Reassign,
    /// Which seat counts make an upgrade partial (PART-02, UPG-105).
    pub partial_when: PartialWhen,
    /// Whether the subscription made by a partial upgrade inherits the rest of its source's window (`nce.partial_window`).
    pub partial_inherits_window: bool,
    /// Whether an upgrade takes a promotion it qualifies for (`nce.upgrade_promo`, UPG-112).
    #[serde(default)]
    pub upgrade_promotion: UpgradePromotion,
    /// Whether a first term may end on any day inside it (`nce.coterm_free_date`, NCE-702).
    #[serde(default)]
    pub coterminous_any_date: bool,
    /// Whether a term may also end on the same day of a later year where the other subscription has the same term
    /// (`nce.coterm_target_year`, NCE-704).
    #[serde(default)]
    pub coterminous_same_term_later_year: bool,
    /// Extended service terms: what is not renewed and not ended goes on month by month (NCE-801); none where it ends.
    #[serde(default)]
    pub extended_terms: Option<ExtendedTerms>,
    /// The most changes to one subscription (NCE-112).
    pub updates_max: u32,
    /// The days that a trial lasts are the offer's; this many seats are bought when it converts by itself (TRIAL-202).
    pub trial_default_seats: u32,
    /// The term a trial converts to by itself (TRIAL-202).
    pub trial_default_term: crate::calendar::Term,
    /// The billing plan a trial converts to by itself (TRIAL-202).
    pub trial_default_billing: crate::calendar::BillingPlan,
}

/// The price of an extended service term (NCE-802).
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ExtendedTerms {
    /// Percent over the price of a monthly term, where the offer has one.
    #[serde(with = "rust_decimal::serde::str")]
    pub over_monthly_percent: Decimal,
    /// Percent over a twelfth of the annual price, where it has none.
    #[serde(with = "rust_decimal::serde::str")]
    pub over_annual_percent: Decimal,
}

/// Who reassigns licences when a SKU changes at renewal.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Reassign {
    /// Always people (the seeds, REN-06).
    ByHand,
    /// The system when the number of seats stays the same, otherwise people (NCE-505).
    AutomaticWhenSeatsStay,
}

/// What becomes of promotions in an upgrade.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum UpgradePromotion {
    /// It is lost, and there is no other (October 2021).
    #[default]
    Lost,
    /// The new one takes a promotion that it qualifies for.
    Qualifies,
}

/// Which seat counts make an upgrade partial.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PartialWhen {
    /// Any number that differs from the source's (PART-02).
    SeatsDiffer,
    /// Fewer than the source has (UPG-105).
    FewerSeats,
}

/// Numbers of marketplace subscriptions.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MarketplacePolicy {
    /// Billed monthly (CXL-01).
    pub cancel_monthly: Vec<Window>,
    /// Billed annually or for longer (CXL-02).
    pub cancel_annual: Vec<Window>,
    /// Seconds in which a publisher can object to a change; then it is taken as accepted (MKT-109).
    pub acknowledge_seconds: u32,
    /// Hours for which the token in a set-up link holds (BUY-05).
    pub purchase_token_hours: u32,
}

/// Numbers of upgrades.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct UpgradePolicy {
    /// Business days a credit check may take (SELF-09).
    pub credit_check_business_days: u32,
    /// A credit check is made from this order value on, in major units of the order's currency, and always when paying
    /// by invoice (SELF-09).
    pub credit_check_from_amount: u64,
    /// Minutes from payment until the new subscription is set up and users begin to move (SELF-04).
    pub provisioning_minutes: u32,
    /// Users moved in one step.
    pub users_per_step: u32,
    /// Minutes between two steps of a customer's own upgrade (SELF-08).
    pub minutes_per_step: u32,
    /// The most minutes all steps together may take: steps grow closer when there are many (SELF-07).
    pub minutes_max: u32,
    /// Whether a prepaid plan can be upgraded with a credit (section 16.3, BILL-04).
    pub prepaid_upgrade: PrepaidUpgrade,
    /// Plans with this many assigned seats are refused; none where there is no such limit (`self.max_assigned`).
    #[serde(default)]
    pub self_service_assigned_max: Option<u32>,
}

/// What the automatic upgrade does with a prepaid plan.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PrepaidUpgrade {
    /// Refuses it (WHY-06).
    Refuse,
    /// Credits the unused time up to the price of the new plan (BILL-04).
    Credit,
}

/// Numbers of migrations from classic to new commerce (MIG-101, MIG-102).
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MigrationPolicy {
    /// What becomes of add-ons (`mig.addons`).
    pub add_ons: MigratedAddOns,
    /// Months after its purchase in which a subscription does not migrate.
    pub first_months: u32,
    /// Days after its purchase in which an add-on keeps its base from migrating.
    pub add_on_days: u32,
    /// Hours before the end of a term in which only a whole new term begins.
    pub last_hours: u32,
    /// The segments whose subscriptions migrate.
    pub segments: BTreeSet<Segment>,
}

impl Default for MigrationPolicy {
    fn default() -> Self {
        Self {
            add_ons: MigratedAddOns::Refuse,
            first_months: 1,
            add_on_days: 30,
            last_hours: 24,
            segments: BTreeSet::from([Segment::Commercial]),
        }
    }
}

/// What becomes of the add-ons of a subscription that migrates.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MigratedAddOns {
    /// A subscription with add-ons does not migrate (October 2021).
    Refuse,
    /// All active ones migrate with it.
    Together,
}

/// Numbers of users and licences.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LicensingPolicy {
    /// Days in which a deleted user can be restored (LIC-107).
    pub restore_days: u32,
    /// Days in which a licence conflict should be resolved (LIC-101).
    pub conflict_days: u32,
}

/// Numbers of carts.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CartPolicy {
    /// Days a cart lives.
    pub days: u32,
    /// The most lines of one cart.
    pub lines_max: u32,
}

impl Policy {
    /// Whether one of the roles may do the action.
    #[must_use]
    pub fn permits(&self, action: Action, roles: &BTreeSet<Role>) -> bool {
        self.roles.get(&action).is_some_and(|allowed| !allowed.is_disjoint(roles))
    }

    /// Whether a caller's roles allow an action. The system may do everything.
    #[must_use]
    pub fn lets(&self, action: Action, caller: &Caller) -> bool {
        caller.actor == Actor::System || self.permits(action, &caller.fitting_roles())
    }

    /// The roles that may do the action.
    #[must_use]
    pub fn roles_for(&self, action: Action) -> BTreeSet<Role> {
        self.roles.get(&action).cloned().unwrap_or_default()
    }
}
