//! Making deliveries: each partner's by itself, so that a receiver that hangs holds up no other's.

use std::time::Duration;

use jiff::Timestamp;
use jiff::fmt::strtime;
use seatwright_domain::ids::PartnerId;
use seatwright_store::{Attempt, DeliveryState, News, StoredDelivery, Webhook};
use serde::Serialize;
use tokio::sync::watch;
use tokio::task::JoinSet;

use crate::delivery::{DeliveryReport, next_attempt};
use crate::engine::Engine;
use crate::error::EngineError;
use crate::port::Parcel;

/// Attempts until a delivery is given up, as the dialect has it: some four hours after the first.
pub const DELIVERY_ATTEMPTS_MAX: u32 = 10;

/// Deliveries to one receiver at once. All of them are about different things.
const AT_ONCE: usize = 8;

/// Deliveries of one partner that are read at once.
const DUE_PER_PAGE: usize = 64;

/// The pause between two looks at what is in line.
const PAUSE: Duration = Duration::from_secs(1);

/// What became of one attempt.
struct Tried {
    state: DeliveryState,
    /// Whether the receiver answered at all.
    answered: bool,
}

impl Engine {
    /// Puts in line what has happened, and makes every delivery of all partners that is due by now.
    ///
    /// # Errors
    /// A failing store. A delivery that was taken before that could be noted is made again later.
    pub async fn deliver_webhooks(&self, now: Timestamp) -> Result<DeliveryReport, EngineError> {
        let mut group = JoinSet::new();
        for stored in self.store().webhooks().await? {
            let engine = self.clone();
            group.spawn(async move { engine.deliver_webhook(PartnerId(stored.webhook.tenant), now).await });
        }
        let mut report = DeliveryReport::default();
        while let Some(ended) = group.join_next().await {
            report.add(ended??);
        }
        Ok(report)
    }

    /// The same for one partner. Nothing happens when its deliveries are being made elsewhere.
    async fn deliver_webhook(
        &self,
        partner: PartnerId,
        now: Timestamp,
    ) -> Result<DeliveryReport, EngineError> {
        let mut report = DeliveryReport::default();
        let Some(_turn) = self.couriers().enter(partner) else {
            return Ok(report);
        };
        let Some(stored) = self.store().webhook(partner.0).await? else {
            return Ok(report);
        };
        self.plan_webhook(&stored).await?;
        loop {
            let page = self.store().deliveries_due(partner.0, now, DUE_PER_PAGE).await?;
            if page.is_empty() {
                return Ok(report);
            }
            let mut page = page.into_iter().peekable();
            while page.peek().is_some() {
                let mut group = JoinSet::new();
                for delivery in page.by_ref().take(AT_ONCE) {
                    let (engine, webhook) = (self.clone(), stored.webhook.clone());
                    group.spawn(async move { engine.try_delivery(&webhook, delivery, now).await });
                }
                let mut silent = false;
                while let Some(ended) = group.join_next().await {
                    let tried = ended??;
                    report.count(tried.state);
                    silent |= !tried.answered;
                }
                if silent {
                    // Whoever does not answer is asked again in the next round, and not for each delivery in line.
                    return Ok(report);
                }
            }
        }
    }

    async fn try_delivery(
        &self,
        webhook: &Webhook,
        before: StoredDelivery,
        now: Timestamp,
    ) -> Result<Tried, EngineError> {
        let courier = &self.ports().courier;
        let holds = |until: Option<Timestamp>| until.is_none_or(|until| until > now);
        let secrets = webhook.secrets.iter().filter(|secret| holds(secret.until));
        let parcel = Parcel {
            id: before.id,
            url: webhook.url.clone(),
            body: body(&before, courier.address()),
            ms_header: webhook.ms_header,
            secrets: secrets.map(|secret| secret.key.clone()).collect(),
        };
        let outcome = courier.carry(&parcel).await;
        let after = noted(&before, &outcome, now);
        if after.state == DeliveryState::Dead {
            tracing::error!(
                tenant = %before.tenant, delivery = %before.id,
                "delivery {} of {} is given up after {} attempts", before.id, before.event.name(), after.attempts
            );
        }
        self.store().delivery_tried(&before, &after).await?;
        Ok(Tried { state: after.state, answered: outcome.is_ok() })
    }
}

/// A delivery after an attempt.
fn noted(before: &StoredDelivery, outcome: &Result<u16, String>, now: Timestamp) -> StoredDelivery {
    let mut after = before.clone();
    after.attempts = before.attempts.saturating_add(1);
    let (status, error) = match outcome {
        Ok(status @ 200..=299) => (Some(*status), None),
        Ok(status) => (Some(*status), Some(format!("the receiver answered {status}"))),
        Err(error) => (None, Some(error.clone())),
    };
    after.next_attempt_at =
        if error.is_some() { next_attempt(after.attempts, DELIVERY_ATTEMPTS_MAX, now) } else { None };
    after.state = match (&error, after.next_attempt_at) {
        (None, _) => DeliveryState::Delivered,
        (Some(_), Some(_)) => DeliveryState::Waiting,
        (Some(_), None) => DeliveryState::Dead,
    };
    after.ended_at = (after.state != DeliveryState::Waiting).then_some(now);
    after.tried.push(Attempt { at: now, status, error });
    after
}

/// The body of a delivery, as the dialect has it.
#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct Body<'a> {
    event_name: &'a str,
    resource_uri: String,
    resource_name: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    audit_uri: Option<String>,
    resource_change_utc_date: String,
}

/// What a delivery says, with the installation's address before every path.
#[must_use]
pub fn body(delivery: &StoredDelivery, address: &str) -> Vec<u8> {
    let StoredDelivery { event, news: News { resource, audit, changed_at, .. }, .. } = delivery;
    let date = strtime::format("%Y-%m-%dT%H:%M:%S%.3f+00:00", *changed_at);
    let body = Body {
        event_name: event.name(),
        resource_uri: format!("{address}{resource}"),
        resource_name: event.resource(),
        audit_uri: audit.as_ref().map(|audit| format!("{address}{audit}")),
        resource_change_utc_date: date.unwrap_or_else(|_| changed_at.to_string()),
    };
    serde_json::to_vec(&body).unwrap_or_default()
}

/// Makes deliveries until it is to stop, looking again every second. A partner whose deliveries are still under way is
/// left alone; the others go on.
pub(crate) async fn work(engine: Engine, mut stopped: watch::Receiver<bool>) {
    let mut group = JoinSet::new();
    while !*stopped.borrow() {
        while let Some(ended) = group.try_join_next() {
            report_failure(ended);
        }
        match engine.store().webhooks().await {
            Ok(registered) => {
                for stored in registered {
                    let (engine, partner) = (engine.clone(), PartnerId(stored.webhook.tenant));
                    if !engine.couriers().is_in(partner) {
                        let now = engine.now();
                        group.spawn(async move { engine.deliver_webhook(partner, now).await });
                    }
                }
            }
            Err(error) => tracing::error!(%error, "registrations of webhooks could not be read: {error}"),
        }
        tokio::select! {
            () = tokio::time::sleep(PAUSE) => {}
            changed = stopped.changed() => if changed.is_err() { tokio::time::sleep(PAUSE).await },
        }
    }
    while let Some(ended) = group.join_next().await {
        report_failure(ended);
    }
}

fn report_failure(ended: Result<Result<DeliveryReport, EngineError>, tokio::task::JoinError>) {
    let error = match ended {
        Ok(Ok(_)) => return,
        Ok(Err(error)) => error,
        Err(error) => error.into(),
    };
    tracing::error!(%error, "deliveries of a partner failed and are made later: {error}");
}
