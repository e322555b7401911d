//! Charges and invoices as they are kept and asked for, and the work of a billing run.

use jiff::Timestamp;
use jiff::civil::Date;
use seatwright_domain::billing::charge::{Charge, InvoiceFamily};
use seatwright_domain::billing::invoice::{BillTo, Invoice, InvoiceKey, LineSums};
use seatwright_domain::billing::settling::{Allocation, PaymentReceived};
use seatwright_domain::customer::Customer;
use seatwright_domain::ids::{ChargeId, CustomerId, InvoiceId, PartnerId, SubscriptionId};
use seatwright_domain::money::{Currency, Money};
use seatwright_domain::rows::ChargeRow;
use serde::{Deserialize, Serialize};

use crate::error::StoreError;
use crate::outbox::Message;
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

/// An invoice that gathers lines, with what is needed to issue it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Gathered {
    /// What it is for.
    pub key: InvoiceKey,
    /// The sums of its lines.
    pub sums: LineSums,
    /// The customer, where it pays itself.
    pub customer: Option<Customer>,
    /// Whether everything on it is paid by card.
    pub by_card: bool,
    /// The payer's credit notes in its currency that are not used up, oldest first.
    pub credit_notes: Vec<StoredInvoice>,
}

/// Money received, with what is left of it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct StoredPayment {
    /// The payment as it was recorded.
    pub received: PaymentReceived,
    /// What of it settles no invoice, in minor units (INV-106).
    pub unallocated: i64,
    /// When it was recorded.
    pub recorded_at: Timestamp,
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

    /// The same with more work after it.
    #[must_use]
    pub fn and(mut self, more: Self) -> Self {
        self.writes.extend(more.writes);
        self
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
        self.writes.extend(rows::webhook::invoice_ready(invoice)?);
        Ok(self)
    }

    /// Keeps a new payment. It is a conflict when the payer has one with the same reference.
    ///
    /// # Errors
    /// [`StoreError::Document`] when it has no JSON form.
    pub fn receive(mut self, payment: &StoredPayment) -> Result<Self, StoreError> {
        self.writes.push(rows::payment::insert(payment)?);
        Ok(self)
    }

    /// Takes an amount of what is left of a payment. It is a conflict when another amount is left.
    #[must_use]
    pub fn draw(mut self, payment: &StoredPayment, amount: i64) -> Self {
        let (before, received) = (payment.unallocated, &payment.received);
        let after = before.saturating_sub(amount);
        self.writes.push(rows::payment::draw(received.bill_to, &received.reference, before, after));
        self
    }

    /// Settles more of an invoice, or uses more of a credit note: `amount` has the sign of its total. It is a conflict when
    /// another amount was settled before. An invoice that was dunned is looked at again at `at` when all of it is settled.
    #[must_use]
    pub fn settle(mut self, invoice: &StoredInvoice, amount: i64, at: Timestamp) -> Self {
        let before = invoice.settled.minor;
        self.writes.push(rows::invoice::settle(
            invoice.invoice.id,
            before,
            before.saturating_add(amount),
            at,
        ));
        self
    }

    /// Keeps what settled a part of an invoice.
    #[must_use]
    pub fn allocate(mut self, bill_to: BillTo, allocation: &Allocation) -> Self {
        self.writes.push(rows::payment::allocate(bill_to, allocation));
        self
    }

    /// Keeps that a step of dunning was taken, and when the next is due. It is a conflict when it was taken before.
    #[must_use]
    pub fn dunned(mut self, invoice: &StoredInvoice, taken: u32, next: Option<Timestamp>) -> Self {
        self.writes.push(rows::invoice::dunned(invoice.invoice.id, invoice.dunned, taken, next));
        self
    }

    /// Sends a message to a partner about its own bill. `place` is unique among the partner's.
    ///
    /// # Errors
    /// [`StoreError::Document`] when the message has no JSON form.
    pub fn tell(mut self, partner: PartnerId, place: u64, message: Message) -> Result<Self, StoreError> {
        self.writes.push(rows::message::insert(CustomerId(partner.0), place, &[message])?);
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
