//! One file per kind of row: its statements, and the writes that make it.

pub(crate) mod answer;
pub(crate) mod charge;
pub(crate) mod code;
pub(crate) mod customer;
pub(crate) mod event;
pub(crate) mod feed;
pub(crate) mod finding;
pub(crate) mod identity;
pub(crate) mod invoice;
pub(crate) mod key;
pub(crate) mod message;
pub(crate) mod migration;
pub(crate) mod order;
pub(crate) mod partner;
pub(crate) mod payment;
pub(crate) mod quote;
pub(crate) mod service_request;
pub(crate) mod session;
pub(crate) mod setting;
pub(crate) mod subscription;
pub(crate) mod upgrade;
pub(crate) mod user;
pub(crate) mod webhook;

use serde::Serialize;

use crate::error::StoreError;

/// A document as it is stored.
pub(crate) fn document<T: Serialize>(what: &'static str, value: &T) -> Result<String, StoreError> {
    serde_json::to_string(value)
        .map_err(|error| StoreError::Document { what: what.to_owned(), why: error.to_string() })
}

/// What names are sorted and compared by: case does not count.
pub(crate) fn key(name: &str) -> String {
    name.trim().to_lowercase()
}

/// Every statement of every file, for the tests that prepare and explain them.
#[cfg(test)]
pub(crate) fn all_statements() -> Vec<&'static crate::statement::Statement> {
    [
        answer::ALL,
        charge::ALL,
        code::ALL,
        customer::ALL,
        event::ALL,
        feed::ALL,
        finding::ALL,
        identity::ALL,
        invoice::ALL,
        key::ALL,
        message::ALL,
        migration::ALL,
        order::ALL,
        partner::ALL,
        payment::ALL,
        quote::ALL,
        session::ALL,
        service_request::ALL,
        setting::ALL,
        subscription::ALL,
        upgrade::ALL,
        user::ALL,
        webhook::ALL,
    ]
    .concat()
}
