//! The shapes of quotes and redemptions.

use crate::handlers::own::events::event_schema;
use crate::schema::{Schema, count, day, flag, guid, instant, list, noticed, object, resource, text, words};
use crate::wire::charge::{
    expected_invoice_schema, line_schema, money_schema, totals_schema, unit_price_schema,
};
use crate::wire::offer::BILLING;
use crate::wire::subscription;

/// The shape of a quote.
pub(crate) const fn quote_schema() -> Schema {
    Schema::Named("SeatwrightQuote", quote)
}

fn quote() -> Schema {
    let window = || {
        object()
            .needs("subscription", guid())
            .has("lot", count())
            .has("refund", words(&["Full", "Partial"]))
            .needs("until", instant())
    };
    let lines = || list(line_schema());
    let quote = resource()
        .needs("accepted", flag())
        .needs("token", guid())
        .needs("state", words(&["open", "expired", "redeemed"]))
        .has("redeemedAt", instant())
        .needs("version", count())
        .needs("at", instant())
        .needs("validUntil", instant())
        .needs("lines", lines())
        .needs("laterLines", lines())
        .needs("invoices", list(expected_invoice_schema()))
        .needs("commitment", list(totals_schema()))
        .needs("commitmentWithout", list(totals_schema()))
        .needs("difference", list(totals_schema()))
        .needs("termEnds", list(Schema::Named("TermEnd", term_end)))
        .needs("prepaidLost", list(money_schema()))
        .needs("windowsLost", list(window()))
        .needs("windowsOpened", list(window()))
        .needs("events", list(event_schema()))
        .needs("subscriptions", list(subscription::schema()).about("As they would be."));
    noticed(quote)
}

fn term_end() -> Schema {
    let renews = object()
        .needs("offerId", text())
        .needs("quantity", count())
        .needs("termDuration", text())
        .needs("billingCycle", words(BILLING))
        .has("price", unit_price_schema())
        .has("charge", money_schema());
    object().needs("subscription", guid()).needs("on", day()).has("renews", renews).needs("text", text())
}

/// The shape of what a redemption did.
pub(crate) const fn redemption_schema() -> Schema {
    Schema::Named("SeatwrightRedemption", redemption)
}

fn redemption() -> Schema {
    let redemption = resource()
        .needs("redeemed", flag())
        .needs("token", guid())
        .needs("version", count())
        .needs("lines", list(line_schema().has("id", guid())))
        .needs("commitment", list(totals_schema()))
        .needs("events", list(event_schema()));
    noticed(redemption)
}
