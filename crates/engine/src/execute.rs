//! Commands: load, decide, commit; and again when somebody else committed first.

use jiff::Timestamp;
use seatwright_domain::account::Account;
use seatwright_domain::command::Command;
use seatwright_domain::decide;
use seatwright_domain::decision::{Decision, Rows};
use seatwright_domain::ids::CustomerId;
use seatwright_domain::role::Caller;
use seatwright_store::{CommitError, Loaded, RequestKey, StoredAnswer, Want};
use uuid::Uuid;

use crate::engine::Engine;
use crate::error::EngineError;
use crate::visible;

/// How often a command is decided before its caller is told to try again. Commands of one process take turns, so more
/// than a few conflicts mean that something else works on the account without pause.
pub(crate) const DECISIONS_PER_COMMAND_MAX: u32 = 16;

/// How many commits of steps that are due at once an answer waits for. An upgrade moves hundreds of users with each; what
/// is left then is carried out by the scheduler, or before the next look at the account.
const COMMITS_BEFORE_ANSWER_MAX: u32 = 1_000;

/// A request as far as repeating it is concerned.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Request {
    /// Whose ids these are: the identity that asks. Ids of two never meet, so nobody reads the answer to another's request.
    pub caller: Uuid,
    /// The id that the client chose, with method and path, so that one id at two addresses is two requests.
    pub id: String,
    /// The method, as `POST`.
    pub method: String,
    /// The path.
    pub path: String,
    /// SHA-256 of query and body.
    pub fingerprint: [u8; 32],
}

/// An answer as it is sent, and sent again when the request is repeated.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Answer {
    /// The status code.
    pub status: u16,
    /// Headers that belong to the answer.
    pub headers: Vec<(String, String)>,
    /// The body.
    pub body: Vec<u8>,
}

/// What a command came to.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Done {
    /// The answer: of this request, or of the first one with its id.
    pub answer: Answer,
    /// Whether the request had been answered before, so that nothing was done now.
    pub replayed: bool,
    /// What was decided; none when the request had been answered before.
    pub decision: Option<Decision>,
}

/// What a command is about, for deciding it as often as needed.
pub(crate) struct Errand<'a> {
    caller: &'a Caller,
    customer: CustomerId,
    command: &'a Command,
    want: Want,
    seed: Uuid,
}

impl<'a> Errand<'a> {
    /// A command of a caller. All decisions about it share a seed, so that a decision after a conflict makes the same ids.
    pub(crate) fn new(caller: &'a Caller, customer: CustomerId, command: &'a Command, seed: Uuid) -> Self {
        Self { caller, customer, command, want: wanted_by(command), seed }
    }
}

impl Engine {
    /// Carries out a command of a caller, and answers it.
    ///
    /// `answer` sees the account as it was before the command and what was decided. It may run again after a conflict,
    /// so it must depend on nothing else. Its answer is stored with the request's id in the commit of the decision:
    /// the same request later, or at the same time, gets the same answer and nothing is done twice.
    ///
    /// What had fallen due before the command is carried out before it; what is due at once because of it (the steps of
    /// a partner's upgrade) is carried out before this returns, though `answer` does not see it.
    ///
    /// # Errors
    /// Refusals, an unknown customer, a request id used for something else, conflicts without end, a failing store.
    pub async fn execute<F>(
        &self,
        caller: &Caller,
        customer: CustomerId,
        command: Command,
        request: Option<Request>,
        answer: F,
    ) -> Result<Done, EngineError>
    where
        F: Fn(&Account, &Decision) -> Answer + Send + Sync,
    {
        let request = request.as_ref();
        if let Some(done) = self.answered(request).await? {
            return Ok(done);
        }
        let errand = Errand::new(caller, customer, &command, self.ports().ids.seed());
        let turn = self.locks().turn(customer).await;
        let (done, after) = self.decide_and_commit(&errand, request, &answer).await?;
        if let Some(after) = after {
            self.follow_up(after).await;
        }
        drop(turn);
        if let Some(decision) = &done.decision {
            self.ask_about_new_checks(decision).await;
        }
        Ok(done)
    }

    /// Decides until a decision can be committed. Gives the account as it is stored then; none for a repeated request.
    pub(crate) async fn decide_and_commit<F>(
        &self,
        errand: &Errand<'_>,
        request: Option<&Request>,
        answer: &F,
    ) -> Result<(Done, Option<Loaded>), EngineError>
    where
        F: Fn(&Account, &Decision) -> Answer + Send + Sync,
    {
        for _ in 0..DECISIONS_PER_COMMAND_MAX {
            let now = self.now();
            let mut loaded = self.up_to_date(errand.customer, &errand.want, now).await?;
            if !visible::to(errand.caller, &loaded.account) {
                return Err(EngineError::UnknownCustomer);
            }
            let rows = rows_of(&mut loaded);
            let context = self.rules().context(errand.caller, now, errand.seed, &rows);
            let decision = decide::decide(&loaded.account, errand.command, &context)?;
            let answer = answer(&loaded.account, &decision);
            let stored = request.map(|request| stored(request, &answer, now));
            match self.commit(Some(&loaded), &decision, stored).await {
                Ok(after) => {
                    let done = Done { answer, replayed: false, decision: Some(decision) };
                    return Ok((done, Some(after)));
                }
                Err(CommitError::DuplicateRequest(first)) => {
                    return Ok((first_answer(request, *first)?, None));
                }
                Err(error) => retry_after(error)?,
            }
        }
        Err(EngineError::Busy)
    }

    /// The first answer to a request that was answered before.
    pub(crate) async fn answered(&self, request: Option<&Request>) -> Result<Option<Done>, EngineError> {
        let Some(request) = request else {
            return Ok(None);
        };
        let first = self.store().answer(&key(request)).await?;
        first.map(|first| first_answer(Some(request), first)).transpose()
    }

    /// Carries out what is due at once because of a decision. The decision is committed: whatever goes wrong here is left
    /// to the scheduler and must not look like a failure of the command.
    pub(crate) async fn follow_up(&self, after: Loaded) {
        let customer = after.customer();
        if let Err(error) = self.carry_out(after, self.now(), COMMITS_BEFORE_ANSWER_MAX).await {
            tracing::warn!(%customer, %error, "steps of account {customer} are left to the scheduler: {error}");
        }
    }
}

/// The rows that a command names, for the context of its decision.
pub(crate) fn rows_of(loaded: &mut Loaded) -> Rows {
    Rows {
        users: std::mem::take(&mut loaded.users),
        orders: std::mem::take(&mut loaded.orders),
        charges: std::mem::take(&mut loaded.charges),
    }
}

/// What a command names and its decision needs.
pub(crate) fn wanted_by(command: &Command) -> Want {
    Want {
        subscriptions: command.subscriptions(),
        users: command.users(),
        principal_names: command.principal_names(),
        orders: command.orders(),
        charges: command.charges(),
        migration_schedules: command.migration_schedules(),
        ..Want::default()
    }
}

/// Whether a failed commit is a reason to load and decide again: it is when somebody else was faster.
pub(crate) fn retry_after(error: CommitError) -> Result<(), EngineError> {
    match error {
        CommitError::Conflict
        | CommitError::DomainTaken { .. }
        | CommitError::PrincipalNameTaken { .. }
        // Only commits with a request can meet one that was answered, and those look at the answer themselves.
        | CommitError::DuplicateRequest(_) => Ok(()),
        CommitError::Store(error) => Err(error.into()),
    }
}

/// The answer that was given first, when it was given to the same request.
pub(crate) fn first_answer(request: Option<&Request>, first: StoredAnswer) -> Result<Done, EngineError> {
    let same = request.is_some_and(|request| {
        request.method == first.method
            && request.path == first.path
            && request.fingerprint == first.fingerprint
    });
    if !same {
        return Err(EngineError::RequestReused);
    }
    let StoredAnswer { status, headers, body, .. } = first;
    Ok(Done { answer: Answer { status, headers, body }, replayed: true, decision: None })
}

fn key(request: &Request) -> RequestKey {
    RequestKey { caller: request.caller, request: request.id.clone() }
}

/// The answer as it is stored with the decision.
pub(crate) fn stored(request: &Request, answer: &Answer, at: Timestamp) -> StoredAnswer {
    StoredAnswer {
        key: key(request),
        method: request.method.clone(),
        path: request.path.clone(),
        fingerprint: request.fingerprint,
        status: answer.status,
        headers: answer.headers.clone(),
        body: answer.body.clone(),
        at,
    }
}
