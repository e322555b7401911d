//! What a publisher is told: every event of one of its subscriptions is looked at here, whoever or whatever caused it.

use super::{Operation, OperationAction, OperationStatus, RequestSource, Undo, shape};
use crate::calendar::plus_seconds;
use crate::decision::Draft;
use crate::event::Event;
use crate::ids::{OperationId, SubscriptionId};
use crate::role::Actor;
use crate::subscription::Subscription;

/// What follows from an event.
#[derive(Debug)]
pub(crate) enum Told {
    /// An operation begins.
    Begins {
        /// On this subscription.
        subscription: SubscriptionId,
        /// What happens.
        action: OperationAction,
        /// What an objection brings back.
        undo: Option<Undo>,
        /// Whether it is only announced, and happens at the end of the term.
        later: bool,
    },
    /// An unsubscription that was announced does not happen.
    TakenBack {
        /// On this subscription.
        subscription: SubscriptionId,
        /// The operation.
        operation: OperationId,
    },
}

/// The operation that an event means for the publisher. `before` is the subscription as it was.
pub(crate) fn operation_of(draft: &Draft<'_>, before: &Subscription, event: &Event) -> Option<Told> {
    before.publisher?;
    let action = match event {
        Event::SeatsAdded { .. } | Event::SeatsRemoved { .. } => OperationAction::ChangeQuantity,
        Event::PlanChanged { .. } => OperationAction::ChangePlan,
        Event::Suspended { .. } => OperationAction::Suspend,
        Event::Reactivated { .. } => OperationAction::Reinstate,
        Event::Renewed { .. } | Event::TrialConverted { .. } => OperationAction::Renew,
        Event::Cancelled { .. } | Event::Deleted { .. } => OperationAction::Unsubscribe,
        Event::CancellationScheduled { cancels: true, .. } if by_publisher(draft) => {
            return Some(unsubscribes_later(before.id));
        }
        Event::CancellationScheduled { cancels: false, .. } => {
            let operation = announced(before)?.id;
            return Some(Told::TakenBack { subscription: before.id, operation });
        }
        _ => return None,
    };
    // Before the set-up the publisher has nothing to change; that it is over it learns all the same.
    if before.awaits_setup() && action != OperationAction::Unsubscribe {
        return None;
    }
    let undo = match action {
        OperationAction::ChangePlan | OperationAction::ChangeQuantity => {
            Some(Undo::Change { offer: before.offer.clone(), lots: before.lots.clone() })
        }
        OperationAction::Reinstate => {
            before.suspension.as_ref().map(|suspension| Undo::Suspend { reason: suspension.reason })
        }
        _ => None,
    };
    Some(Told::Begins { subscription: before.id, action, undo, later: false })
}

/// The publisher asks to end a subscription that ends with its term already: it gets an operation to follow.
pub(crate) fn unsubscribe_again(draft: &mut Draft<'_>, found: &Subscription) {
    if by_publisher(draft) && found.publisher.is_some() && announced(found).is_none() {
        begin(draft, unsubscribes_later(found.id));
    }
}

const fn unsubscribes_later(subscription: SubscriptionId) -> Told {
    Told::Begins { subscription, action: OperationAction::Unsubscribe, undo: None, later: true }
}

fn by_publisher(draft: &Draft<'_>) -> bool {
    matches!(draft.context.caller.actor, Actor::Publisher { .. })
}

/// The unsubscription that happens at the end of the term.
fn announced(subscription: &Subscription) -> Option<&Operation> {
    let mut operations = subscription.operations.iter();
    operations.find(|known| known.is_running() && known.action == OperationAction::Unsubscribe)
}

/// Records what follows, and tells the publisher.
pub(crate) fn begin(draft: &mut Draft<'_>, told: Told) {
    let (id, action, undo, later) = match told {
        Told::Begins { subscription, action, undo, later } => (subscription, action, undo, later),
        Told::TakenBack { subscription, operation } => {
            return draft.emit(Event::OperationEnded {
                subscription,
                operation,
                status: OperationStatus::Failed,
            });
        }
    };
    let Some(found) = draft.subscription(id).cloned() else { return };
    if let Some(open) = found.open_operation() {
        // What comes after a change means that the change stood: nobody can object to it any more.
        let (operation, status) = (open.id, OperationStatus::Succeeded);
        draft.emit(Event::OperationEnded { subscription: id, operation, status });
    }
    let operation = match announced(&found).filter(|_| action == OperationAction::Unsubscribe) {
        Some(announced) => {
            let (operation, status) = (announced.id, OperationStatus::Succeeded);
            draft.emit(Event::OperationEnded { subscription: id, operation, status });
            operation
        }
        None => start(draft, &found, action, undo, later),
    };
    // An unsubscription for the end of the term is the publisher's own wish; it is told when it happens.
    if !later {
        tell(draft, id, operation);
    }
}

fn start(
    draft: &mut Draft<'_>,
    found: &Subscription,
    action: OperationAction,
    undo: Option<Undo>,
    later: bool,
) -> OperationId {
    let source = if by_publisher(draft) { RequestSource::Publisher } else { RequestSource::Marketplace };
    let waits = source == RequestSource::Marketplace && action.can_be_objected_to() && undo.is_some();
    let due = waits.then(|| plus_seconds(draft.at, draft.policy().marketplace.acknowledge_seconds));
    let status = if waits || later { OperationStatus::InProgress } else { OperationStatus::Succeeded };
    let id = OperationId(draft.ids.next(draft.at));
    let operation = Operation {
        id,
        action,
        source,
        status,
        started_at: draft.at,
        offer: found.offer.clone(),
        seats: found.seats(),
        due,
        undo: undo.filter(|_| waits),
        ended_at: (status == OperationStatus::Succeeded).then_some(draft.at),
    };
    draft.emit(Event::OperationStarted { subscription: found.id, operation: Box::new(operation) });
    id
}

fn tell(draft: &mut Draft<'_>, id: SubscriptionId, operation: OperationId) {
    let Some(found) = draft.subscription(id) else { return };
    let Some(publisher) = found.publisher else { return };
    let Some(operation) = found.operations.iter().find(|known| known.id == operation) else { return };
    let kind = operation.action.message();
    let body = shape::notification(operation, found, &draft.account.head.customer, draft.at);
    draft.tell_publisher(kind, (publisher, id), body);
}
