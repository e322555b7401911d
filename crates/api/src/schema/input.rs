//! What fields of bodies take. The reader of bodies ([`crate::fields`]) is kinder than it asks clients to be; these shapes
//! say exactly how kind, so that whatever the document calls wrong is refused.

use super::{Schema, Text};

/// A text of at most `max` characters; white space around it does not count.
pub(crate) const fn text_in(min: usize, max: usize) -> Schema {
    Schema::Text(Text { min: Some(min), max: Some(max), format: None, pattern: None })
}

/// A whole number in bounds, or the same in digits as a text.
pub(crate) fn whole_in(min: i64, max: i64) -> Schema {
    let digits = Text { min: None, max: None, format: None, pattern: Some("^[0-9]{1,18}([.]0*)?$") };
    Schema::AnyOf(vec![Schema::Whole(Some(min), Some(max)), Schema::Text(digits)])
}

/// A flag, or its word as a text.
pub(crate) fn flag_in() -> Schema {
    Schema::AnyOf(vec![Schema::Flag, Schema::Words(&["true", "false", "True", "False"])])
}

/// A GUID, with or without braces.
pub(crate) const fn id_in() -> Schema {
    Schema::Text(Text { min: None, max: None, format: Some("uuid"), pattern: None })
}

/// One of these words, in any case, or its position.
pub(crate) fn words_in(words: &'static [&'static str]) -> Schema {
    let last = i64::try_from(words.len()).unwrap_or(i64::MAX) - 1;
    Schema::AnyOf(vec![Schema::Words(words), Schema::Whole(Some(0), Some(last))])
}

/// A date and time, or a day, which means its beginning.
pub(crate) fn instant_in() -> Schema {
    Schema::AnyOf(vec![super::instant(), super::day()])
}

/// A day, or an instant, which means its day in UTC.
pub(crate) fn day_in() -> Schema {
    Schema::AnyOf(vec![super::day(), super::instant()])
}

/// A number of licences, as far as the reader is concerned.
pub(crate) fn quantity_in(min: i64) -> Schema {
    whole_in(min, i64::try_from(crate::fields::QUANTITY_MAX).unwrap_or(i64::MAX))
}

/// A term by its ISO 8601 duration.
pub(crate) const fn term_in() -> Schema {
    Schema::Words(&["P1M", "P1Y", "P2Y", "P3Y", "P6Y"])
}

/// The billing plans at the positions that clients write as numbers; the first is "not given".
pub(crate) fn billing_in() -> Schema {
    words_in(&["unknown", "monthly", "annual", "none", "one_time", "triennial", "biennial"])
}

/// A field that may be left out, which `null` does as well.
pub(crate) fn optional(schema: Schema) -> Schema {
    Schema::AnyOf(vec![schema, Schema::Null])
}

/// A field that may be left out, which `null` and an empty text do as well.
pub(crate) fn blank_or(schema: Schema) -> Schema {
    Schema::AnyOf(vec![schema, Schema::Words(&[""]), Schema::Null])
}
