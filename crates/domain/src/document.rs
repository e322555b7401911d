//! TOML documents of data, read so that every fault in them can be told with its line. The catalogue and the policies
//! are both loaded through this.
//!
//! Serde stops at the first fault it meets. So an entry is read repeatedly: each time, the value at fault is taken out
//! and the rest is tried again, until nothing more is found.

mod words;

use std::ops::Range;

use serde::de::DeserializeOwned;
use toml::Spanned;
use toml::de::{DeTable, DeValue, ValueDeserializer};

pub(crate) use self::words::{nearest, one_of};
use crate::fault::Fault;

/// A value with its place in the text.
type Value<'t> = Spanned<DeValue<'t>>;

/// One file, cut into its top-level tables.
pub(crate) struct Document<'t> {
    /// The file, as it was named by whoever read it.
    name: &'t str,
    text: &'t str,
    root: Value<'t>,
    /// Whether it has faults of syntax: what was saved from it is then incomplete and not worth checking.
    pub(crate) broken: bool,
}

impl<'t> Document<'t> {
    /// Parses a file; faults of syntax are added to `faults`, all of them.
    pub(crate) fn parse(name: &'t str, text: &'t str, faults: &mut Vec<Fault>) -> Self {
        let (table, errors) = DeTable::parse_recoverable(text);
        for error in &errors {
            let at = error.span().map_or(0, |span| span.start);
            let line = line_of(text, at);
            faults.push(Fault {
                file: name.to_owned(),
                line,
                message: error.message().to_owned(),
                fix: "correct the TOML of this line".to_owned(),
            });
        }
        let span = table.span();
        let mut root = Spanned::new(span, DeValue::Table(table.into_inner()));
        dates_to_text(&mut root);
        Self { name, text, root, broken: !errors.is_empty() }
    }

    /// The whole file as one entry.
    pub(crate) fn into_entry(self) -> Entry<'t> {
        Entry { file: self.name, text: self.text, value: self.root }
    }

    /// The entries of every array of tables at the top level, as `[[offer]]`, each with the name of its array. What is
    /// not such an array, or has a name that is not in `kinds`, is a fault, unless the file is broken anyway.
    pub(crate) fn into_entries(
        self,
        kinds: &[&'static str],
        faults: &mut Vec<Fault>,
    ) -> Vec<(&'static str, Entry<'t>)> {
        let DeValue::Table(table) = self.root.into_inner() else { return Vec::new() };
        let mut entries = Vec::new();
        for (key, value) in table {
            let fault = |message: String, fix: String| Fault {
                file: self.name.to_owned(),
                line: line_of(self.text, key.span().start),
                message,
                fix,
            };
            let name: &str = key.get_ref();
            let Some(kind) = kinds.iter().copied().find(|kind| *kind == name) else {
                if !self.broken {
                    let fix = one_of("[[", "]]", name, kinds);
                    faults.push(fault(format!("unknown table `{name}`"), fix));
                }
                continue;
            };
            let DeValue::Array(elements) = value.into_inner() else {
                faults.push(fault(
                    format!("`{kind}` is not a list of entries"),
                    format!("write [[{kind}]] above each entry"),
                ));
                continue;
            };
            entries.extend(
                elements.into_iter().map(|value| (kind, Entry { file: self.name, text: self.text, value })),
            );
        }
        entries
    }
}

/// One entry of a file: a table whose keys know their lines.
#[derive(Clone)]
pub(crate) struct Entry<'t> {
    file: &'t str,
    text: &'t str,
    value: Value<'t>,
}

impl Entry<'_> {
    /// The text of a key of this entry, when it has one; used to know what a broken entry was called.
    pub(crate) fn text_of(&self, key: &str) -> Option<&str> {
        self.value.get_ref().get(key)?.get_ref().as_str()
    }

    /// Whether the entry says anything about this key.
    pub(crate) fn says(&self, key: &str) -> bool {
        self.value.get_ref().get(key).is_some()
    }

    /// A fault at `path`, as `terms.1.billing`; where the entry has no such place, at the nearest one above.
    pub(crate) fn fault(&self, path: &str, message: impl Into<String>, fix: impl Into<String>) -> Fault {
        let mut at = self.value.span().start;
        let mut place = &self.value;
        for step in path.split('.').filter(|step| !step.is_empty()) {
            let next = match place.get_ref() {
                DeValue::Table(table) => {
                    table.get_key_value(step).map(|(key, value)| (key.span().start, value))
                }
                DeValue::Array(elements) => step
                    .parse::<usize>()
                    .ok()
                    .and_then(|index| elements.get(index))
                    .map(|element| (element.span().start, element)),
                _ => None,
            };
            let Some((start, value)) = next else { break };
            (at, place) = (start, value);
        }
        Fault {
            file: self.file.to_owned(),
            line: line_of(self.text, at),
            message: message.into(),
            fix: fix.into(),
        }
    }

    /// Reads the entry as a `T`. Everything that does not fit is added to `faults`, and then there is no `T`.
    /// `required` names keys that must be there, because serde tells only of the first that is not.
    pub(crate) fn read<T: DeserializeOwned>(&self, required: &[&str], faults: &mut Vec<Fault>) -> Option<T> {
        let mut rest: Option<Value<'_>> = None;
        let mut taken_out: Vec<String> = Vec::new();
        let before = faults.len();
        loop {
            let value = rest.as_ref().unwrap_or(&self.value).clone();
            let error = match T::deserialize(ValueDeserializer::from(value)) {
                Ok(read) if faults.len() == before => return Some(read),
                Ok(_) => break,
                Err(error) => error,
            };
            let span = error.span().unwrap_or_else(|| self.value.span());
            let lacking = words::missing(error.message());
            let expected = lacking.is_some_and(|field| taken_out.iter().any(|key| key == field));
            let pruned = prune(rest.get_or_insert_with(|| self.value.clone()), &span);
            if !expected {
                let key = match &pruned {
                    Pruned::Removed(key) => key.as_str(),
                    _ => "",
                };
                // What an unknown key was meant to be is not also missing.
                taken_out.extend(words::misspelt(error.message()).map(str::to_owned));
                let (message, fix) = words::explain(error.message(), key);
                faults.push(Fault {
                    file: self.file.to_owned(),
                    line: line_of(self.text, span.start),
                    message,
                    fix,
                });
            }
            match pruned {
                Pruned::Removed(key) => taken_out.push(key),
                Pruned::Here | Pruned::Absent => {
                    taken_out.extend(lacking.map(str::to_owned));
                    break;
                }
            }
        }
        for key in required.iter().filter(|key| !self.says(key)) {
            if !taken_out.iter().any(|known| known == key) {
                let (message, fix) = words::explain(&format!("missing field `{key}`"), "");
                faults.push(self.fault("", message, fix));
            }
        }
        None
    }
}

/// What became of the search for a value at fault.
enum Pruned {
    /// It, or what surrounds it, was taken out of the table under this key.
    Removed(String),
    /// It is the value itself; whoever holds the value must take it out.
    Here,
    /// It is not in the value.
    Absent,
}

/// Takes the smallest part that covers `span` out of `value`.
fn prune(value: &mut Value<'_>, span: &Range<usize>) -> Pruned {
    let covers = |outer: Range<usize>| outer.start <= span.start && span.end <= outer.end;
    let own = value.span();
    match value.get_mut() {
        DeValue::Table(table) => {
            let mut found: Option<String> = None;
            for (key, inner) in table.iter_mut() {
                let name = key.get_ref().to_string();
                if covers(key.span()) {
                    found = Some(name);
                    break;
                }
                match prune(inner, span) {
                    // An element was taken out of a list: the name of the list is what people know it by.
                    Pruned::Removed(part) if part.is_empty() => return Pruned::Removed(name),
                    Pruned::Removed(part) => return Pruned::Removed(part),
                    Pruned::Here => {
                        found = Some(name);
                        break;
                    }
                    Pruned::Absent => {}
                }
            }
            if let Some(name) = found {
                table.remove(name.as_str());
                return Pruned::Removed(name);
            }
        }
        DeValue::Array(elements) => {
            let mut found = None;
            for index in 0..elements.len() {
                match elements.get_mut(index).map(|element| prune(element, span)) {
                    Some(Pruned::Removed(part)) => return Pruned::Removed(part),
                    Some(Pruned::Here) => {
                        found = Some(index);
                        break;
                    }
                    _ => {}
                }
            }
            if let Some(index) = found {
                let kept = elements.clone().into_iter().enumerate();
                *elements = kept.filter(|(place, _)| *place != index).map(|(_, kept)| kept).collect();
                return Pruned::Removed(String::new());
            }
        }
        _ => {}
    }
    if covers(own) { Pruned::Here } else { Pruned::Absent }
}

/// Dates may stand bare or in quotes; from here on they are text, because that is how our types read them.
fn dates_to_text(value: &mut Value<'_>) {
    match value.get_mut() {
        DeValue::Table(table) => table.iter_mut().for_each(|(_, inner)| dates_to_text(inner)),
        DeValue::Array(elements) => {
            for index in 0..elements.len() {
                if let Some(element) = elements.get_mut(index) {
                    dates_to_text(element);
                }
            }
        }
        DeValue::Datetime(date) => {
            let text = date.to_string();
            *value.get_mut() = DeValue::String(text.into());
        }
        _ => {}
    }
}

/// The line, counted from 1, that holds the byte at `offset`.
fn line_of(text: &str, offset: usize) -> usize {
    text.bytes().take(offset).filter(|byte| *byte == b'\n').count() + 1
}
