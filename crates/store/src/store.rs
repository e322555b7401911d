//! What the application asks of a database: read an account, commit a decision, read lists.

use async_trait::async_trait;
use jiff::Timestamp;
use jiff::civil::Date;
use seatwright_domain::billing::charge::InvoiceFamily;
use seatwright_domain::billing::invoice::{BillTo, InvoiceKey};
use seatwright_domain::billing::settling::Allocation;
use seatwright_domain::customer::Customer;
use seatwright_domain::ids::{
    ChargeId, CustomerId, InvoiceId, OrderId, PartnerId, PublisherId, SubscriptionId, UpgradeId, UserId,
};
use seatwright_domain::money::Currency;
use seatwright_domain::order::Order;
use seatwright_domain::partner::Partner;
use seatwright_domain::partner_profile::PartnerProfile;
use seatwright_domain::service_request::ServiceRequest;
use seatwright_domain::subscription::Subscription;
use seatwright_domain::upgrade::Upgrade;
use seatwright_domain::user::UserRecord;
use uuid::Uuid;

use crate::billing::{
    BillingWork, ChargeCursor, ChargeQuery, Gathered, InvoiceCursor, InvoiceQuery, InvoiceState,
    StoredCharge, StoredInvoice, StoredPayment, UnbilledCursor, UnbilledLine, UnbilledQuery,
};
use crate::commit::{Commit, Committed};
use crate::error::{CommitError, StoreError};
use crate::feed::FeedStore;
use crate::identity::{
    IdentityCursor, IdentityMark, IdentityQuery, Revocations, SessionCursor, SessionQuery, StoredCode,
    StoredIdentity, StoredKey, StoredSession,
};
use crate::identity_work::IdentityWork;
use crate::loaded::{Loaded, Want};
use crate::migration::MigrationStore;
use crate::outbox::{MessageId, StoredMessage};
use crate::page::{
    CustomerCursor, CustomerQuery, Due, EventQuery, FindingCursor, FindingQuery, FoundUser, OrderQuery, Page,
    StoredEvent, SubscriptionQuery, UserCursor, UserQuery, UserState,
};
use crate::quote::StoredQuote;
use crate::request::{RequestKey, StoredAnswer};
use crate::webhook::WebhookStore;

/// A database of accounts.
///
/// A write is answered when it is durable. A read sees every write that was answered before it began, and everything that
/// one call returns is of one moment. Every method fails with a [`StoreError`] when the database does.
#[async_trait]
pub trait Store: FeedStore + MigrationStore + WebhookStore + Send + Sync + 'static {
    /// Reads an account with its live subscriptions, its running upgrades and migrations and what else is wanted; none
    /// when there is no such customer.
    async fn load(&self, customer: CustomerId, want: &Want) -> Result<Option<Loaded>, StoreError>;

    /// Reads many accounts without further wants, in the order asked for; unknown customers are left out.
    async fn load_many(&self, customers: &[CustomerId]) -> Result<Vec<Loaded>, StoreError>;

    /// Commits a decision.
    ///
    /// # Errors
    /// See [`CommitError`]; nothing is written then. A request that was answered before is reported before a conflict.
    async fn commit(&self, commit: Commit) -> Result<Committed, CommitError>;

    /// Commits decisions about different accounts together, at most [`COMMITS_AT_ONCE_MAX`](crate::COMMITS_AT_ONCE_MAX).
    /// Each stands or falls by itself; the results come in their order.
    async fn commit_many(&self, commits: Vec<Commit>) -> Vec<Result<Committed, CommitError>>;

    /// The answer that a request was given before.
    async fn answer(&self, key: &RequestKey) -> Result<Option<StoredAnswer>, StoreError>;

    /// Keeps the answer to a request that committed nothing, unless it has one: then that one is returned.
    async fn remember(&self, answer: StoredAnswer) -> Result<Option<StoredAnswer>, StoreError>;

    /// Forgets answers given before an instant, and says how many. Answers must be kept for 24 hours at least.
    async fn purge_answers(&self, before: Timestamp) -> Result<u64, StoreError>;

    /// Accounts to which something happens by itself until an instant (included), soonest first and then by id.
    async fn due(&self, until: Timestamp, after: Option<Due>, limit: usize) -> Result<Vec<Due>, StoreError>;

    /// The next instant at which something happens to any account by itself.
    async fn next_due(&self) -> Result<Option<Timestamp>, StoreError>;

    /// A customer.
    async fn customer(&self, customer: CustomerId) -> Result<Option<Customer>, StoreError>;

    /// Customers by their ids, in the order asked for; unknown ones are left out.
    async fn customers_named(&self, customers: &[CustomerId]) -> Result<Vec<Customer>, StoreError>;

    /// The customer with a domain, in any case.
    async fn customer_by_domain(&self, domain: &str) -> Result<Option<CustomerId>, StoreError>;

    /// Customers of a partner.
    async fn customers(&self, query: &CustomerQuery) -> Result<Page<Customer, CustomerCursor>, StoreError>;

    /// How many customers a question finds; its place and limit do not count.
    async fn count_customers(&self, query: &CustomerQuery) -> Result<u64, StoreError>;

    /// The ids of all customers, in order.
    async fn customer_ids(
        &self,
        after: Option<CustomerId>,
        limit: usize,
    ) -> Result<Vec<CustomerId>, StoreError>;

    /// A subscription in any state.
    async fn subscription(
        &self,
        customer: CustomerId,
        subscription: SubscriptionId,
    ) -> Result<Option<Subscription>, StoreError>;

    /// Subscriptions of a customer.
    async fn subscriptions(
        &self,
        query: &SubscriptionQuery,
    ) -> Result<Page<Subscription, SubscriptionId>, StoreError>;

    /// An upgrade, running or ended.
    async fn upgrade(&self, customer: CustomerId, upgrade: UpgradeId) -> Result<Option<Upgrade>, StoreError>;

    /// The customer of a subscription to an offer of a publisher, in any state; none where it is another publisher's, or
    /// there is none.
    async fn customer_of_published(
        &self,
        publisher: PublisherId,
        subscription: SubscriptionId,
    ) -> Result<Option<CustomerId>, StoreError>;

    /// Subscriptions to offers of a publisher, of any customers and in any state, by id.
    async fn published(
        &self,
        publisher: PublisherId,
        after: Option<SubscriptionId>,
        limit: usize,
    ) -> Result<Page<(CustomerId, Subscription), SubscriptionId>, StoreError>;

    /// The upgrades that a subscription was source or target of, or all of a customer's, oldest first.
    async fn upgrades(
        &self,
        customer: CustomerId,
        subscription: Option<SubscriptionId>,
    ) -> Result<Vec<Upgrade>, StoreError>;

    /// What an upgrade found out about users.
    async fn findings(&self, query: &FindingQuery) -> Result<Page<FoundUser, FindingCursor>, StoreError>;

    /// An order.
    async fn order(&self, customer: CustomerId, order: OrderId) -> Result<Option<Order>, StoreError>;

    /// Orders of any customers by their ids, in the order asked for; unknown ones are left out.
    async fn orders_named(
        &self,
        orders: &[(CustomerId, OrderId)],
    ) -> Result<Vec<(CustomerId, Order)>, StoreError>;

    /// Orders of a customer.
    async fn orders(&self, query: &OrderQuery) -> Result<Page<Order, OrderId>, StoreError>;

    /// A user with its licences, deleted or not.
    async fn user(&self, customer: CustomerId, user: UserId) -> Result<Option<UserRecord>, StoreError>;

    /// The user with a sign-in name, deleted or not.
    async fn user_by_name(
        &self,
        customer: CustomerId,
        principal_name: &str,
    ) -> Result<Option<UserRecord>, StoreError>;

    /// Users of a customer with their licences.
    async fn users(&self, query: &UserQuery) -> Result<Page<UserRecord, UserCursor>, StoreError>;

    /// How many users a customer has.
    async fn count_users(&self, customer: CustomerId, state: UserState) -> Result<u64, StoreError>;

    /// Users with a licence of a subscription, by id, each with all its licences: what a batch of an upgrade needs.
    async fn assigned_users(
        &self,
        customer: CustomerId,
        subscription: SubscriptionId,
        after: Option<UserId>,
        limit: usize,
    ) -> Result<Vec<UserRecord>, StoreError>;

    /// All users of a customer with their licences, deleted ones too, by id.
    async fn all_users(
        &self,
        customer: CustomerId,
        after: Option<UserId>,
        limit: usize,
    ) -> Result<Vec<UserRecord>, StoreError>;

    /// Events of an account.
    async fn events(&self, query: &EventQuery) -> Result<Vec<StoredEvent>, StoreError>;

    /// A charge by its id.
    async fn charge(&self, charge: ChargeId) -> Result<Option<StoredCharge>, StoreError>;

    /// Charges of a customer, by subscription and then by age.
    async fn charges(&self, query: &ChargeQuery) -> Result<Page<StoredCharge, ChargeCursor>, StoreError>;

    /// Charges of a payer that are on no invoice yet.
    async fn unbilled(&self, query: &UnbilledQuery)
    -> Result<Page<StoredCharge, UnbilledCursor>, StoreError>;

    /// What a payer is charged in a currency and has no invoice for, in minor units and net of tax.
    async fn unbilled_sum(&self, bill_to: BillTo, currency: Currency) -> Result<i64, StoreError>;

    /// Lines of an invoice, by customer, subscription and age. The lines of an issued invoice never change, so pages read one
    /// after another are the whole of it.
    async fn invoice_lines(
        &self,
        invoice: InvoiceId,
        after: Option<ChargeCursor>,
        limit: usize,
    ) -> Result<Page<StoredCharge, ChargeCursor>, StoreError>;

    /// An invoice that has been issued.
    async fn invoice(&self, invoice: InvoiceId) -> Result<Option<StoredInvoice>, StoreError>;

    /// An invoice by its number.
    async fn invoice_by_number(&self, number: &str) -> Result<Option<StoredInvoice>, StoreError>;

    /// Invoices of a payer by date.
    async fn invoices(&self, query: &InvoiceQuery) -> Result<Page<StoredInvoice, InvoiceCursor>, StoreError>;

    /// The next invoice date that charges wait for, or that an invoice which gathers lines has.
    async fn next_invoice_date(&self) -> Result<Option<Date>, StoreError>;

    /// Charges that wait for an invoice of a date or of an earlier one, in order of their invoices.
    async fn unbilled_until(&self, date: Date, limit: usize) -> Result<Vec<UnbilledLine>, StoreError>;

    /// The states of the invoices for keys; none where there is no invoice.
    async fn invoice_states(&self, keys: &[InvoiceKey]) -> Result<Vec<Option<InvoiceState>>, StoreError>;

    /// Invoices that gather lines, in the order in which they get their numbers.
    async fn gathering(&self, limit: usize) -> Result<Vec<Gathered>, StoreError>;

    /// The last number that an invoice of a family was given; 0 before the first.
    async fn last_number(&self, family: InvoiceFamily) -> Result<u64, StoreError>;

    /// A payer's open invoices and credit notes in a currency, oldest first, at most `PAGE_ROWS_MAX`.
    async fn open_invoices(
        &self,
        bill_to: BillTo,
        currency: Currency,
        after: Option<(Date, String)>,
    ) -> Result<Vec<StoredInvoice>, StoreError>;

    /// What settled an invoice.
    async fn allocations(&self, invoice: InvoiceId) -> Result<Vec<Allocation>, StoreError>;

    /// A payment of a payer by its reference.
    async fn payment(&self, bill_to: BillTo, reference: &str) -> Result<Option<StoredPayment>, StoreError>;

    /// Payments of a payer by reference.
    async fn payments(
        &self,
        bill_to: BillTo,
        after: Option<&str>,
        limit: usize,
    ) -> Result<Page<StoredPayment, String>, StoreError>;

    /// What of a payer's payments in a currency settles no invoice, in minor units.
    async fn unallocated(&self, bill_to: BillTo, currency: Currency) -> Result<i64, StoreError>;

    /// Invoices whose next step of dunning is due until an instant, soonest first.
    async fn dunning_due(&self, until: Timestamp, limit: usize) -> Result<Vec<StoredInvoice>, StoreError>;

    /// The next instant at which a step of dunning is due.
    async fn next_dunning(&self) -> Result<Option<Timestamp>, StoreError>;

    /// Carries out work of billing.
    ///
    /// # Errors
    /// [`CommitError::Conflict`] when something that it rests on has changed; nothing is written then.
    async fn bill(&self, work: BillingWork) -> Result<(), CommitError>;

    /// Messages whose next attempt is due at an instant, those that wait longest first.
    async fn messages_due(&self, at: Timestamp, limit: usize) -> Result<Vec<StoredMessage>, StoreError>;

    /// Messages of an account, delivered or not, by their ids.
    async fn messages(
        &self,
        customer: CustomerId,
        after: Option<MessageId>,
        limit: usize,
    ) -> Result<Vec<StoredMessage>, StoreError>;

    /// A message arrived. It is not tried again.
    async fn message_delivered(&self, message: MessageId, at: Timestamp) -> Result<(), StoreError>;

    /// A message did not arrive; it is tried again at the next attempt, or given up when there is none.
    async fn message_failed(
        &self,
        message: MessageId,
        error: &str,
        next_attempt: Option<Timestamp>,
    ) -> Result<(), StoreError>;

    /// Forgets messages that were delivered before an instant, and says how many.
    async fn purge_messages(&self, before: Timestamp) -> Result<u64, StoreError>;

    /// Keeps a new quote, with the answer to the request that asked for it. If the request has been answered before,
    /// nothing is kept and the first answer comes back.
    async fn put_quote(
        &self,
        quote: &StoredQuote,
        answer: Option<StoredAnswer>,
    ) -> Result<Option<StoredAnswer>, StoreError>;

    /// A quote of a customer by its token, redeemed or not.
    async fn quote(&self, customer: CustomerId, token: Uuid) -> Result<Option<StoredQuote>, StoreError>;

    /// Forgets quotes that expired before an instant, and says how many.
    async fn purge_quotes(&self, before: Timestamp) -> Result<u64, StoreError>;

    /// Changes identities, sessions, codes and keys.
    ///
    /// # Errors
    /// [`CommitError::Conflict`] when something that the work rests on has changed; nothing is written then.
    async fn change_identities(&self, work: IdentityWork) -> Result<(), CommitError>;

    /// An identity with its secrets.
    async fn identity(&self, id: Uuid) -> Result<Option<StoredIdentity>, StoreError>;

    /// Identities with their secrets.
    async fn identities(
        &self,
        query: IdentityQuery<'_>,
    ) -> Result<Page<StoredIdentity, IdentityCursor>, StoreError>;

    /// The applications with a client id, in any case, of whichever partners.
    async fn applications_named(&self, name: &str) -> Result<Vec<StoredIdentity>, StoreError>;

    /// What ends the access tokens of an identity; none where nothing ever did.
    async fn identity_mark(&self, id: Uuid) -> Result<Option<IdentityMark>, StoreError>;

    /// What was marked or revoked after the change with a number; of sessions only those revoked after an instant. Where nothing
    /// has changed this is the cheapest of reads.
    async fn revocations(&self, after: u64, since: Timestamp) -> Result<Revocations, StoreError>;

    /// A session, ended or not.
    async fn session(&self, id: Uuid) -> Result<Option<StoredSession>, StoreError>;

    /// Sessions by when they began.
    async fn sessions(&self, query: SessionQuery) -> Result<Page<StoredSession, SessionCursor>, StoreError>;

    /// A code by its hash, used or not.
    async fn authorization_code(&self, hash: [u8; 32]) -> Result<Option<StoredCode>, StoreError>;

    /// All signing keys that are kept: the one that signs, and then the newest first.
    async fn signing_keys(&self) -> Result<Vec<StoredKey>, StoreError>;

    /// Forgets sessions, codes and keys that ended before an instant, and says how many.
    async fn purge_sessions(&self, before: Timestamp) -> Result<u64, StoreError>;
    /// What a partner says of itself; none before it has said anything.
    async fn partner_profile(&self, partner: PartnerId) -> Result<Option<PartnerProfile>, StoreError>;

    /// Keeps what a partner says of itself.
    async fn put_partner_profile(
        &self,
        partner: PartnerId,
        profile: &PartnerProfile,
    ) -> Result<(), StoreError>;

    /// A service request by its number.
    async fn service_request(&self, number: u64) -> Result<Option<ServiceRequest>, StoreError>;

    /// Service requests of a partner, or those of it about one customer, newest first, with numbers below `before`.
    async fn service_requests(
        &self,
        partner: PartnerId,
        customer: Option<CustomerId>,
        before: Option<u64>,
        limit: usize,
    ) -> Result<Vec<ServiceRequest>, StoreError>;

    /// The last number that a service request was given; 0 before the first.
    async fn last_service_request(&self) -> Result<u64, StoreError>;

    /// Keeps a service request, with the answer to the request of the client that made or changed it.
    ///
    /// # Errors
    /// [`CommitError::Conflict`] when its number is taken, or when it has changed since it was read; a client's request that
    /// was answered before. Nothing is written then.
    async fn save_service_request(
        &self,
        request: &ServiceRequest,
        answer: Option<StoredAnswer>,
    ) -> Result<(), CommitError>;

    /// All partners of the installation.
    async fn partners(&self) -> Result<Vec<Partner>, StoreError>;

    /// Adds a partner, or replaces it.
    async fn put_partner(&self, partner: &Partner) -> Result<(), StoreError>;

    /// A setting that the program keeps for itself.
    async fn setting(&self, name: &str) -> Result<Option<String>, StoreError>;

    /// Keeps a setting, or forgets it when there is no value.
    async fn put_setting(&self, name: &str, value: Option<&str>) -> Result<(), StoreError>;
}
