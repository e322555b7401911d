//! New customers: the one command that has no account yet.

use seatwright_domain::account::Account;
use seatwright_domain::command::NewCustomer;
use seatwright_domain::decide;
use seatwright_domain::decision::{Decision, Rows};
use seatwright_domain::role::Caller;
use seatwright_store::{CommitError, IdentityWork};

use crate::engine::Engine;
use crate::error::EngineError;
use crate::execute::{Answer, DECISIONS_PER_COMMAND_MAX, Done, Request, first_answer, retry_after, stored};
use crate::identity::FirstAdministrator;

impl Engine {
    /// Opens an account. `answer` sees the new account twice: there is none before.
    ///
    /// # Errors
    /// As for `execute`; a domain that is taken is a refusal.
    pub async fn create_customer<F>(
        &self,
        caller: &Caller,
        new: NewCustomer,
        request: Option<Request>,
        answer: F,
    ) -> Result<Done, EngineError>
    where
        F: Fn(&Account, &Decision) -> Answer + Send + Sync,
    {
        self.create_customer_with(caller, new, None, request, answer).await
    }

    /// Opens an account together with its first administrator. `answer` is kept for repeats of the request, so it must not tell
    /// the password.
    ///
    /// # Errors
    /// As for `create_customer`.
    pub async fn create_customer_with<F>(
        &self,
        caller: &Caller,
        new: NewCustomer,
        administrator: Option<FirstAdministrator>,
        request: Option<Request>,
        answer: F,
    ) -> Result<Done, EngineError>
    where
        F: Fn(&Account, &Decision) -> Answer + Send + Sync,
    {
        let mut hash = None;
        let request = request.as_ref();
        if let Some(done) = self.answered(request).await? {
            return Ok(done);
        }
        let seed = self.ports().ids.seed();
        let rows = Rows::default();
        for _ in 0..DECISIONS_PER_COMMAND_MAX {
            let now = self.now();
            let taken = self.store().customer_by_domain(&new.domain).await?.is_some();
            let context = self.rules().context(caller, now, seed, &rows);
            let decision = decide::create_customer(&new, taken, &context)?;
            let answer = answer(&decision.account, &decision);
            let stored = request.map(|request| stored(request, &answer, now));
            let identities = match &administrator {
                None => IdentityWork::new(),
                Some(first) => {
                    // Hashing takes its time, so only what is let through is hashed, and once.
                    let hashed = match hash.take() {
                        Some(hashed) => hashed,
                        None => self.hashed(&first.password).await?,
                    };
                    hash = Some(hashed.clone());
                    Self::first_administrator(&decision.account.head.customer, hashed, first.at)?
                }
            };
            match self.commit_with(None, &decision, identities, stored).await {
                Ok(_) => return Ok(Done { answer, replayed: false, decision: Some(decision) }),
                Err(CommitError::DuplicateRequest(first)) => return first_answer(request, *first),
                Err(error) => retry_after(error)?,
            }
        }
        Err(EngineError::Busy)
    }
}
