//! Turns for the commands of one account inside this process. Correctness does not need them: commits compare versions.
//! They keep commands of one account from deciding against each other only to find a conflict.

use std::hash::{BuildHasher, RandomState};
use std::sync::Arc;

use seatwright_domain::ids::CustomerId;
use tokio::sync::{Mutex, OwnedMutexGuard};

/// How many locks there are. Accounts share a lock by hash, so memory stays the same however many accounts there are;
/// with this many, two of eight commands at once meet by chance in less than one of a hundred cases.
const STRIPES: usize = 4_096;

/// A bounded set of locks, one for each account, some shared.
#[derive(Debug)]
pub(crate) struct AccountLocks {
    stripes: Vec<Arc<Mutex<()>>>,
    hasher: RandomState,
}

impl AccountLocks {
    /// No lock is taken.
    pub(crate) fn new() -> Self {
        Self { stripes: (0..STRIPES).map(|_| Arc::default()).collect(), hasher: RandomState::new() }
    }

    /// Waits for the account's turn; it ends when the guard is dropped. Never hold two.
    pub(crate) async fn turn(&self, customer: CustomerId) -> OwnedMutexGuard<()> {
        let stripe = self.hasher.hash_one(customer) as usize % STRIPES;
        self.stripes[stripe].clone().lock_owned().await
    }
}
