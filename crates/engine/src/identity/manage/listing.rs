//! Reading identities: those of the configuration beside those of the store.

use std::collections::BTreeSet;

use seatwright_store::{IdentityCursor, IdentityQuery, StoredIdentity};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{IdentityError, IdentityView};
use crate::engine::Engine;
use crate::error::EngineError;
use crate::identity::{Entry, IdentityKind, Tenant, identity_id};

/// A place in the list of an organisation's identities.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum IdentityPlace {
    /// Behind so many of the configuration.
    Configured(usize),
    /// Behind one of the store.
    Stored(IdentityCursor),
}

impl Engine {
    /// The identities of an organisation behind a place, `limit` at most: those of the configuration come first, and then those
    /// of the store by name. One that both have is that of the configuration.
    ///
    /// # Errors
    /// A failing store.
    pub async fn list_identities(
        &self,
        tenant: Tenant,
        after: Option<&IdentityPlace>,
        limit: usize,
    ) -> Result<(Vec<IdentityView>, Option<IdentityPlace>), EngineError> {
        let limit = limit.max(1);
        let configured = self.configured(tenant).await?;
        let both: BTreeSet<Uuid> = configured.iter().map(|view| view.id).collect();
        let (passed, mut after) = match after {
            None => (0, None),
            Some(IdentityPlace::Configured(passed)) => (*passed, None),
            Some(IdentityPlace::Stored(cursor)) => (configured.len(), Some(cursor.clone())),
        };
        let total = configured.len();
        let mut views: Vec<IdentityView> = configured.into_iter().skip(passed).take(limit).collect();
        let passed = passed.saturating_add(views.len());
        if passed < total {
            return Ok((views, Some(IdentityPlace::Configured(passed))));
        }
        let is_full = views.len() == limit;
        loop {
            // Behind a page that the configuration fills, it is only looked whether there is anybody.
            let room = if is_full { 1 } else { limit - views.len() };
            let query = IdentityQuery { tenant: Some(tenant.id()), after: after.as_ref(), limit: room };
            let page = self.store().identities(query).await?;
            let mut found =
                page.items.into_iter().filter(|found| !both.contains(&found.id)).map(IdentityView::from);
            if is_full {
                if found.next().is_some() {
                    return Ok((views, Some(IdentityPlace::Configured(total))));
                }
            } else {
                views.extend(found);
            }
            after = page.next;
            if after.is_none() || (!is_full && views.len() >= limit) {
                return Ok((views, after.map(IdentityPlace::Stored)));
            }
        }
    }

    /// One identity of an organisation.
    ///
    /// # Errors
    /// There is none; a failing store.
    pub async fn identity(&self, tenant: Tenant, id: Uuid) -> Result<IdentityView, IdentityError> {
        if let Some(view) = self.configured_one(tenant, id).await? {
            return Ok(view);
        }
        Ok(self.kept(tenant, id).await?.into())
    }

    /// One of the configuration.
    async fn configured_one(&self, tenant: Tenant, id: Uuid) -> Result<Option<IdentityView>, EngineError> {
        Ok(self.configured(tenant).await?.into_iter().find(|view| view.id == id))
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

    /// An identity of the store that can be changed. Where the configuration has it too, the configuration counts: the roles in
    /// the store say nothing about whoever signs in.
    pub(super) async fn stored(&self, tenant: Tenant, id: Uuid) -> Result<StoredIdentity, IdentityError> {
        if self.configured_one(tenant, id).await?.is_some() {
            return Err(IdentityError::Configured);
        }
        self.kept(tenant, id).await
    }

    /// An identity as the store has it.
    async fn kept(&self, tenant: Tenant, id: Uuid) -> Result<StoredIdentity, IdentityError> {
        let found = self.store().identity(id).await?.filter(|found| found.tenant == tenant);
        found.ok_or(IdentityError::Unknown)
    }
}
