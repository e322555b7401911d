//! What every call of the API can reach.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use jiff::Timestamp;
use seatwright_documents::Biller;
use seatwright_engine::{Engine, EngineError};
use seatwright_store::StoreError;

use crate::fault::{Fault, TokenFault};
use crate::limits::Limits;
use crate::shown_once::ShownOnce;
use crate::tokens::{self, Checked, KeyError, Oidc, OidcConfig, OidcFault, SigningKey, Tokens};

/// The largest body that is read, in bytes, where nothing else is configured: one mebibyte.
const BODY_BYTES_MAX: usize = 1 << 20;

/// How often sessions that ended long ago are forgotten, in seconds.
const TIDY_SECONDS: i64 = 3_600;

/// Choices of whoever runs the installation.
#[derive(Clone, Debug)]
pub struct Settings {
    /// The installation's own address, as `https://seatwright.example`: the issuer of tokens.
    pub issuer: String,
    /// The largest body that is read, in bytes.
    pub body_bytes_max: usize,
    /// How much one caller may ask for.
    pub limits: Limits,
    /// Who bills, as statements name it.
    pub biller: Biller,
    /// Whether a proxy stands in front and tells the client's address in `X-Forwarded-For`. Without one, clients could write
    /// there what they like.
    pub behind_proxy: bool,
    /// Another issuer whose tokens are taken too.
    pub oidc: Option<OidcConfig>,
}

impl Settings {
    /// The usual choices for an installation at this address.
    #[must_use]
    pub fn at(issuer: &str) -> Self {
        let issuer = issuer.trim_end_matches('/').to_owned();
        // Who has said no name bills under its address.
        let biller = Biller::named(issuer.split_once("://").map_or(issuer.as_str(), |(_, host)| host));
        Self {
            issuer,
            body_bytes_max: BODY_BYTES_MAX,
            limits: Limits::without_rates(),
            biller,
            behind_proxy: false,
            oidc: None,
        }
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
    /// Passwords that were told a little while ago.
    pub(crate) shown_once: ShownOnce,
    oidc: Option<Oidc>,
    /// When old sessions were last forgotten, in seconds of the machine's time.
    tidied: Arc<AtomicI64>,
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
    /// What was revoked cannot be read.
    #[error(transparent)]
    Engine(#[from] EngineError),
    /// The other issuer.
    #[error(transparent)]
    Oidc(#[from] OidcFault),
}

impl ApiState {
    /// The state of an installation: with the signing keys it has kept, or with a new one at its first start. Tokens go by
    /// `clock`, which is the machine's time.
    ///
    /// # Errors
    /// A kept key cannot be read; the other issuer is not configured soundly; a failing store.
    pub async fn open(
        engine: Engine,
        settings: Settings,
        clock: impl Fn() -> Timestamp + Send + Sync + 'static,
    ) -> Result<Self, OpenError> {
        let at = clock();
        let keys = tokens::open(engine.store(), at).await?;
        let first = keys.first().map(|living| living.key.clone());
        let tokens = Tokens::new(first.map_or_else(SigningKey::generate, Ok)?, &settings.issuer, clock);
        tokens.take(keys);
        engine.settle_configured(at).await?;
        engine.look(at).await?;
        engine.tidy_sessions(at).await?;
        let oidc =
            settings.oidc.clone().map(|config| Oidc::open(config, engine.partners(), at)).transpose()?;
        engine.vouched_elsewhere(oidc.iter().flat_map(Oidc::organisations));
        let tidied = Arc::new(AtomicI64::new(at.as_second()));
        Ok(Self { oidc, engine, tokens, settings, shown_once: ShownOnce::default(), tidied })
    }

    /// Notices what the command line has revoked or rotated, within a second.
    ///
    /// # Errors
    /// A failing store.
    pub(crate) async fn keep_up(&self) -> Result<(), Fault> {
        let news = self.engine.keep_up(self.tokens.now()).await;
        if news.map_err(|error| Fault::Internal(error.to_string()))? {
            self.reload_keys().await?;
        }
        Ok(())
    }

    /// Notices it at once: for signing in, which costs far more than this look.
    ///
    /// # Errors
    /// A failing store.
    pub(crate) async fn look(&self) -> Result<(), Fault> {
        let now = self.tokens.now();
        // Sessions are made by signing in, so this is where their number grows and where it is kept down.
        let (second, last) = (now.as_second(), self.tidied.load(Ordering::Relaxed));
        let is_due = second >= last.saturating_add(TIDY_SECONDS);
        if is_due
            && self.tidied.compare_exchange(last, second, Ordering::Relaxed, Ordering::Relaxed).is_ok()
            && let Err(error) = self.engine.tidy_sessions(now).await
        {
            tracing::warn!(%error, "old sessions were not forgotten; the next hour tries again: {error}");
        }
        let news = self.engine.look(now).await;
        if news.map_err(|error| Fault::Internal(error.to_string()))? {
            self.reload_keys().await?;
        }
        Ok(())
    }

    /// Takes over the keys that the store has now.
    ///
    /// # Errors
    /// A kept key cannot be read; a failing store.
    pub(crate) async fn reload_keys(&self) -> Result<(), Fault> {
        let kept = self.engine.store().signing_keys().await?;
        let keys = tokens::living(&kept).map_err(|error| Fault::Internal(error.to_string()))?;
        self.tokens.take(keys);
        Ok(())
    }

    /// Whose access token it is: one of ours or of the other issuer, and not revoked.
    ///
    /// # Errors
    /// What is wrong with it.
    pub(crate) fn check(&self, token: &str) -> Result<Checked, Fault> {
        let checked = match &self.oidc {
            Some(oidc) if oidc.claims_to_issue(token) => oidc.check(token, self.tokens.now()),
            _ => self.tokens.check(token),
        };
        let checked = checked.map_err(Fault::Unauthenticated)?;
        if self.engine.admits(checked.identity.id(), checked.epoch, checked.session) {
            return Ok(checked);
        }
        Err(Fault::Unauthenticated(TokenFault::Revoked))
    }
}
