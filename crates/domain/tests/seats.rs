//! The number of licences (seeds 000 and 003): more at any time, fewer as the commerce system and its windows allow. Seats
//! come and go in lots. QTY-01, REN-02, REN-03, and the windows of NCE-303.

mod support;

use jiff::Timestamp;
use seatwright_domain::calendar::{BillingPlan, Term};
use seatwright_domain::catalogue::Segment;
use seatwright_domain::command::Command;
use seatwright_domain::decision::{Decision, Notice};
use seatwright_domain::event::{Event, Taken};
use seatwright_domain::ids::{LotId, SubscriptionId};
use seatwright_domain::policy::{PolicyVersion, Refund};
use seatwright_domain::refusal::{Code, Remedy, Who};
use seatwright_domain::role::Role;
use seatwright_domain::rule::Rule;
use seatwright_domain::subscription::{LotOrigin, SuspensionReason};
use seatwright_domain::window::refundable_seats;
use support::{POLICIES, VERSIONS, World, offer};

fn seats(subscription: SubscriptionId, seats: u32) -> Command {
    Command::ChangeSeats { subscription, seats }
}

fn taken(decision: &Decision) -> Vec<(u32, u32, Refund)> {
    let of = |taken: &Vec<Taken>| taken.iter().map(|t| (t.lot.0, t.seats, t.refund)).collect();
    decision
        .events
        .iter()
        .find_map(|recorded| match &recorded.event {
            Event::SeatsRemoved { taken, .. } => Some(of(taken)),
            _ => None,
        })
        .expect("seats are removed")
}

fn lots(world: &World, id: SubscriptionId) -> Vec<(u32, u32)> {
    world.sub(id).lots.iter().map(|lot| (lot.id.0, lot.seats)).collect()
}

#[test]
fn more_licences_come_at_once_in_a_lot_of_their_own_at_the_price_of_the_term_qty_01_ren_03() {
    for version in VERSIONS {
        for bought in [offer::STANDARD, offer::NCE_STANDARD] {
            let mut world = World::new(version, "2021-10-04T09:00:00");
            let id = world.buy(bought, 5, Some(Term::P1Y), BillingPlan::Monthly);
            // Prices rose on 1 March 2022 and in April 2023; what is bought in the term costs what the term costs.
            world.until("2022-09-01T10:00:00");
            let decision = world.run(seats(id, 8));
            assert_eq!(world.sub(id).seats(), 8, "at once");
            assert!(matches!(decision.events[0].event, Event::SeatsAdded { .. }));
            assert_eq!(lots(&world, id), [(1, 5), (2, 3)]);
            let [first, added] = &world.sub(id).lots[..] else { panic!("two lots") };
            assert_eq!((added.origin, added.unit), (LotOrigin::Addition, first.unit));
            assert_eq!(added.bought_at, support::instant("2022-09-01T10:00:00"));
        }
    }
}

#[test]
fn the_same_number_changes_nothing_and_is_never_refused_for_it_qty_01() {
    let mut world = World::new("2021-09", "2021-10-04");
    let id = world.buy(offer::NCE_STANDARD, 5, Some(Term::P1Y), BillingPlan::Monthly);
    assert!(world.run(seats(id, 5)).events.is_empty());
    world.run(Command::Suspend { subscription: id, reason: SuspensionReason::NonPayment });
    assert!(world.run(seats(id, 5)).events.is_empty());
}

#[test]
fn licences_are_added_to_active_subscriptions_only_qty_01_susp_102() {
    for version in VERSIONS {
        let mut world = World::new(version, "2021-10-04");
        let id = world.buy(offer::NCE_STANDARD, 5, Some(Term::P1M), BillingPlan::Monthly);
        world.run(Command::Suspend { subscription: id, reason: SuspensionReason::NonPayment });
        let refused = world.refused(seats(id, 6));
        assert_eq!(support::told(&refused), [(Rule::Susp102, Code::SuspendedSeatsFixed)]);
        world.run(Command::Reactivate { subscription: id });
        world.run(seats(id, 6));
        world.until("2021-11-04");
        let refused = world.refused(seats(id, 7));
        if version == "2021-09" {
            assert!(refused.has(Code::Deleted), "SUSP-05: no grace under the seeds");
        } else {
            assert_eq!(support::told(&refused), [(Rule::Qty01, Code::NotActive)]);
            assert_eq!(refused.reasons()[0].evidence["status"], "expired");
        }
        world.until("2022-03-05");
        assert!(world.refused(seats(id, 7)).has(Code::Deleted));
    }
}

#[test]
fn under_the_seeds_new_commerce_has_fewer_licences_at_the_renewal_only_ren_02() {
    let mut world = World::new("2021-09", "2021-10-04T09:00:00");
    let id = world.buy(offer::NCE_STANDARD, 5, Some(Term::P1Y), BillingPlan::Monthly);
    let refused = world.refused(seats(id, 4));
    let reason = support::reason(&refused, Rule::Ren02);
    assert_eq!(reason.code, Code::FewerSeatsAtRenewal);
    let renews_on = "2022-10-04".parse().unwrap();
    assert_eq!(reason.remedies, [Remedy::ScheduleForRenewal { subscription: id, renews_on }]);
    assert_eq!(reason.who, [Who::Partner]);
    // The remedy works.
    let next = seatwright_domain::subscription::NextTerm { seats: 4, ..world.sub(id).unchanged_next_term() };
    world.run(Command::Schedule { subscription: id, next });
    world.until("2022-10-03T23:59:59");
    assert_eq!(world.sub(id).seats(), 5);
    world.until("2022-10-04");
    assert_eq!(world.sub(id).seats(), 4);
}

/// Seats that can be given back at an instant: lot, seats, until when.
fn refundable(world: &World, id: SubscriptionId) -> Vec<(u32, u32, Timestamp)> {
    refundable_seats(world.sub(id), &POLICIES, world.now)
        .into_iter()
        .map(|open| (open.lot.0, open.seats, open.until))
        .collect()
}

#[test]
fn each_lot_has_a_window_of_its_own_since_2022_nce_303() {
    for version in ["2022-03", "2025-04"] {
        let mut world = World::new(version, "2025-05-05T09:00:00");
        let id = world.buy(offer::NCE_STANDARD, 10, Some(Term::P1Y), BillingPlan::Monthly);
        let purchase_ends = support::instant("2025-05-12T09:00:00");
        world.until("2025-05-09T12:00:00");
        world.run(seats(id, 14));
        let addition_ends = support::instant("2025-05-16T12:00:00");
        assert_eq!(refundable(&world, id), [(2, 4, addition_ends), (1, 10, purchase_ends)], "newest first");
        // A reduction takes the newest first and says what each returns.
        let decision = world.run(seats(id, 9));
        assert_eq!(taken(&decision), [(2, 4, Refund::Prorated), (1, 1, Refund::Prorated)]);
        assert_eq!(lots(&world, id), [(1, 9)]);
        // Numbers of lots are never used again.
        world.run(seats(id, 12));
        assert_eq!(lots(&world, id), [(1, 9), (3, 3)]);

        // The window of the purchase has closed, that of the addition has not.
        world.until("2025-05-12T09:00:00");
        assert_eq!(refundable(&world, id), [(3, 3, addition_ends)]);
        let refused = world.refused(seats(id, 8));
        let reason = support::reason(&refused, Rule::Nce303);
        assert_eq!(reason.code, Code::SeatWindowClosed);
        assert_eq!((&reason.evidence["fewer"], &reason.evidence["refundable"]), (&4.into(), &3.into()));
        assert_eq!(reason.remedies[0], Remedy::ChooseQuantity { min: 9, max: 12 });
        assert!(matches!(reason.remedies[1], Remedy::ScheduleForRenewal { .. }));
        world.run(seats(id, 9));
        let refused = world.refused(seats(id, 8));
        let reason = support::reason(&refused, Rule::Nce303);
        assert!(matches!(reason.remedies[..], [Remedy::ScheduleForRenewal { .. }]), "only that is left");
    }
}

#[test]
fn a_renewal_merges_the_lots_and_opens_a_window_where_the_policy_says_so_nce_303() {
    for (version, opens) in [("2021-09", false), ("2021-10", false), ("2022-03", true), ("2025-04", true)] {
        let mut world = World::new(version, "2021-10-04T09:00:00");
        let id = world.buy(offer::NCE_STANDARD, 10, Some(Term::P1M), BillingPlan::Monthly);
        world.run(seats(id, 14));
        world.until("2021-11-04T08:00:00");
        assert_eq!(lots(&world, id), [(3, 14)]);
        assert_eq!(!refundable(&world, id).is_empty(), opens, "{version}");
        assert_eq!(world.try_run(&seats(id, 3)).is_ok(), opens, "{version}");
    }
}

#[test]
fn a_lot_keeps_the_policy_of_its_purchase_nce_303() {
    // Bought under the seeds, added to under the seven days of 2022.
    let mut world = World::dated("2021-09-28T09:00:00");
    let id = world.buy(offer::NCE_STANDARD, 10, Some(Term::P1Y), BillingPlan::Monthly);
    world.until("2022-04-01");
    world.run(seats(id, 12));
    let versions: Vec<&str> = world.sub(id).lots.iter().map(|lot| lot.policy.0.as_str()).collect();
    assert_eq!(versions, ["2021-09", "2022-03"]);
    assert_eq!(world.sub(id).term.policy, PolicyVersion("2021-09".to_owned()));
    assert_eq!(taken(&world.run(seats(id, 11))), [(2, 1, Refund::Prorated)]);
    let refused = world.refused(seats(id, 9));
    assert_eq!(support::reason(&refused, Rule::Ren02).evidence["refundable"], 1);
    assert_eq!(world.sub(id).lots[1].id, LotId(2));
}

#[test]
fn classic_and_marketplace_have_fewer_licences_at_any_time_qty_01_mkt_105() {
    for version in VERSIONS {
        for bought in [offer::STANDARD, offer::SIGN] {
            let mut world = World::new(version, "2021-10-04");
            let id = world.buy(bought, 5, Some(Term::P1Y), BillingPlan::Monthly);
            if bought == offer::SIGN {
                world.run(Command::CompleteSetUp { subscription: id });
            }
            world.until("2022-06-01");
            world.run(seats(id, 7));
            // The publisher of a marketplace offer has some seconds to object (MKT-109).
            world.until("2022-06-01T00:01:00");
            let decision = world.run(seats(id, 4));
            world.until("2022-06-01T00:02:00");
            assert_eq!(taken(&decision), [(2, 2, Refund::Prorated), (1, 1, Refund::Prorated)]);
            assert!(
                world.refused(seats(id, 0)).has(Code::QuantityOutside),
                "the last one is suspended instead"
            );
        }
    }
}

#[test]
fn what_is_paid_for_six_years_grows_but_never_shrinks_life_107() {
    let mut world = World::new("2021-09", "2021-10-04")
        .prepare(|account| account.head.customer.segment = Segment::Education);
    let id = world.buy(offer::DEVICE_72_MONTHS, 5, Some(Term::P6Y), BillingPlan::OneTime);
    assert!(!world.sub(id).auto_renew);
    world.run(seats(id, 7));
    assert!(world.refused(seats(id, 6)).names(Rule::Life107));
    assert!(world.refused(Command::SetAutoRenew { subscription: id, on: true }).names(Rule::Life109));
}

#[test]
fn fewer_licences_than_users_is_announced_as_a_conflict_lic_101() {
    for version in VERSIONS {
        let mut world = World::new(version, "2021-10-04");
        let id = world.buy(offer::STANDARD, 5, Some(Term::P1Y), BillingPlan::Monthly);
        world.seat_users(id, 4);
        let decision = world.run(seats(id, 3));
        let until = support::instant("2022-01-02");
        let conflict = Notice::LicenceConflict { subscription: id, users_too_many: 1, until };
        assert!(decision.notices.contains(&conflict), "90 days to resolve it");
        assert!(world.messages.contains(&"licence_conflict".to_owned()));
        assert_eq!(world.sub(id).users_too_many(), 1);
        assert!(world.status(id).users_have_access(), "nobody is interrupted");
        let decision = world.run(seats(id, 4));
        assert!(decision.notices.is_empty() && world.sub(id).users_too_many() == 0);
    }
}

#[test]
fn a_customers_administrator_takes_no_seat_that_somebody_sits_on_lic_101() {
    let mut world = World::new("2021-09", "2021-10-04");
    world.act_as_customer([Role::CustomerBillingAdmin]);
    let id = world.buy(offer::STANDARD, 5, Some(Term::P1Y), BillingPlan::Monthly);
    world.seat_users(id, 4);
    world.run(seats(id, 4));
    let refused = world.refused(seats(id, 2));
    let reason = support::reason(&refused, Rule::Lic101);
    assert_eq!(reason.code, Code::SeatsInUse);
    assert_eq!(reason.remedies, [Remedy::ResolveLicenceConflict { subscription: id, users_too_many: 2 }]);
}

#[test]
fn after_1200_changes_a_second_subscription_is_the_way_nce_112() {
    let mut world = World::new("2025-04", "2025-05-05");
    let id = world.buy(offer::NCE_E3, 1, Some(Term::P1Y), BillingPlan::Monthly);
    for number in 2..=1_201 {
        world.run(seats(id, number));
    }
    let refused = world.refused(seats(id, 1_202));
    let reason = support::reason(&refused, Rule::Nce112);
    assert_eq!(reason.evidence["max"], 1_200);
    world.buy(offer::NCE_E3, 1, Some(Term::P1Y), BillingPlan::Monthly);
    world.until("2026-05-05");
    assert!(world.sub(id).lots.len() == 1, "time goes on all the same");
}
