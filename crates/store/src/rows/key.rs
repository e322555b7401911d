//! Keys that tokens are signed with.

use jiff::Timestamp;

use crate::identity::StoredKey;
use crate::statement::{Guard, Write, statements};

statements! {
    /// A new key.
    INSERT_SIGNING_KEY = "INSERT INTO signing_keys (id, pem, created_at, retires_at) VALUES ($1, $2, $3, $4)";
    /// All keys but one retire.
    UPDATE_SIGNING_KEYS_RETIRED = "UPDATE signing_keys SET retires_at = $2
        WHERE id <> $1 AND (retires_at IS NULL OR retires_at > $2)";
    /// Keys that retired before an instant are forgotten.
    DELETE_SIGNING_KEYS = "DELETE FROM signing_keys WHERE id IN
        (SELECT id FROM signing_keys WHERE retires_at < $1 LIMIT $2)";
    /// All keys.
    SELECT_SIGNING_KEYS = "SELECT id, pem, created_at, retires_at FROM signing_keys";
}

/// The write for a new key.
pub(crate) fn insert(key: &StoredKey) -> Write {
    let values =
        vec![key.id.clone().into(), key.pem.clone().into(), key.created_at.into(), key.retires_at.into()];
    Write::one(&INSERT_SIGNING_KEY, values, Guard::Rows(1))
}

/// The write that retires all keys but one.
pub(crate) fn retire_others(id: &str, at: Timestamp) -> Write {
    Write::one(&UPDATE_SIGNING_KEYS_RETIRED, vec![id.into(), at.into()], Guard::Any)
}
