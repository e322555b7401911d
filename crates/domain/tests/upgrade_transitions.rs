//! Upgrading all seats of a new-commerce subscription, and converting its trial: UPG-104, UPG-107, UPG-111, NCE-110,
//! NCE-112, NCE-305, TRIAL-203.

mod upgrade_support;

use jiff::civil::date;
use seatwright_domain::calendar::{BillingPlan, Term};
use seatwright_domain::command::Command;
use seatwright_domain::decision::Notice;
use seatwright_domain::event::Event;
use seatwright_domain::ids::SubscriptionId;
use seatwright_domain::refusal::{Code, Remedy};
use seatwright_domain::rule::Rule;
use seatwright_domain::subscription::{LotOrigin, Seller, Status};
use seatwright_domain::upgrade::UpgradeKind;
use seatwright_domain::user::FindingKind;
use seatwright_domain::window::refundable_seats;
use upgrade_support::support::{self, POLICIES};
use upgrade_support::{
    HAVENWERK, NORDLJUS, VERSIONS, World, begun, buy_direct, buy_from, give, give_all, holds, id, live, more,
    named, offer, reason, settle, transition, transition_into, transition_targets, until, user_id,
};

const START: &str = "2021-10-04";

/// Business Basic with 10 seats, long after its window.
fn basic(version: &str) -> (World, SubscriptionId) {
    let mut world = World::new(version, START);
    let bought = buy_from(&mut world, HAVENWERK, offer::NCE_BASIC, 10);
    until(&mut world, "2022-01-15T08:00:00");
    (world, bought)
}

/// A subscription of the target offer outside its window, ending with or after the others.
fn ready_target(world: &mut World, offer: &str) -> SubscriptionId {
    let into = buy_from(world, HAVENWERK, offer, 5);
    let after = world.now.checked_add(jiff::SignedDuration::from_hours(31 * 24)).unwrap();
    until(world, &after.to_string());
    into
}

#[test]
fn a_full_upgrade_keeps_id_term_and_windows_and_moves_licences_upg_104_nce_305() {
    for version in VERSIONS {
        let (mut world, bought) = basic(version);
        give(&mut world, 0, bought, &["EXCHANGE_S_STANDARD"]);
        give(&mut world, 1, bought, &[]);
        world.run(Command::ChangeSeats { subscription: bought, seats: 12 });
        let before = world.sub(bought).clone();
        let decision = world.run(transition(bought, offer::NCE_E3, 12));
        let upgrade = begun(&decision);
        assert_eq!((upgrade.kind, upgrade.target), (UpgradeKind::InPlace, Some(bought)));
        assert!(decision.notices.contains(&Notice::ServiceChoicesReset { subscription: bought }));
        let after = world.sub(bought).clone();
        assert_eq!(after.offer, id(offer::NCE_E3));
        assert_eq!(after.term, before.term, "the term goes on");
        assert_eq!(after.window_opened_at, before.window_opened_at);
        let lots = |sub: &seatwright_domain::subscription::Subscription| {
            sub.lots.iter().map(|lot| (lot.id, lot.seats, lot.bought_at, lot.window)).collect::<Vec<_>>()
        };
        assert_eq!(lots(&after), lots(&before), "lots keep their windows");
        assert_eq!(
            refundable_seats(&after, &POLICIES, world.now).len(),
            refundable_seats(&before, &POLICIES, world.now).len()
        );
        assert!(after.lots.iter().zip(&before.lots).all(|(new, old)| new.unit != old.unit), "today's price");
        // LIC-02: the same licence, with everything on again.
        let findings = settle(&mut world);
        assert_eq!(findings.len(), 1);
        assert_eq!(findings[0].service.as_deref(), Some("EXCHANGE_S_ENTERPRISE"));
        assert!(holds(&world, 0, bought) && holds(&world, 1, bought));
        assert!(world.users[0].assignment(bought).unwrap().excluded.is_empty());
        assert_eq!(world.account.upgrades[&upgrade.id].users_done, 2);
        assert_eq!(world.status(bought), Status::Active, "the source is the target");
        world.assert_folds();
    }
}

#[test]
fn seats_that_come_with_a_full_upgrade_open_no_window_nce_305() {
    let (mut world, bought) = basic("2025-04");
    world.run(transition(bought, offer::NCE_E3, 15));
    let lots = &world.sub(bought).lots;
    assert_eq!(lots.iter().map(|lot| lot.seats).collect::<Vec<_>>(), [10, 5]);
    assert_eq!((lots[1].origin, lots[1].window), (LotOrigin::Transition, false));
    assert!(refundable_seats(world.sub(bought), &POLICIES, world.now).is_empty());
}

#[test]
fn a_longer_term_begins_today_and_a_shorter_one_is_refused_upg_107() {
    for version in VERSIONS {
        let mut world = World::new(version, START);
        let monthly = world.buy(offer::NCE_BASIC, 10, Some(Term::P1M), BillingPlan::Monthly);
        until(&mut world, "2021-10-20");
        let with_term = |subscription, term| Command::Transition {
            subscription,
            target: id(offer::NCE_E1),
            seats: 10,
            into: None,
            term: Some(term),
            billing: None,
            transfer: true,
        };
        world.run(with_term(monthly, Term::P1Y));
        let term = &world.sub(monthly).term;
        assert_eq!((term.length, term.period.first), (Term::P1Y, date(2021, 10, 20)));
        assert_eq!(term.period.last, date(2022, 10, 19));

        let (mut world, annual) = basic(version);
        let refused = world.refused(with_term(annual, Term::P1M));
        let reason = reason(&refused, Rule::Upg107);
        assert_eq!(reason.code, Code::TargetTermShorter);
        let Remedy::ChooseTerm { terms } = &reason.remedies[0] else { panic!() };
        assert!(terms.contains(&Term::P1Y) && !terms.contains(&Term::P1M));
        let refused = world.refused(with_term(annual, Term::P6Y));
        assert!(refused.has(Code::TermNotOffered));
    }
}

#[test]
fn another_billing_plan_takes_the_cycle_it_is_in_upg_107() {
    for version in VERSIONS {
        let (mut world, bought) = basic(version);
        assert_eq!(world.sub(bought).term.cycle, 3);
        world.run(Command::Transition {
            subscription: bought,
            target: id(offer::NCE_E1),
            seats: 10,
            into: None,
            term: None,
            billing: Some(BillingPlan::Annual),
            transfer: true,
        });
        let after = world.sub(bought);
        assert_eq!((after.billing, after.term.cycle), (BillingPlan::Annual, 0));
        until(&mut world, "2022-10-04T08:00:00");
        assert_eq!(world.sub(bought).term.period.first, date(2022, 10, 4), "and renews as before");
    }
}

#[test]
fn there_is_no_way_down_and_none_where_the_catalogue_has_none_upg_111() {
    for version in VERSIONS {
        let mut world = World::new(version, START);
        let bought = buy_from(&mut world, HAVENWERK, offer::NCE_STANDARD, 10);
        let refused = world.refused(transition(bought, offer::NCE_BASIC, 10));
        let reason = reason(&refused, Rule::Upg111);
        assert_eq!(reason.code, Code::DowngradeNotPossible);
        let renews_on = date(2022, 10, 4);
        let schedule = Remedy::ScheduleForRenewal { subscription: bought, renews_on };
        assert_eq!(
            reason.remedies.contains(&schedule),
            version == "2021-09",
            "REN-02, nce.schedule_downgrade"
        );
        let refused = world.refused(transition(bought, offer::SIGN, 10));
        assert_eq!(named(refused.reasons())[0], (Rule::Upg111, Code::NoUpgradePath));
        let refused = world.refused(transition(bought, "NOTHING:0001", 10));
        assert_eq!(named(refused.reasons()), [(Rule::Cat01, Code::OfferUnknown)]);
    }
}

#[test]
fn licences_are_moved_by_hand_where_the_target_also_comes_from_another_seller_upg_104() {
    for version in VERSIONS {
        let (mut world, bought) = basic(version);
        give_all(&mut world, 2, bought);
        buy_from(&mut world, NORDLJUS, offer::NCE_E1, 5);
        assert!(transition_targets(&world, bought, false).iter().any(|target| !target.transfer));
        let decision = world.run(transition(bought, offer::NCE_E1, 10));
        assert!(decision.notices.contains(&Notice::ReassignByHand { subscription: bought }), "a warning");
        let findings = settle(&mut world);
        let found: Vec<_> = findings.iter().map(|f| (f.user, &f.kind)).collect();
        let work = &FindingKind::AssignByHand;
        assert_eq!(found, [(user_id(0), work), (user_id(1), work)]);
    }
}

#[test]
fn the_cap_over_all_subscriptions_and_sellers_holds_nce_110() {
    for version in VERSIONS {
        let mut world = World::new(version, START);
        let bought = buy_from(&mut world, HAVENWERK, offer::NCE_BASIC, 10);
        let other = buy_from(&mut world, NORDLJUS, offer::NCE_STANDARD, 294);
        let refused = world.refused(transition(bought, offer::NCE_STANDARD, 10));
        let reason = reason(&refused, Rule::Nce110);
        assert_eq!((&reason.evidence["requested"], &reason.evidence["remaining"]), (&10.into(), &6.into()));
        assert_eq!(reason.remedies, [Remedy::ChooseQuantity { min: 1, max: 6 }]);
        let shown = serde_json::to_string(&refused).unwrap();
        assert!(!shown.contains("294") && !shown.contains(&other.to_string()), "UPG-07");
        world.run(transition(bought, offer::NCE_STANDARD, 6));
    }
}

#[test]
fn after_too_many_updates_only_another_subscription_helps_nce_112() {
    for version in VERSIONS {
        let (mut world, bought) = basic(version);
        for number in 0..=1_200 {
            let name = format!("Basic {number}");
            upgrade_support::happen(&mut world, Event::Renamed { subscription: bought, name });
        }
        let refused = world.refused(transition(bought, offer::NCE_E1, 4));
        assert_eq!(named(refused.reasons()), [(Rule::Nce112, Code::TooManyUpdates)]);
    }
}

#[test]
fn a_trial_converts_at_once_to_its_counterpart_or_a_higher_plan_trial_203_trial_205() {
    for version in VERSIONS {
        for (target, seats) in [(offer::NCE_BASIC, 25), (more::NCE_PREMIUM, 40)] {
            let mut world = World::new(version, START);
            let trial = world.run(Command::PlaceOrder {
                lines: vec![support::wanted(more::NCE_TRIAL_BASIC, 25)],
                payment: None,
            });
            let trial = support::started(&trial)[0];
            give(&mut world, 0, trial, &["TEAMS1"]);
            until(&mut world, "2021-10-10T12:00:00");
            let refused = world.refused(transition(trial, target, 24));
            assert_eq!(named(refused.reasons()), [(Rule::Trial203, Code::SeatsNotPossible)]);
            let Remedy::ChooseQuantity { min, .. } = refused.reasons()[0].remedies[0] else { panic!() };
            assert_eq!(min, 25);
            let decision = world.run(transition(trial, target, seats));
            let kinds: Vec<_> = decision.events.iter().map(|recorded| recorded.event.kind()).collect();
            assert!(kinds.contains(&"trial_converted"));
            let paid = world.sub(trial);
            assert_eq!((paid.offer.clone(), paid.seats()), (id(target), seats), "the id stays");
            assert_eq!((paid.term.length, paid.billing), (Term::P1Y, BillingPlan::Monthly), "TRIAL-202");
            assert_eq!(paid.term.period.first, date(2021, 10, 10));
            assert_eq!(paid.window_opened_at, Some(world.now), "TRIAL-205");
            let findings = settle(&mut world);
            assert_eq!(findings.len(), usize::from(target != offer::NCE_BASIC), "LIC-02 only with the plan");
            assert!(holds(&world, 0, trial));
        }
    }
}

#[test]
fn a_trial_goes_into_an_existing_subscription_trial_203() {
    for version in VERSIONS {
        let mut world = World::new(version, START);
        let into = ready_target(&mut world, offer::NCE_E1);
        let trial = world.run(Command::PlaceOrder {
            lines: vec![support::wanted(more::NCE_TRIAL_BASIC, 25)],
            payment: None,
        });
        let trial = support::started(&trial)[0];
        give_all(&mut world, 2, trial);
        world.run(transition_into(trial, offer::NCE_E1, 25, into));
        settle(&mut world);
        assert_eq!((world.sub(into).seats(), world.sub(into).assigned), (30, 2));
        assert_eq!(world.status(trial), Status::Deleted);
    }
}

#[test]
fn everything_that_is_listed_as_possible_is_accepted_upg_101() {
    for version in VERSIONS {
        let (world, bought) = basic(version);
        for target in transition_targets(&world, bought, false) {
            assert!(target.reasons.is_empty(), "{target:?}");
            assert_eq!((target.seats, target.partial_max), (10, 9));
            for seats in [1, target.partial_max, target.seats] {
                let mut fork = upgrade_support::fork(&world);
                fork.run(transition(bought, target.offer.as_str(), seats));
            }
        }
    }
}

#[test]
fn a_customer_that_buys_directly_upgrades_new_commerce_itself_chan_101() {
    for version in VERSIONS {
        let mut world = World::new(version, START);
        let direct =
            buy_direct(&mut world, offer::NCE_BASIC, 5, seatwright_domain::subscription::Payment::Card);
        let refused = world.refused(transition(direct, offer::NCE_E1, 5));
        assert!(refused.has(Code::SubscriptionUnknown), "it is no partner's");
        let caller = upgrade_support::administrator(&world);
        upgrade_support::as_caller(&mut world, caller, |world| {
            world.run(transition(direct, offer::NCE_E1, 2))
        });
        let new = live(&world.account, offer::NCE_E1)[0];
        assert_eq!(world.sub(new).seller, Seller::Direct);
    }
}
