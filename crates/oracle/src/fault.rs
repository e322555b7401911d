//! A difference between what was charged and what is owed, or anything else that does not hold, told so that it can be
//! checked with pencil and paper.

use std::fmt;

use seatwright_domain::billing::charge::Charge;
use seatwright_domain::ids::SubscriptionId;

use crate::bounds::Bound;
use crate::days::{self, Day};
use crate::exact::{self, Exact};
use crate::state::Rate;

/// What does not hold.
#[derive(Clone, Debug)]
pub struct Fault {
    what: String,
    lines: Vec<String>,
}

impl Fault {
    /// About a subscription.
    #[must_use]
    pub fn new(subscription: SubscriptionId, what: impl fmt::Display) -> Self {
        Self { what: format!("subscription {subscription}: {what}"), lines: Vec::new() }
    }

    /// About a history.
    #[must_use]
    pub fn of(what: impl Into<String>) -> Self {
        Self { what: what.into(), lines: Vec::new() }
    }

    /// About a line.
    #[must_use]
    pub fn line(charge: &Charge, what: &str) -> Self {
        Self::new(charge.key.subscription, format!("a line {what}")).with_lines([charge])
    }

    /// About a day: what is owed, and what is charged.
    #[must_use]
    pub fn day(id: SubscriptionId, day: Day, owed: &Rate, charged: (&Exact, i64), bound: &Bound) -> Self {
        let (money, seats) = charged;
        let what = format!(
            "{}: owed {} for {} seats, charged {} for {seats} seats, rounding explains -{} to {}",
            days::date(day),
            exact::shown(&owed.money),
            owed.seats,
            exact::shown(money),
            exact::shown(&bound.below),
            exact::shown(&bound.above),
        );
        Self::new(id, what)
    }

    /// With the lines that it is about.
    #[must_use]
    pub fn with_lines<'c>(mut self, charges: impl IntoIterator<Item = &'c Charge>) -> Self {
        self.lines.extend(charges.into_iter().map(told));
        self
    }
}

/// A line, told in one line.
#[must_use]
pub fn told(charge: &Charge) -> String {
    let key = &charge.key;
    format!(
        "{} - {} | {} | {} x {} = {} | booked {} for event {}",
        key.period.first,
        key.period.last,
        key.kind,
        charge.shown,
        charge.quantity,
        charge.amount,
        charge.booked_on,
        key.cause,
    )
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.what)?;
        self.lines.iter().try_for_each(|line| write!(f, "\n    {line}"))
    }
}

impl std::error::Error for Fault {}
