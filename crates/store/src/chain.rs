//! The hash chain over an account's events. Each hash covers the one before it and the stored bytes of its event, so a
//! changed, removed or swapped event shows from its place to the end.

use std::fmt;

use seatwright_domain::ids::CustomerId;
use sha2::{Digest, Sha256};

/// A link of the chain: a SHA-256 hash.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct ChainHash(pub [u8; 32]);

impl ChainHash {
    /// What the first event of an account is chained to. It follows from the customer, so that events cannot be passed
    /// off as another customer's.
    #[must_use]
    pub fn start(customer: CustomerId) -> Self {
        let mut hasher = Sha256::new();
        hasher.update(b"seatwright account ");
        hasher.update(customer.0.as_bytes());
        Self(hasher.finalize().into())
    }

    /// The hash after one more event, given the exact bytes that are stored for it.
    #[must_use]
    pub fn then(self, document: &[u8]) -> Self {
        let mut hasher = Sha256::new();
        hasher.update(self.0);
        hasher.update(document);
        Self(hasher.finalize().into())
    }

    /// The hash from its stored bytes; none when there are not 32 of them.
    #[must_use]
    pub fn from_slice(bytes: &[u8]) -> Option<Self> {
        bytes.try_into().ok().map(Self)
    }
}

impl fmt::Display for ChainHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl fmt::Debug for ChainHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ChainHash({self})")
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    #[test]
    fn a_hash_depends_on_the_customer_on_every_event_and_on_their_order() {
        let start = ChainHash::start(CustomerId(Uuid::from_u128(1)));
        assert_ne!(start, ChainHash::start(CustomerId(Uuid::from_u128(2))));
        let forward = start.then(b"one").then(b"two");
        assert_ne!(forward, start.then(b"two").then(b"one"));
        assert_ne!(forward, start.then(b"one"));
        assert_eq!(forward, start.then(b"one").then(b"two"));
        assert_eq!(ChainHash::from_slice(&forward.0), Some(forward));
        assert_eq!(ChainHash::from_slice(b"short"), None);
    }
}
