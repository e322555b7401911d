//! What a customer's classic subscriptions cost the partner on its last invoice.

use rust_decimal::Decimal;
use seatwright_domain::billing::charge::InvoiceFamily;
use seatwright_domain::billing::invoice::BillTo;
use seatwright_domain::ids::CustomerId;
use seatwright_domain::money::Currency;
use seatwright_domain::role::Action;
use seatwright_store::{ChargeQuery, InvoiceQuery, StoredCharge, StoredInvoice, Want};

use super::invoice_lines::OfEngine;
use super::invoices::{currency, payer};
use crate::call::Call;
use crate::fault::Fault;
use crate::fields::{Takes, find_word};
use crate::json::{Json, Object};
use crate::query::wrong;
use crate::reply::Reply;
use crate::route::{Answered, Route};
use crate::schema::{Schema, collection_of, currency as currency_shape, guid, number, resource, text};
use crate::wire::invoice::{NO_DATE, cell_schema};
use crate::wire::{attributes, collection, day_start, link};

/// What there is to tell: the invoice, where there is one, and the customer's lines on it.
struct Costs {
    customer: CustomerId,
    currency: Currency,
    invoice: Option<StoredInvoice>,
    lines: Vec<StoredCharge>,
}

/// The operations of this file.
pub(super) fn routes() -> Vec<Route> {
    vec![
        Route::get("/v1/customers/{customer}/servicecosts/{period}", Action::ReadBill, summary)
            .about("What the customer's classic subscriptions cost on the last invoice (`mostrecent`)")
            .answers(200, Schema::Named("ServiceCostsSummary", summary_shape)),
        Route::get(
            "/v1/customers/{customer}/servicecosts/{period}/lineitems",
            Action::DownloadReconciliation,
            lines,
        )
        .about("The lines of these costs")
        .answers(200, collection_of(Schema::Named("ServiceCostLineItem", line_shape))),
    ]
}

fn summary_shape() -> Schema {
    resource()
        .needs("customerId", guid())
        .needs("billingStartDate", text().about("`0001-01-01T00:00:00` where there is no invoice."))
        .needs("billingEndDate", text().about("`0001-01-01T00:00:00` where there is no invoice."))
        .needs("pretaxTotal", number())
        .needs("tax", number())
        .needs("afterTaxTotal", number())
        .needs("currencyCode", currency_shape())
        .needs("currencySymbol", text())
}

fn line_shape() -> Schema {
    MEMBERS
        .into_iter()
        .fold(resource(), |shape, (name, member)| {
            shape.has(name, cell_schema(InvoiceFamily::Classic, member))
        })
        .needs("currencyCode", currency_shape())
        .needs("currencySymbol", text())
}

/// The sum.
pub(crate) async fn summary(call: Call) -> Answered {
    let costs = read(&call).await?;
    let minor = costs.lines.iter().fold(0_i64, |sum, line| sum.saturating_add(line.charge.amount.minor));
    let total = seatwright_domain::money::Money { minor, currency: costs.currency }.to_decimal();
    let period = costs.invoice.as_ref().map(|stored| stored.invoice.period);
    let date = |date: Option<jiff::civil::Date>| date.map_or_else(|| NO_DATE.to_owned(), day_start);
    let own = format!("/customers/{}/servicecosts/mostrecent", costs.customer);
    let links =
        Object::new().set("serviceCostLineItems", link(format!("{own}/lineitems"))).set("self", link(own));
    Ok(Reply::ok(
        Object::new()
            .set("customerId", costs.customer.to_string())
            .set("billingStartDate", date(period.map(|period| period.first)))
            .set("billingEndDate", date(period.map(|period| period.last)))
            .set("pretaxTotal", total)
            .set("tax", Decimal::ZERO)
            .set("afterTaxTotal", total)
            .set("currencyCode", costs.currency.code())
            .set("currencySymbol", costs.currency.symbol())
            .set("links", Json::from(links))
            .set("attributes", attributes("ServiceCostsSummary")),
    ))
}

/// The lines.
pub(crate) async fn lines(call: Call) -> Answered {
    let costs = read(&call).await?;
    let source = OfEngine(call.engine().clone());
    let beside = seatwright_documents::Beside::of(&source, &costs.lines).await?;
    let mut items = Vec::with_capacity(costs.lines.len());
    for stored in &costs.lines {
        let members = seatwright_documents::row(&beside.line(&source, stored, None)?)
            .map(|(column, value)| (column.member, crate::wire::invoice::cell(value)))
            .collect();
        items.push(item(members, costs.currency));
    }
    Ok(Reply::ok(collection::collection(&call, items)))
}

/// The names of service costs, each with that of the licence file's member.
const MEMBERS: [(&str, &str); 14] = [
    ("startDate", "chargeStartDate"),
    ("endDate", "chargeEndDate"),
    ("subscriptionFriendlyName", "subscriptionName"),
    ("subscriptionId", "subscriptionId"),
    ("orderId", "orderId"),
    ("offerId", "offerId"),
    ("offerName", "offerName"),
    ("resellerMPNId", "tier2MpnId"),
    ("chargeType", "chargeType"),
    ("quantity", "quantity"),
    ("unitPrice", "unitPrice"),
    ("pretaxTotal", "subtotal"),
    ("tax", "tax"),
    ("afterTaxTotal", "totalForCustomer"),
];

fn item(members: Vec<(&'static str, Json)>, currency: Currency) -> Json {
    let value =
        |wanted: &str| members.iter().find(|(name, _)| *name == wanted).map(|(_, value)| value.clone());
    MEMBERS
        .into_iter()
        .fold(Object::new(), |object, (name, member)| object.some(name, value(member)))
        .set("currencyCode", currency.code())
        .set("currencySymbol", currency.symbol())
        .set("attributes", attributes("ServiceCostLineItem"))
        .into()
}

async fn read(call: &Call) -> Result<Costs, Fault> {
    call.account(Want::default()).await?;
    let takes = || Takes::one_of(["MostRecent"]);
    find_word(call.value("period"), &[("MostRecent", ())]).ok_or_else(|| wrong("period", takes()))?;
    let (customer, payer) = (call.customer()?, payer(call)?);
    let invoice = latest_classic(call, payer).await?;
    let currency = match &invoice {
        Some(stored) => stored.invoice.key.currency,
        None => currency(call, payer).await?,
    };
    let lines = match &invoice {
        Some(stored) => on_invoice(call, customer, stored).await?,
        None => Vec::new(),
    };
    Ok(Costs { customer, currency, invoice, lines })
}

async fn latest_classic(call: &Call, payer: BillTo) -> Result<Option<StoredInvoice>, Fault> {
    let family = Some(InvoiceFamily::Classic);
    let query = InvoiceQuery { family, newest_first: true, limit: 1, ..InvoiceQuery::of(payer) };
    Ok(call.engine().store().invoices(&query).await?.items.pop())
}

async fn on_invoice(
    call: &Call,
    customer: CustomerId,
    stored: &StoredInvoice,
) -> Result<Vec<StoredCharge>, Fault> {
    let mut query = ChargeQuery { invoice: Some(stored.invoice.id), ..ChargeQuery::of(customer) };
    let mut lines = Vec::new();
    loop {
        let page = call.engine().store().charges(&query).await?;
        lines.extend(page.items);
        match page.next {
            Some(next) => query.after = Some(next),
            None => return Ok(lines),
        }
    }
}
