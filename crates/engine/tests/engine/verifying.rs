//! Verification: every cent is derived again, and one changed cent is found.

use std::path::PathBuf;
use std::sync::Arc;

use jiff::ToSpan;
use rusqlite::Connection;
use seatwright_domain::billing::invoice::BillTo;
use seatwright_domain::calendar::Term;
use seatwright_domain::command::Command;
use seatwright_domain::ids::OfferId;
use seatwright_domain::subscription::{Payment, SuspensionReason};
use seatwright_engine::port::LeaveToOperator;
use seatwright_engine::{Counter, Quiet, Target, VerifyReport};
use seatwright_store::SqliteStore;

use super::billing_world::{buy_directly, ilse, invoices};
use super::world::{BASIC, STANDARD, World, answer, at};

const NCE_E1: &str = "CFQ7TTC0LF8Q:0001";

/// Two customers with half a year of purchases, changes, upgrades and invoices.
async fn billed() -> (World, PathBuf) {
    let store = SqliteStore::open_temporary().expect("a store");
    let path = store.path();
    let world = World::on(Arc::new(store), Arc::new(LeaveToOperator)).await;
    for name in ["blauwevos", "duin"] {
        let customer = world.customer(name).await;
        let modern = world.buy(customer, NCE_E1, 5, Some(Term::P1Y)).await;
        let classic = world.buy(customer, BASIC, 9, None).await;
        world.advance(Target::By(10.days())).await;
        for (subscription, seats) in [(modern, 8), (classic, 4)] {
            world.run(customer, Command::ChangeSeats { subscription, seats }).await;
        }
        world.advance(Target::By(2.months())).await;
        let target = OfferId::new(STANDARD);
        let upgrade = Command::Upgrade { subscription: classic, target, seats: None, transfer: true };
        world.run(customer, upgrade).await;
        let reason = SuspensionReason::NonPayment;
        world.run(customer, Command::Suspend { subscription: modern, reason }).await;
    }
    world.advance(Target::By(2.months())).await;
    (world, path)
}

async fn check(world: &World) -> VerifyReport {
    world.engine.verify(&Quiet).await.expect("verified")
}

#[tokio::test(flavor = "multi_thread")]
async fn every_charge_and_invoice_is_derived_again_to_the_byte() {
    let (world, _) = billed().await;
    let progress = Counter::default();
    let report = world.engine.verify(&progress).await.expect("verified");
    assert!(report.is_clean(), "{report}");
    assert_eq!((report.accounts, progress.done()), (2, 2));
    assert!(report.charges > 20 && report.invoices > 8, "{report}");
    assert!(report.to_string().ends_with("to the byte"), "{report}");

    let stopped = world.engine.verify(&Counter::stopping_after(0)).await.expect("verified");
    assert!(stopped.stopped && stopped.invoices == 0, "{stopped}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_customer_that_pays_itself_is_what_its_events_made_it_by_then() {
    let store = SqliteStore::open_temporary().expect("a store");
    let path = store.path();
    let world = World::on(Arc::new(store), Arc::new(LeaveToOperator)).await;
    let customer = world.customer("blauwevos").await;
    buy_directly(&world, customer, STANDARD, 4, Payment::Invoice).await;
    world.advance(Target::To(at("2021-10-07T00:00:00Z"))).await;
    let mut profile = world.loaded(customer).await.account.head.customer.billing_profile.clone();
    profile.company_name = "Rode Vos BV".to_owned();
    let change = Command::ChangeBillingProfile { profile: Box::new(profile), revision: None };
    world.engine.execute(&ilse(customer), customer, change, None, answer).await.expect("changed");
    world.advance(Target::To(at("2021-11-07T00:00:00Z"))).await;
    let issued = invoices(&world, BillTo::Customer(customer)).await;
    let names: Vec<&str> = issued.iter().map(|found| found.invoice.payer.name.as_str()).collect();
    assert_eq!((names.len(), names[1]), (2, "Rode Vos BV"));
    assert_ne!(names[0], names[1]);
    let report = check(&world).await;
    assert!(report.is_clean(), "{report}");

    let connection = Connection::open(path).expect("opened");
    for (number, name) in [(0, "Rode Vos BV"), (1, names[0])] {
        let sql = "UPDATE invoices SET document = json_set(document, '$.payer.name', ?2) WHERE number = ?1";
        let tampered = connection.execute(sql, (&issued[number].invoice.number, name)).expect("tampered");
        assert_eq!(tampered, 1);
    }
    let report = check(&world).await;
    let found: Vec<&str> = report.differences.iter().map(|found| found.what.as_str()).collect();
    // The name that came later may be that of a late run on the first; the one that was over by then is no payer of the second.
    assert_eq!(found.len(), 1, "{report}");
    assert!(found[0].contains(&issued[1].invoice.number) && found[0].contains("payer.name"), "{report}");
}

#[tokio::test(flavor = "multi_thread")]
async fn one_changed_cent_is_found_wherever_it_is() {
    let tamper = async |sql: &str, expected: &str| {
        let (world, path) = billed().await;
        let connection = Connection::open(path).expect("opened");
        assert_eq!(connection.execute(sql, []).expect("tampered"), 1, "{sql}");
        let report = check(&world).await;
        assert!(!report.is_clean(), "{sql}: {report}");
        let found = report.differences.iter().any(|difference| difference.what.contains(expected));
        assert!(found, "{sql}: {report}");
    };
    tamper(
        "UPDATE events SET document = json_set(document, '$.charges[0].amount.minor', 1)
         WHERE rowid = (SELECT min(rowid) FROM events WHERE json_extract(document, '$.charges[0].id') IS NOT NULL)",
        ".charges[0].amount.minor",
    )
    .await;
    tamper(
        "UPDATE charges SET amount = amount + 1 WHERE rowid = (SELECT min(rowid) FROM charges)",
        "charge ",
    )
    .await;
    tamper(
        "UPDATE charges SET invoice_id = NULL WHERE rowid =
         (SELECT min(rowid) FROM charges WHERE invoice_id IS NOT NULL)",
        "invoice ",
    )
    .await;
    tamper(
        "UPDATE invoices SET document = json_set(document, '$.total.minor', 1)
         WHERE number = 'D0000000001'",
        "total.minor",
    )
    .await;
    tamper("UPDATE invoice_numbers SET last = last + 1 WHERE family = 'classic'", "last number D").await;
}
