//! Customers and their profiles.

use seatwright_domain::customer::{Address, BillingProfile, Customer};
use seatwright_domain::ids::PartnerId;

use crate::json::{Json, Object};
use crate::schema::{Schema, flag, guid, list, resource, text, words};
use crate::wire::{SEGMENT_WORDS, attributes, attributes_with, link};

/// A customer as lists show it.
pub(crate) fn short(customer: &Customer, partner: Option<PartnerId>) -> Object {
    let relationship = partner.and_then(|partner| customer.relationships.get(&partner));
    let kind = if relationship.is_some() || partner.is_none() { "reseller" } else { "none" };
    Object::new()
        .set("id", customer.id.to_string())
        .set("commerceId", customer.commerce_id.to_string())
        .set("companyProfile", company(customer))
        .set("relationshipToPartner", kind)
        .some("associatedPartnerId", relationship.and_then(|known| known.reseller.clone()))
        .set("segment", crate::wire::segment_code(customer.segment))
        .set("links", Json::from(Object::new().set("self", link(format!("/customers/{}", customer.id)))))
        .set("attributes", attributes("Customer"))
}

/// The shape of a customer as lists show it.
pub(crate) const fn short_schema() -> Schema {
    Schema::Named("CustomerSummary", short_shape)
}

fn short_shape() -> Schema {
    resource()
        .needs("id", guid())
        .needs("commerceId", guid())
        .needs("companyProfile", Schema::Named("CustomerCompanyProfile", company_shape))
        .needs("relationshipToPartner", words(&["reseller", "none"]))
        .has("associatedPartnerId", text().about("The indirect reseller, by location number."))
        .needs("segment", words(SEGMENT_WORDS))
}

/// A customer with both profiles and delegated rights.
pub(crate) fn full(customer: &Customer, partner: Option<PartnerId>, now: jiff::Timestamp) -> Object {
    let delegated = partner.map(|partner| {
        let relationship = customer.relationships.get(&partner);
        relationship
            .and_then(|known| known.delegation.as_ref())
            .is_some_and(|delegation| delegation.covers(None, now))
    });
    short(customer, partner)
        .set("billingProfile", billing(customer))
        .some("allowDelegatedAccess", delegated)
        .texts("customDomains", [&customer.domain])
}

/// What the first administrator of a new customer signs in with; the password is told beside it, and not kept with it.
pub(crate) fn credentials(name: &str) -> Json {
    Object::new().set("userName", name).set("attributes", attributes("UserCredentials")).into()
}

/// The shape of a customer.
pub(crate) const fn schema() -> Schema {
    Schema::Named("Customer", shape)
}

fn shape() -> Schema {
    short_shape()
        .needs("billingProfile", billing_schema())
        .has("allowDelegatedAccess", flag())
        .needs("customDomains", list(text()))
}

/// The shape of a customer that was just opened.
pub(crate) const fn created_schema() -> Schema {
    Schema::Named("CreatedCustomer", created_shape)
}

fn created_shape() -> Schema {
    let credentials = resource()
        .needs("userName", text().about("The first administrator's name in front of the @ of the domain."))
        .has("password", text().about("Told in the first answer, and for ten minutes in its repeats."));
    shape().has("enableGDAPByDefault", flag().about("As it was sent.")).has("userCredentials", credentials)
}

/// The company profile.
pub(crate) fn company(customer: &Customer) -> Json {
    company_object(customer).into()
}

/// The company profile as its own address shows it.
pub(crate) fn company_with_address(customer: &Customer) -> Json {
    let profile = &customer.billing_profile;
    company_object(customer)
        .set("address", address(&profile.address))
        .set("email", profile.email.as_str())
        .into()
}

fn company_object(customer: &Customer) -> Object {
    let uri = format!("/customers/{}/profiles/company", customer.id);
    Object::new()
        .set("tenantId", customer.id.to_string())
        .set("domain", customer.domain.as_str())
        .set("companyName", customer.company_name.as_str())
        .some("organizationRegistrationNumber", customer.registration_number.as_deref())
        .set("links", Json::from(Object::new().set("self", link(uri))))
        .set("attributes", attributes("CustomerCompanyProfile"))
}

fn company_shape() -> Schema {
    resource()
        .needs("tenantId", guid())
        .needs("domain", text())
        .needs("companyName", text())
        .has("organizationRegistrationNumber", text())
}

/// The shape of the company profile as its own address shows it.
pub(crate) fn company_with_address_schema() -> Schema {
    Schema::Named("CustomerCompanyProfile", company_shape)
        .needs("address", address_schema())
        .needs("email", text())
}

/// The billing profile with its etag.
pub(crate) fn billing(customer: &Customer) -> Json {
    let profile = &customer.billing_profile;
    let uri = format!("/customers/{}/profiles/billing", customer.id);
    Object::new()
        .set("id", profile.id.to_string())
        .some("firstName", profile.address.first_name.as_deref())
        .some("lastName", profile.address.last_name.as_deref())
        .set("email", profile.email.as_str())
        .set("culture", profile.culture.as_str())
        .set("language", profile.language.as_str())
        .set("companyName", profile.company_name.as_str())
        .set("defaultAddress", address(&profile.address))
        .set("links", Json::from(Object::new().set("self", link(uri))))
        .set("attributes", attributes_with("CustomerBillingProfile", Some(billing_etag(profile))))
        .into()
}

/// The shape of a billing profile.
pub(crate) const fn billing_schema() -> Schema {
    Schema::Named("CustomerBillingProfile", billing_shape)
}

fn billing_shape() -> Schema {
    resource()
        .needs("id", guid())
        .has("firstName", text())
        .has("lastName", text())
        .needs("email", text())
        .needs("culture", text())
        .needs("language", text())
        .needs("companyName", text())
        .needs("defaultAddress", address_schema())
}

/// The etag of a billing profile: its revision.
pub(crate) fn billing_etag(profile: &BillingProfile) -> String {
    profile.revision.to_string()
}

/// An address.
pub(crate) fn address(address: &Address) -> Json {
    Object::new()
        .set("country", address.country.as_str())
        .some("region", address.region.as_deref())
        .set("city", address.city.as_str())
        .some("state", address.state.as_deref())
        .set("addressLine1", address.line1.as_str())
        .some("addressLine2", address.line2.as_deref())
        .set("postalCode", address.postal_code.as_str())
        .some("firstName", address.first_name.as_deref())
        .some("lastName", address.last_name.as_deref())
        .some("phoneNumber", address.phone.as_deref())
        .into()
}

/// The shape of an address.
const fn address_schema() -> Schema {
    Schema::Named("CustomerAddress", address_shape)
}

fn address_shape() -> Schema {
    crate::schema::object()
        .needs("country", text())
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
