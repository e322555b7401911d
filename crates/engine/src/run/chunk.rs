//! Deciding a chunk of accounts on all processors, down to the bytes that will be written.

use std::num::NonZeroUsize;
use std::thread::available_parallelism;

use jiff::Timestamp;
use seatwright_domain::advance::next_due;
use seatwright_domain::ids::CustomerId;
use seatwright_store::{Commit, Loaded, StoreError};
use tokio::task::spawn_blocking;

use crate::due::{Due, decide_due};
use crate::error::EngineError;
use crate::rules::Rules;
use crate::steps::prepare;
use crate::tally::Tally;

/// A chunk after deciding.
#[derive(Default)]
pub(super) struct Decided {
    /// What each of the commits is about, in their order.
    pub(super) prepared: Vec<Prepared>,
    /// What is committed together.
    pub(super) commits: Vec<Commit>,
    /// Accounts whose next step needs rows that are not loaded.
    pub(super) slow: Vec<CustomerId>,
    /// Accounts that nothing can be done about.
    pub(super) failed: Vec<(CustomerId, EngineError)>,
}

/// What a commit is about.
pub(super) struct Prepared {
    pub(super) customer: CustomerId,
    pub(super) tally: Tally,
    /// Whether something may be due right after it.
    pub(super) more: bool,
}

impl Decided {
    /// How many accounts the chunk has.
    pub(super) fn accounts(&self) -> u64 {
        (self.commits.len() + self.slow.len() + self.failed.len()) as u64
    }

    fn append(&mut self, mut other: Decided) {
        self.prepared.append(&mut other.prepared);
        self.commits.append(&mut other.commits);
        self.slow.append(&mut other.slow);
        self.failed.append(&mut other.failed);
    }

    fn add(&mut self, loaded: &Loaded, until: Timestamp, rules: &Rules) -> Result<(), StoreError> {
        let customer = loaded.customer();
        let mut tally = Tally::default();
        let (commit, more) = match decide_due(&loaded.account, until, None, rules) {
            Due::Users(_) => {
                self.slow.push(customer);
                return Ok(());
            }
            Due::Stuck(due) => {
                self.failed.push((customer, EngineError::Stuck { customer, due }));
                return Ok(());
            }
            // The index says that something is due and the rules say no, as after a change of catalogue or policies: the
            // index is put right.
            Due::Nothing => {
                (Commit::new(Some(loaded), &loaded.account, &[], next_due(&loaded.account))?, false)
            }
            Due::Commit { decision, more } => {
                tally.add(&decision.events);
                (prepare(Some(loaded), &decision)?, more)
            }
        };
        self.commits.push(commit);
        self.prepared.push(Prepared { customer, tally, more });
        Ok(())
    }
}

/// Decides all accounts, in equal parts on each processor.
pub(super) async fn decide_chunk(
    loaded: Vec<Loaded>,
    until: Timestamp,
    rules: &Rules,
) -> Result<Decided, EngineError> {
    let processors = available_parallelism().map_or(1, NonZeroUsize::get);
    let part = loaded.len().div_ceil(processors).max(1);
    let mut loaded = loaded.into_iter().peekable();
    let mut parts = Vec::new();
    while loaded.peek().is_some() {
        let accounts: Vec<Loaded> = loaded.by_ref().take(part).collect();
        let rules = rules.clone();
        parts.push(spawn_blocking(move || {
            let mut decided = Decided::default();
            for account in accounts {
                if let Err(error) = decided.add(&account, until, &rules) {
                    decided.failed.push((account.customer(), error.into()));
                }
            }
            decided
        }));
    }
    let mut all = Decided::default();
    for part in parts {
        all.append(part.await?);
    }
    Ok(all)
}
