//! Deriving invoices from the charges that are on them: what they are for, their sums, tax and due date, and their numbers.

use std::collections::{BTreeMap, BTreeSet};

use seatwright_domain::billing::charge::InvoiceFamily;
use seatwright_domain::billing::invoice::{BillTo, Invoice, InvoiceKey, LineSums, Payer};
use seatwright_domain::ids::InvoiceId;
use seatwright_domain::policy::Policies;
use seatwright_store::{InvoiceQuery, InvoiceState, Store, StoreError, StoredInvoice, invoice_id};

use super::{Billed, Unproven, VerifyReport};
use crate::error::EngineError;
use crate::replay::first_difference;

/// Invoices that are read at once.
const INVOICES_PER_PAGE: usize = 1_000;

/// Derives and compares all invoices of everybody who pays.
pub(super) async fn verify(
    store: &dyn Store,
    policies: &Policies,
    billed: &Billed,
    report: &mut VerifyReport,
) -> Result<(), EngineError> {
    let mut numbers: BTreeMap<InvoiceFamily, BTreeSet<u64>> = BTreeMap::new();
    let mut seen: BTreeSet<InvoiceId> = BTreeSet::new();
    for payer in &billed.payers {
        for found in of_payer(store, *payer).await? {
            report.invoices += 1;
            seen.insert(found.invoice.id);
            let number = number(&found.invoice);
            if !numbers.entry(found.invoice.key.family).or_default().insert(number) {
                let what = format!("invoice {}", found.invoice.id);
                differs(report, what, found.invoice.number.clone(), "a number of its own");
            }
            compare(&found, number, policies, billed, report)?;
        }
    }
    for (id, (keys, _)) in billed.invoices.iter().filter(|(id, _)| !seen.contains(id)) {
        // One that still gathers lines has no number, and lists do not show it.
        let keys: Vec<InvoiceKey> = keys.iter().copied().collect();
        let states = store.invoice_states(&keys).await?;
        if states.iter().any(|state| *state != Some(InvoiceState::Gathering)) {
            differs(report, format!("invoice {id}"), "absent", "present, because charges are on it");
        }
    }
    compare_numbers(store, &numbers, report).await
}

async fn of_payer(store: &dyn Store, payer: BillTo) -> Result<Vec<StoredInvoice>, StoreError> {
    let mut found = Vec::new();
    let mut query = InvoiceQuery { limit: INVOICES_PER_PAGE, ..InvoiceQuery::of(payer) };
    loop {
        let page = store.invoices(&query).await?;
        found.extend(page.items);
        query.after = page.next;
        if query.after.is_none() {
            return Ok(found);
        }
    }
}

/// The running number behind the family's letter; 0 where there is none.
fn number(invoice: &Invoice) -> u64 {
    invoice.number.get(1..).and_then(|digits| digits.parse().ok()).unwrap_or(0)
}

fn compare(
    found: &StoredInvoice,
    number: u64,
    policies: &Policies,
    billed: &Billed,
    report: &mut VerifyReport,
) -> Result<(), EngineError> {
    let Invoice { id, key, .. } = &found.invoice;
    let what = format!("invoice {} ({id})", found.invoice.number);
    let (keys, sums) = match billed.invoices.get(id) {
        Some((keys, sums)) => (keys.iter().copied().collect(), *sums),
        None => (Vec::new(), LineSums::default()),
    };
    for wrong in keys.iter().filter(|wanted| *wanted != key) {
        differs(report, format!("{what}: a line"), format!("{key:?}"), format!("{wrong:?}"));
    }
    if *id != invoice_id(key) {
        differs(report, format!("{what}: id"), id.to_string(), invoice_id(key).to_string());
    }
    let payer = payer(&found.invoice, billed);
    let again = Invoice::issue(*id, *key, number, payer, sums, policies);
    let document = serde_json::to_string(&again)
        .map_err(|error| StoreError::Document { what: "invoice".into(), why: error.to_string() })?;
    if document != found.document {
        let (what, stored, derived) = first_difference(&what, &found.document, &document);
        differs(report, what, stored, derived);
    }
    Ok(())
}

/// Who pays. A customer is what its events made it by the instant of the cut. A run that is late issues with what it finds, so
/// what the customer became since is right as well, and nothing else is.
fn payer(invoice: &Invoice, billed: &Billed) -> Payer {
    let known = invoice.key.bill_to.customer().and_then(|customer| billed.profiles.get(&customer));
    let Some(known) = known else { return invoice.payer.clone() };
    let (before, since): (Vec<_>, Vec<_>) = known.iter().partition(|(at, _)| *at <= invoice.issued_at);
    let late = since.into_iter().find(|(_, payer)| *payer == invoice.payer);
    late.or(before.last().copied()).map_or_else(|| invoice.payer.clone(), |(_, payer)| payer.clone())
}

/// INV-101: numbers go from 1 to the last one without gaps.
async fn compare_numbers(
    store: &dyn Store,
    numbers: &BTreeMap<InvoiceFamily, BTreeSet<u64>>,
    report: &mut VerifyReport,
) -> Result<(), EngineError> {
    for family in [InvoiceFamily::Classic, InvoiceFamily::NewCommerce] {
        let given = numbers.get(&family).cloned().unwrap_or_default();
        let last = store.last_number(family).await?;
        let highest = given.last().copied().unwrap_or(0);
        if last != highest {
            differs(
                report,
                format!("last number {}", family.letter()),
                last.to_string(),
                highest.to_string(),
            );
        }
        let gap = (1..=highest).find(|number| !given.contains(number));
        if let Some(gap) = gap {
            differs(report, format!("number {}{gap:010}", family.letter()), "absent", "an invoice");
        }
    }
    Ok(())
}

fn differs(
    report: &mut VerifyReport,
    what: impl Into<String>,
    stored: impl Into<String>,
    derived: impl Into<String>,
) {
    report.differs(Unproven { what: what.into(), stored: stored.into(), derived: derived.into() });
}
