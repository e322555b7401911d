//! How far a line may be from the exact price, by the rule that rounded it (BILL-207, BILL-209, NCE-207), in minor units:
//!
//! - **R3** rounds the line half up: half a unit.
//! - **N2** cuts the line towards zero: less than one unit, and only that way.
//! - **R4** rounds the price of one seat half up: half a unit for each seat.
//! - **N1** cuts the price of one seat towards zero: less than one unit for each seat, and only that way.
//! - **R2** rounds the daily price of one seat to one digit more than the currency has: a twentieth of a unit for each seat
//!   and day; then the line half up: half a unit.
//! - **R1** rounds the daily amount of all seats half up: half a unit for each day; then the price of one seat: half a unit
//!   for each seat.

//!
//! Two choices make the days of a whole cycle add up to something else than its price, by their own arithmetic: an annual
//! price divided by 365 in leap years too (BILL-203), and the days of the month in which a clamped cycle starts (NCE-202).
//! There the difference between the two divisors is allowed for each seat and day.

use seatwright_domain::billing::charge::{Charge, InvoiceFamily};
use seatwright_domain::billing::policy::{AnnualDays, BillingPolicy, CycleDays};
use seatwright_domain::billing::rounding::Rounding;
use seatwright_domain::policy::Policies;

use crate::days::{self, Span};
use crate::exact::{self, Exact, ratio};

/// How far an amount may be below and above what is exact.
#[derive(Clone, PartialEq, Debug)]
pub struct Bound {
    /// At most so far below.
    pub below: Exact,
    /// At most so far above.
    pub above: Exact,
}

impl Bound {
    /// No room at all.
    #[must_use]
    pub fn none() -> Self {
        Self { below: exact::zero(), above: exact::zero() }
    }

    /// As far on either side.
    #[must_use]
    pub fn either(bound: Exact) -> Self {
        Self { below: bound.clone(), above: bound }
    }

    /// So many times as far.
    #[must_use]
    pub fn times(&self, factor: &Exact) -> Self {
        Self { below: &self.below * factor, above: &self.above * factor }
    }

    /// Of both together.
    pub fn add(&mut self, other: &Self) {
        self.below += &other.below;
        self.above += &other.above;
    }

    /// Whether a difference is explained.
    #[must_use]
    pub fn holds(&self, difference: &Exact) -> bool {
        -&self.below <= *difference && *difference <= self.above
    }
}

/// How far a line that is spread over so many days may be from the exact price, in major units.
#[must_use]
pub fn of_charge(charge: &Charge, days: i64, policies: &Policies) -> Bound {
    let named = policies.all_billing().iter().find(|policy| policy.version == charge.policy);
    let policy = named.unwrap_or_else(|| policies.billing_on(charge.booked_on));
    let rounding = match charge.family {
        InvoiceFamily::Classic => policy.classic.rounding,
        InvoiceFamily::NewCommerce => policy.new_commerce.rounding,
    };
    let minor = exact::minor_unit(charge.amount.currency);
    let mut bound = of_line(rounding, charge.quantity, days, charge.amount.minor < 0).times(&minor);
    if let (Some((one, other)), Some(unit)) = (divisors(charge, policy), charge.unit) {
        let apart = ratio((one - other).abs(), one * other);
        let seat_days = ratio(i64::from(charge.quantity) * days, 1);
        bound.add(&Bound::either(exact::of_price(unit) * seat_days * apart));
    }
    bound
}

/// The days of the cycle, and those that the policy divides by.
fn divisors(charge: &Charge, policy: &BillingPolicy) -> Option<(i64, i64)> {
    let whole = Span::of(charge.cycle.whole);
    let days = whole.days();
    match charge.family {
        InvoiceFamily::Classic => {
            (days == 366 && policy.classic.annual_days == AnnualDays::Always365).then_some((days, 365))
        }
        InvoiceFamily::NewCommerce if policy.new_commerce.cycle_days == CycleDays::MonthOfStart => {
            let first = charge.cycle.whole.first;
            let month = days::days_in_month(first.year().into(), first.month().into());
            (days <= 31).then_some((days, month))
        }
        InvoiceFamily::NewCommerce => None,
    }
}

/// The bound of one line by its rounding rule, in minor units.
#[must_use]
pub fn of_line(rounding: Rounding, quantity: u32, days: i64, credit: bool) -> Bound {
    let seats = i64::from(quantity);
    let cut = |most: Exact| {
        let (below, above) = if credit { (exact::zero(), most) } else { (most, exact::zero()) };
        Bound { below, above }
    };
    match rounding {
        Rounding::R1 => Bound::either(ratio(days + seats, 2)),
        Rounding::R2 => Bound::either(ratio(days * seats, 20) + ratio(1, 2)),
        Rounding::R3 => Bound::either(ratio(1, 2)),
        Rounding::R4 => Bound::either(ratio(seats, 2)),
        Rounding::N1 => cut(ratio(seats, 1)),
        Rounding::N2 => cut(ratio(1, 1)),
    }
}
