//! A typed reader over a JSON body. It reads everything it can and collects every fault on the way, so that one answer
//! names all faulty fields with what each of them takes.

mod problem;

use std::cell::RefCell;
use std::rc::Rc;
use std::str::FromStr;

use jiff::Timestamp;
use jiff::civil::Date;

pub(crate) use self::problem::{Problem, Takes, Wrong};
use crate::dates;
use crate::json::Json;

/// The longest text a field takes where nothing else is said, in characters.
pub(crate) const TEXT_MAX: usize = 256;
/// The most items a list takes where nothing else is said.
pub(crate) const ITEMS_MAX: usize = 500;

/// An object of the body.
#[derive(Clone)]
pub(crate) struct Fields<'body> {
    value: &'body Json,
    path: String,
    problems: Rc<RefCell<Vec<Problem>>>,
}

/// Reads a body with `read`; every problem it met is returned together.
///
/// # Errors
/// The problems, where there are any.
pub(crate) fn read<T>(body: &Json, read: impl FnOnce(&Fields<'_>) -> Option<T>) -> Result<T, Vec<Problem>> {
    let root = Fields { value: body, path: String::new(), problems: Rc::default() };
    if !matches!(body, Json::Object(_)) {
        root.complain("", Wrong::Kind, Takes::Object);
        return Err(root.problems.take());
    }
    let result = read(&root);
    let problems = root.problems.take();
    match result {
        Some(value) if problems.is_empty() => Ok(value),
        _ if problems.is_empty() => {
            Err(vec![Problem { field: String::new(), wrong: Wrong::Kind, takes: Takes::Object }])
        }
        _ => Err(problems),
    }
}

impl<'body> Fields<'body> {
    fn join(&self, key: &str) -> String {
        match (self.path.is_empty(), key.is_empty()) {
            (true, _) => key.to_owned(),
            (false, true) => self.path.clone(),
            (false, false) => format!("{}.{key}", self.path),
        }
    }

    /// Notes that a field is wrong.
    pub(crate) fn complain(&self, key: &str, wrong: Wrong, takes: Takes) {
        self.problems.borrow_mut().push(Problem { field: self.join(key), wrong, takes });
    }

    /// The value of a field; `null` and absent are the same. Of several spellings the first that has a value counts.
    pub(crate) fn raw(&self, key: &str) -> Option<&'body Json> {
        self.value.all(key).find(|value| **value != Json::Null)
    }

    /// Whether the field was sent with a value.
    pub(crate) fn has(&self, key: &str) -> bool {
        self.raw(key).is_some()
    }

    /// Whether the field was sent at all, `null` included: where that resets something.
    pub(crate) fn mentions(&self, key: &str) -> bool {
        self.value.get(key).is_some()
    }

    /// Notes that a field is missing when there is no value and nothing else is wrong with it, and hands the value on.
    pub(crate) fn need<T>(&self, key: &str, takes: Takes, value: Option<T>) -> Option<T> {
        let field = self.join(key);
        if value.is_none() && !self.problems.borrow().iter().any(|problem| problem.field == field) {
            self.complain(key, Wrong::Missing, takes);
        }
        value
    }

    /// A text of at most `max` characters; white space around it is not part of it. An empty one counts as absent.
    pub(crate) fn text(&self, key: &str, max: usize) -> Option<String> {
        match self.raw(key)? {
            Json::Text(text) => {
                let text = text.trim();
                if text.chars().count() > max || text.chars().any(char::is_control) {
                    self.complain(key, Wrong::Value, Takes::Text(0, max));
                    return None;
                }
                (!text.is_empty()).then(|| text.to_owned())
            }
            _ => {
                self.complain(key, Wrong::Kind, Takes::Text(0, max));
                None
            }
        }
    }

    /// A text of several lines, of at most `max` characters. An empty one counts as absent.
    pub(crate) fn lines(&self, key: &str, max: usize) -> Option<String> {
        match self.raw(key)? {
            Json::Text(text) => {
                let breaks = |c: char| c.is_control() && !matches!(c, '\n' | '\r' | '\t');
                if text.chars().count() > max || text.chars().any(breaks) {
                    self.complain(key, Wrong::Value, Takes::Text(0, max));
                    return None;
                }
                (!text.trim().is_empty()).then(|| text.clone())
            }
            _ => {
                self.complain(key, Wrong::Kind, Takes::Text(0, max));
                None
            }
        }
    }

    /// A text that must be there.
    pub(crate) fn text_needed(&self, key: &str, max: usize) -> Option<String> {
        let before = self.problems.borrow().len();
        let text = self.text(key, max);
        if text.is_none() && self.problems.borrow().len() == before {
            self.complain(key, Wrong::Missing, Takes::Text(1, max));
        }
        text
    }

    /// A flag; clients send strings too.
    pub(crate) fn flag(&self, key: &str) -> Option<bool> {
        match self.raw(key)? {
            Json::Bool(flag) => Some(*flag),
            Json::Text(text) if text.eq_ignore_ascii_case("true") => Some(true),
            Json::Text(text) if text.eq_ignore_ascii_case("false") => Some(false),
            _ => {
                self.complain(key, Wrong::Kind, Takes::Flag);
                None
            }
        }
    }

    /// A whole number in bounds. A number without a fractional part may be written with a point, and as text.
    pub(crate) fn number(&self, key: &str, min: u64, max: u64) -> Option<u64> {
        let takes = Takes::Number(min, max);
        let number = match self.raw(key)? {
            Json::Number(number) => {
                number.as_u64().or_else(|| whole(&number.to_string())).ok_or(Wrong::Value)
            }
            Json::Text(text) => whole(text.trim()).ok_or(Wrong::Kind),
            _ => Err(Wrong::Kind),
        };
        match number {
            Ok(number) if (min..=max).contains(&number) => Some(number),
            Ok(_) => {
                self.complain(key, Wrong::Value, takes);
                None
            }
            Err(wrong) => {
                self.complain(key, wrong, takes);
                None
            }
        }
    }

    /// A number of licences: how many an offer takes is the rules' business, that it is a sane count is the reader's.
    pub(crate) fn quantity(&self, key: &str, min: u64) -> Option<u32> {
        self.number(key, min, QUANTITY_MAX).and_then(|number| u32::try_from(number).ok())
    }

    /// A number of licences that must be there.
    pub(crate) fn quantity_needed(&self, key: &str, min: u64) -> Option<u32> {
        let quantity = self.quantity(key, min);
        self.need(key, Takes::Number(min, QUANTITY_MAX), quantity)
    }

    /// An id in the form of a GUID.
    pub(crate) fn id<T: FromStr>(&self, key: &str) -> Option<T> {
        self.parsed(key, Takes::Guid, |text| text.trim_matches(['{', '}']).parse().ok())
    }

    /// An id that must be there.
    pub(crate) fn id_needed<T: FromStr>(&self, key: &str) -> Option<T> {
        let id = self.id(key);
        self.need(key, Takes::Guid, id)
    }

    /// A text that is read into something else; an empty one counts as absent.
    pub(crate) fn parsed<T>(
        &self,
        key: &str,
        takes: Takes,
        parse: impl FnOnce(&str) -> Option<T>,
    ) -> Option<T> {
        match self.raw(key)? {
            Json::Text(text) if text.trim().is_empty() => None,
            Json::Text(text) => {
                let value = parse(text.trim());
                if value.is_none() {
                    self.complain(key, Wrong::Value, takes);
                }
                value
            }
            _ => {
                self.complain(key, Wrong::Kind, takes);
                None
            }
        }
    }

    /// A word of a list, in any case, with or without underscores, or as its position.
    pub(crate) fn word<T: Copy>(&self, key: &str, words: &[(&str, T)]) -> Option<T> {
        let found = match self.raw(key)? {
            Json::Text(text) if text.trim().is_empty() => return None,
            Json::Text(text) => find_word(text, words),
            Json::Number(position) => position
                .as_u64()
                .and_then(|position| words.get(usize::try_from(position).ok()?))
                .map(|(_, value)| *value),
            _ => {
                self.complain(key, Wrong::Kind, Takes::one_of(words.iter().map(|(word, _)| *word)));
                return None;
            }
        };
        if found.is_none() {
            self.complain(key, Wrong::Value, Takes::one_of(words.iter().map(|(word, _)| *word)));
        }
        found
    }

    /// A word that must be there.
    pub(crate) fn word_needed<T: Copy>(&self, key: &str, words: &[(&str, T)]) -> Option<T> {
        let word = self.word(key, words);
        self.need(key, Takes::one_of(words.iter().map(|(word, _)| *word)), word)
    }

    /// An instant; without a zone it is UTC (TIME-01).
    pub(crate) fn instant(&self, key: &str) -> Option<Timestamp> {
        self.dated(key, Takes::Instant, dates::first_instant)
    }

    /// A day; of a date and time its UTC day.
    pub(crate) fn day(&self, key: &str) -> Option<Date> {
        self.dated(key, Takes::Day, dates::day)
    }

    /// A date; the one that stands for "never" counts as absent.
    fn dated<T>(&self, key: &str, takes: Takes, parse: impl FnOnce(&str) -> Option<T>) -> Option<T> {
        if self.raw(key)?.as_text().is_some_and(dates::is_never) {
            return None;
        }
        self.parsed(key, takes, parse)
    }

    /// An object inside this one.
    pub(crate) fn object(&self, key: &str) -> Option<Fields<'body>> {
        match self.raw(key)? {
            value @ Json::Object(_) => {
                Some(Fields { value, path: self.join(key), problems: Rc::clone(&self.problems) })
            }
            _ => {
                self.complain(key, Wrong::Kind, Takes::Object);
                None
            }
        }
    }

    /// An object that must be there.
    pub(crate) fn object_needed(&self, key: &str) -> Option<Fields<'body>> {
        let object = self.object(key);
        self.need(key, Takes::Object, object)
    }

    /// A list of objects; nothing when absent.
    pub(crate) fn objects(&self, key: &str, max: usize) -> Vec<Fields<'body>> {
        let Some(items) = self.items(key, max) else { return Vec::new() };
        let mut objects = Vec::with_capacity(items.len());
        for (index, value) in items.iter().enumerate() {
            let path = format!("{}[{index}]", self.join(key));
            let item = Fields { value, path, problems: Rc::clone(&self.problems) };
            if matches!(value, Json::Object(_)) {
                objects.push(item);
            } else {
                item.complain("", Wrong::Kind, Takes::Object);
            }
        }
        objects
    }

    /// A list of objects with at least one in it.
    pub(crate) fn objects_needed(&self, key: &str, max: usize) -> Vec<Fields<'body>> {
        let before = self.problems.borrow().len();
        let objects = self.objects(key, max);
        if objects.is_empty() && self.problems.borrow().len() == before {
            self.complain(key, Wrong::Missing, Takes::List(1, max));
        }
        objects
    }

    /// A list of texts; nothing when absent.
    pub(crate) fn texts(&self, key: &str, max: usize) -> Vec<String> {
        let Some(items) = self.items(key, max) else { return Vec::new() };
        let mut texts = Vec::with_capacity(items.len());
        for (index, item) in items.iter().enumerate() {
            match item {
                Json::Text(text) if text.chars().count() <= TEXT_MAX => texts.push(text.trim().to_owned()),
                _ => self.complain(&format!("{key}[{index}]"), Wrong::Kind, Takes::Text(1, TEXT_MAX)),
            }
        }
        texts
    }

    /// Members of an object of texts, as `provisioningContext`; nothing when absent.
    pub(crate) fn dictionary(&self, key: &str) -> Vec<(String, String)> {
        let Some(object) = self.object(key) else { return Vec::new() };
        let Json::Object(members) = object.value else { return Vec::new() };
        if members.len() > ITEMS_MAX {
            self.complain(key, Wrong::Value, Takes::List(0, ITEMS_MAX));
            return Vec::new();
        }
        let mut read = Vec::with_capacity(members.len());
        for (name, value) in members {
            match value {
                Json::Null => {}
                Json::Text(text) if name.chars().count().max(text.chars().count()) <= TEXT_MAX => {
                    read.push((name.clone(), text.clone()));
                }
                Json::Text(_) => object.complain("", Wrong::Value, Takes::Text(0, TEXT_MAX)),
                _ => object.complain("", Wrong::Kind, Takes::Text(0, TEXT_MAX)),
            }
        }
        read
    }

    fn items(&self, key: &str, max: usize) -> Option<&'body [Json]> {
        match self.raw(key)? {
            Json::List(items) if items.len() <= max => Some(items),
            Json::List(_) => {
                self.complain(key, Wrong::Value, Takes::List(0, max));
                None
            }
            _ => {
                self.complain(key, Wrong::Kind, Takes::List(0, max));
                None
            }
        }
    }
}

/// More licences than anybody sells; larger numbers are typing errors and would only overflow somebody's arithmetic.
pub(crate) const QUANTITY_MAX: u64 = 1_000_000_000;

/// A word without what its spellings differ in: `AttentionNeeded` and `attention_needed` are one.
pub(crate) fn plain(word: &str) -> String {
    word.chars().filter(char::is_ascii_alphanumeric).collect::<String>().to_ascii_lowercase()
}

/// The value of a word in any case, with or without underscores, hyphens and spaces.
pub(crate) fn find_word<T: Copy>(text: &str, words: &[(&str, T)]) -> Option<T> {
    let wanted = plain(text);
    words.iter().find(|(word, _)| plain(word) == wanted).map(|(_, value)| *value)
}

/// A whole number that may be written with an empty fractional part, as `5.0`.
fn whole(text: &str) -> Option<u64> {
    let digits = match text.split_once('.') {
        Some((digits, rest)) if rest.chars().all(|c| c == '0') => digits,
        Some(_) => return None,
        None => text,
    };
    digits.parse().ok()
}

#[cfg(test)]
mod tests;
