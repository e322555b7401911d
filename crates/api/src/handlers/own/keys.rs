//! The keys that tokens are signed with, for whoever operates the installation. The pairs themselves are never shown.

use axum::http::StatusCode;
use jiff::SignedDuration;
use seatwright_domain::access;
use seatwright_domain::decision::Rows;
use seatwright_domain::refusal::Refusals;
use seatwright_domain::role::Action;
use seatwright_store::StoredKey;

use crate::call::Call;
use crate::fault::Fault;
use crate::json::{Json, Object};
use crate::reply::Reply;
use crate::route::{Answered, Route};
use crate::schema::{Schema, collection_of, flag, flag_in, instant, object, optional, resource, text};
use crate::tokens::{KEY_OVERLAP, rotate_keys};
use crate::wire::{attributes, collection};

/// The operations of this file.
pub(super) fn routes() -> Vec<Route> {
    vec![
        Route::get("/seatwright/v1/keys", Action::Operate, list)
            .about("The keys that tokens are signed with")
            .answers(200, collection_of(shape())),
        Route::post("/seatwright/v1/keys/rotate", Action::Operate, rotate)
            .about("Makes a new key, which signs from now on; those before it retire")
            .takes(
                object().has(
                    "retireAtOnce",
                    optional(flag_in())
                        .about("Whether tokens of earlier keys end now, as when a key has become known."),
                ),
            )
            .answers(201, shape()),
    ]
}

fn shape() -> Schema {
    resource()
        .needs("id", text().about("The id that tokens name as kid."))
        .needs("createdAt", instant())
        .has("retiresAt", instant())
        .needs("signs", flag())
}

/// Keys sign for everybody's tokens, so nobody sees to them but who runs the installation.
fn operates(call: &Call) -> Result<(), Fault> {
    let rows = Rows::default();
    match Refusals::of(access::to_installation(&call.context(&rows)?)) {
        Some(refusals) => Err(Fault::refused(refusals)),
        None => Ok(()),
    }
}

/// The keys, the newest first.
async fn list(call: Call) -> Answered {
    operates(&call)?;
    let keys = call.engine().store().signing_keys().await?;
    let items: Vec<Json> = keys.iter().map(|key| shown(key).into()).collect();
    Ok(Reply::ok(collection::collection(&call, items)))
}

/// Makes a new key.
async fn rotate(call: Call) -> Answered {
    operates(&call)?;
    if let Some(first) = call.answered().await? {
        return Ok(first);
    }
    let at_once = if call.body.is_empty() {
        false
    } else {
        call.read(|body| Some(body.flag("retireAtOnce").unwrap_or(false)))?
    };
    let overlap = if at_once { SignedDuration::ZERO } else { KEY_OVERLAP };
    let made = rotate_keys(call.engine().store(), overlap, call.origin().at).await;
    let made = made.map_err(|error| Fault::Internal(error.to_string()))?;
    call.state.reload_keys().await?;
    call.remembered(Reply::with(StatusCode::CREATED, shown(&made))).await
}

fn shown(key: &StoredKey) -> Object {
    Object::new()
        .set("id", key.id.as_str())
        .set("createdAt", key.created_at.to_string())
        .some("retiresAt", key.retires_at.map(|at| at.to_string()))
        .set("signs", key.retires_at.is_none())
        .set("attributes", attributes("SeatwrightKey"))
}
