//! Restarts.

use seatwright_domain::event::{Event, UsersMoved};
use seatwright_domain::user::{Finding, FindingKind};

use super::Backend;
use super::world::{
    Draft, PARTNER, at, batch, customer, customer_id, licence, order, order_id, subscription_id, upgrade,
    upgrade_id, user_id,
};
use crate::loaded::Want;
use crate::outbox::Message;
use crate::page::{CustomerQuery, EventQuery, FindingQuery};
use crate::request::{RequestKey, StoredAnswer};
use crate::store::Store;

/// Everything that was answered is there when the store is opened again, and work can go on where it stopped.
pub async fn a_restart_keeps_everything(backend: &dyn Backend) {
    let store = backend.open().await;
    let finding = Finding {
        upgrade: upgrade_id(1),
        user: user_id(1),
        service: None,
        kind: FindingKind::ServiceSwitchedOn,
    };
    let draft = Draft::new(customer(1))
        .buys(1, &[1, 2])
        .hires(1, vec![licence(1, &["mail"])])
        .then(Event::UpgradeStarted { upgrade: Box::new(upgrade(1, 1, 2)) })
        .then(Event::UsersMoved {
            batch: Box::new(UsersMoved { findings: vec![finding], ..batch(None, 1, 1) }),
        })
        .due(Some(at(7)));
    let message = Message {
        tenant: PARTNER.0,
        kind: "upgrade_started".to_owned(),
        subject: "upgrade/1".to_owned(),
        at: at(5),
        body: serde_json::json!({}),
    };
    let answer = StoredAnswer {
        key: RequestKey { caller: PARTNER.0, request: "r".to_owned() },
        method: "POST".to_owned(),
        path: "/".to_owned(),
        fingerprint: [0; 32],
        status: 200,
        headers: Vec::new(),
        body: vec![0, 159, 146, 150],
        at: at(5),
    };
    let commit = draft.commit().with_messages(&[message]).expect("a sound commit");
    let commit = commit.with_answer(answer.clone()).expect("a sound commit");
    store.commit(commit).await.expect("nothing stands against it");
    store.put_setting("clock", Some("then")).await.expect("the store works");

    let before = everything(&*store, &answer.key).await;
    drop(store);
    let store = backend.open().await;
    assert_eq!(everything(&*store, &answer.key).await, before);
    assert_eq!(store.answer(&answer.key).await.expect("the store works"), Some(answer));
    let want = Want { orders: vec![order_id(1)], users: vec![user_id(1)], ..Want::default() };
    let loaded = store.load(customer_id(1), &want).await.expect("the store works").expect("it is there");
    assert_eq!((&loaded.account, loaded.due), (draft.after(), Some(at(7))));
    assert_eq!(loaded.orders, [order(1, &[1, 2])]);
    assert_eq!(loaded.users[0].assignments, [licence(2, &[])]);

    let closed = Event::SourceClosed { subscription: subscription_id(1), upgrade: upgrade_id(1) };
    let loaded = Draft::on(&loaded).then(closed).done(&*store).await;
    assert_eq!(loaded.account.head.version, draft.after().head.version + 1);
}

/// What every kind of read says, as text.
async fn everything(store: &dyn Store, key: &RequestKey) -> String {
    let account = store.load(customer_id(1), &Want { everything: true, ..Want::default() }).await;
    let events = store.events(&EventQuery::of(customer_id(1))).await;
    let findings = store.findings(&FindingQuery::of(customer_id(1), upgrade_id(1))).await;
    let users = store.all_users(customer_id(1), None, 10).await;
    let customers = store.customers(&CustomerQuery::of(PARTNER)).await;
    let messages = store.messages_due(at(100), 10).await;
    let (due, setting) = (store.due(at(100), None, 10).await, store.setting("clock").await);
    let answer = store.answer(key).await;
    let all = format!(
        "{account:?} {events:?} {findings:?} {users:?} {customers:?} {messages:?} {due:?} {setting:?} {answer:?}"
    );
    assert!(!all.contains("Err("), "{all}");
    all
}
