//! Days as numbers, counted from 1970-01-01, and the charge cycles of a term, found by counting months from the anchor.
//! Written anew: a mistake in the domain's calendar shall not be repeated here.

use jiff::Timestamp;
use jiff::civil::Date;
use seatwright_domain::calendar::{BillingPlan, MonthEnd, Period};
use seatwright_domain::subscription::TermState;

/// A day, as the number of days since 1970-01-01.
pub type Day = i64;

/// The days of a month.
#[must_use]
pub fn days_in_month(year: i64, month: i64) -> i64 {
    match month {
        4 | 6 | 9 | 11 => 30,
        2 if year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) => 29,
        2 => 28,
        _ => 31,
    }
}

/// The number of a day of the calendar. Years are counted from March, so that the leap day is the last of its year; five
/// months of 153 days then follow each other.
#[must_use]
pub fn day_number(year: i64, month: i64, day: i64) -> Day {
    let (year, month) = if month > 2 { (year, month - 3) } else { (year - 1, month + 9) };
    let leap_days = year.div_euclid(4) - year.div_euclid(100) + year.div_euclid(400);
    365 * year + leap_days + (153 * month + 2) / 5 + day - 719_469
}

/// The number of a date.
#[must_use]
pub fn of_date(date: Date) -> Day {
    day_number(date.year().into(), date.month().into(), date.day().into())
}

/// The UTC day that holds an instant (TIME-01).
#[must_use]
pub fn of_instant(at: Timestamp) -> Day {
    at.as_second().div_euclid(86_400)
}

/// The date of a number, for people.
#[must_use]
pub fn date(day: Day) -> String {
    let mut year = 1970 + day.div_euclid(366);
    while day_number(year + 1, 1, 1) <= day {
        year += 1;
    }
    let mut month = 1;
    while month < 12 && day_number(year, month + 1, 1) <= day {
        month += 1;
    }
    format!("{year:04}-{month:02}-{:02}", day - day_number(year, month, 1) + 1)
}

/// The day so many months after an anchor (NCE-105, NCE-106).
#[must_use]
pub fn months_after(anchor: Date, months: u32, rule: MonthEnd) -> Day {
    let (year, month, day) = (i64::from(anchor.year()), i64::from(anchor.month()), i64::from(anchor.day()));
    let count = year * 12 + (month - 1) + i64::from(months);
    let (to_year, to_month) = (count.div_euclid(12), count.rem_euclid(12) + 1);
    let last = days_in_month(to_year, to_month);
    let to_end = days_in_month(year, month) - day;
    let keeps_distance = rule == MonthEnd::KeepDistanceFromEnd && to_end <= 1;
    let to_day = if keeps_distance { last - to_end } else { day.min(last) };
    day_number(to_year, to_month, to_day)
}

/// A stretch of days, both ends inside.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Span {
    /// The first day.
    pub first: Day,
    /// The last day.
    pub last: Day,
}

impl Span {
    /// Of two dates.
    #[must_use]
    pub fn of(period: Period) -> Self {
        Self { first: of_date(period.first), last: of_date(period.last) }
    }

    /// How many days.
    #[must_use]
    pub fn days(self) -> i64 {
        self.last - self.first + 1
    }

    /// Whether a day lies inside.
    #[must_use]
    pub fn holds(self, day: Day) -> bool {
        self.first <= day && day <= self.last
    }

    /// Whether another stretch lies inside.
    #[must_use]
    pub fn covers(self, other: Span) -> bool {
        self.holds(other.first) && self.holds(other.last)
    }
}

/// A charge cycle: the days that it has inside its term, and those it would have if the term did not cut it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Cycle {
    /// The days inside the term.
    pub covered: Span,
    /// The days of the whole cycle: what a price is divided by (BILL-203, NCE-201).
    pub whole: Span,
    /// The month, counted from the anchor, with which the whole cycle ends.
    pub last_month: u32,
}

/// Months from one charge to the next; none where nothing is ever charged.
#[must_use]
pub fn rhythm(term: &TermState, billing: BillingPlan) -> Option<u32> {
    match billing {
        BillingPlan::None => None,
        BillingPlan::Monthly => Some(1),
        BillingPlan::Annual => Some(12),
        BillingPlan::Biennial => Some(24),
        BillingPlan::Triennial => Some(36),
        BillingPlan::OneTime => Some(term.length.months()),
    }
}

/// The charge cycle that holds a day; none outside of the term.
#[must_use]
pub fn cycle_on(term: &TermState, billing: BillingPlan, day: Day) -> Option<Cycle> {
    let rhythm = rhythm(term, billing)?;
    let inside = Span::of(term.period);
    if !inside.holds(day) {
        return None;
    }
    let mut month = term.offset;
    loop {
        let first = months_after(term.anchor, month, term.month_end);
        let next = months_after(term.anchor, month + rhythm, term.month_end);
        if first > day {
            return None;
        }
        if day < next {
            let covered = Span { first: first.max(inside.first), last: (next - 1).min(inside.last) };
            return Some(Cycle {
                covered,
                whole: Span { first, last: next - 1 },
                last_month: month + rhythm,
            });
        }
        month += rhythm;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_counted_as_the_calendar_has_them() {
        assert_eq!(day_number(1970, 1, 1), 0);
        assert_eq!(day_number(2000, 3, 1) - day_number(2000, 2, 28), 2);
        assert_eq!(day_number(1900, 3, 1) - day_number(1900, 2, 28), 1);
        let mut day = day_number(1999, 12, 31);
        for year in 2000..2050 {
            for month in 1..=12 {
                for of_month in 1..=days_in_month(year, month) {
                    day += 1;
                    assert_eq!(day_number(year, month, of_month), day);
                    assert_eq!(date(day), format!("{year:04}-{month:02}-{of_month:02}"));
                }
            }
        }
    }
}
