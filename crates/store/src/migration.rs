//! Migrations from classic to new commerce, and those that wait for their day: what is asked of them beside the account.

use async_trait::async_trait;
use seatwright_domain::ids::{CustomerId, MigrationId, MigrationScheduleId, PartnerId, SubscriptionId};
use seatwright_domain::migration::{Migration, MigrationSchedule};
use uuid::Uuid;

use crate::error::StoreError;
use crate::page::Page;

/// Which migrations, or scheduled ones, over all customers of a partner. The order is that of their ids, which is that of their
/// beginnings.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct MigrationQuery {
    /// The partner that sells what migrates.
    pub partner: PartnerId,
    /// Whose.
    pub of: MigrationsOf,
    /// After this one.
    pub after: Option<Uuid>,
    /// How many at most.
    pub limit: usize,
}

/// What migrations are looked for by.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum MigrationsOf {
    /// All of a customer.
    Customer(CustomerId),
    /// Those of a classic subscription, by itself or as a base.
    Subscription(SubscriptionId),
    /// Those with the partner's own key.
    Reference(String),
}

/// The verbs of migrations.
#[async_trait]
pub trait MigrationStore: Send + Sync {
    /// A migration to new commerce, running or completed.
    async fn migration(
        &self,
        customer: CustomerId,
        migration: MigrationId,
    ) -> Result<Option<Migration>, StoreError>;

    /// Migrations of a partner, each with its customer.
    async fn migrations(
        &self,
        query: &MigrationQuery,
    ) -> Result<Page<(CustomerId, Migration), Uuid>, StoreError>;

    /// A scheduled migration, waiting or over.
    async fn migration_schedule(
        &self,
        customer: CustomerId,
        schedule: MigrationScheduleId,
    ) -> Result<Option<MigrationSchedule>, StoreError>;

    /// Scheduled migrations of a partner, each with its customer.
    async fn migration_schedules(
        &self,
        query: &MigrationQuery,
    ) -> Result<Page<(CustomerId, MigrationSchedule), Uuid>, StoreError>;
}
