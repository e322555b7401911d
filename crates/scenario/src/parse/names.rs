//! The names that a scenario has given so far.

use std::collections::BTreeMap;

use crate::fault::Fault;
use crate::spell;
use crate::words::Word;

/// Names of offers, customers and subscriptions, each with the line that gave it.
#[derive(Default)]
pub(super) struct Names {
    pub(super) offers: Known,
    pub(super) customers: Known,
    pub(super) promotions: Known,
    pub(super) subscriptions: Known,
}

/// Names of one kind.
#[derive(Default)]
pub(super) struct Known(BTreeMap<String, usize>);

impl Known {
    /// Gives a name.
    pub(super) fn give(&mut self, word: Word<'_>, what: &str) -> Result<String, Fault> {
        let name = word.name()?;
        if let Some(line) = self.0.get(&name) {
            return Err(word.fault(
                format_args!("`{name}` is already the name of a {what}, in line {line}"),
                "choose another name",
            ));
        }
        self.0.insert(name.clone(), word.line);
        Ok(name)
    }

    /// A name that has been given before.
    pub(super) fn known(&self, word: Word<'_>, what: &str) -> Result<String, Fault> {
        if self.0.contains_key(word.text) {
            return Ok(word.text.to_owned());
        }
        let names: Vec<&str> = self.0.keys().map(String::as_str).collect();
        let message = format!("`{}` is no {what} so far", word.text);
        if names.is_empty() {
            return Err(word.fault(message, format_args!("no {what} has been named before this line")));
        }
        Err(word.fault(message, spell::one_of(word.text, &names)))
    }
}
