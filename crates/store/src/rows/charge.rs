//! Charges: narrow rows that point to the event which holds the whole charge.

use jiff::civil::Date;
use seatwright_domain::billing::invoice::{BillTo, InvoiceKey};
use seatwright_domain::ids::{CustomerId, InvoiceId};
use seatwright_domain::rows::ChargeRow;

use super::invoice::invoice_id;
use crate::billing::UnbilledLine;
use crate::statement::{Guard, Value, Write, number, statements};

statements! {
    /// A new charge, on no invoice yet.
    INSERT_CHARGE = "INSERT INTO charges (customer_id, subscription_id, id, seq, place, lot, first, last, kind, cause,
        part, direct, bill_to, currency, family, booked_on, invoice_on, amount)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18)";
    /// Puts a charge on an invoice that still gathers, unless it is on one.
    UPDATE_CHARGE_INVOICE = "UPDATE charges SET invoice_id = $4
        WHERE customer_id = $1 AND subscription_id = $2 AND id = $3 AND invoice_id IS NULL
            AND EXISTS (SELECT 1 FROM invoices WHERE id = $4 AND state = 'gathering')";
    /// A charge that is too late for its invoice goes on a later one.
    UPDATE_CHARGE_DATE = "UPDATE charges SET invoice_on = $4
        WHERE customer_id = $1 AND subscription_id = $2 AND id = $3 AND invoice_id IS NULL";

    /// A charge by its id.
    SELECT_CHARGE = "SELECT c.customer_id, c.subscription_id, c.id, c.seq, c.place, c.lot, c.first, c.last, c.kind, c.cause,
            c.part, c.direct, c.bill_to, c.currency, c.family, c.booked_on, c.invoice_on, c.amount, c.invoice_id, e.document
        FROM charges c JOIN events e ON e.customer_id = c.customer_id AND e.seq = c.seq
        WHERE c.id = $1";
    /// A page of a customer's charges, by subscription and then by age.
    SELECT_CHARGES = "SELECT c.customer_id, c.subscription_id, c.id, c.seq, c.place, c.lot, c.first, c.last, c.kind, c.cause,
            c.part, c.direct, c.bill_to, c.currency, c.family, c.booked_on, c.invoice_on, c.amount, c.invoice_id, e.document
        FROM charges c JOIN events e ON e.customer_id = c.customer_id AND e.seq = c.seq
        WHERE c.customer_id = $1 AND (c.subscription_id, c.id) > ($2, $3) AND c.subscription_id <= $4
            AND ($5 IS NULL OR c.invoice_id = $5) AND ($6 = 0 OR c.invoice_id IS NULL)
            AND ($7 IS NULL OR (c.direct = 0 AND c.bill_to = $7))
        ORDER BY c.subscription_id, c.id LIMIT $8";
    /// A page of an invoice's lines, by customer, subscription and age.
    SELECT_INVOICE_LINES = "SELECT c.customer_id, c.subscription_id, c.id, c.seq, c.place, c.lot, c.first, c.last, c.kind,
            c.cause, c.part, c.direct, c.bill_to, c.currency, c.family, c.booked_on, c.invoice_on, c.amount, c.invoice_id,
            e.document
        FROM charges c JOIN events e ON e.customer_id = c.customer_id AND e.seq = c.seq
        WHERE c.invoice_id = $1 AND (c.customer_id, c.subscription_id, c.id) > ($2, $3, $4)
        ORDER BY c.customer_id, c.subscription_id, c.id LIMIT $5";
    /// A page of a payer's charges without an invoice, for one invoice date and family.
    SELECT_UNBILLED_LINES = "SELECT c.customer_id, c.subscription_id, c.id, c.seq, c.place, c.lot, c.first, c.last, c.kind,
            c.cause, c.part, c.direct, c.bill_to, c.currency, c.family, c.booked_on, c.invoice_on, c.amount, c.invoice_id,
            e.document
        FROM charges c JOIN events e ON e.customer_id = c.customer_id AND e.seq = c.seq
        WHERE c.invoice_id IS NULL AND c.invoice_on = $1 AND c.family = $2 AND c.direct = $3 AND c.bill_to = $4
            AND c.currency = $5 AND (c.customer_id, c.subscription_id, c.id) > ($6, $7, $8)
        ORDER BY c.customer_id, c.subscription_id, c.id LIMIT $9";
    /// The next invoice date and family after one that charges wait for.
    SELECT_NEXT_UNBILLED_GROUP = "SELECT invoice_on, family FROM charges
        WHERE invoice_id IS NULL AND (invoice_on, family) > ($1, $2) ORDER BY invoice_on, family LIMIT 1";
    /// Charges that wait for an invoice of a date or of an earlier one.
    SELECT_UNBILLED_UNTIL = "SELECT invoice_on, family, direct, bill_to, currency, customer_id, subscription_id, id
        FROM charges WHERE invoice_id IS NULL AND invoice_on <= $1
        ORDER BY invoice_on, family, direct, bill_to, currency, customer_id, subscription_id, id LIMIT $2";
    /// The next invoice date that charges wait for.
    SELECT_NEXT_INVOICE_DATE = "SELECT invoice_on FROM charges WHERE invoice_id IS NULL ORDER BY invoice_on LIMIT 1";
    /// The sums of an invoice's lines.
    SELECT_LINE_SUMS = "SELECT count(*), coalesce(sum(amount), 0), coalesce(sum(max(amount, 0)), 0)
        FROM charges WHERE invoice_id = $1";
    /// A line of an invoice whose subscription is not paid by card.
    SELECT_LINE_NOT_BY_CARD = "SELECT c.id FROM charges c
            JOIN subscriptions s ON s.customer_id = c.customer_id AND s.id = c.subscription_id
        WHERE c.invoice_id = $1 AND json_extract(s.document, '$.payment') <> 'card' LIMIT 1";
    /// The sum of what a payer is charged and has no invoice for, for one invoice date and family.
    SELECT_UNBILLED_SUM = "SELECT coalesce(sum(amount), 0) FROM charges
        WHERE invoice_id IS NULL AND invoice_on = $1 AND family = $2 AND direct = $3 AND bill_to = $4 AND currency = $5";
}

/// The values of a new charge's row.
pub(crate) fn values(customer: CustomerId, row: &ChargeRow) -> Vec<Value> {
    let bill_to = BillTo::of(row.partner, customer);
    let key = &row.key;
    vec![
        customer.0.into(),
        key.subscription.0.into(),
        row.id.0.into(),
        number(row.seq),
        row.place.into(),
        key.lot.0.into(),
        key.period.first.to_string().into(),
        key.period.last.to_string().into(),
        key.kind.name().into(),
        number(key.cause),
        key.part.into(),
        row.partner.is_none().into(),
        bill_to.id().into(),
        row.amount.currency.code().into(),
        row.family.code().into(),
        row.booked_on.to_string().into(),
        row.invoice_on.to_string().into(),
        row.amount.minor.into(),
    ]
}

/// The write for new charges.
pub(crate) fn insert(runs: Vec<Vec<Value>>) -> Write {
    let guard = Guard::Rows(runs.len());
    Write { statement: &INSERT_CHARGE, runs, guard }
}

/// The write that puts charges on the invoices of their keys.
pub(crate) fn attach(lines: &[UnbilledLine]) -> Write {
    let mut last: Option<(InvoiceKey, InvoiceId)> = None;
    let runs = lines
        .iter()
        .map(|line| {
            let invoice = match last {
                Some((key, id)) if key == line.invoice => id,
                _ => invoice_id(&line.invoice),
            };
            last = Some((line.invoice, invoice));
            let mut values = place(line);
            values.push(invoice.0.into());
            values
        })
        .collect();
    Write { statement: &UPDATE_CHARGE_INVOICE, runs, guard: Guard::Any }
}

/// The write for lines that go on the invoice of a later date.
pub(crate) fn redate(lines: &[(UnbilledLine, Date)]) -> Write {
    let runs = lines
        .iter()
        .map(|(line, date)| {
            let mut values = place(line);
            values.push(date.to_string().into());
            values
        })
        .collect();
    Write { statement: &UPDATE_CHARGE_DATE, runs, guard: Guard::Any }
}

fn place(line: &UnbilledLine) -> Vec<Value> {
    vec![line.customer.0.into(), line.subscription.0.into(), line.charge.0.into()]
}
