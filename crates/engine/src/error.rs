//! What can go wrong between a caller and a committed decision.

use jiff::Timestamp;
use seatwright_domain::ids::CustomerId;
use seatwright_domain::refusal::Refusals;
use seatwright_store::StoreError;

use crate::clock::BackInTime;
use crate::webhooks::WebhookFault;

/// Why the engine did not do what it was asked. Nothing was changed by the request, whichever it is.
#[derive(Debug, thiserror::Error)]
pub enum EngineError {
    /// The rules refuse it, with every reason.
    #[error("refused: {0}")]
    Refused(Refusals),
    /// There is no such customer, or the caller may not know of it; the two look the same on purpose.
    #[error("there is no such customer")]
    UnknownCustomer,
    /// The request's id was used before for another request; take a new one.
    #[error("the request id was used before with another method, path or body; send a new id")]
    RequestReused,
    /// Other commands of the account came first again and again; try later.
    #[error("the account is changed by others all the time; try again")]
    Busy,
    /// A payment cannot be recorded as it is.
    #[error("{field}: {fix}")]
    Payment {
        /// The field that is wrong.
        field: &'static str,
        /// What to do about it.
        fix: &'static str,
    },
    /// A purchase token could not be made.
    #[error("{0}")]
    Sealing(&'static str),
    /// The clock is the real one, which nobody moves.
    #[error("the clock is the real one and cannot be moved; only a simulated clock can")]
    NotSimulated,
    /// The installation was run under a simulated clock and cannot go on under the real one.
    #[error(
        "this installation runs under a simulated clock, which stands at {kept}; start it with that clock, or choose \
         another data directory"
    )]
    Simulated {
        /// Where the simulated clock stands.
        kept: String,
    },
    /// The clock was asked to go backwards.
    #[error(transparent)]
    BackInTime(#[from] BackInTime),
    /// The clock was asked to go further than it goes in one step.
    #[error("the clock moves at most {years_max} years in one step; take several")]
    TooFar {
        /// The most years.
        years_max: i16,
    },
    /// The place that was kept for the simulated clock is no instant.
    #[error(
        "the setting `simulated_clock` holds `{kept}`, which is no instant; write one, as 2021-09-01T00:00:00Z"
    )]
    ClockUnreadable {
        /// What is there.
        kept: String,
    },
    /// Something is due that the rules do nothing about: a fault of the program.
    #[error("account {customer} has something due at {due} that nothing is done about")]
    Stuck {
        /// The account.
        customer: CustomerId,
        /// The moment.
        due: Timestamp,
    },
    /// A part of the work was lost: a thread ended early. A fault of the program.
    #[error("a working thread ended early: {0}")]
    Lost(String),
    /// Something about webhooks is not as it was asked for.
    #[error(transparent)]
    Webhook(#[from] WebhookFault),
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl From<Refusals> for EngineError {
    fn from(refusals: Refusals) -> Self {
        Self::Refused(refusals)
    }
}

impl From<tokio::task::JoinError> for EngineError {
    fn from(error: tokio::task::JoinError) -> Self {
        Self::Lost(error.to_string())
    }
}
