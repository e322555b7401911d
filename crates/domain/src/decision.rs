//! Deciding: one command over one account gives either every refusal or a decision, which is events, the account after
//! them, and messages to the world. Nothing here commits anything.

mod draft;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use uuid::Uuid;

pub use self::draft::Draft;
use crate::account::Account;
use crate::billing::charge::Charge;
use crate::catalogue::Catalogue;
use crate::event::Recorded;
use crate::ids::{PublisherId, SubscriptionId};
use crate::money::Money;
use crate::order::Order;
use crate::partner::Partners;
use crate::policy::Policies;
use crate::role::Caller;
use crate::subscription::NextTerm;
use crate::user::UserRecord;

/// What a decision may look at besides the account.
#[derive(Clone, Copy, Debug)]
pub struct Context<'a> {
    /// The catalogue.
    pub catalogue: &'a Catalogue,
    /// All policy versions.
    pub policies: &'a Policies,
    /// The partners of the installation.
    pub partners: &'a Partners,
    /// Who asks.
    pub caller: &'a Caller,
    /// When.
    pub now: Timestamp,
    /// What new ids follow from; differs from command to command.
    pub seed: Uuid,
    /// The rows that were loaded because the command names them.
    pub loaded: &'a Rows,
}

/// Rows that were loaded for a command beside the account.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Rows {
    /// Users that the command names, and owners of sign-in names that it names.
    pub users: Vec<UserRecord>,
    /// Orders that the command names.
    pub orders: Vec<Order>,
    /// Every charge of the subscriptions whose lines it corrects.
    pub charges: Vec<Charge>,
}

/// A decision that can be committed.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Decision {
    /// What happens, in order, numbered on from the account's version.
    pub events: Vec<Recorded>,
    /// The account afterwards.
    pub account: Account,
    /// What the world is told, committed with the events (the outbox).
    pub messages: Vec<Message>,
    /// What the caller should know although nothing was refused (SELF-02, REN-07).
    pub notices: Vec<Notice>,
}

/// A message to the world.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Message {
    /// What it is about, as `scheduled_change_dropped`.
    pub kind: String,
    /// The subscription it is about, where it is about one.
    pub subscription: Option<SubscriptionId>,
    /// The publisher it is for, and for nobody else; none for what its seller or the customer is told.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub publisher: Option<PublisherId>,
    /// When it happened.
    pub at: Timestamp,
    /// The particulars.
    pub body: Value,
}

/// Something that the caller should know before, or right after, a change.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(tag = "notice", rename_all = "snake_case")]
pub enum Notice {
    /// A saved scheduled change is lost (REN-07, PAUSE-03, PART-04).
    ScheduleLost {
        /// The subscription.
        subscription: SubscriptionId,
        /// What had been saved.
        next: NextTerm,
        /// The rule.
        rule: crate::rule::Rule,
    },
    /// Fewer licences than users that must move (SELF-02).
    FewerLicencesThanUsers {
        /// The licences.
        seats: u32,
        /// The users.
        users: u32,
    },
    /// More users than seats from now on: a licence conflict (LIC-101).
    LicenceConflict {
        /// The subscription.
        subscription: SubscriptionId,
        /// Users beyond the seats.
        users_too_many: u32,
        /// Until when it should be resolved.
        until: Timestamp,
    },
    /// Services that are switched off for users come on again (LIC-02).
    ServiceChoicesReset {
        /// The subscription.
        subscription: SubscriptionId,
    },
    /// Licences are not moved; people do it (REN-06, UPG-105).
    ReassignByHand {
        /// The subscription whose users are concerned.
        subscription: SubscriptionId,
    },
    /// A credit check is needed first (SELF-09).
    CreditCheck {
        /// The latest instant of its end.
        until: Timestamp,
    },
    /// What is left of a prepaid plan, before anything is paid: what counts for the new plan, and what is lost because the
    /// new plan costs less (BILL-04).
    PrepaidRest {
        /// The subscription.
        subscription: SubscriptionId,
        /// What counts.
        credited: Money,
        /// What is lost.
        lost: Money,
    },
    /// Money comes back as a credit on an invoice (BILL-05).
    RefundOnInvoice {
        /// The subscription.
        subscription: SubscriptionId,
        /// How much.
        amount: Money,
        /// The date of the invoice.
        invoice_on: jiff::civil::Date,
    },
    /// Money comes back to the card it was paid with (BILL-05).
    RefundToCard {
        /// The subscription.
        subscription: SubscriptionId,
        /// How much.
        amount: Money,
        /// Days after which it is there at the latest.
        days: u32,
    },
    /// Access is lost at once and for good (NCX-04).
    AccessLost {
        /// The subscription.
        subscription: SubscriptionId,
    },
    /// The cancellation happens at the renewal (CXL-01, CXL-02).
    CancelsAtRenewal {
        /// The subscription.
        subscription: SubscriptionId,
        /// The day it ends, inclusive.
        last_day: jiff::civil::Date,
    },
    /// Data is deleted on this date unless reactivated (SUSP-04).
    DeletedUnlessReactivated {
        /// The subscription.
        subscription: SubscriptionId,
        /// When.
        at: Timestamp,
    },
}
