//! Changes of identities, sessions and keys that stand or fall together.

use jiff::Timestamp;
use uuid::Uuid;

use crate::error::StoreError;
use crate::identity::{StoredCode, StoredIdentity, StoredKey, StoredSecret, StoredSession};
use crate::rows;
use crate::statement::Write;

/// Writes that stand or fall together, each guarded by what it was decided on.
#[derive(Clone, Debug, Default)]
pub struct IdentityWork {
    pub(crate) writes: Vec<Write>,
}

impl IdentityWork {
    /// Nothing to do yet.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    fn with(mut self, write: Write) -> Self {
        self.writes.push(write);
        self
    }

    /// Counts a change that a running server must notice. What is marked or revoked after it carries its number.
    fn noticed(self) -> Self {
        self.with(rows::identity::changed())
    }

    /// A new identity, with its secrets. It is a conflict when there is one with this id.
    ///
    /// # Errors
    /// [`StoreError::Document`] when it has no JSON form.
    pub fn create(self, identity: &StoredIdentity) -> Result<Self, StoreError> {
        let work = self.with(rows::identity::insert(identity)?);
        Ok(identity.secrets.iter().fold(work, |work, secret| work.add_secret(identity.id, secret)))
    }

    /// An identity is changed. It is a conflict when it is not at the revision before; its secrets stay as they are.
    ///
    /// # Errors
    /// [`StoreError::Document`] when it has no JSON form.
    pub fn change(self, identity: &StoredIdentity) -> Result<Self, StoreError> {
        Ok(self.with(rows::identity::update(identity)?))
    }

    /// An identity counts one revision more and is otherwise left as it was read, for work that rests on it. It is a conflict
    /// when it is not at this revision any more.
    ///
    /// # Errors
    /// [`StoreError::Document`] when it has no JSON form.
    pub fn rests_on(self, identity: &StoredIdentity) -> Result<Self, StoreError> {
        let next = identity.revision.saturating_add(1);
        self.change(&StoredIdentity { revision: next, ..identity.clone() })
    }

    /// An identity is taken out, with its secrets. It is a conflict when it is not at the revision that it was read at.
    #[must_use]
    pub fn remove(self, identity: &StoredIdentity) -> Self {
        self.with(rows::identity::delete_secrets(identity.id)).with(rows::identity::delete(identity))
    }

    /// Another secret for an identity.
    #[must_use]
    pub fn add_secret(self, identity: Uuid, secret: &StoredSecret) -> Self {
        self.with(rows::identity::insert_secret(identity, secret))
    }

    /// A secret is removed. It is a conflict when there is none.
    #[must_use]
    pub fn remove_secret(self, identity: Uuid, secret: Uuid) -> Self {
        self.with(rows::identity::delete_secret(identity, secret))
    }

    /// The access tokens of an identity end: those given out until now, or all while it is `barred`.
    #[must_use]
    pub fn mark(self, identity: Uuid, barred: bool) -> Self {
        self.noticed().with(rows::identity::mark(identity, barred))
    }

    /// The access tokens of an identity end that were given out until now. Whoever is barred stays so, by whomever it was.
    #[must_use]
    pub fn end_tokens(self, identity: Uuid) -> Self {
        self.noticed().with(rows::identity::next_epoch(identity))
    }

    /// All sessions of an identity are revoked.
    #[must_use]
    pub fn revoke_all(self, identity: Uuid, at: Timestamp) -> Self {
        self.with(rows::session::revoke_all(identity, at))
    }

    /// A session begins.
    ///
    /// # Errors
    /// [`StoreError::Document`] when it has no JSON form.
    pub fn open(self, session: &StoredSession) -> Result<Self, StoreError> {
        Ok(self.with(rows::session::insert(session)?))
    }

    /// The refresh token of a session is exchanged for the next. It is a conflict when it was exchanged before, or when the
    /// session was revoked.
    #[must_use]
    pub fn rotate(self, session: &StoredSession, at: Timestamp) -> Self {
        self.with(rows::session::rotate(session, at))
    }

    /// One session is revoked, unless it was before.
    #[must_use]
    pub fn revoke(self, session: Uuid, at: Timestamp) -> Self {
        self.noticed().with(rows::session::revoke(session, at))
    }

    /// A new code.
    #[must_use]
    pub fn give(self, code: &StoredCode) -> Self {
        self.with(rows::code::insert(code))
    }

    /// A code is exchanged for a session. It is a conflict when it was used before.
    #[must_use]
    pub fn redeem(self, code: &[u8; 32], session: Uuid) -> Self {
        self.with(rows::code::redeem(code, session))
    }

    /// A new key signs from now on; all others retire at an instant, those that retire earlier as they were to.
    #[must_use]
    pub fn sign_with(self, key: &StoredKey, others_retire_at: Timestamp) -> Self {
        self.noticed().with(rows::key::insert(key)).with(rows::key::retire_others(&key.id, others_retire_at))
    }
}
