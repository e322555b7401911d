//! Random histories with migrations to new commerce: what each day costs is what is charged (MIG-104).

use std::collections::BTreeMap;

use seatwright_domain::event::Event;
use seatwright_domain::migration::ScheduleEnd;
use seatwright_oracle::history::History;

/// The histories of these tests.
const SEED: u64 = 2024;

#[test]
fn charges_of_histories_with_migrations_are_what_is_owed_mig_104() {
    for number in 0..200 {
        if let Err(fault) = History::migrating(SEED, number).check() {
            panic!(
                "{fault}\ncut short by: cargo run --release -p seatwright-oracle -- --migrating --seed {SEED} --first {number} --histories 1"
            );
        }
    }
}

#[test]
fn histories_migrate_at_once_later_with_add_ons_and_in_vain_mig_105() {
    let mut seen: BTreeMap<&str, u32> = BTreeMap::new();
    for number in 0..200 {
        let world = History::migrating(SEED, number).live().unwrap();
        for recorded in &world.history {
            let kind = match &recorded.event {
                Event::MigrationStarted { migration } if !migration.add_ons.is_empty() => "with add-ons",
                Event::MigrationStarted { migration } if migration.schedule.is_some() => "on its day",
                Event::MigrationStarted { .. } => "at once",
                Event::MigrationScheduleEnded { end: ScheduleEnd::Failed { .. }, .. } => "in vain",
                _ => continue,
            };
            *seen.entry(kind).or_default() += 1;
        }
    }
    for kind in ["at once", "on its day", "with add-ons", "in vain"] {
        assert!(seen.get(kind).is_some_and(|count| *count > 1), "{kind} among {seen:?}");
    }
}
