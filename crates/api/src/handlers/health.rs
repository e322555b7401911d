//! Whether the process runs, and whether it can work.

use axum::http::StatusCode;

use crate::call::Call;
use crate::json::Object;
use crate::reply::Reply;
use crate::route::{Answered, OPEN, Route};
use crate::schema::{Schema, object};

/// The operations of this file.
pub(super) fn routes() -> Vec<Route> {
    vec![
        Route::get("/healthz", OPEN, live).about("Whether the process runs").answers(200, state(&["ok"])),
        Route::get("/readyz", OPEN, ready)
            .about("Whether the process can work: the store answers")
            .answers(200, state(&["ready"]))
            .answers(503, state(&["store unavailable"])),
    ]
}

fn state(words: &'static [&'static str]) -> Schema {
    object().needs("status", Schema::Words(words))
}

/// The process runs.
pub(crate) async fn live(_call: Call) -> Answered {
    Ok(Reply::ok(Object::new().set("status", "ok")))
}

/// The process can work: the store answers.
pub(crate) async fn ready(call: Call) -> Answered {
    match call.engine().store().next_due().await {
        Ok(_) => Ok(Reply::ok(Object::new().set("status", "ready"))),
        Err(error) => {
            tracing::error!(%error, "the store does not answer: {error}");
            Ok(Reply::with(StatusCode::SERVICE_UNAVAILABLE, Object::new().set("status", "store unavailable")))
        }
    }
}
