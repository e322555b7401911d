//! `check`: catalogue and policy files, with file, line and fix for each fault.

use seatwright_domain::catalogue::{self, Catalogue};
use seatwright_domain::fault::Fault;
use seatwright_domain::policy::{self, Policies};

use crate::cli::Check;
use crate::{Outcome, open};

/// Checks, and prints what is wrong.
///
/// # Errors
/// A directory or file cannot be read.
pub(crate) fn run(arguments: &Check) -> anyhow::Result<Outcome> {
    let (count, faults) = match &arguments.directory {
        None => {
            let count = catalogue::FILES.len() + policy::FILES.len();
            (count, faults(catalogue::FILES, policy::FILES))
        }
        Some(directory) => {
            let catalogue = open::files(&directory.join("catalogue"))?;
            let policies = open::files(&directory.join("policies"))?;
            (
                catalogue.len() + policies.len(),
                faults(&open::borrowed(&catalogue), &open::borrowed(&policies)),
            )
        }
    };
    for fault in &faults {
        println!("{fault}");
    }
    if faults.is_empty() {
        println!("{count} files, no faults");
        return Ok(Outcome::Done);
    }
    println!("{count} files, {} faults", faults.len());
    Ok(Outcome::Findings)
}

fn faults(catalogue: &[(&str, &str)], policies: &[(&str, &str)]) -> Vec<Fault> {
    let catalogue = Catalogue::parse(catalogue).err();
    let policies = Policies::parse(policies).err();
    catalogue.into_iter().chain(policies).flatten().collect()
}
