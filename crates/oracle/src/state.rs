//! What is known of one subscription at the end of a day: just enough to say what that day costs.

use std::rc::Rc;

use jiff::Timestamp;
use num_bigint::BigInt;
use rust_decimal::Decimal;
use seatwright_domain::billing::policy::{DayOfCancel, FullCredit, MultiYear, PlanChange};
use seatwright_domain::calendar::{BillingPlan, MonthEnd};
use seatwright_domain::catalogue::Commerce;
use seatwright_domain::event::Taken;
use seatwright_domain::money::Currency;
use seatwright_domain::policy::Policies;
use seatwright_domain::subscription::{SeatLot, Subscription, TermState};

use crate::days::{self, Cycle, Day, Span};
use crate::exact::{self, Exact};

/// What one day costs.
#[derive(Clone, PartialEq, Debug)]
pub struct Rate {
    /// Major units.
    pub money: Exact,
    /// The seats that are paid for.
    pub seats: i64,
    /// The currency; none where nothing is owed.
    pub currency: Option<Currency>,
}

impl Rate {
    /// A free day.
    #[must_use]
    pub fn free() -> Rc<Self> {
        Rc::new(Self { money: exact::zero(), seats: 0, currency: None })
    }
}

/// Whether days are owed.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Phase {
    /// As the term says.
    Runs,
    /// Suspended, and therefore free (LIFE-102).
    Free,
    /// Nothing new is owed, but what was charged stays, to this day.
    PaidTo(Day),
    /// Over.
    Over,
}

/// The state.
#[derive(Clone, Debug)]
pub(crate) struct State {
    pub(crate) commerce: Commerce,
    pub(crate) phase: Phase,
    pub(crate) term: TermState,
    pub(crate) billing: BillingPlan,
    pub(crate) lots: Vec<SeatLot>,
    pub(crate) in_trial: bool,
    /// The publisher has not confirmed the set-up yet (MKT-104).
    pub(crate) awaits_setup: bool,
    /// A cycle charged by months of its plan (NCE-109): its days, and its part of the price.
    pub(crate) by_months: Option<(Span, Exact)>,
}

impl State {
    pub(crate) fn new(subscription: &Subscription) -> Self {
        Self {
            commerce: subscription.commerce,
            phase: Phase::Runs,
            term: subscription.term.clone(),
            billing: subscription.billing,
            lots: subscription.lots.clone(),
            in_trial: subscription.trial.is_some(),
            awaits_setup: subscription.setup.as_ref().is_some_and(|setup| setup.completed_at.is_none()),
            by_months: None,
        }
    }

    /// Another term, plan and seats.
    pub(crate) fn replace(&mut self, term: &TermState, billing: BillingPlan, lots: &[SeatLot]) {
        let same_rhythm = self.term.period == term.period && self.billing == billing;
        self.term = term.clone();
        self.billing = billing;
        self.lots = lots.to_vec();
        if !same_rhythm {
            self.by_months = None;
        }
    }

    pub(crate) fn take(&mut self, taken: &[Taken]) {
        for part in taken {
            if let Some(lot) = self.lots.iter_mut().find(|lot| lot.id == part.lot) {
                lot.seats = lot.seats.saturating_sub(part.seats);
            }
        }
    }

    pub(crate) fn cycle(&self, day: Day) -> Option<Cycle> {
        days::cycle_on(&self.term, self.billing, day)
    }

    /// What a day costs, and until when that is so unless something happens.
    pub(crate) fn rate(&self, day: Day) -> (Rc<Rate>, Day) {
        let free = |until| (Rate::free(), until);
        match self.phase {
            Phase::Over | Phase::Free => return free(Day::MAX),
            Phase::PaidTo(last) if day > last => return free(Day::MAX),
            Phase::PaidTo(_) | Phase::Runs => {}
        }
        if self.in_trial || self.awaits_setup {
            return free(Day::MAX);
        }
        let begins = days::of_date(self.term.period.first);
        if day < begins {
            return free(begins - 1);
        }
        let Some(cycle) = self.cycle(day) else { return free(Day::MAX) };
        let last = match self.phase {
            Phase::PaidTo(last) => last.min(cycle.covered.last),
            _ => cycle.covered.last,
        };
        let share = match &self.by_months {
            Some((span, part)) if span.holds(day) => part / exact::ratio(span.days(), 1),
            _ => exact::ratio(1, cycle.whole.days()),
        };
        (Rc::new(self.share(&share)), last)
    }

    /// Seats × price, times a share.
    fn share(&self, share: &Exact) -> Rate {
        let mut rate = Rate { money: exact::zero(), seats: 0, currency: None };
        for lot in &self.lots {
            // What costs nothing is on bills as a credit or a charge of nothing, and nobody can tell which.
            let Some(unit) = lot.unit.filter(|unit| !unit.amount.is_zero()) else { continue };
            let off = lot.discount.as_ref().map_or(Decimal::ZERO, |discount| discount.percent);
            let paid = exact::of_decimal(Decimal::ONE_HUNDRED - off) / exact::ratio(100, 1);
            let seats = Exact::from_integer(BigInt::from(lot.seats));
            rate.money += exact::of_price(unit) * paid * seats * share;
            rate.seats += i64::from(lot.seats);
            rate.currency = Some(unit.currency);
        }
        rate
    }

    /// BILL-108: the days that the charge of a later year of a longer term shows, and those that it is for.
    pub(crate) fn shown_early(&self, begins: Day, policies: &Policies) -> Option<(Span, Span)> {
        let policy = policies.billing_at(self.term.began_at).classic.multi_year;
        let longer = self.commerce == Commerce::Classic && self.term.length.months() > 12;
        if policy == MultiYear::ServiceYears || !longer || self.billing != BillingPlan::Annual {
            return None;
        }
        let cycle = self.cycle(begins)?;
        let later = cycle.covered == cycle.whole && cycle.last_month > self.term.offset + 12;
        let day = |month: u32| days::months_after(self.term.anchor, month, self.term.month_end);
        let shown = || Span { first: day(cycle.last_month - 13), last: day(cycle.last_month - 1) - 1 };
        later.then(|| (shown(), cycle.covered))
    }

    /// Whether a day lies in the first month of the term (BILL-211, `classic.full_credit`).
    pub(crate) fn in_first_month(&self, day: Day, policies: &Policies) -> bool {
        let first = self.term.period.first;
        let begins = days::of_date(first);
        let ends = match policies.billing_at(self.term.began_at).classic.full_credit {
            FullCredit::ThirtyDays => begins + 30,
            FullCredit::Month => days::months_after(first, 1, MonthEnd::KeepDayClamped),
        };
        begins <= day && day < ends
    }

    /// The last day that is used where every 24 hours count as soon as they begin (NCE-208); none where the day of cancelling
    /// comes back.
    pub(crate) fn last_begun_day(&self, at: Timestamp, policies: &Policies) -> Option<Day> {
        let policy = &policies.billing_at(self.term.began_at).new_commerce;
        if policy.day_of_cancel == DayOfCancel::Refunded {
            return None;
        }
        let seconds = at.as_second() - self.term.began_at.as_second();
        let begun = seconds.div_euclid(86_400) + 1;
        Some(days::of_date(self.term.period.first) + begun - 1)
    }

    /// NCE-107, NCE-109: a plan that begins inside its own rhythm is charged for the months that are left of it.
    pub(crate) fn change_plan(&mut self, billing: BillingPlan, period: Span, policies: &Policies) {
        self.billing = billing;
        self.by_months = None;
        let by_months =
            policies.billing_at(self.term.began_at).new_commerce.plan_change == PlanChange::Months;
        let Some(cycle) = self.cycle(period.first).filter(|_| by_months) else { return };
        let Some(of) = days::rhythm(&self.term, billing).filter(|_| period.first > cycle.whole.first) else {
            return;
        };
        // The month that begins on this day.
        let begins = |month: u32| days::months_after(self.term.anchor, month, self.term.month_end);
        let months = cycle.last_month - of..cycle.last_month;
        let Some(first) = months.clone().find(|month| begins(*month) == period.first) else { return };
        let covered = Span { first: period.first, last: cycle.covered.last };
        // A month that the term cuts counts by its days (NCE-209).
        let part_of_month = |month: u32| {
            let whole = Span { first: begins(month), last: begins(month + 1) - 1 };
            let days = whole.last.min(covered.last) - whole.first + 1;
            exact::ratio(days.max(0), whole.days())
        };
        let left = (first..months.end).map(part_of_month).fold(exact::zero(), |sum, part| sum + part);
        self.by_months = Some((covered, left / exact::ratio(of.into(), 1)));
    }
}
