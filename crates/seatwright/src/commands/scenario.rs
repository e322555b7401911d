//! `scenario`: what a bill would be, and whether it is as expected.

use std::io::Read as _;
use std::path::Path;

use anyhow::Context as _;
use seatwright_scenario::{CSV_HEADER, Outcome as Played, Scenario, csv, listing, run as play};

use crate::Outcome;
use crate::cli::{LineForm, Scenario as Arguments};

/// Plays the files one after another.
///
/// # Errors
/// A file cannot be read.
pub(crate) fn run(arguments: &Arguments) -> anyhow::Result<Outcome> {
    let (mut faulty, mut failed) = (0_usize, 0_usize);
    if arguments.lines == Some(LineForm::Csv) {
        println!("{CSV_HEADER}");
    }
    let several = arguments.files.len() > 1;
    for file in &arguments.files {
        let name = file.display();
        let text = read(file)?;
        match Scenario::parse(&text) {
            Err(faults) => {
                faulty += 1;
                for fault in faults {
                    eprintln!("{name}:{fault}");
                }
            }
            Ok(scenario) => {
                let played = play(&scenario);
                failed += usize::from(!played.failures.is_empty());
                print_lines(&played, arguments.lines, several.then(|| name.to_string()));
                for failure in &played.failures {
                    eprintln!("{name}:{}: {}", failure.line, failure.message);
                }
            }
        }
    }
    if several || faulty + failed > 0 {
        let files = arguments.files.len();
        let well = files - faulty - failed;
        eprintln!("{well} of {files} files as expected; {failed} not, {faulty} faulty");
    }
    Ok(match (faulty, failed) {
        (0, 0) => Outcome::Done,
        (0, _) => Outcome::Findings,
        _ => Outcome::Faults,
    })
}

fn read(file: &Path) -> anyhow::Result<String> {
    if file == Path::new("-") {
        let mut text = String::new();
        std::io::stdin().read_to_string(&mut text).context("standard input cannot be read")?;
        return Ok(text);
    }
    std::fs::read_to_string(file).with_context(|| format!("{} cannot be read", file.display()))
}

/// Lines are printed where they were asked for, and where the file expects nothing.
fn print_lines(played: &Played, form: Option<LineForm>, name: Option<String>) {
    if form == Some(LineForm::Csv) {
        print!("{}", csv(&played.lines));
    } else if form == Some(LineForm::Table) || !played.expects {
        if let Some(name) = name {
            println!("== {name}");
        }
        print!("{}", listing(&played.lines));
    }
}
