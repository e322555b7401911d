//! Billing plans and terms.
use crate::calendar::{BillingPlan, Term};
use crate::decision::Draft;
use crate::ids::{OrderId, SubscriptionId};
pub(crate) fn of_order(_: &mut Draft<'_>, _: OrderId, _: BillingPlan) {}
pub(crate) fn plan(_: &mut Draft<'_>, _: SubscriptionId, _: BillingPlan) {}
pub(crate) fn term(_: &mut Draft<'_>, _: SubscriptionId, _: Term, _: Option<BillingPlan>) {}
