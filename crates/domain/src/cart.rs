//! Carts and orders.
use crate::decision::Draft;
use crate::ids::CartId;
use crate::order::Wanted;
use crate::subscription::Payment;
pub(crate) fn save(_: &mut Draft<'_>, _: Option<CartId>, _: &[Wanted]) {}
pub(crate) fn checkout(_: &mut Draft<'_>, _: CartId) {}
pub(crate) fn place_order(_: &mut Draft<'_>, _: &[Wanted], _: Option<Payment>) {}
