//! Add-ons.
use crate::decision::Draft;
use crate::ids::OrderId;
use crate::order::Wanted;
pub(crate) fn buy_into_order(_: &mut Draft<'_>, _: OrderId, _: &[Wanted]) {}
