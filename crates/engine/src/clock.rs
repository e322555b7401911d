//! The clock is a port: the real one, or one that moves only when told. Everything else that needs the time asks here,
//! so a whole run can be repeated to the microsecond.

use std::fmt;
use std::sync::atomic::{AtomicI64, Ordering};

use jiff::Timestamp;

/// What time it is.
pub trait Clock: Send + Sync + fmt::Debug {
    /// The present instant, in whole microseconds. It never goes backwards.
    fn now(&self) -> Timestamp;

    /// The clock as one that can be moved; none for the real one.
    fn simulated(&self) -> Option<&SimulatedClock> {
        None
    }
}

/// The clock of the machine: the only place in the project that reads it.
#[derive(Debug, Default)]
pub struct RealClock {
    latest: AtomicI64,
}

impl Clock for RealClock {
    /// Where the machine's clock is set back, the last instant is given again until the machine has caught up: events of
    /// an account are numbered in time order and must not seem to happen before the ones they follow.
    fn now(&self) -> Timestamp {
        let read = Timestamp::now().as_microsecond();
        let latest = self.latest.fetch_max(read, Ordering::Relaxed).max(read);
        at_microsecond(latest)
    }
}

/// A clock that stands still until it is moved, for the demo, for tests and for the simulator.
#[derive(Debug)]
pub struct SimulatedClock {
    now: AtomicI64,
}

impl SimulatedClock {
    /// A clock that stands at an instant (cut to microseconds).
    #[must_use]
    pub fn new(at: Timestamp) -> Self {
        Self { now: AtomicI64::new(at.as_microsecond()) }
    }

    /// Moves the clock forward, or leaves it where it is when it stands there already.
    ///
    /// # Errors
    /// The target lies in the past of this clock; it stays where it was.
    pub fn move_to(&self, to: Timestamp) -> Result<(), BackInTime> {
        let wanted = to.as_microsecond();
        let before = self.now.fetch_max(wanted, Ordering::SeqCst);
        if before > wanted {
            return Err(BackInTime { now: at_microsecond(before), wanted: to });
        }
        Ok(())
    }
}

impl Clock for SimulatedClock {
    fn now(&self) -> Timestamp {
        at_microsecond(self.now.load(Ordering::SeqCst))
    }

    fn simulated(&self) -> Option<&SimulatedClock> {
        Some(self)
    }
}

/// A clock was asked to go backwards.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
#[error("the clock stands at {now} and cannot go back to {wanted}; name an instant that is not in its past")]
pub struct BackInTime {
    /// Where the clock stands.
    pub now: Timestamp,
    /// Where it was asked to go.
    pub wanted: Timestamp,
}

/// An instant from microseconds that came from an instant, so it is always inside the calendar's range.
fn at_microsecond(microseconds: i64) -> Timestamp {
    Timestamp::from_microsecond(microseconds).unwrap_or(Timestamp::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Timestamp {
        text.parse().expect("a timestamp")
    }

    #[test]
    fn a_simulated_clock_moves_forward_only() {
        let clock = SimulatedClock::new(at("2021-09-01T00:00:00Z"));
        clock.move_to(at("2021-09-02T00:00:00Z")).expect("forward");
        clock.move_to(at("2021-09-02T00:00:00Z")).expect("to where it stands");
        let refused = clock.move_to(at("2021-09-01T12:00:00Z")).expect_err("backwards");
        assert_eq!(refused.now, at("2021-09-02T00:00:00Z"));
        assert_eq!(clock.now(), at("2021-09-02T00:00:00Z"));
        assert!(refused.to_string().contains("cannot go back to 2021-09-01T12:00:00Z"));
    }

    #[test]
    fn the_real_clock_does_not_fall_behind_what_it_has_shown() {
        let ahead = Timestamp::now().as_microsecond() + 3_600_000_000;
        let clock = RealClock { latest: AtomicI64::new(ahead) };
        assert_eq!(clock.now().as_microsecond(), ahead);
        assert!(clock.simulated().is_none());
    }
}
