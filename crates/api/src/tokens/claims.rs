//! What tokens say, in the words of the directory whose tokens clients know.

use std::collections::BTreeSet;

use jiff::Timestamp;
use seatwright_domain::ids::{CustomerId, PartnerId, PublisherId};
use seatwright_domain::role::Role;
use seatwright_engine::identity::{Identity, IdentityKind, SignedIn, Tenant};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{Checked, SEVERAL_FACTORS};

/// The claims of an access token.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Claims {
    /// Who issued it.
    pub(crate) iss: String,
    /// Whom it is for.
    pub(crate) aud: String,
    iat: i64,
    /// From when it holds, in seconds of Unix time.
    pub(crate) nbf: i64,
    /// When it ends, in seconds of Unix time.
    pub(crate) exp: i64,
    ver: String,
    /// The tenant: the partner, or the customer of an administrator.
    tid: Uuid,
    /// The application: itself, or the one that people sign in with.
    appid: String,
    /// A stable id of whoever it is.
    oid: Uuid,
    sub: String,
    /// The sign-in name of a person.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    upn: Option<String>,
    /// `app` or `user`.
    idtyp: String,
    /// How a person proved who it is: by a password.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    amr: Vec<String>,
    /// What a person lets the application do.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    scp: Option<String>,
    /// The session that it was given out for.
    sid: Uuid,
    /// The epoch of its identity that it was given out in.
    seatwright_epoch: u32,
    /// `partner`, `customer` or `publisher`: whose tenant `tid` is.
    seatwright_tenant: String,
    roles: BTreeSet<Role>,
    jti: Uuid,
}

/// The application id of tokens that people got by their password.
const PORTAL_APPLICATION: &str = "seatwright";

impl Claims {
    /// The claims for an identity.
    pub(crate) fn new(
        signed_in: &SignedIn,
        issuer: &str,
        audience: &str,
        from: Timestamp,
        until: Timestamp,
    ) -> Self {
        let identity = &signed_in.identity;
        let is_application = identity.kind == IdentityKind::Application;
        let portal = || signed_in.client.clone().unwrap_or_else(|| PORTAL_APPLICATION.to_owned());
        let oid = identity.id();
        Self {
            iss: issuer.to_owned(),
            aud: audience.to_owned(),
            iat: from.as_second(),
            nbf: from.as_second(),
            exp: until.as_second(),
            ver: "1.0".to_owned(),
            tid: identity.tenant.id(),
            appid: if is_application { identity.name.clone() } else { portal() },
            oid,
            sub: oid.to_string(),
            upn: (!is_application).then(|| identity.name.clone()),
            idtyp: if is_application { "app" } else { "user" }.to_owned(),
            amr: if is_application { Vec::new() } else { vec!["pwd".to_owned()] },
            scp: (!is_application).then(|| "user_impersonation".to_owned()),
            sid: signed_in.session,
            seatwright_epoch: signed_in.epoch,
            seatwright_tenant: identity.tenant.side().to_owned(),
            roles: identity.roles.clone(),
            jti: Uuid::new_v4(),
        }
    }

    /// Whom the claims tell of; none when they contradict each other.
    pub(crate) fn checked(self) -> Option<Checked> {
        let (epoch, session) = (Some(self.seatwright_epoch), Some(self.sid));
        let several_factors = self.amr.iter().any(|method| method == SEVERAL_FACTORS);
        Some(Checked { identity: self.identity()?, epoch, session, several_factors })
    }

    fn identity(self) -> Option<Identity> {
        let (tenant, kind) = match (self.seatwright_tenant.as_str(), self.idtyp.as_str()) {
            ("partner", "app") => (Tenant::Partner(PartnerId(self.tid)), IdentityKind::Application),
            ("partner", "user") => (Tenant::Partner(PartnerId(self.tid)), IdentityKind::Agent),
            ("publisher", "app") => (Tenant::Publisher(PublisherId(self.tid)), IdentityKind::Application),
            ("customer", "user") => (Tenant::Customer(CustomerId(self.tid)), IdentityKind::CustomerAdmin),
            _ => return None,
        };
        let name = match kind {
            IdentityKind::Application => self.appid,
            _ => self.upn?,
        };
        Some(Identity { tenant, name, roles: self.roles, kind })
    }
}

/// The claims of an identity token.
#[derive(Clone, PartialEq, Eq, Serialize)]
pub(super) struct IdClaims {
    iss: String,
    /// The application that it is for.
    aud: String,
    iat: i64,
    nbf: i64,
    exp: i64,
    ver: String,
    tid: Uuid,
    oid: Uuid,
    sub: String,
    preferred_username: String,
    upn: String,
    name: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    nonce: Option<String>,
    /// The first half of the hash of the code that goes with it.
    #[serde(skip_serializing_if = "Option::is_none")]
    c_hash: Option<String>,
}

impl IdClaims {
    /// The claims for a person.
    pub(super) fn new(
        identity: &Identity,
        issuer: &str,
        client: &str,
        (from, until): (Timestamp, Timestamp),
    ) -> Self {
        let oid = identity.id();
        Self {
            iss: issuer.to_owned(),
            aud: client.to_owned(),
            iat: from.as_second(),
            nbf: from.as_second(),
            exp: until.as_second(),
            ver: "1.0".to_owned(),
            tid: identity.tenant.id(),
            oid,
            sub: oid.to_string(),
            preferred_username: identity.name.clone(),
            upn: identity.name.clone(),
            name: identity.name.clone(),
            nonce: None,
            c_hash: None,
        }
    }

    /// With what the application looks for.
    pub(super) fn with(mut self, nonce: Option<&str>, c_hash: Option<String>) -> Self {
        self.nonce = nonce.map(str::to_owned);
        self.c_hash = c_hash;
        self
    }
}
