//! Service requests and support topics.

use seatwright_domain::catalogue::{Catalogue, SupportTopic};
use seatwright_domain::partner_profile::Contact;
use seatwright_domain::service_request::{RequestStatus, ServiceRequest, Severity};

use crate::json::{Json, Object};
use crate::schema::{
    Schema, instant, list, object, optional, resource, text, text_in, whole, whole_in, words, words_in,
};
use crate::wire::{attributes, link, partner};

/// What the dialect writes for an instant that has not come.
const NEVER: &str = "0001-01-01T00:00:00Z";

/// Severities by their words, in the dialect's order; the first means that nothing is said.
pub(crate) const SEVERITIES: [(&str, Option<Severity>); 4] = [
    ("unknown", None),
    ("critical", Some(Severity::Critical)),
    ("moderate", Some(Severity::Moderate)),
    ("minimal", Some(Severity::Minimal)),
];

/// States by their words, in the dialect's order; the first means that nothing is said.
pub(crate) const STATUSES: [(&str, Option<RequestStatus>); 4] = [
    ("none", None),
    ("open", Some(RequestStatus::Open)),
    ("closed", Some(RequestStatus::Closed)),
    ("attention_needed", Some(RequestStatus::AttentionNeeded)),
];

fn word<T: PartialEq>(words: &[(&'static str, Option<T>)], value: T) -> &'static str {
    let value = Some(value);
    words.iter().find(|(_, known)| *known == value).map_or("none", |(word, _)| word)
}

/// The word of a state.
pub(crate) fn status(status: RequestStatus) -> &'static str {
    word(&STATUSES, status)
}

/// The word of a severity.
pub(crate) fn severity(severity: Severity) -> &'static str {
    word(&SEVERITIES, severity)
}

/// A service request. `name` is the partner's.
pub(crate) fn request(request: &ServiceRequest, catalogue: &Catalogue, name: &str) -> Object {
    let topic = catalogue.support_topics.get(&request.topic).map(|topic| topic.name.as_str());
    let organization = Object::new().set("id", request.partner.to_string()).set("name", name);
    let notes = request.notes.iter().map(|note| {
        Object::new()
            .set("createdByName", note.by.as_str())
            .set("createdDate", note.at.to_string())
            .set("text", note.text.as_str())
    });
    let product = request.product.as_deref();
    let product_name = product.map(|product| {
        let offer =
            catalogue.offers.values().find(|offer| offer.id.to_string().eq_ignore_ascii_case(product));
        offer.map_or(product, |offer| offer.title.as_str())
    });
    Object::new()
        .set("id", request.number.to_string())
        .set("title", request.title.as_str())
        .set("description", request.description.as_str())
        .set("severity", severity(request.severity))
        .set("status", status(request.status))
        .set("supportTopicId", request.topic.to_string())
        .some("supportTopicName", topic)
        .some("productId", product)
        .some("productName", product_name)
        .set("countryCode", request.country.as_str())
        .set("organization", organization.clone())
        .set("primaryContact", contact(&request.contact, &organization))
        .set(
            "lastUpdatedBy",
            Object::new().set("contactId", request.modified_by.as_str()).set("organization", organization),
        )
        .set("createdDate", request.created_at.to_string())
        .set("lastModifiedDate", request.modified_at.to_string())
        .set("lastClosedDate", request.closed_at.map_or_else(|| NEVER.to_owned(), |at| at.to_string()))
        .set("notes", notes.map(Json::from).collect::<Vec<_>>())
        .set("fileLinks", Json::List(Vec::new()))
        .some("customerId", request.customer.map(|customer| customer.to_string()))
        .set("links", Object::new().set("self", link(format!("/servicerequests/{}", request.number))))
        .set("attributes", attributes("ServiceRequest"))
}

fn contact(contact: &Contact, organization: &Object) -> Object {
    Object::new()
        .set("contactId", contact.email.as_str())
        .set("firstName", contact.first_name.as_str())
        .set("lastName", contact.last_name.as_str())
        .set("email", contact.email.as_str())
        .some("phoneNumber", contact.phone.as_deref())
        .set("organization", organization.clone())
}

/// The shape of a service request.
pub(crate) const fn schema() -> Schema {
    Schema::Named("ServiceRequest", shape)
}

fn shape() -> Schema {
    let organization = || object().needs("id", text()).needs("name", text());
    let person = || {
        object()
            .needs("contactId", text())
            .has("firstName", text())
            .has("lastName", text())
            .has("email", text())
            .has("phoneNumber", text())
            .needs("organization", organization())
    };
    let note = object().needs("createdByName", text()).needs("createdDate", instant()).needs("text", text());
    resource()
        .needs("id", text().about("A number."))
        .needs("title", text())
        .needs("description", text())
        .needs("severity", words(&["critical", "moderate", "minimal"]))
        .needs("status", words(&["open", "closed", "attention_needed"]))
        .needs("supportTopicId", text())
        .has("supportTopicName", text())
        .has("productId", text())
        .has("productName", text())
        .needs("countryCode", text())
        .needs("organization", organization())
        .needs("primaryContact", person())
        .needs("lastUpdatedBy", person())
        .needs("createdDate", instant())
        .needs("lastModifiedDate", instant())
        .needs("lastClosedDate", instant().about("The year 1 while it has never been closed."))
        .needs("notes", list(note))
        .needs("fileLinks", list(object()))
        .has("customerId", text().about("The customer it is about; ours."))
}

/// The shape of a new request in a body.
pub(crate) fn new_request() -> Schema {
    let organization = object().has("id", optional(text_in(0, 50))).has("name", optional(text_in(0, 256)));
    object()
        .needs("title", text_in(1, 256))
        .needs("description", text_in(1, 4000))
        .needs("severity", words_in(&["unknown", "critical", "moderate", "minimal"]))
        .needs("supportTopicId", whole_in(1, i64::from(u32::MAX)))
        .has("primaryContact", optional(partner::new_contact()))
        .has("countryCode", optional(text_in(0, 2)))
        .has("productId", optional(text_in(0, 256)))
        .has("organization", optional(organization))
        .has("customerId", optional(text_in(0, 50)))
}

/// The shape of a change in a body.
pub(crate) fn change() -> Schema {
    object()
        .has("title", optional(text_in(0, 256)))
        .has("description", optional(text_in(0, 4000)))
        .has("severity", optional(words_in(&["unknown", "critical", "moderate", "minimal"])))
        .has("status", optional(words_in(&["none", "open", "closed", "attention_needed"])))
        .has("newNote", optional(object().has("text", optional(text_in(0, 4000)))))
}

/// A support topic.
pub(crate) fn topic(topic: &SupportTopic) -> Json {
    Object::new()
        .set("id", u64::from(topic.id))
        .set("name", topic.name.as_str())
        .set("description", topic.description.as_str())
        .set("attributes", attributes("SupportTopic"))
        .into()
}

/// The shape of a support topic.
pub(crate) fn topic_schema() -> Schema {
    resource().needs("id", whole()).needs("name", text()).needs("description", text())
}
