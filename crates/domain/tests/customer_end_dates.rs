//! Shared end dates of new-commerce subscriptions: NCE-702, NCE-703.

mod support;

use jiff::civil::{Date, date};
use seatwright_domain::calendar::{BillingPlan, Term};
use seatwright_domain::catalogue::Commerce;
use seatwright_domain::command::{Command, EndDateChoice};
use seatwright_domain::coterminous::{check, choices};
use seatwright_domain::decision::Rows;
use seatwright_domain::ids::SubscriptionId;
use seatwright_domain::order::Wanted;
use seatwright_domain::policy::{NewCommercePolicy, Policies};
use seatwright_domain::refusal::{Code, Reason, Remedy};
use seatwright_domain::role::{Caller, Role};
use seatwright_domain::rule::Rule;
use seatwright_domain::subscription::{Seller, SuspensionReason};
use support::{HAVENWERK, NORDLJUS, POLICIES, VERSIONS, World, offer, wanted};

const SELLER: Seller = Seller::Partner { partner: HAVENWERK, reseller: None };

fn offered(world: &World, term: Term, starts_on: Date) -> Vec<EndDateChoice> {
    let rows = Rows::default();
    choices(&world.account, &SELLER, term, starts_on, &world.context(&world.caller, &rows))
}

fn dates(world: &World, term: Term, starts_on: Date) -> Vec<Date> {
    offered(world, term, starts_on).into_iter().map(|choice| choice.date).collect()
}

fn against(world: &World, term: Term, starts_on: Date, wanted: Date) -> Option<Reason> {
    let rows = Rows::default();
    let context = world.context(&world.caller, &rows);
    check(&world.account, &SELLER, Commerce::NewCommerce, false, term, starts_on, wanted, &context)
}

fn buy(world: &mut World, offer: &str, term: Term) -> SubscriptionId {
    world.buy(offer, 5, Some(term), BillingPlan::Monthly)
}

#[test]
fn without_other_subscriptions_only_the_last_month_end_of_the_term_nce_702() {
    for version in VERSIONS {
        let world = World::new(version, "2022-01-10");
        for (term, starts_on, end) in [
            (Term::P1Y, date(2022, 1, 10), date(2022, 12, 31)),
            (Term::P1M, date(2022, 1, 10), date(2022, 1, 31)),
            (Term::P1M, date(2022, 2, 1), date(2022, 2, 28)),
            (Term::P3Y, date(2022, 1, 10), date(2024, 12, 31)),
        ] {
            let expected = EndDateChoice { date: end, subscriptions: vec![] };
            assert_eq!(offered(&world, term, starts_on), [expected]);
            assert_eq!(against(&world, term, starts_on, end), None);
        }
        let full = date(2023, 1, 9);
        assert_eq!(against(&world, Term::P1Y, date(2022, 1, 10), full), None, "the full term itself");
        for wrong in [date(2022, 6, 15), date(2023, 1, 31), date(2022, 1, 9)] {
            let reason = against(&world, Term::P1Y, date(2022, 1, 10), wrong).expect("a reason");
            assert_eq!((reason.rule, reason.code), (Rule::Nce702, Code::EndDateInvalid));
            assert_eq!(reason.remedies, [Remedy::ChooseDate { dates: vec![date(2022, 12, 31)] }]);
        }
    }
}

#[test]
fn the_end_of_another_active_subscription_of_the_same_seller_nce_702() {
    for version in VERSIONS {
        let mut world = World::new(version, "2021-10-05");
        let other = buy(&mut world, offer::NCE_E3, Term::P1Y);
        world.until("2022-01-10");
        let start = date(2022, 1, 10);
        let end = date(2022, 10, 4);
        let found = offered(&world, Term::P1Y, start);
        assert_eq!(found[0], EndDateChoice { date: end, subscriptions: vec![other] });
        assert_eq!(against(&world, Term::P1Y, start, end), None);
        // It is bought like that, the first term is short and the next one full.
        let line = Wanted {
            term: Some(Term::P1Y),
            billing: Some(BillingPlan::Monthly),
            custom_end: Some(end),
            ..wanted(offer::NCE_BASIC, 5)
        };
        let decision = world.run(Command::PlaceOrder { lines: vec![line], payment: None });
        let short = support::started(&decision)[0];
        assert_eq!(world.sub(short).term.period.last, end);
        world.until("2022-10-05");
        let next = world.sub(short).term.period;
        assert_eq!((next.first, next.last), (date(2022, 10, 5), date(2023, 10, 4)));
    }
}

#[test]
fn trials_other_sellers_and_inactive_ones_give_no_date_nce_702() {
    let mut world = World::new("2021-09", "2021-10-05");
    world.buy("CFQ7TTC0LH18:T001", 25, None, BillingPlan::None);
    world.buy(offer::STANDARD, 5, None, BillingPlan::Monthly);
    let seller = world.caller.clone();
    world.caller = Caller::partner(NORDLJUS, None, [Role::AdminAgent]);
    buy(&mut world, offer::NCE_E1, Term::P1Y);
    world.caller = seller;
    let suspended = buy(&mut world, offer::NCE_E3, Term::P1Y);
    let reason = SuspensionReason::NonPayment;
    world.run(Command::Suspend { subscription: suspended, reason });
    world.until("2021-10-20");
    assert_eq!(dates(&world, Term::P1Y, date(2021, 10, 20)), [date(2022, 9, 30)]);
    let monthly = dates(&world, Term::P1M, date(2021, 10, 20));
    assert_eq!(monthly, [date(2021, 10, 31)], "not 2021-11-03, on which the trial ends");
    let rows = Rows::default();
    let context = world.context(&world.caller, &rows);
    let start = date(2021, 10, 20);
    for (commerce, is_trial) in
        [(Commerce::Classic, false), (Commerce::Marketplace, false), (Commerce::NewCommerce, true)]
    {
        let end = date(2022, 9, 30);
        let reason =
            check(&world.account, &SELLER, commerce, is_trial, Term::P1Y, start, end, &context).unwrap();
        assert_eq!((reason.rule, reason.code), (Rule::Nce702, Code::EndDateInvalid));
    }
    let direct = choices(&world.account, &Seller::Direct, Term::P1Y, start, &context);
    assert!(direct.iter().all(|choice| choice.subscriptions.is_empty()));
}

#[test]
fn a_longer_term_does_not_take_the_end_of_a_monthly_one_nce_703() {
    for version in VERSIONS {
        let mut world = World::new(version, "2022-01-10");
        buy(&mut world, offer::NCE_BASIC, Term::P1M);
        let (start, monthly_end) = (date(2022, 1, 20), date(2022, 2, 9));
        world.until("2022-01-20");
        let reason = against(&world, Term::P1Y, start, monthly_end).expect("a reason");
        assert_eq!((reason.rule, reason.code), (Rule::Nce703, Code::EndDateInvalid));
        assert_eq!(against(&world, Term::P1M, start, monthly_end), None, "a monthly one does");
    }
}

#[test]
fn a_monthly_term_ends_on_the_28th_to_30th_only_with_the_month_nce_703() {
    for (bought, end, may) in [
        ("2021-01-29", date(2022, 1, 28), false),
        ("2021-01-31", date(2022, 1, 30), false),
        ("2021-01-28", date(2022, 1, 27), true),
        ("2021-02-01", date(2022, 1, 31), true),
    ] {
        let mut world = World::new("2025-04", bought);
        buy(&mut world, offer::NCE_E3, Term::P1Y);
        world.until("2022-01-10");
        assert_eq!(world.account.live().next().unwrap().term.period.last, end);
        let start = date(2022, 1, 10);
        let reason = against(&world, Term::P1M, start, end);
        assert_eq!(reason.is_none(), may, "{end}");
        assert!(reason.is_none_or(|reason| reason.rule == Rule::Nce703));
    }
}

#[test]
fn a_three_year_term_may_take_the_day_in_a_later_year_nce_702_nce_704() {
    let mut world = World::new("2025-04", "2021-10-05");
    let other = buy(&mut world, offer::NCE_E3, Term::P1Y);
    world.until("2022-01-10");
    let found = offered(&world, Term::P3Y, date(2022, 1, 10));
    let aligned: Vec<Date> =
        found.iter().filter(|choice| choice.subscriptions == [other]).map(|choice| choice.date).collect();
    assert_eq!(aligned, [date(2022, 10, 4), date(2024, 10, 4)], "the end itself, and the latest inside");
    assert_eq!(dates(&world, Term::P1Y, date(2022, 1, 10)), [date(2022, 10, 4), date(2022, 12, 31)]);
}

#[test]
fn other_readings_of_the_dates_are_policy_values_nce_702_nce_704() {
    let with = |change: fn(&mut NewCommercePolicy)| {
        let mut policies = POLICIES.all().to_vec();
        policies.iter_mut().for_each(|policy| change(&mut policy.new_commerce));
        Policies::new(policies, POLICIES.all_billing().to_vec()).unwrap()
    };
    let start = date(2022, 1, 10);
    let mut world = World::with(with(|policy| policy.coterminous_any_date = true), "2022-01-10");
    buy(&mut world, offer::NCE_E3, Term::P1Y);
    assert_eq!(against(&world, Term::P1Y, start, date(2022, 3, 3)), None);
    assert!(against(&world, Term::P1Y, start, date(2023, 3, 3)).is_some(), "not outside the term");

    let mut world = World::with(with(|policy| policy.coterminous_same_term_later_year = true), "2021-10-05");
    buy(&mut world, offer::NCE_E3, Term::P3Y);
    world.until("2022-01-10");
    assert!(dates(&world, Term::P3Y, start).contains(&date(2024, 10, 4)));
}
