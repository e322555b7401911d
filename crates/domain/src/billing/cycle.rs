//! Charge cycles: the days that one recurring charge is for, and what part of the price they are (NCE-103, BILL-203).

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::calendar::{BillingPlan, MonthEnd, Period, add_months, next_day};
use crate::subscription::TermState;

/// A charge cycle. Cycles that are cut off, by the end of an aligned term or because it joined in the middle, cover fewer
/// days than they would have whole.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
pub struct ChargeCycle {
    /// The days that are charged.
    pub covered: Period,
    /// The days that the cycle would have if nothing cut it off; the denominator.
    pub whole: Period,
    /// Where a plan began in the middle of its rhythm and is charged by months: months charged, months of the plan (NCE-109).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub months: Option<(u32, u32)>,
}

impl ChargeCycle {
    /// The cycle of a term that holds a day.
    #[must_use]
    pub fn on(term: &TermState, billing: BillingPlan, day: Date) -> Option<Self> {
        let cycles = term.cycles(billing);
        let (index, covered) = cycles.containing(day)?;
        Some(Self { covered, whole: cycles.whole(index)?, months: None })
    }

    /// The same from a later day on; the days before are not charged.
    #[must_use]
    pub fn from(mut self, first: Date) -> Self {
        self.covered.first = self.covered.first.max(first).min(self.covered.last);
        self
    }

    /// The rest of a cycle charged by whole months of its plan (NCE-109).
    #[must_use]
    pub fn by_months(mut self, of: u32, rule: MonthEnd) -> Self {
        let end = next_day(self.covered.last);
        let months = (1..of).find(|months| add_months(self.covered.first, *months, rule) >= end);
        self.months = months.map(|months| (months, of));
        self
    }

    /// The days from `first` to the end of what is charged; none when it is over by then.
    #[must_use]
    pub fn rest(&self, first: Date) -> Option<Period> {
        let first = first.max(self.covered.first);
        (first <= self.covered.last).then_some(Period { first, last: self.covered.last })
    }
}
