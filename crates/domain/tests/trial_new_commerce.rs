//! New-commerce trials: TRIAL-03, TRIAL-201, TRIAL-202, TRIAL-204, TRIAL-205, NCE-401, NCE-506.

mod support;

use jiff::civil::{Date, date};
use seatwright_domain::advance::{Step, advance};
use seatwright_domain::calendar::{BillingPlan, Term, day_of};
use seatwright_domain::catalogue::Catalogue;
use seatwright_domain::command::Command;
use seatwright_domain::decision::{Decision, Rows};
use seatwright_domain::event::Event;
use seatwright_domain::ids::{OfferId, SubscriptionId};
use seatwright_domain::refusal::{Code, Remedy};
use seatwright_domain::role::Caller;
use seatwright_domain::rule::Rule;
use seatwright_domain::subscription::{LotOrigin, NextTerm, Status};
use seatwright_domain::window::cancel_window;
use support::{CATALOGUE, VERSIONS, World, instant, offer, wanted};

const BASIC_TRIAL: &str = "CFQ7TTC0LH18:T001";

fn buy(world: &mut World) -> SubscriptionId {
    world.buy(BASIC_TRIAL, 25, None, BillingPlan::None)
}

fn order(offer: &str, quantity: u32) -> Command {
    Command::PlaceOrder { lines: vec![wanted(offer, quantity)], payment: None }
}

fn next(offer: &str, seats: u32, term: Term, billing: BillingPlan) -> NextTerm {
    NextTerm { offer: OfferId::new(offer), seats, term, billing, custom_end: None, partial: None }
}

/// What time does at an instant when the catalogue is another one by then.
fn advanced(world: &World, at: &str, catalogue: &Catalogue) -> Decision {
    let system = Caller::system();
    let rows = Rows::default();
    let mut context = world.context(&system, &rows);
    context.now = instant(at);
    context.catalogue = catalogue;
    match advance(&world.account, instant(at), None, &context) {
        Step::Decided(decision) => *decision,
        other => panic!("{other:?}"),
    }
}

#[test]
fn exactly_25_seats_and_once_per_customer_trial_201() {
    for version in VERSIONS {
        let mut world = World::new(version, "2021-10-04");
        let refused = world.refused(order(BASIC_TRIAL, 10));
        let fixed = refused.reasons().iter().find(|reason| reason.code == Code::TrialIsFixed).unwrap();
        assert_eq!(fixed.rule, Rule::Trial201);
        assert_eq!(fixed.remedies, [Remedy::ChooseQuantity { min: 25, max: 25 }]);
        let id = buy(&mut world);
        let trial = world.sub(id);
        assert_eq!((trial.billing, trial.auto_renew), (BillingPlan::None, true));
        assert_eq!(trial.lots[0].unit, None);
        assert!(world.refused(order(BASIC_TRIAL, 25)).names(Rule::Trial201));

        let mut world = World::new(version, "2021-10-04");
        world.buy(offer::NCE_BASIC, 5, Some(Term::P1Y), BillingPlan::Monthly);
        let refused = world.refused(order(BASIC_TRIAL, 25));
        assert!(refused.has(Code::TrialUsed) && refused.names(Rule::Trial201));
    }
}

#[test]
fn by_default_it_becomes_its_paid_offer_trial_03_trial_202() {
    for version in VERSIONS {
        let mut world = World::new(version, "2021-10-04");
        let id = buy(&mut world);
        world.seat_users(id, 4);
        world.until("2021-11-02T23:59:59");
        assert!(world.sub(id).is_trial());
        let place = world.history.len();
        world.until("2021-11-03");
        assert_eq!(world.kinds_since(place), ["trial_converted"]);
        assert!(matches!(world.history[place].event, Event::TrialConverted { rule: Rule::Trial03, .. }));
        let paid = world.sub(id).clone();
        assert_eq!(paid.offer, OfferId::new(offer::NCE_BASIC));
        assert_eq!((paid.seats(), paid.billing, paid.term.length), (25, BillingPlan::Monthly, Term::P1Y));
        assert_eq!(paid.term.period.first, date(2021, 11, 3));
        assert_eq!(paid.term.period.last, date(2022, 11, 2));
        assert_eq!((paid.assigned, paid.lots[0].origin), (4, LotOrigin::Conversion));
        // It is charged and renewed like any other from then on.
        world.until("2022-11-03");
        assert_eq!(world.sub(id).term.period.first, date(2022, 11, 3));
        world.assert_folds();
    }
}

#[test]
fn the_price_is_that_of_the_day_after_the_trial_trial_202() {
    let mut world = World::dated("2022-02-10");
    let id = buy(&mut world);
    world.until("2022-03-12");
    let eur = seatwright_domain::money::Currency::parse("EUR").unwrap();
    let basic = OfferId::new(offer::NCE_BASIC);
    let price = |on| CATALOGUE.prices.at(&basic, eur, Term::P1Y, BillingPlan::Monthly, on).unwrap().unit;
    assert_ne!(price(date(2022, 2, 10)), price(date(2022, 3, 12)), "prices changed on 2022-03-01");
    assert_eq!(world.sub(id).lots[0].unit.unwrap().amount, price(date(2022, 3, 12)));
}

#[test]
fn the_window_runs_from_the_conversion_trial_205() {
    for version in VERSIONS {
        let mut world = World::new(version, "2021-10-04");
        let id = buy(&mut world);
        world.until("2021-11-03");
        assert_eq!(world.sub(id).window_opened_at, Some(instant("2021-11-03")));
        assert!(world.sub(id).lots[0].window, "for reducing too");
        let open = |world: &World| cancel_window(world.sub(id), &world.policies, world.now).is_some();
        assert!(open(&world));
        let reason = "not needed".to_owned();
        world.run(Command::Cancel { subscription: id, reason, confirmed: true });
        assert_eq!(world.status(id), Status::Deleted);
    }
}

#[test]
fn fewer_seats_another_plan_term_and_billing_can_be_scheduled_trial_204() {
    for version in VERSIONS {
        let mut world = World::new(version, "2021-10-04");
        let id = buy(&mut world);
        world.seat_users(id, 12);
        let wanted = next(offer::NCE_STANDARD, 10, Term::P1M, BillingPlan::Monthly);
        world.run(Command::Schedule { subscription: id, next: wanted });
        world.until("2021-11-03");
        let paid = world.sub(id);
        assert_eq!(paid.offer, OfferId::new(offer::NCE_STANDARD));
        assert_eq!((paid.seats(), paid.term.length), (10, Term::P1M));
        assert_eq!(paid.term.period.last, date(2021, 12, 2));
        assert_eq!(paid.scheduled, None);
        assert!(world.messages.contains(&"licence_conflict".to_owned()), "12 users, 10 seats");
        assert!(world.messages.contains(&"licences_to_reassign".to_owned()), "REN-06");
    }
}

/// The kinds of events from the end of a trial whose auto-renew is off, with the day of each.
fn end_without_renewal(version: &str) -> Vec<(&'static str, Date)> {
    let mut world = World::new(version, "2021-10-04");
    let id = buy(&mut world);
    world.run(Command::SetAutoRenew { subscription: id, on: false });
    let place = world.history.len();
    world.until("2021-11-02T23:59:59");
    assert!(world.sub(id).is_active() && world.history.len() == place);
    world.until("2022-12-31");
    world.assert_folds();
    world.history[place..].iter().map(|recorded| (recorded.event.kind(), day_of(recorded.at))).collect()
}

#[test]
fn with_auto_renew_off_it_ends_and_ends_only_once_trial_202_nce_401_susp_05() {
    // The seeds know no state after the end; later rules do.
    assert_eq!(end_without_renewal("2021-09"), [("deleted", date(2021, 11, 3))]);
    let days = [date(2021, 11, 3), date(2021, 12, 3), date(2022, 3, 3)];
    let kinds = ["expired", "disabled", "deleted"];
    assert_eq!(end_without_renewal("2025-04"), [0, 1, 2].map(|k| (kinds[k], days[k])));
}

#[test]
fn an_offer_that_is_no_longer_sold_is_reached_only_by_what_was_saved_before_nce_506() {
    let mut world = World::new("2025-04", "2025-10-04");
    let id = buy(&mut world);
    let mut ended = CATALOGUE.clone();
    ended.offers.get_mut(&OfferId::new(offer::NCE_BASIC)).unwrap().end_of_sale = Some(date(2025, 10, 20));
    let decision = advanced(&world, "2025-11-03", &ended);
    assert_eq!(decision.account.subscriptions[&id].status, Status::Expired);
    let wanted = next(offer::NCE_BASIC, 5, Term::P1Y, BillingPlan::Annual);
    world.run(Command::Schedule { subscription: id, next: wanted });
    let paid = &advanced(&world, "2025-11-03", &ended).account.subscriptions[&id];
    assert_eq!((paid.status, paid.seats(), paid.is_trial()), (Status::Active, 5, false));
}

#[test]
fn a_schedule_that_has_become_impossible_is_announced_and_the_default_follows_trial_204() {
    let mut world = World::new("2025-04", "2025-10-04");
    let id = buy(&mut world);
    let wanted = next(offer::NCE_STANDARD, 5, Term::P1Y, BillingPlan::Annual);
    world.run(Command::Schedule { subscription: id, next: wanted });
    let mut without = CATALOGUE.clone();
    without.offers.remove(&OfferId::new(offer::NCE_STANDARD));
    let decision = advanced(&world, "2025-11-03", &without);
    assert_eq!(support::lost_schedule(&decision), Some(Rule::Nce506));
    assert_eq!(decision.messages[0].kind, "scheduled_change_dropped");
    assert_eq!(decision.account.subscriptions[&id].offer, OfferId::new(offer::NCE_BASIC));
}
