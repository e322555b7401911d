//! Users and their licences.

use seatwright_domain::event::Event;
use seatwright_domain::user::{Assignment, User, UserRecord};

use super::Backend;
use super::world::{Draft, at, customer, customer_id, licence, load, subscription_id, user, user_id};
use crate::error::CommitError;
use crate::loaded::Want;
use crate::page::{UserQuery, UserSort, UserState};
use crate::store::Store;

/// All pages of a question, as user numbers.
async fn all(store: &dyn Store, mut query: UserQuery) -> Vec<u128> {
    let mut found = Vec::new();
    loop {
        let page = store.users(&query).await.expect("the store works");
        assert!(page.items.len() <= query.limit);
        found.extend(page.items.iter().map(|record| record.user.id.0.as_u128() - user_id(0).0.as_u128()));
        match page.next {
            Some(next) => query.after = Some(next),
            None => return found,
        }
    }
}

fn deleted(n: u128, held: Vec<Assignment>) -> Event {
    let user = User { deleted_at: Some(at(9)), held, ..user(n) };
    Event::UserDeleted { user: Box::new(user) }
}

/// Three orders, both ways, in pages of any size; deleted users apart; by prefix of the name sorted by.
pub async fn users_are_sorted_both_ways_in_pages(backend: &dyn Backend) {
    let store = backend.open().await;
    let draft = (1..=9).fold(Draft::new(customer(1)), |draft, n| draft.hires(n, Vec::new()));
    draft.then(deleted(4, Vec::new())).then(deleted(6, Vec::new())).done(&*store).await;
    Draft::new(customer(2)).hires(1, Vec::new()).done(&*store).await;
    let forwards = [1, 2, 3, 5, 7, 8, 9];
    let backwards = [9, 8, 7, 5, 3, 2, 1];
    for limit in [1, 3, 7, 100] {
        for (sort, descending, expected) in [
            (UserSort::Id, false, forwards),
            (UserSort::Id, true, backwards),
            (UserSort::PrincipalName, false, forwards),
            (UserSort::PrincipalName, true, backwards),
            // Display names run the other way.
            (UserSort::DisplayName, false, backwards),
            (UserSort::DisplayName, true, forwards),
        ] {
            let query = UserQuery { sort, descending, limit, ..UserQuery::of(customer_id(1)) };
            assert_eq!(all(&*store, query.clone()).await, expected, "{query:?}");
            let gone = UserQuery { state: UserState::Deleted, ..query };
            let expected = if expected == forwards { [4, 6] } else { [6, 4] };
            assert_eq!(all(&*store, gone.clone()).await, expected, "{gone:?}");
        }
    }
    for (sort, descending, prefix, expected) in [
        (UserSort::PrincipalName, false, "USER00000", &forwards[..]),
        (UserSort::PrincipalName, true, "user000008@", &[8]),
        (UserSort::DisplayName, false, "given name 99999", &backwards[..]),
        (UserSort::DisplayName, true, "Given Name 999991", &[8]),
        (UserSort::DisplayName, true, "nobody", &[]),
    ] {
        let prefix = Some(prefix.to_owned());
        let query = UserQuery { sort, descending, prefix, limit: 2, ..UserQuery::of(customer_id(1)) };
        assert_eq!(all(&*store, query.clone()).await, expected, "{query:?}");
    }
    let count = async |state| store.count_users(customer_id(1), state).await.expect("the store works");
    assert_eq!((count(UserState::Active).await, count(UserState::Deleted).await), (7, 2));
    let mut everybody = Vec::new();
    loop {
        let after = everybody.last().map(|record: &UserRecord| record.user.id);
        let page = store.all_users(customer_id(1), after, 4).await.expect("the store works");
        if page.is_empty() {
            break;
        }
        everybody.extend(page);
    }
    assert_eq!(everybody.len(), 9);
}

/// Licences are given, changed, taken, lost with their user and given back with it.
pub async fn licences_follow_their_events(backend: &dyn Backend) {
    let store = backend.open().await;
    let held = async |n: u128| -> Vec<Assignment> {
        let record = store.user(customer_id(1), user_id(n)).await.expect("the store works");
        record.expect("the user is there").assignments
    };
    let loaded = Draft::new(customer(1))
        .buys(1, &[1, 2])
        .hires(1, vec![licence(1, &["mail", "chat"]), licence(2, &[])])
        .hires(2, vec![licence(2, &[])])
        .done(&*store)
        .await;
    assert_eq!(held(1).await, [licence(1, &["chat", "mail"]), licence(2, &[])]);
    let on_two = store.assigned_users(customer_id(1), subscription_id(2), None, 10).await;
    let on_two = on_two.expect("the store works");
    assert_eq!(on_two.iter().map(|record| record.user.id).collect::<Vec<_>>(), [user_id(1), user_id(2)]);
    assert_eq!(on_two[0].assignments, [licence(1, &["chat", "mail"]), licence(2, &[])]);

    let changed = Event::LicencesChanged {
        user: user_id(1),
        assigned: vec![licence(1, &["chat"])],
        added: 0,
        removed: vec![subscription_id(2)],
    };
    let loaded = Draft::on(&loaded).then(changed).done(&*store).await;
    assert_eq!(held(1).await, [licence(1, &["chat"])]);

    let gone = deleted(1, vec![licence(1, &["chat"])]);
    let loaded = Draft::on(&loaded).then(gone).done(&*store).await;
    assert_eq!(held(1).await, []);
    let restored = Event::UserRestored { user: Box::new(user(1)), assigned: vec![licence(1, &[])] };
    let loaded = Draft::on(&loaded).then(restored).done(&*store).await;
    assert_eq!(held(1).await, [licence(1, &[])]);
    assert_eq!(loaded.account.subscriptions[&subscription_id(1)].assigned, 1);

    let closed =
        Event::Deleted { subscription: subscription_id(2), rule: seatwright_domain::rule::Rule::Susp03 };
    Draft::on(&loaded).then(closed).done(&*store).await;
    assert_eq!(held(2).await, []);
    assert_eq!(held(1).await, [licence(1, &[])]);
    let want = Want {
        users: vec![user_id(2), user_id(2)],
        principal_names: vec!["USER000002@company.EXAMPLE".to_owned(), user(1).principal_name],
        ..Want::default()
    };
    let loaded = store.load(customer_id(1), &want).await.expect("the store works").expect("it is there");
    let ids: Vec<_> = loaded.users.iter().map(|record| record.user.id).collect();
    assert_eq!(ids, [user_id(1), user_id(2)], "each once");
}

/// A name stays with its user while that user can be restored; another customer may use it.
pub async fn a_sign_in_name_is_unique_in_any_case_even_when_deleted(backend: &dyn Backend) {
    let store = backend.open().await;
    let loaded =
        Draft::new(customer(1)).hires(1, Vec::new()).then(deleted(1, Vec::new())).done(&*store).await;
    Draft::new(customer(2)).hires(1, Vec::new()).done(&*store).await;
    let named = |n: u128, name: &str| {
        let user = User { principal_name: name.to_owned(), ..user(n) };
        Event::UserCreated { user: Box::new(user) }
    };
    let name = "uSER000001@company.example";
    let error = Draft::on(&loaded).then(named(2, name)).refused(&*store).await;
    assert!(
        matches!(&error, CommitError::PrincipalNameTaken { principal_name } if principal_name == name),
        "{error}"
    );
    assert_eq!(load(&*store, customer_id(1)).await, loaded);
    let found = store.user_by_name(customer_id(1), name).await.expect("the store works");
    assert_eq!(found.map(|record| record.user.id), Some(user_id(1)));

    let renamed = User { principal_name: "other@company.example".to_owned(), ..user(1) };
    let loaded = Draft::on(&loaded).then(Event::UserChanged { user: Box::new(renamed) }).done(&*store).await;
    Draft::on(&loaded).then(named(2, name)).done(&*store).await;
    let found = store.user_by_name(customer_id(1), name).await.expect("the store works");
    assert_eq!(found.map(|record| record.user.id), Some(user_id(2)));
}
