//! Proving that every cent follows from the rules (promise N6): charges are derived again from the events, invoices from the
//! charges, and both must be what is stored, to the byte.

mod account;
mod invoices;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::num::NonZeroUsize;
use std::sync::Arc;
use std::thread::available_parallelism;

use jiff::Timestamp;
use seatwright_domain::billing::invoice::{BillTo, InvoiceKey, LineSums, Payer};
use seatwright_domain::ids::{CustomerId, InvoiceId};
use seatwright_store::{Store, StoreError};
use tokio::task::JoinSet;

use self::account::derive;
use crate::engine::Engine;
use crate::error::EngineError;
use crate::progress::Progress;
use crate::rules::Rules;

/// Ids of accounts that are read at once.
const CUSTOMERS_PER_PAGE: usize = 1_000;

/// Differences that are listed; of the others only their number is.
const LISTED_MAX: usize = 100;

/// What a verification found.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct VerifyReport {
    /// Accounts whose charges were derived again.
    pub accounts: u64,
    /// Events that were gone through.
    pub events: u64,
    /// Charges that were derived and compared.
    pub charges: u64,
    /// Invoices that were derived and compared.
    pub invoices: u64,
    /// How many things differ.
    pub faulty: u64,
    /// The first hundred of them, in the order of accounts and of events.
    pub differences: Vec<Unproven>,
    /// Whether it was stopped before the last account; invoices are looked at after all accounts only.
    pub stopped: bool,
}

/// Something that does not follow from the rules.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Unproven {
    /// What differs: an account, an event, a charge or an invoice, and the path inside it.
    pub what: String,
    /// What is stored.
    pub stored: String,
    /// What follows from events and rules.
    pub derived: String,
}

impl VerifyReport {
    /// Whether everything that was looked at is as it must be.
    #[must_use]
    pub fn is_clean(&self) -> bool {
        self.faulty == 0
    }

    fn differs(&mut self, found: Unproven) {
        self.faulty += 1;
        if self.differences.len() < LISTED_MAX {
            self.differences.push(found);
        }
    }
}

impl fmt::Display for VerifyReport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { accounts, events, charges, invoices, faulty, differences, stopped } = self;
        writeln!(f, "{accounts} accounts, {events} events, {charges} charges, {invoices} invoices")?;
        for found in differences {
            let Unproven { what, stored, derived } = found;
            writeln!(f, "{what}\n  stored:  {stored}\n  derived: {derived}")?;
        }
        if *stopped {
            writeln!(f, "stopped before the last account; invoices were not looked at")?;
        }
        match faulty {
            0 => write!(f, "every charge and invoice follows from events and rules, to the byte"),
            faulty => write!(f, "{faulty} differences"),
        }
    }
}

/// What a customer's events say of it as a payer: since when it was which.
type Payers = Vec<(Timestamp, Payer)>;

/// What the events and charges of all accounts say about invoices.
#[derive(Default)]
struct Billed {
    /// By invoice: the keys that its lines ask for, of which there must be one, and their sums.
    invoices: BTreeMap<InvoiceId, (BTreeSet<InvoiceKey>, LineSums)>,
    /// Everybody who pays.
    payers: BTreeSet<BillTo>,
    /// Customers that pay an invoice themselves, as their events show them.
    profiles: BTreeMap<CustomerId, Payers>,
}

/// What was found out about one account.
#[derive(Default)]
struct Derived {
    events: u64,
    charges: u64,
    lines: Vec<(InvoiceId, InvoiceKey, i64)>,
    payers: BTreeSet<BillTo>,
    profiles: Payers,
    differences: Vec<Unproven>,
}

impl Derived {
    fn differs(&mut self, what: impl Into<String>, stored: impl Into<String>, derived: impl Into<String>) {
        let (what, stored, derived) = (what.into(), stored.into(), derived.into());
        self.differences.push(Unproven { what, stored, derived });
    }
}

impl Engine {
    /// Derives every charge and invoice again by this engine's policies and partners, and compares. Reads only. What is
    /// committed meanwhile may look like a difference, so let nothing else write. A customer that pays an invoice itself is
    /// taken from its events; of partners only the present is known, so they are taken from the invoice.
    ///
    /// # Errors
    /// A failing store. Documents that cannot be read are differences, not failures.
    pub async fn verify(&self, progress: &dyn Progress) -> Result<VerifyReport, EngineError> {
        progress.started(None);
        let mut report = VerifyReport::default();
        let mut billed = Billed::default();
        let mut result = self.verify_accounts(progress, &mut report, &mut billed).await;
        if result.is_ok() && !report.stopped {
            billed.payers.extend(self.partners().iter().map(|partner| BillTo::Partner(partner.id)));
            result = invoices::verify(self.store(), self.policies(), &billed, &mut report).await;
        }
        progress.finished();
        result.map(|()| report)
    }

    async fn verify_accounts(
        &self,
        progress: &dyn Progress,
        report: &mut VerifyReport,
        billed: &mut Billed,
    ) -> Result<(), EngineError> {
        let at_once = available_parallelism().map_or(1, NonZeroUsize::get);
        let store = self.shared_store();
        let mut group = JoinSet::new();
        let mut after = None;
        while !report.stopped {
            let page = store.customer_ids(after, CUSTOMERS_PER_PAGE).await?;
            let Some(last) = page.last().copied() else { break };
            for customer in page {
                if progress.stops() {
                    report.stopped = true;
                    break;
                }
                if group.len() >= at_once {
                    next(&mut group, report, billed, progress).await?;
                }
                let (store, rules): (Arc<dyn Store>, Rules) = (store.clone(), self.rules().clone());
                group.spawn(async move { (customer, derive(&*store, customer, &rules).await) });
            }
            after = Some(last);
        }
        while !group.is_empty() {
            next(&mut group, report, billed, progress).await?;
        }
        // Accounts end in any order; inside one, the first difference stays the first.
        report.differences.sort_by_key(|found| found.what.split(':').next().map(str::to_owned));
        Ok(())
    }
}

/// Waits for one account.
async fn next(
    group: &mut JoinSet<(CustomerId, Result<Derived, StoreError>)>,
    report: &mut VerifyReport,
    billed: &mut Billed,
    progress: &dyn Progress,
) -> Result<(), EngineError> {
    let Some(ended) = group.join_next().await else { return Ok(()) };
    let (customer, derived) = ended?;
    report.accounts += 1;
    progress.advanced(1);
    let derived = match derived {
        Err(StoreError::Document { what, why }) => {
            let what = format!("account {customer}: {what}");
            report.differs(Unproven { what, stored: why, derived: "a readable document".to_owned() });
            return Ok(());
        }
        derived => derived?,
    };
    report.events += derived.events;
    report.charges += derived.charges;
    for found in derived.differences {
        report.differs(Unproven { what: format!("account {customer}: {}", found.what), ..found });
    }
    billed.payers.extend(derived.payers);
    if derived.lines.iter().any(|(_, key, _)| key.bill_to.customer().is_some()) {
        billed.profiles.insert(customer, derived.profiles);
    }
    for (invoice, key, amount) in derived.lines {
        let (keys, sums) = billed.invoices.entry(invoice).or_default();
        keys.insert(key);
        sums.lines += 1;
        sums.amount = sums.amount.saturating_add(amount);
        sums.charges = sums.charges.saturating_add(amount.max(0));
    }
    Ok(())
}
