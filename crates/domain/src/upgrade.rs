//! Upgrades as work that takes time: credit check, setting up the target, moving users, closing the old subscription.
//! The state lives in the account and `advance` moves it on in bounded steps, so a restart goes on where it stopped.

mod credit;
pub mod eligibility;
mod moves;
mod own;
mod start;
pub mod steps;
mod transition;

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

pub use self::eligibility::scheduled_reasons;
pub use self::moves::{Noticed, Outcome, Outlook, Way, finding_for, outlook};
pub(crate) use self::steps::{StepOutcome, step};
use crate::account::Account;
use crate::calendar::{BillingPlan, Term};
use crate::command::Command;
use crate::customer::Address;
use crate::decision::Draft;
use crate::ids::{MigrationId, OfferId, SubscriptionId, UpgradeId, UserId};
use crate::policy::UpgradePolicy;
use crate::rule::Rule;
use crate::subscription::{Payment, Seller};

/// The rules that this module holds.
pub const RULES: &[Rule] = &[
    Rule::Upg01,
    Rule::Upg02,
    Rule::Upg03,
    Rule::Upg05,
    Rule::Upg06,
    Rule::Upg07,
    Rule::Upg08,
    Rule::Upg09,
    Rule::Upg10,
    Rule::Self01,
    Rule::Self02,
    Rule::Self03,
    Rule::Self04,
    Rule::Self05,
    Rule::Self06,
    Rule::Self08,
    Rule::Self09,
    Rule::Why01,
    Rule::Why02,
    Rule::Why03,
    Rule::Why04,
    Rule::Why05,
    Rule::Why06,
    Rule::Why07,
    Rule::Why08,
    Rule::Why09,
    Rule::Why10,
    Rule::Why11,
    Rule::Man01,
    Rule::Man02,
    Rule::Lic01,
    Rule::Lic02,
    Rule::Lic03,
    Rule::Lic04,
    Rule::Bill01,
    Rule::Part01,
    Rule::Part02,
    Rule::Part03,
    Rule::Part04,
    Rule::Part05,
    Rule::Part06,
    Rule::Part07,
    Rule::Trial203,
    Rule::Upg101,
    Rule::Upg102,
    Rule::Upg103,
    Rule::Upg104,
    Rule::Upg105,
    Rule::Upg106,
    Rule::Upg107,
    Rule::Upg111,
    Rule::Addon105,
    Rule::Nce110,
    Rule::Nce112,
    Rule::Nce305,
];

/// One upgrade, from its start to its end.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Upgrade {
    /// The id (the wire's `operationId`).
    pub id: UpgradeId,
    /// Which kind.
    pub kind: UpgradeKind,
    /// The migration that it is a part of.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub migration: Option<MigrationId>,
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
    /// A classic subscription migrates to new commerce: the same plan, so users keep their choice of services (MIG-101).
    Migration,
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
    /// The target can no longer be had.
    TargetGone,
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

    /// When it will be done if nobody intervenes: the instant at which other upgrades may begin (WHY-03).
    #[must_use]
    pub fn expected_end(&self, account: &Account, policy: &UpgradePolicy) -> Option<Timestamp> {
        let users = || account.subscriptions.get(&self.source).map_or(0, |source| source.assigned);
        let (begins, total, left) = match self.stage {
            Stage::CreditCheck { due } => {
                (crate::calendar::plus_minutes(due, policy.provisioning_minutes), users(), users())
            }
            Stage::Provisioning { due } => (due, users(), users()),
            Stage::Moving { due, .. } => {
                (due, self.users_total, self.users_total.saturating_sub(self.users_done))
            }
            Stage::Closing { due } => return Some(due),
            Stage::Completed { .. } | Stage::Failed { .. } => return None,
        };
        let pauses = batches(left, policy).saturating_sub(1);
        let moving = self.kind.pause(total, policy).checked_mul(i32::try_from(pauses).unwrap_or(i32::MAX));
        moving.and_then(|moving| begins.checked_add(moving).ok())
    }
}

/// The number of batches that so many users move in, at least one.
fn batches(users: u32, policy: &UpgradePolicy) -> u32 {
    users.div_ceil(policy.users_per_step.max(1)).max(1)
}

impl UpgradeKind {
    /// The pause between two batches. Only the customer's own upgrade takes its time, because only it can be watched; its
    /// pauses shrink when there are many users, so that administrators are never locked out for longer than the policy
    /// says (SELF-07, SELF-08).
    #[must_use]
    pub fn pause(self, users: u32, policy: &UpgradePolicy) -> SignedDuration {
        if self != UpgradeKind::SelfService {
            return SignedDuration::ZERO;
        }
        let usual = i64::from(policy.minutes_per_step).saturating_mul(60);
        let longest = i64::from(policy.minutes_max).saturating_mul(60) / i64::from(batches(users, policy));
        SignedDuration::from_secs(usual.min(longest))
    }
}

/// Decides the commands of this module.
pub(crate) fn decide(draft: &mut Draft<'_>, command: &Command) {
    match command {
        Command::Upgrade { subscription, target, seats, transfer } => {
            start::classic(draft, *subscription, target, *seats, *transfer);
        }
        Command::UpgradeSelf { subscription, target, seats, billing, payment, sold_to } => {
            let checkout = own::Checkout {
                target,
                seats: *seats,
                billing: *billing,
                payment: *payment,
                sold_to: sold_to.as_deref(),
            };
            own::upgrade(draft, *subscription, &checkout);
        }
        Command::DecideCredit { upgrade, passed } => credit::decide(draft, *upgrade, *passed),
        Command::WithdrawUpgrade { upgrade } => credit::withdraw(draft, *upgrade),
        // Licences are moved wherever the rules allow it, even when the request says otherwise (UPG-104).
        Command::Transition { subscription, target, seats, into, term, billing, transfer: _ } => {
            let wish =
                transition::Wish { target, seats: *seats, into: *into, term: *term, billing: *billing };
            transition::decide(draft, *subscription, &wish);
        }
        _ => {}
    }
}
