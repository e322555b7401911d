//! Renewal and scheduled changes.
use crate::decision::Draft;
use crate::ids::SubscriptionId;
use crate::subscription::NextTerm;
pub(crate) fn set_auto_renew(_: &mut Draft<'_>, _: SubscriptionId, _: bool) {}
pub(crate) fn schedule(_: &mut Draft<'_>, _: SubscriptionId, _: &NextTerm) {}
pub(crate) fn unschedule(_: &mut Draft<'_>, _: SubscriptionId) {}
pub(crate) fn restore(_: &mut Draft<'_>, _: SubscriptionId) {}
