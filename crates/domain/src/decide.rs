//! The one entry: a command over an account gives a decision, or every reason against it.

use crate::account::Account;
use crate::command::Command;
use crate::decision::{Context, Decision, Draft};
use crate::refusal::Refusals;
use crate::{
    addon, billing_change, cancellation, cart, correction, customer_commands, fulfilment, licensing,
    migration, renewal, seats, support_contact, suspension, trial, upgrade,
};

pub use crate::customer_commands::create as create_customer;

/// Decides a command.
///
/// # Errors
/// Every reason why the command cannot be carried out; then nothing happens at all.
pub fn decide(account: &Account, command: &Command, context: &Context<'_>) -> Result<Decision, Refusals> {
    let mut draft = Draft::new(account.clone(), *context);
    draft.refuse_all(fulfilment::not_for_publishers(command, context));
    dispatch(&mut draft, command);
    draft.finish()
}

/// Carries out one command inside a draft. Parts of `All` see the effects of the parts before them.
fn dispatch(draft: &mut Draft<'_>, command: &Command) {
    match command {
        Command::All { commands } => {
            for (place, command) in commands.iter().enumerate() {
                let before = draft.reasons_count();
                dispatch(draft, command);
                draft.place_reasons(before, place);
            }
        }
        Command::ChangeBillingProfile { .. }
        | Command::BeginRelationship { .. }
        | Command::SetDelegation { .. }
        | Command::EndRelationship { .. }
        | Command::ConfirmAgreement { .. }
        | Command::Qualify { .. }
        | Command::DeleteCustomer { .. }
        | Command::RecordOverdue { .. }
        | Command::PayOverdue { .. }
        | Command::ReportService { .. }
        | Command::ReportBusy { .. } => customer_commands::decide(draft, command),
        Command::SaveCart { cart, lines } => cart::save(draft, *cart, lines),
        Command::Checkout { cart } => cart::checkout(draft, *cart),
        Command::PlaceOrder { lines, payment } => cart::place_order(draft, lines, *payment),
        Command::BuyAddOns { order, lines } => addon::buy_into_order(draft, *order, lines),
        Command::ChangeOrderBilling { order, billing } => billing_change::of_order(draft, *order, *billing),
        Command::Rename { subscription, name } => seats::rename(draft, *subscription, name),
        Command::ChangeSeats { subscription, seats } => seats::change(draft, *subscription, *seats),
        Command::ChangeReseller { subscription, reseller } => {
            seats::change_reseller(draft, *subscription, reseller.as_deref());
        }
        Command::SetSupportContact { subscription, contact } => {
            support_contact::change(draft, *subscription, contact);
        }
        Command::Suspend { subscription, reason } => suspension::suspend(draft, *subscription, *reason),
        Command::Reactivate { subscription } => suspension::reactivate(draft, *subscription),
        Command::Cancel { subscription, reason, confirmed } => {
            cancellation::cancel(draft, *subscription, reason, *confirmed);
        }
        Command::SetAutoRenew { subscription, on } => renewal::set_auto_renew(draft, *subscription, *on),
        Command::Schedule { subscription, next } => renewal::schedule(draft, *subscription, next),
        Command::Unschedule { subscription } => renewal::unschedule(draft, *subscription),
        Command::RestoreSchedule { subscription } => renewal::restore(draft, *subscription),
        Command::ChangeBillingPlan { subscription, billing } => {
            billing_change::plan(draft, *subscription, *billing);
        }
        Command::ChangeTerm { subscription, term, billing } => {
            billing_change::term(draft, *subscription, *term, *billing);
        }
        Command::ConvertTrial { subscription, target, seats, billing } => {
            trial::convert(draft, *subscription, target, *seats, *billing);
        }
        Command::Adjust { subscription, kind, charge, amount, reason } => {
            let wish = correction::Wish { kind: *kind, charge: *charge, amount: *amount, reason };
            correction::adjust(draft, *subscription, &wish);
        }
        Command::CompleteSetUp { subscription } => suspension::complete_set_up(draft, *subscription),
        Command::ChangePlan { subscription, offer } => {
            fulfilment::change_plan(draft, *subscription, offer);
        }
        Command::AcknowledgeOperation { subscription, operation, accepted } => {
            fulfilment::acknowledge(draft, *subscription, *operation, *accepted);
        }
        Command::ReportProvisioning { subscription, provisioned } => {
            suspension::report_provisioning(draft, *subscription, *provisioned);
        }
        Command::Upgrade { .. }
        | Command::UpgradeSelf { .. }
        | Command::DecideCredit { .. }
        | Command::WithdrawUpgrade { .. }
        | Command::Transition { .. } => upgrade::decide(draft, command),
        Command::MigrateToNewCommerce { wish } => migration::migrate(draft, wish),
        Command::ScheduleMigration { wish, day } => migration::save(draft, wish, *day),
        Command::ChangeMigrationSchedule { schedule, wish, day } => {
            migration::change(draft, *schedule, wish, *day);
        }
        Command::CancelMigrationSchedule { schedule } => migration::cancel(draft, *schedule),
        Command::CreateUser { .. }
        | Command::ChangeUser { .. }
        | Command::DeleteUser { .. }
        | Command::RestoreUser { .. }
        | Command::ChangeLicences { .. }
        | Command::GiveRole { .. }
        | Command::TakeRole { .. } => licensing::decide(draft, command),
    }
}
