//! What can be said about any event: its name, and the subscription it is about.

use super::Event;
use crate::ids::SubscriptionId;

impl Event {
    /// The name, as stored and shown.
    #[must_use]
    pub const fn kind(&self) -> &'static str {
        match self {
            Event::CustomerCreated { .. } => "customer_created",
            Event::BillingProfileChanged { .. } => "billing_profile_changed",
            Event::RelationshipChanged { .. } => "relationship_changed",
            Event::SegmentChanged { .. } => "segment_changed",
            Event::CustomerDeleted => "customer_deleted",
            Event::BalanceOverdue { .. } => "balance_overdue",
            Event::BalancePaid { .. } => "balance_paid",
            Event::PaymentReminded { .. } => "payment_reminded",
            Event::ServiceHealthChanged { .. } => "service_health_changed",
            Event::ServiceBusy { .. } => "service_busy",
            Event::CartSaved { .. } => "cart_saved",
            Event::CartExpired { .. } => "cart_expired",
            Event::CartOrdered { .. } => "cart_ordered",
            Event::OrderPlaced { .. } => "order_placed",
            Event::OrderLineAdded { .. } => "order_line_added",
            Event::SubscriptionStarted { .. } => "subscription_started",
            Event::SetUpCompleted { .. } => "set_up_completed",
            Event::PlanChanged { .. } => "plan_changed",
            Event::OperationStarted { .. } => "operation_started",
            Event::OperationEnded { .. } => "operation_ended",
            Event::ChangeRolledBack { .. } => "change_rolled_back",
            Event::SupportContactChanged { .. } => "support_contact_changed",
            Event::ProvisioningChanged { .. } => "provisioning_changed",
            Event::Renamed { .. } => "renamed",
            Event::ResellerChanged { .. } => "reseller_changed",
            Event::SeatsAdded { .. } => "seats_added",
            Event::SeatsRemoved { .. } => "seats_removed",
            Event::CycleStarted { .. } => "cycle_started",
            Event::ChangesBooked { .. } => "changes_booked",
            Event::Corrected { .. } => "corrected",
            Event::Suspended { .. } => "suspended",
            Event::Reactivated { .. } => "reactivated",
            Event::AutoRenewChanged { .. } => "auto_renew_changed",
            Event::ChangeScheduled { .. } => "change_scheduled",
            Event::ScheduleRemoved { .. } => "schedule_removed",
            Event::ScheduleDropped { .. } => "schedule_dropped",
            Event::BillingPlanSaved { .. } => "billing_plan_saved",
            Event::TermReplaced { .. } => "term_replaced",
            Event::CancellationScheduled { .. } => "cancellation_scheduled",
            Event::Cancelled { .. } => "cancelled",
            Event::Renewed { .. } => "renewed",
            Event::Extended { .. } => "extended",
            Event::TrialConverted { .. } => "trial_converted",
            Event::Expired { .. } => "expired",
            Event::Disabled { .. } => "disabled",
            Event::Deleted { .. } => "deleted",
            Event::UpgradeStarted { .. } => "upgrade_started",
            Event::CreditCheckPassed { .. } => "credit_check_passed",
            Event::UpgradeProvisioned { .. } => "upgrade_provisioned",
            Event::UsersMoved { .. } => "users_moved",
            Event::MoveFinished { .. } => "move_finished",
            Event::SourceClosed { .. } => "source_closed",
            Event::SeatsTransferred { .. } => "seats_transferred",
            Event::OfferChanged { .. } => "offer_changed",
            Event::UpgradeCompleted { .. } => "upgrade_completed",
            Event::UpgradeFailed { .. } => "upgrade_failed",
            Event::MigrationStarted { .. } => "migration_started",
            Event::MigrationCompleted { .. } => "migration_completed",
            Event::MigrationScheduled { .. } => "migration_scheduled",
            Event::MigrationScheduleEnded { .. } => "migration_schedule_ended",
            Event::UserCreated { .. } => "user_created",
            Event::UserChanged { .. } => "user_changed",
            Event::UserDeleted { .. } => "user_deleted",
            Event::UserRestored { .. } => "user_restored",
            Event::LicencesChanged { .. } => "licences_changed",
            Event::RoleGiven { .. } => "role_given",
            Event::RoleTaken { .. } => "role_taken",
        }
    }

    /// The subscription it is about, where it is about one.
    #[must_use]
    pub fn subscription(&self) -> Option<SubscriptionId> {
        match self {
            Event::SubscriptionStarted { subscription } => Some(subscription.id),
            Event::SetUpCompleted { subscription }
            | Event::PlanChanged { subscription, .. }
            | Event::OperationStarted { subscription, .. }
            | Event::OperationEnded { subscription, .. }
            | Event::ChangeRolledBack { subscription, .. }
            | Event::SupportContactChanged { subscription, .. }
            | Event::ProvisioningChanged { subscription, .. }
            | Event::Renamed { subscription, .. }
            | Event::ResellerChanged { subscription, .. }
            | Event::SeatsAdded { subscription, .. }
            | Event::SeatsRemoved { subscription, .. }
            | Event::CycleStarted { subscription, .. }
            | Event::ChangesBooked { subscription, .. }
            | Event::Corrected { subscription, .. }
            | Event::Suspended { subscription, .. }
            | Event::Reactivated { subscription }
            | Event::AutoRenewChanged { subscription, .. }
            | Event::ChangeScheduled { subscription, .. }
            | Event::ScheduleRemoved { subscription, .. }
            | Event::ScheduleDropped { subscription, .. }
            | Event::BillingPlanSaved { subscription, .. }
            | Event::TermReplaced { subscription, .. }
            | Event::CancellationScheduled { subscription, .. }
            | Event::Cancelled { subscription, .. }
            | Event::Renewed { subscription, .. }
            | Event::Extended { subscription, .. }
            | Event::TrialConverted { subscription, .. }
            | Event::Expired { subscription, .. }
            | Event::Disabled { subscription, .. }
            | Event::Deleted { subscription, .. }
            | Event::SourceClosed { subscription, .. }
            | Event::SeatsTransferred { subscription, .. }
            | Event::OfferChanged { subscription, .. } => Some(*subscription),
            Event::OrderLineAdded { line, .. } => Some(line.subscription),
            _ => None,
        }
    }
}
