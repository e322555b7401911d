//! Who may sign in: applications and agents of partners, and administrators of customers. Secrets are kept as Argon2
//! hashes; an unknown name costs as much time as a wrong secret, so that names cannot be found out by asking.

mod config;
mod secret;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::sync::Arc;

use seatwright_domain::ids::{CustomerId, PartnerId};
use seatwright_domain::partner::Partners;
use seatwright_domain::role::{Actor, Caller, Role};
use serde::{Deserialize, Serialize};

pub use self::config::{AdministratorConfig, AgentConfig, ApplicationConfig, IdentityConfig, IdentityFault};
pub use self::secret::hash_secret;
use self::secret::{Checker, Hashed};

/// Somebody, or some program, that has proved who it is.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Identity {
    /// The organisation it acts for.
    pub tenant: Tenant,
    /// The client id of an application; the sign-in name of a person.
    pub name: String,
    /// The roles it holds.
    pub roles: BTreeSet<Role>,
    /// What it is.
    pub kind: IdentityKind,
}

/// The organisation that an identity belongs to.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(tag = "kind", content = "id", rename_all = "snake_case")]
pub enum Tenant {
    /// A partner.
    Partner(PartnerId),
    /// A customer.
    Customer(CustomerId),
}

/// What an identity is.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum IdentityKind {
    /// A program of a partner.
    Application,
    /// A person at a partner.
    Agent,
    /// A person at a customer (ROLE-05).
    CustomerAdmin,
}

impl Identity {
    /// The caller of commands that this identity gives.
    #[must_use]
    pub fn caller(&self) -> Caller {
        let actor = match (self.tenant, self.kind) {
            (Tenant::Partner(partner), IdentityKind::Application) => Actor::Partner { partner, user: None },
            (Tenant::Partner(partner), _) => Actor::Partner { partner, user: Some(self.name.clone()) },
            (Tenant::Customer(customer), _) => Actor::Customer { customer, user: self.name.clone() },
        };
        Caller { actor, roles: self.roles.clone() }
    }
}

impl From<&Identity> for Caller {
    fn from(identity: &Identity) -> Self {
        identity.caller()
    }
}

/// An administrator who has proved it, before the customer's domain is looked up.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Administrator {
    /// The customer's domain, in lower case.
    pub domain: String,
    /// The sign-in name.
    pub name: String,
    /// The roles it holds.
    pub roles: BTreeSet<Role>,
}

impl Administrator {
    /// The identity, once the customer of the domain is known.
    #[must_use]
    pub fn at(self, customer: CustomerId) -> Identity {
        Identity {
            tenant: Tenant::Customer(customer),
            name: self.name,
            roles: self.roles,
            kind: IdentityKind::CustomerAdmin,
        }
    }
}

/// Everybody who may sign in. Cheap to clone.
#[derive(Clone)]
pub struct Identities {
    known: Arc<Known>,
    checker: Arc<Checker>,
}

/// Entries by organisation and name, both in lower case.
#[derive(Default)]
struct Known {
    partners: Partners,
    applications: BTreeMap<(PartnerId, String), Entry>,
    agents: BTreeMap<(PartnerId, String), Entry>,
    administrators: BTreeMap<(String, String), Entry>,
}

/// One who may sign in.
#[derive(Clone)]
struct Entry {
    /// The name as it was configured.
    name: String,
    roles: BTreeSet<Role>,
    secret: Hashed,
}

impl fmt::Debug for Identities {
    /// Counts only: neither names nor hashes belong in a log.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Identities")
            .field("applications", &self.known.applications.len())
            .field("agents", &self.known.agents.len())
            .field("administrators", &self.known.administrators.len())
            .finish_non_exhaustive()
    }
}

impl Identities {
    /// Reads a configuration. Plain secrets are hashed here, some hundredths of a second each, so call it at start.
    ///
    /// # Errors
    /// The first fault: a tenant that is no partner, a name given twice, a role of the wrong side, no secret or two, a
    /// hash that is none.
    pub fn new(config: &IdentityConfig, partners: &Partners) -> Result<Self, IdentityFault> {
        let known = config::read(config, partners)?;
        Ok(Self { known: Arc::new(known), checker: Arc::new(Checker::new()?) })
    }

    /// The application of a partner, when the secret is right. `tenant` is the partner's domain or id.
    pub async fn application(&self, tenant: &str, client_id: &str, secret: &str) -> Option<Identity> {
        let entry = self
            .known
            .key(tenant, client_id)
            .and_then(|key| Some((key.0, self.known.applications.get(&key)?.clone())));
        self.check(entry, secret).await.map(|(partner, entry)| of_partner(partner, &entry, true))
    }

    /// The agent of a partner, when the password is right. `tenant` is the partner's domain or id.
    pub async fn agent(&self, tenant: &str, name: &str, password: &str) -> Option<Identity> {
        let entry =
            self.known.key(tenant, name).and_then(|key| Some((key.0, self.known.agents.get(&key)?.clone())));
        self.check(entry, password).await.map(|(partner, entry)| of_partner(partner, &entry, false))
    }

    /// The administrator of the customer with this domain, when the password is right.
    pub async fn administrator(&self, domain: &str, name: &str, password: &str) -> Option<Administrator> {
        let key = (domain.to_ascii_lowercase(), name.to_ascii_lowercase());
        let entry = self.known.administrators.get(&key).cloned().map(|entry| (key.0, entry));
        let (domain, entry) = self.check(entry, password).await?;
        Some(Administrator { domain, name: entry.name, roles: entry.roles })
    }

    /// Whether the tenant is a partner of this installation, by domain or id.
    #[must_use]
    pub fn is_partner(&self, tenant: &str) -> bool {
        self.known.partners.find(tenant).is_some()
    }

    /// The application without proof, for renewing what was proved before; none when it was taken out since.
    #[must_use]
    pub fn known_application(&self, partner: PartnerId, client_id: &str) -> Option<Identity> {
        let entry = self.known.applications.get(&(partner, client_id.to_ascii_lowercase()))?;
        Some(of_partner(partner, entry, true))
    }

    /// The agent without proof, for renewing what was proved before; none when it was taken out since.
    #[must_use]
    pub fn known_agent(&self, partner: PartnerId, name: &str) -> Option<Identity> {
        let entry = self.known.agents.get(&(partner, name.to_ascii_lowercase()))?;
        Some(of_partner(partner, entry, false))
    }

    /// The administrator without proof, for renewing what was proved before; none when it was taken out since.
    #[must_use]
    pub fn known_administrator(&self, domain: &str, name: &str) -> Option<Administrator> {
        let domain = domain.to_ascii_lowercase();
        let entry = self.known.administrators.get(&(domain.clone(), name.to_ascii_lowercase()))?;
        Some(Administrator { domain, name: entry.name.clone(), roles: entry.roles.clone() })
    }

    /// Compares the secret, with that of nobody where there is no such entry, and only then tells them apart.
    async fn check<T>(&self, found: Option<(T, Entry)>, secret: &str) -> Option<(T, Entry)> {
        let hash = found.as_ref().map(|(_, entry)| entry.secret.clone());
        self.checker.matches(hash, secret).await.then_some(found).flatten()
    }
}

impl Known {
    fn key(&self, tenant: &str, name: &str) -> Option<(PartnerId, String)> {
        Some((self.partners.find(tenant)?.id, name.to_ascii_lowercase()))
    }
}

fn of_partner(partner: PartnerId, entry: &Entry, application: bool) -> Identity {
    Identity {
        tenant: Tenant::Partner(partner),
        name: entry.name.clone(),
        roles: entry.roles.clone(),
        kind: if application { IdentityKind::Application } else { IdentityKind::Agent },
    }
}
