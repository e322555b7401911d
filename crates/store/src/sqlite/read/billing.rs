//! Reading charges. The whole charge is in its event; events with several lines are parsed once for all of them.

use jiff::civil::Date;
use rusqlite::{Connection, Row};
use seatwright_domain::billing::charge::{Charge, InvoiceFamily, ObligationKey};
use seatwright_domain::billing::invoice::{BillTo, InvoiceKey};
use seatwright_domain::billing::kind::ChargeType;
use seatwright_domain::calendar::Period;
use seatwright_domain::ids::{ChargeId, CustomerId, InvoiceId, LotId, PartnerId, SubscriptionId};
use seatwright_domain::money::{Currency, Money};
use seatwright_domain::rows::ChargeRow;
use serde::Deserialize;
use uuid::Uuid;

use super::super::value::{Id, parse};
use super::{bounded, limit, page, row as read_row, rows as read_rows};
use crate::billing::{ChargeCursor, ChargeQuery, StoredCharge, UnbilledCursor, UnbilledLine, UnbilledQuery};
use crate::error::StoreError;
use crate::page::Page;
use crate::rows;
use crate::rows::invoice::edges;
use crate::statement::Value;

pub(crate) fn charge(connection: &Connection, id: ChargeId) -> Result<Option<StoredCharge>, StoreError> {
    let mut events = Events::default();
    read_row(connection, &rows::charge::SELECT_CHARGE, &[id.0.into()], |row| stored(row, &mut events))
}

pub(crate) fn charges(
    connection: &Connection,
    query: &ChargeQuery,
) -> Result<Page<StoredCharge, ChargeCursor>, StoreError> {
    let (least, most) = edges();
    let start = (query.subscription.map_or(least, |id| id.0), least);
    let start = query.after.map_or(start, |after| (after.subscription.0, after.charge.0));
    let values = [
        query.customer.0.into(),
        start.0.into(),
        start.1.into(),
        query.subscription.map_or(most, |id| id.0).into(),
        query.invoice.map(|id| id.0).into(),
        query.unbilled.into(),
        query.partner.map(|id| id.0).into(),
        limit(query.limit, 1),
    ];
    let mut events = Events::default();
    let found =
        read_rows(connection, &rows::charge::SELECT_CHARGES, &values, |row| stored(row, &mut events))?;
    Ok(page(found, query.limit, cursor))
}

/// All charges of a subscription, by age.
pub(crate) fn all_of(
    connection: &Connection,
    customer: CustomerId,
    subscription: SubscriptionId,
) -> Result<Vec<Charge>, StoreError> {
    let mut query = ChargeQuery { subscription: Some(subscription), ..ChargeQuery::of(customer) };
    let mut all = Vec::new();
    loop {
        let page = charges(connection, &query)?;
        all.extend(page.items.into_iter().map(|stored| stored.charge));
        match page.next {
            Some(next) => query.after = Some(next),
            None => return Ok(all),
        }
    }
}

pub(crate) fn lines(
    connection: &Connection,
    invoice: InvoiceId,
    after: Option<ChargeCursor>,
    count: usize,
) -> Result<Page<StoredCharge, ChargeCursor>, StoreError> {
    let [customer, subscription, charge] = start_after(after);
    let values = [invoice.0.into(), customer, subscription, charge, limit(count, 1)];
    let mut events = Events::default();
    let found =
        read_rows(connection, &rows::charge::SELECT_INVOICE_LINES, &values, |row| stored(row, &mut events))?;
    Ok(page(found, count, cursor))
}

/// Goes through the invoice dates and families that charges wait for, of which there are few, and reads the payer's lines
/// of each.
pub(crate) fn unbilled(
    connection: &Connection,
    query: &UnbilledQuery,
) -> Result<Page<StoredCharge, UnbilledCursor>, StoreError> {
    let wanted = bounded(query.limit) + 1;
    let mut found: Vec<StoredCharge> = Vec::new();
    let mut events = Events::default();
    let mut after = query.after.map(|after| after.charge);
    let mut group = match query.after {
        Some(after) => Some((after.invoice_on.to_string(), after.family)),
        None => next_group(connection, None)?,
    };
    while let Some((invoice_on, family)) = group {
        if query.family.is_none_or(|only| only == family) {
            let [customer, subscription, charge] = start_after(after.take());
            let values = [
                invoice_on.clone().into(),
                family.code().into(),
                query.bill_to.customer().is_some().into(),
                query.bill_to.id().into(),
                query.currency.code().into(),
                customer,
                subscription,
                charge,
                Value::Integer(i64::try_from(wanted - found.len()).unwrap_or(i64::MAX)),
            ];
            let statement = &rows::charge::SELECT_UNBILLED_LINES;
            found.extend(read_rows(connection, statement, &values, |row| stored(row, &mut events))?);
        }
        if found.len() >= wanted {
            break;
        }
        group = next_group(connection, Some((&invoice_on, family)))?;
    }
    Ok(page(found, query.limit, |last| UnbilledCursor {
        invoice_on: last.invoice_on,
        family: last.charge.family,
        charge: cursor(last),
    }))
}

pub(crate) fn unbilled_sum(
    connection: &Connection,
    bill_to: BillTo,
    currency: Currency,
) -> Result<i64, StoreError> {
    let mut sum = 0_i64;
    let mut group = next_group(connection, None)?;
    while let Some((invoice_on, family)) = group {
        let values = [
            invoice_on.clone().into(),
            family.code().into(),
            bill_to.customer().is_some().into(),
            bill_to.id().into(),
            currency.code().into(),
        ];
        let part = read_row(connection, &rows::charge::SELECT_UNBILLED_SUM, &values, |row| {
            Ok(row.get::<_, i64>(0)?)
        })?;
        sum = sum.saturating_add(part.unwrap_or(0));
        group = next_group(connection, Some((&invoice_on, family)))?;
    }
    Ok(sum)
}

fn next_group(
    connection: &Connection,
    after: Option<(&str, InvoiceFamily)>,
) -> Result<Option<(String, InvoiceFamily)>, StoreError> {
    let (date, family) = after.map_or(("", ""), |(date, family)| (date, family.code()));
    let values = [date.into(), family.into()];
    read_row(connection, &rows::charge::SELECT_NEXT_UNBILLED_GROUP, &values, |row| {
        Ok((row.get(0)?, family_of(row.get_ref(1)?.as_str()?)?))
    })
}

pub(crate) fn unbilled_until(
    connection: &Connection,
    date: Date,
    count: usize,
) -> Result<Vec<UnbilledLine>, StoreError> {
    let values = [date.to_string().into(), Value::Integer(i64::try_from(count).unwrap_or(i64::MAX))];
    read_rows(connection, &rows::charge::SELECT_UNBILLED_UNTIL, &values, |row| {
        let invoice = InvoiceKey {
            date: date_of(row.get_ref(0)?.as_str()?)?,
            family: family_of(row.get_ref(1)?.as_str()?)?,
            bill_to: bill_to_of(row.get(2)?, row.get::<_, Id>(3)?.0),
            currency: currency_of(row.get_ref(4)?.as_str()?)?,
        };
        Ok(UnbilledLine {
            invoice,
            customer: CustomerId(row.get::<_, Id>(5)?.0),
            subscription: SubscriptionId(row.get::<_, Id>(6)?.0),
            charge: ChargeId(row.get::<_, Id>(7)?.0),
        })
    })
}

fn cursor(charge: &StoredCharge) -> ChargeCursor {
    ChargeCursor {
        customer: charge.customer,
        subscription: charge.row.key.subscription,
        charge: charge.row.id,
    }
}

fn start_after(after: Option<ChargeCursor>) -> [Value; 3] {
    after.map_or_else(
        || [Uuid::nil(), Uuid::nil(), Uuid::nil()].map(Value::from),
        |after| [after.customer.0, after.subscription.0, after.charge.0].map(Value::from),
    )
}

/// The event that was parsed last, with its charges.
#[derive(Default)]
struct Events {
    place: Option<(CustomerId, u64)>,
    charges: Vec<Charge>,
}

/// The charges alone of an event.
#[derive(Deserialize)]
struct OnlyCharges {
    #[serde(default)]
    charges: Vec<Charge>,
}

impl Events {
    fn charge(
        &mut self,
        customer: CustomerId,
        seq: u64,
        place: u32,
        document: &str,
    ) -> Result<Charge, StoreError> {
        if self.place != Some((customer, seq)) {
            self.charges = parse::<OnlyCharges>("event", document)?.charges;
            self.place = Some((customer, seq));
        }
        let found = usize::try_from(place).ok().and_then(|place| self.charges.get(place));
        found.cloned().ok_or_else(|| StoreError::Document {
            what: format!("charge {place} of event {seq} of account {customer}"),
            why: "the event has no such charge".to_owned(),
        })
    }
}

fn stored(row: &Row<'_>, events: &mut Events) -> Result<StoredCharge, StoreError> {
    let customer = CustomerId(row.get::<_, Id>(0)?.0);
    let bill_to = bill_to_of(row.get(11)?, row.get::<_, Id>(12)?.0);
    let (seq, place) = (row.get::<_, i64>(3)?.unsigned_abs(), row.get(4)?);
    let charge = events.charge(customer, seq, place, row.get_ref(19)?.as_str()?)?;
    let invoice_on = date_of(row.get_ref(16)?.as_str()?)?;
    let row_of_charge = ChargeRow {
        id: ChargeId(row.get::<_, Id>(2)?.0),
        key: ObligationKey {
            subscription: SubscriptionId(row.get::<_, Id>(1)?.0),
            lot: LotId(row.get(5)?),
            period: Period {
                first: date_of(row.get_ref(6)?.as_str()?)?,
                last: date_of(row.get_ref(7)?.as_str()?)?,
            },
            kind: kind_of(row.get_ref(8)?.as_str()?)?,
            cause: row.get::<_, i64>(9)?.unsigned_abs(),
            part: row.get(10)?,
        },
        seq,
        place,
        partner: match bill_to {
            BillTo::Partner(partner) => Some(partner),
            BillTo::Customer(_) => None,
        },
        family: family_of(row.get_ref(14)?.as_str()?)?,
        booked_on: date_of(row.get_ref(15)?.as_str()?)?,
        // The row follows a late line to its invoice; what it was written with is the charge's own date.
        invoice_on: charge.invoice_on,
        amount: Money { minor: row.get(17)?, currency: currency_of(row.get_ref(13)?.as_str()?)? },
    };
    let invoice = row.get::<_, Option<Id>>(18)?.map(|Id(id)| InvoiceId(id));
    Ok(StoredCharge { customer, row: row_of_charge, charge, bill_to, invoice_on, invoice })
}

/// Who pays, from a row's columns.
pub(super) fn bill_to_of(direct: bool, id: Uuid) -> BillTo {
    if direct { BillTo::Customer(CustomerId(id)) } else { BillTo::Partner(PartnerId(id)) }
}

pub(super) fn date_of(text: &str) -> Result<Date, StoreError> {
    text.parse().map_err(|error: jiff::Error| unreadable("date", &error.to_string()))
}

pub(super) fn currency_of(code: &str) -> Result<Currency, StoreError> {
    Currency::parse(code).ok_or_else(|| unreadable("currency", code))
}

pub(super) fn family_of(code: &str) -> Result<InvoiceFamily, StoreError> {
    [InvoiceFamily::Classic, InvoiceFamily::NewCommerce]
        .into_iter()
        .find(|family| family.code() == code)
        .ok_or_else(|| unreadable("family of invoices", code))
}

fn kind_of(name: &str) -> Result<ChargeType, StoreError> {
    ChargeType::ALL
        .iter()
        .copied()
        .find(|kind| kind.name() == name)
        .ok_or_else(|| unreadable("charge type", name))
}

fn unreadable(what: &str, why: &str) -> StoreError {
    StoreError::Document { what: what.to_owned(), why: why.to_owned() }
}
