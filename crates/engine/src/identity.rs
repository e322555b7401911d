//! Who may sign in: applications and agents of partners, administrators of customers, and applications of publishers. They come
//! from the configuration and, but for the last, from the store. Secrets are kept as Argon2 hashes; an unknown name costs as much time as a wrong secret, so that names
//! cannot be found out by asking.
//!
//! Everything here goes by the machine's time, which callers bring along, and not by the engine's clock: tokens and clients
//! compare with their own clocks even where the installation's is simulated.

mod candidate;
mod code;
mod config;
mod configured;
mod elsewhere;
mod first;
mod gate;
mod manage;
mod publisher;
mod redirect;
mod secret;
mod session;
mod throttle;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::sync::Arc;

use seatwright_domain::ids::{PartnerId, PublisherId};
use seatwright_domain::partner::Partners;
use seatwright_domain::role::{Actor, Caller, Role};
pub use seatwright_store::{IdentityKind, Tenant};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use uuid::Uuid;

pub use self::candidate::{Client, Origin};
pub use self::code::{CODE_SECONDS, CodeTerms, Redeemed};
pub use self::config::{AdministratorConfig, AgentConfig, ApplicationConfig, IdentityConfig, IdentityFault};
pub(crate) use self::elsewhere::Elsewhere;
pub use self::first::{FIRST_ADMINISTRATOR, FirstAdministrator, first_administrator_name, new_password};
pub(crate) use self::gate::Gate;
pub use self::manage::{
    IdentityChange, IdentityError, IdentityPlace, IdentityView, NewIdentity, NewSecret, SECRETS_MAX,
    SecretWanted, TakenSecret,
};
pub use self::publisher::{PublisherConfig, PublisherSite, SAMPLE_LANDING_PAGE};
pub use self::redirect::{fits, is_redirect_uri};
use self::secret::{Checker, Hashed};
pub use self::secret::{PASSWORD_MIN, hash_secret};
pub use self::session::{Presented, Proven, SESSION_SECONDS, SignInFault, SignedIn};
pub(crate) use self::throttle::Throttle;
pub use self::throttle::network;

/// Somebody, or some program, that has proved who it is.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
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

impl fmt::Debug for Identity {
    /// With the id instead of the name, which is often a person's.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Identity")
            .field("id", &self.id())
            .field("tenant", &self.tenant)
            .field("kind", &self.kind)
            .field("roles", &self.roles)
            .finish()
    }
}

/// The id of an identity: it follows from organisation, kind and name, whose case does not count.
#[must_use]
pub fn identity_id(tenant: Tenant, kind: IdentityKind, name: &str) -> Uuid {
    let mut hash = Sha256::new();
    hash.update(tenant.id().as_bytes());
    hash.update([u8::from(kind == IdentityKind::Application)]);
    hash.update(name.to_ascii_lowercase());
    let digest = hash.finalize();
    let mut bytes = [0_u8; 16];
    bytes.copy_from_slice(&digest[..16]);
    uuid::Builder::from_bytes(bytes).with_version(uuid::Version::Custom).into_uuid()
}

impl Identity {
    /// Its id, which is the same for as long as the name is.
    #[must_use]
    pub fn id(&self) -> Uuid {
        identity_id(self.tenant, self.kind, &self.name)
    }

    /// The caller of commands that this identity gives.
    #[must_use]
    pub fn caller(&self) -> Caller {
        let actor = match (self.tenant, self.kind) {
            (Tenant::Partner(partner), IdentityKind::Application) => {
                Actor::Partner { partner, user: None, application: Some(self.name.clone()) }
            }
            (Tenant::Partner(partner), _) => {
                Actor::Partner { partner, user: Some(self.name.clone()), application: None }
            }
            (Tenant::Customer(customer), _) => Actor::Customer { customer, user: self.name.clone() },
            (Tenant::Publisher(publisher), _) => Actor::Publisher { publisher },
        };
        Caller { actor, roles: self.roles.clone(), reseller: None }
    }
}

impl From<&Identity> for Caller {
    fn from(identity: &Identity) -> Self {
        identity.caller()
    }
}

/// Everybody whom the configuration lets sign in. Cheap to clone.
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
    publishers: BTreeMap<PublisherId, publisher::Known>,
}

/// Whose an entry is: customers are known by their domain, and may be made later.
#[derive(Clone, Copy)]
enum Whose<'a> {
    Partner(PartnerId),
    Customer(&'a str),
    Publisher(PublisherId),
}

/// One who may sign in.
#[derive(Clone)]
struct Entry {
    /// The name as it was configured.
    name: String,
    roles: BTreeSet<Role>,
    /// None of an application that can keep no secret.
    secret: Option<Hashed>,
    /// Where an application may have people sent back to.
    redirect_uris: Vec<String>,
}

impl fmt::Debug for Identities {
    /// Counts only: neither names nor hashes belong in a log.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Identities")
            .field("applications", &self.known.applications.len())
            .field("agents", &self.known.agents.len())
            .field("administrators", &self.known.administrators.len())
            .field("publishers", &self.known.publishers.len())
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

    /// Whether the tenant is a partner of this installation, by domain or id.
    #[must_use]
    pub fn is_partner(&self, tenant: &str) -> bool {
        self.known.partners.find(tenant).is_some()
    }

    /// The partners.
    pub(crate) fn partners(&self) -> &Partners {
        &self.known.partners
    }

    fn checker(&self) -> &Checker {
        &self.checker
    }

    fn application(&self, partner: PartnerId, client_id: &str) -> Option<&Entry> {
        self.known.applications.get(&(partner, client_id.to_ascii_lowercase()))
    }

    fn agent(&self, partner: PartnerId, name: &str) -> Option<&Entry> {
        self.known.agents.get(&(partner, name.to_ascii_lowercase()))
    }

    fn administrator(&self, domain: &str, name: &str) -> Option<&Entry> {
        self.known.administrators.get(&(domain.to_ascii_lowercase(), name.to_ascii_lowercase()))
    }

    /// The applications and agents of a partner.
    fn of_partner(&self, partner: PartnerId) -> impl Iterator<Item = (IdentityKind, &Entry)> {
        let mine = move |key: &(PartnerId, String)| key.0 == partner;
        let applications = self.known.applications.iter().filter(move |(key, _)| mine(key));
        let agents = self.known.agents.iter().filter(move |(key, _)| mine(key));
        let applications = applications.map(|(_, entry)| (IdentityKind::Application, entry));
        applications.chain(agents.map(|(_, entry)| (IdentityKind::Agent, entry)))
    }

    /// Everybody: partners' people and applications, administrators by the domain of their company, and publishers'
    /// applications.
    fn everybody(&self) -> impl Iterator<Item = (Whose<'_>, IdentityKind, &Entry)> {
        let of_partners = self.known.partners.iter().flat_map(|partner| {
            self.of_partner(partner.id).map(|(kind, entry)| (Whose::Partner(partner.id), kind, entry))
        });
        let of_customers = self.known.administrators.iter().map(|((domain, _), entry)| {
            (Whose::Customer(domain.as_str()), IdentityKind::CustomerAdmin, entry)
        });
        let of_publishers = self.known.publishers.iter().map(|(publisher, known)| {
            (Whose::Publisher(*publisher), IdentityKind::Application, known.application())
        });
        of_partners.chain(of_customers).chain(of_publishers)
    }

    /// The administrators of the customer with a domain.
    fn of_customer(&self, domain: &str) -> impl Iterator<Item = &Entry> {
        let domain = domain.to_ascii_lowercase();
        self.known.administrators.iter().filter(move |(key, _)| key.0 == domain).map(|(_, entry)| entry)
    }
}
