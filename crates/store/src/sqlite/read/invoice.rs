//! Reading invoices.

use jiff::Timestamp;
use jiff::civil::Date;
use rusqlite::{Connection, Row};
use seatwright_domain::billing::charge::InvoiceFamily;
use seatwright_domain::billing::invoice::{BillTo, Invoice, InvoiceKey, LineSums};
use seatwright_domain::ids::InvoiceId;
use seatwright_domain::money::{Currency, Money};

use super::super::value::{Id, Instant, parse};
use super::billing::{bill_to_of, currency_of, date_of, family_of};
use super::{limit, page, row as read_row, rows as read_rows};
use crate::billing::{Gathered, InvoiceCursor, InvoiceQuery, InvoiceState, StoredInvoice};
use crate::error::StoreError;
use crate::page::{PAGE_ROWS_MAX, Page};
use crate::rows;
use crate::rows::invoice::{edges, invoice_id};
use crate::statement::Value;

pub(crate) fn invoice(connection: &Connection, id: InvoiceId) -> Result<Option<StoredInvoice>, StoreError> {
    read_row(connection, &rows::invoice::SELECT_INVOICE, &[id.0.into()], stored)
}

pub(crate) fn by_number(connection: &Connection, number: &str) -> Result<Option<StoredInvoice>, StoreError> {
    read_row(connection, &rows::invoice::SELECT_INVOICE_BY_NUMBER, &[number.into()], stored)
}

pub(crate) fn invoices(
    connection: &Connection,
    query: &InvoiceQuery,
) -> Result<Page<StoredInvoice, InvoiceCursor>, StoreError> {
    let (least, most) = edges();
    let start: [Value; 4] = match query.after {
        Some(after) => [
            after.date.to_string().into(),
            after.currency.code().into(),
            after.family.code().into(),
            after.id.0.into(),
        ],
        None if query.newest_first => ["~".into(), "~".into(), "~".into(), most.into()],
        None => ["".into(), "".into(), "".into(), least.into()],
    };
    let [date, currency, family, id] = start;
    let values = [
        query.bill_to.id().into(),
        query.bill_to.customer().is_some().into(),
        date,
        currency,
        family,
        id,
        query.family.map(InvoiceFamily::code).into(),
        query.open.into(),
        limit(query.limit, 1),
    ];
    let statement = if query.newest_first {
        &rows::invoice::SELECT_INVOICES_BACKWARDS
    } else {
        &rows::invoice::SELECT_INVOICES
    };
    let found = read_rows(connection, statement, &values, stored)?;
    Ok(page(found, query.limit, |last| {
        let key = last.invoice.key;
        InvoiceCursor { date: key.date, currency: key.currency, family: key.family, id: last.invoice.id }
    }))
}

pub(crate) fn open(
    connection: &Connection,
    bill_to: BillTo,
    currency: Currency,
    after: Option<(Date, String)>,
) -> Result<Vec<StoredInvoice>, StoreError> {
    let (date, number) =
        after.map_or((String::new(), String::new()), |(date, number)| (date.to_string(), number));
    let values = [
        bill_to.id().into(),
        bill_to.customer().is_some().into(),
        currency.code().into(),
        date.into(),
        number.into(),
        limit(PAGE_ROWS_MAX, 0),
    ];
    read_rows(connection, &rows::invoice::SELECT_OPEN_INVOICES, &values, stored)
}

pub(crate) fn dunning_due(
    connection: &Connection,
    until: Timestamp,
    count: usize,
) -> Result<Vec<StoredInvoice>, StoreError> {
    read_rows(connection, &rows::invoice::SELECT_DUNNING_DUE, &[until.into(), limit(count, 0)], stored)
}

pub(crate) fn next_dunning(connection: &Connection) -> Result<Option<Timestamp>, StoreError> {
    read_row(connection, &rows::invoice::SELECT_NEXT_DUNNING, &[], |row| Ok(row.get::<_, Instant>(0)?.0))
}

/// The first date of a charge that waits, or of an invoice that gathers.
pub(crate) fn next_date(connection: &Connection) -> Result<Option<Date>, StoreError> {
    let waiting = read_row(connection, &rows::charge::SELECT_NEXT_INVOICE_DATE, &[], |row| {
        date_of(row.get_ref(0)?.as_str()?)
    })?;
    let gathering = keys_that_gather(connection, 1)?.first().map(|key| key.date);
    Ok(waiting.into_iter().chain(gathering).min())
}

pub(crate) fn states(
    connection: &Connection,
    keys: &[InvoiceKey],
) -> Result<Vec<Option<InvoiceState>>, StoreError> {
    let state = |key: &InvoiceKey| {
        let values = [invoice_id(key).0.into()];
        read_row(connection, &rows::invoice::SELECT_INVOICE_STATE, &values, |row| {
            state_of(row.get_ref(0)?.as_str()?)
        })
    };
    keys.iter().map(state).collect()
}

pub(crate) fn gathering(connection: &Connection, count: usize) -> Result<Vec<Gathered>, StoreError> {
    let keys = keys_that_gather(connection, count)?;
    let gathered = keys.into_iter().map(|key| {
        let customer = key.bill_to.customer();
        let customer =
            customer.map(|customer| super::customer::customer(connection, customer)).transpose()?;
        let sums = sums(connection, invoice_id(&key))?;
        let values = [key.bill_to.id().into(), key.currency.code().into()];
        let credit_notes = read_rows(connection, &rows::invoice::SELECT_CREDIT_NOTES, &values, stored)?;
        // Partners pay by invoice always.
        let by_card = customer.is_some() && {
            let values = [invoice_id(&key).0.into()];
            read_row(connection, &rows::charge::SELECT_LINE_NOT_BY_CARD, &values, |_| Ok(()))?.is_none()
        };
        Ok(Gathered { key, sums, customer: customer.flatten(), by_card, credit_notes })
    });
    gathered.collect()
}

fn keys_that_gather(connection: &Connection, count: usize) -> Result<Vec<InvoiceKey>, StoreError> {
    read_rows(connection, &rows::invoice::SELECT_GATHERING, &[limit(count, 0)], |row| {
        Ok(InvoiceKey {
            bill_to: bill_to_of(row.get(0)?, row.get::<_, Id>(1)?.0),
            currency: currency_of(row.get_ref(2)?.as_str()?)?,
            family: family_of(row.get_ref(3)?.as_str()?)?,
            date: date_of(row.get_ref(4)?.as_str()?)?,
        })
    })
}

/// The sums of an invoice's lines.
fn sums(connection: &Connection, invoice: InvoiceId) -> Result<LineSums, StoreError> {
    let found = read_row(connection, &rows::charge::SELECT_LINE_SUMS, &[invoice.0.into()], |row| {
        Ok(LineSums {
            lines: row.get::<_, i64>(0)?.unsigned_abs(),
            amount: row.get(1)?,
            charges: row.get(2)?,
        })
    })?;
    Ok(found.unwrap_or_default())
}

pub(crate) fn last_number(connection: &Connection, family: InvoiceFamily) -> Result<u64, StoreError> {
    let values = [family.code().into()];
    let last = read_row(connection, &rows::invoice::SELECT_LAST_NUMBER, &values, |row| {
        Ok(row.get::<_, i64>(0)?.unsigned_abs())
    })?;
    Ok(last.unwrap_or(0))
}

fn stored(row: &Row<'_>) -> Result<StoredInvoice, StoreError> {
    let document: String = row.get(0)?;
    let invoice: Invoice = parse("invoice", &document)?;
    let settled = Money { minor: row.get(2)?, ..invoice.total };
    Ok(StoredInvoice {
        document,
        state: state_of(row.get_ref(1)?.as_str()?)?,
        settled,
        dunned: row.get(3)?,
        dunning_at: row.get::<_, Option<Instant>>(4)?.map(|Instant(at)| at),
        invoice,
    })
}

fn state_of(code: &str) -> Result<InvoiceState, StoreError> {
    InvoiceState::parse(code).ok_or_else(|| StoreError::Document {
        what: "state of an invoice".to_owned(),
        why: format!("{code:?} is no state"),
    })
}
