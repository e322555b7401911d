//! Paying what is overdue at once (WHY-11): where the balance that is paid is that of an invoice, what is open of the invoice
//! is received in the same commit. So the account, the invoice and the payer's balance cannot disagree.

use seatwright_domain::billing::settling::PaymentReceived;
use seatwright_domain::calendar::day_of;
use seatwright_domain::event::{Event, Recorded};
use seatwright_domain::ids::InvoiceId;
use seatwright_store::{BillingWork, StoreError, StoredInvoice, StoredPayment};

use super::money::settle;
use crate::engine::Engine;

impl Engine {
    /// The payments that events of a decision stand for. An invoice that somebody else settled meanwhile gets none; one that is
    /// settled between this and the commit makes the commit a conflict, and the command is decided again.
    pub(crate) async fn payments_behind(&self, events: &[Recorded]) -> Result<BillingWork, StoreError> {
        let mut work = BillingWork::new();
        let mut paid: Vec<InvoiceId> = Vec::new();
        for recorded in events {
            let Event::BalancePaid { unpaid } = &recorded.event else { continue };
            // What people reported as overdue has no invoice here.
            let Some(id) = unpaid.invoice.filter(|id| !paid.contains(id)) else { continue };
            paid.push(id);
            let Some(invoice) = self.store().invoice(id).await?.filter(|found| found.open().minor > 0) else {
                continue;
            };
            let payment = self.payment_of(&invoice, recorded).await?;
            let whole = StoredPayment { unallocated: invoice.open().minor, ..payment.clone() };
            let (settled, _) =
                settle(BillingWork::new(), &whole, std::slice::from_ref(&invoice), recorded.at);
            work = work.receive(&payment)?.and(settled);
            if invoice.dunned > 0 {
                // The account knows already, so that there is nothing left for dunning to tell it.
                work = work.dunned(&invoice, invoice.dunned, None);
            }
        }
        Ok(work)
    }

    /// The payment of all that is open of an invoice, under a reference that the payer has not used yet.
    async fn payment_of(
        &self,
        invoice: &StoredInvoice,
        recorded: &Recorded,
    ) -> Result<StoredPayment, StoreError> {
        let bill_to = invoice.invoice.key.bill_to;
        let name = format!("pay now {}", invoice.invoice.number);
        let mut reference = name.clone();
        let mut count = 1;
        while self.store().payment(bill_to, &reference).await?.is_some() {
            count += 1;
            reference = format!("{name} ({count})");
        }
        let received = PaymentReceived {
            bill_to,
            amount: invoice.open(),
            received_on: day_of(recorded.at),
            reference,
            invoice: Some(invoice.invoice.id),
        };
        Ok(StoredPayment { received, unallocated: 0, recorded_at: recorded.at })
    }
}
