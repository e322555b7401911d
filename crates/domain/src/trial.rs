//! Trials and their conversion.

use crate::calendar::BillingPlan;
use crate::decision::Draft;
use crate::ids::{OfferId, SubscriptionId};
use crate::refusal::{Code, Reason};
use crate::rule::Rule;

/// Converts a classic trial.
pub(crate) fn convert(
    draft: &mut Draft<'_>,
    id: SubscriptionId,
    target: &OfferId,
    seats: Option<u32>,
    billing: Option<BillingPlan>,
) {
    let _ = (target, seats, billing);
    draft.refuse(Reason::about(Rule::Trial103, Code::NotATrial, id));
}

/// Reasons against buying a trial.
pub(crate) fn purchase_reasons(
    _: &crate::account::Account,
    _: &crate::catalogue::Offer,
    _: u32,
    _: &crate::decision::Context<'_>,
) -> Vec<Reason> {
    Vec::new()
}

/// The end of a trial.
pub(crate) fn at_end(draft: &mut Draft<'_>, id: SubscriptionId) {
    crate::renewal::delete(draft, id, Rule::Trial102);
}
