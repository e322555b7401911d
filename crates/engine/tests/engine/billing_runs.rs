//! Billing runs that are cut off, repeated, cut into other steps, or that meet each other: the same bytes as the quiet run.

use std::path::Path;
use std::sync::Arc;

use jiff::{Timestamp, ToSpan};
use seatwright_domain::calendar::Term;
use seatwright_domain::command::Command;
use seatwright_domain::subscription::Payment;
use seatwright_engine::port::LeaveToOperator;
use seatwright_engine::{Quiet, Target, replay};
use seatwright_store::{SqliteOptions, SqliteStore};
use tempfile::tempdir;

use super::billing_world::{assert_same, buy_directly, copy, stored};
use super::world::{BASIC, NCE_BASIC, STANDARD, World, at};

/// Customers of a partner and customers that buy directly, of both families, one of whom pays by card; nobody else pays.
async fn ground(directory: &Path) {
    let world = World::open(directory).await;
    for name in ["blauwevos", "duin", "meeuw"] {
        let customer = world.customer(name).await;
        world.buy(customer, NCE_BASIC, 5, Some(Term::P1M)).await;
        let classic = world.buy(customer, BASIC, 9, None).await;
        world.advance(Target::By(1.day())).await;
        world.run(customer, Command::ChangeSeats { subscription: classic, seats: 12 }).await;
        let payment = if name == "duin" { Payment::Card } else { Payment::Invoice };
        buy_directly(&world, customer, STANDARD, 2, payment).await;
    }
}

async fn run_to(directory: &Path, moments: impl IntoIterator<Item = Timestamp>) {
    let world = World::open(directory).await;
    for moment in moments {
        let run = world.advance(Target::To(moment)).await;
        assert!(run.failed.is_empty(), "{:?}", run.failed);
    }
    let replayed = replay(world.store.clone(), &Quiet).await.expect("replayed");
    assert!(replayed.is_clean(), "{replayed}");
}

fn months_after(start: Timestamp, months: i32) -> Timestamp {
    let zoned = start.to_zoned(jiff::tz::TimeZone::UTC);
    zoned.checked_add(months.months()).expect("in the calendar").timestamp()
}

#[tokio::test(flavor = "multi_thread")]
async fn three_years_in_one_step_are_the_same_as_month_by_month_and_day_by_day() {
    let home = tempdir().expect("a directory");
    let path = |name: &str| home.path().join(name);
    ground(&path("ground")).await;
    let start = at("2021-09-04T09:00:00Z");
    let end = months_after(start, 36);
    for name in ["once", "months", "days"] {
        copy(&path("ground"), &path(name));
    }
    run_to(&path("once"), [end]).await;
    run_to(&path("months"), (1..=36).map(|month| months_after(start, month))).await;
    let days = (1..).map(|day| start + (24 * day).hours()).take_while(|day| *day < end).chain([end]);
    run_to(&path("days"), days).await;
    assert_same("month by month", &path("months"), &path("once"));
    assert_same("day by day", &path("days"), &path("once"));
    let stored = stored(&path("once"));
    assert!(stored["invoices"].len() > 100, "three years bring many invoices: {}", stored["invoices"].len());
    assert!(stored["events"].iter().any(|row| row.contains("payment_reminded")), "somebody is dunned");
    assert!(stored["events"].iter().any(|row| row.contains("non_payment")), "and suspended");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_kill_at_any_step_of_a_run_leaves_the_same_bytes_after_the_next_start() {
    let home = tempdir().expect("a directory");
    let path = |name: &str| home.path().join(name);
    ground(&path("ground")).await;
    let end = at("2021-12-20T00:00:00Z");
    copy(&path("ground"), &path("quiet"));
    run_to(&path("quiet"), [end]).await;
    let mut kills = 0;
    for step in 0.. {
        let name = format!("kill{step}");
        copy(&path("ground"), &path(&name));
        let options = SqliteOptions { durable: false, ..SqliteOptions::default() };
        let store = Arc::new(SqliteStore::open_with(path(&name), options).expect("a store"));
        let world = World::on(store.clone(), Arc::new(LeaveToOperator)).await;
        store.blow_after(step);
        let whole = world
            .engine
            .advance_clock(Target::To(end), &Quiet)
            .await
            .is_ok_and(|report| report.run.failed.is_empty());
        drop((world, store));
        let world = World::open(&path(&name)).await;
        world.engine.recover(&Quiet).await.expect("recovered");
        world.advance(Target::To(end)).await;
        drop(world);
        assert_same(&format!("killed after {step} writes"), &path(&name), &path("quiet"));
        std::fs::remove_dir_all(path(&name)).expect("removed");
        if whole {
            break;
        }
        kills += 1;
    }
    assert!(kills > 40, "a run of three months has many steps: {kills}");
}

#[tokio::test(flavor = "multi_thread")]
async fn two_runs_at_once_bill_nothing_twice_and_forget_nothing() {
    let home = tempdir().expect("a directory");
    let path = |name: &str| home.path().join(name);
    ground(&path("ground")).await;
    let end = at("2022-01-20T00:00:00Z");
    copy(&path("ground"), &path("quiet"));
    run_to(&path("quiet"), [end]).await;
    for round in 0..4 {
        let name = format!("race{round}");
        copy(&path("ground"), &path(&name));
        let one = World::open(&path(&name)).await;
        let other = World::on(one.store.clone(), Arc::new(LeaveToOperator)).await;
        for world in [&one, &other] {
            world.engine.clock().simulated().expect("simulated").move_to(end).expect("forward");
        }
        let (first, second) = tokio::join!(
            tokio::spawn({
                let engine = one.engine.clone();
                async move { engine.run_due(end, &Quiet).await }
            }),
            tokio::spawn({
                let engine = other.engine.clone();
                async move { engine.run_due(end, &Quiet).await }
            }),
        );
        for run in [first, second] {
            let run = run.expect("ended").expect("a run");
            assert!(run.failed.is_empty(), "{:?}", run.failed);
        }
        drop((one, other));
        assert_same(&format!("race {round}"), &path(&name), &path("quiet"));
    }
}
