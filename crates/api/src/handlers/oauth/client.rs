//! How an application says who it is: in the form, or with HTTP Basic.

use axum::http::header::AUTHORIZATION;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use seatwright_engine::Engine;
use seatwright_engine::identity::{Client, Proven, SignInFault, Tenant};
use uuid::Uuid;

use super::{Denied, Step, step};
use crate::call::Call;
use crate::fault::Fault;
use crate::query::{Query, decode};

/// What an application says of itself.
pub(super) struct Credentials {
    pub(super) id: String,
    pub(super) secret: Option<String>,
}

/// Whether the application came with HTTP Basic.
pub(super) fn is_basic(call: &Call) -> bool {
    basic(call).is_some()
}

/// What follows the scheme, where it is Basic.
fn basic(call: &Call) -> Option<&str> {
    let header = call.headers.get(AUTHORIZATION)?.to_str().ok()?;
    let (scheme, rest) = header.split_once(' ')?;
    scheme.eq_ignore_ascii_case("basic").then_some(rest.trim())
}

/// What the application says of itself; none where it says nothing.
pub(super) fn credentials(call: &Call, form: &Query) -> Result<Option<Credentials>, Denied> {
    let (id, secret) = (form.get("client_id"), form.get("client_secret"));
    let Some(encoded) = basic(call) else {
        return Ok(id.map(|id| Credentials { id: id.to_owned(), secret: secret.map(str::to_owned) }));
    };
    if secret.is_some() {
        return Err(Denied::bad(
            "invalid_request",
            "the application says twice who it is; use Basic or the form",
        ));
    }
    let text = STANDARD.decode(encoded).ok().and_then(|bytes| String::from_utf8(bytes).ok());
    // Both parts are encoded as in a form (RFC 6749, section 2.3.1).
    let parts = text.as_deref().and_then(|text| text.split_once(':'));
    let (name, secret) =
        parts.map(|(name, secret)| (decode(name), decode(secret))).ok_or_else(Denied::client)?;
    if id.is_some_and(|id| id != name) {
        return Err(Denied::bad("invalid_request", "client_id is another than that of the header"));
    }
    Ok(Some(Credentials { id: name, secret: Some(secret) }))
}

/// The tenant of an application in the path: where a customer's people sign in, the application is some partner's.
fn tenant_of_application(call: &Call) -> &str {
    let tenant = call.value("tenant");
    let identities = call.engine().identities();
    let has_own = identities.is_partner(tenant) || identities.publisher(tenant).is_some();
    if has_own || Engine::is_any_tenant(tenant) { tenant } else { "common" }
}

/// The application that proves itself with its secret.
pub(super) async fn prove(call: &Call, credentials: &Credentials) -> Step<Proven> {
    let Some(secret) = &credentials.secret else {
        return Ok(Err(Denied::bad("invalid_request", "client_id and client_secret are needed")));
    };
    let tenant = tenant_of_application(call);
    let proven = call.engine().sign_in_application(tenant, &credentials.id, secret, call.origin()).await;
    match proven {
        Ok(proven) => Ok(Ok(proven)),
        Err(fault) => Denied::of(fault, Denied::client()).map(Err),
    }
}

/// The applications that may exchange a code: the one that has proved itself, or those without secrets that bear the name.
pub(super) async fn exchanging(call: &Call, credentials: &Credentials) -> Step<Vec<Client>> {
    let (engine, at) = (call.engine(), call.origin().at);
    let failed = |error: seatwright_engine::EngineError| Fault::Internal(error.to_string());
    if credentials.secret.is_some() {
        let proven = step!(prove(call, credentials).await?);
        let client = engine.client_by_id(proven.identity.id(), at).await.map_err(failed)?;
        return Ok(client.map(|client| vec![client]).ok_or_else(Denied::client));
    }
    let found = engine.clients(call.value("tenant"), &credentials.id, None, at).await.map_err(failed)?;
    let public: Vec<Client> = found.into_iter().filter(|client| client.is_public).collect();
    Ok(if public.is_empty() { Err(Denied::client()) } else { Ok(public) })
}

/// Whether the application that a session was begun with takes part again: one with a secret must prove it. A session without
/// an application belongs to whoever has its token.
pub(super) async fn takes_part(call: &Call, form: &Query, client: Option<Uuid>) -> Step<()> {
    let credentials = step!(credentials(call, form));
    let Some(client) = client else { return Ok(Ok(())) };
    let (engine, origin) = (call.engine(), call.origin());
    let known =
        engine.client_by_id(client, origin.at).await.map_err(|error| Fault::Internal(error.to_string()))?;
    let (Some(known), Some(credentials)) = (known, credentials) else { return Ok(Err(Denied::client())) };
    if known.is_public {
        let same = known.identity.name.eq_ignore_ascii_case(&credentials.id);
        return Ok(if same { Ok(()) } else { Err(Denied::client()) });
    }
    let (Some(secret), Tenant::Partner(partner)) = (&credentials.secret, known.identity.tenant) else {
        return Ok(Err(Denied::client()));
    };
    let proven = engine.sign_in_application(&partner.to_string(), &credentials.id, secret, origin).await;
    match proven {
        Ok(proven) if proven.identity.id() == client => Ok(Ok(())),
        Ok(_) => Ok(Err(Denied::client())),
        Err(fault) => Denied::of(fault, Denied::client()).map(Err),
    }
}

/// A failure of the engine that is none of a sign-in.
pub(super) fn internal(fault: SignInFault) -> Fault {
    Fault::Internal(fault.to_string())
}
