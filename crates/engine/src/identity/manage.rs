//! Identities that are kept in the store: made, changed, given new secrets, disabled and taken out while the installation runs.
//! What takes something away ends the tokens that rest on it at once.

use std::collections::BTreeSet;
use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jiff::Timestamp;
use seatwright_domain::role::{Role, Side};
use seatwright_store::{
    CommitError, IdentityCursor, IdentityQuery, IdentityWork, StoreError, StoredIdentity, StoredSecret,
};
use uuid::Uuid;

use super::secret::{PASSWORD_MIN, random};
use super::session::plain;
use super::{Entry, IdentityFault, IdentityKind, Tenant, identity_id, is_redirect_uri};
use crate::engine::Engine;
use crate::error::EngineError;

/// The most secrets of an application. Two are enough to replace one by the other.
pub const SECRETS_MAX: usize = 5;
/// The most addresses that people may be sent back to.
const REDIRECT_URIS_MAX: usize = 20;
/// The longest name and description, in characters.
const TEXT_MAX: usize = 256;
/// Attempts of a change that others come before.
const ATTEMPTS: usize = 5;

/// Why an identity is not made or changed.
#[derive(Debug, thiserror::Error)]
pub enum IdentityError {
    /// There is none that the caller may know of.
    #[error("there is no such identity")]
    Unknown,
    /// There is one of this name.
    #[error("the organisation has an identity of this kind and name; choose another name")]
    Taken,
    /// It is one of the configuration, which is changed there.
    #[error(
        "this identity is in the configuration file; change it there and start anew. It can be disabled here"
    )]
    Configured,
    /// Whoever asks would shut itself out.
    #[error("this is who asks: somebody else must disable, remove or weaken it")]
    Own,
    /// There is no such secret.
    #[error("there is no such secret")]
    SecretUnknown,
    /// There are as many secrets as there can be.
    #[error("an application has at most {SECRETS_MAX} secrets; remove one first")]
    SecretsMany,
    /// It can keep no secret.
    #[error("a public application keeps no secret")]
    PublicSecret,
    /// A field that is wrong.
    #[error("{field}: {fix}")]
    Field {
        /// The field.
        field: &'static str,
        /// What it takes.
        fix: String,
    },
    /// A fault of our own.
    #[error(transparent)]
    Engine(#[from] EngineError),
}

impl From<StoreError> for IdentityError {
    fn from(error: StoreError) -> Self {
        Self::Engine(error.into())
    }
}

impl From<IdentityFault> for IdentityError {
    fn from(fault: IdentityFault) -> Self {
        match fault {
            IdentityFault::SecretLength { max, .. } => Self::Field {
                field: "password",
                fix: format!("write {PASSWORD_MIN} characters to {max} bytes"),
            },
            other => Self::Engine(EngineError::Lost(other.to_string())),
        }
    }
}

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

impl Engine {
    /// The identities of an organisation: those of the configuration on the first page, and those of the store by name.
    ///
    /// # Errors
    /// A failing store.
    pub async fn list_identities(
        &self,
        tenant: Tenant,
        after: Option<&IdentityCursor>,
        limit: usize,
    ) -> Result<(Vec<IdentityView>, Option<IdentityCursor>), EngineError> {
        let query = IdentityQuery { tenant: Some(tenant.id()), after, limit };
        let page = self.store().identities(query).await?;
        let mut views = if after.is_none() { self.configured(tenant).await? } else { Vec::new() };
        views.extend(page.items.into_iter().map(IdentityView::from));
        Ok((views, page.next))
    }

    /// One identity of an organisation.
    ///
    /// # Errors
    /// There is none; a failing store.
    pub async fn identity(&self, tenant: Tenant, id: Uuid) -> Result<IdentityView, IdentityError> {
        let configured = self.configured(tenant).await?.into_iter().find(|view| view.id == id);
        if let Some(view) = configured {
            return Ok(view);
        }
        Ok(self.stored(tenant, id).await?.into())
    }

    /// The identities of an organisation that the configuration has.
    async fn configured(&self, tenant: Tenant) -> Result<Vec<IdentityView>, EngineError> {
        let view = |(kind, entry): (IdentityKind, &Entry)| {
            let id = identity_id(tenant, kind, &entry.name);
            IdentityView {
                id,
                tenant,
                kind,
                name: entry.name.clone(),
                roles: entry.roles.clone(),
                disabled: self.gate().is_barred(id),
                configured: true,
                is_public: entry.secret.is_none(),
                redirect_uris: entry.redirect_uris.clone(),
                created_at: None,
                secrets: Vec::new(),
            }
        };
        let identities = self.identities();
        match tenant {
            Tenant::Partner(partner) => Ok(identities.of_partner(partner).map(view).collect()),
            // Its program stands in the configuration, and nobody there manages it.
            Tenant::Publisher(_) => Ok(Vec::new()),
            Tenant::Customer(customer) => {
                let Some(customer) = self.store().customer(customer).await? else { return Ok(Vec::new()) };
                let entries = identities.of_customer(&customer.domain);
                Ok(entries.map(|entry| view((IdentityKind::CustomerAdmin, entry))).collect())
            }
        }
    }

    /// An identity of the store that can be changed.
    async fn stored(&self, tenant: Tenant, id: Uuid) -> Result<StoredIdentity, IdentityError> {
        let found = self.store().identity(id).await?.filter(|found| found.tenant == tenant);
        match found {
            Some(found) => Ok(found),
            None if self.configured(tenant).await?.iter().any(|view| view.id == id) => {
                Err(IdentityError::Configured)
            }
            None => Err(IdentityError::Unknown),
        }
    }

    /// Makes an identity, and its first secret where it keeps one.
    ///
    /// # Errors
    /// The name is taken; a field is wrong.
    pub async fn create_identity(
        &self,
        new: NewIdentity,
        at: Timestamp,
    ) -> Result<(IdentityView, Option<NewSecret>), IdentityError> {
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
        by: Option<Uuid>,
        at: Timestamp,
    ) -> Result<IdentityView, IdentityError> {
        for _ in 0..ATTEMPTS {
            let before = match self.stored(tenant, id).await {
                Ok(stored) => stored,
                Err(IdentityError::Configured) => return self.bar(tenant, id, change, by, at).await,
                Err(error) => return Err(error),
            };
            let after = changed(&before, change)?;
            let weaker = after.disabled || !after.roles.is_superset(&before.roles);
            if by == Some(id) && weaker {
                return Err(IdentityError::Own);
            }
            let mut work = IdentityWork::new().change(&after)?;
            if after.disabled != before.disabled || after.roles != before.roles {
                work = work.mark(id, after.disabled);
            }
            if after.disabled {
                work = work.revoke_all(id, at);
            }
            match self.store().change_identities(work).await {
                Ok(()) => {
                    self.look(at).await?;
                    return Ok(after.into());
                }
                Err(CommitError::Conflict) => {}
                Err(error) => return Err(plain(error).into()),
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
        by: Option<Uuid>,
        at: Timestamp,
    ) -> Result<IdentityView, IdentityError> {
        let Some(disabled) =
            change.disabled.filter(|_| change.roles.is_none() && change.redirect_uris.is_none())
        else {
            return Err(IdentityError::Configured);
        };
        if by == Some(id) && disabled {
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
        by: Option<Uuid>,
        at: Timestamp,
    ) -> Result<(), IdentityError> {
        self.stored(tenant, id).await?;
        if by == Some(id) {
            return Err(IdentityError::Own);
        }
        let work = IdentityWork::new().remove(id).revoke_all(id, at).mark(id, false);
        match self.store().change_identities(work).await {
            Ok(()) => {}
            Err(CommitError::Conflict) => return Err(IdentityError::Unknown),
            Err(error) => return Err(plain(error).into()),
        }
        self.look(at).await?;
        tracing::info!(identity = %id, "an identity was taken out");
        Ok(())
    }

    /// Another secret for an application, beside those it has; a person's new password replaces the old one and ends its
    /// sessions.
    ///
    /// # Errors
    /// There is no such identity; it is of the configuration; it keeps no secret, or has as many as it can.
    pub async fn add_secret(
        &self,
        (tenant, id): (Tenant, Uuid),
        wanted: SecretWanted,
        at: Timestamp,
    ) -> Result<NewSecret, IdentityError> {
        let identity = self.stored(tenant, id).await?;
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
        let mut work = work.add_secret(id, &secret.kept);
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
        at: Timestamp,
    ) -> Result<(), IdentityError> {
        let identity = self.stored(tenant, id).await?;
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

    async fn make_secret(
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

fn check(new: &NewIdentity, at: Timestamp) -> Result<(), IdentityError> {
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

fn changed(before: &StoredIdentity, change: &IdentityChange) -> Result<StoredIdentity, IdentityError> {
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
