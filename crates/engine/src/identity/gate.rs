//! What ends access tokens before their time, in memory: a request costs two look-ups under a lock that nobody holds for long.
//! Only what was revoked is kept here: identities that were ever marked, and single sessions of the last two hours, because
//! older tokens are over by themselves.

use std::collections::HashMap;
use std::fmt;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{PoisonError, RwLock};
use std::time::Instant;

use jiff::{SignedDuration, Timestamp};
use seatwright_store::{IdentityMark, Revocations};
use uuid::Uuid;

use crate::engine::Engine;
use crate::error::EngineError;

/// How long single revoked sessions are kept here: longer than an access token holds.
const ENDED_KEPT: SignedDuration = SignedDuration::from_hours(2);

/// How long a change by another process, as by the command line, may go unnoticed.
const LOOK_EVERY_MILLIS: u64 = 1_000;

/// What was revoked.
pub(crate) struct Gate {
    state: RwLock<State>,
    started: Instant,
    /// When the store was last looked at, in milliseconds after the start, and one more; 0 before the first time.
    looked: AtomicU64,
}

#[derive(Default)]
struct State {
    number: u64,
    marks: HashMap<Uuid, IdentityMark>,
    ended: HashMap<Uuid, Timestamp>,
}

impl fmt::Debug for Gate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Gate").finish_non_exhaustive()
    }
}

impl Gate {
    pub(crate) fn new() -> Self {
        Self { state: RwLock::default(), started: Instant::now(), looked: AtomicU64::new(0) }
    }

    /// Whether tokens of an identity and a session hold. Tokens of another issuer have neither session nor epoch.
    fn admits(&self, identity: Uuid, epoch: Option<u32>, session: Option<Uuid>) -> bool {
        let state = self.state.read().unwrap_or_else(PoisonError::into_inner);
        let mark = state.marks.get(&identity);
        let stands = mark.is_none_or(|mark| !mark.barred && epoch.is_none_or(|epoch| epoch >= mark.epoch));
        stands && session.is_none_or(|session| !state.ended.contains_key(&session))
    }

    /// The epoch that tokens of an identity carry now.
    pub(super) fn epoch(&self, identity: Uuid) -> u32 {
        let state = self.state.read().unwrap_or_else(PoisonError::into_inner);
        state.marks.get(&identity).map_or(0, |mark| mark.epoch)
    }

    /// Whether an identity may not sign in, whatever it knows.
    pub(super) fn is_barred(&self, identity: Uuid) -> bool {
        let state = self.state.read().unwrap_or_else(PoisonError::into_inner);
        state.marks.get(&identity).is_some_and(|mark| mark.barred)
    }

    fn number(&self) -> u64 {
        self.state.read().unwrap_or_else(PoisonError::into_inner).number
    }

    /// Takes over what was found; whether it is news.
    fn take(&self, found: Revocations, keep_since: Timestamp) -> bool {
        let mut state = self.state.write().unwrap_or_else(PoisonError::into_inner);
        if found.number <= state.number {
            return false;
        }
        state.number = found.number;
        for mark in found.marks {
            // Of two looks at once the later state counts, in whichever order they come here.
            let known = state.marks.entry(mark.identity).or_insert(mark);
            if mark.epoch >= known.epoch {
                *known = mark;
            }
        }
        state.ended.extend(found.sessions);
        state.ended.retain(|_, at| *at > keep_since);
        true
    }

    /// Whether it is time to look again. Of many requests at once, one is told so.
    fn is_due(&self) -> bool {
        let now = u64::try_from(self.started.elapsed().as_millis()).unwrap_or(u64::MAX - 1) + 1;
        let last = self.looked.load(Ordering::Relaxed);
        (last == 0 || now >= last.saturating_add(LOOK_EVERY_MILLIS))
            && self.looked.compare_exchange(last, now, Ordering::Relaxed, Ordering::Relaxed).is_ok()
    }
}

impl Engine {
    /// Whether an access token of an identity still stands: `epoch` and `session` are what it carries, none of a token of
    /// another issuer.
    #[must_use]
    pub fn admits(&self, identity: Uuid, epoch: Option<u32>, session: Option<Uuid>) -> bool {
        self.gate().admits(identity, epoch, session)
    }

    /// Looks for what other processes have revoked, where the last look was a second ago; whether there was news, of sessions,
    /// identities or keys.
    ///
    /// # Errors
    /// A failing store.
    pub async fn keep_up(&self, at: Timestamp) -> Result<bool, EngineError> {
        if self.gate().is_due() { self.look(at).await } else { Ok(false) }
    }

    /// Looks for what was revoked now; whether there was news.
    ///
    /// # Errors
    /// A failing store.
    pub async fn look(&self, at: Timestamp) -> Result<bool, EngineError> {
        let since = at.checked_sub(ENDED_KEPT).unwrap_or(Timestamp::MIN);
        let found = self.store().revocations(self.gate().number(), since).await?;
        Ok(self.gate().take(found, since))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(seconds: i64) -> Timestamp {
        Timestamp::from_second(1_700_000_000 + seconds).unwrap()
    }

    #[test]
    fn tokens_end_with_their_epoch_their_session_or_their_identity() {
        let (gate, anna, session) = (Gate::new(), Uuid::from_u128(1), Uuid::from_u128(2));
        assert!(gate.admits(anna, Some(0), Some(session)));
        let mark = |epoch, barred| vec![IdentityMark { identity: anna, epoch, barred }];
        assert!(gate.take(Revocations { number: 1, marks: mark(1, false), sessions: Vec::new() }, at(0)));
        assert!(!gate.admits(anna, Some(0), None) && gate.admits(anna, Some(1), None));
        assert!(gate.admits(anna, None, None), "the token of another issuer");
        assert_eq!(gate.epoch(anna), 1);
        gate.take(Revocations { number: 2, marks: Vec::new(), sessions: vec![(session, at(5))] }, at(0));
        assert!(!gate.admits(anna, Some(1), Some(session)));
        assert!(!gate.take(Revocations { number: 2, ..Revocations::default() }, at(0)), "no news");
        gate.take(Revocations { number: 3, marks: mark(2, true), sessions: Vec::new() }, at(10));
        assert!(!gate.admits(anna, Some(2), None) && !gate.admits(anna, None, None));
        assert!(gate.admits(Uuid::from_u128(9), Some(0), Some(session)), "its tokens are over by themselves");
    }

    #[test]
    fn the_store_is_looked_at_once_in_a_while() {
        let gate = Gate::new();
        assert!(gate.is_due());
        assert!(!gate.is_due());
    }
}
