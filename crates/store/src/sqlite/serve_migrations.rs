//! The verbs of migrations on SQLite.

use async_trait::async_trait;
use seatwright_domain::ids::{CustomerId, MigrationId, MigrationScheduleId};
use seatwright_domain::migration::{Migration, MigrationSchedule};
use uuid::Uuid;

use super::{SqliteStore, read};
use crate::error::StoreError;
use crate::migration::{MigrationQuery, MigrationStore};
use crate::page::Page;

#[async_trait]
impl MigrationStore for SqliteStore {
    async fn migration(
        &self,
        customer: CustomerId,
        migration: MigrationId,
    ) -> Result<Option<Migration>, StoreError> {
        self.readers.read(move |connection| read::migration::one(connection, customer, migration)).await
    }

    async fn migrations(
        &self,
        query: &MigrationQuery,
    ) -> Result<Page<(CustomerId, Migration), Uuid>, StoreError> {
        let query = query.clone();
        self.readers.read(move |connection| read::migration::some(connection, &query)).await
    }

    async fn migration_schedule(
        &self,
        customer: CustomerId,
        schedule: MigrationScheduleId,
    ) -> Result<Option<MigrationSchedule>, StoreError> {
        self.readers.read(move |connection| read::migration::schedule(connection, customer, schedule)).await
    }

    async fn migration_schedules(
        &self,
        query: &MigrationQuery,
    ) -> Result<Page<(CustomerId, MigrationSchedule), Uuid>, StoreError> {
        let query = query.clone();
        self.readers.read(move |connection| read::migration::schedules(connection, &query)).await
    }
}
