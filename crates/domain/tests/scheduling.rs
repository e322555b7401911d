//! "Manage renewals" (seed 003, "Nieuwe handelsvernieuwingen beheren met geplande wijzigingen"): what is saved for the next
//! term, applied, lost and saved again. REN-02..07, PART-03.

mod support;

use seatwright_domain::calendar::{BillingPlan, Period, Term};
use seatwright_domain::command::Command;
use seatwright_domain::decision::{Decision, Notice};
use seatwright_domain::event::Event;
use seatwright_domain::ids::{OfferId, SubscriptionId};
use seatwright_domain::refusal::{Code, Remedy};
use seatwright_domain::rule::Rule;
use seatwright_domain::subscription::{NextTerm, PartialAtRenewal, SuspensionReason};
use support::{VERSIONS, World, offer};

fn auto_renew(subscription: SubscriptionId, on: bool) -> Command {
    Command::SetAutoRenew { subscription, on }
}

fn schedule(subscription: SubscriptionId, next: NextTerm) -> Command {
    Command::Schedule { subscription, next }
}

fn seats(subscription: SubscriptionId, seats: u32) -> Command {
    Command::ChangeSeats { subscription, seats }
}

/// Five licences of Business Standard for a year from 4 October 2021, billed monthly.
fn year(version: &str) -> (World, SubscriptionId) {
    let mut world = World::new(version, "2021-10-04");
    let id = world.buy(offer::NCE_STANDARD, 5, Some(Term::P1Y), BillingPlan::Monthly);
    (world, id)
}

fn unchanged(world: &World, id: SubscriptionId) -> NextTerm {
    world.sub(id).unchanged_next_term()
}

fn period(first: &str, last: &str) -> Period {
    Period { first: first.parse().unwrap(), last: last.parse().unwrap() }
}

/// The last renewal: what was carried out, and whether people must reassign licences.
fn renewal(world: &World, id: SubscriptionId) -> (Option<NextTerm>, bool) {
    world
        .history
        .iter()
        .rev()
        .find_map(|recorded| match &recorded.event {
            Event::Renewed { subscription, applied, reassign_by_hand, .. } if *subscription == id => {
                Some((applied.clone(), *reassign_by_hand))
            }
            _ => None,
        })
        .expect("it has renewed")
}

/// One way of changing the next term, and what it then is.
type Change = (&'static str, fn(&mut NextTerm));

const FOUR_KINDS: [Change; 4] = [
    ("SKU", |next| next.offer = OfferId::new(offer::NCE_E3)),
    ("quantity", |next| next.seats = 3),
    ("term", |next| {
        next.term = Term::P1M;
        next.billing = BillingPlan::Monthly;
    }),
    ("billing frequency", |next| next.billing = BillingPlan::Annual),
];

/// Something that drops a saved change.
type Cause = fn(SubscriptionId) -> Command;

fn lost(decision: &Decision) -> Vec<&NextTerm> {
    decision
        .notices
        .iter()
        .filter_map(|notice| match notice {
            Notice::ScheduleLost { next, .. } => Some(next),
            _ => None,
        })
        .collect()
}

fn partial(world: &World, id: SubscriptionId, stay: u32, leave: u32) -> NextTerm {
    let to = PartialAtRenewal { offer: OfferId::new(offer::NCE_E3), seats: leave };
    NextTerm { seats: stay, partial: Some(to), ..unchanged(world, id) }
}

#[test]
fn four_kinds_of_change_are_saved_viewed_and_applied_at_the_renewal_ren_02_ren_05() {
    for version in VERSIONS {
        for (kind, change) in FOUR_KINDS {
            let (mut world, id) = year(version);
            let current = unchanged(&world, id);
            let mut next = current.clone();
            change(&mut next);
            world.run(schedule(id, next.clone()));
            // Current, and change to.
            let found = world.sub(id);
            assert_eq!(
                (unchanged(&world, id), found.scheduled.clone()),
                (current.clone(), Some(next.clone()))
            );
            assert_eq!(found.next_term(), next);
            world.until("2022-10-03T23:59:59");
            assert_eq!(unchanged(&world, id), current, "{kind}: nothing happens before");
            world.until("2022-10-04");
            assert_eq!(unchanged(&world, id), next, "{kind}");
            assert_eq!(world.sub(id).scheduled, None, "it is carried out once");
            assert_eq!(renewal(&world, id).0, Some(next.clone()));
            assert_eq!(world.sub(id).id, id);
        }
    }
}

#[test]
fn all_four_can_be_changed_together_ren_05() {
    for version in VERSIONS {
        let (mut world, id) = year(version);
        let next = NextTerm {
            offer: OfferId::new(offer::NCE_E3),
            seats: 9,
            term: Term::P3Y,
            billing: BillingPlan::Triennial,
            ..unchanged(&world, id)
        };
        world.run(schedule(id, next.clone()));
        world.until("2022-10-04");
        assert_eq!(unchanged(&world, id), next);
        assert_eq!(world.sub(id).term.period, period("2022-10-04", "2025-10-03"));
    }
}

#[test]
fn a_saved_change_can_be_changed_and_deleted_until_the_renewal_ren_05() {
    for version in VERSIONS {
        let (mut world, id) = year(version);
        let with = |world: &World, seats| NextTerm { seats, ..unchanged(world, id) };
        let first = with(&world, 3);
        world.run(schedule(id, first));
        world.until("2022-10-03T23:59:59");
        let second = with(&world, 4);
        world.run(schedule(id, second.clone()));
        assert_eq!(world.sub(id).scheduled, Some(second.clone()), "the last one saved counts");
        assert!(world.run(schedule(id, second)).events.is_empty(), "saving it again changes nothing");
        world.run(Command::Unschedule { subscription: id });
        assert_eq!(world.sub(id).scheduled, None);
        let refused = world.refused(Command::Unschedule { subscription: id });
        assert_eq!(support::told(&refused), [(Rule::Ren05, Code::NothingScheduled)]);
        // Saving what it is anyway deletes the change as well.
        let third = with(&world, 2);
        world.run(schedule(id, third));
        let as_it_is = unchanged(&world, id);
        world.run(schedule(id, as_it_is.clone()));
        assert_eq!(world.sub(id).scheduled, None);
        assert!(world.run(schedule(id, as_it_is)).events.is_empty());
        world.until("2022-10-04");
        assert_eq!(world.sub(id).seats(), 5);
    }
}

#[test]
fn upgrades_and_more_licences_need_not_wait_ren_03() {
    for version in VERSIONS {
        let (mut world, id) = year(version);
        world.run(seats(id, 8));
        assert_eq!(world.sub(id).seats(), 8);
        world.run(Command::Transition {
            subscription: id,
            target: OfferId::new(offer::NCE_E3),
            seats: 8,
            into: None,
            term: None,
            billing: None,
            transfer: true,
        });
        world.until("2021-10-04T01:00:00");
        assert_eq!(world.sub(id).offer, OfferId::new(offer::NCE_E3));
        assert_eq!(world.sub(id).term.period, period("2021-10-04", "2022-10-03"));
    }
}

#[test]
fn scheduling_needs_an_active_subscription_with_auto_renew_on_ren_04() {
    for version in VERSIONS {
        let (mut world, id) = year(version);
        let next = NextTerm { seats: 3, ..unchanged(&world, id) };
        world.run(auto_renew(id, false));
        let refused = world.refused(schedule(id, next.clone()));
        let reason = support::reason(&refused, Rule::Ren04);
        assert_eq!(reason.code, Code::AutoRenewOff);
        assert_eq!(reason.remedies, [Remedy::SwitchAutoRenewOn { subscription: id }]);
        world.run(Command::Suspend { subscription: id, reason: SuspensionReason::NonPayment });
        let refused = world.refused(schedule(id, next.clone()));
        assert_eq!(
            support::told(&refused),
            [(Rule::Ren04, Code::NotActive), (Rule::Ren04, Code::AutoRenewOff)],
            "both at once"
        );
        // The remedies work, in their order.
        world.run(Command::Reactivate { subscription: id });
        world.run(auto_renew(id, true));
        world.run(schedule(id, next));
    }
}

#[test]
fn a_scheduled_upgrade_needs_an_eligible_sku_ren_04() {
    for version in VERSIONS {
        let (mut world, id) = year(version);
        let to = |world: &World, offer: &str| {
            schedule(id, NextTerm { offer: OfferId::new(offer), ..unchanged(world, id) })
        };
        let refused = world.refused(to(&world, offer::NCE_ROOMS));
        assert!(refused.names(Rule::Ren04) && refused.has(Code::NoScheduledPath));
        assert!(world.refused(to(&world, "NO-SUCH-OFFER")).has(Code::OfferUnknown));
        assert!(world.refused(to(&world, offer::E3)).names(Rule::Ren04), "of another system");
        let command = to(&world, offer::NCE_E3);
        world.run(command);
    }
}

#[test]
fn a_lower_sku_can_be_scheduled_under_the_seeds_and_no_longer_today_ren_02_nce_503() {
    for (version, possible) in [("2021-09", true), ("2021-10", false), ("2022-03", false), ("2025-04", false)]
    {
        let (mut world, id) = year(version);
        let next = NextTerm { offer: OfferId::new(offer::NCE_BASIC), ..unchanged(&world, id) };
        if possible {
            world.run(schedule(id, next));
            world.until("2022-10-04");
            assert_eq!(world.sub(id).offer, OfferId::new(offer::NCE_BASIC));
        } else {
            let refused = world.refused(schedule(id, next));
            assert_eq!(support::told(&refused), [(Rule::Nce503, Code::DowngradeNotPossible)]);
        }
    }
}

#[test]
fn the_saved_quantity_term_and_plan_are_ones_that_the_offer_has_ren_05() {
    let (mut world, id) = year("2021-09");
    let base = unchanged(&world, id);
    let refused = world.refused(schedule(id, NextTerm { seats: 0, ..base.clone() }));
    assert!(refused.has(Code::QuantityOutside));
    let refused = world.refused(schedule(id, NextTerm { seats: 301, ..base.clone() }));
    assert!(refused.has(Code::QuantityOutside) && refused.has(Code::SeatCapExceeded));
    let refused = world.refused(schedule(id, NextTerm { term: Term::P3Y, ..base.clone() }));
    assert!(refused.has(Code::TermNotOffered));
    let refused = world.refused(schedule(id, NextTerm { billing: BillingPlan::Biennial, ..base }));
    assert!(refused.has(Code::BillingNotOffered));
}

#[test]
fn classic_has_no_scheduled_changes_ren_02() {
    let mut world = World::new("2021-09", "2021-10-04");
    let id = world.buy(offer::STANDARD, 5, Some(Term::P1Y), BillingPlan::Annual);
    let next = NextTerm { seats: 3, ..unchanged(&world, id) };
    let refused = world.refused(schedule(id, next));
    assert_eq!(support::told(&refused), [(Rule::Ren02, Code::ChangeNotSupported)]);
}

#[test]
fn under_the_seeds_licences_are_reassigned_by_hand_after_a_scheduled_sku_change_ren_06() {
    let change_to_e3 = |version: &str, seats: u32| {
        let (mut world, id) = year(version);
        world.seat_users(id, 4);
        let next = NextTerm { offer: OfferId::new(offer::NCE_E3), seats, ..unchanged(&world, id) };
        world.run(schedule(id, next));
        world.until("2022-10-04");
        (renewal(&world, id).1, world.sub(id).assigned, world.messages)
    };
    let (by_hand, assigned, messages) = change_to_e3("2021-09", 5);
    assert!(by_hand && assigned == 0);
    assert!(messages.contains(&"licences_to_reassign".to_owned()), "somebody is told");
    // NCE-505: later they follow by themselves as long as the number stays.
    let (by_hand, assigned, messages) = change_to_e3("2025-04", 5);
    assert!(!by_hand && assigned == 4);
    assert!(!messages.contains(&"licences_to_reassign".to_owned()));
    assert!(change_to_e3("2025-04", 6).0, "not when it changes");
    // Where the SKU stays there is nothing to reassign.
    let (mut world, id) = year("2021-09");
    world.seat_users(id, 4);
    let next = NextTerm { billing: BillingPlan::Annual, ..unchanged(&world, id) };
    world.run(schedule(id, next));
    world.until("2022-10-04");
    assert_eq!((renewal(&world, id).1, world.sub(id).assigned), (false, 4));
}

#[test]
fn fewer_licences_than_users_at_the_renewal_is_announced_lic_101() {
    let (mut world, id) = year("2025-04");
    world.seat_users(id, 4);
    let next = NextTerm { seats: 3, ..unchanged(&world, id) };
    world.run(schedule(id, next));
    world.until("2022-10-04");
    assert_eq!(world.sub(id).users_too_many(), 1);
    assert!(world.messages.contains(&"licence_conflict".to_owned()));
}

#[test]
fn a_mid_term_update_drops_the_saved_change_with_its_cause_and_never_silently_ren_07() {
    for version in VERSIONS {
        let causes: [(Rule, Cause); 4] = [
            (Rule::Ren07, |id| seats(id, 7)),
            (Rule::Nce504, |id| auto_renew(id, false)),
            (Rule::Pause03, |id| Command::Suspend {
                subscription: id,
                reason: SuspensionReason::CustomerRequest,
            }),
            (Rule::Nce504, |id| Command::Cancel { subscription: id, reason: "x".into(), confirmed: true }),
        ];
        for (rule, cause) in causes {
            let (mut world, id) = year(version);
            let next = NextTerm { billing: BillingPlan::Annual, ..unchanged(&world, id) };
            world.run(schedule(id, next.clone()));
            let decision = world.run(cause(id));
            assert_eq!(support::lost_schedule(&decision), Some(rule));
            assert_eq!(lost(&decision), [&next], "the caller sees what is lost");
            let event = decision.events.iter().find_map(|recorded| match &recorded.event {
                Event::ScheduleDropped { next, rule, .. } => Some((next.clone(), *rule)),
                _ => None,
            });
            assert_eq!(event, Some((next.clone(), rule)), "the event names the cause");
            let message = decision.messages.iter().find(|sent| sent.kind == "scheduled_change_dropped");
            assert_eq!(message.unwrap().body["rule"], rule.id(), "and so does the message");
            assert_eq!(world.sub(id).scheduled, None);
            let dropped = world.sub(id).dropped.as_ref().unwrap();
            assert_eq!((&dropped.next, dropped.rule), (&next, rule));
        }
    }
}

#[test]
fn the_notice_can_be_read_before_the_change_is_made_ren_07() {
    let (mut world, id) = year("2021-09");
    let next = NextTerm { seats: 3, ..unchanged(&world, id) };
    world.run(schedule(id, next.clone()));
    let decided =
        world.look(|context| seatwright_domain::decide::decide(&world.account, &seats(id, 6), context));
    assert_eq!(lost(&decided.unwrap()), [&next]);
    assert_eq!(world.sub(id).scheduled, Some(next), "deciding is not doing");
}

#[test]
fn one_command_saves_it_again_on_top_of_what_is_there_now_ren_07() {
    for version in VERSIONS {
        // What the schedule changed is changed again; what it left alone follows the present.
        let (mut world, id) = year(version);
        let next = NextTerm { billing: BillingPlan::Annual, ..unchanged(&world, id) };
        world.run(schedule(id, next.clone()));
        world.run(seats(id, 7));
        world.run(Command::RestoreSchedule { subscription: id });
        let restored = NextTerm { seats: 7, ..next };
        assert_eq!(world.sub(id).scheduled, Some(restored));
        assert_eq!(world.sub(id).dropped, None);
        let refused = world.refused(Command::RestoreSchedule { subscription: id });
        assert_eq!(support::told(&refused), [(Rule::Ren07, Code::NothingScheduled)], "once");
        // A changed quantity is what was asked for, whatever it is now.
        let next = NextTerm { seats: 3, ..unchanged(&world, id) };
        world.run(schedule(id, next));
        world.run(seats(id, 9));
        world.run(Command::RestoreSchedule { subscription: id });
        assert_eq!(world.sub(id).scheduled.as_ref().unwrap().seats, 3);
    }
}

#[test]
fn what_the_schedule_left_alone_follows_a_new_term_plan_and_sku_ren_07_part_04() {
    for version in VERSIONS {
        let mut world = World::new(version, "2021-10-04");
        let id = world.buy(offer::NCE_E1, 5, Some(Term::P1Y), BillingPlan::Monthly);
        let next = NextTerm { seats: 3, ..unchanged(&world, id) };
        world.run(schedule(id, next));
        let longer =
            Command::ChangeTerm { subscription: id, term: Term::P3Y, billing: Some(BillingPlan::Annual) };
        world.run(longer);
        world.run(Command::RestoreSchedule { subscription: id });
        let decision = world.run(Command::Transition {
            subscription: id,
            target: OfferId::new(offer::NCE_E3),
            seats: 5,
            into: None,
            term: None,
            billing: None,
            transfer: true,
        });
        assert_eq!(support::lost_schedule(&decision), Some(Rule::Part04));
        world.until("2021-10-05");
        world.run(Command::RestoreSchedule { subscription: id });
        let expected = NextTerm {
            offer: OfferId::new(offer::NCE_E3),
            seats: 3,
            term: Term::P3Y,
            billing: BillingPlan::Annual,
            ..unchanged(&world, id)
        };
        assert_eq!(world.sub(id).scheduled, Some(expected));
    }
}

#[test]
fn restoring_obeys_the_rules_of_scheduling_ren_04_ren_07() {
    let (mut world, id) = year("2025-04");
    let next = NextTerm { seats: 3, ..unchanged(&world, id) };
    world.run(schedule(id, next));
    world.run(auto_renew(id, false));
    let refused = world.refused(Command::RestoreSchedule { subscription: id });
    assert_eq!(support::told(&refused), [(Rule::Ren04, Code::AutoRenewOff)]);
    world.run(auto_renew(id, true));
    world.run(Command::RestoreSchedule { subscription: id });
}

#[test]
fn names_and_resellers_are_no_updates_of_the_term_ren_07() {
    let (mut world, id) = year("2025-04");
    let next = NextTerm { seats: 3, ..unchanged(&world, id) };
    world.run(schedule(id, next.clone()));
    world.run(Command::Rename { subscription: id, name: "Front office".into() });
    world.run(Command::ChangeReseller { subscription: id, reseller: Some("7654321".into()) });
    assert_eq!(world.sub(id).scheduled, Some(next));
}

#[test]
fn a_partial_upgrade_can_wait_for_the_end_of_the_term_part_03() {
    for version in VERSIONS {
        let (mut world, id) = year(version);
        let next = partial(&world, id, 3, 2);
        world.run(schedule(id, next));
        world.until("2022-10-04");
        let new: Vec<_> = world.account.live().filter(|held| held.id != id).collect();
        let [new] = new.as_slice() else { panic!("one new subscription") };
        assert_eq!((&new.offer, new.seats()), (&OfferId::new(offer::NCE_E3), 2));
        assert_eq!((world.sub(id).seats(), &world.sub(id).offer), (3, &OfferId::new(offer::NCE_STANDARD)));
        assert_eq!(new.term.period, world.sub(id).term.period);
        assert!(world.orders().iter().any(|order| order.id == new.order), "it has an order");
        assert!(new.auto_renew && new.lots[0].unit.is_some());
    }
}

#[test]
fn seats_that_leave_do_not_stay_as_well_part_03() {
    let (mut world, id) = year("2021-09");
    let greedy = partial(&world, id, 5, 2);
    let refused = world.refused(schedule(id, greedy));
    let reason = support::reason(&refused, Rule::Part03);
    assert_eq!(reason.remedies, [Remedy::ChooseQuantity { min: 1, max: 3 }]);
    for leave in [0, 5, 6] {
        let all = partial(&world, id, 1, leave);
        assert!(world.refused(schedule(id, all)).names(Rule::Part02), "{leave} of 5");
    }
    let next = partial(&world, id, 3, 2);
    world.run(schedule(id, next));
    world.run(seats(id, 8));
    world.run(Command::RestoreSchedule { subscription: id });
    let restored = world.sub(id).scheduled.as_ref().unwrap();
    assert_eq!(
        (restored.seats, restored.partial.as_ref().unwrap().seats),
        (6, 2),
        "the rest is the new rest"
    );
}
