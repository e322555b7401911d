//! Persistence of Seatwright. The application reads an account, decides, and commits; the store writes a commit whole or
//! answers that the account has changed. One trait of few verbs, [`Store`], and its SQL backends.

#[cfg(feature = "baseline")]
pub mod baseline;
mod billing;
mod chain;
mod commit;
#[cfg(feature = "conformance")]
pub mod conformance;
mod error;
mod feed;
mod identity;
mod identity_work;
mod loaded;
mod migration;
mod outbox;
mod page;
mod quote;
mod request;
mod rows;
mod sqlite;
mod statement;
mod store;
mod webhook;

pub use billing::{
    BillingWork, ChargeCursor, ChargeQuery, Gathered, InvoiceCursor, InvoiceQuery, InvoiceState,
    StoredCharge, StoredInvoice, StoredPayment, UnbilledCursor, UnbilledLine, UnbilledQuery,
};
pub use chain::ChainHash;
pub use commit::{COMMITS_AT_ONCE_MAX, Commit, Committed};
pub use error::{CommitError, StoreError};
pub use feed::{FeedItem, FeedPlace, FeedRun, FeedSpan, FeedStore};
pub use identity::{
    IdentityCursor, IdentityKind, IdentityMark, IdentityQuery, Revocations, SessionCursor, SessionQuery,
    SessionsOf, StoredCode, StoredIdentity, StoredKey, StoredSecret, StoredSession, Tenant,
};
pub use identity_work::IdentityWork;
pub use loaded::{Loaded, Want};
pub use migration::{MigrationQuery, MigrationStore, MigrationsOf};
pub use outbox::{Message, MessageId, StoredMessage};
pub use page::{
    CustomerCursor, CustomerOrder, CustomerQuery, Due, EventQuery, FindingCursor, FindingQuery, FoundUser,
    OrderQuery, PAGE_ROWS_MAX, Page, StoredEvent, SubscriptionQuery, UserCursor, UserQuery, UserSort,
    UserState,
};
pub use quote::{Redemption, StoredQuote};
pub use request::{RequestKey, StoredAnswer};
pub use rows::invoice::invoice_id;
pub use sqlite::{Recovery, SqliteOptions, SqliteStore};
pub use store::Store;
pub use webhook::{
    Attempt, DeliveryQuery, DeliveryState, NewDelivery, News, Secret, StoredDelivery, StoredWebhook, Webhook,
    WebhookStore,
};
