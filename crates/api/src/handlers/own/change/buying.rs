//! Changes that buy or pay.

use seatwright_domain::command::Command;
use seatwright_domain::order::Wanted;
use seatwright_domain::subscription::Payment;

use super::subscription::{billing_of, term_of};
use super::{Present, offer_needed};
use crate::fields::{Fields, ITEMS_MAX, TEXT_MAX};

/// The lines of an order or of a purchase of add-ons.
fn lines(fields: &Fields<'_>) -> Option<Vec<Wanted>> {
    let lines = fields.objects_needed("lines", ITEMS_MAX);
    let lines: Vec<Option<Wanted>> = lines.iter().map(line).collect();
    lines.into_iter().collect()
}

fn line(fields: &Fields<'_>) -> Option<Wanted> {
    let (offer, quantity) = (offer_needed(fields, "offerId"), fields.quantity_needed("quantity", 1));
    let (term, billing) = (term_of(fields), billing_of(fields));
    let friendly_name = fields.text("friendlyName", TEXT_MAX);
    let (parent, custom_end) = (fields.id("baseSubscription"), fields.day("endsOn"));
    let reseller = fields.text("reseller", TEXT_MAX);
    let attestation_accepted = fields.flag("attestationAccepted").unwrap_or(false);
    Some(Wanted {
        offer: offer?,
        availability: None,
        quantity: quantity?,
        term,
        billing,
        friendly_name,
        parent,
        parent_line: None,
        custom_end,
        reseller,
        attestation_accepted,
        notes: fields.dictionary("provisioningContext").into_iter().collect(),
    })
}

pub(super) fn buy(fields: &Fields<'_>, _: &Present) -> Option<Command> {
    let lines = lines(fields);
    let payment = fields.word("payment", &[("card", Payment::Card), ("invoice", Payment::Invoice)]);
    Some(Command::PlaceOrder { lines: lines?, payment })
}

pub(super) fn buy_add_ons(fields: &Fields<'_>, _: &Present) -> Option<Command> {
    let (order, lines) = (fields.id_needed("order"), lines(fields));
    Some(Command::BuyAddOns { order: order?, lines: lines? })
}

pub(super) fn checkout(fields: &Fields<'_>, _: &Present) -> Option<Command> {
    Some(Command::Checkout { cart: fields.id_needed("cart")? })
}

pub(super) fn order_billing(fields: &Fields<'_>, _: &Present) -> Option<Command> {
    let (order, billing) = (fields.id_needed("order"), super::subscription::billing_needed(fields));
    Some(Command::ChangeOrderBilling { order: order?, billing: billing? })
}

pub(super) fn pay_overdue(fields: &Fields<'_>, _: &Present) -> Option<Command> {
    Some(Command::PayOverdue { subscription: fields.id("subscription") })
}
