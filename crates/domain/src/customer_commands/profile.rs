//! Billing profiles: what they must hold, and changing them.

use crate::access;
use crate::customer::{Address, BillingProfile};
use crate::decision::{Context, Draft};
use crate::event::Event;
use crate::fields::{Fields, LINE_MAX, NAME_MAX};
use crate::refusal::{Code, Reason, Remedy, Who};
use crate::role::Action;
use crate::rule::Rule;

/// The field of the billing country.
pub(super) const COUNTRY: &str = "billingProfile.defaultAddress.country";
/// The longest postal code, in characters.
const POSTAL_CODE_MAX: usize = 16;
/// The longest telephone number, in characters.
const PHONE_MAX: usize = 40;

/// Replaces the billing profile. `revision` is the one the caller read; a profile that was changed in between is not
/// overwritten.
pub(super) fn change(draft: &mut Draft<'_>, wanted: &BillingProfile, revision: Option<u64>) {
    let reasons = access::to_account(&draft.account, Action::EditCustomer, &draft.context);
    draft.refuse_all(reasons);
    let current = draft.account.head.customer.billing_profile.clone();
    if revision.is_some_and(|revision| revision != current.revision) {
        draft.refuse(
            Reason::field(Rule::Role128, Code::Stale, "attributes.etag")
                .with("revision", current.revision)
                .remedy(Remedy::ReadAgain, Who::Caller),
        );
    }
    let mut fields = Fields::new(Rule::Role128);
    check(&mut fields, wanted);
    draft.refuse_all(fields.faults());
    let reasons = moving(draft, &wanted.address.country);
    draft.refuse_all(reasons);
    draft.refuse_all(telephone(&wanted.address, &draft.context));
    let next =
        BillingProfile { id: current.id, revision: current.revision.saturating_add(1), ..wanted.clone() };
    let same = BillingProfile { revision: current.revision, ..next.clone() } == current;
    if !draft.is_refused() && !same {
        draft.emit(Event::BillingProfileChanged { profile: Box::new(next) });
    }
}

/// The country must be a market, in the region of every partner (CHAN-103), and must keep the currency that running
/// subscriptions are priced in.
fn moving(draft: &Draft<'_>, country: &str) -> Vec<Reason> {
    let context = &draft.context;
    let customer = &draft.account.head.customer;
    let markets = &context.catalogue.markets;
    let mut reasons: Vec<Reason> = known_market(country, context).into_iter().collect();
    for partner in customer.relationships.keys().filter_map(|id| context.partners.get(*id)) {
        reasons.extend(super::relationship::region(partner, country, context));
    }
    let currencies = (markets.get(customer.country()), markets.get(country));
    if let (Some(from), Some(to)) = currencies
        && from.currency != to.currency
        && draft.account.live().next().is_some()
    {
        let expected = format!("a country whose prices are in {}", from.currency);
        reasons.push(
            Reason::field(Rule::Chan103, Code::ValueInvalid, COUNTRY)
                .with("value", country)
                .with("currency", to.currency.code())
                .remedy(Remedy::ChooseValue { expected }, Who::Caller),
        );
    }
    reasons
}

/// What is wrong with the fields of a billing profile, other than its country.
pub(super) fn check(fields: &mut Fields, profile: &BillingProfile) {
    fields.text("billingProfile.companyName", &profile.company_name, LINE_MAX);
    fields.email("billingProfile.email", &profile.email);
    fields.language("billingProfile.culture", &profile.culture);
    fields.language("billingProfile.language", &profile.language);
    address(fields, "billingProfile.defaultAddress", &profile.address);
}

fn address(fields: &mut Fields, path: &str, address: &Address) {
    fields.text(&format!("{path}.city"), &address.city, NAME_MAX);
    fields.text(&format!("{path}.addressLine1"), &address.line1, LINE_MAX);
    let optional = [
        ("region", address.region.as_deref(), NAME_MAX),
        ("state", address.state.as_deref(), NAME_MAX),
        ("addressLine2", address.line2.as_deref(), LINE_MAX),
        ("postalCode", Some(address.postal_code.as_str()), POSTAL_CODE_MAX),
        ("firstName", address.first_name.as_deref(), NAME_MAX),
        ("lastName", address.last_name.as_deref(), NAME_MAX),
        ("phoneNumber", address.phone.as_deref(), PHONE_MAX),
    ];
    for (name, value, max) in optional {
        fields.optional(&format!("{path}.{name}"), value, max);
    }
}

/// The reason when a country asks for a telephone number and the address has none.
pub(super) fn telephone(address: &Address, context: &Context<'_>) -> Option<Reason> {
    let forms = context.catalogue.markets.get(&address.country)?.forms.as_ref()?;
    (forms.phone_required && address.phone.is_none()).then(|| {
        let remedy = Remedy::ChooseValue { expected: "a telephone number".to_owned() };
        Reason::field(Rule::Role128, Code::PhoneMissing, "billingProfile.defaultAddress.phoneNumber")
            .with("country", address.country.clone())
            .remedy(remedy, Who::Caller)
    })
}

/// The reason when a country is no market of the catalogue: nothing could be priced there.
pub(super) fn known_market(country: &str, context: &Context<'_>) -> Option<Reason> {
    let markets = &context.catalogue.markets;
    (!markets.contains_key(country)).then(|| {
        let known: Vec<&str> = markets.keys().map(String::as_str).collect();
        Reason::field(Rule::Chan103, Code::ValueInvalid, COUNTRY)
            .with("value", country.chars().take(80).collect::<String>())
            .remedy(Remedy::ChooseValue { expected: format!("one of {}", known.join(", ")) }, Who::Caller)
    })
}
