//! Ending sessions of an organisation's own people and programs.

use std::collections::BTreeSet;

use jiff::Timestamp;
use seatwright_store::{IdentityWork, StoredSession};
use uuid::Uuid;

use super::{ATTEMPTS, IdentityError, Reach};
use crate::engine::Engine;
use crate::error::EngineError;
use crate::identity::{Identity, Tenant};

impl Engine {
    /// Ends one session of an organisation, with its tokens.
    ///
    /// # Errors
    /// Who asks has no role that may; a failing store.
    pub async fn end_session(
        &self,
        session: &StoredSession,
        by: &Identity,
        at: Timestamp,
    ) -> Result<(), IdentityError> {
        let (tenant, id) = (session.tenant, session.identity);
        let work = IdentityWork::new().revoke(session.id, at);
        match self.end((tenant, id), work, by, at).await {
            // One that is not there any more has no roles, and whoever is made in its place no session of it.
            Err(IdentityError::Unknown) => {
                self.permits((tenant, id, session.kind, &BTreeSet::new()), None, Reach::Here, Some(by))?;
                Ok(self.revoke_session(session.id, at).await?)
            }
            ended => ended,
        }
    }

    /// Ends all sessions of an identity of an organisation, with their tokens.
    ///
    /// # Errors
    /// There is no such identity; who asks has no role that may; a failing store.
    pub async fn end_sessions(
        &self,
        of: (Tenant, Uuid),
        by: &Identity,
        at: Timestamp,
    ) -> Result<(), IdentityError> {
        let work = IdentityWork::new().revoke_all(of.1, at).end_tokens(of.1);
        self.end(of, work, by, at).await
    }

    /// Does work on an identity. Roles of the configuration stay as they are while this runs; those of the store may change, and
    /// are looked at again when they do.
    async fn end(
        &self,
        (tenant, id): (Tenant, Uuid),
        work: IdentityWork,
        by: &Identity,
        at: Timestamp,
    ) -> Result<(), IdentityError> {
        for _ in 0..ATTEMPTS {
            let work = match self.stored(tenant, id).await {
                Ok(stored) => {
                    let holds = (tenant, id, stored.kind, &stored.roles);
                    self.permits(holds, None, Reach::Here, Some(by))?;
                    work.clone().rests_on(&stored)?
                }
                Err(IdentityError::Configured) => {
                    let view = self.identity(tenant, id).await?;
                    self.permits((tenant, id, view.kind, &view.roles), None, Reach::Here, Some(by))?;
                    work.clone()
                }
                Err(error) => return Err(error),
            };
            if self.done(work, at).await? {
                return Ok(());
            }
        }
        Err(EngineError::Busy.into())
    }
}
