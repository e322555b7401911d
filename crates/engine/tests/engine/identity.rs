//! Signing in: who is let in, what a configuration may say, and that secrets stay out of logs.

use std::sync::Arc;

use seatwright_domain::role::{Actor, Role};
use seatwright_engine::identity::{
    AdministratorConfig, AgentConfig, ApplicationConfig, Identities, IdentityConfig, IdentityFault,
    IdentityKind, Origin, SignInFault, SignedIn, Tenant, hash_secret,
};
use seatwright_engine::{Engine, Ports, SimulatedClock};

use super::world::{HAVENWERK, World, at, partners, setup};

fn application() -> ApplicationConfig {
    ApplicationConfig {
        tenant: "havenwerk.example".into(),
        client_id: "demo-app".into(),
        secret: Some("demo-secret".into()),
        secret_hash: None,
        is_public: false,
        redirect_uris: Vec::new(),
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
        publishers: Vec::new(),
    }
}

fn fault(config: &IdentityConfig) -> IdentityFault {
    Identities::new(config, &partners()).expect_err("a fault")
}

/// An engine on the world's store with everybody of the configuration.
fn engine(world: &World) -> Engine {
    let mut config = everybody();
    config.administrators[0].customer = "Blauwevos.onmicrosoft.com".into();
    let setup = setup(Arc::new(SimulatedClock::new(world.engine.now())), &config, Ports::default());
    Engine::new(world.store.clone(), setup)
}

fn origin() -> Origin {
    Origin { address: None, at: at("2026-11-01T00:00:00Z") }
}

#[tokio::test]
async fn an_application_is_let_in_with_its_secret_and_not_otherwise() {
    let engine = engine(&World::new().await);
    let sign_in = async |tenant: &str, name: &str, secret: &str| {
        engine.sign_in_application(tenant, name, secret, origin()).await.ok().map(|proven| proven.identity)
    };
    let known = sign_in("HAVENWERK.example", "demo-app", "demo-secret").await.expect("let in");
    assert_eq!((known.tenant, known.kind), (Tenant::Partner(HAVENWERK), IdentityKind::Application));
    let application = Some(known.name.clone());
    assert_eq!(known.caller().actor, Actor::Partner { partner: HAVENWERK, user: None, application });
    assert_eq!(known.caller().roles, [Role::AdminAgent].into());
    let by_id = HAVENWERK.to_string();
    assert_eq!(sign_in(&by_id, "DEMO-APP", "demo-secret").await, Some(known.clone()));
    assert_eq!(sign_in("common", "demo-app", "demo-secret").await, Some(known));
    for (tenant, name, secret) in [
        (by_id.as_str(), "demo-app", "demo-secret2"),
        (&by_id, "demo-app", ""),
        (&by_id, "demo-app", &"x".repeat(5_000)),
        (&by_id, "nobody", "demo-secret"),
        ("elsewhere.example", "demo-app", "demo-secret"),
        ("nordljus.example", "demo-app", "demo-secret"),
    ] {
        assert_eq!(sign_in(tenant, name, secret).await, None, "{tenant} {name}");
    }
}

#[tokio::test]
async fn people_sign_in_at_their_partner_or_at_the_customer_with_their_domain() {
    let world = World::new().await;
    let customer = world.customer("blauwevos").await;
    let engine = engine(&world);
    let sign_in = async |tenant: &str, name: &str, password: &str| {
        engine.sign_in_person(tenant, name, password, origin()).await.ok().map(|proven| proven.identity)
    };
    let anna = sign_in("havenwerk.example", "anna@HAVENWERK.example", "sesame").await.expect("let in");
    let actor =
        Actor::Partner { partner: HAVENWERK, user: Some("Anna@havenwerk.example".into()), application: None };
    assert_eq!(anna.caller().actor, actor);
    assert_eq!(sign_in("common", "anna@havenwerk.example", "sesame").await, Some(anna));
    assert_eq!(sign_in("havenwerk.example", "demo-app", "demo-secret").await, None);

    let bas = sign_in("blauwevos.ONMICROSOFT.com", "bas@blauwvos.example", "open").await.expect("let in");
    assert_eq!(bas.kind, IdentityKind::CustomerAdmin);
    assert_eq!(bas.caller().actor, Actor::Customer { customer, user: "bas@blauwvos.example".into() });
    assert_eq!(sign_in(&customer.to_string(), "bas@blauwvos.example", "open").await, Some(bas));
    assert_eq!(sign_in("blauwevos.onmicrosoft.com", "bas@blauwvos.example", "closed").await, None);
    assert_eq!(sign_in("duin.onmicrosoft.com", "bas@blauwvos.example", "open").await, None);
}

#[tokio::test]
async fn too_many_failures_make_a_name_wait_whether_there_is_anybody_or_not() {
    let engine = engine(&World::new().await);
    let by_id = HAVENWERK.to_string();
    // Whoever counts the waiting names learns nothing of which are real.
    for name in ["anna@havenwerk.example", "nobody@havenwerk.example"] {
        for _ in 0..10 {
            let wrong = engine.sign_in_person("havenwerk.example", name, "wrong", origin()).await;
            assert!(matches!(wrong, Err(SignInFault::Denied)), "{wrong:?}");
        }
        for tenant in ["havenwerk.example", "common", &by_id] {
            let right = engine.sign_in_person(tenant, name, "sesame", origin()).await;
            assert!(matches!(right, Err(SignInFault::Wait { seconds: 300 })), "{tenant} {name}: {right:?}");
        }
    }
    let later = Origin { at: at("2026-11-01T00:05:00Z"), ..origin() };
    engine.sign_in_person("common", "anna@havenwerk.example", "sesame", later).await.expect("let in");
    for name in ["demo-app", "nobody"] {
        for _ in 0..10 {
            let wrong = engine.sign_in_application("havenwerk.example", name, "wrong", origin()).await;
            assert!(matches!(wrong, Err(SignInFault::Denied)), "{wrong:?}");
        }
        let right = engine.sign_in_application(&by_id, name, "demo-secret", origin()).await;
        assert!(matches!(right, Err(SignInFault::Wait { .. })), "{name}: {right:?}");
    }
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
    config.applications[0].secret = Some("x".into());
    config.applications[0].client_id = " ".into();
    assert!(matches!(fault(&config), IdentityFault::Unnamed { .. }));

    let mut config = everybody();
    config.applications[0].is_public = true;
    assert!(matches!(fault(&config), IdentityFault::PublicSecret { .. }));
    config.applications[0].secret = None;
    Identities::new(&config, &partners()).expect("a public application has no secret");
    config.applications[0].redirect_uris = vec!["http://elsewhere.example".into()];
    assert!(matches!(fault(&config), IdentityFault::RedirectUri { .. }));
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
async fn a_start_with_another_file_ends_what_rested_on_the_one_before() {
    let world = World::new().await;
    world.customer("blauwevos").await;
    let start = async |change: &dyn Fn(&mut IdentityConfig)| {
        let mut config = everybody();
        config.administrators[0].customer = "Blauwevos.onmicrosoft.com".into();
        change(&mut config);
        let setup = setup(Arc::new(SimulatedClock::new(world.engine.now())), &config, Ports::default());
        let engine = Engine::new(world.store.clone(), setup);
        engine.settle_configured(origin().at).await.expect("settled");
        engine.look(origin().at).await.expect("looked");
        engine
    };
    let engine = start(&|_| {}).await;
    let app =
        engine.sign_in_application("common", "demo-app", "demo-secret", origin()).await.expect("let in");
    let app = engine.begin_session(app, None, None, origin().at).await.expect("a session");
    let bas = engine
        .sign_in_person("blauwevos.onmicrosoft.com", "bas@blauwvos.example", "open", origin())
        .await
        .expect("let in");
    let bas = engine.begin_session(bas, None, None, origin().at).await.expect("a session");
    let stands = |engine: &Engine, signed_in: &SignedIn| {
        engine.admits(signed_in.identity.id(), Some(signed_in.epoch), Some(signed_in.session))
    };
    let same = start(&|_| {}).await;
    assert!(stands(&same, &app) && stands(&same, &bas), "the same file changes nothing");

    let weaker = start(&|config| config.applications[0].roles = [Role::HelpdeskAgent].into()).await;
    assert!(!stands(&weaker, &app) && stands(&weaker, &bas));
    let token = app.refresh.as_deref().expect("a token");
    let presented = weaker.present(token, origin().at).await.expect("looked up").expect("it lives on");
    let renewed = weaker.exchange(presented, origin().at).await.expect("exchanged");
    assert_eq!(renewed.identity.roles, [Role::HelpdeskAgent].into());

    let without = start(&|config| config.administrators.clear()).await;
    assert!(!stands(&without, &bas), "whoever is not in it any more is out");
    let token = bas.refresh.as_deref().expect("a token");
    assert_eq!(without.present(token, origin().at).await.expect("looked up"), None);
}
