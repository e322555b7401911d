//! The credit check of the customer's own upgrade (seed 001, "Waarom sommige wijzigingen langer duren"): SELF-09, CREDIT-104.

mod upgrade_support;

use seatwright_domain::billing::policy::BillingPolicy;
use seatwright_domain::command::Command;
use seatwright_domain::decision::Notice;
use seatwright_domain::event::Event;
use seatwright_domain::ids::SubscriptionId;
use seatwright_domain::policy::{Policies, PolicyVersion};
use seatwright_domain::refusal::Code;
use seatwright_domain::rule::Rule;
use seatwright_domain::subscription::{Payment, Status};
use seatwright_domain::upgrade::{FailureCause, Stage};
use upgrade_support::support::POLICIES;
use upgrade_support::{
    HAVENWERK, NORDLJUS, VERSIONS, World, administrator, agent, as_caller, begun, buy_direct, give_all,
    happen, holds, instant, live, offer, order_own, reason, until, upgrade_own, upgrade_tab,
};

const MONDAY: &str = "2021-10-04";

fn basic(version: &str, users: u32) -> (World, SubscriptionId) {
    let mut world = World::new(version, MONDAY);
    let bought = buy_direct(&mut world, offer::BASIC, users.max(10), Payment::Card);
    give_all(&mut world, users, bought);
    (world, bought)
}

#[test]
fn paying_by_invoice_starts_a_credit_check_of_two_business_days_self_09() {
    for version in VERSIONS {
        // Friday: two business days end on Tuesday.
        let mut world = World::new(version, "2021-10-01T09:00:00");
        let bought = buy_direct(&mut world, offer::BASIC, 10, Payment::Invoice);
        give_all(&mut world, 4, bought);
        let decision = order_own(&mut world, bought, offer::STANDARD, 10, Payment::Invoice).unwrap();
        let due = instant("2021-10-05T09:00:00");
        assert!(decision.notices.contains(&Notice::CreditCheck { until: due }), "the customer is told");
        assert!(decision.messages.iter().any(|message| message.kind == "credit_check_started"));
        let upgrade = begun(&decision);
        assert_eq!((upgrade.stage, upgrade.target), (Stage::CreditCheck { due }, None));
        assert!(live(&world.account, offer::STANDARD).is_empty(), "nothing is bought before it is passed");
        // Meanwhile everything works, but seats and a second upgrade have to wait (CREDIT-104).
        assert!(world.status(bought).users_have_access());
        let caller = administrator(&world);
        as_caller(&mut world, caller, |world| {
            let refused = world.refused(Command::ChangeSeats { subscription: bought, seats: 11 });
            assert!(refused.has(Code::OperationPending));
            let refused = world.refused(upgrade_own(bought, offer::E1, 10, Payment::Card));
            assert_eq!(reason(&refused, Rule::Why03).code, Code::CreditCheckPending);
            let other = Command::BeginRelationship { partner: HAVENWERK, reseller: None, delegation: None };
            let locked = world.try_run(&other).err().is_some_and(|refused| refused.names(Rule::Self07));
            assert!(!locked, "administrators are not locked out yet");
        });
        until(&mut world, "2021-10-05T08:59:59");
        assert!(live(&world.account, offer::STANDARD).is_empty());
        // Nobody decided, so it passes by itself.
        until(&mut world, "2021-10-05T09:00:00");
        let target = live(&world.account, offer::STANDARD)[0];
        assert_eq!(world.sub(target).payment, Payment::Invoice);
        until(&mut world, "2021-10-05T09:05:00");
        assert!((0..4).all(|number| holds(&world, number, target)));
        assert_eq!(world.status(bought), Status::Deleted);
        world.assert_folds();
    }
}

#[test]
fn so_does_an_order_value_from_the_policys_amount_on_self_09() {
    for version in VERSIONS {
        // Business Standard costs the partner less than 12 euro a month; the whole year counts.
        let (mut world, bought) = basic(version, 1);
        let decision = order_own(&mut world, bought, offer::STANDARD, 10, Payment::Card).unwrap();
        assert!(matches!(begun(&decision).stage, Stage::Provisioning { .. }));
        let unit = world.sub(begun(&decision).target.unwrap()).lots[0].unit.unwrap().amount;
        let limit = rust_decimal::Decimal::from(POLICIES.all()[0].upgrade.credit_check_from_amount);
        let least = (limit / (unit * rust_decimal::Decimal::from(12))).ceil();
        let least: u32 = least.to_string().parse().unwrap();
        for (seats, checked) in [(least - 1, false), (least, true)] {
            let (mut world, bought) = basic(version, 1);
            let decision = order_own(&mut world, bought, offer::STANDARD, seats, Payment::Card).unwrap();
            assert_eq!(matches!(begun(&decision).stage, Stage::CreditCheck { .. }), checked, "{seats} seats");
        }
    }
}

fn with_credit_check(version: &str) -> (World, SubscriptionId, seatwright_domain::ids::UpgradeId) {
    let (mut world, bought) = basic(version, 2);
    let decision = order_own(&mut world, bought, offer::STANDARD, 10, Payment::Invoice).unwrap();
    let upgrade = begun(&decision).id;
    (world, bought, upgrade)
}

#[test]
fn a_credit_check_can_be_decided_either_way_self_09() {
    for version in VERSIONS {
        let (mut world, bought, upgrade) = with_credit_check(version);
        world.run(Command::DecideCredit { upgrade, passed: true });
        let target = world.account.upgrades[&upgrade].target.expect("usable at once");
        assert_eq!(world.status(target), Status::Active);
        let refused = world.refused(Command::DecideCredit { upgrade, passed: false });
        assert!(refused.has(Code::StatusNotAllowed));
        until(&mut world, "2021-10-04T00:05:00");
        assert_eq!(world.status(bought), Status::Deleted);

        let (mut world, bought, upgrade) = with_credit_check(version);
        let before = world.sub(bought).clone();
        world.run(Command::DecideCredit { upgrade, passed: false });
        let why = FailureCause::CreditDeclined;
        assert_eq!(world.account.upgrades[&upgrade].stage, Stage::Failed { at: world.now, why });
        assert_eq!(world.sub(bought).seats(), before.seats());
        assert_eq!(world.sub(bought).locked_by, None);
        assert!(upgrade_tab(&world, bought).reasons.is_empty(), "it can be tried again");
        let unknown = seatwright_domain::ids::UpgradeId(uuid::Uuid::from_u128(1));
        let refused = world.refused(Command::DecideCredit { upgrade: unknown, passed: true });
        assert!(refused.has(Code::UpgradeUnknown));
    }
}

#[test]
fn only_the_operator_decides_and_only_the_customer_withdraws_self_09() {
    for version in VERSIONS {
        let (mut world, bought, upgrade) = with_credit_check(version);
        let caller = administrator(&world);
        as_caller(&mut world, caller.clone(), |world| {
            let refused = world.refused(Command::DecideCredit { upgrade, passed: true });
            assert!(refused.has(Code::RoleMissing));
        });
        // A partner that does not run the installation is not asked about what the customer buys directly, and learns nothing of it.
        as_caller(&mut world, agent(NORDLJUS), |world| {
            let nobodys = seatwright_domain::ids::UpgradeId(uuid::Uuid::from_u128(1));
            let [theirs, unknown] = [upgrade, nobodys].map(|upgrade| {
                let refused = world.refused(Command::DecideCredit { upgrade, passed: true });
                refused.reasons().iter().map(|reason| reason.code).collect::<Vec<_>>()
            });
            assert!(theirs.contains(&Code::UpgradeUnknown), "{theirs:?}");
            assert_eq!(theirs, unknown);
        });
        as_caller(&mut world, agent(HAVENWERK), |world| {
            let refused = world.refused(Command::WithdrawUpgrade { upgrade });
            assert!(refused.has(Code::UpgradeUnknown));
        });
        as_caller(&mut world, caller, |world| world.run(Command::WithdrawUpgrade { upgrade }));
        let why = FailureCause::Withdrawn;
        assert_eq!(world.account.upgrades[&upgrade].stage, Stage::Failed { at: world.now, why });
        assert_eq!(world.sub(bought).locked_by, None);
    }
}

#[test]
fn a_source_that_ended_meanwhile_gives_the_upgrade_up_self_09() {
    for version in VERSIONS {
        let (mut world, bought, upgrade) = with_credit_check(version);
        happen(&mut world, Event::Deleted { subscription: bought, rule: Rule::Susp03 });
        upgrade_support::fold(&mut world, 0);
        until(&mut world, "2021-10-07");
        let stage = &world.account.upgrades[&upgrade].stage;
        assert!(matches!(stage, Stage::Failed { why: FailureCause::SourceEnded, .. }), "{stage:?}");
        assert!(live(&world.account, offer::STANDARD).is_empty(), "nothing was bought");
        assert_eq!(world.messages.last().unwrap(), "upgrade_failed");
    }
}

#[test]
fn the_policies_amount_is_the_only_limit_self_09() {
    let mut policy = POLICIES.get(&PolicyVersion("2021-09".to_owned())).clone();
    policy.upgrade.credit_check_from_amount = 1;
    let mut world =
        World::with(Policies::new(vec![policy], BillingPolicy::embedded().unwrap()).unwrap(), MONDAY);
    let bought = buy_direct(&mut world, offer::BASIC, 10, Payment::Card);
    let decision = order_own(&mut world, bought, offer::STANDARD, 1, Payment::Card).unwrap();
    assert!(matches!(begun(&decision).stage, Stage::CreditCheck { .. }));
}
