//! Invoices, their summaries and their lines.

mod shape;

use seatwright_documents::{Line, Value, row};
use seatwright_domain::billing::charge::InvoiceFamily;
use seatwright_domain::billing::invoice::DocumentKind;
use seatwright_domain::money::{Currency, Money};
use seatwright_store::{InvoiceState, StoredInvoice};

pub(crate) use self::shape::{cell_schema, file_schema, line_schema, schema, summary_schema};
use crate::json::{Json, Object};
use crate::wire::{attributes, day_start, link};

/// How a date without a value is written.
pub(crate) const NO_DATE: &str = "0001-01-01T00:00:00";

/// An invoice.
pub(crate) fn invoice(stored: &StoredInvoice) -> Json {
    let invoice = &stored.invoice;
    let number = invoice.number.as_str();
    let document = match invoice.kind {
        DocumentKind::Invoice => "invoice",
        DocumentKind::CreditNote => "adjustment_note",
    };
    Object::new()
        .set("id", number)
        .set("invoiceDate", day_start(invoice.key.date))
        .set("billingPeriodStartDate", day_start(invoice.period.first))
        .set("billingPeriodEndDate", day_start(invoice.period.last))
        .set("totalCharges", invoice.total.to_decimal())
        .set("paidAmount", stored.settled.to_decimal())
        .set("currencyCode", invoice.key.currency.code())
        .set("currencySymbol", invoice.key.currency.symbol())
        .set("pdfDownloadLink", format!("/invoices/{number}/documents/statement"))
        .set("invoiceDetails", Json::List(vec![detail(number, invoice.key.family)]))
        .set("documentType", document)
        .set("invoiceType", kind(invoice.key.family))
        .set("seatwright", extras(stored))
        .set("links", Json::from(Object::new().set("self", link(format!("/invoices/{number}")))))
        .set("attributes", attributes("Invoice"))
        .into()
}

/// What the dialect has no members for.
fn extras(stored: &StoredInvoice) -> Json {
    let invoice = &stored.invoice;
    let tax = invoice.tax.as_ref().map(|tax| {
        Object::new()
            .set("name", tax.name.as_str())
            .set("percent", tax.percent)
            .set("amount", tax.amount.to_decimal())
    });
    Object::new()
        .set("state", stored.state.code())
        .set("dueDate", day_start(invoice.due))
        .set("lines", invoice.lines)
        .set("charges", invoice.charges.to_decimal())
        .set("credits", invoice.credits.to_decimal())
        .set("subtotal", invoice.subtotal.to_decimal())
        .some("tax", tax.map(Json::from))
        .set("openAmount", stored.open().to_decimal())
        .set("policy", invoice.policy.to_string())
        .into()
}

/// The dialect's word for a family.
pub(crate) const fn kind(family: InvoiceFamily) -> &'static str {
    match family {
        InvoiceFamily::Classic => "Recurring",
        InvoiceFamily::NewCommerce => "OneTime",
    }
}

/// The provider that a family's lines name: clients choose their line class by it.
const fn provider(family: InvoiceFamily) -> &'static str {
    match family {
        InvoiceFamily::Classic => "office",
        InvoiceFamily::NewCommerce => "one_time",
    }
}

fn detail(number: &str, family: InvoiceFamily) -> Json {
    let uri = match family {
        InvoiceFamily::Classic => format!("/invoices/{number}/lineitems/Office/BillingLineItems"),
        InvoiceFamily::NewCommerce => {
            format!("/invoices/OneTime-{number}/lineitems/OneTime/BillingLineItems")
        }
    };
    Object::new()
        .set("invoiceLineItemType", "billing_line_items")
        .set("billingProvider", provider(family))
        .set("links", Json::from(Object::new().set("self", link(uri))))
        .set("attributes", attributes("InvoiceDetail"))
        .into()
}

/// A line of an invoice, or one that will be: the members of the reconciliation file, and those by which clients choose
/// the class that reads it.
pub(crate) fn line(line: &Line<'_>) -> Json {
    let family = line.charge.family;
    let class = match family {
        InvoiceFamily::Classic => "LicenseBasedLineItem",
        InvoiceFamily::NewCommerce => "OneTimeInvoiceLineItem",
    };
    row(line)
        .fold(Object::new(), |object, (column, value)| object.set(column.member, cell(value)))
        .set("invoiceLineItemType", "billing_line_items")
        .set("billingProvider", provider(family))
        .set("attributes", attributes(class))
        .into()
}

/// A cell of a file as a member.
pub(crate) fn cell(value: Value) -> Json {
    match value {
        Value::Nothing => "".into(),
        Value::Text(text) | Value::Word(text) => text.into(),
        Value::Whole(number) => number.into(),
        Value::Amount(amount) => amount.into(),
        Value::Day(day) => day_start(day).into(),
        Value::Instant(at) => at.to_string().into(),
        Value::Words(words) => Json::List(words.into_iter().map(Json::from).collect()),
    }
}

/// What a payer owes in a currency, of one family or of all.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Balance {
    /// The currency.
    pub(crate) currency: Currency,
    /// What is open: above zero it is owed.
    pub(crate) minor: i64,
    /// The date of the first invoice.
    pub(crate) first: Option<jiff::civil::Date>,
    /// The date of the last one.
    pub(crate) latest: Option<jiff::civil::Date>,
}

impl Balance {
    /// The balance of some invoices in a currency.
    pub(crate) fn of<'a>(currency: Currency, invoices: impl Iterator<Item = &'a StoredInvoice>) -> Self {
        let mut balance = Self { currency, minor: 0, first: None, latest: None };
        let real = |stored: &&StoredInvoice| stored.invoice.key.currency == currency;
        for stored in invoices.filter(real) {
            let date = stored.invoice.key.date;
            if stored.state != InvoiceState::Void {
                balance.minor = balance.minor.saturating_add(stored.open().minor);
            }
            balance.first = Some(balance.first.map_or(date, |first| first.min(date)));
            balance.latest = Some(balance.latest.map_or(date, |latest| latest.max(date)));
        }
        balance
    }
}

/// The last payment of a payer in a currency.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct LastPayment {
    /// When it was received.
    pub(crate) on: jiff::civil::Date,
    /// How much it was.
    pub(crate) amount: Money,
}

/// A summary; `details` are those of the families.
pub(crate) fn summary(
    balance: &Balance,
    payment: Option<LastPayment>,
    now: jiff::Timestamp,
    details: Option<Vec<Json>>,
) -> Json {
    let date = |date: Option<jiff::civil::Date>| date.map_or_else(|| NO_DATE.to_owned(), day_start);
    let currency = balance.currency;
    let paid = payment.map_or(Money { minor: 0, currency }, |payment| payment.amount);
    Object::new()
        .set("balanceAmount", Money { minor: balance.minor, currency }.to_decimal())
        .set("currencyCode", currency.code())
        .set("currencySymbol", currency.symbol())
        .set("accountingDate", day_start(seatwright_domain::calendar::day_of(now)))
        .set("firstInvoiceCreationDate", date(balance.first))
        .set("lastPaymentDate", date(payment.map(|payment| payment.on)))
        .set("lastPaymentAmount", paid.to_decimal())
        .set("latestInvoiceDate", date(balance.latest))
        .some("details", details.map(Json::List))
        .set("links", Json::from(Object::new().set("self", link("/invoices/summary"))))
        .set("attributes", attributes("InvoiceSummary"))
        .into()
}
