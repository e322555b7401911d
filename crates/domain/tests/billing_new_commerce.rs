//! Bills of new commerce and of marketplace subscriptions: the published examples first, then every event that costs or
//! gives back something.

mod support;

use seatwright_domain::billing::rounding::Rounding;
use seatwright_domain::calendar::{BillingPlan, Term};
use seatwright_domain::command::Command;
use seatwright_domain::ids::{OfferId, SubscriptionId};
use seatwright_domain::order::Wanted;
use support::{World, bills, offer, started, wanted};

/// A world in which a monthly term of Business Standard costs so much.
fn monthly(price: &str, seats: u32, at: &str) -> (World, SubscriptionId) {
    let mut world = World::dated(at).priced(offer::NCE_STANDARD, Term::P1M, BillingPlan::Monthly, price);
    let id = world.buy(offer::NCE_STANDARD, seats, Some(Term::P1M), BillingPlan::Monthly);
    (world, id)
}

#[test]
fn a_monthly_term_is_charged_when_it_begins_nce_103() {
    let (mut world, id) = monthly("10.08", 10, "2021-06-18");
    world.until("2021-08-01");
    assert_eq!(
        world.lines(id),
        [
            "2021-06-18 | 2021-07-17 | new | 10.08 | 10 | 100.80",
            "2021-07-18 | 2021-08-17 | renew | 10.08 | 10 | 100.80",
        ]
    );
    assert_eq!(world.file("2021-07-08").len(), 1, "INV-101: a calendar month on the 8th");
}

#[test]
fn a_change_of_seats_wipes_and_recreates_nce_203() {
    let (mut world, id) = monthly("10.08", 10, "2021-06-18");
    world.seats(id, "2021-06-20", 12);
    assert_eq!(
        world.lines(id),
        [
            "2021-06-18 | 2021-07-17 | new | 10.08 | 10 | 100.80",
            "2021-06-20 | 2021-07-17 | addQuantity | -9.40 | 10 | -94.08",
            "2021-06-20 | 2021-07-17 | addQuantity | 9.40 | 12 | 112.89",
        ]
    );
}

#[test]
fn an_annual_plan_is_charged_at_once_nce_103() {
    let mut world =
        World::dated("2021-06-18").priced(offer::NCE_STANDARD, Term::P1Y, BillingPlan::Annual, "120.96");
    let id = world.buy(offer::NCE_STANDARD, 10, Some(Term::P1Y), BillingPlan::Annual);
    world.until("2022-06-17T23:00");
    assert_eq!(world.lines(id), ["2021-06-18 | 2022-06-17 | new | 120.96 | 10 | 1209.60"]);
}

#[test]
fn a_partial_upgrade_converts_the_same_days_nce_205_part_06() {
    let policies = bills::billing(|policy| policy.new_commerce.rounding = Rounding::N1);
    let mut world = World::with(policies, "2021-06-18")
        .priced(offer::NCE_BASIC, Term::P1M, BillingPlan::Monthly, "10.08")
        .priced(offer::NCE_E1, Term::P1M, BillingPlan::Monthly, "6.43");
    let source = world.buy(offer::NCE_BASIC, 300, Some(Term::P1M), BillingPlan::Monthly);
    world.until("2021-06-25");
    let decision = world.run(Command::Transition {
        subscription: source,
        target: OfferId::new(offer::NCE_E1),
        seats: 100,
        into: None,
        term: None,
        billing: None,
        transfer: false,
    });
    let target = started(&decision)[0];
    assert_eq!(
        world.lines(source)[1..],
        ["2021-06-25 | 2021-07-17 | convert | -7.72 | 100 | -772.00".to_owned()]
    );
    assert_eq!(world.lines(target), ["2021-06-25 | 2021-07-17 | convert | 4.92 | 100 | 492.00"]);
    assert_eq!(world.sub(source).seats(), 200);
    world.until("2021-07-18");
    assert_eq!(
        world.lines(target)[1..],
        ["2021-07-18 | 2021-08-17 | renew | 6.43 | 100 | 643.00".to_owned()]
    );
}

#[test]
fn monthly_terms_are_clamped_to_the_month_nce_105() {
    for (bought, last, renewed) in
        [("2021-01-31", "2021-02-27", "2021-02-28"), ("2021-05-31", "2021-06-29", "2021-06-30")]
    {
        let (mut world, id) = monthly("10.08", 10, bought);
        world.until(renewed);
        let lines = world.lines(id);
        assert_eq!(lines[0], format!("{bought} | {last} | new | 10.08 | 10 | 100.80"));
        assert!(lines[1].starts_with(renewed), "{lines:?}");
    }
}

#[test]
fn a_marketplace_trial_is_a_zero_line_and_then_renews_trial_02_trial_207() {
    let mut world =
        World::dated("2019-06-10").priced(offer::VAULT_WITH_TRIAL, Term::P1M, BillingPlan::Monthly, "2.00");
    let id = world.buy(offer::VAULT_WITH_TRIAL, 1, Some(Term::P1M), BillingPlan::Monthly);
    world.run(Command::CompleteSetUp { subscription: id });
    world.until("2019-07-20");
    assert_eq!(
        world.lines(id),
        [
            "2019-06-10 | 2019-07-09 | new | 0.00 | 1 | 0.00",
            "2019-07-10 | 2019-08-09 | renew | 2.00 | 1 | 2.00"
        ]
    );
}

#[test]
fn an_aligned_first_term_is_prorated_nce_209() {
    let mut world =
        World::dated("2022-07-15").priced(offer::NCE_STANDARD, Term::P1Y, BillingPlan::Annual, "120.00");
    let line = Wanted {
        term: Some(Term::P1Y),
        billing: Some(BillingPlan::Annual),
        custom_end: Some("2023-06-30".parse().unwrap()),
        ..wanted(offer::NCE_STANDARD, 1)
    };
    let id = started(&world.run(Command::PlaceOrder { lines: vec![line], payment: None }))[0];
    world.until("2023-07-01");
    // 351 of 365 days, then the whole year.
    assert_eq!(
        world.lines(id),
        [
            "2022-07-15 | 2023-06-30 | new | 115.39 | 1 | 115.39",
            "2023-07-01 | 2024-06-30 | renew | 120.00 | 1 | 120.00",
        ]
    );
}
