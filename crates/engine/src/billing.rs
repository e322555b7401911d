//! Invoices: charges are gathered on them, and they are issued in the order of their numbers. Every step is one commit that
//! does nothing when it is repeated, and the store says what is left; so a run can be cut off anywhere, or meet another.

use std::collections::BTreeMap;

use jiff::Timestamp;
use jiff::civil::Date;
use seatwright_domain::billing::charge::InvoiceFamily;
use seatwright_domain::billing::invoice::{BillTo, Invoice, InvoiceKey, LineSums, Payer, cut_at, next_date};
use seatwright_domain::calendar::{day_of, previous_day};
use seatwright_store::{BillingWork, CommitError, InvoiceState, UnbilledLine, invoice_id};

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
    /// When the next invoices are cut; none while no charge waits. The past, where that was missed.
    pub(crate) async fn next_billing(&self) -> Result<Option<Timestamp>, EngineError> {
        Ok(self.store().next_invoice_date().await?.map(cut_at))
    }

    /// Cuts the invoices of the day before an instant. All accounts must have been carried to the end of that day.
    pub(crate) async fn cut(&self, at: Timestamp, report: &mut RunReport) -> Result<(), EngineError> {
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
            let gathered = self.store().gathering(INVOICES_PER_COMMIT).await?;
            let gathered: Vec<_> = gathered.into_iter().filter(|(key, _)| key.date <= date).collect();
            if gathered.is_empty() {
                break;
            }
            let work = self.issue(&gathered).await?;
            if self.bill(work).await? {
                issued += gathered.len() as u64;
            }
        }
        Ok(issued)
    }

    /// The work that issues invoices with the next numbers.
    async fn issue(&self, gathered: &[(InvoiceKey, LineSums)]) -> Result<BillingWork, EngineError> {
        let mut work = BillingWork::new();
        let mut numbers: BTreeMap<InvoiceFamily, (u64, u64)> = BTreeMap::new();
        for (key, sums) in gathered {
            if !numbers.contains_key(&key.family) {
                let last = self.store().last_number(key.family).await?;
                numbers.insert(key.family, (last, last));
            }
            let number = numbers.get_mut(&key.family).map_or(1, |(_, last)| {
                *last += 1;
                *last
            });
            let payer = self.payer(key.bill_to).await?;
            let invoice = Invoice::issue(invoice_id(key), *key, number, payer, *sums, self.policies());
            work = work.issue(&invoice, 0, None)?;
        }
        for (family, (before, last)) in numbers {
            work = work.numbers(family, before, last);
        }
        Ok(work)
    }

    /// Who pays, as it is now.
    async fn payer(&self, bill_to: BillTo) -> Result<Payer, EngineError> {
        Ok(match bill_to {
            BillTo::Partner(partner) => {
                self.partners().get(partner).map_or_else(|| Payer::unknown(bill_to), Payer::partner)
            }
            BillTo::Customer(customer) => {
                let found = self.store().customer(customer).await?;
                found.map_or_else(|| Payer::unknown(bill_to), |customer| Payer::customer(&customer))
            }
        })
    }

    /// Carries out work; whether it stands. Where it does not, somebody else was faster.
    async fn bill(&self, work: BillingWork) -> Result<bool, EngineError> {
        match self.store().bill(work).await {
            Ok(()) => Ok(true),
            Err(CommitError::Store(error)) => Err(error.into()),
            Err(_) => Ok(false),
        }
    }
}
