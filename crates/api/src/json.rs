//! One JSON tree for both directions. Objects keep the order of their members, because of two spellings of one key the
//! first counts; amounts of money are decimals from end to end and never pass through a float.

use std::fmt;

use rust_decimal::Decimal;
use serde::de::{Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};
use serde::ser::{Serialize, SerializeMap, SerializeSeq, Serializer};
use serde_json::value::RawValue;

/// A JSON value.
#[derive(Clone, PartialEq, Debug)]
pub(crate) enum Json {
    /// `null`.
    Null,
    /// `true` or `false`.
    Bool(bool),
    /// A number as it was read, or an integer to write.
    Number(serde_json::Number),
    /// An exact amount to write.
    Decimal(Decimal),
    /// A string.
    Text(String),
    /// An array.
    List(Vec<Json>),
    /// An object in the order it was read or built.
    Object(Vec<(String, Json)>),
}

impl Json {
    /// The member of an object whose key matches without regard to case; of several spellings the first.
    pub(crate) fn get(&self, key: &str) -> Option<&Json> {
        self.all(key).next()
    }

    /// Every member of an object whose key matches without regard to case, in the order they were sent.
    pub(crate) fn all(&self, key: &str) -> impl Iterator<Item = &Json> {
        let members = match self {
            Json::Object(members) => members.as_slice(),
            _ => &[],
        };
        members.iter().filter(move |(name, _)| name.eq_ignore_ascii_case(key)).map(|(_, value)| value)
    }

    /// The text of a string.
    pub(crate) fn as_text(&self) -> Option<&str> {
        match self {
            Json::Text(text) => Some(text),
            _ => None,
        }
    }

    /// The bytes that go over the wire.
    pub(crate) fn to_bytes(&self) -> Vec<u8> {
        serde_json::to_vec(self).unwrap_or_else(|_| b"null".to_vec())
    }

    /// Any serialisable value as a tree; values of this crate's own making always have one.
    pub(crate) fn of<T: Serialize>(value: &T) -> Self {
        serde_json::to_vec(value)
            .ok()
            .and_then(|bytes| serde_json::from_slice(&bytes).ok())
            .unwrap_or(Json::Null)
    }

    /// The same tree in the library's own type, for types that read themselves.
    pub(crate) fn to_value(&self) -> serde_json::Value {
        serde_json::from_slice(&self.to_bytes()).unwrap_or(serde_json::Value::Null)
    }
}

impl Serialize for Json {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Json::Null => serializer.serialize_unit(),
            Json::Bool(value) => serializer.serialize_bool(*value),
            Json::Number(number) => number.serialize(serializer),
            Json::Decimal(amount) => RawValue::from_string(amount.normalize().to_string())
                .map_err(serde::ser::Error::custom)?
                .serialize(serializer),
            Json::Text(text) => serializer.serialize_str(text),
            Json::List(items) => {
                let mut list = serializer.serialize_seq(Some(items.len()))?;
                for item in items {
                    list.serialize_element(item)?;
                }
                list.end()
            }
            Json::Object(members) => {
                let mut map = serializer.serialize_map(Some(members.len()))?;
                for (key, value) in members {
                    map.serialize_entry(key, value)?;
                }
                map.end()
            }
        }
    }
}

struct TreeVisitor;

impl<'de> Visitor<'de> for TreeVisitor {
    type Value = Json;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON value")
    }
    fn visit_unit<E>(self) -> Result<Json, E> {
        Ok(Json::Null)
    }
    fn visit_bool<E>(self, value: bool) -> Result<Json, E> {
        Ok(Json::Bool(value))
    }
    fn visit_i64<E>(self, value: i64) -> Result<Json, E> {
        Ok(Json::Number(value.into()))
    }
    fn visit_u64<E>(self, value: u64) -> Result<Json, E> {
        Ok(Json::Number(value.into()))
    }
    fn visit_f64<E>(self, value: f64) -> Result<Json, E> {
        Ok(serde_json::Number::from_f64(value).map_or(Json::Null, Json::Number))
    }
    fn visit_str<E>(self, value: &str) -> Result<Json, E> {
        Ok(Json::Text(value.to_owned()))
    }
    fn visit_string<E>(self, value: String) -> Result<Json, E> {
        Ok(Json::Text(value))
    }
    fn visit_seq<A: SeqAccess<'de>>(self, mut access: A) -> Result<Json, A::Error> {
        let mut items = Vec::new();
        while let Some(item) = access.next_element()? {
            items.push(item);
        }
        Ok(Json::List(items))
    }
    fn visit_map<A: MapAccess<'de>>(self, mut access: A) -> Result<Json, A::Error> {
        let mut members = Vec::new();
        while let Some(entry) = access.next_entry()? {
            members.push(entry);
        }
        Ok(Json::Object(members))
    }
}

impl<'de> Deserialize<'de> for Json {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(TreeVisitor)
    }
}

macro_rules! from_integers {
    ($($type:ty),+) => {$(
        impl From<$type> for Json {
            fn from(value: $type) -> Self {
                Json::Number(value.into())
            }
        }
    )+};
}
from_integers!(i32, i64, u8, u16, u32, u64, usize);

impl From<bool> for Json {
    fn from(value: bool) -> Self {
        Json::Bool(value)
    }
}
impl From<&str> for Json {
    fn from(value: &str) -> Self {
        Json::Text(value.to_owned())
    }
}
impl From<String> for Json {
    fn from(value: String) -> Self {
        Json::Text(value)
    }
}
impl From<&String> for Json {
    fn from(value: &String) -> Self {
        Json::Text(value.clone())
    }
}
impl From<Decimal> for Json {
    fn from(value: Decimal) -> Self {
        Json::Decimal(value)
    }
}
impl<T: Into<Json>> From<Vec<T>> for Json {
    fn from(items: Vec<T>) -> Self {
        Json::List(items.into_iter().map(Into::into).collect())
    }
}
impl From<Object> for Json {
    fn from(object: Object) -> Self {
        Json::Object(object.0)
    }
}

/// An object in the making; absent values are left out, as the dialect does (it never sends `null`).
#[derive(Clone, PartialEq, Debug, Default)]
pub(crate) struct Object(Vec<(String, Json)>);

impl Object {
    /// An empty object.
    pub(crate) const fn new() -> Self {
        Self(Vec::new())
    }

    /// With a member.
    pub(crate) fn set(mut self, key: &str, value: impl Into<Json>) -> Self {
        self.0.push((key.to_owned(), value.into()));
        self
    }

    /// With a member where there is a value.
    pub(crate) fn some(self, key: &str, value: Option<impl Into<Json>>) -> Self {
        match value {
            Some(value) => self.set(key, value),
            None => self,
        }
    }

    /// With the members of another.
    pub(crate) fn and(mut self, other: Object) -> Self {
        self.0.extend(other.0);
        self
    }

    /// With a list of anything that can be shown.
    pub(crate) fn texts<T: fmt::Display>(self, key: &str, items: impl IntoIterator<Item = T>) -> Self {
        self.set(key, items.into_iter().map(|item| item.to_string()).collect::<Vec<_>>())
    }
}

/// How deep the lists and objects of a text are nested, as far as brackets tell: what stands in strings is none. The text need
/// not be valid.
pub(crate) fn depth(text: &[u8]) -> usize {
    let (mut depth, mut deepest) = (0_usize, 0_usize);
    let (mut in_string, mut escaped) = (false, false);
    for byte in text {
        match byte {
            _ if escaped => escaped = false,
            b'\\' if in_string => escaped = true,
            b'"' => in_string = !in_string,
            b'[' | b'{' if !in_string => {
                depth += 1;
                deepest = deepest.max(depth);
            }
            b']' | b'}' if !in_string => depth = depth.saturating_sub(1),
            _ => {}
        }
    }
    deepest
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_two_spellings_the_first_counts_in_the_order_they_were_sent() {
        let read: Json = serde_json::from_str(r#"{"SkuId":"first","skuId":"second"}"#).unwrap();
        assert_eq!(read.get("skuid").unwrap().as_text(), Some("first"));
    }

    #[test]
    fn amounts_are_written_as_exact_numbers() {
        let amount = Json::from("4.5161".parse::<Decimal>().unwrap());
        let whole = Json::from("672.00".parse::<Decimal>().unwrap());
        let object = Object::new().set("unit", amount).set("total", whole).some("none", None::<&str>);
        assert_eq!(Json::from(object).to_bytes(), br#"{"unit":4.5161,"total":672}"#);
    }

    #[test]
    fn a_tree_survives_the_way_there_and_back() {
        let text = r#"{"b":[1,-2,true,null,"x"],"a":{"c":1.5}}"#;
        let read: Json = serde_json::from_str(text).unwrap();
        assert_eq!(String::from_utf8(read.to_bytes()).unwrap(), text);
        assert_eq!(read.to_value()["b"][1], -2);
    }

    #[test]
    fn depth_is_that_of_brackets_outside_strings() {
        for (text, levels) in [
            ("", 0),
            ("1", 0),
            ("[]", 1),
            (r#"{"a":[{"b":1},[]]}"#, 3),
            (r#"{"a":"[[[[\"[[["}"#, 1),
            ("[[[", 3),
            ("]]]][", 1),
        ] {
            assert_eq!(depth(text.as_bytes()), levels, "{text}");
        }
    }
}
