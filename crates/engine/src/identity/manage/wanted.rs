//! Identities and changes of them as they are asked for, and what is wrong with what is asked.

use std::collections::BTreeSet;
use std::fmt;

use jiff::Timestamp;
use seatwright_domain::role::{Role, Side};
use seatwright_store::StoredIdentity;

use super::{IdentityError, TEXT_MAX};
use crate::identity::{IdentityKind, Tenant, is_redirect_uri};

/// The most addresses that people may be sent back to.
const REDIRECT_URIS_MAX: usize = 20;

/// A new identity.
#[derive(Clone, PartialEq, Eq)]
pub struct NewIdentity {
    /// Its organisation.
    pub tenant: Tenant,
    /// What it is.
    pub kind: IdentityKind,
    /// The client id, or the sign-in name.
    pub name: String,
    /// The roles it holds.
    pub roles: BTreeSet<Role>,
    /// Whether it is an application that can keep no secret.
    pub is_public: bool,
    /// Where an application may have people sent back to.
    pub redirect_uris: Vec<String>,
    /// Its first secret; none of a public application.
    pub secret: SecretWanted,
}

impl fmt::Debug for NewIdentity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("NewIdentity")
            .field("kind", &self.kind)
            .field("roles", &self.roles)
            .finish_non_exhaustive()
    }
}

/// A secret as it is asked for.
#[derive(Clone, PartialEq, Eq, Default)]
pub struct SecretWanted {
    /// What it is for.
    pub description: String,
    /// When it ends; never where there is nothing.
    pub expires_at: Option<Timestamp>,
    /// What a person chose; where there is nothing it is made here.
    pub chosen: Option<String>,
}

impl fmt::Debug for SecretWanted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SecretWanted").field("expires_at", &self.expires_at).finish_non_exhaustive()
    }
}

/// A change of an identity; what is absent stays as it is.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct IdentityChange {
    /// The roles it holds from now on.
    pub roles: Option<BTreeSet<Role>>,
    /// Whether it may not sign in.
    pub disabled: Option<bool>,
    /// Where an application may have people sent back to.
    pub redirect_uris: Option<Vec<String>>,
}

pub(super) fn check(new: &NewIdentity, at: Timestamp) -> Result<(), IdentityError> {
    let fix = |field, fix: &str| Err(IdentityError::Field { field, fix: fix.to_owned() });
    let name = new.name.trim();
    if name.is_empty()
        || name.chars().count() > TEXT_MAX
        || name.chars().any(|c| c.is_control() || c.is_whitespace())
    {
        return fix("name", "write 1 to 256 characters without spaces");
    }
    let at_customer = matches!(new.tenant, Tenant::Customer(_));
    if at_customer != (new.kind == IdentityKind::CustomerAdmin) {
        let kinds = if at_customer { "customer_admin" } else { "application or agent" };
        return fix("kind", &format!("write {kinds} for this organisation"));
    }
    if new.is_public && new.kind != IdentityKind::Application {
        return fix("isPublic", "only applications can be public");
    }
    if new.secret.expires_at.is_some_and(|end| end <= at) {
        return fix("expiresAt", "write an instant that is not over");
    }
    roles_fit(&new.roles, at_customer)?;
    uris_fit(&new.redirect_uris, new.kind)
}

fn roles_fit(roles: &BTreeSet<Role>, at_customer: bool) -> Result<(), IdentityError> {
    let own = if at_customer { Side::Customer } else { Side::Partner };
    if roles.iter().all(|role| role.side() == own) {
        return Ok(());
    }
    let side = if at_customer { "customers" } else { "partners" };
    Err(IdentityError::Field { field: "roles", fix: format!("write roles of {side} only") })
}

fn uris_fit(uris: &[String], kind: IdentityKind) -> Result<(), IdentityError> {
    let fits = uris.len() <= REDIRECT_URIS_MAX
        && uris.iter().all(|uri| is_redirect_uri(uri))
        && (uris.is_empty() || kind == IdentityKind::Application);
    if fits {
        return Ok(());
    }
    let fix = "write at most 20 addresses with https, or with http on the reader's own machine, for applications only";
    Err(IdentityError::Field { field: "redirectUris", fix: fix.to_owned() })
}

pub(super) fn changed(
    before: &StoredIdentity,
    change: &IdentityChange,
) -> Result<StoredIdentity, IdentityError> {
    let mut after = StoredIdentity { revision: before.revision.saturating_add(1), ..before.clone() };
    if let Some(roles) = &change.roles {
        roles_fit(roles, matches!(before.tenant, Tenant::Customer(_)))?;
        after.roles.clone_from(roles);
    }
    if let Some(uris) = &change.redirect_uris {
        uris_fit(uris, before.kind)?;
        after.redirect_uris.clone_from(uris);
    }
    after.disabled = change.disabled.unwrap_or(before.disabled);
    Ok(after)
}
