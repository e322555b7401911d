//! Money: exact amounts in a currency's minor unit, and exact decimal unit prices. No floats, anywhere.

use std::fmt;

use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use crate::billing::fraction::Fraction;

/// A currency by its ISO 4217 code. The exponent (digits after the point) comes from the list below, because rounding
/// depends on it; a code outside the list cannot be used for prices.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Currency([u8; 3]);

/// Code, exponent and the symbol that the wire shows.
const KNOWN: &[(&str, u32, &str)] = &[
    ("AUD", 2, "$"),
    ("BHD", 3, "BD"),
    ("CAD", 2, "$"),
    ("CHF", 2, "CHF"),
    ("DKK", 2, "kr"),
    ("EUR", 2, "€"),
    ("GBP", 2, "£"),
    ("INR", 2, "₹"),
    ("JPY", 0, "¥"),
    ("KRW", 0, "₩"),
    ("KWD", 3, "KD"),
    ("NOK", 2, "kr"),
    ("NZD", 2, "$"),
    ("SEK", 2, "kr"),
    ("USD", 2, "$"),
];

impl Currency {
    /// The dollar of the United States, in which markets without a list of their own are priced.
    pub const USD: Self = Self(*b"USD");

    /// The currency with this code, in any case.
    #[must_use]
    pub fn parse(code: &str) -> Option<Self> {
        let upper = code.to_ascii_uppercase();
        let bytes: [u8; 3] = upper.as_bytes().try_into().ok()?;
        KNOWN.iter().any(|(known, _, _)| *known == upper).then_some(Self(bytes))
    }

    /// The three letters.
    #[must_use]
    pub fn code(&self) -> &str {
        std::str::from_utf8(&self.0).unwrap_or("XXX")
    }

    /// Digits after the decimal point: 2 for the euro, 0 for the yen.
    #[must_use]
    pub fn exponent(self) -> u32 {
        KNOWN.iter().find(|(code, _, _)| *code == self.code()).map_or(2, |(_, exponent, _)| *exponent)
    }

    /// The symbol shown beside amounts.
    #[must_use]
    pub fn symbol(self) -> &'static str {
        KNOWN.iter().find(|(code, _, _)| *code == self.code()).map_or("", |(_, _, symbol)| *symbol)
    }
}

impl TryFrom<String> for Currency {
    type Error = String;
    fn try_from(code: String) -> Result<Self, String> {
        Self::parse(&code).ok_or_else(|| format!("unknown currency {code:?}"))
    }
}

impl From<Currency> for String {
    fn from(currency: Currency) -> Self {
        currency.code().to_owned()
    }
}

impl fmt::Display for Currency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

/// An amount in the minor unit of its currency: `1250` EUR is twelve euros fifty, `1250` JPY is 1,250 yen.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
pub struct Money {
    /// The amount in minor units; negative for credits.
    pub minor: i64,
    /// The currency.
    pub currency: Currency,
}

impl Money {
    /// The amount as a decimal of the major unit, with the currency's digits.
    #[must_use]
    pub fn to_decimal(self) -> Decimal {
        Decimal::new(self.minor, self.currency.exponent())
    }
}

impl fmt::Display for Money {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.to_decimal(), self.currency)
    }
}

/// The price of one seat for one whole unit of time: exact, never rounded.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
pub struct UnitPrice {
    /// Major units per seat and billing period of the plan it was listed for.
    #[serde(with = "rust_decimal::serde::str")]
    pub amount: Decimal,
    /// The currency.
    pub currency: Currency,
    /// What the amount is divided by: 12 where a monthly plan bills a twelfth of an annual price, which has no end as a
    /// decimal (NCE-102).
    #[serde(default = "one", skip_serializing_if = "is_one")]
    pub over: u32,
}

fn one() -> u32 {
    1
}

#[allow(clippy::trivially_copy_pass_by_ref, reason = "serde asks for a reference")]
fn is_one(number: &u32) -> bool {
    *number == 1
}

impl UnitPrice {
    /// The price, exactly.
    #[must_use]
    pub fn exact(self) -> Fraction {
        Fraction::of_decimal(self.amount).over(self.over.max(1).into())
    }

    /// The price as a decimal, for showing: a part of a price that has no end is rounded half up, two digits finer than the
    /// currency.
    #[must_use]
    pub fn shown(self) -> Decimal {
        if self.over <= 1 {
            return self.amount;
        }
        let digits = self.currency.exponent() + 2;
        let rounded = self.exact().half_up(digits);
        Decimal::try_from_i128_with_scale(rounded, digits).unwrap_or(self.amount).normalize()
    }

    /// The price of a plan of `to` months where this one is for `from` months, in even parts: a twelfth of the year's for
    /// a month, twelve times the month's for a year (NCE-102, BILL-111). A price that would not fit stays as it is.
    #[must_use]
    pub fn for_plan(self, from: u32, to: u32) -> Self {
        let (from, to, over) = (from.max(1), to.max(1), self.over.max(1));
        if to <= from {
            return Self { over: over.saturating_mul(from / to), ..self };
        }
        let times = to / from;
        if over % times == 0 {
            return Self { over: over / times, ..self };
        }
        let amount = self.amount.checked_mul(Decimal::from(times)).unwrap_or(self.amount);
        Self { amount, over, ..self }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_follow_the_currency_exponent() {
        let eur = Currency::parse("eur").unwrap();
        let jpy = Currency::parse("JPY").unwrap();
        assert_eq!(Money { minor: 1250, currency: eur }.to_string(), "12.50 EUR");
        assert_eq!(Money { minor: 1250, currency: jpy }.to_string(), "1250 JPY");
        assert!(Currency::parse("XYZ").is_none());
    }

    #[test]
    fn a_twelfth_twelve_times_is_the_price_again_nce_102() {
        let year = UnitPrice { amount: "100.00".parse().unwrap(), currency: Currency::USD, over: 1 };
        let month = year.for_plan(12, 1);
        assert_eq!((month.over, month.exact().to_string()), (12, "25/3".to_owned()));
        assert_eq!(month.for_plan(1, 12), year);
        assert_eq!(month.for_plan(1, 36).exact().to_string(), "300");
        assert_eq!(year.for_plan(12, 24).amount.to_string(), "200.00");
    }
}
