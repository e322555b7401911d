//! Paths and query strings as clients write them: any case, doubled and trailing slashes, a repeated version, `+` for a
//! space, parameter names in several spellings.

use crate::fault::Fault;
use crate::fields::{Problem, Takes, Wrong, find_word};

/// The path in the form that routes are written in: lower case, single slashes, none at the end, one version.
pub(crate) fn normal_path(path: &str) -> String {
    let mut segments: Vec<&str> = path.split('/').filter(|segment| !segment.is_empty()).collect();
    while segments.len() > 1
        && segments[0].eq_ignore_ascii_case("v1")
        && segments[1].eq_ignore_ascii_case("v1")
    {
        segments.remove(0);
    }
    format!("/{}", segments.join("/").to_ascii_lowercase())
}

/// The parameters of a query string.
#[derive(Clone, PartialEq, Eq, Default)]
pub(crate) struct Query(Vec<(String, String)>);

impl std::fmt::Debug for Query {
    /// The names only: forms of the token endpoint carry secrets as values.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_list().entries(self.0.iter().map(|(name, _)| name)).finish()
    }
}

impl Query {
    /// Reads a raw query string. What cannot be decoded is kept as it is.
    pub(crate) fn parse(raw: &str) -> Self {
        let pairs = raw.split('&').filter(|pair| !pair.is_empty()).map(|pair| {
            let (key, value) = pair.split_once('=').unwrap_or((pair, ""));
            (plain(&decode(key)), decode(value))
        });
        Self(pairs.collect())
    }

    /// The first value of a parameter; an empty one counts as absent. Names match in any case and with or without
    /// underscores.
    pub(crate) fn get(&self, name: &str) -> Option<&str> {
        let name = plain(name);
        self.0.iter().find(|(key, value)| *key == name && !value.is_empty()).map(|(_, value)| value.as_str())
    }

    /// Every value of a parameter that may be repeated.
    pub(crate) fn all(&self, name: &str) -> impl Iterator<Item = &str> {
        let name = plain(name);
        self.0
            .iter()
            .filter(move |(key, value)| *key == name && !value.is_empty())
            .map(|(_, value)| value.as_str())
    }

    /// Whether one of these parameters is there more than once.
    pub(crate) fn repeats(&self, names: &[&str]) -> bool {
        names.iter().any(|name| self.all(name).count() > 1)
    }

    /// A flag, `true` or `false` in any case; it is not set where it is left out.
    ///
    /// # Errors
    /// It is another word.
    pub(crate) fn flag(&self, name: &'static str) -> Result<bool, Fault> {
        let answers = [("true", true), ("false", false)];
        self.parsed(name, Takes::Flag, |text| find_word(text, &answers)).map(Option::unwrap_or_default)
    }

    /// A whole number in bounds, where the parameter is there.
    ///
    /// # Errors
    /// The parameter is not such a number.
    pub(crate) fn number(&self, name: &'static str, min: u64, max: u64) -> Result<Option<u64>, Fault> {
        let Some(text) = self.get(name) else { return Ok(None) };
        let number = text.parse().ok().filter(|number| (min..=max).contains(number));
        number.map(Some).ok_or_else(|| wrong(name, Takes::Number(min, max)))
    }

    /// A parameter read into something else, where it is there.
    ///
    /// # Errors
    /// It cannot be read.
    pub(crate) fn parsed<T>(
        &self,
        name: &'static str,
        takes: Takes,
        parse: impl FnOnce(&str) -> Option<T>,
    ) -> Result<Option<T>, Fault> {
        let Some(text) = self.get(name) else { return Ok(None) };
        parse(text).map(Some).ok_or_else(|| wrong(name, takes))
    }

    /// A parameter that must be there.
    ///
    /// # Errors
    /// It is missing or empty.
    pub(crate) fn needed(&self, name: &'static str, takes: Takes) -> Result<&str, Fault> {
        self.get(name).ok_or_else(|| {
            Fault::Fields(vec![Problem { field: name.to_owned(), wrong: Wrong::Missing, takes }])
        })
    }
}

/// The fault of a parameter outside what it takes.
pub(crate) fn wrong(name: &str, takes: Takes) -> Fault {
    Fault::Fields(vec![Problem { field: name.to_owned(), wrong: Wrong::Value, takes }])
}

fn plain(name: &str) -> String {
    name.chars().filter(|c| *c != '_').map(|c| c.to_ascii_lowercase()).collect()
}

/// Percent decoding with `+` as a space. Bytes that are no UTF-8 become replacement characters.
pub(crate) fn decode(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        match byte {
            b'+' => bytes.push(b' '),
            b'%' => {
                let mut ahead = rest.clone();
                match (ahead.next().and_then(hex), ahead.next().and_then(hex)) {
                    (Some(high), Some(low)) => {
                        bytes.push(high * 16 + low);
                        rest = ahead;
                    }
                    _ => bytes.push(b'%'),
                }
            }
            other => bytes.push(other),
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

/// A value for a query string.
pub(crate) fn encode(text: &str) -> String {
    use std::fmt::Write;
    let mut encoded = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            encoded.push(char::from(byte));
        } else {
            let _ = write!(encoded, "%{byte:02X}");
        }
    }
    encoded
}

fn hex(byte: u8) -> Option<u8> {
    char::from(byte).to_digit(16).and_then(|digit| u8::try_from(digit).ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_read_as_clients_write_them() {
        for (path, expected) in [
            ("/v1/Customers/", "/v1/customers"),
            ("/v1//customers", "/v1/customers"),
            ("/v1//v1/customers", "/v1/customers"),
            ("/V1/customers/C0FFEE/transitionEligibilities", "/v1/customers/c0ffee/transitioneligibilities"),
            ("/", "/"),
        ] {
            assert_eq!(normal_path(path), expected);
        }
    }

    #[test]
    fn parameters_match_in_any_spelling() {
        let query = Query::parse("TermDuration=P1Y&seek_operation=Next&include_price=True&name=a+b%20c%2");
        assert_eq!(query.get("term_duration"), Some("P1Y"));
        assert_eq!(query.get("seekOperation"), Some("Next"));
        assert_eq!(query.flag("include_price"), Ok(true));
        assert_eq!(query.flag("absent"), Ok(false));
        assert!(query.flag("name").is_err());
        assert_eq!(query.get("name"), Some("a b c%2"));
        assert_eq!(query.get("absent"), None);
    }

    #[test]
    fn what_is_encoded_comes_back_when_decoded() {
        let text = "{\"Field\":\"Företag & co\"} 50%+";
        assert_eq!(decode(&encode(text)), text);
    }
}
