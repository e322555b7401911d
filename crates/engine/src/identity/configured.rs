//! What a new start with another configuration file means for those who are signed in: whoever is not in it any more is out, and
//! whoever has other roles gets tokens with these.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use seatwright_domain::role::Role;
use seatwright_store::{IdentityWork, StoreError};
use uuid::Uuid;

use super::session::plain;
use super::{Tenant, Whose, identity_id};
use crate::engine::Engine;
use crate::error::EngineError;

/// The setting that keeps who was configured at the last start, by id and with the roles.
const SETTING: &str = "configured_identities";

type Configured = BTreeMap<Uuid, BTreeSet<Role>>;

impl Engine {
    /// Compares the configuration with that of the last start, and ends what rests on what has changed. To be called at the
    /// start, before tokens are looked at.
    ///
    /// # Errors
    /// A failing store.
    pub async fn settle_configured(&self, at: Timestamp) -> Result<(), EngineError> {
        let unreadable = |error: serde_json::Error| StoreError::Document {
            what: SETTING.to_owned(),
            why: error.to_string(),
        };
        let now = self.configured_now().await?;
        let before: Configured = match self.store().setting(SETTING).await? {
            Some(text) => serde_json::from_str(&text).map_err(unreadable)?,
            None => Configured::new(),
        };
        if now == before {
            return Ok(());
        }
        for (id, roles) in &before {
            let work = match now.get(id) {
                Some(same) if same == roles => continue,
                Some(_) => IdentityWork::new().end_tokens(*id),
                // It may be in the store instead: then its sessions there begin anew.
                None => IdentityWork::new().revoke_all(*id, at).end_tokens(*id),
            };
            self.store().change_identities(work).await.map_err(plain)?;
        }
        let text = serde_json::to_string(&now).map_err(unreadable)?;
        self.store().put_setting(SETTING, Some(&text)).await?;
        Ok(())
    }

    /// Everybody of the configuration whose organisation is there.
    async fn configured_now(&self) -> Result<Configured, EngineError> {
        let mut now = Configured::new();
        for (whose, kind, entry) in self.identities().everybody() {
            let tenant = match whose {
                Whose::Partner(partner) => Some(Tenant::Partner(partner)),
                Whose::Publisher(publisher) => Some(Tenant::Publisher(publisher)),
                Whose::Customer(domain) => {
                    self.store().customer_by_domain(domain).await?.map(Tenant::Customer)
                }
            };
            if let Some(tenant) = tenant {
                now.insert(identity_id(tenant, kind, &entry.name), entry.roles.clone());
            }
        }
        Ok(now)
    }
}
