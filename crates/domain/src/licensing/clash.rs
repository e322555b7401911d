//! Plans that exclude each other for one user (LIC-106).

use std::collections::BTreeSet;

use crate::catalogue::{Catalogue, Plan, ServicePlan};

/// The services because of which one user cannot hold two plans: those that hold data, are the same in both, and are
/// switched on in both. A user has one mailbox and one place for files, so it cannot come from two licences.
///
/// A higher and a lower member of one family may stand side by side, because then the higher one decides; and services
/// without data, such as desktop apps, do no harm twice.
#[must_use]
pub fn clashes<'a>(
    catalogue: &'a Catalogue,
    one: (&Plan, &BTreeSet<String>),
    other: (&Plan, &BTreeSet<String>),
) -> Vec<&'a ServicePlan> {
    let (plan, excluded) = one;
    let (other_plan, other_excluded) = other;
    plan.services
        .iter()
        .filter(|name| !excluded.contains(*name))
        .filter(|name| other_plan.services.contains(name) && !other_excluded.contains(*name))
        .filter_map(|name| catalogue.services.get(name))
        .filter(|service| holds_data(catalogue, service))
        .collect()
}

fn holds_data(catalogue: &Catalogue, service: &ServicePlan) -> bool {
    let family = service.family.as_ref().and_then(|family| catalogue.families.get(family));
    family.is_some_and(|family| family.holds_data)
}
