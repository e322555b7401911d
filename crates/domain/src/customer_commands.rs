//! Commands about the customer itself: its creation, profiles, relationships with partners, balances and service health.

mod create;
mod deletion;
mod operations;
mod profile;
mod qualification;
mod relationship;

use crate::command::{Command, NewCustomer};
use crate::decision::{Context, Decision, Draft};
use crate::refusal::Refusals;
use crate::rule::Rule;

/// The rules that this module holds.
pub const RULES: &[Rule] = &[
    Rule::Role03,
    Rule::Role04,
    Rule::Role05,
    Rule::Role128,
    Rule::Role129,
    Rule::Role131,
    Rule::Role142,
    Rule::Cat03,
    Rule::Chan101,
    Rule::Chan103,
    Rule::Chan106,
    Rule::Why02,
    Rule::Why08,
    Rule::Why11,
];

/// Opens an account. The partner that creates it becomes the customer's reseller; an installation's operator opens an
/// account without a reseller. `domain_taken` says whether another customer has the domain, in any case.
///
/// # Errors
/// Every reason against it: the role (ROLE-128), the cloud (ROLE-04), the market region (CHAN-103), an unknown reseller
/// (CHAN-106), a domain that is taken, and each field outside what it takes.
pub fn create(new: &NewCustomer, domain_taken: bool, context: &Context<'_>) -> Result<Decision, Refusals> {
    create::create(new, domain_taken, context)
}

/// Decides the commands of this module.
pub(crate) fn decide(draft: &mut Draft<'_>, command: &Command) {
    match command {
        Command::ChangeBillingProfile { profile, revision } => profile::change(draft, profile, *revision),
        Command::BeginRelationship { partner, reseller, delegation } => {
            relationship::begin(draft, *partner, reseller.as_deref(), delegation.as_ref());
        }
        Command::SetDelegation { partner, delegation } => {
            relationship::delegate(draft, *partner, delegation.as_ref());
        }
        Command::EndRelationship { partner } => relationship::end(draft, *partner),
        Command::ConfirmAgreement { agreement } => relationship::confirm_agreement(draft, agreement),
        Command::Qualify { segment } => qualification::change(draft, *segment),
        Command::DeleteCustomer { sandbox } => deletion::delete(draft, *sandbox),
        Command::RecordOverdue { unpaid } => operations::record_overdue(draft, unpaid),
        Command::PayOverdue { subscription } => operations::pay_overdue(draft, *subscription),
        Command::ReportService { service, healthy } => operations::report_service(draft, service, *healthy),
        Command::ReportBusy { until } => operations::report_busy(draft, *until),
        // The other commands are decided elsewhere and never come here.
        _ => {}
    }
}
