//! Who of the caller's own organisation is signed in, and ending it.

use axum::http::StatusCode;
use seatwright_engine::identity::IdentityError;
use seatwright_store::{SessionCursor, SessionQuery, SessionsOf, StoredSession};
use uuid::Uuid;

use super::identities::{LOOKS_AFTER, tenant, told};
use crate::call::Call;
use crate::codes::fault;
use crate::fault::Fault;
use crate::json::Object;
use crate::reply::Reply;
use crate::route::{Answered, Parameter, Route};
use crate::schema::{Schema, collection_of, flag, guid, instant, resource, text, words};
use crate::seek;
use crate::wire::{attributes, collection};

/// The most sessions of a page, and what a page has when the client asks for no size.
const PAGE_MAX: u64 = 500;

/// The operations of this file.
pub(super) fn routes() -> Vec<Route> {
    const OF_IDENTITY: &str = "/seatwright/v1/identities/{identity}/sessions";
    let may = LOOKS_AFTER;
    let listed = |route: Route| {
        route
            .query(collection::seek_parameters(PAGE_MAX))
            .query([Parameter::has("ended", words(&["true", "false"]))])
            .answers(200, collection_of(shape()))
    };
    vec![
        listed(Route::get("/seatwright/v1/sessions", may, list)).about("Who is signed in"),
        Route::delete("/seatwright/v1/sessions/{session}", may, revoke)
            .about("Ends a session with its tokens")
            .answers_bare(204),
        listed(Route::get(OF_IDENTITY, may, list)).about("Where an identity is signed in"),
        Route::delete(OF_IDENTITY, may, revoke_all)
            .about("Ends all sessions of an identity with their tokens")
            .answers_bare(204),
    ]
}

fn shape() -> Schema {
    Schema::Named("Session", || {
        resource()
            .needs("id", guid())
            .needs("identity", guid())
            .needs("name", text())
            .needs(
                "client",
                text().about("The application that it signed in with; empty where none took part."),
            )
            .needs("createdAt", instant())
            .needs("usedAt", instant().about("When tokens were last given out for it."))
            .needs("expiresAt", instant())
            .has("revokedAt", instant())
            .needs("isCurrent", flag().about("Whether it is that of the token that asks."))
    })
}

/// The sessions of an identity or of the whole organisation: the open ones, or with `ended` all that are kept.
async fn list(call: Call) -> Answered {
    let tenant = tenant(&call)?;
    let of = if call.values.iter().any(|(name, _)| name == "identity") {
        SessionsOf::Identity(identity(&call).await?)
    } else {
        SessionsOf::Tenant(tenant.id())
    };
    let open_at = (!call.query.flag("ended")?).then(|| call.origin().at);
    let size = collection::size(&call, PAGE_MAX, 500)?;
    let read = |after: Option<SessionCursor>, limit| {
        let query = SessionQuery { of, open_at, after, limit };
        let store = call.engine().store();
        async move { Ok(store.sessions(query).await.map(|page| (page.items, page.next))?) }
    };
    let page = seek::page(&call, size, read).await?;
    let own = call.session()?.id;
    let items = page.items.iter().map(|session| shown(session, own).into()).collect();
    Ok(Reply::ok(collection::seek_page(&call, items, &page.place)))
}

/// The identity of the path, when it is one of the caller's organisation.
async fn identity(call: &Call) -> Result<Uuid, Fault> {
    let id = call.value("identity").parse().map_err(|_| told(IdentityError::Unknown))?;
    Ok(call.engine().identity(tenant(call)?, id).await.map_err(told)?.id)
}

/// Ends one session.
async fn revoke(call: Call) -> Answered {
    let unknown = || Fault::plain(fault::SESSION_UNKNOWN, "fault-session-unknown");
    let id: Uuid = call.value("session").parse().map_err(|_| unknown())?;
    let tenant = tenant(&call)?;
    let session = call.engine().store().session(id).await?.filter(|session| session.tenant == tenant);
    let session = session.ok_or_else(unknown)?;
    let ended = call.engine().end_session(&session, &call.session()?.identity, call.origin().at).await;
    ended.map_err(told)?;
    Ok(Reply::empty(StatusCode::NO_CONTENT))
}

/// Ends all sessions of an identity.
async fn revoke_all(call: Call) -> Answered {
    let of = (tenant(&call)?, identity(&call).await?);
    let ended = call.engine().end_sessions(of, &call.session()?.identity, call.origin().at).await;
    ended.map_err(told)?;
    Ok(Reply::empty(StatusCode::NO_CONTENT))
}

fn shown(session: &StoredSession, own: Option<Uuid>) -> Object {
    Object::new()
        .set("id", session.id.to_string())
        .set("identity", session.identity.to_string())
        .set("name", session.name.as_str())
        .set("client", session.client_name.as_str())
        .set("createdAt", session.created_at.to_string())
        .set("usedAt", session.used_at.to_string())
        .set("expiresAt", session.expires_at.to_string())
        .some("revokedAt", session.revoked_at.map(|at| at.to_string()))
        .set("isCurrent", own == Some(session.id))
        .set("attributes", attributes("SeatwrightSession"))
}
