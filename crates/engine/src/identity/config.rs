//! How identities are written down: tables of a configuration file, each with a plain secret or, better, its hash.

use std::collections::BTreeSet;
use std::fmt;

use seatwright_domain::ids::PartnerId;
use seatwright_domain::partner::Partners;
use seatwright_domain::role::{Role, Side};
use serde::{Deserialize, Serialize};

use super::publisher::{self, PublisherConfig};
use super::redirect::is_redirect_uri;
use super::secret::Hashed;
use super::{Entry, Known};

/// Everybody who may sign in, as the configuration lists them.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct IdentityConfig {
    /// Programs of partners.
    pub applications: Vec<ApplicationConfig>,
    /// People at partners.
    pub agents: Vec<AgentConfig>,
    /// People at customers.
    pub administrators: Vec<AdministratorConfig>,
    /// Publishers of marketplace offers, each with its program.
    pub publishers: Vec<PublisherConfig>,
}

impl IdentityConfig {
    /// Whether it lets nobody sign in.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.applications.is_empty() && self.agents.is_empty() && self.administrators.is_empty()
    }
}

/// A program of a partner.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ApplicationConfig {
    /// The partner's domain or id.
    pub tenant: String,
    /// The client id.
    pub client_id: String,
    /// Whether it can keep no secret, as a program on a desktop: it then has none, and people sign in with it by a code and
    /// a proof (PKCE).
    #[serde(default, skip_serializing_if = "is_false")]
    pub is_public: bool,
    /// Where people may be sent back to when they have signed in.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub redirect_uris: Vec<String>,
    /// The secret in plain text; for demonstrations.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub secret: Option<String>,
    /// The secret's Argon2id hash.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub secret_hash: Option<String>,
    /// The partner roles it holds.
    pub roles: BTreeSet<Role>,
}

/// A person at a partner.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AgentConfig {
    /// The partner's domain or id.
    pub tenant: String,
    /// The sign-in name.
    pub name: String,
    /// The password in plain text; for demonstrations.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub password: Option<String>,
    /// The password's Argon2id hash.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub password_hash: Option<String>,
    /// The partner roles it holds.
    pub roles: BTreeSet<Role>,
}

/// A person at a customer.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AdministratorConfig {
    /// The customer's domain; the customer may be created later.
    pub customer: String,
    /// The sign-in name.
    pub name: String,
    /// The password in plain text; for demonstrations.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub password: Option<String>,
    /// The password's Argon2id hash.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub password_hash: Option<String>,
    /// The customer roles it holds.
    pub roles: BTreeSet<Role>,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "the form that serde asks for")]
fn is_false(flag: &bool) -> bool {
    !flag
}

macro_rules! debug_without_secrets {
    ($type:ident, $organisation:ident, $name:ident) => {
        impl fmt::Debug for $type {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.debug_struct(stringify!($type))
                    .field(stringify!($organisation), &self.$organisation)
                    .field(stringify!($name), &self.$name)
                    .field("roles", &self.roles)
                    .finish_non_exhaustive()
            }
        }
    };
}

debug_without_secrets!(ApplicationConfig, tenant, client_id);
debug_without_secrets!(AgentConfig, tenant, name);
debug_without_secrets!(AdministratorConfig, customer, name);

/// What is wrong with a configuration of identities.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum IdentityFault {
    /// The tenant is no partner of this installation.
    #[error("{who}: there is no partner `{tenant}`; name the domain or id of one that is configured")]
    UnknownTenant {
        /// The entry.
        who: String,
        /// The tenant it names.
        tenant: String,
    },
    /// The entry has no name.
    #[error("{who}: the name is empty; give it one")]
    Unnamed {
        /// The kind of entry.
        who: String,
    },
    /// Two entries of one organisation have the same name.
    #[error("{who} is listed twice; remove one of the two")]
    Twice {
        /// The entry.
        who: String,
    },
    /// A role of the other side.
    #[error("{who}: the role `{role}` is not one of {side}; remove it")]
    WrongRole {
        /// The entry.
        who: String,
        /// The role.
        role: Role,
        /// Whose roles it may hold.
        side: &'static str,
    },
    /// There is not exactly one of secret and hash.
    #[error("{who}: give either the plain secret or its hash, one of the two")]
    OneSecret {
        /// The entry.
        who: String,
    },
    /// The hash cannot be read.
    #[error("{who}: the hash is not an Argon2id hash in PHC form (`$argon2id$v=19$…`); make it again")]
    BadHash {
        /// The entry.
        who: String,
    },
    /// A secret that is empty or too long.
    #[error("a secret has 1 to {max} bytes; this one has {bytes}")]
    SecretLength {
        /// Its length.
        bytes: usize,
        /// The longest.
        max: usize,
    },
    /// An application that can keep no secret has one.
    #[error("{who}: a public application keeps no secret; remove the secret, or `is_public`")]
    PublicSecret {
        /// The entry.
        who: String,
    },
    /// People cannot be sent back to this.
    #[error(
        "{who}: `{uri}` cannot be sent back to; write an address with https, or with http on this machine, without a fragment"
    )]
    RedirectUri {
        /// The entry.
        who: String,
        /// The address.
        uri: String,
    },
    /// An address that cannot be reached.
    #[error("{who}: `{key}` is `{address}`, which is no address; write one that begins with https://")]
    BadAddress {
        /// The entry.
        who: String,
        /// The key.
        key: &'static str,
        /// What it says.
        address: String,
    },
    /// Hashing failed.
    #[error("a secret could not be hashed: {0}")]
    Hashing(String),
}

/// Checks a configuration and hashes what is plain.
pub(super) fn read(config: &IdentityConfig, partners: &Partners) -> Result<Known, IdentityFault> {
    let mut known = Known { partners: partners.clone(), ..Known::default() };
    for application in &config.applications {
        let who = format!("application `{}` of `{}`", application.client_id, application.tenant);
        let partner = partner(&who, &application.tenant, partners)?;
        let secrets = (&application.secret, &application.secret_hash);
        let named = (application.client_id.as_str(), &application.roles);
        let mut entry = if application.is_public {
            if secrets.0.is_some() || secrets.1.is_some() {
                return Err(IdentityFault::PublicSecret { who });
            }
            entry(&who, named, None, false)?
        } else {
            entry(&who, named, Some(one_secret(&who, secrets)?), false)?
        };
        if let Some(uri) = application.redirect_uris.iter().find(|uri| !is_redirect_uri(uri)) {
            return Err(IdentityFault::RedirectUri { who, uri: uri.clone() });
        }
        entry.redirect_uris.clone_from(&application.redirect_uris);
        let key = (partner, application.client_id.to_ascii_lowercase());
        once(who, known.applications.insert(key, entry).is_some())?;
    }
    for agent in &config.agents {
        let who = format!("agent `{}` of `{}`", agent.name, agent.tenant);
        let partner = partner(&who, &agent.tenant, partners)?;
        let secrets = (&agent.password, &agent.password_hash);
        let secret = one_secret(&who, secrets)?;
        let entry = entry(&who, (&agent.name, &agent.roles), Some(secret), false)?;
        once(who, known.agents.insert((partner, agent.name.to_ascii_lowercase()), entry).is_some())?;
    }
    for administrator in &config.administrators {
        let who = format!("administrator `{}` of `{}`", administrator.name, administrator.customer);
        let secrets = (&administrator.password, &administrator.password_hash);
        let secret = one_secret(&who, secrets)?;
        let entry = entry(&who, (&administrator.name, &administrator.roles), Some(secret), true)?;
        let key = (administrator.customer.to_ascii_lowercase(), administrator.name.to_ascii_lowercase());
        once(who, known.administrators.insert(key, entry).is_some())?;
    }
    known.publishers = publisher::read(&config.publishers)?;
    Ok(known)
}

fn partner(who: &str, tenant: &str, partners: &Partners) -> Result<PartnerId, IdentityFault> {
    let unknown = || IdentityFault::UnknownTenant { who: who.to_owned(), tenant: tenant.to_owned() };
    partners.find(tenant).map(|partner| partner.id).ok_or_else(unknown)
}

fn entry(
    who: &str,
    (name, roles): (&str, &BTreeSet<Role>),
    secret: Option<Hashed>,
    of_customer: bool,
) -> Result<Entry, IdentityFault> {
    if name.trim().is_empty() {
        return Err(IdentityFault::Unnamed { who: who.to_owned() });
    }
    let own = if of_customer { Side::Customer } else { Side::Partner };
    if let Some(role) = roles.iter().find(|role| role.side() != own) {
        let side = if of_customer { "a customer's administrators" } else { "a partner's agents" };
        return Err(IdentityFault::WrongRole { who: who.to_owned(), role: *role, side });
    }
    Ok(Entry { name: name.to_owned(), roles: roles.clone(), secret, redirect_uris: Vec::new() })
}

/// The hash of a secret that is given plain or hashed.
pub(super) fn one_secret(
    who: &str,
    (plain, hash): (&Option<String>, &Option<String>),
) -> Result<Hashed, IdentityFault> {
    match (plain, hash) {
        (Some(plain), None) => Hashed::of(plain),
        (None, Some(hash)) => {
            Hashed::parse(hash).ok_or_else(|| IdentityFault::BadHash { who: who.to_owned() })
        }
        _ => Err(IdentityFault::OneSecret { who: who.to_owned() }),
    }
}

fn once(who: String, twice: bool) -> Result<(), IdentityFault> {
    if twice { Err(IdentityFault::Twice { who }) } else { Ok(()) }
}
