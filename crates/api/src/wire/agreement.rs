//! The customer agreement and its confirmations.

use seatwright_domain::command::CUSTOMER_AGREEMENT_TEMPLATE;
use seatwright_domain::customer::Agreement;

use crate::json::{Json, Object};
use crate::schema::{Schema, guid, instant, object, resource, text, whole, words};
use crate::wire::attributes;

/// The kind of agreement that an installation knows.
pub(crate) const KIND: &str = "MicrosoftCustomerAgreement";

/// Where the agreement can be read.
const AGREEMENT_LINK: &str = "https://www.microsoft.com/licensing/docs/customeragreement";

/// The template that confirmations name.
pub(crate) fn template() -> Json {
    Object::new()
        .set("templateId", CUSTOMER_AGREEMENT_TEMPLATE.to_string())
        .set("agreementType", KIND)
        .set("agreementLink", AGREEMENT_LINK)
        .set("versionRank", 0)
        .set("attributes", attributes("AgreementMetaData"))
        .into()
}

/// The shape of a template.
pub(crate) const fn template_schema() -> Schema {
    Schema::Named("AgreementMetaData", template_shape)
}

fn template_shape() -> Schema {
    resource()
        .needs("templateId", guid())
        .needs("agreementType", words(&[KIND]))
        .needs("agreementLink", text())
        .needs("versionRank", whole())
}

/// Where its text is.
pub(crate) fn document(language: &str, country: &str) -> Json {
    Object::new()
        .set("displayUri", AGREEMENT_LINK)
        .set("downloadUri", AGREEMENT_LINK)
        .set("language", language)
        .set("country", country)
        .set("attributes", attributes("AgreementDocument"))
        .into()
}

/// A confirmation.
pub(crate) fn confirmation(agreement: &Agreement) -> Json {
    let contact = Object::new()
        .set("firstName", agreement.first_name.as_str())
        .set("lastName", agreement.last_name.as_str())
        .set("email", agreement.email.as_str())
        .some("phoneNumber", agreement.phone.as_deref());
    Object::new()
        .some("userId", agreement.user.map(|user| user.to_string()))
        .set("primaryContact", Json::from(contact))
        .set("templateId", agreement.template.to_string())
        .set("dateAgreed", agreement.agreed_at.to_string())
        .set("type", KIND)
        .set("agreementLink", AGREEMENT_LINK)
        .set("attributes", attributes("Agreement"))
        .into()
}

/// The shape of a confirmation.
pub(crate) const fn schema() -> Schema {
    Schema::Named("Agreement", shape)
}

fn shape() -> Schema {
    let contact = object()
        .needs("firstName", text())
        .needs("lastName", text())
        .needs("email", text())
        .has("phoneNumber", text());
    resource()
        .has("userId", guid().about("The person who confirmed it."))
        .needs("primaryContact", contact)
        .needs("templateId", guid())
        .needs("dateAgreed", instant())
        .needs("type", words(&[KIND]))
        .needs("agreementLink", text())
}
