//! Runs over many accounts: all are carried out, in chunks, and a run that is cut short is gone on with.

use jiff::ToSpan;
use seatwright_domain::calendar::Term;
use seatwright_domain::ids::CustomerId;
use seatwright_engine::{Counter, Quiet, Target};

use super::world::{NCE_BASIC, World, at};

async fn customers(world: &World, count: usize) -> Vec<CustomerId> {
    let mut all = Vec::new();
    for number in 0..count {
        let customer = world.customer(&format!("customer{number}")).await;
        world.buy(customer, NCE_BASIC, 5, Some(Term::P1M)).await;
        all.push(customer);
    }
    all
}

#[tokio::test(flavor = "multi_thread")]
async fn a_run_that_is_stopped_goes_on_where_it_stopped() {
    let world = World::new().await;
    let all = customers(&world, 1_100).await;
    let clock = world.engine.clock().simulated().expect("a simulated clock");
    clock.move_to(at("2021-10-01T00:00:00Z")).expect("forward");
    let now = world.engine.now();

    let progress = Counter::stopping_after(1);
    let cut = world.engine.run_due(now, &progress).await.expect("a run");
    assert!(cut.stopped && cut.accounts > 0 && cut.accounts < 1_100);
    assert_eq!((progress.total(), progress.done()), (1_100, cut.accounts));
    assert!(progress.is_finished());

    let progress = Counter::default();
    let rest = world.engine.run_due(now, &progress).await.expect("a run");
    assert!(!rest.stopped);
    assert_eq!(rest.accounts, 1_100 - cut.accounts);
    assert_eq!((progress.total(), progress.done()), (rest.accounts, rest.accounts));
    assert_eq!(cut.tally.of("renewed") + rest.tally.of("renewed"), 1_100);
    for customer in all {
        let renewed = world.kinds(customer).await.iter().filter(|kind| **kind == "renewed").count();
        assert_eq!(renewed, 1);
    }
    let nothing = world.engine.run_due(now, &Quiet).await.expect("a run");
    assert_eq!(nothing.accounts, 0);
}

#[tokio::test]
async fn a_run_does_nothing_before_its_time() {
    let world = World::new().await;
    customers(&world, 1).await;
    let report = world.engine.run_due(at("2031-01-01T00:00:00Z"), &Quiet).await.expect("a run");
    assert_eq!(report.accounts, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_run_and_commands_of_another_process_do_not_disturb_each_other() {
    let world = World::new().await;
    let all = customers(&world, 20).await;
    let other =
        World::on(world.store.clone(), std::sync::Arc::new(seatwright_engine::port::LeaveToOperator)).await;
    for world in [&world, &other] {
        let clock = world.engine.clock().simulated().expect("a simulated clock");
        clock.move_to(at("2022-03-01T00:00:00Z")).expect("forward");
    }
    let (run, also) = tokio::join!(
        world.engine.run_due(world.engine.now(), &Quiet),
        other.engine.run_due(other.engine.now(), &Quiet),
    );
    let (run, also) = (run.expect("a run"), also.expect("a run"));
    assert!(run.failed.is_empty() && also.failed.is_empty());
    assert_eq!(run.tally.of("renewed") + also.tally.of("renewed"), 20 * 6);
    for customer in all {
        let renewed = world.kinds(customer).await.iter().filter(|kind| **kind == "renewed").count();
        assert_eq!(renewed, 6);
    }
}

#[tokio::test]
async fn the_scheduler_carries_out_what_falls_due_and_stops_when_told() {
    let world = World::new().await;
    let customer = customers(&world, 1).await[0];
    let clock = world.engine.clock().simulated().expect("a simulated clock");
    clock.move_to(at("2021-10-01T00:00:00Z")).expect("forward");
    let scheduler = world.engine.start_scheduler();
    while world.store.next_due().await.expect("read").is_some_and(|due| due <= world.engine.now()) {
        tokio::task::yield_now().await;
    }
    scheduler.stop().await;
    assert!(world.kinds(customer).await.contains(&"renewed"));
    world.advance(Target::By(1.day())).await;
}
