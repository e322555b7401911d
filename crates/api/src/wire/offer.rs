//! Classic offers and their categories.

use std::collections::BTreeSet;

use seatwright_domain::calendar::BillingPlan;
use seatwright_domain::catalogue::{BillingKind, Category, Commerce, LimitScope, Offer};

use crate::json::{Json, Object};
use crate::schema::{Schema, count, flag, guid, list, object, resource, text, whole, words};
use crate::wire::{View, attributes, link};

/// The categories in the order of their ranks.
pub(crate) const CATEGORIES: [Category; 3] = [Category::SmallBusiness, Category::Enterprise, Category::Trial];

/// The id of a category.
pub(crate) const fn category_id(category: Category) -> &'static str {
    match category {
        Category::Enterprise => "Enterprise_Key",
        Category::SmallBusiness => "SmallBusiness_Key",
        Category::Trial => "Trial_Key",
    }
}

/// A category in a market.
pub(crate) fn category(view: &View<'_>, category: Category, country: &str) -> Json {
    let (name, rank) = match category {
        Category::SmallBusiness => ("SmallBusiness", 30),
        Category::Enterprise => ("Enterprise", 40),
        Category::Trial => ("Trial", 50),
    };
    Object::new()
        .set("id", category_id(category))
        .set("name", name)
        .set("rank", rank)
        .set("locale", view.language.code())
        .set("country", country)
        .set("attributes", attributes("OfferCategory"))
        .into()
}

/// An offer in a market.
pub(crate) fn offer(view: &View<'_>, offer: &Offer, country: &str) -> Json {
    let has_add_ons = view.catalogue.offers.values().any(|other| {
        other.sold_in(country) && other.addon.as_ref().is_some_and(|a| a.needs.contains(&offer.id))
    });
    let prerequisites = offer.addon.as_ref().map(|addon| addon.needs.clone()).unwrap_or_default();
    let converts = offer.trial.as_ref().map(|trial| trial.converts_to.clone()).unwrap_or_default();
    let (unit, limit) = match offer.limit {
        Some(limit) if limit.scope == LimitScope::Lifetime => ("LifeTime", limit.count),
        Some(limit) => ("Concurrent", limit.count),
        None => ("None", 0),
    };
    let uri = format!("/offers/{}?country={country}", offer.id);
    Object::new()
        .set("id", offer.id.to_string())
        .set("name", offer.title.as_str())
        .set("description", offer.description.as_str())
        .set("minimumQuantity", offer.seats_min)
        .set("maximumQuantity", offer.seats_max)
        .set("rank", 0)
        .set("uri", uri.as_str())
        .set("locale", view.language.code())
        .set("country", country)
        .set("category", category(view, offer.category, country))
        .set("limitUnitOfMeasure", unit)
        .set("limit", limit)
        .texts("prerequisiteOffers", prerequisites)
        .set("isAddOn", offer.is_addon())
        .set("hasAddOns", has_add_ons)
        .set("isAvailableForPurchase", offer.on_sale(seatwright_domain::calendar::day_of(view.now)))
        .set("billing", billing_kind(offer.billing))
        .texts("supportedBillingCycles", cycles(view, offer))
        .set("isAutoRenewable", offer.renewable)
        .set("isTrial", offer.is_trial())
        .set("isInternal", false)
        .texts("upgradeTargetOffers", &offer.upgrades_to)
        .texts("conversionTargetOffers", converts)
        .set("resellerQualifications", Json::List(Vec::new()))
        .set("reselleeQualifications", Json::List(Vec::new()))
        .set("salesGroupId", "1")
        .some("product", product(view, offer))
        .set("unitType", "Licenses")
        .some("attestationProperties", attestation(offer))
        .set("links", Json::from(Object::new().set("self", link(uri.as_str()))))
        .set("attributes", attributes("Offer"))
        .into()
}

/// What the customer must attest; nothing for most offers.
pub(crate) fn attestation(offer: &Offer) -> Option<Json> {
    let kind = offer.segments.first().map_or("", |segment| crate::wire::segment_code(*segment));
    let object = Object::new().set("attestationType", kind).set("enforceAttestation", true);
    offer.attestation.then(|| object.into())
}

/// The shape of what must be attested.
pub(crate) fn attestation_shape() -> Schema {
    object().needs("attestationType", text()).needs("enforceAttestation", flag())
}

fn product(view: &View<'_>, offer: &Offer) -> Option<Json> {
    let plan = view.catalogue.plan(offer.plan?)?;
    let object = Object::new()
        .set("id", plan.id.to_string().to_ascii_uppercase())
        .set("name", plan.title.as_str())
        .set("unit", "Licenses");
    Some(object.into())
}

/// How it is billed, in the words that older libraries know.
pub(crate) const fn billing_kind(kind: BillingKind) -> &'static str {
    match kind {
        BillingKind::Licence | BillingKind::Metered => "license",
        BillingKind::Usage => "usage",
    }
}

/// What is counted, in the words of each system.
pub(crate) const fn unit_type(commerce: Commerce) -> &'static str {
    match commerce {
        Commerce::Classic | Commerce::NewCommerce => "Licenses",
        Commerce::Marketplace => "License(s)",
    }
}

/// The billing plans of all terms.
pub(crate) fn cycles(view: &View<'_>, offer: &Offer) -> Vec<&'static str> {
    let plans: BTreeSet<BillingPlan> =
        offer.terms.iter().flat_map(|option| option.billing.iter().copied()).collect();
    let known: BTreeSet<&'static str> = plans.into_iter().map(|plan| view.billing(plan)).collect();
    let mut known: Vec<&'static str> = known.into_iter().collect();
    known.sort_by_key(|cycle| *cycle != "monthly");
    known
}

/// The billing plans as the wire writes them.
pub(crate) const BILLING: &[&str] = &["none", "monthly", "annual", "biennial", "triennial", "one_time"];

/// The shape of a category.
pub(crate) const fn category_schema() -> Schema {
    Schema::Named("OfferCategory", category_shape)
}

fn category_shape() -> Schema {
    resource()
        .needs("id", words(&["SmallBusiness_Key", "Enterprise_Key", "Trial_Key"]))
        .needs("name", text())
        .needs("rank", whole())
        .needs("locale", text())
        .needs("country", text())
}

/// The shape of an offer.
pub(crate) const fn schema() -> Schema {
    Schema::Named("Offer", shape)
}

fn shape() -> Schema {
    let product = object().needs("id", guid()).needs("name", text()).needs("unit", words(&["Licenses"]));
    resource()
        .needs("id", text())
        .needs("name", text())
        .needs("description", text())
        .needs("minimumQuantity", count())
        .needs("maximumQuantity", count())
        .needs("rank", whole())
        .needs("uri", text())
        .needs("locale", text())
        .needs("country", text())
        .needs("category", category_schema())
        .needs("limitUnitOfMeasure", words(&["LifeTime", "Concurrent", "None"]))
        .needs("limit", count())
        .needs("prerequisiteOffers", list(text()))
        .needs("isAddOn", flag())
        .needs("hasAddOns", flag())
        .needs("isAvailableForPurchase", flag())
        .needs("billing", words(&["license", "usage"]))
        .needs("supportedBillingCycles", list(words(BILLING)))
        .needs("isAutoRenewable", flag())
        .needs("isTrial", flag())
        .needs("isInternal", flag())
        .needs("upgradeTargetOffers", list(text()))
        .needs("conversionTargetOffers", list(text()))
        .needs("resellerQualifications", list(text()))
        .needs("reselleeQualifications", list(text()))
        .needs("salesGroupId", text())
        .has("product", product)
        .needs("unitType", words(&["Licenses"]))
        .has("attestationProperties", attestation_shape())
}
