//! Checks of the plain fields of a request. Every fault of every field is collected, because somebody who mends one field
//! at a time sends the same form five times.

use crate::refusal::{Code, Reason, Remedy, Who};
use crate::rule::Rule;

/// The longest name of a person or place, in characters.
pub(crate) const NAME_MAX: usize = 128;
/// The longest line of an address or name of a company, in characters.
pub(crate) const LINE_MAX: usize = 256;
/// The longest e-mail address, in characters.
const EMAIL_MAX: usize = 254;

/// What is wrong with the fields of one request.
#[derive(Debug)]
pub(crate) struct Fields {
    rule: Rule,
    faults: Vec<Reason>,
}

impl Fields {
    /// No faults yet. `rule` is the rule that the request belongs to.
    pub(crate) fn new(rule: Rule) -> Self {
        Self { rule, faults: Vec::new() }
    }

    /// The faults.
    pub(crate) fn faults(self) -> Vec<Reason> {
        self.faults
    }

    /// The value is outside what the field takes.
    pub(crate) fn reject(&mut self, field: &str, value: &str, expected: &str) {
        let shown: String = value.chars().take(80).collect();
        self.faults.push(
            Reason::field(self.rule, Code::ValueInvalid, field)
                .with("value", shown)
                .remedy(Remedy::ChooseValue { expected: expected.to_owned() }, Who::Caller),
        );
    }

    /// The value must hold for the field to be taken.
    pub(crate) fn require(&mut self, holds: bool, field: &str, value: &str, expected: &str) {
        if !holds {
            self.reject(field, value, expected);
        }
    }

    /// A text that must be there, with at most so many characters.
    pub(crate) fn text(&mut self, field: &str, value: &str, max: usize) {
        let expected = format!("1 to {max} characters without control characters");
        self.require(!value.trim().is_empty() && fits(value, max), field, value, &expected);
    }

    /// A text that may be absent or empty, with at most so many characters.
    pub(crate) fn optional(&mut self, field: &str, value: Option<&str>, max: usize) {
        let value = value.unwrap_or_default();
        let expected = format!("at most {max} characters without control characters");
        self.require(fits(value, max), field, value, &expected);
    }

    /// An e-mail address.
    pub(crate) fn email(&mut self, field: &str, value: &str) {
        self.require(is_email(value), field, value, "an e-mail address, as name@company.example");
    }

    /// A language with or without a region, as `nl` or `nl-NL`.
    pub(crate) fn language(&mut self, field: &str, value: &str) {
        self.require(is_language(value), field, value, "a language tag, as nl or nl-NL");
    }
}

fn fits(value: &str, max: usize) -> bool {
    value.chars().count() <= max && !value.chars().any(char::is_control)
}

/// Whether the text has the shape of a domain: labels of letters, digits and hyphens, at least two of them.
pub(crate) fn is_domain(value: &str) -> bool {
    value.len() <= 253
        && value.contains('.')
        && value.split('.').all(|label| {
            (1..=63).contains(&label.len())
                && label.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
                && !label.starts_with('-')
                && !label.ends_with('-')
        })
}

/// Whether the text has the shape of an e-mail address that could exist.
pub(crate) fn is_email(value: &str) -> bool {
    let Some((name, domain)) = value.rsplit_once('@') else { return false };
    !name.is_empty()
        && value.chars().count() <= EMAIL_MAX
        && !name.chars().any(|letter| letter.is_whitespace() || letter.is_control() || letter == '@')
        && is_domain(domain)
}

fn is_language(value: &str) -> bool {
    let mut parts = value.split('-');
    let language = parts.next().unwrap_or_default();
    (2..=3).contains(&language.len())
        && language.bytes().all(|byte| byte.is_ascii_alphabetic())
        && parts.clone().count() <= 3
        && parts.all(|part| {
            (2..=8).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_alphanumeric())
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shapes_of_domains_addresses_and_languages() {
        for good in ["blauwvos.onmicrosoft.com", "a.b", "x-1.example"] {
            assert!(is_domain(good), "{good}");
        }
        for bad in ["", "blauwvos", "a..b", "-a.b", "a-.b", "a b.c", "é.example"] {
            assert!(!is_domain(bad), "{bad}");
        }
        assert!(is_email("boekhouding@blauwevos.example"));
        for bad in ["", "@a.b", "a@b", "a b@c.d", "a@b@c.d"] {
            assert!(!is_email(bad), "{bad}");
        }
        for good in ["nl", "nl-NL", "sr-Latn-RS", "EN"] {
            assert!(is_language(good), "{good}");
        }
        for bad in ["", "n", "nl_NL", "nl-", "nederlands"] {
            assert!(!is_language(bad), "{bad}");
        }
    }

    #[test]
    fn every_fault_is_collected() {
        let mut fields = Fields::new(Rule::Role128);
        fields.text("name", " ", 10);
        fields.text("city", "Utrecht", 3);
        fields.optional("state", Some("a\nb"), 10);
        fields.optional("region", None, 10);
        fields.email("email", "nobody");
        let names: Vec<String> = fields.faults().iter().map(|fault| format!("{:?}", fault.subject)).collect();
        assert_eq!(names, ["name", "city", "state", "email"].map(|name| format!("Field({name:?})")));
    }
}
