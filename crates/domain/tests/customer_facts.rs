//! Facts that stand in the way of upgrades: what is owed (WHY-11), incidents (WHY-02) and a busy service (WHY-08).

mod support;

use jiff::SignedDuration;
use jiff::civil::date;
use seatwright_domain::account::Unpaid;
use seatwright_domain::calendar::BillingPlan;
use seatwright_domain::command::Command;
use seatwright_domain::ids::{PartnerId, SubscriptionId};
use seatwright_domain::money::{Currency, Money};
use seatwright_domain::refusal::Code;
use seatwright_domain::role::{Caller, Role};
use seatwright_domain::rule::Rule;
use seatwright_domain::subscription::Seller;
use support::{HAVENWERK, NORDLJUS, VERSIONS, World, offer};
use uuid::Uuid;

fn owed(partner: PartnerId, subscription: Option<SubscriptionId>, minor: i64) -> Unpaid {
    let amount = Money { minor, currency: Currency::parse("EUR").unwrap() };
    Unpaid {
        seller: Seller::Partner { partner, reseller: None },
        subscription,
        amount,
        due: date(2021, 10, 1),
        invoice: None,
    }
}

fn record(unpaid: Unpaid) -> Command {
    Command::RecordOverdue { unpaid: Box::new(unpaid) }
}

fn pay(subscription: Option<SubscriptionId>) -> Command {
    Command::PayOverdue { subscription }
}

#[test]
fn what_is_owed_is_recorded_by_the_seller_and_paid_why_11() {
    for version in VERSIONS {
        let mut world = World::new(version, "2021-10-04");
        let first = world.buy(offer::NCE_BASIC, 3, None, BillingPlan::Monthly);
        let second = world.buy(offer::NCE_E3, 3, None, BillingPlan::Monthly);
        for subscription in [Some(first), Some(second), None] {
            world.run(record(owed(HAVENWERK, subscription, 1250)));
        }
        assert_eq!(world.account.head.unpaid.len(), 3);
        world.run(pay(Some(first)));
        let left: Vec<_> = world.account.head.unpaid.iter().map(|unpaid| unpaid.subscription).collect();
        assert_eq!(left, [Some(second), None]);
        assert!(world.run(pay(Some(first))).events.is_empty(), "nothing is owed for it any more");
        world.run(pay(None));
        assert!(world.account.head.unpaid.is_empty());
        world.assert_folds();
    }
}

#[test]
fn a_partner_sees_to_its_own_balances_and_the_customer_to_all_why_11_chan_101() {
    let mut world = World::new("2021-09", "2021-10-04");
    let id = world.buy(offer::NCE_BASIC, 3, None, BillingPlan::Monthly);
    assert!(world.refused(record(owed(NORDLJUS, None, 100))).names(Rule::Chan101));
    world.run(record(owed(HAVENWERK, Some(id), 100)));
    let seller = world.caller.clone();
    world.caller = Caller::partner(NORDLJUS, Some("lars"), [Role::AdminAgent]);
    assert!(world.refused(record(owed(NORDLJUS, Some(id), 100))).has(Code::SubscriptionUnknown));
    assert!(world.refused(pay(Some(id))).has(Code::SubscriptionUnknown));
    world.run(record(owed(NORDLJUS, None, 200)));
    world.caller = seller;
    world.run(pay(None));
    assert_eq!(world.account.head.unpaid.len(), 1, "the other partner's stays");
    let own = world.account.id();
    world.caller = Caller::customer(own, "ilse", [Role::CustomerBillingAdmin]);
    assert!(world.refused(record(owed(NORDLJUS, None, 1))).has(Code::NotTheSeller));
    world.run(pay(None));
    assert!(world.account.head.unpaid.is_empty());
    world.caller = Caller::customer(own, "ursula", [Role::CustomerUserAdmin]);
    assert!(world.refused(pay(None)).has(Code::RoleMissing));
}

#[test]
fn a_balance_is_above_zero_and_due_already_why_11() {
    let mut world = World::new("2021-09", "2021-10-04");
    let tomorrow = Unpaid { due: date(2021, 10, 5), ..owed(HAVENWERK, None, 0) };
    let refused = world.refused(record(tomorrow));
    assert_eq!(refused.reasons().len(), 2, "{refused}");
    assert!(refused.reasons().iter().all(|reason| reason.rule == Rule::Why11));
    let unknown = SubscriptionId(Uuid::from_u128(3));
    assert!(world.refused(pay(Some(unknown))).has(Code::SubscriptionUnknown));
}

#[test]
fn incidents_come_and_go_and_name_a_service_of_the_catalogue_why_02() {
    let mut world = World::new("2021-09", "2021-10-04");
    let report = |service: &str, healthy| Command::ReportService { service: service.to_owned(), healthy };
    world.run(report("EXCHANGE_S_STANDARD", false));
    assert!(world.account.head.health.incidents.contains("EXCHANGE_S_STANDARD"));
    assert!(world.run(report("EXCHANGE_S_STANDARD", false)).events.is_empty());
    world.run(report("EXCHANGE_S_STANDARD", true));
    assert!(world.account.head.health.incidents.is_empty());
    let refused = world.refused(report("TELEGRAPH", false));
    assert!(refused.names(Rule::Why02) && refused.has(Code::ValueInvalid));
    world.caller = Caller::partner(HAVENWERK, Some("sam"), [Role::SalesAgent]);
    assert!(world.refused(report("EXCHANGE_S_STANDARD", false)).has(Code::RoleMissing));
}

#[test]
fn whoever_runs_the_installation_reports_for_every_customer_and_nobody_else_does_role_05() {
    let report = || Command::ReportService { service: "EXCHANGE_S_STANDARD".to_owned(), healthy: false };
    let mut world = World::new("2021-09", "2021-10-04").prepare(|account| {
        account.head.customer.relationships.remove(&HAVENWERK);
    });
    let order = Command::PlaceOrder { lines: Vec::new(), payment: None };
    assert!(world.refused(order).has(Code::NoRelationship), "running the installation is no relationship");
    world.run(report());
    world.caller = Caller::partner(NORDLJUS, Some("nils"), [Role::GlobalAdmin]);
    assert!(world.refused(report()).has(Code::NotTheOperator));
}

#[test]
fn a_busy_service_is_busy_until_an_instant_to_come_why_08() {
    let mut world = World::new("2021-09", "2021-10-04");
    let until = world.now + SignedDuration::from_hours(1);
    world.run(Command::ReportBusy { until: Some(until) });
    assert_eq!(world.account.head.health.busy_until, Some(until));
    let past = Command::ReportBusy { until: Some(world.now) };
    assert!(world.refused(past).names(Rule::Why08));
    world.run(Command::ReportBusy { until: None });
    assert_eq!(world.account.head.health.busy_until, None);
}
