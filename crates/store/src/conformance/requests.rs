//! Requests act once, and whoever repeats one gets the first answer.

use std::sync::Arc;

use jiff::Timestamp;
use tokio::task::JoinSet;
use uuid::Uuid;

use super::Backend;
use super::world::{Draft, PARTNER, at, customer, customer_id, load};
use crate::error::CommitError;
use crate::request::{RequestKey, StoredAnswer};

fn key(caller: u128, request: &str) -> RequestKey {
    RequestKey { caller: Uuid::from_u128(caller), request: request.to_owned() }
}

fn answer(key: RequestKey, body: &str, at: Timestamp) -> StoredAnswer {
    StoredAnswer {
        key,
        method: "POST".to_owned(),
        path: "/v1/customers/1/orders".to_owned(),
        fingerprint: [7; 32],
        status: 201,
        headers: vec![("Location".to_owned(), "/v1/customers/1/orders/1".to_owned())],
        body: body.as_bytes().to_vec(),
        at,
    }
}

/// However many clients repeat a request at once, it acts once, and all the others get the first answer.
pub async fn a_request_acts_once_under_concurrency(backend: &dyn Backend) {
    let store = backend.open().await;
    let before = Draft::new(customer(1)).buys(1, &[1]).done(&*store).await;
    let mut tasks = JoinSet::new();
    for n in 0..24 {
        let store = Arc::clone(&store);
        tasks.spawn(async move {
            // Everybody decides again after a conflict, on the account as it is then.
            loop {
                let name = format!("Name {n}");
                let commit = Draft::on(&load(&*store, customer_id(1)).await).renames(1, &name).commit();
                let commit = commit.with_answer(answer(key(1, "r"), &name, at(9))).expect("a sound answer");
                match store.commit(commit).await {
                    Err(CommitError::Conflict) => {}
                    Ok(_) => return name,
                    Err(CommitError::DuplicateRequest(first)) => {
                        return format!("repeated {}", String::from_utf8_lossy(&first.body));
                    }
                    Err(error) => panic!("{error}"),
                }
            }
        });
    }
    let outcomes = tasks.join_all().await;
    let winners: Vec<_> = outcomes.iter().filter(|outcome| !outcome.starts_with("repeated")).collect();
    assert_eq!(winners.len(), 1, "{outcomes:?}");
    let others = outcomes.iter().filter(|outcome| **outcome == format!("repeated {}", winners[0])).count();
    assert_eq!(others, 23, "{outcomes:?}");
    let after = load(&*store, customer_id(1)).await;
    assert_eq!(after.account.head.version, before.account.head.version + 1);
}

/// The same request id of another tenant is another request; old answers go when they are told to.
pub async fn answers_belong_to_a_tenant_and_are_forgotten_by_age(backend: &dyn Backend) {
    let store = backend.open().await;
    let mut loaded = Draft::new(customer(1)).buys(1, &[1]).done(&*store).await;
    for (tenant, seconds) in [(1, 10), (2, 20)] {
        let commit = Draft::on(&loaded).renames(1, &format!("Name {tenant}")).commit();
        let answer = answer(key(tenant, "r"), &format!("{tenant}"), at(seconds));
        store.commit(commit.with_answer(answer).expect("a sound answer")).await.expect("a new request");
        loaded = load(&*store, customer_id(1)).await;
    }
    let stored = store.answer(&key(1, "r")).await.expect("the store works");
    assert_eq!(stored, Some(answer(key(1, "r"), "1", at(10))));
    assert_eq!(store.answer(&key(1, "R")).await.expect("the store works"), None);
    assert_eq!(store.answer(&key(3, "r")).await.expect("the store works"), None);

    assert_eq!(store.purge_answers(at(10)).await.expect("the store works"), 0, "not before the instant");
    assert_eq!(store.purge_answers(at(20)).await.expect("the store works"), 1);
    assert_eq!(store.answer(&key(1, "r")).await.expect("the store works"), None);
    assert!(store.answer(&key(2, "r")).await.expect("the store works").is_some());
}

/// A refusal commits nothing and has an answer all the same; the first one counts.
pub async fn the_first_answer_is_remembered(backend: &dyn Backend) {
    let store = backend.open().await;
    let first = answer(key(PARTNER.0.as_u128(), "refused"), "first", at(1));
    let second = answer(first.key.clone(), "second", at(2));
    assert_eq!(store.remember(first.clone()).await.expect("the store works"), None);
    assert_eq!(store.remember(second.clone()).await.expect("the store works"), Some(first.clone()));
    assert_eq!(store.answer(&first.key).await.expect("the store works"), Some(first.clone()));

    let commit = Draft::new(customer(1)).commit().with_answer(second).expect("a sound answer");
    let error = store.commit(commit).await.expect_err("it was answered before");
    assert!(matches!(&error, CommitError::DuplicateRequest(stored) if **stored == first), "{error}");
    assert_eq!(store.customer(customer_id(1)).await.expect("the store works"), None);
}
