//! Sign-ins and what became of them.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::document;
use crate::error::StoreError;
use crate::identity::{IdentityKind, StoredSession, Tenant};
use crate::statement::{Guard, Write, statements};

statements! {
    /// A session begins.
    INSERT_SESSION = "INSERT INTO sessions (id, identity_id, tenant_id, generation, created_at, used_at, expires_at, document)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";
    /// The refresh token is exchanged for the next, if it is the last one that was given out.
    UPDATE_SESSION_ROTATED = "UPDATE sessions SET generation = generation + 1, used_at = $3
        WHERE id = $1 AND generation = $2 AND revoked_at IS NULL";
    /// One session is revoked.
    UPDATE_SESSION_REVOKED = "UPDATE sessions SET revoked_at = $2,
            revoked_change = (SELECT number FROM identity_changes WHERE only = 1)
        WHERE id = $1 AND revoked_at IS NULL";
    /// All sessions of an identity are revoked.
    UPDATE_SESSIONS_REVOKED = "UPDATE sessions SET revoked_at = $2 WHERE identity_id = $1 AND revoked_at IS NULL";
    /// Sessions that ended before an instant are forgotten.
    DELETE_SESSIONS = "DELETE FROM sessions WHERE id IN
        (SELECT id FROM sessions WHERE expires_at < $1 ORDER BY expires_at LIMIT $2)";

    /// A session.
    SELECT_SESSION = "SELECT id, identity_id, generation, created_at, used_at, expires_at, revoked_at, document
        FROM sessions WHERE id = $1";
    /// A page of an identity's sessions.
    SELECT_SESSIONS_OF_IDENTITY = "SELECT id, identity_id, generation, created_at, used_at, expires_at, revoked_at, document
        FROM sessions WHERE identity_id = $1 AND (created_at, id) > ($2, $3)
            AND ($4 IS NULL OR (revoked_at IS NULL AND expires_at > $4))
        ORDER BY created_at, id LIMIT $5";
    /// A page of an organisation's sessions.
    SELECT_SESSIONS_OF_TENANT = "SELECT id, identity_id, generation, created_at, used_at, expires_at, revoked_at, document
        FROM sessions WHERE tenant_id = $1 AND (created_at, id) > ($2, $3)
            AND ($4 IS NULL OR (revoked_at IS NULL AND expires_at > $4))
        ORDER BY created_at, id LIMIT $5";
    /// Sessions that were revoked by themselves after a change and after an instant.
    SELECT_SESSIONS_REVOKED = "SELECT id, revoked_at FROM sessions WHERE revoked_change > $1 AND revoked_at > $2";
}

/// What of a session is kept as a document.
#[derive(Serialize, Deserialize)]
pub(crate) struct SessionDocument {
    pub(crate) tenant: Tenant,
    pub(crate) kind: IdentityKind,
    pub(crate) name: String,
    pub(crate) client: Option<Uuid>,
    pub(crate) client_name: String,
    pub(crate) key: [u8; 32],
}

/// The write for a new session.
pub(crate) fn insert(session: &StoredSession) -> Result<Write, StoreError> {
    let told = SessionDocument {
        tenant: session.tenant,
        kind: session.kind,
        name: session.name.clone(),
        client: session.client,
        client_name: session.client_name.clone(),
        key: session.key,
    };
    let values = vec![
        session.id.into(),
        session.identity.into(),
        session.tenant.id().into(),
        session.generation.into(),
        session.created_at.into(),
        session.used_at.into(),
        session.expires_at.into(),
        document("session", &told)?.into(),
    ];
    Ok(Write::one(&INSERT_SESSION, values, Guard::Rows(1)))
}

/// The write that exchanges a refresh token.
pub(crate) fn rotate(session: &StoredSession, at: Timestamp) -> Write {
    let values = vec![session.id.into(), session.generation.into(), at.into()];
    Write::one(&UPDATE_SESSION_ROTATED, values, Guard::Version)
}

/// The write that revokes one session.
pub(crate) fn revoke(session: Uuid, at: Timestamp) -> Write {
    Write::one(&UPDATE_SESSION_REVOKED, vec![session.into(), at.into()], Guard::Any)
}

/// The write that revokes all sessions of an identity.
pub(crate) fn revoke_all(identity: Uuid, at: Timestamp) -> Write {
    Write::one(&UPDATE_SESSIONS_REVOKED, vec![identity.into(), at.into()], Guard::Any)
}
