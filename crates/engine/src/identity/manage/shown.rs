//! Identities as they are shown, wherever they are kept: the names in them are for those who may read them, and for no log.

use std::collections::BTreeSet;
use std::fmt;

use jiff::Timestamp;
use seatwright_domain::role::Role;
use seatwright_store::{StoredIdentity, StoredSecret};
use uuid::Uuid;

use crate::identity::{IdentityKind, Tenant};

/// A secret that was just made: this once it can be read.
#[derive(Clone, PartialEq, Eq)]
pub struct NewSecret {
    /// How it is kept.
    pub kept: StoredSecret,
    /// The secret itself.
    pub plain: String,
}

impl fmt::Debug for NewSecret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("NewSecret").field("kept", &self.kept).finish_non_exhaustive()
    }
}

/// A secret as it is shown: never the secret itself.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct TakenSecret {
    /// Its id.
    pub id: Uuid,
    /// What it is for.
    pub description: String,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it ends.
    pub expires_at: Option<Timestamp>,
}

/// An identity as it is shown, wherever it is kept.
#[derive(Clone, PartialEq, Eq)]
pub struct IdentityView {
    /// Its id.
    pub id: Uuid,
    /// Its organisation.
    pub tenant: Tenant,
    /// What it is.
    pub kind: IdentityKind,
    /// Its name.
    pub name: String,
    /// The roles it holds.
    pub roles: BTreeSet<Role>,
    /// Whether it may not sign in.
    pub disabled: bool,
    /// Whether it is one of the configuration.
    pub configured: bool,
    /// Whether it is an application that can keep no secret.
    pub is_public: bool,
    /// Where an application may have people sent back to.
    pub redirect_uris: Vec<String>,
    /// When it was made; of the configuration nobody knows.
    pub created_at: Option<Timestamp>,
    /// Its secrets, the oldest first; those of the configuration are not counted.
    pub secrets: Vec<TakenSecret>,
}

impl fmt::Debug for IdentityView {
    /// Without the name, which is often a person's.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("IdentityView")
            .field("id", &self.id)
            .field("roles", &self.roles)
            .finish_non_exhaustive()
    }
}

impl From<StoredIdentity> for IdentityView {
    fn from(stored: StoredIdentity) -> Self {
        let secrets = stored.secrets.into_iter().map(|secret| TakenSecret {
            id: secret.id,
            description: secret.description,
            created_at: secret.created_at,
            expires_at: secret.expires_at,
        });
        Self {
            id: stored.id,
            tenant: stored.tenant,
            kind: stored.kind,
            name: stored.name,
            roles: stored.roles,
            disabled: stored.disabled,
            configured: false,
            is_public: stored.is_public,
            redirect_uris: stored.redirect_uris,
            created_at: Some(stored.created_at),
            secrets: secrets.collect(),
        }
    }
}
