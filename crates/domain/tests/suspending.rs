//! Suspending and resuming (seed 003, "Een abonnement opschorten", "Een nieuw commerce-abonnement onderbreken en hervatten"):
//! SUSP-01..05, PAUSE-01..03, ADD-04.

mod support;

use seatwright_domain::calendar::{BillingPlan, Term};
use seatwright_domain::command::Command;
use seatwright_domain::decision::Notice;
use seatwright_domain::event::Event;
use seatwright_domain::ids::SubscriptionId;
use seatwright_domain::order::Wanted;
use seatwright_domain::refusal::{Code, Remedy};
use seatwright_domain::rule::Rule;
use seatwright_domain::subscription::{NextTerm, Status, SuspensionReason};
use seatwright_domain::suspension::deletion_date;
use support::{POLICIES, VERSIONS, World, offer, started, wanted};

fn suspend(subscription: SubscriptionId) -> Command {
    Command::Suspend { subscription, reason: SuspensionReason::NonPayment }
}

#[test]
fn the_reason_is_recorded_and_users_lose_access_susp_01_susp_02() {
    for version in VERSIONS {
        for reason in
            [SuspensionReason::CustomerRequest, SuspensionReason::NonPayment, SuspensionReason::Fraud]
        {
            let mut world = World::new(version, "2021-10-04");
            let id = world.buy(offer::STANDARD, 5, Some(Term::P1Y), BillingPlan::Monthly);
            assert!(world.status(id).users_have_access());
            world.run(Command::Suspend { subscription: id, reason });
            assert_eq!(world.sub(id).suspension.as_ref().unwrap().reason, reason);
            assert!(!world.status(id).users_have_access(), "SUSP-02");
        }
    }
}

#[test]
fn data_is_deleted_after_90_days_or_up_to_120_with_the_days_of_the_opening_susp_03_life_103() {
    // The account is opened so many days before the first billing period; then 90 days and those, 120 in all.
    for (opened, bought, suspended, deleted) in [
        ("2021-10-04", "2021-10-04", "2021-11-01", "2022-01-30"),
        ("2021-10-04", "2021-10-14", "2021-11-01", "2022-02-09"),
        ("2021-08-01", "2021-10-14", "2021-11-01", "2022-03-01"),
    ] {
        for version in VERSIONS {
            let mut world = World::new(version, opened);
            world.until(bought);
            let id = world.buy(offer::STANDARD, 5, Some(Term::P1Y), BillingPlan::Monthly);
            world.until(suspended);
            let decision = world.run(suspend(id));
            let at = support::instant(deleted);
            assert_eq!(deletion_date(world.sub(id), &POLICIES), Some(at), "SUSP-04: the date is shown");
            assert!(decision.notices.contains(&Notice::DeletedUnlessReactivated { subscription: id, at }));
            let almost = at.checked_sub(jiff::SignedDuration::from_secs(1)).unwrap();
            world.until(&almost.to_string());
            assert_eq!(world.status(id), Status::Suspended);
            world.until(deleted);
            assert_eq!(world.status(id), Status::Deleted);
        }
    }
}

#[test]
fn the_date_that_is_shown_is_the_one_that_comes_true_susp_04() {
    // The days, the end of a term or a trial that comes first, and what new commerce keeps after it.
    let bought = [
        (offer::STANDARD, 5, Term::P1Y, BillingPlan::Monthly),
        (offer::NCE_STANDARD, 5, Term::P1M, BillingPlan::Monthly),
        (offer::NCE_STANDARD, 5, Term::P1Y, BillingPlan::Annual),
        (offer::SIGN, 5, Term::P1M, BillingPlan::Monthly),
        (offer::VAULT_WITH_TRIAL, 5, Term::P1Y, BillingPlan::Annual),
        (offer::CLASSIC_TRIAL, 25, Term::P1M, BillingPlan::None),
    ];
    for version in ["2021-09", "2021-10", "2022-03", "2025-04"] {
        for (offer, seats, term, billing) in bought {
            for suspended_on in ["2021-10-04", "2021-10-20"] {
                let mut world = World::new(version, "2021-10-04");
                let id = world.buy(offer, seats, Some(term), billing);
                world.until(suspended_on);
                world.run(suspend(id));
                let at = deletion_date(world.sub(id), &POLICIES).unwrap();
                let almost = at.checked_sub(jiff::SignedDuration::from_secs(1)).unwrap();
                world.until(&almost.to_string());
                assert_ne!(world.status(id), Status::Deleted, "{offer} under {version}");
                world.until(&at.to_string());
                assert_eq!(world.status(id), Status::Deleted, "{offer} under {version}");
            }
        }
    }
}

#[test]
fn a_classic_subscription_has_no_working_grace_state_susp_05_life_101_life_105() {
    for version in VERSIONS {
        let mut world = World::new(version, "2021-10-04");
        let id = world.buy(offer::STANDARD, 5, Some(Term::P1Y), BillingPlan::Monthly);
        let mut seen = std::collections::BTreeSet::new();
        world.until("2022-08-01");
        world.run(suspend(id));
        for day in ["2022-09-01", "2022-10-03", "2022-10-04", "2022-12-01", "2023-12-01"] {
            world.until(day);
            seen.insert(world.status(id));
        }
        // LIFE-105: the term ended while it was suspended.
        assert_eq!(seen.into_iter().collect::<Vec<_>>(), [Status::Suspended, Status::Deleted]);
    }
}

#[test]
fn under_the_seeds_new_commerce_has_no_grace_state_either_susp_05() {
    let ended = |version: &str| {
        let mut world = World::new(version, "2021-10-04");
        let id = world.buy(offer::NCE_STANDARD, 5, Some(Term::P1M), BillingPlan::Monthly);
        world.run(Command::SetAutoRenew { subscription: id, on: false });
        world.until("2021-11-04");
        world.status(id)
    };
    assert_eq!(ended("2021-09"), Status::Deleted);
    assert_eq!(ended("2025-04"), Status::Expired, "NCE-401 came later");
}

#[test]
fn a_suspension_outlasts_the_term_where_the_policy_keeps_it_for_days_susp_03() {
    let mut world = World::new("2021-09", "2021-10-04");
    let id = world.buy(offer::NCE_STANDARD, 5, Some(Term::P1M), BillingPlan::Monthly);
    world.until("2021-10-20");
    world.run(suspend(id));
    world.until("2022-01-17");
    assert_eq!(world.status(id), Status::Suspended);
    world.until("2022-01-18");
    assert_eq!(world.status(id), Status::Deleted);
}

#[test]
fn reactivation_returns_access_and_never_moves_the_renewal_life_104() {
    for version in VERSIONS {
        let mut world = World::new(version, "2021-10-04");
        let id = world.buy(offer::STANDARD, 5, Some(Term::P1Y), BillingPlan::Monthly);
        let term = world.sub(id).term.period;
        world.until("2021-10-20");
        world.run(suspend(id));
        world.until("2022-01-02");
        world.run(Command::Reactivate { subscription: id });
        assert_eq!((world.status(id), world.sub(id).term.period), (Status::Active, term));
        assert_eq!(world.sub(id).suspension, None);
        // It goes on in the charge cycle of the day.
        assert_eq!(world.sub(id).term.cycle, 2);
    }
}

#[test]
fn suspending_the_base_suspends_its_add_ons_and_only_the_base_comes_back_by_itself_add_04() {
    for version in VERSIONS {
        let mut world = World::new(version, "2021-10-04");
        let base = world.buy(offer::STANDARD, 5, Some(Term::P1Y), BillingPlan::Monthly);
        let order = world.orders()[0].id;
        let line = Wanted { parent: Some(base), ..wanted(offer::ARCHIVE_ADDON, 5) };
        let addon = started(&world.run(Command::BuyAddOns { order, lines: vec![line] }))[0];
        world.run(suspend(base));
        assert_eq!((world.status(base), world.status(addon)), (Status::Suspended, Status::Suspended));
        assert!(world.sub(addon).suspension.as_ref().unwrap().with_base);
        let refused = world.refused(Command::Reactivate { subscription: addon });
        assert!(refused.names(Rule::Addon103), "not before its base");
        world.run(Command::Reactivate { subscription: base });
        assert_eq!(world.status(addon), Status::Suspended);
        world.run(Command::Reactivate { subscription: addon });
        assert_eq!(world.status(addon), Status::Active);
    }
}

#[test]
fn new_commerce_is_suspended_and_resumed_at_once_pause_01() {
    for version in VERSIONS {
        let mut world = World::new(version, "2021-10-04");
        let id = world.buy(offer::NCE_STANDARD, 5, Some(Term::P1Y), BillingPlan::Monthly);
        world.run(suspend(id));
        assert_eq!(world.status(id), Status::Suspended);
        world.run(Command::Reactivate { subscription: id });
        assert_eq!(world.status(id), Status::Active);
    }
}

#[test]
fn a_suspended_new_commerce_subscription_is_still_charged_and_a_classic_one_is_not_pause_02() {
    for version in VERSIONS {
        let cycles = |offer: &str| {
            let mut world = World::new(version, "2021-10-04");
            let id = world.buy(offer, 5, Some(Term::P1Y), BillingPlan::Monthly);
            world.until("2021-10-10");
            world.run(suspend(id));
            let place = world.history.len();
            world.until("2021-12-31");
            world.kinds_since(place).iter().filter(|kind| **kind == "cycle_started").count()
        };
        assert_eq!(cycles(offer::NCE_STANDARD), 2, "PAUSE-02");
        assert_eq!(cycles(offer::STANDARD), 0, "LIFE-102");
    }
}

#[test]
fn suspending_switches_auto_renew_off_and_drops_the_schedule_with_its_cause_pause_03() {
    for version in VERSIONS {
        let mut world = World::new(version, "2021-10-04");
        let id = world.buy(offer::NCE_STANDARD, 5, Some(Term::P1Y), BillingPlan::Monthly);
        let next = NextTerm { seats: 3, ..world.sub(id).unchanged_next_term() };
        world.run(Command::Schedule { subscription: id, next: next.clone() });
        let decision = world.run(suspend(id));
        assert_eq!(support::lost_schedule(&decision), Some(Rule::Pause03));
        assert!(decision.events.iter().any(|recorded| matches!(
            recorded.event,
            Event::AutoRenewChanged { on: false, rule: Some(Rule::Pause03), .. }
        )));
        assert!(world.messages.contains(&"scheduled_change_dropped".to_owned()), "never silently");
        world.run(Command::Reactivate { subscription: id });
        assert!(
            !world.sub(id).auto_renew && world.sub(id).scheduled.is_none(),
            "resuming brings neither back"
        );
        // One click schedules it again, once auto-renew is on.
        world.run(Command::SetAutoRenew { subscription: id, on: true });
        world.run(Command::RestoreSchedule { subscription: id });
        assert_eq!(world.sub(id).scheduled, Some(next));
    }
}

#[test]
fn a_long_suspension_of_new_commerce_ends_by_its_policy_nce_403() {
    let mut seeds = World::new("2021-09", "2021-10-04");
    let id = seeds.buy(offer::NCE_STANDARD, 5, Some(Term::P1Y), BillingPlan::Monthly);
    seeds.run(suspend(id));
    seeds.until("2022-01-02");
    assert_eq!(seeds.status(id), Status::Deleted, "90 days");

    let mut today = World::new("2025-04", "2021-10-04");
    let id = today.buy(offer::NCE_STANDARD, 5, Some(Term::P1Y), BillingPlan::Monthly);
    today.run(suspend(id));
    assert_eq!(deletion_date(today.sub(id), &POLICIES), Some(support::instant("2023-02-01")));
    today.until("2022-10-03");
    assert_eq!(today.status(id), Status::Suspended, "to the end of its term");
    today.until("2022-10-04");
    assert_eq!(today.status(id), Status::Disabled);
    today.until("2023-01-31");
    assert_eq!(today.status(id), Status::Disabled);
    today.until("2023-02-01");
    assert_eq!(today.status(id), Status::Deleted);
}

#[test]
fn who_comes_back_within_the_days_but_after_the_term_begins_a_new_one_susp_03_pause_03() {
    let mut world = World::new("2021-09", "2021-10-04");
    let id = world.buy(offer::NCE_STANDARD, 5, Some(Term::P1M), BillingPlan::Monthly);
    world.until("2021-10-20");
    world.run(suspend(id));
    world.until("2021-12-10T08:00:00");
    assert_eq!(world.status(id), Status::Suspended, "its data is kept for 90 days");
    world.run(Command::Reactivate { subscription: id });
    let found = world.sub(id);
    assert_eq!((found.status, found.seats(), found.auto_renew), (Status::Active, 5, false));
    assert_eq!(found.term.period.first.to_string(), "2021-12-10");
    world.until("2022-01-09T23:59:59");
    assert_eq!(world.status(id), Status::Active);
    world.until("2022-01-10");
    assert_eq!(world.status(id), Status::Deleted, "resuming does not switch auto-renew on");
}

#[test]
fn seats_of_a_suspended_subscription_are_fixed_susp_102() {
    for version in VERSIONS {
        let mut world = World::new(version, "2021-10-04");
        let id = world.buy(offer::STANDARD, 5, Some(Term::P1Y), BillingPlan::Monthly);
        world.run(suspend(id));
        let refused = world.refused(Command::ChangeSeats { subscription: id, seats: 6 });
        assert!(refused.has(Code::SuspendedSeatsFixed) && refused.names(Rule::Susp102));
        assert_eq!(refused.reasons()[0].remedies, [Remedy::Reactivate { subscription: id }]);
        // Setting the state that holds already changes nothing and is no error.
        assert!(world.run(suspend(id)).events.is_empty());
    }
}
