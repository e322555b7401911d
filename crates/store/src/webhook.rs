//! Where partners have their news delivered, and every delivery with what became of it.

use std::collections::BTreeSet;
use std::fmt;

use async_trait::async_trait;
use jiff::Timestamp;
use seatwright_domain::webhook::WebhookEvent;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::error::StoreError;
use crate::page::Page;

/// The verbs of webhooks.
#[async_trait]
pub trait WebhookStore: Send + Sync {
    /// The registration of a tenant.
    async fn webhook(&self, tenant: Uuid) -> Result<Option<StoredWebhook>, StoreError>;

    /// All registrations, by tenant. There are as many as partners at most.
    async fn webhooks(&self) -> Result<Vec<StoredWebhook>, StoreError>;

    /// Keeps a registration. A new one begins at the end of the tenant's feed: what happened before is not delivered. Says
    /// whether it stands, which it does not if `new` and there is one, or if not `new` and there is none.
    async fn put_webhook(&self, webhook: &Webhook, new: bool) -> Result<bool, StoreError>;

    /// Forgets a registration, and says whether there was one. Deliveries that wait are dead then, and not forgotten.
    async fn delete_webhook(&self, tenant: Uuid, at: Timestamp) -> Result<bool, StoreError>;

    /// Puts deliveries in line and notes that the tenant's feed has been read from one number to another for them. Says
    /// whether it stands: when somebody else has read on meanwhile, nothing is written.
    async fn plan_deliveries(
        &self,
        tenant: Uuid,
        read: Option<(u64, u64)>,
        deliveries: &[NewDelivery],
    ) -> Result<bool, StoreError>;

    /// Deliveries of a tenant to be tried at an instant, those that wait longest first. Of those about one subject only the
    /// oldest that waits is among them, so that none overtakes another.
    async fn deliveries_due(
        &self,
        tenant: Uuid,
        at: Timestamp,
        limit: usize,
    ) -> Result<Vec<StoredDelivery>, StoreError>;

    /// A delivery by its id.
    async fn delivery(&self, id: Uuid) -> Result<Option<StoredDelivery>, StoreError>;

    /// Deliveries of a tenant in one state, in order.
    async fn deliveries(&self, query: &DeliveryQuery) -> Result<Page<StoredDelivery, u64>, StoreError>;

    /// Notes an attempt: the delivery as it is now, if it is as it was before. Says whether it was.
    async fn delivery_tried(
        &self,
        before: &StoredDelivery,
        after: &StoredDelivery,
    ) -> Result<bool, StoreError>;

    /// Puts dead deliveries of a tenant, all or one, back in line, and says how many. They keep their places and their
    /// history, and have all of their attempts again.
    async fn revive_deliveries(
        &self,
        tenant: Uuid,
        id: Option<Uuid>,
        at: Timestamp,
    ) -> Result<u64, StoreError>;

    /// Forgets deliveries that arrived before an instant, and says how many. The dead are kept.
    async fn purge_deliveries(&self, before: Timestamp) -> Result<u64, StoreError>;
}

/// The registration of a tenant.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Webhook {
    /// The tenant.
    pub tenant: Uuid,
    /// The registration's own id.
    pub subscriber: Uuid,
    /// Where deliveries go.
    pub url: String,
    /// Which news.
    pub events: BTreeSet<WebhookEvent>,
    /// Whether the signature stands in `x-ms-signature` and not in `Authorization`.
    pub ms_header: bool,
    /// The secrets that deliveries are signed with, the newest first.
    pub secrets: Vec<Secret>,
    /// When it was made.
    pub created_at: Timestamp,
}

/// A secret that a receiver shares with the installation. It is kept as it is, since signing needs it.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Secret {
    /// The bytes, in base64.
    pub key: String,
    /// Until when deliveries are signed with it too; none for the present one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<Timestamp>,
}

impl fmt::Debug for Secret {
    /// Without the secret, which belongs in no log.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Secret").field("until", &self.until).finish_non_exhaustive()
    }
}

/// A registration with how far the tenant's feed has been read for it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct StoredWebhook {
    /// The registration.
    pub webhook: Webhook,
    /// The number of the feed's last event that was looked at.
    pub read_to: u64,
}

/// A delivery before it has a place in line.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct NewDelivery {
    /// Its id, by which receivers recognise a repetition.
    pub id: Uuid,
    /// What it tells.
    pub event: WebhookEvent,
    /// What may not be overtaken: deliveries of one subject are made in order.
    pub subject: String,
    /// When it was put in line; the first attempt is due then.
    pub at: Timestamp,
    /// What it says.
    pub news: News,
}

/// What a delivery says. Addresses are without the installation's own, which may change before they are read.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct News {
    /// The path of what changed.
    pub resource: String,
    /// The path of the audit record, where there is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub audit: Option<String>,
    /// When it changed.
    pub changed_at: Timestamp,
    /// The place in the tenant's feed, where it comes from there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub number: Option<u64>,
}

/// An attempt to deliver.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Attempt {
    /// When.
    pub at: Timestamp,
    /// The status that the receiver answered with; none when it did not answer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub status: Option<u16>,
    /// What went wrong, where something did.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub error: Option<String>,
}

/// What is stored of a delivery beside its columns.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub(crate) struct DeliveryDocument {
    #[serde(flatten)]
    pub(crate) news: News,
    #[serde(default)]
    pub(crate) tried: Vec<Attempt>,
}

/// What became of a delivery.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DeliveryState {
    /// It is in line.
    Waiting,
    /// It arrived.
    Delivered,
    /// It was given up, until somebody sends it again.
    Dead,
}

impl DeliveryState {
    /// The name, as stored and shown.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Delivered => "delivered",
            Self::Dead => "dead",
        }
    }

    /// The state of this name.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        [Self::Waiting, Self::Delivered, Self::Dead].into_iter().find(|state| state.name() == name)
    }
}

/// A delivery with what became of it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct StoredDelivery {
    /// The tenant.
    pub tenant: Uuid,
    /// Its place among the tenant's deliveries: 1 for the first.
    pub number: u64,
    /// Its id.
    pub id: Uuid,
    /// What it tells.
    pub event: WebhookEvent,
    /// What may not be overtaken.
    pub subject: String,
    /// When it was put in line.
    pub created_at: Timestamp,
    /// What became of it.
    pub state: DeliveryState,
    /// Attempts since it was put in line, or back in line.
    pub attempts: u32,
    /// When it is tried next; none once it has ended.
    pub next_attempt_at: Option<Timestamp>,
    /// When it arrived, or was given up.
    pub ended_at: Option<Timestamp>,
    /// What it says.
    pub news: News,
    /// Every attempt so far, those before it was put back in line too.
    pub tried: Vec<Attempt>,
}

/// Which deliveries of a tenant.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct DeliveryQuery {
    /// The tenant.
    pub tenant: Uuid,
    /// In which state.
    pub state: DeliveryState,
    /// After which place.
    pub after: u64,
    /// How many at most.
    pub limit: usize,
}
