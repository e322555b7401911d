//! Invoices: what a payer owes for a billing period. An invoice collects the charges of one payer, currency and family;
//! its figures follow from their sum, and nothing on it changes once it has a number.

use jiff::Timestamp;
use jiff::civil::Date;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::charge::InvoiceFamily;
use super::fraction::Fraction;
use super::invoicing;
use super::policy::BillingPolicy;
use crate::calendar::{Period, add_days, next_day, plus_hours, start_of_day};
use crate::customer::{Address, Customer};
use crate::ids::{CustomerId, InvoiceId, PartnerId};
use crate::money::{Currency, Money};
use crate::partner::{Partner, Partners};
use crate::policy::{Policies, PolicyVersion};
use crate::rule::Rule;

/// The rules that this module holds.
pub const RULES: &[Rule] = &[Rule::Inv101, Rule::Inv102, Rule::Inv103, Rule::Inv104, Rule::Bill112];

/// The hour, in UTC, at which the invoices of the day before are cut (INV-102).
const CUT_HOUR: u32 = 12;

/// Who pays an invoice: the partner that sold, or the customer that bought directly.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum BillTo {
    /// A partner.
    Partner(PartnerId),
    /// A customer.
    Customer(CustomerId),
}

impl BillTo {
    /// Whose charges these are: the selling partner's, or the customer's own where there is none.
    #[must_use]
    pub fn of(partner: Option<PartnerId>, customer: CustomerId) -> Self {
        partner.map_or(Self::Customer(customer), Self::Partner)
    }

    /// The id of the tenant.
    #[must_use]
    pub fn id(self) -> Uuid {
        match self {
            Self::Partner(PartnerId(id)) | Self::Customer(CustomerId(id)) => id,
        }
    }

    /// The customer, where it pays itself.
    #[must_use]
    pub fn customer(self) -> Option<CustomerId> {
        match self {
            Self::Partner(_) => None,
            Self::Customer(customer) => Some(customer),
        }
    }
}

/// What there is one invoice for. The order is the one in which numbers are given.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
pub struct InvoiceKey {
    /// The date of the invoice.
    pub date: Date,
    /// Who pays.
    pub bill_to: BillTo,
    /// In which currency.
    pub currency: Currency,
    /// The family (INV-101).
    pub family: InvoiceFamily,
}

/// When the invoices of a date are cut: at noon of the next day (INV-102), when the day and all that it brought is over.
#[must_use]
pub fn cut_at(date: Date) -> Timestamp {
    plus_hours(start_of_day(next_day(date)), CUT_HOUR)
}

/// The first invoice date of a payer and family after a day: where a line goes that comes too late for its own.
#[must_use]
pub fn next_date(
    family: InvoiceFamily,
    bill_to: BillTo,
    after: Date,
    policies: &Policies,
    partners: &Partners,
) -> Date {
    let invoices = &policies.billing_on(after).invoice;
    let partner = match bill_to {
        BillTo::Partner(partner) => partners.get(partner),
        BillTo::Customer(_) => None,
    };
    let day = match (family, partner) {
        (InvoiceFamily::Classic, Some(partner)) => partner.billing_day,
        (InvoiceFamily::NewCommerce, Some(_)) => invoices.new_commerce_day,
        (_, None) => invoices.direct_day,
    };
    invoicing::on_or_after(day, next_day(after))
}

/// Whether a document asks for money or gives it back.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DocumentKind {
    /// It asks for money, or for nothing.
    Invoice,
    /// Its total is below zero: a balance in the payer's favour, set against the next invoices.
    CreditNote,
}

/// Who pays, as it was when the invoice was issued (INV-103).
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Payer {
    /// The company's name.
    pub name: String,
    /// ISO 3166 code of the country, which decides the tax.
    pub country: String,
    /// The partner location number, where a partner pays.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mpn_id: Option<String>,
    /// Where the invoice is sent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub email: Option<String>,
    /// The language that the payer reads, as `nl`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub language: Option<String>,
    /// The address, where it is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub address: Option<Address>,
}

impl Payer {
    /// A partner as payer.
    #[must_use]
    pub fn partner(partner: &Partner) -> Self {
        Self {
            name: partner.name.clone(),
            country: partner.country.clone(),
            mpn_id: Some(partner.mpn_id.clone()),
            email: None,
            language: None,
            address: None,
        }
    }

    /// A customer as payer, by its billing profile.
    #[must_use]
    pub fn customer(customer: &Customer) -> Self {
        let profile = &customer.billing_profile;
        Self {
            name: profile.company_name.clone(),
            country: profile.address.country.clone(),
            mpn_id: None,
            email: Some(profile.email.clone()),
            language: Some(profile.language.clone()),
            address: Some(profile.address.clone()),
        }
    }

    /// A payer of which nothing is known any more but its id.
    #[must_use]
    pub fn unknown(bill_to: BillTo) -> Self {
        let name = bill_to.id().to_string();
        Self { name, country: String::new(), mpn_id: None, email: None, language: None, address: None }
    }
}

/// The sums of an invoice's lines, in minor units.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct LineSums {
    /// How many lines.
    pub lines: u64,
    /// All lines together.
    pub amount: i64,
    /// Those above zero.
    pub charges: i64,
}

/// A tax as it stands on an invoice (INV-104).
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct AppliedTax {
    /// Its name, as `btw`.
    pub name: String,
    /// Percent of the subtotal.
    #[serde(with = "rust_decimal::serde::str")]
    pub percent: Decimal,
    /// The amount, with the sign of the subtotal.
    pub amount: Money,
}

/// An invoice or credit note as it was issued.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Invoice {
    /// The id; follows from the key.
    pub id: InvoiceId,
    /// The number: D or G and a running number without gaps (INV-101).
    pub number: String,
    /// What it is for.
    #[serde(flatten)]
    pub key: InvoiceKey,
    /// Whether it asks for money or gives it back.
    pub kind: DocumentKind,
    /// Who pays.
    pub payer: Payer,
    /// The days whose charges it is for, both included.
    pub period: Period,
    /// The last day for payment (BILL-112).
    pub due: Date,
    /// How many lines it has.
    pub lines: u64,
    /// The lines above zero.
    pub charges: Money,
    /// The lines below zero.
    pub credits: Money,
    /// All lines, net of tax.
    pub subtotal: Money,
    /// The tax on the subtotal; none where the payer's country has none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tax: Option<AppliedTax>,
    /// Subtotal and tax.
    pub total: Money,
    /// The version of the billing policy that due date and tax are from.
    pub policy: PolicyVersion,
    /// When it was cut.
    pub issued_at: Timestamp,
}

impl Invoice {
    /// The invoice for lines with these sums.
    #[must_use]
    pub fn issue(
        id: InvoiceId,
        key: InvoiceKey,
        number: u64,
        payer: Payer,
        sums: LineSums,
        policies: &Policies,
    ) -> Self {
        let policy = policies.billing_on(key.date);
        let money = |minor| Money { minor, currency: key.currency };
        let tax = tax_on(sums.amount, key.currency, &payer.country, policy);
        let total = sums.amount.saturating_add(tax.as_ref().map_or(0, |tax| tax.amount.minor));
        let by_month = key.bill_to.customer().is_some();
        let days = match key.bill_to {
            BillTo::Partner(_) => policy.invoice.partner_due_days,
            BillTo::Customer(_) => policy.invoice.direct_due_days,
        };
        Self {
            id,
            number: number_text(key.family, number),
            key,
            kind: if total < 0 { DocumentKind::CreditNote } else { DocumentKind::Invoice },
            payer,
            period: invoicing::billing_period(key.family, by_month, key.date),
            due: add_days(key.date, days),
            lines: sums.lines,
            charges: money(sums.charges),
            credits: money(sums.amount.saturating_sub(sums.charges)),
            subtotal: money(sums.amount),
            tax,
            total: money(total),
            policy: policy.version.clone(),
            issued_at: cut_at(key.date),
        }
    }
}

/// The number as it is shown: the family's letter and ten digits (INV-101).
#[must_use]
pub fn number_text(family: InvoiceFamily, number: u64) -> String {
    format!("{}{number:010}", family.letter())
}

/// The tax on the whole invoice, rounded once, halves away from zero (INV-104).
fn tax_on(subtotal: i64, currency: Currency, country: &str, policy: &BillingPolicy) -> Option<AppliedTax> {
    let tax = policy.invoice.tax.get(country)?;
    let exact = Fraction::of_decimal(tax.percent).over(100).times_whole(subtotal.into());
    let minor = i64::try_from(exact.half_up(0)).unwrap_or(0);
    Some(AppliedTax { name: tax.name.clone(), percent: tax.percent, amount: Money { minor, currency } })
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    fn key(family: InvoiceFamily, bill_to: BillTo) -> InvoiceKey {
        let currency = Currency::parse("EUR").unwrap();
        InvoiceKey { date: date(2021, 10, 15), bill_to, currency, family }
    }

    fn payer(country: &str) -> Payer {
        let bill_to = BillTo::Partner(PartnerId(Uuid::from_u128(1)));
        Payer { country: country.to_owned(), ..Payer::unknown(bill_to) }
    }

    fn issue(amount: i64, country: &str) -> Invoice {
        let policies = Policies::embedded().unwrap();
        let key = key(InvoiceFamily::Classic, BillTo::Partner(PartnerId(Uuid::from_u128(1))));
        let sums = LineSums { lines: 3, amount, charges: amount.max(0) + 500 };
        Invoice::issue(InvoiceId(Uuid::from_u128(9)), key, 12, payer(country), sums, &policies)
    }

    #[test]
    fn tax_is_rounded_once_on_the_total_inv_104() {
        let invoice = issue(1_050, "NL");
        let tax = invoice.tax.unwrap();
        assert_eq!((tax.name.as_str(), tax.amount.minor, invoice.total.minor), ("btw", 221, 1_271));
        assert_eq!((invoice.charges.minor, invoice.credits.minor), (1_550, -500));
        // Ten lines of 1.05 each taxed by themselves would have come to 2.20 or 2.30.
        let elsewhere = issue(1_050, "US");
        assert_eq!((elsewhere.tax, elsewhere.total.minor), (None, 1_050));
    }

    #[test]
    fn a_total_below_zero_is_a_credit_note_with_its_tax() {
        let note = issue(-1_050, "NL");
        assert_eq!((note.kind, note.total.minor), (DocumentKind::CreditNote, -1_271));
        assert_eq!(issue(0, "NL").kind, DocumentKind::Invoice);
    }

    #[test]
    fn number_date_and_due_date_inv_101_inv_102_bill_112() {
        let invoice = issue(100, "NL");
        assert_eq!(invoice.number, "D0000000012");
        assert_eq!(invoice.due, date(2021, 12, 14));
        assert_eq!(invoice.issued_at.to_string(), "2021-10-16T12:00:00Z");
        assert_eq!(number_text(InvoiceFamily::NewCommerce, 7), "G0000000007");
    }

    #[test]
    fn a_late_line_goes_on_the_next_invoice_of_its_family() {
        let policies = Policies::embedded().unwrap();
        let partners = Partners::default();
        let direct = BillTo::Customer(CustomerId(Uuid::from_u128(4)));
        let next = |after| next_date(InvoiceFamily::Classic, direct, after, &policies, &partners);
        assert_eq!(next(date(2021, 10, 5)), date(2021, 11, 5));
        assert_eq!(next(date(2021, 10, 4)), date(2021, 10, 5));
    }
}
