//! Messages: delivered to whom they concern, again until they are taken, and kept when they are given up.

use jiff::ToSpan;
use seatwright_domain::command::Command;
use seatwright_domain::subscription::SuspensionReason;
use seatwright_engine::{ATTEMPTS_MAX, DeliveryReport, Target};

use super::world::{BASIC, HAVENWERK, World};

/// An installation with one message to deliver.
async fn with_message() -> World {
    let world = World::new().await;
    let customer = world.customer("blauwevos").await;
    let subscription = world.buy(customer, BASIC, 5, None).await;
    world.engine.deliver(world.engine.now()).await.expect("delivered");
    let reason = SuspensionReason::NonPayment;
    world.run(customer, Command::Suspend { subscription, reason }).await;
    world
}

#[tokio::test]
async fn a_message_is_delivered_once_to_the_seller() {
    let world = with_message().await;
    let report = world.engine.deliver(world.engine.now()).await.expect("delivered");
    assert_eq!(report, DeliveryReport { delivered: 1, ..DeliveryReport::default() });
    let delivered = world.notifier.delivered();
    let last = delivered.last().expect("a message");
    assert_eq!((last.message.kind.as_str(), last.attempt), ("subscription_suspended", 1));
    assert_eq!(last.message.tenant, HAVENWERK.0);
    let report = world.engine.deliver(world.engine.now()).await.expect("nothing left");
    assert_eq!(report, DeliveryReport::default());
}

#[tokio::test]
async fn a_message_that_is_not_taken_is_tried_again_later() {
    let world = with_message().await;
    world.notifier.refuse_next(2);
    let deliver = || async { world.engine.deliver(world.engine.now()).await.expect("tried") };
    assert_eq!(deliver().await.postponed, 1);
    assert_eq!(deliver().await, DeliveryReport::default());
    world.advance(Target::By(30.seconds())).await;
    assert_eq!(deliver().await.postponed, 1);
    world.advance(Target::By(30.seconds())).await;
    assert_eq!(deliver().await, DeliveryReport::default());
    world.advance(Target::By(30.seconds())).await;
    assert_eq!(deliver().await.delivered, 1);
    assert_eq!(world.notifier.delivered().last().expect("a message").attempt, 3);
}

#[tokio::test]
async fn a_message_that_nobody_takes_is_given_up_and_kept_with_the_reason() {
    let world = with_message().await;
    world.notifier.refuse_next(1_000);
    let mut given_up = 0;
    for _ in 0..ATTEMPTS_MAX {
        given_up += world.engine.deliver(world.engine.now()).await.expect("tried").given_up;
        world.advance(Target::By(12.hours())).await;
    }
    assert_eq!(given_up, 1);
    assert_eq!(world.engine.deliver(world.engine.now()).await.expect("tried"), DeliveryReport::default());
    let customers = world.store.customer_ids(None, 10).await.expect("read");
    let kept = world.store.messages(customers[0], None, 100).await.expect("read");
    let last = kept.last().expect("kept");
    assert_eq!((last.attempts, last.delivered_at, last.next_attempt_at), (ATTEMPTS_MAX, None, None));
    assert!(last.last_error.as_ref().is_some_and(|error| error.contains("told to refuse")));
}
