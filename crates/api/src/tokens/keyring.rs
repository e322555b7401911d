//! The keys of an installation: one signs, and those that signed before it are published and believed until they retire.

use jiff::{SignedDuration, Timestamp};
use seatwright_store::{CommitError, IdentityWork, Store, StoreError, StoredKey};

use super::{KeyError, SigningKey};
use crate::state::OpenError;

/// The setting in which earlier versions kept the only key.
const KEY_SETTING: &str = "token_key";

/// How long a key that signed is published and believed after the next one took over, where nothing else is said: a day, longer
/// than any token holds and than clients keep what was published.
pub const KEY_OVERLAP: SignedDuration = SignedDuration::from_hours(24);

/// A key with when it ends.
#[derive(Clone, Debug)]
pub(crate) struct LivingKey {
    /// The key.
    pub(crate) key: SigningKey,
    /// The first instant at which it is not believed any more; none for the one that signs.
    pub(crate) retires_at: Option<Timestamp>,
}

impl LivingKey {
    /// Whether it is published and believed.
    pub(crate) fn lives(&self, at: Timestamp) -> bool {
        self.retires_at.is_none_or(|end| at < end)
    }
}

/// The keys of a store, the one that signs first. At the first start it is made, or taken over from an earlier version.
///
/// # Errors
/// A kept key cannot be read; a failing store.
pub(crate) async fn open(store: &dyn Store, at: Timestamp) -> Result<Vec<LivingKey>, OpenError> {
    let kept = store.signing_keys().await?;
    if !kept.is_empty() {
        return living(&kept);
    }
    let key = match store.setting(KEY_SETTING).await? {
        Some(pem) => SigningKey::from_pem(&pem)?,
        None => SigningKey::generate()?,
    };
    add(store, &key, at, at).await?;
    store.put_setting(KEY_SETTING, None).await?;
    Ok(vec![LivingKey { key, retires_at: None }])
}

/// The keys that are kept, the one that signs first.
///
/// # Errors
/// A kept key cannot be read.
pub(crate) fn living(kept: &[StoredKey]) -> Result<Vec<LivingKey>, OpenError> {
    let read = |kept: &StoredKey| -> Result<LivingKey, KeyError> {
        Ok(LivingKey { key: SigningKey::from_pem(&kept.pem)?, retires_at: kept.retires_at })
    };
    let mut keys: Vec<LivingKey> = kept.iter().map(read).collect::<Result<_, _>>()?;
    // As the store gives them: a key that retires never signs.
    keys.sort_by_key(|key| key.retires_at.is_some());
    Ok(keys)
}

/// Makes a new key, which signs from now on. Those before it retire after `overlap`; none of them any later than it was to.
///
/// # Errors
/// The system has no randomness; a failing store.
pub async fn rotate_keys(
    store: &dyn Store,
    overlap: SignedDuration,
    at: Timestamp,
) -> Result<StoredKey, OpenError> {
    // The first key of an installation, or that of an earlier version, is one that retires now.
    open(store, at).await?;
    let retires = at.checked_add(overlap).unwrap_or(Timestamp::MAX);
    add(store, &SigningKey::generate()?, retires, at).await
}

async fn add(
    store: &dyn Store,
    key: &SigningKey,
    others_retire_at: Timestamp,
    at: Timestamp,
) -> Result<StoredKey, OpenError> {
    let kept =
        StoredKey { id: key.id().to_owned(), pem: key.to_pem().to_owned(), created_at: at, retires_at: None };
    let work = IdentityWork::new().sign_with(&kept, others_retire_at);
    store.change_identities(work).await.map_err(|error| match error {
        CommitError::Store(error) => error,
        error => StoreError::Inconsistent(error.to_string()),
    })?;
    Ok(kept)
}
