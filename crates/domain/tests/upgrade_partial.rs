//! Upgrading some seats of a new-commerce subscription, or into an existing one (seed 003, "Gedeeltelijke upgrades in nieuwe
//! commerce-abonnementen"): PART-01..07, UPG-105.

mod upgrade_support;

use jiff::civil::date;
use seatwright_domain::command::Command;
use seatwright_domain::decision::Notice;
use seatwright_domain::event::Event;
use seatwright_domain::ids::SubscriptionId;
use seatwright_domain::refusal::{Code, Remedy};
use seatwright_domain::rule::Rule;
use seatwright_domain::subscription::{NextTerm, Status, SuspensionReason};
use seatwright_domain::upgrade::{Stage, UpgradeKind};
use seatwright_domain::window::refundable_seats;
use upgrade_support::support::{POLICIES, lost_schedule};
use upgrade_support::{
    HAVENWERK, VERSIONS, World, begun, buy_from, cure_all, give, give_all, holds, id, instant, named, offer,
    reason, settle, transition, transition_into, transition_targets, until,
};

const START: &str = "2021-10-04";

/// Business Basic with 10 seats, long after its window.
fn basic(version: &str) -> (World, SubscriptionId) {
    let mut world = World::new(version, START);
    let bought = buy_from(&mut world, HAVENWERK, offer::NCE_BASIC, 10);
    until(&mut world, "2022-01-15T08:00:00");
    (world, bought)
}

fn schedule(world: &mut World, subscription: SubscriptionId) {
    let next = NextTerm { seats: 8, ..world.sub(subscription).unchanged_next_term() };
    world.run(Command::Schedule { subscription, next });
}

#[test]
fn some_seats_move_to_a_new_subscription_part_01_part_06_part_07() {
    for version in VERSIONS {
        let (mut world, bought) = basic(version);
        give_all(&mut world, 8, bought);
        let decision = world.run(transition(bought, offer::NCE_E1, 4));
        let upgrade = begun(&decision);
        assert_eq!(upgrade.kind, UpgradeKind::PartialToNew);
        assert_eq!(upgrade.stage, Stage::Completed { at: world.now }, "it happens at once (PART-03)");
        let new = world.sub(upgrade.target.unwrap());
        let source = world.sub(bought);
        assert_eq!((new.seats(), source.seats()), (4, 6));
        assert_eq!(new.term.period.last, source.term.period.last, "PART-06");
        assert_eq!(new.term.period.first, date(2022, 1, 15));
        assert_eq!(source.offer, id(offer::NCE_BASIC));
        // UPG-105: people move the licences, and are told that there are more users than seats now.
        assert!(decision.notices.contains(&Notice::ReassignByHand { subscription: bought }));
        let conflict = |notice: &Notice| matches!(notice, Notice::LicenceConflict { users_too_many: 2, .. });
        assert!(decision.notices.iter().any(conflict));
        assert_eq!((source.assigned, new.assigned), (8, 0));
        assert!(settle(&mut world).is_empty());
        world.assert_folds();
    }
}

#[test]
fn a_classic_subscription_moves_all_or_nothing_part_01() {
    for version in VERSIONS {
        let mut world = World::new(version, START);
        let bought = buy_from(&mut world, HAVENWERK, offer::BASIC, 10);
        let refused = world.refused(transition(bought, offer::E1, 4));
        assert_eq!(reason(&refused, Rule::Part01).code, Code::NotEligible);
        assert!(reason(&refused, Rule::Part01).remedies.contains(&Remedy::ChangeByHand), "MAN-01");
        assert!(transition_targets(&world, bought, false).is_empty());
    }
}

#[test]
fn partial_means_a_number_that_differs_or_one_that_is_smaller_part_02_upg_105() {
    for version in VERSIONS {
        let (mut world, bought) = basic(version);
        let refused = world.refused(transition(bought, offer::NCE_E1, 0));
        assert_eq!(named(refused.reasons())[0], (Rule::Part01, Code::SeatsNotPossible));
        if version == "2021-09" {
            // Seats that do not exist cannot move; they are added first.
            let refused = world.refused(transition(bought, offer::NCE_E1, 12));
            assert_eq!(named(refused.reasons()), [(Rule::Part02, Code::SeatsNotPossible)]);
            let buy = Remedy::BuySeats { subscription: bought, seats: 2 };
            assert_eq!(refused.reasons()[0].remedies, [Remedy::ChooseQuantity { min: 1, max: 10 }, buy]);
            world.run(Command::ChangeSeats { subscription: bought, seats: 12 });
        }
        let decision = world.run(transition(bought, offer::NCE_E1, 12));
        assert_eq!(begun(&decision).kind, UpgradeKind::InPlace, "all seats, or more of them");
        assert_eq!(world.sub(bought).seats(), 12);
    }
}

#[test]
fn starting_one_deletes_what_was_scheduled_and_says_so_part_04() {
    for version in VERSIONS {
        for seats in [4, 10] {
            let (mut world, bought) = basic(version);
            schedule(&mut world, bought);
            let decision = world.run(transition(bought, offer::NCE_E1, seats));
            assert_eq!(lost_schedule(&decision), Some(Rule::Part04));
            assert_eq!(world.sub(bought).scheduled, None);
            let kept = world.sub(bought).dropped.as_ref().unwrap();
            assert_eq!((kept.rule, kept.next.seats), (Rule::Part04, 8), "it can be scheduled again");
            assert!(world.messages.iter().any(|kind| kind == "scheduled_change_dropped"));
        }
        // The subscription that seats move into loses its own.
        let (mut world, bought) = basic(version);
        let into = ready_target(&mut world, offer::NCE_E1);
        schedule(&mut world, into);
        let decision = world.run(transition_into(bought, offer::NCE_E1, 4, into));
        assert_eq!(lost_schedule(&decision), Some(Rule::Part04));
        assert_eq!(world.sub(into).scheduled, None);
    }
}

/// A subscription of the target offer outside its window, ending with or after the others.
fn ready_target(world: &mut World, offer: &str) -> SubscriptionId {
    let into = buy_from(world, HAVENWERK, offer, 5);
    let after = world.now.checked_add(jiff::SignedDuration::from_hours(31 * 24)).unwrap();
    until(world, &after.to_string());
    into
}

#[test]
fn only_an_active_and_set_up_subscription_moves_part_05_upg_107() {
    for version in VERSIONS {
        let (mut world, bought) = basic(version);
        world.run(Command::Suspend { subscription: bought, reason: SuspensionReason::NonPayment });
        let refused = world.refused(transition(bought, offer::NCE_E1, 4));
        assert_eq!(named(refused.reasons()), [(Rule::Part05, Code::NotActive)]);
        assert!(transition_targets(&world, bought, false)[0].reasons.contains(&refused.reasons()[0]));
        cure_all(&mut world, &refused, |_| Some(refused.clone()));
        upgrade_support::happen(
            &mut world,
            Event::ProvisioningChanged { subscription: bought, provisioned: false },
        );
        let refused = world.refused(transition(bought, offer::NCE_E1, 4));
        assert_eq!(named(refused.reasons()), [(Rule::Upg107, Code::NotSetUp)]);
        cure_all(&mut world, &refused, |_| Some(refused.clone()));
        world.run(transition(bought, offer::NCE_E1, 4));
    }
}

#[test]
fn a_subscription_that_ended_its_term_does_not_move_part_05() {
    for version in VERSIONS {
        let (mut world, bought) = basic(version);
        world.run(Command::SetAutoRenew { subscription: bought, on: false });
        until(&mut world, "2022-10-04T08:00:00");
        let refused = world.refused(transition(bought, offer::NCE_E1, 4));
        match world.status(bought) {
            // The seeds know no grace after the term (SUSP-05).
            Status::Deleted => assert!(refused.has(Code::Deleted), "{refused}"),
            status => assert_eq!(reason(&refused, Rule::Part05).evidence["status"], status.code()),
        }
        assert!(transition_targets(&world, bought, false).iter().all(|target| !target.reasons.is_empty()));
    }
}

#[test]
fn a_partial_upgrade_hands_on_the_window_where_the_policy_says_so_nce_305() {
    for version in VERSIONS {
        let mut world = World::new(version, START);
        let bought = buy_from(&mut world, HAVENWERK, offer::NCE_BASIC, 10);
        until(&mut world, "2021-10-06");
        let decision = world.run(transition(bought, offer::NCE_E1, 4));
        let new = world.sub(begun(&decision).target.unwrap());
        let expected = (version == "2025-04").then(|| instant(START));
        assert_eq!(new.window_opened_at, expected);
        assert!(new.lots.iter().all(|lot| !lot.window), "the seats alone cannot be given back");
    }
}

#[test]
fn all_seats_go_into_an_existing_subscription_and_the_source_ends_upg_104_part_07() {
    for version in VERSIONS {
        let (mut world, bought) = basic(version);
        give_all(&mut world, 9, bought);
        let into = ready_target(&mut world, offer::NCE_E1);
        give(&mut world, 0, into, &[]);
        let before = world.sub(into).clone();
        let decision = world.run(transition_into(bought, offer::NCE_E1, 10, into));
        assert_eq!(begun(&decision).kind, UpgradeKind::IntoExisting);
        assert_eq!(world.sub(into).seats(), 15);
        assert_eq!(world.status(bought), Status::Active, "until everybody has moved");
        settle(&mut world);
        let after = world.sub(into);
        assert_eq!((&after.term, after.billing), (&before.term, before.billing), "its term and billing stay");
        assert_eq!(after.assigned, 9, "who held it already holds it once");
        assert_eq!(world.status(bought), Status::Deleted);
        assert!((0..9).all(|number| holds(&world, number, into)));
        world.assert_folds();
    }
}

#[test]
fn some_seats_go_into_an_existing_subscription_part_07() {
    for version in VERSIONS {
        let (mut world, bought) = basic(version);
        let into = ready_target(&mut world, offer::NCE_E1);
        let decision = world.run(transition_into(bought, offer::NCE_E1, 4, into));
        assert_eq!(begun(&decision).kind, UpgradeKind::PartialIntoExisting);
        assert_eq!((world.sub(bought).seats(), world.sub(into).seats()), (6, 9));
        assert_eq!(world.status(bought), Status::Active);
        let lots = &world.sub(into).lots;
        assert_eq!(lots[1].unit, lots[0].unit, "at the price of its term");
        assert!(!lots[1].window);
        assert!(decision.notices.contains(&Notice::ReassignByHand { subscription: bought }));
    }
}

#[test]
fn seats_are_taken_from_the_oldest_lots_so_that_open_windows_stay_part_01() {
    let (mut world, bought) = basic("2025-04");
    world.run(Command::ChangeSeats { subscription: bought, seats: 13 });
    let decision = world.run(transition(bought, offer::NCE_E1, 11));
    let taken = decision.events.iter().find_map(|recorded| match &recorded.event {
        Event::SeatsTransferred { taken, .. } => Some(taken.clone()),
        _ => None,
    });
    let taken: Vec<_> = taken.unwrap().iter().map(|part| (part.lot.0, part.seats)).collect();
    assert_eq!(taken, [(1, 10), (2, 1)]);
    assert_eq!(refundable_seats(world.sub(bought), &POLICIES, world.now)[0].seats, 2);
}
