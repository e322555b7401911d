//! One random history: lived, and held against everything that must be true.

use std::collections::BTreeMap;

use jiff::{SignedDuration, Timestamp};
use seatwright_domain::command::Command;
use seatwright_domain::role::{Actor, Caller};

use crate::charged;
use crate::checks;
use crate::fault::Fault;
use crate::ground::Beginning;
use crate::moves::{self, Move, Theme};
use crate::owed;
use crate::random::Random;
use crate::world::World;

/// A history to be lived.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct History {
    /// How it begins.
    pub beginning: Beginning,
    /// What happens.
    pub moves: Vec<Move>,
    /// Where the steps of time are cut that are taken a second time.
    pub steps: u64,
}

/// What a history came to.
#[derive(Clone, PartialEq, Eq, Default, Debug)]
pub struct Tally {
    /// Histories.
    pub histories: u64,
    /// Commands that were tried.
    pub tried: u64,
    /// Commands that were accepted.
    pub accepted: u64,
    /// Events.
    pub events: u64,
    /// Lines.
    pub lines: u64,
    /// Days of subscriptions.
    pub days: u64,
    /// Lines of each type, with the event that brought them: what was covered at all.
    pub kinds: BTreeMap<(&'static str, &'static str), u64>,
}

impl Tally {
    /// Both together.
    #[must_use]
    pub fn plus(mut self, other: Self) -> Self {
        for (kind, count) in other.kinds {
            *self.kinds.entry(kind).or_default() += count;
        }
        Self {
            kinds: self.kinds,
            histories: self.histories + other.histories,
            tried: self.tried + other.tried,
            accepted: self.accepted + other.accepted,
            events: self.events + other.events,
            lines: self.lines + other.lines,
            days: self.days + other.days,
        }
    }
}

/// Every so many histories are lived a second time with their time cut into other steps.
const AGAIN: u64 = 8;

/// Days that go by at the end, so that everything is settled: the month in which changes of an annual plan are booked, and
/// the rest of the year.
const AFTERMATH: [i64; 2] = [40, 440];

impl History {
    /// The `number`-th history of a seed.
    #[must_use]
    pub fn random(seed: u64, number: u64) -> Self {
        let mut random = Random::of_history(seed, number);
        let beginning = Beginning::random(&mut random);
        let theme = Theme::random(&mut random);
        let count = 4 + random.below(36);
        let moves = (0..count).map(|_| Move::random(&mut random, theme)).collect();
        Self { beginning, moves, steps: random.next_u64() }
    }

    /// The `number`-th history of a seed in which some of the moves are migrations to new commerce.
    #[must_use]
    pub fn migrating(seed: u64, number: u64) -> Self {
        let mut history = Self::random(seed, number);
        let mut random = Random::of_history(seed.wrapping_add(1), number);
        for m in &mut history.moves {
            match random.below(8) {
                0 => *m = m.migrating(false),
                1 => *m = m.migrating(true),
                _ => {}
            }
        }
        history
    }

    /// Lives it, and checks.
    ///
    /// # Errors
    /// The first thing that does not hold.
    pub fn check(&self) -> Result<Tally, Fault> {
        let mut lived = Lived::new(self);
        for m in &self.moves {
            lived.act(*m, None)?;
        }
        let mut often = lived.world.clone();
        for days in AFTERMATH {
            lived.pass(days * 24 * 60, None)?;
        }
        self.in_steps(&mut often, lived.world.now)?;
        same(&lived.world, &often, "time in one step is not time in many")?;
        if self.steps.is_multiple_of(AGAIN) {
            self.again(&lived.world)?;
        }
        let days = verdict(&lived.world)?;
        let world = &lived.world;
        let mut kinds = BTreeMap::new();
        for recorded in &world.history {
            for charge in &recorded.charges {
                *kinds.entry((recorded.event.kind(), charge.key.kind.name())).or_default() += 1;
            }
        }
        let lines = kinds.values().sum();
        let (tried, accepted) = (lived.tried, lived.accepted);
        Ok(Tally { histories: 1, tried, accepted, events: world.history.len() as u64, lines, days, kinds })
    }

    /// Lives it to its end, without looking.
    ///
    /// # Errors
    /// What breaks on the way.
    pub fn live(&self) -> Result<World, Fault> {
        let mut lived = Lived::new(self);
        for m in &self.moves {
            lived.act(*m, None)?;
        }
        lived.pass(AFTERMATH.iter().sum::<i64>() * 24 * 60, None)?;
        Ok(lived.world)
    }

    /// Lives two, move by move in turn: what one customer does is nothing to another.
    ///
    /// # Errors
    /// What breaks on the way.
    pub fn live_beside(&self, other: &Self) -> Result<(World, World), Fault> {
        let (mut one, mut two) = (Lived::new(self), Lived::new(other));
        for place in 0..self.moves.len().max(other.moves.len()) {
            if let Some(m) = other.moves.get(place) {
                two.act(*m, None)?;
            }
            if let Some(m) = self.moves.get(place) {
                one.act(*m, None)?;
            }
        }
        let minutes = AFTERMATH.iter().sum::<i64>() * 24 * 60;
        two.pass(minutes, None)?;
        one.pass(minutes, None)?;
        Ok((one.world, two.world))
    }

    /// Lives it for people: what was asked, and what came of it.
    #[must_use]
    pub fn told(&self) -> Vec<String> {
        let mut lived = Lived::new(self);
        let mut lines = vec![format!("{:?}", self.beginning)];
        for m in &self.moves {
            if lived.act(*m, Some(&mut lines)).is_err() {
                return lines;
            }
        }
        for days in AFTERMATH {
            if lived.pass(days * 24 * 60, Some(&mut lines)).is_err() {
                break;
            }
        }
        lines
    }

    /// The same moves, with time cut into other steps.
    fn again(&self, once: &World) -> Result<(), Fault> {
        let mut cut = Lived::new(self);
        cut.cuts = Some(Random::new(self.steps));
        for m in &self.moves {
            cut.act(*m, None)?;
        }
        cut.pass(AFTERMATH.iter().sum::<i64>() * 24 * 60, None)?;
        same(once, &cut.world, "a history with its time cut into other steps is another one")
    }

    fn in_steps(&self, world: &mut World, to: Timestamp) -> Result<(), Fault> {
        let mut random = Random::new(self.steps);
        while world.now < to {
            let minutes = 1 + i64::try_from(random.below(120_000)).unwrap_or(0);
            world.until(later(world.now, minutes).min(to))?;
        }
        Ok(())
    }
}

fn same(one: &World, other: &World, what: &str) -> Result<(), Fault> {
    let place = one.history.iter().zip(&other.history).position(|(one, other)| one != other);
    if let Some(place) = place {
        let (one, other) = (&one.history[place], &other.history[place]);
        return Err(Fault::of(format!("{what}: event {} is {:?} and {:?}", one.seq, one.event, other.event))
            .with_lines(one.charges.iter().chain(&other.charges)));
    }
    if one.history.len() != other.history.len() || one.account != other.account {
        return Err(Fault::of(what));
    }
    Ok(())
}

/// Everything that must hold of a history that is over; the days of subscriptions that were looked at.
///
/// # Errors
/// The first thing that does not hold.
pub fn verdict(world: &World) -> Result<u64, Fault> {
    let days = charges_are_owed(world)?;
    checks::invoices_are_dated(world)?;
    checks::prices_are_listed(world)?;
    checks::charges_can_be_found_again(world)?;
    Ok(days)
}

/// What can be said of charges from what they are for alone, without asking the domain again; the days that were looked at.
///
/// # Errors
/// The first thing that does not hold.
pub fn charges_are_owed(world: &World) -> Result<u64, Fault> {
    checks::keys_are_unique(&world.history)?;
    let lives = owed::lives(&world.history, world.now, &world.ground.policies);
    charged::compare(&lives, &world.history, &world.ground.policies)?;
    checks::credits_never_exceed_charges(world)?;
    checks::credits_for_prepaid_are_no_more_than_the_new_plan(world)?;
    Ok(lives.iter().map(|life| life.days.len() as u64).sum())
}

fn later(at: Timestamp, minutes: i64) -> Timestamp {
    at.checked_add(SignedDuration::from_mins(minutes)).unwrap_or(Timestamp::MAX)
}

/// A world in which a history is being lived.
struct Lived {
    world: World,
    tried: u64,
    accepted: u64,
    cuts: Option<Random>,
}

impl Lived {
    fn new(history: &History) -> Self {
        Self { world: history.beginning.world(), tried: 0, accepted: 0, cuts: None }
    }

    fn pass(&mut self, minutes: i64, told: Option<&mut Vec<String>>) -> Result<(), Fault> {
        let place = self.world.history.len();
        let to = later(self.world.now, minutes);
        if let Some(random) = &mut self.cuts {
            while self.world.now < to {
                let step = 1 + i64::try_from(random.below(50_000)).unwrap_or(0);
                self.world.until(later(self.world.now, step).min(to))?;
            }
        }
        self.world.until(to)?;
        if let Some(told) = told {
            tell(&self.world, place, told);
        }
        Ok(())
    }

    fn act(&mut self, m: Move, mut told: Option<&mut Vec<String>>) -> Result<(), Fault> {
        if m.wait > 0 {
            self.pass(m.wait.into(), told.as_deref_mut())?;
        }
        let Some(command) = moves::command(&self.world, m) else { return Ok(()) };
        let caller = moves::caller(&self.world, &command, m);
        let quoted = self.world.quote(&command, &caller);
        let (place, now) = (self.world.history.len(), self.world.now);
        let billed = self.world.run(&command, &caller)?;
        self.tried += 1;
        if let Some(told) = told {
            let what = format!("{now} {}: {}", who(&caller), shortened(&command));
            match &billed {
                Ok(_) => told.push(what),
                Err(refused) => told.push(format!("{what} -- refused: {refused}")),
            }
            tell(&self.world, place, told);
        }
        match (quoted, billed) {
            (Ok(quoted), Ok(billed)) => {
                self.accepted += 1;
                checks::quote_is_bill(&quoted, &billed)
            }
            (Err(_), Err(_)) => Ok(()),
            _ => Err(Fault::of(format!("{command:?} was quoted and then refused, or the other way round"))),
        }
    }
}

fn who(caller: &Caller) -> &'static str {
    match caller.actor {
        Actor::Partner { .. } => "partner",
        Actor::Customer { .. } => "customer",
        Actor::Publisher { .. } => "publisher",
        Actor::System => "operator",
    }
}

/// A command without what it does not say.
fn shortened(command: &Command) -> String {
    let text = serde_json::to_string(command).unwrap_or_default();
    text.replace("\"attestation_accepted\":true", "").replace(",}", "}")
}

/// The events since a place in the history that touch money, with their lines.
fn tell(world: &World, place: usize, told: &mut Vec<String>) {
    for recorded in &world.history[place..] {
        if recorded.event.subscription().is_none() && recorded.charges.is_empty() {
            continue;
        }
        let id = recorded.event.subscription().map_or_else(String::new, |id| id.to_string());
        told.push(format!("    {} {} {} {id}", recorded.seq, recorded.at, recorded.event.kind()));
        told.extend(recorded.charges.iter().map(|charge| format!("        {}", crate::fault::told(charge))));
    }
}
