//! Cancellation.
use crate::decision::Draft;
use crate::ids::SubscriptionId;
pub(crate) fn cancel(_: &mut Draft<'_>, _: SubscriptionId, _: &str, _: bool) {}
