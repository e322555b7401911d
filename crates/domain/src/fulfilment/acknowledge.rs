//! The publisher's answers, and what a publisher may do at all.

use super::{OperationStatus, Undo};
use crate::access;
use crate::command::Command;
use crate::decision::{Context, Draft};
use crate::event::Event;
use crate::ids::{OperationId, SubscriptionId};
use crate::refusal::{Code, Reason, Remedy, Subject, Who};
use crate::role::{Action, Actor};
use crate::rule::Rule;
use crate::subscription::Subscription;
use crate::suspension;

/// MKT-109: what a publisher may ask for; everything else belongs to sellers and customers.
#[must_use]
pub fn not_for_publishers(command: &Command, context: &Context<'_>) -> Option<Reason> {
    let allowed = matches!(
        command,
        Command::CompleteSetUp { .. }
            | Command::ChangeSeats { .. }
            | Command::ChangePlan { .. }
            | Command::Cancel { .. }
            | Command::AcknowledgeOperation { .. }
    );
    let refused = matches!(context.caller.actor, Actor::Publisher { .. }) && !allowed;
    refused.then(|| {
        Reason::new(Rule::Mkt109, Code::NotForPublishers, Subject::Caller)
            .remedy(Remedy::AskSeller, Who::Partner)
    })
}

/// What an activation says of plan and seats that is not what was bought (BUY-05). `plan` is the SKU.
#[must_use]
pub fn activation_differs(found: &Subscription, plan: Option<&str>, seats: Option<u32>) -> Vec<Reason> {
    let wrong = |field: &str, expected: String| {
        Reason::field(Rule::Buy05, Code::ValueInvalid, field)
            .remedy(Remedy::ChooseValue { expected }, Who::Caller)
    };
    let bought = found.offer.product_and_sku().map_or("", |(_, sku)| sku);
    let mut reasons = Vec::new();
    if plan.is_some_and(|plan| !plan.eq_ignore_ascii_case(bought)) {
        reasons.push(wrong("planId", bought.to_owned()));
    }
    if seats.is_some_and(|seats| seats != found.seats()) {
        reasons.push(wrong("quantity", found.seats().to_string()));
    }
    reasons
}

/// What a publisher's change says that is so already: it would be an operation of nothing (MKT-109). `plan` is the SKU.
#[must_use]
pub fn changes_nothing(found: &Subscription, plan: Option<&str>, seats: Option<u32>) -> Vec<Reason> {
    let same = |field: &str, now: String| {
        Reason::field(Rule::Mkt109, Code::ValueInvalid, field)
            .remedy(Remedy::ChooseValue { expected: format!("another than {now}") }, Who::Caller)
    };
    let has = found.offer.product_and_sku().map_or("", |(_, sku)| sku);
    let mut reasons = Vec::new();
    if plan.is_some_and(|plan| plan.eq_ignore_ascii_case(has)) {
        reasons.push(same("planId", has.to_owned()));
    }
    if seats == Some(found.seats()) {
        reasons.push(same("quantity", found.seats().to_string()));
    }
    reasons
}

/// Accepts an operation, or objects to it. The answer that an operation has already changes nothing.
pub(crate) fn acknowledge(draft: &mut Draft<'_>, id: SubscriptionId, operation: OperationId, accepted: bool) {
    // What is over can still be looked up: whoever answers late learns that it is late, and not that it is gone.
    let Some(found) = named(draft, id) else { return };
    let Some(known) = found.operations.iter().find(|known| known.id == operation) else {
        draft.refuse(
            Reason::about(Rule::Mkt109, Code::PublisherOperationUnknown, id)
                .with("operation", operation.to_string())
                .remedy(Remedy::ReadAgain, Who::Caller),
        );
        return;
    };
    let status = if accepted { OperationStatus::Succeeded } else { OperationStatus::Failed };
    if !known.awaits_answer() {
        if known.status != status {
            draft.refuse(
                Reason::about(Rule::Mkt109, Code::PublisherOperationEnded, id)
                    .with("operation", operation.to_string())
                    .with("action", known.action.code())
                    .with("status", known.status.code())
                    .remedy(Remedy::ReadAgain, Who::Caller),
            );
        }
        return;
    }
    if draft.is_refused() {
        return;
    }
    draft.emit(Event::OperationEnded { subscription: id, operation, status });
    if !accepted {
        undo(draft, id, known.id, known.started_at, known.undo.clone());
    }
}

/// The subscription, whatever its state, for the publisher whose it is.
fn named(draft: &mut Draft<'_>, id: SubscriptionId) -> Option<Subscription> {
    let found = draft.subscription(id).cloned();
    let Some(found) = found.filter(|found| !is_hidden(draft, found)) else {
        // Refused as for everything that is not there.
        return access::subscription(draft, id, Action::ChangeSubscription);
    };
    if !matches!(draft.context.caller.actor, Actor::Publisher { .. } | Actor::System) {
        let publisher = draft.context.catalogue.offer(&found.offer);
        let publisher = publisher.map_or_else(String::new, |offer| offer.publisher.name.clone());
        draft.refuse(
            Reason::about(Rule::Mkt109, Code::PublisherOnly, id)
                .remedy(Remedy::AskPublisher { publisher }, Who::Publisher),
        );
        return None;
    }
    Some(found)
}

fn is_hidden(draft: &Draft<'_>, found: &Subscription) -> bool {
    let reasons = access::to_subscription(&draft.account, found, Action::ChangeSubscription, &draft.context);
    reasons.iter().any(access::is_hidden)
}

/// Brings back what was before the change.
fn undo(
    draft: &mut Draft<'_>,
    id: SubscriptionId,
    operation: OperationId,
    since: jiff::Timestamp,
    what: Option<Undo>,
) {
    match what {
        Some(Undo::Change { offer, lots }) => {
            draft.emit(Event::ChangeRolledBack { subscription: id, operation, since, offer, lots });
        }
        Some(Undo::Suspend { reason }) => {
            if let Some(found) = draft.subscription(id).cloned() {
                suspension::suspend_one(draft, &found, reason, false);
            }
        }
        None => {}
    }
}

/// The time in which a publisher could object is over.
pub(crate) fn accept_by_time(draft: &mut Draft<'_>, id: SubscriptionId) {
    let open = draft.subscription(id).and_then(Subscription::open_operation);
    if let Some(operation) = open.map(|open| open.id) {
        let status = OperationStatus::Succeeded;
        draft.emit(Event::OperationEnded { subscription: id, operation, status });
    }
}
