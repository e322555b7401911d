//! What stands in a cell of a file.

use jiff::Timestamp;
use jiff::civil::Date;
use rust_decimal::Decimal;
use serde::Serialize;
use serde::ser::{Error as _, Serializer};
use serde_json::value::RawValue;

/// A column: its name in the file, and the name of the same thing in the API.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Column {
    /// The heading of the file.
    pub heading: &'static str,
    /// The member of the API's line items.
    pub member: &'static str,
}

/// What stands in a cell.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Value {
    /// Nothing is known or nothing applies.
    Nothing,
    /// Text that somebody outside entered: names and the like.
    Text(String),
    /// Text of our own making: ids, words of the sources, names of the catalogue.
    Word(String),
    /// A whole number.
    Whole(i64),
    /// An amount or price, exact, with the digits that are to be shown.
    Amount(Decimal),
    /// A day.
    Day(Date),
    /// An instant.
    Instant(Timestamp),
    /// Several words.
    Words(Vec<&'static str>),
}

/// The characters with which spreadsheets begin a formula, and those they skip before one.
const FORMULA: [char; 6] = ['=', '+', '-', '@', '\t', '\r'];

impl Value {
    /// Some text that somebody entered.
    pub(crate) fn text(text: &str) -> Self {
        Self::Text(text.to_owned())
    }

    /// A word of our own.
    pub(crate) fn word(word: impl ToString) -> Self {
        Self::Word(word.to_string())
    }

    /// The text of what is text; nothing for anything else.
    pub(crate) fn plain(self) -> String {
        match self {
            Self::Text(text) | Self::Word(text) => text,
            _ => String::new(),
        }
    }

    /// As a CSV file shows it.
    ///
    /// Administrators open these files in spreadsheets, while names in them were chosen by the customers of somebody else.
    /// So what people entered and a spreadsheet would calculate begins with an apostrophe here, which spreadsheets take for
    /// "this is text". Amounts keep their minus sign, and the JSON form keeps every name as it is.
    #[must_use]
    pub fn csv(&self) -> String {
        match self {
            Value::Nothing => String::new(),
            Value::Text(text) if text.starts_with(FORMULA) => format!("'{text}"),
            Value::Text(text) | Value::Word(text) => text.clone(),
            Value::Whole(number) => number.to_string(),
            Value::Amount(amount) => amount.to_string(),
            Value::Day(day) => day.to_string(),
            Value::Instant(at) => at.to_string(),
            Value::Words(words) => words.join(", "),
        }
    }
}

impl Serialize for Value {
    /// As the API writes it: numbers are exact, days are instants, nothing is an empty string.
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Value::Nothing => serializer.serialize_str(""),
            Value::Text(text) | Value::Word(text) => serializer.serialize_str(text),
            Value::Whole(number) => serializer.serialize_i64(*number),
            Value::Amount(amount) => RawValue::from_string(amount.normalize().to_string())
                .map_err(S::Error::custom)?
                .serialize(serializer),
            Value::Day(day) => serializer.collect_str(&format_args!("{day}T00:00:00Z")),
            Value::Instant(at) => serializer.collect_str(at),
            Value::Words(words) => words.serialize(serializer),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_people_entered_is_never_a_formula() {
        for text in ["=1+1", "+31 6", "-5", "@SUM(A1)", "\t=1", "\r=1"] {
            assert_eq!(Value::text(text).csv(), format!("'{text}"));
        }
        assert_eq!(Value::text("Blauwe Vos BV").csv(), "Blauwe Vos BV");
        assert_eq!(Value::Amount(Decimal::new(-400, 2)).csv(), "-4.00");
    }

    #[test]
    fn json_keeps_names_as_they_are_and_amounts_exact() {
        let shown = |value: &Value| serde_json::to_string(value).unwrap();
        assert_eq!(shown(&Value::text("=1+1")), "\"=1+1\"");
        assert_eq!(shown(&Value::Amount(Decimal::new(-400, 2))), "-4");
        assert_eq!(shown(&Value::Amount(Decimal::new(90_071_992_547_409_931, 2))), "900719925474099.31");
        assert_eq!(shown(&Value::Day(jiff::civil::date(2024, 3, 4))), "\"2024-03-04T00:00:00Z\"");
        assert_eq!(shown(&Value::Nothing), "\"\"");
        assert_eq!(shown(&Value::Words(vec!["Trial", "AddOn"])), "[\"Trial\",\"AddOn\"]");
    }
}
