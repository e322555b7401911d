//! Every scenario under `scenarios/` comes out as it says, and says enough.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use seatwright_domain::billing::kind::ChargeType;
use seatwright_scenario::{Scenario, run};

/// A scenario file.
struct File {
    /// The path below `scenarios/`.
    name: String,
    text: String,
}

/// All scenario files, in order.
fn files() -> Vec<File> {
    fn collect(directory: &Path, root: &Path, found: &mut Vec<File>) {
        let entries = std::fs::read_dir(directory).unwrap().map(|entry| entry.unwrap().path());
        for path in BTreeSet::<PathBuf>::from_iter(entries) {
            if path.is_dir() {
                collect(&path, root, found);
            } else if path.extension().is_some_and(|extension| extension == "txt") {
                let name = path.strip_prefix(root).unwrap().to_string_lossy().into_owned();
                found.push(File { name, text: std::fs::read_to_string(&path).unwrap() });
            }
        }
    }
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../scenarios");
    let mut found = Vec::new();
    collect(&root, &root, &mut found);
    found
}

/// What is not as expected, one line for each.
fn told(file: &File, text: &str) -> Vec<String> {
    match Scenario::parse(text) {
        Err(faults) => faults.iter().map(|fault| format!("{}:{fault}", file.name)).collect(),
        Ok(scenario) => {
            let failures = run(&scenario).failures;
            failures
                .iter()
                .map(|failure| format!("{}:{}: {}", file.name, failure.line, failure.message))
                .collect()
        }
    }
}

#[test]
fn every_file_comes_out_as_it_says() {
    let files = files();
    let mut wrong = String::new();
    for line in files.iter().flat_map(|file| told(file, &file.text)) {
        writeln!(wrong, "{line}").unwrap();
    }
    assert!(wrong.is_empty(), "of {} files these are not as expected:\n{wrong}", files.len());
}

#[test]
fn every_file_says_what_it_shows() {
    for file in files() {
        let head: String = file.text.lines().take_while(|line| line.starts_with('#')).collect();
        assert!(
            head.contains(": ") && head.trim_end().ends_with('.'),
            "{}: `# RULES: one sentence.`",
            file.name
        );
        assert!(file.text.contains("\nexpect "), "{} expects nothing", file.name);
    }
}

/// The same file with the amount of its last row, or the number of its last total, a cent higher.
fn with_another_amount(text: &str) -> Option<String> {
    let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
    let line =
        lines.iter_mut().rev().find(|line| line.starts_with('|') || line.starts_with("expect total"))?;
    let (before, amount) = match line.strip_suffix('|') {
        Some(row) => row.rsplit_once('|')?,
        None => line.rsplit_once(' ')?,
    };
    let amount: rust_decimal::Decimal = amount.trim().parse().ok()?;
    let end = if line.ends_with('|') { "|" } else { "" };
    let middle = if line.ends_with('|') { "|" } else { "" };
    *line = format!("{before}{middle} {}{end}", amount + rust_decimal::Decimal::new(1, amount.scale()));
    Some(lines.join("\n"))
}

#[test]
fn a_cent_more_is_noticed_in_every_file_with_money() {
    let mut changed = 0;
    for file in files() {
        let Some(text) = with_another_amount(&file.text) else { continue };
        changed += 1;
        assert!(!told(&file, &text).is_empty(), "{}: a cent more is not noticed", file.name);
    }
    assert!(changed > 150, "only {changed} files have money in them");
}

/// Types that nothing writes, and why.
const NOT_WRITTEN: [(ChargeType, &str); 1] =
    [(ChargeType::TaxRefund, "tax is on the invoice and not on lines (INV-104), so no line gives it back")];

#[test]
fn every_charge_type_stands_in_some_row() {
    let mut seen: BTreeSet<ChargeType> = BTreeSet::new();
    for file in files() {
        for row in file.text.lines().filter(|line| line.starts_with('|')) {
            let cell = row.split('|').nth(4).unwrap().trim().to_owned();
            seen.extend(ChargeType::parse(&cell));
        }
    }
    for kind in ChargeType::ALL {
        let excepted = NOT_WRITTEN.iter().any(|(other, _)| other == kind);
        assert_eq!(seen.contains(kind), !excepted, "{kind}");
    }
}
