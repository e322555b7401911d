//! Money received: recorded by hand, once for each reference, and shared out to what is open (INV-106).

use jiff::Timestamp;
use seatwright_domain::billing::invoice::BillTo;
use seatwright_domain::billing::settling::{Allocation, PaymentReceived, Source, share};
use seatwright_domain::calendar::day_of;
use seatwright_domain::ids::InvoiceId;
use seatwright_domain::money::{Currency, Money};
use seatwright_store::{BillingWork, InvoiceState, StoredInvoice, StoredPayment};

use crate::engine::Engine;
use crate::error::EngineError;
use crate::execute::DECISIONS_PER_COMMAND_MAX;
use crate::run::RunReport;

/// What a payment came to.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct PaymentOutcome {
    /// What of it settles no invoice.
    pub unallocated: Money,
    /// Whether it had been recorded before, so that nothing was done now.
    pub repeated: bool,
}

/// What a payer owes in a currency, and what it has to its credit.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Balance {
    /// What is open of its invoices.
    pub owed: Money,
    /// The part of it that is overdue.
    pub overdue: Money,
    /// What is left of its credit notes.
    pub in_favour: Money,
    /// What of its payments settles no invoice.
    pub unallocated: Money,
    /// What it is charged and has no invoice for yet, net of tax.
    pub unbilled: Money,
}

impl Engine {
    /// Records money received. It goes to the invoice that it names, or to the oldest that are open; what is left stays
    /// unallocated until it is assigned. The same payment recorded again does nothing.
    ///
    /// # Errors
    /// [`EngineError::Payment`] when the amount is not above zero, there is no reference, the invoice is not the payer's or not
    /// in the currency, or the reference was used for another payment; a failing store.
    pub async fn record_payment(&self, received: PaymentReceived) -> Result<PaymentOutcome, EngineError> {
        check(&received)?;
        let currency = received.amount.currency;
        for _ in 0..DECISIONS_PER_COMMAND_MAX {
            if let Some(known) = self.store().payment(received.bill_to, &received.reference).await? {
                return repeated(&received, &known);
            }
            let open = match received.invoice {
                Some(id) => vec![self.payable(id, received.bill_to, currency).await?],
                None => self.open_invoices(received.bill_to, currency).await?,
            };
            let now = self.now();
            let unallocated = received.amount.minor;
            let mut payment = StoredPayment { received: received.clone(), unallocated, recorded_at: now };
            let (work, rest) = settle(BillingWork::new(), &payment, &open, now);
            payment.unallocated = rest;
            // The payment stands in its table before what refers to it.
            let work = BillingWork::new().receive(&payment)?.and(work);
            if self.bill(work).await? {
                self.after_settling(&open).await;
                let unallocated = Money { minor: rest, currency };
                return Ok(PaymentOutcome { unallocated, repeated: false });
            }
        }
        Err(EngineError::Busy)
    }

    /// Assigns what is left of a payment to an invoice (INV-106).
    ///
    /// # Errors
    /// [`EngineError::Payment`] when there is no such payment, or the invoice is not the payer's or not in the currency; a
    /// failing store.
    pub async fn assign_payment(
        &self,
        bill_to: BillTo,
        reference: &str,
        invoice: InvoiceId,
    ) -> Result<PaymentOutcome, EngineError> {
        for _ in 0..DECISIONS_PER_COMMAND_MAX {
            let Some(payment) = self.store().payment(bill_to, reference).await? else {
                return Err(wrong("reference", "name the reference of a payment of this payer"));
            };
            let currency = payment.received.amount.currency;
            let open = vec![self.payable(invoice, bill_to, currency).await?];
            let now = self.now();
            let (work, rest) = settle(BillingWork::new(), &payment, &open, now);
            let work = work.draw(&payment, payment.unallocated.saturating_sub(rest));
            if self.bill(work).await? {
                self.after_settling(&open).await;
                let unallocated = Money { minor: rest, currency };
                return Ok(PaymentOutcome { unallocated, repeated: false });
            }
        }
        Err(EngineError::Busy)
    }

    /// What a payer owes and has to its credit in a currency.
    ///
    /// # Errors
    /// A failing store.
    pub async fn balance(&self, bill_to: BillTo, currency: Currency) -> Result<Balance, EngineError> {
        let today = day_of(self.now());
        let money = |minor| Money { minor, currency };
        let (mut owed, mut overdue, mut in_favour) = (0_i64, 0_i64, 0_i64);
        let mut after = None;
        loop {
            let page = self.store().open_invoices(bill_to, currency, after).await?;
            let Some(last) = page.last() else { break };
            after = Some((last.invoice.key.date, last.invoice.number.clone()));
            for invoice in &page {
                let open = invoice.open().minor;
                owed = owed.saturating_add(open.max(0));
                in_favour = in_favour.saturating_sub(open.min(0));
                if invoice.invoice.due < today {
                    overdue = overdue.saturating_add(open.max(0));
                }
            }
        }
        Ok(Balance {
            owed: money(owed),
            overdue: money(overdue),
            in_favour: money(in_favour),
            unallocated: money(self.store().unallocated(bill_to, currency).await?),
            unbilled: money(self.store().unbilled_sum(bill_to, currency).await?),
        })
    }

    /// The oldest of a payer's invoices that something is owed on.
    async fn open_invoices(
        &self,
        bill_to: BillTo,
        currency: Currency,
    ) -> Result<Vec<StoredInvoice>, EngineError> {
        let mut open = self.store().open_invoices(bill_to, currency, None).await?;
        open.retain(|invoice| invoice.open().minor > 0);
        Ok(open)
    }

    /// An invoice that a payer can pay in a currency.
    async fn payable(
        &self,
        id: InvoiceId,
        bill_to: BillTo,
        currency: Currency,
    ) -> Result<StoredInvoice, EngineError> {
        let found = self.store().invoice(id).await?;
        found
            .filter(|found| found.invoice.key.bill_to == bill_to && found.invoice.key.currency == currency)
            .ok_or_else(|| wrong("invoice", "name an invoice of this payer in the payment's currency"))
    }

    /// Where an invoice that was dunned is settled, its account is told at once. What fails here is made good by the next run.
    async fn after_settling(&self, settled: &[StoredInvoice]) {
        for invoice in settled.iter().filter(|invoice| invoice.dunned > 0) {
            if let Err(error) = self.clear_at_once(invoice.invoice.id).await {
                tracing::warn!(%error, "what was paid is cleared by the next run: {error}");
            }
        }
    }

    async fn clear_at_once(&self, id: InvoiceId) -> Result<(), EngineError> {
        match self.store().invoice(id).await? {
            Some(invoice) if invoice.state == InvoiceState::Settled && invoice.dunning_at.is_some() => {
                self.dun_one(&invoice, &mut RunReport::default()).await
            }
            _ => Ok(()),
        }
    }
}

/// Shares what is left of a payment out to invoices; the work, and what is left then.
pub(super) fn settle(
    mut work: BillingWork,
    payment: &StoredPayment,
    open: &[StoredInvoice],
    at: Timestamp,
) -> (BillingWork, i64) {
    let received = &payment.received;
    let amounts: Vec<i64> = open
        .iter()
        .map(|invoice| if invoice.state == InvoiceState::Open { invoice.open().minor } else { 0 })
        .collect();
    let mut rest = payment.unallocated;
    for (place, amount) in share(payment.unallocated, &amounts) {
        let Some(invoice) = open.get(place) else { continue };
        let allocation = Allocation {
            invoice: invoice.invoice.id,
            source: Source::Payment(received.reference.clone()),
            amount: Money { minor: amount, ..received.amount },
            at,
        };
        work = work.settle(invoice, amount, at).allocate(received.bill_to, &allocation);
        rest = rest.saturating_sub(amount);
    }
    (work, rest)
}

fn check(received: &PaymentReceived) -> Result<(), EngineError> {
    if received.amount.minor <= 0 {
        return Err(wrong("amount", "record an amount above zero; credits are credit notes"));
    }
    if received.reference.trim().is_empty() {
        return Err(wrong("reference", "give the payment a reference, one for each payment"));
    }
    Ok(())
}

/// The outcome of a payment that was recorded before, if it is the same.
fn repeated(received: &PaymentReceived, known: &StoredPayment) -> Result<PaymentOutcome, EngineError> {
    if known.received != *received {
        return Err(wrong(
            "reference",
            "another payment of this payer has the reference; give this one its own",
        ));
    }
    let unallocated = Money { minor: known.unallocated, ..received.amount };
    Ok(PaymentOutcome { unallocated, repeated: true })
}

fn wrong(field: &'static str, fix: &'static str) -> EngineError {
    EngineError::Payment { field, fix }
}
