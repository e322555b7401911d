//! A publisher's view: subscriptions to its own offers, whoever bought them. What is another publisher's, and what does not
//! exist, is not there.

use seatwright_domain::customer::Customer;
use seatwright_domain::ids::{CustomerId, PublisherId, SubscriptionId};
use seatwright_domain::subscription::Subscription;
use seatwright_store::{Loaded, Page, Want};

use crate::engine::Engine;
use crate::error::EngineError;
use crate::port::{NotDelivered, Outgoing, Parcel};

impl Engine {
    /// A message to a publisher as a delivery to its webhook (MKT-109); none for other messages, and where it has no webhook.
    /// Its id is the operation's, the same in every attempt.
    pub(crate) fn parcel_to_publisher(&self, outgoing: &Outgoing) -> Option<Parcel> {
        let message = &outgoing.message;
        let site = self.identities().publisher_site(PublisherId(message.tenant))?;
        let id = message.body.get("id").and_then(serde_json::Value::as_str)?.parse().ok()?;
        let body = serde_json::to_vec(&message.body).ok()?;
        Some(Parcel { id, url: site.webhook.clone()?, body, ms_header: false, secrets: Vec::new() })
    }

    /// Carries a delivery to a publisher. Any answer of success is taken as taken.
    ///
    /// # Errors
    /// No answer, or another; it is tried again as every message is.
    pub(crate) async fn carry_to_publisher(&self, parcel: &Parcel) -> Result<(), NotDelivered> {
        match self.ports().courier.carry(parcel).await {
            Ok(status) if (200..300).contains(&status) => Ok(()),
            Ok(status) => Err(NotDelivered(format!("the publisher's webhook answered {status}"))),
            Err(error) => Err(NotDelivered(error)),
        }
    }

    /// The account that holds a subscription of a publisher, after everything that is due has been carried out; none where
    /// the publisher has no such subscription.
    ///
    /// # Errors
    /// A failing store.
    pub async fn published(
        &self,
        publisher: PublisherId,
        subscription: SubscriptionId,
    ) -> Result<Option<(CustomerId, Loaded)>, EngineError> {
        let Some(customer) = self.store().customer_of_published(publisher, subscription).await? else {
            return Ok(None);
        };
        let want = Want { subscriptions: vec![subscription], ..Want::default() };
        let loaded = self.up_to_date(customer, &want, self.now()).await?;
        Ok(Some((customer, loaded)))
    }

    /// A page of a publisher's subscriptions in every state, by id, each with its customer.
    ///
    /// # Errors
    /// A failing store.
    pub async fn publishers_subscriptions(
        &self,
        publisher: PublisherId,
        after: Option<SubscriptionId>,
        limit: usize,
    ) -> Result<Page<(Customer, Subscription), SubscriptionId>, EngineError> {
        let page = self.store().published(publisher, after, limit).await?;
        let ids: Vec<CustomerId> = page.items.iter().map(|(customer, _)| *customer).collect();
        let customers = self.store().customers_named(&ids).await?;
        let with = |(id, subscription): (CustomerId, Subscription)| {
            let customer = customers.iter().find(|customer| customer.id == id)?;
            Some((customer.clone(), subscription))
        };
        Ok(Page { items: page.items.into_iter().filter_map(with).collect(), next: page.next })
    }
}
