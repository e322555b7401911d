//! What is published about signing in: where the endpoints are, what they can do, and the keys that tokens are signed with.

use super::Version;
use crate::call::Call;
use crate::json::{Json, Object};
use crate::reply::Reply;
use crate::route::{Answered, OPEN, Route};
use crate::schema::{Schema, flag, list, object, text};
use crate::tokens::SigningKey;

/// The operations of this file.
pub(super) fn routes() -> Vec<Route> {
    let document = |path, version| {
        let run = move |call: Call| async move { Ok(Reply::ok(discovery(&call, version))) };
        Route::get(path, OPEN, run)
            .about("Where people and applications sign in, and what is understood there")
            .answers(200, document_shape())
    };
    let keys = |path| {
        Route::get(path, OPEN, keys).about("The keys that tokens are signed with").answers(200, keys_shape())
    };
    vec![
        document("/.well-known/openid-configuration", Version::Two),
        document("/{tenant}/.well-known/openid-configuration", Version::One),
        document("/{tenant}/v2.0/.well-known/openid-configuration", Version::Two),
        keys("/{tenant}/discovery/keys"),
        keys("/{tenant}/discovery/v2.0/keys"),
        Route::get("/common/discovery/instance", OPEN, instance)
            .about("Which authorities belong together: this one, alone")
            .answers(
                200,
                object()
                    .needs("tenant_discovery_endpoint", text())
                    .needs("api-version", text())
                    .needs("metadata", list(Schema::Any)),
            ),
    ]
}

fn document_shape() -> Schema {
    let texts = || list(text());
    object()
        .needs("issuer", text())
        .needs("authorization_endpoint", text())
        .needs("token_endpoint", text())
        .needs("revocation_endpoint", text())
        .needs("jwks_uri", text())
        .needs("grant_types_supported", texts())
        .needs("response_types_supported", texts())
        .needs("response_modes_supported", texts())
        .needs("subject_types_supported", texts())
        .needs("id_token_signing_alg_values_supported", texts())
        .needs("token_endpoint_auth_methods_supported", texts())
        .needs("revocation_endpoint_auth_methods_supported", texts())
        .needs("code_challenge_methods_supported", texts())
        .needs("scopes_supported", texts())
        .needs("claims_supported", texts())
        .needs("ui_locales_supported", texts())
        .needs("request_parameter_supported", flag())
        .needs("request_uri_parameter_supported", flag())
}

fn keys_shape() -> Schema {
    let key = ["kty", "use", "alg", "kid", "crv", "x", "y"]
        .into_iter()
        .fold(object(), |key, member| key.needs(member, text()));
    object().needs("keys", list(key))
}

/// What clients ask before they ask for a token.
fn discovery(call: &Call, version: Version) -> Object {
    let issuer = call.state.tokens.issuer();
    // The document at the root is that of any tenant.
    let tenant = Some(call.value("tenant")).filter(|tenant| !tenant.is_empty()).unwrap_or("common");
    let (at, keys) = match version {
        Version::One => (format!("{issuer}/{tenant}/oauth2"), format!("{issuer}/{tenant}/discovery/keys")),
        Version::Two => {
            (format!("{issuer}/{tenant}/oauth2/v2.0"), format!("{issuer}/{tenant}/discovery/v2.0/keys"))
        }
    };
    let methods = ["client_secret_post", "client_secret_basic", "none"];
    Object::new()
        .set("issuer", issuer)
        .set("authorization_endpoint", format!("{at}/authorize"))
        .set("token_endpoint", format!("{at}/token"))
        .set("revocation_endpoint", format!("{at}/revoke"))
        .set("jwks_uri", keys)
        .texts(
            "grant_types_supported",
            ["authorization_code", "client_credentials", "password", "refresh_token"],
        )
        .texts("response_types_supported", ["code", "code id_token"])
        .texts("response_modes_supported", ["query", "fragment", "form_post"])
        .texts("subject_types_supported", ["public"])
        .texts("id_token_signing_alg_values_supported", ["ES256"])
        .texts("token_endpoint_auth_methods_supported", methods)
        .texts("revocation_endpoint_auth_methods_supported", methods)
        .texts("code_challenge_methods_supported", ["S256"])
        .texts("scopes_supported", ["openid", "profile", "offline_access", "user_impersonation"])
        .texts(
            "claims_supported",
            [
                "iss",
                "aud",
                "exp",
                "iat",
                "nbf",
                "sub",
                "tid",
                "oid",
                "upn",
                "name",
                "preferred_username",
                "nonce",
                "c_hash",
            ],
        )
        .texts("ui_locales_supported", crate::texts::Language::ALL.map(crate::texts::Language::code))
        .set("request_parameter_supported", false)
        .set("request_uri_parameter_supported", false)
}

/// The published keys: the one that signs, and those before it until they retire.
async fn keys(call: Call) -> Answered {
    call.state.keep_up().await?;
    let shown = |key: &SigningKey| {
        let (x, y) = key.coordinates();
        let jwk = Object::new()
            .set("kty", "EC")
            .set("use", "sig")
            .set("alg", "ES256")
            .set("kid", key.id())
            .set("crv", "P-256")
            .set("x", x)
            .set("y", y);
        Json::from(jwk)
    };
    let keys = call.state.tokens.published().iter().map(shown).collect();
    // Short enough for a new key to be known before tokens of it are met.
    Ok(Reply::ok(Object::new().set("keys", Json::List(keys))).header("Cache-Control", "public, max-age=60"))
}

/// Which authorities belong together: this one, alone.
async fn instance(call: Call) -> Answered {
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
