//! Partners, applications, agents and administrators, each in one line.

use std::collections::BTreeMap;

use seatwright_domain::ids::PartnerId;
use seatwright_domain::money::Currency;
use seatwright_domain::partner::{Cloud, Partner, Tier};
use seatwright_domain::role::Role;
use seatwright_engine::identity::{AdministratorConfig, AgentConfig, ApplicationConfig};
use uuid::Uuid;

/// The partner that most tests are about.
pub const HAVENWERK: PartnerId = PartnerId(Uuid::from_u128(0x7f3d));
/// Another partner.
pub const NORDLJUS: PartnerId = PartnerId(Uuid::from_u128(0x9b1e));
/// The secret of everybody.
pub const SECRET: &str = "secret";

/// A Dutch partner of the public cloud that bills its customers itself, at `name.example`.
#[must_use]
pub fn partner(id: PartnerId, name: &str) -> Partner {
    Partner {
        id,
        domain: format!("{name}.example"),
        name: name.to_owned(),
        tier: Tier::DirectBill,
        cloud: Cloud::Public,
        country: "NL".to_owned(),
        currency: Currency::parse("EUR").expect("a currency"),
        mpn_id: "1234567".to_owned(),
        billing_day: 15,
        resellers: BTreeMap::new(),
    }
}

/// An application of a partner, which people may come back to at `https://portal.example/back`.
#[must_use]
pub fn application(tenant: &str, client: &str, roles: &[Role]) -> ApplicationConfig {
    ApplicationConfig {
        tenant: tenant.to_owned(),
        client_id: client.to_owned(),
        secret: Some(SECRET.to_owned()),
        secret_hash: None,
        is_public: false,
        redirect_uris: vec!["https://portal.example/back".to_owned()],
        roles: roles.iter().copied().collect(),
    }
}

/// Somebody who works for the partner behind the `@` of the name.
#[must_use]
pub fn agent(name: &str, roles: &[Role]) -> AgentConfig {
    AgentConfig {
        tenant: domain_of(name).to_owned(),
        name: name.to_owned(),
        password: Some(SECRET.to_owned()),
        password_hash: None,
        roles: roles.iter().copied().collect(),
    }
}

/// Somebody who administers the customer behind the `@` of the name.
#[must_use]
pub fn administrator(name: &str, role: Role) -> AdministratorConfig {
    AdministratorConfig {
        customer: domain_of(name).to_owned(),
        name: name.to_owned(),
        password: Some(SECRET.to_owned()),
        password_hash: None,
        roles: [role].into(),
    }
}

/// What stands behind the `@` of a name.
#[must_use]
pub fn domain_of(name: &str) -> &str {
    name.rsplit_once('@').expect("a domain").1
}
