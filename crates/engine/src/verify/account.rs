//! Deriving the charges of one account: its events are folded without the charges they carry, and each event is asked again
//! what it costs.

use std::collections::BTreeMap;

use seatwright_domain::account::Account;
use seatwright_domain::billing;
use seatwright_domain::billing::charge::Charge;
use seatwright_domain::billing::invoice::{BillTo, InvoiceKey, Payer};
use seatwright_domain::decision::Rows;
use seatwright_domain::event::{Event, Recorded};
use seatwright_domain::ids::{ChargeId, CustomerId, SubscriptionId};
use seatwright_domain::role::Caller;
use seatwright_domain::rows::ChargeRow;
use seatwright_store::{ChargeQuery, EventQuery, Store, StoreError, StoredCharge};
use uuid::Uuid;

use super::Derived;
use crate::replay::first_difference;
use crate::rules::Rules;

/// Rows that are read at once.
const ROWS_PER_PAGE: usize = 1_000;

/// Charges as they were derived, in the order in which rows are listed.
type Charges = BTreeMap<(SubscriptionId, ChargeId), (ChargeRow, Charge)>;

/// Derives and compares the charges of one account.
pub(super) async fn derive(
    store: &dyn Store,
    customer: CustomerId,
    rules: &Rules,
) -> Result<Derived, StoreError> {
    let mut derived = Derived::default();
    derived.payers.insert(BillTo::Customer(customer));
    let charges = from_events(store, customer, rules, &mut derived).await?;
    compare_rows(store, customer, &charges, &mut derived).await?;
    Ok(derived)
}

async fn from_events(
    store: &dyn Store,
    customer: CustomerId,
    rules: &Rules,
    derived: &mut Derived,
) -> Result<Charges, StoreError> {
    let mut charges = Charges::new();
    let mut account: Option<Account> = None;
    let mut last = 0;
    loop {
        let query = EventQuery { after: last, limit: ROWS_PER_PAGE, ..EventQuery::of(customer) };
        let page = store.events(&query).await?;
        let Some(end) = page.last() else { return Ok(charges) };
        last = last.saturating_add(1).max(end.recorded.seq);
        for stored in page {
            derived.events += 1;
            if let (None, Event::CustomerCreated { customer }) = (&account, &stored.recorded.event) {
                account = Some(Account::new((**customer).clone()));
            }
            let Some(account) = &mut account else {
                derived.differs("first event", stored.recorded.event.kind(), "customer_created");
                return Ok(charges);
            };
            let again = charged(account, stored.recorded, rules);
            note_payer(account, &again, derived);
            let document = serde_json::to_string(&again)
                .map_err(|error| StoreError::Document { what: "event".into(), why: error.to_string() })?;
            if document != stored.document {
                let what = format!("event {}", again.seq);
                let (what, stored, again) = first_difference(&what, &stored.document, &document);
                derived.differs(what, stored, again);
            }
            keep(again, &mut charges);
        }
    }
}

/// The event with the charges that follow from it, which are folded into the account with it.
fn charged(account: &mut Account, stored: Recorded, rules: &Rules) -> Recorded {
    let caller = Caller::system();
    let loaded = Rows::default();
    let mut recorded = Recorded { charges: Vec::new(), ..stored };
    let id = recorded.event.subscription();
    let before = id.and_then(|id| account.subscriptions.get(&id)).cloned();
    let context = rules.context(&caller, recorded.at, Uuid::nil(), &loaded);
    account.apply(&recorded);
    recorded.charges = billing::charges(before.as_ref(), account, &recorded, &context);
    account.book(&recorded.charges);
    recorded
}

/// Who the customer is as a payer, from this event on.
fn note_payer(account: &Account, recorded: &Recorded, derived: &mut Derived) {
    if recorded.event.subscription().is_some() {
        return;
    }
    let payer = Payer::customer(&account.head.customer);
    if derived.profiles.last().is_none_or(|(_, known)| *known != payer) {
        derived.profiles.push((recorded.at, payer));
    }
}

fn keep(recorded: Recorded, charges: &mut Charges) {
    let seq = recorded.seq;
    for (place, charge) in (0_u32..).zip(recorded.charges) {
        let row = ChargeRow::of(seq, place, &charge);
        charges.insert((charge.key.subscription, charge.id), (row, charge));
    }
}

/// Rows say of each charge what its event says, and on which invoice it is.
async fn compare_rows(
    store: &dyn Store,
    customer: CustomerId,
    charges: &Charges,
    derived: &mut Derived,
) -> Result<(), StoreError> {
    let mut stored = 0;
    let mut query = ChargeQuery { limit: ROWS_PER_PAGE, ..ChargeQuery::of(customer) };
    loop {
        let page = store.charges(&query).await?;
        stored += page.items.len();
        for found in &page.items {
            compare_row(found, charges, derived);
        }
        query.after = page.next;
        if query.after.is_none() {
            break;
        }
    }
    derived.charges += charges.len() as u64;
    if stored != charges.len() {
        derived.differs("number of charges", stored.to_string(), charges.len().to_string());
    }
    Ok(())
}

fn compare_row(found: &StoredCharge, charges: &Charges, derived: &mut Derived) {
    let id = found.row.id;
    let Some((row, charge)) = charges.get(&(found.row.key.subscription, id)) else {
        return derived.differs(format!("charge {id}"), "present", "absent");
    };
    let document = |row: &ChargeRow| serde_json::to_string(row).unwrap_or_default();
    if found.row != *row {
        let (what, stored, again) =
            first_difference(&format!("charge {id}"), &document(&found.row), &document(row));
        derived.differs(what, stored, again);
    }
    let bill_to = BillTo::of(charge.seller.partner(), found.customer);
    if found.bill_to != bill_to {
        let (stored, again) = (format!("{:?}", found.bill_to), format!("{bill_to:?}"));
        derived.differs(format!("payer of charge {id}"), stored, again);
    }
    if found.invoice_on < charge.invoice_on {
        let (stored, again) = (found.invoice_on.to_string(), format!("{} or later", charge.invoice_on));
        derived.differs(format!("invoice date of charge {id}"), stored, again);
    }
    if let Some(invoice) = found.invoice {
        let key = InvoiceKey {
            date: found.invoice_on,
            bill_to,
            currency: charge.amount.currency,
            family: charge.family,
        };
        derived.lines.push((invoice, key, charge.amount.minor));
    }
}
