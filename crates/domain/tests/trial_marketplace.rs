//! Marketplace trials (seed 003, trials of marketplace offers): TRIAL-01, TRIAL-02, TRIAL-301.

mod support;

use jiff::civil::date;
use seatwright_domain::calendar::{BillingPlan, Term};
use seatwright_domain::command::Command;
use seatwright_domain::event::Event;
use seatwright_domain::ids::{OfferId, SubscriptionId};
use seatwright_domain::refusal::{Code, Remedy};
use seatwright_domain::rule::Rule;
use seatwright_domain::subscription::Status;
use support::{VERSIONS, World, instant, offer};

fn buy(world: &mut World, term: Term, billing: BillingPlan) -> SubscriptionId {
    let id = world.buy(offer::VAULT_WITH_TRIAL, 10, Some(term), billing);
    world.run(Command::CompleteSetUp { subscription: id });
    id
}

#[test]
fn it_always_begins_with_the_trial_and_nobody_can_skip_it_trial_01() {
    for version in VERSIONS {
        let mut world = World::new(version, "2021-10-04");
        let id = buy(&mut world, Term::P1Y, BillingPlan::Annual);
        assert_eq!(world.sub(id).trial.as_ref().unwrap().last, date(2021, 11, 2));
        let target = OfferId::new(offer::VAULT_WITH_TRIAL);
        let skip = Command::ConvertTrial { subscription: id, target, seats: None, billing: None };
        let refused = world.refused(skip);
        let [reason] = refused.reasons() else { panic!("one reason, not {refused}") };
        assert_eq!((reason.rule, reason.code), (Rule::Trial01, Code::TrialIsFixed));
        assert_eq!(reason.remedies, [Remedy::Wait]);
        assert_eq!(reason.clears_at, Some(instant("2021-11-03")));
    }
}

#[test]
fn the_paid_term_begins_by_itself_and_renews_on_that_schedule_trial_02() {
    for version in VERSIONS {
        let mut world = World::new(version, "2021-10-04");
        let id = buy(&mut world, Term::P1M, BillingPlan::Monthly);
        let place = world.history.len();
        world.until("2021-11-03");
        assert_eq!(world.kinds_since(place), ["trial_converted", "operation_started"]);
        assert!(matches!(world.history[place].event, Event::TrialConverted { rule: Rule::Trial02, .. }));
        let paid = world.sub(id);
        assert_eq!(paid.offer, OfferId::new(offer::VAULT_WITH_TRIAL));
        assert_eq!(paid.seats(), 10);
        assert!(paid.lots[0].unit.is_some() && !paid.is_trial());
        assert_eq!((paid.term.period.first, paid.term.period.last), (date(2021, 11, 3), date(2021, 12, 2)));
        for (day, first) in [("2021-12-03", date(2021, 12, 3)), ("2022-01-03", date(2022, 1, 3))] {
            world.until(day);
            assert_eq!(world.sub(id).term.period.first, first);
        }
        world.assert_folds();
    }
}

#[test]
fn seats_changed_in_the_trial_are_those_of_the_paid_term_trial_02() {
    let mut world = World::new("2021-09", "2021-10-04");
    let id = buy(&mut world, Term::P1Y, BillingPlan::Monthly);
    world.run(Command::ChangeSeats { subscription: id, seats: 14 });
    world.until("2021-11-03");
    let paid = world.sub(id);
    assert_eq!((paid.seats(), paid.term.length, paid.billing), (14, Term::P1Y, BillingPlan::Monthly));
}

#[test]
fn it_can_be_left_at_any_time_of_the_trial_trial_301() {
    for version in VERSIONS {
        let mut world = World::new(version, "2021-10-04");
        let id = buy(&mut world, Term::P1Y, BillingPlan::Annual);
        world.until("2021-11-01");
        let reason = "not what we need".to_owned();
        world.run(Command::Cancel { subscription: id, reason, confirmed: true });
        assert_eq!(world.status(id), Status::Deleted, "both windows from the order are over by then");

        let mut world = World::new(version, "2021-10-04");
        let id = buy(&mut world, Term::P1Y, BillingPlan::Annual);
        world.run(Command::SetAutoRenew { subscription: id, on: false });
        world.until("2021-11-03");
        assert_eq!(world.status(id), Status::Deleted);
        let ended = |event: &Event| matches!(event, Event::Deleted { rule: Rule::Trial301, .. });
        assert!(world.history.iter().any(|recorded| ended(&recorded.event)));
    }
}

#[test]
fn the_window_of_the_order_does_not_open_again_with_the_paid_term_trial_02_cxl_02() {
    let mut world = World::new("2021-09", "2021-10-04");
    let id = buy(&mut world, Term::P1Y, BillingPlan::Annual);
    world.until("2021-11-03");
    let reason = "too late".to_owned();
    world.run(Command::Cancel { subscription: id, reason, confirmed: true });
    assert!(world.sub(id).is_active() && world.sub(id).cancels_at_renewal);
}
