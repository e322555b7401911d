//! Bills are paid: on a day of each month partners pay what is a month old, and customers that buy directly pay everything.
//! So nobody is dunned, and the last month's invoices of partners are still open when the history ends.

use jiff::civil::Date;
use jiff::{Timestamp, ToSpan};
use seatwright_domain::billing::invoice::BillTo;
use seatwright_domain::billing::settling::PaymentReceived;
use seatwright_domain::calendar::{MonthEnd, add_months, day_of, plus_hours, start_of_day};
use seatwright_engine::Engine;
use seatwright_store::InvoiceQuery;

/// The day of the month on which money arrives, and the hour.
const DAY: i8 = 20;
const HOUR: u32 = 10;

/// Partners pay what is so many days old.
const PARTNERS_PAY_AFTER: i32 = 30;

/// The next instant after one at which money arrives.
pub(super) fn next(after: Timestamp) -> Timestamp {
    let this = day_of(after).first_of_month();
    let days = [this, add_months(this, 1, MonthEnd::KeepDayClamped)];
    let instants = days.into_iter().filter_map(|first| {
        Date::new(first.year(), first.month(), DAY).ok().map(|day| plus_hours(start_of_day(day), HOUR))
    });
    instants.into_iter().find(|at| *at > after).unwrap_or(Timestamp::MAX)
}

/// Everybody pays.
pub(super) async fn arrive(engine: &Engine) -> anyhow::Result<()> {
    let today = day_of(engine.now());
    let old = today.saturating_sub(PARTNERS_PAY_AFTER.days());
    let partners: Vec<BillTo> = engine.partners().iter().map(|partner| BillTo::Partner(partner.id)).collect();
    for payer in partners {
        pay(engine, payer, old, today).await?;
    }
    for customer in engine.store().customer_ids(None, 1_000).await? {
        pay(engine, BillTo::Customer(customer), today, today).await?;
    }
    Ok(())
}

/// A payer pays every invoice up to a date, each by itself.
async fn pay(engine: &Engine, bill_to: BillTo, upto: Date, today: Date) -> anyhow::Result<()> {
    let open = InvoiceQuery { open: true, ..InvoiceQuery::of(bill_to) };
    for stored in engine.store().invoices(&open).await?.items {
        let (invoice, amount) = (&stored.invoice, stored.open());
        if invoice.key.date > upto || amount.minor <= 0 {
            continue;
        }
        let reference = format!("bank {today} {}", invoice.number);
        let invoice = Some(invoice.id);
        let received = PaymentReceived { bill_to, amount, received_on: today, reference, invoice };
        engine.record_payment(received).await?;
    }
    Ok(())
}
