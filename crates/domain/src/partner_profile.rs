//! What a partner says of itself: its organisation, how it is billed, its legal business, and where its customers find help. The
//! programme's own facts about a partner, as its country and tier, are the operator's and stand in [`crate::partner`].

use serde::{Deserialize, Serialize};

use crate::access;
use crate::customer::Address;
use crate::decision::Context;
use crate::fields::{Fields, LINE_MAX, NAME_MAX};
use crate::partner::Partner;
use crate::refusal::{Reason, Refusals};
use crate::role::Action;
use crate::rule::Rule;

/// The rules that this module holds.
pub const RULES: &[Rule] = &[Rule::Chan103, Rule::Role05];

/// What a partner has said of itself; nothing at first.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct PartnerProfile {
    /// The organisation.
    pub organization: Option<Organization>,
    /// How it is billed.
    pub billing: Option<Billing>,
    /// The legal business.
    pub legal: Option<Legal>,
    /// Where its customers find help.
    pub support: Option<Support>,
}

/// Somebody at a partner.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Contact {
    /// First name.
    pub first_name: String,
    /// Last name.
    pub last_name: String,
    /// E-mail address.
    pub email: String,
    /// Telephone number.
    pub phone: Option<String>,
}

/// The organisation.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Organization {
    /// The name.
    pub company_name: String,
    /// Where it is.
    pub address: Address,
    /// Where it is written to.
    pub email: Option<String>,
    /// As `nl`.
    pub language: Option<String>,
    /// As `nl-NL`.
    pub culture: Option<String>,
}

/// How it is billed.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Billing {
    /// The name on invoices.
    pub company_name: String,
    /// The address on invoices.
    pub address: Address,
    /// Who answers for invoices.
    pub contact: Contact,
    /// The partner's own number, which it wants to find on invoices.
    pub purchase_order: Option<String>,
    /// The tax number.
    pub tax_id: Option<String>,
}

/// The legal business.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Legal {
    /// The registered name.
    pub company_name: String,
    /// The registered address.
    pub address: Address,
    /// Who answers for it.
    pub contact: Contact,
    /// Where the one who approves for the company is.
    pub approver_address: Option<Address>,
    /// Where that one is written to.
    pub approver_email: Option<String>,
}

/// Where customers find help.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Support {
    /// E-mail address.
    pub email: String,
    /// Telephone number.
    pub telephone: String,
    /// Page.
    pub website: String,
}

/// A part of the profile, as it shall be.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum ProfileChange {
    /// The organisation.
    Organization(Box<Organization>),
    /// How it is billed.
    Billing(Box<Billing>),
    /// The legal business.
    Legal(Box<Legal>),
    /// Where customers find help.
    Support(Support),
}

/// The profile with a part replaced. The country of an address is the partner's market, because its prices and its customers
/// depend on it (CHAN-103).
///
/// # Errors
/// The role, and every field outside what it takes.
pub fn change(
    profile: &PartnerProfile,
    partner: &Partner,
    change: &ProfileChange,
    context: &Context<'_>,
) -> Result<PartnerProfile, Refusals> {
    let mut reasons: Vec<Reason> = Vec::new();
    let policy = context.policies.at(context.now);
    if !policy.lets(Action::ManageBilling, context.caller) {
        reasons.push(access::role_missing(Action::ManageBilling, context.caller, policy));
    }
    reasons.extend(faults(change, partner));
    if let Some(refusals) = Refusals::of(reasons) {
        return Err(refusals);
    }
    let mut changed = profile.clone();
    match change.clone() {
        ProfileChange::Organization(part) => changed.organization = Some(*part),
        ProfileChange::Billing(part) => changed.billing = Some(*part),
        ProfileChange::Legal(part) => changed.legal = Some(*part),
        ProfileChange::Support(part) => changed.support = Some(part),
    }
    Ok(changed)
}

fn faults(change: &ProfileChange, partner: &Partner) -> Vec<Reason> {
    let mut fields = Fields::new(Rule::Role05);
    let mut countries = Fields::new(Rule::Chan103);
    let mut company = |name: &str, address: &Address, path: &str| {
        fields.text("companyName", name, LINE_MAX);
        let path = format!("{path}.country");
        let same = address.country == partner.country;
        let expected = format!("{}, the partner's market", partner.country);
        countries.require(same, &path, &address.country, &expected);
    };
    match change {
        ProfileChange::Organization(part) => {
            company(&part.company_name, &part.address, "defaultAddress");
            if let Some(email) = &part.email {
                fields.email("email", email);
            }
            for (field, value) in [("language", &part.language), ("culture", &part.culture)] {
                if let Some(value) = value {
                    fields.language(field, value);
                }
            }
        }
        ProfileChange::Billing(part) => {
            company(&part.company_name, &part.address, "address");
            contact(&mut fields, &part.contact);
            fields.optional("purchaseOrderNumber", part.purchase_order.as_deref(), NAME_MAX);
            fields.optional("taxId", part.tax_id.as_deref(), NAME_MAX);
        }
        ProfileChange::Legal(part) => {
            company(&part.company_name, &part.address, "address");
            contact(&mut fields, &part.contact);
            if let Some(email) = &part.approver_email {
                fields.email("companyApproverEmail", email);
            }
        }
        ProfileChange::Support(part) => {
            fields.email("email", &part.email);
            fields.text("telephone", &part.telephone, NAME_MAX);
            fields.optional("website", Some(&part.website), LINE_MAX);
        }
    }
    let mut found = fields.faults();
    found.extend(countries.faults());
    found
}

/// Who answers may be left out; who is named can be written to.
fn contact(fields: &mut Fields, contact: &Contact) {
    if *contact != Contact::default() {
        fields.text("primaryContact.firstName", &contact.first_name, NAME_MAX);
        fields.text("primaryContact.lastName", &contact.last_name, NAME_MAX);
        fields.email("primaryContact.email", &contact.email);
    }
}
