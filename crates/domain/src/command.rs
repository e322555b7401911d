//! Commands: everything that somebody can ask for. A command carries no ids of things to be made; those follow from the
//! context's id source, so that a decision can be repeated.

mod needs;

use std::collections::BTreeSet;

use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::account::Unpaid;
use crate::billing::kind::ChargeType;
use crate::calendar::{BillingPlan, Term};
use crate::catalogue::Segment;
use crate::customer::{Address, Agreement, BillingProfile, Delegation};
use crate::ids::{
    CartId, ChargeId, DirectoryRoleId, MigrationScheduleId, OfferId, OperationId, OrderId, PartnerId, PlanId,
    SubscriptionId, UpgradeId, UserId,
};
use crate::migration::{MigrationDay, MigrationWish};
use crate::money::Money;
use crate::order::Wanted;
use crate::partner::Cloud;
use crate::subscription::{NextTerm, Payment, SupportContact, SuspensionReason};

/// A request to change one account.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(tag = "command", rename_all = "snake_case")]
pub enum Command {
    /// Several changes together: all are decided in order, and either all happen or none.
    All {
        /// The changes.
        commands: Vec<Command>,
    },

    // The customer.
    /// Replace the billing profile. `revision` is the one that was read; a stale one is refused.
    ChangeBillingProfile {
        /// The new profile; its id and revision are the system's.
        profile: Box<BillingProfile>,
        /// The revision that was read.
        revision: Option<u64>,
    },
    /// Begin a reseller relationship: the customer accepted a partner's invitation.
    BeginRelationship {
        /// The partner.
        partner: PartnerId,
        /// The indirect reseller that looks after the customer.
        reseller: Option<String>,
        /// Delegated administration rights granted with it.
        delegation: Option<Delegation>,
    },
    /// Grant or withdraw delegated administration rights (ROLE-03).
    SetDelegation {
        /// The partner.
        partner: PartnerId,
        /// The rights; none withdraws them.
        delegation: Option<Delegation>,
    },
    /// End the reseller relationship; refused while the partner's subscriptions are active.
    EndRelationship {
        /// The partner.
        partner: PartnerId,
    },
    /// Confirm that the customer accepted the customer agreement (ROLE-142).
    ConfirmAgreement {
        /// The confirmation.
        agreement: Box<Agreement>,
    },
    /// Grant the customer another segment, which decides what it may buy (CAT-03).
    Qualify {
        /// The segment.
        segment: Segment,
    },
    /// Delete the customer, when nothing of it is left.
    DeleteCustomer {
        /// Whether the installation is one for trying things out: its clock is simulated.
        sandbox: bool,
    },
    /// Record that a balance is overdue (WHY-11).
    RecordOverdue {
        /// What is owed.
        unpaid: Box<Unpaid>,
    },
    /// Pay an overdue balance ("Pay now"); all of a seller's where no subscription is named.
    PayOverdue {
        /// The subscription whose balance is paid.
        subscription: Option<SubscriptionId>,
    },
    /// Report that a service has an incident, or is well again (WHY-02).
    ReportService {
        /// The service plan.
        service: String,
        /// Whether it works.
        healthy: bool,
    },
    /// Report that the service is busy until an instant (WHY-08); none: no longer.
    ReportBusy {
        /// Until when.
        until: Option<Timestamp>,
    },

    // Buying.
    /// Make a cart, or replace the lines of one (BUY-01).
    SaveCart {
        /// The cart to change; none makes one.
        cart: Option<CartId>,
        /// The lines.
        lines: Vec<Wanted>,
    },
    /// Place the orders of a cart (BUY-02).
    Checkout {
        /// The cart.
        cart: CartId,
    },
    /// Buy without a cart: one order.
    PlaceOrder {
        /// The lines.
        lines: Vec<Wanted>,
        /// How a customer that buys directly pays; partners pay by invoice.
        #[serde(default)]
        payment: Option<Payment>,
    },
    /// Buy add-ons into an existing order, each for its base (ADD-01).
    BuyAddOns {
        /// The order.
        order: OrderId,
        /// The lines; each names its base.
        lines: Vec<Wanted>,
    },
    /// Change the billing frequency of every classic subscription of an order (BILL-301).
    ChangeOrderBilling {
        /// The order.
        order: OrderId,
        /// The new frequency.
        billing: BillingPlan,
    },

    // One subscription.
    /// Change the friendly name.
    Rename {
        /// The subscription.
        subscription: SubscriptionId,
        /// The name.
        name: String,
    },
    /// Change the number of seats (QTY-01, NCE-303).
    ChangeSeats {
        /// The subscription.
        subscription: SubscriptionId,
        /// All seats afterwards.
        seats: u32,
    },
    /// Change the indirect reseller of record (CHAN-106).
    ChangeReseller {
        /// The subscription.
        subscription: SubscriptionId,
        /// The reseller's location number; none when sold directly.
        reseller: Option<String>,
    },
    /// Name the partner that helps with the subscription (CHAN-106).
    SetSupportContact {
        /// The subscription.
        subscription: SubscriptionId,
        /// Who helps.
        contact: SupportContact,
    },
    /// Suspend (SUSP-01).
    Suspend {
        /// The subscription.
        subscription: SubscriptionId,
        /// Why.
        reason: SuspensionReason,
    },
    /// Reactivate, or resume (PAUSE-01).
    Reactivate {
        /// The subscription.
        subscription: SubscriptionId,
    },
    /// Cancel (CXL-01..04, NCX-01..04).
    Cancel {
        /// The subscription.
        subscription: SubscriptionId,
        /// The reason and details (CXL-04).
        reason: String,
        /// "Yes, cancel" (CXL-04).
        confirmed: bool,
    },
    /// Switch auto-renew (REN-01).
    SetAutoRenew {
        /// The subscription.
        subscription: SubscriptionId,
        /// On or off.
        on: bool,
    },
    /// Save a change for the renewal (REN-02, REN-05), replacing the one saved before.
    Schedule {
        /// The subscription.
        subscription: SubscriptionId,
        /// What it becomes.
        next: NextTerm,
    },
    /// Delete the saved change (REN-05).
    Unschedule {
        /// The subscription.
        subscription: SubscriptionId,
    },
    /// Save the dropped schedule again, rebased on what is there now (promise N7).
    RestoreSchedule {
        /// The subscription.
        subscription: SubscriptionId,
    },
    /// Change the billing plan from the next charge on (NCE-107).
    ChangeBillingPlan {
        /// The subscription.
        subscription: SubscriptionId,
        /// The plan.
        billing: BillingPlan,
    },
    /// Replace the term by a longer one at once (NCE-108).
    ChangeTerm {
        /// The subscription.
        subscription: SubscriptionId,
        /// The term.
        term: Term,
        /// The billing plan; the present one when absent.
        billing: Option<BillingPlan>,
    },
    /// Convert a classic trial (TRIAL-103).
    ConvertTrial {
        /// The subscription.
        subscription: SubscriptionId,
        /// The paid offer.
        target: OfferId,
        /// The seats; the trial's when absent.
        seats: Option<u32>,
        /// The billing plan; the offer's first when absent.
        billing: Option<BillingPlan>,
    },
    /// Confirm a marketplace subscription's set-up on the publisher's site (BUY-05).
    CompleteSetUp {
        /// The subscription.
        subscription: SubscriptionId,
    },
    /// Change the plan of a marketplace subscription: another SKU of its product (MKT-105).
    ChangePlan {
        /// The subscription.
        subscription: SubscriptionId,
        /// The offer that it becomes one of.
        offer: OfferId,
    },
    /// Acknowledge an operation as the publisher: accept it, or object to it (MKT-109).
    AcknowledgeOperation {
        /// The subscription.
        subscription: SubscriptionId,
        /// The operation.
        operation: OperationId,
        /// Whether it is accepted.
        accepted: bool,
    },
    /// Report whether a subscription's services are set up (WHY-02).
    ReportProvisioning {
        /// The subscription.
        subscription: SubscriptionId,
        /// Whether they are.
        provisioned: bool,
    },

    /// Give back a part of what was charged, or all of a line, as a correction (INV-105).
    Adjust {
        /// The subscription.
        subscription: SubscriptionId,
        /// The type of the correction.
        kind: ChargeType,
        /// The line that was wrong; none corrects the running charge cycle.
        charge: Option<ChargeId>,
        /// What comes back, above zero; all that is left of the line when absent.
        amount: Option<Money>,
        /// Why.
        reason: String,
    },

    // Upgrades.
    /// Upgrade a classic subscription as a partner (UPG-01..10).
    Upgrade {
        /// The source.
        subscription: SubscriptionId,
        /// The target offer.
        target: OfferId,
        /// The seats; the source's when absent. All users move, whatever the number (UPG-08).
        seats: Option<u32>,
        /// Whether licences move with it.
        transfer: bool,
    },
    /// Upgrade as the customer itself (SELF-01..09).
    UpgradeSelf {
        /// The source.
        subscription: SubscriptionId,
        /// The target offer.
        target: OfferId,
        /// The seats.
        seats: u32,
        /// Monthly or for the year.
        billing: BillingPlan,
        /// How it is paid for.
        payment: Payment,
        /// The sold-to address; the customer's own when absent.
        sold_to: Option<Box<Address>>,
    },
    /// Decide a pending credit check (SELF-09).
    DecideCredit {
        /// The upgrade.
        upgrade: UpgradeId,
        /// Whether it passed.
        passed: bool,
    },
    /// Withdraw an upgrade that waits for its credit check.
    WithdrawUpgrade {
        /// The upgrade.
        upgrade: UpgradeId,
    },
    /// Upgrade a new-commerce subscription, in whole or part (PART-01..07), or convert its trial (TRIAL-203).
    Transition {
        /// The source.
        subscription: SubscriptionId,
        /// The target offer.
        target: OfferId,
        /// The seats that move, or that the whole will have.
        seats: u32,
        /// An existing subscription to move into (PART-07).
        into: Option<SubscriptionId>,
        /// The term; the source's when absent.
        term: Option<Term>,
        /// The billing plan; the source's when absent.
        billing: Option<BillingPlan>,
        /// Whether licences shall move by themselves where the rules allow it.
        transfer: bool,
    },

    // Migration.
    /// Migrate a classic subscription to new commerce, with its add-ons (MIG-101..104).
    MigrateToNewCommerce {
        /// What is wanted.
        wish: Box<MigrationWish>,
    },
    /// Save a migration for a day, or for the renewal (MIG-105).
    ScheduleMigration {
        /// What is wanted.
        wish: Box<MigrationWish>,
        /// When.
        day: MigrationDay,
    },
    /// Change a migration that waits for its day.
    ChangeMigrationSchedule {
        /// The schedule.
        schedule: MigrationScheduleId,
        /// What is wanted from now on.
        wish: Box<MigrationWish>,
        /// When.
        day: MigrationDay,
    },
    /// Take a migration back that waits for its day.
    CancelMigrationSchedule {
        /// The schedule.
        schedule: MigrationScheduleId,
    },

    // Users.
    /// Create a user.
    CreateUser {
        /// The user's particulars.
        user: Box<UserProfile>,
    },
    /// Change a user.
    ChangeUser {
        /// The user.
        user: UserId,
        /// What changes; absent fields stay.
        change: Box<UserChange>,
    },
    /// Delete a user; it can be restored for some days (LIC-107).
    DeleteUser {
        /// The user.
        user: UserId,
    },
    /// Restore a deleted user (LIC-107).
    RestoreUser {
        /// The user.
        user: UserId,
    },
    /// Give licences to a user and take others (LIC-105).
    ChangeLicences {
        /// The user.
        user: UserId,
        /// Plans to give, each with the services that are switched off.
        assign: Vec<LicenceWish>,
        /// Plans to take.
        remove: Vec<PlanId>,
    },
    /// Give a user a role of the directory (LIC-104).
    GiveRole {
        /// The role.
        role: DirectoryRoleId,
        /// The user.
        user: UserId,
    },
    /// Take a role of the directory from a user (LIC-104).
    TakeRole {
        /// The role.
        role: DirectoryRoleId,
        /// The user.
        user: UserId,
    },
}

/// The particulars of a new user.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct UserProfile {
    /// The sign-in name.
    pub principal_name: String,
    /// First name.
    pub first_name: String,
    /// Last name.
    pub last_name: String,
    /// The name on lists.
    pub display_name: String,
    /// ISO 3166 code.
    pub usage_location: Option<String>,
    /// The client's own key.
    pub immutable_id: Option<String>,
}

/// A change to a user; absent fields stay.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct UserChange {
    /// The sign-in name.
    pub principal_name: Option<String>,
    /// First name.
    pub first_name: Option<String>,
    /// Last name.
    pub last_name: Option<String>,
    /// The name on lists.
    pub display_name: Option<String>,
    /// ISO 3166 code.
    pub usage_location: Option<String>,
    /// The client's own key.
    pub immutable_id: Option<String>,
}

/// A licence that a user shall have.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct LicenceWish {
    /// The plan.
    pub plan: PlanId,
    /// Services that are switched off, by name.
    pub excluded: BTreeSet<String>,
}

/// The particulars of a new customer: what begins an account.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct NewCustomer {
    /// The domain, as `blauwvos.onmicrosoft.com`.
    pub domain: String,
    /// The company's name.
    pub company_name: String,
    /// The registration number.
    pub registration_number: Option<String>,
    /// The segment.
    pub segment: Segment,
    /// The cloud; the partner's when absent.
    pub cloud: Option<Cloud>,
    /// The billing profile; its id and revision are the system's.
    pub billing_profile: BillingProfile,
    /// The indirect reseller that looks after the customer.
    pub reseller: Option<String>,
    /// Whether delegated administration rights are granted from the start.
    pub delegated: bool,
}

/// A calendar date that a coterminous purchase may end on, with why.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct EndDateChoice {
    /// The last day, inclusive.
    pub date: Date,
    /// The subscriptions that end on that day; empty for the end of a calendar month.
    pub subscriptions: Vec<SubscriptionId>,
}

/// The id of an agreement template that an installation knows.
pub const CUSTOMER_AGREEMENT_TEMPLATE: Uuid = Uuid::from_u128(0x117a_77b0_9360_443b_8795_c6de_dc75_0cf9);
