//! Partners: the resellers that sell here, as far as the rules ask about them.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::ids::PartnerId;
use crate::money::Currency;
use crate::rule::Rule;

/// The rules that this module holds.
pub const RULES: &[Rule] = &[Rule::Role04];

/// A cloud; partners, customers and offers belong to one and never mix (ROLE-04).
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Cloud {
    /// The public cloud.
    Public,
    /// The cloud of the United States' government.
    UsGovernment,
}

/// The place of a partner in the reseller programme.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Tier {
    /// Buys and bills by itself.
    DirectBill,
    /// Buys for indirect resellers.
    IndirectProvider,
    /// Sells what an indirect provider buys; cannot buy add-ons (ADD-02).
    IndirectReseller,
}

/// A partner.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Partner {
    /// The tenant.
    pub id: PartnerId,
    /// The tenant's domain, as `havenwerk.example`.
    pub domain: String,
    /// The name.
    pub name: String,
    /// The place in the programme.
    pub tier: Tier,
    /// The cloud it works in.
    pub cloud: Cloud,
    /// ISO 3166 code of its market.
    pub country: String,
    /// The currency it is billed in.
    pub currency: Currency,
    /// The partner location number (the wire's `mpnId`).
    pub mpn_id: String,
    /// The day of the month on which it is billed, 1 to 28.
    pub billing_day: i8,
    /// Indirect resellers that sell through it, by location number.
    #[serde(default)]
    pub resellers: BTreeMap<String, String>,
}

/// The partners of an installation.
#[derive(Clone, Debug, Default)]
pub struct Partners {
    by_id: BTreeMap<PartnerId, Partner>,
    operator: Option<PartnerId>,
}

impl Partners {
    /// The partner with this id.
    #[must_use]
    pub fn get(&self, id: PartnerId) -> Option<&Partner> {
        self.by_id.get(&id)
    }

    /// The partner with this domain or id text, in any case.
    #[must_use]
    pub fn find(&self, tenant: &str) -> Option<&Partner> {
        self.by_id.values().find(|partner| {
            partner.domain.eq_ignore_ascii_case(tenant)
                || partner.id.to_string() == tenant.to_ascii_lowercase()
        })
    }

    /// The same, with one of them running the installation.
    #[must_use]
    pub fn operated_by(self, operator: PartnerId) -> Self {
        Self { operator: Some(operator), ..self }
    }

    /// The partner that runs the installation. Where nobody is named that is the only one; of several it is none.
    #[must_use]
    pub fn operator(&self) -> Option<PartnerId> {
        let mut all = self.by_id.keys().copied();
        let only = all.next().filter(|_| all.next().is_none());
        self.operator.or(only).filter(|id| self.by_id.contains_key(id))
    }

    /// All partners.
    pub fn iter(&self) -> impl Iterator<Item = &Partner> {
        self.by_id.values()
    }
}

impl FromIterator<Partner> for Partners {
    fn from_iter<I: IntoIterator<Item = Partner>>(partners: I) -> Self {
        Self { by_id: partners.into_iter().map(|partner| (partner.id, partner)).collect(), operator: None }
    }
}
