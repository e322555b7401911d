//! Where two documents differ: the first place, so that a report points at a field and not at a page of text.

use serde::Serialize;
use serde_json::Value;

use super::{Difference, Examined};

/// The longest value that is shown, in characters.
const SHOWN_MAX: usize = 120;

/// The document of a value, for comparing and showing. What has no JSON form could not have been stored.
fn document(value: &impl Serialize) -> Value {
    serde_json::to_value(value).unwrap_or(Value::Null)
}

impl Examined {
    /// Compares a stored value with a folded one; `what` names the row.
    pub(super) fn compare<T: PartialEq + Serialize>(&mut self, what: &str, stored: &T, folded: &T) {
        self.rows += 1;
        if stored == folded {
            return;
        }
        let found = first(what.to_owned(), &document(stored), &document(folded));
        let Difference { what, stored, folded } = found.unwrap_or_else(|| Difference {
            what: what.to_owned(),
            stored: "another value".to_owned(),
            folded: "a value with the same text".to_owned(),
        });
        self.differs(what, stored, folded);
    }

    /// A row that is stored and follows from no event, or the other way round.
    pub(super) fn compare_presence<T: PartialEq + Serialize>(
        &mut self,
        what: &str,
        stored: Option<&T>,
        folded: Option<&T>,
    ) {
        match (stored, folded) {
            (Some(stored), Some(folded)) => self.compare(what, stored, folded),
            (Some(_), None) => self.differs(what, "present", "absent"),
            (None, Some(_)) => self.differs(what, "absent", "present"),
            (None, None) => {}
        }
    }
}

/// The first place where two documents in text differ, with what stands there; the texts as they are where no place does.
pub(crate) fn first_difference(what: &str, stored: &str, again: &str) -> (String, String, String) {
    let read = |text: &str| serde_json::from_str(text).unwrap_or_else(|_| Value::String(text.to_owned()));
    match first(what.to_owned(), &read(stored), &read(again)) {
        Some(Difference { what, stored, folded }) => (what, stored, folded),
        None => (
            what.to_owned(),
            "the same values in other bytes".to_owned(),
            "the bytes of this version".to_owned(),
        ),
    }
}

fn first(path: String, stored: &Value, folded: &Value) -> Option<Difference> {
    match (stored, folded) {
        (Value::Object(stored), Value::Object(folded)) => {
            let names = stored.keys().chain(folded.keys().filter(|name| !stored.contains_key(*name)));
            for name in names {
                let path = format!("{path}.{name}");
                let (stored, folded) = (stored.get(name), folded.get(name));
                let found = match (stored, folded) {
                    (Some(stored), Some(folded)) => first(path, stored, folded),
                    _ => Some(difference(path, stored, folded)),
                };
                if found.is_some() {
                    return found;
                }
            }
            None
        }
        (Value::Array(stored), Value::Array(folded)) => {
            let length = stored.len().max(folded.len());
            (0..length).find_map(|index| {
                let path = format!("{path}[{index}]");
                match (stored.get(index), folded.get(index)) {
                    (Some(stored), Some(folded)) => first(path, stored, folded),
                    (stored, folded) => Some(difference(path, stored, folded)),
                }
            })
        }
        _ if stored == folded => None,
        _ => Some(difference(path, Some(stored), Some(folded))),
    }
}

fn difference(what: String, stored: Option<&Value>, folded: Option<&Value>) -> Difference {
    let shown = |value: Option<&Value>| match value {
        None => "nothing".to_owned(),
        Some(value) => {
            let text = value.to_string();
            match text.char_indices().nth(SHOWN_MAX) {
                None => text,
                Some((end, _)) => format!("{}…", &text[..end]),
            }
        }
    };
    Difference { what, stored: shown(stored), folded: shown(folded) }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn the_first_place_that_differs_is_named() {
        let check = |stored: Value, folded: Value, expected: &str| {
            let mut examined = Examined::default();
            examined.compare("row", &stored, &folded);
            let shown: Vec<String> = examined.differences.iter().map(ToString::to_string).collect();
            assert_eq!(shown, [expected]);
        };
        check(
            json!({"a": 1, "b": [1, {"c": 2}]}),
            json!({"a": 1, "b": [1, {"c": 3}]}),
            "row.b[1].c: stored 2, by the events 3",
        );
        check(json!({"a": 1}), json!({"a": 1, "b": 2}), "row.b: stored nothing, by the events 2");
        check(json!([1, 2]), json!([1]), "row[1]: stored 2, by the events nothing");
        check(json!("x"), json!(null), "row: stored \"x\", by the events null");
        let mut same = Examined::default();
        same.compare("row", &json!({"a": 1}), &json!({"a": 1}));
        assert!(same.differences.is_empty() && same.rows == 1);
    }
}
