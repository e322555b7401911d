//! The token endpoint in the two shapes that clients know, and what is published about it.

use axum::http::StatusCode;
use seatwright_engine::identity::{Identity, IdentityKind, Tenant};

use crate::call::Call;
use crate::fault::Fault;
use crate::json::{Json, Object};
use crate::query::Query;
use crate::reply::Reply;
use crate::route::{Answered, OPEN, Route};
use crate::tokens::{ACCESS_SECONDS, Issued, KeyError, RefreshClaims};

/// The names of a tenant that mean "wherever the credentials belong".
const ANY_TENANT: [&str; 3] = ["adfs", "common", "organizations"];

/// Which shape the answer has.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Version {
    /// Numbers as strings.
    One,
    /// Numbers as numbers.
    Two,
}

/// Why no token was given, in the words of OAuth 2.0.
struct Denied(StatusCode, &'static str, &'static str);

/// The operations of this file.
pub(super) fn routes() -> Vec<Route> {
    vec![
        Route::post("/{tenant}/oauth2/token", OPEN, version_1),
        Route::post("/{tenant}/oauth2/v2.0/token", OPEN, version_2),
        Route::get("/{tenant}/.well-known/openid-configuration", OPEN, discovery),
        Route::get("/{tenant}/v2.0/.well-known/openid-configuration", OPEN, discovery),
        Route::get("/{tenant}/discovery/keys", OPEN, keys),
        Route::get("/common/discovery/instance", OPEN, instance),
    ]
}

/// `POST /{tenant}/oauth2/token`.
pub(crate) async fn version_1(call: Call) -> Answered {
    answer(&call, Version::One).await
}

/// `POST /{tenant}/oauth2/v2.0/token`.
pub(crate) async fn version_2(call: Call) -> Answered {
    answer(&call, Version::Two).await
}

async fn answer(call: &Call, version: Version) -> Answered {
    let form = Query::parse(&String::from_utf8_lossy(&call.body));
    match grant(call, &form, version).await? {
        Ok(reply) => Ok(reply.header("Cache-Control", "no-store").header("Pragma", "no-cache")),
        Err(Denied(status, error, description)) => {
            let body = Object::new().set("error", error).set("error_description", description);
            Ok(Reply::with(status, body).header("Cache-Control", "no-store"))
        }
    }
}

async fn grant(call: &Call, form: &Query, version: Version) -> Result<Result<Reply, Denied>, Fault> {
    let asked = if version == Version::One { form.get("resource") } else { form.get("scope") };
    let tokens = &call.state.tokens;
    let Some(audience) = tokens.audience(asked.or_else(|| form.get("resource"))) else {
        return Ok(Err(bad("invalid_resource", "there is no such resource; ask for this API's own address")));
    };
    let granted = match form.get("grant_type") {
        Some("client_credentials") => application(call, form).await,
        Some("password") => person(call, form).await?,
        Some("refresh_token") => renewed(call, form).await?,
        Some(_) => Err(bad(
            "unsupported_grant_type",
            "grant_type takes client_credentials, password or refresh_token",
        )),
        None => Err(bad("invalid_request", "grant_type is missing")),
    };
    let (identity, domain) = match granted {
        Ok(granted) => granted,
        Err(denied) => return Ok(Err(denied)),
    };
    let internal = |error: KeyError| Fault::Internal(error.to_string());
    let issued = tokens.issue(&identity, &audience).map_err(internal)?;
    let refresh = match identity.kind {
        IdentityKind::Application => None,
        _ => Some(tokens.issue_refresh(&identity, &domain).map_err(internal)?),
    };
    Ok(Ok(Reply::ok(body(&issued, refresh, version))))
}

fn body(issued: &Issued, refresh: Option<String>, version: Version) -> Object {
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
    object.set("access_token", issued.access_token.as_str()).some("refresh_token", refresh)
}

type Granted = Result<(Identity, String), Denied>;

/// An application with its secret, in the form or as HTTP Basic would have it.
async fn application(call: &Call, form: &Query) -> Granted {
    let (Some(client), Some(secret)) = (form.get("client_id"), form.get("client_secret")) else {
        return Err(bad("invalid_request", "client_id and client_secret are needed"));
    };
    let identities = call.engine().identities();
    let tenant = call.value("tenant");
    let partner = if ANY_TENANT.contains(&tenant) {
        let mut partners = call.engine().partners().iter();
        let known = partners.find(|partner| identities.known_application(partner.id, client).is_some());
        known.map(|partner| partner.domain.clone()).unwrap_or_default()
    } else {
        tenant.to_owned()
    };
    match identities.application(&partner, client, secret).await {
        Some(identity) => Ok((identity, partner)),
        None => {
            Err(Denied(StatusCode::UNAUTHORIZED, "invalid_client", "tenant, client id or secret is wrong"))
        }
    }
}

/// A person with a password: an agent of a partner, or an administrator of a customer.
async fn person(call: &Call, form: &Query) -> Result<Granted, Fault> {
    let (Some(name), Some(password)) = (form.get("username"), form.get("password")) else {
        return Ok(Err(bad("invalid_request", "username and password are needed")));
    };
    let identities = call.engine().identities();
    let of_name = name.rsplit_once('@').map_or("", |(_, domain)| domain);
    let tenant = call.value("tenant");
    let tenant = if ANY_TENANT.contains(&tenant) { of_name } else { tenant };
    if identities.is_partner(tenant) {
        let agent = identities.agent(tenant, name, password).await;
        return Ok(agent.map(|identity| (identity, tenant.to_owned())).ok_or_else(wrong_password));
    }
    let domain = domain_of(call, tenant).await?;
    let Some(administrator) = identities.administrator(&domain, name, password).await else {
        return Ok(Err(wrong_password()));
    };
    let customer = call.engine().store().customer_by_domain(&domain).await?;
    Ok(customer.map(|customer| (administrator.at(customer), domain)).ok_or_else(wrong_password))
}

/// The domain of a customer's tenant, which may be named by its id.
async fn domain_of(call: &Call, tenant: &str) -> Result<String, Fault> {
    let Ok(id) = tenant.parse() else { return Ok(tenant.to_owned()) };
    let customer = call.engine().store().customer(id).await?;
    Ok(customer.map_or_else(|| tenant.to_owned(), |customer| customer.domain))
}

/// Whoever a refresh token was given to, when it may still sign in: with the roles it has now.
async fn renewed(call: &Call, form: &Query) -> Result<Granted, Fault> {
    let Some(token) = form.get("refresh_token") else {
        return Ok(Err(bad("invalid_request", "refresh_token is missing")));
    };
    let Ok(claims) = call.state.tokens.check_refresh(token) else {
        return Ok(Err(bad("invalid_grant", "the refresh token is not valid any more; sign in again")));
    };
    let RefreshClaims { tenant, kind, name, domain, .. } = claims;
    let identities = call.engine().identities();
    let identity = match (tenant, kind) {
        (Tenant::Partner(partner), IdentityKind::Application) => identities.known_application(partner, &name),
        (Tenant::Partner(partner), _) => identities.known_agent(partner, &name),
        (Tenant::Customer(customer), _) => {
            identities.known_administrator(&domain, &name).map(|known| known.at(customer))
        }
    };
    let gone = || bad("invalid_grant", "whoever this token was given to may no longer sign in");
    Ok(identity.map(|identity| (identity, domain)).ok_or_else(gone))
}

fn wrong_password() -> Denied {
    bad("invalid_grant", "tenant, user name or password is wrong")
}

const fn bad(error: &'static str, description: &'static str) -> Denied {
    Denied(StatusCode::BAD_REQUEST, error, description)
}

/// What clients ask before they ask for a token.
pub(crate) async fn discovery(call: Call) -> Answered {
    let issuer = call.state.tokens.issuer();
    let tenant = call.value("tenant");
    Ok(Reply::ok(
        Object::new()
            .set("issuer", issuer)
            .set("token_endpoint", format!("{issuer}/{tenant}/oauth2/token"))
            .set("jwks_uri", format!("{issuer}/{tenant}/discovery/keys"))
            .texts("grant_types_supported", ["client_credentials", "password", "refresh_token"])
            .texts("response_types_supported", ["token"])
            .texts("subject_types_supported", ["pairwise"])
            .texts("id_token_signing_alg_values_supported", ["ES256"])
            .texts("token_endpoint_auth_methods_supported", ["client_secret_post"])
            .texts("scopes_supported", ["openid"]),
    ))
}

/// The published key.
pub(crate) async fn keys(call: Call) -> Answered {
    let key = call.state.tokens.key();
    let (x, y) = key.coordinates();
    let jwk = Object::new()
        .set("kty", "EC")
        .set("use", "sig")
        .set("alg", "ES256")
        .set("kid", key.id())
        .set("crv", "P-256")
        .set("x", x)
        .set("y", y);
    Ok(Reply::ok(Object::new().set("keys", Json::List(vec![jwk.into()]))))
}

/// Which authorities belong together: this one, alone.
pub(crate) async fn instance(call: Call) -> Answered {
    let issuer = call.state.tokens.issuer();
    let host = call.host();
    let entry =
        Object::new().set("preferred_network", host).set("preferred_cache", host).texts("aliases", [host]);
    Ok(Reply::ok(
        Object::new()
            .set("tenant_discovery_endpoint", format!("{issuer}/common/.well-known/openid-configuration"))
            .set("api-version", "1.1")
            .set("metadata", Json::List(vec![entry.into()])),
    ))
}
