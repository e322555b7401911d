//! Lists of customers, subscriptions, orders and upgrades.

use seatwright_domain::customer::Relationship;
use seatwright_domain::event::Event;
use seatwright_domain::ids::{CustomerId, PartnerId, PublisherId, SubscriptionId};
use seatwright_domain::rule::Rule;
use seatwright_domain::subscription::{Seller, Subscription};
use uuid::Uuid;

use super::Backend;
use super::world::{
    Draft, PARTNER, at, customer, customer_id, load, order, order_id, order_line, subscription,
    subscription_id, upgrade, upgrade_id,
};
use crate::page::{CustomerOrder, CustomerQuery, OrderQuery, SubscriptionQuery};
use crate::store::Store;

/// All pages of a question, as customer numbers.
async fn all(store: &dyn Store, mut query: CustomerQuery) -> Vec<u128> {
    let mut found = Vec::new();
    loop {
        let page = store.customers(&query).await.expect("the store works");
        assert!(page.items.len() <= query.limit);
        found.extend(page.items.iter().map(|customer| number(customer.id)));
        match page.next {
            Some(next) => query.after = Some(next),
            None => return found,
        }
    }
}

fn number(customer: CustomerId) -> u128 {
    customer.0.as_u128() - customer_id(0).0.as_u128()
}

fn bond(reseller: Option<&str>) -> Relationship {
    let reseller = reseller.map(str::to_owned);
    Relationship { since: at(0), reseller, delegation: None, agreement: None }
}

/// Each customer of a partner is found once whatever the size of a page, and nobody else's.
pub async fn customers_are_found_by_partner_in_complete_pages(backend: &dyn Backend) {
    let store = backend.open().await;
    let other = PartnerId(Uuid::from_u128(0xA2));
    for n in 1..=12 {
        let mut customer = customer(n);
        // Names run against ids, and some companies have the same name in another case.
        customer.company_name =
            if n % 4 == 0 { format!("NAMESAKE {}", n % 8) } else { format!("namesake {}", n % 8) };
        if n > 9 {
            customer.relationships.clear();
            customer.relationships.insert(other, bond(None));
        }
        Draft::new(customer).done(&*store).await;
    }
    for limit in [1, 2, 4, 9, 100] {
        let query = CustomerQuery { limit, ..CustomerQuery::of(PARTNER) };
        assert_eq!(all(&*store, query.clone()).await, [8, 1, 9, 2, 3, 4, 5, 6, 7], "pages of {limit}");
        let by_id = CustomerQuery { order: CustomerOrder::Id, ..query };
        assert_eq!(all(&*store, by_id).await, [1, 2, 3, 4, 5, 6, 7, 8, 9], "pages of {limit}");
    }
    assert_eq!(store.count_customers(&CustomerQuery::of(PARTNER)).await.expect("the store works"), 9);
    assert_eq!(all(&*store, CustomerQuery::of(other)).await, [10, 11, 12]);

    // Relationships end and begin with their events.
    let loaded = load(&*store, customer_id(1)).await;
    Draft::on(&loaded)
        .then(Event::RelationshipChanged { partner: PARTNER, relationship: None })
        .then(Event::RelationshipChanged { partner: other, relationship: Some(bond(None)) })
        .done(&*store)
        .await;
    assert_eq!(all(&*store, CustomerQuery::of(PARTNER)).await, [8, 9, 2, 3, 4, 5, 6, 7]);
    assert_eq!(all(&*store, CustomerQuery::of(other)).await, [1, 10, 11, 12]);

    let mut ids = Vec::new();
    loop {
        let page = store.customer_ids(ids.last().copied(), 5).await.expect("the store works");
        if page.is_empty() {
            break;
        }
        ids.extend(page);
    }
    assert_eq!(ids, (1..=12).map(customer_id).collect::<Vec<_>>());
}

/// Prefixes of names and domains and the reseller narrow a list down, each in any case.
pub async fn customers_are_filtered_by_name_domain_and_reseller(backend: &dyn Backend) {
    let store = backend.open().await;
    let named = [
        ("Ålesund Fisk", "fisk.example"),
        ("Blauwvos", "vos.example"),
        ("BLAUWBES", "bes.example"),
        ("Blauw", "blauw.example"),
        ("Rood", "vosje.example"),
    ];
    for (n, (name, domain)) in (1..).zip(named) {
        let mut customer = customer(n);
        customer.company_name = name.to_owned();
        customer.domain = domain.to_owned();
        customer.relationships.insert(PARTNER, bond((n > 3).then_some("4711")));
        Draft::new(customer).done(&*store).await;
    }
    let check =
        async |company: Option<&str>, domain: Option<&str>, reseller: Option<&str>, expected: &[u128]| {
            for order in [CustomerOrder::CompanyName, CustomerOrder::Id] {
                let query = CustomerQuery {
                    company_prefix: company.map(str::to_owned),
                    domain_prefix: domain.map(str::to_owned),
                    reseller: reseller.map(str::to_owned),
                    order,
                    limit: 2,
                    ..CustomerQuery::of(PARTNER)
                };
                let mut found = all(&*store, query.clone()).await;
                if order == CustomerOrder::Id {
                    assert!(found.is_sorted(), "{query:?}");
                    let mut expected = expected.to_vec();
                    expected.sort_unstable();
                    assert_eq!(found, expected, "{query:?}");
                } else {
                    assert_eq!(found, expected, "{query:?}");
                }
                found.dedup();
                let count = store.count_customers(&query).await.expect("the store works");
                assert_eq!(usize::try_from(count).ok(), Some(found.len()), "{query:?}");
            }
        };
    check(None, None, None, &[4, 3, 2, 5, 1]).await;
    check(Some("blauw"), None, None, &[4, 3, 2]).await;
    check(Some("BLAUWV"), None, None, &[2]).await;
    check(Some("åles"), None, None, &[1]).await;
    check(Some("%"), None, None, &[]).await;
    check(None, Some("VOS"), None, &[2, 5]).await;
    check(Some("b"), Some("v"), None, &[2]).await;
    check(None, None, Some("4711"), &[4, 5]).await;
    check(Some("r"), None, Some("4711"), &[5]).await;
}

/// Whoever was there from the first page to the last is on exactly one page, whatever is inserted meanwhile.
pub async fn pages_stay_complete_while_rows_are_inserted(backend: &dyn Backend) {
    let store = backend.open().await;
    for n in (10..=40).step_by(2) {
        Draft::new(customer(n)).done(&*store).await;
    }
    let mut query = CustomerQuery { limit: 5, ..CustomerQuery::of(PARTNER) };
    let (mut found, mut fresh) = (Vec::new(), 11);
    loop {
        let page = store.customers(&query).await.expect("the store works");
        found.extend(page.items.iter().map(|customer| number(customer.id)));
        // One row before the place, one after it.
        Draft::new(customer(fresh - 10)).done(&*store).await;
        Draft::new(customer(61 - fresh)).done(&*store).await;
        fresh += 2;
        match page.next {
            Some(next) => query.after = Some(next),
            None => break,
        }
    }
    assert!(found.is_sorted_by(|a, b| a < b), "nobody comes twice: {found:?}");
    let there: Vec<u128> = (10..=40).step_by(2).map(|n| n.try_into().expect("a small number")).collect();
    assert!(there.iter().all(|n: &u128| found.contains(n)), "nobody is missing: {found:?}");
}

/// Subscriptions of a publisher, of any customers and in any state; to another publisher they are not there.
pub async fn what_a_publisher_sold_is_found_by_it_alone(backend: &dyn Backend) {
    let store = backend.open().await;
    let publisher = |n: u128| PublisherId(Uuid::from_u128(0x9_0000_0000 + n));
    // Of each customer one of the first publisher's, one of the second's and one that is no publisher's.
    for n in 1..=3 {
        let mut draft = Draft::new(customer(n));
        for (place, owner) in [(0, Some(publisher(1))), (1, Some(publisher(2))), (2, None)] {
            let sold = Subscription { publisher: owner, ..subscription(n * 10 + place, n) };
            draft = draft.then(Event::SubscriptionStarted { subscription: Box::new(sold) });
        }
        draft.done(&*store).await;
    }
    let gone = Event::Deleted { subscription: subscription_id(10), rule: Rule::Susp03 };
    Draft::on(&load(&*store, customer_id(1)).await).then(gone).done(&*store).await;

    let (mut after, mut found) = (None, Vec::new());
    loop {
        let page = store.published(publisher(1), after, 2).await.expect("the store works");
        found.extend(page.items.iter().map(|(customer, held)| (*customer, held.id, held.is_live())));
        match page.next {
            Some(next) => after = Some(next),
            None => break,
        }
    }
    let sold = |n: u128| (customer_id(n), subscription_id(n * 10), n != 1);
    assert_eq!(found, [sold(1), sold(2), sold(3)]);
    let of = async |owner: u128, n: u128| {
        let found = store.customer_of_published(publisher(owner), subscription_id(n)).await;
        found.expect("the store works")
    };
    assert_eq!(of(1, 10).await, Some(customer_id(1)), "also when it is over");
    assert_eq!((of(2, 21).await, of(2, 20).await, of(1, 22).await), (Some(customer_id(2)), None, None));
    assert_eq!(of(1, 99).await, None);
}

/// Subscriptions by seller, order, base and state; orders with all their lines.
pub async fn subscriptions_and_orders_are_filtered_and_paged(backend: &dyn Backend) {
    let store = backend.open().await;
    let mut addon = subscription(4, 2);
    addon.parent = Some(subscription_id(1));
    addon.seller = Seller::Partner { partner: PARTNER, reseller: Some("4711".to_owned()) };
    let mut direct = subscription(5, 3);
    direct.seller = Seller::Direct;
    let mut direct_order = order(3, &[5]);
    direct_order.seller = Seller::Direct;
    Draft::new(customer(1))
        .buys(1, &[1, 2])
        .buys(2, &[3])
        .then(Event::OrderLineAdded { order: order_id(2), line: Box::new(order_line(1, 4)) })
        .then(Event::SubscriptionStarted { subscription: Box::new(addon) })
        .then(Event::OrderPlaced { order: Box::new(direct_order.clone()) })
        .then(Event::SubscriptionStarted { subscription: Box::new(direct) })
        .then(Event::Deleted { subscription: subscription_id(2), rule: Rule::Susp03 })
        .done(&*store)
        .await;
    Draft::new(customer(2)).buys(1, &[1]).done(&*store).await;

    let check = async |query: SubscriptionQuery, expected: &[u128]| {
        let mut query = SubscriptionQuery { limit: 2, ..query };
        let mut found: Vec<SubscriptionId> = Vec::new();
        loop {
            let page = store.subscriptions(&query).await.expect("the store works");
            found.extend(page.items.iter().map(|subscription| subscription.id));
            match page.next {
                Some(next) => query.after = Some(next),
                None => break,
            }
        }
        let expected: Vec<_> = expected.iter().copied().map(subscription_id).collect();
        assert_eq!(found, expected, "{query:?}");
    };
    let all = SubscriptionQuery::of(customer_id(1));
    check(all.clone(), &[1, 2, 3, 4, 5]).await;
    check(SubscriptionQuery { with_deleted: false, ..all.clone() }, &[1, 3, 4, 5]).await;
    check(SubscriptionQuery { partner: Some(PARTNER), ..all.clone() }, &[1, 2, 3, 4]).await;
    check(SubscriptionQuery { reseller: Some("4711".to_owned()), ..all.clone() }, &[4]).await;
    check(SubscriptionQuery { order: Some(order_id(1)), ..all.clone() }, &[1, 2]).await;
    check(SubscriptionQuery { parent: Some(subscription_id(1)), ..all }, &[4]).await;

    let mut second = order(2, &[3]);
    second.lines.push(order_line(1, 4));
    let query = OrderQuery { limit: 2, ..OrderQuery::of(customer_id(1)) };
    let page = store.orders(&query).await.expect("the store works");
    assert_eq!((page.items, page.next), (vec![order(1, &[1, 2]), second.clone()], Some(order_id(2))));
    let page = store.orders(&OrderQuery { after: page.next, ..query }).await.expect("the store works");
    assert_eq!((page.items, page.next), (vec![direct_order], None));
    let sold = OrderQuery { partner: Some(PARTNER), ..OrderQuery::of(customer_id(1)) };
    assert_eq!(store.orders(&sold).await.expect("the store works").items.len(), 2);
    let one = store.order(customer_id(1), order_id(2)).await.expect("the store works");
    assert_eq!(one, Some(second));
    assert_eq!(store.order(customer_id(2), order_id(2)).await.expect("the store works"), None);
}

/// The history of a subscription's upgrades, from either end, oldest first.
pub async fn upgrades_are_listed_by_the_subscriptions_they_touch(backend: &dyn Backend) {
    let store = backend.open().await;
    let mut earlier = upgrade(2, 3, 1);
    earlier.started_at = at(1);
    let draft = Draft::new(customer(1))
        .buys(1, &[1, 2, 3])
        .then(Event::UpgradeStarted { upgrade: Box::new(earlier) })
        .then(Event::UpgradeCompleted { upgrade: upgrade_id(2) })
        .then(Event::UpgradeStarted { upgrade: Box::new(upgrade(1, 1, 2)) });
    let loaded = draft.done(&*store).await;
    assert_eq!(loaded.account.upgrades.keys().copied().collect::<Vec<_>>(), [upgrade_id(1)]);
    let list = async |subscription: Option<u128>| -> Vec<_> {
        let found = store.upgrades(customer_id(1), subscription.map(subscription_id)).await;
        found.expect("the store works").iter().map(|upgrade| upgrade.id).collect()
    };
    assert_eq!(list(None).await, [upgrade_id(2), upgrade_id(1)]);
    assert_eq!(list(Some(1)).await, [upgrade_id(2), upgrade_id(1)]);
    assert_eq!(list(Some(2)).await, [upgrade_id(1)]);
    assert_eq!(list(Some(3)).await, [upgrade_id(2)]);
    let ended = store.upgrade(customer_id(1), upgrade_id(2)).await.expect("the store works");
    assert!(ended.is_some_and(|upgrade| !upgrade.is_running()));
}

/// Customers and orders of several accounts come in the order asked for, without those that do not exist.
pub async fn customers_and_orders_are_found_by_name_in_the_order_asked_for(backend: &dyn Backend) {
    let store = backend.open().await;
    for n in 1..=3 {
        Draft::new(customer(n)).buys(n, &[n]).done(&*store).await;
    }
    let asked = [3, 9, 1].map(customer_id);
    let found = store.customers_named(&asked).await.expect("the store works");
    assert_eq!(found.iter().map(|customer| number(customer.id)).collect::<Vec<_>>(), [3, 1]);
    // An order belongs to its customer: by another's id it is not found.
    let asked = [(2, 2), (1, 2), (3, 3)].map(|(owner, id)| (customer_id(owner), order_id(id)));
    let found = store.orders_named(&asked).await.expect("the store works");
    let seen: Vec<_> = found.iter().map(|(owner, order)| (number(*owner), order.id)).collect();
    assert_eq!(seen, [(2, order_id(2)), (3, order_id(3))]);
    assert_eq!(found.first().map(|(_, order)| order.lines.len()), Some(1));
}
