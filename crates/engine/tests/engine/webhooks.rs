//! Webhooks: a partner hears of what it asked for, at least once, in order for each subscription, and nothing is dropped.

use jiff::ToSpan;
use seatwright_domain::calendar::Term;
use seatwright_domain::command::Command;
use seatwright_domain::customer::Delegation;
use seatwright_domain::role::{Caller, Role};
use seatwright_domain::webhook::{TargetFault, WebhookEvent};
use seatwright_engine::port::Parcel;
use seatwright_engine::{
    DELIVERY_ATTEMPTS_MAX, DeliveryReport, EngineError, Registration, Target, WebhookFault,
};
use seatwright_store::{DeliveryQuery, DeliveryState, StoredDelivery};
use serde_json::Value;

use super::world::{BASIC, HAVENWERK, NCE_BASIC, World, answer};

fn registration(events: &[WebhookEvent]) -> Registration {
    Registration {
        url: "https://hooks.example/in".to_owned(),
        events: events.iter().copied().collect(),
        ms_header: false,
    }
}

async fn registered(events: &[WebhookEvent]) -> World {
    let world = World::new().await;
    world.engine.register_webhook(HAVENWERK, registration(events)).await.expect("registered");
    world
}

async fn deliver(world: &World) -> DeliveryReport {
    world.engine.deliver_webhooks(world.engine.now()).await.expect("delivered")
}

fn said(parcels: &[Parcel]) -> Vec<Value> {
    parcels.iter().map(|parcel| serde_json::from_slice(&parcel.body).expect("JSON")).collect()
}

async fn listed(world: &World, state: DeliveryState) -> Vec<StoredDelivery> {
    let query = DeliveryQuery { tenant: HAVENWERK.0, state, after: 0, limit: 100 };
    world.store.deliveries(&query).await.expect("read").items
}

#[tokio::test]
async fn a_change_of_a_subscription_is_told_once_in_the_dialects_words() {
    let world = registered(&[WebhookEvent::SubscriptionUpdated]).await;
    let customer = world.customer("blauwevos").await;
    let subscription = world.buy(customer, BASIC, 5, None).await;
    assert_eq!(deliver(&world).await, DeliveryReport { delivered: 1, ..DeliveryReport::default() });
    world.run(customer, Command::Rename { subscription, name: "Kantoor".to_owned() }).await;
    deliver(&world).await;
    assert_eq!(deliver(&world).await, DeliveryReport::default(), "nothing is told twice");

    let parcels = world.courier.parcels();
    assert_eq!(parcels.len(), 2);
    let last = &said(&parcels)[1];
    assert_eq!(last["EventName"], "subscription-updated");
    assert_eq!(last["ResourceName"], "subscription");
    let resource = format!("https://seatwright.example/v1/customers/{customer}/subscriptions/{subscription}");
    assert_eq!(last["ResourceUri"], resource);
    assert_eq!(last["ResourceChangeUtcDate"], "2021-09-01T09:00:00.000+00:00");
    let seq = world.loaded(customer).await.account.head.version;
    let audit =
        format!("https://seatwright.example/auditactivity/v1/auditrecords/{HAVENWERK}_{customer}_{seq}");
    assert_eq!(last["AuditUri"], audit);
    assert_eq!((parcels[1].url.as_str(), parcels[1].secrets.len()), ("https://hooks.example/in", 1));
}

#[tokio::test]
async fn what_happened_before_the_registration_is_not_told() {
    let world = World::new().await;
    let customer = world.customer("blauwevos").await;
    world.buy(customer, BASIC, 5, None).await;
    let registration = registration(&[WebhookEvent::SubscriptionUpdated]);
    world.engine.register_webhook(HAVENWERK, registration).await.expect("registered");
    assert_eq!(deliver(&world).await, DeliveryReport::default());
}

#[tokio::test]
async fn news_of_one_subscription_keeps_its_order_and_holds_up_no_other() {
    let world = registered(&[WebhookEvent::SubscriptionUpdated]).await;
    let customer = world.customer("blauwevos").await;
    let first = world.buy(customer, BASIC, 5, None).await;
    let second = world.buy(customer, NCE_BASIC, 5, Some(Term::P1Y)).await;
    deliver(&world).await;
    let before = world.courier.parcels().len();
    let rename = async |subscription, name: &str| {
        world.run(customer, Command::Rename { subscription, name: name.to_owned() }).await;
    };
    rename(first, "One").await;
    world.advance(Target::By(1.second())).await;
    rename(first, "Two").await;
    rename(second, "Three").await;
    // The receiver answers, but does not take the first.
    world.courier.answer_next([Ok(503), Ok(200)]);
    let report = deliver(&world).await;
    assert_eq!((report.delivered, report.postponed), (1, 1));
    let waiting = listed(&world, DeliveryState::Waiting).await;
    let waiting: Vec<_> =
        waiting.iter().map(|delivery| (delivery.subject.clone(), delivery.attempts)).collect();
    let late = world.courier.parcels()[before].id;
    let about = world.store.delivery(late).await.expect("read").expect("kept").subject;
    // Which of the two subscriptions met the refusal depends on nobody; the other one has arrived.
    let rest = if about == first.to_string() { 2 } else { 1 };
    assert_eq!(waiting.len(), rest);
    assert_eq!(waiting[0], (about, 1));

    world.advance(Target::By(30.seconds())).await;
    deliver(&world).await;
    assert_eq!(listed(&world, DeliveryState::Waiting).await, []);
    let numbers: Vec<u64> = {
        let mut told = Vec::new();
        for parcel in &world.courier.parcels()[before..] {
            let delivery = world.store.delivery(parcel.id).await.expect("read").expect("kept");
            if delivery.subject == first.to_string() {
                told.push(delivery.number);
            }
        }
        told
    };
    assert!(numbers.is_sorted(), "{numbers:?}");
}

#[tokio::test]
async fn what_nobody_takes_is_kept_as_dead_and_can_be_sent_again() {
    let world = registered(&[WebhookEvent::SubscriptionUpdated]).await;
    let customer = world.customer("blauwevos").await;
    let subscription = world.buy(customer, BASIC, 5, None).await;
    deliver(&world).await;
    world.run(customer, Command::Rename { subscription, name: "Kantoor".to_owned() }).await;
    let refused = || Err("connection refused".to_owned());
    world.courier.answer_next((0..DELIVERY_ATTEMPTS_MAX).map(|_| refused()));
    let mut report = DeliveryReport::default();
    for _ in 0..DELIVERY_ATTEMPTS_MAX {
        let round = deliver(&world).await;
        report.postponed += round.postponed;
        report.given_up += round.given_up;
        world.advance(Target::By(12.hours())).await;
    }
    assert_eq!((report.postponed, report.given_up), (u64::from(DELIVERY_ATTEMPTS_MAX) - 1, 1));
    let dead = listed(&world, DeliveryState::Dead).await;
    assert_eq!(dead.len(), 1);
    assert_eq!(dead[0].tried.len(), 10);
    assert!(dead[0].tried.iter().all(|tried| tried.error.as_deref() == Some("connection refused")));
    assert_eq!(deliver(&world).await, DeliveryReport::default());

    let now = world.engine.now();
    assert_eq!(world.store.revive_deliveries(HAVENWERK.0, None, now).await.expect("revived"), 1);
    assert_eq!(deliver(&world).await, DeliveryReport { delivered: 1, ..DeliveryReport::default() });
    let parcels = world.courier.parcels();
    assert_eq!(parcels.last().map(|parcel| parcel.id), Some(dead[0].id), "receivers see that it is the same");
    assert_eq!(listed(&world, DeliveryState::Dead).await, []);
}

#[tokio::test]
async fn relationships_and_invoices_are_told_to_whoever_asks() {
    use WebhookEvent::{
        DapAdminRelationshipApproved, DapAdminRelationshipTerminated, InvoiceReady,
        ResellerRelationshipAcceptedByCustomer,
    };
    let world = registered(&[
        InvoiceReady,
        ResellerRelationshipAcceptedByCustomer,
        DapAdminRelationshipApproved,
        DapAdminRelationshipTerminated,
    ])
    .await;
    let customer = world.customer("blauwevos").await;
    world.buy(customer, NCE_BASIC, 5, Some(Term::P1M)).await;
    // Who opens a customer is granted delegated administration with it.
    let ilse = Caller::customer(customer, "ilse", [Role::CustomerGlobalAdmin]);
    let granted_at = world.engine.now();
    let again = Delegation { granted_at, until: None, only_plans: Default::default() };
    for delegation in [None, Some(again)] {
        let command = Command::SetDelegation { partner: HAVENWERK, delegation };
        world.engine.execute(&ilse, customer, command, None, answer).await.expect("accepted");
    }
    world.advance(Target::To("2021-10-10T00:00:00Z".parse().expect("an instant"))).await;
    deliver(&world).await;
    let told = said(&world.courier.parcels());
    let names: Vec<&str> = told.iter().filter_map(|told| told["EventName"].as_str()).collect();
    let count = |name: &str| names.iter().filter(|told| **told == name).count();
    assert_eq!(count("reseller-relationship-accepted-by-customer"), 1, "{names:?}");
    assert_eq!(count("dap-admin-relationship-approved"), 2, "{names:?}");
    assert_eq!(count("dap-admin-relationship-terminated"), 1, "{names:?}");
    assert_eq!(count("invoice-ready"), 1, "{names:?}");
    assert_eq!(names.len(), 5);
    let invoice = told.iter().find(|told| told["EventName"] == "invoice-ready").expect("told");
    assert_eq!(invoice["ResourceUri"], "https://seatwright.example/v1/invoices/G0000000001");
    assert!(invoice.get("AuditUri").is_none());
}

#[tokio::test]
async fn a_new_secret_holds_beside_the_old_one_for_a_day() {
    let world = registered(&[WebhookEvent::TestCreated]).await;
    let old = world.engine.webhook(HAVENWERK).await.expect("there").secrets[0].key.clone();
    let test = async || {
        world.engine.test_webhook(HAVENWERK).await.expect("in line");
        deliver(&world).await;
        world.courier.parcels().last().expect("sent").secrets.clone()
    };
    let webhook = world.engine.rotate_webhook_secret(HAVENWERK).await.expect("rotated");
    let new = webhook.secrets[0].key.clone();
    assert_ne!(new, old);
    assert_eq!(test().await, [new.clone(), old]);
    world.advance(Target::By(24.hours())).await;
    assert_eq!(test().await, [new]);
}

#[tokio::test]
async fn a_registration_is_one_and_goes_to_allowed_addresses_only() {
    let world = registered(&[WebhookEvent::SubscriptionUpdated]).await;
    let fault = |result: Result<_, EngineError>| match result {
        Err(EngineError::Webhook(fault)) => fault,
        other => panic!("{:?}", other.map(|_: seatwright_store::Webhook| ())),
    };
    let again = registration(&[WebhookEvent::TestCreated]);
    assert_eq!(fault(world.engine.register_webhook(HAVENWERK, again).await), WebhookFault::Registered);
    let inside = Registration { url: "https://10.0.0.1/".to_owned(), ..registration(&[]) };
    let inside = world.engine.change_webhook(HAVENWERK, inside).await;
    assert_eq!(fault(inside), WebhookFault::Target(TargetFault::Inside));
    let test = world.engine.test_webhook(HAVENWERK).await;
    assert!(matches!(test, Err(EngineError::Webhook(WebhookFault::NotForTests))), "{test:?}");

    let customer = world.customer("blauwevos").await;
    world.buy(customer, BASIC, 5, None).await;
    world.courier.answer_next([Ok(500)]);
    deliver(&world).await;
    world.engine.forget_webhook(HAVENWERK).await.expect("forgotten");
    assert_eq!(listed(&world, DeliveryState::Dead).await.len(), 1, "what was in line is kept");
    assert_eq!(fault(world.engine.webhook(HAVENWERK).await), WebhookFault::NotRegistered);
    assert_eq!(deliver(&world).await, DeliveryReport::default());
}

#[tokio::test]
async fn what_became_of_a_test_can_be_asked_for_a_week() {
    let world = registered(&[WebhookEvent::TestCreated]).await;
    let id = world.engine.test_webhook(HAVENWERK).await.expect("in line");
    world.courier.answer_next([Ok(404)]);
    deliver(&world).await;
    let found = world.engine.webhook_test(HAVENWERK, id).await.expect("read").expect("kept");
    assert_eq!((found.state, found.tried[0].status), (DeliveryState::Waiting, Some(404)));
    assert!(world.engine.webhook_test(super::world::NORDLJUS, id).await.expect("read").is_none());
    world.advance(Target::By(7.days())).await;
    assert!(world.engine.webhook_test(HAVENWERK, id).await.expect("read").is_some());
    world.advance(Target::By(1.second())).await;
    assert!(world.engine.webhook_test(HAVENWERK, id).await.expect("read").is_none());
}
