//! Reading money received, and what it settled.

use rusqlite::{Connection, Row};
use seatwright_domain::billing::invoice::BillTo;
use seatwright_domain::billing::settling::{Allocation, Source};
use seatwright_domain::ids::InvoiceId;
use seatwright_domain::money::{Currency, Money};

use super::super::value::{Instant, parse};
use super::{invoice, limit, page, row as read_row, rows as read_rows};
use crate::billing::StoredPayment;
use crate::error::StoreError;
use crate::page::Page;
use crate::rows;

pub(crate) fn payment(
    connection: &Connection,
    bill_to: BillTo,
    reference: &str,
) -> Result<Option<StoredPayment>, StoreError> {
    let values = [bill_to.id().into(), reference.into()];
    read_row(connection, &rows::payment::SELECT_PAYMENT, &values, stored)
}

pub(crate) fn payments(
    connection: &Connection,
    bill_to: BillTo,
    after: &str,
    count: usize,
) -> Result<Page<StoredPayment, String>, StoreError> {
    let values = [bill_to.id().into(), after.into(), limit(count, 1)];
    let found = read_rows(connection, &rows::payment::SELECT_PAYMENTS, &values, stored)?;
    Ok(page(found, count, |last| last.received.reference.clone()))
}

pub(crate) fn unallocated(
    connection: &Connection,
    bill_to: BillTo,
    currency: Currency,
) -> Result<i64, StoreError> {
    let values = [bill_to.id().into(), currency.code().into()];
    let sum =
        read_row(connection, &rows::payment::SELECT_UNALLOCATED, &values, |row| Ok(row.get::<_, i64>(0)?))?;
    Ok(sum.unwrap_or(0))
}

pub(crate) fn allocations(connection: &Connection, id: InvoiceId) -> Result<Vec<Allocation>, StoreError> {
    let Some(invoice) = invoice::invoice(connection, id)? else { return Ok(Vec::new()) };
    let key = invoice.invoice.key;
    let values = [key.bill_to.id().into(), id.0.into()];
    read_rows(connection, &rows::payment::SELECT_ALLOCATIONS, &values, |row| {
        let reference: String = row.get(1)?;
        let source = match row.get_ref(0)?.as_str()? {
            "payment" => Source::Payment(reference),
            _ => Source::CreditNote(reference),
        };
        let amount = Money { minor: row.get(2)?, currency: key.currency };
        Ok(Allocation { invoice: id, source, amount, at: row.get::<_, Instant>(3)?.0 })
    })
}

fn stored(row: &Row<'_>) -> Result<StoredPayment, StoreError> {
    Ok(StoredPayment {
        received: parse("payment", row.get_ref(0)?.as_str()?)?,
        unallocated: row.get(1)?,
        recorded_at: row.get::<_, Instant>(2)?.0,
    })
}
