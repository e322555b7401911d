//! The feed of each partner: in order, without gaps, and with nothing that is not the partner's to see.

use std::collections::BTreeMap;
use std::sync::Arc;

use seatwright_domain::customer::{Customer, Relationship};
use seatwright_domain::event::Event;
use seatwright_domain::ids::PartnerId;
use seatwright_domain::subscription::Seller;
use tokio::task::JoinSet;
use uuid::Uuid;

use super::Backend;
use super::world::{
    Draft, PARTNER, at, customer, customer_id, load, order, subscription, subscription_id, user,
};
use crate::error::CommitError;
use crate::feed::{FeedItem, FeedSpan};
use crate::store::Store;

const OTHER: PartnerId = PartnerId(Uuid::from_u128(0xA2));

/// A customer of two partners.
fn shared_customer(n: u128) -> Customer {
    let mut customer = customer(n);
    let bond = Relationship { since: at(0), reseller: None, delegation: None, agreement: None };
    customer.relationships.insert(OTHER, bond);
    customer
}

/// The other partner sells the n-th subscription.
fn sold_by_other(draft: Draft, n: u128, order_number: u128) -> Draft {
    let seller = Seller::Partner { partner: OTHER, reseller: None };
    let mut order = order(order_number, &[n]);
    order.seller = seller.clone();
    let mut subscription = subscription(n, order_number);
    subscription.seller = seller;
    let draft = draft.then(Event::OrderPlaced { order: Box::new(order) });
    draft.then(Event::SubscriptionStarted { subscription: Box::new(subscription) })
}

async fn all(store: &dyn Store, tenant: Uuid, page: usize) -> Vec<FeedItem> {
    let mut items: Vec<FeedItem> = Vec::new();
    loop {
        let after = items.last().map_or(0, |last| last.number);
        let more = store.feed(tenant, after, page).await.expect("the store works");
        if more.is_empty() {
            return items;
        }
        items.extend(more);
    }
}

fn kinds(items: &[FeedItem]) -> Vec<(u64, u64, &'static str)> {
    items
        .iter()
        .map(|item| (item.number, item.event.recorded.seq, item.event.recorded.event.kind()))
        .collect()
}

/// Each partner's feed has what it may see of each event, under numbers of its own that have no gaps, in any pages.
pub async fn a_feed_has_what_its_partner_may_see_upg_07(backend: &dyn Backend) {
    let store = backend.open().await;
    let ours = Draft::new(customer(1)).buys(1, &[1]).done(&*store).await;
    let shared = Draft::new(shared_customer(2)).buys(2, &[2]);
    let shared = sold_by_other(shared, 3, 3).then(Event::UserCreated { user: Box::new(user(1)) });
    let shared = shared.done(&*store).await;
    Draft::on(&ours).renames(1, "Ours").done(&*store).await;
    let shared = Draft::on(&shared).renames(3, "Theirs").done(&*store).await;
    Draft::on(&shared).renames(2, "Ours too").done(&*store).await;

    let expected = [
        (1, 1, "customer_created"),
        (2, 2, "order_placed"),
        (3, 3, "subscription_started"),
        // Its opening names both partners, so it is shown to neither.
        (4, 2, "order_placed"),
        (5, 3, "subscription_started"),
        (6, 6, "user_created"),
        (7, 4, "renamed"),
        (8, 8, "renamed"),
    ];
    for page in [1, 2, 3, 100] {
        assert_eq!(kinds(&all(&*store, PARTNER.0, page).await), expected);
    }
    let theirs = all(&*store, OTHER.0, 100).await;
    let expected =
        [(1, 4, "order_placed"), (2, 5, "subscription_started"), (3, 6, "user_created"), (4, 7, "renamed")];
    assert_eq!(kinds(&theirs), expected);
    assert!(theirs.iter().all(|item| item.customer == customer_id(2)));
    for (tenant, end) in [(PARTNER.0, 8), (OTHER.0, 4), (customer_id(1).0, 0)] {
        assert_eq!(store.feed_end(tenant).await.expect("the store works"), end);
    }
}

/// Many commits at once, some of which conflict and some of which fail half-way, leave no gap and no event twice.
pub async fn numbers_of_a_feed_have_no_gaps_under_concurrency(backend: &dyn Backend) {
    let store = backend.open().await;
    let accounts = 12;
    for n in 1..=accounts {
        Draft::new(customer(n)).buys(n, &[n]).done(&*store).await;
    }
    let mut writers = JoinSet::new();
    for writer in 0..4_u128 {
        let store: Arc<dyn Store> = store.clone();
        writers.spawn(async move {
            for round in 0..25_u128 {
                let n = 1 + (writer * 7 + round) % accounts;
                let loaded = load(&*store, customer_id(n)).await;
                let draft = Draft::on(&loaded).renames(n, &format!("{writer} {round}"));
                // Sign-in names of different users collide on purpose: such a commit fails after it has written.
                let draft = match round % 5 {
                    0 => {
                        let mut hired = user(1_000 + writer * 100 + round);
                        hired.principal_name = "same@company.example".to_owned();
                        draft.then(Event::UserCreated { user: Box::new(hired) })
                    }
                    _ => draft,
                };
                match store.commit(draft.commit()).await {
                    Ok(_) | Err(CommitError::Conflict | CommitError::PrincipalNameTaken { .. }) => {}
                    Err(error) => panic!("{error}"),
                }
            }
        });
    }
    while let Some(ended) = writers.join_next().await {
        ended.expect("no writer panics");
    }
    let items = all(&*store, PARTNER.0, 17).await;
    let mut seen: BTreeMap<_, u64> = BTreeMap::new();
    for (place, item) in (1_u64..).zip(&items) {
        assert_eq!(item.number, place);
        let before = seen.insert(item.customer, item.event.recorded.seq).unwrap_or(0);
        assert_eq!(item.event.recorded.seq, before + 1, "every event of an account, in order, once");
    }
    for n in 1..=accounts {
        let version = load(&*store, customer_id(n)).await.account.head.version;
        assert_eq!(seen.get(&customer_id(n)), Some(&version));
    }
    let (mut after, mut last) = (None, 0);
    loop {
        let runs = store.feed_runs(after, 5).await.expect("the store works");
        let Some(end) = runs.last() else { break };
        after = Some((end.tenant, end.last));
        for run in runs {
            assert_eq!((run.last - run.events, run.found), (last, run.events));
            last = run.last;
        }
    }
    assert_eq!(last, items.len() as u64);

    drop(store);
    let store = backend.open().await;
    Draft::on(&load(&*store, customer_id(1)).await).renames(1, "After").done(&*store).await;
    assert_eq!(store.feed_end(PARTNER.0).await.expect("the store works"), last + 1);
}

/// A feed is read back by time, within a span, in pages.
pub async fn a_feed_is_read_back_by_time(backend: &dyn Backend) {
    let store = backend.open().await;
    Draft::new(customer(1)).buys(1, &[1, 2, 3]).done(&*store).await;
    Draft::new(customer(2)).buys(2, &[4]).done(&*store).await;
    let mut query =
        FeedSpan { tenant: PARTNER.0, from: at(2), to: at(4), customer: None, after: None, limit: 2 };
    let mut found = Vec::new();
    loop {
        let page = store.feed_by_time(&query).await.expect("the store works");
        found.extend(page.items.iter().map(|item| (item.number, item.event.recorded.at)));
        query.after = page.next;
        if query.after.is_none() {
            break;
        }
    }
    assert_eq!(found, [(4, at(4)), (8, at(3)), (3, at(3)), (7, at(2)), (2, at(2))]);
    let one = FeedSpan { customer: Some(customer_id(2)), limit: 10, ..query };
    let page = store.feed_by_time(&one).await.expect("the store works");
    assert_eq!(page.items.iter().map(|item| item.number).collect::<Vec<_>>(), [8, 7]);
}

/// What bound an account to its partners is found before a place, newest first.
pub async fn what_binds_an_account_to_partners_is_found(backend: &dyn Backend) {
    let store = backend.open().await;
    let loaded = Draft::new(customer(1)).buys(1, &[1]).renames(1, "x").done(&*store).await;
    let ended = Event::RelationshipChanged { partner: PARTNER, relationship: None };
    Draft::on(&loaded).then(ended).renames(1, "y").done(&*store).await;
    let sequences = async |before| -> Vec<u64> {
        let found = store.relationship_events(customer_id(1), before, 10).await.expect("the store works");
        found.iter().map(|event| event.recorded.seq).collect()
    };
    assert_eq!(sequences(u64::MAX).await, [5, 1]);
    assert_eq!(sequences(5).await, [1]);
    // Who has sold what still lives is told how the relationship ended, and what happens to it afterwards.
    let kinds = kinds(&all(&*store, PARTNER.0, 10).await);
    assert_eq!(kinds.last(), Some(&(6, 6, "renamed")));
    assert_eq!(
        subscription_id(1),
        load(&*store, customer_id(1)).await.account.live().next().expect("one").id
    );
}
