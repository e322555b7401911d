//! Money: payments, credit notes, cards, and what happens when nobody pays.

use jiff::ToSpan;
use jiff::civil::date;
use seatwright_domain::billing::invoice::{BillTo, DocumentKind};
use seatwright_domain::billing::settling::{PaymentReceived, Source};
use seatwright_domain::command::Command;
use seatwright_domain::event::Event;
use seatwright_domain::ids::{CustomerId, InvoiceId};
use seatwright_domain::subscription::{Payment, Status, SuspensionReason};
use seatwright_engine::{EngineError, Target};
use seatwright_store::{InvoiceState, StoredInvoice};

use super::billing_world::{buy_directly, eur, ilse, invoices};
use super::world::{BASIC, HAVENWERK, STANDARD, World, answer, at};

fn payment(bill_to: BillTo, minor: i64, reference: &str, invoice: Option<InvoiceId>) -> PaymentReceived {
    let received_on = date(2021, 11, 2);
    PaymentReceived { bill_to, amount: eur(minor), received_on, reference: reference.to_owned(), invoice }
}

/// A partner with classic seats and three invoices.
async fn three_invoices() -> (World, BillTo, Vec<StoredInvoice>) {
    let world = World::new().await;
    let customer = world.customer("blauwevos").await;
    world.buy(customer, BASIC, 10, None).await;
    world.advance(Target::To(at("2021-11-17T00:00:00Z"))).await;
    let payer = BillTo::Partner(HAVENWERK);
    let issued = invoices(&world, payer).await;
    assert_eq!(issued.len(), 3);
    (world, payer, issued)
}

async fn open(world: &World, payer: BillTo) -> Vec<i64> {
    invoices(world, payer).await.iter().map(|invoice| invoice.open().minor).collect()
}

#[tokio::test]
async fn payments_settle_the_oldest_first_and_the_rest_waits_to_be_assigned_inv_106() {
    let (world, payer, issued) = three_invoices().await;
    let [a, b, c] = [0, 1, 2].map(|place: usize| issued[place].invoice.total.minor);
    let half = b / 2;
    let record = |received| world.engine.record_payment(received);

    let paid = record(payment(payer, a + half, "bank 1", None)).await.expect("recorded");
    assert_eq!((paid.unallocated, paid.repeated), (eur(0), false));
    assert_eq!(open(&world, payer).await, [0, b - half, c]);
    let again = record(payment(payer, a + half, "bank 1", None)).await.expect("the same");
    assert!(again.repeated);
    assert_eq!(open(&world, payer).await, [0, b - half, c], "the same payment counts once");

    // To the last one by name, with something left that is not given to the second by itself.
    let paid = record(payment(payer, c + 500, "bank 2", Some(issued[2].invoice.id))).await.expect("recorded");
    assert_eq!(paid.unallocated, eur(500));
    assert_eq!(open(&world, payer).await, [0, b - half, 0]);
    let balance = world.engine.balance(payer, eur(0).currency).await.expect("read");
    assert_eq!((balance.owed, balance.unallocated), (eur(b - half), eur(500)));
    let assigned =
        world.engine.assign_payment(payer, "bank 2", issued[1].invoice.id).await.expect("assigned");
    assert_eq!((assigned.unallocated, open(&world, payer).await), (eur(0), vec![0, b - half - 500, 0]));

    let settled = world.store.allocations(issued[1].invoice.id).await.expect("read");
    let by: Vec<_> = settled.iter().map(|part| (part.source.clone(), part.amount.minor)).collect();
    let bank = |number: u32| Source::Payment(format!("bank {number}"));
    assert_eq!(by, [(bank(1), half), (bank(2), 500)]);
    let state = invoices(&world, payer).await[0].state;
    assert_eq!(state, InvoiceState::Settled);
}

#[tokio::test]
async fn a_payment_that_cannot_be_is_refused_with_the_field() {
    let (world, payer, issued) = three_invoices().await;
    let refused = async |received: PaymentReceived, expected: &str| match world
        .engine
        .record_payment(received)
        .await
        .expect_err("refused")
    {
        EngineError::Payment { field, .. } => assert_eq!(field, expected),
        other => panic!("{other}"),
    };
    refused(payment(payer, 0, "bank", None), "amount").await;
    refused(payment(payer, -5, "bank", None), "amount").await;
    refused(payment(payer, 5, " ", None), "reference").await;
    let stranger = BillTo::Customer(CustomerId(HAVENWERK.0));
    refused(payment(stranger, 5, "bank", Some(issued[0].invoice.id)), "invoice").await;
    world.engine.record_payment(payment(payer, 5, "bank", None)).await.expect("recorded");
    refused(payment(payer, 6, "bank", None), "reference").await;
}

#[tokio::test]
async fn a_total_below_zero_is_a_credit_note_that_pays_for_the_next_invoices() {
    let world = World::new().await;
    let customer = world.customer("blauwevos").await;
    let subscription = world.buy(customer, BASIC, 10, None).await;
    world.advance(Target::To(at("2021-09-17T09:00:00Z"))).await;
    let reason = SuspensionReason::CustomerRequest;
    world.run(customer, Command::Suspend { subscription, reason }).await;
    world.advance(Target::To(at("2021-10-17T00:00:00Z"))).await;
    let payer = BillTo::Partner(HAVENWERK);
    let issued = invoices(&world, payer).await;
    assert_eq!(issued.len(), 2);
    let (note, total) = (&issued[1], issued[1].invoice.total.minor);
    assert_eq!((note.invoice.kind, note.state), (DocumentKind::CreditNote, InvoiceState::Open));
    assert!(total < 0);
    let balance = world.engine.balance(payer, eur(0).currency).await.expect("read");
    assert_eq!(balance.in_favour, eur(-total));

    // Bought again: the next invoice is smaller by the note.
    world.buy(customer, STANDARD, 30, None).await;
    world.advance(Target::To(at("2021-11-17T00:00:00Z"))).await;
    let issued = invoices(&world, payer).await;
    let next = issued.last().expect("another invoice");
    assert_eq!(next.settled.minor, -total);
    assert_eq!(next.open().minor, next.invoice.total.minor + total);
    let note = world.store.invoice(issued[1].invoice.id).await.expect("read").expect("there");
    assert_eq!((note.state, note.open()), (InvoiceState::Settled, eur(0)));
    let settled = world.store.allocations(next.invoice.id).await.expect("read");
    assert_eq!(settled[0].source, Source::CreditNote(note.invoice.number));
}

/// A customer that buys for itself, and its first invoice.
async fn direct(payment: Payment) -> (World, CustomerId, StoredInvoice) {
    let world = World::new().await;
    let customer = world.customer("blauwevos").await;
    buy_directly(&world, customer, STANDARD, 4, payment).await;
    world.advance(Target::To(at("2021-10-07T00:00:00Z"))).await;
    let issued = invoices(&world, BillTo::Customer(customer)).await;
    assert_eq!(issued.len(), 1);
    let invoice = issued[0].clone();
    assert_eq!((invoice.invoice.key.date, invoice.invoice.due), (date(2021, 10, 5), date(2021, 11, 4)));
    (world, customer, invoice)
}

async fn told(world: &World, customer: CustomerId) -> Vec<(String, String)> {
    let messages = world.store.messages(customer, None, 1_000).await.expect("read");
    let about_money = messages.into_iter().filter(|stored| stored.message.kind.starts_with("payment_"));
    about_money
        .map(|stored| {
            assert_eq!(stored.message.tenant, customer.0, "this is no partner's business");
            (stored.message.kind, stored.message.at.to_string())
        })
        .collect()
}

#[tokio::test]
async fn who_does_not_pay_is_told_reminded_and_suspended_and_who_pays_is_cleared_self_110_why_11() {
    let (world, customer, first) = direct(Payment::Invoice).await;
    world.advance(Target::To(at("2021-11-05T11:59:59Z"))).await;
    assert!(world.loaded(customer).await.account.head.unpaid.is_empty(), "until noon of the day after");
    world.advance(Target::To(at("2021-12-03T00:00:00Z"))).await;
    let account = world.loaded(customer).await.account;
    assert_eq!(account.head.unpaid[0].amount, first.invoice.total);
    assert!(account.live().all(|found| found.status == Status::Active), "until the last day");
    world.advance(Target::To(at("2021-12-04T12:00:00Z"))).await;
    let expected = [
        ("payment_overdue", "2021-11-05T12:00:00Z"),
        ("payment_reminder", "2021-11-07T12:00:00Z"),
        ("payment_reminder", "2021-11-18T12:00:00Z"),
        ("payment_suspension", "2021-12-04T12:00:00Z"),
    ];
    assert_eq!(told(&world, customer).await, expected.map(|(kind, at)| (kind.to_owned(), at.to_owned())));
    let account = world.loaded(customer).await.account;
    let suspended: Vec<_> = account.live().filter_map(|found| found.suspension.as_ref()).collect();
    assert_eq!(suspended.len(), 1);
    assert_eq!(suspended[0].reason, SuspensionReason::NonPayment);

    let payer = BillTo::Customer(customer);
    let total = first.invoice.total.minor;
    world.engine.record_payment(payment(payer, total - 1, "almost", None)).await.expect("recorded");
    assert_eq!(world.loaded(customer).await.account.head.unpaid.len(), 1, "a cent is missing");
    world.engine.record_payment(payment(payer, 1, "the cent", None)).await.expect("recorded");
    let events = world.events(customer).await;
    let paid = events.iter().any(|recorded| match &recorded.event {
        Event::BalancePaid { unpaid } => unpaid.invoice == Some(first.invoice.id),
        _ => false,
    });
    assert!(paid, "what was overdue is cleared at once");
    assert!(events.windows(2).all(|pair| pair[0].at <= pair[1].at));
}

#[tokio::test]
async fn paying_now_settles_the_invoice_behind_the_balance_once_why_11() {
    let (world, customer, first) = direct(Payment::Invoice).await;
    let payer = BillTo::Customer(customer);
    // A part was paid before it became overdue, under the name that paying now would choose.
    let name = format!("pay now {}", first.invoice.number);
    world.engine.record_payment(payment(payer, 100, &name, None)).await.expect("recorded");
    world.advance(Target::To(at("2021-11-05T12:00:00Z"))).await;
    assert_eq!(world.loaded(customer).await.account.head.unpaid.len(), 1);
    let pay = Command::PayOverdue { subscription: None };
    let caller = ilse(customer);
    let pay_now = || world.engine.execute(&caller, customer, pay.clone(), None, answer);
    // From two windows at once: one of them finds nothing owed any more.
    let (one, other) = tokio::join!(pay_now(), pay_now());
    let events = [one, other].map(|done| done.expect("paid").decision.expect("decided").events.len());
    assert_eq!(events.iter().sum::<usize>(), 1, "{events:?}");

    let total = first.invoice.total.minor;
    let paid = world.store.invoice(first.invoice.id).await.expect("read").expect("there");
    assert_eq!((paid.state, paid.open(), paid.dunning_at), (InvoiceState::Settled, eur(0), None));
    let settled = world.store.allocations(first.invoice.id).await.expect("read");
    let by: Vec<_> = settled.iter().map(|part| (part.source.clone(), part.amount.minor)).collect();
    let expected =
        [(Source::Payment(name.clone()), 100), (Source::Payment(format!("{name} (2)")), total - 100)];
    assert_eq!(by, expected);
    let balance = world.engine.balance(payer, eur(0).currency).await.expect("read");
    assert_eq!((balance.overdue, balance.unallocated), (eur(0), eur(0)));
    let recorded = world.store.payments(payer, None, 10).await.expect("read").items;
    let received: i64 = recorded.iter().map(|payment| payment.received.amount.minor).sum();
    assert_eq!(received, total);

    // Nothing is left of it: no reminder comes, and paying again pays nothing.
    assert!(pay_now().await.expect("done").decision.expect("decided").events.is_empty());
    world.advance(Target::To(at("2021-11-19T00:00:00Z"))).await;
    let kinds: Vec<_> = told(&world, customer).await.into_iter().map(|(kind, _)| kind).collect();
    assert_eq!(kinds, ["payment_overdue"]);
}

#[tokio::test]
async fn what_the_bank_brought_before_paying_now_is_not_paid_again() {
    let (world, customer, first) = direct(Payment::Invoice).await;
    let payer = BillTo::Customer(customer);
    world.advance(Target::To(at("2021-11-05T12:00:00Z"))).await;
    let total = first.invoice.total.minor;
    let pay = Command::PayOverdue { subscription: None };
    let caller = ilse(customer);
    let (now, bank) = tokio::join!(
        world.engine.execute(&caller, customer, pay, None, answer),
        world.engine.record_payment(payment(payer, total, "bank", None)),
    );
    let (_, bank) = (now.expect("paid"), bank.expect("recorded"));
    // Whichever was first settled it; the other one's money is there, and not lost on a settled invoice.
    let settled = world.store.allocations(first.invoice.id).await.expect("read");
    assert_eq!(settled.iter().map(|part| part.amount.minor).sum::<i64>(), total);
    let received = world.store.payments(payer, None, 10).await.expect("read").items;
    let sum: i64 = received.iter().map(|payment| payment.received.amount.minor).sum();
    assert_eq!(sum, total + bank.unallocated.minor);
    assert!(world.loaded(customer).await.account.head.unpaid.is_empty());
}

#[tokio::test]
async fn who_pays_in_time_hears_nothing() {
    let (world, customer, first) = direct(Payment::Invoice).await;
    let payer = BillTo::Customer(customer);
    let paid = payment(payer, first.invoice.total.minor, "bank", None);
    world.engine.record_payment(paid).await.expect("recorded");
    world.advance(Target::To(at("2021-12-05T00:00:00Z"))).await;
    assert_eq!(told(&world, customer).await, []);
    assert!(world.loaded(customer).await.account.head.unpaid.is_empty());
}

#[tokio::test]
async fn a_card_is_charged_with_the_invoice() {
    let (world, customer, first) = direct(Payment::Card).await;
    assert_eq!((first.state, first.open()), (InvoiceState::Settled, eur(0)));
    let settled = world.store.allocations(first.invoice.id).await.expect("read");
    assert_eq!(settled[0].source, Source::Payment(format!("card {}", first.invoice.number)));
    world.advance(Target::By(6.months())).await;
    assert_eq!(told(&world, customer).await, []);
    assert!(world.loaded(customer).await.account.live().all(|found| found.status == Status::Active));
}

#[tokio::test]
async fn a_partner_in_arrears_is_told_once_and_nothing_else_happens_bill_112() {
    let (world, payer, issued) = three_invoices().await;
    assert_eq!(issued[0].invoice.due, date(2021, 11, 14));
    let balance = world.engine.balance(payer, eur(0).currency).await.expect("read");
    assert_eq!(balance.overdue, issued[0].invoice.total);
    world.engine.deliver(world.engine.now()).await.expect("delivered");
    let delivered = world.notifier.delivered();
    let told: Vec<_> =
        delivered.iter().filter(|outgoing| outgoing.message.kind == "payment_overdue").collect();
    assert_eq!(told.len(), 1);
    assert_eq!(told[0].message.tenant, HAVENWERK.0);
    assert_eq!(told[0].message.body["number"], "D0000000001");
    let customer = world.store.customer_ids(None, 1).await.expect("read")[0];
    let account = world.loaded(customer).await.account;
    assert!(account.head.unpaid.is_empty());
    assert!(account.live().all(|found| found.status == Status::Active));
}
