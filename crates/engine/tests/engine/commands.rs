//! Commands: repeated ones act once, concurrent ones all come through, and each finds the account up to date.

use seatwright_domain::calendar::Term;
use seatwright_domain::command::Command;
use seatwright_domain::ids::CustomerId;
use seatwright_domain::refusal::Code;
use seatwright_domain::role::{Caller, Role};
use seatwright_engine::{Done, EngineError};
use seatwright_store::Want;
use tokio::task::JoinSet;
use uuid::Uuid;

use super::world::{
    BASIC, HAVENWERK, NCE_BASIC, NORDLJUS, World, answer, at, new_customer, request, user, wanted,
};

fn order(quantity: u32) -> Command {
    Command::PlaceOrder { lines: vec![wanted(BASIC, quantity)], payment: None }
}

fn create_user(number: usize) -> Command {
    Command::CreateUser { user: Box::new(user(number)) }
}

#[tokio::test]
async fn a_repeated_request_id_acts_once_and_gets_the_first_answer() {
    let world = World::new().await;
    let customer = world.customer("blauwevos").await;
    let first = world.engine.execute(&world.anna, customer, order(5), request("r1", 1), answer).await;
    let first = first.expect("accepted");
    assert!(!first.replayed && first.decision.is_some());
    let again = world.engine.execute(&world.anna, customer, order(5), request("r1", 1), answer).await;
    let again = again.expect("answered again");
    assert_eq!(again, Done { answer: first.answer, replayed: true, decision: None });
    assert_eq!(world.loaded(customer).await.account.subscriptions.len(), 1);
}

#[tokio::test]
async fn a_request_id_with_another_body_or_path_is_refused() {
    let world = World::new().await;
    let customer = world.customer("blauwevos").await;
    let execute = |request| world.engine.execute(&world.anna, customer, order(5), request, answer);
    execute(request("r1", 1)).await.expect("accepted");
    assert!(matches!(execute(request("r1", 2)).await, Err(EngineError::RequestReused)));
    let mut elsewhere = request("r1", 1).expect("a request");
    elsewhere.path.push_str("/other");
    assert!(matches!(execute(Some(elsewhere)).await, Err(EngineError::RequestReused)));
    let mut of_another = request("r1", 2).expect("a request");
    of_another.caller = NORDLJUS.0;
    assert!(!execute(Some(of_another)).await.expect("another request").replayed);
}

#[tokio::test(flavor = "multi_thread")]
async fn sixteen_at_once_with_one_request_id_act_once() {
    let world = World::new().await;
    let customer = world.customer("blauwevos").await;
    // Two engines on one store, so that not only the locks of one process are tried.
    let other =
        World::on(world.store.clone(), std::sync::Arc::new(seatwright_engine::port::LeaveToOperator)).await;
    let mut group = JoinSet::new();
    for number in 0..16 {
        let engine = if number % 2 == 0 { world.engine.clone() } else { other.engine.clone() };
        let anna = world.anna.clone();
        group.spawn(async move { engine.execute(&anna, customer, order(5), request("r1", 1), answer).await });
    }
    let done: Vec<Done> = group.join_all().await.into_iter().map(|done| done.expect("answered")).collect();
    assert_eq!(done.iter().filter(|done| !done.replayed).count(), 1);
    assert!(done.iter().all(|one| one.answer == done[0].answer));
    assert_eq!(world.loaded(customer).await.account.subscriptions.len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn commands_that_meet_on_one_account_are_decided_again_until_all_are_through() {
    let world = World::new().await;
    let customer = world.customer("blauwevos").await;
    let other =
        World::on(world.store.clone(), std::sync::Arc::new(seatwright_engine::port::LeaveToOperator)).await;
    let before = world.loaded(customer).await.account.head.version;
    let mut group = JoinSet::new();
    for number in 0..24 {
        let engine = if number % 2 == 0 { world.engine.clone() } else { other.engine.clone() };
        let anna = world.anna.clone();
        group.spawn(async move { engine.execute(&anna, customer, create_user(number), None, answer).await });
    }
    for done in group.join_all().await {
        done.expect("accepted");
    }
    let after = world.loaded(customer).await.account.head;
    assert_eq!((after.version, after.users), (before + 24, 24));
}

#[tokio::test]
async fn a_refused_command_changes_nothing_and_its_request_id_stays_free() {
    let world = World::new().await;
    let customer = world.customer("blauwevos").await;
    let before = world.loaded(customer).await;
    let execute = |command| world.engine.execute(&world.anna, customer, command, request("r1", 1), answer);
    let refused = execute(order(0)).await;
    assert!(matches!(refused, Err(EngineError::Refused(refusals)) if refusals.has(Code::QuantityOutside)));
    assert_eq!(world.loaded(customer).await, before);
    assert!(!execute(order(5)).await.expect("accepted").replayed);
}

#[tokio::test]
async fn a_customer_that_the_caller_may_not_know_of_looks_like_one_that_is_not_there() {
    let world = World::new().await;
    let customer = world.customer("blauwevos").await;
    let stranger = Caller::partner(NORDLJUS, Some("elsa"), [Role::AdminAgent]);
    let nobody = CustomerId(Uuid::from_u128(404));
    for (caller, customer) in [(&stranger, customer), (&world.anna, nobody)] {
        let executed = world.engine.execute(caller, customer, order(5), None, answer).await;
        assert!(matches!(executed, Err(EngineError::UnknownCustomer)));
        let quoted = world.engine.quote(caller, customer, vec![order(5)]).await;
        assert!(matches!(quoted, Err(EngineError::UnknownCustomer)));
        let read = world.engine.account(caller, customer, Want::default()).await;
        assert!(matches!(read, Err(EngineError::UnknownCustomer)));
    }
    assert!(world.engine.account(&world.anna, customer, Want::default()).await.is_ok());
    let without_role = Caller::partner(HAVENWERK, Some("bo"), []);
    let read = world.engine.account(&without_role, customer, Want::default()).await;
    assert!(matches!(read, Err(EngineError::Refused(refusals)) if refusals.has(Code::RoleMissing)));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_customer_is_created_once_for_a_request_and_once_for_a_domain() {
    let world = World::new().await;
    let create =
        |request| world.engine.create_customer(&world.anna, new_customer("blauwevos"), request, answer);
    let first = create(request("r1", 1)).await.expect("created");
    let again = create(request("r1", 1)).await.expect("answered again");
    assert_eq!(again.answer, first.answer);
    let refused = create(request("r2", 1)).await;
    assert!(matches!(refused, Err(EngineError::Refused(refusals)) if refusals.has(Code::DomainTaken)));

    let mut group = JoinSet::new();
    for number in 0..8 {
        let (engine, anna) = (world.engine.clone(), world.anna.clone());
        let request = request(&format!("c{number}"), 1);
        group
            .spawn(async move { engine.create_customer(&anna, new_customer("duin"), request, answer).await });
    }
    let all = group.join_all().await;
    assert_eq!(all.iter().filter(|done| done.is_ok()).count(), 1);
    for refused in all.into_iter().filter_map(Result::err) {
        assert!(matches!(refused, EngineError::Refused(refusals) if refusals.has(Code::DomainTaken)));
    }
}

#[tokio::test]
async fn what_has_fallen_due_is_carried_out_before_a_command_and_before_a_look() {
    let world = World::new().await;
    let customer = world.customer("blauwevos").await;
    let subscription = world.buy(customer, NCE_BASIC, 5, Some(Term::P1M)).await;
    let clock = world.engine.clock().simulated().expect("a simulated clock");
    // The clock alone moves, as if the scheduler had not come round yet.
    clock.move_to(at("2021-10-05T09:00:00Z")).expect("forward");
    world.run(customer, Command::Rename { subscription, name: "Front desk".into() }).await;
    let kinds = world.kinds(customer).await;
    let renewed = kinds.iter().position(|kind| *kind == "renewed").expect("renewed");
    assert_eq!(kinds.iter().position(|kind| *kind == "renamed"), Some(renewed + 1));

    clock.move_to(at("2021-11-05T09:00:00Z")).expect("forward");
    let loaded = world.engine.account(&world.anna, customer, Want::default()).await.expect("read");
    let first = loaded.account.subscriptions[&subscription].term.period.first.to_string();
    assert_eq!(first, "2021-11-01");
    assert_eq!(world.loaded(customer).await, loaded);
}

#[tokio::test]
async fn a_quote_says_what_would_happen_and_commits_nothing() {
    let world = World::new().await;
    let customer = world.customer("blauwevos").await;
    let subscription = world.buy(customer, NCE_BASIC, 5, Some(Term::P1Y)).await;
    let before = world.loaded(customer).await;
    let cancel = Command::Cancel { subscription, reason: "no longer needed".into(), confirmed: true };
    let quote = world.engine.quote(&world.anna, customer, vec![cancel.clone()]).await.expect("quoted");
    assert_eq!(world.loaded(customer).await, before);
    assert_eq!(quote.version, before.account.head.version);
    assert!(quote.events.iter().any(|event| event.kind() == "cancelled"));
    assert!(!quote.notices.is_empty());
    // NCX-01 and NCX-02: both parts of the window would be lost; everything comes back until the first
    // closes, so the quote holds until then.
    assert_eq!(quote.windows_lost.iter().filter(|window| window.lot.is_none()).count(), 2);
    assert_eq!(quote.valid_until, at("2021-09-02T09:00:00Z"));
    let quote = world.engine.quote(&world.anna, customer, vec![order(5)]).await.expect("quoted");
    assert!(quote.windows_lost.is_empty());

    world.run(customer, cancel.clone()).await;
    let refused = world.engine.quote(&world.anna, customer, vec![cancel]).await;
    assert!(matches!(refused, Err(EngineError::Refused(_))));
}
