//! The ordered feed (promise N11): what a partner may see of what happens, numbered without gaps in the order of commits.
//! Customers need none of their own: the history of an account is already numbered, and they see all of it.

use async_trait::async_trait;
use jiff::Timestamp;
use seatwright_domain::ids::CustomerId;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::error::StoreError;
use crate::page::{Page, StoredEvent};

/// The verbs of the feed.
#[async_trait]
pub trait FeedStore: Send + Sync {
    /// What a tenant's feed has after a number, in order.
    async fn feed(&self, tenant: Uuid, after: u64, limit: usize) -> Result<Vec<FeedItem>, StoreError>;

    /// The last number of a tenant's feed; 0 where nothing is in it.
    async fn feed_end(&self, tenant: Uuid) -> Result<u64, StoreError>;

    /// What of a tenant's feed happened in a span of time, newest first.
    async fn feed_by_time(&self, query: &FeedSpan) -> Result<Page<FeedItem, FeedPlace>, StoreError>;

    /// The runs that feeds are stored as, by tenant and number, each with how many of its events are in the log at its
    /// instant: for proving that feeds have no gaps.
    async fn feed_runs(&self, after: Option<(Uuid, u64)>, limit: usize) -> Result<Vec<FeedRun>, StoreError>;

    /// The latest events before a place in an account that say what binds it to partners, newest first.
    async fn relationship_events(
        &self,
        customer: CustomerId,
        before: u64,
        limit: usize,
    ) -> Result<Vec<StoredEvent>, StoreError>;
}

/// An event at its place in a tenant's feed.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct FeedItem {
    /// The number: 1 for the first, without gaps.
    pub number: u64,
    /// The account that it happened in.
    pub customer: CustomerId,
    /// The event.
    pub event: StoredEvent,
}

/// Which part of a tenant's feed, by time.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct FeedSpan {
    /// The tenant.
    pub tenant: Uuid,
    /// The first instant.
    pub from: Timestamp,
    /// The last instant, included.
    pub to: Timestamp,
    /// Only what happened in this account.
    pub customer: Option<CustomerId>,
    /// After which place, going back.
    pub after: Option<FeedPlace>,
    /// How many at most.
    pub limit: usize,
}

/// A place in a feed that is read back by time.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct FeedPlace {
    /// The instant, in microseconds since 1970.
    pub at: i64,
    /// The last number of the run.
    pub last: u64,
    /// The number.
    pub number: u64,
}

/// Neighbouring events of one account, one commit and one instant.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct FeedRun {
    /// The tenant.
    pub tenant: Uuid,
    /// The number of its last event.
    pub last: u64,
    /// The account.
    pub customer: CustomerId,
    /// The place of its first event in the account.
    pub first_seq: u64,
    /// How many events it has.
    pub events: u64,
    /// How many of them are in the log.
    pub found: u64,
}
