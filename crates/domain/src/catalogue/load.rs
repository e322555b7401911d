//! Reading the catalogue's files. Any file may hold entries of any kind; the files are one catalogue together.

use std::collections::BTreeMap;

use serde::de::DeserializeOwned;

use super::check;
use super::price_file::Block;
use super::{
    Catalogue, DirectoryRole, Family, Market, Offer, Plan, PriceList, Promotion, ServicePlan, SupportTopic,
};
use crate::document::{Document, Entry};
use crate::fault::Fault;

/// Something that was read, with the entry it was read from.
pub(super) struct Loaded<'t, T> {
    pub(super) value: T,
    pub(super) entry: Entry<'t>,
}

/// All entries of one kind.
pub(super) struct Kind<'t, T> {
    /// Those that could be read.
    pub(super) read: Vec<Loaded<'t, T>>,
    /// The names of all, also of those that could not be read: what refers to one of these is not at fault.
    pub(super) names: Vec<String>,
}

/// Everything that stands in the files, before it is known to fit together.
pub(super) struct Sources<'t> {
    pub(super) families: Kind<'t, Family>,
    pub(super) services: Kind<'t, ServicePlan>,
    pub(super) plans: Kind<'t, Plan>,
    pub(super) markets: Kind<'t, Market>,
    pub(super) offers: Kind<'t, Offer>,
    pub(super) blocks: Kind<'t, Block>,
    pub(super) promotions: Kind<'t, Promotion>,
    pub(super) directory_roles: Kind<'t, DirectoryRole>,
    pub(super) support_topics: Kind<'t, SupportTopic>,
    /// Whether some file could not be understood as TOML, so that references may lead into it.
    pub(super) incomplete: bool,
}

const KINDS: [&str; 9] =
    ["family", "service", "plan", "market", "offer", "price", "promotion", "directory_role", "support_topic"];

impl Catalogue {
    /// Reads a catalogue from its files, given as names and texts.
    ///
    /// # Errors
    /// Every fault of every file, in order of file and line: TOML that is not well-formed, unknown keys, wrong values,
    /// references to nothing, contradictions and missing prices.
    pub fn parse(files: &[(&str, &str)]) -> Result<Self, Vec<Fault>> {
        let mut faults = Vec::new();
        let sources = Sources::read(files, &mut faults);
        let prices = check::all(&sources, &mut faults);
        if !faults.is_empty() {
            faults.sort();
            faults.dedup();
            return Err(faults);
        }
        Ok(sources.into_catalogue(prices))
    }
}

impl<'t> Sources<'t> {
    fn read(files: &[(&'t str, &'t str)], faults: &mut Vec<Fault>) -> Self {
        let mut by_kind: BTreeMap<&str, Vec<(Entry<'t>, bool)>> = BTreeMap::new();
        let mut incomplete = false;
        for (name, text) in files {
            let document = Document::parse(name, text, faults);
            let broken = document.broken;
            incomplete |= broken;
            for (kind, entry) in document.into_entries(&KINDS, faults) {
                by_kind.entry(kind).or_default().push((entry, broken));
            }
        }
        let mut take = |kind: &str| by_kind.remove(kind).unwrap_or_default();
        let (families, services, plans) = (take("family"), take("service"), take("plan"));
        let (markets, offers, blocks) = (take("market"), take("offer"), take("price"));
        let promotions = take("promotion");
        let (roles, topics) = (take("directory_role"), take("support_topic"));
        Self {
            families: Kind::read(families, "name", &["name", "holds_data"], faults),
            services: Kind::read(services, "name", &["id", "name", "title"], faults),
            plans: Kind::read(plans, "id", &["id", "part_number", "title", "services"], faults),
            markets: Kind::read(markets, "country", &["country", "title", "currency", "region"], faults),
            offers: Kind::read(offers, "id", &OFFER_KEYS, faults),
            blocks: Kind::read(blocks, "offer", &["offer", "term", "billing", "retail"], faults),
            promotions: Kind::read(promotions, "id", &["id", "title", "percent", "offers", "from"], faults),
            directory_roles: Kind::read(roles, "id", &["id", "name", "members_max"], faults),
            support_topics: Kind::read(topics, "name", &["id", "name", "description"], faults),
            incomplete,
        }
    }

    fn into_catalogue(self, prices: PriceList) -> Catalogue {
        fn by<T, K: Ord>(kind: Kind<'_, T>, key: impl Fn(&T) -> K) -> BTreeMap<K, T> {
            kind.read.into_iter().map(|loaded| (key(&loaded.value), loaded.value)).collect()
        }
        Catalogue {
            services: by(self.services, |service| service.name.clone()),
            families: by(self.families, |family| family.name.clone()),
            plans: by(self.plans, |plan| plan.id),
            offers: by(self.offers, |offer| offer.id.clone()),
            markets: by(self.markets, |market| market.country.clone()),
            prices,
            promotions: by(self.promotions, |promotion| promotion.id.clone()),
            directory_roles: by(self.directory_roles, |role| role.id),
            support_topics: by(self.support_topics, |topic| topic.id),
        }
    }
}

const OFFER_KEYS: [&str; 8] =
    ["id", "title", "commerce", "publisher", "category", "billing", "segments", "terms"];

impl<'t, T: DeserializeOwned> Kind<'t, T> {
    /// Reads entries of a broken file too, for their names, but tells nothing of them: what is wrong with them may only
    /// be that a part is lost.
    fn read(entries: Vec<(Entry<'t>, bool)>, name: &str, required: &[&str], faults: &mut Vec<Fault>) -> Self {
        let names = entries.iter().filter_map(|(entry, _)| entry.text_of(name)).map(str::to_owned).collect();
        let read = entries
            .into_iter()
            .filter(|(_, broken)| !broken)
            .filter_map(|(entry, _)| {
                let value = entry.read(required, faults)?;
                Some(Loaded { value, entry })
            })
            .collect();
        Self { read, names }
    }
}

impl<T> Kind<'_, T> {
    /// Whether something has this name, in any case.
    pub(super) fn has(&self, name: &str) -> bool {
        self.names.iter().any(|known| known.eq_ignore_ascii_case(name))
    }
}
