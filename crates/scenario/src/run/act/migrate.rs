//! Migrations from classic to new commerce.

use seatwright_domain::command::Command;
use seatwright_domain::ids::OfferId;
use seatwright_domain::migration::{MigrationWish, PartWish};
use seatwright_domain::subscription::Subscription;

use super::super::world::World;
use super::{Why, existing};
use crate::statement::Migrate;

/// A migration, now or on its day.
pub(super) fn migrate(world: &mut World, wish: &Migrate) -> Result<(), Why> {
    let (place, source) = existing(world, &wish.of)?;
    let direct = World::is_direct(source);
    let mut names = vec![(counterpart(world, source), wish.name.clone())];
    let base = PartWish {
        subscription: source.id,
        term: wish.term,
        billing: wish.billing,
        full_term: wish.full_term,
        seats: wish.seats,
        custom_end: wish.ends,
    };
    let mut add_ons = Vec::new();
    for (add_on, name) in &wish.add_ons {
        let (_, found) = existing(world, add_on)?;
        names.push((counterpart(world, found), name.clone()));
        add_ons.push(PartWish::of(found.id));
    }
    let whole = Box::new(MigrationWish { base, add_ons, external_reference: None });
    let command = match wish.day {
        Some(day) => Command::ScheduleMigration { wish: whole, day },
        None => Command::MigrateToNewCommerce { wish: whole },
    };
    for (offer, name) in &names {
        if let Some(offer) = offer {
            world.expect_name(place.customer, offer.clone(), name);
        }
    }
    let decided = world.command(place.customer, direct, &command);
    if decided.is_err() {
        for (_, name) in &names {
            world.forget_name(name);
        }
    }
    Ok(decided.map(drop)?)
}

/// The offer that takes the place of a subscription's.
fn counterpart(world: &World, source: &Subscription) -> Option<OfferId> {
    world.catalogue.offer(&source.offer)?.migrates_to.first().cloned()
}
