//! Every answer that a test gets is held against the OpenAPI document, so that the two cannot drift apart.

use seatwright_api::operation_of;
use serde_json::Value;

/// Compares an answer with what the document says of its operation. Addresses that are none have nothing to compare with.
pub(crate) fn hold(method: &str, path: &str, status: u16, bytes: &[u8]) {
    let Some(operation) = operation_of(method, path) else { return };
    if operation.summary.is_empty() {
        return;
    }
    let body: Option<Value> = serde_json::from_slice(bytes).ok();
    let differences = operation.differences(status, body.as_ref());
    assert!(
        differences.is_empty(),
        "{method} {path} answered {status}, which differs from the document: {differences:#?}"
    );
}
