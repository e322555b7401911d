//! Families, service plans, plans and markets.

use super::super::load::Sources;
use super::{references, twice};
use crate::fault::Fault;

pub(super) fn check(sources: &Sources<'_>, faults: &mut Vec<Fault>) {
    twice(&sources.families, "name", |family| family.name.clone(), faults);
    twice(&sources.services, "name", |service| service.name.clone(), faults);
    twice(&sources.services, "id", |service| service.id.to_string(), faults);
    twice(&sources.plans, "id", |plan| plan.id.to_string(), faults);
    twice(&sources.plans, "part_number", |plan| plan.part_number.clone(), faults);
    twice(&sources.markets, "country", |market| market.country.clone(), faults);
    twice(&sources.directory_roles, "id", |role| role.id.to_string(), faults);
    twice(&sources.support_topics, "id", |topic| topic.id.to_string(), faults);
    families(sources, faults);
    services(sources, faults);
    plans(sources, faults);
    markets(sources, faults);
}

fn families(sources: &Sources<'_>, faults: &mut Vec<Fault>) {
    for loaded in &sources.families.read {
        if loaded.value.holds_data && loaded.value.data.trim().is_empty() {
            faults.push(loaded.entry.fault(
                "holds_data",
                format!("family `{}` holds data, but nothing says which", loaded.value.name),
                "add `data` with the words that a warning uses, as \"mailboxes\"",
            ));
        }
    }
}

fn services(sources: &Sources<'_>, faults: &mut Vec<Fault>) {
    for loaded in &sources.services.read {
        let service = &loaded.value;
        match &service.family {
            Some(family) => {
                references::known(sources, &sources.families, "family", family, loaded, "family", faults);
                if service.rank == 0 {
                    faults.push(loaded.entry.fault(
                        "rank",
                        format!("`{}` has no place in its family `{family}`", service.name),
                        "add `rank`: 1 or more, and higher than every member that it includes",
                    ));
                }
            }
            None if service.rank > 0 => faults.push(loaded.entry.fault(
                "rank",
                format!("`{}` has a rank, but no family", service.name),
                "add `family`, or remove `rank`",
            )),
            None => {}
        }
        for (index, included) in service.includes.iter().enumerate() {
            let path = format!("includes.{index}");
            references::known(sources, &sources.services, "service", included, loaded, &path, faults);
        }
    }
}

fn plans(sources: &Sources<'_>, faults: &mut Vec<Fault>) {
    for loaded in &sources.plans.read {
        let plan = &loaded.value;
        if plan.services.is_empty() {
            faults.push(loaded.entry.fault(
                "services",
                format!("plan `{}` contains no services", plan.part_number),
                "name at least one service plan",
            ));
        }
        for (index, service) in plan.services.iter().enumerate() {
            let path = format!("services.{index}");
            references::known(sources, &sources.services, "service", service, loaded, &path, faults);
            if plan.services.iter().take(index).any(|earlier| earlier == service) {
                faults.push(loaded.entry.fault(
                    &path,
                    format!("`{service}` is named twice in plan `{}`", plan.part_number),
                    "remove one of the two",
                ));
            }
        }
    }
}

fn markets(sources: &Sources<'_>, faults: &mut Vec<Fault>) {
    for loaded in &sources.markets.read {
        let market = &loaded.value;
        if market.country.len() != 2 || !market.country.bytes().all(|letter| letter.is_ascii_uppercase()) {
            faults.push(loaded.entry.fault(
                "country",
                format!("`{}` is not a country code", market.country),
                "write the two capital letters of ISO 3166, as \"NL\"",
            ));
        }
        if market.forms.as_ref().is_some_and(|forms| forms.cultures.is_empty()) {
            faults.push(loaded.entry.fault(
                "forms",
                format!("market `{}` has forms, but no language", market.country),
                "name the languages as `forms.cultures`, the usual one first, as [\"nl-NL\"]",
            ));
        }
        if market.region.trim().is_empty() {
            faults.push(loaded.entry.fault(
                "region",
                format!("market `{}` has no region", market.country),
                "name the region in which partners and customers may do business, as \"EU/EFTA\"",
            ));
        }
    }
}
