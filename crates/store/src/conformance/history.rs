//! Events, and what is kept for the installation.

use std::collections::BTreeMap;

use seatwright_domain::ids::PartnerId;
use seatwright_domain::money::Currency;
use seatwright_domain::partner::{Cloud, Partner, Tier};
use uuid::Uuid;

use super::Backend;
use super::world::{Draft, customer, customer_id, subscription_id};
use crate::chain::ChainHash;
use crate::page::EventQuery;

/// The chain can be followed from the customer's start to the account's head over the stored bytes, in pages.
pub async fn events_are_chained_and_paged_in_both_directions(backend: &dyn Backend) {
    let store = backend.open().await;
    Draft::new(customer(2)).buys(1, &[1]).done(&*store).await;
    let mut loaded = Draft::new(customer(1)).buys(1, &[1, 2]).done(&*store).await;
    for n in 0..20 {
        loaded = Draft::on(&loaded).renames(1 + n % 2, &format!("Name {n}")).done(&*store).await;
    }
    let mut query = EventQuery { limit: 7, ..EventQuery::of(customer_id(1)) };
    let (mut chain, mut seq) = (ChainHash::start(customer_id(1)), 0);
    loop {
        let page = store.events(&query).await.expect("the store works");
        let Some(last) = page.last() else { break };
        query.after = last.recorded.seq;
        for event in &page {
            chain = chain.then(event.document.as_bytes());
            seq += 1;
            assert_eq!((event.hash, event.recorded.seq), (chain, seq));
        }
    }
    assert_eq!((seq, chain), (24, loaded.chain));

    let backwards =
        EventQuery { newest_first: true, before: Some(20), limit: 3, ..EventQuery::of(customer_id(1)) };
    let sequences = async |query: &EventQuery| -> Vec<u64> {
        let page = store.events(query).await.expect("the store works");
        page.iter().map(|event| event.recorded.seq).collect()
    };
    assert_eq!(sequences(&backwards).await, [19, 18, 17]);
    let about =
        EventQuery { subscription: Some(subscription_id(2)), limit: 3, ..EventQuery::of(customer_id(1)) };
    assert_eq!(sequences(&about).await, [4, 6, 8]);
    let between = EventQuery { after: 4, before: Some(7), ..EventQuery::of(customer_id(1)) };
    assert_eq!(sequences(&between).await, [5, 6]);
}

/// Settings and partners are put, replaced and, as far as settings go, forgotten.
pub async fn settings_and_partners_are_kept(backend: &dyn Backend) {
    let store = backend.open().await;
    let setting = async || store.setting("clock").await.expect("the store works");
    for value in [Some("2021-09-01T00:00:00Z"), Some("2021-10-01T00:00:00Z"), None, Some("again")] {
        store.put_setting("clock", value).await.expect("the store works");
        assert_eq!(setting().await.as_deref(), value);
    }
    let partner = |n: u128, name: &str| Partner {
        id: PartnerId(Uuid::from_u128(n)),
        domain: format!("partner{n}.example"),
        name: name.to_owned(),
        tier: Tier::DirectBill,
        cloud: Cloud::Public,
        country: "NL".to_owned(),
        currency: Currency::parse("EUR").expect("a known currency"),
        mpn_id: n.to_string(),
        billing_day: 1,
        resellers: BTreeMap::new(),
    };
    for (n, name) in [(2, "Two"), (1, "One"), (2, "Second")] {
        store.put_partner(&partner(n, name)).await.expect("the store works");
    }
    let expected = [partner(1, "One"), partner(2, "Second")];
    assert_eq!(store.partners().await.expect("the store works"), expected);
}
