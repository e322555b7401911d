//! Signing in: proving an identity, with the customer of an administrator looked up in the store.

use crate::engine::Engine;
use crate::error::EngineError;
use crate::identity::Identity;

impl Engine {
    /// The application of a partner, when the secret is right.
    pub async fn sign_in_application(&self, tenant: &str, client_id: &str, secret: &str) -> Option<Identity> {
        self.identities().application(tenant, client_id, secret).await
    }

    /// A person, when the password is right: an agent where the tenant is a partner's domain or id, otherwise the
    /// administrator of the customer with that domain.
    ///
    /// # Errors
    /// A failing store.
    pub async fn sign_in_user(
        &self,
        tenant: &str,
        name: &str,
        password: &str,
    ) -> Result<Option<Identity>, EngineError> {
        if self.identities().is_partner(tenant) {
            return Ok(self.identities().agent(tenant, name, password).await);
        }
        let Some(administrator) = self.identities().administrator(tenant, name, password).await else {
            return Ok(None);
        };
        let customer = self.store().customer_by_domain(&administrator.domain).await?;
        Ok(customer.map(|customer| administrator.at(customer)))
    }
}
