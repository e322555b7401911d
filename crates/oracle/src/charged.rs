//! What was charged, day by day: each line is spread evenly over its days. Lines that take another back whole go away with
//! it, and with everything of a cycle that came back; what is left is held against what is owed.

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use seatwright_domain::billing::charge::{Basis, Charge};
use seatwright_domain::event::Recorded;
use seatwright_domain::ids::{ChargeId, SubscriptionId};
use seatwright_domain::policy::Policies;
use seatwright_domain::subscription::Payment;

use crate::bounds::{self, Bound};
use crate::corrected;
use crate::days::{self, Day, Span};
use crate::exact::{self, Exact};
use crate::fault::Fault;
use crate::owed::Life;
use crate::state::Rate;

/// A line as it is spread.
#[derive(Clone, Debug)]
pub(crate) struct Line<'h> {
    pub(crate) seq: u64,
    pub(crate) charge: &'h Charge,
    /// The days that it is spread over.
    pub(crate) over: Span,
    /// Seats, negative on credits.
    seats: i64,
    /// Seats of a line of nothing: what is rounded to nothing may or may not be credited again.
    seats_for_nothing: i64,
    /// Whether it still stands.
    stands: bool,
}

/// Cycles, by their whole days, in which a credit was cut because a person had given something back by hand before.
///
/// # Errors
/// The first event after which something else stands charged than the rules say.
pub fn cut_cycles(life: &Life, history: &[Recorded], policies: &Policies) -> Result<BTreeSet<Span>, Fault> {
    let mut own = lines(history).remove(&life.id).unwrap_or_default();
    spread(life, &mut own)?;
    corrected::follow(life, &own, policies)
}

/// Holds every charge of a history against what is owed.
///
/// # Errors
/// The first difference.
pub fn compare(lives: &[Life], history: &[Recorded], policies: &Policies) -> Result<(), Fault> {
    let mut lines = lines(history);
    for life in lives {
        let mut own = lines.remove(&life.id).unwrap_or_default();
        if life.payment == Payment::Prepaid {
            continue;
        }
        spread(life, &mut own)?;
        let cut = corrected::follow(life, &own, policies)?;
        own.retain(|line| {
            let by_hand = matches!(line.charge.derivation.basis, Basis::Entered { .. });
            !by_hand && !cut.contains(&Span::of(line.charge.cycle.whole))
        });
        take_reversals_away(&mut own)?;
        take_resets_away(life, &cut, &mut own)?;
        own.retain(|line| line.stands);
        by_days(life, &own, &cut, policies)?;
    }
    match lines.into_values().flatten().next() {
        Some(line) => Err(Fault::line(line.charge, "is for a subscription that nobody has")),
        None => Ok(()),
    }
}

fn lines(history: &[Recorded]) -> BTreeMap<SubscriptionId, Vec<Line<'_>>> {
    let mut lines: BTreeMap<SubscriptionId, Vec<Line<'_>>> = BTreeMap::new();
    for recorded in history {
        for charge in &recorded.charges {
            // The first line of a term may show the free days before it (BILL-106); it is spread over those of the term.
            let shown = Span::of(charge.key.period);
            let over = Span { first: shown.first.max(days::of_date(charge.term.first)), ..shown };
            let (seats, seats_for_nothing) = seats_of(charge);
            let line = Line { seq: recorded.seq, charge, over, seats, seats_for_nothing, stands: true };
            lines.entry(charge.key.subscription).or_default().push(line);
        }
    }
    lines
}

/// What is charged for a whole cycle is spread over it, whatever days it shows (BILL-213, BILL-108).
fn spread(life: &Life, lines: &mut [Line<'_>]) -> Result<(), Fault> {
    for line in lines.iter_mut().filter(|line| line.seats > 0) {
        if let Some(whole) = life.whole.get(&line.seq) {
            line.over = *whole;
        }
        let by_calendar = line.charge.key.cause == 0;
        if let Some((shown, cycle)) = life.early.get(&line.seq).filter(|_| by_calendar) {
            if Span::of(line.charge.key.period) != *shown {
                return Err(Fault::line(line.charge, &format!("shows other days than {}", span(*shown))));
            }
            line.over = *cycle;
        }
    }
    Ok(())
}

/// The seats of a line, and those of a line of nothing.
fn seats_of(charge: &Charge) -> (i64, i64) {
    let seats = i64::from(charge.quantity);
    match charge.amount.minor.signum() {
        0 => (0, seats),
        sign => (sign * seats, 0),
    }
}

/// A line that takes another back whole is its exact opposite, and happens once.
fn take_reversals_away(lines: &mut [Line<'_>]) -> Result<(), Fault> {
    let mut places: BTreeMap<ChargeId, usize> = BTreeMap::new();
    for place in 0..lines.len() {
        let charge = lines[place].charge;
        places.insert(charge.id, place);
        let Basis::Reversal { of } = charge.derivation.basis else { continue };
        let Some(&reversed) = places.get(&of) else {
            return Err(Fault::line(charge, "takes back a line that is not there"));
        };
        let other = lines[reversed].charge;
        let opposite = charge.amount.minor == -other.amount.minor
            && charge.amount.currency == other.amount.currency
            && charge.quantity == other.quantity
            && Span::of(other.key.period).covers(Span::of(charge.key.period));
        if !opposite {
            return Err(Fault::line(charge, "is not the opposite of the line that it takes back"));
        }
        if !lines[reversed].stands {
            return Err(Fault::line(charge, "takes back a line that was taken back before"));
        }
        lines[place].stands = false;
        lines[reversed].stands = false;
    }
    Ok(())
}

/// Where everything of a cycle comes back, the lines of its days add up to nothing.
fn take_resets_away(life: &Life, cut: &BTreeSet<Span>, lines: &mut [Line<'_>]) -> Result<(), Fault> {
    for reset in life.resets.iter().filter(|reset| !cut.contains(&reset.cycle.whole)) {
        let of_it = |line: &Line<'_>| {
            let cycle = &line.charge.cycle;
            line.stands
                && line.seq <= reset.seq
                && Span::of(cycle.whole) == reset.cycle.whole
                && Span::of(cycle.covered).last == reset.cycle.covered.last
        };
        let left: i64 = lines.iter().filter(|line| of_it(line)).map(|line| line.charge.amount.minor).sum();
        if left != 0 {
            let days = span(reset.cycle.covered);
            let what = format!("everything of {days} comes back, but {left} minor units stay");
            return Err(Fault::new(life.id, what)
                .with_lines(lines.iter().filter(|line| of_it(line)).map(|line| line.charge)));
        }
        for line in lines.iter_mut() {
            line.stands = line.stands && !of_it(line);
        }
    }
    Ok(())
}

/// A stretch of days for people.
pub(crate) fn span(days: Span) -> String {
    format!("{} - {}", days::date(days.first), days::date(days.last))
}

/// What is charged on a day, or what a line adds to it.
struct Charged {
    money: Exact,
    bound: Bound,
    seats: i64,
    for_nothing: i64,
}

impl Charged {
    fn nothing() -> Self {
        Self { money: exact::zero(), bound: Bound::none(), seats: 0, for_nothing: 0 }
    }

    fn negative(&self) -> Self {
        let bound = self.bound.times(&exact::ratio(-1, 1));
        let money = -self.money.clone();
        Self { money, bound, seats: -self.seats, for_nothing: -self.for_nothing }
    }

    fn add(&mut self, other: &Self) {
        self.money += &other.money;
        self.bound.add(&other.bound);
        self.seats += other.seats;
        self.for_nothing += other.for_nothing;
    }

    /// Whether it is what is owed: the money as far as rounding goes, the seats exactly, so that no day is paid twice.
    fn is(&self, rate: &Rate) -> bool {
        self.bound.holds(&(&self.money - &rate.money)) && (self.seats - rate.seats).abs() <= self.for_nothing
    }
}

fn by_days(life: &Life, lines: &[Line<'_>], cut: &BTreeSet<Span>, policies: &Policies) -> Result<(), Fault> {
    // What begins with a day, and what is over the day before.
    let mut changes: BTreeMap<Day, Vec<Charged>> = BTreeMap::new();
    for line in lines {
        if matches!(line.charge.derivation.basis, Basis::Free) {
            if line.charge.amount.minor != 0 {
                return Err(Fault::line(line.charge, "is free and has an amount"));
            }
            continue;
        }
        let days = exact::ratio(line.over.days(), 1);
        let money = exact::of_money(line.charge.amount) / &days;
        let bound = bounds::of_charge(line.charge, line.over.days(), policies).times(&days.recip());
        if life.on(line.over.first).0.currency.is_some_and(|owed| owed != line.charge.amount.currency) {
            return Err(Fault::line(line.charge, "is in another currency than its days"));
        }
        let begins = Charged { money, bound, seats: line.seats, for_nothing: line.seats_for_nothing };
        changes.entry(line.over.last + 1).or_default().push(begins.negative());
        changes.entry(line.over.first).or_default().push(begins);
    }
    if let Some(day) = changes.keys().find(|day| **day < life.first) {
        return Err(Fault::new(life.id, format!("{} is charged, before it began", days::date(*day)))
            .with_lines(lines.iter().map(|line| line.charge)));
    }
    let written = life.first + Day::try_from(life.days.len()).unwrap_or(0) - 1;
    let last = changes.keys().last().copied().unwrap_or(written).max(written);
    let mut now = Charged::nothing();
    let mut sum = Sum { first: life.first, difference: exact::zero(), bound: Bound::none() };
    let mut day = life.first;
    while day <= last {
        for change in changes.get(&day).into_iter().flatten() {
            now.add(change);
        }
        let (rate, cycle) = life.on(day);
        let known = !life.whole_on(day).is_some_and(|whole| cut.contains(&whole));
        if known && !now.is(&rate) {
            let holds = |line: &&Line<'_>| line.over.holds(day);
            return Err(Fault::day(life.id, day, &rate, (&now.money, now.seats), &now.bound)
                .with_lines(lines.iter().filter(holds).map(|line| line.charge)));
        }
        // The days after it are the same until something begins or is over.
        let mut next = day + 1;
        while next <= last && !changes.contains_key(&next) {
            let (other, other_cycle) = life.on(next);
            let elsewhere = cycle != other_cycle || life.whole_on(day) != life.whole_on(next);
            if elsewhere || !Rc::ptr_eq(&rate, &other) {
                break;
            }
            next += 1;
        }
        if cycle != sum.first {
            sum.close(life)?;
            sum = Sum { first: cycle, difference: exact::zero(), bound: Bound::none() };
        }
        let days = exact::ratio(if known { next - day } else { 0 }, 1);
        sum.difference += (&now.money - &rate.money) * &days;
        sum.bound.add(&now.bound.times(&days));
        day = next;
    }
    sum.close(life)
}

/// The sum over a cycle.
struct Sum {
    first: Day,
    difference: Exact,
    bound: Bound,
}

impl Sum {
    fn close(&self, life: &Life) -> Result<(), Fault> {
        if self.bound.holds(&self.difference) {
            return Ok(());
        }
        let text = format!(
            "the cycle from {} is charged {} more than is owed, and rounding explains -{} to {}",
            days::date(self.first),
            exact::shown(&self.difference),
            exact::shown(&self.bound.below),
            exact::shown(&self.bound.above),
        );
        Err(Fault::new(life.id, text))
    }
}
