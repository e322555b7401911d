//! Invoices: gathered, issued once with numbers without gaps, settled and dunned under guards.

use jiff::civil::date;
use seatwright_domain::billing::charge::InvoiceFamily;
use seatwright_domain::billing::invoice::{BillTo, Invoice, Payer};
use seatwright_domain::billing::settling::{Allocation, PaymentReceived, Source};
use seatwright_domain::ids::{CustomerId, PartnerId};
use seatwright_domain::money::Money;
use seatwright_domain::policy::Policies;
use uuid::Uuid;

use super::Backend;
use super::charges::{charge, eur, key, place, waiting};
use super::world::{Draft, PARTNER, at, customer};
use crate::billing::{BillingWork, Gathered, InvoiceQuery, InvoiceState, StoredInvoice, StoredPayment};
use crate::error::CommitError;
use crate::outbox::Message;
use crate::rows::invoice::invoice_id;
use crate::store::Store;

const PAYER: BillTo = BillTo::Partner(PARTNER);

/// A customer with a charge of each of these amounts, from January on, each gathered on its invoice.
async fn gather(store: &dyn Store, amounts: &[i64]) {
    let numbered = (1_u32..).zip(amounts);
    let charges: Vec<_> =
        numbered.map(|(n, minor)| charge(n, 1, i8::try_from(n).unwrap_or(1), *minor)).collect();
    Draft::new(customer(1)).buys(1, &[1]).charges(1, charges.clone()).done(store).await;
    for (month, charge) in (1..).zip(&charges) {
        let line = waiting(1, charge, key(month));
        store.bill(BillingWork::new().attach(&[line])).await.expect("nothing stands against it");
    }
}

fn document(gathered: &Gathered, number: u64) -> Invoice {
    let policies = Policies::embedded().expect("sound policies");
    let id = invoice_id(&gathered.key);
    Invoice::issue(id, gathered.key, number, Payer::unknown(PAYER), gathered.sums, &policies)
}

/// Issues everything that has gathered.
async fn issue(store: &dyn Store) -> Vec<StoredInvoice> {
    let gathered = store.gathering(10).await.expect("the store works");
    let mut work = BillingWork::new();
    for (number, gathered) in (1..).zip(&gathered) {
        work = work.issue(&document(gathered, number), 0, Some(at(500))).expect("a sound invoice");
    }
    let work = work.numbers(InvoiceFamily::Classic, 0, gathered.len() as u64);
    store.bill(work).await.expect("nothing stands against it");
    store.invoices(&InvoiceQuery::of(PAYER)).await.expect("the store works").items
}

async fn conflicts(store: &dyn Store, work: BillingWork) {
    let refused = store.bill(work).await.expect_err("something stands against it");
    assert!(matches!(refused, CommitError::Conflict), "{refused}");
}

/// An invoice is issued from the lines that it has, and never again; numbers have no gaps.
pub async fn an_invoice_is_issued_once_from_the_lines_it_has(backend: &dyn Backend) {
    let store = backend.open().await;
    gather(&*store, &[100, -30]).await;
    let gathered = store.gathering(10).await.expect("the store works");
    let sums: Vec<_> =
        gathered.iter().map(|one| (one.sums.lines, one.sums.amount, one.sums.charges)).collect();
    assert_eq!(sums, [(1, 100, 100), (1, -30, 0)]);
    assert_eq!(store.invoice(invoice_id(&key(1))).await.expect("no error"), None, "not before its number");

    // A line that comes in between, or a number that was given in between, is a conflict.
    let mut stale = gathered[0].clone();
    stale.sums.lines = 2;
    conflicts(&*store, BillingWork::new().issue(&document(&stale, 1), 0, None).expect("sound")).await;
    let work = BillingWork::new().issue(&document(&gathered[0], 6), 0, None).expect("sound");
    conflicts(&*store, work.numbers(InvoiceFamily::Classic, 5, 6)).await;
    assert_eq!(store.last_number(InvoiceFamily::Classic).await.expect("the store works"), 0);

    let issued = issue(&*store).await;
    assert_eq!(
        issued.iter().map(|one| one.invoice.number.as_str()).collect::<Vec<_>>(),
        ["D0000000001", "D0000000002"]
    );
    assert_eq!(issued[0].state, InvoiceState::Open);
    assert_eq!(store.last_number(InvoiceFamily::Classic).await.expect("the store works"), 2);
    conflicts(&*store, BillingWork::new().issue(&document(&gathered[0], 3), 0, None).expect("sound")).await;
    assert!(store.gathering(10).await.expect("the store works").is_empty());
    assert_eq!(store.next_invoice_date().await.expect("the store works"), None);
    let found = store.invoice_by_number("D0000000002").await.expect("the store works");
    assert_eq!(found.as_ref(), Some(&issued[1]));
    // What is issued takes no further line.
    let line = waiting(1, &charge(1, 1, 1, 100), key(2));
    store.bill(BillingWork::new().attach(&[line])).await.expect("no conflict");
    let lines = store.invoice_lines(issued[1].invoice.id, None, 10).await.expect("the store works");
    assert_eq!((lines.items.len(), lines.next), (1, None));
}

/// Both ways, in pages, by family and by what is open; the lines of one in pages.
pub async fn invoices_and_their_lines_are_paged(backend: &dyn Backend) {
    let store = backend.open().await;
    gather(&*store, &[10, 20, 30, 40, 50]).await;
    let issued = issue(&*store).await;
    let list = async |query: InvoiceQuery| -> Vec<i64> {
        let mut query = InvoiceQuery { limit: 2, ..query };
        let mut found = Vec::new();
        loop {
            let page = store.invoices(&query).await.expect("the store works");
            found.extend(page.items.iter().map(|one| one.invoice.subtotal.minor));
            match page.next {
                Some(next) => query.after = Some(next),
                None => return found,
            }
        }
    };
    let of = InvoiceQuery::of(PAYER);
    assert_eq!(list(of.clone()).await, [10, 20, 30, 40, 50]);
    assert_eq!(list(InvoiceQuery { newest_first: true, ..of.clone() }).await, [50, 40, 30, 20, 10]);
    let modern = InvoiceQuery { family: Some(InvoiceFamily::NewCommerce), ..of.clone() };
    assert_eq!(list(modern).await, [0_i64; 0]);
    let work = BillingWork::new().settle(&issued[1], issued[1].invoice.total.minor, at(9));
    store.bill(work).await.expect("nothing stands against it");
    assert_eq!(list(InvoiceQuery { open: true, ..of }).await, [10, 30, 40, 50]);
    let stranger = BillTo::Partner(PartnerId(Uuid::from_u128(7)));
    assert_eq!(list(InvoiceQuery::of(stranger)).await, [0_i64; 0]);
    assert_eq!(list(InvoiceQuery::of(BillTo::Customer(CustomerId(PARTNER.0)))).await, [0_i64; 0]);

    let made = charge(1, 1, 1, 10);
    let after = place(1, made.key.subscription, made.id);
    let id = issued[0].invoice.id;
    assert_eq!(store.invoice_lines(id, None, 1).await.expect("the store works").items[0].charge, made);
    assert!(store.invoice_lines(id, Some(after), 1).await.expect("the store works").items.is_empty());
}

/// Money settles what is open, once, and what was dunned is looked at again when it is paid.
pub async fn payments_settle_under_guards(backend: &dyn Backend) {
    let store = backend.open().await;
    gather(&*store, &[100, -30]).await;
    let issued = issue(&*store).await;
    let amount = |minor| Money { minor, currency: eur() };
    let received = PaymentReceived {
        bill_to: PAYER,
        amount: amount(90),
        received_on: date(2021, 2, 1),
        reference: "bank 1".to_owned(),
        invoice: None,
    };
    let payment = StoredPayment { received, unallocated: 50, recorded_at: at(8) };
    let source = Source::Payment("bank 1".to_owned());
    let part = |minor| Allocation {
        invoice: issued[0].invoice.id,
        source: source.clone(),
        amount: amount(minor),
        at: at(8),
    };
    let work = || {
        let work = BillingWork::new().receive(&payment).expect("a sound payment");
        work.settle(&issued[0], 40, at(8)).allocate(PAYER, &part(40))
    };
    store.bill(work()).await.expect("nothing stands against it");
    conflicts(&*store, work()).await;
    assert_eq!(store.payment(PAYER, "bank 1").await.expect("the store works"), Some(payment.clone()));
    assert_eq!(
        store.payments(PAYER, None, 9).await.expect("the store works").items,
        std::slice::from_ref(&payment)
    );
    assert_eq!(store.unallocated(PAYER, eur()).await.expect("the store works"), 50);

    let open = store.open_invoices(PAYER, eur(), None).await.expect("the store works");
    assert_eq!(open.iter().map(|one| one.open().minor).collect::<Vec<_>>(), [60, -30]);
    let after = Some((open[0].invoice.key.date, open[0].invoice.number.clone()));
    assert_eq!(store.open_invoices(PAYER, eur(), after).await.expect("the store works"), open[1..]);
    let dunned = BillingWork::new().dunned(&open[0], 1, None);
    store.bill(dunned.clone()).await.expect("nothing stands against it");
    conflicts(&*store, dunned).await;
    let work = BillingWork::new().draw(&payment, 50).settle(&open[0], 60, at(9)).allocate(PAYER, &part(50));
    store.bill(work.clone()).await.expect("nothing stands against it");
    conflicts(&*store, work).await;
    assert_eq!(store.unallocated(PAYER, eur()).await.expect("the store works"), 0);
    let settled = store.allocations(issued[0].invoice.id).await.expect("the store works");
    assert_eq!(settled, [part(90)], "one payment, one row");
    let paid = store.invoice(issued[0].invoice.id).await.expect("the store works").expect("it is there");
    assert_eq!((paid.state, paid.dunning_at), (InvoiceState::Settled, Some(at(9))));
}

/// Steps of dunning come in order of time; a partner's message needs no account.
pub async fn dunning_is_due_in_order_and_tells_partners(backend: &dyn Backend) {
    let store = backend.open().await;
    gather(&*store, &[100, 50]).await;
    let issued = issue(&*store).await;
    assert_eq!(store.next_dunning().await.expect("the store works"), Some(at(500)));
    assert!(store.dunning_due(at(499), 9).await.expect("the store works").is_empty());
    let due = store.dunning_due(at(500), 9).await.expect("the store works");
    assert_eq!(due, issued);
    let message = Message {
        tenant: PARTNER.0,
        kind: "payment_overdue".to_owned(),
        subject: issued[0].invoice.id.to_string(),
        at: at(500),
        body: serde_json::json!({ "number": issued[0].invoice.number }),
    };
    let work = BillingWork::new().dunned(&issued[0], 1, Some(at(700)));
    let work = work.tell(PARTNER, 2, message.clone()).expect("a sound message");
    store.bill(work).await.expect("nothing stands against it");
    let due = store.dunning_due(at(500), 9).await.expect("the store works");
    assert_eq!(due, issued[1..]);
    let messages = store.messages_due(at(500), 9).await.expect("the store works");
    assert_eq!(messages.iter().map(|one| &one.message).collect::<Vec<_>>(), [&message]);
    assert_eq!(messages[0].id.customer, CustomerId(PARTNER.0));
}
