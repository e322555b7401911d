//! Addresses, and how a country writes them.

use seatwright_domain::address::{Review, Verdict};
use seatwright_domain::catalogue::market::pattern;
use seatwright_domain::catalogue::{Forms, Market};
use seatwright_domain::customer::Address;

use crate::json::{Json, Object};
use crate::schema::{Schema, flag, list, object, optional, resource, text, text_in, words};
use crate::wire::attributes;
use crate::wire::customer::address;

/// A telephone number as people write it, in any country.
const PHONE_PATTERN: &str = r"^\+?[0-9 ()/.-]{5,20}$";

/// The shape of an address in an answer.
pub(crate) const fn schema() -> Schema {
    Schema::Named("PostalAddress", shape)
}

fn shape() -> Schema {
    object()
        .needs("country", text().about("ISO 3166 code."))
        .has("region", text())
        .needs("city", text())
        .has("state", text())
        .needs("addressLine1", text())
        .has("addressLine2", text())
        .needs("postalCode", text())
        .has("firstName", text())
        .has("lastName", text())
        .has("phoneNumber", text())
}

/// The shape of an address in a body.
pub(crate) const fn input() -> Schema {
    Schema::Named("NewPostalAddress", input_shape)
}

fn input_shape() -> Schema {
    object()
        .needs("country", text_in(1, 2))
        .needs("city", text_in(1, 128))
        .needs("addressLine1", text_in(1, 256))
        .has("addressLine2", optional(text_in(0, 256)))
        .has("postalCode", optional(text_in(0, 20)))
        .has("region", optional(text_in(0, 128)))
        .has("state", optional(text_in(0, 128)))
        .has("firstName", optional(text_in(0, 128)))
        .has("lastName", optional(text_in(0, 128)))
        .has("phoneNumber", optional(text_in(0, 50)))
}

/// What comes of looking at an address.
pub(crate) fn review(sent: &Address, review: &Review) -> Object {
    let suggested: Vec<Json> = review.suggested.iter().map(address).collect();
    let message = review.faults.iter().map(|(field, takes)| format!("{field}: {takes}")).collect::<Vec<_>>();
    Object::new()
        .set("originalAddress", address(sent))
        .set("suggestedAddresses", suggested)
        .set("status", status(review.verdict))
        .some("validationMessage", (!message.is_empty()).then(|| message.join("; ")))
        .set("attributes", attributes("AddressValidationResponse"))
}

const fn status(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Fits => "Verified",
        Verdict::BetterWritten => "InteractionRequired",
        Verdict::DoesNotFit => "None",
        Verdict::NotKnown => "NotValidated",
    }
}

/// The shape of what comes of looking at an address.
pub(crate) fn review_schema() -> Schema {
    resource()
        .needs("originalAddress", schema())
        .needs("suggestedAddresses", list(schema()))
        .needs("status", words(&["Verified", "InteractionRequired", "None", "NotValidated"]))
        .has("validationMessage", text().about("Each field that does not fit, with the forms that do."))
}

/// How a country writes addresses and numbers. Lists stand there twice, because one client reads them under other names.
pub(crate) fn country(market: &Market) -> Object {
    let nothing = Forms::default();
    let forms = market.forms.as_ref().unwrap_or(&nothing);
    let languages = languages(forms);
    let codes: Vec<String> =
        (!forms.calling_code.is_empty()).then(|| forms.calling_code.clone()).into_iter().collect();
    let tax: Vec<String> = forms.tax_id.clone().into_iter().collect();
    let sample = forms.tax_id.as_deref().map(sample);
    let has_tax = forms.tax_id.is_some();
    Object::new()
        .set("iso2Code", market.country.as_str())
        .some("defaultCulture", forms.cultures.first().map(String::as_str))
        .set("isStateRequired", !forms.states.is_empty())
        .set("isPostalCodeRequired", !forms.postal_codes.is_empty())
        .some("postalCodeRegex", (!forms.postal_codes.is_empty()).then(|| pattern(&forms.postal_codes)))
        .set("isCityRequired", true)
        .set("isVatIdSupported", has_tax)
        .some("taxIdFormat", forms.tax_id.as_deref())
        .some("taxIdSample", sample)
        .some("vatIdRegex", has_tax.then(|| pattern(&tax)))
        .set("phoneNumberRegex", PHONE_PATTERN)
        .set("isTaxIdSupported", has_tax)
        .set("isTaxIdOptional", true)
        .texts("supportedStatesList", &forms.states)
        .texts("supportedLanguagesList", &languages)
        .texts("supportedCulturesList", &forms.cultures)
        .texts("countryCallingCodesList", &codes)
        .set("states", Object::new().texts("value", &forms.states))
        .set("supportedLanguages", Object::new().texts("value", &languages))
        .set("supportedCultures", Object::new().texts("value", &forms.cultures))
        .set("countryCallingCodes", Object::new().texts("value", &codes))
        .set("attributes", attributes("CountryInformation"))
}

fn languages(forms: &Forms) -> Vec<String> {
    let mut languages: Vec<String> =
        forms.cultures.iter().filter_map(|culture| culture.split('-').next()).map(str::to_owned).collect();
    languages.dedup();
    languages
}

/// A number in a form, for people to look at.
fn sample(form: &str) -> String {
    let digits = "1234567890".chars().cycle();
    form.chars()
        .zip(digits)
        .map(|(place, digit)| match place {
            '#' => digit,
            '@' | '*' => 'A',
            literal => literal,
        })
        .collect()
}

/// The shape of how a country writes addresses and numbers.
pub(crate) fn country_schema() -> Schema {
    let values = || object().needs("value", list(text()));
    resource()
        .needs("iso2Code", text())
        .has("defaultCulture", text())
        .needs("isStateRequired", flag())
        .needs("isPostalCodeRequired", flag())
        .has("postalCodeRegex", text())
        .needs("isCityRequired", flag())
        .needs("isVatIdSupported", flag())
        .has("taxIdFormat", text().about("# is a digit, @ a letter, * either."))
        .has("taxIdSample", text())
        .has("vatIdRegex", text())
        .needs("phoneNumberRegex", text())
        .needs("isTaxIdSupported", flag())
        .needs("isTaxIdOptional", flag())
        .needs("supportedStatesList", list(text()))
        .needs("supportedLanguagesList", list(text()))
        .needs("supportedCulturesList", list(text()))
        .needs("countryCallingCodesList", list(text()))
        .needs("states", values())
        .needs("supportedLanguages", values())
        .needs("supportedCultures", values())
        .needs("countryCallingCodes", values())
}
