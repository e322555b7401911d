//! Where randomness comes from: one seed for each command. All ids that a decision makes follow from it.

use std::fmt;
use std::sync::atomic::{AtomicU64, Ordering};

use uuid::Uuid;

/// A source of seeds. No two seeds of one installation may be the same.
pub trait Ids: Send + Sync + fmt::Debug {
    /// The next seed.
    fn seed(&self) -> Uuid;
}

/// Random seeds from the operating system.
#[derive(Clone, Copy, Debug, Default)]
pub struct RandomIds;

impl Ids for RandomIds {
    fn seed(&self) -> Uuid {
        Uuid::new_v4()
    }
}

/// Seeds that follow from one number, so that a whole run can be repeated.
#[derive(Debug)]
pub struct SeededIds {
    seed: u64,
    given: AtomicU64,
}

impl SeededIds {
    /// A source whose seeds follow from `seed`.
    #[must_use]
    pub fn new(seed: u64) -> Self {
        Self { seed, given: AtomicU64::new(0) }
    }
}

impl Ids for SeededIds {
    fn seed(&self) -> Uuid {
        let count = self.given.fetch_add(1, Ordering::Relaxed);
        let high = spread(self.seed ^ spread(count));
        let low = spread(high.wrapping_add(count).wrapping_add(self.seed.rotate_left(17)));
        uuid::Builder::from_random_bytes(((u128::from(high) << 64) | u128::from(low)).to_be_bytes())
            .into_uuid()
    }
}

/// The finaliser of SplitMix64: neighbouring numbers come out unlike each other.
fn spread(number: u64) -> u64 {
    let number = number.wrapping_add(0x9E37_79B9_7F4A_7C15);
    let number = (number ^ (number >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    let number = (number ^ (number >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    number ^ (number >> 31)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn seeded_ids_repeat_for_the_same_seed_and_differ_otherwise() {
        let take = |seed| {
            let ids = SeededIds::new(seed);
            (0..1_000).map(|_| ids.seed()).collect::<Vec<_>>()
        };
        assert_eq!(take(7), take(7));
        let all: BTreeSet<Uuid> = take(7).into_iter().chain(take(8)).collect();
        assert_eq!(all.len(), 2_000);
        assert!(all.iter().all(|seed| seed.get_version_num() == 4));
    }
}
