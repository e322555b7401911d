//! The rounding rules of the published bills (BILL-209, NCE-207): each turns the exact price of some days of some seats into
//! an amount in the currency's minor unit, in one step.

use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use super::fraction::Fraction;
use crate::rule::Rule;

/// The rules that this module holds.
pub const RULES: &[Rule] = &[Rule::Bill207, Rule::Bill209, Rule::Bill217, Rule::Nce207];

/// A rounding rule by its name in the sources (`classic.rounding`, `nce.rounding`).
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
pub enum Rounding {
    /// The published formula: the day's amount of all seats to the minor unit first, then per seat (BILL-207).
    R1,
    /// The day's unit price to three decimals, then the line (BILL-209).
    R2,
    /// Full precision, the line half up.
    R3,
    /// Full precision for the unit, the unit half up, times the quantity.
    R4,
    /// The unit cut towards zero, times the quantity (NCE-207).
    N1,
    /// Full precision, the line cut towards zero (NCE-207).
    N2,
}

/// What is rounded: the price of some days of a cycle for some seats.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Part {
    /// The price of one seat for all the days of the denominator, in major units.
    pub unit: Fraction,
    /// The seats.
    pub quantity: u32,
    /// The days that are charged.
    pub days: i64,
    /// The days of the denominator.
    pub of: i64,
    /// Digits of the currency after the point (BILL-217: formulas say two, currencies differ).
    pub exponent: u32,
}

/// The outcome.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Rounded {
    /// The amount in minor units.
    pub minor: i64,
    /// The price of one seat for the days, as shown on the line.
    pub shown: Decimal,
}

impl Rounding {
    /// The name, as `R3`.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Rounding::R1 => "R1",
            Rounding::R2 => "R2",
            Rounding::R3 => "R3",
            Rounding::R4 => "R4",
            Rounding::N1 => "N1",
            Rounding::N2 => "N2",
        }
    }

    /// Rounds a part of a cycle. A part with as many days as its denominator is the whole price and is no division.
    #[must_use]
    pub fn apply(self, part: Part) -> Rounded {
        let digits = part.exponent;
        let quantity = i128::from(part.quantity);
        let unit = part.exact_unit();
        let line = unit.times_whole(quantity);
        let (minor, shown) = match self {
            Rounding::R1 if part.days != part.of && quantity > 0 => {
                let day = part.unit.times_whole(quantity).over(part.of.into()).half_up(digits);
                let seat = Fraction::new(day.saturating_mul(part.days.into()), quantity).half_up(0);
                (seat.saturating_mul(quantity), seat)
            }
            Rounding::R2 if part.days != part.of => {
                let places = digits.saturating_add(1);
                let day = part.unit.over(part.of.into()).half_up(places);
                let unit = Fraction::new(day.saturating_mul(part.days.into()), 10_i128.pow(places));
                (unit.times_whole(quantity).half_up(digits), unit.half_up(digits))
            }
            Rounding::R1 | Rounding::R2 | Rounding::R3 => (line.half_up(digits), unit.half_up(digits)),
            Rounding::R4 => (unit.half_up(digits).saturating_mul(quantity), unit.half_up(digits)),
            Rounding::N1 => (unit.towards_zero(digits).saturating_mul(quantity), unit.towards_zero(digits)),
            Rounding::N2 => (line.towards_zero(digits), unit.towards_zero(digits)),
        };
        Rounded { minor: saturate(minor), shown: Decimal::new(saturate(shown), digits) }
    }
}

impl Part {
    /// The exact price of one seat for the days.
    #[must_use]
    pub fn exact_unit(self) -> Fraction {
        self.unit.times(Fraction::new(self.days.into(), self.of.into()))
    }

    /// The exact price of all seats for the days.
    #[must_use]
    pub fn exact(self) -> Fraction {
        self.exact_unit().times_whole(self.quantity.into())
    }
}

fn saturate(value: i128) -> i64 {
    i64::try_from(value).unwrap_or(if value < 0 { i64::MIN } else { i64::MAX })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn part(unit: &str, quantity: u32, days: i64, of: i64) -> Part {
        Part { unit: Fraction::of_decimal(unit.parse().unwrap()), quantity, days, of, exponent: 2 }
    }

    #[test]
    fn each_rule_rounds_at_its_own_place_bill_209_nce_207() {
        // 4.00 for 12 of 31 days and two seats is 3.096…; a day of both is 0.258.
        let classic = part("4.00", 2, 12, 31);
        let cases = [(Rounding::R1, 312), (Rounding::R2, 310), (Rounding::R3, 310), (Rounding::R4, 310)];
        for (rule, minor) in cases {
            assert_eq!(rule.apply(classic).minor, minor, "{}", rule.code());
        }
        // 10.08 for 28 of 30 days and twelve seats is 112.896; for 23 days one seat is 7.728.
        let change = part("10.08", 12, 28, 30);
        assert_eq!((Rounding::N1.apply(change).minor, Rounding::N2.apply(change).minor), (11_280, 11_289));
        let partial = Rounding::N1.apply(part("10.08", 100, 23, 30));
        assert_eq!((partial.minor, partial.shown.to_string()), (77_200, "7.72".to_owned()));
    }

    #[test]
    fn a_whole_cycle_costs_its_price_under_every_rule() {
        for rule in [Rounding::R1, Rounding::R2, Rounding::R3, Rounding::R4, Rounding::N1, Rounding::N2] {
            let rounded = rule.apply(part("211.20", 3, 365, 365));
            assert_eq!((rounded.minor, rounded.shown.to_string()), (63_360, "211.20".to_owned()));
        }
    }

    #[test]
    fn the_currency_says_how_many_digits_bill_217() {
        let yen = Part { exponent: 0, ..part("1000", 2, 10, 31) };
        assert_eq!((Rounding::R3.apply(yen).minor, Rounding::N2.apply(yen).minor), (645, 645));
        let dinar = Part { exponent: 3, ..part("1.000", 1, 2, 3) };
        assert_eq!((Rounding::R3.apply(dinar).minor, Rounding::N2.apply(dinar).minor), (667, 666));
        assert_eq!(Rounding::R2.apply(dinar).minor, 667);
    }
}
