//! Quotes that are kept: what was offered, until when, and what came of it.

use jiff::Timestamp;
use seatwright_domain::ids::CustomerId;
use uuid::Uuid;

/// A quote as it is kept.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct StoredQuote {
    /// The customer.
    pub customer: CustomerId,
    /// The token by which it is redeemed.
    pub token: Uuid,
    /// The first instant at which it cannot be redeemed any more.
    pub expires_at: Timestamp,
    /// What was offered; the store does not look into it.
    pub document: String,
    /// The redemption, where there was one.
    pub redeemed: Option<Redemption>,
}

/// The redemption of a quote with its answer, which is given again when the token comes again.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Redemption {
    /// When.
    pub at: Timestamp,
    /// The status that was answered.
    pub status: u16,
    /// The headers worth repeating: names and values.
    pub headers: Vec<(String, String)>,
    /// The body, byte for byte.
    pub body: Vec<u8>,
}
