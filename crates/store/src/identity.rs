//! Identities as they are kept: who may sign in, with which secrets, and to what. Their times are those of the machine and
//! not of a simulated clock, because tokens and clients go by it.

use std::collections::BTreeSet;
use std::fmt;

use jiff::Timestamp;
use seatwright_domain::ids::{CustomerId, PartnerId, PublisherId};
use seatwright_domain::role::Role;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// The organisation that an identity belongs to.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(tag = "kind", content = "id", rename_all = "snake_case")]
pub enum Tenant {
    /// A partner.
    Partner(PartnerId),
    /// A customer.
    Customer(CustomerId),
    /// A publisher of marketplace offers.
    Publisher(PublisherId),
}

impl Tenant {
    /// The id of the organisation.
    #[must_use]
    pub const fn id(self) -> Uuid {
        match self {
            Tenant::Partner(partner) => partner.0,
            Tenant::Customer(customer) => customer.0,
            Tenant::Publisher(publisher) => publisher.0,
        }
    }

    /// Whose it is: `partner`, `customer` or `publisher`.
    #[must_use]
    pub const fn side(self) -> &'static str {
        match self {
            Tenant::Partner(_) => "partner",
            Tenant::Customer(_) => "customer",
            Tenant::Publisher(_) => "publisher",
        }
    }
}

/// What an identity is.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum IdentityKind {
    /// A program of a partner or a publisher.
    Application,
    /// A person at a partner.
    Agent,
    /// A person at a customer (ROLE-05).
    CustomerAdmin,
}

impl IdentityKind {
    /// All kinds.
    pub const ALL: [IdentityKind; 3] =
        [IdentityKind::Application, IdentityKind::Agent, IdentityKind::CustomerAdmin];

    /// The name, as `customer_admin`.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            IdentityKind::Application => "application",
            IdentityKind::Agent => "agent",
            IdentityKind::CustomerAdmin => "customer_admin",
        }
    }
}

/// One who may sign in.
#[derive(Clone, PartialEq, Eq)]
pub struct StoredIdentity {
    /// Its id.
    pub id: Uuid,
    /// Its organisation.
    pub tenant: Tenant,
    /// What it is.
    pub kind: IdentityKind,
    /// The client id of an application; the sign-in name of a person.
    pub name: String,
    /// The roles it holds.
    pub roles: BTreeSet<Role>,
    /// Whether it may not sign in at present.
    pub disabled: bool,
    /// Whether it is an application that can keep no secret, as one on a desktop.
    pub is_public: bool,
    /// Where an application may have people sent back to when they have signed in.
    pub redirect_uris: Vec<String>,
    /// When it was made.
    pub created_at: Timestamp,
    /// Counts its changes, from 1.
    pub revision: u32,
    /// Its secrets, the oldest first.
    pub secrets: Vec<StoredSecret>,
}

impl fmt::Debug for StoredIdentity {
    /// Without the name, which is often a person's.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("StoredIdentity")
            .field("id", &self.id)
            .field("kind", &self.kind)
            .field("roles", &self.roles)
            .field("disabled", &self.disabled)
            .field("secrets", &self.secrets.len())
            .finish_non_exhaustive()
    }
}

/// A secret of an identity.
#[derive(Clone, PartialEq, Eq)]
pub struct StoredSecret {
    /// Its id, by which it is removed.
    pub id: Uuid,
    /// What it is for, in the words of whoever made it.
    pub description: String,
    /// Its Argon2id hash in PHC form.
    pub hash: String,
    /// When it was made.
    pub created_at: Timestamp,
    /// The first instant at which it does not hold any more; none where it has no end.
    pub expires_at: Option<Timestamp>,
}

impl fmt::Debug for StoredSecret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("StoredSecret")
            .field("id", &self.id)
            .field("expires_at", &self.expires_at)
            .finish_non_exhaustive()
    }
}

/// Which identities: of one organisation or of all, after a place, by organisation, name and id.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct IdentityQuery<'a> {
    /// The organisation; none for all of them.
    pub tenant: Option<Uuid>,
    /// Only those after this place.
    pub after: Option<&'a IdentityCursor>,
    /// At most so many.
    pub limit: usize,
}

/// A place among identities.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct IdentityCursor {
    /// The organisation.
    pub tenant: Uuid,
    /// The name in the form that it is sorted by.
    pub name: String,
    /// The id.
    pub id: Uuid,
}

impl fmt::Debug for IdentityCursor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("IdentityCursor").field("id", &self.id).finish_non_exhaustive()
    }
}

/// A sign-in and what follows from it, until it expires or is revoked.
#[derive(Clone, PartialEq, Eq)]
pub struct StoredSession {
    /// Its id, which tokens name.
    pub id: Uuid,
    /// Who signed in.
    pub identity: Uuid,
    /// The organisation of whoever signed in.
    pub tenant: Tenant,
    /// What it is.
    pub kind: IdentityKind,
    /// Its name when it signed in.
    pub name: String,
    /// The application that it signed in with and that must prove itself to go on; none where no application took part.
    pub client: Option<Uuid>,
    /// That application as people know it.
    pub client_name: String,
    /// The key from which the session's refresh tokens follow.
    pub key: [u8; 32],
    /// How many times the refresh token was exchanged for the next; that of an earlier time is void.
    pub generation: u32,
    /// When it began.
    pub created_at: Timestamp,
    /// When tokens were last given out for it.
    pub used_at: Timestamp,
    /// The first instant at which it is over.
    pub expires_at: Timestamp,
    /// When it was revoked, where it was.
    pub revoked_at: Option<Timestamp>,
}

impl StoredSession {
    /// Whether tokens may be given out for it.
    #[must_use]
    pub fn is_open(&self, at: Timestamp) -> bool {
        self.revoked_at.is_none() && at < self.expires_at
    }
}

impl fmt::Debug for StoredSession {
    /// Without its key and the name of whoever signed in.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("StoredSession")
            .field("id", &self.id)
            .field("identity", &self.identity)
            .field("generation", &self.generation)
            .field("expires_at", &self.expires_at)
            .field("revoked_at", &self.revoked_at)
            .finish_non_exhaustive()
    }
}

/// Which sessions.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct SessionQuery {
    /// Whose.
    pub of: SessionsOf,
    /// Only those that are open at this instant; all that are kept where there is none.
    pub open_at: Option<Timestamp>,
    /// Only those after this place.
    pub after: Option<SessionCursor>,
    /// At most so many.
    pub limit: usize,
}

/// Whose sessions.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum SessionsOf {
    /// Those of one identity.
    Identity(Uuid),
    /// Those of everybody of an organisation.
    Tenant(Uuid),
}

/// A place among sessions, which are listed by when they began.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize, Deserialize)]
pub struct SessionCursor {
    /// When it began.
    pub created_at: Timestamp,
    /// Its id.
    pub id: Uuid,
}

/// A code that a browser carried to an application, which exchanges it for tokens.
#[derive(Clone, PartialEq, Eq)]
pub struct StoredCode {
    /// The SHA-256 hash of the code.
    pub hash: [u8; 32],
    /// The first instant at which it does not hold any more.
    pub expires_at: Timestamp,
    /// The session that it was exchanged for; none while it is unused.
    pub session: Option<Uuid>,
    /// What was agreed on when it was given; the store does not look into it.
    pub document: String,
}

impl fmt::Debug for StoredCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("StoredCode").field("expires_at", &self.expires_at).finish_non_exhaustive()
    }
}

/// A key that tokens are signed with.
#[derive(Clone, PartialEq, Eq)]
pub struct StoredKey {
    /// Its id, which tokens name.
    pub id: String,
    /// The pair in PKCS #8 PEM.
    pub pem: String,
    /// When it was made.
    pub created_at: Timestamp,
    /// The first instant at which it is neither published nor believed any more; none for the one that signs.
    pub retires_at: Option<Timestamp>,
}

impl fmt::Debug for StoredKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("StoredKey")
            .field("id", &self.id)
            .field("retires_at", &self.retires_at)
            .finish_non_exhaustive()
    }
}

/// What ends the access tokens of an identity before their time.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct IdentityMark {
    /// The identity.
    pub identity: Uuid,
    /// Tokens of an earlier epoch hold no more.
    pub epoch: u32,
    /// Whether none of its tokens holds: it is disabled or removed.
    pub barred: bool,
}

/// What was revoked after a change.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Revocations {
    /// The number of the last change.
    pub number: u64,
    /// Marks that were set.
    pub marks: Vec<IdentityMark>,
    /// Sessions that were revoked by themselves, with when.
    pub sessions: Vec<(Uuid, Timestamp)>,
}
