//! Where outgoing messages go. A message may be delivered more than once, never less, so receivers look at its id.

use std::fmt;
use std::sync::Mutex;

use async_trait::async_trait;
use seatwright_store::{Message, MessageId};

/// A message on its way out.
#[derive(Clone, PartialEq, Debug)]
pub struct Outgoing {
    /// Its id, the same in every attempt; it names the customer that the message is about.
    pub id: MessageId,
    /// The message, with the tenant it is for.
    pub message: Message,
    /// Which attempt this is, from 1.
    pub attempt: u32,
}

/// A message was not taken.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
#[error("not delivered: {0}")]
pub struct NotDelivered(pub String);

/// Takes messages to the world: mail, webhooks.
#[async_trait]
pub trait Notifier: Send + Sync + fmt::Debug {
    /// Delivers one message.
    ///
    /// # Errors
    /// It was not taken; it will be tried again later.
    async fn deliver(&self, outgoing: &Outgoing) -> Result<(), NotDelivered>;
}

/// Writes each message as one structured line of the log, without its body, which may name people.
#[derive(Clone, Copy, Debug, Default)]
pub struct LogNotifier;

#[async_trait]
impl Notifier for LogNotifier {
    async fn deliver(&self, outgoing: &Outgoing) -> Result<(), NotDelivered> {
        let Outgoing { id, message, attempt } = outgoing;
        tracing::info!(
            customer = %id.customer,
            message.id = format!("{}-{}", id.version, id.number),
            message.tenant = %message.tenant,
            message.kind = message.kind,
            message.subject = message.subject,
            message.at = %message.at,
            message.attempt = attempt,
            "{} about {} for {}", message.kind, message.subject, message.tenant,
        );
        Ok(())
    }
}

/// Keeps what it is given, for tests; refuses the next messages when told so.
#[derive(Debug, Default)]
pub struct MemoryNotifier {
    state: Mutex<Kept>,
}

#[derive(Debug, Default)]
struct Kept {
    delivered: Vec<Outgoing>,
    refuse: usize,
}

impl MemoryNotifier {
    /// Refuses the next `count` attempts.
    pub fn refuse_next(&self, count: usize) {
        self.with(|kept| kept.refuse = count);
    }

    /// Everything that was delivered so far, in order.
    #[must_use]
    pub fn delivered(&self) -> Vec<Outgoing> {
        self.with(|kept| kept.delivered.clone())
    }

    /// A panic elsewhere leaves only whole messages behind, so a poisoned lock is as good as any.
    fn with<T>(&self, look: impl FnOnce(&mut Kept) -> T) -> T {
        look(&mut self.state.lock().unwrap_or_else(std::sync::PoisonError::into_inner))
    }
}

#[async_trait]
impl Notifier for MemoryNotifier {
    async fn deliver(&self, outgoing: &Outgoing) -> Result<(), NotDelivered> {
        self.with(|kept| {
            if kept.refuse > 0 {
                kept.refuse -= 1;
                return Err(NotDelivered("told to refuse".into()));
            }
            kept.delivered.push(outgoing.clone());
            Ok(())
        })
    }
}
