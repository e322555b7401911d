//! Operations: what a publisher is told, and what became of it.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::ids::{OfferId, OperationId};
use crate::subscription::{SeatLot, Subscription, SuspensionReason};

/// How many operations a subscription remembers; older ones stand in its events alone.
pub const OPERATIONS_KEPT: usize = 64;

/// One operation on a marketplace subscription.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Operation {
    /// The id.
    pub id: OperationId,
    /// What happens.
    pub action: OperationAction,
    /// Whose wish it was.
    pub source: RequestSource,
    /// How far it is.
    pub status: OperationStatus,
    /// When it began.
    pub started_at: Timestamp,
    /// The offer that it leads to, or that it is about.
    pub offer: OfferId,
    /// The seats that it leads to, or that it is about.
    pub seats: u32,
    /// When it is accepted by itself; none where no answer is waited for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub due: Option<Timestamp>,
    /// What an objection brings back, while it can be objected to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub undo: Option<Undo>,
    /// When it ended.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ended_at: Option<Timestamp>,
}

impl Operation {
    /// Whether the publisher may still answer it.
    #[must_use]
    pub fn awaits_answer(&self) -> bool {
        self.status == OperationStatus::InProgress && self.due.is_some()
    }

    /// Whether it has not ended.
    #[must_use]
    pub fn is_running(&self) -> bool {
        self.status == OperationStatus::InProgress
    }
}

/// What happens to a subscription, in the words of the public API.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OperationAction {
    /// Another plan.
    ChangePlan,
    /// Another number of seats.
    ChangeQuantity,
    /// Suspended.
    Suspend,
    /// Back from a suspension.
    Reinstate,
    /// A further term, or the first paid one after a trial.
    Renew,
    /// Over for good.
    Unsubscribe,
}

impl OperationAction {
    /// The word of the public API.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            OperationAction::ChangePlan => "ChangePlan",
            OperationAction::ChangeQuantity => "ChangeQuantity",
            OperationAction::Suspend => "Suspend",
            OperationAction::Reinstate => "Reinstate",
            OperationAction::Renew => "Renew",
            OperationAction::Unsubscribe => "Unsubscribe",
        }
    }

    /// The kind of the message that tells it.
    #[must_use]
    pub const fn message(self) -> &'static str {
        match self {
            OperationAction::ChangePlan => "publisher_change_plan",
            OperationAction::ChangeQuantity => "publisher_change_quantity",
            OperationAction::Suspend => "publisher_suspend",
            OperationAction::Reinstate => "publisher_reinstate",
            OperationAction::Renew => "publisher_renew",
            OperationAction::Unsubscribe => "publisher_unsubscribe",
        }
    }

    /// Whether a publisher may object to it when the marketplace does it.
    #[must_use]
    pub const fn can_be_objected_to(self) -> bool {
        matches!(
            self,
            OperationAction::ChangePlan | OperationAction::ChangeQuantity | OperationAction::Reinstate
        )
    }
}

/// How far an operation is.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OperationStatus {
    /// It waits: for the publisher's answer, or for the end of the term.
    InProgress,
    /// It is done, and accepted.
    Succeeded,
    /// The publisher objected, or it was taken back.
    Failed,
}

impl OperationStatus {
    /// The word of the public API.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            OperationStatus::InProgress => "InProgress",
            OperationStatus::Succeeded => "Succeeded",
            OperationStatus::Failed => "Failed",
        }
    }
}

/// Whose wish an operation was.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RequestSource {
    /// The marketplace's: the seller, the customer, or time.
    Marketplace,
    /// The publisher's own.
    Publisher,
}

impl RequestSource {
    /// The word of the public API, which calls publishers partners.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            RequestSource::Marketplace => "Azure",
            RequestSource::Publisher => "Partner",
        }
    }
}

/// What an objection brings back.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(tag = "undo", rename_all = "snake_case")]
pub enum Undo {
    /// The plan and the seats as they were.
    Change {
        /// The offer.
        offer: OfferId,
        /// The seats.
        lots: Vec<SeatLot>,
    },
    /// The suspension.
    Suspend {
        /// Why it was suspended.
        reason: SuspensionReason,
    },
}

/// Folds the beginning of an operation. Of those that have ended the oldest is forgotten when there are too many.
pub(crate) fn fold_started(s: &mut Subscription, operation: &Operation) {
    s.operations.push(operation.clone());
    if s.operations.len() > OPERATIONS_KEPT
        && let Some(oldest) = s.operations.iter().position(|known| !known.is_running())
    {
        s.operations.remove(oldest);
    }
}

/// Folds the end of an operation.
pub(crate) fn fold_ended(s: &mut Subscription, id: OperationId, status: OperationStatus, at: Timestamp) {
    if let Some(operation) = s.operations.iter_mut().find(|operation| operation.id == id) {
        operation.status = status;
        operation.ended_at = Some(at);
        operation.due = None;
        operation.undo = None;
    }
}
