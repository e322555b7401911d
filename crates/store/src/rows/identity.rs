//! Who may sign in, with which secrets, and what ends their tokens.

use std::collections::BTreeSet;

use seatwright_domain::role::Role;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{document, key};
use crate::error::StoreError;
use crate::identity::{StoredIdentity, StoredSecret};
use crate::statement::{Guard, Write, statements};

statements! {
    /// A new identity.
    INSERT_IDENTITY = "INSERT INTO identities (id, side, tenant_id, kind, name_key, revision, disabled, created_at, document)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT (id) DO NOTHING";
    /// An identity is changed, if nobody changed it since it was read.
    UPDATE_IDENTITY = "UPDATE identities SET revision = $3, disabled = $4, document = $5 WHERE id = $1 AND revision = $2";
    /// An identity is taken out, if nobody changed it since it was read.
    DELETE_IDENTITY = "DELETE FROM identities WHERE id = $1 AND revision = $2";
    /// A new secret.
    INSERT_IDENTITY_SECRET = "INSERT INTO identity_secrets (identity_id, id, description, hash, created_at, expires_at)
        VALUES ($1, $2, $3, $4, $5, $6)";
    /// A secret is removed.
    DELETE_IDENTITY_SECRET = "DELETE FROM identity_secrets WHERE identity_id = $1 AND id = $2";
    /// All secrets of an identity are removed.
    DELETE_IDENTITY_SECRETS = "DELETE FROM identity_secrets WHERE identity_id = $1";
    /// Counts a change.
    UPDATE_IDENTITY_CHANGES = "UPDATE identity_changes SET number = number + 1 WHERE only = 1";
    /// The tokens of an identity end.
    PUT_IDENTITY_MARK = "INSERT INTO identity_marks (identity_id, epoch, barred, change)
        VALUES ($1, 1, $2, (SELECT number FROM identity_changes WHERE only = 1))
        ON CONFLICT (identity_id) DO UPDATE SET epoch = epoch + 1, barred = excluded.barred, change = excluded.change";
    /// The tokens of an identity end that were given out until now; whether it is barred stays as it is.
    PUT_IDENTITY_EPOCH = "INSERT INTO identity_marks (identity_id, epoch, barred, change)
        VALUES ($1, 1, 0, (SELECT number FROM identity_changes WHERE only = 1))
        ON CONFLICT (identity_id) DO UPDATE SET epoch = epoch + 1, change = excluded.change";

    /// An identity.
    SELECT_IDENTITY = "SELECT id, side, tenant_id, kind, revision, disabled, created_at, document
        FROM identities WHERE id = $1";
    /// A page of an organisation's identities.
    SELECT_IDENTITIES = "SELECT id, side, tenant_id, kind, revision, disabled, created_at, document FROM identities
        WHERE tenant_id = $1 AND (name_key, id) > ($2, $3) ORDER BY name_key, id LIMIT $4";
    /// A page of everybody's identities.
    SELECT_ALL_IDENTITIES = "SELECT id, side, tenant_id, kind, revision, disabled, created_at, document FROM identities
        WHERE (tenant_id, name_key, id) > ($1, $2, $3) ORDER BY tenant_id, name_key, id LIMIT $4";
    /// The applications with a name, of any organisation.
    SELECT_APPLICATIONS_NAMED = "SELECT id, side, tenant_id, kind, revision, disabled, created_at, document FROM identities
        WHERE name_key = $1 AND kind = 'application' LIMIT $2";
    /// The secrets of an identity.
    SELECT_IDENTITY_SECRETS = "SELECT id, description, hash, created_at, expires_at FROM identity_secrets
        WHERE identity_id = $1 ORDER BY id";
    /// The number of the last change.
    SELECT_IDENTITY_CHANGES = "SELECT number FROM identity_changes WHERE only = 1";
    /// The marks that were set after a change.
    SELECT_IDENTITY_MARKS = "SELECT identity_id, epoch, barred FROM identity_marks WHERE change > $1";
    /// The mark of an identity.
    SELECT_IDENTITY_MARK = "SELECT identity_id, epoch, barred FROM identity_marks WHERE identity_id = $1";
}

/// What of an identity is kept as a document.
#[derive(Serialize, Deserialize)]
pub(crate) struct IdentityDocument {
    pub(crate) name: String,
    pub(crate) roles: BTreeSet<Role>,
    #[serde(default)]
    pub(crate) is_public: bool,
    #[serde(default)]
    pub(crate) redirect_uris: Vec<String>,
}

fn told(identity: &StoredIdentity) -> Result<String, StoreError> {
    let told = IdentityDocument {
        name: identity.name.clone(),
        roles: identity.roles.clone(),
        is_public: identity.is_public,
        redirect_uris: identity.redirect_uris.clone(),
    };
    document("identity", &told)
}

/// The write for a new identity. Where there is one with its id, the work is a conflict.
pub(crate) fn insert(identity: &StoredIdentity) -> Result<Write, StoreError> {
    let values = vec![
        identity.id.into(),
        identity.tenant.side().into(),
        identity.tenant.id().into(),
        identity.kind.code().into(),
        key(&identity.name).into(),
        identity.revision.into(),
        identity.disabled.into(),
        identity.created_at.into(),
        told(identity)?.into(),
    ];
    Ok(Write::one(&INSERT_IDENTITY, values, Guard::Version))
}

/// The write for a changed identity, which counts one revision more than before.
pub(crate) fn update(identity: &StoredIdentity) -> Result<Write, StoreError> {
    let values = vec![
        identity.id.into(),
        identity.revision.saturating_sub(1).into(),
        identity.revision.into(),
        identity.disabled.into(),
        told(identity)?.into(),
    ];
    Ok(Write::one(&UPDATE_IDENTITY, values, Guard::Version))
}

/// The write that takes an identity out, as it was read.
pub(crate) fn delete(identity: &StoredIdentity) -> Write {
    Write::one(&DELETE_IDENTITY, vec![identity.id.into(), identity.revision.into()], Guard::Version)
}

/// The write for a new secret.
pub(crate) fn insert_secret(identity: Uuid, secret: &StoredSecret) -> Write {
    let values = vec![
        identity.into(),
        secret.id.into(),
        secret.description.clone().into(),
        secret.hash.clone().into(),
        secret.created_at.into(),
        secret.expires_at.into(),
    ];
    Write::one(&INSERT_IDENTITY_SECRET, values, Guard::Rows(1))
}

/// The write that removes a secret.
pub(crate) fn delete_secret(identity: Uuid, secret: Uuid) -> Write {
    Write::one(&DELETE_IDENTITY_SECRET, vec![identity.into(), secret.into()], Guard::Version)
}

/// The write that removes all secrets.
pub(crate) fn delete_secrets(identity: Uuid) -> Write {
    Write::one(&DELETE_IDENTITY_SECRETS, vec![identity.into()], Guard::Any)
}

/// The write that counts a change.
pub(crate) fn changed() -> Write {
    Write::one(&UPDATE_IDENTITY_CHANGES, Vec::new(), Guard::Rows(1))
}

/// The write that ends the tokens of an identity.
pub(crate) fn mark(identity: Uuid, barred: bool) -> Write {
    Write::one(&PUT_IDENTITY_MARK, vec![identity.into(), barred.into()], Guard::Rows(1))
}

/// The write that ends the tokens that an identity has, and neither bars it nor lets it in again.
pub(crate) fn next_epoch(identity: Uuid) -> Write {
    Write::one(&PUT_IDENTITY_EPOCH, vec![identity.into()], Guard::Rows(1))
}
