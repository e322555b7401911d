//! Commands about the customer itself: its creation, profiles, relationships with partners, balances and service health.

use crate::command::{Command, NewCustomer};
use crate::decision::{Context, Decision, Draft};
use crate::refusal::{Code, Reason, Refusals, Subject};
use crate::rule::Rule;

/// Opens an account.
///
/// # Errors
/// Every reason against it.
pub fn create(new: &NewCustomer, domain_taken: bool, context: &Context<'_>) -> Result<Decision, Refusals> {
    let _ = (new, domain_taken, context);
    Err(Reason::new(Rule::Role128, Code::NotEligible, Subject::Caller).into())
}

/// Decides the commands of this module.
pub(crate) fn decide(draft: &mut Draft<'_>, command: &Command) {
    let _ = command;
    draft.refuse(Reason::new(Rule::Role128, Code::NotEligible, Subject::Caller));
}
