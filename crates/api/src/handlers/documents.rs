//! The document of the API, for programs and for people.

use std::sync::LazyLock;

use axum::http::StatusCode;

use crate::call::Call;
use crate::openapi;
use crate::reply::Reply;
use crate::route::{Answered, OPEN, Route};
use crate::schema::{Schema, map};

/// The kind of the page.
const HTML: &str = "text/html";

static DOCUMENT: LazyLock<String> = LazyLock::new(openapi::openapi);
static PAGE: LazyLock<String> = LazyLock::new(openapi::page);

/// The operations of this file.
pub(super) fn routes() -> Vec<Route> {
    vec![
        Route::get("/seatwright/v1/openapi.json", OPEN, document)
            .about("This document, in the form of OpenAPI 3.1")
            .answers(200, map(Schema::Any)),
        Route::get("/seatwright/docs", OPEN, page)
            .gives(HTML)
            .about("This document as a page to read")
            .answers_bare(200),
    ]
}

/// The document for programs.
async fn document(_call: Call) -> Answered {
    Ok(Reply { status: StatusCode::OK, headers: Vec::new(), body: DOCUMENT.clone().into_bytes() })
}

/// The document for people. It has no scripts and fetches nothing, and browsers are told to hold it to that.
async fn page(_call: Call) -> Answered {
    let reply = Reply { status: StatusCode::OK, headers: Vec::new(), body: PAGE.clone().into_bytes() };
    Ok(reply
        .header("Content-Type", "text/html; charset=utf-8")
        .header("Content-Language", "en")
        .header(
            "Content-Security-Policy",
            "default-src 'none'; style-src 'unsafe-inline'; form-action 'none'; frame-ancestors 'none'; base-uri 'none'",
        )
        .header("X-Frame-Options", "DENY")
        .header("Referrer-Policy", "no-referrer"))
}
