//! What tokens say, in the words of the directory whose tokens clients know.

use std::collections::BTreeSet;

use jiff::Timestamp;
use seatwright_domain::ids::{CustomerId, PartnerId};
use seatwright_domain::role::Role;
use seatwright_engine::identity::{Identity, IdentityKind, Tenant};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use uuid::Uuid;

/// The claims of an access token.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub(crate) struct Claims {
    /// Who issued it.
    pub(crate) iss: String,
    /// Whom it is for.
    pub(crate) aud: String,
    iat: i64,
    nbf: i64,
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
    /// `partner` or `customer`: whose tenant `tid` is.
    seatwright_tenant: String,
    roles: BTreeSet<Role>,
    jti: Uuid,
}

/// The application id of tokens that people got by their password.
const PORTAL_APPLICATION: &str = "seatwright";

impl Claims {
    /// The claims for an identity.
    pub(crate) fn new(
        identity: &Identity,
        issuer: &str,
        audience: &str,
        from: Timestamp,
        until: Timestamp,
    ) -> Self {
        let (tid, side) = match identity.tenant {
            Tenant::Partner(partner) => (partner.0, "partner"),
            Tenant::Customer(customer) => (customer.0, "customer"),
        };
        let is_application = identity.kind == IdentityKind::Application;
        let oid = object_id(identity);
        Self {
            iss: issuer.to_owned(),
            aud: audience.to_owned(),
            iat: from.as_second(),
            nbf: from.as_second(),
            exp: until.as_second(),
            ver: "1.0".to_owned(),
            tid,
            appid: if is_application { identity.name.clone() } else { PORTAL_APPLICATION.to_owned() },
            oid,
            sub: oid.to_string(),
            upn: (!is_application).then(|| identity.name.clone()),
            idtyp: if is_application { "app" } else { "user" }.to_owned(),
            seatwright_tenant: side.to_owned(),
            roles: identity.roles.clone(),
            jti: Uuid::new_v4(),
        }
    }

    /// The identity that the claims tell of; none when they contradict each other.
    pub(crate) fn identity(self) -> Option<Identity> {
        let (tenant, kind) = match (self.seatwright_tenant.as_str(), self.idtyp.as_str()) {
            ("partner", "app") => (Tenant::Partner(PartnerId(self.tid)), IdentityKind::Application),
            ("partner", "user") => (Tenant::Partner(PartnerId(self.tid)), IdentityKind::Agent),
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

/// A stable id of an identity: it follows from the tenant and the name.
pub(crate) fn object_id(identity: &Identity) -> Uuid {
    let tenant = match identity.tenant {
        Tenant::Partner(partner) => partner.0,
        Tenant::Customer(customer) => customer.0,
    };
    let mut hash = Sha256::new();
    hash.update(tenant.as_bytes());
    hash.update([u8::from(identity.kind == IdentityKind::Application)]);
    hash.update(identity.name.to_ascii_lowercase());
    let digest = hash.finalize();
    let mut bytes = [0_u8; 16];
    bytes.copy_from_slice(&digest[..16]);
    uuid::Builder::from_bytes(bytes).with_version(uuid::Version::Custom).into_uuid()
}

/// The claims of a refresh token: enough to look the identity up again, so that one taken out gets no more tokens.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub(crate) struct RefreshClaims {
    /// Who issued it.
    pub(crate) iss: String,
    /// The token endpoint.
    pub(crate) aud: String,
    /// When it ends, in seconds of Unix time.
    pub(crate) exp: i64,
    /// Its own id.
    pub(crate) jti: Uuid,
    /// The organisation.
    pub(crate) tenant: Tenant,
    /// What the identity is.
    pub(crate) kind: IdentityKind,
    /// Its name.
    pub(crate) name: String,
    /// The domain of the organisation, by which administrators are known.
    pub(crate) domain: String,
}
