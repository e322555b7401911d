//! The policies that come with the program, and the faults that policy files can have.

use jiff::civil::date;
use seatwright_domain::calendar::start_of_day;
use seatwright_domain::fault::Fault;
use seatwright_domain::policy::{
    FILES, PartialWhen, Policies, PolicyVersion, Reassign, Refund, SuspendLimit,
};
use seatwright_domain::role::{Action, Role};

fn embedded() -> Policies {
    Policies::embedded().unwrap_or_else(|faults| panic!("{}", told(&faults)))
}

fn told(faults: &[Fault]) -> String {
    faults.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n")
}

fn parts(windows: &[seatwright_domain::policy::Window]) -> Vec<(u32, Refund)> {
    windows.iter().map(|window| (window.hours, window.refund)).collect()
}

#[test]
fn the_version_in_force_follows_the_day() {
    let policies = embedded();
    let on = |year, month, day| policies.at(start_of_day(date(year, month, day))).version.0.as_str();
    assert_eq!(on(2015, 1, 1), "2021-09", "before the oldest, the oldest");
    assert_eq!(on(2021, 9, 30), "2021-09");
    assert_eq!(on(2021, 10, 1), "2021-10");
    assert_eq!(on(2022, 3, 1), "2022-03");
    assert_eq!(on(2025, 3, 31), "2022-03");
    assert_eq!(on(2030, 1, 1), "2025-04");
}

#[test]
fn the_oldest_version_is_that_of_the_seeds() {
    let policies = embedded();
    let seeds = policies.get(&PolicyVersion("2021-09".to_owned()));
    let nce = &seeds.new_commerce;
    assert_eq!(parts(&nce.cancel), [(24, Refund::Full), (30 * 24, Refund::Prorated)], "NCX-01, NCX-02");
    assert!(nce.reduce.is_empty(), "REN-02: fewer seats only at renewal");
    assert_eq!(parts(&seeds.marketplace.cancel_monthly), [(24, Refund::Full)], "CXL-01");
    assert_eq!(parts(&seeds.marketplace.cancel_annual), [(14 * 24, Refund::Full)], "CXL-02");
    assert_eq!(nce.suspend_limit, SuspendLimit::RetentionDays);
    assert_eq!((seeds.classic.delete_after_days, seeds.classic.delete_after_days_max), (90, 120), "SUSP-03");
    assert!(nce.schedule_downgrade && nce.schedule_reassign == Reassign::ByHand, "REN-02, REN-06");
    assert_eq!(nce.partial_when, PartialWhen::SeatsDiffer, "PART-02");
    assert_eq!(seeds.upgrade.credit_check_business_days, 2, "SELF-09");
    assert!(seeds.upgrade.provisioning_minutes + seeds.upgrade.minutes_max <= 60, "SELF-07: at most an hour");
}

#[test]
fn today_a_window_is_of_seven_days_and_opens_with_each_renewal_nce_303() {
    let policies = embedded();
    let today = &policies.get(&PolicyVersion("2025-04".to_owned())).new_commerce;
    assert_eq!(parts(&today.cancel), [(24, Refund::Full), (7 * 24, Refund::Prorated)]);
    assert_eq!(parts(&today.reduce), [(7 * 24, Refund::Prorated)]);
    assert!(today.renewal_opens_window && today.partial_inherits_window && !today.schedule_downgrade);
    assert_eq!(
        (today.suspend_limit, today.expired_days, today.disabled_days),
        (SuspendLimit::TermEnd, 30, 90)
    );
    let before = &policies.get(&PolicyVersion("2022-03".to_owned())).new_commerce;
    assert!(!before.partial_inherits_window);
}

#[test]
fn roles_are_those_of_the_rulebook_in_every_version_role_01_role_02() {
    use Role::{AdminAgent, BillingAdmin, GlobalAdmin, HelpdeskAgent, SalesAgent, UserManagementAdmin};
    for policy in embedded().all() {
        let partners = |action| -> Vec<Role> {
            policy.roles_for(action).into_iter().filter(|role| !role.is_customers()).collect()
        };
        assert_eq!(
            partners(Action::Upgrade),
            [GlobalAdmin, UserManagementAdmin, AdminAgent, SalesAgent, HelpdeskAgent]
        );
        for action in [Action::Buy, Action::Suspend, Action::Cancel] {
            assert_eq!(partners(action), [GlobalAdmin, AdminAgent, SalesAgent, HelpdeskAgent, BillingAdmin]);
        }
        for action in Action::ALL {
            assert!(!policy.roles_for(action).is_empty(), "{action:?}");
        }
        assert!(policy.permits(Action::AssignLicences, &[Role::CustomerLicenceAdmin].into()));
        assert!(!policy.permits(Action::Buy, &[Role::CustomerLicenceAdmin].into()));
        assert_eq!(partners(Action::Operate), [GlobalAdmin]);
    }
}

/// Changes the newest embedded file and compares its faults with lines of `part of the line | message | fix`; the first
/// part is text that stands in the line at fault.
fn check(from: &str, to: &str, expected: &[&str]) {
    let (_, text) = FILES.last().unwrap();
    assert!(text.contains(from), "{from} is not in the file");
    let changed = text.replace(from, to);
    let found = Policies::parse(&[("one.toml", &changed)]).err().unwrap_or_default();
    assert_eq!(found.len(), expected.len(), "{}", told(&found));
    for (fault, expected) in found.iter().zip(expected) {
        let mut wanted = expected.split('|').map(str::trim);
        let line = changed.lines().nth(fault.line - 1).unwrap();
        assert!(line.contains(wanted.next().unwrap()), "{fault} is at {line:?}, expected {expected}");
        assert!(fault.message.contains(wanted.next().unwrap()), "{fault}, expected {expected}");
        assert!(fault.fix.contains(wanted.next().unwrap()), "{fault}, expected {expected}");
        assert_eq!(fault.file, "one.toml");
    }
}

#[test]
fn each_fault_of_a_policy_is_told_with_its_line_and_its_fix() {
    let misspelt = "sales_agent | `helpdesk_agents` is not known | did you mean `helpdesk_agent`?";
    check("\"helpdesk_agent\"", "\"helpdesk_agents\"", &[misspelt; 8]);
    check(
        "operate = [\"global_admin\"]",
        "operate = []",
        &["operate | no role may do `operate` | operate = ["],
    );
    check("operate = [\"global_admin\"]", "", &["[roles] | no role may do `operate` | operate = ["]);
    check("operate =", "oprate =", &["oprate | `oprate` is not known | did you mean `operate`?"]);
    check(
        "cancel_monthly",
        "cancel_montly",
        &["cancel_montly | unknown key `cancel_montly` | did you mean `cancel_monthly`?"],
    );
    check(
        "hours = 168",
        "hours = 12",
        &["hours = 12 | ends after 12 hours, the one before after 24 | in order"],
    );
    check(
        "hours = 24, refund = \"full\" },\n    {",
        "hours = 24, refund = \"none\" },\n    {",
        &["hours = 168 | gives back more than the one before | \"full\" before \"prorated\""],
    );
    check(
        "hours = 336",
        "hours = 0",
        &["cancel_annual | `hours` is 0, which is out of range | write 1 to 8784"],
    );
    check(
        "delete_after_days_max = 120",
        "delete_after_days_max = 60",
        &["delete_after_days_max | at most 60 days, but never before 90 | at least `delete_after_days`"],
    );
    check(
        "users_per_step = 200",
        "users_per_step = 0",
        &["users_per_step | `users_per_step` is 0 | write 1 to"],
    );
    check(
        "lines_max = 100",
        "lines_max = \"many\"",
        &["lines_max | string \"many\" cannot stand here | write u32"],
    );
    check(
        "trial_default_term = \"P1Y\"\ntrial_default_billing = \"monthly\"",
        "trial_default_term = \"P1M\"\ntrial_default_billing = \"annual\"",
        &["trial_default_billing | `annual` is longer than the term P1M | a shorter plan"],
    );
    check("from = 2025-04-01", "from = \"April\"", &["from | `from` | write a day, as 2022-03-01"]);
    check(
        "from = 2025-04-01",
        "from = 2025-04-01\nfrom = 2025-04-01",
        &["from | duplicate key | correct the TOML"],
    );
}

#[test]
fn a_section_that_is_missing_is_told() {
    check("[cart]\ndays = 7\nlines_max = 100\n", "", &["# In force | `cart` is missing | add `cart`"]);
    // What is only misspelt is not also missing.
    check(
        "[marketplace]",
        "[market_place]",
        &["[market_place] | unknown key `market_place` | did you mean `marketplace`?"],
    );
    check("days = 7\n", "", &["[cart] | `days` is missing | add `days`"]);
}

#[test]
fn versions_have_names_and_days_of_their_own() {
    let (_, text) = FILES.last().unwrap();
    let faults = Policies::parse(&[("a.toml", text), ("b.toml", text)]).unwrap_err();
    assert_eq!(faults.len(), 2, "{}", told(&faults));
    assert!(faults[0].to_string().starts_with("b.toml:2: version `2025-04` is also in a.toml:2"));
    assert!(
        faults[1].to_string().starts_with("b.toml:3: another version also begins on 2025-04-01, in a.toml:3")
    );
    assert!(Policies::parse(&[]).unwrap_err()[0].message.contains("there is no policy"));
}
