//! What must hold between the entries of a catalogue. Every check adds what it finds and goes on.

mod offers;
mod plans;
mod prices;
mod promotions;
mod references;

use super::PriceList;
use super::load::{Kind, Loaded, Sources};
use crate::fault::Fault;

/// Runs all checks and returns the price list, which is only complete when nothing was found.
pub(super) fn all(sources: &Sources<'_>, faults: &mut Vec<Fault>) -> PriceList {
    plans::check(sources, faults);
    offers::check(sources, faults);
    references::check(sources, faults);
    promotions::check(sources, faults);
    prices::check(sources, faults)
}

/// Two entries with one name: the later one is at fault.
fn twice<T>(kind: &Kind<'_, T>, key: &str, name: impl Fn(&T) -> String, faults: &mut Vec<Fault>) {
    let mut seen: Vec<(String, &Loaded<'_, T>)> = Vec::new();
    for loaded in &kind.read {
        let name = name(&loaded.value);
        if let Some((_, first)) = seen.iter().find(|(known, _)| known.eq_ignore_ascii_case(&name)) {
            let other = first.entry.fault(key, "", "");
            faults.push(loaded.entry.fault(
                key,
                format!("`{name}` stands here a second time; the first is at {}:{}", other.file, other.line),
                format!("remove one of the two, or give one another `{key}`"),
            ));
        }
        seen.push((name, loaded));
    }
}
