//! Remembered requests: a request id acts once, and whoever repeats it gets the first answer.

use jiff::Timestamp;
use uuid::Uuid;

/// A client's request id, which is unique for whoever asks: what one was answered is nothing that another may read by repeating
/// the id, not even in the same organisation, where roles differ.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct RequestKey {
    /// The id of the identity that asks.
    pub caller: Uuid,
    /// The id the client gave the request.
    pub request: String,
}

/// The answer to a request, as it was sent and will be sent again. It must be kept for 24 hours at least.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct StoredAnswer {
    /// The request it belongs to.
    pub key: RequestKey,
    /// The request's method; a repeat with another one is a mistake of the client.
    pub method: String,
    /// The request's path, to the same end.
    pub path: String,
    /// SHA-256 of the request's body, to the same end.
    pub fingerprint: [u8; 32],
    /// The status that was answered.
    pub status: u16,
    /// The headers worth repeating: names and values.
    pub headers: Vec<(String, String)>,
    /// The body, byte for byte.
    pub body: Vec<u8>,
    /// When it was answered.
    pub at: Timestamp,
}
