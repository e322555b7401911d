//! Quotes: upgrades of a subscription for a year that is billed monthly, from the account's rows to the last invoice of the
//! term. Keeping the quote under its token is one write more, as measured with the commands.

use std::fmt;
use std::fs;
use std::time::Instant;

use anyhow::Context as _;
use seatwright_domain::calendar::Term;
use seatwright_domain::command::Command;
use seatwright_domain::event::Event;
use seatwright_domain::ids::{CustomerId, OfferId, SubscriptionId};
use seatwright_engine::{Answer, Engine};

use super::Options;
use super::ground::{self, Ground};
use super::report::short;
use super::spread::Spread;

const TARGET: &str = "CFQ7TTC0LF8R:0001";

/// Quotes of one kind.
#[derive(Clone, Debug)]
pub struct Quotes {
    /// What was quoted.
    pub what: &'static str,
    /// The lines of one quote.
    pub lines: usize,
    /// The time until a quote was there.
    pub time: Spread,
}

impl fmt::Display for Quotes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Spread { median, p99 } = self.time;
        write!(f, "{:<36} {:>7} {:>9} {:>9}", self.what, self.lines, short(median), short(p99))
    }
}

/// Measures as many quotes of each kind as commands are measured.
pub(super) async fn measure(ground: &Ground, options: &Options) -> anyhow::Result<Vec<Quotes>> {
    let directory = ground.copy("quotes")?;
    let (engine, store) = ground.engine(&directory)?;
    let (customer, subscription, seats) = subscribed(&engine).await?;
    let upgrade = |seats| Command::Transition {
        subscription,
        target: OfferId::new(TARGET),
        seats,
        into: None,
        term: None,
        billing: None,
        transfer: true,
    };
    let mut measured = Vec::new();
    for (what, command) in [("upgrade", upgrade(seats)), ("partial upgrade", upgrade(seats / 2))] {
        let (mut times, mut lines) = (Vec::new(), 0);
        for _ in 0..options.commands.max(1) {
            let begin = Instant::now();
            let quote = engine.quote(&ground::partner(), customer, vec![command.clone()]).await?;
            times.push(begin.elapsed());
            lines = quote.outlook.with.lines().count();
        }
        measured.push(Quotes { what, lines, time: Spread::of(times) });
    }
    drop((engine, store));
    fs::remove_dir_all(directory)?;
    Ok(measured)
}

/// A customer with a subscription for a year.
async fn subscribed(engine: &Engine) -> anyhow::Result<(CustomerId, SubscriptionId, u32)> {
    let partner = ground::partner();
    let nothing = |_: &_, _: &_| Answer { status: 200, headers: Vec::new(), body: Vec::new() };
    let created = engine.create_customer(&partner, ground::customer("quoted"), None, nothing).await?;
    let customer = created.decision.context("the customer was there before")?.account.id();
    let order = Command::PlaceOrder { lines: vec![ground::line(ground::OFFER, Term::P1Y)], payment: None };
    let commands = vec![ground::agreement(), order];
    let bought = engine.execute(&partner, customer, Command::All { commands }, None, nothing).await?;
    let events = bought.decision.context("it was bought before")?.events;
    let started = events.iter().find_map(|recorded| match &recorded.event {
        Event::SubscriptionStarted { subscription } => Some((subscription.id, subscription.seats())),
        _ => None,
    });
    let (subscription, seats) = started.context("nothing was bought")?;
    Ok((customer, subscription, seats))
}
