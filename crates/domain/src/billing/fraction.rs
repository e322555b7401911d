//! Exact fractions: what a charge comes to before its one rounding step.

use std::cmp::Ordering;
use std::fmt;
use std::str::FromStr;

use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

/// A fraction in lowest terms with a positive denominator. Written `62/31` in documents.
///
/// Numbers stay small: a price has at most eight decimals, a quantity 32 bits, and a cycle some thousand days. What would
/// not fit into 128 bits all the same stays at the bound instead of wrapping round.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Fraction {
    numerator: i128,
    denominator: i128,
}

impl Fraction {
    /// Nothing.
    pub const ZERO: Self = Self { numerator: 0, denominator: 1 };
    /// The whole.
    pub const ONE: Self = Self { numerator: 1, denominator: 1 };

    /// `numerator / denominator` in lowest terms; a denominator of zero counts as one.
    #[must_use]
    pub fn new(numerator: i128, denominator: i128) -> Self {
        let denominator = if denominator == 0 { 1 } else { denominator };
        let divisor = gcd(numerator.unsigned_abs(), denominator.unsigned_abs());
        let divisor = i128::try_from(divisor).unwrap_or(1).max(1);
        let sign = if denominator < 0 { -1 } else { 1 };
        Self {
            numerator: (numerator / divisor).saturating_mul(sign),
            denominator: (denominator / divisor).saturating_mul(sign),
        }
    }

    /// A decimal, exactly.
    #[must_use]
    pub fn of_decimal(decimal: Decimal) -> Self {
        let decimal = decimal.normalize();
        Self::new(decimal.mantissa(), power_of_ten(decimal.scale()))
    }

    /// The number above the line.
    #[must_use]
    pub const fn numerator(self) -> i128 {
        self.numerator
    }

    /// The number below the line, positive.
    #[must_use]
    pub const fn denominator(self) -> i128 {
        self.denominator
    }

    /// The product.
    #[must_use]
    pub fn times(self, other: Self) -> Self {
        // Crosswise reduction first keeps the products small.
        let left = Self::new(self.numerator, other.denominator);
        let right = Self::new(other.numerator, self.denominator);
        Self::new(
            left.numerator.saturating_mul(right.numerator),
            left.denominator.saturating_mul(right.denominator),
        )
    }

    /// The product with a whole number.
    #[must_use]
    pub fn times_whole(self, factor: i128) -> Self {
        self.times(Self::new(factor, 1))
    }

    /// The quotient by a whole number; by zero it is unchanged.
    #[must_use]
    pub fn over(self, divisor: i128) -> Self {
        self.times(Self::new(1, divisor))
    }

    /// The sum.
    #[must_use]
    pub fn plus(self, other: Self) -> Self {
        let numerator = self
            .numerator
            .saturating_mul(other.denominator)
            .saturating_add(other.numerator.saturating_mul(self.denominator));
        Self::new(numerator, self.denominator.saturating_mul(other.denominator))
    }

    /// The same with the other sign.
    #[must_use]
    pub fn negated(self) -> Self {
        Self { numerator: self.numerator.saturating_neg(), denominator: self.denominator }
    }

    /// The nearest whole multiple of `10^-digits`, in that unit; halves go away from zero.
    #[must_use]
    pub fn half_up(self, digits: u32) -> i128 {
        let scaled = self.times_whole(power_of_ten(digits));
        let twice = scaled.numerator.saturating_abs().saturating_mul(2).saturating_add(scaled.denominator);
        let rounded = twice / scaled.denominator.saturating_mul(2);
        if scaled.numerator < 0 { -rounded } else { rounded }
    }

    /// The whole multiple of `10^-digits` next to it towards zero, in that unit.
    #[must_use]
    pub fn towards_zero(self, digits: u32) -> i128 {
        let scaled = self.times_whole(power_of_ten(digits));
        scaled.numerator / scaled.denominator
    }
}

/// `10^digits`; up to 38 digits fit.
fn power_of_ten(digits: u32) -> i128 {
    10_i128.checked_pow(digits).unwrap_or(i128::MAX)
}

fn gcd(mut a: u128, mut b: u128) -> u128 {
    while b != 0 {
        (a, b) = (b, a % b);
    }
    a
}

impl PartialOrd for Fraction {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Fraction {
    fn cmp(&self, other: &Self) -> Ordering {
        self.plus(other.negated()).numerator.cmp(&0)
    }
}

impl fmt::Display for Fraction {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.denominator {
            1 => write!(f, "{}", self.numerator),
            denominator => write!(f, "{}/{denominator}", self.numerator),
        }
    }
}

impl From<Fraction> for String {
    fn from(fraction: Fraction) -> Self {
        fraction.to_string()
    }
}

impl TryFrom<String> for Fraction {
    type Error = String;
    fn try_from(text: String) -> Result<Self, String> {
        text.parse()
    }
}

impl FromStr for Fraction {
    type Err = String;
    fn from_str(text: &str) -> Result<Self, String> {
        let (above, below) = text.split_once('/').unwrap_or((text, "1"));
        match (above.trim().parse(), below.trim().parse::<i128>()) {
            (Ok(above), Ok(below)) if below != 0 => Ok(Self::new(above, below)),
            _ => Err(format!("{text:?} is no fraction; write it as 62/31")),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fractions_are_exact_and_in_lowest_terms() {
        let price = Fraction::of_decimal("10.08".parse().unwrap());
        let part = price.times(Fraction::new(28, 30)).times_whole(12);
        assert_eq!(part.to_string(), "14112/125");
        assert_eq!("14112/125".parse::<Fraction>().unwrap(), part);
        assert_eq!(Fraction::new(2, -4), Fraction::new(-1, 2));
        assert!(Fraction::new(1, 3) < Fraction::new(1, 2));
        assert_eq!(Fraction::new(1, 3).plus(Fraction::new(2, 3)), Fraction::ONE);
        assert!("1/0".parse::<Fraction>().is_err() && "x".parse::<Fraction>().is_err());
    }

    #[test]
    fn halves_go_away_from_zero_and_cutting_goes_towards_it() {
        for (fraction, digits, half_up, cut) in [
            (Fraction::new(245, 100), 1, 25, 24),
            (Fraction::new(-245, 100), 1, -25, -24),
            (Fraction::new(2, 3), 2, 67, 66),
            (Fraction::new(-2, 3), 2, -67, -66),
            (Fraction::new(1, 2), 0, 1, 0),
            (Fraction::new(7, 1), 2, 700, 700),
        ] {
            assert_eq!(
                (fraction.half_up(digits), fraction.towards_zero(digits)),
                (half_up, cut),
                "{fraction}"
            );
        }
    }

    #[test]
    fn what_does_not_fit_stays_at_the_bound() {
        let huge = Fraction::new(i128::MAX, 1);
        assert_eq!(huge.times(huge).numerator(), i128::MAX);
    }
}
