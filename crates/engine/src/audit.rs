//! Who did what: the events of a partner's feed with what is needed to tell them as an audit does. Nothing of it is kept
//! beside the log: what a subscription was before and after an event follows from its events.

use std::collections::{BTreeMap, BTreeSet};

use seatwright_domain::account::Account;
use seatwright_domain::customer::{Customer, Relationship};
use seatwright_domain::event::Event;
use seatwright_domain::ids::{CustomerId, PartnerId, PlanId, SubscriptionId};
use seatwright_domain::subscription::Subscription;
use seatwright_domain::webhook::relationship_set;
use seatwright_store::{EventQuery, FeedItem, FeedPlace, FeedSpan, PAGE_ROWS_MAX, Page};

use crate::engine::Engine;
use crate::error::EngineError;

/// The latest events that are looked through for what a relationship was before.
const RELATIONSHIPS_LOOKED_AT: usize = 1_000;

/// An event with what it changed.
#[derive(Clone, Debug)]
pub struct Audited {
    /// The event at its place in the partner's feed.
    pub item: FeedItem,
    /// The customer as it is now.
    pub customer: Customer,
    /// The subscription that it is about, before it.
    pub before: Option<Subscription>,
    /// The subscription that it is about, after it.
    pub after: Option<Subscription>,
    /// The plans of the subscriptions whose licences it gave or took.
    pub plans: BTreeMap<SubscriptionId, PlanId>,
    /// The relationship with the partner before it, where it changed that.
    pub bond_before: Option<Relationship>,
}

/// What a subscription was around some of its events, by their places.
type Around = BTreeMap<u64, (Option<Subscription>, Option<Subscription>)>;

impl Engine {
    /// What of a partner's feed happened in a span of time, newest first, with what it changed.
    ///
    /// # Errors
    /// A failing store.
    pub async fn audited(&self, span: &FeedSpan) -> Result<Page<Audited, FeedPlace>, EngineError> {
        let page = self.store().feed_by_time(span).await?;
        let items = self.with_changes(PartnerId(span.tenant), page.items).await?;
        Ok(Page { items, next: page.next })
    }

    /// One event of a partner's feed by its place in an account; none where the partner's feed does not have it.
    ///
    /// # Errors
    /// A failing store.
    pub async fn audited_event(
        &self,
        partner: PartnerId,
        customer: CustomerId,
        seq: u64,
    ) -> Result<Option<Audited>, EngineError> {
        let query = EventQuery { after: seq.saturating_sub(1), limit: 1, ..EventQuery::of(customer) };
        let Some(found) = self.store().events(&query).await?.pop().filter(|found| found.recorded.seq == seq)
        else {
            return Ok(None);
        };
        let at = found.recorded.at;
        let mut span = FeedSpan {
            tenant: partner.0,
            from: at,
            to: at,
            customer: Some(customer),
            after: None,
            limit: PAGE_ROWS_MAX,
        };
        loop {
            let page = self.store().feed_by_time(&span).await?;
            if let Some(item) = page.items.into_iter().find(|item| item.event.recorded.seq == seq) {
                return Ok(self.with_changes(partner, vec![item]).await?.pop());
            }
            span.after = page.next;
            if span.after.is_none() {
                return Ok(None);
            }
        }
    }

    async fn with_changes(
        &self,
        partner: PartnerId,
        items: Vec<FeedItem>,
    ) -> Result<Vec<Audited>, EngineError> {
        let ids: BTreeSet<CustomerId> = items.iter().map(|item| item.customer).collect();
        let ids: Vec<CustomerId> = ids.into_iter().collect();
        let customers = self.store().customers_named(&ids).await?;
        let customers: BTreeMap<CustomerId, Customer> =
            customers.into_iter().map(|customer| (customer.id, customer)).collect();
        let mut wanted: BTreeMap<(CustomerId, SubscriptionId), BTreeSet<u64>> = BTreeMap::new();
        for item in &items {
            let recorded = &item.event.recorded;
            if let Some(subscription) = recorded.event.subscription() {
                wanted.entry((item.customer, subscription)).or_default().insert(recorded.seq);
            }
        }
        let mut around = BTreeMap::new();
        for ((customer, subscription), places) in wanted {
            if let Some(known) = customers.get(&customer) {
                let found = self.around(known, subscription, &places).await?;
                around.insert((customer, subscription), found);
            }
        }
        let mut audited = Vec::with_capacity(items.len());
        for item in items {
            let Some(customer) = customers.get(&item.customer).cloned() else {
                continue;
            };
            let recorded = &item.event.recorded;
            let changed = recorded
                .event
                .subscription()
                .and_then(|subscription| around.get(&(item.customer, subscription))?.get(&recorded.seq));
            let (before, after) = changed.cloned().unwrap_or_default();
            let bond_before = match recorded.event {
                Event::RelationshipChanged { .. } => self.bond_before(partner, &item).await?,
                _ => None,
            };
            let plans = self.plans_of(&item).await?;
            audited.push(Audited { item, customer, before, after, plans, bond_before });
        }
        Ok(audited)
    }

    /// Folds the events of one subscription, and keeps what it was around some of them. What else happened in the account is
    /// left out: it is not what an audit tells of a subscription.
    async fn around(
        &self,
        customer: &Customer,
        subscription: SubscriptionId,
        places: &BTreeSet<u64>,
    ) -> Result<Around, EngineError> {
        let last = places.last().copied().unwrap_or(0);
        let mut account = Account::new(customer.clone());
        let mut around = Around::new();
        let mut query = EventQuery {
            subscription: Some(subscription),
            before: Some(last.saturating_add(1)),
            ..EventQuery::of(customer.id)
        };
        loop {
            let page = self.store().events(&query).await?;
            let Some(end) = page.last() else {
                return Ok(around);
            };
            query.after = end.recorded.seq;
            for stored in page {
                let recorded = &stored.recorded;
                let before = account.subscriptions.get(&subscription).cloned();
                account.apply(recorded);
                if places.contains(&recorded.seq) {
                    let after = account.subscriptions.get(&subscription).cloned();
                    around.insert(recorded.seq, (before, after));
                }
            }
        }
    }

    /// The plans of the subscriptions whose licences an event gave or took, where they have one.
    async fn plans_of(&self, item: &FeedItem) -> Result<BTreeMap<SubscriptionId, PlanId>, EngineError> {
        let mut plans = BTreeMap::new();
        if let Event::LicencesChanged { assigned, removed, .. } = &item.event.recorded.event {
            let given = assigned.iter().map(|held| held.subscription);
            for subscription in given.chain(removed.iter().copied()) {
                let found = self.store().subscription(item.customer, subscription).await?;
                plans.extend(found.and_then(|found| Some((subscription, found.plan?))));
            }
        }
        Ok(plans)
    }

    async fn bond_before(
        &self,
        partner: PartnerId,
        item: &FeedItem,
    ) -> Result<Option<Relationship>, EngineError> {
        let seq = item.event.recorded.seq;
        let earlier = self.store().relationship_events(item.customer, seq, RELATIONSHIPS_LOOKED_AT).await?;
        let found = earlier.iter().find_map(|earlier| relationship_set(&earlier.recorded.event, partner));
        Ok(found.flatten().cloned())
    }
}
