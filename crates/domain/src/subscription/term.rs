//! Terms: their days, the anchor they are counted from, and the charge cycles inside them.

use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::calendar::{BillingPlan, Cycles, MonthEnd, Period, Term, add_months, next_day, previous_day};
use crate::policy::PolicyVersion;

/// The current term.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct TermState {
    /// Its length; a coterminous first term is shorter than this (NCE-705).
    pub length: Term,
    /// Its days.
    pub period: Period,
    /// The day all terms are counted from.
    pub anchor: Date,
    /// Months from the anchor to the first day.
    pub offset: u32,
    /// The instant it began: of the order, or of the renewal.
    pub began_at: Timestamp,
    /// The policy version in force then; it holds for the whole term.
    pub policy: PolicyVersion,
    /// What happens at month ends.
    pub month_end: MonthEnd,
    /// The index of the current charge cycle.
    pub cycle: u32,
}

impl TermState {
    /// A first term that starts on `first`, counted from there.
    #[must_use]
    pub fn starting(
        first: Date,
        length: Term,
        began_at: Timestamp,
        policy: PolicyVersion,
        month_end: MonthEnd,
    ) -> Self {
        let last = previous_day(add_months(first, length.months(), month_end));
        Self {
            length,
            period: Period { first, last },
            anchor: first,
            offset: 0,
            began_at,
            policy,
            month_end,
            cycle: 0,
        }
    }

    /// The same term ending on another day (coterminosity, alignment to a base). The next term counts from the day after.
    #[must_use]
    pub fn ending(mut self, last: Date) -> Self {
        self.period.last = last;
        self
    }

    /// The term that follows with a length of its own. The anchor is kept while the days still follow from it, so that
    /// a term clamped to the end of February returns to its day in March (NCE-105).
    #[must_use]
    pub fn following(
        &self,
        length: Term,
        began_at: Timestamp,
        policy: PolicyVersion,
        month_end: MonthEnd,
    ) -> Self {
        let first = next_day(self.period.last);
        let offset = self.offset.saturating_add(self.length.months());
        let keeps = month_end == self.month_end && add_months(self.anchor, offset, month_end) == first;
        if !keeps {
            return Self::starting(first, length, began_at, policy, month_end);
        }
        let last = previous_day(add_months(self.anchor, offset.saturating_add(length.months()), month_end));
        let period = Period { first, last };
        Self { length, period, anchor: self.anchor, offset, began_at, policy, month_end, cycle: 0 }
    }

    /// The charge cycles of the term under a billing plan.
    #[must_use]
    pub fn cycles(&self, billing: BillingPlan) -> Cycles {
        Cycles {
            anchor: self.anchor,
            offset: self.offset,
            term: self.period,
            months: billing.months(self.length),
            rule: self.month_end,
        }
    }
}
