//! Delivering the outbox: at least once, again and again with growing pauses, and given up in the end, when the message
//! is kept with what went wrong.

use jiff::{SignedDuration, Timestamp};
use seatwright_store::{DeliveryState, Message, StoredMessage};
use tokio::task::JoinSet;

use crate::engine::Engine;
use crate::error::EngineError;
use crate::port::Outgoing;

/// Messages that are read at once.
const MESSAGES_PER_PAGE: usize = 256;

/// Attempts until a message is given up: with the pauses below, about a day and a half after the first.
pub const ATTEMPTS_MAX: u32 = 12;

/// The pause after the first failed attempt; each further pause is twice as long.
const FIRST_PAUSE: SignedDuration = SignedDuration::from_secs(30);

/// The longest pause.
const PAUSE_MAX: SignedDuration = SignedDuration::from_hours(12);

/// Deliveries under way at once. Messages of one account may overtake each other; they carry their instants.
const DELIVERIES_AT_ONCE: usize = 32;

/// How long answers to requests are kept: twice the day for which clients may repeat a request.
const ANSWERS_KEPT: SignedDuration = SignedDuration::from_hours(48);

/// How long delivered messages are kept, for whoever asks what was sent.
const DELIVERED_KEPT: SignedDuration = SignedDuration::from_hours(30 * 24);

/// How long quotes are kept after they have expired, for whoever asks what was quoted, or redeems one again.
const QUOTES_KEPT: SignedDuration = SignedDuration::from_hours(90 * 24);

/// How long sessions are kept after their end, for whoever asks who was signed in.
const SESSIONS_KEPT: SignedDuration = SignedDuration::from_hours(30 * 24);

/// What a round of deliveries came to.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct DeliveryReport {
    /// Messages that were taken.
    pub delivered: u64,
    /// Messages that will be tried again.
    pub postponed: u64,
    /// Messages that are given up.
    pub given_up: u64,
}

impl DeliveryReport {
    /// Counts one attempt at a webhook's delivery.
    pub(crate) fn count(&mut self, state: DeliveryState) {
        *match state {
            DeliveryState::Delivered => &mut self.delivered,
            DeliveryState::Waiting => &mut self.postponed,
            DeliveryState::Dead => &mut self.given_up,
        } += 1;
    }

    /// Adds another round.
    pub(crate) fn add(&mut self, other: Self) {
        self.delivered += other.delivered;
        self.postponed += other.postponed;
        self.given_up += other.given_up;
    }
}

/// What became of one message.
enum Fate {
    Delivered,
    Postponed,
    GivenUp,
}

impl Engine {
    /// Delivers every message that is to be tried by now.
    ///
    /// # Errors
    /// A failing store. A message that was taken before its delivery could be noted is delivered again later.
    pub async fn deliver(&self, now: Timestamp) -> Result<DeliveryReport, EngineError> {
        let mut report = DeliveryReport::default();
        let _turn = self.delivery_lock().lock().await;
        loop {
            let page = self.store().messages_due(now, MESSAGES_PER_PAGE).await?;
            let full = page.len() >= MESSAGES_PER_PAGE;
            let mut page = page.into_iter().peekable();
            while page.peek().is_some() {
                let mut group: JoinSet<Result<Fate, EngineError>> = JoinSet::new();
                for stored in page.by_ref().take(DELIVERIES_AT_ONCE) {
                    let engine = self.clone();
                    group.spawn(async move { engine.deliver_one(stored, now).await });
                }
                while let Some(fate) = group.join_next().await {
                    match fate?? {
                        Fate::Delivered => report.delivered += 1,
                        Fate::Postponed => report.postponed += 1,
                        Fate::GivenUp => report.given_up += 1,
                    }
                }
            }
            if !full {
                return Ok(report);
            }
        }
    }

    async fn deliver_one(&self, stored: StoredMessage, now: Timestamp) -> Result<Fate, EngineError> {
        let attempt = stored.attempts.saturating_add(1);
        let outgoing = Outgoing { id: stored.id, message: stored.message, attempt };
        let taken = match self.parcel_to_publisher(&outgoing) {
            Some(parcel) => self.carry_to_publisher(&parcel).await,
            None => self.ports().notifier.deliver(&outgoing).await,
        };
        let Err(error) = taken else {
            self.store().message_delivered(outgoing.id, now).await?;
            return Ok(Fate::Delivered);
        };
        let next = next_attempt(attempt, ATTEMPTS_MAX, now);
        self.store().message_failed(outgoing.id, &error.to_string(), next).await?;
        if next.is_some() {
            return Ok(Fate::Postponed);
        }
        let Message { kind, tenant, .. } = &outgoing.message;
        tracing::error!(
            customer = %outgoing.id.customer,
            %error,
            "message {kind} for {tenant} is given up after {attempt} attempts: {error}"
        );
        Ok(Fate::GivenUp)
    }

    /// Forgets old answers and quotes, and messages that were delivered long ago.
    pub(crate) async fn tidy(&self, now: Timestamp) -> Result<(), EngineError> {
        let before = |kept: SignedDuration| now.checked_sub(kept).unwrap_or(Timestamp::MIN);
        self.store().purge_answers(before(ANSWERS_KEPT)).await?;
        self.store().purge_messages(before(DELIVERED_KEPT)).await?;
        self.store().purge_quotes(before(QUOTES_KEPT)).await?;
        self.store().purge_deliveries(before(DELIVERED_KEPT)).await?;
        Ok(())
    }

    /// Forgets sessions, codes and signing keys that ended long ago, by the machine's time.
    ///
    /// # Errors
    /// A failing store.
    pub async fn tidy_sessions(&self, at: Timestamp) -> Result<u64, EngineError> {
        let before = at.checked_sub(SESSIONS_KEPT).unwrap_or(Timestamp::MIN);
        Ok(self.store().purge_sessions(before).await?)
    }
}

/// When a message is tried again after an attempt that failed; none when it is given up.
pub(crate) fn next_attempt(attempt: u32, attempts_max: u32, now: Timestamp) -> Option<Timestamp> {
    if attempt >= attempts_max {
        return None;
    }
    let pause =
        FIRST_PAUSE.checked_mul(1 << (attempt - 1).min(30)).map_or(PAUSE_MAX, |pause| pause.min(PAUSE_MAX));
    now.checked_add(pause).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_grow_to_a_limit_and_end_after_the_last_attempt() {
        let now = Timestamp::UNIX_EPOCH;
        let pauses: Vec<_> = (1..ATTEMPTS_MAX)
            .map(|attempt| {
                next_attempt(attempt, ATTEMPTS_MAX, now).expect("another attempt").duration_since(now)
            })
            .collect();
        assert_eq!(pauses[0], FIRST_PAUSE);
        assert_eq!(pauses[1], FIRST_PAUSE * 2);
        assert!(pauses.windows(2).all(|pair| pair[0] <= pair[1]));
        assert!(pauses.iter().all(|pause| *pause <= PAUSE_MAX));
        let whole: SignedDuration = pauses.iter().sum();
        assert!(whole >= SignedDuration::from_hours(16) && whole <= SignedDuration::from_hours(48));
        assert_eq!(next_attempt(ATTEMPTS_MAX, ATTEMPTS_MAX, now), None);
    }
}
