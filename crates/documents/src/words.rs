//! What statements call things, in each language: a file for each, with every word and no other.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use seatwright_domain::billing::kind::ChargeType;
use seatwright_statement::Language;
use serde::Deserialize;

/// The words of a language.
#[derive(Deserialize, Debug, Default)]
#[serde(deny_unknown_fields)]
pub(crate) struct Words {
    /// Stands for the customer where lines of all customers are added up.
    pub(crate) all_customers: String,
    /// Says that they are.
    pub(crate) summed: String,
    charge_types: BTreeMap<String, String>,
}

static WORDS: LazyLock<[Words; 4]> = LazyLock::new(|| {
    // A file that cannot be read leaves its words empty; a test reads them all.
    Language::ALL.map(|language| toml::from_str(source(language)).unwrap_or_default())
});

const fn source(language: Language) -> &'static str {
    match language {
        Language::En => include_str!("../texts/en.toml"),
        Language::Nl => include_str!("../texts/nl.toml"),
        Language::Sv => include_str!("../texts/sv.toml"),
        Language::De => include_str!("../texts/de.toml"),
    }
}

/// The words of a language.
pub(crate) fn words(language: Language) -> &'static Words {
    let [en, nl, sv, de] = &*WORDS;
    match language {
        Language::En => en,
        Language::Nl => nl,
        Language::Sv => sv,
        Language::De => de,
    }
}

impl Words {
    /// What people call a type of charge; its published name where there is no other.
    pub(crate) fn charge_type(&self, kind: ChargeType) -> &str {
        self.charge_types.get(kind.name()).map_or(kind.name(), String::as_str)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_language_has_every_word_lang_01() {
        for language in Language::ALL {
            let read: Words = toml::from_str(source(language)).expect("the file is in the form");
            assert!(!read.all_customers.is_empty() && !read.summed.is_empty());
            let named: Vec<&str> = read.charge_types.keys().map(String::as_str).collect();
            let mut all: Vec<&str> = ChargeType::ALL.iter().map(|kind| kind.name()).collect();
            all.sort_unstable();
            assert_eq!(named, all, "{}", language.code());
        }
        assert_eq!(words(Language::Sv).charge_type(ChargeType::Renew), "Förnyelse");
    }
}
