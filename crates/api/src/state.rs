//! What every call of the API can reach.

use jiff::Timestamp;
use seatwright_documents::Biller;
use seatwright_engine::Engine;
use seatwright_store::StoreError;

use crate::tokens::{KeyError, SigningKey, Tokens};

/// The setting of the installation that keeps the signing key.
const KEY_SETTING: &str = "token_key";

/// The largest body that is read, in bytes, where nothing else is configured: one mebibyte.
const BODY_BYTES_MAX: usize = 1 << 20;

/// Choices of whoever runs the installation.
#[derive(Clone, Debug)]
pub struct Settings {
    /// The installation's own address, as `https://seatwright.example`: the issuer of tokens.
    pub issuer: String,
    /// The largest body that is read, in bytes.
    pub body_bytes_max: usize,
    /// Who bills, as statements name it.
    pub biller: Biller,
}

impl Settings {
    /// The usual choices for an installation at this address.
    #[must_use]
    pub fn at(issuer: &str) -> Self {
        let issuer = issuer.trim_end_matches('/').to_owned();
        // Who has said no name bills under its address.
        let biller = Biller::named(issuer.split_once("://").map_or(issuer.as_str(), |(_, host)| host));
        Self { issuer, body_bytes_max: BODY_BYTES_MAX, biller }
    }
}

/// What every call can reach. Cheap to clone.
#[derive(Clone, Debug)]
pub struct ApiState {
    /// The application.
    pub engine: Engine,
    /// Issues and checks tokens.
    pub tokens: Tokens,
    /// Choices of whoever runs the installation.
    pub settings: Settings,
}

/// Why the API could not be opened.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// The signing key.
    #[error(transparent)]
    Key(#[from] KeyError),
    /// The store.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl ApiState {
    /// The state of an installation: with the signing key it has kept, or with a new one at its first start. Tokens go by
    /// `clock`, which is the machine's time.
    ///
    /// # Errors
    /// The kept key cannot be read; a failing store.
    pub async fn open(
        engine: Engine,
        settings: Settings,
        clock: impl Fn() -> Timestamp + Send + Sync + 'static,
    ) -> Result<Self, OpenError> {
        let key = match engine.store().setting(KEY_SETTING).await? {
            Some(pem) => SigningKey::from_pem(&pem)?,
            None => {
                let key = SigningKey::generate()?;
                engine.store().put_setting(KEY_SETTING, Some(key.to_pem())).await?;
                key
            }
        };
        let tokens = Tokens::new(key, &settings.issuer, clock);
        Ok(Self { engine, tokens, settings })
    }
}
