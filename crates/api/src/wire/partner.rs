//! What partners say of themselves.

use seatwright_domain::customer::Address;
use seatwright_domain::partner::Partner;
use seatwright_domain::partner_profile::{Billing, Contact, Legal, Organization, PartnerProfile};

use crate::json::Object;
use crate::schema::{Schema, guid, object, optional, resource, text, text_in, whole, words};
use crate::wire::address as postal;
use crate::wire::attributes;
use crate::wire::customer::address;

/// Where the partner is, as far as the installation knows before the partner has said more.
fn at_home(partner: &Partner) -> Address {
    Address { country: partner.country.clone(), ..Address::default() }
}

/// The organisation. `language` is the reader's.
pub(crate) fn organization(partner: &Partner, profile: &PartnerProfile, language: &str) -> Object {
    let said = profile.organization.clone().unwrap_or_else(|| Organization {
        company_name: partner.name.clone(),
        address: at_home(partner),
        ..Organization::default()
    });
    let culture = said.culture.unwrap_or_else(|| format!("{language}-{}", partner.country));
    Object::new()
        .set("id", partner.id.to_string())
        .set("companyName", said.company_name)
        .set("defaultAddress", address(&said.address))
        .set("tenantId", partner.id.to_string())
        .set("domain", partner.domain.as_str())
        .some("email", said.email)
        .set("language", said.language.unwrap_or_else(|| language.to_owned()))
        .set("culture", culture)
        .set("profileType", "OrganizationProfile")
        .set("attributes", attributes("OrganizationProfile"))
}

/// The shape of an organisation.
pub(crate) fn organization_schema() -> Schema {
    resource()
        .needs("id", guid())
        .needs("companyName", text())
        .needs("defaultAddress", postal::schema())
        .needs("tenantId", guid())
        .needs("domain", text())
        .has("email", text())
        .needs("language", text())
        .needs("culture", text())
        .needs("profileType", words(&["OrganizationProfile"]))
}

/// The shape of an organisation in a body.
pub(crate) fn new_organization() -> Schema {
    object()
        .needs("companyName", text_in(1, 256))
        .needs("defaultAddress", postal::input())
        .has("email", optional(text_in(0, 254)))
        .has("language", optional(text_in(0, 20)))
        .has("culture", optional(text_in(0, 20)))
}

fn contact(contact: &Contact) -> Object {
    Object::new()
        .set("firstName", contact.first_name.as_str())
        .set("lastName", contact.last_name.as_str())
        .set("email", contact.email.as_str())
        .some("phoneNumber", contact.phone.as_deref())
}

fn contact_schema() -> Schema {
    object()
        .needs("firstName", text())
        .needs("lastName", text())
        .needs("email", text())
        .has("phoneNumber", text())
}

/// The shape of somebody who answers, in a body.
pub(crate) fn new_contact() -> Schema {
    object()
        .has("firstName", optional(text_in(0, 128)))
        .has("lastName", optional(text_in(0, 128)))
        .has("email", optional(text_in(0, 254)))
        .has("phoneNumber", optional(text_in(0, 50)))
}

/// How the partner is billed. Currency and day are the programme's.
pub(crate) fn billing(partner: &Partner, profile: &PartnerProfile) -> Object {
    let said = profile.billing.clone().unwrap_or_else(|| Billing {
        company_name: partner.name.clone(),
        address: at_home(partner),
        ..Billing::default()
    });
    Object::new()
        .set("companyName", said.company_name)
        .set("address", address(&said.address))
        .set("primaryContact", contact(&said.contact))
        .some("purchaseOrderNumber", said.purchase_order)
        .some("taxId", said.tax_id)
        .set("billingCurrency", partner.currency.code())
        .set("billingDay", i64::from(partner.billing_day))
        .set("profileType", "BillingProfile")
        .set("attributes", attributes("PartnerBillingProfile"))
}

/// The shape of how a partner is billed.
pub(crate) fn billing_schema() -> Schema {
    resource()
        .needs("companyName", text())
        .needs("address", postal::schema())
        .needs("primaryContact", contact_schema())
        .has("purchaseOrderNumber", text())
        .has("taxId", text())
        .needs("billingCurrency", text())
        .needs("billingDay", whole())
        .needs("profileType", words(&["BillingProfile"]))
}

/// The same in a body.
pub(crate) fn new_billing() -> Schema {
    object()
        .needs("companyName", text_in(1, 256))
        .needs("address", postal::input())
        .has("primaryContact", optional(new_contact()))
        .has("purchaseOrderNumber", optional(text_in(0, 128)))
        .has("taxId", optional(text_in(0, 128)))
}

/// The legal business. Whoever runs the installation has let the partner in, so nothing of it is under review.
pub(crate) fn legal(partner: &Partner, profile: &PartnerProfile) -> Object {
    let said = profile.legal.clone().unwrap_or_else(|| Legal {
        company_name: partner.name.clone(),
        address: at_home(partner),
        ..Legal::default()
    });
    Object::new()
        .set("companyName", said.company_name)
        .set("address", address(&said.address))
        .set("primaryContact", contact(&said.contact))
        .some("companyApproverAddress", said.approver_address.as_ref().map(address))
        .some("companyApproverEmail", said.approver_email)
        .set("vettingStatus", "authorized")
        .set("vettingSubStatus", "none")
        .set("profileType", "LegalBusinessProfile")
        .set("attributes", attributes("LegalBusinessProfile"))
}

/// The shape of a legal business.
pub(crate) fn legal_schema() -> Schema {
    resource()
        .needs("companyName", text())
        .needs("address", postal::schema())
        .needs("primaryContact", contact_schema())
        .has("companyApproverAddress", postal::schema())
        .has("companyApproverEmail", text())
        .needs("vettingStatus", words(&["authorized"]))
        .needs("vettingSubStatus", words(&["none"]))
        .needs("profileType", words(&["LegalBusinessProfile"]))
}

/// The same in a body.
pub(crate) fn new_legal() -> Schema {
    object()
        .needs("companyName", text_in(1, 256))
        .needs("address", postal::input())
        .has("primaryContact", optional(new_contact()))
        .has("companyApproverAddress", optional(postal::input()))
        .has("companyApproverEmail", optional(text_in(0, 254)))
}

/// Where customers find help.
pub(crate) fn support(profile: &PartnerProfile) -> Object {
    let said = profile.support.clone().unwrap_or_default();
    Object::new()
        .set("email", said.email)
        .set("telephone", said.telephone)
        .set("website", said.website)
        .set("profileType", "SupportProfile")
        .set("attributes", attributes("SupportProfile"))
}

/// The shape of where customers find help.
pub(crate) fn support_schema() -> Schema {
    resource()
        .needs("email", text())
        .needs("telephone", text())
        .needs("website", text())
        .needs("profileType", words(&["SupportProfile"]))
}

/// The same in a body.
pub(crate) fn new_support() -> Schema {
    object()
        .needs("email", text_in(1, 254))
        .needs("telephone", text_in(1, 128))
        .has("website", optional(text_in(0, 256)))
}
