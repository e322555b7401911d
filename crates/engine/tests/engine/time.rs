//! Time: moved in one step or in many, forward only, and never lost.

use std::collections::BTreeSet;
use std::sync::Arc;

use jiff::ToSpan;
use jiff::tz::TimeZone;
use seatwright_domain::calendar::Term;
use seatwright_domain::command::Command;
use seatwright_domain::event::Event;
use seatwright_domain::ids::CustomerId;
use seatwright_engine::identity::IdentityConfig;
use seatwright_engine::port::LeaveToOperator;
use seatwright_engine::{Engine, EngineError, Ports, Quiet, RealClock, Target, real_clock};
use seatwright_store::SqliteStore;
use tempfile::tempdir;

use super::world::{BASIC, NCE_BASIC, World, at, setup, wanted};

/// A customer with a bit of everything that time works on.
async fn with_history(world: &World) -> CustomerId {
    let customer = world.customer("blauwevos").await;
    world.buy(customer, NCE_BASIC, 5, Some(Term::P1M)).await;
    let yearly = world.buy(customer, BASIC, 9, None).await;
    let ending = world.buy(customer, NCE_BASIC, 3, Some(Term::P1Y)).await;
    world.run(customer, Command::SetAutoRenew { subscription: ending, on: false }).await;
    world.run(customer, Command::SaveCart { cart: None, lines: vec![wanted(BASIC, 2)] }).await;
    let reason = seatwright_domain::subscription::SuspensionReason::CustomerRequest;
    world.run(customer, Command::Suspend { subscription: yearly, reason }).await;
    customer
}

#[tokio::test]
async fn time_in_one_step_comes_to_the_same_as_in_many() {
    let (one, months, moments) = (World::new().await, World::new().await, World::new().await);
    let customer = with_history(&one).await;
    assert_eq!(with_history(&months).await, customer);
    assert_eq!(with_history(&moments).await, customer);

    one.advance(Target::By(14.months())).await;
    for _ in 0..14 {
        months.advance(Target::By(1.month())).await;
    }
    let end = one.engine.now();
    assert_eq!(months.engine.now(), end);
    loop {
        let next = moments.store.next_due().await.expect("read");
        if next.is_none_or(|next| next > end) {
            break;
        }
        moments.advance(Target::NextEvent).await;
    }
    moments.advance(Target::To(end)).await;

    let expected = one.events(customer).await;
    assert!(expected.len() > 30, "the year should be eventful: {}", expected.len());
    assert_eq!(months.events(customer).await, expected);
    assert_eq!(moments.events(customer).await, expected);
    assert_eq!(months.loaded(customer).await, one.loaded(customer).await);
    assert_eq!(moments.loaded(customer).await, one.loaded(customer).await);
}

#[tokio::test]
async fn the_clock_goes_to_the_next_event_and_no_further() {
    let world = World::new().await;
    let customer = world.customer("blauwevos").await;
    let still = world.engine.advance_clock(Target::NextEvent, &Quiet).await.expect("advanced");
    assert_eq!((still.from, still.run.accounts), (still.to, 0));
    world.buy(customer, NCE_BASIC, 5, Some(Term::P1M)).await;
    let moved = world.engine.advance_clock(Target::NextEvent, &Quiet).await.expect("advanced");
    assert_eq!(moved.to, at("2021-10-01T00:00:00Z"));
    assert_eq!((moved.run.accounts, moved.run.tally.of("renewed")), (1, 1));
    assert_eq!(world.engine.now(), moved.to);
}

#[tokio::test]
async fn the_clock_never_goes_backwards_nor_absurdly_far() {
    let world = World::new().await;
    let now = world.engine.now();
    let advance = |target| world.engine.advance_clock(target, &Quiet);
    for target in [Target::To(at("2021-08-31T00:00:00Z")), Target::By(-1.day())] {
        let refused = advance(target).await.expect_err("backwards");
        assert!(matches!(refused, EngineError::BackInTime(_)));
        assert!(refused.to_string().contains("2021-09-01T09:00:00Z"));
    }
    assert!(matches!(advance(Target::By(1_000.years())).await, Err(EngineError::TooFar { .. })));
    assert!(matches!(advance(Target::By(9_000.years())).await, Err(EngineError::TooFar { .. })));
    assert_eq!(world.engine.now(), now);
    assert_eq!(advance(Target::To(now)).await.expect("where it stands").to, now);
}

#[tokio::test]
async fn a_restart_finds_the_clock_where_it_stood_and_what_was_missed() {
    let directory = tempdir().expect("a directory");
    let world = World::open(directory.path()).await;
    let customer = world.customer("blauwevos").await;
    world.buy(customer, NCE_BASIC, 5, Some(Term::P1M)).await;
    world.advance(Target::By(3.days())).await;
    // The process ends after the new instant was kept and before anything was carried out.
    world.store.put_setting("simulated_clock", Some("2021-10-02T12:00:00Z")).await.expect("kept");
    drop(world);

    let world = World::open(directory.path()).await;
    assert_eq!(world.engine.clock().now(), at("2021-10-02T12:00:00Z"));
    let recovery = world.engine.recover(&Quiet).await.expect("recovered");
    assert_eq!(recovery.missed_since, Some(at("2021-10-01T00:00:00Z")));
    assert_eq!(recovery.run.tally.of("renewed"), 1);
    assert!(recovery.to_string().starts_with("missed since 2021-10-01T00:00:00Z: "), "{recovery}");
    let again = world.engine.recover(&Quiet).await.expect("recovered");
    assert!(again.is_nothing());
    assert_eq!(again.to_string(), "nothing was left undone");
}

#[tokio::test]
async fn a_kept_clock_that_cannot_be_read_is_an_error_that_says_so() {
    let world = World::new().await;
    world.store.put_setting("simulated_clock", Some("yesterday")).await.expect("kept");
    let error = seatwright_engine::simulated_clock(&*world.store, at("2021-09-01T00:00:00Z")).await;
    assert!(error.expect_err("no instant").to_string().contains("`yesterday`"));
}

#[tokio::test]
async fn an_installation_under_a_simulated_clock_does_not_go_on_under_the_real_one() {
    let store = SqliteStore::open_temporary().expect("a store");
    assert!(real_clock(&store).await.is_ok());
    let world = World::on(Arc::new(store), Arc::new(LeaveToOperator)).await;
    let refused = real_clock(&*world.store).await.expect_err("simulated");
    assert!(refused.to_string().contains("which stands at 2021-09-01T09:00:00Z"), "{refused}");
}

#[tokio::test]
async fn the_real_clock_is_not_moved() {
    let world = World::new().await;
    let setup = setup(Arc::new(RealClock::default()), &IdentityConfig::default(), Ports::default());
    let engine = Engine::new(world.store.clone(), setup);
    let before = engine.now();
    let refused = engine.advance_clock(Target::By(1.day()), &Quiet).await;
    assert!(matches!(refused, Err(EngineError::NotSimulated)));
    assert!(engine.now() >= before);
}

#[tokio::test]
async fn a_renewal_takes_the_policy_of_its_own_day_however_late_it_is_carried_out() {
    let world = World::new().await;
    let customer = world.customer("blauwevos").await;
    world.buy(customer, NCE_BASIC, 5, Some(Term::P1M)).await;
    world.advance(Target::By(8.months())).await;
    let mut versions = BTreeSet::new();
    for recorded in world.events(customer).await {
        if let Event::Renewed { term, .. } = &recorded.event {
            assert_eq!(term.policy, world.engine.policies().at(recorded.at).version);
            assert_eq!(jiff::civil::Date::from(recorded.at.to_zoned(TimeZone::UTC)), term.period.first);
            versions.insert(term.policy.clone());
        }
    }
    assert!(versions.len() >= 2, "eight months cross a change of policy: {versions:?}");
}
