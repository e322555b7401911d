//! Turns: each application, and each person, has so many requests that run at once, and so many that wait for them. A flood from
//! one stands in its own line, so that the others are answered as if it were not there.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use uuid::Uuid;

/// The tenant, and the name of who asks.
type Caller = (Uuid, String);

/// The lines of everybody who has a request here. Whoever has none has no line, so memory is bounded by the requests.
#[derive(Debug)]
pub(super) struct Turns {
    at_once: usize,
    waiting: usize,
    lines: Arc<Mutex<HashMap<Caller, Line>>>,
}

#[derive(Debug)]
struct Line {
    running: Arc<Semaphore>,
    /// Requests that run or wait.
    inside: usize,
}

impl Turns {
    /// Lines with this many turns and places. No turns at all would answer nobody, so there is always one.
    pub(super) fn new(at_once: u32, waiting: u32) -> Self {
        let number = |number: u32| usize::try_from(number).unwrap_or(usize::MAX).min(Semaphore::MAX_PERMITS);
        Self { at_once: number(at_once).max(1), waiting: number(waiting), lines: Arc::default() }
    }

    /// Waits for a turn; none when the line is full.
    pub(super) async fn take(&self, caller: Caller) -> Option<Turn> {
        let (running, place) = {
            let mut lines = locked(&self.lines);
            let line = lines
                .entry(caller.clone())
                .or_insert_with(|| Line { running: Arc::new(Semaphore::new(self.at_once)), inside: 0 });
            if line.inside >= self.at_once.saturating_add(self.waiting) {
                return None;
            }
            line.inside += 1;
            (Arc::clone(&line.running), Place { caller, lines: Arc::clone(&self.lines) })
        };
        // Nobody closes the semaphore. A client that goes away while it waits gives its place back.
        let permit = running.acquire_owned().await.ok()?;
        Some(Turn { _permit: permit, _place: place })
    }

    #[cfg(test)]
    fn lines(&self) -> usize {
        locked(&self.lines).len()
    }
}

fn locked(lines: &Mutex<HashMap<Caller, Line>>) -> MutexGuard<'_, HashMap<Caller, Line>> {
    lines.lock().unwrap_or_else(PoisonError::into_inner)
}

/// A request's turn, until it is dropped.
#[derive(Debug)]
pub(crate) struct Turn {
    _permit: OwnedSemaphorePermit,
    _place: Place,
}

/// A place in a line, running or waiting.
#[derive(Debug)]
struct Place {
    caller: Caller,
    lines: Arc<Mutex<HashMap<Caller, Line>>>,
}

impl Drop for Place {
    fn drop(&mut self) {
        let mut lines = locked(&self.lines);
        if let Some(line) = lines.get_mut(&self.caller) {
            line.inside -= 1;
            if line.inside == 0 {
                lines.remove(&self.caller);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use futures_util::FutureExt;

    use super::*;

    fn named(name: &str) -> Caller {
        (Uuid::from_u128(1), name.to_owned())
    }

    #[tokio::test]
    async fn a_flood_stands_in_its_own_line_and_the_others_do_not_wait() {
        let turns = Turns::new(2, 3);
        let first = turns.take(named("flood")).await.unwrap();
        let second = turns.take(named("flood")).await.unwrap();
        let mut waiting: Vec<_> = (0..3).map(|_| Box::pin(turns.take(named("flood")))).collect();
        assert!(waiting.iter_mut().all(|turn| turn.as_mut().now_or_never().is_none()));
        assert!(turns.take(named("flood")).await.is_none(), "the line is full");
        // Somebody else comes and goes meanwhile.
        for _ in 0..100 {
            assert!(turns.take(named("other")).now_or_never().is_some_and(|turn| turn.is_some()));
        }
        // Who ends lets the longest waiting in, and makes a place.
        drop(first);
        let third = waiting[0].as_mut().now_or_never().flatten();
        assert!(third.is_some());
        assert!(waiting[1].as_mut().now_or_never().is_none());
        // Who goes away while it waits gives its place back.
        drop((waiting, second, third));
        assert!(turns.take(named("flood")).now_or_never().is_some_and(|turn| turn.is_some()));
        assert_eq!(turns.lines(), 0, "nobody is there, so nothing is remembered");
    }
}
