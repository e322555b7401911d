//! Verification: every cent is derived again, and one changed cent is found.

use std::path::PathBuf;
use std::sync::Arc;

use jiff::ToSpan;
use rusqlite::Connection;
use seatwright_domain::calendar::Term;
use seatwright_domain::command::Command;
use seatwright_domain::ids::OfferId;
use seatwright_domain::subscription::SuspensionReason;
use seatwright_engine::port::LeaveToOperator;
use seatwright_engine::{Counter, Quiet, Target, VerifyReport};
use seatwright_store::SqliteStore;

use super::world::{BASIC, STANDARD, World};

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
