//! Markets, and how addresses and tax numbers are written there.

use serde::{Deserialize, Serialize};

use crate::money::Currency;

/// A market: a country with its currency.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Market {
    /// ISO 3166 alpha-2.
    pub country: String,
    /// The name.
    pub title: String,
    /// The currency of its price list.
    pub currency: Currency,
    /// Markets of one region may do business with each other (CHAN-103).
    pub region: String,
    /// How addresses and numbers are written there; none where nobody has said it, and then nothing is compared.
    #[serde(default)]
    pub forms: Option<Forms>,
}

/// How things are written in a country. Forms are texts in which `#` stands for a digit, `@` for a letter and `*` for either;
/// everything else stands for itself.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Forms {
    /// The languages with the country, as `nl-NL`; the first is the usual one.
    pub cultures: Vec<String>,
    /// The country's prefix in telephone numbers, without signs.
    pub calling_code: String,
    /// Forms of postal codes; none where the country has none.
    #[serde(default)]
    pub postal_codes: Vec<String>,
    /// States that an address names; empty where it names none.
    #[serde(default)]
    pub states: Vec<String>,
    /// Whether a new customer's address must name a telephone number.
    #[serde(default)]
    pub phone_required: bool,
    /// The form of tax numbers.
    #[serde(default)]
    pub tax_id: Option<String>,
}

/// A text in the form's own spelling, where it fits the form. Case, spaces and signs between letters and digits do not count.
#[must_use]
pub fn fit(form: &str, text: &str) -> Option<String> {
    let mut rest = text.chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_uppercase());
    let only_known = text.chars().all(|c| c.is_ascii_alphanumeric() || " -.".contains(c));
    let mut written = String::with_capacity(form.len());
    for place in form.chars() {
        let fits: fn(char) -> bool = match place {
            '#' => |c| c.is_ascii_digit(),
            '@' => |c| c.is_ascii_alphabetic(),
            '*' => |c| c.is_ascii_alphanumeric(),
            literal if literal.is_ascii_alphanumeric() => {
                written.push(rest.next().filter(|c| c.eq_ignore_ascii_case(&literal))?);
                continue;
            }
            sign => {
                written.push(sign);
                continue;
            }
        };
        written.push(rest.next().filter(|c| fits(*c))?);
    }
    (only_known && rest.next().is_none()).then_some(written)
}

/// The regular expression of several forms, for clients that check before they send.
#[must_use]
pub fn pattern(forms: &[String]) -> String {
    let one = |form: &String| -> String {
        let part = |c: char| match c {
            '#' => r"\d".to_owned(),
            '@' => "[A-Za-z]".to_owned(),
            '*' => "[A-Za-z0-9]".to_owned(),
            c if c.is_ascii_alphanumeric() => c.to_string(),
            sign => format!("[{sign}]?"),
        };
        form.chars().map(part).collect()
    };
    format!("^({})$", forms.iter().map(one).collect::<Vec<_>>().join("|"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_fits_a_form_in_any_spelling_and_comes_back_in_the_usual_one() {
        assert_eq!(fit("#### @@", "3511ab").as_deref(), Some("3511 AB"));
        assert_eq!(fit("#####-####", "98052 1234").as_deref(), Some("98052-1234"));
        assert_eq!(fit("NL#########B##", "nl123456789b01").as_deref(), Some("NL123456789B01"));
        for wrong in ["", "3511", "3511 ABC", "AB 3511", "3511 A_", "BE511 AB"] {
            assert_eq!(fit("#### @@", wrong), None, "{wrong}");
        }
    }

    #[test]
    fn forms_are_regular_expressions_too() {
        let forms = ["#### @@".to_owned(), "A#".to_owned()];
        assert_eq!(pattern(&forms), r"^(\d\d\d\d[ ]?[A-Za-z][A-Za-z]|A\d)$");
    }
}
