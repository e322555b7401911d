//! Cancelling (seed 003, "Een abonnement annuleren", "Een nieuw commerce-abonnement annuleren"): CXL-01..04, NCX-01..04.

mod support;

use seatwright_domain::calendar::{BillingPlan, Term};
use seatwright_domain::command::Command;
use seatwright_domain::decision::{Decision, Notice};
use seatwright_domain::event::Event;
use seatwright_domain::ids::SubscriptionId;
use seatwright_domain::policy::Refund;
use seatwright_domain::refusal::{Code, Remedy};
use seatwright_domain::rule::Rule;
use seatwright_domain::subscription::Status;
use support::{VERSIONS, World, offer};

fn cancel(subscription: SubscriptionId) -> Command {
    Command::Cancel { subscription, reason: "wrong plan".into(), confirmed: true }
}

fn outcome(decision: &Decision) -> Option<(Refund, Rule)> {
    decision.events.iter().find_map(|recorded| match &recorded.event {
        Event::Cancelled { refund, rule, .. } => Some((*refund, *rule)),
        _ => None,
    })
}

/// Bought, then cancelled after a while: what comes back, by which rule; none where it is refused.
fn new_commerce(version: &str, cancelled_at: &str) -> Result<(Refund, Rule), Vec<Rule>> {
    let mut world = World::new(version, "2021-10-04T09:30:00");
    let id = world.buy(offer::NCE_STANDARD, 5, Some(Term::P1Y), BillingPlan::Monthly);
    world.until(cancelled_at);
    match world.try_run(&cancel(id)) {
        Ok(decision) => {
            assert_eq!(world.status(id), Status::Deleted, "NCX-04: access is lost at once");
            assert!(decision.notices.contains(&Notice::AccessLost { subscription: id }));
            Ok(outcome(&decision).expect("it is cancelled"))
        }
        Err(refused) => Err(refused.reasons().iter().map(|reason| reason.rule).collect()),
    }
}

#[test]
fn new_commerce_windows_of_the_seeds_ncx_01_ncx_02_ncx_03() {
    let cases = [
        ("2021-10-04T09:30:00", Ok((Refund::Full, Rule::Ncx01))),
        ("2021-10-05T09:29:59", Ok((Refund::Full, Rule::Ncx01))),
        ("2021-10-05T09:30:00", Ok((Refund::Prorated, Rule::Ncx02))),
        ("2021-11-03T09:29:59", Ok((Refund::Prorated, Rule::Ncx02))),
        ("2021-11-03T09:30:00", Err(vec![Rule::Ncx03])),
        ("2022-06-01T00:00:00", Err(vec![Rule::Ncx03])),
    ];
    for (at, expected) in cases {
        assert_eq!(new_commerce("2021-09", at), expected, "at {at}");
    }
}

#[test]
fn new_commerce_windows_of_today_ncx_01_ncx_02_ncx_03() {
    let cases = [
        ("2021-10-05T09:29:59", Ok((Refund::Full, Rule::Ncx01))),
        ("2021-10-05T09:30:00", Ok((Refund::Prorated, Rule::Ncx02))),
        ("2021-10-11T09:29:59", Ok((Refund::Prorated, Rule::Ncx02))),
        ("2021-10-11T09:30:00", Err(vec![Rule::Ncx03])),
    ];
    for (at, expected) in cases {
        assert_eq!(new_commerce("2025-04", at), expected, "at {at}");
    }
}

#[test]
fn a_subscription_keeps_the_window_of_its_purchase_when_the_policy_changes_ncx_02() {
    // Bought under the seeds' 30 days; the 72 hours that came days later do not touch it.
    let mut world = World::dated("2021-09-25T12:00:00");
    let id = world.buy(offer::NCE_STANDARD, 5, Some(Term::P1Y), BillingPlan::Monthly);
    world.until("2021-10-20");
    assert_eq!(outcome(&world.run(cancel(id))), Some((Refund::Prorated, Rule::Ncx02)));
}

#[test]
fn the_refusal_after_the_window_says_when_it_closed_and_what_to_do_ncx_03() {
    let mut world = World::new("2025-04", "2025-05-05T09:00:00");
    let id = world.buy(offer::NCE_STANDARD, 5, Some(Term::P1Y), BillingPlan::Monthly);
    world.until("2025-06-01");
    let refused = world.refused(cancel(id));
    let reason = &refused.reasons()[0];
    assert_eq!((reason.rule, reason.code), (Rule::Ncx03, Code::CancelWindowClosed));
    assert_eq!(reason.evidence["closed_at"], "2025-05-12T09:00:00Z");
    assert_eq!(reason.evidence["days"], 7);
    assert!(reason.remedies.contains(&Remedy::SwitchAutoRenewOff { subscription: id }));
    assert_eq!(reason.clears_at.unwrap().to_string(), "2026-05-05T00:00:00Z");
    // The remedy works: it ends with its term.
    world.run(Command::SetAutoRenew { subscription: id, on: false });
    world.until("2026-05-05");
    assert_eq!(world.status(id), Status::Expired);
}

#[test]
fn what_is_cancelled_cannot_be_restored_ncx_04_nce_302() {
    for version in VERSIONS {
        let mut world = World::new(version, "2021-10-04");
        let id = world.buy(offer::NCE_STANDARD, 5, Some(Term::P1Y), BillingPlan::Monthly);
        world.run(cancel(id));
        assert!(world.refused(Command::Reactivate { subscription: id }).has(Code::Deleted));
        assert!(world.refused(Command::ChangeSeats { subscription: id, seats: 6 }).has(Code::Deleted));
    }
}

/// Marketplace: bought at 09:00 on 4 October, cancelled at an instant.
fn marketplace(
    version: &str,
    term: Term,
    billing: BillingPlan,
    at: &str,
) -> (World, SubscriptionId, Option<(Refund, Rule)>) {
    let mut world = World::new(version, "2021-10-04T09:00:00");
    let id = world.buy(offer::SIGN, 3, Some(term), billing);
    world.until(at);
    let decision = world.run(cancel(id));
    let outcome = outcome(&decision);
    (world, id, outcome)
}

#[test]
fn marketplace_billed_monthly_is_credited_within_a_day_cxl_01() {
    for version in VERSIONS {
        let (world, id, outcome) =
            marketplace(version, Term::P1M, BillingPlan::Monthly, "2021-10-05T08:59:59");
        assert_eq!(outcome, Some((Refund::Full, Rule::Cxl01)));
        assert_eq!(world.status(id), Status::Deleted);

        let (mut world, id, outcome) =
            marketplace(version, Term::P1M, BillingPlan::Monthly, "2021-10-05T09:00:00");
        assert_eq!(outcome, None, "later it is scheduled for the renewal");
        assert!(world.sub(id).cancels_at_renewal && world.status(id) == Status::Active);
        world.until("2021-11-03T23:59:59");
        assert_eq!(world.status(id), Status::Active);
        world.until("2021-11-04");
        assert_eq!(world.status(id), Status::Deleted);
    }
}

#[test]
fn marketplace_billed_annually_is_credited_within_fourteen_days_cxl_02() {
    for version in VERSIONS {
        let (_, _, outcome) = marketplace(version, Term::P1Y, BillingPlan::Annual, "2021-10-18T08:59:59");
        assert_eq!(outcome, Some((Refund::Full, Rule::Cxl02)));
        let (mut world, id, outcome) =
            marketplace(version, Term::P1Y, BillingPlan::Annual, "2021-10-18T09:00:00");
        assert_eq!(outcome, None);
        world.until("2022-10-03");
        assert_eq!(world.status(id), Status::Active);
        world.until("2022-10-04");
        assert_eq!(world.status(id), Status::Deleted);
    }
}

#[test]
fn a_scheduled_cancellation_is_announced_and_can_be_taken_back_cxl_01() {
    let mut world = World::new("2021-09", "2021-10-04T09:00:00");
    let id = world.buy(offer::SIGN, 3, Some(Term::P1M), BillingPlan::Monthly);
    world.until("2021-10-10");
    let decision = world.run(cancel(id));
    let last_day = world.sub(id).term.period.last;
    assert!(decision.notices.contains(&Notice::CancelsAtRenewal { subscription: id, last_day }));
    world.run(Command::SetAutoRenew { subscription: id, on: true });
    world.until("2021-11-05");
    assert_eq!(world.status(id), Status::Active);
}

#[test]
fn metered_services_are_deprovisioned_without_refund_cxl_03() {
    let metered = support::CATALOGUE
        .offers
        .values()
        .find(|offer| {
            offer.billing == seatwright_domain::catalogue::BillingKind::Metered
                && offer.commerce == seatwright_domain::catalogue::Commerce::Marketplace
                && offer.addon.is_none()
        })
        .expect("the catalogue has a metered offer");
    let mut world = World::new("2021-09", "2021-10-04T09:00:00");
    let option = &metered.terms[0];
    let id = world.buy(metered.id.as_str(), metered.seats_min, Some(option.term), option.billing[0]);
    let decision = world.run(cancel(id));
    assert_eq!(outcome(&decision), Some((Refund::None, Rule::Cxl03)));
}

#[test]
fn cancelling_takes_a_reason_and_a_confirmation_cxl_04() {
    for version in VERSIONS {
        let mut world = World::new(version, "2021-10-04T09:00:00");
        let id = world.buy(offer::SIGN, 3, Some(Term::P1M), BillingPlan::Monthly);
        let refused =
            world.refused(Command::Cancel { subscription: id, reason: "  ".into(), confirmed: false });
        assert!(refused.has(Code::ReasonMissing) && refused.has(Code::NotConfirmed));
        assert!(refused.reasons().iter().all(|reason| reason.rule == Rule::Cxl04));
    }
}

#[test]
fn a_classic_subscription_is_suspended_instead_life_108() {
    let mut world = World::new("2021-09", "2021-10-04");
    let id = world.buy(offer::STANDARD, 5, Some(Term::P1Y), BillingPlan::Monthly);
    let refused = world.refused(cancel(id));
    assert!(refused.names(Rule::Life108));
    assert_eq!(refused.reasons()[0].remedies, [Remedy::Suspend { subscription: id }]);
}
