//! Who may sign in, sessions, codes and keys.

use std::collections::BTreeSet;

use jiff::Timestamp;
use seatwright_domain::ids::CustomerId;
use seatwright_domain::role::Role;
use uuid::Uuid;

use super::Backend;
use super::world::{PARTNER, at, customer_id};
use crate::error::CommitError;
use crate::identity::{
    IdentityKind, IdentityMark, IdentityQuery, SessionQuery, SessionsOf, StoredCode, StoredIdentity,
    StoredKey, StoredSecret, StoredSession, Tenant,
};
use crate::identity_work::IdentityWork;
use crate::store::Store;

fn identity(n: u128, tenant: Tenant, kind: IdentityKind, name: &str) -> StoredIdentity {
    StoredIdentity {
        id: Uuid::from_u128(n),
        tenant,
        kind,
        name: name.to_owned(),
        roles: BTreeSet::from([Role::AdminAgent]),
        disabled: false,
        is_public: false,
        redirect_uris: vec!["https://portal.example/back".to_owned()],
        created_at: at(1),
        revision: 1,
        secrets: Vec::new(),
    }
}

fn application(n: u128, name: &str) -> StoredIdentity {
    identity(n, Tenant::Partner(PARTNER), IdentityKind::Application, name)
}

fn secret(n: u128, expires_at: Option<Timestamp>) -> StoredSecret {
    StoredSecret {
        id: Uuid::from_u128(n),
        description: format!("secret {n}"),
        hash: format!("$argon2id${n}"),
        // The order is that of age, and not of ids.
        created_at: at(100 - i64::try_from(n).expect("a small number")),
        expires_at,
    }
}

fn session(n: u128, identity: u128, tenant: Tenant, created: i64) -> StoredSession {
    StoredSession {
        id: Uuid::from_u128(n),
        identity: Uuid::from_u128(identity),
        tenant,
        kind: IdentityKind::Agent,
        name: "Anna@company.example".to_owned(),
        client: Some(Uuid::from_u128(9)),
        client_name: "portal".to_owned(),
        key: [7; 32],
        generation: 0,
        created_at: at(created),
        used_at: at(created),
        expires_at: at(created + 1_000),
        revoked_at: None,
    }
}

async fn done(store: &dyn Store, work: IdentityWork) {
    store.change_identities(work).await.expect("nothing stands against it");
}

async fn conflicts(store: &dyn Store, work: IdentityWork) {
    let refused = store.change_identities(work).await;
    assert!(matches!(refused, Err(CommitError::Conflict)), "{refused:?}");
}

/// An identity with its secrets is read as it was written, changed at its revision only, and gone when it is removed.
pub async fn an_identity_is_kept_with_its_secrets_and_changed_at_its_revision(backend: &dyn Backend) {
    let store = backend.open().await;
    let mut kept = application(1, "Portal");
    kept.secrets = vec![secret(3, None), secret(2, Some(at(50)))];
    done(&*store, IdentityWork::new().create(&kept).expect("a document")).await;
    assert_eq!(store.identity(kept.id).await.expect("the store works"), Some(kept.clone()));
    conflicts(&*store, IdentityWork::new().create(&kept).expect("a document")).await;

    let mut changed = kept.clone();
    changed.revision = 2;
    changed.disabled = true;
    changed.roles = BTreeSet::from([Role::SalesAgent]);
    done(&*store, IdentityWork::new().change(&changed).expect("a document")).await;
    conflicts(&*store, IdentityWork::new().change(&changed).expect("a document")).await;
    assert_eq!(store.identity(kept.id).await.expect("the store works"), Some(changed.clone()));
    conflicts(&*store, IdentityWork::new().remove(&kept)).await;
    conflicts(&*store, IdentityWork::new().rests_on(&kept).expect("a document")).await;
    done(&*store, IdentityWork::new().rests_on(&changed).expect("a document")).await;

    done(
        &*store,
        IdentityWork::new().add_secret(kept.id, &secret(1, None)).remove_secret(kept.id, Uuid::from_u128(3)),
    )
    .await;
    conflicts(&*store, IdentityWork::new().remove_secret(kept.id, Uuid::from_u128(3))).await;
    let found = store.identity(kept.id).await.expect("the store works").expect("it is there");
    assert_eq!(found.secrets, [secret(2, Some(at(50))), secret(1, None)], "the oldest first");

    assert_eq!(
        (found.revision, found.disabled),
        (3, true),
        "what rested on it has counted and changed nothing"
    );

    done(&*store, IdentityWork::new().remove(&found)).await;
    assert_eq!(store.identity(kept.id).await.expect("the store works"), None);
    conflicts(&*store, IdentityWork::new().remove(&found)).await;
}

/// Identities come by name in complete pages, of one organisation or of all; applications by client id in any case.
pub async fn identities_are_listed_by_organisation_in_complete_pages(backend: &dyn Backend) {
    let store = backend.open().await;
    let of_customer = Tenant::Customer(customer_id(1));
    let all = [
        application(1, "beta"),
        application(2, "Alpha"),
        identity(3, Tenant::Partner(PARTNER), IdentityKind::Agent, "carla@company.example"),
        identity(4, of_customer, IdentityKind::CustomerAdmin, "bas@company1.example"),
    ];
    for one in &all {
        done(&*store, IdentityWork::new().create(one).expect("a document")).await;
    }
    let walk = async |tenant: Option<Uuid>| {
        let (mut after, mut names) = (None, Vec::new());
        loop {
            let query = IdentityQuery { tenant, after: after.as_ref(), limit: 1 };
            let page = store.identities(query).await.expect("the store works");
            names.extend(page.items.into_iter().map(|found| found.name));
            after = page.next;
            if after.is_none() {
                return names;
            }
        }
    };
    assert_eq!(walk(Some(PARTNER.0)).await, ["Alpha", "beta", "carla@company.example"]);
    assert_eq!(walk(Some(of_customer.id())).await, ["bas@company1.example"]);
    assert_eq!(walk(Some(CustomerId(Uuid::from_u128(77)).0)).await, Vec::<String>::new());
    assert_eq!(walk(None).await.len(), all.len());
    let named = store.applications_named("ALPHA").await.expect("the store works");
    assert_eq!(named, [all[1].clone()]);
    assert_eq!(store.applications_named("carla@company.example").await.expect("the store works"), []);
}

/// Of two exchanges of one refresh token one is made; a revoked session is exchanged no more.
pub async fn a_session_is_exchanged_once_at_a_time_and_not_after_its_end(backend: &dyn Backend) {
    let store = backend.open().await;
    let kept = session(1, 5, Tenant::Partner(PARTNER), 10);
    done(&*store, IdentityWork::new().open(&kept).expect("a document")).await;
    assert_eq!(store.session(kept.id).await.expect("the store works"), Some(kept.clone()));
    let (first, second) = tokio::join!(
        store.change_identities(IdentityWork::new().rotate(&kept, at(20))),
        store.change_identities(IdentityWork::new().rotate(&kept, at(21))),
    );
    assert_eq!([&first, &second].into_iter().filter(|outcome| outcome.is_ok()).count(), 1);
    let found = store.session(kept.id).await.expect("the store works").expect("it is there");
    assert_eq!(found.generation, 1);
    assert!(found.is_open(at(500)) && !found.is_open(kept.expires_at));

    done(&*store, IdentityWork::new().revoke(kept.id, at(30))).await;
    let revoked = store.session(kept.id).await.expect("the store works").expect("it is there");
    assert_eq!(revoked.revoked_at, Some(at(30)));
    conflicts(&*store, IdentityWork::new().rotate(&revoked, at(31))).await;
    done(&*store, IdentityWork::new().revoke(kept.id, at(40))).await;
    assert_eq!(store.session(kept.id).await.expect("the store works"), Some(revoked), "once is enough");
}

/// Sessions are listed by identity and by organisation, oldest first, all or the open ones, and forgotten by age.
pub async fn sessions_are_listed_and_forgotten_by_age(backend: &dyn Backend) {
    let store = backend.open().await;
    let (partner, customer) = (Tenant::Partner(PARTNER), Tenant::Customer(customer_id(1)));
    for (n, identity, tenant, created) in
        [(1, 5, partner, 30), (2, 5, partner, 10), (3, 6, partner, 20), (4, 7, customer, 40)]
    {
        let kept = session(n, identity, tenant, created);
        done(&*store, IdentityWork::new().open(&kept).expect("a document")).await;
    }
    let walk = async |of: SessionsOf, open_at: Option<Timestamp>| {
        let (mut after, mut ids) = (None, Vec::new());
        loop {
            let query = SessionQuery { of, open_at, after, limit: 1 };
            let page = store.sessions(query).await.expect("the store works");
            ids.extend(page.items.iter().map(|found| found.id.as_u128()));
            after = page.next;
            if after.is_none() {
                return ids;
            }
        }
    };
    assert_eq!(walk(SessionsOf::Identity(Uuid::from_u128(5)), None).await, [2, 1]);
    assert_eq!(walk(SessionsOf::Tenant(PARTNER.0), None).await, [2, 3, 1]);
    assert_eq!(walk(SessionsOf::Tenant(customer.id()), None).await, [4]);
    done(&*store, IdentityWork::new().revoke_all(Uuid::from_u128(5), at(50))).await;
    assert_eq!(walk(SessionsOf::Tenant(PARTNER.0), Some(at(60))).await, [3]);
    assert_eq!(walk(SessionsOf::Tenant(PARTNER.0), Some(at(2_000))).await, Vec::<u128>::new());

    assert_eq!(store.purge_sessions(at(1_010)).await.expect("the store works"), 0, "not before the instant");
    assert_eq!(store.purge_sessions(at(1_025)).await.expect("the store works"), 2);
    assert_eq!(walk(SessionsOf::Tenant(PARTNER.0), None).await, [1]);
}

/// Who looks after a change learns what came after it, and nothing when nothing did.
pub async fn what_is_revoked_is_noticed_after_the_change_before_it(backend: &dyn Backend) {
    let store = backend.open().await;
    let identity = Uuid::from_u128(5);
    let seen = async |after: u64| store.revocations(after, at(25)).await.expect("the store works");
    let start = seen(0).await;
    assert_eq!((start.marks.len(), start.sessions.len()), (0, 0));
    for (n, created) in [(1, 10), (2, 11), (3, 12)] {
        let kept = session(n, 5, Tenant::Partner(PARTNER), created);
        done(&*store, IdentityWork::new().open(&kept).expect("a document")).await;
    }
    assert_eq!(seen(start.number).await.number, start.number, "a sign-in is no change");
    assert_eq!(store.identity_mark(identity).await.expect("the store works"), None);

    done(&*store, IdentityWork::new().revoke(Uuid::from_u128(1), at(20))).await;
    done(&*store, IdentityWork::new().revoke(Uuid::from_u128(2), at(30))).await;
    let first = seen(start.number).await;
    assert_eq!(first.sessions, [(Uuid::from_u128(2), at(30))], "the other was revoked too long ago");

    done(&*store, IdentityWork::new().revoke_all(identity, at(40)).mark(identity, false)).await;
    let second = seen(first.number).await;
    let mark = IdentityMark { identity, epoch: 1, barred: false };
    assert_eq!((second.marks, second.sessions), (vec![mark], Vec::new()), "the mark says it for all");
    done(&*store, IdentityWork::new().mark(identity, true)).await;
    let third = seen(second.number).await;
    assert_eq!(third.marks, [IdentityMark { identity, epoch: 2, barred: true }]);
    assert_eq!(store.identity_mark(identity).await.expect("the store works"), Some(third.marks[0]));
    assert_eq!(seen(third.number).await.marks, []);
    done(&*store, IdentityWork::new().end_tokens(identity)).await;
    let fourth = seen(third.number).await;
    assert_eq!(fourth.marks, [IdentityMark { identity, epoch: 3, barred: true }], "who is barred stays so");
    let another = Uuid::from_u128(6);
    done(&*store, IdentityWork::new().end_tokens(another)).await;
    let fifth = seen(fourth.number).await;
    assert_eq!(fifth.marks, [IdentityMark { identity: another, epoch: 1, barred: false }]);
}

/// A code opens one session, with which it stands and falls; the second use finds the first one's session.
pub async fn a_code_is_redeemed_once_with_its_session(backend: &dyn Backend) {
    let store = backend.open().await;
    let code =
        StoredCode { hash: [3; 32], expires_at: at(60), session: None, document: "{\"a\":1}".to_owned() };
    done(&*store, IdentityWork::new().give(&code)).await;
    assert_eq!(store.authorization_code([3; 32]).await.expect("the store works"), Some(code.clone()));
    assert_eq!(store.authorization_code([4; 32]).await.expect("the store works"), None);
    let redeem = |n: u128| {
        let opened = session(n, 5, Tenant::Partner(PARTNER), 10);
        IdentityWork::new().redeem(&code.hash, opened.id).open(&opened).expect("a document")
    };
    done(&*store, redeem(1)).await;
    conflicts(&*store, redeem(2)).await;
    assert_eq!(store.session(Uuid::from_u128(2)).await.expect("the store works"), None);
    let used = store.authorization_code([3; 32]).await.expect("the store works").expect("it is there");
    assert_eq!(used.session, Some(Uuid::from_u128(1)));
    assert_eq!(store.purge_sessions(at(61)).await.expect("the store works"), 1);
    assert_eq!(store.authorization_code([3; 32]).await.expect("the store works"), None);
}

/// A new key retires those before it, never later than they were to, and counts as a change.
pub async fn a_new_signing_key_retires_the_others(backend: &dyn Backend) {
    let store = backend.open().await;
    let key = |id: &str, created: i64| StoredKey {
        id: id.to_owned(),
        pem: format!("pem {id}"),
        created_at: at(created),
        retires_at: None,
    };
    let before = store.revocations(0, at(0)).await.expect("the store works").number;
    for (id, created, retire) in [("a", 1, 0), ("b", 2, 100), ("c", 3, 500)] {
        done(&*store, IdentityWork::new().sign_with(&key(id, created), at(retire))).await;
    }
    let keys = store.signing_keys().await.expect("the store works");
    let told: Vec<_> = keys.iter().map(|key| (key.id.as_str(), key.retires_at)).collect();
    assert_eq!(told, [("c", None), ("b", Some(at(500))), ("a", Some(at(100)))]);
    assert_eq!(keys[0].pem, "pem c");
    assert_eq!(store.revocations(0, at(0)).await.expect("the store works").number, before + 3);
    assert_eq!(store.purge_sessions(at(200)).await.expect("the store works"), 1);
    assert_eq!(store.signing_keys().await.expect("the store works").len(), 2);
}
