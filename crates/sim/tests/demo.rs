//! The demonstration's history plays to its end, and every state of the product can be met there.

use std::sync::Arc;

use seatwright_domain::catalogue::{Catalogue, Commerce, Segment};
use seatwright_domain::policy::Policies;
use seatwright_domain::subscription::{Status, Subscription};
use seatwright_domain::upgrade::{Stage, Upgrade};
use seatwright_domain::{suspension, window};
use seatwright_engine::identity::Identities;
use seatwright_engine::port::SeededIds;
use seatwright_engine::{Engine, Ports, Quiet, Setup, replay, simulated_clock};
use seatwright_sim::demo;
use seatwright_store::{SqliteStore, Store, Want};

async fn played(seed: u64) -> (Engine, Arc<SqliteStore>) {
    let store = Arc::new(SqliteStore::open_temporary().unwrap());
    let partners = demo::partners();
    let identities = Identities::new(&demo::identities(), &partners).unwrap();
    let setup = Setup {
        catalogue: Arc::new(Catalogue::embedded().unwrap()),
        policies: Arc::new(Policies::embedded().unwrap()),
        partners,
        clock: Arc::new(simulated_clock(&*store, demo::begins()).await.unwrap()),
        identities,
        ports: Ports { ids: Arc::new(SeededIds::new(seed)), ..Ports::default() },
    };
    let engine = Engine::new(store.clone() as Arc<dyn Store>, setup);
    demo::populate(&engine, seed, &|_, _| {}).await.unwrap();
    (engine, store)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_state_of_the_product_can_be_met() {
    let (engine, store) = played(demo::SEED).await;
    assert_eq!(engine.now(), demo::ends());
    let ids = store.customer_ids(None, 1_000).await.unwrap();
    assert_eq!(ids.len(), 40);

    let mut subscriptions: Vec<Subscription> = Vec::new();
    let mut upgrades: Vec<Upgrade> = Vec::new();
    let mut unpaid = 0;
    let mut segments = std::collections::BTreeSet::new();
    let mut countries = std::collections::BTreeSet::new();
    for id in ids {
        let loaded = store.load(id, &Want::default()).await.unwrap().unwrap();
        segments.insert(loaded.account.head.customer.segment);
        countries.insert(loaded.account.head.customer.country().to_owned());
        unpaid += loaded.account.head.unpaid.len();
        upgrades.extend(loaded.account.upgrades.into_values());
        subscriptions.extend(loaded.account.subscriptions.into_values());
    }
    assert_eq!(
        segments.len(),
        [Segment::Commercial, Segment::Education, Segment::Government, Segment::Nonprofit].len()
    );
    assert!(countries.len() >= 10, "{countries:?}");
    let (policies, now) = (engine.policies(), engine.now());
    let any = |what: &str, found: &dyn Fn(&Subscription) -> bool| {
        assert!(subscriptions.iter().any(found), "nothing is {what}");
    };
    any("in a licence conflict", &|s| s.users_too_many() > 0);
    for commerce in [Commerce::Classic, Commerce::NewCommerce, Commerce::Marketplace] {
        any("a trial", &|s| s.is_trial() && s.commerce == commerce);
    }
    any("suspended with a date of deletion", &|s| suspension::deletion_date(s, policies).is_some());
    any("scheduled to change", &|s| s.scheduled.is_some());
    any("without the schedule it had", &|s| s.dropped.is_some());
    any("in its window", &|s| window::cancel_window(s, policies, now).is_some());
    any("past its window", &|s| {
        s.window_opened_at.is_some() && window::cancel_window(s, policies, now).is_none()
    });
    any("partly refundable", &|s| {
        let seats: u32 = window::refundable_seats(s, policies, now).iter().map(|lot| lot.seats).sum();
        seats > 0 && seats < s.seats()
    });
    any("expired", &|s| s.status == Status::Expired);
    any("cancelled for its renewal", &|s| s.cancels_at_renewal);
    any("waiting for its set-up", &Subscription::awaits_setup);
    any("an add-on", &|s| s.parent.is_some());
    assert!(unpaid > 0);
    assert!(
        upgrades.iter().any(|u| matches!(u.stage, Stage::Moving { .. }) && u.users_done > 0),
        "{upgrades:?}"
    );
    assert!(upgrades.iter().any(|u| matches!(u.stage, Stage::CreditCheck { .. })));

    let report = replay(store, &Quiet).await.unwrap();
    assert!(report.is_clean(), "{report}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_same_seed_makes_the_same_history() {
    let chains = async || {
        let (_, store) = played(7).await;
        let mut chains = Vec::new();
        for id in store.customer_ids(None, 1_000).await.unwrap() {
            chains.push((id, store.load(id, &Want::default()).await.unwrap().unwrap().chain));
        }
        chains
    };
    assert_eq!(chains().await, chains().await);
}
