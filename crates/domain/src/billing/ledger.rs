//! What a subscription remembers of its charges: only the running charge cycle, so that it never grows with age.
//!
//! It is folded from events and the charges they carry. Policies are not asked here: they decided when the charges were
//! made.

use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::charge::{Basis, Charge, Discount};
use super::cycle::ChargeCycle;
use super::fraction::Fraction;
use super::kind::ChargeType;
use crate::calendar::{Period, day_of, previous_day};
use crate::catalogue::Commerce;
use crate::event::Event;
use crate::ids::{ChargeId, LotId};
use crate::money::UnitPrice;
use crate::subscription::{SeatLot, Subscription};

/// The running charge cycle of a subscription.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct Ledger {
    /// The cycle; none before the first charge.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cycle: Option<ChargeCycle>,
    /// What stands charged for it: charges less credits, in minor units.
    #[serde(default)]
    pub net: i64,
    /// Others than classic: earlier days of the same stretch of the term that were charged under another plan, which was
    /// changed in the middle of its cycle. They come back where everything does (NCX-01).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub earlier: Vec<Earlier>,
    /// Classic only: how many seats at which price from which day of the cycle on (BILL-201).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub stretches: Vec<Stretch>,
    /// Classic only: the charges of the cycle that have not been taken back.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub standing: Vec<Standing>,
    /// Classic only: the first day of changes that are not booked yet (BILL-205).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub changed_on: Option<Date>,
}

/// Days that were charged under another plan than the one that runs.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Earlier {
    /// The cycle of the other plan.
    pub cycle: ChargeCycle,
    /// The days of it that were used.
    pub days: Period,
    /// What stands charged for it, in minor units.
    pub net: i64,
}

/// Seats from a day on.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Stretch {
    /// The first day.
    pub from: Date,
    /// The seats by price.
    pub seats: Vec<PricedSeats>,
}

/// Seats of one price.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct PricedSeats {
    /// The first of their lots.
    pub lot: LotId,
    /// The price per seat and billing period.
    pub unit: UnitPrice,
    /// What is taken off it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub discount: Option<Discount>,
    /// How many.
    pub seats: u32,
}

/// A charge that has not been taken back.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Standing {
    /// The charge.
    pub charge: ChargeId,
    /// Its days.
    pub period: Period,
    /// Its seats and price.
    pub seats: PricedSeats,
    /// Its amount in minor units.
    pub amount: i64,
    /// How many days its price was divided by, and how many were charged; equal for a whole cycle.
    pub days: (i64, i64),
}

impl Standing {
    /// Whether it was charged for the whole of its cycle and shows only the later days of it (BILL-213).
    #[must_use]
    pub fn is_more_than_its_days(&self, cycle: ChargeCycle) -> bool {
        let (charged, of) = self.days;
        if charged == of { self.period.first > cycle.covered.first } else { charged > self.period.days() }
    }
}

/// The seats of lots by price, in the order of the lots; lots without a price are left out.
#[must_use]
pub fn by_price(lots: &[SeatLot]) -> Vec<PricedSeats> {
    let mut groups: Vec<PricedSeats> = Vec::new();
    for lot in lots {
        let Some(unit) = lot.unit else { continue };
        match groups.iter_mut().find(|group| group.unit == unit && group.discount == lot.discount) {
            Some(group) => group.seats = group.seats.saturating_add(lot.seats),
            None => groups.push(PricedSeats {
                lot: lot.id,
                unit,
                discount: lot.discount.clone(),
                seats: lot.seats,
            }),
        }
    }
    groups
}

impl Ledger {
    /// The timeline of the cycle as segments with both ends inside (BILL-202).
    #[must_use]
    pub fn segments(&self) -> Vec<(Period, &[PricedSeats])> {
        let Some(cycle) = self.cycle else { return Vec::new() };
        let ends = self.stretches.iter().skip(1).map(|next| previous_day(next.from));
        self.stretches
            .iter()
            .zip(ends.chain(std::iter::once(cycle.covered.last)))
            .map(|(stretch, last)| (Period { first: stretch.from, last }, stretch.seats.as_slice()))
            .collect()
    }

    /// The amount of the charges that have not been taken back.
    #[must_use]
    pub fn standing_amount(&self) -> i64 {
        self.standing.iter().fold(0, |sum, line| sum.saturating_add(line.amount))
    }
}

/// Folds what an event means for the timeline. `after` is the subscription after the event.
pub(crate) fn fold_event(after: &mut Subscription, event: &Event, at: Timestamp) {
    if after.commerce != Commerce::Classic {
        return;
    }
    match event {
        Event::SeatsAdded { .. } | Event::SeatsRemoved { .. } | Event::SeatsTransferred { .. } => {
            let seats = by_price(&after.lots);
            change(&mut after.ledger, day_of(at), seats);
        }
        Event::ChangesBooked { split_on, .. } => {
            after.ledger.changed_on = None;
            if let Some(day) = split_on {
                split(&mut after.ledger, *day);
            }
        }
        // Whatever changed is booked with these, and what follows begins anew.
        Event::Suspended { .. }
        | Event::Reactivated { .. }
        | Event::CycleStarted { .. }
        | Event::TermReplaced { .. }
        | Event::Renewed { .. }
        | Event::TrialConverted { .. }
        | Event::Cancelled { .. }
        | Event::Deleted { .. }
        | Event::SourceClosed { .. } => {
            after.ledger.stretches.clear();
            after.ledger.standing.clear();
            after.ledger.changed_on = None;
        }
        _ => {}
    }
}

/// The day of a change belongs to the new quantity (BILL-202).
fn change(ledger: &mut Ledger, day: Date, seats: Vec<PricedSeats>) {
    let Some(first) = ledger.stretches.first().map(|stretch| stretch.from) else { return };
    let from = day.max(first);
    ledger.stretches.retain(|stretch| stretch.from < from);
    if ledger.stretches.last().is_none_or(|last| last.seats != seats) {
        ledger.stretches.push(Stretch { from, seats });
    }
    ledger.changed_on.get_or_insert(day);
}

/// BILL-206: a further cut at the day of booking.
fn split(ledger: &mut Ledger, day: Date) {
    let inside = ledger.cycle.is_some_and(|cycle| cycle.covered.contains(day));
    let last = ledger.stretches.last().filter(|last| inside && last.from < day).cloned();
    if let Some(last) = last {
        ledger.stretches.push(Stretch { from: day, ..last });
    }
}

/// Folds a charge of the subscription.
pub(crate) fn fold_charge(after: &mut Subscription, charge: &Charge) {
    let classic = after.commerce == Commerce::Classic;
    let ledger = &mut after.ledger;
    if matches!(charge.derivation.basis, Basis::Entered { .. }) {
        // A correction changes what stands charged, and nothing about what is charged next.
        if ledger.cycle.is_some_and(|cycle| cycle.whole == charge.cycle.whole) {
            ledger.net = ledger.net.saturating_add(charge.amount.minor);
        }
        return;
    }
    if ledger.cycle.is_none_or(|cycle| cycle.whole != charge.cycle.whole) {
        let earlier = if classic { Vec::new() } else { left_behind(ledger, charge) };
        *ledger = Ledger { cycle: Some(charge.cycle), earlier, ..Ledger::default() };
    }
    ledger.net = ledger.net.saturating_add(charge.amount.minor);
    if !classic {
        ledger.cycle = Some(charge.cycle);
        return;
    }
    match (&charge.derivation.basis, charge.unit) {
        (Basis::Reversal { of }, _) => ledger.standing.retain(|line| line.charge != *of),
        // The days of a line that was charged whole are counted anew (BILL-214).
        (Basis::Days { .. } | Basis::Capped { .. }, Some(unit))
            if charge.derivation.exact < Fraction::ZERO && settles(charge) =>
        {
            ledger.standing.retain(|line| {
                line.period != charge.key.period
                    || line.seats.unit != unit
                    || line.seats.seats != charge.quantity
            });
        }
        // Also where it rounds to nothing: what comes later in the cycle is settled against it.
        (basis, Some(unit)) if charge.derivation.exact > Fraction::ZERO => {
            let days = match basis {
                Basis::Days { days, of } | Basis::Capped { days, of, .. } => (*days, *of),
                _ => (1, 1),
            };
            let seats = PricedSeats {
                lot: charge.key.lot,
                unit,
                discount: charge.discount.clone(),
                seats: charge.quantity,
            };
            let line = Standing {
                charge: charge.id,
                period: charge.key.period,
                seats: seats.clone(),
                amount: charge.amount.minor,
                days,
            };
            ledger.standing.push(line);
            if ledger.changed_on.is_none() {
                begin(ledger, charge, seats);
            }
        }
        _ => {}
    }
}

/// What the cycles that a charge leaves behind stand for, where it begins another plan in their middle and in their term.
fn left_behind(ledger: &Ledger, charge: &Charge) -> Vec<Earlier> {
    let begins = charge.key.period.first;
    let in_its_middle = |cycle: ChargeCycle| {
        cycle.covered.first < begins
            && begins <= cycle.covered.last
            && charge.term.first <= cycle.covered.first
    };
    let Some(cycle) = ledger.cycle.filter(|cycle| in_its_middle(*cycle)) else { return Vec::new() };
    let days = Period { first: cycle.covered.first, last: previous_day(begins) };
    let mut earlier = ledger.earlier.clone();
    if ledger.net > 0 {
        earlier.push(Earlier { cycle, days, net: ledger.net });
    }
    earlier
}

/// Whether a charge is a line of a change of seats (BILL-204).
fn settles(charge: &Charge) -> bool {
    matches!(charge.key.kind, ChargeType::CycleInstanceProrate | ChargeType::CancelInstanceProrate)
}

/// The timeline begins with the first charge of a cycle, or of what is left of it after a reactivation.
fn begin(ledger: &mut Ledger, charge: &Charge, seats: PricedSeats) {
    let from = charge.key.period.first.max(charge.cycle.covered.first);
    match ledger.stretches.last_mut() {
        None => {
            ledger.cycle = Some(charge.cycle);
            ledger.stretches.push(Stretch { from, seats: vec![seats] });
        }
        // Further lines of other prices for the same days.
        Some(stretch) if stretch.from == from && !stretch.seats.contains(&seats) => stretch.seats.push(seats),
        Some(_) => {}
    }
}
