//! Texts for people, in the languages of LANG-01. A language is a file of `data/texts`; a key that is missing there
//! falls back to English. Nothing outside these files is shown to people as a sentence.

mod choose;

use std::sync::LazyLock;

use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource};
use unic_langid::LanguageIdentifier;

pub(crate) use self::choose::{choose, choose_tag};

/// A language that texts exist in.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default)]
pub(crate) enum Language {
    /// English, the one that always has every text.
    #[default]
    English,
    /// Dutch.
    Dutch,
    /// Swedish.
    Swedish,
    /// German.
    German,
}

impl Language {
    /// All languages.
    pub(crate) const ALL: [Language; 4] =
        [Language::English, Language::Dutch, Language::Swedish, Language::German];

    /// The code, as `nl`.
    pub(crate) const fn code(self) -> &'static str {
        match self {
            Language::English => "en",
            Language::Dutch => "nl",
            Language::Swedish => "sv",
            Language::German => "de",
        }
    }

    const fn source(self) -> &'static str {
        match self {
            Language::English => include_str!("../../../data/texts/en.ftl"),
            Language::Dutch => include_str!("../../../data/texts/nl.ftl"),
            Language::Swedish => include_str!("../../../data/texts/sv.ftl"),
            Language::German => include_str!("../../../data/texts/de.ftl"),
        }
    }
}

/// The attribute of a text that holds its second sentence.
const DETAIL: &str = "facts";

type Bundle = FluentBundle<FluentResource>;

static BUNDLES: LazyLock<Vec<Bundle>> = LazyLock::new(|| Language::ALL.iter().map(|l| bundle(*l)).collect());

/// What the parser cannot read is left out of the bundle and then falls back to English; a test reads every file whole.
fn bundle(language: Language) -> Bundle {
    let identifier: LanguageIdentifier = language.code().parse().unwrap_or_default();
    let mut bundle = Bundle::new_concurrent(vec![identifier]);
    bundle.set_use_isolating(false);
    let resource = FluentResource::try_new(language.source().to_owned()).unwrap_or_else(|(read, faults)| {
        tracing::error!(language = language.code(), ?faults, "a text file has lines that cannot be read");
        read
    });
    bundle.add_resource_overriding(resource);
    bundle
}

/// Facts that a text can name, by name.
pub(crate) type Facts = [(&'static str, String)];

/// The text of a key in a language, with facts filled in.
pub(crate) fn say(language: Language, key: &str, facts: &Facts) -> String {
    let filled: Vec<(&str, &str)> = facts.iter().map(|(name, fact)| (*name, fact.as_str())).collect();
    fill(language, key, &filled)
}

/// The same, for facts whose names are known only when they are met.
pub(crate) fn fill(language: Language, key: &str, facts: &[(&str, &str)]) -> String {
    let mut arguments = FluentArgs::with_capacity(facts.len());
    for (name, fact) in facts {
        arguments.set(*name, *fact);
    }
    [language, Language::English]
        .into_iter()
        .find_map(|language| format(language, key, &arguments))
        .unwrap_or_else(|| key.to_owned())
}

/// The second sentence of a key, which names facts: none where there is no such sentence, or where a fact is missing.
pub(crate) fn detail(language: Language, key: &str, facts: &[(&str, &str)]) -> Option<String> {
    let mut arguments = FluentArgs::with_capacity(facts.len());
    for (name, fact) in facts {
        arguments.set(*name, *fact);
    }
    let bundle = BUNDLES.get(language as usize)?;
    let pattern = bundle.get_message(key)?.get_attribute(DETAIL)?.value();
    let mut faults = Vec::new();
    let text = bundle.format_pattern(pattern, Some(&arguments), &mut faults).into_owned();
    faults.is_empty().then_some(text)
}

/// Whether the language itself has a text for the key.
#[cfg(test)]
pub(crate) fn has(language: Language, key: &str) -> bool {
    BUNDLES[language as usize].has_message(key)
}

fn format(language: Language, key: &str, arguments: &FluentArgs<'_>) -> Option<String> {
    let bundle = BUNDLES.get(language as usize)?;
    let pattern = bundle.get_message(key)?.value()?;
    let mut faults = Vec::new();
    let text = bundle.format_pattern(pattern, Some(arguments), &mut faults).into_owned();
    if !faults.is_empty() {
        tracing::warn!(key, language = language.code(), ?faults, "a text names a fact that is not there");
    }
    Some(text)
}

#[cfg(test)]
mod tests {
    use std::collections::{BTreeMap, BTreeSet};

    use super::*;

    /// Keys with the facts that each text names.
    fn keys(language: Language) -> BTreeMap<String, BTreeSet<String>> {
        let source = language.source();
        assert!(
            FluentResource::try_new(source.to_owned()).is_ok(),
            "{} cannot be read whole",
            language.code()
        );
        source
            .lines()
            .filter_map(|line| line.split_once(" = "))
            .filter(|(key, _)| !key.starts_with('#'))
            .scan(String::new(), |message, (key, text)| {
                let facts = text.split("{ $").skip(1).filter_map(|rest| rest.split(' ').next());
                // An attribute is named after the message it stands below.
                let full = match key.trim_start().strip_prefix('.') {
                    Some(attribute) => format!("{message}.{attribute}"),
                    None => {
                        key.clone_into(message);
                        key.to_owned()
                    }
                };
                Some((full, facts.map(str::to_owned).collect()))
            })
            .collect()
    }

    #[test]
    fn every_language_has_the_same_keys_and_names_the_same_facts_lang_01() {
        let english = keys(Language::English);
        assert!(english.len() > 200);
        for language in Language::ALL {
            assert_eq!(keys(language), english, "{}", language.code());
        }
    }

    #[test]
    fn a_detail_is_told_only_when_all_its_facts_are_there() {
        let key = "reason-licence-conflict";
        let facts = [("users", "12"), ("seats", "10")];
        assert_eq!(detail(Language::German, key, &facts).unwrap(), "Benutzer: 12; Lizenzen: 10.");
        assert_eq!(detail(Language::German, key, &facts[..1]), None);
        assert_eq!(detail(Language::German, "reason-cart-empty", &facts), None);
    }

    #[test]
    fn facts_are_filled_in_and_unknown_keys_are_shown_as_they_are() {
        let facts = [("min", "1".to_owned()), ("max", "300".to_owned())];
        assert_eq!(
            say(Language::Dutch, "remedy-choose-quantity", &facts),
            "Kies een aantal licenties van 1 tot 300."
        );
        assert_eq!(say(Language::Dutch, "no-such-key", &[]), "no-such-key");
    }

    #[test]
    fn no_sentence_is_left_in_english_by_mistake() {
        for language in [Language::Dutch, Language::Swedish, Language::German] {
            let same: Vec<String> = keys(Language::English)
                .into_keys()
                .filter(|key| {
                    !key.contains('.') && (key.starts_with("reason-") || key.starts_with("remedy-"))
                })
                .filter(|key| say(language, key, &[]) == say(Language::English, key, &[]))
                .collect();
            assert_eq!(same, Vec::<String>::new(), "{}", language.code());
        }
    }
}
