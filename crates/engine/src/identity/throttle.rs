//! Failed sign-ins are counted per name and per address, so that secrets are not guessed. The memory is the same however many
//! names are tried: counts lie in slots that names share by chance, by a hash that nobody outside can foresee.

use std::fmt;
use std::hash::{BuildHasher, Hash, RandomState};
use std::net::IpAddr;
use std::sync::{Mutex, PoisonError};

use jiff::Timestamp;

/// The slots of a table: 256 KiB.
const SLOTS: usize = 16_384;
/// Seconds for which failures count together.
const WINDOW_SECONDS: i64 = 300;
/// Failures of a name in a window after which it must wait.
pub(crate) const FAILURES_OF_NAME: u32 = 10;
/// Failures from an address in a window after which it must wait. Many people may sit behind one address.
pub(crate) const FAILURES_OF_ADDRESS: u32 = 100;

/// Counts failed sign-ins.
pub(crate) struct Throttle {
    hasher: RandomState,
    names: Mutex<Box<[Slot]>>,
    addresses: Mutex<Box<[Slot]>>,
}

#[derive(Clone, Copy, Default)]
struct Slot {
    since: i64,
    failures: u32,
}

/// An attempt that has been counted as failed until it succeeds.
#[derive(Debug)]
pub(crate) struct Attempt {
    name: usize,
    address: Option<usize>,
}

impl fmt::Debug for Throttle {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Throttle").finish_non_exhaustive()
    }
}

impl Throttle {
    pub(crate) fn new() -> Self {
        let table = || Mutex::new(vec![Slot::default(); SLOTS].into_boxed_slice());
        Self { hasher: RandomState::new(), names: table(), addresses: table() }
    }

    /// Begins an attempt. It counts as failed at once, so that many at the same time are not let through together.
    ///
    /// # Errors
    /// There were too many; the seconds to wait.
    pub(crate) fn begin(&self, name: &str, address: Option<IpAddr>, at: Timestamp) -> Result<Attempt, u32> {
        let now = at.as_second();
        let name = self.slot(&name.trim().to_lowercase());
        let address = address.map(|address| self.slot(&address));
        // Both are looked at before either is counted: who must wait does not wait longer for having tried.
        let waits = [
            wait(&self.names, Some(name), FAILURES_OF_NAME, now),
            wait(&self.addresses, address, FAILURES_OF_ADDRESS, now),
        ];
        if let Some(seconds) = waits.into_iter().flatten().max() {
            return Err(seconds);
        }
        count(&self.names, Some(name), now);
        count(&self.addresses, address, now);
        Ok(Attempt { name, address })
    }

    /// The attempt succeeded: the name begins anew, and the address has one failure less.
    pub(crate) fn succeeded(&self, attempt: &Attempt) {
        if let Some(slot) = lock(&self.names).get_mut(attempt.name) {
            slot.failures = 0;
        }
        let mut addresses = lock(&self.addresses);
        if let Some(slot) = attempt.address.and_then(|place| addresses.get_mut(place)) {
            slot.failures = slot.failures.saturating_sub(1);
        }
    }

    fn slot<T: Hash + ?Sized>(&self, key: &T) -> usize {
        usize::try_from(self.hasher.hash_one(key) % SLOTS as u64).unwrap_or_default()
    }
}

fn lock(table: &Mutex<Box<[Slot]>>) -> std::sync::MutexGuard<'_, Box<[Slot]>> {
    table.lock().unwrap_or_else(PoisonError::into_inner)
}

fn wait(table: &Mutex<Box<[Slot]>>, place: Option<usize>, most: u32, now: i64) -> Option<u32> {
    let slot = *lock(table).get(place?)?;
    let ends = slot.since.saturating_add(WINDOW_SECONDS);
    (slot.failures >= most && now < ends).then(|| u32::try_from(ends - now).unwrap_or(1).max(1))
}

fn count(table: &Mutex<Box<[Slot]>>, place: Option<usize>, now: i64) {
    let mut table = lock(table);
    let Some(slot) = place.and_then(|place| table.get_mut(place)) else { return };
    if now >= slot.since.saturating_add(WINDOW_SECONDS) {
        *slot = Slot { since: now, failures: 0 };
    }
    slot.failures = slot.failures.saturating_add(1);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(seconds: i64) -> Timestamp {
        Timestamp::from_second(1_700_000_000 + seconds).unwrap()
    }

    #[test]
    fn a_name_waits_after_ten_failures_until_its_window_is_over() {
        let throttle = Throttle::new();
        for second in 0..10 {
            throttle.begin("Anna@havenwerk.example", None, at(second)).unwrap();
        }
        assert_eq!(throttle.begin("anna@HAVENWERK.example", None, at(10)).unwrap_err(), 290);
        throttle.begin("bas@havenwerk.example", None, at(10)).unwrap();
        throttle.begin("anna@havenwerk.example", None, at(300)).unwrap();
    }

    #[test]
    fn success_lets_the_name_begin_anew() {
        let throttle = Throttle::new();
        for _ in 0..3 {
            for _ in 0..9 {
                throttle.begin("anna", None, at(0)).unwrap();
            }
            let attempt = throttle.begin("anna", None, at(0)).unwrap();
            throttle.succeeded(&attempt);
        }
    }

    #[test]
    fn an_address_waits_after_a_hundred_failures_whichever_names_it_tries() {
        let throttle = Throttle::new();
        let address: IpAddr = "192.0.2.7".parse().unwrap();
        for number in 0..100 {
            throttle.begin(&format!("guess-{number}"), Some(address), at(1)).unwrap();
        }
        assert_eq!(throttle.begin("another", Some(address), at(1)).unwrap_err(), 300);
        throttle.begin("another", Some("192.0.2.8".parse().unwrap()), at(1)).unwrap();
        throttle.begin("another", None, at(1)).unwrap();
    }
}
