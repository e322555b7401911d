//! The first administrator of a new customer. Whoever opens the customer is told its password once; everybody else of that
//! company is made by it.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jiff::Timestamp;
use seatwright_domain::customer::Customer;
use seatwright_domain::role::Role;
use seatwright_store::{IdentityWork, StoredIdentity, StoredSecret};
use uuid::Uuid;

use super::secret::random;
use super::{IdentityFault, IdentityKind, Tenant, identity_id};
use crate::engine::Engine;
use crate::error::EngineError;

/// The name of a first administrator in front of its company's domain.
pub const FIRST_ADMINISTRATOR: &str = "admin";

/// The bytes of chance in a password that is made here.
const PASSWORD_BYTES: usize = 18;

/// The first administrator that a new customer gets.
#[derive(Clone, PartialEq, Eq)]
pub struct FirstAdministrator {
    /// Its password, of which only the hash is kept.
    pub password: String,
    /// When it is made, by the machine's time.
    pub at: Timestamp,
}

impl std::fmt::Debug for FirstAdministrator {
    /// Without the password.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("FirstAdministrator").field("at", &self.at).finish_non_exhaustive()
    }
}

/// The name under which the first administrator of a company signs in.
#[must_use]
pub fn first_administrator_name(domain: &str) -> String {
    format!("{FIRST_ADMINISTRATOR}@{}", domain.to_ascii_lowercase())
}

/// A password of 144 bits of chance, of letters, digits, `-` and `_`.
///
/// # Errors
/// The system's source of randomness fails.
pub fn new_password() -> Result<String, EngineError> {
    let bytes = random().map_err(lost)?;
    Ok(URL_SAFE_NO_PAD.encode(&bytes[..PASSWORD_BYTES]))
}

fn lost(fault: IdentityFault) -> EngineError {
    EngineError::Lost(fault.to_string())
}

impl Engine {
    /// Whether a new company of this domain gets a first administrator: the configuration may have one of the same name, and
    /// then that one counts.
    #[must_use]
    pub fn makes_first_administrator(&self, domain: &str) -> bool {
        self.identities().administrator(domain, &first_administrator_name(domain)).is_none()
    }

    /// The first administrator of a customer, to be written together with it.
    pub(crate) fn first_administrator(
        customer: &Customer,
        hash: String,
        at: Timestamp,
    ) -> Result<IdentityWork, EngineError> {
        let (tenant, kind) = (Tenant::Customer(customer.id), IdentityKind::CustomerAdmin);
        let name = first_administrator_name(&customer.domain);
        let secret = StoredSecret {
            id: Uuid::new_v4(),
            description: String::new(),
            hash,
            created_at: at,
            expires_at: None,
        };
        let identity = StoredIdentity {
            id: identity_id(tenant, kind, &name),
            tenant,
            kind,
            name,
            roles: [Role::CustomerGlobalAdmin].into(),
            disabled: false,
            is_public: false,
            redirect_uris: Vec::new(),
            created_at: at,
            revision: 1,
            secrets: vec![secret],
        };
        Ok(IdentityWork::new().create(&identity)?)
    }

    /// The hash under which a password is kept.
    pub(crate) async fn hashed(&self, password: &str) -> Result<String, EngineError> {
        self.identities().checker().hash(password.to_owned()).await.map_err(lost)
    }
}
