//! How an application is told: in the query or the fragment of its address, or by a form that the person sends on.

use axum::http::StatusCode;

use super::{page, unstored};
use crate::query::encode;
use crate::reply::Reply;
use crate::texts::Language;

/// Where the answer stands.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Mode {
    /// In the query, which the application's server sees.
    Query,
    /// In the fragment, which only the browser sees.
    Fragment,
    /// In a form that is posted to the application.
    FormPost,
}

impl Mode {
    /// The mode of this name.
    pub(super) fn parse(name: &str) -> Option<Self> {
        match name {
            "query" => Some(Mode::Query),
            "fragment" => Some(Mode::Fragment),
            "form_post" => Some(Mode::FormPost),
            _ => None,
        }
    }
}

/// Sends a person back to an application with these parameters.
pub(super) fn sent_back(language: Language, uri: &str, mode: Mode, parameters: &[(&str, &str)]) -> Reply {
    let mark = match mode {
        Mode::FormPost => return page::form_post(language, uri, parameters),
        Mode::Fragment => '#',
        Mode::Query if uri.contains('?') => '&',
        Mode::Query => '?',
    };
    let pairs: Vec<String> =
        parameters.iter().map(|(name, value)| format!("{name}={}", encode(value))).collect();
    let reply =
        Reply::empty(StatusCode::SEE_OTHER).header("Location", format!("{uri}{mark}{}", pairs.join("&")));
    unstored(reply).header("Referrer-Policy", "no-referrer")
}
