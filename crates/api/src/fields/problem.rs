//! What can be wrong with a field, and what fields take.

use std::fmt::Display;

/// What is wrong with one field.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Problem {
    /// The path, as `lineItems[0].quantity`.
    pub(crate) field: String,
    /// What is wrong with it.
    pub(crate) wrong: Wrong,
    /// What it takes.
    pub(crate) takes: Takes,
}

/// Ways to be wrong.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Wrong {
    /// It is not there.
    Missing,
    /// It is of another kind.
    Kind,
    /// It is outside what the field takes.
    Value,
}

impl Wrong {
    /// The key of its text.
    pub(crate) const fn key(self) -> &'static str {
        match self {
            Wrong::Missing => "field-missing",
            Wrong::Kind => "field-kind",
            Wrong::Value => "field-value",
        }
    }
}

/// What a field takes.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) enum Takes {
    /// A whole number in these bounds.
    Number(u64, u64),
    /// Text of these lengths.
    Text(usize, usize),
    /// `true` or `false`.
    Flag,
    /// A GUID.
    Guid,
    /// A date and time in ISO 8601.
    Instant,
    /// A calendar date in ISO 8601.
    Day,
    /// One of these words.
    OneOf(Vec<String>),
    /// An object.
    Object,
    /// A list with at least this many and at most this many items.
    List(usize, usize),
    /// Something that has its own name in the texts, as `takes-email`.
    Named(&'static str),
    /// What a parser says about it, in its own words.
    Said(String),
}

impl Takes {
    /// One of these words.
    pub(crate) fn one_of<T: Display>(words: impl IntoIterator<Item = T>) -> Self {
        Takes::OneOf(words.into_iter().map(|word| word.to_string()).collect())
    }
}
