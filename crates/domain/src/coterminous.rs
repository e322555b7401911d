//! Coterminous end dates.

use jiff::civil::Date;

use crate::account::Account;
use crate::calendar::Term;
use crate::catalogue::Commerce;
use crate::decision::Context;
use crate::refusal::Reason;
use crate::subscription::Seller;

/// Whether a date can be chosen.
#[must_use]
#[expect(clippy::too_many_arguments, reason = "a placeholder of the real check")]
pub fn check(
    _: &Account,
    _: &Seller,
    _: Commerce,
    _: bool,
    _: Term,
    _: Date,
    _: Date,
    _: &Context<'_>,
) -> Option<Reason> {
    None
}
