//! The shapes of invoices, their summaries and their lines. The members of lines are the columns of the files.

use seatwright_documents::columns;
use seatwright_domain::billing::charge::InvoiceFamily;

use crate::schema::{
    Schema, any_of, count, currency, instant, list, number, object, resource, text, whole, words,
};

const PROVIDERS: &[&str] = &["office", "one_time"];
const LINE_TYPES: &[&str] = &["billing_line_items"];

/// The shape of an invoice.
pub(crate) const fn schema() -> Schema {
    Schema::Named("Invoice", shape)
}

fn shape() -> Schema {
    let detail =
        resource().needs("invoiceLineItemType", words(LINE_TYPES)).needs("billingProvider", words(PROVIDERS));
    resource()
        .needs("id", text())
        .needs("invoiceDate", instant())
        .needs("billingPeriodStartDate", instant())
        .needs("billingPeriodEndDate", instant())
        .needs("totalCharges", number())
        .needs("paidAmount", number())
        .needs("currencyCode", currency())
        .needs("currencySymbol", text())
        .needs("pdfDownloadLink", text())
        .needs("invoiceDetails", list(detail))
        .needs("documentType", words(&["invoice", "adjustment_note"]))
        .needs("invoiceType", words(&["Recurring", "OneTime"]))
        .needs("seatwright", Schema::Named("InvoiceExtras", extras))
}

/// What the dialect has no members for.
fn extras() -> Schema {
    let tax = object().needs("name", text()).needs("percent", number()).needs("amount", number());
    object()
        .needs("state", words(&["gathering", "open", "settled", "void"]))
        .needs("dueDate", instant())
        .needs("lines", count())
        .needs("charges", number())
        .needs("credits", number())
        .needs("subtotal", number())
        .has("tax", tax)
        .needs("openAmount", number())
        .needs("policy", text())
}

/// The shape of a summary; the parts of a family have no details of their own.
pub(crate) const fn summary_schema() -> Schema {
    Schema::Named("InvoiceSummary", summary)
}

fn summary() -> Schema {
    let detail =
        object().needs("invoiceType", words(&["Recurring", "OneTime"])).needs("summary", summary_schema());
    resource()
        .needs("balanceAmount", number())
        .needs("currencyCode", currency())
        .needs("currencySymbol", text())
        .needs("accountingDate", instant())
        .needs("firstInvoiceCreationDate", text().about("`0001-01-01T00:00:00` where there is none."))
        .needs("lastPaymentDate", text().about("`0001-01-01T00:00:00` where there is none."))
        .needs("lastPaymentAmount", number())
        .needs("latestInvoiceDate", text().about("`0001-01-01T00:00:00` where there is none."))
        .has("details", list(detail))
}

/// The shape of a line, of either family.
pub(crate) fn line_schema() -> Schema {
    any_of(vec![
        Schema::Named("LicenseBasedLineItem", classic_line),
        Schema::Named("OneTimeInvoiceLineItem", new_commerce_line),
    ])
}

fn classic_line() -> Schema {
    line(InvoiceFamily::Classic)
}

fn new_commerce_line() -> Schema {
    line(InvoiceFamily::NewCommerce)
}

fn line(family: InvoiceFamily) -> Schema {
    with_columns(resource(), family)
        .needs("invoiceLineItemType", words(LINE_TYPES))
        .needs("billingProvider", words(PROVIDERS))
}

/// The shape of a reconciliation file for programs.
pub(crate) fn file_schema() -> Schema {
    let row = |family| with_columns(object(), family);
    list(any_of(vec![row(InvoiceFamily::Classic), row(InvoiceFamily::NewCommerce)]))
}

fn with_columns(shape: Schema, family: InvoiceFamily) -> Schema {
    columns(family)
        .iter()
        .fold(shape, |shape, column| shape.needs(column.member, cell_schema(family, column.member)))
}

/// The shape of a cell. What has no value is an empty text.
pub(crate) fn cell_schema(family: InvoiceFamily, member: &str) -> Schema {
    match member {
        "mpnId" if family == InvoiceFamily::Classic => whole(),
        "tier2MpnId" | "resellerMpnId" | "quantity" | "billableQuantity" | "pcToBCExchangeRate" => whole(),
        "unitPrice" | "amount" | "totalOtherDiscount" | "subtotal" | "tax" | "taxTotal"
        | "totalForCustomer" | "effectiveUnitPrice" => number(),
        "productQualifiers" => list(text()),
        date if date.ends_with("Date") => any_of(vec![instant(), words(&[""])]),
        _ => text(),
    }
}
