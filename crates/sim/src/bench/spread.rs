//! Times, in whole numbers.

use std::time::Duration;

/// How a number of times is spread.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Spread {
    /// Half of the times are not longer.
    pub median: Duration,
    /// Ninety-nine of a hundred are not longer.
    pub p99: Duration,
}

impl Spread {
    /// The spread of some times.
    #[must_use]
    pub fn of(mut times: Vec<Duration>) -> Self {
        times.sort_unstable();
        let at = |percent: usize| {
            let place = (times.len() * percent).div_ceil(100).saturating_sub(1);
            times.get(place).copied().unwrap_or_default()
        };
        Self { median: at(50), p99: at(99) }
    }
}

/// The one in the middle, by a key.
pub(super) fn middle<T, K: Ord>(mut items: Vec<T>, key: impl Fn(&T) -> K) -> Option<T> {
    items.sort_by_key(&key);
    let place = items.len().saturating_sub(1) / 2;
    items.into_iter().nth(place)
}

/// How many per second.
pub(super) fn per_second(count: u64, time: Duration) -> u64 {
    let per = u128::from(count) * 1_000_000_000 / time.as_nanos().max(1);
    u64::try_from(per).unwrap_or(u64::MAX)
}

/// How many times as long one time is as another, in hundredths.
pub(super) fn hundredths(time: Duration, than: Duration) -> u64 {
    u64::try_from(time.as_nanos() * 100 / than.as_nanos().max(1)).unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_median_and_the_99th_of_a_hundred_are_the_50th_and_the_99th() {
        let spread = Spread::of((1..=100).rev().map(Duration::from_millis).collect());
        assert_eq!(spread, Spread { median: Duration::from_millis(50), p99: Duration::from_millis(99) });
        let one = Duration::from_millis(7);
        assert_eq!(Spread::of(vec![one]), Spread { median: one, p99: one });
        assert_eq!(Spread::of(Vec::new()), Spread::default());
    }

    #[test]
    fn the_middle_of_three_is_the_second_by_its_key() {
        assert_eq!(middle(vec![30, 10, 20], |number| *number), Some(20));
        assert_eq!(middle(vec![30, 10], |number| *number), Some(10));
        assert_eq!(middle(Vec::<u32>::new(), |number| *number), None);
    }

    #[test]
    fn rates_and_ratios_are_whole_numbers() {
        assert_eq!(per_second(500, Duration::from_millis(250)), 2_000);
        assert_eq!(hundredths(Duration::from_millis(375), Duration::from_millis(250)), 150);
        assert_eq!(hundredths(Duration::from_millis(1), Duration::ZERO), 100_000_000);
    }
}
