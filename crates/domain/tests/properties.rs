//! Random histories of commands and time never break what is true of every account, and time cut into other steps comes to
//! the same. Failures found once are committed beside this file and tried first.

mod properties_support;
mod support;

use jiff::SignedDuration;
use properties_support::company::Company;
use properties_support::cure;
use properties_support::moves::{STARTS, act, command, company, moves};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::test_runner::{Config, FileFailurePersistence};
use seatwright_domain::command::Command;
use seatwright_domain::ids::OfferId;
use seatwright_domain::role::{Caller, Role};
use support::HAVENWERK;

fn config(cases: u32) -> Config {
    let failures = FileFailurePersistence::Direct("tests/properties.regressions");
    Config {
        cases,
        max_shrink_iters: 2_000,
        failure_persistence: Some(Box::new(failures)),
        ..Config::default()
    }
}

proptest! {
    #![proptest_config(config(256))]

    #[test]
    fn no_history_breaks_what_is_true_of_every_account(
        start in 0..STARTS.len(),
        version in 0..5_usize,
        history in vec(moves(), 1..60),
    ) {
        let mut company = company(start, version);
        for m in history {
            act(&mut company, m);
        }
        // And then years go by.
        for days in [40, 400, 1_300] {
            let now = company.now.checked_add(SignedDuration::from_hours(24 * days)).unwrap();
            company.until(now);
        }
        company.check_history();
    }

    #[test]
    fn time_in_one_step_is_time_in_many(
        start in 0..STARTS.len(),
        version in 0..5_usize,
        history in vec(moves(), 1..40),
        steps in vec(1..200_000_u32, 1..30),
    ) {
        let mut once = company(start, version);
        for m in history {
            act(&mut once, m);
        }
        let mut often = once.clone();
        for minutes in steps {
            let now = often.now.checked_add(SignedDuration::from_mins(minutes.into())).unwrap();
            often.until(now);
        }
        once.until(often.now);
        prop_assert_eq!(&once.history, &often.history);
        prop_assert_eq!(&once.account, &often.account);
        prop_assert_eq!(&once.users, &often.users);
        prop_assert_eq!(&once.findings, &often.findings);
    }

    #[test]
    fn several_changes_together_are_the_same_as_one_after_another_or_nothing(
        start in 0..STARTS.len(),
        version in 0..5_usize,
        history in vec(moves(), 1..20),
        together in vec(moves(), 2..5),
    ) {
        let mut company = company(start, version);
        for m in history {
            act(&mut company, m);
        }
        company.caller = Caller::partner(HAVENWERK, Some("anna"), [Role::AdminAgent, Role::GlobalAdmin]);
        let commands: Vec<Command> = together.into_iter().filter_map(|m| command(&company, m)).collect();
        company.time_stands_still = true;
        let mut one_by_one = company.clone();
        let all = company.try_run(&Command::All { commands: commands.clone() });
        if all.is_ok() {
            for command in &commands {
                let part = one_by_one.try_run(command);
                prop_assert!(part.is_ok(), "{:?} is refused alone: {}", command, part.unwrap_err());
            }
            let seats = |company: &Company| {
                let mut seats: Vec<(OfferId, u32)> =
                    company.account.live().map(|held| (held.offer.clone(), held.seats())).collect();
                seats.sort();
                seats
            };
            prop_assert_eq!(seats(&company), seats(&one_by_one));
        }
    }

    #[test]
    fn what_a_refusal_names_as_remedy_removes_its_reason(
        start in 0..STARTS.len(),
        version in 0..5_usize,
        history in vec(moves(), 1..25),
        tried in vec(moves(), 1..12),
    ) {
        let mut company = company(start, version);
        for m in history {
            act(&mut company, m);
        }
        for m in tried {
            let Some(wish) = command(&company, m) else { continue };
            let mut cured = company.clone();
            cured.caller = Caller::partner(HAVENWERK, Some("anna"), [Role::AdminAgent, Role::GlobalAdmin]);
            let Err(refused) = cured.try_run(&wish) else { continue };
            let Some(again) = cure::apply(&mut cured, &wish, &refused) else { continue };
            let Err(still) = cured.try_run(&again) else { continue };
            for reason in refused.reasons() {
                let same = still.reasons().iter().any(|other| {
                    (other.rule, other.code, &other.subject) == (reason.rule, reason.code, &reason.subject)
                });
                prop_assert!(!same, "{wish:?} was refused, cured to {again:?}, and is refused as before: {reason:?}");
            }
        }
    }
}
