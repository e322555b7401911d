//! Every scenario under `scenarios/` comes out as it says.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use seatwright_scenario::{Scenario, run};

/// All scenario files, in order.
fn files() -> Vec<(PathBuf, String)> {
    fn collect(directory: &Path, found: &mut Vec<(PathBuf, String)>) {
        let mut entries: Vec<PathBuf> =
            std::fs::read_dir(directory).unwrap().map(|entry| entry.unwrap().path()).collect();
        entries.sort();
        for path in entries {
            if path.is_dir() {
                collect(&path, found);
            } else if path.extension().is_some_and(|extension| extension == "txt") {
                let text = std::fs::read_to_string(&path).unwrap();
                found.push((path, text));
            }
        }
    }
    let mut found = Vec::new();
    collect(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../../scenarios"), &mut found);
    found
}

#[test]
fn every_file_comes_out_as_it_says() {
    let files = files();
    let mut wrong = String::new();
    for (path, text) in &files {
        let name = path.file_name().unwrap().to_string_lossy();
        match Scenario::parse(text) {
            Err(faults) => {
                for fault in faults {
                    writeln!(wrong, "{name}:{fault}").unwrap();
                }
            }
            Ok(scenario) => {
                let outcome = run(&scenario);
                assert!(outcome.expects, "{name} expects nothing");
                for failure in outcome.failures {
                    writeln!(wrong, "{name}:{}: {}", failure.line, failure.message).unwrap();
                }
            }
        }
    }
    assert!(wrong.is_empty(), "of {} files these are not as expected:\n{wrong}", files.len());
}
