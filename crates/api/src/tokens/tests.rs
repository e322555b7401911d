//! Tokens that hold, and every kind that does not.

use std::collections::BTreeSet;
use std::sync::atomic::{AtomicI64, Ordering};

use seatwright_domain::ids::PartnerId;
use seatwright_domain::role::Role;
use seatwright_engine::identity::{IdentityKind, Tenant};

use super::*;

fn signed_in() -> SignedIn {
    let identity = Identity {
        tenant: Tenant::Partner(PartnerId(Uuid::from_u128(9))),
        name: "demo-app".to_owned(),
        roles: BTreeSet::from([Role::AdminAgent]),
        kind: IdentityKind::Application,
    };
    SignedIn { identity, session: Uuid::from_u128(5), epoch: 3, client: None, refresh: None }
}

fn tokens(seconds: &Arc<AtomicI64>) -> Tokens {
    let seconds = Arc::clone(seconds);
    Tokens::new(SigningKey::generate().unwrap(), "https://seatwright.example/", move || {
        Timestamp::from_second(seconds.load(Ordering::Relaxed)).unwrap()
    })
}

#[test]
fn a_token_gives_back_whom_it_was_issued_for_and_what_it_rests_on() {
    let tokens = tokens(&Arc::new(AtomicI64::new(1_700_000_000)));
    for audience in [AUDIENCES[0], AUDIENCES[1], "https://seatwright.example"] {
        let issued = tokens.issue(&signed_in(), audience).unwrap();
        let SignedIn { identity, session, epoch, .. } = signed_in();
        let expected =
            Checked { identity, epoch: Some(epoch), session: Some(session), several_factors: false };
        assert_eq!(tokens.check(&issued.access_token), Ok(expected), "{audience}");
        assert!(!format!("{issued:?}").contains(&issued.access_token));
    }
}

#[test]
fn an_expired_token_is_refused() {
    let clock = Arc::new(AtomicI64::new(1_700_000_000));
    let tokens = tokens(&clock);
    let issued = tokens.issue(&signed_in(), AUDIENCES[0]).unwrap();
    clock.fetch_add(ACCESS_SECONDS + SKEW_SECONDS, Ordering::Relaxed);
    assert_eq!(tokens.check(&issued.access_token), Err(TokenFault::Expired));
}

#[test]
fn a_token_does_not_hold_before_its_time() {
    let clock = Arc::new(AtomicI64::new(1_700_000_000));
    let tokens = tokens(&clock);
    let issued = tokens.issue(&signed_in(), AUDIENCES[0]).unwrap();
    clock.fetch_sub(SKEW_SECONDS, Ordering::Relaxed);
    assert!(tokens.check(&issued.access_token).is_ok());
    clock.fetch_sub(1, Ordering::Relaxed);
    assert_eq!(tokens.check(&issued.access_token), Err(TokenFault::Invalid));
}

#[test]
fn the_header_does_not_choose_how_a_token_is_checked() {
    let clock = Arc::new(AtomicI64::new(1_700_000_000));
    let tokens = tokens(&clock);
    let own = tokens.issue(&signed_in(), AUDIENCES[0]).unwrap().access_token;
    let parts: Vec<&str> = own.split('.').collect();
    let key = tokens.keys()[0].key.clone();
    let published = format!("{:?}", key.coordinates());
    let part = |value: serde_json::Value| URL_SAFE_NO_PAD.encode(value.to_string());
    for (alg, kid) in [
        ("none", key.id()),
        ("None", key.id()),
        ("HS256", key.id()),
        ("RS256", key.id()),
        ("ES384", key.id()),
        ("ES256", "another"),
        ("ES256", ""),
        ("ES256", "../../dev/null"),
    ] {
        let told =
            format!("{}.{}", part(serde_json::json!({"alg": alg, "kid": kid, "typ": "JWT"})), parts[1]);
        // Signed with what everybody may read, with the signature of another header, and not at all.
        let shared = aws_lc_rs::hmac::Key::new(aws_lc_rs::hmac::HMAC_SHA256, published.as_bytes());
        let by_hand = URL_SAFE_NO_PAD.encode(aws_lc_rs::hmac::sign(&shared, told.as_bytes()));
        for signature in [by_hand.as_str(), parts[2], ""] {
            let forged = format!("{told}.{signature}");
            assert_eq!(tokens.check(&forged), Err(TokenFault::Invalid), "{alg} {kid} {signature}");
        }
    }
    let without_kid = format!("{}.{}.{}", part(serde_json::json!({"alg": "ES256"})), parts[1], parts[2]);
    assert_eq!(tokens.check(&without_kid), Err(TokenFault::Invalid));
}

#[test]
fn a_token_for_another_audience_is_refused() {
    let tokens = tokens(&Arc::new(AtomicI64::new(1_700_000_000)));
    let issued = tokens.issue(&signed_in(), "https://elsewhere.example").unwrap();
    assert_eq!(tokens.check(&issued.access_token), Err(TokenFault::Audience));
}

#[test]
fn a_token_of_another_key_or_changed_by_somebody_is_refused() {
    let clock = Arc::new(AtomicI64::new(1_700_000_000));
    let (ours, theirs) = (tokens(&clock), tokens(&clock));
    let foreign = theirs.issue(&signed_in(), AUDIENCES[0]).unwrap().access_token;
    assert_eq!(ours.check(&foreign), Err(TokenFault::Invalid));
    let own = ours.issue(&signed_in(), AUDIENCES[0]).unwrap().access_token;
    let mut parts: Vec<&str> = own.split('.').collect();
    let foreign_claims: Vec<&str> = foreign.split('.').collect();
    parts[2] = foreign_claims[2];
    assert_eq!(ours.check(&parts.join(".")), Err(TokenFault::Invalid));
    assert_eq!(ours.check("no token"), Err(TokenFault::Invalid));
}

#[test]
fn an_identity_token_opens_nothing() {
    let tokens = tokens(&Arc::new(AtomicI64::new(1_700_000_000)));
    let id = tokens.issue_id(&signed_in().identity, "portal", Some("n"), Some("code")).unwrap();
    assert!(tokens.check(&id).is_err());
    // Not even to an application that is named like an audience.
    let id = tokens.issue_id(&signed_in().identity, AUDIENCES[0], None, None).unwrap();
    assert_eq!(tokens.check(&id), Err(TokenFault::Invalid));
}

#[test]
fn keys_that_signed_before_are_believed_until_they_retire() {
    let clock = Arc::new(AtomicI64::new(1_700_000_000));
    let tokens = tokens(&clock);
    let old = tokens.issue(&signed_in(), AUDIENCES[0]).unwrap().access_token;
    let before = tokens.keys()[0].key.clone();
    let retires_at = Some(Timestamp::from_second(1_700_000_100).unwrap());
    let next = SigningKey::generate().unwrap();
    tokens.take(vec![
        LivingKey { key: next.clone(), retires_at: None },
        LivingKey { key: before.clone(), retires_at },
    ]);
    let new = tokens.issue(&signed_in(), AUDIENCES[0]).unwrap().access_token;
    assert!(tokens.check(&old).is_ok() && tokens.check(&new).is_ok());
    let ids = |tokens: &Tokens| -> Vec<String> {
        tokens.published().iter().map(|key| key.id().to_owned()).collect()
    };
    assert_eq!(ids(&tokens), [next.id(), before.id()]);
    clock.fetch_add(100, Ordering::Relaxed);
    assert_eq!(tokens.check(&old), Err(TokenFault::Invalid));
    assert!(tokens.check(&new).is_ok());
    assert_eq!(ids(&tokens), [next.id()]);
}

#[test]
fn the_audience_is_read_from_resource_and_from_scope() {
    let tokens = tokens(&Arc::new(AtomicI64::new(0)));
    for (asked, expected) in [
        (None, Some(AUDIENCES[0])),
        (Some("https://graph.windows.net/.default"), Some(AUDIENCES[1])),
        (Some("https://graph.windows.net/"), Some(AUDIENCES[1])),
        (Some("openid offline_access"), Some(AUDIENCES[0])),
        (Some("https://api.partnercenter.microsoft.com/user_impersonation"), Some(AUDIENCES[0])),
        (Some("https://seatwright.example/.default"), Some("https://seatwright.example")),
        (Some("https://elsewhere.example/.default"), None),
    ] {
        assert_eq!(tokens.audience(asked).as_deref(), expected, "{asked:?}");
    }
}
