//! Writing lines: one place turns days of a cycle into a charge, whatever the reason for it.

use jiff::Timestamp;
use jiff::civil::Date;
use rust_decimal::Decimal;
use uuid::Uuid;

use super::charge::{Basis, Charge, Derivation, InvoiceFamily, ObligationKey};
use super::cycle::ChargeCycle;
use super::fraction::Fraction;
use super::invoicing;
use super::kind::ChargeType;
use super::ledger::{PricedSeats, Standing};
use super::policy::{AnnualDays, BillingPolicy, CycleDays};
use super::rounding::{Part, Rounding};
use crate::calendar::{Period, day_of};
use crate::catalogue::Commerce;
use crate::customer::Customer;
use crate::decision::Context;
use crate::event::Recorded;
use crate::ids::{ChargeId, IdSource};
use crate::money::{Currency, Money};
use crate::rule::Rule;
use crate::subscription::Subscription;

/// The lines of one event, in the making.
pub(super) struct Lines<'a> {
    /// The subscription whose money it is; its term, offer and price say what is charged.
    pub(super) of: &'a Subscription,
    /// The billing policy of its term.
    pub(super) policy: &'a BillingPolicy,
    /// When it happens.
    pub(super) at: Timestamp,
    customer: &'a Customer,
    cause: u64,
    context: &'a Context<'a>,
    made: Vec<Charge>,
}

/// What a line is made from.
#[derive(Clone)]
pub(super) struct Spec {
    /// The type.
    pub(super) kind: ChargeType,
    /// The rule it exists by.
    pub(super) rule: Rule,
    /// The days.
    pub(super) period: Period,
    /// The cycle they belong to.
    pub(super) cycle: ChargeCycle,
    /// Whether it follows from a change, and not from the calendar.
    pub(super) change: bool,
}

impl<'a> Lines<'a> {
    /// For an event of an account.
    pub(super) fn new(
        of: &'a Subscription,
        customer: &'a Customer,
        recorded: &Recorded,
        context: &'a Context<'a>,
    ) -> Self {
        let policy = context.policies.billing_at(of.term.began_at);
        let (at, cause) = (recorded.at, recorded.seq);
        Self { of, policy, at, customer, cause, context, made: Vec::new() }
    }

    /// Writes what `write` writes as lines about another state of the subscription: what ends is settled by the term and
    /// the prices that it had.
    pub(super) fn about(&mut self, other: &'a Subscription, write: impl FnOnce(&mut Self)) {
        let (of, policy) = (self.of, self.policy);
        self.of = other;
        self.policy = self.context.policies.billing_at(other.term.began_at);
        write(self);
        (self.of, self.policy) = (of, policy);
    }

    /// The day of the event.
    pub(super) fn day(&self) -> Date {
        day_of(self.at)
    }

    /// What the lines come to, in minor units.
    pub(super) fn sum(&self) -> i64 {
        self.made.iter().fold(0, |sum, line| sum.saturating_add(line.amount.minor))
    }

    /// The currency of the seats' prices; where seats have none, that of the partner, or of the market where there is none.
    pub(super) fn currency(&self) -> Option<Currency> {
        let priced = self.of.lots.iter().find_map(|lot| lot.unit).map(|unit| unit.currency);
        priced.or_else(|| match self.of.seller.partner() {
            Some(partner) => self.context.partners.get(partner).map(|partner| partner.currency),
            None => {
                let market = self.context.catalogue.markets.get(self.customer.country());
                market.map(|market| market.currency)
            }
        })
    }

    /// The lines.
    pub(super) fn into_made(self) -> Vec<Charge> {
        self.made
    }

    /// The rounding rule of the commerce system.
    pub(super) fn rounding(&self) -> Rounding {
        match self.of.commerce {
            Commerce::Classic => self.policy.classic.rounding,
            Commerce::NewCommerce | Commerce::Marketplace => self.policy.new_commerce.rounding,
        }
    }

    /// Charges days of a cycle for seats of one price.
    pub(super) fn charge(&mut self, spec: &Spec, seats: &PricedSeats) {
        let (part, basis) = self.measure(spec, seats);
        self.finish(spec, seats, part, basis, 1);
    }

    /// Charges or credits the whole price of a cycle, whatever the days that are shown.
    pub(super) fn whole(&mut self, spec: &Spec, seats: &PricedSeats) {
        let whole = Spec { period: spec.cycle.covered, ..spec.clone() };
        let (part, basis) = self.measure(&whole, seats);
        self.finish(spec, seats, part, basis, 1);
    }

    /// A credit by days that never exceeds `most` minor units.
    pub(super) fn credit_at_most(&mut self, spec: &Spec, seats: &PricedSeats, most: i64) {
        let (part, basis) = self.measure(spec, seats);
        let rounded = self.rounding().apply(part);
        if rounded.minor <= most {
            return self.finish(spec, seats, part, basis, -1);
        }
        let exact = part.exact().negated();
        let basis = Basis::Capped { days: part.days, of: part.of, most };
        let shown = per_seat(most, seats);
        self.push(spec, seats, Made { minor: -most, shown: -shown, exact, basis });
    }

    fn finish(&mut self, spec: &Spec, seats: &PricedSeats, part: Part, basis: Basis, sign: i64) {
        let rounded = self.rounding().apply(part);
        let exact = if sign < 0 { part.exact().negated() } else { part.exact() };
        let shown = rounded.shown * Decimal::from(sign);
        self.push(spec, seats, Made { minor: rounded.minor.saturating_mul(sign), shown, exact, basis });
    }

    /// What charging them would come to, in minor units.
    pub(super) fn price(&self, spec: &Spec, seats: &PricedSeats) -> i64 {
        let (part, _) = self.measure(spec, seats);
        self.rounding().apply(part).minor
    }

    /// Takes a standing line back to the minor unit, or `most` of it where that is less.
    pub(super) fn reverse(&mut self, spec: &Spec, line: &Standing, most: i64) {
        let amount = line.amount.min(most);
        let exact = Fraction::new(
            i128::from(amount).saturating_neg(),
            10_i128.pow(line.seats.unit.currency.exponent()),
        );
        let basis = Basis::Reversal { of: line.charge };
        let shown = if amount == line.amount { self.shown_of(line) } else { per_seat(amount, &line.seats) };
        let made = Made { minor: amount.saturating_neg(), shown: -shown, exact, basis };
        self.push(spec, &line.seats, made);
    }

    /// The unit price that a standing line shows.
    fn shown_of(&self, line: &Standing) -> Decimal {
        let (days, of) = line.days;
        let exponent = line.seats.unit.currency.exponent();
        let unit = net_price(&line.seats);
        self.rounding().apply(Part { unit, quantity: line.seats.seats, days, of, exponent }).shown
    }

    /// Gives everything back that stands charged for a cycle, in one line.
    pub(super) fn everything(&mut self, spec: &Spec, seats: &PricedSeats, net: i64) {
        let exact =
            Fraction::new(i128::from(net).saturating_neg(), 10_i128.pow(seats.unit.currency.exponent()));
        let shown = -per_seat(net, seats);
        self.push(spec, seats, Made { minor: net.saturating_neg(), shown, exact, basis: Basis::Everything });
    }

    /// A correction: an amount that a person entered.
    pub(super) fn entered(&mut self, spec: &Spec, seats: &PricedSeats, minor: i64, reason: &str) {
        let digits = 10_i128.pow(seats.unit.currency.exponent());
        let exact = Fraction::new(i128::from(minor).saturating_neg(), digits);
        let shown = -per_seat(minor, seats);
        let basis = Basis::Entered { reason: reason.to_owned() };
        self.push(spec, seats, Made { minor: minor.saturating_neg(), shown, exact, basis });
    }

    /// A line of nothing: trials, and the free days before a term.
    pub(super) fn free(&mut self, spec: &Spec, seats: u32, currency: Currency) {
        let lot = self.of.lots.first().map_or(crate::ids::LotId(1), |lot| lot.id);
        let made = Made {
            minor: 0,
            shown: Decimal::new(0, currency.exponent()),
            exact: Fraction::ZERO,
            basis: Basis::Free,
        };
        let line = self.line(spec, lot, seats, currency, made);
        self.made.push(line);
    }

    /// How much of the price the days are.
    fn measure(&self, spec: &Spec, seats: &PricedSeats) -> (Part, Basis) {
        let cycle = spec.cycle;
        let mut unit = net_price(seats);
        let whole = spec.period == cycle.covered;
        let (days, of, basis) = match cycle.months {
            Some((months, of_months)) => {
                unit = unit.times(cycle.part());
                let (days, of) = (spec.period.days(), cycle.covered.days());
                let basis = match cycle.cut {
                    Some((days, of_days)) if whole => {
                        Basis::MonthsCut { months, days, of_days, of: of_months }
                    }
                    _ if whole => Basis::Months { months, of: of_months },
                    _ => Basis::MonthsAndDays { months, of_months, days, of },
                };
                (days, of, basis)
            }
            None if whole && cycle.covered == cycle.whole => (1, 1, Basis::Cycle),
            None => {
                // A part never costs more than the whole, however few days the denominator has.
                let of = self.denominator(cycle);
                let days = spec.period.days().min(of);
                (days, of, Basis::Days { days, of })
            }
        };
        let exponent = seats.unit.currency.exponent();
        (Part { unit, quantity: seats.seats, days, of, exponent }, basis)
    }

    /// The days that a price is divided by (BILL-203, NCE-202).
    fn denominator(&self, cycle: ChargeCycle) -> i64 {
        let real = cycle.whole.days();
        match self.of.commerce {
            Commerce::Classic if (365..=366).contains(&real) => match self.policy.classic.annual_days {
                AnnualDays::Real => real,
                AnnualDays::Always365 => 365,
            },
            Commerce::NewCommerce if (28..=31).contains(&real) => match self.policy.new_commerce.cycle_days {
                CycleDays::Real => real,
                CycleDays::MonthOfStart => cycle.whole.first.days_in_month().into(),
            },
            _ => real,
        }
    }

    fn push(&mut self, spec: &Spec, seats: &PricedSeats, made: Made) {
        let mut line = self.line(spec, seats.lot, seats.seats, seats.unit.currency, made);
        line.unit = Some(seats.unit);
        line.discount.clone_from(&seats.discount);
        self.made.push(line);
    }

    fn line(
        &self,
        spec: &Spec,
        lot: crate::ids::LotId,
        seats: u32,
        currency: Currency,
        made: Made,
    ) -> Charge {
        let of = self.of;
        let booked_on = self.day().max(if spec.change { Date::MIN } else { spec.cycle.covered.first });
        let family = match of.commerce {
            Commerce::Classic => InvoiceFamily::Classic,
            Commerce::NewCommerce | Commerce::Marketplace => InvoiceFamily::NewCommerce,
        };
        let mut invoice_on = invoicing::invoice_date(family, &of.seller, booked_on, self.context);
        if matches!(spec.rule, Rule::Bill02 | Rule::Bill04) {
            invoice_on = invoicing::upgrade_credit_date(invoice_on, booked_on);
        }
        let mut key = ObligationKey {
            subscription: of.id,
            lot,
            period: spec.period,
            kind: spec.kind,
            cause: if spec.change { self.cause } else { 0 },
            part: 0,
        };
        while self.made.iter().any(|other| other.key == key) {
            key.part += 1;
        }
        Charge {
            id: self.next_id(),
            key,
            offer: of.offer.clone(),
            order: of.order,
            seller: of.seller.clone(),
            family,
            term: of.term.period,
            length: of.term.length,
            billing: of.billing,
            cycle: spec.cycle,
            unit: None,
            shown: made.shown,
            quantity: seats,
            amount: Money { minor: made.minor, currency },
            discount: None,
            booked_on,
            invoice_on,
            rule: spec.rule,
            policy: self.policy.version.clone(),
            derivation: Derivation { basis: made.basis, exact: made.exact, rounding: self.rounding() },
        }
    }

    /// Ids follow from the account, the event and the place of the line, and from nothing else.
    fn next_id(&self) -> ChargeId {
        let place = u128::from(self.cause) << 32 | self.made.len() as u128;
        let seed =
            self.customer.id.0.as_u128() ^ place.wrapping_mul(0x9E37_79B9_7F4A_7C15_F39C_C060_5CED_C835);
        ChargeId(IdSource::new(Uuid::from_u128(seed)).next(self.at))
    }
}

/// The numbers of a line.
struct Made {
    minor: i64,
    shown: Decimal,
    exact: Fraction,
    basis: Basis,
}

/// The price of one seat for a whole period less its discount.
pub(super) fn net_price(seats: &PricedSeats) -> Fraction {
    let list = seats.unit.exact();
    match &seats.discount {
        Some(discount) => {
            let percent = Fraction::of_decimal(Decimal::ONE_HUNDRED - discount.percent);
            list.times(percent.over(100))
        }
        None => list,
    }
}

/// What an amount comes to for one seat, cut after the currency's digits.
fn per_seat(minor: i64, seats: &PricedSeats) -> Decimal {
    let unit = minor / i64::from(seats.seats.max(1));
    Decimal::new(unit, seats.unit.currency.exponent())
}
