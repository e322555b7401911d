//! Purchases.

use jiff::civil::Date;
use seatwright_domain::calendar::{BillingPlan, Term};
use seatwright_domain::catalogue::{Commerce, TermOption};
use seatwright_domain::command::Command;
use seatwright_domain::ids::OfferId;
use seatwright_domain::opening;
use seatwright_domain::order::Wanted;
use seatwright_domain::subscription::{Subscription, TermState};

use super::super::world::World;
use super::{Why, existing, named};
use crate::shop;
use crate::statement::{AddOn, Buy, Ends};

/// An add-on of a base: a classic one goes into the base's order, a new-commerce one is bought like anything else.
pub(super) fn addon(world: &mut World, wish: &AddOn) -> Result<(), Why> {
    let (place, base) = existing(world, &wish.of)?;
    let (commerce, id) = world.offer(&wish.offer);
    let (direct, order) = (World::is_direct(base), base.order);
    let mut line = wanted(id.clone(), wish.seats, wish.term, wish.billing);
    line.parent = Some(place.id);
    let command = match commerce {
        Commerce::Classic => Command::BuyAddOns { order, lines: vec![line] },
        _ => {
            (line.term, line.billing) = commitment(world, &id, wish.term, wish.billing);
            Command::PlaceOrder { lines: vec![line], payment: None }
        }
    };
    world.expect_name(place.customer, id, &wish.name);
    named(world, &wish.name, place.customer, direct, &command).map(drop)
}

fn wanted(offer: OfferId, quantity: u32, term: Option<Term>, billing: Option<BillingPlan>) -> Wanted {
    Wanted {
        offer,
        availability: None,
        quantity,
        term,
        billing,
        friendly_name: None,
        parent: None,
        parent_line: None,
        custom_end: None,
        reseller: None,
        attestation_accepted: false,
        notes: [].into(),
    }
}

/// The term and plan of a purchase: as said; otherwise the shortest term that can be billed so, and monthly where it can.
fn commitment(
    world: &World,
    offer: &OfferId,
    term: Option<Term>,
    billing: Option<BillingPlan>,
) -> (Option<Term>, Option<BillingPlan>) {
    let Some(offer) = world.catalogue.offer(offer) else { return (term, billing) };
    let fits = |option: &&TermOption| {
        term.is_none_or(|term| option.term == term)
            && billing.is_none_or(|plan| option.billing.contains(&plan))
    };
    let option = offer.terms.iter().filter(fits).min_by_key(|option| option.term);
    let term = term.or_else(|| option.map(|option| option.term));
    let billing = billing.or_else(|| option.and_then(|option| option.billing.first().copied()));
    (term, billing)
}

/// A purchase by the partner, or by the customer itself.
pub(super) fn buy(world: &mut World, wish: &Buy) -> Result<(), Why> {
    let customer = world.customer(wish.customer.as_deref());
    let (commerce, id) = world.offer(&wish.offer);
    let on_trial = wish.trial && commerce != Commerce::Marketplace;
    let id = if on_trial { shop::trial_id(commerce, &wish.offer) } else { id };
    let usual = if on_trial { 25 } else { 1 };
    let (term, billing) = commitment(world, &id, wish.term, wish.billing);
    let mut line = wanted(id.clone(), wish.seats.unwrap_or(usual), term, billing);
    line.custom_end = match &wish.ends {
        None => None,
        Some(Ends::On(date)) => Some(*date),
        Some(Ends::With(other)) => Some(end_with(world, existing(world, other)?.1, commerce, term)),
        Some(Ends::Month) => Some(month_end(world, commerce, term)),
    };
    world.expect_name(customer, id, &wish.name);
    let direct = wish.direct.is_some();
    let order = Command::PlaceOrder { lines: vec![line], payment: wish.direct };
    named(world, &wish.name, customer, direct, &order)?;
    if commerce == Commerce::Marketplace && wish.set_up {
        let (place, _) = existing(world, &wish.name)?;
        world.command(customer, direct, &Command::CompleteSetUp { subscription: place.id })?;
    }
    Ok(())
}

/// The full first term of a purchase today.
fn full_term(world: &World, commerce: Commerce, term: Option<Term>) -> TermState {
    let policy = world.policies.at(world.now);
    opening::first_term(commerce, term.unwrap_or(Term::P1Y), world.now, policy)
}

/// The last end of a calendar month inside the term (NCE-701).
fn month_end(world: &World, commerce: Commerce, term: Option<Term>) -> Date {
    let full = full_term(world, commerce, term).period.last;
    if full == full.last_of_month() { full } else { crate::words::day_before(full.first_of_month()) }
}

/// The latest end inside the term with the day and month of another subscription's (NCE-704).
fn end_with(world: &World, other: &Subscription, commerce: Commerce, term: Option<Term>) -> Date {
    let full = full_term(world, commerce, term);
    let end = other.term.period.last;
    let longer = full.length.months() > other.term.length.months() && other.term.length != Term::P1M;
    let later = (end.year()..=full.period.last.year())
        .rev()
        .filter_map(|year| Date::new(year, end.month(), end.day()).ok())
        .find(|date| longer && full.period.contains(*date));
    later.unwrap_or(end)
}
