//! How far a line may be from the exact price, by the rule that rounded it (BILL-207, BILL-209, NCE-207), in minor units:
//!
//! - **R3** rounds the line half up: half a unit.
//! - **N2** cuts the line: less than one unit.
//! - **R4** rounds the price of one seat half up: half a unit for each seat.
//! - **N1** cuts the price of one seat: less than one unit for each seat.
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

/// How far a line that is spread over so many days may be from the exact price, in major units.
#[must_use]
pub fn of_charge(charge: &Charge, days: i64, policies: &Policies) -> Exact {
    let named = policies.all_billing().iter().find(|policy| policy.version == charge.policy);
    let policy = named.unwrap_or_else(|| policies.billing_on(charge.booked_on));
    let rounding = match charge.family {
        InvoiceFamily::Classic => policy.classic.rounding,
        InvoiceFamily::NewCommerce => policy.new_commerce.rounding,
    };
    let bound = of_line(rounding, charge.quantity, days) * exact::minor_unit(charge.amount.currency);
    match (divisors(charge, policy), charge.unit) {
        (Some((one, other)), Some(unit)) if one != other => {
            let apart = ratio((one - other).abs(), one * other);
            bound + exact::of_price(unit) * ratio(i64::from(charge.quantity) * days, 1) * apart
        }
        _ => bound,
    }
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
pub fn of_line(rounding: Rounding, quantity: u32, days: i64) -> Exact {
    let seats = i64::from(quantity);
    match rounding {
        Rounding::R1 => ratio(days + seats, 2),
        Rounding::R2 => ratio(days * seats, 20) + ratio(1, 2),
        Rounding::R3 => ratio(1, 2),
        Rounding::R4 => ratio(seats, 2),
        Rounding::N1 => ratio(seats, 1),
        Rounding::N2 => ratio(1, 1),
    }
}
