//! Counting what happened.

use std::collections::BTreeMap;

use seatwright_domain::event::Recorded;

/// How many events of each kind there were.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Tally {
    kinds: BTreeMap<&'static str, u64>,
}

impl Tally {
    /// All events.
    #[must_use]
    pub fn events(&self) -> u64 {
        self.kinds.values().sum()
    }

    /// The events of a kind, by the name that is stored and shown.
    #[must_use]
    pub fn of(&self, kind: &str) -> u64 {
        self.kinds.get(kind).copied().unwrap_or(0)
    }

    /// Every kind that happened, with its number, by name.
    pub fn kinds(&self) -> impl Iterator<Item = (&'static str, u64)> {
        self.kinds.iter().map(|(kind, count)| (*kind, *count))
    }

    pub(crate) fn add(&mut self, events: &[Recorded]) {
        for recorded in events {
            *self.kinds.entry(recorded.event.kind()).or_default() += 1;
        }
    }

    pub(crate) fn merge(&mut self, other: &Tally) {
        for (kind, count) in other.kinds() {
            *self.kinds.entry(kind).or_default() += count;
        }
    }
}
