//! Promotions: percentages that are percentages, windows that are not empty, offers that exist and can have one.

use rust_decimal::Decimal;

use super::super::load::{Loaded, Sources};
use super::super::{Commerce, Promotion};
use super::{references, twice};
use crate::fault::Fault;

pub(super) fn check(sources: &Sources<'_>, faults: &mut Vec<Fault>) {
    twice(&sources.promotions, "id", |promotion| promotion.id.clone(), faults);
    for loaded in &sources.promotions.read {
        numbers(loaded, faults);
        for offer in loaded.value.offers.iter().chain(&loaded.value.needs) {
            references::known(sources, &sources.offers, "offer", offer.as_str(), loaded, "offers", faults);
        }
        let marketplace =
            sources.offers.read.iter().map(|offer| &offer.value).find(|offer| {
                offer.commerce == Commerce::Marketplace && loaded.value.offers.contains(&offer.id)
            });
        if let Some(offer) = marketplace {
            faults.push(loaded.entry.fault(
                "offers",
                format!("`{}` ({}) is its publisher's, who sets its price", offer.id, offer.title),
                "remove it here",
            ));
        }
    }
}

fn numbers(loaded: &Loaded<'_, Promotion>, faults: &mut Vec<Fault>) {
    let promotion = &loaded.value;
    let percent = promotion.percent;
    if percent <= Decimal::ZERO || percent > Decimal::ONE_HUNDRED || percent.scale() > 4 {
        faults.push(loaded.entry.fault(
            "percent",
            format!("{percent} is no part of a price in percent"),
            "write more than 0 and at most 100, with at most four decimals, as \"16.6667\"",
        ));
    }
    if promotion.offers.is_empty() {
        faults.push(loaded.entry.fault("offers", "a promotion of nothing", "name at least one offer"));
    }
    if promotion.until.is_some_and(|until| until <= promotion.from) {
        faults.push(loaded.entry.fault(
            "until",
            format!("the window is over before it begins on {}", promotion.from),
            "write a later `until`, which is the first day on which it no longer holds",
        ));
    }
    if promotion.redemptions_max == Some(0) {
        faults.push(loaded.entry.fault(
            "redemptions_max",
            "a promotion that nobody can have",
            "write 1 or more; to end it, set `until`",
        ));
    }
    if promotion.seats_min == 0 || promotion.seats_max.is_some_and(|max| max < promotion.seats_min) {
        faults.push(loaded.entry.fault(
            "seats_min",
            "no number of seats fits",
            "write 1 or more, and no more than `seats_max`",
        ));
    }
}
