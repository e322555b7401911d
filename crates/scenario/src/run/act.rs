//! Statements as commands.

mod buy;
mod change;
mod migrate;
mod money;

use std::fmt;

use seatwright_domain::catalogue::Commerce;
use seatwright_domain::command::Command;
use seatwright_domain::decision::Decision;
use seatwright_domain::refusal::Refusals;
use seatwright_domain::subscription::Subscription;

use super::world::{Place, World};
use crate::statement::{Act, Seats};

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
        Act::Buy(wish) => buy::buy(world, wish),
        Act::AddOn(wish) => buy::addon(world, wish),
        Act::Upgrade(wish) => change::upgrade(world, wish),
        Act::Migrate(wish) => migrate::migrate(world, wish),
        Act::Convert(wish) => change::convert(world, wish),
        Act::Schedule { of, changes } => change::schedule(world, of, changes),
        Act::Overdue { customer, of, amount } => {
            money::overdue(world, customer.as_deref(), of.as_deref(), *amount)
        }
        Act::Pay { customer, of } => money::pay(world, customer.as_deref(), of.as_deref()),
        Act::Credit { of, passed } => money::credit(world, of, *passed),
        Act::Adjust(wish) => money::adjust(world, wish),
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
