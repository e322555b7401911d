//! Answers to requests.

use super::document;
use crate::error::StoreError;
use crate::request::StoredAnswer;
use crate::statement::{Guard, Write, statements};

statements! {
    /// The answer to a request that has none.
    INSERT_ANSWER = "INSERT INTO answers (tenant_id, request, method, path, fingerprint, status, headers, body, at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)";
    /// Forgets the oldest answers, some at a time.
    DELETE_ANSWERS = "DELETE FROM answers WHERE (tenant_id, request) IN
        (SELECT tenant_id, request FROM answers WHERE at < $1 ORDER BY at LIMIT $2)";
    /// The answer to a request.
    SELECT_ANSWER = "SELECT method, path, fingerprint, status, headers, body, at
        FROM answers WHERE tenant_id = $1 AND request = $2";
}

/// The write for an answer.
pub(crate) fn insert(answer: &StoredAnswer) -> Result<Write, StoreError> {
    let values = vec![
        answer.key.caller.into(),
        answer.key.request.clone().into(),
        answer.method.clone().into(),
        answer.path.clone().into(),
        answer.fingerprint.to_vec().into(),
        u32::from(answer.status).into(),
        document("answer headers", &answer.headers)?.into(),
        answer.body.clone().into(),
        answer.at.into(),
    ];
    Ok(Write::one(&INSERT_ANSWER, values, Guard::Rows(1)))
}
