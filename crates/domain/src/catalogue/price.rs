//! Dated price lists: one line per offer, market or currency, term and billing plan.

use std::collections::BTreeMap;

use jiff::civil::Date;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use crate::calendar::{BillingPlan, Term};
use crate::ids::OfferId;
use crate::money::{Currency, UnitPrice};
use crate::rule::Rule;

/// The rules that this module holds.
pub const RULES: &[Rule] = &[Rule::Nce102, Rule::Nce115];

/// One price.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Price {
    /// The commitment it is for.
    pub term: Term,
    /// The billing plan it is for.
    pub billing: BillingPlan,
    /// What the partner pays per seat and billing period of the plan, exact.
    pub unit: Decimal,
    /// The suggested retail price for the same.
    pub retail: Decimal,
    /// First day it holds.
    pub from: Date,
    /// First day it no longer holds.
    pub until: Option<Date>,
}

/// All prices, by offer and currency.
#[derive(Clone, Debug, Default)]
pub struct PriceList {
    lines: BTreeMap<(OfferId, Currency), Vec<Price>>,
}

impl PriceList {
    /// Adds a line.
    pub fn add(&mut self, offer: OfferId, currency: Currency, price: Price) {
        let lines = self.lines.entry((offer, currency)).or_default();
        lines.push(price);
        lines.sort_by_key(|line| (line.term, line.billing, line.from));
    }

    /// The lines of an offer in a currency, in order of term, plan and date.
    #[must_use]
    pub fn lines(&self, offer: &OfferId, currency: Currency) -> &[Price] {
        self.lines.get(&(offer.clone(), currency)).map_or(&[], Vec::as_slice)
    }

    /// The price in force on a day. Where two lines overlap the earlier one holds until its own end (NCE-115).
    #[must_use]
    pub fn at(
        &self,
        offer: &OfferId,
        currency: Currency,
        term: Term,
        billing: BillingPlan,
        on: Date,
    ) -> Option<&Price> {
        self.lines(offer, currency).iter().find(|line| {
            line.term == term
                && line.billing == billing
                && line.from <= on
                && line.until.is_none_or(|until| on < until)
        })
    }

    /// The price per seat and billing period of a plan on a day: as listed for the plan, or worked out from the same
    /// commitment's other plans. A list that only says what a longer plan costs gives a shorter one its even part: a
    /// twelfth of the year each month (NCE-102), raised by `premium` per cent; one that only says what a shorter plan
    /// costs gives a longer one that many times (BILL-111).
    #[must_use]
    pub fn unit(
        &self,
        offer: &OfferId,
        currency: Currency,
        (term, billing): (Term, BillingPlan),
        on: Date,
        premium: Decimal,
    ) -> Option<UnitPrice> {
        if let Some(price) = self.at(offer, currency, term, billing, on) {
            return Some(price.unit_price(currency));
        }
        let wanted = billing.months(term);
        let listed =
            |plan: &BillingPlan| Some((plan.months(term), self.at(offer, currency, term, *plan, on)?));
        let mut others: Vec<_> = BillingPlan::CHARGED.iter().filter_map(listed).collect();
        // The nearest longer plan first, then the nearest shorter one.
        others.sort_by_key(|(months, _)| (*months < wanted, months.abs_diff(wanted)));
        let (months, price) = others.into_iter().find(|(months, _)| even(*months, wanted))?;
        let mut unit = price.unit_price(currency);
        if months > wanted {
            let raised = Decimal::ONE.checked_add(premium.checked_mul(Decimal::new(1, 2))?)?;
            unit.amount = unit.amount.checked_mul(raised)?.normalize();
        }
        Some(unit.for_plan(months, wanted))
    }

    /// Every line, by offer and currency.
    pub fn all(&self) -> impl Iterator<Item = (&(OfferId, Currency), &Price)> {
        self.lines.iter().flat_map(|(key, lines)| lines.iter().map(move |line| (key, line)))
    }

    /// All keys, for checking.
    pub fn keys(&self) -> impl Iterator<Item = &(OfferId, Currency)> {
        self.lines.keys()
    }
}

impl Price {
    /// The price as it is kept with a seat lot.
    #[must_use]
    pub fn unit_price(&self, currency: Currency) -> UnitPrice {
        UnitPrice { amount: self.unit, currency, over: 1 }
    }
}

/// Whether one number of months is a multiple of the other.
fn even(one: u32, other: u32) -> bool {
    let (short, long) = (one.min(other), one.max(other));
    short > 0 && long % short == 0
}
