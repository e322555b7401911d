//! What is wrong with a text is told with its place and what to write instead; what differs is told cell by cell.

use seatwright_scenario::{Fault, Scenario, csv, listing, run};

const SHOP: &str = "offer std price 4.00/month kind classic\noffer e1 price 96.00/year kind nce\n";

fn faults(text: &str) -> Vec<Fault> {
    Scenario::parse(text).expect_err("it is faulty")
}

/// The only fault of a line after the shop, as column, message and fix.
fn fault(line: &str) -> (usize, String, String) {
    let mut found = faults(&format!("{SHOP}{line}\n"));
    assert_eq!(found.len(), 1, "{found:?}");
    let fault = found.remove(0);
    assert_eq!(fault.line, 3, "{fault}");
    (fault.column, fault.message, fault.fix)
}

#[test]
fn every_fault_of_a_text_is_told_and_not_only_the_first() {
    let text = "set classic.roundng R1\nset classic.rounding R9\npartner billing-day 31\noffer std price 4.00 kind classic\n";
    let places: Vec<(usize, usize)> = faults(text).iter().map(|fault| (fault.line, fault.column)).collect();
    assert_eq!(places, [(1, 5), (2, 22), (3, 21), (4, 17)]);
}

#[test]
fn a_wrong_key_is_met_with_the_right_ones() {
    let (column, message, fix) = fault("set classic.roundng R1");
    assert_eq!((column, message.as_str()), (5, "`classic.roundng` is no policy"));
    assert!(fix.starts_with("did you mean `classic.rounding`?") && fix.contains("nce.cancel"), "{fix}");
    let (_, _, fix) = fault("set classic.rounding R9");
    assert_eq!(fix, "write one of R1, R2, R3, R4");
}

#[test]
fn names_are_given_once_and_before_they_are_used() {
    let (column, message, _) = fault("2018-01-13 buy s1 stdd");
    assert_eq!((column, message.as_str()), (19, "`stdd` is no offer so far"));
    let (_, message, _) = fault("2018-01-13 seats s1 2");
    assert_eq!(message, "`s1` is no subscription so far");
    let twice = format!("{SHOP}2018-01-13 buy s1 std\n2018-01-14 buy s1 e1\n");
    assert_eq!(faults(&twice)[0].message, "`s1` is already the name of a subscription, in line 3");
}

#[test]
fn the_clock_never_goes_back() {
    let text = format!("{SHOP}2018-01-13 buy s1 std\n2018-01-12 seats s1 2\n");
    let fault = &faults(&text)[0];
    assert_eq!((fault.line, fault.column), (4, 1));
    assert_eq!(fault.message, "2018-01-12 lies before 2018-01-13, to which line 3 has moved the clock");
}

#[test]
fn statements_say_what_they_miss() {
    for (line, column, message) in [
        ("2018-01-13 buy", 15, "a name for the subscription is missing here"),
        ("seats s1 2", 1, "`seats` needs its date"),
        ("2018-02-30 buy s1 std", 1, "`2018-02-30` is no date or instant"),
        ("2018-01-13 buy s1 std seats many", 29, "`many` is no whole number"),
        ("2018-01-13 buy s1 std pays card", 23, "a partner always pays by invoice"),
        ("2018-01-13 buy s1 std seats 1 seats 2", 31, "`seats` stands here twice"),
        ("price std 5.00/month", 21, "the first day is missing here"),
        (
            "price std 50.00/year from 2019-01-01",
            27,
            "`std` has no price for this billing period to begin with",
        ),
        ("expect refused CXL-01", 1, "nothing stands directly before this that could be refused"),
        ("expect file 2018-01-15", 1, "the rows after this have no `end`"),
        ("end", 1, "`end` closes nothing"),
        (
            "| s1 |",
            1,
            "a row stands here without `expect file DATE` or `expect lines SUBSCRIPTION` before it",
        ),
    ] {
        let (found, told, fix) = fault(line);
        assert_eq!((found, told.as_str()), (column, message), "{line}");
        assert!(!fix.is_empty(), "{line}");
    }
}

#[test]
fn every_cell_of_a_row_is_checked() {
    let text = format!(
        "{SHOP}2018-01-13 buy s1 std\nexpect lines s1\n| s2 | 2018-01-32 | * | Cycle fe | 4,00 | x | 4.00 |\n| s1 |\nend\n"
    );
    let places: Vec<(usize, usize)> = faults(&text).iter().map(|fault| (fault.line, fault.column)).collect();
    assert_eq!(places, [(5, 3), (5, 8), (5, 25), (5, 36), (5, 43), (6, 1)]);
}

#[test]
fn what_differs_is_told_cell_by_cell() {
    let text = format!(
        "{SHOP}2018-01-13 buy s1 std\nexpect lines s1\n| s1 | 2018-01-13 | 2018-02-12 | cyclefee | 4 | 1 | 4.01 |\n| s1 | * | * | Cancel fee | -9 | 9 | -9 |\nend\n"
    );
    let outcome = run(&Scenario::parse(&text).unwrap());
    assert_eq!(outcome.failures.len(), 1);
    let message = &outcome.failures[0].message;
    assert!(message.contains("differs in  amount"), "{message}");
    assert!(message.contains("missing     | s1 | * | * | Cancel fee | -9 | 9 | -9 |"), "{message}");
    assert!(!message.contains("unexpected"), "{message}");
}

#[test]
fn rows_that_fit_several_lines_find_each_its_own() {
    let text = format!(
        "{SHOP}2018-01-13 buy s1 std\nuntil 2018-02-13\nexpect lines s1\n| s1 | * | * | * | * | * | * |\n| s1 | 2018-01-13 | * | * | * | * | * |\nend\n"
    );
    assert_eq!(run(&Scenario::parse(&text).unwrap()).failures, []);
}

#[test]
fn a_refusal_that_nobody_expects_is_a_failure_with_all_its_reasons() {
    let text = format!("{SHOP}2018-01-13 buy s1 std\n2018-01-14 cancel s1\nuntil 2018-01-15\n");
    let outcome = run(&Scenario::parse(&text).unwrap());
    assert_eq!(outcome.failures.len(), 1);
    assert_eq!(outcome.failures[0].line, 4);
    assert!(outcome.failures[0].message.contains("LIFE-108"), "{}", outcome.failures[0].message);
    let expected = text.replace("until 2018-01-15", "expect refused CXL-01");
    assert!(run(&Scenario::parse(&expected).unwrap()).failures[0].message.contains("for other reasons"));
    let accepted = format!("{SHOP}2018-01-13 buy s1 std\nexpect refused CXL-01\n");
    assert!(run(&Scenario::parse(&accepted).unwrap()).failures[0].message.contains("was not refused"));
}

#[test]
fn lines_are_printed_by_invoice_and_as_csv() {
    let text = "partner billing-day 15\noffer std price 4.00/month kind classic\n2018-01-13 buy s1 std seats 2\nuntil 2018-02-15\n";
    let outcome = run(&Scenario::parse(text).unwrap());
    assert!(!outcome.expects);
    assert_eq!(
        csv(&outcome.lines),
        "2018-01-15,s1,2018-01-13,2018-02-12,Cycle fee,4.00,2,8.00\n2018-02-15,s1,2018-02-13,2018-03-12,Cycle fee,4.00,2,8.00\n"
    );
    let listed = listing(&outcome.lines);
    assert!(listed.starts_with("invoice of 2018-01-15\n| s1 | 2018-01-13 |"), "{listed}");
    assert!(listed.ends_with("  total 8.00 USD\n"), "{listed}");
}

#[test]
fn every_policy_value_is_in_the_documentation() {
    let docs = include_str!("../../../docs/scenarios.md");
    let (_, _, fix) = fault("set nothing at-all");
    let keys = fix.trim_start_matches("write one of ").split(", ");
    for key in keys {
        assert!(docs.contains(&format!("| `{key}` |")), "{key} is not in docs/scenarios.md");
        let (_, _, values) = fault(&format!("set {key} no-such-value"));
        for value in
            values.trim_start_matches("write one of ").split(", ").filter(|value| !value.contains(' '))
        {
            let row = docs.lines().find(|line| line.starts_with(&format!("| `{key}` |"))).unwrap();
            assert!(
                row.contains(&format!("`{value}`")) || value == "off",
                "{key} {value} is not in docs/scenarios.md"
            );
        }
    }
}
