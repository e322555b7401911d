//! Invoices of whoever asks: of a partner those for what it sold, of a customer those for what it bought itself.

use axum::http::StatusCode;
use seatwright_documents::statement as documents;
use seatwright_domain::billing::charge::InvoiceFamily;
use seatwright_domain::billing::invoice::BillTo;
use seatwright_domain::money::Currency;
use seatwright_domain::role::{Action, Actor};
use seatwright_store::{InvoiceQuery, PAGE_ROWS_MAX, StoredInvoice};
use tokio::sync::Semaphore;

use super::invoice_lines::OfEngine;
use crate::call::Call;
use crate::dates;
use crate::fault::Fault;
use crate::fields::{Takes, find_word};
use crate::filter::{self, Filter};
use crate::json::{Json, Object};
use crate::reply::Reply;
use crate::route::{Answered, Parameter, Route};
use crate::schema::{collection_of, text, words};
use crate::texts::Language;
use crate::wire::collection;
use crate::wire::invoice::{self, Balance, LastPayment};

/// The kind of a statement.
pub(super) const PDF: &str = "application/pdf";

/// The most invoices of a page that a client asks for; without a size it gets all of them.
const PAGE_MAX: u64 = 200;

/// How many statements are printed at once: each takes a processor and some megabytes.
static PRINTERS: Semaphore = Semaphore::const_new(4);

/// The prefixes that clients put before a number to say what kind of invoice they mean.
const PREFIXES: [&str; 2] = ["RECURRING-", "ONETIME-"];

/// The operations of this file.
pub(super) fn routes() -> Vec<Route> {
    vec![
        Route::get("/v1/invoices", Action::ReadBill, list)
            .about("The caller's invoices, newest first")
            .query(collection::offset_parameters(PAGE_MAX))
            .query([
                Parameter::has("filter", text()),
                Parameter::has("sortField", words(&["InvoiceDate"])),
                Parameter::has("sortDirection", words(&["ascending", "descending"])),
            ])
            .answers(200, collection_of(invoice::schema())),
        Route::get("/v1/invoices/summary", Action::ReadBill, summary)
            .about("What is owed in the caller's own currency")
            .answers(200, invoice::summary_schema()),
        Route::get("/v1/invoices/summaries", Action::ReadBill, summaries)
            .about("What is owed in each currency")
            .answers(200, collection_of(invoice::summary_schema())),
        Route::get("/v1/invoices/{invoice}", Action::ReadBill, get)
            .about("One invoice, by its number")
            .answers(200, invoice::schema()),
        Route::get("/v1/invoices/{invoice}/documents/statement", Action::ReadBill, statement)
            .gives(PDF)
            .about("The statement of an invoice as PDF, in the reader's language")
            .answers_bare(200),
    ]
}

/// The invoices, newest first.
pub(crate) async fn list(call: Call) -> Answered {
    let wanted = filter_of(&call)?;
    let sorts = [("InvoiceDate", ())];
    call.query.parsed("sortField", Takes::one_of(["InvoiceDate"]), |text| find_word(text, &sorts))?;
    let directions = [("ascending", false), ("descending", true)];
    let takes = Takes::one_of(["ascending", "descending"]);
    let newest_first =
        call.query.parsed("sortDirection", takes, |text| find_word(text, &directions))?.unwrap_or(true);
    let mut found = of_payer(&call, payer(&call)?).await?;
    if newest_first {
        found.reverse();
    }
    let date = |stored: &StoredInvoice| stored.invoice.key.date.to_string();
    let wanted =
        |stored: &&StoredInvoice| wanted.as_ref().is_none_or(|wanted| wanted.takes(&|_| date(stored)));
    let items = found.iter().filter(wanted).map(invoice::invoice).collect();
    Ok(Reply::ok(collection::offset_page(&call, items, PAGE_MAX)?))
}

/// Which invoices are wanted: by their dates, which in ISO 8601 have the order of texts.
fn filter_of(call: &Call) -> Result<Option<Filter>, Fault> {
    let Some(read) = Filter::of(call, &["InvoiceDate"])? else { return Ok(None) };
    let day = |_: &str, operator: filter::Operator, value: &str| {
        dates::day(value).filter(|_| !operator.is_of_texts()).map(|day| day.to_string())
    };
    read.in_form(&day).map(Some).ok_or_else(filter::wrong)
}

/// One invoice.
pub(crate) async fn get(call: Call) -> Answered {
    Ok(Reply::ok(invoice::invoice(&of_path(&call).await?)))
}

/// The statement of an invoice as PDF, in the reader's language.
pub(crate) async fn statement(call: Call) -> Answered {
    let stored = of_path(&call).await?;
    let language = match call.language {
        Language::English => documents::Language::En,
        Language::Dutch => documents::Language::Nl,
        Language::Swedish => documents::Language::Sv,
        Language::German => documents::Language::De,
    };
    let source = OfEngine(call.engine().clone());
    let broken =
        |error: String| Fault::Internal(format!("no statement of {}: {error}", stored.invoice.number));
    let biller = &call.state.settings.biller;
    let made = seatwright_documents::statement(&source, &stored, biller, language).await;
    let made = made.map_err(|error| broken(error.to_string()))?;
    let _turn = PRINTERS.acquire().await.map_err(|error| broken(error.to_string()))?;
    let printed = tokio::task::spawn_blocking(move || documents::render(&made)).await;
    let printed = printed.map_err(|error| broken(error.to_string()))?;
    let body = printed.map_err(|error| broken(error.to_string()))?;
    let name = format!("attachment; filename=Invoice_{}.pdf", stored.invoice.number);
    let reply = Reply { status: StatusCode::OK, headers: Vec::new(), body };
    Ok(reply
        .header("Content-Type", PDF)
        .header("Content-Disposition", name)
        .header("Content-Language", call.language.code()))
}

/// The balance of the payer's own currency.
pub(crate) async fn summary(call: Call) -> Answered {
    let payer = payer(&call)?;
    let found = of_payer(&call, payer).await?;
    let currency = currency(&call, payer).await?;
    Ok(Reply::ok(shown(&call, payer, currency, &found).await?))
}

/// The balance of every currency that there are invoices in; of the payer's own where there are none.
pub(crate) async fn summaries(call: Call) -> Answered {
    let payer = payer(&call)?;
    let found = of_payer(&call, payer).await?;
    let mut currencies: Vec<Currency> = found.iter().map(|stored| stored.invoice.key.currency).collect();
    currencies.push(currency(&call, payer).await?);
    currencies.sort_unstable();
    currencies.dedup();
    let mut items = Vec::with_capacity(currencies.len());
    for currency in currencies {
        items.push(shown(&call, payer, currency, &found).await?);
    }
    Ok(Reply::ok(collection::collection(&call, items)))
}

/// What is open, less what is to the payer's credit. Payments belong to no family, so the parts are the open invoices alone.
async fn shown(
    call: &Call,
    payer: BillTo,
    currency: Currency,
    found: &[StoredInvoice],
) -> Result<Json, Fault> {
    let now = call.engine().now();
    let paid = last_payment(call, payer, currency).await?;
    let families = [InvoiceFamily::Classic, InvoiceFamily::NewCommerce];
    let details = families
        .iter()
        .map(|family| {
            let of_family = found.iter().filter(|stored| stored.invoice.key.family == *family);
            let summary = invoice::summary(&Balance::of(currency, of_family), None, now, None);
            Object::new().set("invoiceType", invoice::kind(*family)).set("summary", summary).into()
        })
        .collect();
    let mut balance = Balance::of(currency, found.iter());
    let unallocated = call.engine().store().unallocated(payer, currency).await?;
    balance.minor = balance.minor.saturating_sub(unallocated);
    Ok(invoice::summary(&balance, paid, now, Some(details)))
}

/// The payment that was received last in a currency.
async fn last_payment(call: &Call, payer: BillTo, currency: Currency) -> Result<Option<LastPayment>, Fault> {
    let mut last: Option<LastPayment> = None;
    let mut after: Option<String> = None;
    loop {
        let page = call.engine().store().payments(payer, after.as_deref(), PAGE_ROWS_MAX).await?;
        for payment in page.items.iter().filter(|payment| payment.received.amount.currency == currency) {
            let on = payment.received.received_on;
            if last.is_none_or(|last| last.on <= on) {
                last = Some(LastPayment { on, amount: payment.received.amount });
            }
        }
        match page.next {
            Some(next) => after = Some(next),
            None => return Ok(last),
        }
    }
}

/// Who pays what the caller buys.
///
/// # Errors
/// The caller buys nothing.
pub(super) fn payer(call: &Call) -> Result<BillTo, Fault> {
    match call.caller()?.actor {
        Actor::Partner { partner, .. } => Ok(BillTo::Partner(partner)),
        Actor::Customer { customer, .. } => Ok(BillTo::Customer(customer)),
        Actor::Publisher { .. } | Actor::System => Err(Fault::nothing_here()),
    }
}

/// The currency that a payer is billed in where nothing else is said: the partner's, or that of the customer's market.
///
/// # Errors
/// A failing store.
pub(super) async fn currency(call: &Call, payer: BillTo) -> Result<Currency, Fault> {
    let found = match payer {
        BillTo::Partner(partner) => call.engine().partners().get(partner).map(|partner| partner.currency),
        BillTo::Customer(customer) => {
            let customer = call.engine().store().customer(customer).await?;
            customer.and_then(|customer| call.view().currency(customer.country()))
        }
    };
    Ok(found.unwrap_or(Currency::USD))
}

/// All invoices of a payer, oldest first.
///
/// # Errors
/// A failing store.
pub(super) async fn of_payer(call: &Call, payer: BillTo) -> Result<Vec<StoredInvoice>, Fault> {
    let mut query = InvoiceQuery::of(payer);
    let mut found = Vec::new();
    loop {
        let page = call.engine().store().invoices(&query).await?;
        found.extend(page.items);
        match page.next {
            Some(next) => query.after = Some(next),
            None => return Ok(found),
        }
    }
}

/// The invoice of the path: by its number, bare or after the prefix of its kind.
///
/// # Errors
/// There is none, or it is somebody else's: the two look the same.
pub(super) async fn of_path(call: &Call) -> Result<StoredInvoice, Fault> {
    of_number(call, call.value("invoice")).await
}

/// An invoice of the caller by its number, bare or after the prefix of its kind.
///
/// # Errors
/// There is none, or it is somebody else's: the two look the same.
pub(super) async fn of_number(call: &Call, number: &str) -> Result<StoredInvoice, Fault> {
    let payer = payer(call)?;
    let asked = number.trim().to_ascii_uppercase();
    let number = PREFIXES.iter().find_map(|prefix| asked.strip_prefix(prefix)).unwrap_or(&asked);
    let found = call.engine().store().invoice_by_number(number).await?;
    found.filter(|stored| stored.invoice.key.bill_to == payer).ok_or(Fault::nothing_here())
}
