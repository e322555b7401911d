//! Bringing one account up to date: what is due is decided and committed, step by step.

use jiff::Timestamp;
use seatwright_domain::advance::{UserBatch, UsersWanted, next_due};
use seatwright_domain::decision::Decision;
use seatwright_domain::ids::CustomerId;
use seatwright_store::{Commit, CommitError, IdentityWork, Loaded, StoreError, StoredAnswer, Want};

use crate::due::{Due, decide_due};
use crate::engine::Engine;
use crate::error::EngineError;
use crate::messages;
use crate::tally::Tally;

/// How often an account is loaded again because somebody else committed in between.
const LOADS_MAX: u32 = 16;

/// What carrying out one account's due moments came to.
#[derive(Debug)]
pub(crate) struct Carried {
    /// The events of all commits.
    pub(crate) tally: Tally,
    /// How it ended.
    pub(crate) end: End,
}

/// How carrying out ended.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum End {
    /// Nothing is due any more.
    UpToDate,
    /// Somebody else committed in between; load again.
    Overtaken,
    /// The most commits were made and something may still be due.
    Paused,
}

impl Engine {
    /// The account with what is wanted of it, after everything that is due at `now` has been carried out.
    pub(crate) async fn up_to_date(
        &self,
        customer: CustomerId,
        want: &Want,
        now: Timestamp,
    ) -> Result<Loaded, EngineError> {
        for _ in 0..LOADS_MAX {
            let Some(loaded) = self.store().load(customer, want).await? else {
                return Err(EngineError::UnknownCustomer);
            };
            if next_due(&loaded.account).is_none_or(|due| due > now) {
                return Ok(loaded);
            }
            self.carry_out(loaded, now, u32::MAX).await?;
        }
        Err(EngineError::Busy)
    }

    /// Carries out what is due for an account up to `until`, loading again whenever others commit in between.
    pub(crate) async fn carry_out_all(
        &self,
        customer: CustomerId,
        until: Timestamp,
    ) -> Result<Tally, EngineError> {
        let mut tally = Tally::default();
        let _turn = self.locks().turn(customer).await;
        for _ in 0..LOADS_MAX {
            let Some(loaded) = self.store().load(customer, &Want::default()).await? else {
                return Ok(tally);
            };
            let carried = self.carry_out(loaded, until, u32::MAX).await?;
            tally.merge(&carried.tally);
            if carried.end == End::UpToDate {
                return Ok(tally);
            }
        }
        Err(EngineError::Busy)
    }

    /// Carries out what is due up to `until`, in at most so many commits.
    pub(crate) async fn carry_out(
        &self,
        mut loaded: Loaded,
        until: Timestamp,
        commits_max: u32,
    ) -> Result<Carried, EngineError> {
        let customer = loaded.customer();
        let mut users: Option<UserBatch> = None;
        let mut tally = Tally::default();
        let mut commits = 0;
        loop {
            let decision = match decide_due(&loaded.account, until, users.take().as_ref(), self.rules()) {
                Due::Nothing => return Ok(Carried { tally, end: End::UpToDate }),
                Due::Stuck(due) => return Err(EngineError::Stuck { customer, due }),
                Due::Users(wanted) => {
                    users = Some(self.batch(customer, &wanted).await?);
                    continue;
                }
                Due::Commit { .. } if commits >= commits_max => {
                    return Ok(Carried { tally, end: End::Paused });
                }
                Due::Commit { decision, .. } => *decision,
            };
            match self.commit(Some(&loaded), &decision, None).await {
                Ok(after) => loaded = after,
                Err(CommitError::Store(error)) => return Err(error.into()),
                Err(_) => return Ok(Carried { tally, end: End::Overtaken }),
            }
            tally.add(&decision.events);
            commits += 1;
        }
    }

    /// The users that an upgrade wants to look at.
    async fn batch(&self, customer: CustomerId, wanted: &UsersWanted) -> Result<UserBatch, EngineError> {
        let &UsersWanted { subscription, after, limit } = wanted;
        // One more than wanted shows whether these are the last.
        let limit = limit as usize;
        let mut users =
            self.store().assigned_users(customer, subscription, after, limit.saturating_add(1)).await?;
        let last = users.len() <= limit;
        users.truncate(limit);
        Ok(UserBatch { subscription, after, users, last })
    }

    /// Commits a decision, with the payments that it stands for and the answer to the request that asked for it. Gives the account as it is stored then.
    pub(crate) async fn commit(
        &self,
        before: Option<&Loaded>,
        decision: &Decision,
        answer: Option<StoredAnswer>,
    ) -> Result<Loaded, CommitError> {
        self.commit_with(before, decision, IdentityWork::new(), answer).await
    }

    /// The same with changes of identities, which stand or fall with the decision.
    pub(crate) async fn commit_with(
        &self,
        before: Option<&Loaded>,
        decision: &Decision,
        identities: IdentityWork,
        answer: Option<StoredAnswer>,
    ) -> Result<Loaded, CommitError> {
        let payments = self.payments_behind(&decision.events).await?;
        let mut commit = prepare(before, decision)?.with_billing(payments).with_identities(identities);
        if let Some(answer) = answer {
            commit = commit.with_answer(answer)?;
        }
        let due = commit.due();
        let chain = self.store().commit(commit).await?.chain;
        self.feeds_moved();
        let account = decision.account.clone();
        let (users, orders, charges) = (Vec::new(), Vec::new(), Vec::new());
        Ok(Loaded { account, chain, due, users, orders, charges })
    }
}

/// The writes of a decision: made wherever the decision was made, so that the store's writer only writes.
pub(crate) fn prepare(before: Option<&Loaded>, decision: &Decision) -> Result<Commit, StoreError> {
    let account = &decision.account;
    Commit::new(before, account, &decision.events, next_due(account))?.with_messages(&messages::of(decision))
}
