//! Migrations to new commerce, and those that wait for their day.

use jiff::civil::date;
use seatwright_domain::calendar::{BillingPlan, Term};
use seatwright_domain::event::{Event, UsersMoved};
use seatwright_domain::ids::{MigrationId, MigrationScheduleId, OfferId};
use seatwright_domain::migration::{
    Migration, MigrationDay, MigrationSchedule, MigrationWish, Part, ScheduleEnd,
};
use seatwright_domain::subscription::Seller;
use uuid::Uuid;

use super::Backend;
use super::world::{
    Draft, PARTNER, at, batch, customer, customer_id, licence, load, order_id, subscription_id, upgrade_id,
    user_id,
};
use crate::loaded::Want;
use crate::migration::{MigrationQuery, MigrationsOf};

fn migration(n: u128, source: u128, target: u128) -> Migration {
    let part = Part {
        source: subscription_id(source),
        source_offer: OfferId::new("BD938F12-058F-4927-BBA3-AE36B1D2501C"),
        target: subscription_id(target),
        offer: OfferId::new("CFQ7TTC0LH18:0001"),
        order: order_id(1),
        upgrade: upgrade_id(n),
        seats: 10,
        term: Term::P1Y,
        billing: BillingPlan::Monthly,
        full_term: false,
        custom_end: None,
        ends_on: date(2022, 8, 31),
        provisioned_at: None,
    };
    Migration {
        id: MigrationId(Uuid::from_u128(n)),
        seller: Seller::Partner { partner: PARTNER, reseller: None },
        external_reference: Some(format!("job {}", n % 2)),
        schedule: None,
        started_at: at(5),
        completed_at: None,
        base: part,
        add_ons: Vec::new(),
    }
}

fn schedule(n: u128, source: u128) -> MigrationSchedule {
    MigrationSchedule {
        id: MigrationScheduleId(Uuid::from_u128(n)),
        seller: Seller::Partner { partner: PARTNER, reseller: None },
        wish: MigrationWish {
            external_reference: Some("later".to_owned()),
            ..MigrationWish::of(subscription_id(source))
        },
        day: MigrationDay::Renewal,
        due: at(50),
        created_at: at(5),
        changed_at: at(5),
        end: None,
    }
}

fn query(of: MigrationsOf) -> MigrationQuery {
    MigrationQuery { partner: PARTNER, of, after: None, limit: 10 }
}

/// What runs and what waits is loaded with its account; what is over is found by customer, subscription and reference.
pub async fn migrations_are_found_by_customer_subscription_and_reference(backend: &dyn Backend) {
    let store = backend.open().await;
    Draft::new(customer(1))
        .buys(1, &[1, 2, 3])
        .then(Event::MigrationStarted { migration: Box::new(migration(1, 1, 2)) })
        .then(Event::MigrationStarted { migration: Box::new(migration(2, 3, 2)) })
        .then(Event::MigrationCompleted { migration: MigrationId(Uuid::from_u128(1)) })
        .done(&*store)
        .await;
    Draft::new(customer(2))
        .buys(1, &[4])
        .then(Event::MigrationStarted { migration: Box::new(migration(3, 4, 4)) })
        .done(&*store)
        .await;
    let loaded = load(&*store, customer_id(1)).await;
    assert_eq!(loaded.account.migrations.keys().map(|id| id.0.as_u128()).collect::<Vec<_>>(), [2]);
    let all = Want { everything: true, ..Want::default() };
    let whole = store.load(customer_id(1), &all).await.expect("the store works").expect("it is there");
    assert_eq!(whole.account.migrations.len(), 2);
    let found = async |of| {
        let page = store.migrations(&query(of)).await.expect("the store works");
        page.items.iter().map(|(_, known)| known.id.0.as_u128()).collect::<Vec<_>>()
    };
    assert_eq!(found(MigrationsOf::Customer(customer_id(1))).await, [1, 2]);
    assert_eq!(found(MigrationsOf::Subscription(subscription_id(3))).await, [2]);
    assert_eq!(found(MigrationsOf::Reference("job 1".to_owned())).await, [1, 3], "over all customers");
    let mut first = query(MigrationsOf::Customer(customer_id(1)));
    first.limit = 1;
    let page = store.migrations(&first).await.expect("the store works");
    first.after = page.next;
    let rest = store.migrations(&first).await.expect("the store works");
    assert_eq!((page.items.len(), rest.items[0].1.id.0.as_u128(), rest.next), (1, 2, None));
    let one = store.migration(customer_id(1), MigrationId(Uuid::from_u128(1))).await;
    assert!(one.expect("the store works").is_some_and(|one| !one.is_running()));
}

/// A schedule is loaded while it waits, and afterwards when it is wanted.
pub async fn scheduled_migrations_wait_and_are_kept(backend: &dyn Backend) {
    let store = backend.open().await;
    let id = MigrationScheduleId(Uuid::from_u128(1));
    let waiting = Draft::new(customer(1))
        .buys(1, &[1])
        .then(Event::MigrationScheduled { schedule: Box::new(schedule(1, 1)) })
        .done(&*store)
        .await;
    assert!(waiting.account.migration_schedules.contains_key(&id));
    let over = Draft::on(&waiting)
        .then(Event::MigrationScheduleEnded { schedule: id, end: ScheduleEnd::Cancelled })
        .done(&*store)
        .await;
    assert!(over.account.migration_schedules.is_empty());
    let want = Want { migration_schedules: vec![id], ..Want::default() };
    let named = store.load(customer_id(1), &want).await.expect("the store works").expect("it is there");
    assert_eq!(named.account.migration_schedules[&id].end, Some(ScheduleEnd::Cancelled));
    for of in [
        MigrationsOf::Customer(customer_id(1)),
        MigrationsOf::Subscription(subscription_id(1)),
        MigrationsOf::Reference("later".to_owned()),
    ] {
        let page = store.migration_schedules(&query(of)).await.expect("the store works");
        assert_eq!(page.items[0].1.id, id);
    }
    assert!(store.migration_schedule(customer_id(1), id).await.expect("the store works").is_some());
}

/// Licences that migrate keep the services that were switched off.
pub async fn a_batch_that_keeps_services_leaves_them_off_mig_101(backend: &dyn Backend) {
    let store = backend.open().await;
    Draft::new(customer(1))
        .buys(1, &[1, 2])
        .hires(1, vec![licence(1, &["mail"])])
        .then(Event::UsersMoved { batch: Box::new(UsersMoved { keeps_services: true, ..batch(None, 1, 1) }) })
        .done(&*store)
        .await;
    let user = store.user(customer_id(1), user_id(1)).await.expect("the store works").expect("it is there");
    assert_eq!(user.assignments[0].subscription, subscription_id(2));
    assert!(user.assignments[0].excluded.contains("mail"));
}
