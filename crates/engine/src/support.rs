//! Service requests: numbered over the installation, kept with the answer to the client's request.

use seatwright_domain::refusal::Refusals;
use seatwright_domain::service_request::{self, NewRequest, RequestChange, ServiceRequest};
use seatwright_store::CommitError;

use crate::engine::Engine;
use crate::error::EngineError;
use crate::execute::{Answer, DECISIONS_PER_COMMAND_MAX, Request, first_answer, retry_after, stored};

/// What came of opening or changing a service request.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Handled {
    /// The answer: of this request, or of the first one with its id.
    pub answer: Answer,
    /// Whether the client's request had been answered before, so that nothing was done now.
    pub replayed: bool,
}

/// What shall happen to a service request.
enum Work<'a> {
    Open(&'a NewRequest),
    Change(u64, &'a RequestChange),
}

impl Engine {
    /// Opens a service request under the next number. `by` is who asks.
    ///
    /// # Errors
    /// Fields outside what they take; the client's request id was used for something else; a failing store.
    pub async fn open_service_request(
        &self,
        new: &NewRequest,
        by: &str,
        request: Option<Request>,
        answer: impl Fn(&ServiceRequest) -> Answer + Send + Sync,
    ) -> Result<Handled, EngineError> {
        self.handle(&Work::Open(new), by, request, &answer).await
    }

    /// Changes a service request, as it is when its turn comes.
    ///
    /// # Errors
    /// As for opening one; it is closed. There is none of the number.
    pub async fn change_service_request(
        &self,
        number: u64,
        change: &RequestChange,
        by: &str,
        request: Option<Request>,
        answer: impl Fn(&ServiceRequest) -> Answer + Send + Sync,
    ) -> Result<Handled, EngineError> {
        self.handle(&Work::Change(number, change), by, request, &answer).await
    }

    async fn handle(
        &self,
        work: &Work<'_>,
        by: &str,
        request: Option<Request>,
        answer: &(dyn Fn(&ServiceRequest) -> Answer + Send + Sync),
    ) -> Result<Handled, EngineError> {
        let request = request.as_ref();
        if let Some(done) = self.answered(request).await? {
            return Ok(replayed(done));
        }
        for _ in 0..DECISIONS_PER_COMMAND_MAX {
            let (before, decided) = self.decide_request(work, by).await?;
            let answer = answer(&decided);
            let kept = request.map(|request| stored(request, &answer, self.now()));
            if before.as_ref() == Some(&decided) {
                // Nothing changes; only the answer is kept.
                if let Some(kept) = kept
                    && let Some(first) = self.store().remember(kept).await?
                {
                    return first_answer(request, first).map(replayed);
                }
                return Ok(Handled { answer, replayed: false });
            }
            match self.store().save_service_request(&decided, kept).await {
                Ok(()) => return Ok(Handled { answer, replayed: false }),
                Err(CommitError::DuplicateRequest(first)) => {
                    return first_answer(request, *first).map(replayed);
                }
                Err(error) => retry_after(error)?,
            }
        }
        Err(EngineError::Busy)
    }

    /// The request before, where there was one, and after.
    async fn decide_request(
        &self,
        work: &Work<'_>,
        by: &str,
    ) -> Result<(Option<ServiceRequest>, ServiceRequest), EngineError> {
        let now = self.now();
        match work {
            Work::Open(new) => {
                let number = self.store().last_service_request().await?.saturating_add(1);
                Ok((None, service_request::open(new, number, by, now, self.catalogue())?))
            }
            Work::Change(number, change) => {
                let before = self.store().service_request(*number).await?.ok_or_else(unknown)?;
                let after = service_request::change(&before, change, by, now)?;
                Ok((Some(before), after))
            }
        }
    }
}

fn replayed(done: crate::execute::Done) -> Handled {
    Handled { answer: done.answer, replayed: true }
}

fn unknown() -> EngineError {
    let refusals: Refusals = service_request::unknown().into();
    EngineError::Refused(refusals)
}
