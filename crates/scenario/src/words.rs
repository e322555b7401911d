//! A line as words with their columns. Words are separated by blanks; a comma is a word of its own.

use std::fmt::Display;

use jiff::civil::{Date, DateTime};
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan};
use rust_decimal::Decimal;

use crate::fault::Fault;
use crate::spell;

/// One word.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Word<'t> {
    pub(crate) text: &'t str,
    pub(crate) line: usize,
    pub(crate) column: usize,
}

impl Word<'_> {
    /// A fault at this word.
    pub(crate) fn fault(self, message: impl Display, fix: impl Display) -> Fault {
        Fault { line: self.line, column: self.column, message: message.to_string(), fix: fix.to_string() }
    }

    /// A fault because the word is none of those that can stand here.
    pub(crate) fn none_of(self, what: &str, known: &[&str]) -> Fault {
        let fix = spell::one_of(self.text, known);
        self.fault(format_args!("`{}` is no {what}", self.text), fix)
    }

    /// A date, as 2018-01-13.
    pub(crate) fn date(self) -> Result<Date, Fault> {
        self.text
            .parse()
            .ok()
            .filter(|_| self.text.len() == 10)
            .ok_or_else(|| self.fault(format_args!("`{}` is no date", self.text), "write it as 2018-01-13"))
    }

    /// A date, or a date and a time, in UTC.
    pub(crate) fn instant(self) -> Result<Timestamp, Fault> {
        let plain = self.text.strip_suffix('Z').unwrap_or(self.text);
        let wall = match plain.len() {
            10 => plain.parse::<Date>().ok().map(|date| date.at(0, 0, 0, 0)),
            _ => plain.parse::<DateTime>().ok(),
        };
        wall.and_then(|wall| TimeZone::UTC.to_timestamp(wall).ok()).ok_or_else(|| {
            self.fault(
                format_args!("`{}` is no date or instant", self.text),
                "write 2018-01-13, or 2018-01-13T09:30 (always UTC)",
            )
        })
    }

    /// An exact number.
    pub(crate) fn decimal(self) -> Result<Decimal, Fault> {
        Decimal::from_str_exact(self.text).map_err(|_| {
            self.fault(format_args!("`{}` is no number", self.text), "write digits and a point, as 4.00")
        })
    }

    /// A whole number that is not negative.
    pub(crate) fn count(self) -> Result<u32, Fault> {
        self.text.parse().map_err(|_| {
            self.fault(format_args!("`{}` is no whole number", self.text), "write digits only, as 25")
        })
    }

    /// A name of a subscription, offer or customer.
    pub(crate) fn name(self) -> Result<String, Fault> {
        let first = self.text.chars().next().is_some_and(char::is_alphabetic);
        let rest = self.text.chars().all(|c| c.is_alphanumeric() || matches!(c, '-' | '_' | '.'));
        if first && rest {
            return Ok(self.text.to_owned());
        }
        Err(self.fault(
            format_args!("`{}` is no name", self.text),
            "begin with a letter, then letters, digits, `-`, `_` or `.`",
        ))
    }
}

/// The words of a line, taken one after another.
#[derive(Clone, Debug)]
pub(crate) struct Words<'t> {
    words: Vec<Word<'t>>,
    next: usize,
    line: usize,
    end: usize,
}

impl<'t> Words<'t> {
    /// Cuts a line, without its comment.
    pub(crate) fn of(text: &'t str, line: usize) -> Self {
        let text = text.split('#').next().unwrap_or(text).trim_end();
        let mut words = Vec::new();
        let mut start: Option<usize> = None;
        let ends = text.char_indices().chain(std::iter::once((text.len(), ' ')));
        for (at, letter) in ends {
            let breaks = letter.is_whitespace() || letter == ',';
            if !breaks {
                start.get_or_insert(at);
                continue;
            }
            if let Some(from) = start.take() {
                words.push(word(text, line, from, at));
            }
            if letter == ',' {
                words.push(word(text, line, at, at + 1));
            }
        }
        Self { words, next: 0, line, end: text.chars().count() + 1 }
    }

    /// Whether nothing stands on the line.
    pub(crate) fn is_blank(&self) -> bool {
        self.words.is_empty()
    }

    /// The next word, without taking it.
    pub(crate) fn peek(&self) -> Option<Word<'t>> {
        self.words.get(self.next).copied()
    }

    /// The next word, where there is one.
    pub(crate) fn take(&mut self) -> Option<Word<'t>> {
        let word = self.peek()?;
        self.next += 1;
        Some(word)
    }

    /// Takes the next word when it is this one.
    pub(crate) fn take_if(&mut self, text: &str) -> Option<Word<'t>> {
        self.peek().filter(|word| word.text == text).inspect(|_| self.next += 1)
    }

    /// The next word; a fault that names what is missing where there is none.
    pub(crate) fn want(&mut self, what: &str, example: &str) -> Result<Word<'t>, Fault> {
        self.take().ok_or_else(|| self.missing(what, example))
    }

    /// A fault at the end of the line.
    pub(crate) fn missing(&self, what: &str, example: &str) -> Fault {
        Fault {
            line: self.line,
            column: self.end,
            message: format!("{what} is missing here"),
            fix: format!("write it, as {example}"),
        }
    }

    /// A fault when words are left.
    pub(crate) fn finish(&mut self) -> Result<(), Fault> {
        match self.take() {
            None => Ok(()),
            Some(word) => Err(word.fault(
                format_args!("`{}` is one word too many", word.text),
                "the statement ends before it: remove it, or put it on a line of its own",
            )),
        }
    }

    /// The words that are left, joined.
    pub(crate) fn rest(&mut self) -> String {
        let rest: Vec<&str> = std::iter::from_fn(|| self.take()).map(|word| word.text).collect();
        rest.join(" ")
    }
}

fn word(text: &str, line: usize, from: usize, to: usize) -> Word<'_> {
    let column = text.get(..from).map_or(0, |before| before.chars().count()) + 1;
    Word { text: text.get(from..to).unwrap_or_default(), line, column }
}

/// The first instant of a day.
pub(crate) fn start_of(date: Date) -> Timestamp {
    seatwright_domain::calendar::start_of_day(date)
}

/// An instant as people write it: without a time at the start of a day.
pub(crate) fn shown(at: Timestamp) -> String {
    let wall = at.to_zoned(TimeZone::UTC);
    let midnight = at == start_of(wall.date());
    if midnight { wall.date().to_string() } else { wall.strftime("%Y-%m-%dT%H:%M:%S").to_string() }
}

/// The day before, for dates that are shown inclusive.
pub(crate) fn day_before(date: Date) -> Date {
    date.saturating_sub(1.day())
}
