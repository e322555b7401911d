//! Bills of classic licences: the published examples first, then every event that costs or gives back something.

mod support;

use seatwright_domain::calendar::{BillingPlan, Term};
use seatwright_domain::command::Command;
use seatwright_domain::ids::SubscriptionId;
use seatwright_domain::order::Wanted;
use support::{World, offer, started, wanted};

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
fn a_change_in_a_month_of_thirty_days_bill_203() {
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
