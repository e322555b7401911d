//! What a command names: the rows that must be loaded beside the account before it can be decided.

use super::Command;
use crate::ids::{MigrationScheduleId, OrderId, SubscriptionId, UserId};

impl Command {
    /// Users whose records the decision needs.
    #[must_use]
    pub fn users(&self) -> Vec<UserId> {
        match self {
            Command::All { commands } => commands.iter().flat_map(Command::users).collect(),
            Command::ChangeUser { user, .. }
            | Command::DeleteUser { user }
            | Command::RestoreUser { user }
            | Command::ChangeLicences { user, .. }
            | Command::GiveRole { user, .. }
            | Command::TakeRole { user, .. } => vec![*user],
            _ => Vec::new(),
        }
    }

    /// Sign-in names whose owners the decision needs to know.
    #[must_use]
    pub fn principal_names(&self) -> Vec<String> {
        match self {
            Command::All { commands } => commands.iter().flat_map(Command::principal_names).collect(),
            Command::CreateUser { user } => vec![user.principal_name.clone()],
            Command::ChangeUser { change, .. } => change.principal_name.iter().cloned().collect(),
            _ => Vec::new(),
        }
    }

    /// Orders that the decision needs.
    #[must_use]
    pub fn orders(&self) -> Vec<OrderId> {
        match self {
            Command::All { commands } => commands.iter().flat_map(Command::orders).collect(),
            Command::BuyAddOns { order, .. } | Command::ChangeOrderBilling { order, .. } => vec![*order],
            _ => Vec::new(),
        }
    }

    /// Subscriptions whose charges the decision needs, all of them: a correction of a line never gives back more than stands
    /// charged.
    #[must_use]
    pub fn charges(&self) -> Vec<SubscriptionId> {
        match self {
            Command::All { commands } => commands.iter().flat_map(Command::charges).collect(),
            Command::Adjust { subscription, charge: Some(_), .. } => vec![*subscription],
            _ => Vec::new(),
        }
    }

    /// Schedules of migrations the command names; loaded even when they are over, so that the refusal can say so.
    #[must_use]
    pub fn migration_schedules(&self) -> Vec<MigrationScheduleId> {
        match self {
            Command::All { commands } => commands.iter().flat_map(Command::migration_schedules).collect(),
            Command::ChangeMigrationSchedule { schedule, .. }
            | Command::CancelMigrationSchedule { schedule } => vec![*schedule],
            _ => Vec::new(),
        }
    }

    /// Subscriptions the command names; loaded even when they are deleted, so that the refusal can say so.
    #[must_use]
    pub fn subscriptions(&self) -> Vec<SubscriptionId> {
        match self {
            Command::All { commands } => commands.iter().flat_map(Command::subscriptions).collect(),
            Command::Rename { subscription, .. }
            | Command::ChangeSeats { subscription, .. }
            | Command::ChangeReseller { subscription, .. }
            | Command::SetSupportContact { subscription, .. }
            | Command::Suspend { subscription, .. }
            | Command::Reactivate { subscription }
            | Command::Cancel { subscription, .. }
            | Command::SetAutoRenew { subscription, .. }
            | Command::Schedule { subscription, .. }
            | Command::Unschedule { subscription }
            | Command::RestoreSchedule { subscription }
            | Command::ChangeBillingPlan { subscription, .. }
            | Command::ChangeTerm { subscription, .. }
            | Command::ConvertTrial { subscription, .. }
            | Command::CompleteSetUp { subscription }
            | Command::ChangePlan { subscription, .. }
            | Command::AcknowledgeOperation { subscription, .. }
            | Command::ReportProvisioning { subscription, .. }
            | Command::Adjust { subscription, .. }
            | Command::Upgrade { subscription, .. }
            | Command::UpgradeSelf { subscription, .. } => vec![*subscription],
            Command::MigrateToNewCommerce { wish }
            | Command::ScheduleMigration { wish, .. }
            | Command::ChangeMigrationSchedule { wish, .. } => wish.subscriptions().collect(),
            Command::Transition { subscription, into, .. } => {
                std::iter::once(*subscription).chain(*into).collect()
            }
            _ => Vec::new(),
        }
    }
}
