//! The wire: the Partner Center dialect and our own extras. This crate translates and decides nothing: what may be done,
//! and what it does, is the engine's business.

mod call;
mod client;
mod codes;
mod dates;
mod engine_fault;
mod explain;
mod fault;
mod fields;
mod filter;
mod handlers;
mod json;
mod limits;
mod openapi;
mod query;
mod reply;
mod route;
mod router;
mod row_filter;
mod schema;
mod seek;
mod serve;
mod shown_once;
mod state;
mod texts;
mod tokens;
mod wire;

pub use codes::{ErrorCode, PlaceCode, error_codes, place_codes};
pub use explain::{derivation_text, explain};
pub use limits::Limits;
pub use openapi::openapi;
pub use route::{Operation, operation_of, operations};
pub use router::router;
pub use serve::serve;
pub use state::{ApiState, OpenError, Settings};
pub use tokens::{KEY_OVERLAP, KeyError, OidcClaims, OidcConfig, OidcFault, SigningKey, Tokens, rotate_keys};
