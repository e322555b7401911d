//! Publishers: the third kind of tenant. The catalogue names them; the configuration says where they are reached and what
//! their application proves itself with.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use seatwright_domain::ids::PublisherId;
use seatwright_domain::role::Role;
use serde::{Deserialize, Serialize};

use super::config::one_secret;
use super::{Entry, Identities, IdentityFault};

/// The landing page that is served here, by a publisher that is made up for demonstrations.
pub const SAMPLE_LANDING_PAGE: &str = "sample";

/// A publisher, as the configuration lists it.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PublisherConfig {
    /// The id that the catalogue's offers name.
    pub publisher: PublisherId,
    /// Its domain, which it signs in to as its tenant; the id is as good.
    pub domain: String,
    /// The client id of its application.
    pub client_id: String,
    /// The secret in plain text; for demonstrations.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub secret: Option<String>,
    /// The secret's Argon2id hash.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub secret_hash: Option<String>,
    /// Where customers finish their set-up, instead of the pages that the catalogue's offers name; `sample` is a page that
    /// is served here.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub landing_page: Option<String>,
    /// Where it is told of changes; none where it looks by itself.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub webhook: Option<String>,
}

impl fmt::Debug for PublisherConfig {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PublisherConfig")
            .field("publisher", &self.publisher)
            .field("domain", &self.domain)
            .field("client_id", &self.client_id)
            .field("webhook", &self.webhook)
            .finish_non_exhaustive()
    }
}

/// Where a publisher is reached.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct PublisherSite {
    /// Where customers finish their set-up, where it is not the page of the offer.
    pub landing_page: Option<String>,
    /// Where it is told of changes.
    pub webhook: Option<String>,
}

/// A publisher that may sign in.
pub(super) struct Known {
    domain: String,
    application: Entry,
    site: PublisherSite,
}

impl Known {
    /// Its program.
    pub(super) fn application(&self) -> &Entry {
        &self.application
    }
}

/// Checks the publishers of a configuration and hashes what is plain.
pub(super) fn read(publishers: &[PublisherConfig]) -> Result<BTreeMap<PublisherId, Known>, IdentityFault> {
    let mut known: BTreeMap<PublisherId, Known> = BTreeMap::new();
    for publisher in publishers {
        let who = format!("publisher `{}`", publisher.domain);
        let domain = publisher.domain.to_ascii_lowercase();
        if domain.is_empty() || publisher.client_id.trim().is_empty() {
            return Err(IdentityFault::Unnamed { who });
        }
        let pages = [
            ("landing_page", publisher.landing_page.as_deref().filter(|page| *page != SAMPLE_LANDING_PAGE)),
            ("webhook", publisher.webhook.as_deref()),
        ];
        for (key, address) in pages.iter().filter_map(|(key, address)| Some((*key, (*address)?))) {
            if !address.starts_with("https://") && !address.starts_with("http://") {
                return Err(IdentityFault::BadAddress { who, key, address: address.to_owned() });
            }
        }
        let secret = one_secret(&who, (&publisher.secret, &publisher.secret_hash))?;
        let application = Entry {
            name: publisher.client_id.clone(),
            roles: BTreeSet::from([Role::Publisher]),
            secret: Some(secret),
            redirect_uris: Vec::new(),
        };
        let site = PublisherSite {
            landing_page: publisher.landing_page.clone(),
            webhook: publisher.webhook.clone(),
        };
        let twice = known.values().any(|other| other.domain == domain);
        let entry = Known { domain, application, site };
        if known.insert(publisher.publisher, entry).is_some() || twice {
            return Err(IdentityFault::Twice { who });
        }
    }
    Ok(known)
}

impl Identities {
    /// The publisher with this domain or id.
    #[must_use]
    pub fn publisher(&self, tenant: &str) -> Option<PublisherId> {
        let id = tenant.parse().ok();
        let domain = tenant.to_ascii_lowercase();
        let mut publishers = self.known.publishers.iter();
        let found = publishers.find(|(publisher, known)| known.domain == domain || Some(**publisher) == id);
        found.map(|(publisher, _)| *publisher)
    }

    /// What the application of a publisher proves itself with.
    pub(super) fn publisher_application(&self, publisher: PublisherId, client_id: &str) -> Option<&Entry> {
        let entry = &self.known.publishers.get(&publisher)?.application;
        entry.name.eq_ignore_ascii_case(client_id).then_some(entry)
    }

    /// Where a publisher is reached; none where it is not configured.
    #[must_use]
    pub fn publisher_site(&self, publisher: PublisherId) -> Option<&PublisherSite> {
        self.known.publishers.get(&publisher).map(|known| &known.site)
    }
}
