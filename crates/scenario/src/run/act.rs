//! Statements as commands.

use std::fmt;

use jiff::civil::Date;
use rust_decimal::prelude::ToPrimitive;
use seatwright_domain::account::Unpaid;
use seatwright_domain::calendar::{BillingPlan, Term, day_of};
use seatwright_domain::catalogue::Commerce;
use seatwright_domain::command::Command;
use seatwright_domain::decision::Decision;
use seatwright_domain::ids::OfferId;
use seatwright_domain::money::Money;
use seatwright_domain::opening;
use seatwright_domain::order::Wanted;
use seatwright_domain::refusal::Refusals;
use seatwright_domain::subscription::{NextTerm, PartialAtRenewal, Seller, Subscription, TermState};

use super::world::{PARTNER, Place, World};
use crate::shop;
use crate::statement::{Act, Buy, Change, Ends, Seats, Upgrade};

/// Why a statement was not carried out.
pub(super) enum Why {
    /// The rules refused it.
    Refused(Refusals),
    /// It cannot be said of what is there.
    Impossible(String),
}

impl From<Refusals> for Why {
    fn from(refusals: Refusals) -> Self {
        Why::Refused(refusals)
    }
}

impl fmt::Display for Why {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Why::Impossible(message) => write!(f, "    {message}"),
            Why::Refused(refusals) => {
                for (place, reason) in refusals.reasons().iter().enumerate() {
                    let line_break = if place > 0 { "\n" } else { "" };
                    write!(
                        f,
                        "{line_break}    {} ({}): {}",
                        reason.rule,
                        reason.rule.title(),
                        reason.code.slug()
                    )?;
                    for (name, fact) in &reason.evidence {
                        write!(f, ", {name} {fact}")?;
                    }
                }
                Ok(())
            }
        }
    }
}

/// Carries a statement out at the world's instant.
pub(super) fn carry_out(world: &mut World, act: &Act) -> Result<(), Why> {
    match act {
        Act::Buy(wish) => buy(world, wish),
        Act::AddOn { name, offer, of, seats, term, billing } => {
            let (place, base) = existing(world, of)?;
            let (commerce, id) = world.offer(offer);
            let (direct, order) = (World::is_direct(base), base.order);
            let mut wanted = wanted(id.clone(), *seats, *term, *billing);
            wanted.parent = Some(place.id);
            if commerce != Commerce::Classic {
                (wanted.term, wanted.billing) = commitment(world, &id, *term, *billing);
            }
            world.expect_name(place.customer, id, name);
            let command = match commerce {
                Commerce::Classic => Command::BuyAddOns { order, lines: vec![wanted] },
                _ => Command::PlaceOrder { lines: vec![wanted], payment: None },
            };
            named(world, name, place.customer, direct, &command).map(drop)
        }
        Act::Upgrade(wish) => upgrade(world, wish),
        Act::Convert { of, offer, seats, term, billing, into } => {
            let into =
                into.as_deref().map(|into| existing(world, into).map(|(place, _)| place.id)).transpose()?;
            let (_, target) = world.offer(offer);
            about(world, of, |found| match found.commerce {
                Commerce::NewCommerce => Command::Transition {
                    subscription: found.id,
                    target,
                    seats: seats.unwrap_or_else(|| found.seats()),
                    into,
                    term: *term,
                    billing: *billing,
                    transfer: true,
                },
                _ => {
                    Command::ConvertTrial { subscription: found.id, target, seats: *seats, billing: *billing }
                }
            })
        }
        Act::Schedule { of, changes } => schedule(world, of, changes),
        Act::Overdue { customer, of, amount } => {
            let place = owed(world, customer.as_deref(), of.as_deref())?;
            let account = world.account(place.0);
            let country =
                account.map(|account| account.head.customer.country().to_owned()).unwrap_or_default();
            let Some(currency) = world.catalogue.markets.get(&country).map(|market| market.currency) else {
                return Err(Why::Impossible("the customer has no currency".to_owned()));
            };
            let minor = (*amount * rust_decimal::Decimal::from(10_i64.pow(currency.exponent())))
                .to_i64()
                .unwrap_or(0);
            let unpaid = Unpaid {
                seller: Seller::Partner { partner: PARTNER, reseller: None },
                subscription: place.1,
                amount: Money { minor, currency },
                due: day_of(world.now),
            };
            Ok(world
                .command(place.0, false, &Command::RecordOverdue { unpaid: Box::new(unpaid) })
                .map(drop)?)
        }
        Act::Pay { customer, of } => {
            let place = owed(world, customer.as_deref(), of.as_deref())?;
            Ok(world.command(place.0, false, &Command::PayOverdue { subscription: place.1 }).map(drop)?)
        }
        Act::Credit { of, passed } => {
            let (place, found) = existing(world, of)?;
            let upgrade = world.account(place.customer).and_then(|account| {
                account.upgrades.values().find(|upgrade| upgrade.source == found.id && upgrade.is_running())
            });
            let Some(upgrade) = upgrade.map(|upgrade| upgrade.id) else {
                return Err(Why::Impossible(format!("no upgrade of `{of}` waits for a credit check")));
            };
            Ok(world
                .command(place.customer, false, &Command::DecideCredit { upgrade, passed: *passed })
                .map(drop)?)
        }
        _ => simple(world, act),
    }
}

/// Statements that are one command about one subscription.
fn simple(world: &mut World, act: &Act) -> Result<(), Why> {
    match act {
        Act::Seats { of, seats } => about(world, of, |found| Command::ChangeSeats {
            subscription: found.id,
            seats: seats.from(found.seats()),
        }),
        Act::Suspend { of, reason } => {
            about(world, of, |found| Command::Suspend { subscription: found.id, reason: *reason })
        }
        Act::Resume { of, seats } => about(world, of, |found| {
            let resume = Command::Reactivate { subscription: found.id };
            match seats {
                None => resume,
                Some(seats) => {
                    let seats = seats.from(found.seats());
                    let change = Command::ChangeSeats { subscription: found.id, seats };
                    Command::All { commands: vec![resume, change] }
                }
            }
        }),
        Act::Cancel { of } => about(world, of, |found| Command::Cancel {
            subscription: found.id,
            reason: "no longer needed".to_owned(),
            confirmed: true,
        }),
        Act::Unschedule { of } => about(world, of, |found| Command::Unschedule { subscription: found.id }),
        Act::Restore { of } => about(world, of, |found| Command::RestoreSchedule { subscription: found.id }),
        Act::AutoRenew { of, on } => {
            about(world, of, |found| Command::SetAutoRenew { subscription: found.id, on: *on })
        }
        Act::Frequency { of, billing } => about(world, of, |found| match found.commerce {
            Commerce::Classic => Command::ChangeOrderBilling { order: found.order, billing: *billing },
            _ => Command::ChangeBillingPlan { subscription: found.id, billing: *billing },
        }),
        Act::Term { of, term, billing } => about(world, of, |found| Command::ChangeTerm {
            subscription: found.id,
            term: *term,
            billing: *billing,
        }),
        Act::SetUp { of } => about(world, of, |found| Command::CompleteSetUp { subscription: found.id }),
        _ => Ok(()),
    }
}

impl Seats {
    /// The number of seats, where there are `present` now.
    fn from(self, present: u32) -> u32 {
        match self {
            Seats::Are(seats) => seats,
            Seats::Plus(more) => present.saturating_add(more),
            Seats::Minus(fewer) => present.saturating_sub(fewer),
        }
    }
}

fn existing<'w>(world: &'w World, name: &str) -> Result<(Place, &'w Subscription), Why> {
    world.find(name).ok_or_else(|| Why::Impossible(format!("`{name}` has not come about")))
}

/// Carries a command about one subscription out as its seller.
fn about(world: &mut World, name: &str, command: impl FnOnce(&Subscription) -> Command) -> Result<(), Why> {
    let (place, found) = existing(world, name)?;
    let (command, direct) = (command(found), World::is_direct(found));
    world.command(place.customer, direct, &command)?;
    Ok(())
}

/// Carries a command out that makes a subscription of this name.
fn named(
    world: &mut World,
    name: &str,
    customer: usize,
    direct: bool,
    command: &Command,
) -> Result<Decision, Why> {
    let decision = world.command(customer, direct, command);
    if decision.is_err() {
        world.forget_name(name);
    }
    Ok(decision?)
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
    let fits = |option: &&seatwright_domain::catalogue::TermOption| {
        term.is_none_or(|term| option.term == term)
            && billing.is_none_or(|plan| option.billing.contains(&plan))
    };
    let option = offer.terms.iter().filter(fits).min_by_key(|option| option.term);
    let term = term.or_else(|| option.map(|option| option.term));
    let billing = billing.or_else(|| option.and_then(|option| option.billing.first().copied()));
    (term, billing)
}

fn buy(world: &mut World, wish: &Buy) -> Result<(), Why> {
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

fn upgrade(world: &mut World, wish: &Upgrade) -> Result<(), Why> {
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

fn schedule(world: &mut World, of: &str, changes: &[Change]) -> Result<(), Why> {
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

type Owed = (usize, Option<seatwright_domain::ids::SubscriptionId>);

fn owed(world: &World, customer: Option<&str>, of: Option<&str>) -> Result<Owed, Why> {
    match of {
        Some(name) => existing(world, name).map(|(place, _)| (place.customer, Some(place.id))),
        None => Ok((world.customer(customer), None)),
    }
}
