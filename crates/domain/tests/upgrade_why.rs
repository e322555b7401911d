//! Why a plan cannot be upgraded (seed 001, "Waarom kan ik geen upgrade van abonnementen uitvoeren?"): WHY-01..11, each
//! with its remedy; applying exactly the remedies makes the request pass (promise N1). MAN-01, MAN-02, SELF-05, SELF-06.

mod upgrade_support;

use jiff::civil::date;
use seatwright_domain::account::Unpaid;
use seatwright_domain::billing::policy::BillingPolicy;
use seatwright_domain::catalogue::Segment;
use seatwright_domain::command::Command;
use seatwright_domain::decision::Decision;
use seatwright_domain::event::Event;
use seatwright_domain::ids::{OrderId, SubscriptionId};
use seatwright_domain::money::{Currency, Money};
use seatwright_domain::policy::{Policies, PolicyVersion, PrepaidUpgrade};
use seatwright_domain::refusal::{Code, Reason, Refusals, Remedy, Who};
use seatwright_domain::rule::Rule;
use seatwright_domain::subscription::{Payment, Seller, SuspensionReason};
use upgrade_support::support::POLICIES;
use upgrade_support::{
    HAVENWERK, NORDLJUS, VERSIONS, World, administrator, agent, as_caller, buy_direct, buy_from, cure,
    give_all, happen, id, instant, more, named, offer, order_own, reason, settle, upgrade, upgrade_tab,
};

const START: &str = "2021-10-04";

/// A customer with Business Basic, bought by itself and paid by card.
fn basic(version: &str) -> (World, SubscriptionId) {
    let mut world = World::new(version, START);
    let bought = buy_direct(&mut world, offer::BASIC, 10, Payment::Card);
    give_all(&mut world, 4, bought);
    (world, bought)
}

fn try_standard(world: &mut World, bought: SubscriptionId) -> Result<Decision, Refusals> {
    order_own(world, bought, offer::STANDARD, 10, Payment::Card)
}

/// The tab is empty for the one reason, the order is refused for it, and applying the remedy opens both.
fn check(world: &mut World, bought: SubscriptionId, rule: Rule, code: Code) -> Reason {
    assert_eq!(named(&upgrade_tab(world, bought).reasons), [(rule, code)], "SELF-06");
    assert!(upgrade_tab(world, bought).targets.is_empty());
    let refused = try_standard(world, bought).expect_err("it is refused");
    assert_eq!(named(refused.reasons()), [(rule, code)]);
    refused.reasons()[0].clone()
}

fn check_cured(world: &mut World, bought: SubscriptionId, reason: &Reason) {
    cure(world, reason);
    assert!(upgrade_tab(world, bought).reasons.is_empty(), "the remedy opens the tab");
    try_standard(world, bought).expect("the remedy makes it pass");
}

fn by_hand(reason: &Reason) {
    assert!(reason.remedies.contains(&Remedy::ChangeByHand), "MAN-01: {reason:?}");
    assert!(reason.remedies.contains(&Remedy::ContactSupport));
}

#[test]
fn a_licence_conflict_why_01() {
    for version in VERSIONS {
        let (mut world, bought) = basic(version);
        give_all(&mut world, 17, bought);
        let reason = check(&mut world, bought, Rule::Why01, Code::LicenceConflict);
        let resolve = Remedy::ResolveLicenceConflict { subscription: bought, users_too_many: 7 };
        assert_eq!(reason.remedies[0], resolve);
        let caller = administrator(&world);
        as_caller(&mut world, caller, |world| {
            world.run(Command::ChangeSeats { subscription: bought, seats: 17 })
        });
        assert!(upgrade_tab(&world, bought).reasons.is_empty(), "buying more is the other remedy");
    }
}

#[test]
fn not_fully_set_up_or_a_service_with_an_incident_why_02() {
    for version in VERSIONS {
        let (mut world, bought) = basic(version);
        happen(&mut world, Event::ProvisioningChanged { subscription: bought, provisioned: false });
        let reason = check(&mut world, bought, Rule::Why02, Code::NotSetUp);
        check_cured(&mut world, bought, &reason);

        let (mut world, bought) = basic(version);
        let report = |service: &str| Command::ReportService { service: service.into(), healthy: false };
        world.run(report("INTUNE_A"));
        assert!(upgrade_tab(&world, bought).reasons.is_empty(), "not a service of this plan");
        world.run(report("EXCHANGE_S_STANDARD"));
        let reason = check(&mut world, bought, Rule::Why02, Code::ServiceIncident);
        assert_eq!(reason.remedies[0], Remedy::SeeServiceHealth);
        assert_eq!(reason.evidence["services"], serde_json::json!(["EXCHANGE_S_STANDARD"]));
        check_cured(&mut world, bought, &reason);
    }
}

#[test]
fn another_upgrade_or_a_pending_credit_check_why_03() {
    for version in VERSIONS {
        let (mut world, bought) = basic(version);
        let other = buy_direct(&mut world, offer::APPS_BUSINESS, 5, Payment::Invoice);
        order_own(&mut world, other, offer::APPS_ENTERPRISE, 5, Payment::Invoice).unwrap();
        let pending = check(&mut world, bought, Rule::Why03, Code::CreditCheckPending);
        // Two business days from Monday, then five minutes of setting up.
        assert_eq!(pending.clears_at, Some(instant("2021-10-06T00:05:00")));
        assert_eq!(pending.who, [Who::Time]);
        // The partner's own upgrades wait for it too.
        let sold = buy_from(&mut world, HAVENWERK, more::EXCHANGE_1, 5);
        assert!(!upgrade_support::classic_targets(&world, sold).iter().any(|t| t.reasons.is_empty()));

        upgrade_support::until(&mut world, "2021-10-06T00:01:00");
        let caller = administrator(&world);
        let locked = as_caller(&mut world, caller, |world| {
            world.refused(upgrade_support::upgrade_own(bought, offer::STANDARD, 10, Payment::Card))
        });
        assert_eq!(reason(&locked, Rule::Why03).code, Code::UpgradeRunning);
        assert!(locked.names(Rule::Self07));
        check_cured(&mut world, bought, &pending);
    }
}

#[test]
fn not_eligible_at_present_why_04() {
    for version in VERSIONS {
        let (mut world, bought) = basic(version);
        let caller = administrator(&world);
        as_caller(&mut world, caller, |world| {
            let reason = SuspensionReason::CustomerRequest;
            world.run(Command::Suspend { subscription: bought, reason })
        });
        let reason = check(&mut world, bought, Rule::Why04, Code::NotActive);
        check_cured(&mut world, bought, &reason);

        // Kinds of subscription that the tab never knows.
        let mut world = World::new(version, START);
        let trial = buy_trial(&mut world);
        let nce = buy_direct(&mut world, offer::NCE_BASIC, 5, Payment::Card);
        let market = buy_direct_as_offered(&mut world, offer::SIGN);
        for (subscription, why) in [(trial, "trial"), (nce, "new_commerce"), (market, "marketplace")] {
            let reasons = upgrade_tab(&world, subscription).reasons;
            let reason = reasons.iter().find(|reason| reason.rule == Rule::Why04).expect(why);
            assert_eq!((reason.code, &reason.evidence["why"]), (Code::NotEligible, &why.into()));
            assert!(reason.remedies.contains(&Remedy::ContactSupport));
        }
    }
}

fn buy_trial(world: &mut World) -> SubscriptionId {
    buy_direct_as_offered(world, more::TRIAL_STANDARD)
}

fn buy_direct_as_offered(world: &mut World, offer: &str) -> SubscriptionId {
    let caller = administrator(world);
    as_caller(world, caller, |world| {
        let lines = vec![upgrade_support::support::wanted(offer, 25)];
        let decision = world.run(Command::PlaceOrder { lines, payment: Some(Payment::Card) });
        upgrade_support::support::started(&decision)[0]
    })
}

#[test]
fn two_subscriptions_to_one_product_why_05() {
    for version in VERSIONS {
        let (mut world, bought) = basic(version);
        let twin = buy_direct(&mut world, offer::BASIC, 2, Payment::Card);
        let reason = check(&mut world, bought, Rule::Why05, Code::SeveralSubscriptions);
        assert_eq!(reason.remedies[0], Remedy::CancelSubscription { subscription: twin });
        by_hand(&reason);
        check_cured(&mut world, bought, &reason);

        // A twin from a partner counts, and its seller is not named.
        let (mut world, bought) = basic(version);
        let twin = buy_from(&mut world, NORDLJUS, offer::NCE_BASIC, 2);
        let reason = check(&mut world, bought, Rule::Why05, Code::SeveralSubscriptions);
        assert_eq!(reason.remedies[0], Remedy::CancelWhereBought);
        assert!(!serde_json::to_string(&reason).unwrap().contains(&twin.to_string()));
        check_cured(&mut world, bought, &reason);
    }
}

#[test]
fn a_prepaid_plan_why_06_unless_the_policy_credits_the_rest() {
    for version in VERSIONS {
        let policy = POLICIES.get(&PolicyVersion(version.to_owned())).clone();
        for (prepaid, refused) in [(PrepaidUpgrade::Refuse, true), (PrepaidUpgrade::Credit, false)] {
            let mut policy = policy.clone();
            policy.from = date(2000, 1, 1);
            policy.upgrade.prepaid_upgrade = prepaid;
            let mut world =
                World::with(Policies::new(vec![policy], BillingPolicy::embedded().unwrap()).unwrap(), START);
            let bought = open_prepaid(&mut world);
            if refused {
                let reason = check(&mut world, bought, Rule::Why06, Code::PrepaidPlan);
                assert_eq!(reason.evidence["unused_time_refunded"], false);
                by_hand(&reason);
            } else {
                try_standard(&mut world, bought).expect("BILL-04 credits it");
            }
        }
    }
}

/// A plan paid with a product key, which no command sells.
fn open_prepaid(world: &mut World) -> SubscriptionId {
    let bought = buy_direct(world, offer::BASIC, 10, Payment::Card);
    let mut opened = world.sub(bought).clone();
    opened.payment = Payment::Prepaid;
    opened.order = OrderId(uuid::Uuid::from_u128(9));
    happen(world, Event::SubscriptionStarted { subscription: Box::new(opened) });
    bought
}

#[test]
fn a_government_or_nonprofit_plan_why_07() {
    for version in VERSIONS {
        for segment in [Segment::Government, Segment::Nonprofit] {
            let (mut world, bought) = basic(version);
            world.account.head.customer.segment = segment;
            let reasons = upgrade_tab(&world, bought).reasons;
            assert_eq!(named(&reasons), [(Rule::Why07, Code::GovernmentOrNonprofit)]);
            by_hand(&reasons[0]);
        }
        let (mut world, bought) = basic(version);
        world.account.head.customer.segment = Segment::Education;
        assert!(!named(&upgrade_tab(&world, bought).reasons).iter().any(|(rule, _)| *rule == Rule::Why07));
    }
}

#[test]
fn the_service_is_busy_and_says_until_when_why_08() {
    for version in VERSIONS {
        let (mut world, bought) = basic(version);
        let until = instant("2021-10-04T01:00:00");
        world.run(Command::ReportBusy { until: Some(until) });
        let reason = check(&mut world, bought, Rule::Why08, Code::ServiceBusy);
        assert_eq!(reason.clears_at, Some(until));
        assert_eq!(reason.remedies, [Remedy::TryAgain { at: until }]);
        check_cured(&mut world, bought, &reason);
    }
}

#[test]
fn a_target_without_a_data_service_is_only_for_hands_why_09_man_02() {
    for version in VERSIONS {
        let (mut world, bought) = basic(version);
        // Exchange Online has the mail but no files.
        let refused = order_own(&mut world, bought, more::EXCHANGE_2, 10, Payment::Card).unwrap_err();
        assert_eq!(named(refused.reasons()), [(Rule::Why09, Code::DataWouldBeLost)]);
        let reason = &refused.reasons()[0];
        assert_eq!(reason.remedies, [Remedy::BackUpData, Remedy::ChangeByHand], "MAN-02");
        assert_eq!(reason.evidence["families"], serde_json::json!(["FILES"]));
        assert_eq!(
            reason.evidence["data"],
            serde_json::json!(["sites, documents, lists and personal files"])
        );
        let listed = upgrade_tab(&world, bought).targets;
        let shown = listed.iter().find(|target| target.offer == id(more::EXCHANGE_2)).unwrap();
        assert_eq!(shown.reasons, refused.reasons(), "the tab says the same");
    }
}

#[test]
fn an_add_on_why_10() {
    for version in VERSIONS {
        let mut world = World::new(version, START);
        let bought = buy_from(&mut world, HAVENWERK, offer::BASIC, 10);
        let order = world.sub(bought).order;
        let mut line = upgrade_support::support::wanted(offer::ARCHIVE_ADDON, 3);
        line.parent = Some(bought);
        let decision = world.run(Command::BuyAddOns { order, lines: vec![line] });
        let addon = upgrade_support::support::started(&decision)[0];
        let refused = world.refused(upgrade(bought, offer::STANDARD));
        assert_eq!(named(refused.reasons()), [(Rule::Why10, Code::HasAddOn)], "ADDON-105");
        let reason = refused.reasons()[0].clone();
        assert_eq!(reason.remedies[0], Remedy::RemoveAddOns { subscriptions: vec![addon] });
        by_hand(&reason);
        cure(&mut world, &reason);
        world.run(upgrade(bought, offer::STANDARD));
        settle(&mut world);
        assert!(world.account.live().all(|known| known.parent.is_none()), "no add-on outlives its base");
        // The add-on itself has no upgrade either.
        let tab = upgrade_tab(&world, addon).reasons;
        assert!(named(&tab).contains(&(Rule::Why04, Code::NotEligible)));
    }
}

#[test]
fn an_unpaid_balance_why_11() {
    for version in VERSIONS {
        let (mut world, bought) = basic(version);
        let eur = Currency::parse("EUR").unwrap();
        let owe = |seller: Seller, subscription, minor| Event::BalanceOverdue {
            unpaid: Unpaid {
                seller,
                subscription,
                amount: Money { minor, currency: eur },
                due: date(2021, 9, 1),
                invoice: None,
            },
        };
        // What another seller is owed, or another subscription costs, is no reason.
        let other = buy_direct(&mut world, more::EXCHANGE_1, 1, Payment::Card);
        happen(&mut world, owe(Seller::Partner { partner: HAVENWERK, reseller: None }, None, 99));
        happen(&mut world, owe(Seller::Direct, Some(other), 99));
        assert!(upgrade_tab(&world, bought).reasons.is_empty());
        happen(&mut world, owe(Seller::Direct, Some(bought), 5_000));
        happen(&mut world, owe(Seller::Direct, None, 1_250));
        let reason = check(&mut world, bought, Rule::Why11, Code::UnpaidBalance);
        let amounts = vec![Money { minor: 6_250, currency: eur }];
        assert_eq!(reason.remedies, [Remedy::Pay { amounts }]);
        check_cured(&mut world, bought, &reason);
    }
}

#[test]
fn an_older_limit_of_assigned_users_can_be_switched_on_self_06() {
    let mut policy = POLICIES.get(&PolicyVersion("2021-09".to_owned())).clone();
    policy.upgrade.self_service_assigned_max = Some(4);
    let mut world =
        World::with(Policies::new(vec![policy], BillingPolicy::embedded().unwrap()).unwrap(), START);
    let bought = buy_direct(&mut world, offer::BASIC, 10, Payment::Card);
    give_all(&mut world, 4, bought);
    let reasons = upgrade_tab(&world, bought).reasons;
    assert_eq!(named(&reasons), [(Rule::Why04, Code::TooManyAssigned)]);
}

#[test]
fn bought_through_a_reseller_is_changed_by_the_reseller_self_107() {
    for version in VERSIONS {
        let mut world = World::new(version, START);
        let bought = buy_from(&mut world, HAVENWERK, offer::BASIC, 10);
        let tab = upgrade_tab(&world, bought);
        assert_eq!(named(&tab.reasons), [(Rule::Self107, Code::BoughtThroughReseller)]);
        assert_eq!(tab.reasons[0].evidence["seller"], "Havenwerk");
        let refused = as_caller(&mut world, agent(NORDLJUS), |world| {
            world.refused(upgrade_support::upgrade_own(bought, offer::STANDARD, 10, Payment::Card))
        });
        assert!(!serde_json::to_string(&refused).unwrap().contains("Havenwerk"), "UPG-07");
    }
}
