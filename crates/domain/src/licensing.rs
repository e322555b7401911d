//! Users and their licences.

use crate::command::Command;
use crate::decision::Draft;
use crate::refusal::{Code, Reason, Subject};
use crate::rule::Rule;

/// Decides the commands of this module.
pub(crate) fn decide(draft: &mut Draft<'_>, command: &Command) {
    let _ = command;
    draft.refuse(Reason::new(Rule::Lic101, Code::NotEligible, Subject::Caller));
}
