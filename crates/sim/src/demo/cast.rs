//! Who plays: partners, their agents and applications, and the administrators of some customers.

use std::collections::BTreeSet;

use seatwright_domain::ids::{PartnerId, PublisherId};
use seatwright_domain::money::Currency;
use seatwright_domain::partner::{Cloud, Partner, Partners, Tier};
use seatwright_domain::role::{Role, Side};
use seatwright_engine::identity::{
    AdministratorConfig, AgentConfig, ApplicationConfig, IdentityConfig, PublisherConfig, SAMPLE_LANDING_PAGE,
};
use uuid::Uuid;

/// The partner that the demonstration is about: an indirect provider in the Netherlands.
pub const HAVENWERK: PartnerId = PartnerId(Uuid::from_u128(0x7f3d_2a10_5c41_4e0b_9a6e_0d1b_2c3e_4f50));
/// Another partner, which some customers buy from too.
pub const NORDLJUS: PartnerId = PartnerId(Uuid::from_u128(0x9b1e_4c22_7d05_4a3f_8c66_2f4a_5b6c_7d80));
/// An indirect reseller that sells through Havenwerk and signs in by itself.
const DUINRAND: PartnerId = PartnerId(Uuid::from_u128(0x51c0_77aa_3e9d_4d2b_b1f4_6a7e_8c90_1b23));

/// The demonstration's tenant.
pub const TENANT: &str = "havenwerk.example";
/// The tenant of the demonstration's publisher, whose application has the same name and secret.
pub const PUBLISHER_TENANT: &str = "kestrel-software.example";
/// The publisher of the demonstration, as the catalogue names it.
const KESTREL: PublisherId = PublisherId(Uuid::from_u128(0x5a0c_3b1e_2d47_4f86_9b10_6e1f_2a3b_4c5d));
/// The demonstration's application.
pub const CLIENT_ID: &str = "demo-app";
/// The application of every partner that keeps no secret: people sign in with it from their own machines.
pub const PORTAL_ID: &str = "demo-portal";
/// Its secret, which is no secret.
pub const CLIENT_SECRET: &str = "demo-secret";
/// The password of every agent of the demonstration.
pub const AGENT_PASSWORD: &str = "demo-agent";
/// The password of every customer's administrator of the demonstration.
pub const ADMINISTRATOR_PASSWORD: &str = "demo-admin";

/// Houses of Havenwerk in other market regions: a partner serves the region that it stands in (CHAN-103).
const ABROAD: [(u128, &str, &str, &str, &str); 4] = [
    (0x7f3d_2a10_5c41_4e0b_9a6e_0d1b_2c3e_0044, "havenwerk-uk.example", "Havenwerk Cloud UK", "GB", "GBP"),
    (0x7f3d_2a10_5c41_4e0b_9a6e_0d1b_2c3e_0001, "havenwerk-us.example", "Havenwerk Cloud US", "US", "USD"),
    (
        0x7f3d_2a10_5c41_4e0b_9a6e_0d1b_2c3e_0091,
        "havenwerk-india.example",
        "Havenwerk Cloud India",
        "IN",
        "INR",
    ),
    (
        0x7f3d_2a10_5c41_4e0b_9a6e_0d1b_2c3e_0081,
        "havenwerk-japan.example",
        "Havenwerk Cloud Japan",
        "JP",
        "JPY",
    ),
];

/// The house that sells in a country.
pub(crate) fn house_for(country: &str) -> PartnerId {
    let abroad = ABROAD.iter().find(|(_, _, _, served, _)| *served == country);
    abroad.map_or(HAVENWERK, |(id, ..)| PartnerId(Uuid::from_u128(*id)))
}

/// The location number of the indirect reseller.
pub(crate) const DUINRAND_LOCATION: &str = "7654321";

/// All roles of a partner.
pub(crate) fn partner_roles() -> BTreeSet<Role> {
    Role::ALL.into_iter().filter(|role| role.side() == Side::Partner).collect()
}

/// The partners of the demonstration.
#[must_use]
pub fn partners() -> Partners {
    let partner =
        |id, domain: &str, name: &str, tier, country: &str, currency: Option<Currency>, mpn: &str| Partner {
            id,
            domain: domain.to_owned(),
            name: name.to_owned(),
            tier,
            cloud: Cloud::Public,
            country: country.to_owned(),
            currency: currency.unwrap_or(Currency::USD),
            mpn_id: mpn.to_owned(),
            billing_day: 15,
            resellers: if tier == Tier::IndirectProvider {
                [(DUINRAND_LOCATION.to_owned(), "Duinrand IT".to_owned())].into()
            } else {
                [].into()
            },
        };
    let eur = Currency::parse("EUR");
    let abroad = ABROAD.iter().map(|(id, domain, name, country, currency)| {
        let id = PartnerId(Uuid::from_u128(*id));
        let location = format!("98{:05}", id.0.as_u128() & 0xFFFF);
        partner(id, domain, name, Tier::IndirectProvider, country, Currency::parse(currency), &location)
    });
    [
        partner(HAVENWERK, TENANT, "Havenwerk Cloud", Tier::IndirectProvider, "NL", eur, "1234567"),
        partner(
            NORDLJUS,
            "nordljus.example",
            "Nordljus Moln",
            Tier::DirectBill,
            "SE",
            Currency::parse("SEK"),
            "2345678",
        ),
        partner(
            DUINRAND,
            "duinrand.example",
            "Duinrand IT",
            Tier::IndirectReseller,
            "NL",
            eur,
            DUINRAND_LOCATION,
        ),
    ]
    .into_iter()
    .chain(abroad)
    .collect::<Partners>()
    .operated_by(HAVENWERK)
}

/// Who may sign in at the demonstration.
#[must_use]
pub fn identities() -> IdentityConfig {
    let application = |tenant: &str, client_id: &str| ApplicationConfig {
        tenant: tenant.to_owned(),
        client_id: client_id.to_owned(),
        secret: Some(CLIENT_SECRET.to_owned()),
        secret_hash: None,
        is_public: false,
        redirect_uris: Vec::new(),
        roles: partner_roles(),
    };
    // It has no secret, so that any program on the visitor's machine can sign people in with it.
    let portal = |tenant: &str| ApplicationConfig {
        client_id: PORTAL_ID.to_owned(),
        secret: None,
        is_public: true,
        redirect_uris: vec!["http://localhost".to_owned(), "http://127.0.0.1".to_owned()],
        roles: [].into(),
        ..application(tenant, CLIENT_ID)
    };
    let agents = partner_roles().into_iter().map(|role| AgentConfig {
        tenant: TENANT.to_owned(),
        name: format!("{}@{TENANT}", role.code().replace('_', "-")),
        password: Some(AGENT_PASSWORD.to_owned()),
        password_hash: None,
        roles: [role].into(),
    });
    let administrators = super::customers::ALL.iter().map(|customer| AdministratorConfig {
        customer: customer.domain(),
        name: format!("admin@{}", customer.domain()),
        password: Some(ADMINISTRATOR_PASSWORD.to_owned()),
        password_hash: None,
        roles: [Role::CustomerGlobalAdmin].into(),
    });
    IdentityConfig {
        // One application and secret for every tenant, so that a visitor changes only the tenant's name.
        applications: partners()
            .iter()
            .flat_map(|partner| [application(&partner.domain, CLIENT_ID), portal(&partner.domain)])
            .collect(),
        agents: agents.collect(),
        administrators: administrators.collect(),
        publishers: vec![PublisherConfig {
            publisher: KESTREL,
            domain: PUBLISHER_TENANT.to_owned(),
            client_id: CLIENT_ID.to_owned(),
            secret: Some(CLIENT_SECRET.to_owned()),
            secret_hash: None,
            landing_page: Some(SAMPLE_LANDING_PAGE.to_owned()),
            webhook: None,
        }],
    }
}
