//! Seats, names and resellers.
use crate::decision::Draft;
use crate::ids::SubscriptionId;
pub(crate) fn rename(_: &mut Draft<'_>, _: SubscriptionId, _: &str) {}
pub(crate) fn change(_: &mut Draft<'_>, _: SubscriptionId, _: u32) {}
pub(crate) fn change_reseller(_: &mut Draft<'_>, _: SubscriptionId, _: Option<&str>) {}
