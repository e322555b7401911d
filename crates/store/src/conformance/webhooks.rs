//! Registrations for webhooks, and deliveries in line.

use seatwright_domain::webhook::WebhookEvent;
use uuid::Uuid;

use super::Backend;
use super::world::{Draft, PARTNER, at, customer};
use crate::store::Store;
use crate::webhook::{
    Attempt, DeliveryQuery, DeliveryState, NewDelivery, News, Secret, StoredDelivery, Webhook,
};

fn webhook(url: &str) -> Webhook {
    Webhook {
        tenant: PARTNER.0,
        subscriber: Uuid::from_u128(0x5B),
        url: url.to_owned(),
        events: [WebhookEvent::SubscriptionUpdated].into(),
        ms_header: false,
        secrets: vec![Secret { key: "c2VjcmV0".to_owned(), until: None }],
        created_at: at(0),
    }
}

fn delivery(n: u128, subject: &str, seconds: i64) -> NewDelivery {
    let resource = format!("/v1/things/{subject}");
    NewDelivery {
        id: Uuid::from_u128(n),
        event: WebhookEvent::SubscriptionUpdated,
        subject: subject.to_owned(),
        at: at(seconds),
        news: News { resource, audit: None, changed_at: at(seconds), number: Some(7) },
    }
}

async fn due(store: &dyn Store, seconds: i64) -> Vec<StoredDelivery> {
    store.deliveries_due(PARTNER.0, at(seconds), 10).await.expect("the store works")
}

fn ids(found: &[StoredDelivery]) -> Vec<u128> {
    found.iter().map(|delivery| delivery.id.as_u128()).collect()
}

/// An attempt with what becomes of the delivery.
fn tried(
    delivery: &StoredDelivery,
    state: DeliveryState,
    next: Option<i64>,
    ended: Option<i64>,
) -> StoredDelivery {
    let mut after = delivery.clone();
    after.state = state;
    after.attempts += 1;
    after.next_attempt_at = next.map(at);
    after.ended_at = ended.map(at);
    after.tried.push(Attempt { at: at(50), status: Some(503), error: Some("busy".to_owned()) });
    after
}

async fn listed(store: &dyn Store, state: DeliveryState) -> Vec<u128> {
    let query = DeliveryQuery { tenant: PARTNER.0, state, after: 0, limit: 10 };
    ids(&store.deliveries(&query).await.expect("the store works").items)
}

/// There is one registration for a tenant; it begins where the feed ends, and is read on once.
pub async fn a_tenant_has_one_registration(backend: &dyn Backend) {
    let store = backend.open().await;
    Draft::new(customer(1)).buys(1, &[1]).done(&*store).await;
    let put = async |url: &str, new| store.put_webhook(&webhook(url), new).await.expect("the store works");
    assert!(!put("https://a.example", false).await, "there is nothing to change");
    assert!(put("https://a.example", true).await);
    assert!(!put("https://b.example", true).await, "there is one");
    assert!(put("https://c.example", false).await);
    drop(store);
    let store = backend.open().await;
    let found = store.webhook(PARTNER.0).await.expect("the store works").expect("it is there");
    assert_eq!((found.webhook.url.as_str(), found.read_to), ("https://c.example", 3));
    assert_eq!(store.webhooks().await.expect("the store works"), [found]);

    let plan = async |read| {
        let news = [delivery(u128::from(read), "s", 1)];
        store.plan_deliveries(PARTNER.0, Some((read, read + 1)), &news).await.expect("the store works")
    };
    assert!(plan(3).await);
    assert!(!plan(3).await, "it has been read on");
    assert!(plan(4).await);
    assert_eq!(listed(&*store, DeliveryState::Waiting).await, [3, 4]);
    assert!(store.delete_webhook(PARTNER.0, at(90)).await.expect("the store works"));
    assert!(!store.delete_webhook(PARTNER.0, at(91)).await.expect("the store works"));
    assert_eq!(listed(&*store, DeliveryState::Dead).await, [3, 4], "what waited is not forgotten");
}

/// Of deliveries about one thing only the oldest is due; the next follow when it has arrived or is given up.
pub async fn deliveries_about_one_thing_are_made_in_order(backend: &dyn Backend) {
    let store = backend.open().await;
    let news = [delivery(1, "a", 10), delivery(2, "a", 11), delivery(3, "b", 12), delivery(4, "a", 13)];
    assert!(store.plan_deliveries(PARTNER.0, None, &news).await.expect("the store works"));
    assert_eq!(ids(&due(&*store, 20).await), [1, 3]);
    assert_eq!(ids(&due(&*store, 11).await), [1], "each when it is due");

    let first = due(&*store, 20).await.remove(0);
    let later = tried(&first, DeliveryState::Waiting, Some(100), None);
    assert!(store.delivery_tried(&first, &later).await.expect("the store works"));
    assert!(!store.delivery_tried(&first, &later).await.expect("the store works"), "it was tried");
    assert_eq!(ids(&due(&*store, 99).await), [3], "what follows waits with it");
    assert_eq!(store.delivery(first.id).await.expect("the store works"), Some(later.clone()));

    let arrived = tried(&later, DeliveryState::Delivered, None, Some(100));
    assert!(store.delivery_tried(&later, &arrived).await.expect("the store works"));
    assert_eq!(ids(&due(&*store, 100).await), [2, 3]);
    let second = due(&*store, 100).await.remove(0);
    let dead = tried(&second, DeliveryState::Dead, None, Some(101));
    assert!(store.delivery_tried(&second, &dead).await.expect("the store works"));
    assert_eq!(ids(&due(&*store, 100).await), [3, 4], "the dead hold nobody up");
}

/// Dead deliveries are kept until they are sent again, one or all; those that arrived are forgotten with time.
pub async fn dead_deliveries_are_kept_and_sent_again(backend: &dyn Backend) {
    let store = backend.open().await;
    let news = [delivery(1, "a", 10), delivery(2, "b", 10), delivery(3, "c", 10), delivery(4, "d", 10)];
    assert!(store.plan_deliveries(PARTNER.0, None, &news).await.expect("the store works"));
    for found in due(&*store, 10).await {
        let state = if found.id.as_u128() == 4 { DeliveryState::Delivered } else { DeliveryState::Dead };
        let after = tried(&found, state, None, Some(20));
        assert!(store.delivery_tried(&found, &after).await.expect("the store works"));
    }
    assert_eq!(listed(&*store, DeliveryState::Dead).await, [1, 2, 3]);
    let revive = async |tenant: Uuid, id: Option<u128>| {
        store.revive_deliveries(tenant, id.map(Uuid::from_u128), at(30)).await.expect("the store works")
    };
    assert_eq!(revive(Uuid::from_u128(9), Some(2)).await, 0, "it is not that tenant's");
    assert_eq!(revive(PARTNER.0, Some(4)).await, 0, "it arrived");
    assert_eq!(revive(PARTNER.0, Some(2)).await, 1);
    let again = due(&*store, 30).await;
    assert_eq!((ids(&again), again[0].attempts, again[0].tried.len()), (vec![2], 0, 1));
    assert_eq!(revive(PARTNER.0, None).await, 2);
    assert_eq!(listed(&*store, DeliveryState::Waiting).await, [1, 2, 3]);

    assert_eq!(store.purge_deliveries(at(20)).await.expect("the store works"), 0);
    assert_eq!(store.purge_deliveries(at(21)).await.expect("the store works"), 1);
    assert_eq!(store.delivery(Uuid::from_u128(4)).await.expect("the store works"), None);
}
