//! A line: a charge with everything beside it that a file says about it.

use jiff::civil::Date;
use rust_decimal::Decimal;
use seatwright_domain::billing::charge::{Basis, Charge};
use seatwright_domain::billing::fraction::Fraction;
use seatwright_domain::calendar::{BillingPlan, Term};
use seatwright_domain::catalogue::Offer;
use seatwright_domain::customer::Customer;
use seatwright_domain::order::{Order, OrderLine};
use seatwright_domain::partner::Partner;
use seatwright_domain::rule::Rule;
use seatwright_domain::subscription::Seller;

use crate::value::Value;

/// The rules that this module holds.
pub const RULES: &[Rule] = &[Rule::Recon102, Rule::Recon104, Rule::Recon105, Rule::Chan106];

/// The reseller's number where a reseller of record was there and is no more (CHAN-106).
const RESELLER_REMOVED: i64 = -1;

/// Digits of an effective unit price that no rounding rule has cut.
const EFFECTIVE_DIGITS: u32 = 4;

/// A charge with what stands beside it in a file.
#[derive(Clone, Copy, Debug)]
pub struct Line<'a> {
    /// The charge.
    pub charge: &'a Charge,
    /// The number of the event that brought it: lines of one change share it (RECON-105).
    pub event: u64,
    /// The customer.
    pub customer: &'a Customer,
    /// The partner that pays; none where the customer pays itself.
    pub partner: Option<&'a Partner>,
    /// The order that the subscription came from.
    pub order: Option<&'a Order>,
    /// The offer, while the catalogue has it.
    pub offer: Option<&'a Offer>,
    /// The invoice; none while there is none.
    pub invoice: Option<&'a str>,
}

impl<'a> Line<'a> {
    /// The partner's id.
    pub(crate) fn partner_id(&self) -> Value {
        self.charge.seller.partner().map_or(Value::Nothing, Value::word)
    }

    /// The partner's location number; 0 where there is none, as readers expect a number.
    pub(crate) fn mpn_id(&self) -> i64 {
        self.partner.and_then(|partner| partner.mpn_id.parse().ok()).unwrap_or(0)
    }

    /// The reseller's location number: the partner's own where it sold directly, −1 where a reseller was removed
    /// (CHAN-106).
    pub(crate) fn reseller_mpn_id(&self) -> i64 {
        let Seller::Partner { reseller, .. } = &self.charge.seller else { return 0 };
        match (reseller, self.order_line().and_then(|line| line.reseller.as_ref())) {
            (Some(reseller), _) => reseller.parse().unwrap_or(0),
            (None, Some(_)) => RESELLER_REMOVED,
            (None, None) => self.mpn_id(),
        }
    }

    /// The line of the order that made the subscription.
    pub(crate) fn order_line(&self) -> Option<&'a OrderLine> {
        let id = self.charge.key.subscription;
        self.order?.lines.iter().find(|line| line.subscription == id)
    }

    /// The name of the offer; its id where the catalogue has it no more.
    pub(crate) fn offer_title(&self) -> String {
        self.offer.map_or_else(|| self.charge.offer.to_string(), |offer| offer.title.clone())
    }

    /// The name that the subscription was bought with. Files of one invoice say the same whenever they are made, so later
    /// names are not in them.
    pub(crate) fn subscription_name(&self) -> Value {
        let line = self.order_line().filter(|line| !line.friendly_name.is_empty());
        line.map_or_else(|| Value::Word(self.offer_title()), |line| Value::text(&line.friendly_name))
    }

    /// What is owed or given back for the line, before tax.
    pub(crate) fn subtotal(&self) -> Decimal {
        self.charge.amount.to_decimal()
    }

    /// The same at the list price: subtotal and discount together (RECON-102).
    pub(crate) fn list_amount(&self) -> Decimal {
        let kept = self
            .charge
            .discount
            .as_ref()
            .map_or(Decimal::ONE_HUNDRED, |discount| Decimal::ONE_HUNDRED - discount.percent);
        if kept == Decimal::ONE_HUNDRED || kept <= Decimal::ZERO {
            return self.subtotal();
        }
        let kept = Fraction::of_decimal(kept);
        let list =
            self.charge.derivation.exact.times(Fraction::new(kept.denominator() * 100, kept.numerator()));
        let digits = self.charge.amount.currency.exponent();
        decimal(list.half_up(digits), digits)
    }

    /// The list price of one seat for a billing period, with the sign of the line (NCE-210).
    pub(crate) fn list_price(&self) -> Decimal {
        let Some(unit) = self.charge.unit else { return self.zero() };
        let digits = unit.amount.normalize().scale().max(unit.currency.exponent());
        // A twelfth of an annual price has no end as a decimal.
        let digits = if unit.over > 1 { EFFECTIVE_DIGITS.max(digits) } else { digits };
        let sign = if self.charge.amount.minor < 0 { -1 } else { 1 };
        decimal(unit.exact().times_whole(sign).half_up(digits), digits)
    }

    /// The price of one seat for the charged days, after discount (NCE-210): the one that was multiplied, where a rounding
    /// rule made one; otherwise the exact one, cut after four decimals.
    pub(crate) fn effective_price(&self) -> Decimal {
        let charge = self.charge;
        let seats = Decimal::from(charge.quantity.max(1));
        if charge.shown.checked_mul(seats) == Some(self.subtotal()) {
            return charge.shown;
        }
        let exact = charge.derivation.exact.over(i128::from(charge.quantity.max(1)));
        decimal(exact.towards_zero(EFFECTIVE_DIGITS), EFFECTIVE_DIGITS)
    }

    /// Nothing, with the digits of the currency.
    pub(crate) fn zero(&self) -> Decimal {
        Decimal::new(0, self.charge.amount.currency.exponent())
    }

    /// What links the lines of one change: the account and the number of its event (RECON-105).
    pub(crate) fn reference(&self) -> String {
        format!("{}-{}", self.customer.id, self.event)
    }

    /// The word for how often it is charged; none for what is charged once (RECON-104).
    pub(crate) fn frequency(&self) -> Option<&'static str> {
        match self.charge.billing {
            BillingPlan::Monthly => Some("Monthly"),
            BillingPlan::Annual => Some("Annual"),
            BillingPlan::Biennial => Some("Biennial"),
            BillingPlan::Triennial => Some("Triennial"),
            BillingPlan::None | BillingPlan::OneTime => None,
        }
    }

    /// What kind of product it is beside a plan: a trial, an add-on.
    pub(crate) fn qualifiers(&self) -> Vec<&'static str> {
        let is_trial = self.charge.derivation.basis == Basis::Free || self.offer.is_some_and(Offer::is_trial);
        let is_add_on = self.offer.is_some_and(Offer::is_addon);
        let named = [("Trial", is_trial), ("AddOn", is_add_on)];
        named.into_iter().filter(|(_, holds)| *holds).map(|(name, _)| name).collect()
    }

    /// Commitment and billing plan in words.
    pub(crate) fn term_and_billing(&self) -> String {
        let billing = self.charge.billing.code().replace('_', "-");
        format!("{} commitment for {billing} billing", term_words(self.charge.length))
    }

    /// The day of the order, or of the booking where the order is gone.
    pub(crate) fn order_date(&self) -> Value {
        let booked: Date = self.charge.booked_on;
        self.order.map_or(Value::Day(booked), |order| Value::Instant(order.placed_at))
    }

    /// Why it is credited, where a person said so.
    pub(crate) fn credit_reason(&self) -> Value {
        match &self.charge.derivation.basis {
            Basis::Entered { reason } => Value::text(reason),
            _ => Value::Nothing,
        }
    }
}

/// A commitment in words, as catalogues and files write it.
#[must_use]
pub const fn term_words(term: Term) -> &'static str {
    match term {
        Term::P1M => "One-Month",
        Term::P1Y => "One-Year",
        Term::P2Y => "Two-Year",
        Term::P3Y => "Three-Year",
        Term::P6Y => "Six-Year",
    }
}

/// A number of units of `10^-digits`; what no decimal can hold stays at the bound.
fn decimal(units: i128, digits: u32) -> Decimal {
    Decimal::try_from_i128_with_scale(units, digits).unwrap_or(if units < 0 {
        Decimal::MIN
    } else {
        Decimal::MAX
    })
}
