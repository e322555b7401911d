//! What the tests of billing share: customers that buy directly, lists of invoices, and everything that is stored.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use rusqlite::Connection;
use rusqlite::types::Value;
use seatwright_domain::billing::invoice::BillTo;
use seatwright_domain::calendar::BillingPlan;
use seatwright_domain::command::Command;
use seatwright_domain::ids::{CustomerId, SubscriptionId};
use seatwright_domain::money::{Currency, Money};
use seatwright_domain::order::Wanted;
use seatwright_domain::role::{Caller, Role};
use seatwright_domain::subscription::Payment;
use seatwright_store::{InvoiceQuery, StoredCharge, StoredInvoice};

use super::world::{World, answer, started, wanted};

pub(crate) fn eur(minor: i64) -> Money {
    Money { minor, currency: Currency::parse("EUR").expect("a currency") }
}

pub(crate) fn ilse(customer: CustomerId) -> Caller {
    Caller::customer(customer, "ilse", [Role::CustomerGlobalAdmin])
}

/// A purchase by the customer itself.
pub(crate) async fn buy_directly(
    world: &World,
    customer: CustomerId,
    offer: &str,
    quantity: u32,
    payment: Payment,
) -> SubscriptionId {
    let line = Wanted { billing: Some(BillingPlan::Monthly), ..wanted(offer, quantity) };
    let order = Command::PlaceOrder { lines: vec![line], payment: Some(payment) };
    let done = world.engine.execute(&ilse(customer), customer, order, None, answer).await.expect("bought");
    started(&done.decision.expect("decided"))[0]
}

pub(crate) async fn invoices(world: &World, bill_to: BillTo) -> Vec<StoredInvoice> {
    world.store.invoices(&InvoiceQuery::of(bill_to)).await.expect("read").items
}

/// The lines of an invoice, in pages of two, so that paging is walked through as well.
pub(crate) async fn lines(world: &World, invoice: &StoredInvoice) -> Vec<StoredCharge> {
    let mut found = Vec::new();
    let mut after = None;
    loop {
        let page = world.store.invoice_lines(invoice.invoice.id, after, 2).await.expect("read");
        found.extend(page.items);
        after = page.next;
        if after.is_none() {
            return found;
        }
    }
}

/// Everything that is stored about accounts and bills, row by row. Deliveries of messages and answers to requests are left
/// out: they are no part of a bill.
pub(crate) fn stored(directory: &Path) -> BTreeMap<&'static str, Vec<String>> {
    let connection = Connection::open(directory.join("seatwright.db")).expect("opened");
    let tables = [
        ("customers", "*"),
        ("subscriptions", "*"),
        ("events", "*"),
        ("outbox", "customer_id, version, number, tenant_id, kind, subject, at, document"),
        ("charges", "*"),
        ("invoices", "*"),
        ("invoice_numbers", "*"),
        ("payments", "*"),
        ("allocations", "*"),
    ];
    let rows = |table: &str, columns: &str| {
        let mut statement =
            connection.prepare(&format!("SELECT {columns} FROM {table}")).expect("a table of the store");
        let width = statement.column_count();
        let read = statement.query_map([], |row| {
            let values: Result<Vec<Value>, _> = (0..width).map(|place| row.get(place)).collect();
            values.map(|values| format!("{values:?}"))
        });
        let mut rows: Vec<String> = read.expect("read").collect::<Result<_, _>>().expect("read");
        rows.sort();
        rows
    };
    tables.into_iter().map(|(table, columns)| (table, rows(table, columns))).collect()
}

/// Fails at the first row that differs.
pub(crate) fn assert_same(what: &str, found: &Path, expected: &Path) {
    let (found, expected) = (stored(found), stored(expected));
    for (table, rows) in &expected {
        let found = &found[table];
        for (place, row) in rows.iter().enumerate() {
            assert_eq!(found.get(place), Some(row), "{what}: row {place} of {table}");
        }
        assert_eq!(found.len(), rows.len(), "{what}: rows of {table}");
    }
}

/// A copy of a database that nobody has open.
pub(crate) fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).expect("made");
    for entry in fs::read_dir(from).expect("read") {
        let entry = entry.expect("an entry");
        fs::copy(entry.path(), to.join(entry.file_name())).expect("copied");
    }
}
