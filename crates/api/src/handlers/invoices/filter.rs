//! Filters on the date of an invoice, alone or joined by `and` and `or`.

use std::cmp::Ordering;

use jiff::civil::Date;

use crate::fault::Fault;
use crate::fields::{Takes, find_word};
use crate::json::Json;

/// How deep filters may stand inside each other.
const DEPTH_MAX: u32 = 8;

/// Which dates are wanted.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) enum Wanted {
    /// Dates that compare like this with a date.
    Date(Date, &'static [Ordering], bool),
    /// Dates that both want.
    And(Box<Wanted>, Box<Wanted>),
    /// Dates that one of them wants.
    Or(Box<Wanted>, Box<Wanted>),
}

const OPERATORS: [(&str, (&[Ordering], bool)); 6] = [
    ("equals", (&[Ordering::Equal], true)),
    ("not_equals", (&[Ordering::Equal], false)),
    ("greater_than", (&[Ordering::Greater], true)),
    ("greater_than_or_equals", (&[Ordering::Greater, Ordering::Equal], true)),
    ("less_than", (&[Ordering::Less], true)),
    ("less_than_or_equals", (&[Ordering::Less, Ordering::Equal], true)),
];

impl Wanted {
    /// Whether a date is wanted.
    pub(super) fn takes(&self, date: Date) -> bool {
        match self {
            Wanted::Date(other, orders, expected) => orders.contains(&date.cmp(other)) == *expected,
            Wanted::And(left, right) => left.takes(date) && right.takes(date),
            Wanted::Or(left, right) => left.takes(date) || right.takes(date),
        }
    }
}

/// Reads a filter.
///
/// # Errors
/// It is none, or about something else than the date.
pub(super) fn read(text: &str) -> Result<Wanted, Fault> {
    let tree = serde_json::from_str(text).ok();
    tree.and_then(|tree| part(&tree, 0)).ok_or_else(|| Fault::field("filter", Takes::Named("takes-filter")))
}

fn part(tree: &Json, depth: u32) -> Option<Wanted> {
    if depth > DEPTH_MAX {
        return None;
    }
    let text = |name: &str| tree.get(name).and_then(Json::as_text);
    let operator = text("Operator")?;
    if let (Some(left), Some(right)) = (tree.get("LeftFilter"), tree.get("RightFilter")) {
        let (left, right) = (Box::new(part(left, depth + 1)?), Box::new(part(right, depth + 1)?));
        let is_and = find_word(operator, &[("and", true), ("or", false)])?;
        return Some(if is_and { Wanted::And(left, right) } else { Wanted::Or(left, right) });
    }
    find_word(text("Field")?, &[("InvoiceDate", ())])?;
    let (orders, expected) = find_word(operator, &OPERATORS)?;
    Some(Wanted::Date(day(text("Value")?)?, orders, expected))
}

/// A day as clients write it: the ISO date with or without a time, or month, day and year.
fn day(text: &str) -> Option<Date> {
    let text = text.trim().split(['T', ' ']).next()?;
    if let Ok(day) = text.parse() {
        return Some(day);
    }
    let mut parts = text.split('/');
    let (month, day, year) = (parts.next()?, parts.next()?, parts.next()?);
    Date::new(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?).ok()
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    fn takes(filter: &str, date: Date) -> bool {
        read(filter).unwrap().takes(date)
    }

    #[test]
    fn dates_are_compared_in_every_spelling_of_the_clients() {
        let day = date(2021, 10, 15);
        for (filter, expected) in [
            (r#"{"Field":"InvoiceDate","Value":"2021-10-15","Operator":"equals"}"#, true),
            (
                r#"{"value":"2021-10-15T00:00:00Z","field":"invoice_date","fieldType":"String","operator":"GreaterThan"}"#,
                false,
            ),
            (
                r#"{"Field":"InvoiceDate","Value":"10/15/2021 00:00:00","Operator":"greater_than_or_equals"}"#,
                true,
            ),
            (r#"{"Field":"InvoiceDate","Value":"2021-10-16","Operator":"LessThan"}"#, true),
            (r#"{"Field":"InvoiceDate","Value":"2021-10-15","Operator":"NotEquals"}"#, false),
        ] {
            assert_eq!(takes(filter, day), expected, "{filter}");
        }
    }

    #[test]
    fn filters_are_joined() {
        let from = r#"{"Field":"InvoiceDate","Value":"2021-10-01","Operator":"greater_than"}"#;
        let to = r#"{"Field":"InvoiceDate","Value":"2021-11-01","Operator":"less_than"}"#;
        let joined =
            |word: &str| format!(r#"{{"LeftFilter":{from},"RightFilter":{to},"Operator":"{word}"}}"#);
        assert!(takes(&joined("and"), date(2021, 10, 15)) && !takes(&joined("and"), date(2021, 11, 15)));
        assert!(takes(&joined("or"), date(2021, 11, 15)));
    }

    #[test]
    fn other_fields_other_words_and_endless_nesting_are_refused() {
        for filter in [
            "",
            "[]",
            r#"{"Field":"Total","Value":"1","Operator":"equals"}"#,
            r#"{"Field":"InvoiceDate","Value":"yesterday","Operator":"equals"}"#,
            r#"{"Field":"InvoiceDate","Value":"2021-10-15","Operator":"starts_with"}"#,
        ] {
            assert!(read(filter).is_err(), "{filter}");
        }
        let mut deep = r#"{"Field":"InvoiceDate","Value":"2021-10-15","Operator":"equals"}"#.to_owned();
        for _ in 0..20 {
            deep = format!(
                r#"{{"LeftFilter":{deep},"RightFilter":{deep_},"Operator":"and"}}"#,
                deep_ = r#"{"Field":"InvoiceDate","Value":"2021-10-15","Operator":"equals"}"#
            );
        }
        assert!(read(&deep).is_err());
    }
}
