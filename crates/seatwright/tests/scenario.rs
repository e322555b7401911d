//! `seatwright scenario` as people and scripts meet it: what it prints where, and its exit codes.

use std::path::Path;
use std::process::{Command, Output};

const BILL: &str = "\
partner billing-day 15
offer std price 4.00/month kind classic
2018-01-13  buy s1 std seats 1 billing monthly
until 2018-01-31
";

fn scenario(directory: &Path, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_seatwright"))
        .current_dir(directory)
        .arg("scenario")
        .args(arguments)
        .output()
        .unwrap()
}

fn text(bytes: &[u8]) -> &str {
    std::str::from_utf8(bytes).unwrap()
}

#[test]
fn without_expectations_the_lines_are_printed() {
    let directory = tempfile::tempdir().unwrap();
    std::fs::write(directory.path().join("bill.txt"), BILL).unwrap();
    let listed = scenario(directory.path(), &["bill.txt"]);
    assert_eq!(listed.status.code(), Some(0), "{}", text(&listed.stderr));
    assert_eq!(
        text(&listed.stdout),
        "invoice of 2018-01-15\n| s1 | 2018-01-13 | 2018-02-12 | Cycle fee | 4.00 | 1 | 4.00 |\n  total 4.00 USD\n"
    );
    let lines = scenario(directory.path(), &["--lines", "csv", "bill.txt"]);
    assert_eq!(
        text(&lines.stdout),
        "invoice_date,subscription,charge_start,charge_end,charge_type,unit_price,quantity,amount\n\
         2018-01-15,s1,2018-01-13,2018-02-12,Cycle fee,4.00,1,4.00\n"
    );
}

#[test]
fn what_differs_ends_with_1_and_a_faulty_file_with_2() {
    let directory = tempfile::tempdir().unwrap();
    let write = |name: &str, more: &str| {
        std::fs::write(directory.path().join(name), format!("{BILL}{more}")).unwrap();
    };
    write("right.txt", "expect total s1 4.00\n");
    write("wrong.txt", "expect total s1 4.01\n");
    write("faulty.txt", "expect totl s1 4.00\nexpect seats s2 1\n");

    let right = scenario(directory.path(), &["right.txt"]);
    assert_eq!((right.status.code(), text(&right.stdout), text(&right.stderr)), (Some(0), "", ""));
    let wrong = scenario(directory.path(), &["right.txt", "wrong.txt"]);
    assert_eq!(wrong.status.code(), Some(1));
    let told = text(&wrong.stderr);
    assert!(told.starts_with("wrong.txt:5: the total of `s1` is 4, expected 4.01\n"), "{told}");
    assert!(told.ends_with("1 of 2 files as expected; 1 not, 0 faulty\n"), "{told}");
    let faulty = scenario(directory.path(), &["wrong.txt", "faulty.txt"]);
    assert_eq!(faulty.status.code(), Some(2));
    let told = text(&faulty.stderr);
    assert!(told.contains("faulty.txt:5:8: `totl` is no expectation; did you mean `total`?"), "{told}");
    assert!(told.contains("faulty.txt:6:14: `s2` is no subscription so far"), "{told}");
}

#[test]
fn a_missing_file_is_no_fault_of_a_text() {
    let directory = tempfile::tempdir().unwrap();
    let missing = scenario(directory.path(), &["nowhere.txt"]);
    assert_eq!(missing.status.code(), Some(4));
    assert!(text(&missing.stderr).contains("nowhere.txt cannot be read"));
    assert_eq!(scenario(directory.path(), &[]).status.code(), Some(2));
    let help = scenario(directory.path(), &["--help"]);
    assert!(text(&help.stdout).contains("offer std price 4.00/month kind classic"), "{}", text(&help.stdout));
}
