//! Upgrades as work that takes time: credit check, setting up the target, moving users, closing the old subscription.
//! The state lives in the account and `advance` moves it on in bounded steps, so a restart goes on where it stopped.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::calendar::{BillingPlan, Term};
use crate::customer::Address;
use crate::ids::{OfferId, SubscriptionId, UpgradeId, UserId};
use crate::subscription::{Payment, Seller};

/// One upgrade, from its start to its end.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Upgrade {
    /// The id (the wire's `operationId`).
    pub id: UpgradeId,
    /// Which kind.
    pub kind: UpgradeKind,
    /// The subscription that users leave.
    pub source: SubscriptionId,
    /// Its offer when the upgrade began.
    pub source_offer: OfferId,
    /// The subscription that users come to; none until it exists. The source itself for an upgrade in place.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub target: Option<SubscriptionId>,
    /// The offer that users come to.
    pub target_offer: OfferId,
    /// The seats that move, or that the target gets.
    pub seats: u32,
    /// The target's term.
    pub term: Term,
    /// The target's billing plan.
    pub billing: BillingPlan,
    /// Whether licences move by themselves.
    pub moves_licences: bool,
    /// Who sells.
    pub seller: Seller,
    /// How it is paid for.
    pub payment: Payment,
    /// The address on the order, where the customer gave another than its own (SELF-01).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sold_to: Option<Box<Address>>,
    /// When it began.
    pub started_at: Timestamp,
    /// Where it stands.
    pub stage: Stage,
    /// Users that had a licence when the move began.
    pub users_total: u32,
    /// Users that have been looked at so far (SELF-08).
    pub users_done: u32,
    /// Findings about users that need work by hand (UPG-10).
    pub needs_work: u32,
    /// Services that were switched off for a user and are on again (LIC-02).
    pub switched_on: u32,
}

/// The kinds of upgrade.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum UpgradeKind {
    /// Classic, by a partner: all licences, a new subscription, the old one cancelled (UPG-08).
    Classic,
    /// Classic, by the customer itself in the admin centre (SELF-03).
    SelfService,
    /// New commerce, all seats, same subscription (UPG-104).
    InPlace,
    /// New commerce, all seats into an existing subscription (UPG-104, PART-07).
    IntoExisting,
    /// New commerce, some seats to a new subscription (PART-01).
    PartialToNew,
    /// New commerce, some seats into an existing subscription (PART-07).
    PartialIntoExisting,
}

impl UpgradeKind {
    /// Whether some seats stay behind.
    #[must_use]
    pub const fn is_partial(self) -> bool {
        matches!(self, UpgradeKind::PartialToNew | UpgradeKind::PartialIntoExisting)
    }
}

/// Where an upgrade stands.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(tag = "stage", rename_all = "snake_case")]
pub enum Stage {
    /// A credit check is pending; it passes by itself when it falls due without a decision (SELF-09).
    CreditCheck {
        /// The latest instant.
        due: Timestamp,
    },
    /// Paid; the target is being set up (SELF-04).
    Provisioning {
        /// When it is done.
        due: Timestamp,
    },
    /// Users move in batches.
    Moving {
        /// The last user that was looked at.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        after: Option<UserId>,
        /// When the next batch moves.
        due: Timestamp,
    },
    /// Everybody has moved; the old subscription is closed next.
    Closing {
        /// When.
        due: Timestamp,
    },
    /// Done.
    Completed {
        /// When.
        at: Timestamp,
    },
    /// Given up; the source is as it was.
    Failed {
        /// When.
        at: Timestamp,
        /// Why.
        why: FailureCause,
    },
}

/// Why an upgrade was given up.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FailureCause {
    /// The credit check was declined.
    CreditDeclined,
    /// The customer or seller withdrew it while it waited.
    Withdrawn,
    /// The source ended before the work began.
    SourceEnded,
}

impl Upgrade {
    /// Whether there is still something to do.
    #[must_use]
    pub fn is_running(&self) -> bool {
        !matches!(self.stage, Stage::Completed { .. } | Stage::Failed { .. })
    }

    /// Whether it is past the credit check and administrators are locked out (SELF-07).
    #[must_use]
    pub fn locks_administrators(&self) -> bool {
        matches!(self.stage, Stage::Provisioning { .. } | Stage::Moving { .. } | Stage::Closing { .. })
    }

    /// When the next step falls due.
    #[must_use]
    pub fn due(&self) -> Option<Timestamp> {
        match self.stage {
            Stage::CreditCheck { due }
            | Stage::Provisioning { due }
            | Stage::Moving { due, .. }
            | Stage::Closing { due } => Some(due),
            Stage::Completed { .. } | Stage::Failed { .. } => None,
        }
    }
}

/// Decides the commands of this module.
pub(crate) fn decide(draft: &mut crate::decision::Draft<'_>, command: &crate::command::Command) {
    use crate::refusal::{Code, Reason, Subject};
    let _ = command;
    draft.refuse(Reason::new(crate::rule::Rule::Upg01, Code::NotEligible, Subject::Caller));
}

/// What a step came to.
#[derive(Debug)]
pub(crate) enum StepOutcome {
    /// It is done.
    Done,
    /// It wants users first.
    NeedsUsers(crate::advance::UsersWanted),
}

/// Carries out the step of an upgrade that is due.
pub(crate) fn step(
    draft: &mut crate::decision::Draft<'_>,
    id: UpgradeId,
    _: Option<&crate::advance::UserBatch>,
) -> StepOutcome {
    draft.emit(crate::event::Event::UpgradeCompleted { upgrade: id });
    StepOutcome::Done
}

/// Reasons against a scheduled upgrade to an offer.
pub(crate) fn scheduled_reasons(
    _: &crate::account::Account,
    _: &crate::subscription::Subscription,
    _: &crate::catalogue::Offer,
    _: &crate::decision::Context<'_>,
) -> Vec<crate::refusal::Reason> {
    Vec::new()
}
