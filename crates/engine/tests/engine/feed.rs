//! The feed of a partner: every event that it may see, in one order without gaps, also when many things happen at once and
//! when the process dies in the middle.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use jiff::ToSpan;
use rusqlite::Connection;
use seatwright_domain::calendar::Term;
use seatwright_domain::command::Command;
use seatwright_domain::ids::CustomerId;
use seatwright_engine::identity::Tenant;
use seatwright_engine::port::LeaveToOperator;
use seatwright_engine::{Quiet, Target, replay};
use seatwright_store::{FeedItem, SqliteOptions, SqliteStore};

use super::world::{BASIC, HAVENWERK, NCE_BASIC, NORDLJUS, World};

const OURS: Tenant = Tenant::Partner(HAVENWERK);

async fn whole(world: &World, tenant: Tenant) -> Vec<FeedItem> {
    let mut items: Vec<FeedItem> = Vec::new();
    loop {
        let after = items.last().map_or(0, |last| last.number);
        let page = world.engine.feed(tenant, after, 7).await.expect("read");
        if page.is_empty() {
            return items;
        }
        items.extend(page);
    }
}

/// Numbers have no gap, and of every account each event is there once and in order.
async fn check(world: &World, items: &[FeedItem]) {
    let mut seen: BTreeMap<CustomerId, u64> = BTreeMap::new();
    for (number, item) in (1_u64..).zip(items) {
        assert_eq!(item.number, number);
        let before = seen.insert(item.customer, item.event.recorded.seq).unwrap_or(0);
        assert_eq!(item.event.recorded.seq, before + 1);
    }
    for customer in world.store.customer_ids(None, 100).await.expect("read") {
        let version = world.loaded(customer).await.account.head.version;
        assert_eq!(seen.get(&customer), Some(&version), "all of account {customer}");
    }
    let report = replay(world.store.clone(), &Quiet).await.expect("replayed");
    assert!(report.is_clean(), "{report}");
    assert_eq!(report.feed_entries, items.len() as u64);
}

#[tokio::test(flavor = "multi_thread")]
async fn commands_and_time_at_once_leave_no_gap() {
    let world = Arc::new(World::new().await);
    let mut subscriptions = Vec::new();
    for n in 0..6 {
        let customer = world.customer(&format!("klant{n}")).await;
        subscriptions.push((customer, world.buy(customer, NCE_BASIC, 5, Some(Term::P1M)).await));
    }
    let mut busy = tokio::task::JoinSet::new();
    for (customer, subscription) in subscriptions {
        let world = world.clone();
        busy.spawn(async move {
            for round in 0..8 {
                let name = format!("Name {round}");
                world.run(customer, Command::Rename { subscription, name }).await;
            }
        });
    }
    let clock = world.clone();
    busy.spawn(async move {
        for _ in 0..3 {
            clock.advance(Target::By(1.month())).await;
        }
    });
    while let Some(ended) = busy.join_next().await {
        ended.expect("nobody panics");
    }
    let items = whole(&world, OURS).await;
    check(&world, &items).await;
    assert!(items.iter().any(|item| item.event.recorded.event.kind() == "renewed"));
    assert_eq!(whole(&world, Tenant::Partner(NORDLJUS)).await, []);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_run_that_dies_at_any_write_leaves_no_gap() {
    for writes in 0..6 {
        let directory = tempfile::tempdir().expect("a directory");
        let options = SqliteOptions { durable: false, ..SqliteOptions::default() };
        let store = Arc::new(SqliteStore::open_with(directory.path(), options).expect("a store"));
        let world = World::on(store.clone(), Arc::new(LeaveToOperator)).await;
        for n in 0..3 {
            let customer = world.customer(&format!("klant{n}")).await;
            world.buy(customer, NCE_BASIC, 5, Some(Term::P1M)).await;
        }
        store.blow_after(writes);
        let died = world.engine.advance_clock(Target::By(2.months()), &Quiet).await;
        let alive = died.is_ok();
        drop((world, store));

        let world = World::open(directory.path()).await;
        world.engine.recover(&Quiet).await.expect("recovered");
        let items = whole(&world, OURS).await;
        check(&world, &items).await;
        assert!(!alive || writes > 0, "the first write never stood");
    }
}

#[tokio::test]
async fn a_customers_feed_is_its_history() {
    let world = World::new().await;
    let customer = world.customer("blauwevos").await;
    world.buy(customer, BASIC, 5, None).await;
    let items = whole(&world, Tenant::Customer(customer)).await;
    let recorded: Vec<_> = items.iter().map(|item| item.event.recorded.clone()).collect();
    assert_eq!(recorded, world.events(customer).await);
    assert!(items.iter().all(|item| item.number == item.event.recorded.seq && item.customer == customer));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_reader_that_waits_is_woken_by_what_happens() {
    let world = World::new().await;
    let customer = world.customer("blauwevos").await;
    let end = world.store.feed_end(HAVENWERK.0).await.expect("read");
    let engine = world.engine.clone();
    let waiting =
        tokio::spawn(async move { engine.feed_or_wait(OURS, end, 10, Duration::from_secs(600)).await });
    tokio::task::yield_now().await;
    let subscription = world.buy(customer, BASIC, 5, None).await;
    let items = waiting.await.expect("it ends").expect("read");
    assert_eq!(items[0].number, end + 1);
    let about = items.iter().find_map(|item| item.event.recorded.event.subscription());
    assert_eq!(about, Some(subscription));
    // Nothing to wait for, and no time to wait.
    let last = world.store.feed_end(HAVENWERK.0).await.expect("read");
    let none = world.engine.feed_or_wait(OURS, last, 10, Duration::ZERO).await.expect("read");
    assert_eq!(none, []);
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_waits_for_an_installation_that_stops() {
    let world = World::new().await;
    let end = world.store.feed_end(HAVENWERK.0).await.expect("read");
    let wait = |engine: seatwright_engine::Engine| async move {
        engine.feed_or_wait(OURS, end, 10, Duration::from_secs(600)).await
    };
    let waiting = tokio::spawn(wait(world.engine.clone()));
    tokio::task::yield_now().await;
    world.engine.end_waits();
    assert_eq!(waiting.await.expect("it ends").expect("read"), [], "who waited is answered");
    assert_eq!(wait(world.engine.clone()).await.expect("read"), [], "and who comes later");
}

#[tokio::test(flavor = "multi_thread")]
async fn replay_finds_a_feed_that_was_tampered_with() {
    for (sql, expected) in [
        ("DELETE FROM feed WHERE last = ?1", ", number after "),
        ("UPDATE feed SET at = at + 1 WHERE last = ?1", ", events from "),
        ("UPDATE feed SET first_seq = 1 WHERE last = ?1", ": event of account "),
    ] {
        let store = SqliteStore::open_temporary().expect("a store");
        let path = store.path();
        let world = World::on(Arc::new(store), Arc::new(LeaveToOperator)).await;
        let customer = world.customer("blauwevos").await;
        let subscription = world.buy(customer, BASIC, 5, None).await;
        for name in ["One", "Two"] {
            world.run(customer, Command::Rename { subscription, name: name.to_owned() }).await;
        }
        let connection = Connection::open(path).expect("opened");
        let third = "SELECT last FROM feed ORDER BY last LIMIT 1 OFFSET 2";
        let third: i64 = connection.query_row(third, [], |row| row.get(0)).expect("read");
        assert_eq!(connection.execute(sql, [third]).expect("tampered"), 1, "{sql}");
        let report = replay(world.store.clone(), &Quiet).await.expect("replayed");
        assert!(!report.is_clean());
        assert!(report.to_string().contains(expected), "{report}");
    }
}
