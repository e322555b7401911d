//! Ending a session by one of its tokens (RFC 7009): what a portal does when somebody signs out.

use super::{Denied, Step, client, step, unstored};
use crate::call::Call;
use crate::fault::Fault;
use crate::json::Object;
use crate::query::Query;
use crate::reply::Reply;
use crate::route::{Answered, OPEN, Route};
use crate::schema::{object, text};

/// The operations of this file.
pub(super) fn routes() -> Vec<Route> {
    let documented = |route: Route| {
        route
            .about("Ends the session of a token, refresh or access")
            .takes_form(
                object()
                    .needs("token", text())
                    .has("token_type_hint", text())
                    .has("client_id", text())
                    .has("client_secret", text()),
            )
            .answers(200, object())
            .also([401, 429])
    };
    vec![
        documented(Route::post("/{tenant}/oauth2/revoke", OPEN, revoke)),
        documented(Route::post("/{tenant}/oauth2/v2.0/revoke", OPEN, revoke)),
    ]
}

/// `POST /{tenant}/oauth2/revoke`.
async fn revoke(call: Call) -> Answered {
    call.state.look().await?;
    let form = Query::parse(&String::from_utf8_lossy(&call.body));
    match ended(&call, &form).await? {
        Ok(()) => Ok(unstored(Reply::ok(Object::new()))),
        Err(denied) => Ok(denied.reply(client::is_basic(&call))),
    }
}

async fn ended(call: &Call, form: &Query) -> Step<()> {
    if form.repeats(&["token", "client_id", "client_secret"]) {
        return Ok(Err(Denied::bad("invalid_request", "a field is there more than once")));
    }
    let Some(token) = form.get("token") else {
        return Ok(Err(Denied::bad("invalid_request", "token is missing")));
    };
    let (engine, at) = (call.engine(), call.origin().at);
    let failed = |error: seatwright_engine::EngineError| Fault::Internal(error.to_string());
    let session = match engine.present(token, at).await.map_err(failed)? {
        Some(presented) => Some(presented.session),
        None => match call.state.tokens.check(token).ok().and_then(|checked| checked.session) {
            Some(id) => engine.store().session(id).await?,
            None => None,
        },
    };
    // Tokens that are none, or over, are revoked as well as they can be.
    let Some(session) = session else { return Ok(Ok(())) };
    step!(client::takes_part(call, form, session.client).await?);
    engine.revoke_session(session.id, at).await.map_err(failed)?;
    Ok(Ok(()))
}
