//! Subscriptions: states, terms, seat lots and what is scheduled for them.

mod term;

use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

pub use self::term::TermState;
use crate::billing::charge::Discount;
use crate::billing::ledger::Ledger;
use crate::calendar::{BillingPlan, Term};
use crate::catalogue::Commerce;
use crate::fulfilment::Operation;
use crate::ids::{LotId, OfferId, OrderId, PartnerId, PlanId, PublisherId, SubscriptionId, UpgradeId};
use crate::money::UnitPrice;
use crate::policy::PolicyVersion;
use crate::rule::Rule;

/// One subscription of a customer.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Subscription {
    /// The id; it never changes.
    pub id: SubscriptionId,
    /// What was bought.
    pub offer: OfferId,
    /// The commerce system whose rules hold.
    pub commerce: Commerce,
    /// The plan its seats license; marketplace offers have none here.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub plan: Option<PlanId>,
    /// The name given by the partner.
    pub friendly_name: String,
    /// Who sold it; only the seller manages it (CHAN-101).
    pub seller: Seller,
    /// How it is paid for.
    pub payment: Payment,
    /// The order it came from.
    pub order: OrderId,
    /// The base subscription of a classic add-on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub parent: Option<SubscriptionId>,
    /// The classic subscription that it took the place of (MIG-101).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub migrated_from: Option<SubscriptionId>,
    /// Whether it was bought with a promotion, which keeps a classic one from migrating even when it is over (MIG-102).
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub promoted: bool,
    /// The state.
    pub status: Status,
    /// When it was bought.
    pub created_at: Timestamp,
    /// The current term.
    pub term: TermState,
    /// How often it is charged.
    pub billing: BillingPlan,
    /// Whether it renews by itself (REN-01).
    pub auto_renew: bool,
    /// Set while it is a trial.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub trial: Option<TrialState>,
    /// The seats, in the order they were bought; a renewal merges them.
    pub lots: Vec<SeatLot>,
    /// The number of the next lot.
    pub next_lot: u32,
    /// When the window for cancelling the whole subscription opened; none when there is none (NCE-305).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub window_opened_at: Option<Timestamp>,
    /// What will change at renewal (REN-05).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub scheduled: Option<NextTerm>,
    /// The schedule that was last dropped and why, so that it can be made again (promise N7).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub dropped: Option<DroppedSchedule>,
    /// A billing plan that takes effect at the next charge (NCE-107).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next_billing: Option<BillingPlan>,
    /// Set while it goes on month by month after its term (NCE-801): the commitment it had, and renews to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub extended_from: Option<(Term, BillingPlan)>,
    /// Marketplace: cancelled for the renewal (CXL-01, CXL-02).
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub cancels_at_renewal: bool,
    /// Marketplace: the publisher, which has a side of its own in what happens (MKT-109).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub publisher: Option<PublisherId>,
    /// What the publisher was told, the latest last, and what it answered (MKT-109).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub operations: Vec<Operation>,
    /// Marketplace: the set-up on the publisher's site (BUY-05).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub setup: Option<Setup>,
    /// Whether its services are set up (WHY-02).
    pub provisioned: bool,
    /// Set while it is suspended.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub suspension: Option<Suspension>,
    /// When the current state ends by itself: expired and disabled ones (NCE-401).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub state_ends_at: Option<Timestamp>,
    /// When it was deleted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub deleted_at: Option<Timestamp>,
    /// Whom its users ask for help; the seller where nobody has said otherwise.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub support: Option<SupportContact>,
    /// Users that hold a licence of it.
    pub assigned: u32,
    /// The upgrade that is working on it, as source or target.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub locked_by: Option<UpgradeId>,
    /// What stands charged for the running cycle.
    #[serde(default)]
    pub ledger: Ledger,
    /// Counts its changes by command: the wire's etag, and the limit of NCE-112.
    pub revision: u64,
}

/// The partner that helps with a subscription.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct SupportContact {
    /// The partner's tenant.
    pub tenant: PartnerId,
    /// Its location number, or that of one of its indirect resellers.
    pub mpn_id: String,
    /// The name.
    pub name: String,
}

/// Who sold a subscription.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize, Deserialize)]
#[serde(tag = "channel", rename_all = "snake_case")]
pub enum Seller {
    /// A partner, perhaps for an indirect reseller.
    Partner {
        /// The partner that buys and is billed.
        partner: PartnerId,
        /// The indirect reseller of record, by location number.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        reseller: Option<String>,
    },
    /// Bought by the customer itself.
    Direct,
}

impl Seller {
    /// The partner, where one sold it.
    #[must_use]
    pub fn partner(&self) -> Option<PartnerId> {
        match self {
            Seller::Partner { partner, .. } => Some(*partner),
            Seller::Direct => None,
        }
    }
}

/// How a subscription is paid for.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Payment {
    /// By invoice: partners always, customers where they chose it.
    Invoice,
    /// By card.
    Card,
    /// In advance, as with a product key (WHY-06).
    Prepaid,
}

/// The states. Classic knows active, suspended and deleted only (SUSP-05).
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// Usable.
    Active,
    /// Locked for users (SUSP-02).
    Suspended,
    /// Term over: still usable, not billed (NCE-401).
    Expired,
    /// Only administrators reach the data (NCE-401).
    Disabled,
    /// Gone for good (NCX-04, NCE-404).
    Deleted,
}

impl Status {
    /// The wire's name.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Status::Active => "active",
            Status::Suspended => "suspended",
            Status::Expired => "expired",
            Status::Disabled => "disabled",
            Status::Deleted => "deleted",
        }
    }

    /// Whether users can use the services (SUSP-02, NCE-401).
    #[must_use]
    pub const fn users_have_access(self) -> bool {
        matches!(self, Status::Active | Status::Expired)
    }
}

/// A running trial.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct TrialState {
    /// The last day of the trial.
    pub last: Date,
    /// What it becomes by itself; none for trials that expire (TRIAL-102).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub becomes: Option<NextTerm>,
}

/// Seats that were bought together: they share a price, a policy version and a window (promise N8).
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct SeatLot {
    /// Its number.
    pub id: LotId,
    /// How many seats are left in it.
    pub seats: u32,
    /// Price per seat and billing period, locked for the term; none for trials.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unit: Option<UnitPrice>,
    /// What a promotion takes off the price (PROMO-101, PROMO-102).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub discount: Option<Discount>,
    /// When the seats were bought.
    pub bought_at: Timestamp,
    /// What brought them.
    pub origin: LotOrigin,
    /// The policy version in force then.
    pub policy: PolicyVersion,
    /// Whether a window for giving them back opened with them (NCE-303, NCE-305).
    pub window: bool,
}

/// What brought a seat lot.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LotOrigin {
    /// The purchase of the subscription.
    Purchase,
    /// Seats added in the term.
    Addition,
    /// A renewal.
    Renewal,
    /// A trial's conversion.
    Conversion,
    /// An upgrade or transition.
    Transition,
}

/// What the subscription becomes at its next renewal: everything as it will be, changed or not (REN-05).
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct NextTerm {
    /// The offer.
    pub offer: OfferId,
    /// The seats.
    pub seats: u32,
    /// The term.
    pub term: Term,
    /// The billing plan.
    pub billing: BillingPlan,
    /// A coterminous last day, where asked for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub custom_end: Option<Date>,
    /// Seats that leave to a new subscription of another offer at the renewal (PART-03).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub partial: Option<PartialAtRenewal>,
}

/// A partial upgrade that waits for the end of the term (PART-03).
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct PartialAtRenewal {
    /// The offer of the new subscription.
    pub offer: OfferId,
    /// The seats that leave.
    pub seats: u32,
}

/// A schedule that was dropped, with its cause (promise N7).
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct DroppedSchedule {
    /// What had been saved.
    pub next: NextTerm,
    /// What the next term would have been without it: what the schedule left alone can be told from this.
    pub instead_of: NextTerm,
    /// When it was dropped.
    pub at: Timestamp,
    /// The rule that dropped it: REN-07, PAUSE-03, PART-04 or NCE-504.
    pub rule: Rule,
}

/// The set-up of a marketplace subscription on the publisher's site.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Setup {
    /// The publisher's page. Whoever reads the link gets it with a token that holds for a while.
    pub link: String,
    /// When the publisher confirmed it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub completed_at: Option<Timestamp>,
}

/// Why and since when a subscription is suspended.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Suspension {
    /// Since when.
    pub since: Timestamp,
    /// Why (SUSP-01).
    pub reason: SuspensionReason,
    /// When it is deleted unless reactivated (SUSP-03, SUSP-04); none where it is kept to the end of its term.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub delete_at: Option<Timestamp>,
    /// Set when the base subscription took it along (ADD-04).
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub with_base: bool,
}

/// Why a partner suspends (SUSP-01).
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SuspensionReason {
    /// The customer asked for it.
    CustomerRequest,
    /// The customer does not pay.
    NonPayment,
    /// Fraud.
    Fraud,
}

impl Subscription {
    /// All seats.
    #[must_use]
    pub fn seats(&self) -> u32 {
        self.lots.iter().fold(0, |sum, lot| sum.saturating_add(lot.seats))
    }

    /// Seats without a user.
    #[must_use]
    pub fn free_seats(&self) -> u32 {
        self.seats().saturating_sub(self.assigned)
    }

    /// Users beyond the seats: a licence conflict (WHY-01, LIC-101).
    #[must_use]
    pub fn users_too_many(&self) -> u32 {
        self.assigned.saturating_sub(self.seats())
    }

    /// Whether it still exists for the customer.
    #[must_use]
    pub fn is_live(&self) -> bool {
        self.status != Status::Deleted
    }

    /// Whether it is active.
    #[must_use]
    pub fn is_active(&self) -> bool {
        self.status == Status::Active
    }

    /// Whether it counts against limits of subscriptions and seats (CAT-04, NCE-110). A suspended one does until it is
    /// deprovisioned (NCE-111); one whose term is over does not, because only a new one can follow it (NCE-401).
    #[must_use]
    pub fn counts_against_limits(&self) -> bool {
        matches!(self.status, Status::Active | Status::Suspended)
    }

    /// Whether it is an unconverted trial.
    #[must_use]
    pub fn is_trial(&self) -> bool {
        self.trial.is_some()
    }

    /// Whether the publisher's set-up is still open (BUY-05, MKT-104).
    #[must_use]
    pub fn awaits_setup(&self) -> bool {
        self.setup.as_ref().is_some_and(|setup| setup.completed_at.is_none())
    }

    /// The subscription as it would be in its next term if nothing were changed.
    #[must_use]
    pub fn unchanged_next_term(&self) -> NextTerm {
        let (term, billing) = self.extended_from.unwrap_or((self.term.length, self.billing));
        NextTerm {
            offer: self.offer.clone(),
            seats: self.seats(),
            term,
            billing,
            custom_end: None,
            partial: None,
        }
    }

    /// What the next term will be: as scheduled, or unchanged.
    #[must_use]
    pub fn next_term(&self) -> NextTerm {
        self.scheduled.clone().unwrap_or_else(|| self.unchanged_next_term())
    }
}
