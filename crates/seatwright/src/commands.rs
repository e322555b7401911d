//! One module per command.

pub(crate) mod bench;
pub(crate) mod check;
pub(crate) mod demo;
pub(crate) mod events;
pub(crate) mod explain;
pub(crate) mod hash_secret;
pub(crate) mod identity;
pub(crate) mod invoice;
pub(crate) mod keys;
pub(crate) mod migrate;
pub(crate) mod quote;
pub(crate) mod replay;
pub(crate) mod scenario;
pub(crate) mod serve;
pub(crate) mod session;
pub(crate) mod verify;
