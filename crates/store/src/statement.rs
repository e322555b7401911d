//! Statements are whole, named constants with `$1` placeholders, beside the rows they write or read. A commit is a list
//! of writes, each a statement with values and a guard, so that every SQL backend carries out the same list.

use std::sync::OnceLock;

use jiff::Timestamp;
use uuid::Uuid;

/// A statement.
#[derive(Debug)]
pub(crate) struct Statement {
    name: &'static str,
    text: &'static str,
    numbered: OnceLock<String>,
}

impl Statement {
    pub(crate) const fn new(name: &'static str, text: &'static str) -> Self {
        Self { name, text, numbered: OnceLock::new() }
    }

    /// The name, for errors and tests.
    pub(crate) fn name(&self) -> &'static str {
        self.name
    }

    /// The text for SQLite, which counts `$1` by first appearance and only `?1` by number.
    pub(crate) fn sqlite(&self) -> &str {
        self.numbered.get_or_init(|| with_question_marks(self.text))
    }
}

/// Rewrites `$1` to `?1`, leaving what stands between quotes alone.
fn with_question_marks(text: &str) -> String {
    let mut rewritten = String::with_capacity(text.len());
    let mut quoted = false;
    let mut characters = text.chars().peekable();
    while let Some(character) = characters.next() {
        quoted ^= character == '\'';
        let placeholder = character == '$' && !quoted && characters.peek().is_some_and(char::is_ascii_digit);
        rewritten.push(if placeholder { '?' } else { character });
    }
    rewritten
}

/// Declares statements and the list of all of them, which tests go through.
macro_rules! statements {
    ($($(#[$doc:meta])* $name:ident = $text:expr;)+) => {
        $($(#[$doc])* pub(crate) static $name: crate::statement::Statement =
            crate::statement::Statement::new(stringify!($name), $text);)+
        /// Every statement of this file.
        #[cfg(test)]
        pub(crate) static ALL: &[&crate::statement::Statement] = &[$(&$name),+];
    };
}
pub(crate) use statements;

/// A value of a column.
#[derive(Clone, PartialEq, Debug)]
pub(crate) enum Value {
    /// Nothing.
    Null,
    /// An id: 16 bytes.
    Id(Uuid),
    /// A number, or an instant in microseconds.
    Integer(i64),
    /// Text, or a document.
    Text(String),
    /// Bytes.
    Bytes(Vec<u8>),
}

impl From<Uuid> for Value {
    fn from(id: Uuid) -> Self {
        Self::Id(id)
    }
}

impl From<i64> for Value {
    fn from(number: i64) -> Self {
        Self::Integer(number)
    }
}

impl From<u32> for Value {
    fn from(number: u32) -> Self {
        Self::Integer(i64::from(number))
    }
}

impl From<bool> for Value {
    fn from(yes: bool) -> Self {
        Self::Integer(i64::from(yes))
    }
}

impl From<String> for Value {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

impl From<&str> for Value {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<Vec<u8>> for Value {
    fn from(bytes: Vec<u8>) -> Self {
        Self::Bytes(bytes)
    }
}

impl From<Timestamp> for Value {
    fn from(at: Timestamp) -> Self {
        Self::Integer(at.as_microsecond())
    }
}

impl<T: Into<Value>> From<Option<T>> for Value {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Null, Into::into)
    }
}

/// A version or place, which stays far below the limit of the column.
pub(crate) fn number(value: u64) -> Value {
    Value::Integer(i64::try_from(value).unwrap_or(i64::MAX))
}

/// What must be true of a write for its commit to stand.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) enum Guard {
    /// Any number of rows.
    Any,
    /// One row, which is the account at the expected version, or what else must be as it was read; otherwise the commit is
    /// a conflict.
    Version,
    /// One row for a new account. Its id must be new, otherwise the commit is a conflict, and so must its domain.
    NewAccount {
        /// The domain as it was given.
        domain: String,
    },
    /// The sign-in name must be free.
    FreeName {
        /// The name as it was given.
        principal_name: String,
    },
    /// Exactly this many rows over all runs.
    Rows(usize),
}

/// A statement, carried out once for each list of values.
#[derive(Clone, Debug)]
pub(crate) struct Write {
    pub(crate) statement: &'static Statement,
    pub(crate) runs: Vec<Vec<Value>>,
    pub(crate) guard: Guard,
}

impl Write {
    /// A statement that is carried out once.
    pub(crate) fn one(statement: &'static Statement, values: Vec<Value>, guard: Guard) -> Self {
        Self { statement, runs: vec![values], guard }
    }
}

/// An instant rounded up to microseconds: what falls due inside a microsecond is due when it is over, so that work which
/// is started at the stored instant never comes too early.
pub(crate) fn due_microseconds(due: Timestamp) -> i64 {
    let down = due.as_microsecond();
    let exact = i128::from(down) * 1_000 == due.as_nanosecond();
    if exact || due.as_nanosecond() < 0 { down } else { down + 1 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn placeholders_are_numbered_outside_quotes_only() {
        assert_eq!(
            with_question_marks("SET a = $2, b = '$1 it''s $1' WHERE c = $1 AND d > $10"),
            "SET a = ?2, b = '$1 it''s $1' WHERE c = ?1 AND d > ?10"
        );
    }

    #[test]
    fn due_instants_are_rounded_up_so_that_work_is_never_early() {
        let nanosecond = |n| due_microseconds(Timestamp::from_nanosecond(n).unwrap());
        assert_eq!(nanosecond(1_000), 1);
        assert_eq!(nanosecond(1_001), 2);
        assert_eq!(nanosecond(1_999), 2);
        assert_eq!(nanosecond(0), 0);
        assert_eq!(nanosecond(-1), 0);
    }
}
