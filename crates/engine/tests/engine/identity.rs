//! Signing in: who is let in, what a configuration may say, and that secrets stay out of logs.

use std::sync::Arc;

use seatwright_domain::ids::CustomerId;
use seatwright_domain::role::{Actor, Role};
use seatwright_engine::identity::{
    AdministratorConfig, AgentConfig, ApplicationConfig, Identities, IdentityConfig, IdentityFault,
    IdentityKind, Tenant, hash_secret,
};
use seatwright_engine::{Engine, Ports, SimulatedClock};
use uuid::Uuid;

use super::world::{HAVENWERK, World, partners, setup};

fn application() -> ApplicationConfig {
    ApplicationConfig {
        tenant: "havenwerk.example".into(),
        client_id: "demo-app".into(),
        secret: Some("demo-secret".into()),
        secret_hash: None,
        roles: [Role::AdminAgent].into(),
    }
}

fn agent() -> AgentConfig {
    AgentConfig {
        tenant: HAVENWERK.to_string(),
        name: "Anna@havenwerk.example".into(),
        password: None,
        password_hash: Some(hash_secret("sesame").expect("a hash")),
        roles: [Role::SalesAgent].into(),
    }
}

fn administrator() -> AdministratorConfig {
    AdministratorConfig {
        customer: "Blauwvos.example".into(),
        name: "bas@blauwvos.example".into(),
        password: Some("open".into()),
        password_hash: None,
        roles: [Role::CustomerBillingAdmin].into(),
    }
}

fn everybody() -> IdentityConfig {
    IdentityConfig {
        applications: vec![application()],
        agents: vec![agent()],
        administrators: vec![administrator()],
    }
}

fn fault(config: &IdentityConfig) -> IdentityFault {
    Identities::new(config, &partners()).expect_err("a fault")
}

#[tokio::test]
async fn an_application_is_let_in_with_its_secret_and_not_otherwise() {
    let identities = Identities::new(&everybody(), &partners()).expect("identities");
    let known = identities.application("HAVENWERK.example", "demo-app", "demo-secret").await.expect("let in");
    assert_eq!((known.tenant, known.kind), (Tenant::Partner(HAVENWERK), IdentityKind::Application));
    assert_eq!(known.caller().actor, Actor::Partner { partner: HAVENWERK, user: None });
    assert_eq!(known.caller().roles, [Role::AdminAgent].into());
    let by_id = HAVENWERK.to_string();
    assert!(identities.application(&by_id, "DEMO-APP", "demo-secret").await.is_some());
    assert!(identities.application(&by_id, "demo-app", "demo-secret2").await.is_none());
    assert!(identities.application(&by_id, "demo-app", "").await.is_none());
    assert!(identities.application(&by_id, "nobody", "demo-secret").await.is_none());
    assert!(identities.application("elsewhere.example", "demo-app", "demo-secret").await.is_none());
    assert!(identities.application(&by_id, "demo-app", &"x".repeat(5_000)).await.is_none());
}

#[tokio::test]
async fn people_are_let_in_by_name_and_password() {
    let identities = Identities::new(&everybody(), &partners()).expect("identities");
    let anna =
        identities.agent("havenwerk.example", "anna@HAVENWERK.example", "sesame").await.expect("let in");
    let actor = Actor::Partner { partner: HAVENWERK, user: Some("Anna@havenwerk.example".into()) };
    assert_eq!(anna.caller().actor, actor);
    assert!(identities.agent("havenwerk.example", "demo-app", "demo-secret").await.is_none());

    let customer = CustomerId(Uuid::from_u128(2));
    let bas = identities.administrator("blauwvos.EXAMPLE", "bas@blauwvos.example", "open").await;
    let bas = bas.expect("let in").at(customer);
    assert_eq!(bas.kind, IdentityKind::CustomerAdmin);
    assert_eq!(bas.caller().actor, Actor::Customer { customer, user: "bas@blauwvos.example".into() });
    assert!(identities.administrator("other.example", "bas@blauwvos.example", "open").await.is_none());
}

#[test]
fn what_was_proved_before_is_found_again_without_proof() {
    let identities = Identities::new(&everybody(), &partners()).expect("identities");
    assert!(identities.known_application(HAVENWERK, "demo-app").is_some());
    assert!(identities.known_agent(HAVENWERK, "anna@havenwerk.example").is_some());
    assert!(identities.known_administrator("blauwvos.example", "bas@blauwvos.example").is_some());
    assert!(identities.known_application(HAVENWERK, "gone").is_none());
}

#[test]
fn faults_of_a_configuration_name_the_entry_and_the_fix() {
    let mut config = everybody();
    config.applications[0].tenant = "nobody.example".into();
    assert!(fault(&config).to_string().contains("there is no partner `nobody.example`"));

    let mut config = everybody();
    config.agents.push(agent());
    config.agents[1].name = "ANNA@havenwerk.example".into();
    assert!(matches!(fault(&config), IdentityFault::Twice { .. }));

    let mut config = everybody();
    config.administrators[0].roles.insert(Role::AdminAgent);
    assert!(matches!(fault(&config), IdentityFault::WrongRole { role: Role::AdminAgent, .. }));

    let mut config = everybody();
    config.agents[0].roles.insert(Role::CustomerUserAdmin);
    assert!(matches!(fault(&config), IdentityFault::WrongRole { role: Role::CustomerUserAdmin, .. }));

    let mut config = everybody();
    config.applications[0].secret_hash = Some(hash_secret("x").expect("a hash"));
    assert!(matches!(fault(&config), IdentityFault::OneSecret { .. }));
    config.applications[0].secret = None;
    config.applications[0].secret_hash = Some("demo-secret".into());
    assert!(matches!(fault(&config), IdentityFault::BadHash { .. }));

    let mut config = everybody();
    config.applications[0].secret = Some(String::new());
    assert!(matches!(fault(&config), IdentityFault::SecretLength { bytes: 0, .. }));
    config.applications[0].client_id = " ".into();
    assert!(matches!(fault(&config), IdentityFault::Unnamed { .. }));
}

#[test]
fn a_debug_print_shows_no_secret_and_unknown_fields_are_refused() {
    let shown = format!("{:?}", everybody());
    assert!(shown.contains("demo-app") && !shown.contains("demo-secret") && !shown.contains("argon2"));
    let text = r#"{"applications":[{"tenant":"t","client_id":"c","secrets":"s","roles":[]}]}"#;
    let error = serde_json::from_str::<IdentityConfig>(text).expect_err("an unknown field");
    assert!(error.to_string().contains("secrets"));
    let text = r#"{"agents":[{"tenant":"t","name":"n","password":"p","roles":["admin_agent"]}]}"#;
    let config: IdentityConfig = serde_json::from_str(text).expect("a configuration");
    assert_eq!(config.agents[0].roles, [Role::AdminAgent].into());
}

#[tokio::test]
async fn people_sign_in_at_their_partner_or_at_the_customer_with_their_domain() {
    let world = World::new().await;
    let customer = world.customer("blauwevos").await;
    let mut config = everybody();
    config.agents[0].tenant = "havenwerk.example".into();
    config.administrators[0].customer = "Blauwevos.onmicrosoft.com".into();
    let setup = setup(Arc::new(SimulatedClock::new(world.engine.now())), &config, Ports::default());
    let engine = Engine::new(world.store.clone(), setup);
    let sign_in = async |tenant, name, password| {
        engine.sign_in_user(tenant, name, password).await.expect("looked up").map(|identity| identity.tenant)
    };
    let agent = sign_in("havenwerk.example", "anna@havenwerk.example", "sesame").await;
    assert_eq!(agent, Some(Tenant::Partner(HAVENWERK)));
    let administrator = sign_in("blauwevos.onmicrosoft.com", "bas@blauwvos.example", "open").await;
    assert_eq!(administrator, Some(Tenant::Customer(customer)));
    assert_eq!(sign_in("blauwevos.onmicrosoft.com", "bas@blauwvos.example", "closed").await, None);
    assert_eq!(sign_in("duin.onmicrosoft.com", "bas@blauwvos.example", "open").await, None);
    assert!(engine.sign_in_application("havenwerk.example", "demo-app", "demo-secret").await.is_some());
}
