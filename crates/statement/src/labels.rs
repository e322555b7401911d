//! What the statement calls things, in each language. A file of `texts` has every label and no other: a missing or an
//! unknown one is an error when the file is read, and a test reads them all.

use std::sync::LazyLock;

use serde::Deserialize;

use crate::{Group, Language, StatementError};

/// The labels of one language.
#[derive(Deserialize, Debug)]
#[serde(deny_unknown_fields)]
pub(crate) struct Labels {
    pub(crate) invoice: String,
    pub(crate) credit_note: String,
    pub(crate) invoice_number: String,
    pub(crate) credit_note_number: String,
    pub(crate) date: String,
    pub(crate) due_date: String,
    pub(crate) period: String,
    pub(crate) family: String,
    pub(crate) classic_licences: String,
    pub(crate) new_commerce: String,
    pub(crate) currency: String,
    pub(crate) po_number: String,
    pub(crate) corrects: String,
    pub(crate) bill_to: String,
    pub(crate) sold_to: String,
    pub(crate) tax_id: String,
    pub(crate) description: String,
    pub(crate) charged_days: String,
    pub(crate) quantity: String,
    pub(crate) unit_price: String,
    pub(crate) amount: String,
    pub(crate) licence_charges: String,
    pub(crate) other_products: String,
    pub(crate) discounts: String,
    pub(crate) credits: String,
    /// Stands before the customer's name.
    pub(crate) customer_total: String,
    pub(crate) subtotal: String,
    /// Stands between a rate and what the tax is computed on.
    pub(crate) tax_on: String,
    pub(crate) total: String,
    pub(crate) paid: String,
    pub(crate) amount_due: String,
    pub(crate) amount_credited: String,
    pub(crate) payment: String,
    pub(crate) no_lines: String,
    pub(crate) about_dates: String,
}

impl Labels {
    /// The heading of a group.
    pub(crate) fn group(&self, group: Group) -> &str {
        match group {
            Group::LicenceCharges => &self.licence_charges,
            Group::OtherProducts => &self.other_products,
            Group::Discounts => &self.discounts,
            Group::Credits => &self.credits,
        }
    }
}

static LABELS: LazyLock<[Result<Labels, String>; 4]> = LazyLock::new(|| Language::ALL.map(read));

const fn source(language: Language) -> &'static str {
    match language {
        Language::En => include_str!("../texts/en.toml"),
        Language::Nl => include_str!("../texts/nl.toml"),
        Language::Sv => include_str!("../texts/sv.toml"),
        Language::De => include_str!("../texts/de.toml"),
    }
}

fn read(language: Language) -> Result<Labels, String> {
    toml::from_str(source(language)).map_err(|fault| format!("texts/{}.toml: {fault}", language.code()))
}

/// The labels of a language.
pub(crate) fn labels(language: Language) -> Result<&'static Labels, StatementError> {
    let read = LABELS.get(language as usize).map(Result::as_ref);
    match read {
        Some(Ok(labels)) => Ok(labels),
        Some(Err(fault)) => Err(StatementError::Layout(fault.clone())),
        None => Err(StatementError::Layout(format!("no labels for {}", language.code()))),
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;

    fn texts(language: Language) -> BTreeMap<String, String> {
        toml::from_str(source(language)).unwrap()
    }

    #[test]
    fn every_language_has_every_label_and_no_other_lang_01() {
        let english: Vec<String> = texts(Language::En).into_keys().collect();
        for language in Language::ALL {
            assert!(labels(language).is_ok(), "{:?}", labels(language));
            let of_language = texts(language);
            assert!(of_language.values().all(|text| !text.trim().is_empty()), "{language:?}");
            assert_eq!(of_language.into_keys().collect::<Vec<_>>(), english, "{language:?}");
        }
    }

    #[test]
    fn no_sentence_is_left_in_english_by_mistake() {
        let english = labels(Language::En).unwrap();
        for language in [Language::Nl, Language::Sv, Language::De] {
            let other = labels(language).unwrap();
            assert_ne!(other.about_dates, english.about_dates);
            assert_ne!(other.no_lines, english.no_lines);
            assert_ne!(other.amount_due, english.amount_due);
            assert_ne!(other.credit_note, english.credit_note);
        }
    }
}
