//! Corrections of what was charged (INV-105): lines of their own, with a reason, and never more than stands charged.

mod support;

use seatwright_domain::billing::charge::Basis;
use seatwright_domain::billing::kind::ChargeType;
use seatwright_domain::calendar::{BillingPlan, Term};
use seatwright_domain::command::Command;
use seatwright_domain::ids::{ChargeId, SubscriptionId};
use seatwright_domain::money::{Currency, Money};
use seatwright_domain::refusal::{Code, Remedy};
use seatwright_domain::role::{Caller, Role};
use seatwright_domain::rule::Rule;
use support::{HAVENWERK, World, offer, told};

fn euros(minor: i64) -> Option<Money> {
    Some(Money { minor, currency: Currency::parse("EUR").unwrap() })
}

fn adjust(id: SubscriptionId, kind: ChargeType, charge: Option<ChargeId>, amount: Option<Money>) -> Command {
    Command::Adjust { subscription: id, kind, charge, amount, reason: "charged by mistake".to_owned() }
}

fn classic() -> (World, SubscriptionId) {
    let mut world =
        World::dated("2021-06-01").priced(offer::STANDARD, Term::P1Y, BillingPlan::Monthly, "30.00");
    let id = world.buy(offer::STANDARD, 2, None, BillingPlan::Monthly);
    (world, id)
}

#[test]
fn a_part_of_the_running_cycle_comes_back_inv_105() {
    let (mut world, id) = classic();
    world.until("2021-06-20");
    world.run(adjust(id, ChargeType::OneTimeRefund, None, euros(500)));
    assert_eq!(world.lines(id)[1..], ["2021-06-01 | 2021-06-30 | One time refund | -2.50 | 2 | -5.00"]);
    let line = world.charges().last().unwrap();
    assert_eq!(line.derivation.basis, Basis::Entered { reason: "charged by mistake".to_owned() });
    assert_eq!((line.rule, line.invoice_on.to_string()), (Rule::Inv105, "2021-07-15".to_owned()));
    // What comes next does not know of it: seats are settled against the lines that stand.
    world.seats(id, "2021-06-21", 3);
    world.until("2021-07-01");
    assert_eq!(world.lines(id)[2], "2021-06-01 | 2021-06-30 | Cycle instance prorate | -30.00 | 2 | -60.00");
}

#[test]
fn a_line_comes_back_once_inv_105() {
    let (mut world, id) = classic();
    world.until("2021-08-10");
    let june = world.charges().next().unwrap().id;
    world.run(adjust(id, ChargeType::OffsetLineItem, Some(june), euros(2000)));
    let refused = world.refused(adjust(id, ChargeType::OffsetLineItem, Some(june), euros(4001)));
    assert_eq!(told(&refused), [(Rule::Inv105, Code::CorrectionTooLarge)]);
    let most = Remedy::ChooseValue { expected: "at most 40.00 EUR".to_owned() };
    assert_eq!(refused.reasons()[0].remedies, [most]);
    // Without an amount: all that is left of it.
    world.run(adjust(id, ChargeType::OffsetLineItem, Some(june), None));
    let refused = world.refused(adjust(id, ChargeType::OffsetLineItem, Some(june), None));
    assert_eq!(told(&refused), [(Rule::Inv105, Code::CorrectionTooLarge)]);
    let lines = world.lines(id);
    assert_eq!(
        lines[3..],
        [
            "2021-06-01 | 2021-06-30 | Offset a line item | -10.00 | 2 | -20.00",
            "2021-06-01 | 2021-06-30 | Offset a line item | -20.00 | 2 | -40.00",
        ]
    );
}

#[test]
fn what_came_back_is_not_given_back_again_inv_105() {
    let (mut world, id) = classic();
    world.suspend(id, "2021-06-05");
    let refused = world.refused(adjust(id, ChargeType::OneTimeRefund, None, euros(1)));
    assert_eq!(told(&refused), [(Rule::Inv105, Code::CorrectionTooLarge)]);
    let line = world.charges().next().unwrap().id;
    let refused = world.refused(adjust(id, ChargeType::OffsetLineItem, Some(line), None));
    assert_eq!(told(&refused), [(Rule::Inv105, Code::CorrectionTooLarge)]);

    // And what was corrected is no part of a full credit.
    let (mut world, id) = classic();
    world.run(adjust(id, ChargeType::OneTimeRefund, None, euros(500)));
    world.suspend(id, "2021-06-05");
    assert_eq!(world.net(id), 0);
}

#[test]
fn a_settlement_that_was_cut_is_over_inv_105_bill_214() {
    let mut world =
        World::dated("2021-06-01").priced(offer::STANDARD, Term::P1Y, BillingPlan::Annual, "365.00");
    let id = world.buy(offer::STANDARD, 10, None, BillingPlan::Annual);
    // Charged whole again with the reactivation, then all of it is given back by hand.
    world.suspend(id, "2021-06-05");
    world.resume(id, "2021-06-10");
    world.run(adjust(id, ChargeType::OneTimeRefund, None, None));
    assert_eq!(world.net(id), 0);
    world.seats(id, "2021-06-15", 1);
    world.until("2021-07-02");
    // 356 days of ten seats come back as far as 5 days of ten and 351 of one were charged.
    assert_eq!(world.net(id), 0);
    let settled = world.lines(id)[4..].to_vec();
    assert_eq!(settled[0], "2021-06-10 | 2022-05-31 | Cycle instance prorate | -40.10 | 10 | -401.00");
    // A later change knows nothing of those ten any more: 320 days of one more.
    world.seats(id, "2021-07-16", 2);
    world.until("2021-08-02");
    assert_eq!(world.net(id), 32_000);
}

#[test]
fn a_refund_by_days_is_cut_to_what_stands_inv_105_nce_206() {
    let mut world =
        World::dated("2022-05-01").priced(offer::NCE_BASIC, Term::P1M, BillingPlan::Monthly, "31.00");
    let id = world.buy(offer::NCE_BASIC, 1, Some(Term::P1M), BillingPlan::Monthly);
    world.run(adjust(id, ChargeType::CustomerCredit, None, euros(3000)));
    world.cancel(id, "2022-05-03");
    assert_eq!(world.lines(id)[2], "2022-05-03 | 2022-05-31 | cancelImmediate | -1.00 | 1 | -1.00");
    assert_eq!(world.net(id), 0);
}

#[test]
fn every_fault_of_the_form_is_told_inv_105() {
    let (mut world, id) = classic();
    let wrong = Command::Adjust {
        subscription: id,
        kind: ChargeType::CustomerCredit,
        charge: None,
        amount: Some(Money { minor: 100, currency: Currency::USD }),
        reason: " ".to_owned(),
    };
    let refused = world.refused(wrong);
    assert_eq!(
        told(&refused),
        [
            (Rule::Inv105, Code::ValueInvalid),
            (Rule::Inv105, Code::ReasonMissing),
            (Rule::Inv105, Code::ValueInvalid),
        ]
    );
    let unknown = ChargeId(uuid::Uuid::from_u128(9));
    let refused = world.refused(adjust(id, ChargeType::OffsetLineItem, Some(unknown), None));
    assert_eq!(told(&refused), [(Rule::Inv105, Code::ChargeUnknown)]);
}

#[test]
fn billing_people_correct_and_customers_do_not_inv_105() {
    let (mut world, id) = classic();
    world.act_as(HAVENWERK, [Role::SalesAgent]);
    let refused = world.refused(adjust(id, ChargeType::OneTimeRefund, None, euros(100)));
    assert_eq!(told(&refused), [(Rule::Role05, Code::RoleMissing)]);
    world.act_as(HAVENWERK, [Role::BillingAdmin]);
    world.run(adjust(id, ChargeType::OneTimeRefund, None, euros(100)));
    world.caller = Caller::system();
    world.run(adjust(id, ChargeType::Credit, None, euros(100)));

    world.act_as_customer([Role::CustomerGlobalAdmin, Role::CustomerBillingAdmin]);
    let own = world.buy(offer::SIGN, 1, Some(Term::P1M), BillingPlan::Monthly);
    let refused = world.refused(adjust(own, ChargeType::CustomerCredit, None, euros(1)));
    assert!(told(&refused).contains(&(Rule::Inv105, Code::NotTheSeller)));
}
