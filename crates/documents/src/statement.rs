//! The statement of an invoice: everything that its PDF prints.

use std::collections::BTreeMap;

use rust_decimal::Decimal;
use seatwright_domain::billing::charge::InvoiceFamily;
use seatwright_domain::billing::invoice::{DocumentKind, Payer};
use seatwright_domain::billing::kind::ChargeType;
use seatwright_domain::rule::Rule;
use seatwright_statement::{
    Currency, Family, Group, Kind, Line as Printed, Party, Statement, StatementError, TaxLine,
};
pub use seatwright_statement::{Language, render};
use seatwright_store::{ChargeCursor, StoreError, StoredInvoice};
use serde::{Deserialize, Serialize};

use crate::line::Line;
use crate::reader::{Beside, Source};
use crate::words::{Words, words};

/// The rules that this module holds.
pub const RULES: &[Rule] = &[Rule::Inv103, Rule::Inv104];

/// Lines that are read at once.
const LINES_AT_ONCE: usize = 1_000;

/// The most lines that are printed one by one. A longer invoice is added up by product and type of charge: nobody reads
/// hundreds of pages, and the reconciliation file has every line.
const LINES_PRINTED_MAX: u64 = 1_000;

/// The setting of an installation that keeps who bills, as JSON, for statements that are printed from the command line.
pub const BILLER_SETTING: &str = "biller";

/// Who bills: the company that runs the installation.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Biller {
    /// Its name.
    pub name: String,
    /// The lines of its address, without the country.
    #[serde(default)]
    pub address: Vec<String>,
    /// Its country, as it is printed.
    #[serde(default)]
    pub country: String,
    /// Its tax number.
    #[serde(default)]
    pub tax_id: Option<String>,
    /// How to pay, a line each.
    #[serde(default)]
    pub payment: Vec<String>,
}

impl Biller {
    /// A biller of which nothing is known but the name.
    #[must_use]
    pub fn named(name: &str) -> Self {
        Self { name: name.to_owned(), ..Self::default() }
    }

    fn party(&self) -> Party {
        Party {
            name: self.name.clone(),
            address: self.address.clone(),
            country: self.country.clone(),
            tax_id: self.tax_id.clone(),
        }
    }
}

/// Why there is no statement.
#[derive(Debug, thiserror::Error)]
pub enum DocumentError {
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// What is to be printed does not add up, or cannot be printed.
    #[error(transparent)]
    Statement(#[from] StatementError),
}

/// Gathers the statement of an invoice. Printing it is [`seatwright_statement::render`], which takes its time and belongs
/// on a thread of its own.
///
/// # Errors
/// A failing store.
pub async fn statement(
    source: &impl Source,
    stored: &StoredInvoice,
    biller: &Biller,
    language: Language,
) -> Result<Statement, DocumentError> {
    let invoice = &stored.invoice;
    let words = words(language);
    let is_summed = invoice.lines > LINES_PRINTED_MAX;
    let mut lines = Lines { words, summed: is_summed.then(BTreeMap::new), printed: Vec::new() };
    let mut after: Option<ChargeCursor> = None;
    loop {
        let page = source.store().invoice_lines(invoice.id, after, LINES_AT_ONCE).await?;
        let beside = Beside::of(source, &page.items).await?;
        for charge in &page.items {
            lines.add(&beside.line(source, charge, Some(&invoice.number))?);
        }
        match page.next {
            Some(next) => after = Some(next),
            None => break,
        }
    }
    let is_owed = invoice.kind == DocumentKind::Invoice;
    let currency = invoice.key.currency;
    Ok(Statement {
        language,
        kind: if is_owed { Kind::Invoice } else { Kind::CreditNote },
        number: invoice.number.clone(),
        corrects: None,
        family: match invoice.key.family {
            InvoiceFamily::Classic => Family::ClassicLicences,
            InvoiceFamily::NewCommerce => Family::NewCommerce,
        },
        date: invoice.key.date,
        due_date: is_owed.then_some(invoice.due),
        period_first: invoice.period.first,
        period_last: invoice.period.last,
        currency: Currency {
            code: currency.code().to_owned(),
            exponent: u8::try_from(currency.exponent()).unwrap_or(2),
            symbol: currency.symbol().to_owned(),
        },
        seller: biller.party(),
        bill_to: party(source, &invoice.payer),
        sold_to: None,
        po_number: None,
        lines: lines.into_printed(invoice.period.first, invoice.period.last, currency.exponent()),
        subtotal_minor: invoice.subtotal.minor,
        tax: invoice
            .tax
            .iter()
            .map(|tax| TaxLine {
                name: tax.name.clone(),
                rate: tax.percent.normalize().to_string(),
                base_minor: invoice.subtotal.minor,
                amount_minor: tax.amount.minor,
            })
            .collect(),
        credits: Vec::new(),
        total_minor: invoice.total.minor,
        paid_minor: stored.settled.minor,
        balance_minor: invoice.total.minor.saturating_sub(stored.settled.minor),
        payment_instructions: biller.payment.clone(),
        notes: if is_summed { vec![words.summed.clone()] } else { Vec::new() },
    })
}

/// Who pays, as the invoice names it.
fn party(source: &impl Source, payer: &Payer) -> Party {
    let address = payer.address.as_ref().map_or_else(Vec::new, |address| {
        let town = format!("{} {}", address.postal_code, address.city);
        let lines = [Some(&address.line1), address.line2.as_ref(), Some(&town), address.state.as_ref()];
        let lines = lines.into_iter().flatten().map(|line| line.trim().to_owned());
        lines.filter(|line| !line.is_empty()).collect()
    });
    let market = source.catalogue().markets.get(&payer.country);
    let country = market.map_or_else(|| payer.country.clone(), |market| market.title.clone());
    Party { name: payer.name.clone(), address, country, tax_id: None }
}

/// Lines as they are printed: one by one, or added up.
struct Lines {
    words: &'static Words,
    /// Sums by product, group and type of charge; none where lines are printed one by one.
    summed: Option<BTreeMap<(Group, String, ChargeType), i64>>,
    printed: Vec<Printed>,
}

impl Lines {
    fn add(&mut self, line: &Line<'_>) {
        let charge = line.charge;
        let group = group(charge.key.kind);
        if let Some(sums) = &mut self.summed {
            let sum = sums.entry((group, line.offer_title(), charge.key.kind)).or_default();
            *sum = sum.saturating_add(charge.amount.minor);
            return;
        }
        self.printed.push(Printed {
            // Companies of one name are told apart by their domain.
            customer: format!("{} ({})", line.customer.company_name, line.customer.domain),
            subscription: line.subscription_name().plain(),
            product: line.offer_title(),
            charge_type: self.words.charge_type(charge.key.kind).to_owned(),
            first: charge.key.period.first,
            last: charge.key.period.last,
            quantity: charge.quantity,
            unit: charge.shown.to_string(),
            amount_minor: charge.amount.minor,
            group,
        });
    }

    fn into_printed(self, first: jiff::civil::Date, last: jiff::civil::Date, digits: u32) -> Vec<Printed> {
        let mut printed = self.printed;
        for ((group, product, kind), amount_minor) in self.summed.into_iter().flatten() {
            printed.push(Printed {
                customer: self.words.all_customers.clone(),
                subscription: String::new(),
                product,
                charge_type: self.words.charge_type(kind).to_owned(),
                first,
                last,
                quantity: 1,
                unit: Decimal::new(amount_minor, digits).to_string(),
                amount_minor,
                group,
            });
        }
        printed
    }
}

/// Under which heading a type of charge stands (INV-103): what a period costs, and what changes in the middle of one
/// brought or gave back.
const fn group(kind: ChargeType) -> Group {
    use ChargeType as T;
    match kind {
        T::PurchaseFee
        | T::ProratePurchase
        | T::NewPurchaseCycle
        | T::CycleFee
        | T::ProrateRenew
        | T::RenewFee
        | T::New
        | T::Renew
        | T::CycleCharge
        | T::ExtendTerm => Group::LicenceCharges,
        T::OffsetLineItem | T::OneTimeRefund | T::TaxRefund | T::Credit | T::CustomerCredit => Group::Credits,
        T::CycleInstanceProrate
        | T::CancelFee
        | T::CancelInstanceProrate
        | T::ProrateCancel
        | T::ActivationFee
        | T::ProrateActivate
        | T::ConvertAway
        | T::ConvertTo
        | T::AddQuantity
        | T::RemoveQuantity
        | T::MoveQuantity
        | T::Convert
        | T::CancelImmediate
        | T::Cancel
        | T::ChangeBillingPlan => Group::OtherProducts,
    }
}
