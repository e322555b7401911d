//! What entries say of one another: that it exists, and that it makes sense there.

use std::collections::BTreeMap;

use super::super::load::{Kind, Loaded, Sources};
use super::super::{Catalogue, Commerce, Offer};
use crate::document::nearest;
use crate::fault::Fault;
use crate::ids::OfferId;

/// Adds a fault when `name` is not the name of anything of the kind, with the nearest name there is.
pub(super) fn known<T, U>(
    sources: &Sources<'_>,
    kind: &Kind<'_, T>,
    what: &str,
    name: &str,
    from: &Loaded<'_, U>,
    path: &str,
    faults: &mut Vec<Fault>,
) {
    if sources.incomplete || kind.has(name) {
        return;
    }
    let fix = match nearest(name, kind.names.iter().map(String::as_str)) {
        Some(near) => format!("did you mean `{near}`?"),
        None => format!("add a [[{what}]] of this name, or remove it here"),
    };
    faults.push(from.entry.fault(path, format!("there is no {what} `{name}`"), fix));
}

pub(super) fn check(sources: &Sources<'_>, faults: &mut Vec<Fault>) {
    let offers: BTreeMap<&OfferId, &Offer> =
        sources.offers.read.iter().map(|loaded| (&loaded.value.id, &loaded.value)).collect();
    for loaded in &sources.offers.read {
        let offer = &loaded.value;
        if let Some(plan) = offer.plan {
            known(sources, &sources.plans, "plan", &plan.to_string(), loaded, "plan", faults);
        }
        for (key, countries) in
            [("only_markets", &offer.only_markets), ("except_markets", &offer.except_markets)]
        {
            for country in countries {
                known(sources, &sources.markets, "market", country, loaded, key, faults);
            }
        }
        let trial = offer.trial.as_ref().map(|trial| trial.converts_to.as_slice()).unwrap_or_default();
        let needs = offer.addon.as_ref().map(|addon| addon.needs.as_slice()).unwrap_or_default();
        for (path, targets) in [
            ("upgrades_to", offer.upgrades_to.as_slice()),
            ("downgrades_to", offer.downgrades_to.as_slice()),
            ("trial.converts_to", trial),
            ("addon.needs", needs),
        ] {
            each_target(sources, &offers, loaded, path, targets, faults);
        }
        each_migration(sources, &offers, loaded, faults);
    }
    if !sources.incomplete {
        upgrades_keep_data(sources, &offers, faults);
    }
}

/// Every offer that another one names: it exists, is not the other itself, is named once, and is of the same commerce.
fn each_target(
    sources: &Sources<'_>,
    offers: &BTreeMap<&OfferId, &Offer>,
    loaded: &Loaded<'_, Offer>,
    list: &str,
    targets: &[OfferId],
    faults: &mut Vec<Fault>,
) {
    let offer = &loaded.value;
    for (index, id) in targets.iter().enumerate() {
        let path = format!("{list}.{index}");
        let mut fault = |message: String, fix: &str| faults.push(loaded.entry.fault(&path, message, fix));
        if *id == offer.id {
            fault(format!("`{id}` names itself"), "remove it");
            continue;
        }
        if targets.iter().take(index).any(|earlier| earlier == id) {
            fault(format!("`{id}` is named twice"), "remove one of the two");
            continue;
        }
        let Some(target) = offers.get(id) else {
            known(sources, &sources.offers, "offer", id.as_str(), loaded, &path, faults);
            continue;
        };
        if target.commerce != offer.commerce {
            fault(
                format!("`{id}` ({}) belongs to another commerce system", target.title),
                "name an offer of the same `commerce`: subscriptions never change from one to the other",
            );
        } else if target.is_trial() {
            fault(format!("`{id}` ({}) is a trial", target.title), "name the paid offer");
        } else if target.is_addon() && list != "addon.needs" && !offer.is_addon() {
            fault(format!("`{id}` ({}) is an add-on", target.title), "name an offer that stands alone");
        } else if list == "upgrades_to" && target.upgrades_to.contains(&offer.id) {
            fault(
                format!("`{id}` ({}) is an upgrade of this offer, and this offer one of it", target.title),
                "keep one direction; the other one is a downgrade",
            );
        } else if let Some(end) = target.end_of_sale
            && offer.end_of_sale.is_none_or(|own| own > end)
            && list != "addon.needs"
        {
            fault(
                format!(
                    "`{id}` ({}) is not sold from {end} on, and this path to it would remain",
                    target.title
                ),
                "remove the path, or give this offer an earlier end of sale",
            );
        }
    }
}

/// Every offer that a classic one migrates to: it exists, is of new commerce, and licenses the same plan, because users keep
/// what they have (MIG-101).
fn each_migration(
    sources: &Sources<'_>,
    offers: &BTreeMap<&OfferId, &Offer>,
    loaded: &Loaded<'_, Offer>,
    faults: &mut Vec<Fault>,
) {
    let offer = &loaded.value;
    for (index, id) in offer.migrates_to.iter().enumerate() {
        let path = format!("migrates_to.{index}");
        let mut fault = |message: String, fix: &str| faults.push(loaded.entry.fault(&path, message, fix));
        let Some(target) = offers.get(id) else {
            known(sources, &sources.offers, "offer", id.as_str(), loaded, &path, faults);
            continue;
        };
        if offer.commerce != Commerce::Classic || offer.is_trial() {
            fault(
                format!("only a classic offer that is no trial migrates, and this one names `{id}`"),
                "remove `migrates_to`",
            );
        } else if target.commerce != Commerce::NewCommerce || target.is_trial() {
            fault(
                format!("`{id}` ({}) is no paid offer of new commerce", target.title),
                "name the new-commerce offer of the same plan",
            );
        } else if target.plan != offer.plan || target.is_addon() != offer.is_addon() {
            fault(
                format!("`{id}` ({}) licenses another plan", target.title),
                "name the new-commerce offer of the same plan: users keep what they have",
            );
        } else if offer.migrates_to.iter().take(index).any(|earlier| earlier == id) {
            fault(format!("`{id}` is named twice"), "remove one of the two");
        }
    }
}

/// An upgrade never leads to less of anything that holds data (UPG-103).
fn upgrades_keep_data(sources: &Sources<'_>, offers: &BTreeMap<&OfferId, &Offer>, faults: &mut Vec<Fault>) {
    let mut catalogue = Catalogue::default();
    for loaded in &sources.services.read {
        catalogue.services.insert(loaded.value.name.clone(), loaded.value.clone());
    }
    for loaded in &sources.families.read {
        catalogue.families.insert(loaded.value.name.clone(), loaded.value.clone());
    }
    for loaded in &sources.plans.read {
        catalogue.plans.insert(loaded.value.id, loaded.value.clone());
    }
    for loaded in &sources.offers.read {
        if loaded.value.commerce == Commerce::Marketplace {
            continue;
        }
        for (index, id) in loaded.value.upgrades_to.iter().enumerate() {
            let plan_of = |offer: &Offer| offer.plan.and_then(|plan| catalogue.plan(plan));
            let Some(target) = offers.get(id) else { continue };
            let (Some(source), Some(plan)) = (plan_of(&loaded.value), plan_of(target)) else { continue };
            let lost: Vec<&str> = catalogue
                .data_lost(source, plan)
                .into_iter()
                .map(
                    |family| if family.data.is_empty() { family.name.as_str() } else { family.data.as_str() },
                )
                .collect();
            if !lost.is_empty() {
                faults.push(loaded.entry.fault(
                    &format!("upgrades_to.{index}"),
                    format!("an upgrade to `{id}` ({}) would lose {}", target.title, lost.join(", ")),
                    "remove the path, or give the target's plan the same or a higher service",
                ));
            }
        }
    }
}
