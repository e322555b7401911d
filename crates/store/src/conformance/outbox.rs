//! Messages are delivered at least once.

use super::Backend;
use super::world::{Draft, PARTNER, at, customer, customer_id, load};
use crate::error::CommitError;
use crate::outbox::{Message, MessageId};
use crate::store::Store;

fn message(kind: &str, seconds: i64) -> Message {
    Message {
        tenant: PARTNER.0,
        kind: kind.to_owned(),
        subject: "subscription/1".to_owned(),
        at: at(seconds),
        body: serde_json::json!({ "status": "suspended", "seats": 10 }),
    }
}

/// An account with two commits of two messages each, due at 10, 20, 30 and 40 seconds.
async fn send(store: &dyn Store) {
    let commit = Draft::new(customer(1)).buys(1, &[1]).commit();
    let commit = commit.with_messages(&[message("a", 10), message("b", 20)]).expect("a sound commit");
    store.commit(commit).await.expect("nothing stands against it");
    let commit = Draft::on(&load(store, customer_id(1)).await).renames(1, "x").commit();
    let commit = commit.with_messages(&[message("c", 30), message("d", 40)]).expect("a sound commit");
    store.commit(commit).await.expect("nothing stands against it");
}

async fn due(store: &dyn Store, seconds: i64) -> Vec<(String, MessageId)> {
    let found = store.messages_due(at(seconds), 10).await.expect("the store works");
    found.into_iter().map(|stored| (stored.message.kind, stored.id)).collect()
}

fn kinds(found: &[(String, MessageId)]) -> Vec<&str> {
    found.iter().map(|(kind, _)| kind.as_str()).collect()
}

/// What was not confirmed is due again, after a restart too.
pub async fn messages_are_due_until_they_are_delivered(backend: &dyn Backend) {
    let store = backend.open().await;
    send(&*store).await;
    assert_eq!(kinds(&due(&*store, 30).await), ["a", "b", "c"]);
    let first = store.messages_due(at(30), 1).await.expect("the store works");
    assert_eq!((first.len(), &first[0].message, first[0].attempts), (1, &message("a", 10), 0));

    let a = first[0].id;
    store.message_delivered(a, at(31)).await.expect("the store works");
    let b = due(&*store, 30).await[0].1;
    store.message_failed(b, "503 from the receiver", Some(at(100))).await.expect("the store works");
    assert_eq!(kinds(&due(&*store, 99).await), ["c", "d"]);

    drop(store);
    let store = backend.open().await;
    assert_eq!(kinds(&due(&*store, 100).await), ["c", "d", "b"], "those that wait longest come first");
    let again = store.messages_due(at(100), 10).await.expect("the store works").remove(2);
    assert_eq!((again.attempts, again.last_error.as_deref()), (1, Some("503 from the receiver")));
    store.message_delivered(b, at(101)).await.expect("the store works");
    // A failure that is reported late does not bring back what was delivered.
    store.message_failed(b, "late", Some(at(102))).await.expect("the store works");
    assert_eq!(kinds(&due(&*store, 200).await), ["c", "d"]);
}

/// A message can be given up; it stays in the list of its account, and delivered ones can be forgotten.
pub async fn messages_are_given_up_paged_and_forgotten(backend: &dyn Backend) {
    let store = backend.open().await;
    send(&*store).await;
    let found = due(&*store, 100).await;
    store.message_delivered(found[0].1, at(50)).await.expect("the store works");
    store.message_delivered(found[1].1, at(60)).await.expect("the store works");
    store.message_failed(found[2].1, "410 Gone", None).await.expect("the store works");
    assert_eq!(kinds(&due(&*store, 1_000).await), ["d"]);

    let page = async |after: Option<MessageId>| -> Vec<_> {
        let page = store.messages(customer_id(1), after, 3).await.expect("the store works");
        page.into_iter().map(|stored| (stored.message.kind, stored.delivered_at, stored.attempts)).collect()
    };
    let delivered = |kind: &str, seconds| (kind.to_owned(), Some(at(seconds)), 1);
    let expected = [delivered("a", 50), delivered("b", 60), ("c".to_owned(), None, 1)];
    assert_eq!(page(None).await, expected);
    assert_eq!(page(Some(found[2].1)).await, [("d".to_owned(), None, 0)]);

    assert_eq!(store.purge_messages(at(60)).await.expect("the store works"), 1);
    assert_eq!(page(None).await, [expected[1].clone(), expected[2].clone(), ("d".to_owned(), None, 0)]);
}

/// No commit, no message.
pub async fn messages_stand_and_fall_with_their_commit(backend: &dyn Backend) {
    let store = backend.open().await;
    let old = Draft::new(customer(1)).buys(1, &[1]).done(&*store).await;
    Draft::on(&old).renames(1, "First").done(&*store).await;
    let late = Draft::on(&old).renames(1, "Second").commit();
    let late = late.with_messages(&[message("a", 10)]).expect("a sound commit");
    let error = store.commit(late).await.expect_err("it comes too late");
    assert!(matches!(error, CommitError::Conflict), "{error}");
    assert!(due(&*store, 1_000).await.is_empty());
}
