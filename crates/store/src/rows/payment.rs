//! Money received, and what it settled.

use seatwright_domain::billing::invoice::BillTo;
use seatwright_domain::billing::settling::{Allocation, Source};

use super::document;
use crate::billing::StoredPayment;
use crate::error::StoreError;
use crate::statement::{Guard, Write, statements};

statements! {
    /// A new payment.
    INSERT_PAYMENT = "INSERT INTO payments (bill_to, reference, currency, amount, unallocated, received_on, recorded_at,
            document)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT DO NOTHING";
    /// More of a payment is allocated.
    UPDATE_PAYMENT = "UPDATE payments SET unallocated = $4 WHERE bill_to = $1 AND reference = $2 AND unallocated = $3";
    /// A part of an invoice is settled; by the same payment again, where more of it is assigned later.
    PUT_ALLOCATION = "INSERT INTO allocations (bill_to, invoice_id, source, reference, amount, at)
        VALUES ($1, $2, $3, $4, $5, $6)
        ON CONFLICT (bill_to, invoice_id, source, reference) DO UPDATE SET amount = amount + excluded.amount";

    /// A payment by its reference.
    SELECT_PAYMENT = "SELECT document, unallocated, recorded_at FROM payments WHERE bill_to = $1 AND reference = $2";
    /// A page of a payer's payments.
    SELECT_PAYMENTS = "SELECT document, unallocated, recorded_at FROM payments
        WHERE bill_to = $1 AND reference > $2 ORDER BY reference LIMIT $3";
    /// What of a payer's payments in a currency is not allocated.
    SELECT_UNALLOCATED = "SELECT coalesce(sum(unallocated), 0) FROM payments
        WHERE bill_to = $1 AND currency = $2 AND unallocated > 0";
    /// What settled an invoice.
    SELECT_ALLOCATIONS = "SELECT source, reference, amount, at FROM allocations
        WHERE bill_to = $1 AND invoice_id = $2 ORDER BY source, reference";
}

/// The write for a new payment.
pub(crate) fn insert(payment: &StoredPayment) -> Result<Write, StoreError> {
    let received = &payment.received;
    let values = vec![
        received.bill_to.id().into(),
        received.reference.clone().into(),
        received.amount.currency.code().into(),
        received.amount.minor.into(),
        payment.unallocated.into(),
        received.received_on.to_string().into(),
        payment.recorded_at.into(),
        document("payment", received)?.into(),
    ];
    Ok(Write::one(&INSERT_PAYMENT, values, Guard::Version))
}

/// The write that allocates more of a payment.
pub(crate) fn draw(bill_to: BillTo, reference: &str, before: i64, after: i64) -> Write {
    let values = vec![bill_to.id().into(), reference.into(), before.into(), after.into()];
    Write::one(&UPDATE_PAYMENT, values, Guard::Version)
}

/// The write that keeps what settled a part of an invoice.
pub(crate) fn allocate(bill_to: BillTo, allocation: &Allocation) -> Write {
    let (source, reference) = match &allocation.source {
        Source::Payment(reference) => ("payment", reference),
        Source::CreditNote(number) => ("credit_note", number),
    };
    let values = vec![
        bill_to.id().into(),
        allocation.invoice.0.into(),
        source.into(),
        reference.clone().into(),
        allocation.amount.minor.into(),
        allocation.at.into(),
    ];
    Write::one(&PUT_ALLOCATION, values, Guard::Rows(1))
}
