//! Lines gathered by the invoice that they fall on, with tax on the total (INV-104).

use std::collections::BTreeMap;

use jiff::civil::Date;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use crate::billing::charge::{Charge, InvoiceFamily};
use crate::billing::fraction::Fraction;
use crate::calendar::add_days;
use crate::decision::Context;
use crate::ids::PartnerId;
use crate::money::{Currency, Money};

/// What lines put on one invoice.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct ExpectedInvoice {
    /// Its date.
    pub on: Date,
    /// The day on which it is to be paid (BILL-112).
    pub due_on: Date,
    /// Its family.
    pub family: InvoiceFamily,
    /// The partner that pays; none where the customer pays itself.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub partner: Option<PartnerId>,
    /// What the lines come to.
    pub totals: Totals,
    /// The tax in percent of the net amount.
    #[serde(with = "rust_decimal::serde::str")]
    pub tax_percent: Decimal,
}

/// Amounts of one currency.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Totals {
    /// The currency.
    pub currency: Currency,
    /// Net of tax, in minor units.
    pub net: i64,
    /// Tax, in minor units.
    pub tax: i64,
}

impl Totals {
    /// Nothing.
    const fn zero(currency: Currency) -> Self {
        Self { currency, net: 0, tax: 0 }
    }

    /// The amount net of tax.
    #[must_use]
    pub const fn net(self) -> Money {
        Money { minor: self.net, currency: self.currency }
    }

    /// The tax.
    #[must_use]
    pub const fn tax(self) -> Money {
        Money { minor: self.tax, currency: self.currency }
    }

    /// The amount with tax.
    #[must_use]
    pub const fn total(self) -> Money {
        Money { minor: self.net.saturating_add(self.tax), currency: self.currency }
    }
}

/// What one invoice is for: nothing of two of these stands on one paper (INV-101).
type Key = (Date, InvoiceFamily, Option<PartnerId>, Currency);

/// Gathers lines by invoice, the earliest first. `country` is the customer's.
pub(super) fn of(lines: &[&Charge], country: &str, context: &Context<'_>) -> Vec<ExpectedInvoice> {
    let mut sums: BTreeMap<Key, i64> = BTreeMap::new();
    for line in lines {
        let key = (line.invoice_on, line.family, line.seller.partner(), line.amount.currency);
        let sum = sums.entry(key).or_default();
        *sum = sum.saturating_add(line.amount.minor);
    }
    sums.into_iter().map(|(key, net)| expected(key, net, country, context)).collect()
}

fn expected(key: Key, net: i64, country: &str, context: &Context<'_>) -> ExpectedInvoice {
    let (on, family, partner, currency) = key;
    let policy = &context.policies.billing_on(on).invoice;
    let payer = partner.and_then(|partner| context.partners.get(partner));
    let country = payer.map_or(country, |partner| partner.country.as_str());
    let tax_percent = policy.tax.get(country).map_or(Decimal::ZERO, |tax| tax.percent);
    let days = if partner.is_some() { policy.partner_due_days } else { policy.direct_due_days };
    let tax = tax_on(net, tax_percent);
    ExpectedInvoice {
        on,
        due_on: add_days(on, days),
        family,
        partner,
        totals: Totals { currency, net, tax },
        tax_percent,
    }
}

/// INV-104: tax on the total, in one rounding step.
fn tax_on(net: i64, percent: Decimal) -> i64 {
    let exact = Fraction::of_decimal(percent).over(100).times_whole(net.into());
    i64::try_from(exact.half_up(0)).unwrap_or(if net < 0 { i64::MIN } else { i64::MAX })
}

/// What invoices come to, by currency.
pub(super) fn totals(invoices: &[ExpectedInvoice]) -> Vec<Totals> {
    let mut sums: BTreeMap<Currency, Totals> = BTreeMap::new();
    for invoice in invoices {
        let Totals { currency, net, tax } = invoice.totals;
        let sum = sums.entry(currency).or_insert(Totals::zero(currency));
        sum.net = sum.net.saturating_add(net);
        sum.tax = sum.tax.saturating_add(tax);
    }
    sums.into_values().collect()
}

/// One list of totals less another.
pub(super) fn difference(with: &[Totals], without: &[Totals]) -> Vec<Totals> {
    let mut sums: BTreeMap<Currency, Totals> = BTreeMap::new();
    for total in with {
        sums.insert(total.currency, *total);
    }
    for total in without {
        let sum = sums.entry(total.currency).or_insert(Totals::zero(total.currency));
        sum.net = sum.net.saturating_sub(total.net);
        sum.tax = sum.tax.saturating_sub(total.tax);
    }
    sums.into_values().collect()
}

/// Adds an amount to amounts by currency; nothing is not listed.
pub(super) fn add(amounts: &mut Vec<Money>, amount: Money) {
    if amount.minor == 0 {
        return;
    }
    match amounts.iter_mut().find(|other| other.currency == amount.currency) {
        Some(other) => other.minor = other.minor.saturating_add(amount.minor),
        None => amounts.push(amount),
    }
}
