//! Migrations to new commerce on a real store: users follow in batches, time carries out what was scheduled, and what was written
//! can be derived again (MIG-101, MIG-104, MIG-105).

use jiff::ToSpan;
use seatwright_domain::command::{Command, LicenceWish};
use seatwright_domain::ids::{CustomerId, SubscriptionId};
use seatwright_domain::migration::{MigrationDay, MigrationWish};
use seatwright_domain::subscription::{Status, SuspensionReason};
use seatwright_engine::{Quiet, Target, replay};
use seatwright_store::Want;

use super::world::{BASIC, World};

async fn office(world: &World, name: &str, users: usize) -> (CustomerId, SubscriptionId) {
    let customer = world.customer(name).await;
    let source = world.buy(customer, BASIC, 300, None).await;
    let plan = world.loaded(customer).await.account.subscriptions[&source].plan.expect("a plan");
    for user in world.users(customer, users).await {
        let assign = vec![LicenceWish { plan, excluded: ["SWAY".to_owned()].into() }];
        world.run(customer, Command::ChangeLicences { user, assign, remove: Vec::new() }).await;
    }
    (customer, source)
}

async fn assert_sound(world: &World) {
    let replayed = replay(world.store.clone(), &Quiet).await.expect("replayed");
    assert!(replayed.is_clean(), "{replayed}");
    let verified = world.engine.verify(&Quiet).await.expect("verified");
    assert!(verified.is_clean(), "{verified}");
}

#[tokio::test(flavor = "multi_thread")]
async fn users_follow_in_batches_and_everything_can_be_derived_again() {
    let world = World::new().await;
    // More users than move in one batch.
    let (customer, source) = office(&world, "blauwevos", 250).await;
    world.advance(Target::By(3.months())).await;
    let wish = Box::new(MigrationWish::of(source));
    world.run(customer, Command::MigrateToNewCommerce { wish }).await;
    let all = Want { everything: true, ..Want::default() };
    let loaded = world.store.load(customer, &all).await.expect("read").expect("it is there");
    let migration = loaded.account.migrations.values().next().expect("a migration");
    assert!(migration.completed_at.is_some(), "it is done when the command has been answered");
    let (old, new) =
        (&loaded.account.subscriptions[&source], &loaded.account.subscriptions[&migration.base.target]);
    assert_eq!((old.status, new.assigned), (Status::Deleted, 250));
    let holders = world.store.assigned_users(customer, new.id, None, 300).await.expect("read");
    assert!(
        holders.iter().all(|user| user.assignment(new.id).is_some_and(|held| held.excluded.contains("SWAY")))
    );
    world.advance(Target::By(2.months())).await;
    assert_sound(&world).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_scheduled_happens_in_a_run_or_is_reported_in_the_outbox() {
    let world = World::new().await;
    let (one, kept) = office(&world, "blauwevos", 3).await;
    let (other, lost) = office(&world, "rodebeer", 0).await;
    for (customer, source) in [(one, kept), (other, lost)] {
        let wish = Box::new(MigrationWish::of(source));
        world.run(customer, Command::ScheduleMigration { wish, day: MigrationDay::Renewal }).await;
    }
    let reason = SuspensionReason::NonPayment;
    world.run(other, Command::Suspend { subscription: lost, reason }).await;
    world.advance(Target::By(13.months())).await;
    let kinds = world.kinds(one).await;
    assert!(kinds.contains(&"migration_completed") && !kinds.contains(&"renewed"), "{kinds:?}");
    let kinds = world.kinds(other).await;
    assert!(
        kinds.contains(&"migration_schedule_ended") && !kinds.contains(&"migration_started"),
        "{kinds:?}"
    );
    assert_sound(&world).await;
}
