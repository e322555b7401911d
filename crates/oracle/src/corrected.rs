//! Cycles of which a person gave a part back by hand (INV-105), followed event by event:
//!
//! 1. A correction takes exactly its amount off what stands charged.
//! 2. Any other event changes what stands charged by what the days of the cycle cost more or less than was known before.
//! 3. But never to less than nothing: what was given back by hand does not come back again. Where an event puts another plan,
//!    term or offer in the place of the old one, the old one ends first and gives back no more than stands; then the new one is
//!    charged.
//!
//! Where a credit was cut by the third rule, the lines of that cycle say nothing about single days any more, and only this is
//! known of them; all other corrected cycles are held against their days too, with the corrections left out.

use std::collections::{BTreeMap, BTreeSet};

use num_traits::Signed;
use seatwright_domain::billing::charge::Basis;
use seatwright_domain::event::Correction;
use seatwright_domain::ids::ChargeId;
use seatwright_domain::policy::Policies;

use crate::bounds::{self, Bound};
use crate::charged::{Line, span};
use crate::days::Span;
use crate::exact::{self, Exact};
use crate::fault::Fault;
use crate::owed::{Life, Turn};

/// Holds the lines of corrected cycles against what stands charged after each event; gives the cycles in which a credit was cut,
/// by their whole days.
///
/// # Errors
/// The first event after which something else stands charged.
pub(crate) fn follow(life: &Life, lines: &[Line<'_>], policies: &Policies) -> Result<BTreeSet<Span>, Fault> {
    let mut cut = BTreeSet::new();
    for (whole, steps) in &life.corrected {
        let mut by_event: BTreeMap<u64, Vec<&Line<'_>>> = BTreeMap::new();
        for line in lines.iter().filter(|line| Span::of(line.charge.cycle.whole) == *whole) {
            by_event.entry(line.seq).or_default().push(line);
        }
        let mut stands = Stands::default();
        for (place, step) in steps.iter().enumerate() {
            let own = by_event.remove(&step.seq).unwrap_or_default();
            match &step.what {
                Turn::GivenBack(correction) => stands.give_back(life, &own, correction)?,
                Turn::Booked { kept, all } => stands.book(&own, kept, all, policies),
            }
            // One command may be several events: of a reactivation, the cycle that it begins comes first.
            let goes_on = steps.get(place + 1).is_some_and(|next| next.at == step.at);
            if !goes_on && !stands.bound().holds(&(&stands.charged - &stands.owed)) {
                return Err(stands.fault(life, *whole, step.seq, &own));
            }
        }
        if let Some(line) = by_event.into_values().flatten().next() {
            return Err(Fault::line(line.charge, "belongs to an event that books nothing"));
        }
        if stands.cut {
            cut.insert(*whole);
        }
    }
    Ok(cut)
}

/// What stands charged for a cycle.
struct Stands {
    /// By the rules.
    owed: Exact,
    /// By the lines.
    charged: Exact,
    /// What the days cost, as far as it was booked.
    known: Exact,
    /// How far lines are from what is exact.
    bounds: BTreeMap<ChargeId, Bound>,
    /// Whether something was given back by hand.
    given: bool,
    /// Whether a credit may have been cut since.
    cut: bool,
}

impl Default for Stands {
    fn default() -> Self {
        Self {
            owed: exact::zero(),
            charged: exact::zero(),
            known: exact::zero(),
            bounds: BTreeMap::new(),
            given: false,
            cut: false,
        }
    }
}

impl Stands {
    fn bound(&self) -> Bound {
        self.bounds.values().fold(Bound::none(), |mut sum, bound| {
            sum.add(bound);
            sum
        })
    }

    /// The line of a correction is what the person entered, to the minor unit.
    fn give_back(&mut self, life: &Life, lines: &[&Line<'_>], correction: &Correction) -> Result<(), Fault> {
        let [line] = lines else {
            let what = format!("a correction has {} lines", lines.len());
            return Err(Fault::new(life.id, what).with_lines(lines.iter().map(|line| line.charge)));
        };
        let charge = line.charge;
        let amount = exact::of_money(correction.amount);
        let entered = matches!(charge.derivation.basis, Basis::Entered { .. })
            && exact::of_money(charge.amount) == -amount.clone()
            && charge.amount.currency == correction.amount.currency
            && charge.key.kind == correction.kind
            && charge.key.period == correction.period
            && charge.quantity == correction.seats.seats;
        if !entered {
            return Err(Fault::line(charge, "is not what was entered as a correction"));
        }
        self.charged -= &amount;
        self.owed -= amount;
        self.given = true;
        Ok(())
    }

    fn book(&mut self, lines: &[&Line<'_>], kept: &Exact, all: &Exact, policies: &Policies) {
        for line in lines {
            self.charged += exact::of_money(line.charge.amount);
            let bound = bounds::of_charge(line.charge, line.over.days(), policies);
            match line.charge.derivation.basis {
                Basis::Free => {}
                // It takes the rounding of the other line with it, unless something of that was cut away already.
                Basis::Reversal { of } if !self.cut => {
                    self.bounds.remove(&of);
                }
                _ => {
                    self.bounds.insert(line.charge.id, bound);
                }
            }
        }
        let back = kept - &self.known;
        self.change(&back);
        let anew = all - kept;
        self.change(&anew);
        self.known = all.clone();
    }

    fn change(&mut self, by: &Exact) {
        self.owed += by;
        let least = &self.owed - &self.bound().below;
        self.cut |= self.given && by.is_negative() && least.is_negative();
        if self.owed.is_negative() {
            self.owed = exact::zero();
        }
    }

    fn fault(&self, life: &Life, whole: Span, seq: u64, lines: &[&Line<'_>]) -> Fault {
        let bound = self.bound();
        let what = format!(
            "after event {seq} there stand {} charged for the corrected cycle {}, by the rules {}, and rounding explains -{} to {}",
            exact::shown(&self.charged),
            span(whole),
            exact::shown(&self.owed),
            exact::shown(&bound.below),
            exact::shown(&bound.above),
        );
        Fault::new(life.id, what).with_lines(lines.iter().map(|line| line.charge))
    }
}
