//! Putting deliveries in line: the feed is read on, and what the partner asked to hear of becomes deliveries. Where it was
//! read to is noted with them in one transaction, so a crash neither loses nor doubles any.

use seatwright_domain::ids::{CustomerId, PartnerId, SubscriptionId};
use seatwright_domain::webhook::{
    WebhookEvent, is_one_change, migration_news, relationship_news, relationship_set, updated_subscription,
};
use seatwright_store::{FeedItem, NewDelivery, News, StoredWebhook};

use crate::engine::Engine;
use crate::error::EngineError;

/// Events of a feed that are read at once.
const ITEMS_PER_PAGE: usize = 500;

/// The latest events that are looked through for what a relationship was before.
const RELATIONSHIPS_LOOKED_AT: usize = 1_000;

impl Engine {
    /// Reads a partner's feed to its end and puts in line what its registration asks for.
    pub(crate) async fn plan_webhook(&self, stored: &StoredWebhook) -> Result<(), EngineError> {
        let partner = PartnerId(stored.webhook.tenant);
        let mut read_to = stored.read_to;
        loop {
            let items = self.store().feed(partner.0, read_to, ITEMS_PER_PAGE).await?;
            let Some(last) = items.last() else {
                return Ok(());
            };
            let mut deliveries = Vec::new();
            for (place, item) in items.iter().enumerate() {
                let told_next = items.get(place + 1).is_some_and(|next| {
                    next.customer == item.customer
                        && is_one_change(&item.event.recorded, &next.event.recorded)
                });
                if !told_next {
                    deliveries.extend(self.deliveries_of(partner, item).await?);
                }
            }
            deliveries.retain(|delivery| stored.webhook.events.contains(&delivery.event));
            let read = Some((read_to, last.number));
            if !self.store().plan_deliveries(partner.0, read, &deliveries).await? {
                // Somebody else has read on, or the registration is gone.
                return Ok(());
            }
            read_to = last.number;
        }
    }

    /// Everything that an event is news of.
    async fn deliveries_of(
        &self,
        partner: PartnerId,
        item: &FeedItem,
    ) -> Result<Vec<NewDelivery>, EngineError> {
        let event = &item.event.recorded.event;
        if let Some((news, id)) = migration_news(event) {
            let resource = format!("/v1/customers/{}/migrations/newcommerce/{id}", item.customer);
            return Ok(vec![self.delivery_about(partner, item, news, (id, resource))]);
        }
        if let Some(subscription) = updated_subscription(event) {
            let news = WebhookEvent::SubscriptionUpdated;
            return Ok(vec![self.delivery(partner, item, news, Some(subscription))]);
        }
        let Some(after) = relationship_set(event, partner) else {
            return Ok(Vec::new());
        };
        let seq = item.event.recorded.seq;
        let earlier = self.store().relationship_events(item.customer, seq, RELATIONSHIPS_LOOKED_AT).await?;
        let before = earlier.iter().find_map(|earlier| relationship_set(&earlier.recorded.event, partner));
        let news = relationship_news(before.flatten(), after);
        Ok(news.into_iter().map(|news| self.delivery(partner, item, news, None)).collect())
    }

    fn delivery(
        &self,
        partner: PartnerId,
        item: &FeedItem,
        event: WebhookEvent,
        subscription: Option<SubscriptionId>,
    ) -> NewDelivery {
        let customer = item.customer;
        let of_customer = format!("/v1/customers/{customer}");
        let about = match subscription {
            Some(id) => (id.to_string(), format!("{of_customer}/subscriptions/{id}")),
            None => (customer.to_string(), of_customer),
        };
        self.delivery_about(partner, item, event, about)
    }

    /// News about a thing: what it is ordered by, and its address.
    fn delivery_about(
        &self,
        partner: PartnerId,
        item: &FeedItem,
        event: WebhookEvent,
        (subject, resource): (String, String),
    ) -> NewDelivery {
        let FeedItem { number, customer, event: stored } = item;
        let recorded = &stored.recorded;
        let audit = format!("/auditactivity/v1/auditrecords/{}", audit_id(partner, *customer, recorded.seq));
        NewDelivery {
            id: self.ports().ids.seed(),
            event,
            subject,
            at: self.now(),
            news: News { resource, audit: Some(audit), changed_at: recorded.at, number: Some(*number) },
        }
    }
}

/// The id of the audit record of an event, as a partner asks for it.
#[must_use]
pub(crate) fn audit_id(partner: PartnerId, customer: CustomerId, seq: u64) -> String {
    format!("{partner}_{customer}_{seq}")
}
