//! Classic trials: TRIAL-101..104, ROLE-107.

mod support;

use jiff::civil::date;
use seatwright_domain::billing::policy::BillingPolicy;
use seatwright_domain::calendar::{BillingPlan, Term};
use seatwright_domain::catalogue::Segment;
use seatwright_domain::command::Command;
use seatwright_domain::event::Event;
use seatwright_domain::ids::{OfferId, SubscriptionId};
use seatwright_domain::policy::{Policies, PolicyVersion};
use seatwright_domain::refusal::{Code, Refusals, Remedy};
use seatwright_domain::role::{Caller, Role};
use seatwright_domain::rule::Rule;
use seatwright_domain::subscription::{LotOrigin, Status};
use seatwright_domain::trial::conversions;
use support::{CATALOGUE, HAVENWERK, POLICIES, VERSIONS, World, offer, wanted};

const STANDARD_TRIAL: &str = "C0BD2E08-11AC-4836-BDC7-3712E744922F";
const SECURITY_TRIAL: &str = "E33F4A9E-FC02-59F5-90FD-FD35BBA3D9B3";

fn order(offer: &str, quantity: u32) -> Command {
    Command::PlaceOrder { lines: vec![wanted(offer, quantity)], payment: None }
}

fn buy(world: &mut World, offer: &str) -> SubscriptionId {
    world.buy(offer, 25, None, BillingPlan::None)
}

fn convert(
    subscription: SubscriptionId,
    target: &str,
    seats: Option<u32>,
    billing: Option<BillingPlan>,
) -> Command {
    Command::ConvertTrial { subscription, target: OfferId::new(target), seats, billing }
}

fn reason(refused: &Refusals, code: Code) -> &seatwright_domain::refusal::Reason {
    refused.reasons().iter().find(|reason| reason.code == code).expect("the code")
}

#[test]
fn a_trial_has_exactly_25_seats_trial_101() {
    for version in VERSIONS {
        let mut world = World::new(version, "2021-10-04");
        for quantity in [1, 24, 26] {
            let refused = world.refused(order(STANDARD_TRIAL, quantity));
            let fixed = reason(&refused, Code::TrialIsFixed);
            assert_eq!(fixed.rule, Rule::Trial101);
            assert_eq!(fixed.remedies, [Remedy::ChooseQuantity { min: 25, max: 25 }]);
        }
        let id = buy(&mut world, STANDARD_TRIAL);
        assert_eq!(world.sub(id).seats(), 25);
        assert_eq!(world.sub(id).billing, BillingPlan::None);
        assert_eq!(world.sub(id).lots[0].unit, None, "nothing is charged");
    }
}

#[test]
fn a_customer_has_a_trial_once_and_not_beside_the_paid_offer_trial_101() {
    for version in VERSIONS {
        let mut world = World::new(version, "2021-10-04");
        buy(&mut world, STANDARD_TRIAL);
        let used = world.refused(order(STANDARD_TRIAL, 25));
        assert_eq!(reason(&used, Code::TrialUsed).rule, Rule::Trial101);
        world.until("2022-10-04");
        assert!(world.refused(order(STANDARD_TRIAL, 25)).has(Code::TrialUsed), "not even later");

        let mut world = World::new(version, "2021-10-04");
        world.buy(offer::STANDARD, 5, None, BillingPlan::Monthly);
        let used = world.refused(order(STANDARD_TRIAL, 25));
        let [only] = used.reasons() else { panic!("one reason, not {used}") };
        assert_eq!((only.rule, only.code), (Rule::Trial101, Code::TrialUsed));
        let offers = vec![OfferId::new(offer::STANDARD)];
        assert_eq!(only.remedies, [Remedy::ChooseOffer { offers }]);
    }
}

#[test]
fn no_trials_for_schools_and_government_trial_101() {
    for segment in [Segment::Education, Segment::Government] {
        let mut world =
            World::new("2021-09", "2021-10-04").prepare(|account| account.head.customer.segment = segment);
        assert!(world.refused(order(STANDARD_TRIAL, 25)).has(Code::SegmentDiffers));
    }
}

#[test]
fn unconverted_it_expires_after_30_days_and_becomes_nothing_trial_102() {
    for version in VERSIONS {
        let mut world = World::new(version, "2021-10-04");
        let id = buy(&mut world, STANDARD_TRIAL);
        world.seat_users(id, 3);
        assert_eq!(world.sub(id).trial.as_ref().unwrap().last, date(2021, 11, 2));
        assert_eq!(world.sub(id).trial.as_ref().unwrap().becomes, None);
        world.until("2021-11-02T23:59:59");
        assert_eq!(world.status(id), Status::Active);
        let place = world.history.len();
        world.until("2021-11-03");
        // SUSP-05: classic knows no state in which it would still work.
        assert_eq!(world.status(id), Status::Deleted);
        assert_eq!(world.kinds_since(place), ["deleted"]);
        let Event::Deleted { rule, .. } = world.history[place].event else { panic!() };
        assert_eq!(rule, Rule::Trial102);
        assert_eq!(world.sub(id).assigned, 0);
        assert!(world.refused(convert(id, offer::STANDARD, None, None)).has(Code::Deleted));
        world.assert_folds();
    }
}

#[test]
fn converting_keeps_the_subscription_and_starts_billing_that_day_trial_103() {
    for version in VERSIONS {
        let mut world = World::new(version, "2021-10-04");
        let id = buy(&mut world, STANDARD_TRIAL);
        world.seat_users(id, 3);
        world.until("2021-10-20");
        let place = world.history.len();
        let annual = BillingPlan::Annual;
        world.run(convert(id, offer::STANDARD, Some(40), Some(annual)));
        let paid = world.sub(id).clone();
        assert_eq!(paid.offer, OfferId::new(offer::STANDARD));
        assert_eq!((paid.seats(), paid.billing, paid.assigned), (40, annual, 3));
        assert!(!paid.is_trial() && paid.is_active());
        assert_eq!(paid.term.period.first, date(2021, 10, 20));
        assert_eq!(paid.term.period.last, date(2022, 10, 19));
        assert_eq!(paid.lots[0].origin, LotOrigin::Conversion);
        let eur = seatwright_domain::money::Currency::parse("EUR").unwrap();
        let listed = CATALOGUE.prices.at(&paid.offer, eur, Term::P1Y, annual, date(2021, 10, 20)).unwrap();
        assert_eq!(paid.lots[0].unit.unwrap().amount, listed.unit);
        assert_eq!(paid.window_opened_at, None, "classic has no window");
        assert!(matches!(world.history[place].event, Event::TrialConverted { rule: Rule::Trial103, .. }));
        // Renewal twelve months after the conversion, by itself.
        world.until("2022-10-20");
        assert_eq!(world.sub(id).term.period.first, date(2022, 10, 20));
        assert!(world.sub(id).is_active() && world.sub(id).auto_renew);
        world.assert_folds();
    }
}

#[test]
fn seats_and_billing_have_defaults_trial_103() {
    let mut world = World::new("2021-09", "2021-10-04");
    let id = buy(&mut world, STANDARD_TRIAL);
    world.run(convert(id, offer::STANDARD, None, None));
    assert_eq!((world.sub(id).seats(), world.sub(id).billing), (25, BillingPlan::Monthly));
}

#[test]
fn fewer_seats_than_users_are_announced_trial_103() {
    let mut world = World::new("2021-09", "2021-10-04");
    let id = buy(&mut world, STANDARD_TRIAL);
    world.seat_users(id, 10);
    let decision = world.run(convert(id, offer::STANDARD, Some(8), None));
    let [seatwright_domain::decision::Notice::LicenceConflict { users_too_many, .. }] =
        decision.notices.as_slice()
    else {
        panic!("{:?}", decision.notices)
    };
    assert_eq!(*users_too_many, 2);
}

#[test]
fn every_reason_against_a_conversion_at_once_trial_103() {
    let mut world = World::new("2021-09", "2021-10-04");
    let id = buy(&mut world, STANDARD_TRIAL);
    let refused = world.refused(convert(id, offer::STANDARD, Some(301), Some(BillingPlan::Triennial)));
    assert!(refused.has(Code::QuantityOutside) && refused.has(Code::BillingNotOffered), "{refused}");
    let plans = vec![BillingPlan::Monthly, BillingPlan::Annual];
    let billing = reason(&refused, Code::BillingNotOffered);
    assert_eq!(billing.remedies, [Remedy::ChooseBilling { plans }]);
}

#[test]
fn a_trial_becomes_only_its_counterparts_trial_104() {
    for version in VERSIONS {
        let mut world = World::new(version, "2021-10-04");
        let id = buy(&mut world, STANDARD_TRIAL);
        let refused = world.refused(convert(id, offer::E3, None, None));
        let [only] = refused.reasons() else { panic!("one reason, not {refused}") };
        assert_eq!((only.rule, only.code), (Rule::Trial104, Code::NoConversion));
        let offers = vec![OfferId::new(offer::STANDARD)];
        assert_eq!(only.remedies, [Remedy::ChooseOffer { offers: offers.clone() }]);
        let none = buy(&mut world, SECURITY_TRIAL);
        let caller = world.caller.clone();
        let rows = seatwright_domain::decision::Rows::default();
        let context = world.context(&caller, &rows);
        assert_eq!(conversions(&world.account, id, &context), offers);
        assert!(conversions(&world.account, none, &context).is_empty());
        assert!(world.refused(convert(none, offer::STANDARD, None, None)).names(Rule::Trial104));
    }
}

#[test]
fn conversions_leave_out_what_the_customer_cannot_have_trial_104() {
    let mut world = World::new("2021-09", "2021-10-04");
    let id = buy(&mut world, STANDARD_TRIAL);
    let caller = world.caller.clone();
    let rows = seatwright_domain::decision::Rows::default();
    let mut ended = CATALOGUE.clone();
    ended.offers.get_mut(&OfferId::new(offer::STANDARD)).unwrap().end_of_sale = Some(date(2021, 10, 4));
    let mut context = world.context(&caller, &rows);
    context.catalogue = &ended;
    assert!(conversions(&world.account, id, &context).is_empty());
    let command = convert(id, offer::STANDARD, None, None);
    let refused = seatwright_domain::decide::decide(&world.account, &command, &context).unwrap_err();
    assert!(refused.has(Code::EndOfSale) && refused.names(Rule::Life109));
}

#[test]
fn a_conversion_is_no_new_order_trial_103() {
    let mut policy = POLICIES.get(&PolicyVersion("2021-09".to_owned())).clone();
    let mut world = World::new("2021-09", "2021-10-04");
    let id = buy(&mut world, STANDARD_TRIAL);
    policy.classic.open_for_new_orders = false;
    world.policies = Policies::new(vec![policy], BillingPolicy::embedded().unwrap()).unwrap();
    assert!(world.refused(order(offer::STANDARD, 25)).has(Code::ClassicClosed));
    world.run(convert(id, offer::STANDARD, None, None));
}

#[test]
fn who_converts_trials_role_107() {
    for version in VERSIONS {
        for (role, may) in [
            (Role::GlobalAdmin, true),
            (Role::SalesAgent, true),
            (Role::UserManagementAdmin, true),
            (Role::HelpdeskAgent, false),
            (Role::BillingAdmin, false),
        ] {
            let mut world = World::new(version, "2021-10-04");
            let id = buy(&mut world, STANDARD_TRIAL);
            world.caller = Caller::partner(HAVENWERK, Some("pia"), [role]);
            let result = world.try_run(&convert(id, offer::STANDARD, None, None));
            assert_eq!(result.is_ok(), may, "{role}");
            if let Err(refused) = result {
                assert!(refused.names(Rule::Role107));
            }
        }
    }
}

#[test]
fn only_classic_trials_are_converted_like_this_trial_103() {
    let mut world = World::new("2021-09", "2021-10-04");
    let paid = world.buy(offer::STANDARD, 5, None, BillingPlan::Monthly);
    assert!(world.refused(convert(paid, offer::E3, None, None)).has(Code::NotATrial));
    let nce = world.buy("CFQ7TTC0LH18:T001", 25, None, BillingPlan::None);
    let refused = world.refused(convert(nce, offer::NCE_BASIC, None, None));
    let [only] = refused.reasons() else { panic!("one reason, not {refused}") };
    assert_eq!((only.rule, only.code), (Rule::Trial203, Code::ChangeNotSupported));
}
