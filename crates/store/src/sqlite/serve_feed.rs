//! The verbs of the feed and of webhooks on SQLite.

use async_trait::async_trait;
use jiff::Timestamp;
use seatwright_domain::ids::CustomerId;
use uuid::Uuid;

use super::execute::Item;
use super::{SqliteStore, read};
use crate::error::{CommitError, StoreError};
use crate::feed::{FeedItem, FeedPlace, FeedRun, FeedSpan, FeedStore};
use crate::page::{Page, StoredEvent};
use crate::rows;
use crate::statement::Write;
use crate::webhook::{DeliveryQuery, NewDelivery, StoredDelivery, StoredWebhook, Webhook, WebhookStore};

#[async_trait]
impl FeedStore for SqliteStore {
    async fn feed(&self, tenant: Uuid, after: u64, limit: usize) -> Result<Vec<FeedItem>, StoreError> {
        self.readers.read(move |connection| read::feed::page_after(connection, tenant, after, limit)).await
    }

    async fn feed_end(&self, tenant: Uuid) -> Result<u64, StoreError> {
        self.readers.read(move |connection| read::feed::end(connection, tenant)).await
    }

    async fn feed_by_time(&self, query: &FeedSpan) -> Result<Page<FeedItem, FeedPlace>, StoreError> {
        let query = query.clone();
        self.readers.read(move |connection| read::feed::by_time(connection, &query)).await
    }

    async fn feed_runs(&self, after: Option<(Uuid, u64)>, limit: usize) -> Result<Vec<FeedRun>, StoreError> {
        self.readers.read(move |connection| read::feed::runs(connection, after, limit)).await
    }

    async fn relationship_events(
        &self,
        customer: CustomerId,
        before: u64,
        limit: usize,
    ) -> Result<Vec<StoredEvent>, StoreError> {
        let read = move |connection: &_| read::feed::relationship_events(connection, customer, before, limit);
        self.readers.read(read).await
    }
}

#[async_trait]
impl WebhookStore for SqliteStore {
    async fn webhook(&self, tenant: Uuid) -> Result<Option<StoredWebhook>, StoreError> {
        self.readers.read(move |connection| read::webhook::webhook(connection, tenant)).await
    }

    async fn webhooks(&self) -> Result<Vec<StoredWebhook>, StoreError> {
        self.readers.read(read::webhook::webhooks).await
    }

    async fn put_webhook(&self, webhook: &Webhook, new: bool) -> Result<bool, StoreError> {
        self.write_guarded(vec![rows::webhook::put(webhook, new)?]).await
    }

    async fn delete_webhook(&self, tenant: Uuid, at: Timestamp) -> Result<bool, StoreError> {
        self.write_guarded(rows::webhook::delete(tenant, at)).await
    }

    async fn plan_deliveries(
        &self,
        tenant: Uuid,
        read: Option<(u64, u64)>,
        deliveries: &[NewDelivery],
    ) -> Result<bool, StoreError> {
        let mut writes = Vec::new();
        writes.extend(read.map(|(before, to)| rows::webhook::read_on(tenant, before, to)));
        if !deliveries.is_empty() {
            writes.push(rows::webhook::insert(tenant, deliveries)?);
        }
        self.write_guarded(writes).await
    }

    async fn deliveries_due(
        &self,
        tenant: Uuid,
        at: Timestamp,
        limit: usize,
    ) -> Result<Vec<StoredDelivery>, StoreError> {
        self.readers.read(move |connection| read::webhook::due(connection, tenant, at, limit)).await
    }

    async fn delivery(&self, id: Uuid) -> Result<Option<StoredDelivery>, StoreError> {
        self.readers.read(move |connection| read::webhook::delivery(connection, id)).await
    }

    async fn deliveries(&self, query: &DeliveryQuery) -> Result<Page<StoredDelivery, u64>, StoreError> {
        let query = query.clone();
        self.readers.read(move |connection| read::webhook::deliveries(connection, &query)).await
    }

    async fn delivery_tried(
        &self,
        before: &StoredDelivery,
        after: &StoredDelivery,
    ) -> Result<bool, StoreError> {
        self.write_guarded(vec![rows::webhook::tried(before, after)?]).await
    }

    async fn revive_deliveries(
        &self,
        tenant: Uuid,
        id: Option<Uuid>,
        at: Timestamp,
    ) -> Result<u64, StoreError> {
        self.write_plain(rows::webhook::revive(tenant, id, at)).await
    }

    async fn purge_deliveries(&self, before: Timestamp) -> Result<u64, StoreError> {
        self.purge(&rows::webhook::DELETE_DELIVERIES, before).await
    }
}

impl SqliteStore {
    /// Writes that stand together if their guard holds, and whether it did.
    async fn write_guarded(&self, writes: Vec<Write>) -> Result<bool, StoreError> {
        match self.write_one(Item { request: None, writes }).await {
            Ok(_rows) => Ok(true),
            Err(CommitError::Conflict) => Ok(false),
            Err(CommitError::Store(error)) => Err(error),
            Err(error) => Err(StoreError::Inconsistent(error.to_string())),
        }
    }
}
