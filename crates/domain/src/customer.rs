//! Customers: the company, its profiles, and its relationships with partners.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::catalogue::Segment;
use crate::ids::{CustomerId, PartnerId, PlanId};
use crate::partner::Cloud;

/// A customer.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Customer {
    /// The id, also of its directory tenant.
    pub id: CustomerId,
    /// The billing side's id.
    pub commerce_id: Uuid,
    /// The domain, as `blauwvos.onmicrosoft.com`.
    pub domain: String,
    /// The company's name.
    pub company_name: String,
    /// The registration number, where its country asks for one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub registration_number: Option<String>,
    /// The segment that decides what is listed (CAT-03).
    pub segment: Segment,
    /// The cloud it belongs to (ROLE-04).
    pub cloud: Cloud,
    /// Where and how it is billed.
    pub billing_profile: BillingProfile,
    /// When its account was opened; counts into the retention of SUSP-03.
    pub created_at: Timestamp,
    /// When its segment was last granted to it; none while it is as the account was opened (CAT-03).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub qualified_at: Option<Timestamp>,
    /// When it was deleted, which only installations for trying things out allow.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub deleted_at: Option<Timestamp>,
    /// Whether it has accepted the customer agreement itself, beside what partners confirm for it (ROLE-142).
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub signed_directly: bool,
    /// The partners it does business with.
    pub relationships: BTreeMap<PartnerId, Relationship>,
}

impl Customer {
    /// The billing country, ISO 3166.
    #[must_use]
    pub fn country(&self) -> &str {
        &self.billing_profile.address.country
    }
}

/// A customer's billing profile.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct BillingProfile {
    /// The profile's id.
    pub id: Uuid,
    /// Counts its changes; the wire's etag comes from it.
    pub revision: u64,
    /// The name on invoices.
    pub company_name: String,
    /// Where invoices go.
    pub email: String,
    /// As `nl-NL`.
    pub culture: String,
    /// As `nl`.
    pub language: String,
    /// The billing address.
    pub address: Address,
}

/// A postal address.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct Address {
    /// ISO 3166 alpha-2, upper case.
    pub country: String,
    /// Region.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub region: Option<String>,
    /// City.
    pub city: String,
    /// State.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub state: Option<String>,
    /// First line.
    pub line1: String,
    /// Second line.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub line2: Option<String>,
    /// Postal code.
    pub postal_code: String,
    /// First name of the contact.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub first_name: Option<String>,
    /// Last name of the contact.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_name: Option<String>,
    /// Telephone number of the contact.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub phone: Option<String>,
}

/// What binds a customer to a partner.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Relationship {
    /// Since when the partner is a reseller of this customer.
    pub since: Timestamp,
    /// The indirect reseller that looks after the customer, by location number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reseller: Option<String>,
    /// Delegated administration rights (ROLE-03); none until the customer grants them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub delegation: Option<Delegation>,
    /// The confirmation that the customer accepted the customer agreement (ROLE-142).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub agreement: Option<Agreement>,
}

/// Delegated administration rights.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Delegation {
    /// When the customer granted them.
    pub granted_at: Timestamp,
    /// When they end; none for rights without an end.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<Timestamp>,
    /// The plans they cover; empty means every service.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub only_plans: BTreeSet<PlanId>,
}

impl Delegation {
    /// Whether the rights hold at an instant for a plan (ROLE-03: "and that service").
    #[must_use]
    pub fn covers(&self, plan: Option<PlanId>, at: Timestamp) -> bool {
        self.until.is_none_or(|until| at < until)
            && (self.only_plans.is_empty() || plan.is_none_or(|plan| self.only_plans.contains(&plan)))
    }
}

/// A confirmed customer agreement.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Agreement {
    /// Which agreement, by template.
    pub template: Uuid,
    /// When the customer agreed.
    pub agreed_at: Timestamp,
    /// Who agreed: first name.
    pub first_name: String,
    /// Who agreed: last name.
    pub last_name: String,
    /// Who agreed: e-mail.
    pub email: String,
    /// Who agreed: telephone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub phone: Option<String>,
    /// Who confirmed it: the identity of a person; none of an application, and where nobody noted it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub user: Option<Uuid>,
}
