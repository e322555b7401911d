//! Access tokens: signed by a key of the installation, in the shape that clients of the dialect read. Their time is the
//! time of the machine and not that of a simulated clock, because clients compare it with their own.

mod claims;
mod key;

use std::fmt;
use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};
use jsonwebtoken::{Algorithm, Header, Validation, decode, encode};
use seatwright_engine::identity::Identity;
use serde::Serialize;
use serde::de::DeserializeOwned;
use uuid::Uuid;

pub(crate) use self::claims::{Claims, RefreshClaims, object_id};
pub use self::key::{KeyError, SigningKey};
use crate::fault::TokenFault;

/// The audiences that clients of the dialect ask for, beside the installation's own.
pub(crate) const AUDIENCES: [&str; 2] =
    ["https://api.partnercenter.microsoft.com", "https://graph.windows.net"];

/// How long an access token holds.
pub(crate) const ACCESS_SECONDS: i64 = 3_600;
/// How long a refresh token holds: 90 days.
const REFRESH_SECONDS: i64 = 90 * 24 * 3_600;
/// How far the clocks of two machines may differ.
const SKEW_SECONDS: i64 = 60;
/// The audience of refresh tokens: only the token endpoint takes them.
const REFRESH_AUDIENCE: &str = "seatwright:refresh";

/// Issues and checks tokens. Cheap to clone.
#[derive(Clone)]
pub struct Tokens {
    inner: Arc<Inner>,
}

struct Inner {
    key: SigningKey,
    issuer: String,
    clock: Box<dyn Fn() -> Timestamp + Send + Sync>,
}

impl fmt::Debug for Tokens {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Tokens").field("issuer", &self.inner.issuer).finish_non_exhaustive()
    }
}

/// An access token with when it ends.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Issued {
    pub(crate) access_token: String,
    pub(crate) audience: String,
    pub(crate) from: Timestamp,
    pub(crate) until: Timestamp,
}

impl Tokens {
    /// Tokens signed by `key`. `issuer` is the installation's own address, as `https://seatwright.example`; `clock` is
    /// the machine's time.
    #[must_use]
    pub fn new(key: SigningKey, issuer: &str, clock: impl Fn() -> Timestamp + Send + Sync + 'static) -> Self {
        let issuer = issuer.trim_end_matches('/').to_owned();
        Self { inner: Arc::new(Inner { key, issuer, clock: Box::new(clock) }) }
    }

    /// The installation's own address.
    pub(crate) fn issuer(&self) -> &str {
        &self.inner.issuer
    }

    /// The published key.
    pub(crate) fn key(&self) -> &SigningKey {
        &self.inner.key
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

    /// An access token for somebody who has proved who it is.
    ///
    /// # Errors
    /// Signing failed.
    pub(crate) fn issue(&self, identity: &Identity, audience: &str) -> Result<Issued, KeyError> {
        let from = (self.inner.clock)();
        let until = later(from, ACCESS_SECONDS);
        let claims = Claims::new(identity, self.issuer(), audience, from, until);
        Ok(Issued { access_token: self.sign(&claims)?, audience: audience.to_owned(), from, until })
    }

    /// A refresh token for the same identity.
    ///
    /// # Errors
    /// Signing failed.
    pub(crate) fn issue_refresh(&self, identity: &Identity, domain: &str) -> Result<String, KeyError> {
        let until = later((self.inner.clock)(), REFRESH_SECONDS);
        self.sign(&RefreshClaims {
            iss: self.issuer().to_owned(),
            aud: REFRESH_AUDIENCE.to_owned(),
            exp: until.as_second(),
            jti: Uuid::new_v4(),
            tenant: identity.tenant,
            kind: identity.kind,
            name: identity.name.clone(),
            domain: domain.to_owned(),
        })
    }

    /// The identity of an access token.
    ///
    /// # Errors
    /// What is wrong with it.
    pub(crate) fn check(&self, token: &str) -> Result<Identity, TokenFault> {
        let claims: Claims = self.verified(token)?;
        if claims.iss != self.issuer() {
            return Err(TokenFault::Invalid);
        }
        if self.known_audience(&claims.aud).is_none() {
            return Err(TokenFault::Audience);
        }
        self.in_time(claims.exp)?;
        claims.identity().ok_or(TokenFault::Invalid)
    }

    /// The claims of a refresh token.
    ///
    /// # Errors
    /// What is wrong with it.
    pub(crate) fn check_refresh(&self, token: &str) -> Result<RefreshClaims, TokenFault> {
        let claims: RefreshClaims = self.verified(token)?;
        if claims.iss != self.issuer() || claims.aud != REFRESH_AUDIENCE {
            return Err(TokenFault::Invalid);
        }
        self.in_time(claims.exp)?;
        Ok(claims)
    }

    fn sign<T: Serialize>(&self, claims: &T) -> Result<String, KeyError> {
        let mut header = Header::new(Algorithm::ES256);
        header.kid = Some(self.inner.key.id().to_owned());
        encode(&header, claims, self.inner.key.encoding()).map_err(|error| KeyError::Sign(error.to_string()))
    }

    fn verified<T: DeserializeOwned>(&self, token: &str) -> Result<T, TokenFault> {
        let mut validation = Validation::new(Algorithm::ES256);
        // Time and audience are compared here and not by the library, which reads the machine's clock by itself.
        validation.validate_exp = false;
        validation.validate_aud = false;
        validation.required_spec_claims.clear();
        decode(token, self.inner.key.decoding(), &validation)
            .map(|data| data.claims)
            .map_err(|_| TokenFault::Invalid)
    }

    fn in_time(&self, exp: i64) -> Result<(), TokenFault> {
        let now = (self.inner.clock)().as_second();
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
mod tests {
    use std::collections::BTreeSet;
    use std::sync::atomic::{AtomicI64, Ordering};

    use seatwright_domain::ids::PartnerId;
    use seatwright_domain::role::Role;
    use seatwright_engine::identity::{IdentityKind, Tenant};

    use super::*;

    fn identity() -> Identity {
        Identity {
            tenant: Tenant::Partner(PartnerId(Uuid::from_u128(9))),
            name: "demo-app".to_owned(),
            roles: BTreeSet::from([Role::AdminAgent]),
            kind: IdentityKind::Application,
        }
    }

    fn tokens(seconds: &Arc<AtomicI64>) -> Tokens {
        let seconds = Arc::clone(seconds);
        Tokens::new(SigningKey::generate().unwrap(), "https://seatwright.example/", move || {
            Timestamp::from_second(seconds.load(Ordering::Relaxed)).unwrap()
        })
    }

    #[test]
    fn a_token_gives_back_the_identity_it_was_issued_for() {
        let tokens = tokens(&Arc::new(AtomicI64::new(1_700_000_000)));
        for audience in [AUDIENCES[0], AUDIENCES[1], "https://seatwright.example"] {
            let issued = tokens.issue(&identity(), audience).unwrap();
            assert_eq!(tokens.check(&issued.access_token), Ok(identity()), "{audience}");
        }
    }

    #[test]
    fn an_expired_token_is_refused() {
        let clock = Arc::new(AtomicI64::new(1_700_000_000));
        let tokens = tokens(&clock);
        let issued = tokens.issue(&identity(), AUDIENCES[0]).unwrap();
        clock.fetch_add(ACCESS_SECONDS + SKEW_SECONDS, Ordering::Relaxed);
        assert_eq!(tokens.check(&issued.access_token), Err(TokenFault::Expired));
    }

    #[test]
    fn a_token_for_another_audience_is_refused() {
        let tokens = tokens(&Arc::new(AtomicI64::new(1_700_000_000)));
        let issued = tokens.issue(&identity(), "https://elsewhere.example").unwrap();
        assert_eq!(tokens.check(&issued.access_token), Err(TokenFault::Audience));
    }

    #[test]
    fn a_token_of_another_key_or_changed_by_somebody_is_refused() {
        let clock = Arc::new(AtomicI64::new(1_700_000_000));
        let (ours, theirs) = (tokens(&clock), tokens(&clock));
        let foreign = theirs.issue(&identity(), AUDIENCES[0]).unwrap().access_token;
        assert_eq!(ours.check(&foreign), Err(TokenFault::Invalid));
        let own = ours.issue(&identity(), AUDIENCES[0]).unwrap().access_token;
        let mut parts: Vec<&str> = own.split('.').collect();
        let foreign_claims: Vec<&str> = foreign.split('.').collect();
        parts[2] = foreign_claims[2];
        assert_eq!(ours.check(&parts.join(".")), Err(TokenFault::Invalid));
        assert_eq!(ours.check("no token"), Err(TokenFault::Invalid));
    }

    #[test]
    fn a_refresh_token_is_no_access_token_and_the_other_way_round() {
        let tokens = tokens(&Arc::new(AtomicI64::new(1_700_000_000)));
        let refresh = tokens.issue_refresh(&identity(), "havenwerk.example").unwrap();
        assert!(tokens.check(&refresh).is_err());
        assert_eq!(tokens.check_refresh(&refresh).unwrap().name, "demo-app");
        let access = tokens.issue(&identity(), AUDIENCES[0]).unwrap().access_token;
        assert!(tokens.check_refresh(&access).is_err());
    }

    #[test]
    fn the_audience_is_read_from_resource_and_from_scope() {
        let tokens = tokens(&Arc::new(AtomicI64::new(0)));
        for (asked, expected) in [
            (None, Some(AUDIENCES[0])),
            (Some("https://graph.windows.net/.default"), Some(AUDIENCES[1])),
            (Some("https://graph.windows.net/"), Some(AUDIENCES[1])),
            (Some("openid offline_access"), Some(AUDIENCES[0])),
            (Some("https://api.partnercenter.microsoft.com/user_impersonation"), Some(AUDIENCES[0])),
            (Some("https://seatwright.example/.default"), Some("https://seatwright.example")),
            (Some("https://elsewhere.example/.default"), None),
        ] {
            assert_eq!(tokens.audience(asked).as_deref(), expected, "{asked:?}");
        }
    }
}
