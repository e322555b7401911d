//! Proving that the stored state is the fold of the stored events: every account is folded from its first event and
//! compared with what is stored, and its hash chain is followed from end to end.

mod compare;
mod difference;
mod feed;
mod fold;

use std::collections::BTreeMap;
use std::fmt;
use std::num::NonZeroUsize;
use std::sync::Arc;
use std::thread::available_parallelism;

use seatwright_domain::ids::CustomerId;
use seatwright_store::{Store, StoreError};
use tokio::task::JoinSet;

use self::compare::examine;
pub(crate) use self::difference::first_difference;
use crate::error::EngineError;
use crate::progress::Progress;

/// Ids of accounts that are read at once.
const CUSTOMERS_PER_PAGE: usize = 1_000;

/// Accounts whose differences are listed; of the others only their number is.
const ACCOUNTS_LISTED_MAX: usize = 100;

/// Differences that are listed for one account.
const DIFFERENCES_LISTED_MAX: usize = 10;

/// What a replay found.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct ReplayReport {
    /// Accounts that were folded.
    pub accounts: u64,
    /// Events that were folded.
    pub events: u64,
    /// Rows that were compared: subscriptions, upgrades, users, orders and findings.
    pub rows: u64,
    /// Entries of the partners' feeds that were looked at.
    pub feed_entries: u64,
    /// What is wrong with the feeds: gaps, entries without an event, events out of order.
    pub feed_differences: Vec<Difference>,
    /// Accounts with differences.
    pub faulty: u64,
    /// The first differences of the first hundred of them.
    pub differences: BTreeMap<CustomerId, Vec<Difference>>,
    /// Whether it was stopped before the last account.
    pub stopped: bool,
}

impl ReplayReport {
    /// Whether everything that was looked at is as it must be.
    #[must_use]
    pub fn is_clean(&self) -> bool {
        self.faulty == 0 && self.feed_differences.is_empty()
    }

    fn add(&mut self, customer: CustomerId, examined: Examined) {
        self.accounts += 1;
        self.events += examined.events;
        self.rows += examined.rows;
        if examined.differences.is_empty() {
            return;
        }
        self.faulty += 1;
        if self.differences.len() < ACCOUNTS_LISTED_MAX {
            self.differences.insert(customer, examined.differences);
        }
    }
}

impl fmt::Display for ReplayReport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { accounts, events, rows, feed_entries, .. } = self;
        writeln!(f, "{accounts} accounts, {events} events, {rows} rows, {feed_entries} entries of feeds")?;
        for difference in &self.feed_differences {
            writeln!(f, "{difference}")?;
        }
        for (customer, differences) in &self.differences {
            writeln!(f, "account {customer}:")?;
            for difference in differences {
                writeln!(f, "  {difference}")?;
            }
        }
        match self.faulty {
            0 if !self.feed_differences.is_empty() => write!(f, "the feeds differ from the log"),
            0 => write!(f, "state and hash chain of every account follow from its events"),
            faulty => write!(f, "{faulty} accounts differ from their events"),
        }
    }
}

/// One thing that is not as its events say.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Difference {
    /// What differs: a row and the path inside it.
    pub what: String,
    /// What is stored.
    pub stored: String,
    /// What follows from the events.
    pub folded: String,
}

impl fmt::Display for Difference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: stored {}, by the events {}", self.what, self.stored, self.folded)
    }
}

/// What was found out about one account.
#[derive(Default)]
struct Examined {
    events: u64,
    rows: u64,
    differences: Vec<Difference>,
}

impl Examined {
    fn differs(&mut self, what: impl Into<String>, stored: impl Into<String>, folded: impl Into<String>) {
        if self.differences.len() < DIFFERENCES_LISTED_MAX {
            self.differences.push(Difference {
                what: what.into(),
                stored: stored.into(),
                folded: folded.into(),
            });
        }
    }
}

/// Folds every account and compares. Reads only; accounts that change meanwhile are looked at again. Memory holds one
/// account with its users for each processor.
///
/// # Errors
/// A failing store. Documents that cannot be read are differences, not failures.
pub async fn replay(store: Arc<dyn Store>, progress: &dyn Progress) -> Result<ReplayReport, EngineError> {
    progress.started(None);
    let mut report = ReplayReport::default();
    let result = fold_all(&store, progress, &mut report).await;
    progress.finished();
    result?;
    let feeds = feed::examine(&*store).await?;
    report.feed_entries = feeds.entries;
    report.feed_differences = feeds.differences;
    Ok(report)
}

async fn fold_all(
    store: &Arc<dyn Store>,
    progress: &dyn Progress,
    report: &mut ReplayReport,
) -> Result<(), EngineError> {
    let at_once = available_parallelism().map_or(1, NonZeroUsize::get);
    let mut group = JoinSet::new();
    let mut after = None;
    loop {
        let page = store.customer_ids(after, CUSTOMERS_PER_PAGE).await?;
        let Some(last) = page.last().copied() else {
            break;
        };
        for customer in page {
            if progress.stops() {
                report.stopped = true;
                break;
            }
            if group.len() >= at_once {
                next(&mut group, report, progress).await?;
            }
            let store = store.clone();
            group.spawn(async move { (customer, examine(&*store, customer).await) });
        }
        if report.stopped {
            break;
        }
        after = Some(last);
    }
    while !group.is_empty() {
        next(&mut group, report, progress).await?;
    }
    Ok(())
}

/// Waits for one account.
async fn next(
    group: &mut JoinSet<(CustomerId, Result<Examined, StoreError>)>,
    report: &mut ReplayReport,
    progress: &dyn Progress,
) -> Result<(), EngineError> {
    if let Some(ended) = group.join_next().await {
        let (customer, examined) = ended?;
        report.add(customer, examined?);
        progress.advanced(1);
    }
    Ok(())
}
