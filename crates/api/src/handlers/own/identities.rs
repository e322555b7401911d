//! Who of the caller's own organisation may sign in. A secret is shown once, in the answer that makes it; such answers are
//! kept nowhere, so they are not repeated by request id either.

use std::collections::BTreeSet;

use axum::http::StatusCode;
use seatwright_domain::role::{Action, Role};
use seatwright_engine::identity::{
    Identity, IdentityChange, IdentityError, IdentityKind, IdentityPlace, IdentityView, NewIdentity,
    NewSecret, SecretWanted, TakenSecret, Tenant,
};
use uuid::Uuid;

use crate::call::Call;
use crate::codes::fault;
use crate::fault::Fault;
use crate::fields::{Fields, Problem, Takes, Wrong, find_word};
use crate::json::{Json, Object};
use crate::reply::Reply;
use crate::route::{Answered, Route};
use crate::schema::{
    Schema, blank_or, collection_of, flag, flag_in, guid, instant, instant_in, list, object, optional,
    resource, text, text_in, words,
};
use crate::seek;
use crate::wire::{attributes, collection};

/// The most identities of a page, and what a page has when the client asks for no size.
const PAGE_MAX: u64 = 500;
/// The longest name, description and address.
const TEXT_MAX: usize = 256;
const URI_MAX: usize = 2_000;
/// The most roles and addresses that are read.
const LIST_MAX: usize = 20;

/// Who looks after those who sign in: all of them, or its people (ROLE-135). Which of them a change is about, the engine asks.
pub(in crate::handlers) const LOOKS_AFTER: [Action; 2] = [Action::ManageIdentities, Action::ManagePeople];

const KINDS: [(&str, IdentityKind); 3] = [
    ("application", IdentityKind::Application),
    ("agent", IdentityKind::Agent),
    ("customerAdmin", IdentityKind::CustomerAdmin),
];

/// The operations of this file.
pub(super) fn routes() -> Vec<Route> {
    const ALL: &str = "/seatwright/v1/identities";
    const ONE: &str = "/seatwright/v1/identities/{identity}";
    let may = LOOKS_AFTER;
    vec![
        Route::get(ALL, may, list_all)
            .about("Who of the caller's organisation may sign in")
            .query(collection::seek_parameters(PAGE_MAX))
            .answers(200, collection_of(shape())),
        Route::post(ALL, may, create)
            .about("Makes an identity; its secret is shown this once")
            .takes(Schema::Named("NewIdentity", new_identity))
            .answers(201, made_shape()),
        Route::get(ONE, may, get).about("One identity").answers(200, shape()),
        Route::patch(ONE, may, change)
            .about("Changes roles and addresses, disables and enables")
            .takes(Schema::Named("IdentityChange", identity_change))
            .answers(200, shape()),
        Route::delete(ONE, may, remove).about("Takes an identity out; its tokens end").answers_bare(204),
        Route::post("/seatwright/v1/identities/{identity}/secrets", may, add_secret)
            .about("Makes another secret, or a person's new password; it is shown this once")
            .takes(Schema::Named("NewSecret", new_secret))
            .answers(201, secret_made_shape()),
        Route::delete("/seatwright/v1/identities/{identity}/secrets/{secret}", may, remove_secret)
            .about("Removes a secret; the tokens of its identity end")
            .answers_bare(204),
    ]
}

fn shape() -> Schema {
    Schema::Named("Identity", members)
}

fn members() -> Schema {
    resource()
        .needs("id", guid())
        .needs("kind", words(&["application", "agent", "customerAdmin"]))
        .needs("name", text().about("The client id of an application, the sign-in name of a person."))
        .needs("roles", list(text()))
        .needs("isDisabled", flag())
        .needs("source", words(&["configuration", "store"]))
        .needs("isPublic", flag().about("Whether it is an application that can keep no secret."))
        .needs("redirectUris", list(text()))
        .has("createdAt", instant())
        .needs("secrets", list(secret_shape()))
}

fn secret_shape() -> Schema {
    object()
        .needs("id", guid())
        .needs("description", text())
        .needs("createdAt", instant())
        .has("expiresAt", instant())
}

fn secret_made_shape() -> Schema {
    secret_shape()
        .needs("secret", text().about("The secret itself. It is shown nowhere else."))
        .needs("attributes", Schema::Any)
}

fn made_shape() -> Schema {
    members().has("secret", secret_made_shape().about("Absent for a public application."))
}

fn new_identity() -> Schema {
    object()
        .needs("kind", words(&["application", "agent", "customerAdmin"]))
        .needs("name", text_in(1, TEXT_MAX))
        .has("roles", optional(list(text())))
        .has("isPublic", optional(flag_in()))
        .has("redirectUris", optional(list(text())))
        .has("description", optional(text_in(0, TEXT_MAX)))
        .has("expiresAt", blank_or(instant_in()))
        .has("password", optional(text_in(0, TEXT_MAX)))
}

fn identity_change() -> Schema {
    object()
        .has("roles", optional(list(text())))
        .has("isDisabled", optional(flag_in()))
        .has("redirectUris", optional(list(text())))
}

fn new_secret() -> Schema {
    object()
        .has("description", optional(text_in(0, TEXT_MAX)))
        .has("expiresAt", blank_or(instant_in()))
        .has("password", optional(text_in(0, TEXT_MAX)))
}

/// The organisation of the caller, which is the only one it sees here.
pub(super) fn tenant(call: &Call) -> Result<Tenant, Fault> {
    Ok(call.session()?.identity.tenant)
}

/// Who asks: nobody shuts itself out, and not everybody changes everybody.
fn by(call: &Call) -> Result<Option<&Identity>, Fault> {
    Ok(Some(&call.session()?.identity))
}

/// The identity of the path. What is no id names nothing.
fn named(call: &Call) -> Result<(Tenant, Uuid), Fault> {
    let id = call.value("identity").parse().map_err(|_| told(IdentityError::Unknown))?;
    Ok((tenant(call)?, id))
}

/// A refusal of the engine, told as this API tells it.
pub(super) fn told(error: IdentityError) -> Fault {
    match error {
        IdentityError::Unknown => Fault::plain(fault::IDENTITY_UNKNOWN, "fault-identity-unknown"),
        IdentityError::Taken => Fault::plain(fault::IDENTITY_TAKEN, "fault-identity-taken"),
        IdentityError::Configured => Fault::plain(fault::IDENTITY_CONFIGURED, "fault-identity-configured"),
        IdentityError::Refused(refusals) => Fault::refused(refusals),
        IdentityError::Own => Fault::plain(fault::IDENTITY_OWN, "fault-identity-own"),
        IdentityError::SecretUnknown => Fault::plain(fault::SECRET_UNKNOWN, "fault-secret-unknown"),
        IdentityError::SecretsMany => Fault::plain(fault::SECRETS_MANY, "fault-secrets-many"),
        IdentityError::PublicSecret => Fault::plain(fault::PUBLIC_SECRET, "fault-public-secret"),
        IdentityError::Field { field, .. } => Fault::Fields(vec![Problem {
            field: field.to_owned(),
            wrong: Wrong::Value,
            takes: Takes::Named(match field {
                "name" => "takes-identity-name",
                "kind" => "takes-identity-kind",
                "roles" => "takes-identity-roles",
                "redirectUris" => "takes-redirect-uris",
                "expiresAt" => "takes-future-instant",
                "isPublic" => "takes-public-application",
                "description" => "takes-description",
                _ => "takes-password",
            }),
        }]),
        IdentityError::Engine(seatwright_engine::EngineError::Busy) => {
            Fault::plain(fault::BUSY, "fault-busy")
        }
        IdentityError::Engine(error) => Fault::Internal(error.to_string()),
    }
}

/// The identities of the caller's organisation.
async fn list_all(call: Call) -> Answered {
    let (size, tenant) = (collection::size(&call, PAGE_MAX, 500)?, tenant(&call)?);
    let read = |after: Option<IdentityPlace>, limit| {
        let call = &call;
        async move {
            let found = call.engine().list_identities(tenant, after.as_ref(), limit).await;
            found.map_err(|error| call.failed(error))
        }
    };
    let page = seek::page(&call, size, read).await?;
    let items = page.items.iter().map(|view| shown(view).into()).collect();
    Ok(Reply::ok(collection::seek_page(&call, items, &page.place)))
}

/// One identity.
async fn get(call: Call) -> Answered {
    let (tenant, id) = named(&call)?;
    Ok(Reply::ok(shown(&call.engine().identity(tenant, id).await.map_err(told)?)))
}

/// Makes an identity.
async fn create(call: Call) -> Answered {
    let tenant = tenant(&call)?;
    let new = call.read(|body| {
        let kind = body.word_needed("kind", &KINDS);
        let name = body.text_needed("name", TEXT_MAX);
        let (roles, redirect_uris) = (roles(body).unwrap_or_default(), uris(body).unwrap_or_default());
        let (is_public, secret) = (body.flag("isPublic").unwrap_or(false), secret_wanted(body));
        Some(NewIdentity { tenant, kind: kind?, name: name?, roles, is_public, redirect_uris, secret })
    })?;
    let made = call.engine().create_identity(new, by(&call)?, call.origin().at).await;
    let (view, secret) = made.map_err(told)?;
    let secret = secret.as_ref().map(|secret| Json::from(secret_made(secret)));
    Ok(unstored(Reply::with(StatusCode::CREATED, shown(&view).some("secret", secret))))
}

/// Changes an identity.
async fn change(call: Call) -> Answered {
    let change = call.read(|body| {
        Some(IdentityChange {
            roles: roles(body),
            disabled: body.flag("isDisabled"),
            redirect_uris: uris(body),
        })
    })?;
    let changed = call.engine().change_identity(named(&call)?, &change, by(&call)?, call.origin().at).await;
    Ok(Reply::ok(shown(&changed.map_err(told)?)))
}

/// Takes an identity out.
async fn remove(call: Call) -> Answered {
    let removed = call.engine().remove_identity(named(&call)?, by(&call)?, call.origin().at).await;
    removed.map_err(told)?;
    Ok(Reply::empty(StatusCode::NO_CONTENT))
}

/// Makes another secret.
async fn add_secret(call: Call) -> Answered {
    let wanted = call.read(|body| Some(secret_wanted(body)))?;
    let secret =
        call.engine().add_secret(named(&call)?, wanted, by(&call)?, call.origin().at).await.map_err(told)?;
    Ok(unstored(Reply::with(StatusCode::CREATED, secret_made(&secret))))
}

/// Removes a secret.
async fn remove_secret(call: Call) -> Answered {
    let secret = call.value("secret").parse().map_err(|_| told(IdentityError::SecretUnknown))?;
    let removed = call.engine().remove_secret(named(&call)?, secret, by(&call)?, call.origin().at).await;
    removed.map_err(told)?;
    Ok(Reply::empty(StatusCode::NO_CONTENT))
}

fn secret_wanted(body: &Fields<'_>) -> SecretWanted {
    SecretWanted {
        description: body.text("description", TEXT_MAX).unwrap_or_default(),
        expires_at: body.instant("expiresAt"),
        chosen: body.text("password", TEXT_MAX),
    }
}

/// Roles by their names, where the field is there.
fn roles(body: &Fields<'_>) -> Option<BTreeSet<Role>> {
    body.raw("roles")?;
    let known: Vec<(&str, Role)> = Role::ALL.iter().map(|role| (role.code(), *role)).collect();
    let mut roles = BTreeSet::new();
    for (place, name) in body.texts("roles", LIST_MAX).iter().enumerate() {
        match find_word(name, &known) {
            Some(role) => {
                roles.insert(role);
            }
            None => {
                let takes = Takes::one_of(known.iter().map(|(name, _)| *name));
                body.complain(&format!("roles[{place}]"), Wrong::Value, takes);
            }
        }
    }
    Some(roles)
}

/// Addresses, where the field is there.
fn uris(body: &Fields<'_>) -> Option<Vec<String>> {
    body.raw("redirectUris")?;
    let uris = body.texts("redirectUris", LIST_MAX);
    if uris.iter().any(|uri| uri.len() > URI_MAX) {
        body.complain("redirectUris", Wrong::Value, Takes::Named("takes-redirect-uris"));
    }
    Some(uris)
}

fn shown(view: &IdentityView) -> Object {
    let kind = KINDS.iter().find(|(_, kind)| *kind == view.kind).map_or("", |(name, _)| *name);
    let secrets: Vec<Json> = view.secrets.iter().map(|secret| taken(secret).into()).collect();
    Object::new()
        .set("id", view.id.to_string())
        .set("kind", kind)
        .set("name", view.name.as_str())
        .texts("roles", &view.roles)
        .set("isDisabled", view.disabled)
        .set("source", if view.configured { "configuration" } else { "store" })
        .set("isPublic", view.is_public)
        .texts("redirectUris", &view.redirect_uris)
        .some("createdAt", view.created_at.map(|at| at.to_string()))
        .set("secrets", Json::List(secrets))
        .set("attributes", attributes("SeatwrightIdentity"))
}

fn taken(secret: &TakenSecret) -> Object {
    Object::new()
        .set("id", secret.id.to_string())
        .set("description", secret.description.as_str())
        .set("createdAt", secret.created_at.to_string())
        .some("expiresAt", secret.expires_at.map(|at| at.to_string()))
}

fn secret_made(secret: &NewSecret) -> Object {
    let kept = &secret.kept;
    Object::new()
        .set("id", kept.id.to_string())
        .set("description", kept.description.as_str())
        .set("createdAt", kept.created_at.to_string())
        .some("expiresAt", kept.expires_at.map(|at| at.to_string()))
        .set("secret", secret.plain.as_str())
        .set("attributes", attributes("SeatwrightSecret"))
}

fn unstored(reply: Reply) -> Reply {
    reply.header("Cache-Control", "no-store")
}
