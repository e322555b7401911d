//! Charges and invoices as they are kept and asked for, and the work of a billing run.

use jiff::Timestamp;
use jiff::civil::Date;
use seatwright_domain::billing::charge::{Charge, InvoiceFamily};
use seatwright_domain::billing::invoice::{BillTo, Invoice, InvoiceKey};
use seatwright_domain::ids::{ChargeId, CustomerId, InvoiceId, PartnerId, SubscriptionId};
use seatwright_domain::money::{Currency, Money};
use seatwright_domain::rows::ChargeRow;
use serde::{Deserialize, Serialize};

use crate::error::StoreError;
use crate::page::PAGE_ROWS_MAX;
use crate::rows;
use crate::statement::Write;

/// A charge with its place.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct StoredCharge {
    /// The customer whose account it is in.
    pub customer: CustomerId,
    /// Its row, as it was written with its event.
    pub row: ChargeRow,
    /// The charge as it stands in its event.
    pub charge: Charge,
    /// Who pays.
    pub bill_to: BillTo,
    /// The date of the invoice that it is on or waits for: its own, or a later one where it came too late.
    pub invoice_on: Date,
    /// The invoice it is on; none while it waits for one.
    pub invoice: Option<InvoiceId>,
}

/// A place among charges. The order is by customer, subscription and id, which is by age.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize, Deserialize)]
pub struct ChargeCursor {
    /// The customer.
    pub customer: CustomerId,
    /// The subscription.
    pub subscription: SubscriptionId,
    /// The charge.
    pub charge: ChargeId,
}

/// Which charges of a customer.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ChargeQuery {
    /// The customer.
    pub customer: CustomerId,
    /// Only those of this subscription.
    pub subscription: Option<SubscriptionId>,
    /// Only those that this partner pays.
    pub partner: Option<PartnerId>,
    /// Only those on this invoice.
    pub invoice: Option<InvoiceId>,
    /// Only those on no invoice yet.
    pub unbilled: bool,
    /// After which place.
    pub after: Option<ChargeCursor>,
    /// How many at most.
    pub limit: usize,
}

impl ChargeQuery {
    /// All charges of a customer, from the first.
    #[must_use]
    pub fn of(customer: CustomerId) -> Self {
        Self {
            customer,
            subscription: None,
            partner: None,
            invoice: None,
            unbilled: false,
            after: None,
            limit: PAGE_ROWS_MAX,
        }
    }
}

/// Which charges of a payer that are on no invoice yet.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct UnbilledQuery {
    /// Who will pay.
    pub bill_to: BillTo,
    /// In which currency.
    pub currency: Currency,
    /// Only this family.
    pub family: Option<InvoiceFamily>,
    /// After which place.
    pub after: Option<UnbilledCursor>,
    /// How many at most.
    pub limit: usize,
}

impl UnbilledQuery {
    /// All of a payer's in a currency, from the first.
    #[must_use]
    pub fn of(bill_to: BillTo, currency: Currency) -> Self {
        Self { bill_to, currency, family: None, after: None, limit: PAGE_ROWS_MAX }
    }
}

/// A place among charges without an invoice: by invoice date and family, then by customer, subscription and id.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct UnbilledCursor {
    /// The invoice date they wait for.
    pub invoice_on: Date,
    /// The family.
    pub family: InvoiceFamily,
    /// The charge.
    pub charge: ChargeCursor,
}

/// A charge that waits for an invoice, as a billing run sees it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct UnbilledLine {
    /// The invoice it waits for.
    pub invoice: InvoiceKey,
    /// The customer.
    pub customer: CustomerId,
    /// The subscription.
    pub subscription: SubscriptionId,
    /// The charge.
    pub charge: ChargeId,
}

/// The state of an invoice.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum InvoiceState {
    /// Lines are put on it; it has no number yet, and lists do not show it.
    Gathering,
    /// Something of it is not settled.
    Open,
    /// It is settled, by payments or by credits; a credit note, when all of it has been used.
    Settled,
    /// It was replaced by a credit note.
    Void,
}

impl InvoiceState {
    /// The name, as stored and shown.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Gathering => "gathering",
            Self::Open => "open",
            Self::Settled => "settled",
            Self::Void => "void",
        }
    }

    /// The state by its name.
    #[must_use]
    pub fn parse(code: &str) -> Option<Self> {
        [Self::Gathering, Self::Open, Self::Settled, Self::Void]
            .into_iter()
            .find(|state| state.code() == code)
    }
}

/// An invoice with what became of it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct StoredInvoice {
    /// The invoice as it was issued.
    pub invoice: Invoice,
    /// The stored bytes of it.
    pub document: String,
    /// Its state.
    pub state: InvoiceState,
    /// How much of the total is settled, with the sign of the total.
    pub settled: Money,
    /// How many steps of dunning were taken.
    pub dunned: u32,
    /// When the next step is; none where there is none.
    pub dunning_at: Option<Timestamp>,
}

impl StoredInvoice {
    /// What is left of the total: above zero it is owed, below zero it is in the payer's favour.
    #[must_use]
    pub fn open(&self) -> Money {
        let minor = match self.state {
            InvoiceState::Void => 0,
            _ => self.invoice.total.minor.saturating_sub(self.settled.minor),
        };
        Money { minor, ..self.invoice.total }
    }
}

/// Which invoices of a payer.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct InvoiceQuery {
    /// Who pays.
    pub bill_to: BillTo,
    /// Only this family.
    pub family: Option<InvoiceFamily>,
    /// Only those that are not settled.
    pub open: bool,
    /// Whether the newest come first.
    pub newest_first: bool,
    /// After which place.
    pub after: Option<InvoiceCursor>,
    /// How many at most.
    pub limit: usize,
}

impl InvoiceQuery {
    /// All invoices of a payer, oldest first.
    #[must_use]
    pub fn of(bill_to: BillTo) -> Self {
        Self { bill_to, family: None, open: false, newest_first: false, after: None, limit: PAGE_ROWS_MAX }
    }
}

/// A place in a payer's list of invoices.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct InvoiceCursor {
    /// The date.
    pub date: Date,
    /// The currency.
    pub currency: Currency,
    /// The family.
    pub family: InvoiceFamily,
    /// The invoice.
    pub id: InvoiceId,
}

/// Writes of billing that stand or fall together, each guarded by what it was decided on.
#[derive(Clone, Debug, Default)]
pub struct BillingWork {
    pub(crate) writes: Vec<Write>,
}

impl BillingWork {
    /// Nothing to do yet.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Whether there is nothing to do.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.writes.is_empty()
    }

    /// Puts charges on the invoices that they wait for, which begin where they are not there. A charge that is on an
    /// invoice already, or whose invoice has been issued, is left as it is.
    #[must_use]
    pub fn attach(mut self, lines: &[UnbilledLine]) -> Self {
        if lines.is_empty() {
            return self;
        }
        let mut keys: Vec<InvoiceKey> = lines.iter().map(|line| line.invoice).collect();
        keys.sort_unstable();
        keys.dedup();
        self.writes.push(rows::invoice::open(&keys));
        self.writes.push(rows::charge::attach(lines));
        self
    }

    /// Lets charges wait for invoices of later dates.
    #[must_use]
    pub fn redate(mut self, lines: &[(UnbilledLine, Date)]) -> Self {
        if !lines.is_empty() {
            self.writes.push(rows::charge::redate(lines));
        }
        self
    }

    /// Issues an invoice. It is a conflict when it has been issued, or when its lines are not those that it was made from.
    ///
    /// # Errors
    /// [`StoreError::Document`] when it has no JSON form.
    pub fn issue(
        mut self,
        invoice: &Invoice,
        settled: i64,
        dunning_at: Option<Timestamp>,
    ) -> Result<Self, StoreError> {
        self.writes.push(rows::invoice::issue(invoice, settled, dunning_at)?);
        Ok(self)
    }

    /// Gives the numbers after `before` up to `last`. It is a conflict when others were given meanwhile.
    #[must_use]
    pub fn numbers(mut self, family: InvoiceFamily, before: u64, last: u64) -> Self {
        if last > before {
            self.writes.insert(0, rows::invoice::numbers(family, before, last));
        }
        self
    }
}
