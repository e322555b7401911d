//! Fractions without end. Nothing is rounded in this crate; where money was rounded by others, that is a bound on a
//! difference.

use num_bigint::BigInt;
pub use num_rational::BigRational as Exact;
use num_traits::Zero;
use rust_decimal::Decimal;
use seatwright_domain::money::{Currency, Money, UnitPrice};

/// Nothing.
#[must_use]
pub fn zero() -> Exact {
    Exact::zero()
}

/// A fraction of whole numbers; the denominator is never zero.
#[must_use]
pub fn ratio(numerator: i64, denominator: i64) -> Exact {
    Exact::new(BigInt::from(numerator), BigInt::from(denominator))
}

/// A decimal number.
#[must_use]
pub fn of_decimal(decimal: Decimal) -> Exact {
    Exact::new(BigInt::from(decimal.mantissa()), BigInt::from(10).pow(decimal.scale()))
}

/// The price of one seat, in major units.
#[must_use]
pub fn of_price(price: UnitPrice) -> Exact {
    of_decimal(price.amount) / Exact::from_integer(BigInt::from(price.over.max(1)))
}

/// The smallest unit of a currency, in major units.
#[must_use]
pub fn minor_unit(currency: Currency) -> Exact {
    Exact::new(BigInt::from(1), BigInt::from(10).pow(currency.exponent()))
}

/// An amount, in major units.
#[must_use]
pub fn of_money(money: Money) -> Exact {
    Exact::from_integer(BigInt::from(money.minor)) * minor_unit(money.currency)
}

/// A fraction for people: six digits after the point, cut off.
#[must_use]
pub fn shown(exact: &Exact) -> String {
    let millionths = (exact * Exact::from_integer(BigInt::from(1_000_000))).to_integer();
    let (sign, size) = if millionths < BigInt::from(0) { ("-", -millionths) } else { ("", millionths) };
    let whole = &size / 1_000_000;
    let rest = format!("{:06}", &size % 1_000_000);
    format!("{sign}{whole}.{rest}")
}
