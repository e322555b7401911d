//! The registration of a partner: where its news goes, which news, and the secrets it is signed with.

use std::collections::BTreeSet;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use jiff::{SignedDuration, Timestamp};
use seatwright_domain::ids::PartnerId;
use seatwright_domain::webhook::{Target, TargetFault, TargetRules, WebhookEvent};
use seatwright_store::{NewDelivery, News, Secret, StoredDelivery, Webhook};
use uuid::Uuid;

use crate::engine::Engine;
use crate::error::EngineError;

/// For how long deliveries are signed with the old secret too after a new one was made.
const OLD_SECRET_KEPT: SignedDuration = SignedDuration::from_hours(24);

/// For how long it can be asked what became of a delivery that was made to test the receiver.
const VALIDATION_KEPT: SignedDuration = SignedDuration::from_hours(7 * 24);

/// What a partner chooses.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Registration {
    /// Where deliveries go.
    pub url: String,
    /// Which news.
    pub events: BTreeSet<WebhookEvent>,
    /// Whether the signature stands in `x-ms-signature`.
    pub ms_header: bool,
}

/// Why something about webhooks is not done.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
pub enum WebhookFault {
    /// The partner has a registration already.
    #[error("there is a registration already; change it instead")]
    Registered,
    /// The partner has no registration.
    #[error("there is no registration")]
    NotRegistered,
    /// The registration does not ask for the news that is to be sent.
    #[error("the registration does not ask for `test-created`")]
    NotForTests,
    /// The partner has had its receiver tested twice within a minute.
    #[error("two tests in a minute are enough; try again in {seconds} seconds")]
    TooOften {
        /// In how many seconds it may again.
        seconds: u64,
    },
    /// Deliveries may not go there.
    #[error("deliveries cannot go there: {0}")]
    Target(TargetFault),
}

impl Engine {
    /// What deliveries may reach.
    #[must_use]
    pub fn target_rules(&self) -> TargetRules {
        self.ports().courier.rules()
    }

    /// The certificate that deliveries are signed by, in DER; none where this process makes none.
    #[must_use]
    pub fn webhook_certificate(&self) -> Option<Vec<u8>> {
        self.ports().courier.certificate()
    }

    /// The registration of a partner.
    ///
    /// # Errors
    /// There is none; a failing store.
    pub async fn webhook(&self, partner: PartnerId) -> Result<Webhook, EngineError> {
        let found = self.store().webhook(partner.0).await?;
        Ok(found.ok_or(WebhookFault::NotRegistered)?.webhook)
    }

    /// Makes the registration of a partner, with a new secret. What happens from now on is delivered.
    ///
    /// # Errors
    /// There is one already; the address may not be written to; a failing store.
    pub async fn register_webhook(
        &self,
        partner: PartnerId,
        registration: Registration,
    ) -> Result<Webhook, EngineError> {
        self.check_target(&registration)?;
        let Registration { url, events, ms_header } = registration;
        let webhook = Webhook {
            tenant: partner.0,
            subscriber: self.ports().ids.seed(),
            url,
            events,
            ms_header,
            secrets: vec![self.new_secret()],
            created_at: self.now(),
        };
        if self.store().put_webhook(&webhook, true).await? {
            Ok(webhook)
        } else {
            Err(WebhookFault::Registered.into())
        }
    }

    /// Changes the registration of a partner. What is in line goes to the new address.
    ///
    /// # Errors
    /// There is none; the address may not be written to; a failing store.
    pub async fn change_webhook(
        &self,
        partner: PartnerId,
        registration: Registration,
    ) -> Result<Webhook, EngineError> {
        self.check_target(&registration)?;
        let Registration { url, events, ms_header } = registration;
        let webhook = Webhook { url, events, ms_header, ..self.webhook(partner).await? };
        self.keep_webhook(webhook).await
    }

    /// Gives a registration a new secret. The one before holds for another day beside it.
    ///
    /// # Errors
    /// There is none; a failing store.
    pub async fn rotate_webhook_secret(&self, partner: PartnerId) -> Result<Webhook, EngineError> {
        let mut webhook = self.webhook(partner).await?;
        let now = self.now();
        let until = now.checked_add(OLD_SECRET_KEPT).unwrap_or(Timestamp::MAX);
        webhook.secrets.retain(|secret| secret.until.is_none_or(|until| until > now));
        for secret in &mut webhook.secrets {
            secret.until.get_or_insert(until);
        }
        webhook.secrets.insert(0, self.new_secret());
        self.keep_webhook(webhook).await
    }

    /// Ends the registration of a partner. Deliveries that are in line are kept as dead.
    ///
    /// # Errors
    /// There is none; a failing store.
    pub async fn forget_webhook(&self, partner: PartnerId) -> Result<(), EngineError> {
        if self.store().delete_webhook(partner.0, self.now()).await? {
            Ok(())
        } else {
            Err(WebhookFault::NotRegistered.into())
        }
    }

    /// Puts a delivery in line by which the partner sees whether its receiver works, and gives its id.
    ///
    /// # Errors
    /// There is no registration, or it does not ask for such deliveries; it was tested too often; a failing store.
    pub async fn test_webhook(&self, partner: PartnerId) -> Result<Uuid, EngineError> {
        let webhook = self.webhook(partner).await?;
        if !webhook.events.contains(&WebhookEvent::TestCreated) {
            return Err(WebhookFault::NotForTests.into());
        }
        self.couriers().allow_test(partner)?;
        let (id, at) = (self.ports().ids.seed(), self.now());
        let resource = format!("/webhooks/v1/registration/validationEvents/{id}");
        let delivery = NewDelivery {
            id,
            event: WebhookEvent::TestCreated,
            subject: id.to_string(),
            at,
            news: News { resource, audit: None, changed_at: at, number: None },
        };
        self.store().plan_deliveries(partner.0, None, &[delivery]).await?;
        Ok(id)
    }

    /// What became of a delivery that was made to test the receiver, for a week.
    ///
    /// # Errors
    /// A failing store.
    pub async fn webhook_test(
        &self,
        partner: PartnerId,
        id: Uuid,
    ) -> Result<Option<StoredDelivery>, EngineError> {
        let first = self.now().checked_sub(VALIDATION_KEPT).unwrap_or(Timestamp::MIN);
        let found = self.store().delivery(id).await?;
        Ok(found.filter(|found| {
            found.tenant == partner.0 && found.event == WebhookEvent::TestCreated && found.created_at >= first
        }))
    }

    fn check_target(&self, registration: &Registration) -> Result<(), WebhookFault> {
        Target::parse(&registration.url, self.target_rules()).map(|_| ()).map_err(WebhookFault::Target)
    }

    async fn keep_webhook(&self, webhook: Webhook) -> Result<Webhook, EngineError> {
        if self.store().put_webhook(&webhook, false).await? {
            Ok(webhook)
        } else {
            Err(WebhookFault::NotRegistered.into())
        }
    }

    /// A secret of 32 bytes from two seeds of the installation.
    fn new_secret(&self) -> Secret {
        let mut bytes = [0; 32];
        let (first, second) = bytes.split_at_mut(16);
        first.copy_from_slice(self.ports().ids.seed().as_bytes());
        second.copy_from_slice(self.ports().ids.seed().as_bytes());
        Secret { key: STANDARD.encode(bytes), until: None }
    }
}
