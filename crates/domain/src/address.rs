//! Whether an address is written as its country writes addresses. Nobody here knows whether the house exists.

use crate::catalogue::Catalogue;
use crate::catalogue::market::fit;
use crate::customer::Address;

/// What comes of looking at an address.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Review {
    /// How good it is.
    pub verdict: Verdict,
    /// The address as its country writes it, where that differs from what was sent.
    pub suggested: Option<Address>,
    /// Fields that are not as the country writes them, each with what it takes.
    pub faults: Vec<(&'static str, String)>,
}

/// How good an address is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Verdict {
    /// Written as the country writes addresses.
    Fits,
    /// It can be read, and there is a better way to write it.
    BetterWritten,
    /// A field is not what the country takes.
    DoesNotFit,
    /// Nothing is known of how the country writes addresses.
    NotKnown,
}

/// Looks at an address.
#[must_use]
pub fn review(address: &Address, catalogue: &Catalogue) -> Review {
    let forms = catalogue.markets.get(&address.country).and_then(|market| market.forms.as_ref());
    let Some(forms) = forms else {
        return Review { verdict: Verdict::NotKnown, suggested: None, faults: Vec::new() };
    };
    let mut better = address.clone();
    let mut faults = Vec::new();
    if !forms.postal_codes.is_empty() {
        match forms.postal_codes.iter().find_map(|form| fit(form, &address.postal_code)) {
            Some(written) => better.postal_code = written,
            None => faults.push(("postalCode", forms.postal_codes.join(", "))),
        }
    }
    if !forms.states.is_empty() {
        let state = address.state.as_deref().unwrap_or_default().trim();
        match forms.states.iter().find(|known| known.eq_ignore_ascii_case(state)) {
            Some(known) => better.state = Some(known.clone()),
            None => faults.push(("state", forms.states.join(", "))),
        }
    }
    let verdict = match (faults.is_empty(), better == *address) {
        (false, _) => Verdict::DoesNotFit,
        (true, true) => Verdict::Fits,
        (true, false) => Verdict::BetterWritten,
    };
    let suggested = (verdict == Verdict::BetterWritten).then_some(better);
    Review { verdict, suggested, faults }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn address(country: &str, postal_code: &str, state: Option<&str>) -> Address {
        Address {
            country: country.to_owned(),
            postal_code: postal_code.to_owned(),
            state: state.map(str::to_owned),
            city: "Utrecht".to_owned(),
            line1: "Kade 12".to_owned(),
            ..Address::default()
        }
    }

    #[test]
    fn an_address_is_held_against_the_forms_of_its_country() {
        let catalogue = Catalogue::embedded().expect("the catalogue is sound");
        let verdict = |address: &Address| review(address, &catalogue).verdict;
        assert_eq!(verdict(&address("NL", "3511 AB", None)), Verdict::Fits);
        assert_eq!(verdict(&address("XX", "1", None)), Verdict::NotKnown);
        let better = review(&address("NL", "3511ab", None), &catalogue);
        assert_eq!(better.verdict, Verdict::BetterWritten);
        assert_eq!(better.suggested.expect("a better one").postal_code, "3511 AB");
        let wrong = review(&address("US", "123", Some("ZZ")), &catalogue);
        assert_eq!(wrong.verdict, Verdict::DoesNotFit);
        let fields: Vec<&str> = wrong.faults.iter().map(|(field, _)| *field).collect();
        assert_eq!(fields, ["postalCode", "state"]);
    }
}
