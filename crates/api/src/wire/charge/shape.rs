//! The shapes of charges and of what they add up to.

use crate::schema::{Schema, count, currency, day, guid, number, object, text, whole, words};

/// The shape of a line.
pub(crate) const fn line_schema() -> Schema {
    Schema::Named("SeatwrightLine", line_shape)
}

/// The members of a line.
pub(crate) fn line_shape() -> Schema {
    object()
        .needs("subscription", guid())
        .needs("offerId", text())
        .has("offerName", text())
        .needs("chargeType", text())
        .needs("chargeStartDate", day())
        .needs("chargeEndDate", day())
        .needs("unitPrice", number())
        .needs("quantity", whole())
        .needs("amount", number())
        .needs("currency", currency())
        .needs("bookedOn", day())
        .needs("invoiceDate", day())
        .needs("rule", text())
        .needs("policy", text())
        .needs("text", text().about("How the amount was found."))
}

/// The shape of a list price.
pub(crate) const fn unit_price_schema() -> Schema {
    Schema::Named("UnitPrice", unit_price)
}

fn unit_price() -> Schema {
    object()
        .needs("amount", number())
        .needs("currency", currency())
        .has("over", count().about("A month costs this part of the amount."))
}

/// The shape of an amount.
pub(crate) const fn money_schema() -> Schema {
    Schema::Named("Amount", money)
}

fn money() -> Schema {
    object().needs("amount", number()).needs("currency", currency())
}

/// The shape of the totals of a currency.
pub(crate) const fn totals_schema() -> Schema {
    Schema::Named("Totals", totals)
}

fn totals() -> Schema {
    object()
        .needs("currency", currency())
        .needs("net", number())
        .needs("tax", number())
        .needs("total", number())
}

/// The shape of what lines put on an invoice.
pub(crate) const fn expected_invoice_schema() -> Schema {
    Schema::Named("ExpectedInvoice", expected_invoice)
}

fn expected_invoice() -> Schema {
    totals()
        .needs("invoiceDate", day())
        .needs("dueDate", day())
        .needs("family", words(&["classic", "newCommerce"]))
        .has("partner", text())
        .needs("taxPercent", number())
}
