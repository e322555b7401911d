//! The organisations whose people sign in with another issuer too. Such a person has the id that one of the same name has here,
//! and roles that only its tokens tell, so whoever bars the one bars the other.

use std::collections::BTreeSet;
use std::sync::{PoisonError, RwLock};

use super::Tenant;
use crate::engine::Engine;

/// The organisations that another issuer vouches for.
#[derive(Debug, Default)]
pub(crate) struct Elsewhere {
    tenants: RwLock<BTreeSet<Tenant>>,
}

impl Engine {
    /// Another issuer vouches for people of some organisations from now on.
    pub fn vouched_elsewhere(&self, tenants: impl IntoIterator<Item = Tenant>) {
        let known = &self.elsewhere().tenants;
        known.write().unwrap_or_else(PoisonError::into_inner).extend(tenants);
    }

    /// Whether another issuer vouches for people of an organisation.
    pub(super) fn is_vouched_elsewhere(&self, tenant: Tenant) -> bool {
        self.elsewhere().tenants.read().unwrap_or_else(PoisonError::into_inner).contains(&tenant)
    }
}
