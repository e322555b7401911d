//! Purchase tokens: what a set-up link carries to the publisher's page (BUY-05). A token is sealed with a key of the
//! installation: to everybody else it is noise, and nothing of it is kept here. It names the subscription and the instant at
//! which it ends.

use aws_lc_rs::aead::{AES_256_GCM, Aad, NONCE_LEN, RandomizedNonceKey};
use aws_lc_rs::rand;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jiff::Timestamp;
use seatwright_domain::calendar::plus_hours;
use seatwright_domain::ids::{CustomerId, SubscriptionId};
use uuid::Uuid;

use crate::engine::Engine;
use crate::error::EngineError;

/// The setting of the installation that keeps the key.
const KEY_SETTING: &str = "purchase_token_key";
const KEY_LEN: usize = 32;
/// Customer, subscription, end in seconds.
const CONTENT_LEN: usize = 16 + 16 + 8;

/// What a purchase token stands for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Purchase {
    /// The customer.
    pub customer: CustomerId,
    /// The subscription.
    pub subscription: SubscriptionId,
}

impl Engine {
    /// A token for the set-up of a subscription. It holds for the hours of the policy, by the engine's clock.
    ///
    /// # Errors
    /// A failing store; sealing fails.
    pub async fn issue_purchase_token(&self, purchase: Purchase) -> Result<String, EngineError> {
        let now = self.now();
        let until = plus_hours(now, self.policies().at(now).marketplace.purchase_token_hours);
        let key = self.purchase_key().await?;
        let mut sealed = Vec::with_capacity(CONTENT_LEN);
        sealed.extend_from_slice(purchase.customer.0.as_bytes());
        sealed.extend_from_slice(purchase.subscription.0.as_bytes());
        sealed.extend_from_slice(&until.as_second().to_be_bytes());
        let nonce = key
            .seal_in_place_append_tag(Aad::empty(), &mut sealed)
            .map_err(|_| EngineError::Sealing("a purchase token could not be sealed"))?;
        let mut token = nonce.as_ref().to_vec();
        token.append(&mut sealed);
        Ok(URL_SAFE_NO_PAD.encode(token))
    }

    /// What a token stands for; none when it is not one of this installation's, or its time is over.
    ///
    /// # Errors
    /// A failing store.
    pub async fn purchase(&self, token: &str) -> Result<Option<Purchase>, EngineError> {
        let key = self.purchase_key().await?;
        Ok(opened(&key, token).filter(|(_, until)| self.now() < *until).map(|(purchase, _)| purchase))
    }

    /// The key, made when the first token is.
    async fn purchase_key(&self) -> Result<RandomizedNonceKey, EngineError> {
        let _turn = self.purchase_lock().lock().await;
        let kept = self.store().setting(KEY_SETTING).await?;
        let bytes =
            kept.and_then(|kept| URL_SAFE_NO_PAD.decode(kept).ok()).filter(|key| key.len() == KEY_LEN);
        let bytes = match bytes {
            Some(bytes) => bytes,
            None => {
                let mut bytes = vec![0_u8; KEY_LEN];
                rand::fill(&mut bytes).map_err(|_| EngineError::Sealing("there is no randomness"))?;
                self.store().put_setting(KEY_SETTING, Some(&URL_SAFE_NO_PAD.encode(&bytes))).await?;
                bytes
            }
        };
        RandomizedNonceKey::new(&AES_256_GCM, &bytes)
            .map_err(|_| EngineError::Sealing("the key of purchase tokens does not fit"))
    }
}

fn opened(key: &RandomizedNonceKey, token: &str) -> Option<(Purchase, Timestamp)> {
    let bytes = URL_SAFE_NO_PAD.decode(token.trim()).ok()?;
    let (nonce, sealed) = bytes.split_at_checked(NONCE_LEN)?;
    let nonce = aws_lc_rs::aead::Nonce::try_assume_unique_for_key(nonce).ok()?;
    let mut sealed = sealed.to_vec();
    let content = key.open_in_place(nonce, Aad::empty(), &mut sealed).ok()?;
    let (customer, rest) = content.split_at_checked(16)?;
    let (subscription, until) = rest.split_at_checked(16)?;
    let until = Timestamp::from_second(i64::from_be_bytes(until.try_into().ok()?)).ok()?;
    let customer = CustomerId(Uuid::from_slice(customer).ok()?);
    let subscription = SubscriptionId(Uuid::from_slice(subscription).ok()?);
    Some((Purchase { customer, subscription }, until))
}
