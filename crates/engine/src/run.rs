//! Runs: everything that is due in the whole installation, in chunks. Accounts are read with one query for a chunk,
//! decided on all processors, and committed together while the next chunk is read; so a renewal run costs little more
//! than the writes it makes.

mod chunk;

use jiff::Timestamp;
use seatwright_domain::billing::invoice::cut_at;
use seatwright_domain::calendar::day_of;
use seatwright_domain::ids::CustomerId;
use seatwright_store::{CommitError, Due, StoreError};
use tokio::task::JoinSet;

use self::chunk::{Decided, decide_chunk};
use crate::engine::Engine;
use crate::error::EngineError;
use crate::progress::Progress;
use crate::tally::Tally;

/// Accounts that are read, decided and committed together. Memory holds two chunks at most: one that is committed and one
/// that is decided.
const ACCOUNTS_PER_CHUNK: usize = 512;

/// How often all that is due is gone through in one run. A second pass finds what fell due by commands meanwhile; what a
/// later one would find is left to the next run, so that a run ends.
const PASSES_PER_RUN_MAX: u32 = 8;

/// Accounts that are carried out one by one, at once: their commits share the store's writes to disk.
const SLOW_AT_ONCE: usize = 16;

/// Failures that a report lists; all of them are in the log.
const FAILURES_LISTED_MAX: usize = 100;

/// Pages of the due index that are counted for a total; beyond that the total stays unknown.
const COUNTED_PAGES_MAX: usize = 1_000;

/// What a run did.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct RunReport {
    /// Accounts that something was carried out for. One that is met again in a later pass counts again.
    pub accounts: u64,
    /// What happened.
    pub tally: Tally,
    /// Invoices and credit notes that were issued.
    pub invoices: u64,
    /// Accounts that something is due for that could not be carried out, with why; the first hundred.
    pub failed: Vec<(CustomerId, String)>,
    /// Whether the run was stopped before its end. The next one goes on with the rest.
    pub stopped: bool,
}

impl RunReport {
    fn fail(&mut self, customer: CustomerId, error: &EngineError) {
        tracing::error!(%customer, %error, "what is due for account {customer} could not be carried out: {error}");
        let known = self.failed.iter().any(|(failed, _)| *failed == customer);
        if !known && self.failed.len() < FAILURES_LISTED_MAX {
            self.failed.push((customer, error.to_string()));
        }
    }
}

impl Engine {
    /// Carries out everything that is due up to an instant in all accounts; not beyond the engine's clock. Where it is
    /// cut short, by `progress`, an error or a crash, the next run goes on with the rest: what is due is in the store.
    ///
    /// # Errors
    /// A failing store. An account that cannot be carried out is reported and left as it is; the others go on.
    pub async fn run_due(&self, until: Timestamp, progress: &dyn Progress) -> Result<RunReport, EngineError> {
        let _turn = self.run_lock().lock().await;
        let until = until.min(self.now());
        let mut report = RunReport::default();
        progress.started(self.count_due(until).await?);
        let result = self.in_time_order(until, progress, &mut report).await;
        progress.finished();
        result.map(|()| report)
    }

    /// Carries accounts and cuts invoices in order of time, so that it makes no difference whether time moves in one step
    /// or in many: what invoices lead to (an overdue balance, a suspension) changes what accounts do next.
    async fn in_time_order(
        &self,
        until: Timestamp,
        progress: &dyn Progress,
        report: &mut RunReport,
    ) -> Result<(), EngineError> {
        let mut carried = None;
        while !report.stopped {
            let account = self.store().due(until, carried, 1).await?.first().map(|due| due.at);
            let bills = self.next_billing().await?.filter(|at| *at <= until);
            if account.is_none() && bills.is_none() {
                return Ok(());
            }
            // What happens on a day is on no invoice that is cut before noon of the next.
            let safe = account.map_or(until, |at| cut_at(day_of(at)));
            let to = safe.min(bills.unwrap_or(until)).min(until);
            if account.is_some_and(|at| at <= to) {
                self.carry_accounts(carried, to, progress, report).await?;
            }
            if bills == Some(to) && !report.stopped {
                self.carry_out_billing(to, report).await?;
            }
            carried = Some(Due { at: to, customer: CustomerId(uuid::Uuid::max()) });
        }
        Ok(())
    }

    /// Carries out everything that is due up to an instant, after what has been gone through before.
    async fn carry_accounts(
        &self,
        from: Option<Due>,
        until: Timestamp,
        progress: &dyn Progress,
        report: &mut RunReport,
    ) -> Result<(), EngineError> {
        for _ in 0..PASSES_PER_RUN_MAX {
            let before = report.accounts;
            self.pass(from, until, progress, report).await?;
            if report.stopped || report.accounts == before {
                break;
            }
        }
        Ok(())
    }

    /// How many accounts have something due, where they can be counted quickly.
    async fn count_due(&self, until: Timestamp) -> Result<Option<u64>, EngineError> {
        let mut count = 0;
        let mut after = None;
        for _ in 0..COUNTED_PAGES_MAX {
            let page = self.store().due(until, after, ACCOUNTS_PER_CHUNK).await?;
            count += page.len() as u64;
            if page.len() < ACCOUNTS_PER_CHUNK {
                return Ok(Some(count));
            }
            after = page.last().copied();
        }
        Ok(None)
    }

    /// Goes through all that is due once. While a chunk is committed, the next one is read and decided; the two never
    /// share an account, because each appears in the due index once.
    async fn pass(
        &self,
        from: Option<Due>,
        until: Timestamp,
        progress: &dyn Progress,
        report: &mut RunReport,
    ) -> Result<(), EngineError> {
        let mut after = from;
        let mut decided = Decided::default();
        let mut ended = false;
        loop {
            if !ended && progress.stops() {
                report.stopped = true;
                ended = true;
            }
            let reading = async { if ended { Ok(None) } else { self.next_chunk(until, after).await } };
            let accounts = decided.accounts();
            let (next, committed) =
                tokio::join!(reading, self.commit_chunk(std::mem::take(&mut decided), until, report));
            committed?;
            if accounts > 0 {
                progress.advanced(accounts);
            }
            match next? {
                Some((chunk, last)) => {
                    decided = chunk;
                    after = Some(last);
                }
                None if decided.accounts() == 0 && accounts == 0 => return Ok(()),
                None => ended = true,
            }
        }
    }

    /// Reads and decides the next chunk; none when nothing more is due.
    async fn next_chunk(
        &self,
        until: Timestamp,
        after: Option<Due>,
    ) -> Result<Option<(Decided, Due)>, EngineError> {
        let due = self.store().due(until, after, ACCOUNTS_PER_CHUNK).await?;
        let Some(last) = due.last().copied() else {
            return Ok(None);
        };
        let customers: Vec<CustomerId> = due.iter().map(|due| due.customer).collect();
        let loaded = self.store().load_many(&customers).await?;
        Ok(Some((decide_chunk(loaded, until, self.rules()).await?, last)))
    }

    /// Commits a chunk, then takes up those of its accounts that need a closer look.
    async fn commit_chunk(
        &self,
        decided: Decided,
        until: Timestamp,
        report: &mut RunReport,
    ) -> Result<(), EngineError> {
        let Decided { prepared, commits, slow, failed } = decided;
        // With whether the account has been counted.
        let mut slow: Vec<(CustomerId, bool)> = slow.into_iter().map(|customer| (customer, false)).collect();
        for (customer, error) in failed {
            report.fail(customer, &error);
        }
        let results = self.store().commit_many(commits).await;
        self.feeds_moved();
        for (prepared, result) in prepared.into_iter().zip(results) {
            match result {
                Ok(_) => {
                    report.accounts += 1;
                    report.tally.merge(&prepared.tally);
                    if prepared.more {
                        slow.push((prepared.customer, true));
                    }
                }
                // The account contradicts itself, as when a day would be charged twice; the others go on.
                Err(CommitError::Store(error @ StoreError::Inconsistent(_))) => {
                    report.fail(prepared.customer, &error.into());
                }
                Err(CommitError::Store(error)) => return Err(error.into()),
                // Somebody else was faster: look at what is there now.
                Err(_) => slow.push((prepared.customer, false)),
            }
        }
        self.carry_out_slow(slow, until, report).await
    }

    /// Carries out accounts one by one, some at once.
    async fn carry_out_slow(
        &self,
        slow: Vec<(CustomerId, bool)>,
        until: Timestamp,
        report: &mut RunReport,
    ) -> Result<(), EngineError> {
        let mut slow = slow.into_iter().peekable();
        while slow.peek().is_some() {
            let mut group = JoinSet::new();
            for (customer, counted) in slow.by_ref().take(SLOW_AT_ONCE) {
                let engine = self.clone();
                group.spawn(async move { (customer, counted, engine.carry_out_all(customer, until).await) });
            }
            while let Some(ended) = group.join_next().await {
                let (customer, counted, result) = ended?;
                match result {
                    Ok(tally) => {
                        report.accounts += u64::from(!counted && tally.events() > 0);
                        report.tally.merge(&tally);
                    }
                    Err(error @ EngineError::Store(StoreError::Inconsistent(_))) => {
                        report.fail(customer, &error);
                    }
                    Err(EngineError::Store(error)) => return Err(error.into()),
                    Err(error) => report.fail(customer, &error),
                }
            }
        }
        Ok(())
    }
}
