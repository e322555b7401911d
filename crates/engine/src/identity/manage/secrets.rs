//! Secrets of identities: another one, a person's new password, and taking one away.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jiff::Timestamp;
use seatwright_store::{CommitError, IdentityWork, StoredIdentity, StoredSecret};
use uuid::Uuid;

use super::{IdentityError, NewSecret, SECRETS_MAX, SecretWanted, TEXT_MAX};
use crate::engine::Engine;
use crate::identity::secret::{PASSWORD_MIN, random};
use crate::identity::session::plain;
use crate::identity::{Identity, IdentityKind, Tenant};

impl Engine {
    /// Another secret for an application, beside those it has; a person's new password replaces the old one and ends its
    /// sessions.
    ///
    /// # Errors
    /// There is no such identity; it is of the configuration; it keeps no secret, or has as many as it can.
    pub async fn add_secret(
        &self,
        (tenant, id): (Tenant, Uuid),
        wanted: SecretWanted,
        by: Option<&Identity>,
        at: Timestamp,
    ) -> Result<NewSecret, IdentityError> {
        let identity = self.stored(tenant, id).await?;
        self.permits((id, identity.kind, &identity.roles), None, by)?;
        if identity.is_public {
            return Err(IdentityError::PublicSecret);
        }
        let is_application = identity.kind == IdentityKind::Application;
        let live =
            identity.secrets.iter().filter(|secret| secret.expires_at.is_none_or(|end| at < end)).count();
        if is_application && live >= SECRETS_MAX {
            return Err(IdentityError::SecretsMany);
        }
        let secret = self.make_secret(wanted, identity.kind, at).await?;
        // Those that have ended make room.
        let gone = identity
            .secrets
            .iter()
            .filter(|secret| !is_application || secret.expires_at.is_some_and(|end| end <= at));
        let work = gone.fold(IdentityWork::new(), |work, secret| work.remove_secret(id, secret.id));
        // Whose roles have changed since they were looked at is looked at again.
        let same = StoredIdentity { revision: identity.revision.saturating_add(1), ..identity.clone() };
        let mut work = work.change(&same)?.add_secret(id, &secret.kept);
        if !is_application {
            work = work.revoke_all(id, at).mark(id, identity.disabled);
        }
        self.store().change_identities(work).await.map_err(plain)?;
        self.look(at).await?;
        Ok(secret)
    }

    /// Removes a secret, and ends the tokens of its identity: whoever has another secret gets new ones at once.
    ///
    /// # Errors
    /// There is none such.
    pub async fn remove_secret(
        &self,
        (tenant, id): (Tenant, Uuid),
        secret: Uuid,
        by: Option<&Identity>,
        at: Timestamp,
    ) -> Result<(), IdentityError> {
        let identity = self.stored(tenant, id).await?;
        self.permits((id, identity.kind, &identity.roles), None, by)?;
        let work =
            IdentityWork::new().remove_secret(id, secret).revoke_all(id, at).mark(id, identity.disabled);
        match self.store().change_identities(work).await {
            Ok(()) => {}
            Err(CommitError::Conflict) => return Err(IdentityError::SecretUnknown),
            Err(error) => return Err(plain(error).into()),
        }
        self.look(at).await?;
        Ok(())
    }

    pub(super) async fn make_secret(
        &self,
        wanted: SecretWanted,
        kind: IdentityKind,
        at: Timestamp,
    ) -> Result<NewSecret, IdentityError> {
        let fix = |field, fix: &str| IdentityError::Field { field, fix: fix.to_owned() };
        if wanted.description.chars().count() > TEXT_MAX {
            return Err(fix("description", "write at most 256 characters"));
        }
        if wanted.expires_at.is_some_and(|end| end <= at) {
            return Err(fix("expiresAt", "write an instant that is not over"));
        }
        let plain = match wanted.chosen {
            // Nobody types an application's secret, so none of them is shorter than what is made here.
            Some(_) if kind == IdentityKind::Application => {
                return Err(fix("password", "leave it out: secrets of applications are made here"));
            }
            Some(chosen) if chosen.chars().count() < PASSWORD_MIN => {
                return Err(fix("password", &format!("write at least {PASSWORD_MIN} characters")));
            }
            Some(chosen) => chosen,
            None => URL_SAFE_NO_PAD.encode(random()?),
        };
        let hash = self.identities().checker().hash(plain.clone()).await?;
        let kept = StoredSecret {
            id: Uuid::new_v4(),
            description: wanted.description,
            hash,
            created_at: at,
            expires_at: wanted.expires_at,
        };
        Ok(NewSecret { kept, plain })
    }
}
