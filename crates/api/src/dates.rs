//! Dates and times as clients write them, in bodies and in queries: the ISO day, an ISO instant with an offset, with `Z` or
//! without a zone (which is UTC, TIME-01), month, day and year with a time in either clock, and the day of the year that one
//! client writes where it means the day of the month.

use std::borrow::Cow;
use std::str::FromStr;

use jiff::civil::{Date, DateTime, Time};
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan};

/// The highest day of a month; a higher number is a day of the year.
const MONTH_MAX: i16 = 31;

/// The year that the dialect writes where something never was.
const NEVER: i16 = 1;

/// The first instant that a text stands for.
pub(crate) fn first_instant(text: &str) -> Option<Timestamp> {
    let (day, time) = read(text)?;
    instant(day.to_datetime(time.unwrap_or_else(Time::midnight)))
}

/// The last instant that a text stands for: a day alone is meant whole.
pub(crate) fn last_instant(text: &str) -> Option<Timestamp> {
    match read(text)? {
        (day, Some(time)) => instant(day.to_datetime(time)),
        (day, None) => {
            let next = instant(day.tomorrow().ok()?.to_datetime(Time::midnight()))?;
            next.checked_sub(1.microsecond()).ok()
        }
    }
}

/// The day that a text stands for; of an instant its UTC day.
pub(crate) fn day(text: &str) -> Option<Date> {
    read(text).map(|(day, _)| day)
}

/// Whether a text stands for the day that clients send for a date which they leave alone.
pub(crate) fn is_never(text: &str) -> bool {
    read(text).is_some_and(|(day, _)| day.year() == NEVER)
}

/// The first instant of the day of an instant.
pub(crate) fn start_of_day(at: Timestamp) -> Timestamp {
    let day = at.to_zoned(TimeZone::UTC).date();
    instant(day.to_datetime(Time::midnight())).unwrap_or(at)
}

fn instant(local: DateTime) -> Option<Timestamp> {
    local.to_zoned(TimeZone::UTC).ok().map(|zoned| zoned.timestamp())
}

/// The day and, where there is one, the time, both in UTC.
fn read(text: &str) -> Option<(Date, Option<Time>)> {
    let text = text.trim();
    if text.contains('/') {
        return american(text);
    }
    if let Some(day) = iso_day(text) {
        return Some((day, None));
    }
    // Longer years have a sign.
    if !text.starts_with(|first: char| first.is_ascii_digit()) {
        return None;
    }
    // A day without hyphens.
    if !text.contains(['T', 't', ' ']) {
        return Some((text.parse().ok()?, None));
    }
    let at = iso_instant(&with_plus(text))?;
    Some((at.date(), Some(at.time())))
}

/// The plus of an offset that was put into a query as it is reads as a space there.
fn with_plus(text: &str) -> Cow<'_, str> {
    match text.split_once(' ') {
        Some((time, offset)) if time.contains('T') => Cow::Owned(format!("{time}+{offset}")),
        _ => Cow::Borrowed(text),
    }
}

/// An instant in ISO 8601 as a date and time in UTC, which it is in where it names no zone.
fn iso_instant(text: &str) -> Option<DateTime> {
    if let Ok(at) = text.parse::<Timestamp>() {
        return Some(at.to_zoned(TimeZone::UTC).datetime());
    }
    text.parse().ok()
}

/// A day in ISO 8601, where a third part beyond the days of a month counts the days of the year.
fn iso_day(text: &str) -> Option<Date> {
    let mut parts = text.split('-');
    let (year, month, day) = (parts.next()?, parts.next()?, parts.next()?);
    if parts.next().is_some() {
        return None;
    }
    let (year, month, day): (i16, i8, i16) = (year_of(year)?, number(month)?, number(day)?);
    if day <= MONTH_MAX {
        return Date::new(year, month, i8::try_from(day).ok()?).ok();
    }
    let day = Date::new(year, 1, 1).ok()?.checked_add((i32::from(day) - 1).days()).ok()?;
    // The day of the year has to lie in the month that stands before it.
    (day.year() == year && day.month() == month).then_some(day)
}

/// A number of digits only.
fn number<T: FromStr>(text: &str) -> Option<T> {
    let is_digits = text.bytes().all(|byte| byte.is_ascii_digit());
    is_digits.then(|| text.parse().ok())?
}

/// A year of four digits: of two, nobody says which century is meant.
fn year_of(text: &str) -> Option<i16> {
    if text.len() == 4 { number(text) } else { None }
}

/// Month, day and year, with a time of twelve or of twenty-four hours.
fn american(text: &str) -> Option<(Date, Option<Time>)> {
    let mut words = text.split_whitespace();
    let mut parts = words.next()?.split('/');
    let (month, day, year) = (parts.next()?, parts.next()?, parts.next()?);
    let day = Date::new(year_of(year)?, number(month)?, number(day)?).ok()?;
    if parts.next().is_some() {
        return None;
    }
    let Some(time) = words.next() else { return Some((day, None)) };
    let mut parts = time.split(':');
    let mut part = || number::<i8>(parts.next().unwrap_or("0"));
    let (hour, minute, second) = (part()?, part()?, part()?);
    let half = words.next().map(str::to_ascii_uppercase);
    if parts.next().is_some() || words.next().is_some() {
        return None;
    }
    let hour = match half.as_deref() {
        None => hour,
        Some("AM") if (1..=12).contains(&hour) => hour % 12,
        Some("PM") if (1..=12).contains(&hour) => hour % 12 + 12,
        Some(_) => return None,
    };
    Some((day, Some(Time::new(hour, minute, second, 0).ok()?)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_and_instants_are_read_as_each_client_writes_them() {
        for (text, expected) in [
            ("2021-06-15", "2021-06-15T00:00:00Z"),
            // A client that writes the day of the year: the 166th is the fifteenth of June.
            ("2021-06-166", "2021-06-15T00:00:00Z"),
            ("20210615", "2021-06-15T00:00:00Z"),
            ("20210615T101500Z", "2021-06-15T10:15:00Z"),
            ("2021-01-31", "2021-01-31T00:00:00Z"),
            ("2020-12-366", "2020-12-31T00:00:00Z"),
            ("06/15/2021 13:05:00", "2021-06-15T13:05:00Z"),
            ("6/1/2017 12:00:00 AM", "2017-06-01T00:00:00Z"),
            ("6/1/2017 12:30:00 PM", "2017-06-01T12:30:00Z"),
            ("6/1/2017 1:02:03 pm", "2017-06-01T13:02:03Z"),
            ("6/1/2017", "2017-06-01T00:00:00Z"),
            ("2021-06-15T10:00:00Z", "2021-06-15T10:00:00Z"),
            ("2021-06-15T10:00:00-07:00", "2021-06-15T17:00:00Z"),
            ("2021-06-15T10:00:00 02:00", "2021-06-15T08:00:00Z"),
            ("2021-06-15T10:00:00", "2021-06-15T10:00:00Z"),
            ("2021-06-15T10:00:00.123+00:00", "2021-06-15T10:00:00.123Z"),
            ("2021-06-15T10:00:00.1234567", "2021-06-15T10:00:00.1234567Z"),
        ] {
            let expected: Timestamp = expected.parse().unwrap();
            assert_eq!(first_instant(text), Some(expected), "{text}");
        }
        for text in [
            "",
            "yesterday",
            "2021-13-01",
            "2021-06-400",
            "2021-06-300",
            "13/45/2021",
            "6/1/2017 13:00 PM",
            "6/1/2017 1:02:03 PM -07:00",
            "6/1/2017 1:02:03 AM rubbish",
            "6/1/2017 1:2:3:4",
            "6/1/2017 +1:02:03",
            "6/1/2017 1:02:03 AM AM",
            "6/1/24",
            "6/1/024",
            "24-06-01",
            "924-06-01",
            "+002021-06-15",
            "-002021-06-15T10:00:00Z",
            "2021-06-15T",
            "20211315",
            "2021-6",
            "2021-06-15T25:00:00Z",
            "/Date(1623715200000)/",
        ] {
            assert_eq!(first_instant(text), None, "{text}");
        }
    }

    #[test]
    fn the_last_day_counts_whole() {
        let last = last_instant("2021-06-166").unwrap();
        assert_eq!(last.to_string(), "2021-06-15T23:59:59.999999Z");
        assert_eq!(last_instant("20210615"), Some(last), "without hyphens it is a day too");
        assert_eq!(last_instant("06/15/2021 13:05:00").unwrap().to_string(), "2021-06-15T13:05:00Z");
    }

    #[test]
    fn a_day_is_that_of_the_instant_in_utc() {
        for (text, expected) in [
            ("2022-01-13T23:59:59Z", "2022-01-13"),
            ("2022-01-13T23:59:59-07:00", "2022-01-14"),
            ("1/13/2022 11:00:00 PM", "2022-01-13"),
            ("2022-01-13", "2022-01-13"),
        ] {
            assert_eq!(day(text).unwrap().to_string(), expected, "{text}");
        }
        assert!(
            is_never("0001-01-01T00:00:00")
                && is_never("0001-01-01")
                && is_never("1/1/0001")
                && !is_never("2022-01-13")
        );
    }
}
