//! Events: what happened, in enough detail that state, rows, charges and messages follow from them alone.

mod about;

use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::account::Unpaid;
use crate::billing::charge::Charge;
use crate::billing::cycle::ChargeCycle;
use crate::billing::kind::ChargeType;
use crate::billing::ledger::PricedSeats;
use crate::calendar::{BillingPlan, Period};
use crate::catalogue::Segment;
use crate::customer::{BillingProfile, Customer, Relationship};
use crate::fulfilment::{Operation, OperationStatus};
use crate::ids::{
    CartId, ChargeId, DirectoryRoleId, InvoiceId, LotId, MigrationId, MigrationScheduleId, OfferId,
    OperationId, OrderId, PartnerId, SubscriptionId, UpgradeId, UserId,
};
use crate::migration::{Migration, MigrationSchedule, ScheduleEnd};
use crate::money::Money;
use crate::order::{Cart, Order, OrderLine};
use crate::policy::{PolicyVersion, Refund};
use crate::role::Actor;
use crate::rule::Rule;
use crate::subscription::{NextTerm, SeatLot, Subscription, SupportContact, Suspension, TermState};
use crate::upgrade::{FailureCause, Upgrade};
use crate::user::{Assignment, Finding, User};

/// An event with its place in the account's history.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Recorded {
    /// The place: 1 for the first event of an account, without gaps.
    pub seq: u64,
    /// When it happened: of the command, or the due moment.
    pub at: Timestamp,
    /// Who caused it.
    pub by: Actor,
    /// What happened.
    pub event: Event,
    /// What it costs or gives back, line by line; they follow from the event, the account before it and the policies.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub charges: Vec<Charge>,
}

/// What happened.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(tag = "event", rename_all = "snake_case")]
pub enum Event {
    /// The account was opened.
    CustomerCreated {
        /// The customer as it was created.
        customer: Box<Customer>,
    },
    /// The billing profile was replaced.
    BillingProfileChanged {
        /// The new profile.
        profile: Box<BillingProfile>,
    },
    /// A relationship with a partner began, changed or ended.
    RelationshipChanged {
        /// The partner.
        partner: PartnerId,
        /// The relationship as it is now; none when it ended.
        relationship: Option<Relationship>,
    },
    /// The customer's segment was granted anew (CAT-03).
    SegmentChanged {
        /// The segment.
        segment: Segment,
    },
    /// The customer was deleted; only installations for trying things out allow it.
    CustomerDeleted,
    /// A balance became overdue (WHY-11).
    BalanceOverdue {
        /// What is owed.
        unpaid: Unpaid,
    },
    /// The customer was reminded of an invoice that it has not paid (SELF-110).
    PaymentReminded {
        /// The invoice.
        invoice: InvoiceId,
        /// Its number.
        number: String,
        /// What is still open.
        amount: Money,
        /// When it was due.
        due: Date,
    },
    /// An overdue balance was paid ("Pay now").
    BalancePaid {
        /// What was owed.
        unpaid: Unpaid,
    },
    /// A service got an incident, or is well again (WHY-02).
    ServiceHealthChanged {
        /// The service plan.
        service: String,
        /// Whether it works.
        healthy: bool,
    },
    /// The service is busy with many subscriptions until an instant (WHY-08), or no longer.
    ServiceBusy {
        /// Until when.
        until: Option<Timestamp>,
    },

    /// A cart was made or changed.
    CartSaved {
        /// The cart.
        cart: Box<Cart>,
    },
    /// A cart ran out of time.
    CartExpired {
        /// The cart.
        cart: CartId,
    },
    /// A cart became orders (BUY-02).
    CartOrdered {
        /// The cart.
        cart: CartId,
        /// The orders.
        orders: Vec<OrderId>,
    },
    /// An order was placed.
    OrderPlaced {
        /// The order with its lines.
        order: Box<Order>,
    },
    /// An add-on was added to an existing order (ADD-01).
    OrderLineAdded {
        /// The order.
        order: OrderId,
        /// The line.
        line: Box<OrderLine>,
    },

    /// A subscription began: BUY-06, active with auto-renew on.
    SubscriptionStarted {
        /// The subscription as it began.
        subscription: Box<Subscription>,
    },
    /// The publisher confirmed the set-up (BUY-05).
    SetUpCompleted {
        /// The subscription.
        subscription: SubscriptionId,
    },
    /// The plan of a marketplace subscription was changed at once (MKT-105).
    PlanChanged {
        /// The subscription.
        subscription: SubscriptionId,
        /// The offer from now on.
        offer: OfferId,
        /// The seats at their new prices.
        lots: Vec<SeatLot>,
    },
    /// The publisher of a marketplace subscription is told of a change (MKT-109).
    OperationStarted {
        /// The subscription.
        subscription: SubscriptionId,
        /// The operation.
        operation: Box<Operation>,
    },
    /// An operation ended: acknowledged, or by time (MKT-109).
    OperationEnded {
        /// The subscription.
        subscription: SubscriptionId,
        /// The operation.
        operation: OperationId,
        /// How.
        status: OperationStatus,
    },
    /// The publisher objected to a change of plan or seats, and the subscription is again what it was (MKT-109).
    ChangeRolledBack {
        /// The subscription.
        subscription: SubscriptionId,
        /// The operation.
        operation: OperationId,
        /// When the change was made: nothing is owed for it from that day on.
        since: Timestamp,
        /// The offer that it was, and is again.
        offer: OfferId,
        /// The seats that it had, and has again.
        lots: Vec<SeatLot>,
    },
    /// Another partner helps with a subscription from now on (CHAN-106).
    SupportContactChanged {
        /// The subscription.
        subscription: SubscriptionId,
        /// Who helps.
        contact: SupportContact,
    },
    /// The services of a subscription are set up, or are not (WHY-02).
    ProvisioningChanged {
        /// The subscription.
        subscription: SubscriptionId,
        /// Whether they are.
        provisioned: bool,
    },
    /// The friendly name changed.
    Renamed {
        /// The subscription.
        subscription: SubscriptionId,
        /// The name.
        name: String,
    },
    /// The indirect reseller of record changed (CHAN-106).
    ResellerChanged {
        /// The subscription.
        subscription: SubscriptionId,
        /// The reseller's location number.
        reseller: Option<String>,
    },
    /// Seats were added (QTY-01).
    SeatsAdded {
        /// The subscription.
        subscription: SubscriptionId,
        /// The lot they came in.
        lot: SeatLot,
    },
    /// Seats were given back.
    SeatsRemoved {
        /// The subscription.
        subscription: SubscriptionId,
        /// From which lots, how many, and what each returns (promise N8).
        taken: Vec<Taken>,
    },
    /// A charge cycle began inside a term.
    CycleStarted {
        /// The subscription.
        subscription: SubscriptionId,
        /// Its index in the term.
        cycle: u32,
        /// Its days.
        period: Period,
        /// The billing plan from this cycle on (NCE-107).
        billing: BillingPlan,
        /// The seats at their prices from this cycle on, where they change with it.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        lots: Vec<SeatLot>,
    },
    /// Changes of seats were booked before the cycle was over: on the next monthly anniversary (BILL-205).
    ChangesBooked {
        /// The subscription.
        subscription: SubscriptionId,
        /// The day at which the last stretch is cut once more, where the policy says so (BILL-206).
        #[serde(default, skip_serializing_if = "Option::is_none")]
        split_on: Option<jiff::civil::Date>,
    },
    /// Suspended (SUSP-01).
    Suspended {
        /// The subscription.
        subscription: SubscriptionId,
        /// Why, and until when.
        suspension: Suspension,
    },
    /// Reactivated.
    Reactivated {
        /// The subscription.
        subscription: SubscriptionId,
    },
    /// A part of what was charged came back as a correction (INV-105).
    Corrected {
        /// The subscription.
        subscription: SubscriptionId,
        /// What comes back and why.
        correction: Box<Correction>,
    },
    /// Auto-renew was switched (REN-01).
    AutoRenewChanged {
        /// The subscription.
        subscription: SubscriptionId,
        /// On or off.
        on: bool,
        /// The rule that did it, when nobody asked for it (PAUSE-03, LIFE-109).
        #[serde(default, skip_serializing_if = "Option::is_none")]
        rule: Option<Rule>,
    },
    /// A change was saved for the renewal (REN-05).
    ChangeScheduled {
        /// The subscription.
        subscription: SubscriptionId,
        /// What it becomes.
        next: NextTerm,
    },
    /// The saved change was taken back by somebody (REN-05).
    ScheduleRemoved {
        /// The subscription.
        subscription: SubscriptionId,
        /// What had been saved.
        next: NextTerm,
    },
    /// The saved change was dropped by another change (REN-07, PAUSE-03, PART-04); announced, never silent (promise N7).
    ScheduleDropped {
        /// The subscription.
        subscription: SubscriptionId,
        /// What had been saved.
        next: NextTerm,
        /// The rule that dropped it.
        rule: Rule,
    },
    /// A billing plan was saved for the next charge, or taken back (NCE-107).
    BillingPlanSaved {
        /// The subscription.
        subscription: SubscriptionId,
        /// The plan.
        billing: Option<BillingPlan>,
    },
    /// The term was replaced by a longer one at once (NCE-108), or restarted by a change of frequency (BILL-303).
    TermReplaced {
        /// The subscription.
        subscription: SubscriptionId,
        /// The new term.
        term: TermState,
        /// The new billing plan.
        billing: BillingPlan,
        /// The seats at their new prices.
        lots: Vec<SeatLot>,
    },
    /// A marketplace subscription was cancelled for its renewal (CXL-01, CXL-02), or that was taken back.
    CancellationScheduled {
        /// The subscription.
        subscription: SubscriptionId,
        /// Whether it will be cancelled.
        cancels: bool,
    },
    /// Cancelled at once (NCX-04).
    Cancelled {
        /// The subscription.
        subscription: SubscriptionId,
        /// What comes back.
        refund: Refund,
        /// The rule that decides it.
        rule: Rule,
        /// The reason that was given (CXL-04).
        reason: String,
    },
    /// Renewed (REN-01), with what was scheduled (REN-02).
    Renewed {
        /// The subscription.
        subscription: SubscriptionId,
        /// The offer from now on.
        offer: OfferId,
        /// The plan from now on.
        plan: Option<crate::ids::PlanId>,
        /// The new term.
        term: TermState,
        /// The billing plan.
        billing: BillingPlan,
        /// The merged lot.
        lot: SeatLot,
        /// Whether a window for cancelling opened.
        window: bool,
        /// The schedule that was carried out.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        applied: Option<NextTerm>,
        /// Whether people must reassign licences (REN-06).
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        reassign_by_hand: bool,
    },
    /// The term ended without renewal, and the service goes on for a month (NCE-801).
    Extended {
        /// The subscription.
        subscription: SubscriptionId,
        /// The month.
        term: TermState,
        /// The seats at the price of the extension (NCE-802).
        lots: Vec<SeatLot>,
    },
    /// A trial became a paid subscription (TRIAL-02, TRIAL-03, TRIAL-103).
    TrialConverted {
        /// The subscription.
        subscription: SubscriptionId,
        /// The paid offer.
        offer: OfferId,
        /// Its plan.
        plan: Option<crate::ids::PlanId>,
        /// The first paid term.
        term: TermState,
        /// The billing plan.
        billing: BillingPlan,
        /// The seats.
        lot: SeatLot,
        /// The rule that did it.
        rule: Rule,
    },
    /// The term ended without renewal: still usable for some days (NCE-401).
    Expired {
        /// The subscription.
        subscription: SubscriptionId,
        /// Until when.
        until: Timestamp,
    },
    /// Users are locked out, data is kept (NCE-401, NCE-403).
    Disabled {
        /// The subscription.
        subscription: SubscriptionId,
        /// Until when.
        until: Timestamp,
    },
    /// Deleted for good.
    Deleted {
        /// The subscription.
        subscription: SubscriptionId,
        /// The rule that did it.
        rule: Rule,
    },

    /// An upgrade began.
    UpgradeStarted {
        /// The upgrade as it began.
        upgrade: Box<Upgrade>,
    },
    /// A credit check ended well (SELF-09); the new subscription can be used from now on (SELF-04).
    CreditCheckPassed {
        /// The upgrade.
        upgrade: UpgradeId,
        /// The new subscription.
        target: SubscriptionId,
        /// When the target will be set up.
        due: Timestamp,
    },
    /// The target is there and users begin to move (SELF-04).
    UpgradeProvisioned {
        /// The upgrade.
        upgrade: UpgradeId,
        /// The target.
        target: SubscriptionId,
        /// The users to move.
        users: u32,
        /// When the first batch moves.
        due: Timestamp,
    },
    /// A batch of users moved (LIC-01).
    UsersMoved {
        /// What moved.
        batch: Box<UsersMoved>,
    },
    /// Everybody has moved.
    MoveFinished {
        /// The upgrade.
        upgrade: UpgradeId,
        /// When the old subscription is closed.
        due: Timestamp,
    },
    /// The old subscription was closed by its upgrade (UPG-08, BILL-01).
    SourceClosed {
        /// The subscription.
        subscription: SubscriptionId,
        /// The upgrade.
        upgrade: UpgradeId,
    },
    /// Seats left a subscription to another one (PART-01).
    SeatsTransferred {
        /// The source.
        subscription: SubscriptionId,
        /// The target.
        target: SubscriptionId,
        /// From which lots and how many.
        taken: Vec<Taken>,
        /// The upgrade.
        upgrade: UpgradeId,
    },
    /// A subscription changed its offer in place (UPG-104).
    OfferChanged {
        /// The subscription.
        subscription: SubscriptionId,
        /// The new offer.
        offer: OfferId,
        /// Its plan.
        plan: Option<crate::ids::PlanId>,
        /// Its term, where it changed with the offer.
        term: TermState,
        /// Its billing plan.
        billing: BillingPlan,
        /// The seats at their new prices.
        lots: Vec<SeatLot>,
        /// The upgrade.
        upgrade: UpgradeId,
    },
    /// An upgrade is done (SELF-04).
    UpgradeCompleted {
        /// The upgrade.
        upgrade: UpgradeId,
    },
    /// An upgrade was given up.
    UpgradeFailed {
        /// The upgrade.
        upgrade: UpgradeId,
        /// Why.
        why: FailureCause,
    },

    /// A migration to new commerce began: the new subscriptions are there (MIG-104).
    MigrationStarted {
        /// The migration as it began.
        migration: Box<Migration>,
    },
    /// A migration is done: everybody has moved, and the classic subscriptions are closed.
    MigrationCompleted {
        /// The migration.
        migration: MigrationId,
    },
    /// A migration was saved for its day, or changed while it waits (MIG-105).
    MigrationScheduled {
        /// The schedule as it is now.
        schedule: Box<MigrationSchedule>,
    },
    /// A scheduled migration was carried out, taken back, overtaken, or could not be carried out; never in silence.
    MigrationScheduleEnded {
        /// The schedule.
        schedule: MigrationScheduleId,
        /// How.
        end: ScheduleEnd,
    },

    /// A user was created.
    UserCreated {
        /// The user.
        user: Box<User>,
    },
    /// A user was changed.
    UserChanged {
        /// The user as it is now.
        user: Box<User>,
    },
    /// A user was deleted; it can be restored for some days (LIC-107).
    UserDeleted {
        /// The user as it is now, with what it held.
        user: Box<User>,
    },
    /// A user was restored, with its licences as far as seats are free (LIC-107).
    UserRestored {
        /// The user as it is now.
        user: Box<User>,
        /// The licences it has again.
        assigned: Vec<Assignment>,
    },
    /// Licences were given to a user or taken from it.
    LicencesChanged {
        /// The user.
        user: UserId,
        /// Licences given, or given again with other services.
        assigned: Vec<Assignment>,
        /// Whether each of `assigned` is new to the user: those that only change services do not count a seat.
        added: u32,
        /// Subscriptions whose licence was taken.
        removed: Vec<SubscriptionId>,
    },
    /// A user got a role of the directory (LIC-104).
    RoleGiven {
        /// The role.
        role: DirectoryRoleId,
        /// The user.
        user: UserId,
    },
    /// A role was taken from a user (LIC-104).
    RoleTaken {
        /// The role.
        role: DirectoryRoleId,
        /// The user.
        user: UserId,
    },
}

/// A correction of what was charged.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Correction {
    /// The type of its line.
    pub kind: ChargeType,
    /// What comes back, above zero.
    pub amount: Money,
    /// The days that it is for.
    pub period: Period,
    /// The charge cycle that they belong to.
    pub cycle: ChargeCycle,
    /// The seats of the line that was wrong, or of the cycle.
    pub seats: PricedSeats,
    /// The line that was wrong, where it is about one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub charge: Option<ChargeId>,
    /// Why.
    pub reason: String,
}

/// Seats taken from a lot.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Taken {
    /// The lot.
    pub lot: LotId,
    /// How many.
    pub seats: u32,
    /// What comes back for them.
    pub refund: Refund,
    /// The policy version that says so.
    pub policy: PolicyVersion,
}

/// A batch of users that moved.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct UsersMoved {
    /// The upgrade.
    pub upgrade: UpgradeId,
    /// The subscription they left.
    pub from: SubscriptionId,
    /// The subscription they came to; the same for an upgrade in place.
    pub to: SubscriptionId,
    /// Users from after this one …
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub after: Option<UserId>,
    /// … to this one, in order of their ids, except those that stay.
    pub upto: UserId,
    /// Users that moved.
    pub moved: u32,
    /// Users of the range that could not move and lost the licence with the old subscription, or kept it in place.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub stayed: Vec<UserId>,
    /// Users of the range that already held the target; they only lose the old licence.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub already: Vec<UserId>,
    /// Whether they keep their choice of services, because the plan is the same (MIG-101).
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub keeps_services: bool,
    /// What was found out on the way.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub findings: Vec<Finding>,
    /// When the next batch moves.
    pub due: Timestamp,
}
