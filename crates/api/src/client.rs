//! The client libraries whose readers break on values that others take. They say who they are in a header; answers are
//! shaped for them so that one value never costs a whole list.

use axum::http::HeaderMap;

/// The client library.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Client {
    /// The Java SDK: enums of 2021, exact spelling, `addOnItems`.
    Java,
    /// The PowerShell module: enums of 2021.
    PowerShell,
    /// Everybody else.
    Other,
}

impl Client {
    /// The client of a call.
    pub(crate) fn of(headers: &HeaderMap) -> Self {
        let name = headers
            .get("ms-partnercenter-client")
            .and_then(|value| value.to_str().ok())
            .unwrap_or_default()
            .to_ascii_lowercase();
        if name.contains("java") {
            Client::Java
        } else if name.contains("open .net") {
            Client::PowerShell
        } else {
            Client::Other
        }
    }

    /// Whether it knows the enumerations of 2021 only.
    pub(crate) const fn is_dated(self) -> bool {
        matches!(self, Client::Java | Client::PowerShell)
    }
}
