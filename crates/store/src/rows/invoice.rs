//! Invoices and their numbers.

use jiff::Timestamp;
use seatwright_domain::billing::charge::InvoiceFamily;
use seatwright_domain::billing::invoice::{Invoice, InvoiceKey};
use seatwright_domain::ids::InvoiceId;
use sha2::{Digest, Sha256};
use uuid::Uuid;

use super::document;
use crate::error::StoreError;
use crate::statement::{Guard, Value, Write, number, statements};

statements! {
    /// An invoice begins to gather lines, unless there is one for the key.
    INSERT_INVOICE = "INSERT INTO invoices (id, direct, bill_to, currency, family, date, state)
        VALUES ($1, $2, $3, $4, $5, $6, 'gathering') ON CONFLICT DO NOTHING";
    /// An invoice gets its number and its figures, if it has the lines that they were found from.
    UPDATE_INVOICE_ISSUED = "UPDATE invoices
        SET number = $2, state = $3, due = $4, lines = $5, subtotal = $6, tax = $7, total = $8, settled = $9,
            dunning_at = $10, document = $11
        WHERE id = $1 AND state = 'gathering' AND $5 = (SELECT count(*) FROM charges WHERE invoice_id = $1)";
    /// More or less of an invoice is settled than before. What had been dunned is looked at once more when all of it is.
    UPDATE_INVOICE_SETTLED = "UPDATE invoices SET settled = $3, state = CASE WHEN $3 = total THEN 'settled' ELSE 'open' END,
            dunning_at = CASE WHEN $3 <> total THEN dunning_at WHEN dunned > 0 THEN $4 END
        WHERE id = $1 AND settled = $2 AND state = 'open'";
    /// A step of dunning was taken.
    UPDATE_INVOICE_DUNNED = "UPDATE invoices SET dunned = $3, dunning_at = $4
        WHERE id = $1 AND dunned = $2 AND dunning_at IS NOT NULL";
    /// Numbers are given.
    UPDATE_NUMBERS = "UPDATE invoice_numbers SET last = $3 WHERE family = $1 AND last = $2";

    /// The last number of a family.
    SELECT_LAST_NUMBER = "SELECT last FROM invoice_numbers WHERE family = $1";
    /// An invoice that is issued.
    SELECT_INVOICE = "SELECT document, state, settled, dunned, dunning_at FROM invoices
        WHERE id = $1 AND number IS NOT NULL";
    /// The same by its number.
    SELECT_INVOICE_BY_NUMBER = "SELECT document, state, settled, dunned, dunning_at FROM invoices WHERE number = $1";
    /// Whether an invoice is there, and in which state.
    SELECT_INVOICE_STATE = "SELECT state FROM invoices WHERE id = $1";
    /// A page of a payer's invoices, oldest first.
    SELECT_INVOICES = "SELECT document, state, settled, dunned, dunning_at FROM invoices
        WHERE bill_to = $1 AND direct = $2 AND (date, currency, family, id) > ($3, $4, $5, $6) AND number IS NOT NULL
            AND ($7 IS NULL OR family = $7) AND ($8 = 0 OR state = 'open')
        ORDER BY date, currency, family, id LIMIT $9";
    /// The same, newest first.
    SELECT_INVOICES_BACKWARDS = "SELECT document, state, settled, dunned, dunning_at FROM invoices
        WHERE bill_to = $1 AND direct = $2 AND (date, currency, family, id) < ($3, $4, $5, $6) AND number IS NOT NULL
            AND ($7 IS NULL OR family = $7) AND ($8 = 0 OR state = 'open')
        ORDER BY date DESC, currency DESC, family DESC, id DESC LIMIT $9";
    /// A payer's open invoices and credit notes in a currency, oldest first.
    SELECT_OPEN_INVOICES = "SELECT document, state, settled, dunned, dunning_at FROM invoices
        WHERE bill_to = $1 AND direct = $2 AND currency = $3 AND state = 'open' AND (date, number) > ($4, $5)
        ORDER BY date, number LIMIT $6";
    /// A payer's credit notes in a currency that are not used up, oldest first.
    SELECT_CREDIT_NOTES = "SELECT document, state, settled, dunned, dunning_at FROM invoices
        WHERE bill_to = $1 AND currency = $2 AND state = 'open' AND total < 0 ORDER BY date, number";
    /// Invoices whose next step of dunning is due, soonest first.
    SELECT_DUNNING_DUE = "SELECT document, state, settled, dunned, dunning_at FROM invoices
        WHERE dunning_at IS NOT NULL AND dunning_at <= $1 ORDER BY dunning_at, bill_to, date, number LIMIT $2";
    /// The next instant at which a step of dunning is due.
    SELECT_NEXT_DUNNING = "SELECT dunning_at FROM invoices WHERE dunning_at IS NOT NULL ORDER BY dunning_at LIMIT 1";
    /// Invoices that gather lines, in the order in which they get their numbers.
    SELECT_GATHERING = "SELECT direct, bill_to, currency, family, date FROM invoices
        WHERE number IS NULL ORDER BY date, direct, bill_to, currency, family LIMIT $1";
}

/// The id of the invoice for a key. It follows from the key alone, so that a run that is repeated, or that meets another,
/// works on the same invoice.
#[must_use]
pub fn invoice_id(key: &InvoiceKey) -> InvoiceId {
    let mut hasher = Sha256::new();
    hasher.update(b"seatwright invoice ");
    hasher.update([u8::from(key.bill_to.customer().is_some())]);
    hasher.update(key.bill_to.id().as_bytes());
    hasher.update(key.currency.code());
    hasher.update(key.family.code());
    hasher.update(key.date.to_string());
    let hash: [u8; 32] = hasher.finalize().into();
    let mut id = [0; 16];
    id.copy_from_slice(&hash[..16]);
    InvoiceId(uuid::Builder::from_custom_bytes(id).into_uuid())
}

/// The write for invoices that begin.
pub(crate) fn open(keys: &[InvoiceKey]) -> Write {
    let runs = keys
        .iter()
        .map(|key| {
            vec![
                invoice_id(key).0.into(),
                is_direct(key),
                key.bill_to.id().into(),
                key.currency.code().into(),
                key.family.code().into(),
                key.date.to_string().into(),
            ]
        })
        .collect();
    Write { statement: &INSERT_INVOICE, runs, guard: Guard::Any }
}

/// Whether the customer pays itself.
pub(crate) fn is_direct(key: &InvoiceKey) -> Value {
    key.bill_to.customer().is_some().into()
}

/// The write that issues an invoice.
pub(crate) fn issue(
    invoice: &Invoice,
    settled: i64,
    dunning_at: Option<Timestamp>,
) -> Result<Write, StoreError> {
    let state = if settled == invoice.total.minor { "settled" } else { "open" };
    let values = vec![
        invoice.id.0.into(),
        invoice.number.clone().into(),
        state.into(),
        invoice.due.to_string().into(),
        number(invoice.lines),
        invoice.subtotal.minor.into(),
        invoice.tax.as_ref().map_or(0, |tax| tax.amount.minor).into(),
        invoice.total.minor.into(),
        settled.into(),
        dunning_at.into(),
        document("invoice", invoice)?.into(),
    ];
    Ok(Write::one(&UPDATE_INVOICE_ISSUED, values, Guard::Version))
}

/// The write that settles more, or less, of an invoice.
pub(crate) fn settle(invoice: InvoiceId, before: i64, after: i64, at: Timestamp) -> Write {
    let values = vec![invoice.0.into(), before.into(), after.into(), at.into()];
    Write::one(&UPDATE_INVOICE_SETTLED, values, Guard::Version)
}

/// The write that keeps a step of dunning.
pub(crate) fn dunned(invoice: InvoiceId, before: u32, after: u32, next: Option<Timestamp>) -> Write {
    let values = vec![invoice.0.into(), before.into(), after.into(), next.into()];
    Write::one(&UPDATE_INVOICE_DUNNED, values, Guard::Version)
}

/// The write that gives numbers of a family, if the last one is still the one before them.
pub(crate) fn numbers(family: InvoiceFamily, before: u64, last: u64) -> Write {
    Write::one(&UPDATE_NUMBERS, vec![family.code().into(), number(before), number(last)], Guard::Version)
}

/// The first and the last id there can be.
pub(crate) fn edges() -> (Uuid, Uuid) {
    (Uuid::nil(), Uuid::max())
}
