//! Tokens of another issuer: who signs in with an identity provider of their own needs no identity here. The issuer, the
//! audience, the keys and the meaning of claims are configured; the keys are read from a file, which whoever runs the
//! installation keeps fresh, and no call goes out.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError, RwLock};

use jiff::Timestamp;
use jsonwebtoken::jwk::{Jwk, JwkSet};
use jsonwebtoken::{Algorithm, DecodingKey, Validation, decode, decode_header};
use seatwright_domain::partner::Partners;
use seatwright_domain::role::{Role, Side};
use seatwright_engine::identity::{Identity, IdentityKind, Tenant};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::{Checked, SEVERAL_FACTORS, SKEW_SECONDS};
use crate::fault::TokenFault;

/// Seconds between two readings of the file for keys that are not known.
const READ_AGAIN_SECONDS: i64 = 60;

/// Signatures with a public key. Whoever could choose one with a shared secret could sign with what everybody may read.
const ALGORITHMS: [Algorithm; 9] = [
    Algorithm::RS256,
    Algorithm::RS384,
    Algorithm::RS512,
    Algorithm::PS256,
    Algorithm::PS384,
    Algorithm::PS512,
    Algorithm::ES256,
    Algorithm::ES384,
    Algorithm::EdDSA,
];

/// Another issuer, as the configuration names it.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OidcConfig {
    /// The issuer, as its tokens write it.
    pub issuer: String,
    /// The audiences that its tokens for this API carry; one at least.
    pub audiences: Vec<String>,
    /// The file with its keys, in the form of a JWKS document.
    pub keys: PathBuf,
    /// Which claims say what.
    #[serde(default)]
    pub claims: OidcClaims,
    /// Its names of organisations, with the partner (domain or id) or the customer (id) that each is here.
    #[serde(default)]
    pub tenants: BTreeMap<String, String>,
    /// Its names of roles, with the role that each is here. Without any, its roles are named as ours.
    #[serde(default)]
    pub roles: BTreeMap<String, Role>,
}

/// Which claims say what.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct OidcClaims {
    /// The organisation.
    pub tenant: String,
    /// The roles: a list, or words in one text.
    pub roles: String,
    /// The sign-in name of a person.
    pub name: String,
    /// The client id of an application, where there is no person.
    pub application: String,
}

impl Default for OidcClaims {
    fn default() -> Self {
        let owned = str::to_owned;
        Self { tenant: owned("tid"), roles: owned("roles"), name: owned("upn"), application: owned("appid") }
    }
}

/// What is wrong with the configuration of another issuer.
#[derive(Debug, thiserror::Error)]
pub enum OidcFault {
    /// There is no audience.
    #[error("`[oidc]`: name one audience at least; tokens for other applications must not open this one")]
    NoAudience,
    /// An organisation that is not here.
    #[error("`[oidc.tenants]`: `{0}` is neither a partner here (domain or id) nor the id of a customer")]
    Tenant(String),
    /// The keys cannot be read.
    #[error("`[oidc]`: the keys in {path} cannot be read: {why}")]
    Keys {
        /// The file.
        path: PathBuf,
        /// What is wrong.
        why: String,
    },
}

/// Another issuer. Cheap to clone.
#[derive(Clone)]
pub(crate) struct Oidc {
    inner: Arc<Inner>,
}

struct Inner {
    config: OidcConfig,
    tenants: BTreeMap<String, Tenant>,
    partners: BTreeMap<String, Tenant>,
    keys: RwLock<Vec<Jwk>>,
    read_at: Mutex<Timestamp>,
}

impl fmt::Debug for Oidc {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Oidc").field("issuer", &self.inner.config.issuer).finish_non_exhaustive()
    }
}

impl Oidc {
    /// Reads the keys, and finds the organisations.
    ///
    /// # Errors
    /// The first thing that is wrong.
    pub(crate) fn open(config: OidcConfig, partners: &Partners, at: Timestamp) -> Result<Self, OidcFault> {
        if config.audiences.is_empty() {
            return Err(OidcFault::NoAudience);
        }
        let known = |name: &String| {
            let partner = partners.find(name).map(|partner| Tenant::Partner(partner.id));
            partner.or_else(|| name.parse().ok().map(Tenant::Customer))
        };
        let tenants = config.tenants.iter().map(|(theirs, ours)| {
            known(ours).map(|tenant| (theirs.clone(), tenant)).ok_or_else(|| OidcFault::Tenant(ours.clone()))
        });
        let tenants = tenants.collect::<Result<_, _>>()?;
        let own = |id: seatwright_domain::ids::PartnerId| (id.to_string(), Tenant::Partner(id));
        let partners = partners.iter().map(|partner| own(partner.id)).collect();
        let keys = read(&config.keys)?;
        let inner = Inner { tenants, partners, keys: RwLock::new(keys), read_at: Mutex::new(at), config };
        Ok(Self { inner: Arc::new(inner) })
    }

    /// The organisations that its tokens can be for.
    pub(crate) fn organisations(&self) -> impl Iterator<Item = Tenant> {
        self.inner.tenants.values().chain(self.inner.partners.values()).copied()
    }

    /// Whether a token says that it is of this issuer. What it says is not believed before it is checked.
    pub(crate) fn claims_to_issue(&self, token: &str) -> bool {
        use base64::Engine as _;
        let payload = token.split('.').nth(1).unwrap_or_default();
        let bytes = base64::engine::general_purpose::URL_SAFE_NO_PAD.decode(payload).unwrap_or_default();
        let told: Option<Value> = serde_json::from_slice(&bytes).ok();
        told.is_some_and(|told| told["iss"] == self.inner.config.issuer.as_str())
    }

    /// Whose token it is.
    ///
    /// # Errors
    /// What is wrong with it.
    pub(crate) fn check(&self, token: &str, at: Timestamp) -> Result<Checked, TokenFault> {
        let header = decode_header(token).map_err(|_| TokenFault::Invalid)?;
        let key = header.kid.and_then(|kid| self.key(&kid, at)).ok_or(TokenFault::Invalid)?;
        if !ALGORITHMS.contains(&header.alg) {
            return Err(TokenFault::Invalid);
        }
        let mut validation = Validation::new(header.alg);
        // Time and audience are compared here and not by the library, which reads the machine's clock by itself.
        validation.validate_exp = false;
        validation.validate_aud = false;
        validation.required_spec_claims.clear();
        let key = DecodingKey::from_jwk(&key).map_err(|_| TokenFault::Invalid)?;
        let read = decode::<Map<String, Value>>(token, &key, &validation);
        let claims = read.map_err(|_| TokenFault::Invalid)?.claims;
        self.holds(&claims, at)?;
        let identity = self.identity(&claims).ok_or(TokenFault::Invalid)?;
        let methods = claims.get("amr").and_then(Value::as_array).into_iter().flatten();
        let several_factors = methods.filter_map(Value::as_str).any(|method| method == SEVERAL_FACTORS);
        Ok(Checked { identity, epoch: None, session: None, several_factors })
    }

    fn holds(&self, claims: &Map<String, Value>, at: Timestamp) -> Result<(), TokenFault> {
        let config = &self.inner.config;
        if text(claims, "iss") != Some(config.issuer.as_str()) {
            return Err(TokenFault::Invalid);
        }
        let fits = |audience: &str| config.audiences.iter().any(|known| known == audience);
        let for_us = match claims.get("aud") {
            Some(Value::String(audience)) => fits(audience),
            Some(Value::Array(audiences)) => audiences.iter().filter_map(Value::as_str).any(fits),
            _ => false,
        };
        if !for_us {
            return Err(TokenFault::Audience);
        }
        let now = at.as_second();
        let instant = |name: &str| claims.get(name).and_then(Value::as_i64);
        // A token without an end would hold for ever.
        let end = instant("exp").ok_or(TokenFault::Invalid)?;
        if now >= end.saturating_add(SKEW_SECONDS) {
            return Err(TokenFault::Expired);
        }
        if instant("nbf").is_some_and(|from| now.saturating_add(SKEW_SECONDS) < from) {
            return Err(TokenFault::Invalid);
        }
        Ok(())
    }

    fn identity(&self, claims: &Map<String, Value>) -> Option<Identity> {
        let Inner { config, tenants, partners, .. } = &*self.inner;
        let named = text(claims, &config.claims.tenant)?;
        let tenant = *tenants.get(named).or_else(|| partners.get(&named.to_ascii_lowercase()))?;
        let at_customer = matches!(tenant, Tenant::Customer(_));
        let person = text(claims, &config.claims.name);
        let (kind, name) = match (person, at_customer) {
            (Some(name), true) => (IdentityKind::CustomerAdmin, name),
            (Some(name), false) => (IdentityKind::Agent, name),
            (None, false) => (IdentityKind::Application, text(claims, &config.claims.application)?),
            (None, true) => return None,
        };
        let roles: BTreeSet<Role> = match claims.get(&config.claims.roles) {
            Some(Value::Array(roles)) => roles.iter().filter_map(Value::as_str).collect(),
            Some(Value::String(roles)) => roles.split_whitespace().collect(),
            _ => BTreeSet::new(),
        }
        .into_iter()
        .filter_map(|theirs: &str| self.role(theirs))
        // A customer's roles count at customers only, and a partner's at partners only.
        .filter(|role| role.side() == if at_customer { Side::Customer } else { Side::Partner })
        .collect();
        Some(Identity { tenant, kind, name: name.to_owned(), roles })
    }

    fn role(&self, theirs: &str) -> Option<Role> {
        let named = &self.inner.config.roles;
        if named.is_empty() { Role::parse(theirs) } else { named.get(theirs).copied() }
    }

    /// A key by its id. The file is read again for one that is not known, but not all the time.
    fn key(&self, kid: &str, at: Timestamp) -> Option<Jwk> {
        if let Some(key) = self.known(kid) {
            return Some(key);
        }
        {
            let mut read_at = self.inner.read_at.lock().unwrap_or_else(PoisonError::into_inner);
            if at.duration_since(*read_at).as_secs() < READ_AGAIN_SECONDS {
                return None;
            }
            *read_at = at;
        }
        match read(&self.inner.config.keys) {
            Ok(keys) => *self.inner.keys.write().unwrap_or_else(PoisonError::into_inner) = keys,
            Err(error) => tracing::warn!(%error, "the keys of the other issuer were not read again: {error}"),
        }
        self.known(kid)
    }

    fn known(&self, kid: &str) -> Option<Jwk> {
        let keys = self.inner.keys.read().unwrap_or_else(PoisonError::into_inner);
        keys.iter().find(|key| key.common.key_id.as_deref() == Some(kid)).cloned()
    }
}

fn text<'a>(claims: &'a Map<String, Value>, name: &str) -> Option<&'a str> {
    claims.get(name).and_then(Value::as_str).filter(|text| !text.is_empty())
}

fn read(path: &Path) -> Result<Vec<Jwk>, OidcFault> {
    let fault = |why: String| OidcFault::Keys { path: path.to_owned(), why };
    let bytes = std::fs::read(path).map_err(|error| fault(error.to_string()))?;
    // A key of a kind that is not known here must not make all others unreadable.
    let document: Value = serde_json::from_slice(&bytes).map_err(|error| fault(error.to_string()))?;
    let keys = document.get("keys").and_then(Value::as_array).cloned();
    let keys = keys.ok_or_else(|| fault("it has no list `keys`".to_owned()))?;
    let set = JwkSet { keys: keys.into_iter().filter_map(|key| serde_json::from_value(key).ok()).collect() };
    Ok(set.keys)
}
