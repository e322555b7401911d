//! The data that decisions rest on, shared by everything that decides.

use std::sync::Arc;

use jiff::Timestamp;
use seatwright_domain::catalogue::Catalogue;
use seatwright_domain::decision::{Context, Rows};
use seatwright_domain::partner::Partners;
use seatwright_domain::policy::Policies;
use seatwright_domain::role::Caller;
use uuid::Uuid;

/// Catalogue, policies and partners of the installation.
#[derive(Clone, Debug)]
pub(crate) struct Rules {
    pub(crate) catalogue: Arc<Catalogue>,
    pub(crate) policies: Arc<Policies>,
    pub(crate) partners: Arc<Partners>,
}

impl Rules {
    /// The context of one decision.
    pub(crate) fn context<'a>(
        &'a self,
        caller: &'a Caller,
        now: Timestamp,
        seed: Uuid,
        loaded: &'a Rows,
    ) -> Context<'a> {
        Context {
            catalogue: &self.catalogue,
            policies: &self.policies,
            partners: &self.partners,
            caller,
            now,
            seed,
            loaded,
        }
    }
}
