//! Codes that browsers carry to applications.

use uuid::Uuid;

use crate::identity::StoredCode;
use crate::statement::{Guard, Write, statements};

statements! {
    /// A new code.
    INSERT_CODE = "INSERT INTO authorization_codes (hash, expires_at, document) VALUES ($1, $2, $3)";
    /// A code is exchanged for a session, if it has not been.
    UPDATE_CODE_REDEEMED = "UPDATE authorization_codes SET session_id = $2 WHERE hash = $1 AND session_id IS NULL";
    /// Codes that ended before an instant are forgotten.
    DELETE_CODES = "DELETE FROM authorization_codes WHERE hash IN
        (SELECT hash FROM authorization_codes WHERE expires_at < $1 ORDER BY expires_at LIMIT $2)";
    /// A code.
    SELECT_CODE = "SELECT expires_at, session_id, document FROM authorization_codes WHERE hash = $1";
}

/// The write for a new code.
pub(crate) fn insert(code: &StoredCode) -> Write {
    let values = vec![code.hash.to_vec().into(), code.expires_at.into(), code.document.clone().into()];
    Write::one(&INSERT_CODE, values, Guard::Rows(1))
}

/// The write that exchanges a code. Where it was used before, the work is a conflict.
pub(crate) fn redeem(code: &[u8; 32], session: Uuid) -> Write {
    Write::one(&UPDATE_CODE_REDEEMED, vec![code.to_vec().into(), session.into()], Guard::Version)
}
