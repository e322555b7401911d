//! Renewing (seed 003, "Kies of u een abonnement ... automatisch wilt verlengen"): what renews by itself, at which price,
//! and what ends instead. REN-01, NCE-401, LIFE-109.

mod support;

use seatwright_domain::calendar::{BillingPlan, Period, Term};
use seatwright_domain::command::Command;
use seatwright_domain::event::Event;
use seatwright_domain::ids::SubscriptionId;
use seatwright_domain::refusal::{Remedy, Who};
use seatwright_domain::rule::Rule;
use seatwright_domain::subscription::{NextTerm, Status, SuspensionReason};
use support::{VERSIONS, World, instant, offer};

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

#[test]
fn everything_renews_by_itself_at_the_first_instant_of_the_next_day_ren_01_nce_501() {
    for version in VERSIONS {
        for (bought, term, next) in [
            (offer::STANDARD, Term::P1Y, period("2022-10-04", "2023-10-03")),
            (offer::NCE_STANDARD, Term::P1Y, period("2022-10-04", "2023-10-03")),
            (offer::NCE_STANDARD, Term::P1M, period("2021-11-04", "2021-12-03")),
            (offer::SIGN, Term::P1Y, period("2022-10-04", "2023-10-03")),
            (offer::E3_36_MONTHS, Term::P3Y, period("2024-10-04", "2027-10-03")),
        ] {
            let mut world = World::new(version, "2021-10-04T16:00:00");
            let id = world.buy(bought, 5, Some(term), BillingPlan::Monthly);
            let at = seatwright_domain::calendar::start_of_day(next.first);
            let before = at.checked_sub(jiff::SignedDuration::from_secs(1)).unwrap();
            world.until(&before.to_string());
            assert_eq!(world.sub(id).term.period.over_at(), at);
            world.until(&at.to_string());
            assert_eq!((world.status(id), world.sub(id).term.period), (Status::Active, next), "{bought}");
            assert_eq!(world.sub(id).term.began_at, at);
            assert_eq!(world.sub(id).seats(), 5);
        }
    }
}

#[test]
fn switched_off_a_subscription_ends_with_its_term_ren_01_nce_401() {
    // Under the seeds there is no state between (SUSP-05); later there are 30 days of grace and 90 of kept data.
    let (mut world, id) = year("2021-09");
    world.run(auto_renew(id, false));
    world.until("2022-10-03T23:59:59");
    assert_eq!(world.status(id), Status::Active);
    world.until("2022-10-04");
    assert_eq!(world.status(id), Status::Deleted);

    let (mut world, id) = year("2025-04");
    world.run(auto_renew(id, false));
    for (at, status) in [
        ("2022-10-04", Status::Expired),
        ("2022-11-02T23:59:59", Status::Expired),
        ("2022-11-03", Status::Disabled),
        ("2023-01-31T23:59:59", Status::Disabled),
        ("2023-02-01", Status::Deleted),
    ] {
        world.until(at);
        assert_eq!(world.status(id), status, "at {at}");
    }
}

#[test]
fn what_has_expired_works_on_for_users_and_cannot_be_brought_back_nce_401() {
    let (mut world, id) = year("2025-04");
    world.run(auto_renew(id, false));
    world.until("2022-10-10");
    assert!(world.status(id).users_have_access());
    for command in [
        Command::Reactivate { subscription: id },
        auto_renew(id, true),
        Command::Cancel { subscription: id, reason: "over".into(), confirmed: true },
        Command::Suspend { subscription: id, reason: SuspensionReason::NonPayment },
    ] {
        let refused = world.refused(command.clone());
        assert_eq!(refused.reasons().len(), 1, "{command:?}: {refused}");
    }
    let cancel = Command::Cancel { subscription: id, reason: "over".into(), confirmed: true };
    let refused = world.refused(cancel);
    let reason = support::reason(&refused, Rule::Nce401);
    assert_eq!((&reason.remedies, reason.who.as_slice()), (&vec![Remedy::Wait], &[Who::Time][..]));
    assert_eq!(reason.clears_at, Some(instant("2022-11-03")));
    world.until("2022-11-10");
    assert!(!world.status(id).users_have_access(), "disabled");
}

#[test]
fn a_marketplace_subscription_that_does_not_renew_is_gone_with_its_term_ren_01() {
    for version in VERSIONS {
        let mut world = World::new(version, "2021-10-04");
        let id = world.buy(offer::SIGN, 5, Some(Term::P1M), BillingPlan::Monthly);
        world.run(auto_renew(id, false));
        world.until("2021-11-03T23:59:59");
        assert_eq!(world.status(id), Status::Active);
        world.until("2021-11-04");
        assert_eq!(world.status(id), Status::Deleted);
    }
}

#[test]
fn auto_renew_can_be_switched_back_on_before_the_end_ren_01_nce_306() {
    for version in VERSIONS {
        let (mut world, id) = year(version);
        world.until("2022-09-30");
        world.run(auto_renew(id, false));
        assert!(world.run(auto_renew(id, false)).events.is_empty());
        world.run(auto_renew(id, true));
        world.until("2022-10-04");
        assert_eq!(world.status(id), Status::Active);
    }
}

#[test]
fn classic_has_no_switch_and_renews_for_twelve_months_nce_508_life_106() {
    for version in VERSIONS {
        let mut world = World::new(version, "2021-10-04");
        let id = world.buy(offer::BASIC, 5, Some(Term::P1Y), BillingPlan::Annual);
        let refused = world.refused(auto_renew(id, false));
        let reason = support::reason(&refused, Rule::Nce508);
        assert_eq!(reason.remedies, [Remedy::Suspend { subscription: id }]);
        let before = world.sub(id).lots[0].unit;
        world.until("2022-10-04");
        assert_eq!(world.sub(id).term.period, period("2022-10-04", "2023-10-03"));
        // At the price of that day: it rose in March 2022.
        assert_ne!(world.sub(id).lots[0].unit, before, "LIFE-106");
    }
}

#[test]
fn classic_ends_with_its_term_once_its_sale_has_ended_life_109() {
    let mut world = World::new("2021-09", "2017-02-01");
    let id = world.buy(offer::E4_RETIRED, 5, Some(Term::P1Y), BillingPlan::Monthly);
    world.until("2017-08-01");
    world.run(seats(id, 6));
    world.until("2018-01-31T23:59:59");
    assert_eq!(world.status(id), Status::Active, "it can be managed to the end");
    world.until("2018-02-01");
    assert_eq!(world.status(id), Status::Deleted);
    let last = world.history.last().unwrap();
    assert!(matches!(last.event, Event::Deleted { rule: Rule::Life109, .. }));
}

#[test]
fn new_commerce_renews_after_the_end_of_its_sale_nce_506() {
    let mut world = World::new("2025-04", "2026-12-01");
    let id = world.buy(offer::NCE_SHAREPOINT_1, 5, Some(Term::P1M), BillingPlan::Monthly);
    world.until("2027-01-15");
    assert_eq!(
        (world.status(id), world.sub(id).term.period.first.to_string()),
        (Status::Active, "2027-01-01".to_owned())
    );
    // A switch that is put off can still be put on.
    world.run(auto_renew(id, false));
    world.run(auto_renew(id, true));
    world.run(seats(id, 6));
}

#[test]
fn a_renewal_may_take_an_end_date_of_its_own_nce_702() {
    let (mut world, id) = year("2025-04");
    let last: jiff::civil::Date = "2023-09-30".parse().unwrap();
    let next = NextTerm { custom_end: Some(last), ..unchanged(&world, id) };
    world.run(schedule(id, next));
    world.until("2022-10-04");
    assert_eq!(world.sub(id).term.period, period("2022-10-04", "2023-09-30"));
    world.until("2023-10-01");
    assert_eq!(world.sub(id).term.period, period("2023-10-01", "2024-09-30"), "full terms from then on");
}

#[test]
fn the_price_of_a_renewal_is_that_of_its_day_and_locked_for_the_term_nce_507() {
    for version in VERSIONS {
        let (mut world, id) = year(version);
        let first = world.sub(id).lots[0].unit;
        world.until("2022-10-03");
        assert_eq!(world.sub(id).lots[0].unit, first);
        world.until("2023-10-04");
        let second = world.sub(id).lots[0].unit;
        assert_ne!(first, second, "EUR prices rose in April 2023");
        world.run(seats(id, 6));
        assert!(world.sub(id).lots.iter().all(|lot| lot.unit == second));
    }
}
