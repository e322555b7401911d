//! Failed sign-ins are counted per name and address together, per name, and per address, so that secrets are not guessed and nobody is
//! kept out by somebody else: who fails on purpose under another's name waits at its own address, and the owner is let in from
//! an address where it signed in before, however many fail elsewhere. The memory is the same however many names are tried:
//! counts lie in slots that are shared by chance, by a hash that nobody outside can foresee.

use std::fmt;
use std::hash::{BuildHasher, RandomState};
use std::net::{IpAddr, Ipv6Addr};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use jiff::Timestamp;

/// The slots of a table: 256 KiB.
const SLOTS: usize = 16_384;
/// Seconds for which failures count together.
const WINDOW_SECONDS: i64 = 300;
/// Failures of a name from one address in a window after which it must wait there.
pub(crate) const FAILURES_OF_NAME: u32 = 10;
/// Failures of a name from everywhere in a window after which it must wait wherever it has not signed in before.
pub(crate) const FAILURES_EVERYWHERE: u32 = 100;
/// Failures from an address in a window after which it must wait. Many people may sit behind one address.
pub(crate) const FAILURES_OF_ADDRESS: u32 = 100;
/// Seconds for which it is remembered that a name has signed in from an address: 30 days.
const KNOWN_SECONDS: i64 = 30 * 24 * 3_600;

/// Counts failed sign-ins. Cheap to clone; all clones count together.
#[derive(Clone)]
pub(crate) struct Throttle {
    hasher: RandomState,
    tables: Arc<Tables>,
}

struct Tables {
    pairs: Table,
    names: Table,
    addresses: Table,
    known: Mutex<Box<[Known]>>,
}

struct Table {
    most: u32,
    slots: Mutex<Box<[Slot]>>,
}

#[derive(Clone, Copy, Default)]
struct Slot {
    since: i64,
    failures: u32,
    /// Attempts that are not decided yet: they count as failed until they are, so that many at once are not let through together.
    running: u32,
}

/// A name that has signed in from an address: its hash, and when.
#[derive(Clone, Copy, Default)]
struct Known {
    hash: u64,
    at: i64,
}

/// An attempt. One that is dropped without having succeeded has failed.
#[must_use]
pub(crate) struct Attempt {
    tables: Arc<Tables>,
    pair: u64,
    name: usize,
    address: Option<usize>,
    at: i64,
    succeeded: bool,
}

impl fmt::Debug for Throttle {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Throttle").finish_non_exhaustive()
    }
}

impl Throttle {
    pub(crate) fn new() -> Self {
        let tables = Tables {
            pairs: Table::of(FAILURES_OF_NAME),
            names: Table::of(FAILURES_EVERYWHERE),
            addresses: Table::of(FAILURES_OF_ADDRESS),
            known: Mutex::new(vec![Known::default(); SLOTS].into_boxed_slice()),
        };
        Self { hasher: RandomState::new(), tables: Arc::new(tables) }
    }

    /// Begins an attempt.
    ///
    /// # Errors
    /// There were too many; the seconds to wait.
    pub(crate) fn begin(&self, name: &str, address: Option<IpAddr>, at: Timestamp) -> Result<Attempt, u32> {
        let (tables, now) = (&self.tables, at.as_second());
        let (name, address) = (name.trim().to_lowercase(), address.map(network));
        let pair = self.hasher.hash_one((&name, address));
        let mut attempt = Attempt {
            tables: Arc::clone(tables),
            pair,
            name: place(self.hasher.hash_one(&name)),
            address: address.map(|address| place(self.hasher.hash_one(address))),
            at: now,
            succeeded: true,
        };
        // All are looked at before any is counted: who must wait does not wait longer for having tried.
        let waits = [
            tables.pairs.wait(Some(place(pair)), now),
            tables.names.wait((!tables.knows(pair, now)).then_some(attempt.name), now),
            tables.addresses.wait(attempt.address, now),
        ];
        if let Some(seconds) = waits.into_iter().flatten().max() {
            return Err(seconds);
        }
        tables.pairs.begun(Some(place(pair)), now);
        tables.names.begun(Some(attempt.name), now);
        tables.addresses.begun(attempt.address, now);
        attempt.succeeded = false;
        Ok(attempt)
    }
}

impl Attempt {
    /// It succeeded: the name begins anew at its address, where it is known from now on.
    pub(crate) fn succeeded(mut self) {
        self.succeeded = true;
        let tables = &self.tables;
        tables.pairs.ended(Some(place(self.pair)), false);
        tables.pairs.forget(place(self.pair));
        tables.names.ended(Some(self.name), false);
        tables.addresses.ended(self.address, false);
        if let Some(known) = locked(&tables.known).get_mut(place(self.pair)) {
            *known = Known { hash: self.pair, at: self.at };
        }
    }
}

impl Drop for Attempt {
    fn drop(&mut self) {
        if !self.succeeded {
            self.tables.pairs.ended(Some(place(self.pair)), true);
            self.tables.names.ended(Some(self.name), true);
            self.tables.addresses.ended(self.address, true);
        }
    }
}

impl Tables {
    fn knows(&self, pair: u64, now: i64) -> bool {
        let known = locked(&self.known).get(place(pair)).copied().unwrap_or_default();
        known.hash == pair && now < known.at.saturating_add(KNOWN_SECONDS)
    }
}

impl Table {
    fn of(most: u32) -> Self {
        Self { most, slots: Mutex::new(vec![Slot::default(); SLOTS].into_boxed_slice()) }
    }

    /// The seconds to wait, where there were too many: to the end of the window, or a moment where only what runs is too much.
    fn wait(&self, place: Option<usize>, now: i64) -> Option<u32> {
        let slot = *locked(&self.slots).get(place?)?;
        let ends = slot.since.saturating_add(WINDOW_SECONDS);
        let failures = if now < ends { slot.failures } else { 0 };
        if failures >= self.most {
            return Some(u32::try_from(ends - now).unwrap_or(1).max(1));
        }
        (failures.saturating_add(slot.running) >= self.most).then_some(1)
    }

    fn begun(&self, place: Option<usize>, now: i64) {
        self.with(place, |slot| {
            if now >= slot.since.saturating_add(WINDOW_SECONDS) {
                *slot = Slot { since: now, failures: 0, running: slot.running };
            }
            slot.running = slot.running.saturating_add(1);
        });
    }

    fn ended(&self, place: Option<usize>, failed: bool) {
        self.with(place, |slot| {
            slot.running = slot.running.saturating_sub(1);
            slot.failures = slot.failures.saturating_add(u32::from(failed));
        });
    }

    fn forget(&self, place: usize) {
        self.with(Some(place), |slot| slot.failures = 0);
    }

    fn with(&self, place: Option<usize>, change: impl FnOnce(&mut Slot)) {
        let mut slots = locked(&self.slots);
        if let Some(slot) = place.and_then(|place| slots.get_mut(place)) {
            change(slot);
        }
    }
}

fn locked<T>(table: &Mutex<T>) -> MutexGuard<'_, T> {
    table.lock().unwrap_or_else(PoisonError::into_inner)
}

fn place(hash: u64) -> usize {
    usize::try_from(hash % SLOTS as u64).unwrap_or_default()
}

/// What counts as one address: of version 6 a whole network of 64 bits, because whoever has one address there has all of them.
#[must_use]
pub fn network(address: IpAddr) -> IpAddr {
    match address {
        IpAddr::V6(six) => match six.to_ipv4_mapped() {
            Some(four) => IpAddr::V4(four),
            None => {
                let [a, b, c, d, ..] = six.segments();
                IpAddr::V6(Ipv6Addr::new(a, b, c, d, 0, 0, 0, 0))
            }
        },
        four => four,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(seconds: i64) -> Timestamp {
        Timestamp::from_second(1_700_000_000 + seconds).unwrap()
    }

    fn from(number: u8) -> Option<IpAddr> {
        Some(IpAddr::from([192, 0, 2, number]))
    }

    fn fails(throttle: &Throttle, name: &str, address: Option<IpAddr>, seconds: i64) {
        drop(throttle.begin(name, address, at(seconds)).expect("let in"));
    }

    fn waits(throttle: &Throttle, name: &str, address: Option<IpAddr>, seconds: i64) -> Option<u32> {
        throttle.begin(name, address, at(seconds)).err()
    }

    #[test]
    fn a_name_waits_after_ten_failures_until_its_window_is_over() {
        let throttle = Throttle::new();
        for second in 0..10 {
            fails(&throttle, "Anna@havenwerk.example", None, second);
        }
        assert_eq!(waits(&throttle, "anna@HAVENWERK.example", None, 10), Some(290));
        fails(&throttle, "bas@havenwerk.example", None, 10);
        fails(&throttle, "anna@havenwerk.example", None, 300);
    }

    #[test]
    fn success_lets_the_name_begin_anew() {
        let throttle = Throttle::new();
        for _ in 0..3 {
            for _ in 0..9 {
                fails(&throttle, "anna", None, 0);
            }
            throttle.begin("anna", None, at(0)).expect("let in").succeeded();
        }
    }

    #[test]
    fn many_at_once_are_not_let_through_together_and_wait_a_moment_only() {
        let throttle = Throttle::new();
        let running: Vec<Attempt> =
            (0..10).map(|_| throttle.begin("robot", from(1), at(0)).expect("let in")).collect();
        assert_eq!(waits(&throttle, "robot", from(1), 0), Some(1));
        for attempt in running {
            attempt.succeeded();
        }
        assert_eq!(waits(&throttle, "robot", from(1), 0), None);
    }

    #[test]
    fn who_fails_under_anothers_name_does_not_keep_it_out() {
        let throttle = Throttle::new();
        throttle.begin("anna", from(1), at(0)).expect("let in").succeeded();
        for number in 2..12 {
            for _ in 0..10 {
                fails(&throttle, "anna", from(number), 1);
            }
            assert_eq!(waits(&throttle, "anna", from(number), 1), Some(300), "there");
        }
        assert_eq!(waits(&throttle, "anna", from(99), 1), Some(299), "and where it was never seen");
        assert_eq!(waits(&throttle, "anna", from(1), 1), None, "but not where it signs in");
        assert!(waits(&throttle, "bas", from(99), 1).is_none());
    }

    #[test]
    fn an_address_waits_after_a_hundred_failures_whichever_names_it_tries() {
        let throttle = Throttle::new();
        for number in 0..100 {
            fails(&throttle, &format!("guess-{number}"), from(7), 1);
        }
        assert_eq!(waits(&throttle, "another", from(7), 1), Some(300));
        fails(&throttle, "another", from(8), 1);
        fails(&throttle, "another", None, 1);
    }

    #[test]
    fn a_network_of_version_6_is_one_address() {
        let throttle = Throttle::new();
        for number in 0_u16..10 {
            let address = Ipv6Addr::new(0x2001, 0xdb9, 0, 1, 0, 0, 0, number);
            fails(&throttle, "anna", Some(address.into()), 0);
        }
        let next = |network| Some(IpAddr::from(Ipv6Addr::new(0x2001, 0xdb9, 0, network, 9, 9, 9, 9)));
        assert!(
            waits(&throttle, "anna", next(1), 0).is_some() && waits(&throttle, "anna", next(2), 0).is_none()
        );
        let mapped: IpAddr = "::ffff:192.0.2.5".parse().unwrap();
        assert_eq!(network(mapped), IpAddr::from([192, 0, 2, 5]));
    }
}
