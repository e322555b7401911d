//! Operations: those that wait, one of them, and the publisher's answer.

use axum::http::StatusCode;
use seatwright_domain::command::Command;
use seatwright_domain::fulfilment::{Operation, shape};
use seatwright_domain::ids::OperationId;
use seatwright_domain::refusal::{Code, Reason, Refusals, Remedy, Who};
use seatwright_domain::role::Action;
use seatwright_domain::rule::Rule;

use super::{Published, execute, published, shapes};
use crate::call::Call;
use crate::fault::Fault;
use crate::json::{Json, Object};
use crate::reply::Reply;
use crate::route::{Answered, Route};

/// The operations of this file.
pub(super) fn routes() -> Vec<Route> {
    let one = "/api/saas/subscriptions/{subscription}/operations/{operation}";
    vec![
        Route::get("/api/saas/subscriptions/{subscription}/operations", Action::Fulfil, list)
            .about("Operations that have not ended.")
            .answers(200, shapes::operations()),
        Route::get(one, Action::Fulfil, read)
            .about("One operation, also when it has ended.")
            .answers(200, shapes::operation()),
        Route::patch(one, Action::Fulfil, acknowledge)
            .about("Accepts an operation, or objects to it.")
            .takes(shapes::answer())
            .answers_bare(200),
    ]
}

/// The answers of a publisher.
const ANSWERS: [(&str, bool); 2] = [("Success", true), ("Failure", false)];

/// Operations that have not ended.
pub(super) async fn list(call: Call) -> Answered {
    let of = published(&call).await?;
    let found = of.found()?;
    let waiting = found.operations.iter().filter(|operation| operation.is_running());
    let items = waiting.map(|operation| Json::of(&shape::operation(operation, found))).collect();
    Ok(Reply::ok(Object::new().set("operations", Json::List(items))))
}

/// One operation, also when it has ended.
pub(super) async fn read(call: Call) -> Answered {
    let of = published(&call).await?;
    let operation = operation(&call, &of)?;
    Ok(Reply::ok(Json::of(&shape::operation(operation, of.found()?))))
}

/// Accepts an operation, or objects to it.
pub(super) async fn acknowledge(call: Call) -> Answered {
    let of = published(&call).await?;
    let operation = operation(&call, &of)?.id;
    let accepted = call.read(|body| body.word_needed("status", &ANSWERS))?;
    let command = Command::AcknowledgeOperation { subscription: of.id, operation, accepted };
    execute(&call, of.customer, command, |_| Reply::empty(StatusCode::OK)).await
}

fn operation<'a>(call: &Call, of: &'a Published) -> Result<&'a Operation, Fault> {
    let id: Option<OperationId> = call.value("operation").parse().ok();
    let found = of.found()?.operations.iter().find(|operation| Some(operation.id) == id);
    found.ok_or_else(|| {
        let reason = Reason::about(Rule::Mkt109, Code::PublisherOperationUnknown, of.id)
            .remedy(Remedy::ReadAgain, Who::Caller);
        Fault::refused(Refusals::from(reason))
    })
}
