//! Reading identities: those of the configuration beside those of the store.

use seatwright_store::{IdentityCursor, IdentityQuery, StoredIdentity};
use uuid::Uuid;

use super::{IdentityError, IdentityView};
use crate::engine::Engine;
use crate::error::EngineError;
use crate::identity::{Entry, IdentityKind, Tenant, identity_id};

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
    pub(super) async fn stored(&self, tenant: Tenant, id: Uuid) -> Result<StoredIdentity, IdentityError> {
        let found = self.store().identity(id).await?.filter(|found| found.tenant == tenant);
        match found {
            Some(found) => Ok(found),
            None if self.configured(tenant).await?.iter().any(|view| view.id == id) => {
                Err(IdentityError::Configured)
            }
            None => Err(IdentityError::Unknown),
        }
    }
}
