//! Webhooks: which news a partner can have delivered to an address of its own, what of an account's events is such news,
//! and which addresses may be written to at all.

mod target;

use serde::{Deserialize, Serialize};

pub use self::target::{Target, TargetFault, TargetRules};
use crate::customer::Relationship;
use crate::event::{Event, Recorded};
use crate::ids::{PartnerId, SubscriptionId};
use crate::migration::ScheduleEnd;

/// News that can be delivered, as the dialect names it.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum WebhookEvent {
    /// The partner asked for a delivery to see whether its receiver works.
    TestCreated,
    /// A subscription changed.
    SubscriptionUpdated,
    /// An invoice was issued to the partner.
    InvoiceReady,
    /// A customer accepted the partner as its reseller.
    ResellerRelationshipAcceptedByCustomer,
    /// A customer granted delegated administration.
    DapAdminRelationshipApproved,
    /// Delegated administration ended.
    DapAdminRelationshipTerminated,
    /// A migration to new commerce was asked for.
    NewCommerceMigrationCreated,
    /// A migration to new commerce is done.
    NewCommerceMigrationCompleted,
    /// A migration to new commerce failed. None does here, because what is decided is carried out; registrations may name it.
    NewCommerceMigrationFailed,
    /// A migration that was scheduled cannot take place.
    NewCommerceMigrationScheduleFailed,
}

impl WebhookEvent {
    /// All of them, in the order in which they are listed.
    pub const ALL: [Self; 10] = [
        Self::TestCreated,
        Self::SubscriptionUpdated,
        Self::InvoiceReady,
        Self::ResellerRelationshipAcceptedByCustomer,
        Self::DapAdminRelationshipApproved,
        Self::DapAdminRelationshipTerminated,
        Self::NewCommerceMigrationCreated,
        Self::NewCommerceMigrationCompleted,
        Self::NewCommerceMigrationFailed,
        Self::NewCommerceMigrationScheduleFailed,
    ];

    /// The name on the wire.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::TestCreated => "test-created",
            Self::SubscriptionUpdated => "subscription-updated",
            Self::InvoiceReady => "invoice-ready",
            Self::ResellerRelationshipAcceptedByCustomer => "reseller-relationship-accepted-by-customer",
            Self::DapAdminRelationshipApproved => "dap-admin-relationship-approved",
            Self::DapAdminRelationshipTerminated => "dap-admin-relationship-terminated",
            Self::NewCommerceMigrationCreated => "new-commerce-migration-created",
            Self::NewCommerceMigrationCompleted => "new-commerce-migration-completed",
            Self::NewCommerceMigrationFailed => "new-commerce-migration-failed",
            Self::NewCommerceMigrationScheduleFailed => "new-commerce-migration-schedule-failed",
        }
    }

    /// The news of this name, in any case.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|event| event.name().eq_ignore_ascii_case(name.trim()))
    }

    /// The kind of thing that the news is about, as the dialect calls it.
    #[must_use]
    pub const fn resource(self) -> &'static str {
        match self {
            Self::TestCreated => "test",
            Self::SubscriptionUpdated => "subscription",
            Self::InvoiceReady => "invoice",
            Self::ResellerRelationshipAcceptedByCustomer
            | Self::DapAdminRelationshipApproved
            | Self::DapAdminRelationshipTerminated => "customer",
            Self::NewCommerceMigrationCreated
            | Self::NewCommerceMigrationCompleted
            | Self::NewCommerceMigrationFailed
            | Self::NewCommerceMigrationScheduleFailed => "migration",
        }
    }
}

/// The subscription that changed with an event, where what clients read of it did.
#[must_use]
pub fn updated_subscription(event: &Event) -> Option<SubscriptionId> {
    match event {
        // Lines of a bill: the subscription is what it was.
        Event::ChangesBooked { .. } | Event::Corrected { .. } => None,
        // What its publisher is told, and says.
        Event::OperationStarted { .. } | Event::OperationEnded { .. } => None,
        other => other.subscription(),
    }
}

/// News of a migration, with the end of the address of what it is about.
#[must_use]
pub fn migration_news(event: &Event) -> Option<(WebhookEvent, String)> {
    Some(match event {
        Event::MigrationStarted { migration } => {
            (WebhookEvent::NewCommerceMigrationCreated, migration.id.to_string())
        }
        Event::MigrationCompleted { migration } => {
            (WebhookEvent::NewCommerceMigrationCompleted, migration.to_string())
        }
        Event::MigrationScheduleEnded { schedule, end: ScheduleEnd::Failed { .. } } => {
            (WebhookEvent::NewCommerceMigrationScheduleFailed, format!("schedules/{schedule}"))
        }
        _ => return None,
    })
}

/// The relationship with a partner that an event sets: nothing where the event is about something else.
#[must_use]
pub fn relationship_set(event: &Event, partner: PartnerId) -> Option<Option<&Relationship>> {
    match event {
        Event::RelationshipChanged { partner: with, relationship } if *with == partner => {
            Some(relationship.as_ref())
        }
        Event::CustomerCreated { customer } => Some(customer.relationships.get(&partner)),
        _ => None,
    }
}

/// What a partner is told when its relationship with a customer becomes another one.
#[must_use]
pub fn relationship_news(before: Option<&Relationship>, after: Option<&Relationship>) -> Vec<WebhookEvent> {
    let granted = |bond: Option<&Relationship>| bond.is_some_and(|bond| bond.delegation.is_some());
    let mut news = Vec::new();
    if before.is_none() && after.is_some() {
        news.push(WebhookEvent::ResellerRelationshipAcceptedByCustomer);
    }
    match (granted(before), granted(after)) {
        (false, true) => news.push(WebhookEvent::DapAdminRelationshipApproved),
        (true, false) => news.push(WebhookEvent::DapAdminRelationshipTerminated),
        _ => {}
    }
    news
}

/// Whether two events that follow each other are one change of one subscription, which is told once.
#[must_use]
pub fn is_one_change(first: &Recorded, second: &Recorded) -> bool {
    first.at == second.at
        && first.by == second.by
        && updated_subscription(&first.event).is_some()
        && updated_subscription(&first.event) == updated_subscription(&second.event)
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;

    use super::*;
    use crate::customer::Delegation;

    fn bond(granted: bool) -> Relationship {
        let granted_at = Timestamp::UNIX_EPOCH;
        let delegation =
            granted.then(|| Delegation { granted_at, until: None, only_plans: Default::default() });
        Relationship { since: granted_at, reseller: None, delegation, agreement: None }
    }

    #[test]
    fn a_relationship_is_told_by_what_changes_of_it() {
        use WebhookEvent::{
            DapAdminRelationshipApproved as Approved, DapAdminRelationshipTerminated as Terminated,
            ResellerRelationshipAcceptedByCustomer as Accepted,
        };
        let (plain, granted) = (bond(false), bond(true));
        assert_eq!(relationship_news(None, Some(&plain)), [Accepted]);
        assert_eq!(relationship_news(None, Some(&granted)), [Accepted, Approved]);
        assert_eq!(relationship_news(Some(&plain), Some(&granted)), [Approved]);
        assert_eq!(relationship_news(Some(&granted), Some(&plain)), [Terminated]);
        assert_eq!(relationship_news(Some(&granted), None), [Terminated]);
        // As when the customer confirms the agreement.
        assert_eq!(relationship_news(Some(&granted), Some(&granted)), []);
        assert_eq!(relationship_news(Some(&plain), None), []);
    }

    #[test]
    fn names_are_found_in_any_case() {
        for event in WebhookEvent::ALL {
            assert_eq!(WebhookEvent::parse(&event.name().to_uppercase()), Some(event));
            let stored = serde_json::to_value(event).unwrap();
            assert_eq!(stored, event.name());
        }
        assert_eq!(WebhookEvent::parse("subscription-deleted"), None);
    }
}
