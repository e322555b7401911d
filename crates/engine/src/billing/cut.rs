//! Cutting invoices: charges are gathered on them, and they are issued in the order of their numbers. Every step is one
//! commit that does nothing when it is repeated, and the store says what is left; so a run can be cut off anywhere, or meet
//! another.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

use jiff::Timestamp;
use jiff::civil::Date;
use seatwright_domain::billing::charge::InvoiceFamily;
use seatwright_domain::billing::dunning::step;
use seatwright_domain::billing::invoice::{BillTo, DocumentKind, Invoice, InvoiceKey, Payer, next_date};
use seatwright_domain::billing::settling::{Allocation, PaymentReceived, Source, share};
use seatwright_domain::calendar::{day_of, previous_day};
use seatwright_domain::customer::Customer;
use seatwright_domain::money::{Currency, Money};
use seatwright_store::{
    BillingWork, CommitError, Gathered, InvoiceState, StoredInvoice, StoredPayment, UnbilledLine, invoice_id,
};

use crate::engine::Engine;
use crate::error::EngineError;
use crate::run::RunReport;

/// Charges that are put on invoices in one commit.
const LINES_PER_COMMIT: usize = 2_000;

/// Invoices that are issued in one commit.
const INVOICES_PER_COMMIT: usize = 250;

/// How often invoices are issued again because somebody else issued some meanwhile.
const ATTEMPTS_MAX: u32 = 1_000;

/// The setting that keeps the last date whose invoices have been cut.
const BILLED_SETTING: &str = "billed_through";

impl Engine {
    /// Cuts the invoices of the day before an instant. All accounts must have been carried to the end of that day.
    pub(super) async fn cut(&self, at: Timestamp, report: &mut RunReport) -> Result<(), EngineError> {
        let date = previous_day(day_of(at));
        self.gather(date).await?;
        report.invoices += self.issue_gathered(date).await?;
        let through = self.billed_through().await?;
        if through.is_none_or(|through| through < date) {
            self.store().put_setting(BILLED_SETTING, Some(&date.to_string())).await?;
        }
        Ok(())
    }

    /// The last date whose invoices have been cut.
    async fn billed_through(&self) -> Result<Option<Date>, EngineError> {
        Ok(self.store().setting(BILLED_SETTING).await?.and_then(|date| date.parse().ok()))
    }

    /// Puts every charge that waits for a date on its invoice. A charge that comes too late for its invoice, because that
    /// has been issued or its date is over, goes on the next one of its payer: nothing is forgotten, nothing billed twice.
    async fn gather(&self, date: Date) -> Result<(), EngineError> {
        let through = self.billed_through().await?;
        loop {
            let lines = self.store().unbilled_until(date, LINES_PER_COMMIT).await?;
            if lines.is_empty() {
                return Ok(());
            }
            let mut keys: Vec<InvoiceKey> = lines.iter().map(|line| line.invoice).collect();
            keys.sort_unstable();
            keys.dedup();
            let mut later: BTreeMap<InvoiceKey, Date> = BTreeMap::new();
            for (key, state) in keys.iter().zip(self.store().invoice_states(&keys).await?) {
                let over = through.is_some_and(|through| key.date <= through);
                let issued = state.is_some_and(|state| state != InvoiceState::Gathering);
                if issued || (over && state.is_none()) {
                    let after = through.map_or(key.date, |through| through.max(key.date));
                    let partners = self.partners();
                    let next = next_date(key.family, key.bill_to, after, self.policies(), partners);
                    later.insert(*key, next);
                }
            }
            let (late, in_time): (Vec<UnbilledLine>, Vec<UnbilledLine>) =
                lines.into_iter().partition(|line| later.contains_key(&line.invoice));
            let late: Vec<(UnbilledLine, Date)> = late
                .into_iter()
                .filter_map(|line| later.get(&line.invoice).map(|date| (line, *date)))
                .collect();
            self.bill(BillingWork::new().redate(&late).attach(&in_time)).await?;
        }
    }

    /// Issues the invoices that have gathered their lines, in the order of their keys; how many.
    async fn issue_gathered(&self, date: Date) -> Result<u64, EngineError> {
        let mut issued = 0;
        for _ in 0..ATTEMPTS_MAX {
            let mut gathered = self.store().gathering(INVOICES_PER_COMMIT).await?;
            gathered.retain(|gathered| gathered.key.date <= date);
            if gathered.is_empty() {
                return Ok(issued);
            }
            let count = gathered.len() as u64;
            let work = self.issue(gathered).await?;
            if self.bill(work).await? {
                issued += count;
            }
        }
        Err(EngineError::Busy)
    }

    /// The work that issues invoices with the next numbers.
    async fn issue(&self, gathered: Vec<Gathered>) -> Result<BillingWork, EngineError> {
        let mut work = BillingWork::new();
        let mut numbers: BTreeMap<InvoiceFamily, (u64, u64)> = BTreeMap::new();
        let mut credits: BTreeMap<(BillTo, Currency), Vec<StoredInvoice>> = BTreeMap::new();
        for Gathered { key, sums, customer, by_card, credit_notes } in gathered {
            let (_, last) = match numbers.entry(key.family) {
                Entry::Occupied(known) => known.into_mut(),
                Entry::Vacant(new) => {
                    let last = self.store().last_number(key.family).await?;
                    new.insert((last, last))
                }
            };
            *last += 1;
            let payer = self.payer(key.bill_to, customer.as_ref());
            let invoice = Invoice::issue(invoice_id(&key), key, *last, payer, sums, self.policies());
            let credits = credits.entry((key.bill_to, key.currency)).or_insert(credit_notes);
            work = self.issue_one(work, invoice, by_card, credits)?;
        }
        for (family, (before, last)) in numbers {
            work = work.numbers(family, before, last);
        }
        Ok(work)
    }

    /// Issues one invoice, and sets the payer's credit notes against it, oldest first. What is left is collected at once where
    /// everything on it is paid by card.
    fn issue_one(
        &self,
        mut work: BillingWork,
        invoice: Invoice,
        by_card: bool,
        credits: &mut Vec<StoredInvoice>,
    ) -> Result<BillingWork, EngineError> {
        let at = invoice.issued_at;
        let open: Vec<i64> = credits.iter().map(|note| note.open().minor.saturating_neg()).collect();
        let used = share(invoice.total.minor, &open);
        let credited: i64 = used.iter().map(|(_, amount)| amount).sum();
        let left = invoice.total.minor.saturating_sub(credited);
        let collected = if by_card { left.max(0) } else { 0 };
        let settled = credited.saturating_add(collected);
        let dunning = (invoice.total.minor > settled).then(|| step(&invoice, 0, self.policies())).flatten();
        work = work.issue(&invoice, settled, dunning.map(|(at, _)| at))?;
        for (place, amount) in used {
            let Some(note) = credits.get_mut(place) else { continue };
            work = work.settle(note, amount.saturating_neg(), at);
            note.settled.minor = note.settled.minor.saturating_sub(amount);
            let source = Source::CreditNote(note.invoice.number.clone());
            let amount = Money { minor: amount, ..invoice.total };
            let allocation = Allocation { invoice: invoice.id, source, amount, at };
            work = work.allocate(invoice.key.bill_to, &allocation);
        }
        if collected > 0 {
            work = collect(work, &invoice, Money { minor: collected, ..invoice.total }, at)?;
        }
        if invoice.kind == DocumentKind::CreditNote {
            let document = String::new();
            let settled = Money { minor: 0, ..invoice.total };
            let state = InvoiceState::Open;
            credits.push(StoredInvoice { invoice, document, state, settled, dunned: 0, dunning_at: None });
        }
        Ok(work)
    }

    /// Who pays, as it is now.
    fn payer(&self, bill_to: BillTo, customer: Option<&Customer>) -> Payer {
        match bill_to {
            BillTo::Partner(partner) => self.partners().get(partner).map(Payer::partner),
            BillTo::Customer(_) => customer.map(Payer::customer),
        }
        .unwrap_or_else(|| Payer::unknown(bill_to))
    }

    /// Carries out work; whether it stands. Where it does not, somebody else was faster.
    pub(super) async fn bill(&self, work: BillingWork) -> Result<bool, EngineError> {
        match self.store().bill(work).await {
            Ok(()) => Ok(true),
            Err(CommitError::Store(error)) => Err(error.into()),
            Err(_) => Ok(false),
        }
    }
}

/// A payment by card for what is left of an invoice.
fn collect(
    work: BillingWork,
    invoice: &Invoice,
    amount: Money,
    at: Timestamp,
) -> Result<BillingWork, EngineError> {
    let reference = format!("card {}", invoice.number);
    let bill_to = invoice.key.bill_to;
    let received = PaymentReceived {
        bill_to,
        amount,
        received_on: day_of(at),
        reference: reference.clone(),
        invoice: Some(invoice.id),
    };
    let payment = StoredPayment { received, unallocated: 0, recorded_at: at };
    let allocation = Allocation { invoice: invoice.id, source: Source::Payment(reference), amount, at };
    Ok(work.receive(&payment)?.allocate(bill_to, &allocation))
}
