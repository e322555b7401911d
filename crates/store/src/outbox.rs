//! The outbox: messages to the world are committed with the decision that causes them and delivered at least once.

use jiff::Timestamp;
use seatwright_domain::ids::CustomerId;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// A message to be delivered to one tenant. What concerns several tenants is several messages, because each delivery
/// succeeds or fails by itself.
#[derive(Clone, PartialEq, Debug)]
pub struct Message {
    /// The tenant it is for: a partner's, or the customer's own.
    pub tenant: Uuid,
    /// What kind of news it is, as `subscription_suspended`.
    pub kind: String,
    /// What it is about: the id or address of a thing.
    pub subject: String,
    /// When it happened; the first attempt to deliver it is due then.
    pub at: Timestamp,
    /// The content.
    pub body: serde_json::Value,
}

/// The place of a message: unique, and growing within an account.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
pub struct MessageId {
    /// The account it comes from; the partner, where it is about the partner's own bill.
    pub customer: CustomerId,
    /// The version of the account that its commit made; a number of the invoice that it is about, for partners.
    pub version: u64,
    /// Its place among the messages of the commit, from 0.
    pub number: u32,
}

/// A message with what became of it.
#[derive(Clone, PartialEq, Debug)]
pub struct StoredMessage {
    /// Its id; receivers recognise a repeated delivery by it.
    pub id: MessageId,
    /// The message.
    pub message: Message,
    /// How many times delivery was tried.
    pub attempts: u32,
    /// When it is tried next; none once it is delivered or given up.
    pub next_attempt_at: Option<Timestamp>,
    /// When it was delivered.
    pub delivered_at: Option<Timestamp>,
    /// What went wrong last.
    pub last_error: Option<String>,
}
