//! Time (seed 003: "all dates and times are Universal Time Coordinated"): what falls due when, in UTC, counted from the
//! anchor, and nothing left behind. TIME-01, NCE-105, NCE-106, BILL-106.

mod support;

use jiff::civil::{Date, date};
use jiff::{SignedDuration, Timestamp};
use seatwright_domain::advance::next_due;
use seatwright_domain::calendar::{BillingPlan, Period, Term, day_of, start_of_day};
use seatwright_domain::command::Command;
use seatwright_domain::event::Event;
use seatwright_domain::ids::SubscriptionId;
use seatwright_domain::subscription::{NextTerm, Status};
use support::{VERSIONS, World, instant, offer, wanted};

#[test]
fn every_instant_of_an_event_is_utc_and_says_so_time_01() {
    let mut world = World::new("2021-09", "2021-10-04T21:30:00");
    let id = world.buy(offer::NCE_STANDARD, 5, Some(Term::P1M), BillingPlan::Monthly);
    world.until("2022-01-10");
    world.run(Command::ChangeSeats { subscription: id, seats: 6 });
    for recorded in &world.history {
        let written = serde_json::to_value(recorded).unwrap();
        let at = written["at"].as_str().unwrap();
        assert!(at.ends_with('Z'), "{at}");
        assert_eq!(at.parse::<Timestamp>().unwrap(), recorded.at);
    }
}

#[test]
fn days_begin_and_end_at_midnight_utc_wherever_somebody_is_time_01() {
    for version in VERSIONS {
        // Half an hour before midnight in UTC is already the next day in Utrecht.
        let at: Timestamp = "2021-10-05T01:30:00+02:00".parse().unwrap();
        assert_eq!(day_of(at), date(2021, 10, 4));
        let mut world = World::new(version, "2021-10-04T23:30:00");
        assert_eq!(world.now, at);
        let id = world.buy(offer::NCE_STANDARD, 5, Some(Term::P1Y), BillingPlan::Monthly);
        assert_eq!(world.sub(id).term.period, Period { first: date(2021, 10, 4), last: date(2022, 10, 3) });
        assert_eq!(world.sub(id).term.period.over_at(), instant("2022-10-04T00:00:00"));
        world.until("2022-10-04");
        assert!(matches!(world.history.last().unwrap().event, Event::Renewed { .. }));
        assert_eq!(world.history.last().unwrap().at, instant("2022-10-04T00:00:00"));
    }
}

/// The first days of the terms of a monthly subscription bought on a day.
fn monthly_terms(bought: Date, count: usize) -> Vec<String> {
    let mut world = World::new("2025-04", &bought.to_string());
    let id = world.buy(offer::NCE_STANDARD, 5, Some(Term::P1M), BillingPlan::Monthly);
    let mut terms = vec![world.sub(id).term.period.first.to_string()];
    while terms.len() < count {
        let over = world.sub(id).term.period.over_at();
        world.until(&over.to_string());
        terms.push(world.sub(id).term.period.first.to_string());
    }
    terms
}

#[test]
fn a_monthly_term_of_a_months_end_is_clamped_and_returns_to_its_day_nce_105() {
    assert_eq!(
        monthly_terms(date(2021, 1, 31), 6),
        ["2021-01-31", "2021-02-28", "2021-03-31", "2021-04-30", "2021-05-31", "2021-06-30"]
    );
    assert_eq!(monthly_terms(date(2020, 1, 30), 4), ["2020-01-30", "2020-02-29", "2020-03-30", "2020-04-30"]);
    assert_eq!(monthly_terms(date(2021, 12, 31), 3), ["2021-12-31", "2022-01-31", "2022-02-28"]);
}

#[test]
fn years_of_monthly_renewals_never_drift_nce_105() {
    for day in 1..=31 {
        let bought = date(2021, 1, day);
        let terms = monthly_terms(bought, 26);
        for (number, first) in terms.iter().enumerate() {
            let first: Date = first.parse().unwrap();
            let expected = day.min(first.days_in_month());
            assert_eq!(first.day(), expected, "renewal {number} of {bought}");
        }
    }
}

/// The first days of the charge cycles in the first years of an annual term billed monthly.
fn annual_cycles(version: &str, bought: &str, count: usize) -> Vec<String> {
    let mut world = World::new(version, bought);
    let id = world.buy(offer::NCE_STANDARD, 5, Some(Term::P1Y), BillingPlan::Monthly);
    let until = world.now.checked_add(SignedDuration::from_hours(24 * 500)).unwrap();
    world.until(&until.to_string());
    let mut firsts = vec![bought[..10].to_owned()];
    firsts.extend(world.history.iter().filter_map(|recorded| match &recorded.event {
        Event::CycleStarted { period, .. } => Some(period.first.to_string()),
        Event::Renewed { term, .. } => Some(term.period.first.to_string()),
        _ => None,
    }));
    assert_eq!(world.status(id), Status::Active);
    firsts.truncate(count);
    firsts
}

#[test]
fn cycles_of_an_annual_term_keep_their_distance_from_the_months_end_nce_106() {
    for version in VERSIONS {
        assert_eq!(
            annual_cycles(version, "2021-02-28", 5),
            ["2021-02-28", "2021-03-31", "2021-04-30", "2021-05-31", "2021-06-30"],
            "bought on the last day of a month"
        );
        assert_eq!(
            annual_cycles(version, "2021-01-30", 5),
            ["2021-01-30", "2021-02-27", "2021-03-30", "2021-04-29", "2021-05-30"],
            "and on the day before"
        );
        assert_eq!(
            annual_cycles(version, "2021-01-29", 3),
            ["2021-01-29", "2021-02-28", "2021-03-29"],
            "earlier days stay themselves where there is such a day"
        );
    }
}

#[test]
fn an_annual_term_of_a_leap_day_comes_to_the_last_of_february_nce_106() {
    let mut world = World::new("2025-04", "2024-02-29");
    let id = world.buy(offer::NCE_STANDARD, 5, Some(Term::P1Y), BillingPlan::Annual);
    let mut firsts = Vec::new();
    for _ in 0..4 {
        let over = world.sub(id).term.period.over_at();
        world.until(&over.to_string());
        firsts.push(world.sub(id).term.period.first.to_string());
    }
    assert_eq!(firsts, ["2025-02-28", "2026-02-28", "2027-02-28", "2028-02-29"]);
}

#[test]
fn a_classic_purchase_at_a_months_end_is_usable_at_once_and_begins_on_the_first_bill_106() {
    for version in VERSIONS {
        for (bought, first, last) in [
            ("2021-10-28", "2021-10-28", "2022-10-27"),
            ("2021-10-29", "2021-11-01", "2022-10-31"),
            ("2021-10-31", "2021-11-01", "2022-10-31"),
            ("2021-12-30", "2022-01-01", "2022-12-31"),
            ("2024-02-29", "2024-03-01", "2025-02-28"),
        ] {
            let mut world = World::new(version, bought);
            let id = world.buy(offer::STANDARD, 5, Some(Term::P1Y), BillingPlan::Monthly);
            let term = world.sub(id).term.period;
            assert_eq!((term.first.to_string().as_str(), term.last.to_string().as_str()), (first, last));
            assert_eq!(world.status(id), Status::Active, "usable at once");
            world.run(Command::ChangeSeats { subscription: id, seats: 6 });
        }
    }
}

/// A company with something of everything that falls due.
fn busy(version: &str) -> World {
    let mut world = World::new(version, "2021-10-04T10:00:00");
    let year = world.buy(offer::NCE_STANDARD, 5, Some(Term::P1Y), BillingPlan::Monthly);
    let month = world.buy(offer::NCE_E3, 5, Some(Term::P1M), BillingPlan::Monthly);
    let ends = world.buy(offer::NCE_E1, 5, Some(Term::P1M), BillingPlan::Monthly);
    let classic = world.buy(offer::E3, 5, Some(Term::P1Y), BillingPlan::Monthly);
    let gone = world.buy(offer::APPS_BUSINESS, 5, Some(Term::P1Y), BillingPlan::Monthly);
    world.buy(offer::VAULT_WITH_TRIAL, 5, Some(Term::P1Y), BillingPlan::Annual);
    world.buy(offer::CLASSIC_TRIAL, 25, Some(Term::P1M), BillingPlan::None);
    let next = NextTerm { seats: 3, ..world.sub(year).unchanged_next_term() };
    world.run(Command::Schedule { subscription: year, next });
    world.run(Command::SetAutoRenew { subscription: ends, on: false });
    let reason = seatwright_domain::subscription::SuspensionReason::NonPayment;
    world.run(Command::Suspend { subscription: gone, reason });
    world.run(Command::Suspend { subscription: month, reason });
    world.run(Command::SaveCart { cart: None, lines: vec![wanted(offer::NCE_E1, 1)] });
    assert!(world.status(classic).users_have_access());
    world
}

#[test]
fn a_year_in_one_step_is_a_year_in_days_hours_or_odd_pieces_time_01() {
    for version in ["2021-09", "2021-10", "2022-03", "2025-04"] {
        let mut once = busy(version);
        let end = once.now.checked_add(SignedDuration::from_hours(24 * 500)).unwrap();
        once.until(&end.to_string());
        for hours in [24, 7, 24 * 31 + 5] {
            let mut often = busy(version);
            while often.now < end {
                let now = often.now.checked_add(SignedDuration::from_hours(hours)).unwrap().min(end);
                often.until(&now.to_string());
            }
            assert_eq!(once.history, often.history, "in steps of {hours} hours");
            assert_eq!(once.account, often.account);
        }
        once.assert_folds();
    }
}

#[test]
fn nothing_that_is_due_is_left_and_nothing_happens_early_time_01() {
    for version in VERSIONS {
        let mut world = busy(version);
        let end = world.now.checked_add(SignedDuration::from_hours(24 * 500)).unwrap();
        while let Some(due) = next_due(&world.account).filter(|due| *due <= end) {
            assert!(due > world.now);
            let before = world.history.len();
            let almost = due.checked_sub(SignedDuration::from_secs(1)).unwrap();
            world.until(&almost.to_string());
            assert_eq!(world.history.len(), before, "nothing happens before {due}");
            world.until(&due.to_string());
            assert!(world.history.len() > before, "something happens at {due}");
            assert!(world.history[before..].iter().all(|recorded| recorded.at == due));
        }
    }
}

#[test]
fn what_falls_due_together_keeps_the_order_of_time_time_01() {
    let mut world = busy("2025-04");
    world.until("2024-10-04");
    assert!(world.history.windows(2).all(|pair| pair[0].at <= pair[1].at));
    let midnight = |at: Timestamp| start_of_day(day_of(at)) == at;
    let terms = world
        .history
        .iter()
        .filter(|recorded| matches!(recorded.event, Event::Renewed { .. } | Event::CycleStarted { .. }));
    for recorded in terms {
        assert!(midnight(recorded.at), "{recorded:?}");
    }
}

#[test]
fn centuries_go_by_without_a_panic_time_01() {
    let mut world = World::new("2025-04", "2025-05-31");
    let ids: Vec<SubscriptionId> = [
        world.buy(offer::E3_36_MONTHS, 1, Some(Term::P3Y), BillingPlan::Annual),
        world.buy(offer::NCE_E3, 1, Some(Term::P3Y), BillingPlan::Triennial),
    ]
    .into();
    world.until("2325-01-01");
    for id in ids {
        assert_eq!(world.status(id), Status::Active);
        assert!(world.sub(id).term.period.contains(date(2325, 1, 1)));
    }
}

#[test]
fn time_comes_to_an_end_with_the_calendar_and_not_in_a_loop_time_01() {
    for version in VERSIONS {
        let mut world = World::new(version, "9997-05-31");
        let renews = world.buy(offer::NCE_E3, 1, Some(Term::P1M), BillingPlan::Monthly);
        let suspended = world.buy(offer::E3, 1, Some(Term::P1Y), BillingPlan::Monthly);
        world.until("9999-11-30");
        let reason = seatwright_domain::subscription::SuspensionReason::NonPayment;
        world.run(Command::Suspend { subscription: suspended, reason });
        world.until(&Timestamp::MAX.to_string());
        assert_eq!((world.status(renews), world.status(suspended)), (Status::Active, Status::Suspended));
    }
}
