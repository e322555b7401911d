//! The token endpoint: proof of who one is comes in, tokens go out.

use seatwright_engine::identity::{Client, IdentityKind, SignInFault, SignedIn};

use super::client::{self, Credentials};
use super::{Denied, Step, Version, step, unstored};
use crate::call::Call;
use crate::fault::Fault;
use crate::json::{Json, Object};
use crate::query::Query;
use crate::reply::Reply;
use crate::route::{Answered, OPEN, Route};
use crate::schema::{Schema, any_of, object, text, whole, words};
use crate::tokens::{ACCESS_SECONDS, Issued, KeyError, SKEW_SECONDS};

/// Fields that may be there once only (RFC 6749, section 3.2).
const ONCE: [&str; 12] = [
    "grant_type",
    "client_id",
    "client_secret",
    "username",
    "password",
    "refresh_token",
    "code",
    "code_verifier",
    "redirect_uri",
    "scope",
    "resource",
    "state",
];

/// The operations of this file.
pub(super) fn routes() -> Vec<Route> {
    let documented = |route: Route| {
        route
            .about("Gives tokens for credentials, a code or a refresh token")
            .takes_form(Schema::Named("TokenRequest", form_shape))
            .answers(200, shape())
            .also([401, 429])
    };
    vec![
        documented(Route::post("/{tenant}/oauth2/token", OPEN, version_1)),
        documented(Route::post("/{tenant}/oauth2/v2.0/token", OPEN, version_2)),
    ]
}

fn form_shape() -> Schema {
    let grants = words(&["client_credentials", "password", "refresh_token", "authorization_code"]);
    ONCE.iter()
        .filter(|name| **name != "grant_type")
        .fold(object().needs("grant_type", grants), |form, name| form.has(name, text()))
}

fn shape() -> Schema {
    let number = || any_of(vec![whole(), text()]);
    object()
        .needs("token_type", words(&["Bearer"]))
        .needs("expires_in", number().about("Seconds; as text in the shape without v2.0."))
        .needs("ext_expires_in", number())
        .has("expires_on", text())
        .has("not_before", text())
        .has("resource", text())
        .has("scope", text())
        .needs("access_token", text())
        .has("refresh_token", text().about("To be exchanged once; the next one comes with the exchange."))
        .has("id_token", text().about("Who signed in, where the scope openid was asked for."))
}

/// `POST /{tenant}/oauth2/token`.
async fn version_1(call: Call) -> Answered {
    answer(&call, Version::One).await
}

/// `POST /{tenant}/oauth2/v2.0/token`.
async fn version_2(call: Call) -> Answered {
    answer(&call, Version::Two).await
}

async fn answer(call: &Call, version: Version) -> Answered {
    call.state.look().await?;
    let form = Query::parse(&String::from_utf8_lossy(&call.body));
    match granted(call, &form, version).await? {
        Ok(object) => Ok(unstored(Reply::ok(object))),
        Err(denied) => Ok(denied.reply(client::is_basic(call))),
    }
}

/// What a grant gives, before it is written.
struct Granted {
    signed_in: SignedIn,
    audience: String,
    /// The application, for an identity token; none where none was asked for.
    openid: Option<String>,
    nonce: Option<String>,
}

async fn granted(call: &Call, form: &Query, version: Version) -> Step<Object> {
    if form.repeats(&ONCE) {
        return Ok(Err(Denied::bad("invalid_request", "a field is there more than once")));
    }
    let asked = if version == Version::One { form.get("resource") } else { form.get("scope") };
    let tokens = &call.state.tokens;
    let Some(audience) = tokens.audience(asked.or_else(|| form.get("resource"))) else {
        let description = "there is no such resource; ask for this API's own address";
        return Ok(Err(Denied::bad("invalid_resource", description)));
    };
    let granted = match form.get("grant_type") {
        Some("client_credentials") => application(call, form, audience).await?,
        Some("password") => person(call, form, audience).await?,
        Some("refresh_token") => renewed(call, form, audience).await?,
        Some("authorization_code") => redeemed(call, form).await?,
        Some(_) => Err(Denied::bad(
            "unsupported_grant_type",
            "grant_type takes client_credentials, password, refresh_token or authorization_code",
        )),
        None => Err(Denied::bad("invalid_request", "grant_type is missing")),
    };
    let Granted { signed_in, audience, openid, nonce } = step!(granted);
    let internal = |error: KeyError| Fault::Internal(error.to_string());
    let issued = tokens.issue(&signed_in, &audience).map_err(internal)?;
    let is_person = signed_in.identity.kind != IdentityKind::Application;
    let id_token = match openid.filter(|_| is_person) {
        Some(client) => {
            Some(tokens.issue_id(&signed_in.identity, &client, nonce.as_deref(), None).map_err(internal)?)
        }
        None => None,
    };
    let scope = match version {
        Version::One => is_person.then(|| "user_impersonation".to_owned()),
        Version::Two => form.get("scope").map(str::to_owned),
    };
    let body = body(&issued, version).some("scope", scope);
    Ok(Ok(body.some("refresh_token", signed_in.refresh).some("id_token", id_token)))
}

fn body(issued: &Issued, version: Version) -> Object {
    let number = |number: i64| match version {
        Version::One => Json::from(number.to_string()),
        Version::Two => Json::from(number),
    };
    let object = Object::new()
        .set("token_type", "Bearer")
        .set("expires_in", number(ACCESS_SECONDS))
        .set("ext_expires_in", number(ACCESS_SECONDS));
    let object = match version {
        Version::One => object
            .set("expires_on", number(issued.until.as_second()))
            .set("not_before", number(issued.from.as_second()))
            .set("resource", issued.audience.as_str()),
        Version::Two => object,
    };
    object.set("access_token", issued.access_token.as_str())
}

/// Whether an identity token is asked for.
fn openid(form: &Query) -> bool {
    form.get("scope").is_some_and(|scope| scope.split_whitespace().any(|word| word == "openid"))
}

/// An application with its secret. It signs in again when its token is over, so its session lasts as long as that.
async fn application(call: &Call, form: &Query, audience: String) -> Step<Granted> {
    let credentials = step!(client::credentials(call, form));
    let Some(credentials) = credentials else {
        return Ok(Err(Denied::bad("invalid_request", "client_id and client_secret are needed")));
    };
    let proven = step!(client::prove(call, &credentials).await?);
    let seconds = Some(ACCESS_SECONDS + SKEW_SECONDS);
    let begun = call.engine().begin_session(proven, None, seconds, call.origin().at).await;
    match begun {
        Ok(signed_in) => Ok(Ok(Granted { signed_in, audience, openid: None, nonce: None })),
        Err(fault) => Denied::of(fault, Denied::client()).map(Err),
    }
}

/// A person with a password: an agent of a partner, or an administrator of a customer. An application that comes with its
/// secret takes part, and the session is then its own too; one that only names itself is not believed.
async fn person(call: &Call, form: &Query, audience: String) -> Step<Granted> {
    let (Some(name), Some(password)) = (form.get("username"), form.get("password")) else {
        return Ok(Err(Denied::bad("invalid_request", "username and password are needed")));
    };
    let credentials = step!(client::credentials(call, form));
    let (engine, origin) = (call.engine(), call.origin());
    let applications = match credentials.filter(|credentials| credentials.secret.is_some()) {
        Some(credentials) => step!(client::exchanging(call, &credentials).await?),
        None => Vec::new(),
    };
    let proven = match engine.sign_in_person(call.value("tenant"), name, password, origin).await {
        Ok(proven) => proven,
        Err(fault) => return Denied::of(fault, wrong_password()).map(Err),
    };
    let client = engine.client_for(&applications, &proven.identity).await;
    let client = client.map_err(|error| Fault::Internal(error.to_string()))?;
    if client.is_none() && !applications.is_empty() {
        let description = "this application signs in people of its own partner and its customers only";
        return Ok(Err(Denied::bad("unauthorized_client", description)));
    }
    let openid = openid(form).then(|| audience_of(client.as_ref(), form));
    match engine.begin_session(proven, client.as_ref(), None, origin.at).await {
        Ok(signed_in) => Ok(Ok(Granted { signed_in, audience, openid, nonce: None })),
        Err(fault) => Denied::of(fault, wrong_password()).map(Err),
    }
}

/// Whom an identity token is for.
fn audience_of(client: Option<&Client>, form: &Query) -> String {
    let named = client.map(|client| client.identity.name.as_str()).or_else(|| form.get("client_id"));
    named.unwrap_or("seatwright").to_owned()
}

/// Whoever a refresh token was given to, when it may still sign in: with the roles it has now.
async fn renewed(call: &Call, form: &Query, audience: String) -> Step<Granted> {
    let Some(token) = form.get("refresh_token") else {
        return Ok(Err(Denied::bad("invalid_request", "refresh_token is missing")));
    };
    let over = || Denied::bad("invalid_grant", "the refresh token is not valid any more; sign in again");
    let (engine, at) = (call.engine(), call.origin().at);
    let presented = engine.present(token, at).await.map_err(|error| Fault::Internal(error.to_string()))?;
    let Some(presented) = presented else { return Ok(Err(over())) };
    step!(client::takes_part(call, form, presented.session.client).await?);
    match engine.exchange(presented, at).await {
        Ok(signed_in) => {
            let named = || signed_in.client.clone().or_else(|| form.get("client_id").map(str::to_owned));
            let openid = openid(form).then(|| named().unwrap_or_else(|| "seatwright".to_owned()));
            Ok(Ok(Granted { signed_in, audience, openid, nonce: None }))
        }
        Err(fault) => Denied::of(fault, over()).map(Err),
    }
}

/// Whoever a code is about, for the application that it was given for.
async fn redeemed(call: &Call, form: &Query) -> Step<Granted> {
    let credentials: Option<Credentials> = step!(client::credentials(call, form));
    let (Some(code), Some(credentials)) = (form.get("code"), credentials) else {
        return Ok(Err(Denied::bad("invalid_request", "code and client_id are needed")));
    };
    let clients = step!(client::exchanging(call, &credentials).await?);
    let (uri, verifier) = (form.get("redirect_uri"), form.get("code_verifier"));
    match call.engine().redeem_code(code, &clients, uri, verifier, call.origin().at).await {
        Ok(redeemed) => {
            let (terms, signed_in) = (redeemed.terms, redeemed.signed_in);
            let named = signed_in.client.clone().unwrap_or_default();
            let openid = (terms.openid || openid(form)).then_some(named);
            Ok(Ok(Granted { signed_in, audience: terms.audience, openid, nonce: terms.nonce }))
        }
        Err(SignInFault::Engine(error)) => Err(Fault::Internal(error.to_string())),
        Err(_) => {
            let description =
                "the code is unknown, over or used, or address or proof do not fit; begin again";
            Ok(Err(Denied::bad("invalid_grant", description)))
        }
    }
}

const fn wrong_password() -> Denied {
    Denied::bad("invalid_grant", "tenant, user name or password is wrong")
}
