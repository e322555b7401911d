//! Repeatable chance: the same seed throws the same dice on every machine.

/// A generator of repeatable numbers (SplitMix64).
#[derive(Clone, Debug)]
pub struct Dice(u64);

impl Dice {
    /// Dice of a seed.
    #[must_use]
    pub const fn new(seed: u64) -> Self {
        Self(seed)
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut x = self.0;
        x = (x ^ (x >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        x = (x ^ (x >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        x ^ (x >> 31)
    }

    /// A number from `low` to `high`, both inside; `low` when they are the wrong way round.
    pub fn between(&mut self, low: u32, high: u32) -> u32 {
        let width = u64::from(high.saturating_sub(low)) + 1;
        low + u32::try_from(self.next() % width).unwrap_or(0)
    }

    /// True in so many of a hundred throws.
    pub fn chance(&mut self, percent: u32) -> bool {
        self.between(1, 100) <= percent
    }

    /// One of several; none of none.
    pub fn pick<'a, T>(&mut self, of: &'a [T]) -> Option<&'a T> {
        let last = u32::try_from(of.len().checked_sub(1)?).ok()?;
        of.get(self.between(0, last) as usize)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dice_repeat_stay_in_bounds_and_reach_them() {
        let mut one = Dice::new(7);
        let mut two = Dice::new(7);
        let thrown: Vec<u32> = (0..1_000).map(|_| one.between(3, 8)).collect();
        assert!((0..1_000).map(|_| two.between(3, 8)).eq(thrown.iter().copied()));
        assert_eq!((thrown.iter().min(), thrown.iter().max()), (Some(&3), Some(&8)));
        assert_eq!(one.pick::<u8>(&[]), None);
    }
}
