//! Finding who may sign in under a name, in the configuration and in the store, before anybody has proved anything.

use std::net::IpAddr;

use jiff::Timestamp;
use seatwright_domain::customer::Customer;
use seatwright_domain::ids::PartnerId;
use seatwright_store::StoredIdentity;
use uuid::Uuid;

use super::{Entry, Hashed, Identity, IdentityKind, Tenant, fits, identity_id};
use crate::engine::Engine;
use crate::error::EngineError;

/// The names of a tenant that mean "wherever the name belongs".
const ANY_TENANT: [&str; 3] = ["adfs", "common", "organizations"];

/// Where a request comes from, and when, by the machine's time.
#[derive(Clone, Copy, Debug)]
pub struct Origin {
    /// The address of whoever asks; none where it is not known, as behind a proxy that does not tell.
    pub address: Option<IpAddr>,
    /// The time.
    pub at: Timestamp,
}

/// An application that people sign in with.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Client {
    /// Who it is.
    pub identity: Identity,
    /// Whether it can keep no secret.
    pub is_public: bool,
    /// Where it may have people sent back to.
    pub redirect_uris: Vec<String>,
}

impl Client {
    /// Whether it may have people sent back there.
    #[must_use]
    pub fn may_return_to(&self, uri: &str) -> bool {
        self.redirect_uris.iter().any(|registered| fits(registered, uri, self.is_public))
    }
}

/// One who may sign in, wherever it is kept.
#[derive(Clone)]
pub(super) struct Candidate {
    pub(super) identity: Identity,
    pub(super) is_public: bool,
    pub(super) redirect_uris: Vec<String>,
    pub(super) disabled: bool,
    /// The hashes of its secrets that hold.
    pub(super) secrets: Vec<Hashed>,
}

impl Candidate {
    fn configured(tenant: Tenant, kind: IdentityKind, entry: &Entry) -> Self {
        Self {
            identity: Identity { tenant, name: entry.name.clone(), roles: entry.roles.clone(), kind },
            is_public: entry.secret.is_none(),
            redirect_uris: entry.redirect_uris.clone(),
            disabled: false,
            secrets: entry.secret.iter().cloned().collect(),
        }
    }

    fn stored(stored: StoredIdentity, at: Timestamp) -> Self {
        let holds = |end: Option<Timestamp>| end.is_none_or(|end| at < end);
        let live = stored.secrets.iter().filter(|secret| holds(secret.expires_at));
        Self {
            secrets: live.filter_map(|secret| Hashed::parse(&secret.hash)).collect(),
            identity: Identity {
                tenant: stored.tenant,
                name: stored.name,
                roles: stored.roles,
                kind: stored.kind,
            },
            is_public: stored.is_public,
            redirect_uris: stored.redirect_uris,
            disabled: stored.disabled,
        }
    }

    pub(super) fn client(&self) -> Client {
        Client {
            identity: self.identity.clone(),
            is_public: self.is_public,
            redirect_uris: self.redirect_uris.clone(),
        }
    }
}

impl Engine {
    /// Whether the name of a tenant means "wherever the name belongs".
    #[must_use]
    pub fn is_any_tenant(tenant: &str) -> bool {
        ANY_TENANT.iter().any(|any| any.eq_ignore_ascii_case(tenant))
    }

    /// The applications of a tenant with a client id; several only where the tenant means any.
    pub(super) async fn applications(
        &self,
        tenant: &str,
        client_id: &str,
        at: Timestamp,
    ) -> Result<Vec<Candidate>, EngineError> {
        let kind = IdentityKind::Application;
        let identities = self.identities();
        if let Some(publisher) = identities.publisher(tenant) {
            let found = self.candidate(Tenant::Publisher(publisher), kind, client_id, at).await?;
            return Ok(found.into_iter().collect());
        }
        if !Self::is_any_tenant(tenant) {
            let Some(partner) = identities.partners().find(tenant) else { return Ok(Vec::new()) };
            let found = self.candidate(Tenant::Partner(partner.id), kind, client_id, at).await?;
            return Ok(found.into_iter().collect());
        }
        let of = |partner: PartnerId| {
            let entry = identities.application(partner, client_id)?;
            Some(Candidate::configured(Tenant::Partner(partner), kind, entry))
        };
        let mut found: Vec<Candidate> =
            identities.partners().iter().filter_map(|partner| of(partner.id)).collect();
        let stored = self.store().applications_named(client_id).await?;
        found.extend(stored.into_iter().map(|stored| Candidate::stored(stored, at)));
        Ok(found.into_iter().map(|candidate| self.unless_barred(candidate)).collect())
    }

    /// The organisation where a person of a name signs in: where the tenant means any, that of the domain in the name.
    pub(super) async fn organisation_of(
        &self,
        tenant: &str,
        name: &str,
    ) -> Result<Option<Tenant>, EngineError> {
        let of_name = name.rsplit_once('@').map_or("", |(_, domain)| domain);
        let tenant = if Self::is_any_tenant(tenant) { of_name } else { tenant };
        if let Some(partner) = self.identities().partners().find(tenant) {
            return Ok(Some(Tenant::Partner(partner.id)));
        }
        let customer = match tenant.parse() {
            Ok(customer) => Some(customer),
            Err(_) => self.store().customer_by_domain(tenant).await?,
        };
        Ok(customer.map(Tenant::Customer))
    }

    /// The person of an organisation with a name.
    pub(super) async fn person(
        &self,
        tenant: Tenant,
        name: &str,
        at: Timestamp,
    ) -> Result<Option<Candidate>, EngineError> {
        let kind = match tenant {
            Tenant::Partner(_) => IdentityKind::Agent,
            Tenant::Customer(_) => IdentityKind::CustomerAdmin,
            // Publishers have programs only.
            Tenant::Publisher(_) => return Ok(None),
        };
        self.candidate(tenant, kind, name, at).await
    }

    /// One who may sign in, by organisation, kind and name. The configuration counts first.
    pub(super) async fn candidate(
        &self,
        tenant: Tenant,
        kind: IdentityKind,
        name: &str,
        at: Timestamp,
    ) -> Result<Option<Candidate>, EngineError> {
        let identities = self.identities();
        let configured = match (tenant, kind) {
            (Tenant::Partner(partner), IdentityKind::Application) => identities.application(partner, name),
            (Tenant::Partner(partner), _) => identities.agent(partner, name),
            (Tenant::Publisher(publisher), _) => identities.publisher_application(publisher, name),
            (Tenant::Customer(customer), _) => {
                let customer = self.store().customer(customer).await?;
                customer.and_then(|customer| identities.administrator(&customer.domain, name))
            }
        };
        let found = match configured {
            Some(entry) => Some(Candidate::configured(tenant, kind, entry)),
            None => self
                .store()
                .identity(identity_id(tenant, kind, name))
                .await?
                .map(|stored| Candidate::stored(stored, at)),
        };
        Ok(found.map(|candidate| self.unless_barred(candidate)))
    }

    /// Identities of the configuration are disabled by a mark alone.
    fn unless_barred(&self, mut candidate: Candidate) -> Candidate {
        candidate.disabled |= self.gate().is_barred(candidate.identity.id());
        candidate
    }

    /// The applications under a client id that may have people sent back to an address, or to any where none is named.
    ///
    /// # Errors
    /// A failing store.
    pub async fn clients(
        &self,
        tenant: &str,
        client_id: &str,
        redirect_uri: Option<&str>,
        at: Timestamp,
    ) -> Result<Vec<Client>, EngineError> {
        // People of a customer sign in with the application of a partner of theirs.
        let of_customer = !Self::is_any_tenant(tenant) && !self.identities().is_partner(tenant);
        let tenant = if of_customer { ANY_TENANT[1] } else { tenant };
        let found = self.applications(tenant, client_id, at).await?;
        let fitting = found.iter().filter(|candidate| !candidate.disabled).map(Candidate::client);
        let returns = |client: &Client| redirect_uri.is_none_or(|uri| client.may_return_to(uri));
        Ok(fitting.filter(returns).collect())
    }

    /// Of some applications the one that a person may sign in with: its own partner's, or that of a partner which has a
    /// relationship with its company. Anybody else's would come to the person's data without having any business with it.
    ///
    /// # Errors
    /// A failing store.
    pub async fn client_for(
        &self,
        clients: &[Client],
        person: &Identity,
    ) -> Result<Option<Client>, EngineError> {
        let customer: Option<Customer> = match person.tenant {
            Tenant::Customer(customer) => self.store().customer(customer).await?,
            Tenant::Partner(_) | Tenant::Publisher(_) => None,
        };
        let mut fitting = clients.iter().filter(|client| match (client.identity.tenant, person.tenant) {
            (Tenant::Partner(ours), Tenant::Partner(theirs)) => ours == theirs,
            (Tenant::Partner(ours), Tenant::Customer(_)) => {
                customer.as_ref().is_some_and(|customer| customer.relationships.contains_key(&ours))
            }
            // People do not sign in with programs of publishers, and publishers have none.
            (Tenant::Customer(_) | Tenant::Publisher(_), _) | (_, Tenant::Publisher(_)) => false,
        });
        Ok(fitting.next().cloned())
    }

    /// An application by its id, when it may sign in.
    ///
    /// # Errors
    /// A failing store.
    pub async fn client_by_id(&self, id: Uuid, at: Timestamp) -> Result<Option<Client>, EngineError> {
        let identities = self.identities();
        let configured = identities.partners().iter().find_map(|partner| {
            let tenant = Tenant::Partner(partner.id);
            let mut entries = identities.of_partner(partner.id);
            let fits = |kind: IdentityKind, name: &str| {
                kind == IdentityKind::Application && identity_id(tenant, kind, name) == id
            };
            let (kind, entry) = entries.find(|(kind, entry)| fits(*kind, &entry.name))?;
            Some(Candidate::configured(tenant, kind, entry))
        });
        let found = match configured {
            Some(candidate) => Some(candidate),
            None => self.store().identity(id).await?.map(|stored| Candidate::stored(stored, at)),
        };
        let found = found.map(|candidate| self.unless_barred(candidate));
        Ok(found.filter(|candidate| !candidate.disabled).map(|candidate| candidate.client()))
    }
}
