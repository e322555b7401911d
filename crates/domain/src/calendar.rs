//! Terms, billing plans and periods. Periods are computed from the anchor (anchor + k months), never stepped, so a term
//! bought on the 31st is back on the 31st after February. All dates are UTC days (TIME-01), ends are inclusive.

use std::fmt;

use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{Span, Timestamp, ToSpan};
use serde::{Deserialize, Serialize};

use crate::rule::Rule;

/// The rules that this module holds.
pub const RULES: &[Rule] = &[Rule::Time01, Rule::Nce101, Rule::Nce105, Rule::Nce106];

/// The length of a commitment.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
pub enum Term {
    /// One month.
    P1M,
    /// One year.
    P1Y,
    /// Two years (marketplace).
    P2Y,
    /// Three years.
    P3Y,
    /// Six years (a classic education offer that never renews).
    P6Y,
}

impl Term {
    /// Length in months.
    #[must_use]
    pub const fn months(self) -> u32 {
        match self {
            Term::P1M => 1,
            Term::P1Y => 12,
            Term::P2Y => 24,
            Term::P3Y => 36,
            Term::P6Y => 72,
        }
    }

    /// The ISO 8601 duration.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Term::P1M => "P1M",
            Term::P1Y => "P1Y",
            Term::P2Y => "P2Y",
            Term::P3Y => "P3Y",
            Term::P6Y => "P6Y",
        }
    }

    /// Reads the ISO 8601 duration, in any case; months that make whole years are understood too (`P12M`).
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        match text.to_ascii_uppercase().as_str() {
            "P1M" => Some(Term::P1M),
            "P1Y" | "P12M" => Some(Term::P1Y),
            "P2Y" | "P24M" => Some(Term::P2Y),
            "P3Y" | "P36M" => Some(Term::P3Y),
            "P6Y" | "P72M" => Some(Term::P6Y),
            _ => None,
        }
    }
}

impl fmt::Display for Term {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

/// How often a term is charged (BUY-04): never longer than the term.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum BillingPlan {
    /// Not charged: trials.
    None,
    /// Every month.
    Monthly,
    /// Every year.
    Annual,
    /// Every two years.
    Biennial,
    /// Every three years.
    Triennial,
    /// Once, for the whole of a term that fits no other plan.
    OneTime,
}

impl BillingPlan {
    /// The plans by which something is charged, the shortest first.
    pub const CHARGED: [BillingPlan; 5] = [
        BillingPlan::Monthly,
        BillingPlan::Annual,
        BillingPlan::Biennial,
        BillingPlan::Triennial,
        BillingPlan::OneTime,
    ];

    /// Months between two charges; the whole term where the plan has no rhythm of its own.
    #[must_use]
    pub const fn months(self, term: Term) -> u32 {
        match self {
            BillingPlan::Monthly => 1,
            BillingPlan::Annual => 12,
            BillingPlan::Biennial => 24,
            BillingPlan::Triennial => 36,
            BillingPlan::None | BillingPlan::OneTime => term.months(),
        }
    }

    /// The wire's name.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            BillingPlan::None => "none",
            BillingPlan::Monthly => "monthly",
            BillingPlan::Annual => "annual",
            BillingPlan::Biennial => "biennial",
            BillingPlan::Triennial => "triennial",
            BillingPlan::OneTime => "one_time",
        }
    }

    /// Reads the wire's name in any case, with or without the underscore.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        match text.to_ascii_lowercase().replace('_', "").as_str() {
            "none" => Some(BillingPlan::None),
            "monthly" => Some(BillingPlan::Monthly),
            "annual" => Some(BillingPlan::Annual),
            "biennial" => Some(BillingPlan::Biennial),
            "triennial" => Some(BillingPlan::Triennial),
            "onetime" => Some(BillingPlan::OneTime),
            _ => None,
        }
    }
}

impl fmt::Display for BillingPlan {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

/// What happens to an anchor day that a month does not have (conflict `nce.anchor`).
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MonthEnd {
    /// The anchor's day of the month, or the month's last day where it has no such day.
    KeepDayClamped,
    /// The anchor's distance from its month's end: the last day stays the last day, the one before stays the one before.
    /// Only anchors on the last two days of a month differ from `KeepDayClamped`.
    KeepDistanceFromEnd,
}

/// The day `months` after `anchor`, always counted from the anchor.
#[must_use]
pub fn add_months(anchor: Date, months: u32, rule: MonthEnd) -> Date {
    let clamped = anchor.saturating_add(Span::new().months(i64::from(months)));
    if rule == MonthEnd::KeepDayClamped {
        return clamped;
    }
    let distance = anchor.days_in_month() - anchor.day();
    if distance > 1 {
        return clamped;
    }
    let last = clamped.last_of_month();
    last.saturating_sub(i64::from(distance).days())
}

/// The day after `date`.
#[must_use]
pub fn next_day(date: Date) -> Date {
    date.saturating_add(1.day())
}

/// The day before `date`.
#[must_use]
pub fn previous_day(date: Date) -> Date {
    date.saturating_sub(1.day())
}

/// `date` moved by `days`.
#[must_use]
pub fn add_days(date: Date, days: u32) -> Date {
    date.saturating_add(i64::from(days).days())
}

/// Whole days from `from` to `to`; negative when `to` is earlier.
#[must_use]
pub fn days_between(from: Date, to: Date) -> i64 {
    (to - from).get_days().into()
}

/// The first instant of a UTC day (TIME-01).
#[must_use]
pub fn start_of_day(date: Date) -> Timestamp {
    TimeZone::UTC.to_zoned(date.at(0, 0, 0, 0)).map_or(Timestamp::MAX, |zoned| zoned.timestamp())
}

/// The UTC day that holds an instant (TIME-01).
#[must_use]
pub fn day_of(at: Timestamp) -> Date {
    at.to_zoned(TimeZone::UTC).date()
}

/// The instant `days` times 24 hours later.
#[must_use]
pub fn plus_days(at: Timestamp, days: u32) -> Timestamp {
    plus_hours(at, days.saturating_mul(24))
}

/// The instant `hours` later.
#[must_use]
pub fn plus_hours(at: Timestamp, hours: u32) -> Timestamp {
    at.saturating_add(i64::from(hours).hours()).unwrap_or(Timestamp::MAX)
}

/// The instant `minutes` later.
#[must_use]
pub fn plus_minutes(at: Timestamp, minutes: u32) -> Timestamp {
    at.saturating_add(i64::from(minutes).minutes()).unwrap_or(Timestamp::MAX)
}

/// The instant `seconds` later.
#[must_use]
pub fn plus_seconds(at: Timestamp, seconds: u32) -> Timestamp {
    at.saturating_add(i64::from(seconds).seconds()).unwrap_or(Timestamp::MAX)
}

/// The instant `count` business days later (Saturdays and Sundays do not count), at the same time of the day.
#[must_use]
pub fn plus_business_days(at: Timestamp, count: u32) -> Timestamp {
    use jiff::civil::Weekday;
    let mut date = day_of(at);
    let mut left = count;
    let mut days = 0_u32;
    while left > 0 {
        date = next_day(date);
        days += 1;
        if !matches!(date.weekday(), Weekday::Saturday | Weekday::Sunday) {
            left -= 1;
        }
    }
    plus_days(at, days)
}

/// A span of whole days, both ends inside.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
pub struct Period {
    /// First day.
    pub first: Date,
    /// Last day, inclusive.
    pub last: Date,
}

impl Period {
    /// Days in the period, at least one.
    #[must_use]
    pub fn days(self) -> i64 {
        days_between(self.first, self.last) + 1
    }

    /// The instant at which the period is over: 00:00 UTC of the day after.
    #[must_use]
    pub fn over_at(self) -> Timestamp {
        start_of_day(next_day(self.last))
    }

    /// Whether the day lies inside.
    #[must_use]
    pub fn contains(self, date: Date) -> bool {
        self.first <= date && date <= self.last
    }
}

/// The charge cycles of one term: the `k`-th starts at `anchor + offset + k × months`. The last is cut off at the term's
/// end, and the first of a term that joined in the middle, as an add-on's does (ADD-05), at its beginning.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Cycles {
    /// The day the counting starts from.
    pub anchor: Date,
    /// Months from the anchor to the term's first day, for terms after the first.
    pub offset: u32,
    /// The term's days.
    pub term: Period,
    /// Months between two charges.
    pub months: u32,
    /// What happens at month ends.
    pub rule: MonthEnd,
}

impl Cycles {
    /// The most cycles of a term: one for each month of the longest.
    const MOST: u32 = 12 * 6;

    /// The `index`-th cycle, or none when it lies outside the term.
    #[must_use]
    pub fn get(&self, index: u32) -> Option<Period> {
        let start = self.start(index)?;
        let next = self.start(index.checked_add(1)?)?;
        if start > self.term.last || next <= self.term.first {
            return None;
        }
        Some(Period { first: start.max(self.term.first), last: previous_day(next).min(self.term.last) })
    }

    /// The days that the `index`-th cycle would have if the term did not cut it off: what its price is divided by.
    #[must_use]
    pub fn whole(&self, index: u32) -> Option<Period> {
        let first = self.start(index)?;
        let last = previous_day(self.start(index.checked_add(1)?)?);
        (first <= last).then_some(Period { first, last })
    }

    /// The days of the `index`-th whole cycle, counted from the anchor so many months earlier (BILL-108). None where that is
    /// before the anchor.
    #[must_use]
    pub fn earlier(&self, index: u32, months: u32) -> Option<Period> {
        let start = |index: u32| {
            let count =
                index.checked_mul(self.months.max(1))?.checked_add(self.offset)?.checked_sub(months)?;
            Some(add_months(self.anchor, count, self.rule))
        };
        Some(Period { first: start(index)?, last: previous_day(start(index.checked_add(1)?)?) })
    }

    /// The day on which a cycle starts, or would start if the term were longer.
    fn start(&self, index: u32) -> Option<Date> {
        let months = index.checked_mul(self.months.max(1))?.checked_add(self.offset)?;
        Some(add_months(self.anchor, months, self.rule))
    }

    /// The cycle that holds a day, with its index.
    #[must_use]
    pub fn containing(&self, date: Date) -> Option<(u32, Period)> {
        (0..Self::MOST).find_map(|index| {
            self.get(index).filter(|period| period.contains(date)).map(|period| (index, period))
        })
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn months_are_counted_from_the_anchor_nce_105() {
        let anchor = date(2021, 1, 31);
        let starts: Vec<Date> = (0..4).map(|k| add_months(anchor, k, MonthEnd::KeepDayClamped)).collect();
        assert_eq!(starts, [date(2021, 1, 31), date(2021, 2, 28), date(2021, 3, 31), date(2021, 4, 30)]);
    }

    #[test]
    fn the_distance_from_the_months_end_is_kept_nce_106() {
        let rule = MonthEnd::KeepDistanceFromEnd;
        let feb = date(2021, 2, 28);
        assert_eq!(add_months(feb, 1, rule), date(2021, 3, 31));
        assert_eq!(add_months(date(2021, 1, 30), 1, rule), date(2021, 2, 27));
        assert_eq!(add_months(date(2021, 1, 15), 1, rule), date(2021, 2, 15));
    }

    #[test]
    fn cycles_tile_their_term() {
        let term = Period { first: date(2021, 1, 31), last: date(2022, 1, 30) };
        for rule in [MonthEnd::KeepDayClamped, MonthEnd::KeepDistanceFromEnd] {
            let cycles = Cycles { anchor: term.first, offset: 0, term, months: 1, rule };
            let all: Vec<Period> = (0..).map_while(|k| cycles.get(k)).collect();
            assert_eq!(all.first().unwrap().first, term.first);
            assert_eq!(all.last().unwrap().last, term.last);
            assert!(all.windows(2).all(|pair| next_day(pair[0].last) == pair[1].first));
            assert_eq!(cycles.containing(date(2021, 3, 1)).unwrap().0, 1);
        }
    }

    #[test]
    fn a_term_that_joins_in_the_middle_starts_with_the_rest_of_a_cycle_add_05() {
        let anchor = date(2021, 10, 4);
        let term = Period { first: date(2021, 12, 20), last: date(2022, 10, 3) };
        let cycles = Cycles { anchor, offset: 0, term, months: 1, rule: MonthEnd::KeepDayClamped };
        assert_eq!((cycles.get(0), cycles.get(1)), (None, None));
        assert_eq!(cycles.get(2), Some(Period { first: term.first, last: date(2022, 1, 3) }));
        assert_eq!(cycles.containing(date(2022, 2, 10)).unwrap().0, 4);
        assert_eq!(cycles.containing(date(2021, 12, 1)), None);
    }

    #[test]
    fn later_years_can_be_shown_a_month_earlier_bill_108() {
        let term = Period { first: date(2023, 3, 15), last: date(2026, 3, 14) };
        let cycles =
            Cycles { anchor: term.first, offset: 0, term, months: 12, rule: MonthEnd::KeepDayClamped };
        assert_eq!(cycles.earlier(0, 1), None);
        let second = Period { first: date(2024, 2, 15), last: date(2025, 2, 14) };
        assert_eq!((cycles.earlier(1, 1), cycles.earlier(1, 0)), (Some(second), cycles.whole(1)));
    }

    #[test]
    fn business_days_skip_the_weekend_self_09() {
        let friday = start_of_day(date(2021, 10, 1));
        assert_eq!(day_of(plus_business_days(friday, 2)), date(2021, 10, 5));
    }

    #[test]
    fn days_are_utc_days_time_01() {
        let late: Timestamp = "2021-06-01T01:30:00+02:00".parse().unwrap();
        assert_eq!(day_of(late), date(2021, 5, 31));
        assert_eq!(start_of_day(date(2021, 6, 1)).to_string(), "2021-06-01T00:00:00Z");
    }
}
