//! Changing how often and for how long something is paid: by subscription in new commerce (NCE-107, NCE-108), by order in
//! classic (BILL-301..303); in the term what is possible there, the rest at the renewal (REN-02).

mod support;

use seatwright_domain::calendar::{BillingPlan, Period, Term};
use seatwright_domain::command::Command;
use seatwright_domain::event::Event;
use seatwright_domain::ids::{OrderId, SubscriptionId};
use seatwright_domain::order::Wanted;
use seatwright_domain::refusal::{Code, Remedy};
use seatwright_domain::rule::Rule;
use seatwright_domain::subscription::{NextTerm, SuspensionReason};
use support::{VERSIONS, World, offer, started, wanted};

fn plan(subscription: SubscriptionId, billing: BillingPlan) -> Command {
    Command::ChangeBillingPlan { subscription, billing }
}

fn term(subscription: SubscriptionId, term: Term, billing: Option<BillingPlan>) -> Command {
    Command::ChangeTerm { subscription, term, billing }
}

fn of_order(order: OrderId, billing: BillingPlan) -> Command {
    Command::ChangeOrderBilling { order, billing }
}

fn cycles(world: &World, id: SubscriptionId) -> Vec<(Period, BillingPlan)> {
    world
        .history
        .iter()
        .filter_map(|recorded| match &recorded.event {
            Event::CycleStarted { subscription, period, billing, .. } if *subscription == id => {
                Some((*period, *billing))
            }
            _ => None,
        })
        .collect()
}

fn period(first: &str, last: &str) -> Period {
    Period { first: first.parse().unwrap(), last: last.parse().unwrap() }
}

#[test]
fn a_three_year_term_changes_its_plan_with_the_next_charge_nce_107() {
    for version in VERSIONS {
        let mut world = World::new(version, "2021-10-04");
        let id = world.buy(offer::NCE_E3, 5, Some(Term::P3Y), BillingPlan::Monthly);
        let whole = world.sub(id).term.period;
        world.until("2021-12-20");
        world.run(plan(id, BillingPlan::Annual));
        let found = world.sub(id);
        assert_eq!((found.billing, found.next_billing), (BillingPlan::Monthly, Some(BillingPlan::Annual)));
        world.until("2022-01-04");
        assert_eq!((world.sub(id).billing, world.sub(id).next_billing), (BillingPlan::Annual, None));
        assert_eq!(world.sub(id).term.period, whole, "the term is unchanged");
        // The first annual charge is for the rest of the year.
        let rest = (period("2022-01-04", "2022-10-03"), BillingPlan::Annual);
        assert_eq!(cycles(&world, id).last(), Some(&rest));
        world.until("2022-10-04");
        let year = (period("2022-10-04", "2023-10-03"), BillingPlan::Annual);
        assert_eq!(cycles(&world, id).last(), Some(&year));
        // And back, at the next yearly charge.
        world.run(plan(id, BillingPlan::Monthly));
        world.until("2023-10-04");
        let month = (period("2023-10-04", "2023-11-03"), BillingPlan::Monthly);
        assert_eq!(cycles(&world, id).last(), Some(&month));
    }
}

#[test]
fn a_saved_plan_is_taken_back_by_naming_the_present_one_nce_107() {
    let mut world = World::new("2025-04", "2025-05-05");
    let id = world.buy(offer::NCE_E3, 5, Some(Term::P3Y), BillingPlan::Monthly);
    world.run(plan(id, BillingPlan::Annual));
    assert!(world.run(plan(id, BillingPlan::Annual)).events.is_empty());
    world.run(plan(id, BillingPlan::Monthly));
    assert_eq!(world.sub(id).next_billing, None);
    assert!(world.run(plan(id, BillingPlan::Monthly)).events.is_empty());
}

#[test]
fn a_saved_plan_does_not_drop_the_schedule_and_outlives_a_suspension_nce_107_nce_504_nce_402() {
    for version in VERSIONS {
        let mut world = World::new(version, "2021-10-04");
        let id = world.buy(offer::NCE_E3, 5, Some(Term::P3Y), BillingPlan::Monthly);
        let next = NextTerm { seats: 3, ..world.sub(id).unchanged_next_term() };
        world.run(Command::Schedule { subscription: id, next: next.clone() });
        let decision = world.run(plan(id, BillingPlan::Annual));
        assert_eq!(support::lost_schedule(&decision), None);
        assert_eq!(world.sub(id).scheduled, Some(next));
        world.run(Command::Suspend { subscription: id, reason: SuspensionReason::NonPayment });
        assert_eq!(world.sub(id).next_billing, Some(BillingPlan::Annual));
        world.until("2021-11-04");
        assert_eq!(world.sub(id).billing, BillingPlan::Annual, "it is billed on while suspended");
    }
}

#[test]
fn other_changes_of_the_plan_wait_for_the_renewal_nce_107_ren_02() {
    for version in VERSIONS {
        let mut world = World::new(version, "2021-10-04");
        let id = world.buy(offer::NCE_E3, 5, Some(Term::P1Y), BillingPlan::Monthly);
        let refused = world.refused(plan(id, BillingPlan::Annual));
        let reason = support::reason(&refused, Rule::Nce107);
        let renews_on = "2022-10-04".parse().unwrap();
        assert_eq!(reason.remedies, [Remedy::ScheduleForRenewal { subscription: id, renews_on }]);
        let next = NextTerm { billing: BillingPlan::Annual, ..world.sub(id).unchanged_next_term() };
        world.run(Command::Schedule { subscription: id, next });
        world.until("2022-10-04");
        assert_eq!(world.sub(id).billing, BillingPlan::Annual);
        let three = world.buy(offer::NCE_E3, 5, Some(Term::P3Y), BillingPlan::Triennial);
        assert!(world.refused(plan(three, BillingPlan::Monthly)).names(Rule::Nce107));
        let market = world.buy(offer::ARCHIVE_TO_3_YEARS, 5, Some(Term::P3Y), BillingPlan::Annual);
        assert!(world.refused(plan(market, BillingPlan::Monthly)).names(Rule::Nce107));
    }
}

#[test]
fn a_longer_term_begins_at_once_at_todays_price_nce_108() {
    for version in VERSIONS {
        let mut world = World::new(version, "2021-10-04T09:00:00");
        let id = world.buy(offer::NCE_E3, 5, Some(Term::P1M), BillingPlan::Monthly);
        let monthly = world.sub(id).lots[0].unit;
        let opened = world.sub(id).window_opened_at;
        world.until("2021-10-20T15:00:00");
        world.run(Command::ChangeSeats { subscription: id, seats: 8 });
        world.run(term(id, Term::P1Y, None));
        let found = world.sub(id);
        assert_eq!(found.term.period, period("2021-10-20", "2022-10-19"));
        assert_eq!(found.term.length, Term::P1Y);
        assert_eq!((found.seats(), found.lots.len()), (8, 2), "each lot keeps its seats and its window");
        assert!(found.lots.iter().all(|lot| lot.unit.is_some() && lot.unit != monthly));
        assert_eq!(found.window_opened_at, opened, "a longer term opens no window");
        world.run(term(id, Term::P3Y, Some(BillingPlan::Annual)));
        assert_eq!(world.sub(id).term.period, period("2021-10-20", "2024-10-19"));
        assert_eq!(world.sub(id).billing, BillingPlan::Annual);
    }
}

#[test]
fn a_shorter_term_waits_for_the_renewal_nce_108_ren_02() {
    for version in VERSIONS {
        let mut world = World::new(version, "2021-10-04");
        let id = world.buy(offer::NCE_E3, 5, Some(Term::P1Y), BillingPlan::Monthly);
        let refused = world.refused(term(id, Term::P1M, None));
        let reason = support::reason(&refused, Rule::Nce108);
        assert_eq!(reason.code, Code::TermNotLonger);
        assert_eq!(reason.remedies[0], Remedy::ChooseTerm { terms: vec![Term::P3Y] });
        assert!(matches!(reason.remedies[1], Remedy::ScheduleForRenewal { .. }));
        let refused = world.refused(term(id, Term::P6Y, None));
        assert!(refused.has(Code::TermNotOffered));
        let refused = world.refused(term(id, Term::P3Y, Some(BillingPlan::Biennial)));
        assert!(refused.has(Code::BillingNotOffered));
    }
}

#[test]
fn a_longer_term_drops_the_schedule_and_says_so_ren_07() {
    for version in VERSIONS {
        let mut world = World::new(version, "2021-10-04");
        let id = world.buy(offer::NCE_E3, 5, Some(Term::P1M), BillingPlan::Monthly);
        let next = NextTerm { seats: 3, ..world.sub(id).unchanged_next_term() };
        world.run(Command::Schedule { subscription: id, next });
        let decision = world.run(term(id, Term::P1Y, None));
        assert_eq!(support::lost_schedule(&decision), Some(Rule::Ren07));
        // Restored on top of the new term: fewer seats, but the term that holds now.
        world.run(Command::RestoreSchedule { subscription: id });
        let scheduled = world.sub(id).scheduled.as_ref().unwrap();
        assert_eq!((scheduled.seats, scheduled.term), (3, Term::P1Y));
    }
}

#[test]
fn terms_of_other_systems_do_not_change_nce_108() {
    let mut world = World::new("2021-09", "2021-10-04");
    for bought in [offer::E3, offer::SIGN] {
        let id = world.buy(bought, 5, Some(Term::P1Y), BillingPlan::Monthly);
        let refused = world.refused(term(id, Term::P3Y, None));
        assert_eq!(support::told(&refused), [(Rule::Nce108, Code::ChangeNotSupported)]);
        assert_eq!(refused.reasons()[0].remedies.len(), 1);
    }
}

/// An order of two classic subscriptions billed monthly, the first with an add-on.
fn classic_order(version: &str) -> (World, OrderId, [SubscriptionId; 3]) {
    let mut world = World::new(version, "2021-10-04");
    let monthly = |offer| Wanted { billing: Some(BillingPlan::Monthly), ..wanted(offer, 5) };
    let lines = vec![monthly(offer::STANDARD), monthly(offer::E3)];
    let bought = started(&world.run(Command::PlaceOrder { lines, payment: None }));
    let order = world.sub(bought[0]).order;
    assert_eq!(world.sub(bought[1]).order, order);
    let line = Wanted { parent: Some(bought[0]), ..wanted(offer::ARCHIVE_ADDON, 5) };
    let addon = started(&world.run(Command::BuyAddOns { order, lines: vec![line] }))[0];
    (world, order, [bought[0], bought[1], addon])
}

#[test]
fn the_frequency_changes_for_every_subscription_of_the_order_with_its_add_ons_bill_301() {
    for version in VERSIONS {
        let (mut world, order, members) = classic_order(version);
        let refused = world.refused(plan(members[0], BillingPlan::Annual));
        let reason = support::reason(&refused, Rule::Bill301);
        assert_eq!(reason.evidence["order"], order.to_string());
        assert_eq!(reason.remedies, [Remedy::ChangeOrder], "never for one of them alone");
        world.until("2022-01-15");
        world.run(of_order(order, BillingPlan::Annual));
        for member in members {
            assert_eq!(world.sub(member).billing, BillingPlan::Annual);
        }
        assert!(world.run(of_order(order, BillingPlan::Annual)).events.is_empty());
    }
}

#[test]
fn its_terms_restart_for_twelve_months_at_todays_prices_under_the_same_ids_bill_303() {
    for version in VERSIONS {
        let (mut world, order, members) = classic_order(version);
        let before: Vec<_> = members.map(|member| world.sub(member).lots[0].unit).into();
        world.until("2022-04-15T10:00:00");
        world.run(of_order(order, BillingPlan::Annual));
        for (member, before) in members.into_iter().zip(before) {
            let found = world.sub(member);
            assert_eq!(found.term.period, period("2022-04-15", "2023-04-14"));
            assert_ne!(found.lots[0].unit, before, "a yearly price, of today");
            assert_eq!(found.lots[0].seats, 5);
        }
        // As often as wanted.
        world.run(of_order(order, BillingPlan::Monthly));
        world.run(of_order(order, BillingPlan::Annual));
        world.until("2023-04-15");
        assert_eq!(world.sub(members[2]).term.period, world.sub(members[0]).term.period);
    }
}

#[test]
fn all_of_the_order_must_be_active_and_paid_bill_302() {
    for version in VERSIONS {
        let (mut world, order, members) = classic_order(version);
        world.run(Command::Suspend { subscription: members[1], reason: SuspensionReason::NonPayment });
        let refused = world.refused(of_order(order, BillingPlan::Annual));
        let reason = support::reason(&refused, Rule::Bill302);
        assert_eq!(reason.code, Code::OrderNotUniform);
        assert_eq!(reason.remedies, [Remedy::Reactivate { subscription: members[1] }]);
        world.run(Command::Reactivate { subscription: members[1] });
        world.run(of_order(order, BillingPlan::Annual));

        let trial = Command::PlaceOrder { lines: vec![wanted(offer::CLASSIC_TRIAL, 25)], payment: None };
        let mut world = World::new(version, "2021-10-04");
        let trial = started(&world.run(trial))[0];
        let refused = world.refused(of_order(world.sub(trial).order, BillingPlan::Annual));
        let remedies = &support::reason(&refused, Rule::Bill302).remedies;
        assert_eq!(*remedies, [Remedy::ConvertTrial { subscription: trial }]);
        let new = world.buy(offer::NCE_E3, 5, Some(Term::P1Y), BillingPlan::Monthly);
        let refused = world.refused(of_order(world.sub(new).order, BillingPlan::Annual));
        let remedies = &support::reason(&refused, Rule::Bill302).remedies;
        assert!(matches!(remedies[..], [Remedy::ScheduleForRenewal { .. }]));
    }
}

#[test]
fn a_plan_that_an_offer_of_the_order_does_not_have_is_refused_bill_302() {
    let (mut world, order, _) = classic_order("2021-09");
    let refused = world.refused(of_order(order, BillingPlan::Triennial));
    assert!(refused.has(Code::BillingNotOffered));
    let nowhere = OrderId(uuid::Uuid::from_u128(5));
    assert!(world.refused(of_order(nowhere, BillingPlan::Annual)).has(Code::OrderUnknown));
}

#[test]
fn an_add_on_in_an_order_of_its_own_follows_its_bases_order_bill_301() {
    let mut world = World::new("2021-09", "2021-10-04");
    let base = world.buy(offer::STANDARD, 5, Some(Term::P1Y), BillingPlan::Monthly);
    let line = Wanted { parent: Some(base), ..wanted(offer::ARCHIVE_ADDON, 5) };
    let addon = started(&world.run(Command::PlaceOrder { lines: vec![line], payment: None }))[0];
    let (own, bases) = (world.sub(addon).order, world.sub(base).order);
    let refused = world.refused(of_order(own, BillingPlan::Annual));
    assert_eq!(support::reason(&refused, Rule::Bill301).evidence["order"], bases.to_string());
    world.run(of_order(bases, BillingPlan::Annual));
    assert_eq!(world.sub(addon).billing, BillingPlan::Annual);
    assert_eq!(world.sub(addon).term.period, world.sub(base).term.period);
}
