//! The catalogue: plans with their service plans, offers, upgrade paths, markets and price lists. It is data; this
//! module holds its types and the questions asked of it. Reading and checking the files is in `load` and `check`.

mod check;
mod directory;
mod embedded;
pub mod load;
pub mod market;
pub mod price;
mod price_file;
mod promotion;

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

pub use self::directory::{DirectoryRole, SupportTopic};
pub use self::embedded::FILES;
pub use self::market::{Forms, Market};
pub use self::price::{Price, PriceList};
pub use self::promotion::{Promotion, PromotionRenewal};
use crate::calendar::{BillingPlan, Term};
use crate::ids::{DirectoryRoleId, OfferId, PartnerId, PlanId, PublisherId};
use crate::partner::Cloud;

/// Everything that can be sold, and at what price. Immutable once loaded.
#[derive(Clone, Debug, Default)]
pub struct Catalogue {
    /// Service plans by name, as `EXCHANGE_S_STANDARD`.
    pub services: BTreeMap<String, ServicePlan>,
    /// Families of service plans by name, as `MAIL`.
    pub families: BTreeMap<String, Family>,
    /// Plans by directory id: what users are licensed for.
    pub plans: BTreeMap<PlanId, Plan>,
    /// Offers by id: what is sold.
    pub offers: BTreeMap<OfferId, Offer>,
    /// Markets by ISO 3166 code.
    pub markets: BTreeMap<String, Market>,
    /// Dated price lists.
    pub prices: PriceList,
    /// Promotions by id.
    pub promotions: BTreeMap<String, Promotion>,
    /// Roles of customers' directories by id.
    pub directory_roles: BTreeMap<DirectoryRoleId, DirectoryRole>,
    /// Topics of support by number.
    pub support_topics: BTreeMap<u32, SupportTopic>,
}

/// A service inside a plan.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ServicePlan {
    /// The directory's GUID.
    pub id: PlanId,
    /// The name in directories: upper case, the key of the catalogue.
    pub name: String,
    /// The name that people read.
    pub title: String,
    /// The family it is a member of, where it has one.
    #[serde(default)]
    pub family: Option<String>,
    /// Its place in the family: a higher rank includes every lower one (UPG-103).
    #[serde(default)]
    pub rank: u32,
    /// Names of service plans of other families that it contains, as the archive in the larger mailbox.
    #[serde(default)]
    pub includes: Vec<String>,
}

/// A family orders the service plans of one kind (UPG-103).
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Family {
    /// `MAIL`, `FILES`, …
    pub name: String,
    /// Whether users keep data in it; only then does SELF-05 guard it.
    pub holds_data: bool,
    /// What would be lost, in words for people: "mailboxes".
    #[serde(default)]
    pub data: String,
}

/// What a user is licensed for: a set of service plans under one directory id.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Plan {
    /// The directory id (the wire's `productSku.id`).
    pub id: PlanId,
    /// The provisioning string, as `O365_BUSINESS_ESSENTIALS`.
    pub part_number: String,
    /// The name that people read.
    pub title: String,
    /// Names of the service plans inside.
    pub services: Vec<String>,
    /// Whether seats are given to users; storage and the like are not.
    #[serde(default = "yes")]
    pub assignable: bool,
}

fn yes() -> bool {
    true
}

/// The commerce system an offer belongs to; its rules differ in almost everything.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Commerce {
    /// Traditional licence-based.
    Classic,
    /// New commerce.
    NewCommerce,
    /// SaaS of a third-party publisher.
    Marketplace,
}

/// The segments that decide what is listed (CAT-03).
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Segment {
    /// Companies.
    Commercial,
    /// Schools and universities.
    Education,
    /// Government.
    Government,
    /// Non-profit organisations.
    Nonprofit,
}

/// The filter "category" of the listing (CAT-02). Trials have their own.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Category {
    /// Enterprise plans.
    Enterprise,
    /// Small-business plans.
    SmallBusiness,
    /// Trials.
    Trial,
}

/// How consumption is counted (CAT-02, CAT-07).
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum BillingKind {
    /// By licence.
    Licence,
    /// A fixed fee with metered extras.
    Metered,
    /// By use only.
    Usage,
}

/// One offer.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Offer {
    /// A classic GUID or `PRODUCT:SKU`.
    pub id: OfferId,
    /// The name on lists and invoices.
    pub title: String,
    /// One or two sentences.
    #[serde(default)]
    pub description: String,
    /// The commerce system.
    pub commerce: Commerce,
    /// Who publishes it.
    pub publisher: Publisher,
    /// The plan that its seats license. Marketplace offers have none: their licences are the publisher's (LIC-109).
    #[serde(default)]
    pub plan: Option<PlanId>,
    /// The category of the listing.
    pub category: Category,
    /// How it is billed.
    pub billing: BillingKind,
    /// The segments that may have it.
    pub segments: BTreeSet<Segment>,
    /// The only markets it is sold in; empty means every market of the catalogue.
    #[serde(default)]
    pub only_markets: BTreeSet<String>,
    /// Markets it is not sold in.
    #[serde(default)]
    pub except_markets: BTreeSet<String>,
    /// The clouds it exists in (ROLE-04).
    #[serde(default = "public_cloud")]
    pub clouds: BTreeSet<Cloud>,
    /// The fewest seats of one subscription.
    #[serde(default = "one")]
    pub seats_min: u32,
    /// The most seats of one subscription.
    #[serde(default = "many")]
    pub seats_max: u32,
    /// The most seats over all of a customer's subscriptions of this product (NCE-110).
    #[serde(default)]
    pub seats_pooled_max: Option<u32>,
    /// How many subscriptions a customer may have (CAT-04).
    #[serde(default)]
    pub limit: Option<Limit>,
    /// Commitments on sale with the billing plans of each.
    pub terms: Vec<TermOption>,
    /// Set on trials.
    #[serde(default)]
    pub trial: Option<Trial>,
    /// Set on add-ons.
    #[serde(default)]
    pub addon: Option<AddOn>,
    /// Where a classic, partner-side or new-commerce upgrade may go (UPG-01, UPG-109).
    #[serde(default)]
    pub upgrades_to: Vec<OfferId>,
    /// The new-commerce offers that a classic one migrates to (MIG-102). Markets and segments choose among them; a customer
    /// that could have two cannot migrate by itself.
    #[serde(default)]
    pub migrates_to: Vec<OfferId>,
    /// Lower offers a scheduled change may go to (REN-02).
    #[serde(default)]
    pub downgrades_to: Vec<OfferId>,
    /// Whether it renews at the end of its term.
    #[serde(default = "yes")]
    pub renewable: bool,
    /// No new purchase and no change to it from this day (LIFE-109, NCE-506).
    #[serde(default)]
    pub end_of_sale: Option<Date>,
    /// An attestation is needed before checkout (NCE-116).
    #[serde(default)]
    pub attestation: bool,
    /// What decides about a marketplace offer's availability (CAT-06, CAT-07).
    #[serde(default)]
    pub marketplace: Option<Marketplace>,
}

fn public_cloud() -> BTreeSet<Cloud> {
    BTreeSet::from([Cloud::Public])
}
fn one() -> u32 {
    1
}
fn many() -> u32 {
    10_000_000
}

/// Who publishes an offer.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Publisher {
    /// The name.
    pub name: String,
    /// Whether it is the first party of the catalogue; the listing filters by it (CAT-02).
    #[serde(default)]
    pub first_party: bool,
    /// The tenant that it signs in to, on marketplace offers. Without one its side of what is sold is not kept (MKT-109).
    #[serde(default)]
    pub id: Option<PublisherId>,
}

/// The most subscriptions of an offer that one customer may have.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Limit {
    /// How many.
    pub count: u32,
    /// Counted how.
    pub scope: LimitScope,
}

/// How a limit counts.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LimitScope {
    /// At the same time: active, suspended and not yet deprovisioned ones (NCE-111).
    Concurrent,
    /// Ever: trials.
    Lifetime,
}

/// A term with the billing plans it can be paid by.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TermOption {
    /// The term.
    pub term: Term,
    /// The plans, the usual one first.
    pub billing: Vec<BillingPlan>,
}

/// What makes an offer a trial, or gives it one.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Trial {
    /// Length in days.
    pub days: u32,
    /// Set where the trial always has this number of seats (TRIAL-101, TRIAL-201).
    #[serde(default)]
    pub seats: Option<u32>,
    /// The paid offers it can become, the default first; empty where there is no counterpart (TRIAL-104). A
    /// marketplace offer with a trial of its own names none: it becomes itself.
    #[serde(default)]
    pub converts_to: Vec<OfferId>,
}

/// What makes an offer an add-on.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AddOn {
    /// Offers of which the customer must own one (ADD-03).
    pub needs: Vec<OfferId>,
}

/// The publisher's choices for a marketplace offer.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Marketplace {
    /// What it is; only SaaS can be bought here.
    pub form: Form,
    /// Whether the publisher lets resellers sell it.
    #[serde(default = "yes")]
    pub in_reseller_programme: bool,
    /// Where not empty, the only partners that may sell it; others see it (MKT-102).
    #[serde(default)]
    pub exclusive_to: BTreeSet<PartnerId>,
    /// The page on which the customer's set-up is finished (BUY-05).
    pub landing_page: String,
}

/// What a marketplace offer is.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Form {
    /// Software as a service.
    Saas,
    /// A container.
    Container,
    /// A virtual machine.
    VirtualMachine,
    /// An application that runs in the customer's cloud subscription.
    ManagedApplication,
}

impl Offer {
    /// Whether it is sold in the market at all.
    #[must_use]
    pub fn sold_in(&self, country: &str) -> bool {
        (self.only_markets.is_empty() || self.only_markets.contains(country))
            && !self.except_markets.contains(country)
    }

    /// Whether it is an add-on.
    #[must_use]
    pub fn is_addon(&self) -> bool {
        self.addon.is_some()
    }

    /// Whether buying it buys a trial of something else; a marketplace offer that starts with a trial is not one.
    #[must_use]
    pub fn is_trial(&self) -> bool {
        self.trial.is_some() && self.category == Category::Trial
    }

    /// The billing plans of a term; empty when the offer has no such term.
    #[must_use]
    pub fn billing_plans(&self, term: Term) -> &[BillingPlan] {
        self.terms.iter().find(|option| option.term == term).map_or(&[], |option| option.billing.as_slice())
    }

    /// Whether it can still be bought, or changed to, on a day.
    #[must_use]
    pub fn on_sale(&self, on: Date) -> bool {
        self.end_of_sale.is_none_or(|end| on < end)
    }

    /// The wire's catalogue item: `PRODUCT:SKU:AVAILABILITY` for a market and segment, or the classic offer id.
    #[must_use]
    pub fn catalogue_item_id(&self, country: &str, segment: Segment) -> String {
        match self.id.product_and_sku() {
            Some(_) => format!("{}:{}", self.id, self.availability_id(country, segment)),
            None => self.id.to_string(),
        }
    }

    /// The availability of a market and segment: twelve characters that follow from them and the offer.
    #[must_use]
    pub fn availability_id(&self, country: &str, segment: Segment) -> String {
        const DIGITS: &[u8; 32] = b"0123456789ABCDEFGHJKLMNPQRSTVWXZ";
        let mut hash = 0xCBF2_9CE4_8422_2325_u64;
        for byte in self.id.as_str().bytes().chain([b'/']).chain(country.bytes()).chain([b'/', segment as u8])
        {
            hash = (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01B3);
        }
        let tail: String =
            (0..7).map(|k| char::from(DIGITS[((hash >> (k * 5 + 20)) & 31) as usize])).collect();
        format!("DZH31{tail}")
    }
}

impl Catalogue {
    /// The offer with this id.
    #[must_use]
    pub fn offer(&self, id: &OfferId) -> Option<&Offer> {
        self.offers.get(id)
    }

    /// The offers of one product, in order of their SKUs: what a marketplace subscription can change its plan between.
    pub fn offers_of_product<'a>(&'a self, product: &'a str) -> impl Iterator<Item = &'a Offer> {
        self.offers
            .values()
            .filter(move |offer| offer.id.product_and_sku().is_some_and(|(found, _)| found == product))
    }

    /// The publishers of marketplace offers that have a side of their own, by id with their names.
    #[must_use]
    pub fn publishers(&self) -> BTreeMap<PublisherId, &str> {
        let publishers = self.offers.values().map(|offer| &offer.publisher);
        publishers.filter_map(|publisher| Some((publisher.id?, publisher.name.as_str()))).collect()
    }

    /// The plan with this directory id.
    #[must_use]
    pub fn plan(&self, id: PlanId) -> Option<&Plan> {
        self.plans.get(&id)
    }

    /// The plan that an offer licenses.
    #[must_use]
    pub fn plan_of(&self, offer: &OfferId) -> Option<&Plan> {
        self.plans.get(&self.offer(offer)?.plan?)
    }

    /// The highest member that a plan has of each family.
    #[must_use]
    pub fn families_of(&self, plan: &Plan) -> BTreeMap<&str, &ServicePlan> {
        let mut highest: BTreeMap<&str, &ServicePlan> = BTreeMap::new();
        for service in self.contained(plan) {
            let Some(family) = service.family.as_deref() else { continue };
            let place = highest.entry(family).or_insert(service);
            if place.rank < service.rank {
                *place = service;
            }
        }
        highest
    }

    /// The service plans of a plan, and those that these contain.
    fn contained<'a>(&'a self, plan: &Plan) -> impl Iterator<Item = &'a ServicePlan> {
        plan.services.iter().filter_map(|name| self.services.get(name)).flat_map(|service| {
            let included = service.includes.iter().filter_map(|name| self.services.get(name));
            std::iter::once(service).chain(included)
        })
    }

    /// The data-holding families in which `target` has less than `source` (SELF-05, WHY-09).
    #[must_use]
    pub fn data_lost(&self, source: &Plan, target: &Plan) -> Vec<&Family> {
        let has = self.families_of(target);
        self.families_of(source)
            .into_iter()
            .filter(|(family, service)| has.get(family).is_none_or(|kept| kept.rank < service.rank))
            .filter_map(|(family, _)| self.families.get(family))
            .filter(|family| family.holds_data)
            .collect()
    }

    /// The family members that `target` has and `source` has not: the "additional services" of UPG-05.
    #[must_use]
    pub fn services_added<'a>(&'a self, source: &Plan, target: &'a Plan) -> Vec<&'a ServicePlan> {
        let owned: BTreeSet<&str> = self.contained(source).map(|service| service.name.as_str()).collect();
        target
            .services
            .iter()
            .filter_map(|name| self.services.get(name))
            .filter(|service| service.family.is_some() && !owned.contains(service.name.as_str()))
            .collect()
    }
}
