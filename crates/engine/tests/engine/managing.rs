//! Who may change whom holds when the configuration has somebody of the same name, and when somebody else is as fast.

use std::sync::Arc;

use jiff::Timestamp;
use seatwright_domain::role::Role;
use seatwright_engine::identity::{
    AgentConfig, Identity, IdentityChange, IdentityConfig, IdentityError, IdentityKind, IdentityView,
    NewIdentity, NewSecret, Origin, SecretWanted, SignedIn, Tenant,
};
use seatwright_engine::{Engine, Ports, SimulatedClock};

use super::world::{HAVENWERK, World, at, setup};

const OURS: Tenant = Tenant::Partner(HAVENWERK);
const ANNA: &str = "anna@havenwerk.example";
/// Rounds of two who are as fast: which of them comes first differs.
const ROUNDS: usize = 5;

fn now() -> Timestamp {
    at("2026-11-01T00:00:00Z")
}

fn chosen(password: &str) -> SecretWanted {
    SecretWanted { chosen: Some(password.to_owned()), ..SecretWanted::default() }
}

async fn made(engine: &Engine, kind: IdentityKind, name: &str, roles: &[Role]) -> (IdentityView, NewSecret) {
    let new = NewIdentity {
        tenant: OURS,
        kind,
        name: name.to_owned(),
        roles: roles.iter().copied().collect(),
        is_public: false,
        redirect_uris: Vec::new(),
        secret: SecretWanted::default(),
    };
    let (view, secret) = engine.create_identity(new, None, now()).await.expect("made");
    (view, secret.expect("a secret"))
}

async fn signed_in(engine: &Engine, password: &str) -> SignedIn {
    let origin = Origin { address: None, at: now() };
    let proven = engine.sign_in_person("havenwerk.example", ANNA, password, origin).await.expect("let in");
    engine.begin_session(proven, None, None, now()).await.expect("a session")
}

/// A user management admin.
fn ute() -> Identity {
    Identity {
        tenant: OURS,
        kind: IdentityKind::Agent,
        name: "ute@havenwerk.example".to_owned(),
        roles: [Role::UserManagementAdmin].into(),
    }
}

fn roles(role: Role) -> IdentityChange {
    IdentityChange { roles: Some([role].into()), ..IdentityChange::default() }
}

fn disabled(disabled: bool) -> IdentityChange {
    IdentityChange { disabled: Some(disabled), ..IdentityChange::default() }
}

/// An engine on the world's store whose configuration has Anna as a global admin.
fn with_anna_at_the_head(world: &World) -> Engine {
    let anna = AgentConfig {
        tenant: HAVENWERK.to_string(),
        name: ANNA.to_owned(),
        password: Some("sesame".to_owned()),
        password_hash: None,
        roles: [Role::GlobalAdmin].into(),
    };
    let config = IdentityConfig { agents: vec![anna], ..IdentityConfig::default() };
    let setup = setup(Arc::new(SimulatedClock::new(world.engine.now())), &config, Ports::default());
    Engine::new(world.store.clone(), setup)
}

#[tokio::test]
async fn of_two_of_one_name_the_configuration_says_who_may_change_it_role_140() {
    let world = World::new().await;
    let (view, secret) = made(&world.engine, IdentityKind::Agent, ANNA, &[Role::SalesAgent]).await;
    let one = (OURS, view.id);
    let engine = with_anna_at_the_head(&world);
    let session = signed_in(&engine, "sesame").await;
    assert_eq!(session.identity.roles, [Role::GlobalAdmin].into());
    let stands = |session: &SignedIn| engine.admits(view.id, Some(session.epoch), Some(session.session));
    let herself = ute();
    let ute = Some(&herself);
    for change in [disabled(true), roles(Role::HelpdeskAgent)] {
        let refused = engine.change_identity(one, &change, ute, now()).await;
        assert!(matches!(refused, Err(IdentityError::Refused(_))), "{refused:?}");
    }
    let refused = engine.add_secret(one, chosen("a quite long word"), ute, now()).await;
    assert!(matches!(refused, Err(IdentityError::Configured)), "{refused:?}");
    let refused = engine.remove_secret(one, secret.kept.id, ute, now()).await;
    assert!(matches!(refused, Err(IdentityError::Configured)), "{refused:?}");
    let refused = engine.remove_identity(one, ute, now()).await;
    assert!(matches!(refused, Err(IdentityError::Configured)), "{refused:?}");
    let refused = engine.end_sessions(one, &herself, now()).await;
    assert!(matches!(refused, Err(IdentityError::Refused(_))), "{refused:?}");
    assert!(stands(&session), "nothing has happened");

    // The list has the one that counts, once.
    let (listed, more) = engine.list_identities(OURS, None, 1).await.expect("listed");
    assert_eq!((listed.len(), listed[0].configured, more), (1, true, None));

    engine.change_identity(one, &disabled(true), None, now()).await.expect("kept out");
    let refused = engine.change_identity(one, &disabled(false), ute, now()).await;
    assert!(matches!(refused, Err(IdentityError::Refused(_))), "{refused:?}");
    // When the configuration has her no more, what the store has of her is hers again, and whoever was barred stays so.
    world.engine.look(now()).await.expect("looked");
    world.engine.change_identity(one, &roles(Role::HelpdeskAgent), ute, now()).await.expect("changed");
    world.engine.add_secret(one, chosen("a quite long word"), ute, now()).await.expect("changed");
    world.engine.end_sessions(one, &herself, now()).await.expect("ended");
    assert!(!world.engine.admits(view.id, None, None));
}

#[tokio::test]
async fn whoever_becomes_a_global_admin_meanwhile_is_not_removed_by_a_user_management_admin_role_140() {
    let engine = World::new().await.engine;
    let ute = ute();
    for round in 0..ROUNDS {
        let (view, _) = made(&engine, IdentityKind::Agent, &format!("p{round}"), &[Role::SalesAgent]).await;
        let one = (OURS, view.id);
        let raise = roles(Role::GlobalAdmin);
        let (raised, removed) = tokio::join!(
            engine.change_identity(one, &raise, None, now()),
            engine.remove_identity(one, Some(&ute), now()),
        );
        match (raised, removed) {
            (Ok(_), Err(IdentityError::Refused(_))) | (Err(IdentityError::Unknown), Ok(())) => {}
            other => panic!("round {round}: {other:?}"),
        }
    }
}

#[tokio::test]
async fn whoever_is_disabled_meanwhile_stays_so_when_secrets_and_sessions_go() {
    let engine = World::new().await.engine;
    let (ute, out) = (ute(), disabled(true));
    for round in 0..ROUNDS {
        let name = format!("robot-{round}");
        let (robot, secret) = made(&engine, IdentityKind::Application, &name, &[Role::AdminAgent]).await;
        let (barred, removed) = tokio::join!(
            engine.change_identity((OURS, robot.id), &out, None, now()),
            engine.remove_secret((OURS, robot.id), secret.kept.id, None, now()),
        );
        barred.expect("disabled");
        removed.expect("removed");
        assert!(!engine.admits(robot.id, None, None), "round {round}");

        let name = format!("p{round}");
        let (person, _) = made(&engine, IdentityKind::Agent, &name, &[Role::SalesAgent]).await;
        let (barred, ended) = tokio::join!(
            engine.change_identity((OURS, person.id), &out, None, now()),
            engine.end_sessions((OURS, person.id), &ute, now()),
        );
        barred.expect("disabled");
        ended.expect("ended");
        assert!(!engine.admits(person.id, None, None), "round {round}");
    }
}

#[tokio::test]
async fn a_new_password_is_looked_at_again_when_somebody_changes_the_person_meanwhile_role_140() {
    let engine = World::new().await.engine;
    let ute = ute();
    for round in 0..ROUNDS {
        let (view, _) = made(&engine, IdentityKind::Agent, &format!("p{round}"), &[Role::SalesAgent]).await;
        let one = (OURS, view.id);
        let other = roles(Role::HelpdeskAgent);
        let (added, changed) = tokio::join!(
            engine.add_secret(one, chosen("a quite long word"), Some(&ute), now()),
            engine.change_identity(one, &other, None, now()),
        );
        added.expect("a new password, at the second attempt where the roles were faster");
        changed.expect("changed");

        // The password is hashed while the roles change, so those are looked at again.
        let raise = roles(Role::GlobalAdmin);
        let (reset, raised) = tokio::join!(
            engine.add_secret(one, chosen("another long word"), Some(&ute), now()),
            engine.change_identity(one, &raise, None, now()),
        );
        raised.expect("raised");
        let kept = engine.identity(OURS, view.id).await.expect("there").secrets;
        match reset {
            Ok(secret) => assert_eq!(kept[0].id, secret.kept.id),
            Err(IdentityError::Refused(_)) => assert_eq!(kept.len(), 1),
            other => panic!("round {round}: {other:?}"),
        }
    }
}
