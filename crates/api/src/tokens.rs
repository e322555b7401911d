//! Access tokens: signed by a key of the installation, in the shape that clients of the dialect read. Their time is the
//! time of the machine and not that of a simulated clock, because clients compare it with their own.

mod claims;
mod key;
mod keyring;
mod oidc;

use std::fmt;
use std::sync::{Arc, PoisonError, RwLock};

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jiff::{SignedDuration, Timestamp};
use jsonwebtoken::{Algorithm, Header, Validation, decode, decode_header, encode};
use seatwright_engine::identity::{Identity, SignedIn};
use serde::Serialize;
use serde::de::DeserializeOwned;
use sha2::{Digest, Sha256};
use uuid::Uuid;

pub(crate) use self::claims::Claims;
use self::claims::IdClaims;
pub use self::key::{KeyError, SigningKey};
pub use self::keyring::{KEY_OVERLAP, rotate_keys};
pub(crate) use self::keyring::{LivingKey, living, open};
pub(crate) use self::oidc::Oidc;
pub use self::oidc::{OidcClaims, OidcConfig, OidcFault};
use crate::fault::TokenFault;

/// The audiences that clients of the dialects ask for, beside the installation's own; the last is that of publishers.
pub(crate) const AUDIENCES: [&str; 3] = [
    "https://api.partnercenter.microsoft.com",
    "https://graph.windows.net",
    "20e940b3-4c77-4b0b-9a53-9e16a1b010a7",
];

/// How long an access token holds.
pub(crate) const ACCESS_SECONDS: i64 = 3_600;
/// How far the clocks of two machines may differ.
pub(crate) const SKEW_SECONDS: i64 = 60;

/// Issues and checks tokens. Cheap to clone.
#[derive(Clone)]
pub struct Tokens {
    inner: Arc<Inner>,
}

struct Inner {
    /// The one that signs comes first.
    keys: RwLock<Arc<Vec<LivingKey>>>,
    issuer: String,
    clock: Box<dyn Fn() -> Timestamp + Send + Sync>,
}

impl fmt::Debug for Tokens {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Tokens").field("issuer", &self.inner.issuer).finish_non_exhaustive()
    }
}

/// An access token with when it ends.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct Issued {
    pub(crate) access_token: String,
    pub(crate) audience: String,
    pub(crate) from: Timestamp,
    pub(crate) until: Timestamp,
}

impl fmt::Debug for Issued {
    /// Without the token.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Issued").field("until", &self.until).finish_non_exhaustive()
    }
}

/// Whose access token it is, and what it rests on.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Checked {
    /// Who it is.
    pub(crate) identity: Identity,
    /// The epoch it was given out in; none of a token of another issuer.
    pub(crate) epoch: Option<u32>,
    /// The session it was given out for; none of a token of another issuer.
    pub(crate) session: Option<Uuid>,
    /// Whether a person proved with more than one factor who it is.
    pub(crate) several_factors: bool,
}

/// How a token says, among the methods by which somebody signed in, that there was more than one factor.
const SEVERAL_FACTORS: &str = "mfa";

impl Tokens {
    /// Tokens signed by `key`. `issuer` is the installation's own address, as `https://seatwright.example`; `clock` is
    /// the machine's time.
    #[must_use]
    pub fn new(key: SigningKey, issuer: &str, clock: impl Fn() -> Timestamp + Send + Sync + 'static) -> Self {
        let issuer = issuer.trim_end_matches('/').to_owned();
        let keys = RwLock::new(Arc::new(vec![LivingKey { key, retires_at: None }]));
        Self { inner: Arc::new(Inner { keys, issuer, clock: Box::new(clock) }) }
    }

    /// The machine's time.
    pub(crate) fn now(&self) -> Timestamp {
        (self.inner.clock)()
    }

    /// The installation's own address.
    pub(crate) fn issuer(&self) -> &str {
        &self.inner.issuer
    }

    /// Takes other keys from now on, the one that signs first. Without any it keeps those it has.
    pub(crate) fn take(&self, keys: Vec<LivingKey>) {
        if !keys.is_empty() {
            *self.inner.keys.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(keys);
        }
    }

    fn keys(&self) -> Arc<Vec<LivingKey>> {
        Arc::clone(&self.inner.keys.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// The keys that are published.
    pub(crate) fn published(&self) -> Vec<SigningKey> {
        let now = self.now();
        self.keys().iter().filter(|key| key.lives(now)).map(|living| living.key.clone()).collect()
    }

    /// The audience that a client asks for, in the form that tokens carry; none when it is not one of this API's.
    pub(crate) fn audience(&self, asked: Option<&str>) -> Option<String> {
        let Some(asked) = asked else { return Some(AUDIENCES[0].to_owned()) };
        let mut scopes = asked.split_whitespace().filter(|scope| !is_identity_scope(scope)).peekable();
        if scopes.peek().is_none() {
            return Some(AUDIENCES[0].to_owned());
        }
        scopes.find_map(|scope| {
            let base = scope.strip_suffix("/.default").or_else(|| scope.strip_suffix("/user_impersonation"));
            self.known_audience(base.unwrap_or(scope))
        })
    }

    fn known_audience(&self, audience: &str) -> Option<String> {
        let audience = audience.trim_end_matches('/');
        AUDIENCES
            .iter()
            .copied()
            .chain([self.issuer()])
            .find(|known| known.eq_ignore_ascii_case(audience))
            .map(str::to_owned)
    }

    /// An access token for somebody who is signed in.
    ///
    /// # Errors
    /// Signing failed.
    pub(crate) fn issue(&self, signed_in: &SignedIn, audience: &str) -> Result<Issued, KeyError> {
        let from = self.now();
        let until = later(from, ACCESS_SECONDS);
        let claims = Claims::new(signed_in, self.issuer(), audience, from, until);
        Ok(Issued { access_token: self.sign(&claims)?, audience: audience.to_owned(), from, until })
    }

    /// An identity token: it tells an application who signed in, and opens nothing. `code` is the one that goes with it.
    ///
    /// # Errors
    /// Signing failed.
    pub(crate) fn issue_id(
        &self,
        identity: &Identity,
        client: &str,
        nonce: Option<&str>,
        code: Option<&str>,
    ) -> Result<String, KeyError> {
        let from = self.now();
        let half = |code: &str| URL_SAFE_NO_PAD.encode(&Sha256::digest(code.as_bytes())[..16]);
        let times = (from, later(from, ACCESS_SECONDS));
        self.sign(&IdClaims::new(identity, self.issuer(), client, times).with(nonce, code.map(half)))
    }

    /// Whose access token it is.
    ///
    /// # Errors
    /// What is wrong with it.
    pub(crate) fn check(&self, token: &str) -> Result<Checked, TokenFault> {
        let claims: Claims = self.verified(token)?;
        if claims.iss != self.issuer() {
            return Err(TokenFault::Invalid);
        }
        if self.known_audience(&claims.aud).is_none() {
            return Err(TokenFault::Audience);
        }
        self.in_time(claims.nbf, claims.exp)?;
        claims.checked().ok_or(TokenFault::Invalid)
    }

    fn sign<T: Serialize>(&self, claims: &T) -> Result<String, KeyError> {
        let keys = self.keys();
        let key = &keys.first().ok_or(KeyError::Generate)?.key;
        let mut header = Header::new(Algorithm::ES256);
        header.kid = Some(key.id().to_owned());
        encode(&header, claims, key.encoding()).map_err(|error| KeyError::Sign(error.to_string()))
    }

    fn verified<T: DeserializeOwned>(&self, token: &str) -> Result<T, TokenFault> {
        let mut validation = Validation::new(Algorithm::ES256);
        // Time and audience are compared here and not by the library, which reads the machine's clock by itself.
        validation.validate_exp = false;
        validation.validate_aud = false;
        validation.required_spec_claims.clear();
        let named = decode_header(token).ok().and_then(|header| header.kid).ok_or(TokenFault::Invalid)?;
        let (keys, now) = (self.keys(), self.now());
        let key = keys.iter().find(|living| living.key.id() == named && living.lives(now));
        decode(token, key.ok_or(TokenFault::Invalid)?.key.decoding(), &validation)
            .map(|data| data.claims)
            .map_err(|_| TokenFault::Invalid)
    }

    fn in_time(&self, nbf: i64, exp: i64) -> Result<(), TokenFault> {
        let now = self.now().as_second();
        if now.saturating_add(SKEW_SECONDS) < nbf {
            return Err(TokenFault::Invalid);
        }
        if now >= exp.saturating_add(SKEW_SECONDS) { Err(TokenFault::Expired) } else { Ok(()) }
    }
}

fn later(from: Timestamp, seconds: i64) -> Timestamp {
    from.saturating_add(SignedDuration::from_secs(seconds)).unwrap_or(Timestamp::MAX)
}

fn is_identity_scope(scope: &str) -> bool {
    ["openid", "profile", "email", "offline_access", "user_impersonation"].contains(&scope)
}

#[cfg(test)]
mod tests;
