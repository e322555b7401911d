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

use seatwright_domain::billing::rounding::Rounding;

use crate::exact::{Exact, ratio};

/// The bound of one line.
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
