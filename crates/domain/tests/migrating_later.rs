//! Migrations that wait for their day (MIG-105): carried out by time, taken back, overtaken, or ended with every reason.

mod upgrade_support;

use jiff::civil::date;
use seatwright_domain::calendar::{BillingPlan, Term};
use seatwright_domain::command::Command;
use seatwright_domain::event::Event;
use seatwright_domain::ids::{MigrationScheduleId, SubscriptionId};
use seatwright_domain::migration::{MigrationDay, MigrationSchedule, MigrationWish, ScheduleEnd};
use seatwright_domain::refusal::Code;
use seatwright_domain::role::Role;
use seatwright_domain::rule::Rule;
use seatwright_domain::subscription::{Status, SuspensionReason};
use upgrade_support::support::{NORDLJUS, invariants, told};
use upgrade_support::{VERSIONS, World, give_all, id, offer, until};

const BOUGHT: &str = "2022-01-10T09:30:00";

fn office(version: &str) -> (World, SubscriptionId) {
    let mut world = World::new(version, BOUGHT);
    let source = world.buy(offer::BASIC, 10, None, BillingPlan::Monthly);
    (world, source)
}

fn later(source: SubscriptionId, day: MigrationDay) -> Command {
    Command::ScheduleMigration { wish: Box::new(MigrationWish::of(source)), day }
}

fn on(year: i16, month: i8, day: i8) -> MigrationDay {
    MigrationDay::On { date: date(year, month, day) }
}

fn saved(world: &mut World, source: SubscriptionId, day: MigrationDay) -> MigrationScheduleId {
    let decision = world.run(later(source, day));
    decision
        .events
        .iter()
        .find_map(|recorded| match &recorded.event {
            Event::MigrationScheduled { schedule } => Some(schedule.id),
            _ => None,
        })
        .expect("a schedule")
}

fn schedule(world: &World, id: MigrationScheduleId) -> &MigrationSchedule {
    &world.account.migration_schedules[&id]
}

fn target_of(world: &World) -> SubscriptionId {
    world.account.migrations.values().next().expect("a migration").base.target
}

#[test]
fn on_a_day_it_happens_at_the_beginning_of_it_mig_105() {
    for version in VERSIONS {
        let (mut world, source) = office(version);
        // Too early today, and in time on the day.
        let waiting = saved(&mut world, source, on(2022, 3, 10));
        give_all(&mut world, 3, source);
        until(&mut world, "2022-03-09T23:59:59");
        assert!(schedule(&world, waiting).is_open() && world.sub(source).is_active());
        until(&mut world, "2022-06-01");
        let migration = world.account.migrations.values().next().unwrap().clone();
        assert_eq!(schedule(&world, waiting).end, Some(ScheduleEnd::CarriedOut { migration: migration.id }));
        assert_eq!(
            (migration.schedule, migration.started_at.to_string()),
            (Some(waiting), "2022-03-10T00:00:00Z".to_owned())
        );
        let new = world.sub(migration.base.target);
        assert_eq!((new.assigned, new.term.period.last), (3, date(2023, 1, 9)));
        assert_eq!(world.status(source), Status::Deleted);
        invariants::all(&world.account, &world.catalogue, &world.policies, world.now);
        invariants::money_is_sound(&world.history);
        world.assert_folds();
    }
}

#[test]
fn a_charge_cycle_that_would_begin_on_the_day_never_does_mig_104() {
    let mut world = World::dated(BOUGHT).priced(offer::BASIC, Term::P1Y, BillingPlan::Monthly, "30.00");
    let source = world.buy(offer::BASIC, 2, None, BillingPlan::Monthly);
    saved(&mut world, source, on(2022, 3, 10));
    until(&mut world, "2022-03-10T00:00:01");
    assert_eq!(world.lines(source).len(), 2, "January and February, and nothing that comes back");
}

#[test]
fn in_place_of_the_renewal_a_whole_new_term_begins_mig_105_mig_103() {
    for version in VERSIONS {
        let (mut world, source) = office(version);
        saved(&mut world, source, MigrationDay::Renewal);
        until(&mut world, "2023-01-09T23:59:59");
        assert!(world.sub(source).is_active());
        until(&mut world, "2023-01-10T00:00:00");
        let new = world.sub(target_of(&world));
        assert_eq!((new.term.period.first, new.term.period.last), (date(2023, 1, 10), date(2024, 1, 9)));
        assert_eq!(new.offer, id(offer::NCE_BASIC));
        assert_eq!(world.status(source), Status::Deleted);
        assert!(world.history.iter().all(|recorded| recorded.event.kind() != "renewed"));
        invariants::money_is_sound(&world.history);
    }
}

#[test]
fn what_cannot_be_carried_out_is_reported_and_changes_nothing_mig_105() {
    for version in VERSIONS {
        let (mut world, source) = office(version);
        let waiting = saved(&mut world, source, on(2022, 3, 10));
        let reason = SuspensionReason::NonPayment;
        world.run(Command::Suspend { subscription: source, reason });
        until(&mut world, "2022-03-11");
        let Some(ScheduleEnd::Failed { reasons }) = &schedule(&world, waiting).end else {
            panic!("{:?}", schedule(&world, waiting));
        };
        assert_eq!(reasons.iter().map(|reason| reason.code).collect::<Vec<_>>(), [Code::MigrationNotActive]);
        assert!(world.messages.iter().any(|kind| kind == "new_commerce_migration_schedule_failed"));
        assert_eq!(world.status(source), Status::Suspended);
        assert!(world.account.migrations.is_empty());
        // Also when the subscription is long gone.
        let (mut world, source) = office(version);
        let waiting = saved(&mut world, source, MigrationDay::Renewal);
        let reason = SuspensionReason::NonPayment;
        world.run(Command::Suspend { subscription: source, reason });
        until(&mut world, "2022-12-01");
        assert_eq!(world.status(source), Status::Deleted);
        until(&mut world, "2023-02-01");
        assert!(matches!(schedule(&world, waiting).end, Some(ScheduleEnd::Failed { .. })));
    }
}

#[test]
fn it_can_be_changed_taken_back_and_overtaken_mig_105() {
    for version in VERSIONS {
        let (mut world, source) = office(version);
        let waiting = saved(&mut world, source, on(2022, 3, 10));
        let twice = world.refused(later(source, MigrationDay::Renewal));
        assert_eq!(told(&twice), [(Rule::Mig105, Code::MigrationScheduled)]);
        let mut wish = MigrationWish::of(source);
        wish.base.seats = Some(12);
        let change = |wish: &MigrationWish, day| Command::ChangeMigrationSchedule {
            schedule: waiting,
            wish: Box::new(wish.clone()),
            day,
        };
        world.run(change(&wish, on(2022, 4, 1)));
        assert_eq!(world.run(change(&wish, on(2022, 4, 1))).events.len(), 0, "nothing changes");
        assert_eq!(schedule(&world, waiting).wish.base.seats, Some(12));
        let other = world.buy(offer::STANDARD, 1, None, BillingPlan::Monthly);
        let refused = world.refused(change(&MigrationWish::of(other), on(2022, 4, 1)));
        assert_eq!(told(&refused), [(Rule::Mig105, Code::ValueInvalid)]);
        until(&mut world, "2022-03-20");
        assert!(schedule(&world, waiting).is_open());
        world.run(Command::CancelMigrationSchedule { schedule: waiting });
        assert_eq!(schedule(&world, waiting).end, Some(ScheduleEnd::Cancelled));
        let over = world.refused(Command::CancelMigrationSchedule { schedule: waiting });
        assert_eq!(told(&over), [(Rule::Mig105, Code::MigrationScheduleOver)]);
        until(&mut world, "2022-04-02");
        assert!(world.sub(source).is_active(), "what was taken back does not happen");
        // Migrated by hand before its day.
        let waiting = saved(&mut world, source, on(2022, 5, 1));
        world.run(Command::MigrateToNewCommerce { wish: Box::new(MigrationWish::of(source)) });
        let migration = *world.account.migrations.keys().next().unwrap();
        assert_eq!(schedule(&world, waiting).end, Some(ScheduleEnd::Overtaken { migration }));
        until(&mut world, "2022-06-01");
        assert_eq!(world.account.migrations.len(), 1);
    }
}

#[test]
fn days_that_are_over_and_schedules_of_others_are_refused_mig_105() {
    let (mut world, source) = office("2025-04");
    until(&mut world, "2022-03-20T12:00:00");
    let refused = world.refused(later(source, on(2022, 3, 20)));
    assert_eq!(told(&refused), [(Rule::Mig105, Code::MigrationDayPast)]);
    // What stands against it on its day is said when it is saved.
    let refused = world.refused(later(source, on(2023, 1, 9)));
    assert_eq!(told(&refused), [(Rule::Mig102, Code::MigrationLastDay)]);
    let waiting = saved(&mut world, source, on(2022, 4, 1));
    world.act_as(NORDLJUS, [Role::AdminAgent, Role::GlobalAdmin]);
    let foreign = world.refused(Command::CancelMigrationSchedule { schedule: waiting });
    let unknown = MigrationScheduleId(uuid::Uuid::from_u128(9));
    let nothing = world.refused(Command::CancelMigrationSchedule { schedule: unknown });
    assert_eq!(told(&foreign), told(&nothing));
    assert_eq!(told(&nothing), [(Rule::Mig105, Code::MigrationUnknown)]);
}
