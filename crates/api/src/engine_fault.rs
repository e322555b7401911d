//! Failures of the engine and of the store, as this API tells them.

use seatwright_domain::ids::CustomerId;
use seatwright_domain::refusal::{Code, Reason, Refusals, Remedy, Subject, Who};
use seatwright_domain::rule::Rule;
use seatwright_engine::{EngineError, WebhookFault};
use seatwright_store::StoreError;
use uuid::Uuid;

use crate::call::Call;
use crate::codes::fault;
use crate::fault::Fault;
use crate::fields::Takes;

/// The fault that a failure of the engine is told as.
pub(crate) fn told(call: &Call, error: EngineError) -> Fault {
    match error {
        EngineError::Refused(refusals) => Fault::refused(refusals),
        EngineError::UnknownCustomer => unknown_customer(call),
        EngineError::RequestReused => Fault::plain(fault::REQUEST_REUSED, "fault-request-reused"),
        EngineError::Busy => Fault::plain(fault::BUSY, "fault-busy"),
        EngineError::Payment { field, .. } => Fault::field(field, payment_takes(field)),
        EngineError::NotSimulated => Fault::plain(fault::REAL_CLOCK, "fault-real-clock"),
        EngineError::BackInTime(_) | EngineError::TooFar { .. } => {
            Fault::plain(fault::CLOCK_TARGET, "fault-clock-target")
        }
        EngineError::Webhook(fault) => webhook(fault),
        other => Fault::Internal(other.to_string()),
    }
}

fn webhook(why: WebhookFault) -> Fault {
    match why {
        WebhookFault::Registered => Fault::plain(fault::WEBHOOK_EXISTS, "fault-webhook-exists"),
        WebhookFault::NotRegistered => Fault::plain(fault::NO_WEBHOOK, "fault-no-webhook"),
        WebhookFault::NotForTests => Fault::plain(fault::NOT_FOR_TESTS, "fault-not-for-tests"),
        WebhookFault::TooOften { seconds } => {
            let facts = vec![("seconds", seconds.to_string())];
            Fault::Other(fault::TOO_MANY_TESTS, "fault-too-many-tests", facts)
        }
        WebhookFault::Target(_) => Fault::field("WebhookUrl", Takes::Named("takes-webhook-url")),
    }
}

/// What a field of a payment takes.
fn payment_takes(field: &str) -> Takes {
    Takes::Named(match field {
        "reference" => "takes-payment-reference",
        "invoice" => "takes-own-invoice",
        _ => "takes-amount",
    })
}

/// A customer that does not exist, or that the caller may not know of: the two look the same. A partner reads that it
/// has no relationship with it, an administrator that it is not its company.
fn unknown_customer(call: &Call) -> Fault {
    let subject = Subject::Customer(call.customer().unwrap_or(CustomerId(Uuid::nil())));
    let of_partner = call.session.as_ref().is_some_and(|session| session.caller.partner_id().is_some());
    let reason = if of_partner {
        Reason::new(Rule::Role03, Code::NoRelationship, subject)
            .remedy(Remedy::RequestRelationship, Who::Customer)
    } else {
        Reason::new(Rule::Role05, Code::OtherCompany, subject)
    };
    Fault::refused(Refusals::from(reason))
}

impl From<StoreError> for Fault {
    fn from(error: StoreError) -> Self {
        Fault::Internal(error.to_string())
    }
}
