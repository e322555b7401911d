//! Passwords that are told once, for the little while in which a client may have lost the answer and asks again with the same
//! request id. They are in memory only: what is kept on the disk is a hash, and the first answer without the password.

use std::collections::{HashMap, VecDeque};
use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};

use jiff::Timestamp;
use seatwright_store::RequestKey;

/// How long a password is known, in seconds: longer than any client goes on repeating a request by itself.
pub(crate) const SHOWN_SECONDS: i64 = 600;

/// How many passwords are known at most; beyond it the oldest are forgotten.
const PASSWORDS_MAX: usize = 10_000;

/// Passwords by the request that they were made for.
#[derive(Clone, Default)]
pub(crate) struct ShownOnce(Arc<Mutex<Known>>);

#[derive(Default)]
struct Known {
    passwords: HashMap<RequestKey, String>,
    /// The oldest first.
    order: VecDeque<(Timestamp, RequestKey)>,
}

impl fmt::Debug for ShownOnce {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ShownOnce").finish_non_exhaustive()
    }
}

impl ShownOnce {
    /// The password that was made for a request, while it is known.
    pub(crate) fn known(&self, key: &RequestKey, at: Timestamp) -> Option<String> {
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        known.forget(at);
        known.passwords.get(key).cloned()
    }

    /// The password of a request: the one that it has, or `new` from now on. Two that come with one request id at the same time
    /// get the same.
    pub(crate) fn of(&self, key: &RequestKey, new: String, at: Timestamp) -> String {
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        known.forget(at);
        known.make_room();
        if let Some(password) = known.passwords.get(key) {
            return password.clone();
        }
        known.passwords.insert(key.clone(), new.clone());
        known.order.push_back((at, key.clone()));
        new
    }

    /// Nothing was made by this request: if it is sent again and accepted then, its password is another, and known from then on.
    pub(crate) fn withdraw(&self, key: &RequestKey) {
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        known.passwords.remove(key);
        known.order.retain(|(_, kept)| kept != key);
    }
}

impl Known {
    /// Forgets what is over.
    fn forget(&mut self, at: Timestamp) {
        let over = |made: Timestamp| at.as_second() >= made.as_second().saturating_add(SHOWN_SECONDS);
        while self.order.front().is_some_and(|(made, _)| over(*made)) {
            self.drop_oldest();
        }
    }

    /// Forgets the oldest where there are too many for another.
    fn make_room(&mut self) {
        while self.order.len() >= PASSWORDS_MAX {
            self.drop_oldest();
        }
    }

    fn drop_oldest(&mut self) {
        if let Some((_, key)) = self.order.pop_front() {
            self.passwords.remove(&key);
        }
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    fn key(number: u128) -> RequestKey {
        RequestKey { caller: Uuid::from_u128(1), request: number.to_string() }
    }

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(second).unwrap()
    }

    #[test]
    fn a_request_keeps_its_password_for_a_while_and_no_longer() {
        let shown = ShownOnce::default();
        assert_eq!(shown.of(&key(1), "a".to_owned(), at(0)), "a");
        assert_eq!(shown.known(&key(2), at(0)), None);
        assert_eq!(shown.of(&key(1), "b".to_owned(), at(SHOWN_SECONDS - 1)), "a");
        assert_eq!(shown.known(&key(1), at(SHOWN_SECONDS - 1)).as_deref(), Some("a"));
        assert_eq!(shown.of(&key(2), "c".to_owned(), at(SHOWN_SECONDS - 1)), "c");
        assert_eq!(shown.known(&key(1), at(SHOWN_SECONDS)), None);
        assert_eq!(shown.known(&key(2), at(SHOWN_SECONDS)).as_deref(), Some("c"));
    }

    #[test]
    fn a_request_that_made_nothing_begins_anew() {
        let shown = ShownOnce::default();
        shown.of(&key(1), "a".to_owned(), at(0));
        shown.withdraw(&key(1));
        assert_eq!(shown.known(&key(1), at(0)), None);
        assert_eq!(shown.of(&key(1), "b".to_owned(), at(SHOWN_SECONDS - 1)), "b");
        assert_eq!(shown.known(&key(1), at(SHOWN_SECONDS + 1)).as_deref(), Some("b"));
    }

    #[test]
    fn the_oldest_make_room() {
        let shown = ShownOnce::default();
        for number in 0..=PASSWORDS_MAX as u128 {
            shown.of(&key(number), "first".to_owned(), at(0));
        }
        assert_eq!(shown.known(&key(0), at(0)), None);
        assert_eq!(shown.known(&key(1), at(0)).as_deref(), Some("first"));
        let known = shown.0.lock().unwrap();
        assert!(known.order.len() <= PASSWORDS_MAX && known.passwords.len() == known.order.len());
    }
}
