//! Replay: clean after everything that the engine does, and sharp enough to find one changed field.

use std::path::PathBuf;
use std::sync::Arc;

use jiff::ToSpan;
use rusqlite::Connection;
use seatwright_domain::calendar::Term;
use seatwright_domain::command::{Command, LicenceWish};
use seatwright_engine::port::LeaveToOperator;
use seatwright_engine::{Counter, Quiet, ReplayReport, Target, replay};
use seatwright_store::SqliteStore;

use super::world::{BASIC, NCE_BASIC, World};

async fn eventful() -> (World, PathBuf) {
    let store = SqliteStore::open_temporary().expect("a store");
    let path = store.path();
    let world = World::on(Arc::new(store), Arc::new(LeaveToOperator)).await;
    for name in ["blauwevos", "duin"] {
        let customer = world.customer(name).await;
        world.buy(customer, NCE_BASIC, 5, Some(Term::P1M)).await;
        let classic = world.buy(customer, BASIC, 9, None).await;
        let users = world.users(customer, 4).await;
        let plan = world.loaded(customer).await.account.subscriptions[&classic].plan.expect("a plan");
        for user in &users[..3] {
            let assign = vec![LicenceWish { plan, excluded: Default::default() }];
            world.run(customer, Command::ChangeLicences { user: *user, assign, remove: vec![] }).await;
        }
        world.run(customer, Command::DeleteUser { user: users[0] }).await;
    }
    world.advance(Target::By(2.months())).await;
    (world, path)
}

async fn check(world: &World) -> ReplayReport {
    replay(world.store.clone(), &Quiet).await.expect("replayed")
}

#[tokio::test(flavor = "multi_thread")]
async fn replay_is_clean_after_commands_and_time() {
    let (world, _) = eventful().await;
    let progress = Counter::default();
    let report = replay(world.store.clone(), &progress).await.expect("replayed");
    assert!(report.is_clean(), "{report}");
    assert_eq!((report.accounts, progress.done()), (2, 2));
    let mut events = 0;
    for customer in world.store.customer_ids(None, 10).await.expect("read") {
        events += world.events(customer).await.len() as u64;
    }
    assert_eq!(report.events, events);
    assert!(report.rows > 20, "{report}");
}

#[tokio::test(flavor = "multi_thread")]
async fn replay_finds_every_kind_of_row_that_was_tampered_with() {
    let tamper = async |sql: &str, expected: &str| {
        let (world, path) = eventful().await;
        let connection = Connection::open(path).expect("opened");
        assert_eq!(connection.execute(sql, []).expect("tampered"), 1, "{sql}");
        let report = check(&world).await;
        assert_eq!(report.faulty, 1, "{sql}: {report}");
        let differences: Vec<_> = report.differences.values().flatten().collect();
        let found = differences.iter().any(|difference| difference.what.contains(expected));
        assert!(found, "{sql}: {report}");
    };
    let one = "rowid = (SELECT min(rowid) FROM";
    tamper(
        &format!("UPDATE customers SET document = json_set(document, '$.users', 99) WHERE {one} customers)"),
        "customer.users",
    )
    .await;
    tamper(
        &format!(
            "UPDATE subscriptions SET document = json_set(document, '$.friendly_name', 'x')
             WHERE {one} subscriptions)"
        ),
        ".friendly_name",
    )
    .await;
    tamper(
        &format!("UPDATE users SET document = json_set(document, '$.last_name', 'x') WHERE {one} users)"),
        ".last_name",
    )
    .await;
    tamper(
        "DELETE FROM assignments WHERE user_id = (SELECT min(user_id) FROM assignments)",
        "licences of user",
    )
    .await;
    tamper(
        &format!("UPDATE customers SET due_at = due_at + 1000000 WHERE {one} customers)"),
        "next due moment",
    )
    .await;
    tamper(&format!("UPDATE customers SET chain = zeroblob(32) WHERE {one} customers)"), "last hash").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn replay_finds_a_tampered_a_missing_and_an_unreadable_event() {
    let tamper = async |sql: &str, expected: &str| {
        let (world, path) = eventful().await;
        let connection = Connection::open(path).expect("opened");
        // The database itself would not let go of an event that others point to.
        connection.pragma_update(None, "foreign_keys", false).expect("switched off");
        let customer = "customer_id = (SELECT min(customer_id) FROM events)";
        assert_eq!(
            connection.execute(&format!("{sql} WHERE {customer} AND seq = 2"), []).expect("tampered"),
            1
        );
        let report = check(&world).await;
        assert_eq!(report.faulty, 1, "{sql}: {report}");
        assert!(report.to_string().contains(expected), "{sql}: {report}");
    };
    tamper(
        "UPDATE events SET document = json_set(document, '$.at', '2020-01-01T00:00:00Z')",
        "hash of event 2",
    )
    .await;
    tamper("DELETE FROM events", "event numbers: stored 3, by the events 2").await;
    tamper("UPDATE events SET document = '{}'", "a readable document").await;
}
