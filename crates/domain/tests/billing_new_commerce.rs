//! Bills of new commerce and of marketplace subscriptions: the published examples first, then every event that costs or
//! gives back something.

mod support;

use jiff::civil::Date;
use seatwright_domain::billing::policy::{CycleDays, DayOfCancel};
use seatwright_domain::billing::rounding::Rounding;
use seatwright_domain::calendar::{BillingPlan, Term};
use seatwright_domain::command::Command;
use seatwright_domain::ids::{OfferId, SubscriptionId};
use seatwright_domain::order::Wanted;
use seatwright_domain::policy::{Policies, Refund, Window};
use support::{POLICIES, World, bills, offer, started, wanted};

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
fn a_change_of_seats_wipes_and_recreates_nce_203_nce_201() {
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

fn transition(source: SubscriptionId, target: &str, seats: u32, into: Option<SubscriptionId>) -> Command {
    let target = OfferId::new(target);
    Command::Transition {
        subscription: source,
        target,
        seats,
        into,
        term: None,
        billing: None,
        transfer: false,
    }
}

#[test]
fn a_full_upgrade_converts_the_rest_of_the_cycle_nce_205() {
    let mut world = World::dated("2021-06-18")
        .priced(offer::NCE_BASIC, Term::P1M, BillingPlan::Monthly, "30.00")
        .priced(offer::NCE_E1, Term::P1M, BillingPlan::Monthly, "60.00");
    let id = world.buy(offer::NCE_BASIC, 10, Some(Term::P1M), BillingPlan::Monthly);
    world.until("2021-06-28");
    world.run(transition(id, offer::NCE_E1, 10, None));
    world.until("2021-07-18");
    assert_eq!(
        world.lines(id)[1..],
        [
            "2021-06-28 | 2021-07-17 | convert | -20.00 | 10 | -200.00",
            "2021-06-28 | 2021-07-17 | convert | 40.00 | 10 | 400.00",
            "2021-07-18 | 2021-08-17 | renew | 60.00 | 10 | 600.00",
        ]
    );
}

#[test]
fn seats_that_move_into_an_existing_subscription_nce_205_part_07() {
    let mut world = World::new("2021-10", "2021-11-01")
        .priced(offer::NCE_BASIC, Term::P1Y, BillingPlan::Monthly, "30.00")
        .priced(offer::NCE_E1, Term::P1Y, BillingPlan::Monthly, "60.00");
    let source = world.buy(offer::NCE_BASIC, 10, Some(Term::P1Y), BillingPlan::Monthly);
    world.until("2021-11-11");
    let into = world.buy(offer::NCE_E1, 1, Some(Term::P1Y), BillingPlan::Monthly);
    world.until("2021-11-16");
    world.run(transition(source, offer::NCE_E1, 4, Some(into)));
    // Each by the days of its own cycle: the target's is from the 11th to the 10th.
    assert_eq!(world.lines(source)[1..], ["2021-11-16 | 2021-11-30 | moveQuantity | -15.00 | 4 | -60.00"]);
    assert_eq!(world.lines(into)[1..], ["2021-11-16 | 2021-12-10 | moveQuantity | 50.00 | 4 | 200.00"]);
}

#[test]
fn cancelling_gives_back_everything_or_the_days_that_are_left_ncx_01_ncx_02_nce_206() {
    let opening = "2021-06-01 | 2021-06-30 | new | 30.00 | 10 | 300.00";
    for (version, at, refund) in [
        ("2021-09", "2021-06-01T23:59", "2021-06-01 | 2021-06-30 | cancelImmediate | -30.00 | 10 | -300.00"),
        ("2021-09", "2021-06-21", "2021-06-21 | 2021-06-30 | cancelImmediate | -10.00 | 10 | -100.00"),
        ("2021-10", "2021-06-01T12:00", "2021-06-01 | 2021-06-30 | cancelImmediate | -30.00 | 10 | -300.00"),
        ("2021-10", "2021-06-03T23:59", "2021-06-03 | 2021-06-30 | cancelImmediate | -28.00 | 10 | -280.00"),
        ("2022-03", "2021-06-04", "2021-06-04 | 2021-06-30 | cancelImmediate | -27.00 | 10 | -270.00"),
    ] {
        let mut world = World::new(version, "2021-06-01").priced(
            offer::NCE_STANDARD,
            Term::P1Y,
            BillingPlan::Monthly,
            "30.00",
        );
        let id = world.buy(offer::NCE_STANDARD, 10, Some(Term::P1Y), BillingPlan::Monthly);
        world.cancel(id, at);
        assert_eq!(world.lines(id), [opening, refund], "{version} {at}");
    }
}

#[test]
fn every_begun_day_is_used_where_the_policy_says_so_nce_208() {
    let mut policies = bills::billing(|policy| policy.new_commerce.day_of_cancel = DayOfCancel::BegunDayUsed);
    policies = policies.only(&seatwright_domain::policy::PolicyVersion("2022-03".to_owned()));
    let mut world = World::with(policies, "2021-06-01T10:00").priced(
        offer::NCE_STANDARD,
        Term::P1Y,
        BillingPlan::Monthly,
        "30.00",
    );
    let id = world.buy(offer::NCE_STANDARD, 10, Some(Term::P1Y), BillingPlan::Monthly);
    // Two days and some hours: three days are used.
    world.cancel(id, "2021-06-03T12:00");
    assert_eq!(world.lines(id)[1..], ["2021-06-04 | 2021-06-30 | cancelImmediate | -27.00 | 10 | -270.00"]);
}

#[test]
fn seats_given_back_return_the_days_that_are_left_nce_203_nce_303() {
    let mut world = World::new("2022-03", "2022-06-01").priced(
        offer::NCE_STANDARD,
        Term::P1Y,
        BillingPlan::Monthly,
        "30.00",
    );
    let id = world.buy(offer::NCE_STANDARD, 10, Some(Term::P1Y), BillingPlan::Monthly);
    world.seats(id, "2022-06-11", 14);
    world.seats(id, "2022-06-16", 12);
    world.until("2022-07-01");
    assert_eq!(
        world.lines(id)[1..],
        [
            "2022-06-11 | 2022-06-30 | addQuantity | -20.00 | 10 | -200.00",
            "2022-06-11 | 2022-06-30 | addQuantity | 20.00 | 14 | 280.00",
            "2022-06-16 | 2022-06-30 | removeQuantity | -15.00 | 14 | -210.00",
            "2022-06-16 | 2022-06-30 | removeQuantity | 15.00 | 12 | 180.00",
            "2022-07-01 | 2022-07-31 | cycleCharge | 30.00 | 12 | 360.00",
        ]
    );
}

#[test]
fn seats_that_return_nothing_stay_charged_to_the_end_of_the_cycle_nce_303() {
    let mut policies = POLICIES.all().to_vec();
    for policy in &mut policies {
        policy.from = Date::MIN;
        policy.new_commerce.reduce = vec![Window { hours: 168, refund: Refund::None }];
    }
    policies.truncate(1);
    let policies = Policies::new(policies, POLICIES.all_billing().to_vec()).unwrap();
    let mut world = World::with(policies, "2022-06-01").priced(
        offer::NCE_STANDARD,
        Term::P1Y,
        BillingPlan::Monthly,
        "30.00",
    );
    let id = world.buy(offer::NCE_STANDARD, 10, Some(Term::P1Y), BillingPlan::Monthly);
    world.seats(id, "2022-06-03", 4);
    world.until("2022-07-01");
    assert_eq!(
        world.lines(id),
        [
            "2022-06-01 | 2022-06-30 | new | 30.00 | 10 | 300.00",
            "2022-07-01 | 2022-07-31 | cycleCharge | 30.00 | 4 | 120.00",
        ]
    );
}

#[test]
fn a_suspended_one_is_charged_on_pause_02() {
    let (mut world, id) = {
        let mut world = World::new("2022-03", "2022-06-01").priced(
            offer::NCE_STANDARD,
            Term::P1Y,
            BillingPlan::Monthly,
            "30.00",
        );
        let id = world.buy(offer::NCE_STANDARD, 10, Some(Term::P1Y), BillingPlan::Monthly);
        (world, id)
    };
    world.suspend(id, "2022-06-10");
    world.resume(id, "2022-08-20");
    world.until("2022-09-01");
    let kinds: Vec<String> = world.lines(id).iter().map(|line| line[..37].to_owned()).collect();
    assert_eq!(
        kinds,
        [
            "2022-06-01 | 2022-06-30 | new | 30.00",
            "2022-07-01 | 2022-07-31 | cycleCharge",
            "2022-08-01 | 2022-08-31 | cycleCharge",
            "2022-09-01 | 2022-09-30 | cycleCharge",
        ]
    );
}

#[test]
fn a_longer_term_settles_the_old_cycle_and_begins_its_own_nce_108() {
    let (mut world, id) = monthly("30.00", 10, "2021-06-01");
    world = world.priced(offer::NCE_STANDARD, Term::P1Y, BillingPlan::Monthly, "25.00");
    world.until("2021-06-16");
    world.run(Command::ChangeTerm { subscription: id, term: Term::P1Y, billing: Some(BillingPlan::Monthly) });
    assert_eq!(
        world.lines(id)[1..],
        [
            "2021-06-16 | 2021-06-30 | convert | -15.00 | 10 | -150.00",
            "2021-06-16 | 2021-07-15 | convert | 25.00 | 10 | 250.00",
        ]
    );
}

#[test]
fn marketplace_seats_and_cancellations_cxl_01_cxl_02_mkt_105() {
    let world = || {
        let mut world =
            World::dated("2023-06-01").priced(offer::SIGN, Term::P1M, BillingPlan::Monthly, "30.00");
        let id = world.buy(offer::SIGN, 10, Some(Term::P1M), BillingPlan::Monthly);
        (world, id)
    };
    let (mut waiting, id) = world();
    assert!(waiting.lines(id).is_empty(), "MKT-104: not before the publisher confirms");
    waiting.until("2023-06-16");
    waiting.run(Command::CompleteSetUp { subscription: id });
    assert_eq!(waiting.lines(id), ["2023-06-16 | 2023-06-30 | new | 15.00 | 10 | 150.00"]);

    let (mut world, id) = world();
    world.run(Command::CompleteSetUp { subscription: id });
    world.seats(id, "2023-06-01T10:00", 12);
    world.cancel(id, "2023-06-01T23:00");
    assert_eq!(
        world.lines(id),
        [
            "2023-06-01 | 2023-06-30 | new | 30.00 | 10 | 300.00",
            "2023-06-01 | 2023-06-30 | convert | -30.00 | 10 | -300.00",
            "2023-06-01 | 2023-06-30 | convert | 30.00 | 12 | 360.00",
            "2023-06-01 | 2023-06-30 | cancelImmediate | -30.00 | 12 | -360.00",
        ]
    );
    assert_eq!(world.net(id), 0);
}

#[test]
fn one_time_files_of_2019_name_and_round_marketplace_changes_otherwise_mkt_105() {
    let policies = bills::billing(|policy| policy.new_commerce.rounding = Rounding::R4);
    let mut world =
        World::with(policies, "2019-06-10").priced(offer::SIGN, Term::P1M, BillingPlan::Monthly, "4.00");
    let id = world.buy(offer::SIGN, 1, Some(Term::P1M), BillingPlan::Monthly);
    world.run(Command::CompleteSetUp { subscription: id });
    world.seats(id, "2019-06-11", 2);
    assert_eq!(
        world.lines(id)[1..],
        [
            "2019-06-11 | 2019-07-09 | addQuantity | -3.87 | 1 | -3.87",
            "2019-06-11 | 2019-07-09 | addQuantity | 3.87 | 2 | 7.74",
        ]
    );
}

#[test]
fn a_marketplace_trial_that_is_cancelled_shows_zero_twice_trial_301() {
    let mut world =
        World::dated("2021-06-10").priced(offer::VAULT_WITH_TRIAL, Term::P1M, BillingPlan::Monthly, "2.00");
    let id = world.buy(offer::VAULT_WITH_TRIAL, 1, Some(Term::P1M), BillingPlan::Monthly);
    world.cancel(id, "2021-06-20");
    assert_eq!(
        world.lines(id),
        [
            "2021-06-10 | 2021-07-09 | new | 0.00 | 1 | 0.00",
            "2021-06-20 | 2021-07-09 | Cancel | 0.00 | 1 | 0.00"
        ]
    );
}

#[test]
fn a_trial_converts_with_a_zero_refund_and_a_charge_trial_207_trial_03_inv_107() {
    let mut world =
        World::dated("2022-06-01").priced(offer::NCE_STANDARD, Term::P1Y, BillingPlan::Monthly, "10.00");
    let id = world.buy(offer::NCE_TRIAL, 25, None, BillingPlan::None);
    world.until("2022-07-02");
    assert_eq!(
        world.lines(id),
        [
            "2022-06-01 | 2022-06-30 | new | 0.00 | 25 | 0.00",
            "2022-06-30 | 2022-06-30 | convert | 0.00 | 25 | 0.00",
            "2022-07-01 | 2022-07-31 | convert | 10.00 | 25 | 250.00",
        ]
    );
}

#[test]
fn set_up_that_is_confirmed_while_suspended_is_charged_from_the_return_mkt_104() {
    let mut world = World::dated("2017-12-07").priced(offer::SIGN, Term::P1M, BillingPlan::Monthly, "31.00");
    let id = world.buy(offer::SIGN, 2, Some(Term::P1M), BillingPlan::Monthly);
    world.suspend(id, "2017-12-08");
    world.run(Command::CompleteSetUp { subscription: id });
    world.resume(id, "2017-12-10");
    assert_eq!(world.lines(id), ["2017-12-10 | 2018-01-06 | new | 28.00 | 2 | 56.00"]);
}

#[test]
fn the_days_of_a_cycle_are_its_own_or_those_of_its_first_month_nce_202() {
    for (days, credit) in [
        // 28 February to 30 March has 31 days; February has 28, and a part never costs more than the whole.
        (CycleDays::Real, "2022-03-11 | 2022-03-30 | convert | -20.00 | 1 | -20.00"),
        (CycleDays::MonthOfStart, "2022-03-11 | 2022-03-30 | convert | -22.14 | 1 | -22.14"),
    ] {
        let policies = bills::billing(|policy| policy.new_commerce.cycle_days = days);
        let mut world = World::with(policies, "2022-01-31")
            .priced(offer::NCE_BASIC, Term::P1M, BillingPlan::Monthly, "31.00")
            .priced(offer::NCE_E1, Term::P1M, BillingPlan::Monthly, "62.00");
        let id = world.buy(offer::NCE_BASIC, 1, Some(Term::P1M), BillingPlan::Monthly);
        world.until("2022-03-11");
        world.run(transition(id, offer::NCE_E1, 1, None));
        assert_eq!(world.lines(id)[2], credit);
    }
}
