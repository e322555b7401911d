//! Existing targets of a transition and scheduled ones: UPG-106, REN-04, PART-03, NCE-503, NCE-506.

mod upgrade_support;

use seatwright_domain::calendar::{BillingPlan, Term};
use seatwright_domain::command::Command;
use seatwright_domain::event::Event;
use seatwright_domain::ids::SubscriptionId;
use seatwright_domain::refusal::{Code, Remedy};
use seatwright_domain::rule::Rule;
use seatwright_domain::subscription::{NextTerm, PartialAtRenewal, SuspensionReason};
use upgrade_support::{
    HAVENWERK, NORDLJUS, VERSIONS, World, buy_from, cure, happen, id, instant, named, offer, reason,
    transition_into, transition_targets, until,
};

const START: &str = "2021-10-04";

/// Business Basic, and an E1 of a longer time to come, whose window is over.
fn pair(version: &str) -> (World, SubscriptionId, SubscriptionId) {
    let mut world = World::new(version, START);
    let bought = buy_from(&mut world, HAVENWERK, offer::NCE_BASIC, 10);
    until(&mut world, "2021-11-01");
    let into = buy_from(&mut world, HAVENWERK, offer::NCE_E1, 5);
    until(&mut world, "2022-01-15");
    (world, bought, into)
}

fn move_in(bought: SubscriptionId, into: SubscriptionId) -> Command {
    transition_into(bought, offer::NCE_E1, 4, into)
}

#[test]
fn the_list_names_what_can_be_moved_into_upg_106() {
    for version in VERSIONS {
        let (mut world, bought, into) = pair(version);
        buy_from(&mut world, NORDLJUS, offer::NCE_E1, 5);
        let targets = transition_targets(&world, bought, false);
        let target = targets.iter().find(|target| target.offer == id(offer::NCE_E1)).unwrap();
        let listed: Vec<_> = target.into.iter().map(|into| (into.subscription, into.reasons.len())).collect();
        assert_eq!(listed, [(into, 0)], "and nothing of another partner's");
        assert!(transition_targets(&world, bought, true).iter().all(|target| target.into.is_empty()));
        world.run(move_in(bought, into));
    }
}

#[test]
fn a_suspended_target_upg_106() {
    for version in VERSIONS {
        let (mut world, bought, into) = pair(version);
        world.run(Command::Suspend { subscription: into, reason: SuspensionReason::NonPayment });
        let refused = world.refused(move_in(bought, into));
        assert_eq!(named(refused.reasons()), [(Rule::Upg106, Code::TargetNotActive)]);
        cure(&mut world, &refused.reasons()[0]);
        world.run(move_in(bought, into));
    }
}

#[test]
fn a_target_that_is_not_set_up_upg_106() {
    for version in VERSIONS {
        let (mut world, bought, into) = pair(version);
        happen(&mut world, Event::ProvisioningChanged { subscription: into, provisioned: false });
        let refused = world.refused(move_in(bought, into));
        assert_eq!(named(refused.reasons()), [(Rule::Upg106, Code::NotSetUp)]);
        cure(&mut world, &refused.reasons()[0]);
        world.run(move_in(bought, into));
    }
}

#[test]
fn the_source_itself_and_another_offer_upg_106() {
    for version in VERSIONS {
        let (mut world, bought, into) = pair(version);
        let refused = world.refused(move_in(bought, bought));
        assert_eq!(named(refused.reasons()), [(Rule::Upg106, Code::TargetIsSource)]);
        let refused = world.refused(transition_into(bought, offer::NCE_E3, 4, into));
        assert_eq!(named(refused.reasons()), [(Rule::Upg106, Code::TargetOfferDiffers)]);
    }
}

#[test]
fn a_target_inside_its_own_window_waits_until_it_is_over_upg_106() {
    for version in VERSIONS {
        let mut world = World::new(version, START);
        let bought = buy_from(&mut world, HAVENWERK, offer::NCE_BASIC, 10);
        let into = buy_from(&mut world, HAVENWERK, offer::NCE_E1, 5);
        let refused = world.refused(move_in(bought, into));
        assert_eq!(named(refused.reasons()), [(Rule::Upg106, Code::TargetInWindow)]);
        let end = if version == "2021-09" { "2021-11-03" } else { "2021-10-11" };
        assert_eq!(refused.reasons()[0].clears_at, Some(instant(end)));
        assert_eq!(refused.reasons()[0].remedies, [Remedy::TryAgain { at: instant(end) }]);
        cure(&mut world, &refused.reasons()[0]);
        world.run(move_in(bought, into));
    }
}

#[test]
fn a_target_that_ends_first_or_has_a_shorter_term_upg_106() {
    for version in VERSIONS {
        let mut world = World::new(version, START);
        let into = buy_from(&mut world, HAVENWERK, offer::NCE_E1, 5);
        until(&mut world, "2022-01-15");
        let bought = buy_from(&mut world, HAVENWERK, offer::NCE_BASIC, 10);
        let refused = world.refused(move_in(bought, into));
        assert_eq!(named(refused.reasons()), [(Rule::Upg106, Code::TargetEndsFirst)]);
        assert_eq!(refused.reasons()[0].clears_at, Some(instant("2022-10-04")), "when it has renewed");
        until(&mut world, "2022-12-15");
        world.run(move_in(bought, into));

        let mut world = World::new(version, START);
        let bought = buy_from(&mut world, HAVENWERK, offer::NCE_BASIC, 10);
        let monthly = world.buy(offer::NCE_E1, 5, Some(Term::P1M), BillingPlan::Monthly);
        let refused = world.refused(move_in(bought, monthly));
        let codes: Vec<_> = refused.reasons().iter().map(|reason| reason.code).collect();
        assert_eq!(codes, [Code::TargetInWindow, Code::TargetEndsFirst, Code::TargetTermShorter]);
        assert!(refused.reasons().iter().all(|reason| reason.rule == Rule::Upg106), "all of them at once");
    }
}

#[test]
fn another_partners_subscription_is_no_target_and_stays_unseen_upg_106_upg_07() {
    for version in VERSIONS {
        let (mut world, bought, _) = pair(version);
        let other = buy_from(&mut world, NORDLJUS, offer::NCE_E1, 77);
        let refused = world.refused(move_in(bought, other));
        let unknown = SubscriptionId(uuid::Uuid::from_u128(5));
        let nobodys = world.refused(move_in(bought, unknown));
        assert!(nobodys.has(Code::SubscriptionUnknown));
        let shown = |refused: &_, id: SubscriptionId| {
            serde_json::to_string(refused).unwrap().replace(&id.to_string(), "the id that was asked for")
        };
        assert_eq!(shown(&refused, other), shown(&nobodys, unknown), "it is as if there were none");
    }
}

#[test]
fn an_upgrade_in_progress_locks_source_and_target_why_03() {
    for version in VERSIONS {
        let (mut world, bought, into) = pair(version);
        let third = buy_from(&mut world, HAVENWERK, offer::NCE_BASIC, 2);
        upgrade_support::give_all(&mut world, 1, bought);
        world.run(transition_into(bought, offer::NCE_E1, 10, into));
        let refused = world.refused(transition_into(bought, offer::NCE_E1, 10, into));
        assert_eq!(
            refused.reasons().iter().filter(|reason| reason.code == Code::OperationPending).count(),
            2,
            "source and target"
        );
        let targets = transition_targets(&world, third, false);
        let e1 = targets.iter().find(|target| target.offer == id(offer::NCE_E1)).unwrap();
        assert!(e1.reasons.is_empty(), "others go on");
        assert!(!e1.into[0].reasons.is_empty());
        upgrade_support::settle(&mut world);
        assert_eq!(world.sub(into).locked_by, None);
    }
}

fn next(world: &World, subscription: SubscriptionId) -> NextTerm {
    world.sub(subscription).unchanged_next_term()
}

#[test]
fn a_scheduled_upgrade_names_an_eligible_offer_ren_04_part_03() {
    for version in VERSIONS {
        let (mut world, bought, _) = pair(version);
        let to = |target: &str, world: &World| NextTerm { offer: id(target), ..next(world, bought) };
        let unlisted = to(offer::SIGN, &world);
        let refused = world.refused(Command::Schedule { subscription: bought, next: unlisted });
        assert_eq!(reason(&refused, Rule::Ren04).code, Code::NoScheduledPath);
        let Remedy::ChooseOffer { offers } = &reason(&refused, Rule::Ren04).remedies[0] else { panic!() };
        assert!(offers.contains(&id(offer::NCE_E1)));
        let all = to(offer::NCE_E1, &world);
        world.run(Command::Schedule { subscription: bought, next: all });
        let partial = PartialAtRenewal { offer: id(offer::NCE_E3), seats: 4 };
        let some = NextTerm { partial: Some(partial), seats: 6, ..next(&world, bought) };
        world.run(Command::Schedule { subscription: bought, next: some });
    }
}

#[test]
fn the_scheduled_list_says_what_scheduling_needs_ren_04() {
    for version in VERSIONS {
        let (mut world, bought, _) = pair(version);
        assert!(transition_targets(&world, bought, true).iter().all(|target| target.reasons.is_empty()));
        world.run(Command::SetAutoRenew { subscription: bought, on: false });
        for target in transition_targets(&world, bought, true) {
            assert_eq!(named(&target.reasons), [(Rule::Ren04, Code::AutoRenewOff)]);
        }
        world.run(Command::Suspend { subscription: bought, reason: SuspensionReason::NonPayment });
        let targets = transition_targets(&world, bought, true);
        assert!(named(&targets[0].reasons).contains(&(Rule::Ren04, Code::NotActive)));
    }
}
