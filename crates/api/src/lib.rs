//! The wire: the Partner Center dialect and our own extras. This crate translates and decides nothing.

mod codes;
mod fault;
mod fields;
mod json;
mod query;
mod reply;
mod texts;
