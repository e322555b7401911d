//! Charge cycles: the days that one recurring charge is for, and what part of the price they are (NCE-103, BILL-203).

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::fraction::Fraction;
use crate::calendar::{BillingPlan, Cycles, Period};
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
    /// With `months`: the days of a last month that the end of the term cuts off, and the days that month would have.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cut: Option<(i64, i64)>,
}

impl ChargeCycle {
    /// The cycle of a term that holds a day.
    #[must_use]
    pub fn on(term: &TermState, billing: BillingPlan, day: Date) -> Option<Self> {
        let cycles = term.cycles(billing);
        let (index, covered) = cycles.containing(day)?;
        Some(Self { covered, whole: cycles.whole(index)?, months: None, cut: None })
    }

    /// The same from a later day on; the days before are not charged.
    #[must_use]
    pub fn from(mut self, first: Date) -> Self {
        self.covered.first = self.covered.first.max(first).min(self.covered.last);
        self
    }

    /// The cycle of a term's only period: a trial, or free days.
    #[must_use]
    pub const fn alone(period: Period) -> Self {
        Self { covered: period, whole: period, months: None, cut: None }
    }

    /// The rest of a cycle charged by months of its plan (NCE-109): as many as a monthly plan would have charged, a last one
    /// that the term cuts off by its days (NCE-209).
    #[must_use]
    pub fn by_months(mut self, of: u32, monthly: &Cycles) -> Self {
        let Some((start, _)) = monthly.containing(self.covered.first) else { return self };
        let mut months = 0_u32;
        for index in start.. {
            let (Some(period), Some(whole)) = (monthly.get(index), monthly.whole(index)) else { break };
            if period.first > self.covered.last {
                break;
            }
            if period.last < whole.last {
                self.cut = Some((period.days(), whole.days()));
            } else {
                months = months.saturating_add(1);
            }
        }
        self.months = (months < of).then_some((months, of));
        self
    }

    /// With `months`: what part of the plan's price the cycle is.
    #[must_use]
    pub fn part(&self) -> Fraction {
        let Some((months, of)) = self.months else { return Fraction::ONE };
        let (days, whole) = self.cut.unwrap_or((0, 1));
        Fraction::new(months.into(), 1).plus(Fraction::new(days.into(), whole.into())).over(of.into())
    }

    /// The days from `first` to the end of what is charged; none when it is over by then.
    #[must_use]
    pub fn rest(&self, first: Date) -> Option<Period> {
        let first = first.max(self.covered.first);
        (first <= self.covered.last).then_some(Period { first, last: self.covered.last })
    }
}
