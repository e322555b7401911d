//! Upgrades, conversions and what is scheduled for the renewal.

use seatwright_domain::catalogue::Commerce;
use seatwright_domain::command::Command;
use seatwright_domain::ids::OfferId;
use seatwright_domain::subscription::{NextTerm, PartialAtRenewal, Subscription};

use super::super::world::{Place, World};
use super::{Why, about, existing, named};
use crate::statement::{Change, Convert, Upgrade};

/// A trial becomes paid.
pub(super) fn convert(world: &mut World, wish: &Convert) -> Result<(), Why> {
    let into = wish.into.as_deref();
    let into = into.map(|into| existing(world, into).map(|(place, _)| place.id)).transpose()?;
    let (_, target) = world.offer(&wish.offer);
    about(world, &wish.of, |found| match found.commerce {
        Commerce::NewCommerce => Command::Transition {
            subscription: found.id,
            target,
            seats: wish.seats.unwrap_or_else(|| found.seats()),
            into,
            term: wish.term,
            billing: wish.billing,
            transfer: true,
        },
        _ => {
            Command::ConvertTrial { subscription: found.id, target, seats: wish.seats, billing: wish.billing }
        }
    })
}

/// An upgrade, now or at the renewal.
pub(super) fn upgrade(world: &mut World, wish: &Upgrade) -> Result<(), Why> {
    let (place, source) = existing(world, &wish.of)?;
    let source = source.clone();
    let (_, target) = world.offer(&wish.offer);
    if wish.at_renewal {
        return upgrade_at_renewal(world, place, &source, target, wish);
    }
    let into =
        wish.into.as_deref().map(|into| existing(world, into).map(|(place, _)| place.id)).transpose()?;
    let direct = World::is_direct(&source);
    let id = source.id;
    let command = match (source.commerce, direct) {
        (Commerce::Classic, true) => Command::UpgradeSelf {
            subscription: id,
            target: target.clone(),
            seats: wish.seats.unwrap_or_else(|| source.seats()),
            billing: wish.billing.unwrap_or(source.billing),
            payment: wish.payment,
            sold_to: None,
        },
        (Commerce::Classic, false) => {
            Command::Upgrade { subscription: id, target: target.clone(), seats: wish.seats, transfer: true }
        }
        _ => Command::Transition {
            subscription: id,
            target: target.clone(),
            seats: wish.seats.unwrap_or_else(|| source.seats()),
            into,
            term: wish.term,
            billing: wish.billing,
            transfer: true,
        },
    };
    let Some(name) = &wish.name else {
        world.command(place.customer, direct, &command)?;
        return Ok(());
    };
    world.expect_name(place.customer, target, name);
    named(world, name, place.customer, direct, &command)?;
    // An upgrade that waits for its credit check makes its subscription later.
    let waits = world.account(place.customer).is_some_and(|account| account.running_upgrade().is_some());
    if world.is_expected(name) && !waits {
        world.forget_name(name);
        let of = &wish.of;
        return Err(Why::Impossible(format!(
            "the upgrade made no new subscription: all seats stay in `{of}`; leave `as {name}` out"
        )));
    }
    Ok(())
}

/// PART-03, REN-02: saved for the renewal.
fn upgrade_at_renewal(
    world: &mut World,
    place: Place,
    source: &Subscription,
    target: OfferId,
    wish: &Upgrade,
) -> Result<(), Why> {
    let unchanged = source.unchanged_next_term();
    let term = wish.term.unwrap_or(unchanged.term);
    let billing = wish.billing.unwrap_or(unchanged.billing);
    let leaving = wish.seats.filter(|seats| *seats < source.seats());
    let next = match leaving {
        None => NextTerm {
            offer: target.clone(),
            term,
            billing,
            seats: wish.seats.unwrap_or(unchanged.seats),
            ..unchanged
        },
        Some(seats) => {
            let partial = Some(PartialAtRenewal { offer: target.clone(), seats });
            NextTerm { seats: unchanged.seats.saturating_sub(seats), term, billing, partial, ..unchanged }
        }
    };
    let command = Command::Schedule { subscription: source.id, next };
    let direct = World::is_direct(source);
    match (&wish.name, leaving) {
        (Some(name), Some(_)) => {
            world.expect_name(place.customer, target, name);
            named(world, name, place.customer, direct, &command).map(drop)
        }
        _ => Ok(world.command(place.customer, direct, &command).map(drop)?),
    }
}

/// What the next term will be.
pub(super) fn schedule(world: &mut World, of: &str, changes: &[Change]) -> Result<(), Why> {
    let (place, found) = existing(world, of)?;
    let becomes = found.trial.as_ref().and_then(|trial| trial.becomes.clone());
    let mut next = becomes.unwrap_or_else(|| found.unchanged_next_term());
    for change in changes {
        match change {
            Change::Seats(seats) => next.seats = *seats,
            Change::Sku(offer) => next.offer = world.offer(offer).1,
            Change::Term(term) => next.term = *term,
            Change::Billing(billing) => next.billing = *billing,
            Change::Ends(date) => next.custom_end = Some(*date),
        }
    }
    let command = Command::Schedule { subscription: found.id, next };
    let direct = World::is_direct(found);
    world.command(place.customer, direct, &command)?;
    Ok(())
}
