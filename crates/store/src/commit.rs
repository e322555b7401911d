//! A commit: everything that one decision writes, prepared on the caller's thread so that the writer only writes.

use std::collections::BTreeMap;

use jiff::Timestamp;
use seatwright_domain::account::Account;
use seatwright_domain::event::Recorded;
use seatwright_domain::ids::CustomerId;
use seatwright_domain::rows::{self as domain_rows, Row};
use uuid::Uuid;

use crate::billing::BillingWork;
use crate::chain::ChainHash;
use crate::error::StoreError;
use crate::identity_work::IdentityWork;
use crate::loaded::Loaded;
use crate::outbox::Message;
use crate::quote::Redemption;
use crate::request::{RequestKey, StoredAnswer};
use crate::rows;
use crate::rows::customer::Outside;
use crate::statement::{Value, Write};

/// The most commits that belong into one [`Store::commit_many`](crate::Store::commit_many): other commands wait for them.
pub const COMMITS_AT_ONCE_MAX: usize = 1_000;

/// Everything that one decision writes. It is written whole or not at all, and only if the account is still at the
/// version that the decision was made on.
#[derive(Clone, Debug)]
pub struct Commit {
    customer: CustomerId,
    version: u64,
    chain: ChainHash,
    due: Option<Timestamp>,
    writes: Vec<Write>,
    messages: usize,
    events: usize,
    request: Option<RequestKey>,
}

/// What a commit made.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Committed {
    /// The version of the account now.
    pub version: u64,
    /// The hash of its last event now.
    pub chain: ChainHash,
}

impl Commit {
    /// Prepares the writes of a decision.
    ///
    /// - `before`: what was loaded; none for a new account.
    /// - `after`: the account after `events`. What differs from `before` is written.
    /// - `events`: in order, numbered on from the version before without a gap. They may be empty when only `due` or an
    ///   answer is to be kept.
    /// - `due`: when something happens to the account by itself next.
    ///
    /// # Errors
    /// [`StoreError::Inconsistent`] when the events, the versions and the accounts do not belong together, and
    /// [`StoreError::Document`] when something has no JSON form.
    pub fn new(
        before: Option<&Loaded>,
        after: &Account,
        events: &[Recorded],
        due: Option<Timestamp>,
    ) -> Result<Self, StoreError> {
        let customer = after.id();
        check(before, after, events)?;
        let chain = before.map_or_else(|| ChainHash::start(customer), |before| before.chain);
        let mut commit = Self {
            customer,
            version: after.head.version,
            chain,
            due,
            writes: Vec::new(),
            messages: 0,
            events: events.len(),
            request: None,
        };
        if events.is_empty() {
            if let Some(before) = before.filter(|before| before.due != due) {
                commit.writes.push(rows::customer::reschedule(&before.account.head, due));
            }
            return Ok(commit);
        }
        let (log, chain) = rows::event::insert(customer, chain, events)?;
        commit.chain = chain;
        commit.add_account(before, after)?;
        let mut charges = Vec::new();
        for recorded in events {
            commit.add_rows(recorded, &mut charges)?;
        }
        commit.writes.push(log);
        // After the events that they point to.
        if !charges.is_empty() {
            commit.writes.push(rows::charge::insert(charges));
        }
        let account_before = before.map(|before| &before.account);
        commit.writes.extend(rows::feed::insert(customer, account_before, after, events));
        Ok(commit)
    }

    /// The same with messages for the outbox.
    ///
    /// # Errors
    /// [`StoreError::Inconsistent`] when the commit has no events to speak of, or has messages already: the place of a
    /// message is the version of its commit and its number there.
    pub fn with_messages(mut self, messages: &[Message]) -> Result<Self, StoreError> {
        if messages.is_empty() {
            return Ok(self);
        }
        if self.events == 0 || self.messages > 0 {
            return Err(StoreError::Inconsistent(format!(
                "messages of {} must come together, with the events that cause them",
                self.customer
            )));
        }
        self.messages = messages.len();
        self.writes.push(rows::message::insert(self.customer, self.version, messages)?);
        Ok(self)
    }

    /// The same with the answer to the request. If the request has been answered before, nothing is written.
    ///
    /// # Errors
    /// [`StoreError::Document`] when the headers have no JSON form.
    pub fn with_answer(mut self, answer: StoredAnswer) -> Result<Self, StoreError> {
        self.writes.push(rows::answer::insert(&answer)?);
        self.request = Some(answer.key);
        Ok(self)
    }

    /// The same with work of billing, which stands or falls with it.
    #[must_use]
    pub fn with_billing(mut self, work: BillingWork) -> Self {
        self.writes.extend(work.writes);
        self
    }

    /// The same with changes of identities, which stand or fall with it. Where one of them is a conflict, so is the commit.
    #[must_use]
    pub fn with_identities(mut self, work: IdentityWork) -> Self {
        self.writes.extend(work.writes);
        self
    }

    /// The same as the redemption of a quote. If the quote has been redeemed before, the commit is a conflict and nothing is
    /// written.
    ///
    /// # Errors
    /// [`StoreError::Document`] when the headers have no JSON form.
    pub fn with_redemption(mut self, token: Uuid, redemption: &Redemption) -> Result<Self, StoreError> {
        self.writes.push(rows::quote::redeem(self.customer, token, redemption)?);
        Ok(self)
    }

    /// The customer.
    #[must_use]
    pub fn customer(&self) -> CustomerId {
        self.customer
    }

    /// The version that the account will have.
    #[must_use]
    pub fn version(&self) -> u64 {
        self.version
    }

    /// The hash of the last event that the account will have.
    #[must_use]
    pub fn chain(&self) -> ChainHash {
        self.chain
    }

    /// When something happens to the account by itself after this commit.
    #[must_use]
    pub fn due(&self) -> Option<Timestamp> {
        self.due
    }

    /// What a successful commit returns.
    pub(crate) fn committed(&self) -> Committed {
        Committed { version: self.version, chain: self.chain }
    }

    /// The writes, for the benchmark that writes them bare.
    #[cfg(feature = "baseline")]
    pub(crate) fn writes(&self) -> &[Write] {
        &self.writes
    }

    /// The request that must not have been answered before, and the writes in their order.
    pub(crate) fn into_parts(self) -> (Option<RequestKey>, Vec<Write>) {
        (self.request, self.writes)
    }

    fn add_account(&mut self, before: Option<&Loaded>, after: &Account) -> Result<(), StoreError> {
        let outside = Outside { chain: self.chain, due: self.due };
        self.writes.extend(match before {
            None => rows::customer::insert(&after.head, &outside)?,
            Some(before) => rows::customer::update(&before.account.head, before.due, &after.head, &outside)?,
        });
        let none = (BTreeMap::new(), BTreeMap::new());
        let (subscriptions, upgrades) = before
            .map_or((&none.0, &none.1), |before| (&before.account.subscriptions, &before.account.upgrades));
        let (new, changed) = difference(subscriptions, &after.subscriptions);
        self.writes.extend(rows::subscription::put(self.customer, &new, &changed)?);
        let (new, changed) = difference(upgrades, &after.upgrades);
        self.writes.extend(rows::upgrade::put(self.customer, &new, &changed)?);
        let empty = (BTreeMap::new(), BTreeMap::new());
        let (migrations, schedules) = before.map_or((&empty.0, &empty.1), |before| {
            (&before.account.migrations, &before.account.migration_schedules)
        });
        let (new, changed) = difference(migrations, &after.migrations);
        self.writes.extend(rows::migration::put(self.customer, &new, &changed)?);
        let (new, changed) = difference(schedules, &after.migration_schedules);
        self.writes.extend(rows::migration::put_schedules(self.customer, &new, &changed)?);
        Ok(())
    }

    fn add_rows(&mut self, recorded: &Recorded, charges: &mut Vec<Vec<Value>>) -> Result<(), StoreError> {
        let customer = self.customer;
        let mut findings = 0;
        for row in domain_rows::of(recorded) {
            match row {
                Row::InsertOrder(order) => self.writes.extend(rows::order::insert(customer, &order)?),
                Row::AddOrderLine(order, line) => {
                    self.writes.push(rows::order::insert_line(customer, order, &line)?);
                }
                Row::PutUser(user) => self.writes.push(rows::user::put(customer, &user)?),
                Row::PutAssignment(user, held) => {
                    self.writes.push(rows::user::put_assignment(customer, user, &held)?);
                }
                Row::DeleteAssignment(user, subscription) => {
                    self.writes.push(rows::user::delete_assignment(customer, user, subscription));
                }
                Row::DeleteAssignments(subscription) => {
                    self.writes.push(rows::user::delete_assignments(customer, subscription));
                }
                Row::MoveAssignments(batch) => {
                    self.writes.extend(rows::user::move_batch(customer, &batch));
                }
                Row::InsertFinding(finding) => {
                    self.writes.push(rows::finding::insert(customer, recorded.seq, findings, &finding)?);
                    findings += 1;
                }
                Row::InsertCharge(row) => charges.push(rows::charge::values(customer, &row)),
            }
        }
        Ok(())
    }
}

/// New values, and those that differ from before.
fn difference<'a, K: Ord, V: PartialEq>(
    before: &BTreeMap<K, V>,
    after: &'a BTreeMap<K, V>,
) -> (Vec<&'a V>, Vec<&'a V>) {
    let (mut new, mut changed) = (Vec::new(), Vec::new());
    for (key, value) in after {
        match before.get(key) {
            None => new.push(value),
            Some(old) if old != value => changed.push(value),
            Some(_) => {}
        }
    }
    (new, changed)
}

/// What must hold between an account before, its events and the account after. In debug builds this includes the chief
/// invariant: that the account after is the fold of its events.
fn check(before: Option<&Loaded>, after: &Account, events: &[Recorded]) -> Result<(), StoreError> {
    let customer = after.id();
    let wrong = |what: String| Err(StoreError::Inconsistent(format!("account {customer}: {what}")));
    if before.is_some_and(|before| before.customer() != customer) {
        return wrong("it was another one before".to_owned());
    }
    let version = before.map_or(0, |before| before.account.head.version);
    if before.is_none() && events.is_empty() {
        return wrong("a new account needs an event".to_owned());
    }
    let mut expected = version;
    for recorded in events {
        expected += 1;
        if recorded.seq != expected {
            return wrong(format!("event {expected} is numbered {}", recorded.seq));
        }
    }
    if after.head.version != expected {
        return wrong(format!("its version is {} after event {expected}", after.head.version));
    }
    if cfg!(debug_assertions) {
        let mut folded =
            before.map_or_else(|| Account::new(after.head.customer.clone()), |before| before.account.clone());
        for recorded in events {
            folded.apply(recorded);
        }
        if folded != *after {
            return wrong(format!("it is not the fold of its events up to {expected}"));
        }
    }
    Ok(())
}
