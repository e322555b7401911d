//! The authorize endpoint: an application sends a person here, who signs in on a page of ours, and is sent back with a code. No
//! cookie is set: nobody is signed in here but for the one request, so no other page can make use of it.

use axum::http::StatusCode;
use seatwright_engine::identity::{Client, CodeTerms, Proven, SignInFault};

use super::Version;
use super::deliver::{Mode, sent_back};
use super::page::{self, SignIn, Trouble};
use crate::call::Call;
use crate::fault::Fault;
use crate::query::Query;
use crate::reply::Reply;
use crate::route::{Answered, OPEN, Parameter, Route};
use crate::schema::{Schema, object, text};
use crate::texts::{Language, choose_tag};

/// Parameters that go through the page unchanged.
pub(super) const CARRIED: [&str; 13] = [
    "client_id",
    "redirect_uri",
    "response_type",
    "response_mode",
    "scope",
    "resource",
    "state",
    "nonce",
    "code_challenge",
    "code_challenge_method",
    "login_hint",
    "prompt",
    "ui_locales",
];

/// The length of the SHA-256 hash of a proof in base64url.
const CHALLENGE_LENGTH: usize = 43;
/// The longest value that is carried through.
const VALUE_MAX: usize = 4_096;

/// The operations of this file.
pub(super) fn routes() -> Vec<Route> {
    let documented = |route: Route| {
        route
            .about("The page on which a person signs in for an application, and is sent back with a code")
            .gives(page::HTML)
            .answers_bare(200)
            .answers_bare(303)
            .answers_bare(400)
            .answers_bare(429)
    };
    let asked = |route: Route| documented(route).query(CARRIED.map(|name| Parameter::has(name, text())));
    let sent = |route: Route| documented(route).takes_form(Schema::Named("SignInForm", form_shape));
    vec![
        asked(Route::get("/{tenant}/oauth2/authorize", OPEN, version_1)),
        sent(Route::post("/{tenant}/oauth2/authorize", OPEN, version_1)),
        asked(Route::get("/{tenant}/oauth2/v2.0/authorize", OPEN, version_2)),
        sent(Route::post("/{tenant}/oauth2/v2.0/authorize", OPEN, version_2)),
    ]
}

/// What the application asked, carried through the page, with what the person entered.
fn form_shape() -> Schema {
    let entered = ["username", "password", "cancel", "signing"];
    CARRIED.iter().chain(&entered).fold(object(), |form, name| form.has(name, text()))
}

/// `/{tenant}/oauth2/authorize`.
async fn version_1(call: Call) -> Answered {
    authorize(&call, Version::One).await
}

/// `/{tenant}/oauth2/v2.0/authorize`.
async fn version_2(call: Call) -> Answered {
    authorize(&call, Version::Two).await
}

/// What an application asks for, once it is known where people may be sent back to.
struct Asked<'a> {
    asked: &'a Query,
    /// The applications of this name that may have people sent back there.
    clients: Vec<Client>,
    redirect_uri: String,
    redirect_named: bool,
    state: Option<&'a str>,
    mode: Mode,
    with_id_token: bool,
}

impl Asked<'_> {
    /// Sends the person back with an error.
    fn refused(&self, language: Language, error: &str, description: &str) -> Reply {
        let told = [("error", error), ("error_description", description)];
        self.back(language, &told)
    }

    fn back(&self, language: Language, told: &[(&str, &str)]) -> Reply {
        let mut parameters = told.to_vec();
        parameters.extend(self.state.map(|state| ("state", state)));
        sent_back(language, &self.redirect_uri, self.mode, &parameters)
    }
}

async fn authorize(call: &Call, version: Version) -> Answered {
    call.state.look().await?;
    let posted;
    let form = if call.method == axum::http::Method::POST {
        posted = Query::parse(&String::from_utf8_lossy(&call.body));
        &posted
    } else {
        &call.query
    };
    let language = form.get("ui_locales").and_then(choose_tag).unwrap_or(call.language);
    let asked = match asked(call, form).await? {
        Ok(asked) => asked,
        Err(trouble) => return Ok(page::trouble(language, trouble)),
    };
    let terms = match terms(call, &asked, version) {
        Ok(terms) => terms,
        Err((error, description)) => return Ok(asked.refused(language, error, description)),
    };
    if form.get("cancel").is_some() {
        return Ok(asked.refused(language, "access_denied", "the person did not sign in"));
    }
    let (Some(name), Some(password)) = (form.get("username"), form.get("password")) else {
        if form.get("prompt") == Some("none") {
            return Ok(asked.refused(
                language,
                "login_required",
                "nobody is signed in here without the page",
            ));
        }
        let hint = form.get("username").or_else(|| form.get("login_hint"));
        let missing = form.get("signing").map(|_| "signin-incomplete");
        return Ok(shown(call, &asked, language, (hint, missing, None)));
    };
    let proven = call.engine().sign_in_person(call.value("tenant"), name, password, call.origin()).await;
    let proven = match proven {
        Ok(proven) => proven,
        Err(SignInFault::Denied) => {
            return Ok(shown(call, &asked, language, (Some(name), Some("signin-wrong"), None)));
        }
        Err(SignInFault::Wait { seconds }) => {
            return Ok(shown(call, &asked, language, (Some(name), Some("signin-wait"), Some(seconds))));
        }
        Err(error @ SignInFault::Engine(_)) => return Err(super::client::internal(error)),
    };
    signed_in(call, &asked, terms, language, proven).await
}

/// Finds out whom to send people back to. Before that is known nothing is sent anywhere.
async fn asked<'a>(call: &Call, form: &'a Query) -> Result<Result<Asked<'a>, Trouble>, Fault> {
    if form.repeats(&CARRIED)
        || CARRIED.iter().any(|name| form.get(name).is_some_and(|v| v.len() > VALUE_MAX))
    {
        return Ok(Err(Trouble::Request));
    }
    let Some(client_id) = form.get("client_id") else { return Ok(Err(Trouble::Application)) };
    let named = form.get("redirect_uri");
    let (tenant, at) = (call.value("tenant"), call.origin().at);
    let found = call.engine().clients(tenant, client_id, None, at).await;
    let mut clients = found.map_err(|error| Fault::Internal(error.to_string()))?;
    if clients.is_empty() {
        return Ok(Err(Trouble::Application));
    }
    match named {
        Some(uri) => clients.retain(|client| client.may_return_to(uri)),
        // An application with one address need not name it.
        None => clients.retain(|client| client.redirect_uris.len() == 1),
    }
    let only = clients.first().and_then(|client| client.redirect_uris.first());
    let Some(redirect_uri) = named.map(str::to_owned).or_else(|| only.cloned()) else {
        return Ok(Err(Trouble::Address));
    };
    if clients.is_empty() {
        return Ok(Err(Trouble::Address));
    }
    let with_id_token = form.get("response_type").is_some_and(|kind| kind.contains("id_token"));
    let usual = if with_id_token { Mode::Fragment } else { Mode::Query };
    let mode = form.get("response_mode").map_or(Some(usual), Mode::parse);
    Ok(Ok(Asked {
        asked: form,
        clients,
        redirect_uri,
        redirect_named: named.is_some(),
        state: form.get("state"),
        // What cannot be understood is told where it would have been without it.
        mode: mode.unwrap_or(usual),
        with_id_token,
    }))
}

/// What a code will stand for, or what is wrong with what is asked.
fn terms(
    call: &Call,
    asked: &Asked<'_>,
    version: Version,
) -> Result<CodeTerms, (&'static str, &'static str)> {
    let form = asked.asked;
    let mut kinds: Vec<&str> = form.get("response_type").unwrap_or_default().split_whitespace().collect();
    kinds.sort_unstable();
    if kinds != ["code"] && kinds != ["code", "id_token"] {
        return Err(("unsupported_response_type", "response_type takes code, or code id_token"));
    }
    if form.get("response_mode").is_some_and(|mode| Mode::parse(mode).is_none()) {
        return Err(("invalid_request", "response_mode takes query, fragment or form_post"));
    }
    if asked.with_id_token && asked.mode == Mode::Query {
        return Err((
            "invalid_request",
            "an identity token is not sent in a query; use fragment or form_post",
        ));
    }
    if asked.with_id_token && form.get("nonce").is_none() {
        return Err(("invalid_request", "an identity token needs a nonce"));
    }
    let challenge = form.get("code_challenge");
    // Without a method RFC 7636 means the proof itself, which anybody could read on the way.
    if challenge.is_some() && form.get("code_challenge_method") != Some("S256") {
        return Err(("invalid_request", "code_challenge_method takes S256"));
    }
    if challenge.is_some_and(|challenge| challenge.len() != CHALLENGE_LENGTH) {
        return Err(("invalid_request", "code_challenge is the SHA-256 hash of the proof in base64url"));
    }
    if challenge.is_none() && asked.clients.iter().any(|client| client.is_public) {
        return Err(("invalid_request", "an application without a secret needs a code_challenge"));
    }
    let wanted = if version == Version::One { form.get("resource") } else { form.get("scope") };
    let audience = call.state.tokens.audience(wanted.or_else(|| form.get("resource")));
    let audience =
        audience.ok_or(("invalid_scope", "there is no such resource; ask for this API's own address"))?;
    let openid = form.get("scope").is_some_and(|scope| scope.split_whitespace().any(|word| word == "openid"));
    Ok(CodeTerms {
        // Which of several of one name it is, is known when the person is.
        client: uuid::Uuid::nil(),
        redirect_uri: asked.redirect_uri.clone(),
        redirect_named: asked.redirect_named,
        challenge: challenge.map(str::to_owned),
        nonce: form.get("nonce").map(str::to_owned),
        audience,
        openid,
    })
}

/// The sign-in page, with what went wrong where something did.
fn shown(
    call: &Call,
    asked: &Asked<'_>,
    language: Language,
    (name, wrong, wait): (Option<&str>, Option<&'static str>, Option<u32>),
) -> Reply {
    let application = asked.clients.first().map(|client| client.identity.name.as_str()).unwrap_or_default();
    let carried = CARRIED.iter().filter_map(|key| Some((*key, asked.asked.get(key)?))).collect();
    let owner = asked.clients.first().and_then(|client| match client.identity.tenant {
        seatwright_engine::identity::Tenant::Partner(partner) => call.engine().partners().get(partner),
        _ => None,
    });
    // Of several partners' applications of one name nobody knows yet which it is.
    let owner = owner.filter(|_| asked.clients.len() == 1).map(|partner| partner.name.as_str());
    let sign_in = SignIn { application, owner, name, wrong, wait, carried, back: &asked.redirect_uri };
    let reply = page::sign_in(language, &sign_in);
    match (wait, wrong) {
        (Some(seconds), _) => Reply { status: StatusCode::TOO_MANY_REQUESTS, ..reply }
            .header("Retry-After", seconds.to_string()),
        (None, Some(_)) => Reply { status: StatusCode::BAD_REQUEST, ..reply },
        (None, None) => reply,
    }
}

/// Sends back whoever has proved who it is, with a code.
async fn signed_in(
    call: &Call,
    asked: &Asked<'_>,
    terms: CodeTerms,
    language: Language,
    proven: Proven,
) -> Answered {
    let failed = |error: seatwright_engine::EngineError| Fault::Internal(error.to_string());
    let engine = call.engine();
    let client = engine.client_for(&asked.clients, &proven.identity).await.map_err(failed)?;
    let Some(client) = client else {
        let description = "this application signs in people of its own partner and its customers only";
        return Ok(asked.refused(language, "unauthorized_client", description));
    };
    let nonce = terms.nonce.clone();
    let terms = CodeTerms { client: client.identity.id(), ..terms };
    let code = engine.give_code(&proven, terms, call.origin().at).await.map_err(super::client::internal)?;
    let id_token = if asked.with_id_token {
        let name = client.identity.name.as_str();
        let issued = call.state.tokens.issue_id(&proven.identity, name, nonce.as_deref(), Some(&code));
        Some(issued.map_err(|error| Fault::Internal(error.to_string()))?)
    } else {
        None
    };
    let mut told = vec![("code", code.as_str())];
    told.extend(id_token.as_deref().map(|token| ("id_token", token)));
    Ok(asked.back(language, &told))
}
