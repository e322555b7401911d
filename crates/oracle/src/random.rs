//! Numbers that look random and follow from a seed alone, so that a printed seed makes the same histories again, on every
//! machine and with every version of every library.

/// A source of numbers: `SplitMix64`, after Steele, Lea and Flood.
#[derive(Clone, Debug)]
pub struct Random(u64);

impl Random {
    /// The source of a seed.
    #[must_use]
    pub fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// The source of the `number`-th history of a run: histories do not depend on which thread makes them.
    #[must_use]
    pub fn of_history(seed: u64, number: u64) -> Self {
        let mut mixed = Self(seed ^ number.wrapping_mul(0xA24B_AED4_963E_E407));
        Self(mixed.next_u64())
    }

    /// The next number.
    pub fn next_u64(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    /// A number below `limit`; 0 where there is none.
    pub fn below(&mut self, limit: u64) -> u64 {
        if limit == 0 { 0 } else { self.next_u64() % limit }
    }

    /// A number of sixteen bits.
    pub fn small(&mut self) -> u16 {
        u16::try_from(self.next_u64() >> 48).unwrap_or(0)
    }

    /// One of several things; there must be one.
    pub fn one_of<T: Clone>(&mut self, things: &[T]) -> T {
        let place = usize::try_from(self.below(things.len() as u64)).unwrap_or(0);
        things[place].clone()
    }
}
