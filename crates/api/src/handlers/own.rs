//! Our own extras, under `/seatwright/v1`: what the dialect has no words for.

mod actions;
mod balances;
mod billing;
mod change;
mod charges;
mod clock;
mod corrections;
mod deliveries;
mod events;
mod feed;
mod identities;
mod keys;
mod listing;
mod operations;
mod payments;
mod quotes;
mod relationships;
mod self_upgrades;
mod sessions;
mod windows;

pub(super) use self::identities::LOOKS_AFTER;
use crate::route::Route;

/// The operations.
pub(super) fn routes() -> Vec<Route> {
    let all = [
        clock::routes(),
        quotes::routes(),
        charges::routes(),
        corrections::routes(),
        events::routes(),
        feed::routes(),
        deliveries::routes(),
        listing::routes(),
        windows::routes(),
        relationships::routes(),
        balances::routes(),
        operations::routes(),
        actions::routes(),
        self_upgrades::routes(),
        billing::routes(),
        payments::routes(),
        identities::routes(),
        sessions::routes(),
        keys::routes(),
    ];
    all.into_iter().flatten().collect()
}
