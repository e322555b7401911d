//! Filters of lists, as clients write them: a field, an operator and a value, or two filters joined by `and` or `or`. Names and
//! operators match in any case, with or without underscores.

use std::cmp::Ordering;

use crate::call::Call;
use crate::fault::Fault;
use crate::fields::{Takes, find_word};
use crate::json::Json;

/// How deep filters may stand inside each other.
const DEPTH_MAX: u32 = 8;

/// What a list shall have.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) enum Filter {
    /// A field compared with a value.
    Field {
        /// The field, by the name under which the list knows it.
        field: &'static str,
        /// How it is compared.
        operator: Operator,
        /// With what.
        value: String,
    },
    /// What both have.
    Both(Box<Filter>, Box<Filter>),
    /// What one of them has.
    Either(Box<Filter>, Box<Filter>),
}

/// How a field is compared; case does not count.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Operator {
    /// The same.
    Equals,
    /// Another.
    NotEquals,
    /// After, in the order of texts.
    Greater,
    /// Not before.
    GreaterOrEquals,
    /// Before.
    Less,
    /// Not after.
    LessOrEquals,
    /// With the value in it.
    Substring,
    /// The value at its beginning.
    StartsWith,
    /// Another beginning.
    NotStartsWith,
}

const OPERATORS: [(&str, Operator); 9] = [
    ("equals", Operator::Equals),
    ("not_equals", Operator::NotEquals),
    ("greater_than", Operator::Greater),
    ("greater_than_or_equals", Operator::GreaterOrEquals),
    ("less_than", Operator::Less),
    ("less_than_or_equals", Operator::LessOrEquals),
    ("substring", Operator::Substring),
    ("starts_with", Operator::StartsWith),
    ("not_starts_with", Operator::NotStartsWith),
];

impl Filter {
    /// The filter of a call, where it has one. `fields` are those that the list knows.
    ///
    /// # Errors
    /// It cannot be read, or is about another field.
    pub(crate) fn of(call: &Call, fields: &[&'static str]) -> Result<Option<Self>, Fault> {
        call.query.get("filter").map(|text| Self::read(text, fields)).transpose()
    }

    /// Reads a filter.
    ///
    /// # Errors
    /// It cannot be read, or is about another field.
    pub(crate) fn read(text: &str, fields: &[&'static str]) -> Result<Self, Fault> {
        let tree = serde_json::from_str(text).ok();
        let read = tree.and_then(|tree| part(&tree, fields, 0));
        read.ok_or_else(wrong)
    }

    /// Whether a thing has what is wanted; `value` tells its fields.
    pub(crate) fn takes(&self, value: &dyn Fn(&str) -> String) -> bool {
        match self {
            Filter::Field { field, operator, value: wanted } => {
                operator.holds(&value(field).to_lowercase(), &wanted.to_lowercase())
            }
            Filter::Both(left, right) => left.takes(value) && right.takes(value),
            Filter::Either(left, right) => left.takes(value) || right.takes(value),
        }
    }

    /// The same with each value in the form in which the list tells it; none where `form` knows a value or its operator not.
    pub(crate) fn in_form(self, form: &dyn Fn(&str, Operator, &str) -> Option<String>) -> Option<Self> {
        let both = |left: Box<Self>, right: Box<Self>| {
            Some((Box::new(left.in_form(form)?), Box::new(right.in_form(form)?)))
        };
        Some(match self {
            Filter::Field { field, operator, value } => {
                Filter::Field { field, operator, value: form(field, operator, &value)? }
            }
            Filter::Both(left, right) => {
                let (left, right) = both(left, right)?;
                Filter::Both(left, right)
            }
            Filter::Either(left, right) => {
                let (left, right) = both(left, right)?;
                Filter::Either(left, right)
            }
        })
    }

    /// The single comparisons, where all of them are joined by `and`.
    pub(crate) fn conjunction(&self) -> Option<Vec<(&'static str, Operator, &str)>> {
        match self {
            Filter::Field { field, operator, value } => Some(vec![(field, *operator, value)]),
            Filter::Both(left, right) => Some([left.conjunction()?, right.conjunction()?].concat()),
            Filter::Either(..) => None,
        }
    }
}

/// The fault of a filter that a list does not take.
pub(crate) fn wrong() -> Fault {
    Fault::field("filter", Takes::Named("takes-filter"))
}

impl Operator {
    /// Whether it looks inside texts, which says nothing about dates and numbers.
    pub(crate) const fn is_of_texts(self) -> bool {
        matches!(self, Operator::Substring | Operator::StartsWith | Operator::NotStartsWith)
    }

    fn holds(self, value: &str, wanted: &str) -> bool {
        let order = value.cmp(wanted);
        match self {
            Operator::Equals => order == Ordering::Equal,
            Operator::NotEquals => order != Ordering::Equal,
            Operator::Greater => order == Ordering::Greater,
            Operator::GreaterOrEquals => order != Ordering::Less,
            Operator::Less => order == Ordering::Less,
            Operator::LessOrEquals => order != Ordering::Greater,
            Operator::Substring => value.contains(wanted),
            Operator::StartsWith => value.starts_with(wanted),
            Operator::NotStartsWith => !value.starts_with(wanted),
        }
    }
}

fn part(tree: &Json, fields: &[&'static str], depth: u32) -> Option<Filter> {
    if depth > DEPTH_MAX {
        return None;
    }
    let operator = tree.get("Operator").and_then(Json::as_text)?;
    if let (Some(left), Some(right)) = (tree.get("LeftFilter"), tree.get("RightFilter")) {
        let left = Box::new(part(left, fields, depth + 1)?);
        let right = Box::new(part(right, fields, depth + 1)?);
        let is_and = find_word(operator, &[("and", true), ("or", false)])?;
        return Some(if is_and { Filter::Both(left, right) } else { Filter::Either(left, right) });
    }
    let known: Vec<(&str, &'static str)> = fields.iter().map(|field| (*field, *field)).collect();
    let field = find_word(tree.get("Field").and_then(Json::as_text)?, &known)?;
    let value = match tree.get("Value") {
        Some(Json::Text(text)) => text.clone(),
        Some(Json::Bool(flag)) => flag.to_string(),
        Some(Json::Number(number)) => number.to_string(),
        Some(Json::Null) | None => String::new(),
        Some(_) => return None,
    };
    Some(Filter::Field { field, operator: find_word(operator, &OPERATORS)?, value })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn takes(filter: &str, name: &str) -> bool {
        Filter::read(filter, &["Name", "Status"]).unwrap().takes(&|field| match field {
            "Name" => name.to_owned(),
            _ => "open".to_owned(),
        })
    }

    #[test]
    fn every_operator_compares_in_every_spelling_of_the_clients() {
        for (operator, value, expected) in [
            ("equals", "BLAUWE VOS", true),
            ("NotEquals", "Blauwe Vos", false),
            ("greater_than", "Aap", true),
            ("GreaterThanOrEquals", "blauwe vos", true),
            ("less_than", "blauwe vos", false),
            ("LessThanOrEquals", "blauwe vos", true),
            ("substring", "we v", true),
            ("StartsWith", "blau", true),
            ("not_starts_with", "blau", false),
        ] {
            let filter = format!(
                r#"{{"field":"name","value":"{value}","fieldType":"String","operator":"{operator}"}}"#
            );
            assert_eq!(takes(&filter, "Blauwe Vos"), expected, "{filter}");
        }
    }

    #[test]
    fn filters_are_joined_and_only_those_joined_by_and_are_a_list_of_conditions() {
        let name = r#"{"Field":"Name","Value":"b","Operator":"starts_with"}"#;
        let status = r#"{"Field":"Status","Value":"closed","Operator":"equals"}"#;
        let joined =
            |word: &str| format!(r#"{{"LeftFilter":{name},"RightFilter":{status},"Operator":"{word}"}}"#);
        assert!(!takes(&joined("and"), "blauw") && takes(&joined("Or"), "blauw"));
        let read = |text: &str| Filter::read(text, &["Name", "Status"]).unwrap();
        assert_eq!(read(&joined("and")).conjunction().map(|list| list.len()), Some(2));
        assert_eq!(read(&joined("or")).conjunction(), None);
    }

    #[test]
    fn values_are_brought_into_the_form_of_the_list_however_deep_they_stand() {
        let leaf = |value: &str| format!(r#"{{"Field":"Name","Value":"{value}","Operator":"equals"}}"#);
        let text = format!(r#"{{"LeftFilter":{},"RightFilter":{},"Operator":"or"}}"#, leaf("a-b"), leaf("c"));
        let read = Filter::read(&text, &["Name"]).unwrap();
        let plain = read.clone().in_form(&|_, _, value| Some(value.replace('-', ""))).unwrap();
        assert!(plain.takes(&|_| "ab".to_owned()));
        assert_eq!(read.in_form(&|_, _, value| (value != "c").then(String::new)), None);
    }

    #[test]
    fn other_fields_other_words_and_endless_nesting_are_refused() {
        for filter in [
            "",
            "[]",
            r#"{"Field":"Size","Value":"1","Operator":"equals"}"#,
            r#"{"Field":"Name","Value":"1","Operator":"resembles"}"#,
            r#"{"Field":"Name","Value":["1"],"Operator":"equals"}"#,
        ] {
            assert!(Filter::read(filter, &["Name"]).is_err(), "{filter}");
        }
        let leaf = r#"{"Field":"Name","Value":"1","Operator":"equals"}"#;
        let mut deep = leaf.to_owned();
        for _ in 0..20 {
            deep = format!(r#"{{"LeftFilter":{deep},"RightFilter":{leaf},"Operator":"and"}}"#);
        }
        assert!(Filter::read(&deep, &["Name"]).is_err());
    }
}
