//! The index of what happens by itself.

use super::Backend;
use super::world::{Draft, at, customer, customer_id, load};
use crate::page::Due;

/// Soonest first, then by id; a page goes on where the one before ended.
pub async fn due_accounts_come_in_order_and_in_pages(backend: &dyn Backend) {
    let store = backend.open().await;
    let due_at = |n: u128| match n {
        1..=4 => Some(at(300)),
        5 | 6 => Some(at(100)),
        7 => Some(at(901)),
        _ => None,
    };
    for n in (1..=9).rev() {
        Draft::new(customer(n)).due(due_at(n)).done(&*store).await;
    }
    assert_eq!(store.next_due().await.expect("the store works"), Some(at(100)));
    let mut found = Vec::new();
    loop {
        let page = store.due(at(900), found.last().copied(), 4).await.expect("the store works");
        if page.is_empty() {
            break;
        }
        assert!(page.len() <= 4);
        found.extend(page);
    }
    let expected: Vec<Due> = [(100, 5), (100, 6), (300, 1), (300, 2), (300, 3), (300, 4)]
        .map(|(seconds, n)| Due { at: at(seconds), customer: customer_id(n) })
        .into();
    assert_eq!(found, expected);
    assert_eq!(store.due(at(901), None, 10).await.expect("the store works").len(), 7, "the end is included");
    assert!(store.due(at(99), None, 10).await.expect("the store works").is_empty());
}

/// The index follows each commit, also one in which only the due instant changes.
pub async fn a_due_instant_follows_its_account(backend: &dyn Backend) {
    let store = backend.open().await;
    let check = async |expected: Option<i64>| {
        assert_eq!(store.next_due().await.expect("the store works"), expected.map(at));
        assert_eq!(load(&*store, customer_id(1)).await.due, expected.map(at));
    };
    let loaded = Draft::new(customer(1)).buys(1, &[1]).done(&*store).await;
    check(None).await;
    let loaded = Draft::on(&loaded).renames(1, "a").due(Some(at(50))).done(&*store).await;
    check(Some(50)).await;
    let loaded = Draft::on(&loaded).renames(1, "b").done(&*store).await;
    check(Some(50)).await;
    let loaded = Draft::on(&loaded).due(Some(at(70))).done(&*store).await;
    check(Some(70)).await;
    let old = loaded.clone();
    Draft::on(&loaded).due(None).renames(1, "c").done(&*store).await;
    check(None).await;
    Draft::on(&old).due(Some(at(80))).refused(&*store).await;
    check(None).await;
}
