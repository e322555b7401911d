//! Holds a value against a shape, and says of everything that differs where it is and what was expected. Members that a shape
//! does not name count as differences, so that an answer cannot say what the document does not.

use serde_json::Value;

use super::{Member, Schema, Text};

impl Schema {
    /// Everything in which a value differs from the shape; nothing when it fits.
    pub(crate) fn differences(&self, value: &Value) -> Vec<String> {
        let mut found = Vec::new();
        self.compare(value, "", &mut found);
        found
    }

    fn compare(&self, value: &Value, at: &str, found: &mut Vec<String>) {
        let shape = self.plain();
        let fits = match (&*shape, value) {
            (Schema::Text(text), Value::String(value)) => text.takes(value),
            (Schema::Words(words), Value::String(value)) => words.contains(&value.as_str()),
            (Schema::Whole(min, max), Value::Number(number)) => number.as_i64().is_some_and(|number| {
                min.is_none_or(|min| number >= min) && max.is_none_or(|max| number <= max)
            }),
            (Schema::Number, Value::Number(_))
            | (Schema::Flag, Value::Bool(_))
            | (Schema::Null, Value::Null)
            | (Schema::Any, _) => true,
            (Schema::List(item), Value::Array(items)) => {
                for (index, value) in items.iter().enumerate() {
                    item.compare(value, &format!("{at}/{index}"), found);
                }
                true
            }
            (Schema::Map(member), Value::Object(members)) => {
                for (name, value) in members {
                    member.compare(value, &format!("{at}/{name}"), found);
                }
                true
            }
            (Schema::Object(expected), Value::Object(members)) => {
                compare_members(expected, members, at, found);
                true
            }
            (Schema::AnyOf(shapes), value) => {
                let mut nearest: Option<Vec<String>> = None;
                for shape in shapes {
                    let mut differences = Vec::new();
                    shape.compare(value, at, &mut differences);
                    if nearest.as_ref().is_none_or(|nearest| differences.len() < nearest.len()) {
                        nearest = Some(differences);
                    }
                }
                found.extend(nearest.unwrap_or_default());
                true
            }
            _ => false,
        };
        if !fits {
            found.push(format!("{at}: {value} is not {}", shape.kind()));
        }
    }

    fn kind(&self) -> String {
        match self {
            Schema::Text(Text { format: Some(format), .. }) => format!("a text of the form {format}"),
            Schema::Text(_) => "such a text".to_owned(),
            Schema::Words(words) => format!("one of {words:?}"),
            Schema::Whole(min, max) => format!("a whole number in {min:?}..={max:?}"),
            Schema::Number => "a number".to_owned(),
            Schema::Flag => "a flag".to_owned(),
            Schema::List(_) => "a list".to_owned(),
            Schema::Null => "null".to_owned(),
            _ => "an object".to_owned(),
        }
    }
}

fn compare_members(
    expected: &[Member],
    members: &serde_json::Map<String, Value>,
    at: &str,
    found: &mut Vec<String>,
) {
    for member in expected {
        match members.get(member.name) {
            Some(value) => member.schema.compare(value, &format!("{at}/{}", member.name), found),
            None if member.needed => found.push(format!("{at}/{}: is missing", member.name)),
            None => {}
        }
    }
    for name in members.keys().filter(|name| expected.iter().all(|member| member.name != name.as_str())) {
        found.push(format!("{at}/{name}: is not in the document"));
    }
}

impl Text {
    /// Whether a text is of this kind. Patterns are for readers and generators of documents and are not compared here.
    fn takes(&self, value: &str) -> bool {
        let length = value.chars().count();
        let fits = self.min.is_none_or(|min| length >= min) && self.max.is_none_or(|max| length <= max);
        fits && match self.format {
            Some("uuid") => value.parse::<uuid::Uuid>().is_ok(),
            Some("date-time") => value.parse::<jiff::Timestamp>().is_ok(),
            Some("date") => value.parse::<jiff::civil::Date>().is_ok(),
            _ => true,
        }
    }
}
