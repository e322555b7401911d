//! Identities of the store, their sessions, and what ends both.

use jiff::{SignedDuration, Timestamp};
use seatwright_domain::role::Role;
use seatwright_engine::Engine;
use seatwright_engine::identity::{
    Client, CodeTerms, Identity, IdentityChange, IdentityError, IdentityKind, IdentityView, NewIdentity,
    NewSecret, Origin, Proven, SECRETS_MAX, SecretWanted, SignInFault, SignedIn, Tenant,
};

use super::world::{HAVENWERK, NORDLJUS, World, at};

const OURS: Tenant = Tenant::Partner(HAVENWERK);

fn now() -> Timestamp {
    at("2026-11-01T00:00:00Z")
}

fn after(seconds: i64) -> Timestamp {
    now() + SignedDuration::from_secs(seconds)
}

fn new(kind: IdentityKind, name: &str, role: Role) -> NewIdentity {
    NewIdentity {
        tenant: OURS,
        kind,
        name: name.to_owned(),
        roles: [role].into(),
        is_public: false,
        redirect_uris: Vec::new(),
        secret: SecretWanted::default(),
    }
}

async fn made(engine: &Engine, new: NewIdentity) -> (IdentityView, NewSecret) {
    let (view, secret) = engine.create_identity(new, None, now()).await.expect("made");
    (view, secret.expect("a secret"))
}

async fn agent(engine: &Engine) -> (IdentityView, NewSecret) {
    made(engine, new(IdentityKind::Agent, "Anna@havenwerk.example", Role::SalesAgent)).await
}

async fn proven(engine: &Engine, name: &str, secret: &str) -> Result<Proven, SignInFault> {
    let origin = Origin { address: None, at: now() };
    match name.contains('@') {
        true => engine.sign_in_person("havenwerk.example", name, secret, origin).await,
        false => engine.sign_in_application("havenwerk.example", name, secret, origin).await,
    }
}

async fn signed_in(engine: &Engine, name: &str, secret: &str) -> SignedIn {
    let proven = proven(engine, name, secret).await.expect("let in");
    engine.begin_session(proven, None, None, now()).await.expect("a session")
}

async fn exchanged(engine: &Engine, token: &str) -> Result<SignedIn, SignInFault> {
    let presented = engine.present(token, after(10)).await.expect("looked up");
    engine.exchange(presented.ok_or(SignInFault::Denied)?, after(10)).await
}

fn stands(engine: &Engine, signed_in: &SignedIn) -> bool {
    engine.admits(signed_in.identity.id(), Some(signed_in.epoch), Some(signed_in.session))
}

#[tokio::test]
async fn an_identity_that_was_made_signs_in_with_the_secret_that_was_shown_once() {
    let engine = World::new().await.engine;
    let (app, secret) = made(&engine, new(IdentityKind::Application, "portal", Role::AdminAgent)).await;
    assert!(!format!("{secret:?}").contains(&secret.plain));
    assert_eq!(secret.kept.id, app.secrets[0].id);
    let known = proven(&engine, "PORTAL", &secret.plain).await.expect("let in").identity;
    assert_eq!((known.name.as_str(), known.roles.contains(&Role::AdminAgent)), ("portal", true));
    assert_eq!(known.id(), app.id);
    assert!(matches!(proven(&engine, "portal", &secret.kept.hash).await, Err(SignInFault::Denied)));
    let again =
        engine.create_identity(new(IdentityKind::Application, "Portal", Role::AdminAgent), None, now()).await;
    assert!(matches!(again, Err(IdentityError::Taken)), "{again:?}");
    let (listed, more) = engine.list_identities(OURS, None, 10).await.expect("listed");
    assert_eq!((listed, more), (vec![app.clone()], None));
    let other = engine.identity(Tenant::Partner(NORDLJUS), app.id).await;
    assert!(matches!(other, Err(IdentityError::Unknown)), "another's is unknown: {other:?}");
}

#[tokio::test]
async fn fields_of_a_new_identity_are_refused_by_name() {
    let engine = World::new().await.engine;
    let app = || new(IdentityKind::Application, "portal", Role::AdminAgent);
    let chosen = |text: &str| SecretWanted { chosen: Some(text.to_owned()), ..SecretWanted::default() };
    for (faulty, expected) in [
        (NewIdentity { name: "a b".into(), ..app() }, "name"),
        (NewIdentity { kind: IdentityKind::CustomerAdmin, ..app() }, "kind"),
        (NewIdentity { roles: [Role::CustomerGlobalAdmin].into(), ..app() }, "roles"),
        (NewIdentity { redirect_uris: vec!["http://elsewhere.example".into()], ..app() }, "redirectUris"),
        (NewIdentity { secret: chosen("a password of mine"), ..app() }, "password"),
        (NewIdentity { kind: IdentityKind::Agent, secret: chosen("short"), ..app() }, "password"),
        (NewIdentity { kind: IdentityKind::Agent, is_public: true, ..app() }, "isPublic"),
        (
            NewIdentity {
                secret: SecretWanted { expires_at: Some(now()), ..SecretWanted::default() },
                ..app()
            },
            "expiresAt",
        ),
    ] {
        let refused = engine.create_identity(faulty, None, now()).await;
        assert!(
            matches!(&refused, Err(IdentityError::Field { field, .. }) if *field == expected),
            "{refused:?}"
        );
    }
}

#[tokio::test]
async fn a_secret_is_rolled_without_a_gap_and_ends_when_it_is_removed_or_over() {
    let engine = World::new().await.engine;
    let (app, first) = made(&engine, new(IdentityKind::Application, "portal", Role::AdminAgent)).await;
    let wanted = SecretWanted { expires_at: Some(after(60)), ..SecretWanted::default() };
    let second = engine.add_secret((OURS, app.id), wanted, None, now()).await.expect("a second");
    proven(&engine, "portal", &first.plain).await.expect("the first holds");
    let session = signed_in(&engine, "portal", &second.plain).await;
    engine.remove_secret((OURS, app.id), first.kept.id, None, now()).await.expect("removed");
    assert!(!stands(&engine, &session), "whoever had the removed one is out, and the others sign in again");
    assert!(matches!(proven(&engine, "portal", &first.plain).await, Err(SignInFault::Denied)));
    proven(&engine, "portal", &second.plain).await.expect("the second holds");
    let late = Origin { address: None, at: after(60) };
    let over = engine.sign_in_application("havenwerk.example", "portal", &second.plain, late).await;
    assert!(matches!(over, Err(SignInFault::Denied)), "{over:?}");
    let unknown = engine.remove_secret((OURS, app.id), first.kept.id, None, now()).await;
    assert!(matches!(unknown, Err(IdentityError::SecretUnknown)), "{unknown:?}");
    for _ in 1..SECRETS_MAX {
        engine.add_secret((OURS, app.id), SecretWanted::default(), None, now()).await.expect("room");
    }
    let many = engine.add_secret((OURS, app.id), SecretWanted::default(), None, now()).await;
    assert!(matches!(many, Err(IdentityError::SecretsMany)), "{many:?}");
    engine
        .add_secret((OURS, app.id), SecretWanted::default(), None, after(60))
        .await
        .expect("the one that is over makes room");
}

#[tokio::test]
async fn a_new_password_replaces_the_old_one_and_ends_the_sessions() {
    let engine = World::new().await.engine;
    let (anna, first) = agent(&engine).await;
    let session = signed_in(&engine, &anna.name, &first.plain).await;
    let chosen = SecretWanted { chosen: Some("a longer password".into()), ..SecretWanted::default() };
    engine.add_secret((OURS, anna.id), chosen, None, now()).await.expect("changed");
    assert!(!stands(&engine, &session));
    assert!(exchanged(&engine, session.refresh.as_deref().expect("a token")).await.is_err());
    assert!(proven(&engine, &anna.name, &first.plain).await.is_err());
    proven(&engine, &anna.name, "a longer password").await.expect("let in");
}

#[tokio::test]
async fn refresh_tokens_are_exchanged_once_and_the_second_use_ends_the_session() {
    let engine = World::new().await.engine;
    let (anna, secret) = agent(&engine).await;
    let first = signed_in(&engine, &anna.name, &secret.plain).await;
    let token = first.refresh.clone().expect("a token");
    let second = exchanged(&engine, &token).await.expect("exchanged");
    assert_eq!((second.session, second.identity.name.as_str()), (first.session, "Anna@havenwerk.example"));
    assert!(stands(&engine, &second));
    let other = signed_in(&engine, &anna.name, &secret.plain).await;
    assert!(matches!(exchanged(&engine, &token).await, Err(SignInFault::Denied)), "used before");
    assert!(!stands(&engine, &second), "the session is revoked");
    assert!(exchanged(&engine, second.refresh.as_deref().expect("a token")).await.is_err());
    assert!(stands(&engine, &other), "and no other");

    let mut forged = other.refresh.expect("a token");
    let last = if forged.pop() == Some('A') { 'E' } else { 'A' };
    forged.push(last);
    for faulty in [forged.as_str(), "nonsense", ""] {
        assert_eq!(engine.present(faulty, now()).await.expect("looked up"), None, "{faulty}");
    }
    assert!(
        engine.admits(anna.id, Some(other.epoch), Some(other.session)),
        "what is no token of ours ends nothing"
    );
}

#[tokio::test]
async fn a_session_ends_after_ninety_days_whatever_was_exchanged() {
    let engine = World::new().await.engine;
    let (anna, secret) = agent(&engine).await;
    let token = signed_in(&engine, &anna.name, &secret.plain).await.refresh.expect("a token");
    let day = 24 * 3_600;
    assert!(engine.present(&token, after(90 * day - 1)).await.expect("looked up").is_some());
    assert_eq!(engine.present(&token, after(90 * day)).await.expect("looked up"), None);
    assert_eq!(engine.tidy_sessions(after(119 * day)).await.expect("tidied"), 0);
    assert_eq!(engine.tidy_sessions(after(121 * day)).await.expect("tidied"), 1);
}

#[tokio::test]
async fn other_roles_end_access_tokens_and_come_with_the_next_exchange() {
    let engine = World::new().await.engine;
    let (anna, secret) = agent(&engine).await;
    let session = signed_in(&engine, &anna.name, &secret.plain).await;
    let change = IdentityChange { roles: Some([Role::HelpdeskAgent].into()), ..IdentityChange::default() };
    engine.change_identity((OURS, anna.id), &change, None, now()).await.expect("changed");
    assert!(!stands(&engine, &session));
    let next = exchanged(&engine, session.refresh.as_deref().expect("a token")).await.expect("exchanged");
    assert_eq!(next.identity.roles, [Role::HelpdeskAgent].into());
    assert!(stands(&engine, &next));
}

#[tokio::test]
async fn who_is_disabled_is_out_at_once_and_comes_back_by_signing_in() {
    let world = World::new().await;
    let engine = &world.engine;
    let (anna, secret) = agent(engine).await;
    let session = signed_in(engine, &anna.name, &secret.plain).await;
    let disabled = |disabled| IdentityChange { disabled: Some(disabled), ..IdentityChange::default() };
    let herself = Identity {
        tenant: OURS,
        kind: anna.kind,
        name: anna.name.clone(),
        roles: [Role::GlobalAdmin].into(),
    };
    let own = engine.change_identity((OURS, anna.id), &disabled(true), Some(&herself), now()).await;
    assert!(matches!(own, Err(IdentityError::Own)), "{own:?}");
    engine.change_identity((OURS, anna.id), &disabled(true), None, now()).await.expect("disabled");
    assert!(!stands(engine, &session));
    assert!(proven(engine, &anna.name, &secret.plain).await.is_err());
    engine.change_identity((OURS, anna.id), &disabled(false), None, now()).await.expect("enabled");
    assert!(!stands(engine, &session), "what was ended stays so");
    assert!(exchanged(engine, session.refresh.as_deref().expect("a token")).await.is_err());
    assert!(stands(engine, &signed_in(engine, &anna.name, &secret.plain).await));

    engine.remove_identity((OURS, anna.id), None, now()).await.expect("removed");
    assert!(proven(engine, &anna.name, &secret.plain).await.is_err());
    let gone = engine.remove_identity((OURS, anna.id), None, now()).await;
    assert!(matches!(gone, Err(IdentityError::Unknown)), "{gone:?}");
    let (_, secret) = agent(engine).await;
    assert!(stands(engine, &signed_in(engine, &anna.name, &secret.plain).await), "made anew, it begins anew");
}

#[tokio::test]
async fn what_another_process_revokes_is_noticed() {
    let directory = tempfile::tempdir().expect("a directory");
    let server = World::open(directory.path()).await;
    let (anna, secret) = agent(&server.engine).await;
    let (one, two) = (
        signed_in(&server.engine, &anna.name, &secret.plain).await,
        signed_in(&server.engine, &anna.name, &secret.plain).await,
    );
    assert!(server.engine.keep_up(now()).await.is_ok());
    let store = seatwright_store::SqliteStore::open_beside(directory.path()).expect("beside the server");
    let work = seatwright_store::IdentityWork::new().revoke(one.session, now());
    seatwright_store::Store::change_identities(&store, work).await.expect("written");
    assert!(stands(&server.engine, &one), "not looked yet");
    assert!(server.engine.look(now()).await.expect("looked"));
    assert!(!stands(&server.engine, &one) && stands(&server.engine, &two));
    server.engine.revoke_sessions(anna.id, now()).await.expect("revoked");
    assert!(!stands(&server.engine, &two));

    drop((server, store));
    let again = World::open(directory.path()).await;
    again.engine.look(now()).await.expect("looked");
    assert!(!stands(&again.engine, &two), "a start finds what was revoked before");
}

#[tokio::test]
async fn a_code_is_exchanged_by_its_application_with_its_proof_once() {
    let engine = World::new().await.engine;
    let (anna, secret) = agent(&engine).await;
    let public = NewIdentity {
        is_public: true,
        redirect_uris: vec!["http://localhost".into()],
        ..new(IdentityKind::Application, "desk", Role::AdminAgent)
    };
    let (desk, none) = engine.create_identity(public, None, now()).await.expect("made");
    assert_eq!(none, None, "a public application keeps no secret");
    let refused = engine.add_secret((OURS, desk.id), SecretWanted::default(), None, now()).await;
    assert!(matches!(refused, Err(IdentityError::PublicSecret)), "{refused:?}");
    let back = "http://localhost:8412";
    let clients = engine.clients("common", "desk", Some(back), now()).await.expect("looked up");
    assert_eq!(clients.len(), 1);
    assert_eq!(
        engine.clients("common", "desk", Some("https://elsewhere.example"), now()).await.expect("looked up"),
        []
    );
    assert_eq!(engine.clients("nordljus.example", "desk", Some(back), now()).await.expect("looked up"), []);
    let anna_proven = proven(&engine, &anna.name, &secret.plain).await.expect("let in");
    let client =
        engine.client_for(&clients, &anna_proven.identity).await.expect("looked up").expect("its own");

    let verifier = "a".repeat(43);
    let terms = CodeTerms {
        client: desk.id,
        redirect_uri: back.to_owned(),
        redirect_named: true,
        // SHA-256 of 43 times the letter a.
        challenge: Some("ZtNPunH49FD35FWYhT5Tv8I7vRKQJ8uxMaL0_9eHjNA".to_owned()),
        nonce: None,
        audience: "https://api.example".to_owned(),
        openid: false,
    };
    let redeem = async |code: &str, client: &Client, back: &str, verifier: Option<&str>, at| {
        engine.redeem_code(code, std::slice::from_ref(client), Some(back), verifier, at).await
    };
    let code = engine.give_code(&anna_proven, terms.clone(), now()).await.expect("given");
    let stranger = Client { identity: anna_proven.identity.clone(), ..client.clone() };
    let none: Option<&str> = None;
    let proof = Some(verifier.as_str());
    let wrong = "b".repeat(43);
    assert!(redeem(&code, &stranger, back, proof, now()).await.is_err(), "another application");
    assert!(redeem(&code, &client, "http://localhost:1", proof, now()).await.is_err(), "another address");
    assert!(redeem(&code, &client, back, none, now()).await.is_err(), "no proof");
    assert!(redeem(&code, &client, back, Some(&wrong), now()).await.is_err(), "another proof");
    assert!(redeem(&code, &client, back, proof, after(300)).await.is_err(), "too late");
    let redeemed = redeem(&code, &client, back, proof, after(299)).await.expect("exchanged");
    assert_eq!(redeemed.terms, terms);
    assert!(stands(&engine, &redeemed.signed_in));
    assert_eq!(redeemed.signed_in.client.as_deref(), Some("desk"));
    assert!(redeem(&code, &client, back, proof, after(299)).await.is_err(), "a second time");
    assert!(!stands(&engine, &redeemed.signed_in), "which ends what the first one gave");

    let code = engine.give_code(&anna_proven, terms, now()).await.expect("given");
    engine.revoke_sessions(anna.id, now()).await.expect("revoked");
    assert!(redeem(&code, &client, back, proof, now()).await.is_err(), "revoked meanwhile");
}
