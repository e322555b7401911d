//! What a publisher changes itself: plan, seats, and the end. Each is an operation that can be followed.

use axum::http::StatusCode;
use seatwright_domain::command::Command;
use seatwright_domain::decision::Decision;
use seatwright_domain::fulfilment;
use seatwright_domain::ids::{OfferId, SubscriptionId};
use seatwright_domain::refusal::Refusals;
use seatwright_domain::role::Action;

use super::{base, execute, operation_address, published, shapes};
use crate::call::Call;
use crate::fault::Fault;
use crate::fields::{Fields, TEXT_MAX, Takes, Wrong};
use crate::reply::Reply;
use crate::route::{Answered, Route};

/// The reason that is kept with an end that a publisher asks for.
const UNSUBSCRIBED: &str = "unsubscribed by the publisher";

/// The operations of this file.
pub(super) fn routes() -> Vec<Route> {
    vec![
        Route::patch("/api/saas/subscriptions/{subscription}", Action::Fulfil, change)
            .about("Changes the plan or the seats, never both.")
            .takes(shapes::change())
            .answers_bare(202),
        Route::delete("/api/saas/subscriptions/{subscription}", Action::Fulfil, unsubscribe)
            .about("Ends it: at once while its window is open, otherwise with its term.")
            .answers_bare(202),
    ]
}

/// What a body changes: one of the two.
enum Wish {
    Plan(String),
    Quantity(u32),
}

fn read(body: &Fields<'_>) -> Option<Wish> {
    let (plan, quantity) = (body.text("planId", TEXT_MAX), body.quantity("quantity", 0));
    match (plan, quantity) {
        (Some(plan), None) if !body.has("quantity") => Some(Wish::Plan(plan)),
        (None, Some(quantity)) if !body.has("planId") => Some(Wish::Quantity(quantity)),
        (None, None) if body.has("planId") || body.has("quantity") => None,
        _ => {
            body.complain("", Wrong::Value, Takes::Named("takes-plan-or-quantity"));
            None
        }
    }
}

/// Changes the plan or the seats, never both.
pub(super) async fn change(call: Call) -> Answered {
    let of = published(&call).await?;
    let found = of.found()?;
    let wish = call.read(read)?;
    let (plan, quantity) = match &wish {
        Wish::Plan(plan) => (Some(plan.as_str()), None),
        Wish::Quantity(quantity) => (None, Some(*quantity)),
    };
    if let Some(refusals) = Refusals::of(fulfilment::changes_nothing(found, plan, quantity)) {
        return Err(Fault::refused(refusals));
    }
    let command = match wish {
        Wish::Plan(plan) => {
            let (product, _) = found.offer.product_and_sku().unwrap_or_default();
            let offer = OfferId::new(&format!("{product}:{plan}"));
            Command::ChangePlan { subscription: of.id, offer }
        }
        Wish::Quantity(seats) => Command::ChangeSeats { subscription: of.id, seats },
    };
    let base = base(&call).to_owned();
    execute(&call, of.customer, command, |decision| accepted(&base, of.id, decision)).await
}

/// Ends the subscription: at once while its window is open, otherwise with its term (CXL-01, CXL-02).
pub(super) async fn unsubscribe(call: Call) -> Answered {
    let of = published(&call).await?;
    let command = Command::Cancel { subscription: of.id, reason: UNSUBSCRIBED.to_owned(), confirmed: true };
    let base = base(&call).to_owned();
    execute(&call, of.customer, command, |decision| accepted(&base, of.id, decision)).await
}

/// 202 with the address of the operation that the request became.
fn accepted(base: &str, id: SubscriptionId, decision: &Decision) -> Reply {
    let reply = Reply::empty(StatusCode::ACCEPTED);
    let found = decision.account.subscriptions.get(&id);
    match found.and_then(|found| found.operations.last()) {
        Some(operation) => reply.header("Operation-Location", operation_address(base, id, operation.id)),
        None => reply,
    }
}
