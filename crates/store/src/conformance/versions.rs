//! Accounts, their versions, and what stands and falls together.

use std::sync::Arc;

use jiff::Timestamp;
use seatwright_domain::account::Account;
use seatwright_domain::event::Event;
use seatwright_domain::ids::MigrationScheduleId;
use seatwright_domain::rule::Rule;
use tokio::task::JoinSet;

use super::Backend;
use super::world::{
    Draft, at, customer, customer_id, load, order, order_id, subscription_id, upgrade, upgrade_id, user,
    user_id,
};
use crate::chain::ChainHash;
use crate::commit::Commit;
use crate::error::{CommitError, StoreError};
use crate::loaded::Want;

/// Head, subscriptions, upgrades, chain and due instant come back as they went in.
pub async fn an_account_is_read_as_it_was_written(backend: &dyn Backend) {
    let store = backend.open().await;
    let due = Timestamp::from_nanosecond(at(60).as_nanosecond() + 1).expect("an instant of our time");
    let draft = Draft::new(customer(1)).buys(1, &[1, 2]).due(Some(due));
    let upgrade = Event::UpgradeStarted { upgrade: Box::new(upgrade(1, 1, 2)) };
    let draft = draft.then(upgrade);
    let commit = draft.commit();
    let committed = store.commit(commit.clone()).await.expect("nothing stands against it");
    let loaded = load(&*store, customer_id(1)).await;
    assert_eq!(&loaded.account, draft.after());
    assert_eq!((committed.version, committed.chain), (commit.version(), commit.chain()));
    assert_eq!((loaded.account.head.version, loaded.chain), (committed.version, committed.chain));
    assert_ne!(loaded.chain, ChainHash::start(customer_id(1)));
    let microsecond_later = at(60).as_microsecond() + 1;
    assert_eq!(loaded.due.map(Timestamp::as_microsecond), Some(microsecond_later), "rounded up");

    let renamed = Draft::on(&loaded).renames(1, "Another name");
    let expected = renamed.after().clone();
    assert_eq!(renamed.done(&*store).await.account, expected);
    let both = store.load_many(&[customer_id(9), customer_id(1)]).await.expect("the store works");
    assert_eq!(both.len(), 1);
    assert_eq!(both[0].account, expected);
}

/// Deleted subscriptions and ended upgrades are read when they are named, or when everything is wanted.
pub async fn what_has_ended_is_read_only_when_it_is_wanted(backend: &dyn Backend) {
    let store = backend.open().await;
    let loaded = Draft::new(customer(1))
        .buys(1, &[1, 2])
        .then(Event::UpgradeStarted { upgrade: Box::new(upgrade(1, 1, 2)) })
        .then(Event::UpgradeCompleted { upgrade: upgrade_id(1) })
        .then(Event::Deleted { subscription: subscription_id(1), rule: Rule::Susp03 })
        .done(&*store)
        .await;
    let ids = |account: &Account| account.subscriptions.keys().copied().collect::<Vec<_>>();
    assert_eq!(ids(&loaded.account), [subscription_id(2)]);
    assert!(loaded.account.upgrades.is_empty());

    let named = Want {
        subscriptions: vec![subscription_id(1), subscription_id(2)],
        upgrades: vec![upgrade_id(1)],
        orders: vec![order_id(1)],
        ..Want::default()
    };
    for want in [named, Want { everything: true, ..Want::default() }] {
        let loaded = store.load(customer_id(1), &want).await.expect("the store works").expect("it is there");
        assert_eq!(ids(&loaded.account), [subscription_id(1), subscription_id(2)]);
        assert!(loaded.account.upgrades.contains_key(&upgrade_id(1)));
        let orders = if want.everything { Vec::new() } else { vec![order(1, &[1, 2])] };
        assert_eq!(loaded.orders, orders);
    }
}

/// Nothing that is unknown is an error to read.
pub async fn unknown_ids_are_absent_and_no_error(backend: &dyn Backend) {
    let store = backend.open().await;
    assert_eq!(store.load(customer_id(1), &Want::default()).await.expect("no error"), None);
    Draft::new(customer(1)).done(&*store).await;
    let want = Want {
        everything: false,
        subscriptions: vec![subscription_id(7)],
        upgrades: vec![upgrade_id(7)],
        users: vec![user_id(7)],
        principal_names: vec!["nobody@company.example".to_owned()],
        orders: vec![order_id(7)],
        charges: vec![subscription_id(7)],
        migration_schedules: vec![MigrationScheduleId(uuid::Uuid::from_u128(7))],
    };
    let loaded = store.load(customer_id(1), &want).await.expect("no error").expect("it is there");
    assert!(loaded.account.subscriptions.is_empty() && loaded.account.upgrades.is_empty());
    assert!(loaded.users.is_empty() && loaded.orders.is_empty());
    for customer in [customer_id(1), customer_id(2)] {
        assert_eq!(store.subscription(customer, subscription_id(7)).await.expect("no error"), None);
        assert_eq!(store.upgrade(customer, upgrade_id(7)).await.expect("no error"), None);
        assert_eq!(store.order(customer, order_id(7)).await.expect("no error"), None);
        assert_eq!(store.user(customer, user_id(7)).await.expect("no error"), None);
        assert_eq!(store.user_by_name(customer, "x").await.expect("no error"), None);
        assert!(store.upgrades(customer, None).await.expect("no error").is_empty());
    }
    assert_eq!(store.customer(customer_id(2)).await.expect("no error"), None);
    assert_eq!(store.customer_by_domain("nobody.example").await.expect("no error"), None);
    assert_eq!(store.setting("nothing").await.expect("no error"), None);
}

/// Two decisions on one version: the second is told to decide again, and leaves no trace.
pub async fn a_commit_on_an_old_version_is_a_conflict_and_writes_nothing(backend: &dyn Backend) {
    let store = backend.open().await;
    let old = Draft::new(customer(1)).buys(1, &[1]).done(&*store).await;
    let new = Draft::on(&old).renames(1, "First").done(&*store).await;
    let error = Draft::on(&old).renames(1, "Second").hires(1, Vec::new()).refused(&*store).await;
    assert!(matches!(error, CommitError::Conflict), "{error}");
    assert_eq!(load(&*store, customer_id(1)).await, new);
    assert_eq!(store.user(customer_id(1), user_id(1)).await.expect("the store works"), None);
}

/// Many at once on one version: exactly one is made.
pub async fn of_many_commits_on_one_version_one_is_made(backend: &dyn Backend) {
    let store = backend.open().await;
    let loaded = Draft::new(customer(1)).buys(1, &[1]).done(&*store).await;
    let mut tasks = JoinSet::new();
    for n in 0..32 {
        let (store, commit) =
            (Arc::clone(&store), Draft::on(&loaded).renames(1, &format!("Name {n}")).commit());
        tasks.spawn(async move { store.commit(commit).await });
    }
    let outcomes = tasks.join_all().await;
    assert_eq!(outcomes.iter().filter(|outcome| outcome.is_ok()).count(), 1);
    assert_eq!(outcomes.iter().filter(|outcome| matches!(outcome, Err(CommitError::Conflict))).count(), 31);
    assert_eq!(load(&*store, customer_id(1)).await.account.head.version, loaded.account.head.version + 1);
}

/// Domains are unique over the installation in any case; an account is made once.
pub async fn a_domain_belongs_to_one_customer_and_an_id_to_one_account(backend: &dyn Backend) {
    let store = backend.open().await;
    Draft::new(customer(1)).done(&*store).await;
    let mut other = customer(2);
    other.domain = "COMPANY1.example".to_owned();
    let error = Draft::new(other).refused(&*store).await;
    assert!(matches!(&error, CommitError::DomainTaken { domain } if domain == "COMPANY1.example"), "{error}");
    let mut again = customer(1);
    again.domain = "elsewhere.example".to_owned();
    let error = Draft::new(again).refused(&*store).await;
    assert!(matches!(error, CommitError::Conflict), "{error}");
    let found = store.customer_by_domain("company1.EXAMPLE").await.expect("the store works");
    assert_eq!(found, Some(customer_id(1)));
    assert_eq!(store.customer_by_domain("elsewhere.example").await.expect("the store works"), None);
}

/// In one group, what fails half-way is taken back, and what stands before and after it stands.
pub async fn a_failing_commit_leaves_its_neighbours_alone(backend: &dyn Backend) {
    let store = backend.open().await;
    for n in 1..=3 {
        Draft::new(customer(n)).buys(1, &[1]).hires(1, Vec::new()).done(&*store).await;
    }
    let mut accounts = Vec::new();
    for n in 1..=3 {
        accounts.push(load(&*store, customer_id(n)).await);
    }
    // The second one has written its account, a subscription and a user when it comes to a name that is taken.
    let mut namesake = user(3);
    namesake.principal_name = user(1).principal_name;
    let broken = Draft::on(&accounts[1])
        .renames(1, "Broken")
        .hires(2, Vec::new())
        .then(Event::UserCreated { user: Box::new(namesake) });
    let commits = vec![
        Draft::on(&accounts[0]).renames(1, "Sound").commit(),
        broken.commit(),
        Draft::on(&accounts[2]).renames(1, "Sound").commit(),
    ];
    let outcomes = store.commit_many(commits).await;
    assert!(outcomes[0].is_ok() && outcomes[2].is_ok(), "{outcomes:?}");
    assert!(matches!(outcomes[1], Err(CommitError::PrincipalNameTaken { .. })), "{outcomes:?}");
    assert_eq!(load(&*store, customer_id(2)).await, accounts[1]);
    assert_eq!(store.user(customer_id(2), user_id(2)).await.expect("the store works"), None);
    for n in [1, 3] {
        let account = load(&*store, customer_id(n)).await.account;
        assert_eq!(account.subscriptions[&subscription_id(1)].friendly_name, "Sound");
    }
}

/// Versions, numbers and accounts that do not belong together are noticed before anything is written.
pub async fn a_commit_that_contradicts_itself_is_not_prepared(backend: &dyn Backend) {
    let store = backend.open().await;
    let loaded = Draft::new(customer(1)).buys(1, &[1]).done(&*store).await;
    let inconsistent = |result: Result<Commit, StoreError>| {
        assert!(matches!(result, Err(StoreError::Inconsistent(_))), "{result:?}");
    };
    inconsistent(Commit::new(None, &Account::new(customer(2)), &[], None));
    let mut ahead = loaded.account.clone();
    ahead.head.version += 1;
    inconsistent(Commit::new(Some(&loaded), &ahead, &[], None));
    let other = Draft::new(customer(2)).done(&*store).await;
    inconsistent(Commit::new(Some(&loaded), &other.account, &[], None));
    let nothing = Commit::new(Some(&loaded), &loaded.account, &[], None).expect("nothing to say against it");
    let message = crate::Message {
        tenant: customer_id(1).0,
        kind: "news".to_owned(),
        subject: String::new(),
        at: at(1),
        body: serde_json::Value::Null,
    };
    inconsistent(nothing.with_messages(&[message]));
}
