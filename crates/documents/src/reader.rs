//! Reading lines with what stands beside them, a page at a time.

use std::collections::BTreeMap;

use seatwright_domain::billing::charge::InvoiceFamily;
use seatwright_domain::billing::invoice::Invoice;
use seatwright_domain::catalogue::Catalogue;
use seatwright_domain::customer::Customer;
use seatwright_domain::ids::{CustomerId, InvoiceId, OrderId};
use seatwright_domain::order::Order;
use seatwright_domain::partner::Partners;
use seatwright_store::{ChargeCursor, Store, StoreError, StoredCharge};

use crate::file::{Format, csv_header, csv_line, json_line};
use crate::line::Line;

/// Lines that are read and written together: the most that a file holds in memory.
const LINES_AT_ONCE: usize = 500;

/// Where documents are read from.
pub trait Source: Send + Sync {
    /// Charges, customers and orders.
    fn store(&self) -> &dyn Store;
    /// What was sold.
    fn catalogue(&self) -> &Catalogue;
    /// Who sold it.
    fn partners(&self) -> &Partners;
}

/// Customers and orders of some charges.
#[derive(Clone, Debug, Default)]
pub struct Beside {
    customers: BTreeMap<CustomerId, Customer>,
    orders: BTreeMap<(CustomerId, OrderId), Order>,
}

impl Beside {
    /// Reads what stands beside some charges.
    ///
    /// # Errors
    /// A failing store.
    pub async fn of(source: &impl Source, charges: &[StoredCharge]) -> Result<Self, StoreError> {
        let mut customers: Vec<CustomerId> = charges.iter().map(|charge| charge.customer).collect();
        customers.sort_unstable();
        customers.dedup();
        let mut orders: Vec<(CustomerId, OrderId)> =
            charges.iter().map(|charge| (charge.customer, charge.charge.order)).collect();
        orders.sort_unstable();
        orders.dedup();
        let customers = source.store().customers_named(&customers).await?;
        let orders = source.store().orders_named(&orders).await?;
        Ok(Self {
            customers: customers.into_iter().map(|customer| (customer.id, customer)).collect(),
            orders: orders.into_iter().map(|(customer, order)| ((customer, order.id), order)).collect(),
        })
    }

    /// The line of one of the charges.
    ///
    /// # Errors
    /// The charge's customer is not there, which a sound store never says.
    pub fn line<'a>(
        &'a self,
        source: &'a impl Source,
        stored: &'a StoredCharge,
        invoice: Option<&'a str>,
    ) -> Result<Line<'a>, StoreError> {
        let customer = self.customers.get(&stored.customer).ok_or_else(|| {
            let (charge, customer) = (stored.charge.id, stored.customer);
            StoreError::Inconsistent(format!("charge {charge} is of customer {customer}, who is not there"))
        })?;
        let charge = &stored.charge;
        Ok(Line {
            charge,
            event: stored.row.seq,
            customer,
            partner: charge.seller.partner().and_then(|id| source.partners().get(id)),
            order: self.orders.get(&(stored.customer, charge.order)),
            offer: source.catalogue().offer(&charge.offer),
            invoice,
        })
    }
}

/// The reconciliation file of an invoice, as it is asked for. However long it is, it holds one page of lines.
///
/// The order is that of the store: by customer, subscription and age. So the file of an invoice is the same bytes whenever
/// it is made, unless a customer has changed its name.
#[derive(Debug)]
pub struct InvoiceFile<S> {
    source: S,
    invoice: InvoiceId,
    number: String,
    family: InvoiceFamily,
    format: Format,
    place: Place,
}

/// How far a file is written.
#[derive(Clone, Copy, Debug)]
enum Place {
    Begin,
    After(ChargeCursor),
    Done,
}

impl<S: Source> InvoiceFile<S> {
    /// The file of an invoice, from its beginning.
    pub fn new(source: S, invoice: &Invoice, format: Format) -> Self {
        let (number, family) = (invoice.number.clone(), invoice.key.family);
        Self { source, invoice: invoice.id, number, family, format, place: Place::Begin }
    }

    /// The next piece: none after the last one.
    ///
    /// # Errors
    /// A failing store.
    pub async fn next(&mut self) -> Result<Option<Vec<u8>>, StoreError> {
        let (after, mut piece) = match self.place {
            Place::Begin => (None, self.beginning()),
            Place::After(cursor) => (Some(cursor), Vec::new()),
            Place::Done => return Ok(None),
        };
        let page = self.source.store().invoice_lines(self.invoice, after, LINES_AT_ONCE).await?;
        let beside = Beside::of(&self.source, &page.items).await?;
        let mut is_first = after.is_none();
        for stored in &page.items {
            let line = beside.line(&self.source, stored, Some(&self.number))?;
            match self.format {
                Format::Csv => piece.extend(csv_line(&line)),
                Format::Json => {
                    piece.extend_from_slice(if is_first { b"\n" } else { b",\n" });
                    piece.extend(json_line(&line));
                }
            }
            is_first = false;
        }
        self.place = match page.next {
            Some(next) => Place::After(next),
            None => {
                piece.extend(self.end());
                Place::Done
            }
        };
        Ok(Some(piece))
    }

    fn beginning(&self) -> Vec<u8> {
        match self.format {
            Format::Csv => csv_header(self.family),
            Format::Json => b"[".to_vec(),
        }
    }

    fn end(&self) -> &'static [u8] {
        match self.format {
            Format::Csv => b"",
            Format::Json => b"\n]\n",
        }
    }
}
