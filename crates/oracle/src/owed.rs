//! What is owed, day by day. The rules, in words:
//!
//! 1. A day costs seats × price ÷ days of the whole charge cycle that holds it, summed over the lots as they are at the
//!    day's end: the day of a change belongs to the new quantity, price or plan (BILL-202, NCE-201). A cycle that its term
//!    cuts, or that is joined in the middle, keeps the days of the whole one as divisor (BILL-203, ADDON-102, NCE-209).
//!    Discounts come off the price.
//! 2. Nothing is owed before the first day of the term (BILL-106) or after its last, in a trial (TRIAL-105, TRIAL-207), and
//!    in expired, disabled or deleted states (NCE-404).
//! 3. Classic, suspended: nothing from the day of the suspension to the day before the reactivation (LIFE-102).
//!    In the first month of the term (BILL-211) a suspension, and a partner's upgrade, which cancels its source (BILL-215),
//!    make the whole cycle free, back to its first day; a reactivation makes the whole cycle owed again, at the seats it
//!    comes back with, the suspended days included (BILL-213). A customer's own upgrade credits by days (BILL-02), and so does
//!    a migration to new commerce (MIG-104).
//! 4. New commerce, suspended: owed as if it were not (PAUSE-02), to the end of its term.
//!    What was charged for a cycle stays where it is deleted (NCE-301); later cycles are not owed.
//! 5. Marketplace: nothing before the day on which the publisher confirms the set-up (MKT-104). Suspended: the cycle that is
//!    paid stays paid; later ones are not owed until the reactivation.
//!    Another plan costs its own price from its day on (MKT-105). A change that the publisher does not accept is owed for no
//!    day of the cycle in which it is taken back (MKT-109).
//! 6. Cancelled: free from that day (NCE-206), or, where each 24 hours that have begun since the beginning of the term are
//!    used (`nce.day_of_cancel`), after as many days; or from the first day of the cycle where everything comes back (NCX-01,
//!    CXL-01, CXL-02); where nothing comes back, owed to the end of the cycle (CXL-03).
//! 7. A billing plan that begins in the middle of its own rhythm costs the months that are left of it, spread over their
//!    days (NCE-109); a month that the term cuts counts by its days (NCE-209).
//! 8. An extended service term is a term of a month (NCE-801), at the prices that its event says.
//! 9. What is paid in advance stands on no bill (BILL-04 has a check of its own).
//! 10. The charge of a later year of a longer classic term, billed annually, may show days a month earlier than the year that
//!     it is for (BILL-108); it is for that year all the same.
//! 11. What a person gives back by hand (INV-105) changes nothing about what days cost. But nobody gets more back than stands
//!     charged: where a part has come back by hand, a later credit of the same cycle ends at nothing ([`crate::corrected`]).

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use jiff::Timestamp;
use seatwright_domain::calendar::BillingPlan;
use seatwright_domain::catalogue::Commerce;
use seatwright_domain::event::{Correction, Event, Recorded};
use seatwright_domain::ids::{SubscriptionId, UpgradeId};
use seatwright_domain::policy::{Policies, Refund};
use seatwright_domain::subscription::{Payment, Subscription};
use seatwright_domain::upgrade::UpgradeKind;

use crate::days::{self, Cycle, Day, Span};
use crate::exact::{self, Exact};
use crate::state::{Phase, Rate, State};

/// Everything of a cycle comes back with an event.
#[derive(Clone, Copy, Debug)]
pub struct Reset {
    /// The event.
    pub seq: u64,
    /// The cycle.
    pub cycle: Cycle,
}

/// Something that changes what stands charged for a cycle of which a part was given back by hand.
#[derive(Clone, Debug)]
pub struct Step {
    /// The event.
    pub seq: u64,
    /// When it happened.
    pub at: Timestamp,
    /// What it is.
    pub what: Turn,
}

/// How it changes.
#[derive(Clone, Debug)]
pub enum Turn {
    /// A person gives an amount back.
    GivenBack(Box<Correction>),
    /// What the days of the cycle cost is booked, as it is known by now.
    Booked {
        /// What the days cost that stay as they were, where the event ends one plan and begins another; else all of them.
        kept: Exact,
        /// What all days cost.
        all: Exact,
    },
}

/// One subscription, day by day.
#[derive(Clone, Debug)]
pub struct Life {
    /// Which.
    pub id: SubscriptionId,
    /// How it is paid for.
    pub payment: Payment,
    /// The first day.
    pub first: Day,
    /// What each day costs, from the first on to the last of the cycle that runs.
    pub days: Vec<Rc<Rate>>,
    /// The cycle that holds each day; none outside of cycles.
    pub cycles: Vec<Option<Cycle>>,
    /// Where everything came back.
    pub resets: Vec<Reset>,
    /// Events whose charges are for a whole cycle, whatever days they show (BILL-213), with its days.
    pub whole: BTreeMap<u64, Span>,
    /// Events whose charges by the calendar show other days than the cycle that they are for (BILL-108): those shown, and those
    /// of the cycle.
    pub early: BTreeMap<u64, (Span, Span)>,
    /// Cycles of which a part was given back by hand, by their whole days, with everything that changed what stands charged.
    pub corrected: BTreeMap<Span, Vec<Step>>,
}

impl Life {
    /// What a day costs, and the first day of its cycle. What comes after the running cycle is not owed yet.
    #[must_use]
    pub fn on(&self, day: Day) -> (Rc<Rate>, Day) {
        let place = usize::try_from(day - self.first).unwrap_or(usize::MAX);
        match (self.days.get(place), self.cycles.get(place)) {
            (Some(rate), Some(cycle)) => (Rc::clone(rate), cycle.map_or(day, |cycle| cycle.covered.first)),
            _ => (Rate::free(), day),
        }
    }

    /// The whole days of the cycle that holds a day.
    #[must_use]
    pub fn whole_on(&self, day: Day) -> Option<Span> {
        let place = usize::try_from(day - self.first).ok()?;
        self.cycles.get(place).copied().flatten().map(|cycle| cycle.whole)
    }

    /// What the days of a cycle cost that are before another day.
    fn cost(&self, whole: Span, before: Day) -> Exact {
        let mut sum = exact::zero();
        for day in whole.first.max(self.first)..before.min(whole.last + 1) {
            if self.whole_on(day) == Some(whole) {
                sum += &self.on(day).0.money;
            }
        }
        sum
    }
}

#[derive(Clone)]
struct Walk<'p> {
    policies: &'p Policies,
    life: Life,
    state: State,
}

/// All subscriptions of a history up to an instant, and on to the end of the cycles that run then.
#[must_use]
pub fn lives(history: &[Recorded], now: Timestamp, policies: &Policies) -> Vec<Life> {
    let mut walks: BTreeMap<SubscriptionId, Walk<'_>> = BTreeMap::new();
    let mut kinds: BTreeMap<UpgradeId, UpgradeKind> = BTreeMap::new();
    let mut corrected: BTreeMap<SubscriptionId, BTreeSet<Span>> = BTreeMap::new();
    for recorded in history {
        if let Event::Corrected { subscription, correction } = &recorded.event {
            corrected.entry(*subscription).or_default().insert(Span::of(correction.cycle.whole));
        }
    }
    for recorded in history {
        if let Event::UpgradeStarted { upgrade } = &recorded.event {
            kinds.insert(upgrade.id, upgrade.kind);
        }
        if let Event::SubscriptionStarted { subscription } = &recorded.event {
            let cycles = corrected.remove(&subscription.id).unwrap_or_default();
            let mut walk = Walk::new(subscription, recorded.at, policies);
            walk.life.corrected = cycles.into_iter().map(|whole| (whole, Vec::new())).collect();
            walk.book(recorded);
            walks.insert(subscription.id, walk);
        } else if let Some(walk) = recorded.event.subscription().and_then(|id| walks.get_mut(&id)) {
            walk.happen(recorded, &kinds);
            walk.book(recorded);
        }
    }
    walks.into_values().map(|walk| walk.finish(days::of_instant(now))).collect()
}

impl<'p> Walk<'p> {
    fn new(subscription: &Subscription, at: Timestamp, policies: &'p Policies) -> Self {
        let life = Life {
            id: subscription.id,
            payment: subscription.payment,
            first: days::of_instant(at),
            days: Vec::new(),
            cycles: Vec::new(),
            resets: Vec::new(),
            whole: BTreeMap::new(),
            early: BTreeMap::new(),
            corrected: BTreeMap::new(),
        };
        Self { policies, life, state: State::new(subscription) }
    }

    /// The next day that has not been written yet.
    fn next_day(&self) -> Day {
        self.life.first + Day::try_from(self.life.days.len()).unwrap_or(0)
    }

    /// Writes the days up to one as they are now.
    fn write_to(&mut self, to: Day) {
        let mut known: Option<(Rc<Rate>, Day)> = None;
        while self.next_day() <= to {
            let day = self.next_day();
            let (rate, until) =
                known.take().filter(|(_, until)| day <= *until).unwrap_or_else(|| self.state.rate(day));
            self.life.days.push(Rc::clone(&rate));
            self.life.cycles.push(self.state.cycle(day));
            known = Some((rate, until));
        }
    }

    /// Writes days of the past anew.
    fn rewrite(&mut self, days: Span, rate: impl Fn(&State, Day) -> Rc<Rate>) {
        for day in days.first.max(self.life.first)..=days.last {
            let place = usize::try_from(day - self.life.first).unwrap_or(usize::MAX);
            if let Some(written) = self.life.days.get_mut(place) {
                *written = rate(&self.state, day);
            }
        }
    }

    /// Everything of the cycle that holds a day comes back.
    fn reset(&mut self, seq: u64, day: Day) {
        let Some(cycle) = self.state.cycle(day).filter(|_| !self.state.in_trial) else { return };
        self.life.resets.push(Reset { seq, cycle });
        // Days of it that were charged under another plan, in the cycles of that, come back with it.
        for before in cycle.covered.first.max(self.life.first)..day {
            let place = usize::try_from(before - self.life.first).unwrap_or(usize::MAX);
            let Some(other) = self.life.cycles.get(place).copied().flatten() else { continue };
            if other != cycle
                && !self.life.resets.iter().any(|known| known.seq == seq && known.cycle == other)
            {
                self.life.resets.push(Reset { seq, cycle: other });
            }
        }
        self.rewrite(Span { first: cycle.covered.first, last: day - 1 }, |_, _| Rate::free());
    }

    fn happen(&mut self, recorded: &Recorded, kinds: &BTreeMap<UpgradeId, UpgradeKind>) {
        let day = days::of_instant(recorded.at);
        self.write_to(day - 1);
        match &recorded.event {
            Event::SeatsAdded { lot, .. } => self.state.lots.push(lot.clone()),
            Event::PlanChanged { lots, .. } => self.state.lots.clone_from(lots),
            Event::ChangeRolledBack { since, lots, .. } => {
                self.state.lots.clone_from(lots);
                let changed = days::of_instant(*since);
                let first = self.state.cycle(day).map_or(changed, |cycle| cycle.covered.first.max(changed));
                self.rewrite(Span { first, last: day - 1 }, |state, day| state.rate(day).0);
            }
            Event::SeatsRemoved { taken, .. } | Event::SeatsTransferred { taken, .. } => {
                self.state.take(taken);
            }
            Event::CycleStarted { period, billing, lots, .. } => {
                if !lots.is_empty() {
                    self.state.lots.clone_from(lots);
                }
                if *billing != self.state.billing {
                    self.state.change_plan(*billing, Span::of(*period), self.policies);
                }
                let begins = Span::of(*period).first;
                if let Some(early) = self.state.shown_early(begins, self.policies) {
                    self.life.early.insert(recorded.seq, early);
                }
            }
            Event::TermReplaced { term, billing, lots, .. }
            | Event::OfferChanged { term, billing, lots, .. } => {
                self.state.replace(term, *billing, lots);
                self.state.in_trial = false;
            }
            Event::Renewed { term, billing, lot, .. } | Event::TrialConverted { term, billing, lot, .. } => {
                self.state.replace(term, *billing, std::slice::from_ref(lot));
                self.state.by_months = None;
                self.state.in_trial = false;
            }
            Event::Extended { term, lots, .. } => {
                self.state.replace(term, BillingPlan::Monthly, lots);
            }
            Event::Suspended { .. } => self.suspend(recorded.seq, day),
            Event::Reactivated { .. } => self.reactivate(recorded.seq, day),
            Event::Cancelled { refund, .. } => self.cancel(recorded, day, *refund),
            Event::SourceClosed { upgrade, .. } => {
                let whole = kinds.get(upgrade) == Some(&UpgradeKind::Classic);
                if whole && self.state.in_first_month(day, self.policies) {
                    self.reset(recorded.seq, day);
                }
                self.state.phase = Phase::Over;
            }
            Event::SetUpCompleted { .. } => self.state.awaits_setup = false,
            Event::Expired { .. } | Event::Disabled { .. } | Event::Deleted { .. } => self.end(day),
            _ => {}
        }
    }

    /// Notes what an event means for the cycles of which a part was given back by hand.
    fn book(&mut self, recorded: &Recorded) {
        let (seq, at) = (recorded.seq, recorded.at);
        if let Event::Corrected { correction, .. } = &recorded.event {
            let steps = self.life.corrected.entry(Span::of(correction.cycle.whole)).or_default();
            steps.push(Step { seq, at, what: Turn::GivenBack(correction.clone()) });
            return;
        }
        if self.life.corrected.is_empty() || !books(&recorded.event, self.state.commerce) {
            return;
        }
        let today = days::of_instant(recorded.at);
        // What has not begun is not owed yet; a term that begins later is.
        let begun = today.max(days::of_date(self.state.term.period.first));
        let begins_anew = matches!(recorded.event, Event::TermReplaced { .. } | Event::OfferChanged { .. });
        let last = self.life.corrected.keys().map(|whole| whole.last).max().unwrap_or(today);
        let mut ahead = self.clone();
        ahead.write_to(last);
        for (whole, steps) in &mut self.life.corrected {
            if whole.first > begun && steps.is_empty() {
                continue;
            }
            let all = ahead.life.cost(*whole, Day::MAX);
            let kept = if begins_anew { ahead.life.cost(*whole, today) } else { all.clone() };
            steps.push(Step { seq, at, what: Turn::Booked { kept, all } });
        }
    }

    fn suspend(&mut self, seq: u64, day: Day) {
        match self.state.commerce {
            Commerce::Classic => {
                if self.state.in_first_month(day, self.policies) {
                    self.reset(seq, day);
                }
                self.state.phase = Phase::Free;
            }
            Commerce::NewCommerce => {}
            Commerce::Marketplace => {
                let paid = self.state.cycle(day).filter(|_| !self.state.awaits_setup);
                let paid_to = paid.map_or(day - 1, |cycle| cycle.covered.last);
                self.state.phase = Phase::PaidTo(paid_to);
            }
        }
    }

    /// The end without a refund.
    fn end(&mut self, day: Day) {
        self.state.phase = match (self.state.phase, self.state.commerce) {
            (Phase::PaidTo(last), _) => Phase::PaidTo(last),
            (_, Commerce::Classic) => Phase::Over,
            _ => self.state.cycle(day).map_or(Phase::Over, |cycle| Phase::PaidTo(cycle.covered.last)),
        };
    }

    fn reactivate(&mut self, seq: u64, day: Day) {
        self.state.phase = Phase::Runs;
        let again = self.state.commerce == Commerce::Classic
            && !self.state.in_trial
            && self.state.in_first_month(day, self.policies);
        if let Some(cycle) = self.state.cycle(day).filter(|_| again) {
            self.life.whole.insert(seq, cycle.covered);
            let before = Span { first: cycle.covered.first, last: day - 1 };
            self.rewrite(before, |state, day| state.rate(day).0);
        }
    }

    fn cancel(&mut self, recorded: &Recorded, day: Day, refund: Refund) {
        self.state.phase = match refund {
            Refund::Full => {
                self.reset(recorded.seq, day);
                Phase::Over
            }
            Refund::Prorated => match self.state.last_begun_day(recorded.at, self.policies) {
                Some(used) => Phase::PaidTo(used),
                None => Phase::Over,
            },
            Refund::None => match self.state.phase {
                Phase::PaidTo(last) => Phase::PaidTo(last),
                _ => Phase::PaidTo(self.state.cycle(day).map_or(day - 1, |cycle| cycle.covered.last)),
            },
        };
    }

    /// Writes the days up to the end of the cycle that runs.
    fn finish(mut self, today: Day) -> Life {
        let begins = days::of_date(self.state.term.period.first);
        let runs = self.state.cycle(today.max(begins)).map_or(today, |cycle| cycle.covered.last);
        let last = match self.state.phase {
            Phase::Runs => runs.max(today),
            Phase::PaidTo(last) => last.max(today),
            Phase::Free | Phase::Over => today,
        };
        self.write_to(last);
        self.life
    }
}

/// Whether an event brings lines: changes of seats of classic licences wait for the next one that does (BILL-205).
fn books(event: &Event, commerce: Commerce) -> bool {
    match event {
        Event::SeatsAdded { .. } | Event::SeatsRemoved { .. } | Event::SeatsTransferred { .. } => {
            commerce != Commerce::Classic
        }
        Event::SubscriptionStarted { .. }
        | Event::SetUpCompleted { .. }
        | Event::CycleStarted { .. }
        | Event::ChangesBooked { .. }
        | Event::TermReplaced { .. }
        | Event::OfferChanged { .. }
        | Event::Renewed { .. }
        | Event::Extended { .. }
        | Event::TrialConverted { .. }
        | Event::Suspended { .. }
        | Event::Reactivated { .. }
        | Event::Cancelled { .. }
        | Event::SourceClosed { .. }
        | Event::Expired { .. }
        | Event::Disabled { .. }
        | Event::Deleted { .. } => true,
        _ => false,
    }
}
