//! The publisher's side of the marketplace (MKT-109): a subscription's state as its publisher sees it, and the operations by
//! which the publisher is told of changes and answers them.
//!
//! A change by the marketplace (seats, plan, a subscription that comes back) happens at once, and its operation stays open
//! for the seconds of the policy. A publisher that objects in that time has the change rolled back, money included; one that
//! accepts, or says nothing, has accepted. Until then its own view shows what was before. Suspensions, renewals and the end
//! are told and cannot be objected to. What the publisher changes itself needs no answer.

mod acknowledge;
mod follow;
mod operation;
mod plan;
pub mod shape;

pub(crate) use self::acknowledge::{accept_by_time, acknowledge};
pub use self::acknowledge::{activation_differs, changes_nothing, not_for_publishers};
pub(crate) use self::follow::{begin, operation_of, unsubscribe_again};
pub use self::operation::{
    OPERATIONS_KEPT, Operation, OperationAction, OperationStatus, RequestSource, Undo,
};
pub(crate) use self::operation::{fold_ended, fold_started};
pub(crate) use self::plan::change_plan;

use crate::refusal::{Code, Reason, Remedy, Who};
use crate::rule::Rule;
use crate::subscription::{Status, Subscription};

/// The rules that this module and its parts hold.
pub const RULES: &[Rule] = &[Rule::Buy05, Rule::Mkt104, Rule::Mkt105, Rule::Mkt109];

/// The states of a subscription on the publisher's side, in the words of the public API.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum PublisherStatus {
    /// Bought; the set-up on the publisher's site is open.
    PendingFulfillmentStart,
    /// In use.
    Subscribed,
    /// Locked for users.
    Suspended,
    /// Over for good.
    Unsubscribed,
}

impl PublisherStatus {
    /// The word of the public API.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            PublisherStatus::PendingFulfillmentStart => "PendingFulfillmentStart",
            PublisherStatus::Subscribed => "Subscribed",
            PublisherStatus::Suspended => "Suspended",
            PublisherStatus::Unsubscribed => "Unsubscribed",
        }
    }
}

impl Subscription {
    /// The operation that waits for the publisher's answer, where one does. There is never more than one.
    #[must_use]
    pub fn open_operation(&self) -> Option<&Operation> {
        self.operations.iter().find(|operation| operation.awaits_answer())
    }

    /// The state as the publisher sees it: a subscription that comes back is suspended until that is accepted.
    #[must_use]
    pub fn publisher_status(&self) -> PublisherStatus {
        let comes_back = self.open_operation().is_some_and(|open| open.action == OperationAction::Reinstate);
        match self.status {
            Status::Deleted => PublisherStatus::Unsubscribed,
            _ if self.awaits_setup() => PublisherStatus::PendingFulfillmentStart,
            Status::Active if !comes_back => PublisherStatus::Subscribed,
            _ => PublisherStatus::Suspended,
        }
    }
}

/// MKT-109: plan and seats cannot change while the publisher may still object to the change before.
#[must_use]
pub fn operation_open(subscription: &Subscription) -> Option<Reason> {
    let open = subscription.open_operation()?;
    let reason = Reason::about(Rule::Mkt109, Code::OperationPending, subscription.id)
        .with("operation", open.id.to_string())
        .with("action", open.action.code())
        .remedy(Remedy::Wait, Who::Time);
    Some(match open.due {
        Some(at) => reason.clears(at),
        None => reason,
    })
}
