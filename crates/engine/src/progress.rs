//! How long work tells how far it is.

use std::fmt;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

/// Told how far long work is, and asked whether to go on. All calls come from one task, in order.
pub trait Progress: Send + Sync {
    /// The work begins. `total` is how many accounts there are to do, where that is known; more may turn up.
    fn started(&self, total: Option<u64>);

    /// So many more accounts are done.
    fn advanced(&self, accounts: u64);

    /// The work has ended, or was stopped.
    fn finished(&self);

    /// Whether to stop after what is under way. What is left is done by the next run.
    fn stops(&self) -> bool {
        false
    }
}

/// Nobody is told.
#[derive(Clone, Copy, Debug, Default)]
pub struct Quiet;

impl Progress for Quiet {
    fn started(&self, _total: Option<u64>) {}
    fn advanced(&self, _accounts: u64) {}
    fn finished(&self) {}
}

/// Counts what it is told, and can be asked to stop after a number of accounts.
#[derive(Default)]
pub struct Counter {
    total: AtomicU64,
    done: AtomicU64,
    finished: AtomicBool,
    stop_after: Option<u64>,
}

impl Counter {
    /// A counter that asks the work to stop once so many accounts are done.
    #[must_use]
    pub fn stopping_after(accounts: u64) -> Self {
        Self { stop_after: Some(accounts), ..Self::default() }
    }

    /// The total that was announced; 0 when it was not known.
    #[must_use]
    pub fn total(&self) -> u64 {
        self.total.load(Ordering::Relaxed)
    }

    /// Accounts done so far.
    #[must_use]
    pub fn done(&self) -> u64 {
        self.done.load(Ordering::Relaxed)
    }

    /// Whether the end was announced.
    #[must_use]
    pub fn is_finished(&self) -> bool {
        self.finished.load(Ordering::Relaxed)
    }
}

impl Progress for Counter {
    fn started(&self, total: Option<u64>) {
        self.total.store(total.unwrap_or(0), Ordering::Relaxed);
    }

    fn advanced(&self, accounts: u64) {
        self.done.fetch_add(accounts, Ordering::Relaxed);
    }

    fn finished(&self) {
        self.finished.store(true, Ordering::Relaxed);
    }

    fn stops(&self) -> bool {
        self.stop_after.is_some_and(|most| self.done() >= most)
    }
}

impl fmt::Debug for Counter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Counter({} of {})", self.done(), self.total())
    }
}
