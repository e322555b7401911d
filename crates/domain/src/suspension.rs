//! Suspension.
use crate::decision::Draft;
use crate::ids::SubscriptionId;
use crate::subscription::SuspensionReason;
pub(crate) fn suspend(_: &mut Draft<'_>, _: SubscriptionId, _: SuspensionReason) {}
pub(crate) fn reactivate(_: &mut Draft<'_>, _: SubscriptionId) {}
pub(crate) fn complete_set_up(_: &mut Draft<'_>, _: SubscriptionId) {}
pub(crate) fn report_provisioning(_: &mut Draft<'_>, _: SubscriptionId, _: bool) {}
