//! Lines gathered by the invoice that they fall on, with tax on the total, as invoices are issued.

use std::collections::BTreeMap;

use jiff::civil::Date;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use crate::billing::charge::{Charge, InvoiceFamily};
use crate::billing::invoice::{BillTo, Invoice, InvoiceKey, LineSums, Payer};
use crate::customer::Customer;
use crate::decision::Context;
use crate::ids::{InvoiceId, PartnerId};
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

/// Gathers lines by invoice, the earliest first, as a run would.
pub(super) fn of(lines: &[&Charge], customer: &Customer, context: &Context<'_>) -> Vec<ExpectedInvoice> {
    let mut sums: BTreeMap<InvoiceKey, LineSums> = BTreeMap::new();
    for line in lines {
        let key = InvoiceKey {
            date: line.invoice_on,
            bill_to: BillTo::of(line.seller.partner(), customer.id),
            currency: line.amount.currency,
            family: line.family,
        };
        let sum = sums.entry(key).or_default();
        sum.lines += 1;
        sum.amount = sum.amount.saturating_add(line.amount.minor);
        sum.charges = sum.charges.saturating_add(line.amount.minor.max(0));
    }
    sums.into_iter().map(|(key, sums)| expected(key, sums, customer, context)).collect()
}

/// The invoice as it would be issued with these lines and no others.
fn expected(key: InvoiceKey, sums: LineSums, customer: &Customer, context: &Context<'_>) -> ExpectedInvoice {
    let partner = match key.bill_to {
        BillTo::Partner(partner) => Some(partner),
        BillTo::Customer(_) => None,
    };
    let payer = match partner.map(|partner| context.partners.get(partner)) {
        Some(Some(partner)) => Payer::partner(partner),
        Some(None) => Payer::unknown(key.bill_to),
        None => Payer::customer(customer),
    };
    let id = InvoiceId(uuid::Uuid::nil());
    let invoice = Invoice::issue(id, key, 0, payer, sums, context.policies);
    let (tax, tax_percent) = invoice.tax.map_or((0, Decimal::ZERO), |tax| (tax.amount.minor, tax.percent));
    ExpectedInvoice {
        on: key.date,
        due_on: invoice.due,
        family: key.family,
        partner,
        totals: Totals { currency: key.currency, net: sums.amount, tax },
        tax_percent,
    }
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
