//! Identities that are kept in the store: made, changed, given new secrets, disabled and taken out while the installation runs.
//! What takes something away ends the tokens that rest on it at once.

mod error;
mod listing;
mod secrets;
mod sessions;
mod shown;
mod wanted;

use std::collections::BTreeSet;

use jiff::Timestamp;
use seatwright_domain::refusal::Refusals;
use seatwright_domain::role::Role;
use seatwright_domain::staff::{Staff, to_staff};
use seatwright_store::{CommitError, IdentityWork, StoredIdentity};
use uuid::Uuid;

pub use self::error::IdentityError;
pub use self::listing::IdentityPlace;
pub use self::shown::{IdentityView, NewSecret, TakenSecret};
pub use self::wanted::{IdentityChange, NewIdentity, SecretWanted};
use self::wanted::{changed, check};
use super::session::plain;
use super::{Identity, IdentityKind, Tenant, identity_id};
use crate::engine::Engine;
use crate::error::EngineError;

/// The most secrets of an application. Two are enough to replace one by the other.
pub const SECRETS_MAX: usize = 5;
/// The longest name and description, in characters.
const TEXT_MAX: usize = 256;
/// Attempts of a change that others come before.
const ATTEMPTS: usize = 5;

/// How far a change of an identity goes.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Reach {
    /// To what is kept here.
    Here,
    /// To whoever has this id, by another issuer too: it is made, barred, let in again or taken out.
    Everywhere,
}

impl Engine {
    /// Whether somebody may change an identity, with roles that it gets where they change.
    fn permits(
        &self,
        (tenant, id, kind, holds): (Tenant, Uuid, IdentityKind, &BTreeSet<Role>),
        gets: Option<&BTreeSet<Role>>,
        reach: Reach,
        by: Option<&Identity>,
    ) -> Result<(), IdentityError> {
        let Some(by) = by else { return Ok(()) };
        let staff = Staff {
            is_person: kind != IdentityKind::Application,
            is_caller: by.id() == id,
            may_be_anothers: reach == Reach::Everywhere && self.is_vouched_elsewhere(tenant),
            holds,
        };
        let policy = self.policies().at(self.now());
        match to_staff(staff, gets, &by.caller(), policy) {
            Some(reason) => Err(IdentityError::Refused(Refusals::from(reason))),
            None => Ok(()),
        }
    }

    /// Makes an identity, and its first secret where it keeps one. `by` is who asks; none for the operator.
    ///
    /// # Errors
    /// Who asks may not; the name is taken; a field is wrong.
    pub async fn create_identity(
        &self,
        new: NewIdentity,
        by: Option<&Identity>,
        at: Timestamp,
    ) -> Result<(IdentityView, Option<NewSecret>), IdentityError> {
        let id = identity_id(new.tenant, new.kind, new.name.trim());
        let made = (new.tenant, id, new.kind, &BTreeSet::new());
        self.permits(made, Some(&new.roles), Reach::Everywhere, by)?;
        check(&new, at)?;
        let NewIdentity { tenant, kind, name, roles, is_public, redirect_uris, secret } = new;
        let name = name.trim().to_owned();
        if self.candidate(tenant, kind, &name, at).await?.is_some() {
            return Err(IdentityError::Taken);
        }
        let secret = if is_public { None } else { Some(self.make_secret(secret, kind, at).await?) };
        let stored = StoredIdentity {
            id: identity_id(tenant, kind, &name),
            tenant,
            kind,
            name,
            roles,
            disabled: false,
            is_public,
            redirect_uris,
            created_at: at,
            revision: 1,
            secrets: secret.iter().map(|secret| secret.kept.clone()).collect(),
        };
        let work = IdentityWork::new().create(&stored)?;
        match self.store().change_identities(work).await {
            Ok(()) => {}
            Err(CommitError::Conflict) => return Err(IdentityError::Taken),
            Err(error) => return Err(plain(error).into()),
        }
        tracing::info!(identity = %stored.id, kind = kind.code(), "an identity was made");
        Ok((stored.into(), secret))
    }

    /// Changes an identity. With other roles its access tokens end, and its sessions get new ones with these; disabled, all of it
    /// ends. `by` is who asks; none for the operator.
    ///
    /// # Errors
    /// There is none; it is of the configuration and more than disabled; it is who asks; a field is wrong.
    pub async fn change_identity(
        &self,
        (tenant, id): (Tenant, Uuid),
        change: &IdentityChange,
        by: Option<&Identity>,
        at: Timestamp,
    ) -> Result<IdentityView, IdentityError> {
        for _ in 0..ATTEMPTS {
            let before = match self.stored(tenant, id).await {
                Ok(stored) => stored,
                Err(IdentityError::Configured) => return self.bar(tenant, id, change, by, at).await,
                Err(error) => return Err(error),
            };
            let reach = reach(change, before.disabled);
            self.permits((tenant, id, before.kind, &before.roles), change.roles.as_ref(), reach, by)?;
            let after = changed(&before, change)?;
            let weaker = after.disabled || !after.roles.is_superset(&before.roles);
            if is(by, id) && weaker {
                return Err(IdentityError::Own);
            }
            let mut work = IdentityWork::new().change(&after)?;
            if after.disabled != before.disabled {
                work = work.mark(id, after.disabled);
            } else if after.roles != before.roles {
                work = work.end_tokens(id);
            }
            if after.disabled {
                work = work.revoke_all(id, at);
            }
            if self.done(work, at).await? {
                return Ok(after.into());
            }
        }
        Err(EngineError::Busy.into())
    }

    /// Disables or enables an identity of the configuration; nothing else of it can be changed here.
    async fn bar(
        &self,
        tenant: Tenant,
        id: Uuid,
        change: &IdentityChange,
        by: Option<&Identity>,
        at: Timestamp,
    ) -> Result<IdentityView, IdentityError> {
        let view = self.identity(tenant, id).await?;
        let reach = reach(change, view.disabled);
        self.permits((tenant, id, view.kind, &view.roles), change.roles.as_ref(), reach, by)?;
        let Some(disabled) =
            change.disabled.filter(|_| change.roles.is_none() && change.redirect_uris.is_none())
        else {
            return Err(IdentityError::Configured);
        };
        if is(by, id) && disabled {
            return Err(IdentityError::Own);
        }
        self.bar_identity(id, disabled, at).await?;
        self.identity(tenant, id).await
    }

    /// Keeps an identity of the configuration out, or lets it in again, by its id alone: for whoever operates the installation
    /// and does not have the configuration at hand.
    ///
    /// # Errors
    /// A failing store.
    pub async fn bar_identity(&self, id: Uuid, disabled: bool, at: Timestamp) -> Result<(), EngineError> {
        let mut work = IdentityWork::new().mark(id, disabled);
        if disabled {
            work = work.revoke_all(id, at);
        }
        self.store().change_identities(work).await.map_err(plain)?;
        self.look(at).await?;
        Ok(())
    }

    /// Takes an identity out, with its secrets; its sessions and tokens end.
    ///
    /// # Errors
    /// There is none; it is of the configuration; it is who asks.
    pub async fn remove_identity(
        &self,
        (tenant, id): (Tenant, Uuid),
        by: Option<&Identity>,
        at: Timestamp,
    ) -> Result<(), IdentityError> {
        for _ in 0..ATTEMPTS {
            let before = self.stored(tenant, id).await?;
            self.permits((tenant, id, before.kind, &before.roles), None, Reach::Everywhere, by)?;
            if is(by, id) {
                return Err(IdentityError::Own);
            }
            let work = IdentityWork::new().remove(&before).revoke_all(id, at).mark(id, false);
            if self.done(work, at).await? {
                tracing::info!(identity = %id, "an identity was taken out");
                return Ok(());
            }
        }
        Err(EngineError::Busy.into())
    }

    /// Does what was decided on an identity as it was read; false where somebody has changed it since.
    async fn done(&self, work: IdentityWork, at: Timestamp) -> Result<bool, EngineError> {
        match self.store().change_identities(work).await {
            Ok(()) => {}
            Err(CommitError::Conflict) => return Ok(false),
            Err(error) => return Err(plain(error)),
        }
        self.look(at).await?;
        Ok(true)
    }
}

/// How far a change goes: whoever is barred or let in again is so by every issuer.
fn reach(change: &IdentityChange, disabled: bool) -> Reach {
    if change.disabled.is_some_and(|wanted| wanted != disabled) { Reach::Everywhere } else { Reach::Here }
}

/// Whether it is who asks.
fn is(by: Option<&Identity>, id: Uuid) -> bool {
    by.is_some_and(|by| by.id() == id)
}
