//! Suspending with a reason (SUSP-01), cancelling with a reason and a confirmation (CXL-04), and scheduling again what was
//! lost.

use seatwright_domain::command::Command;
use seatwright_domain::decision::Decision;
use seatwright_domain::ids::SubscriptionId;

use crate::call::Call;
use crate::fields::Fields;
use crate::handlers::seen;
use crate::handlers::subscriptions::with_subscription;
use crate::json::Json;
use crate::reply::Reply;
use crate::route::{Answered, Route};
use crate::schema::{flag_in, noticed, object, optional, text_in, words_in};
use crate::wire::subscription::{self, SUSPENSION_REASONS, SUSPENSION_WORDS};
use seatwright_domain::role::Action;

/// The longest reason for a cancellation, and the longest details, in characters.
const REASON_MAX: usize = 1000;

/// The operations of this file.
pub(super) fn routes() -> Vec<Route> {
    let changed = || noticed(subscription::schema());
    vec![
        Route::post(
            "/seatwright/v1/customers/{customer}/subscriptions/{subscription}/suspend",
            Action::Suspend,
            suspend,
        )
        .about("Suspends a subscription; a reason must be given")
        .takes(object().needs("reason", words_in(SUSPENSION_WORDS)))
        .answers(200, changed()),
        Route::post(
            "/seatwright/v1/customers/{customer}/subscriptions/{subscription}/reactivate",
            Action::Suspend,
            reactivate,
        )
        .about("Reactivates a subscription, or resumes it")
        .answers(200, changed()),
        Route::post(
            "/seatwright/v1/customers/{customer}/subscriptions/{subscription}/cancel",
            Action::Cancel,
            cancel,
        )
        .about("Cancels a subscription; a reason and a confirmation must be given")
        .takes(
            object()
                .has("reason", optional(text_in(0, REASON_MAX)))
                .has("details", optional(text_in(0, REASON_MAX)))
                .has("confirm", optional(flag_in())),
        )
        .answers(200, changed()),
        Route::post(
            "/seatwright/v1/customers/{customer}/subscriptions/{subscription}/restore-schedule",
            Action::ChangeSubscription,
            restore_schedule,
        )
        .about("Schedules again what a change had dropped, on top of what is there now")
        .answers(200, changed()),
    ]
}

/// Suspends; the reason must be given.
pub(crate) async fn suspend(call: Call) -> Answered {
    let reason = call.read(|body| body.word_needed("reason", &SUSPENSION_REASONS))?;
    carry_out(&call, |subscription| Command::Suspend { subscription, reason }).await
}

/// Reactivates, or resumes.
pub(crate) async fn reactivate(call: Call) -> Answered {
    carry_out(&call, |subscription| Command::Reactivate { subscription }).await
}

/// Cancels; a reason and a confirmation must be given.
pub(crate) async fn cancel(call: Call) -> Answered {
    let (reason, confirmed) = call.read(|body| Some((why(body), body.flag("confirm").unwrap_or(false))))?;
    carry_out(&call, |subscription| Command::Cancel { subscription, reason, confirmed }).await
}

/// The reason and the details as one text.
pub(super) fn why(body: &Fields<'_>) -> String {
    let parts = [body.text("reason", REASON_MAX), body.text("details", REASON_MAX)];
    parts.into_iter().flatten().collect::<Vec<_>>().join(": ")
}

/// Schedules again what a change had dropped, on top of what is there now.
pub(crate) async fn restore_schedule(call: Call) -> Answered {
    carry_out(&call, |subscription| Command::RestoreSchedule { subscription }).await
}

async fn carry_out(call: &Call, command: impl FnOnce(SubscriptionId) -> Command) -> Answered {
    let (loaded, id) = with_subscription(call).await?;
    if call.answered().await?.is_none() {
        seen(call, &loaded.account, id)?;
    }
    call.execute(command(id), |_, decision| Reply::ok(shown(call, decision, id))).await
}

fn shown(call: &Call, decision: &Decision, id: SubscriptionId) -> Json {
    let customer = &decision.account.head.customer;
    let found = decision.account.subscriptions.get(&id);
    found.map_or(Json::Null, |found| subscription::subscription(&call.view(), found, customer))
}
