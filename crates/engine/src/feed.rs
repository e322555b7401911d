//! The feed of a tenant: what happens and what it may see, in one order without gaps (promise N11).

use std::sync::atomic::Ordering;
use std::time::Duration;

use seatwright_store::{EventQuery, FeedItem};

use crate::engine::Engine;
use crate::error::EngineError;
use crate::identity::Tenant;

/// How many readers may wait for something to happen at once. Further ones are answered at once, and ask again.
pub(crate) const WAITING_MAX: usize = 64;

impl Engine {
    /// What a tenant's feed has after a number. A customer's feed is the history of its account: it sees all of it, and the
    /// numbers are those of the history.
    ///
    /// # Errors
    /// A failing store.
    pub async fn feed(&self, tenant: Tenant, after: u64, limit: usize) -> Result<Vec<FeedItem>, EngineError> {
        match tenant {
            Tenant::Partner(partner) => Ok(self.store().feed(partner.0, after, limit).await?),
            // Publishers are told of operations, and have no feed.
            Tenant::Publisher(_) => Ok(Vec::new()),
            Tenant::Customer(customer) => {
                let query = EventQuery { after, limit, ..EventQuery::of(customer) };
                let events = self.store().events(&query).await?;
                let item = |event: seatwright_store::StoredEvent| FeedItem {
                    number: event.recorded.seq,
                    customer,
                    event,
                };
                Ok(events.into_iter().map(item).collect())
            }
        }
    }

    /// The same, but where there is nothing yet it waits until there is, for as long as `wait` at most.
    ///
    /// # Errors
    /// A failing store.
    pub async fn feed_or_wait(
        &self,
        tenant: Tenant,
        after: u64,
        limit: usize,
        wait: Duration,
    ) -> Result<Vec<FeedItem>, EngineError> {
        let waiting = async {
            loop {
                // Registered before looking, so that what happens in between is not slept through.
                let moved = self.feeds().moved.notified();
                tokio::pin!(moved);
                moved.as_mut().enable();
                let found = self.feed(tenant, after, limit).await?;
                if !found.is_empty() || self.feeds().closing.load(Ordering::Acquire) {
                    return Ok(found);
                }
                moved.await;
            }
        };
        match self.feeds().places.try_acquire() {
            Ok(_place) if !wait.is_zero() => match tokio::time::timeout(wait, waiting).await {
                Ok(found) => found,
                Err(_elapsed) => Ok(Vec::new()),
            },
            _ => self.feed(tenant, after, limit).await,
        }
    }

    /// Answers everybody who waits for something to happen, now and from now on at once: the installation is about to stop, and
    /// a reader that waits must not hold that up.
    pub fn end_waits(&self) {
        self.feeds().closing.store(true, Ordering::Release);
        self.feeds().moved.notify_waiters();
    }

    /// Wakes whoever waits for something to happen: something was committed.
    pub(crate) fn feeds_moved(&self) {
        self.feeds().moved.notify_waiters();
    }
}
