//! Bills of classic licences: the published examples first, then every event that costs or gives back something.

mod support;

use seatwright_domain::billing::policy::{FirstPeriod, PriceLock, StartDay, TrialRenewal};
use seatwright_domain::billing::rounding::Rounding;
use seatwright_domain::calendar::{BillingPlan, Term};
use seatwright_domain::command::Command;
use seatwright_domain::ids::{OfferId, SubscriptionId};
use seatwright_domain::order::Wanted;
use seatwright_domain::policy::Policies;
use support::{POLICIES, World, bills, offer, started, wanted};

/// A world in which Business Standard costs so much a month, and the partner is billed on the 15th.
fn monthly(price: &str, at: &str) -> (World, SubscriptionId) {
    let mut world = World::dated(at).priced(offer::STANDARD, Term::P1Y, BillingPlan::Monthly, price);
    let id = world.buy(offer::STANDARD, 1, None, BillingPlan::Monthly);
    (world, id)
}

/// The same billed annually, by a partner with another billing day.
fn annual(price: &str, at: &str, billing_day: i8) -> (World, SubscriptionId) {
    let mut world = World::dated(at).priced(offer::STANDARD, Term::P1Y, BillingPlan::Annual, price);
    let mut partner = world.partners.get(support::HAVENWERK).unwrap().clone();
    partner.billing_day = billing_day;
    world.partners = [partner].into_iter().collect();
    let id = world.buy(offer::STANDARD, 1, None, BillingPlan::Annual);
    (world, id)
}

#[test]
fn a_month_is_charged_in_advance_on_its_anniversary_bill_101() {
    let (mut world, _) = monthly("4.00", "2018-01-13");
    world.until("2018-02-20");
    assert_eq!(world.file("2018-01-15"), ["2018-01-13 | 2018-02-12 | Cycle fee | 4.00 | 1 | 4.00"]);
    assert_eq!(world.file("2018-02-15"), ["2018-02-13 | 2018-03-12 | Cycle fee | 4.00 | 1 | 4.00"]);
}

#[test]
fn a_change_of_seats_is_settled_on_the_next_anniversary_bill_201_bill_204() {
    let (mut world, id) = monthly("4.00", "2018-01-13");
    world.seats(id, "2018-02-01T09:30", 2);
    world.until("2018-02-20");
    assert_eq!(
        world.file("2018-02-15"),
        [
            "2018-01-13 | 2018-02-12 | Cycle instance prorate | -4.00 | 1 | -4.00",
            "2018-01-13 | 2018-01-31 | Cycle instance prorate | 2.45 | 1 | 2.45",
            "2018-02-01 | 2018-02-12 | Cycle instance prorate | 1.55 | 2 | 3.10",
            "2018-02-13 | 2018-03-12 | Cycle instance prorate | 4.00 | 2 | 8.00",
        ]
    );
}

#[test]
fn a_year_is_charged_once_bill_101_bill_107() {
    let (mut world, id) = annual("48.00", "2018-01-13", 15);
    world.until("2019-01-12");
    assert_eq!(
        world.file("2018-01-15"),
        ["2018-01-13 | 2019-01-12 | Prorate fees when purchase | 48.00 | 1 | 48.00"]
    );
    assert_eq!(world.lines(id).len(), 1, "nothing in the files of months 2 to 12");
}

#[test]
fn a_change_in_a_year_is_settled_on_the_next_monthly_anniversary_bill_205_bill_206() {
    let (mut world, id) = annual("211.20", "2017-02-11", 14);
    world.seats(id, "2017-02-12", 2);
    world.until("2017-04-01");
    assert_eq!(
        world.file("2017-02-14"),
        ["2017-02-11 | 2018-02-10 | Prorate fees when purchase | 211.20 | 1 | 211.20"]
    );
    assert_eq!(
        world.file("2017-03-14"),
        [
            "2017-02-11 | 2018-02-10 | Cycle instance prorate | -211.20 | 1 | -211.20",
            "2017-02-11 | 2017-02-11 | Cycle instance prorate | 0.58 | 1 | 0.58",
            "2017-02-12 | 2017-03-10 | Cycle instance prorate | 15.62 | 2 | 31.25",
            "2017-03-11 | 2018-02-10 | Cycle instance prorate | 195.00 | 2 | 390.00",
        ]
    );
}

#[test]
fn a_change_in_a_month_of_thirty_days_bill_202_bill_203() {
    let (mut world, id) = monthly("30.00", "2018-06-01");
    world.seats(id, "2018-06-10", 2);
    world.until("2018-07-20");
    assert_eq!(
        world.file("2018-06-15"),
        ["2018-06-01 | 2018-06-30 | Prorate fees when purchase | 30.00 | 1 | 30.00"]
    );
    assert_eq!(
        world.file("2018-07-15"),
        [
            "2018-06-01 | 2018-06-30 | Cycle instance prorate | -30.00 | 1 | -30.00",
            "2018-06-01 | 2018-06-09 | Cycle instance prorate | 9.00 | 1 | 9.00",
            "2018-06-10 | 2018-06-30 | Cycle instance prorate | 21.00 | 2 | 42.00",
            "2018-07-01 | 2018-07-31 | Cycle fee | 30.00 | 2 | 60.00",
        ]
    );
}

#[test]
fn an_add_on_is_charged_with_its_bases_periods_addon_102_add_05() {
    let (world, base) = monthly("30.00", "2018-06-01");
    let mut world = world.priced(offer::ARCHIVE_ADDON, Term::P1Y, BillingPlan::Monthly, "5.00");
    world.until("2018-06-10");
    let line = Wanted { parent: Some(base), ..wanted(offer::ARCHIVE_ADDON, 1) };
    let add_on = started(&world.run(Command::PlaceOrder { lines: vec![line], payment: None }))[0];
    world.until("2018-07-20");
    assert_eq!(
        world.lines(add_on),
        [
            "2018-06-10 | 2018-06-30 | Prorate fees when purchase | 3.50 | 1 | 3.50",
            "2018-07-01 | 2018-07-31 | Cycle fee | 5.00 | 1 | 5.00",
        ]
    );
    assert_eq!(world.file("2018-06-15").len(), 2);
}

#[test]
fn in_the_first_month_everything_comes_back_and_is_charged_again_bill_211_bill_212_bill_213() {
    let (mut world, id) = monthly("30.00", "2018-06-01");
    world.suspend(id, "2018-06-05");
    world.resume(id, "2018-06-10");
    assert_eq!(
        world.file("2018-06-15"),
        [
            "2018-06-01 | 2018-06-30 | Prorate fees when purchase | 30.00 | 1 | 30.00",
            "2018-06-05 | 2018-06-30 | Cancel fee | -30.00 | 1 | -30.00",
            "2018-06-10 | 2018-06-30 | Activation fee | 30.00 | 1 | 30.00",
        ]
    );
    assert_eq!(world.sub(id).term.period.last.to_string(), "2019-05-31", "LIFE-104");
}

/// Under one rounding rule, whatever the date.
fn rounded(rounding: Rounding, at: &str, prices: &[(BillingPlan, &str)]) -> World {
    let mut world = World::with(bills::billing(|policy| policy.classic.rounding = rounding), at);
    for (billing, price) in prices {
        world = world.priced(offer::STANDARD, Term::P1Y, *billing, price);
    }
    world
}

#[test]
fn the_published_formula_for_a_year_bill_207() {
    let mut world = rounded(Rounding::R1, "2018-01-13", &[(BillingPlan::Annual, "48.00")]);
    let id = world.buy(offer::STANDARD, 1, None, BillingPlan::Annual);
    world.seats(id, "2018-02-01", 2);
    world.until("2018-03-01");
    assert_eq!(
        world.lines(id)[1..],
        [
            "2018-01-13 | 2019-01-12 | Cycle instance prorate | -48.00 | 1 | -48.00",
            "2018-01-13 | 2018-01-31 | Cycle instance prorate | 2.47 | 1 | 2.47",
            "2018-02-01 | 2019-01-12 | Cycle instance prorate | 44.98 | 2 | 89.96",
        ]
    );
}

#[test]
fn a_year_that_is_suspended_and_comes_back_bill_211_bill_213() {
    let mut world = rounded(Rounding::R1, "2018-01-13", &[(BillingPlan::Annual, "48.00")]);
    let id = world.buy(offer::STANDARD, 1, None, BillingPlan::Annual);
    world.suspend(id, "2018-02-01");
    world.resume(id, "2018-03-01");
    assert_eq!(
        world.lines(id)[1..],
        [
            "2018-01-13 | 2019-01-12 | Cancel fee | -48.00 | 1 | -48.00",
            "2018-03-01 | 2019-01-12 | Prorate fees when purchase | 41.34 | 1 | 41.34",
        ]
    );
    assert_eq!(world.sub(id).term.period.last.to_string(), "2019-01-12", "LIFE-104");
}

#[test]
fn after_the_first_month_the_days_from_the_suspension_come_back_bill_211() {
    let mut world = rounded(Rounding::R2, "2018-01-13", &[(BillingPlan::Monthly, "4.00")]);
    let id = world.buy(offer::STANDARD, 1, None, BillingPlan::Monthly);
    world.suspend(id, "2018-03-01");
    assert_eq!(world.lines(id)[2..], ["2018-03-01 | 2018-03-12 | Cancel fee | -1.72 | 1 | -1.72"]);
}

#[test]
fn suspended_months_are_not_charged_life_102_bill_213() {
    for (suspended, resumed, after) in [
        (
            "2018-06-05",
            "2018-07-10",
            &[
                "2018-06-05 | 2018-06-30 | Cancel fee | -30.00 | 1 | -30.00",
                "2018-07-10 | 2018-07-31 | Activation fee | 21.30 | 1 | 21.30",
                "2018-08-01 | 2018-08-31 | Cycle fee | 30.00 | 1 | 30.00",
            ][..],
        ),
        (
            "2018-07-05",
            "2018-07-10",
            &[
                "2018-07-01 | 2018-07-31 | Cycle fee | 30.00 | 1 | 30.00",
                "2018-07-05 | 2018-07-31 | Cancel fee | -26.14 | 1 | -26.14",
                "2018-07-10 | 2018-07-31 | Activation fee | 21.30 | 1 | 21.30",
                "2018-08-01 | 2018-08-31 | Cycle fee | 30.00 | 1 | 30.00",
            ],
        ),
        (
            // On the first day of a later cycle: it is charged once.
            "2018-06-20",
            "2018-08-01",
            &[
                "2018-06-20 | 2018-06-30 | Cancel fee | -30.00 | 1 | -30.00",
                "2018-08-01 | 2018-08-31 | Activation fee | 30.00 | 1 | 30.00",
            ],
        ),
    ] {
        let mut world = rounded(Rounding::R2, "2018-06-01", &[(BillingPlan::Monthly, "30.00")]);
        let id = world.buy(offer::STANDARD, 1, None, BillingPlan::Monthly);
        world.suspend(id, suspended);
        world.resume(id, resumed);
        world.until("2018-08-15");
        assert_eq!(world.lines(id)[1..], *after, "{suspended} to {resumed}");
    }
}

#[test]
fn coming_back_with_other_seats_counts_the_days_that_are_left_bill_214() {
    let (mut world, id) = monthly("30.00", "2018-06-01");
    world.suspend(id, "2018-06-20");
    world.resume(id, "2018-06-25");
    world.seats(id, "2018-06-25", 2);
    world.until("2018-07-20");
    assert_eq!(
        world.lines(id)[1..],
        [
            "2018-06-20 | 2018-06-30 | Cancel fee | -30.00 | 1 | -30.00",
            "2018-06-25 | 2018-06-30 | Activation fee | 30.00 | 1 | 30.00",
            "2018-06-25 | 2018-06-30 | Cycle instance prorate | -6.00 | 1 | -6.00",
            "2018-06-25 | 2018-06-30 | Cycle instance prorate | 6.00 | 2 | 12.00",
            "2018-07-01 | 2018-07-31 | Cycle fee | 30.00 | 2 | 60.00",
        ]
    );
}

#[test]
fn a_purchase_at_the_end_of_a_month_begins_on_the_first_bill_106() {
    let (mut world, id) = monthly("30.00", "2018-05-29");
    world.until("2018-07-20");
    assert_eq!(
        world.file("2018-06-15"),
        ["2018-05-29 | 2018-06-30 | Prorate fees when purchase | 30.00 | 1 | 30.00"]
    );
    assert_eq!(world.file("2018-07-15"), ["2018-07-01 | 2018-07-31 | Cycle fee | 30.00 | 1 | 30.00"]);
    let term = world.sub(id).term.period;
    assert_eq!((term.first.to_string(), term.last.to_string()), ("2018-06-01".into(), "2019-05-31".into()));

    // Seats that come before the term begins are there from its first day on.
    let (mut world, id) = monthly("30.00", "2018-05-29");
    world.seats(id, "2018-05-30", 3);
    world.until("2018-07-01");
    assert_eq!(
        world.lines(id)[1..],
        [
            "2018-05-29 | 2018-06-30 | Cycle instance prorate | -30.00 | 1 | -30.00",
            "2018-06-01 | 2018-06-30 | Cycle instance prorate | 30.00 | 3 | 90.00",
            "2018-07-01 | 2018-07-31 | Cycle fee | 30.00 | 3 | 90.00",
        ]
    );

    // Where the rule does not hold, the days are clamped.
    let mut policies = POLICIES.all().to_vec();
    policies.iter_mut().for_each(|policy| policy.classic.month_end_starts_next_month = false);
    let policies = Policies::new(policies, POLICIES.all_billing().to_vec()).unwrap();
    let mut world =
        World::with(policies, "2018-01-31").priced(offer::STANDARD, Term::P1Y, BillingPlan::Monthly, "30.00");
    let id = world.buy(offer::STANDARD, 1, None, BillingPlan::Monthly);
    world.until("2018-03-31");
    let firsts: Vec<String> = world.lines(id).iter().map(|line| line[..23].to_owned()).collect();
    assert_eq!(firsts, ["2018-01-31 | 2018-02-27", "2018-02-28 | 2018-03-30", "2018-03-31 | 2018-04-29"]);
}

#[test]
fn the_first_days_were_free_until_the_billing_date_bill_104_bill_103() {
    let policies = bills::billing(|policy| policy.classic.first_period = FirstPeriod::FreeUntilBillingDate);
    let mut world = World::with(policies, "2017-06-01")
        .priced(offer::STANDARD, Term::P1Y, BillingPlan::Monthly, "30.00")
        .priced(offer::E1, Term::P1Y, BillingPlan::Annual, "120.00");
    let id = world.buy(offer::STANDARD, 1, None, BillingPlan::Monthly);
    let yearly = world.buy(offer::E1, 1, None, BillingPlan::Annual);
    world.until("2017-07-20");
    assert_eq!(
        world.lines(id),
        [
            "2017-06-01 | 2017-06-14 | Purchase fee | 0.00 | 1 | 0.00",
            "2017-06-15 | 2017-07-14 | Cycle fee | 30.00 | 1 | 30.00",
            "2017-07-15 | 2017-08-14 | Cycle fee | 30.00 | 1 | 30.00",
        ]
    );
    assert_eq!(world.sub(id).term.period.last.to_string(), "2018-06-14", "BILL-105");
    assert_eq!(
        world.lines(yearly),
        ["2017-06-01 | 2018-05-31 | Prorate fees when purchase | 120.00 | 1 | 120.00"]
    );

    let policies = bills::billing(|policy| policy.classic.start_day = StartDay::DayAfter);
    let mut world =
        World::with(policies, "2017-06-01").priced(offer::STANDARD, Term::P1Y, BillingPlan::Monthly, "30.00");
    let id = world.buy(offer::STANDARD, 1, None, BillingPlan::Monthly);
    assert_eq!(world.lines(id), ["2017-06-02 | 2017-07-01 | Cycle fee | 30.00 | 1 | 30.00"]);
}

#[test]
fn prices_are_locked_for_the_term_or_for_the_month_bill_110() {
    for (lock, second) in [(PriceLock::Term, "30.00"), (PriceLock::Cycle, "33.00")] {
        let mut world = World::with(bills::billing(|policy| policy.classic.price_lock = lock), "2018-06-01")
            .priced_from(
                offer::STANDARD,
                Term::P1Y,
                BillingPlan::Monthly,
                "30.00",
                "2001-01-01",
                Some("2018-06-15"),
            )
            .priced_from(offer::STANDARD, Term::P1Y, BillingPlan::Monthly, "33.00", "2001-06-15", None);
        let id = world.buy(offer::STANDARD, 1, None, BillingPlan::Monthly);
        world.seats(id, "2018-06-20", 2);
        world.until("2018-07-02");
        let lines = world.lines(id);
        assert_eq!(lines[3], "2018-06-20 | 2018-06-30 | Cycle instance prorate | 11.00 | 2 | 22.00");
        assert!(lines[4].contains(second), "{lines:?}");
    }
}

#[test]
fn a_converted_trial_is_charged_from_the_conversion_trial_103() {
    for (counted, last) in
        [(TrialRenewal::ConversionDay, "2022-07-09"), (TrialRenewal::BillingDate, "2022-07-14")]
    {
        let mut world =
            World::with(bills::billing(|policy| policy.classic.trial_renewal = counted), "2021-06-20")
                .priced(offer::STANDARD, Term::P1Y, BillingPlan::Monthly, "31.00");
        let id = world.buy(offer::CLASSIC_TRIAL, 25, None, BillingPlan::None);
        assert!(world.lines(id).is_empty(), "TRIAL-105");
        world.until("2021-07-10");
        world.run(Command::ConvertTrial {
            subscription: id,
            target: OfferId::new(offer::STANDARD),
            seats: Some(3),
            billing: Some(BillingPlan::Monthly),
        });
        assert_eq!(world.sub(id).term.period.last.to_string(), last);
        world.until(last);
        let lines = world.lines(id);
        assert_eq!(lines[0], "2021-07-10 | 2021-08-09 | Prorate fees when purchase | 31.00 | 3 | 93.00");
        if counted == TrialRenewal::BillingDate {
            assert_eq!(lines[12], "2022-07-10 | 2022-07-14 | Cycle fee | 5.00 | 3 | 15.00");
        }
    }
}

#[test]
fn a_frequency_change_settles_the_old_cycle_and_begins_a_new_one_bill_304_bill_303() {
    let mut world = World::dated("2018-06-01")
        .priced(offer::STANDARD, Term::P1Y, BillingPlan::Monthly, "30.00")
        .priced(offer::STANDARD, Term::P1Y, BillingPlan::Annual, "365.00");
    let id = world.buy(offer::STANDARD, 1, None, BillingPlan::Monthly);
    world.seats(id, "2018-06-11", 2);
    world.until("2018-06-16");
    let order = world.sub(id).order;
    world.run(Command::ChangeOrderBilling { order, billing: BillingPlan::Annual });
    world.until("2018-07-20");
    assert_eq!(
        world.lines(id)[1..],
        [
            "2018-06-01 | 2018-06-30 | Cycle instance prorate | -30.00 | 1 | -30.00",
            "2018-06-01 | 2018-06-10 | Cycle instance prorate | 10.00 | 1 | 10.00",
            "2018-06-11 | 2018-06-30 | Cycle instance prorate | 20.00 | 2 | 40.00",
            "2018-06-16 | 2018-06-30 | Prorate fees when convert away from current offering | -15.00 | 2 | -30.00",
            "2018-06-16 | 2019-06-15 | Prorate fees when convert to a new offering | 365.00 | 2 | 730.00",
        ]
    );
}

#[test]
fn the_earlier_of_two_prices_holds_until_its_own_end_nce_115() {
    let mut world = World::dated("2018-06-01")
        .priced_from(
            offer::STANDARD,
            Term::P1Y,
            BillingPlan::Monthly,
            "30.00",
            "2001-01-01",
            Some("2018-06-15"),
        )
        .priced_from(offer::STANDARD, Term::P1Y, BillingPlan::Monthly, "40.00", "2001-06-01", None);
    let early = world.buy(offer::STANDARD, 1, None, BillingPlan::Monthly);
    world.until("2018-06-15");
    let late = world.buy(offer::STANDARD, 1, None, BillingPlan::Monthly);
    assert_eq!((world.net(early), world.net(late)), (3_000, 4_000));
}
