//! Users that move in batches while their subscription is upgraded.

use seatwright_domain::event::{Event, UsersMoved};
use seatwright_domain::ids::UserId;
use seatwright_domain::user::{Finding, FindingKind};

use super::Backend;
use super::world::{
    Draft, batch, customer, customer_id, licence, subscription_id, upgrade, upgrade_id, user, user_id,
};
use crate::error::{CommitError, StoreError};
use crate::loaded::Loaded;
use crate::page::FindingQuery;
use crate::store::Store;

/// Subscriptions 1 to 3 with an upgrade from 1 to 2, and users with these licences.
async fn account(store: &dyn Store, users: &[(u128, &[u128])]) -> Loaded {
    let draft = Draft::new(customer(1)).buys(1, &[1, 2, 3]);
    let draft = users.iter().fold(draft, |draft, (n, licences)| {
        draft.hires(*n, licences.iter().map(|subscription| licence(*subscription, &["mail"])).collect())
    });
    draft.then(Event::UpgradeStarted { upgrade: Box::new(upgrade(1, 1, 2)) }).done(store).await
}

fn moved(batch: UsersMoved) -> Event {
    Event::UsersMoved { batch: Box::new(batch) }
}

/// The numbers of the users with a licence of a subscription, and whether each has every service on.
async fn holders(store: &dyn Store, subscription: u128) -> Vec<(u128, bool)> {
    let id = subscription_id(subscription);
    let found = store.assigned_users(customer_id(1), id, None, 1_000).await.expect("the store works");
    let all_on = |record: &seatwright_domain::user::UserRecord| {
        record.assignment(id).is_some_and(|held| held.excluded.is_empty())
    };
    let number = |id: UserId| id.0.as_u128() - user_id(0).0.as_u128();
    found.iter().map(|record| (number(record.user.id), all_on(record))).collect()
}

/// LIC-01: a batch moves the users of its range, takes from those that have the target already, and leaves those that
/// stay; their licences go when the source is closed.
pub async fn a_batch_moves_those_it_names_and_no_others_lic_01(backend: &dyn Backend) {
    let store = backend.open().await;
    let loaded = account(
        &*store,
        &[(1, &[1]), (2, &[1, 3]), (3, &[3]), (4, &[1, 2]), (5, &[1]), (6, &[1]), (7, &[1]), (8, &[1])],
    )
    .await;
    // Another account with the same ids, which must not be touched: keys begin with the customer.
    let other = Draft::new(customer(2)).buys(1, &[1]).hires(2, vec![licence(1, &["mail"])]);
    other.done(&*store).await;

    let first = UsersMoved { stayed: vec![user_id(5)], already: vec![user_id(4)], ..batch(Some(1), 6, 2) };
    let loaded = Draft::on(&loaded).then(moved(first)).done(&*store).await;
    assert_eq!(holders(&*store, 1).await, [(1, false), (5, false), (7, false), (8, false)]);
    assert_eq!(holders(&*store, 2).await, [(2, true), (4, false), (6, true)]);
    assert_eq!(holders(&*store, 3).await, [(2, false), (3, false)]);
    let source = &loaded.account.subscriptions[&subscription_id(1)];
    assert_eq!(source.assigned, 4, "rows and counts agree");

    let last = Event::SourceClosed { subscription: subscription_id(1), upgrade: upgrade_id(1) };
    let loaded = Draft::on(&loaded).then(moved(batch(Some(6), 8, 2))).then(last).done(&*store).await;
    assert_eq!(holders(&*store, 1).await, []);
    let target = loaded.account.subscriptions[&subscription_id(2)].assigned;
    assert_eq!(holders(&*store, 2).await.len(), target as usize);
    let untouched = store.user(customer_id(2), user_id(2)).await.expect("the store works");
    assert_eq!(untouched.expect("the user is there").assignments, [licence(1, &["mail"])]);
}

/// LIC-02: in place nobody moves, but services that were switched off come on, for those of the range.
pub async fn a_batch_in_place_switches_every_service_on_lic_02(backend: &dyn Backend) {
    let store = backend.open().await;
    let loaded = account(&*store, &[(1, &[1]), (2, &[1]), (3, &[1]), (4, &[1]), (5, &[1])]).await;
    let in_place = UsersMoved { to: subscription_id(1), stayed: vec![user_id(3)], ..batch(Some(1), 4, 2) };
    Draft::on(&loaded).then(moved(in_place)).done(&*store).await;
    assert_eq!(holders(&*store, 1).await, [(1, false), (2, true), (3, false), (4, true), (5, false)]);
    let since = store.user(customer_id(1), user_id(2)).await.expect("the store works");
    assert_eq!(
        since.expect("the user is there").assignments,
        [licence(1, &[])],
        "held since then all the same"
    );
}

/// A batch says how many move; if the rows say otherwise, counts and rows would part, so nothing is written.
pub async fn a_batch_that_counts_wrongly_is_refused(backend: &dyn Backend) {
    let store = backend.open().await;
    let loaded = account(&*store, &[(1, &[1]), (2, &[1]), (3, &[1, 2])]).await;
    let wrong_count = batch(None, 2, 3);
    let forgotten = batch(None, 3, 3);
    let not_there = UsersMoved { already: vec![user_id(9)], ..batch(None, 2, 2) };
    for wrong in [wrong_count, forgotten, not_there] {
        let error = Draft::on(&loaded).then(moved(wrong)).refused(&*store).await;
        assert!(matches!(error, CommitError::Store(StoreError::Inconsistent(_))), "{error}");
        assert_eq!(holders(&*store, 1).await.len(), 3);
    }
}

/// UPG-10: what needs work by hand is listed with names, page by page, in the order in which it was found.
pub async fn findings_are_listed_with_names_in_order_upg_10(backend: &dyn Backend) {
    let store = backend.open().await;
    let loaded = account(&*store, &[(1, &[1]), (2, &[1]), (3, &[1]), (4, &[1])]).await;
    let finding = |n: u128, kind: FindingKind| Finding {
        upgrade: upgrade_id(1),
        user: user_id(n),
        service: None,
        kind,
    };
    let held = FindingKind::ServiceHeldElsewhere { subscription: subscription_id(3) };
    let first = UsersMoved {
        findings: vec![
            finding(1, FindingKind::ServiceSwitchedOn),
            finding(1, held.clone()),
            finding(1, held),
            finding(2, FindingKind::ServiceSwitchedOn),
        ],
        ..batch(None, 2, 2)
    };
    let second = UsersMoved {
        stayed: vec![user_id(3)],
        findings: vec![finding(3, FindingKind::NoSeatLeft)],
        ..batch(Some(2), 4, 1)
    };
    Draft::on(&loaded).then(moved(first.clone())).then(moved(second.clone())).done(&*store).await;

    let list = async |needs_work: Option<bool>| {
        let mut query =
            FindingQuery { needs_work, limit: 2, ..FindingQuery::of(customer_id(1), upgrade_id(1)) };
        let mut found = Vec::new();
        loop {
            let page = store.findings(&query).await.expect("the store works");
            found.extend(page.items);
            match page.next {
                Some(next) => query.after = Some(next),
                None => return found,
            }
        }
    };
    let all = list(None).await;
    let expected: Vec<_> = first.findings.iter().chain(&second.findings).cloned().collect();
    assert_eq!(all.iter().map(|found| found.finding.clone()).collect::<Vec<_>>(), expected);
    assert!(all.iter().all(|found| found.finding.user != user_id(1)
        || (&found.display_name, &found.principal_name) == (&user(1).display_name, &user(1).principal_name)));
    assert_eq!(list(Some(true)).await, [all[1].clone(), all[2].clone(), all[4].clone()]);
    assert_eq!(list(Some(false)).await, [all[0].clone(), all[3].clone()]);
}

/// Users of the large account.
const MANY: u128 = 100_000;
/// Users that are made, and that move, with one commit.
const PER_COMMIT: usize = 1_000;

/// An account with 100,000 users moves all of them batch by batch, and reads no more than a batch at a time.
pub async fn a_hundred_thousand_users_move_in_batches(backend: &dyn Backend) {
    let store = backend.open().await;
    let mut loaded = account(&*store, &[]).await;
    let numbers: Vec<u128> = (1..=MANY).collect();
    for chunk in numbers.chunks(PER_COMMIT) {
        let draft = Draft::on(&loaded);
        loaded =
            chunk.iter().fold(draft, |draft, n| draft.hires(*n, vec![licence(1, &[])])).done(&*store).await;
    }
    let (mut after, mut all) = (None, 0);
    loop {
        let users = store.assigned_users(customer_id(1), subscription_id(1), after, PER_COMMIT).await;
        let users = users.expect("the store works");
        let Some(last) = users.last() else { break };
        let moving = UsersMoved {
            after,
            upto: last.user.id,
            // Every hundredth stays.
            stayed: users.iter().map(|record| record.user.id).filter(|id| stays(*id)).collect(),
            ..batch(None, 0, 0)
        };
        let moving = UsersMoved { moved: count(users.len() - moving.stayed.len()), ..moving };
        loaded = Draft::on(&loaded).then(moved(moving)).done(&*store).await;
        after = Some(last.user.id);
        all += users.len();
    }
    assert_eq!(u128::try_from(all), Ok(MANY));
    let assigned = |n: u128| loaded.account.subscriptions[&subscription_id(n)].assigned;
    assert_eq!((assigned(1), assigned(2)), (1_000, 99_000));
    assert_eq!(holders(&*store, 1).await.len(), 1_000);
}

fn stays(user: UserId) -> bool {
    (user.0.as_u128() - user_id(0).0.as_u128()).is_multiple_of(100)
}

fn count(users: usize) -> u32 {
    u32::try_from(users).expect("a batch is small")
}
