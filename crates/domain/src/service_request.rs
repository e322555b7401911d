//! Service requests: what partners ask support when no rule helps (NCE-307), for themselves or for a customer. They belong to
//! no account, because support goes on when a relationship has ended.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::catalogue::Catalogue;
use crate::fields::{Fields, LINE_MAX};
use crate::ids::{CustomerId, PartnerId};
use crate::partner_profile::Contact;
use crate::refusal::{Code, Reason, Refusals, Remedy, Who};
use crate::rule::Rule;

/// The rules that this module holds.
pub const RULES: &[Rule] = &[Rule::Nce307];

/// The longest description and the longest note, in characters.
pub const TEXT_MAX: usize = 4000;
/// The most notes of one request.
const NOTES_MAX: usize = 500;

/// A request to support.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct ServiceRequest {
    /// The number, counted over the installation.
    pub number: u64,
    /// Counts its changes.
    pub revision: u64,
    /// The partner that asks.
    pub partner: PartnerId,
    /// The customer it is about; none when it is about the partner itself.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub customer: Option<CustomerId>,
    /// What it is about, in few words.
    pub title: String,
    /// What it is about.
    pub description: String,
    /// How bad it is.
    pub severity: Severity,
    /// The state.
    pub status: RequestStatus,
    /// The topic of the catalogue.
    pub topic: u32,
    /// The product it is about.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub product: Option<String>,
    /// ISO 3166 code of where it happens.
    pub country: String,
    /// The language that support shall answer in, as `nl-NL`.
    pub locale: String,
    /// Whom support answers.
    pub contact: Contact,
    /// What was said since, oldest first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub notes: Vec<Note>,
    /// When it was opened.
    pub created_at: Timestamp,
    /// When it last changed.
    pub modified_at: Timestamp,
    /// Who changed it last.
    pub modified_by: String,
    /// When it was last closed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub closed_at: Option<Timestamp>,
}

/// Something that was said in a request.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Note {
    /// Who said it.
    pub by: String,
    /// When.
    pub at: Timestamp,
    /// What.
    pub text: String,
}

/// How bad it is.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Severity {
    /// Nobody can work.
    Critical,
    /// Somebody cannot work.
    Moderate,
    /// A question.
    Minimal,
}

/// The state of a request.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RequestStatus {
    /// Support works on it.
    Open,
    /// It is done.
    Closed,
    /// Support waits for the partner.
    AttentionNeeded,
}

/// What a new request says.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct NewRequest {
    /// The partner that asks.
    pub partner: PartnerId,
    /// The customer it is about.
    pub customer: Option<CustomerId>,
    /// What it is about, in few words.
    pub title: String,
    /// What it is about.
    pub description: String,
    /// How bad it is.
    pub severity: Severity,
    /// The topic.
    pub topic: u32,
    /// The product.
    pub product: Option<String>,
    /// Where it happens; the partner's own country when absent.
    pub country: String,
    /// The language of answers.
    pub locale: String,
    /// Whom support answers.
    pub contact: Contact,
}

/// What changes of a request; absent parts stay.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct RequestChange {
    /// What it is about, in few words.
    pub title: Option<String>,
    /// What it is about.
    pub description: Option<String>,
    /// How bad it is.
    pub severity: Option<Severity>,
    /// The state.
    pub status: Option<RequestStatus>,
    /// Something more that is said.
    pub note: Option<String>,
}

/// Opens a request.
///
/// # Errors
/// Every field outside what it takes.
pub fn open(
    new: &NewRequest,
    number: u64,
    by: &str,
    at: Timestamp,
    catalogue: &Catalogue,
) -> Result<ServiceRequest, Refusals> {
    let mut fields = Fields::new(Rule::Nce307);
    fields.text("title", &new.title, LINE_MAX);
    long(&mut fields, "description", &new.description);
    let known = catalogue.support_topics.contains_key(&new.topic);
    fields.require(known, "supportTopicId", &new.topic.to_string(), "the number of a support topic");
    let country = catalogue.markets.contains_key(&new.country);
    fields.require(country, "countryCode", &new.country, "the two letters of a market");
    fields.language("agentLocale", &new.locale);
    if new.contact != Contact::default() {
        fields.email("primaryContact.email", &new.contact.email);
    }
    if let Some(refusals) = Refusals::of(fields.faults()) {
        return Err(refusals);
    }
    Ok(ServiceRequest {
        number,
        revision: 1,
        partner: new.partner,
        customer: new.customer,
        title: new.title.clone(),
        description: new.description.clone(),
        severity: new.severity,
        status: RequestStatus::Open,
        topic: new.topic,
        product: new.product.clone(),
        country: new.country.clone(),
        locale: new.locale.clone(),
        contact: new.contact.clone(),
        notes: Vec::new(),
        created_at: at,
        modified_at: at,
        modified_by: by.to_owned(),
        closed_at: None,
    })
}

/// Changes a request. A closed one is opened again before anything else of it changes; both may come together. A change that
/// changes nothing gives it back as it is.
///
/// # Errors
/// It is closed; every field outside what it takes.
pub fn change(
    request: &ServiceRequest,
    wanted: &RequestChange,
    by: &str,
    at: Timestamp,
) -> Result<ServiceRequest, Refusals> {
    let mut fields = Fields::new(Rule::Nce307);
    let mut changed = request.clone();
    if let Some(title) = &wanted.title {
        fields.text("title", title, LINE_MAX);
        changed.title.clone_from(title);
    }
    if let Some(description) = &wanted.description {
        long(&mut fields, "description", description);
        changed.description.clone_from(description);
    }
    if let Some(text) = &wanted.note {
        long(&mut fields, "newNote.text", text);
        let expected = format!("no more than {NOTES_MAX} notes in one request; open another one");
        fields.require(request.notes.len() < NOTES_MAX, "newNote", text, &expected);
        changed.notes.push(Note { by: by.to_owned(), at, text: text.clone() });
    }
    changed.severity = wanted.severity.unwrap_or(changed.severity);
    changed.status = wanted.status.unwrap_or(changed.status);
    let mut reasons = fields.faults();
    let stays_closed = request.status == RequestStatus::Closed
        && changed.status == RequestStatus::Closed
        && changed != *request;
    if stays_closed {
        let expected = "`open` as its status".to_owned();
        reasons.push(
            Reason::field(Rule::Nce307, Code::ServiceRequestClosed, "status")
                .remedy(Remedy::ChooseValue { expected }, Who::Caller),
        );
    }
    if let Some(refusals) = Refusals::of(reasons) {
        return Err(refusals);
    }
    if changed != *request {
        if changed.status == RequestStatus::Closed {
            changed.closed_at = Some(at);
        }
        changed.revision = changed.revision.saturating_add(1);
        changed.modified_at = at;
        by.clone_into(&mut changed.modified_by);
    }
    Ok(changed)
}

/// There is no such request, as far as the caller may know.
#[must_use]
pub fn unknown() -> Reason {
    Reason::field(Rule::Nce307, Code::ServiceRequestUnknown, "servicerequest")
        .remedy(Remedy::ReadAgain, Who::Caller)
}

fn long(fields: &mut Fields, field: &str, value: &str) {
    let count = value.chars().count();
    let breaks = |c: char| c.is_control() && !matches!(c, '\n' | '\r' | '\t');
    let fits = !value.trim().is_empty() && count <= TEXT_MAX && !value.chars().any(breaks);
    fields.require(fits, field, value, &format!("1 to {TEXT_MAX} characters"));
}
