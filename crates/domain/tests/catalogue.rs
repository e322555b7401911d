//! The catalogue and the policies that come with the program.

use seatwright_domain::catalogue::Catalogue;
use seatwright_domain::fault::Fault;
use seatwright_domain::policy::Policies;

fn told(faults: &[Fault]) -> String {
    faults.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n")
}

#[test]
fn the_embedded_data_has_no_faults() {
    let catalogue = Catalogue::embedded().unwrap_or_else(|faults| panic!("{}", told(&faults)));
    assert!(catalogue.offers.len() > 80);
    let policies = Policies::embedded().unwrap_or_else(|faults| panic!("{}", told(&faults)));
    let versions: Vec<&str> = policies.all().iter().map(|policy| policy.version.0.as_str()).collect();
    assert_eq!(versions, ["2021-09", "2021-10", "2022-03", "2025-04"]);
}
