//! The store's verbs on SQLite: reads go to the readers, writes to the writer.

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

use super::execute::Item;
use super::{SqliteStore, read};
use crate::billing::{
    BillingWork, ChargeCursor, ChargeQuery, Gathered, InvoiceCursor, InvoiceQuery, InvoiceState,
    StoredCharge, StoredInvoice, StoredPayment, UnbilledCursor, UnbilledLine, UnbilledQuery,
};
use crate::commit::{Commit, Committed};
use crate::error::{CommitError, StoreError};
use crate::identity::{
    IdentityCursor, IdentityMark, IdentityQuery, Revocations, SessionCursor, SessionQuery, StoredCode,
    StoredIdentity, StoredKey, StoredSession,
};
use crate::identity_work::IdentityWork;
use crate::loaded::{Loaded, Want};
use crate::outbox::{MessageId, StoredMessage};
use crate::page::{
    CustomerCursor, CustomerQuery, Due, EventQuery, FindingCursor, FindingQuery, FoundUser, OrderQuery, Page,
    StoredEvent, SubscriptionQuery, UserCursor, UserQuery, UserState,
};
use crate::quote::StoredQuote;
use crate::request::{RequestKey, StoredAnswer};
use crate::rows;
use crate::statement::{Guard, Statement, Write};
use crate::store::Store;

impl SqliteStore {
    pub(super) async fn write_one(&self, item: Item) -> Result<usize, CommitError> {
        let mut outcomes = self.writer.write(vec![item]).await?;
        outcomes.pop().unwrap_or(Err(CommitError::Store(StoreError::Closed)))
    }

    /// A write that belongs to no account and cannot conflict; how many rows it wrote.
    pub(super) async fn write_plain(&self, write: Write) -> Result<u64, StoreError> {
        let item = Item { request: None, writes: vec![write] };
        match self.write_one(item).await {
            Ok(rows) => Ok(u64::try_from(rows).unwrap_or(u64::MAX)),
            Err(CommitError::Store(error)) => Err(error),
            Err(error) => Err(StoreError::Inconsistent(error.to_string())),
        }
    }

    /// Deletes what is older than an instant, in transactions of some rows so that commits need not wait for all of it.
    pub(super) async fn purge(
        &self,
        statement: &'static Statement,
        before: Timestamp,
    ) -> Result<u64, StoreError> {
        let mut purged = 0;
        loop {
            let values = vec![before.into(), PURGED_AT_ONCE_MAX.into()];
            let rows = self.write_plain(Write::one(statement, values, Guard::Any)).await?;
            purged += rows;
            if rows < u64::from(PURGED_AT_ONCE_MAX) {
                return Ok(purged);
            }
        }
    }
}

/// The most rows that are deleted in one transaction.
const PURGED_AT_ONCE_MAX: u32 = 1_000;

fn item(commit: Commit) -> Item {
    let (request, writes) = commit.into_parts();
    Item { request, writes }
}

#[async_trait]
impl Store for SqliteStore {
    async fn load(&self, customer: CustomerId, want: &Want) -> Result<Option<Loaded>, StoreError> {
        let want = want.clone();
        self.readers.read(move |connection| read::account::load(connection, customer, &want)).await
    }

    async fn load_many(&self, customers: &[CustomerId]) -> Result<Vec<Loaded>, StoreError> {
        let customers = customers.to_vec();
        self.readers.read(move |connection| read::account::load_many(connection, &customers)).await
    }

    async fn commit(&self, commit: Commit) -> Result<Committed, CommitError> {
        let committed = commit.committed();
        #[cfg(feature = "baseline")]
        let copy = self.tape.copy(std::slice::from_ref(&commit));
        let outcome = self.write_one(item(commit)).await;
        #[cfg(feature = "baseline")]
        self.tape.keep(copy, |_| outcome.is_ok());
        outcome.map(|_rows| committed)
    }

    async fn commit_many(&self, commits: Vec<Commit>) -> Vec<Result<Committed, CommitError>> {
        let committed: Vec<_> = commits.iter().map(Commit::committed).collect();
        #[cfg(feature = "baseline")]
        let copies = self.tape.copy(&commits);
        match self.writer.write(commits.into_iter().map(item).collect()).await {
            Ok(outcomes) => {
                #[cfg(feature = "baseline")]
                self.tape.keep(copies, |place| outcomes.get(place).is_some_and(Result::is_ok));
                outcomes.into_iter().zip(committed).map(|(outcome, done)| outcome.map(|_rows| done)).collect()
            }
            Err(error) => committed.iter().map(|_| Err(error.clone().into())).collect(),
        }
    }

    async fn answer(&self, key: &RequestKey) -> Result<Option<StoredAnswer>, StoreError> {
        let key = key.clone();
        self.readers.read(move |connection| read::answer(connection, &key)).await
    }

    async fn remember(&self, answer: StoredAnswer) -> Result<Option<StoredAnswer>, StoreError> {
        let writes = vec![rows::answer::insert(&answer)?];
        match self.write_one(Item { request: Some(answer.key), writes }).await {
            Ok(_rows) => Ok(None),
            Err(CommitError::DuplicateRequest(first)) => Ok(Some(*first)),
            Err(CommitError::Store(error)) => Err(error),
            Err(error) => Err(StoreError::Inconsistent(error.to_string())),
        }
    }

    async fn purge_answers(&self, before: Timestamp) -> Result<u64, StoreError> {
        self.purge(&rows::answer::DELETE_ANSWERS, before).await
    }

    async fn due(&self, until: Timestamp, after: Option<Due>, limit: usize) -> Result<Vec<Due>, StoreError> {
        self.readers.read(move |connection| read::customer::due(connection, until, after, limit)).await
    }

    async fn next_due(&self) -> Result<Option<Timestamp>, StoreError> {
        self.readers.read(read::customer::next_due).await
    }

    async fn customers_named(&self, customers: &[CustomerId]) -> Result<Vec<Customer>, StoreError> {
        let customers = customers.to_vec();
        let read = move |connection: &_| {
            let found = customers.iter().map(|id| read::customer::customer(connection, *id).transpose());
            found.flatten().collect()
        };
        self.readers.read(read).await
    }

    async fn orders_named(
        &self,
        orders: &[(CustomerId, OrderId)],
    ) -> Result<Vec<(CustomerId, Order)>, StoreError> {
        let orders = orders.to_vec();
        self.readers.read(move |connection| read::sale::orders_named(connection, &orders)).await
    }

    async fn customer(&self, customer: CustomerId) -> Result<Option<Customer>, StoreError> {
        self.readers.read(move |connection| read::customer::customer(connection, customer)).await
    }

    async fn customer_by_domain(&self, domain: &str) -> Result<Option<CustomerId>, StoreError> {
        let domain = domain.to_owned();
        self.readers.read(move |connection| read::customer::by_domain(connection, &domain)).await
    }

    async fn customers(&self, query: &CustomerQuery) -> Result<Page<Customer, CustomerCursor>, StoreError> {
        let query = query.clone();
        self.readers.read(move |connection| read::customer::customers(connection, &query)).await
    }

    async fn count_customers(&self, query: &CustomerQuery) -> Result<u64, StoreError> {
        let query = query.clone();
        self.readers.read(move |connection| read::customer::count(connection, &query)).await
    }

    async fn customer_ids(
        &self,
        after: Option<CustomerId>,
        limit: usize,
    ) -> Result<Vec<CustomerId>, StoreError> {
        self.readers.read(move |connection| read::customer::ids(connection, after, limit)).await
    }

    async fn subscription(
        &self,
        customer: CustomerId,
        subscription: SubscriptionId,
    ) -> Result<Option<Subscription>, StoreError> {
        self.readers
            .read(move |connection| read::sale::subscription(connection, customer, subscription))
            .await
    }

    async fn customer_of_published(
        &self,
        publisher: PublisherId,
        subscription: SubscriptionId,
    ) -> Result<Option<CustomerId>, StoreError> {
        self.readers
            .read(move |connection| read::sale::customer_of_published(connection, publisher, subscription))
            .await
    }

    async fn published(
        &self,
        publisher: PublisherId,
        after: Option<SubscriptionId>,
        limit: usize,
    ) -> Result<Page<(CustomerId, Subscription), SubscriptionId>, StoreError> {
        self.readers.read(move |connection| read::sale::published(connection, publisher, after, limit)).await
    }

    async fn subscriptions(
        &self,
        query: &SubscriptionQuery,
    ) -> Result<Page<Subscription, SubscriptionId>, StoreError> {
        let query = query.clone();
        self.readers.read(move |connection| read::sale::subscriptions(connection, &query)).await
    }

    async fn upgrade(&self, customer: CustomerId, upgrade: UpgradeId) -> Result<Option<Upgrade>, StoreError> {
        self.readers.read(move |connection| read::sale::upgrade(connection, customer, upgrade)).await
    }

    async fn upgrades(
        &self,
        customer: CustomerId,
        subscription: Option<SubscriptionId>,
    ) -> Result<Vec<Upgrade>, StoreError> {
        self.readers.read(move |connection| read::sale::upgrades(connection, customer, subscription)).await
    }

    async fn findings(&self, query: &FindingQuery) -> Result<Page<FoundUser, FindingCursor>, StoreError> {
        let query = query.clone();
        self.readers.read(move |connection| read::history::findings(connection, &query)).await
    }

    async fn order(&self, customer: CustomerId, order: OrderId) -> Result<Option<Order>, StoreError> {
        self.readers.read(move |connection| read::sale::order(connection, customer, order)).await
    }

    async fn orders(&self, query: &OrderQuery) -> Result<Page<Order, OrderId>, StoreError> {
        let query = query.clone();
        self.readers.read(move |connection| read::sale::orders(connection, &query)).await
    }

    async fn user(&self, customer: CustomerId, user: UserId) -> Result<Option<UserRecord>, StoreError> {
        self.readers.read(move |connection| read::user::user(connection, customer, user)).await
    }

    async fn user_by_name(
        &self,
        customer: CustomerId,
        principal_name: &str,
    ) -> Result<Option<UserRecord>, StoreError> {
        let name = principal_name.to_owned();
        self.readers.read(move |connection| read::user::by_name(connection, customer, &name)).await
    }

    async fn users(&self, query: &UserQuery) -> Result<Page<UserRecord, UserCursor>, StoreError> {
        let query = query.clone();
        self.readers.read(move |connection| read::user::page_of_users(connection, &query)).await
    }

    async fn count_users(&self, customer: CustomerId, state: UserState) -> Result<u64, StoreError> {
        self.readers.read(move |connection| read::user::count(connection, customer, state)).await
    }

    async fn assigned_users(
        &self,
        customer: CustomerId,
        subscription: SubscriptionId,
        after: Option<UserId>,
        limit: usize,
    ) -> Result<Vec<UserRecord>, StoreError> {
        self.readers
            .read(move |connection| read::user::assigned(connection, customer, subscription, after, limit))
            .await
    }

    async fn all_users(
        &self,
        customer: CustomerId,
        after: Option<UserId>,
        limit: usize,
    ) -> Result<Vec<UserRecord>, StoreError> {
        self.readers.read(move |connection| read::user::all(connection, customer, after, limit)).await
    }

    async fn events(&self, query: &EventQuery) -> Result<Vec<StoredEvent>, StoreError> {
        let query = query.clone();
        self.readers.read(move |connection| read::history::events(connection, &query)).await
    }

    async fn charge(&self, charge: ChargeId) -> Result<Option<StoredCharge>, StoreError> {
        self.readers.read(move |connection| read::billing::charge(connection, charge)).await
    }

    async fn charges(&self, query: &ChargeQuery) -> Result<Page<StoredCharge, ChargeCursor>, StoreError> {
        let query = query.clone();
        self.readers.read(move |connection| read::billing::charges(connection, &query)).await
    }

    async fn unbilled(
        &self,
        query: &UnbilledQuery,
    ) -> Result<Page<StoredCharge, UnbilledCursor>, StoreError> {
        let query = query.clone();
        self.readers.read(move |connection| read::billing::unbilled(connection, &query)).await
    }

    async fn unbilled_sum(&self, bill_to: BillTo, currency: Currency) -> Result<i64, StoreError> {
        self.readers.read(move |connection| read::billing::unbilled_sum(connection, bill_to, currency)).await
    }

    async fn invoice_lines(
        &self,
        invoice: InvoiceId,
        after: Option<ChargeCursor>,
        limit: usize,
    ) -> Result<Page<StoredCharge, ChargeCursor>, StoreError> {
        self.readers.read(move |connection| read::billing::lines(connection, invoice, after, limit)).await
    }

    async fn invoice(&self, invoice: InvoiceId) -> Result<Option<StoredInvoice>, StoreError> {
        self.readers.read(move |connection| read::invoice::invoice(connection, invoice)).await
    }

    async fn invoice_by_number(&self, number: &str) -> Result<Option<StoredInvoice>, StoreError> {
        let number = number.to_owned();
        self.readers.read(move |connection| read::invoice::by_number(connection, &number)).await
    }

    async fn invoices(&self, query: &InvoiceQuery) -> Result<Page<StoredInvoice, InvoiceCursor>, StoreError> {
        let query = query.clone();
        self.readers.read(move |connection| read::invoice::invoices(connection, &query)).await
    }

    async fn next_invoice_date(&self) -> Result<Option<Date>, StoreError> {
        self.readers.read(read::invoice::next_date).await
    }

    async fn unbilled_until(&self, date: Date, limit: usize) -> Result<Vec<UnbilledLine>, StoreError> {
        self.readers.read(move |connection| read::billing::unbilled_until(connection, date, limit)).await
    }

    async fn invoice_states(&self, keys: &[InvoiceKey]) -> Result<Vec<Option<InvoiceState>>, StoreError> {
        let keys = keys.to_vec();
        self.readers.read(move |connection| read::invoice::states(connection, &keys)).await
    }

    async fn gathering(&self, limit: usize) -> Result<Vec<Gathered>, StoreError> {
        self.readers.read(move |connection| read::invoice::gathering(connection, limit)).await
    }

    async fn last_number(&self, family: InvoiceFamily) -> Result<u64, StoreError> {
        self.readers.read(move |connection| read::invoice::last_number(connection, family)).await
    }

    async fn open_invoices(
        &self,
        bill_to: BillTo,
        currency: Currency,
        after: Option<(Date, String)>,
    ) -> Result<Vec<StoredInvoice>, StoreError> {
        self.readers.read(move |connection| read::invoice::open(connection, bill_to, currency, after)).await
    }

    async fn allocations(&self, invoice: InvoiceId) -> Result<Vec<Allocation>, StoreError> {
        self.readers.read(move |connection| read::payment::allocations(connection, invoice)).await
    }

    async fn payment(&self, bill_to: BillTo, reference: &str) -> Result<Option<StoredPayment>, StoreError> {
        let reference = reference.to_owned();
        self.readers.read(move |connection| read::payment::payment(connection, bill_to, &reference)).await
    }

    async fn payments(
        &self,
        bill_to: BillTo,
        after: Option<&str>,
        limit: usize,
    ) -> Result<Page<StoredPayment, String>, StoreError> {
        let after = after.unwrap_or_default().to_owned();
        self.readers.read(move |connection| read::payment::payments(connection, bill_to, &after, limit)).await
    }

    async fn unallocated(&self, bill_to: BillTo, currency: Currency) -> Result<i64, StoreError> {
        self.readers.read(move |connection| read::payment::unallocated(connection, bill_to, currency)).await
    }

    async fn dunning_due(&self, until: Timestamp, limit: usize) -> Result<Vec<StoredInvoice>, StoreError> {
        self.readers.read(move |connection| read::invoice::dunning_due(connection, until, limit)).await
    }

    async fn next_dunning(&self) -> Result<Option<Timestamp>, StoreError> {
        self.readers.read(read::invoice::next_dunning).await
    }

    async fn bill(&self, work: BillingWork) -> Result<(), CommitError> {
        if work.is_empty() {
            return Ok(());
        }
        self.write_one(Item { request: None, writes: work.writes }).await.map(|_rows| ())
    }

    async fn messages_due(&self, at: Timestamp, limit: usize) -> Result<Vec<StoredMessage>, StoreError> {
        self.readers.read(move |connection| read::message::due(connection, at, limit)).await
    }

    async fn messages(
        &self,
        customer: CustomerId,
        after: Option<MessageId>,
        limit: usize,
    ) -> Result<Vec<StoredMessage>, StoreError> {
        self.readers.read(move |connection| read::message::page(connection, customer, after, limit)).await
    }

    async fn message_delivered(&self, message: MessageId, at: Timestamp) -> Result<(), StoreError> {
        self.write_plain(rows::message::delivered(message, at)).await.map(|_rows| ())
    }

    async fn message_failed(
        &self,
        message: MessageId,
        error: &str,
        next_attempt: Option<Timestamp>,
    ) -> Result<(), StoreError> {
        self.write_plain(rows::message::failed(message, error, next_attempt)).await.map(|_rows| ())
    }

    async fn purge_messages(&self, before: Timestamp) -> Result<u64, StoreError> {
        self.purge(&rows::message::DELETE_DELIVERED_MESSAGES, before).await
    }

    async fn put_quote(
        &self,
        quote: &StoredQuote,
        answer: Option<StoredAnswer>,
    ) -> Result<Option<StoredAnswer>, StoreError> {
        let mut writes = vec![rows::quote::insert(quote)];
        let mut request = None;
        if let Some(answer) = answer {
            writes.push(rows::answer::insert(&answer)?);
            request = Some(answer.key);
        }
        match self.write_one(Item { request, writes }).await {
            Ok(_rows) => Ok(None),
            Err(CommitError::DuplicateRequest(first)) => Ok(Some(*first)),
            Err(CommitError::Store(error)) => Err(error),
            Err(error) => Err(StoreError::Inconsistent(error.to_string())),
        }
    }

    async fn quote(&self, customer: CustomerId, token: Uuid) -> Result<Option<StoredQuote>, StoreError> {
        self.readers.read(move |connection| read::quote::quote(connection, customer, token)).await
    }

    async fn purge_quotes(&self, before: Timestamp) -> Result<u64, StoreError> {
        self.purge(&rows::quote::DELETE_QUOTES, before).await
    }

    async fn change_identities(&self, work: IdentityWork) -> Result<(), CommitError> {
        self.write_one(Item { request: None, writes: work.writes }).await.map(|_rows| ())
    }

    async fn identity(&self, id: Uuid) -> Result<Option<StoredIdentity>, StoreError> {
        self.readers.read(move |connection| read::identity::identity(connection, id)).await
    }

    async fn identities(
        &self,
        query: IdentityQuery<'_>,
    ) -> Result<Page<StoredIdentity, IdentityCursor>, StoreError> {
        let IdentityQuery { tenant, after, limit } = query;
        let after = after.cloned();
        self.readers
            .read(move |connection| read::identity::identities(connection, tenant, after.as_ref(), limit))
            .await
    }

    async fn applications_named(&self, name: &str) -> Result<Vec<StoredIdentity>, StoreError> {
        let name = name.to_owned();
        self.readers.read(move |connection| read::identity::applications_named(connection, &name)).await
    }

    async fn identity_mark(&self, id: Uuid) -> Result<Option<IdentityMark>, StoreError> {
        self.readers.read(move |connection| read::identity::mark(connection, id)).await
    }

    async fn revocations(&self, after: u64, since: Timestamp) -> Result<Revocations, StoreError> {
        self.readers.read(move |connection| read::identity::revocations(connection, after, since)).await
    }

    async fn session(&self, id: Uuid) -> Result<Option<StoredSession>, StoreError> {
        self.readers.read(move |connection| read::identity::session(connection, id)).await
    }

    async fn sessions(&self, query: SessionQuery) -> Result<Page<StoredSession, SessionCursor>, StoreError> {
        self.readers.read(move |connection| read::identity::sessions(connection, &query)).await
    }

    async fn authorization_code(&self, hash: [u8; 32]) -> Result<Option<StoredCode>, StoreError> {
        self.readers.read(move |connection| read::identity::code(connection, hash)).await
    }

    async fn signing_keys(&self) -> Result<Vec<StoredKey>, StoreError> {
        self.readers.read(read::identity::keys).await
    }

    async fn purge_sessions(&self, before: Timestamp) -> Result<u64, StoreError> {
        let sessions = self.purge(&rows::session::DELETE_SESSIONS, before).await?;
        let codes = self.purge(&rows::code::DELETE_CODES, before).await?;
        Ok(sessions + codes + self.purge(&rows::key::DELETE_SIGNING_KEYS, before).await?)
    }

    async fn partner_profile(&self, partner: PartnerId) -> Result<Option<PartnerProfile>, StoreError> {
        self.readers.read(move |connection| read::service_request::profile(connection, partner)).await
    }

    async fn put_partner_profile(
        &self,
        partner: PartnerId,
        profile: &PartnerProfile,
    ) -> Result<(), StoreError> {
        self.write_plain(rows::service_request::put_profile(partner, profile)?).await.map(|_rows| ())
    }

    async fn service_request(&self, number: u64) -> Result<Option<ServiceRequest>, StoreError> {
        self.readers.read(move |connection| read::service_request::request(connection, number)).await
    }

    async fn service_requests(
        &self,
        partner: PartnerId,
        customer: Option<CustomerId>,
        before: Option<u64>,
        limit: usize,
    ) -> Result<Vec<ServiceRequest>, StoreError> {
        let read = move |connection: &_| {
            read::service_request::requests(connection, partner, customer, before, limit)
        };
        self.readers.read(read).await
    }

    async fn last_service_request(&self) -> Result<u64, StoreError> {
        self.readers.read(read::service_request::last_number).await
    }

    async fn save_service_request(
        &self,
        request: &ServiceRequest,
        answer: Option<StoredAnswer>,
    ) -> Result<(), CommitError> {
        let mut writes = vec![rows::service_request::save(request)?];
        let mut key = None;
        if let Some(answer) = answer {
            writes.push(rows::answer::insert(&answer)?);
            key = Some(answer.key);
        }
        self.write_one(Item { request: key, writes }).await.map(|_rows| ())
    }

    async fn partners(&self) -> Result<Vec<Partner>, StoreError> {
        self.readers.read(read::customer::partners).await
    }

    async fn put_partner(&self, partner: &Partner) -> Result<(), StoreError> {
        self.write_plain(rows::partner::put(partner)?).await.map(|_rows| ())
    }

    async fn setting(&self, name: &str) -> Result<Option<String>, StoreError> {
        let name = name.to_owned();
        self.readers.read(move |connection| read::customer::setting(connection, &name)).await
    }

    async fn put_setting(&self, name: &str, value: Option<&str>) -> Result<(), StoreError> {
        self.write_plain(rows::setting::put(name, value)).await.map(|_rows| ())
    }
}
