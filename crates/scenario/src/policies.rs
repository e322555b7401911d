//! The policies of a scenario: those of the program by their dates, with what the scenario fixes.

use std::sync::LazyLock;

use seatwright_domain::policy::Policies;

use crate::setting::{Setting, Versions};

/// Read once: a run of many scenarios asks for each.
static EMBEDDED: LazyLock<Option<Policies>> = LazyLock::new(|| Policies::embedded().ok());

/// The policies; none when those of the program are faulty, which its tests rule out.
pub(crate) fn with(settings: &[Setting]) -> Option<Policies> {
    let embedded = EMBEDDED.as_ref()?;
    let mut versions = Versions { rules: embedded.all().to_vec(), billing: embedded.all_billing().to_vec() };
    // Whole windows first, whatever the order in the text, so that what changes a part of one is not lost.
    let (whole, parts): (Vec<&Setting>, Vec<&Setting>) = settings.iter().partition(|set| set.is_version());
    for setting in whole.into_iter().chain(parts) {
        setting.apply(&mut versions);
    }
    Policies::new(versions.rules, versions.billing)
}
