//! Invoices: what stands on them, when they are cut, and that nothing is billed twice or forgotten.

use jiff::ToSpan;
use jiff::civil::date;
use seatwright_domain::billing::charge::InvoiceFamily;
use seatwright_domain::billing::invoice::BillTo;
use seatwright_domain::calendar::Term;
use seatwright_engine::Target;
use seatwright_store::{ChargeQuery, InvoiceState};

use super::billing_world::{invoices, lines};
use super::world::{BASIC, HAVENWERK, NCE_BASIC, World, at};

#[tokio::test]
async fn each_family_has_its_invoices_by_its_own_dates_inv_101_inv_102() {
    let world = World::new().await;
    let customer = world.customer("blauwevos").await;
    world.buy(customer, BASIC, 3, None).await;
    world.buy(customer, NCE_BASIC, 5, Some(Term::P1M)).await;
    let partner = BillTo::Partner(HAVENWERK);

    world.advance(Target::To(at("2021-09-16T11:59:59Z"))).await;
    assert_eq!(
        invoices(&world, partner).await,
        [],
        "the billing day is over, but it is not noon of the next"
    );
    let run = world.advance(Target::To(at("2021-09-16T12:00:00Z"))).await;
    assert_eq!(run.invoices, 1);
    world.advance(Target::To(at("2021-10-31T23:00:00Z"))).await;

    let all = invoices(&world, partner).await;
    let shown: Vec<_> = all.iter().map(|i| (i.invoice.number.as_str(), i.invoice.key.date)).collect();
    let expected = [
        ("D0000000001", date(2021, 9, 15)),
        ("G0000000001", date(2021, 10, 8)),
        ("D0000000002", date(2021, 10, 15)),
    ];
    assert_eq!(shown, expected);
    let mut on_invoices = 0;
    for invoice in &all {
        let lines = lines(&world, invoice).await;
        let sum: i64 = lines.iter().map(|line| line.charge.amount.minor).sum();
        assert_eq!(invoice.invoice.subtotal.minor, sum);
        assert_eq!(invoice.invoice.lines, lines.len() as u64);
        assert!(lines.iter().all(|line| line.charge.family == invoice.invoice.key.family));
        let tax = invoice.invoice.tax.as_ref().expect("a Dutch partner pays btw");
        assert_eq!(tax.amount.minor, (sum * 21 + 50) / 100);
        assert_eq!(invoice.invoice.total.minor, sum + tax.amount.minor);
        assert_eq!((invoice.state, invoice.open()), (InvoiceState::Open, invoice.invoice.total));
        assert_eq!(invoice.invoice.due, invoice.invoice.key.date + 60.days());
        on_invoices += lines.len();
    }
    let query = ChargeQuery { unbilled: true, ..ChargeQuery::of(customer) };
    let waiting = world.store.charges(&query).await.expect("read").items;
    assert!(
        waiting.iter().all(|line| line.charge.family == InvoiceFamily::NewCommerce && line.invoice.is_none())
    );
    let all = world.store.charges(&ChargeQuery::of(customer)).await.expect("read").items;
    assert_eq!(all.len(), on_invoices + waiting.len());
}

#[tokio::test]
async fn a_line_that_comes_too_late_goes_on_the_next_invoice() {
    let ahead = World::new().await;
    let (early, lagging) = (ahead.customer("blauwevos").await, ahead.customer("duin").await);
    ahead.buy(early, BASIC, 3, None).await;
    // Another process whose clock stands still while this one goes on.
    let behind =
        World::on(ahead.store.clone(), std::sync::Arc::new(seatwright_engine::port::LeaveToOperator)).await;
    ahead.advance(Target::To(at("2021-09-20T00:00:00Z"))).await;
    behind.buy(lagging, BASIC, 7, None).await;
    let partner = BillTo::Partner(HAVENWERK);
    let before = invoices(&ahead, partner).await;
    assert_eq!(before.len(), 1);
    let late = ahead.store.charges(&ChargeQuery::of(lagging)).await.expect("read").items;
    assert_eq!((late[0].charge.invoice_on, late[0].invoice), (date(2021, 9, 15), None));

    ahead.advance(Target::To(at("2021-10-17T00:00:00Z"))).await;
    let after = invoices(&ahead, partner).await;
    assert_eq!((after.len(), &after[0]), (2, &before[0]), "what was issued does not change");
    let late = ahead.store.charge(late[0].row.id).await.expect("read").expect("there");
    assert_eq!(late.invoice, Some(after[1].invoice.id));
    assert_eq!(late.invoice_on, date(2021, 10, 15));
    let on_second = lines(&ahead, &after[1]).await;
    assert_eq!(
        on_second.iter().filter(|line| line.customer == lagging).count(),
        2,
        "the late one and October's"
    );
}
