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
