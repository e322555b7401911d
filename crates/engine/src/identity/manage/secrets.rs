//! Secrets of identities: another one, a person's new password, and taking one away.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jiff::Timestamp;
use seatwright_store::{IdentityWork, StoreError, StoredIdentity, StoredSecret};
use uuid::Uuid;

use super::{ATTEMPTS, IdentityError, NewSecret, Reach, SECRETS_MAX, SecretWanted, TEXT_MAX};
use crate::engine::Engine;
use crate::error::EngineError;
use crate::identity::secret::{PASSWORD_MIN, random};
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
        let mut made = None;
        for _ in 0..ATTEMPTS {
            let identity = self.stored(tenant, id).await?;
            self.permits((tenant, id, identity.kind, &identity.roles), None, Reach::Here, by)?;
            has_room(&identity, at)?;
            let secret = match made.take() {
                Some(secret) => secret,
                None => self.make_secret(wanted.clone(), identity.kind, at).await?,
            };
            if self.done(added(&identity, &secret.kept, at)?, at).await? {
                return Ok(secret);
            }
            // Whoever has changed since it was looked at is looked at again.
            made = Some(secret);
        }
        Err(EngineError::Busy.into())
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
        for _ in 0..ATTEMPTS {
            let identity = self.stored(tenant, id).await?;
            self.permits((tenant, id, identity.kind, &identity.roles), None, Reach::Here, by)?;
            if !identity.secrets.iter().any(|kept| kept.id == secret) {
                return Err(IdentityError::SecretUnknown);
            }
            let work = IdentityWork::new().rests_on(&identity)?.remove_secret(id, secret);
            if self.done(work.revoke_all(id, at).end_tokens(id), at).await? {
                return Ok(());
            }
        }
        Err(EngineError::Busy.into())
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

/// Whether an identity can keep one more secret.
fn has_room(identity: &StoredIdentity, at: Timestamp) -> Result<(), IdentityError> {
    if identity.is_public {
        return Err(IdentityError::PublicSecret);
    }
    let live = identity.secrets.iter().filter(|secret| secret.expires_at.is_none_or(|end| at < end)).count();
    if identity.kind == IdentityKind::Application && live >= SECRETS_MAX {
        return Err(IdentityError::SecretsMany);
    }
    Ok(())
}

/// The work that adds a secret to an identity as it was read.
fn added(
    identity: &StoredIdentity,
    secret: &StoredSecret,
    at: Timestamp,
) -> Result<IdentityWork, StoreError> {
    let (id, is_application) = (identity.id, identity.kind == IdentityKind::Application);
    // Those that have ended make room.
    let gone = identity
        .secrets
        .iter()
        .filter(|secret| !is_application || secret.expires_at.is_some_and(|end| end <= at));
    let work = IdentityWork::new().rests_on(identity)?;
    let work = gone.fold(work, |work, secret| work.remove_secret(id, secret.id)).add_secret(id, secret);
    Ok(if is_application { work } else { work.revoke_all(id, at).end_tokens(id) })
}
