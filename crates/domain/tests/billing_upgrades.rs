//! The money of upgrades: the partner's (BILL-215), the customer's own (BILL-01..03, BILL-05), and prepaid plans (BILL-04).

mod upgrade_support;

use seatwright_domain::calendar::{BillingPlan, Term};
use seatwright_domain::command::Command;
use seatwright_domain::decision::Notice;
use seatwright_domain::ids::SubscriptionId;
use seatwright_domain::money::{Currency, Money};
use seatwright_domain::policy::{Policies, PrepaidUpgrade};
use seatwright_domain::role::{Caller, Role};
use seatwright_domain::subscription::Payment;
use upgrade_support::support::POLICIES;
use upgrade_support::{World, begun, buy_direct, id, offer, order_own, until};

fn euros(minor: i64) -> Money {
    Money { minor, currency: Currency::parse("EUR").unwrap() }
}

fn priced(world: World) -> World {
    world.priced(offer::BASIC, Term::P1Y, BillingPlan::Monthly, "30.00").priced(
        offer::STANDARD,
        Term::P1Y,
        BillingPlan::Monthly,
        "60.00",
    )
}

#[test]
fn a_partner_upgrade_cancels_the_one_and_buys_the_other_bill_215_upg_08() {
    for (day, credit) in [
        // In the first month the whole charge, later the days that are left.
        ("2021-06-16", "2021-06-01 | 2021-06-30 | Cancel fee | -30.00 | 2 | -60.00"),
        ("2021-07-22", "2021-07-22 | 2021-07-31 | Prorate fees when cancel | -9.68 | 2 | -19.35"),
    ] {
        let mut world = priced(World::dated("2021-06-01"));
        let source = world.buy(offer::BASIC, 2, None, BillingPlan::Monthly);
        world.until(day);
        let decision = world.run(Command::Upgrade {
            subscription: source,
            target: id(offer::STANDARD),
            seats: None,
            transfer: true,
        });
        let target = begun(&decision).target.unwrap();
        until(&mut world, &format!("{day}T00:30:00"));
        assert_eq!(world.lines(source).last().unwrap(), credit);
        let first = &world.lines(target)[0];
        assert!(first.starts_with(day) && first.ends_with("60.00 | 2 | 120.00"), "{first}");
    }
}

/// The customer's own upgrade of four Business Basic seats, bought on 1 June, on a day.
fn own(day: &str) -> (World, SubscriptionId, SubscriptionId, Vec<Notice>) {
    let mut world = priced(World::dated("2021-06-01"));
    let source = buy_direct(&mut world, offer::BASIC, 4, Payment::Card);
    world.until(day);
    let decision = order_own(&mut world, source, offer::STANDARD, 4, Payment::Card).unwrap();
    let upgrade = begun(&decision);
    let target = world.account.upgrades[&upgrade.id].target.unwrap();
    let next = world.now.checked_add(jiff::SignedDuration::from_hours(2)).unwrap();
    until(&mut world, &next.to_string());
    (world, source, target, decision.notices)
}

#[test]
fn the_day_of_completion_ends_the_old_and_begins_the_new_bill_01_bill_02_bill_03() {
    let (world, source, target, notices) = own("2021-06-16");
    assert_eq!(
        world.lines(source)[1..],
        ["2021-06-16 | 2021-06-30 | Prorate fees when cancel | -15.00 | 4 | -60.00"]
    );
    assert!(world.lines(target)[0].starts_with("2021-06-16 | 2021-07-15"));
    let credit = world.charges().find(|line| line.amount.minor < 0).unwrap();
    let days = (credit.invoice_on - credit.booked_on).get_days();
    assert!((0..=30).contains(&days), "BILL-03: invoiced after {days} days");
    // BILL-05: a card gets its money back, an invoice shows a credit; told at the checkout.
    let card = Notice::RefundToCard { subscription: source, amount: euros(6_000), days: 10 };
    assert!(notices.contains(&card), "{notices:?}");
}

#[test]
fn a_refund_of_what_is_invoiced_stands_on_an_invoice_bill_05() {
    let mut world = priced(World::dated("2021-06-01"));
    let bought = world.buy(offer::BASIC, 4, None, BillingPlan::Monthly);
    let decision = world.suspend(bought, "2021-06-05");
    let on = jiff::civil::date(2021, 6, 15);
    let told = Notice::RefundOnInvoice { subscription: bought, amount: euros(12_000), invoice_on: on };
    assert!(decision.notices.contains(&told), "{:?}", decision.notices);
    let decision = world.resume(bought, "2021-06-06");
    assert!(!decision.notices.iter().any(|notice| matches!(notice, Notice::RefundOnInvoice { .. })));
}

#[test]
fn a_credit_check_over_midnight_moves_the_day_bill_01() {
    let mut world = priced(World::dated("2021-06-01"));
    let source = buy_direct(&mut world, offer::BASIC, 4, Payment::Card);
    world.until("2021-06-15T23:00:00");
    let decision = order_own(&mut world, source, offer::STANDARD, 4, Payment::Invoice).unwrap();
    let upgrade = begun(&decision);
    until(&mut world, "2021-06-16T10:00:00");
    world.caller = Caller::system();
    world.run(Command::DecideCredit { upgrade: upgrade.id, passed: true });
    until(&mut world, "2021-06-16T12:00:00");
    let target = world.account.upgrades[&upgrade.id].target.unwrap();
    assert!(world.lines(source)[1].starts_with("2021-06-16 | 2021-06-30"));
    assert!(world.lines(target)[0].starts_with("2021-06-16 | 2021-07-15"));
}

#[test]
fn a_prepaid_rest_counts_up_to_the_price_of_the_new_plan_bill_04() {
    let mut policies = POLICIES.all().to_vec();
    policies.iter_mut().for_each(|policy| policy.upgrade.prepaid_upgrade = PrepaidUpgrade::Credit);
    for (payment, price, credited, lost) in [
        // 184 of 365 days of 365.00 are left: 184.00 a seat.
        (Payment::Card, "200.00", 36_800, 0),
        (Payment::Card, "100.00", 20_000, 16_800),
        (Payment::Invoice, "100.00", 20_000, 16_800),
    ] {
        let policies = Policies::new(policies.clone(), POLICIES.all_billing().to_vec()).unwrap();
        let mut world = World::with(policies, "2021-01-01")
            .priced(offer::BASIC, Term::P1Y, BillingPlan::Annual, "365.00")
            .priced(offer::STANDARD, Term::P1Y, BillingPlan::Annual, price);
        world.caller = Caller::customer(world.account.id(), "ilse", [Role::CustomerGlobalAdmin]);
        let line = seatwright_domain::order::Wanted {
            billing: Some(BillingPlan::Annual),
            ..upgrade_support::support::wanted(offer::BASIC, 2)
        };
        let bought = world.run(Command::PlaceOrder { lines: vec![line], payment: Some(Payment::Prepaid) });
        let source = upgrade_support::support::started(&bought)[0];
        assert!(world.lines(source).is_empty(), "it was paid in advance");
        world.until("2021-07-01");
        let decision = world.run(Command::UpgradeSelf {
            subscription: source,
            target: id(offer::STANDARD),
            seats: 2,
            billing: BillingPlan::Annual,
            payment,
            sold_to: None,
        });
        let told = Notice::PrepaidRest { subscription: source, credited: euros(credited), lost: euros(lost) };
        assert!(decision.notices.contains(&told), "{:?}", decision.notices);
        let upgrade = begun(&decision);
        if payment == Payment::Invoice {
            world.caller = Caller::system();
            world.run(Command::DecideCredit { upgrade: upgrade.id, passed: true });
        }
        until(&mut world, "2021-07-01T02:00:00");
        assert_eq!(world.net(source), -credited, "what was told is what is credited");
    }
}
