//! Products, SKUs and availabilities: how new commerce and the marketplace are browsed.

mod shape;

use seatwright_domain::calendar::Term;
use seatwright_domain::catalogue::{Commerce, Offer, Segment};
use seatwright_domain::policy::{Refund, Window};

use crate::client::Client;
use crate::json::{Json, Object};
use crate::wire::{View, attributes, link, offer, segment_code};

pub(crate) use self::shape::{availability_schema, schema, sku_schema, type_schema};

/// The product type of a commerce system.
pub(crate) const fn product_type(commerce: Commerce) -> &'static str {
    match commerce {
        Commerce::Classic => "OnlineServices",
        Commerce::NewCommerce => "OnlineServicesNCE",
        Commerce::Marketplace => "SaaS",
    }
}

/// The product type as an object.
pub(crate) fn item_type(commerce: Commerce) -> Json {
    let kind = product_type(commerce);
    Object::new().set("id", kind).set("displayName", kind).into()
}

/// Where a product is found: under the customer, or in a market.
fn base(customer: Option<&str>) -> String {
    customer.map_or_else(String::new, |customer| format!("/customers/{customer}"))
}

fn query(customer: Option<&str>, country: &str) -> String {
    if customer.is_some() { String::new() } else { format!("?country={country}") }
}

/// A product, told by the first of its SKUs.
pub(crate) fn product(offer: &Offer, country: &str, customer: Option<&str>) -> Json {
    let id = offer.id.product_and_sku().map_or(offer.id.as_str(), |(product, _)| product);
    let (base, query) = (base(customer), query(customer, country));
    let links = Object::new()
        .set("skus", link(format!("{base}/products/{id}/skus{query}")))
        .set("self", link(format!("{base}/products/{id}{query}")));
    Object::new()
        .set("id", id)
        .set("title", offer.title.as_str())
        .set("description", offer.description.as_str())
        .set("productType", item_type(offer.commerce))
        .set("isMicrosoftProduct", offer.publisher.first_party)
        .set("publisherName", offer.publisher.name.as_str())
        .set("links", Json::from(links))
        .set("attributes", attributes("Product"))
        .into()
}

/// A SKU.
pub(crate) fn sku(view: &View<'_>, offer: &Offer, country: &str, customer: Option<&str>) -> Json {
    let (product, sku) = offer.id.product_and_sku().unwrap_or((offer.id.as_str(), ""));
    let (base, query) = (base(customer), query(customer, country));
    let uri = format!("{base}/products/{product}/skus/{sku}");
    let links = Object::new()
        .set("availabilities", link(format!("{uri}/availabilities{query}")))
        .set("self", link(format!("{uri}{query}")));
    Object::new()
        .set("id", sku)
        .set("productId", product)
        .set("title", offer.title.as_str())
        .set("description", offer.description.as_str())
        .set("minimumQuantity", offer.seats_min)
        .set("maximumQuantity", offer.seats_max)
        .set("isTrial", offer.is_trial())
        .texts("supportedBillingCycles", offer::cycles(view, offer))
        .texts("purchasePrerequisites", ["MicrosoftCustomerAgreement"])
        .set("inventoryVariables", Json::List(Vec::new()))
        .set("provisioningVariables", Json::List(Vec::new()))
        .texts("actions", ["Refund"])
        .set("dynamicAttributes", dynamic(view, offer))
        .some("attestationProperties", offer::attestation(offer))
        .set("links", Json::from(links))
        .set("attributes", attributes("Sku"))
        .into()
}

/// Lists inside break the Java library's map of strings, so it gets them joined.
fn dynamic(view: &View<'_>, offer: &Offer) -> Json {
    let needs = offer.addon.as_ref().map(|addon| addon.needs.clone()).unwrap_or_default();
    let lists = |object: Object, key: &str, items: Vec<String>| {
        if view.client == Client::Java { object.set(key, items.join(",")) } else { object.set(key, items) }
    };
    let names = |ids: &[seatwright_domain::ids::OfferId]| ids.iter().map(ToString::to_string).collect();
    let object = Object::new()
        .set("isMicrosoftProduct", offer.publisher.first_party)
        .set("hasConstraints", offer.limit.is_some() || !needs.is_empty())
        .set("isAddon", offer.is_addon())
        .some("provisioningId", offer.plan.map(|plan| plan.to_string()));
    let object = lists(object, "prerequisiteSkus", names(&needs));
    lists(object, "upgradeTargetOffers", names(&offer.upgrades_to)).into()
}

/// The availability of an offer for a segment of a market.
pub(crate) fn availability(
    view: &View<'_>,
    offer: &Offer,
    country: &str,
    segment: Segment,
    customer: Option<&str>,
) -> Json {
    let (product, sku) = offer.id.product_and_sku().unwrap_or((offer.id.as_str(), ""));
    let id = offer.availability_id(country, segment);
    let (base, query) = (base(customer), query(customer, country));
    let uri = format!("{base}/products/{product}/skus/{sku}/availabilities/{id}{query}");
    let currency = view.currency(country).map(|currency| {
        Json::from(Object::new().set("code", currency.code()).set("symbol", currency.symbol()))
    });
    let terms: Vec<Json> = terms(view, offer);
    let on_sale = offer.on_sale(seatwright_domain::calendar::day_of(view.now));
    Object::new()
        .set("id", id)
        .set("productId", product)
        .set("skuId", sku)
        .set("catalogItemId", offer.catalogue_item_id(country, segment))
        .some("defaultCurrency", currency)
        .set("segment", segment_code(segment))
        .set("country", country)
        .set("isPurchasable", on_sale)
        .set("isRenewable", offer.renewable)
        .set("renewalInstructions", renewal(offer))
        .set("terms", Json::List(terms))
        .set("links", Json::from(Object::new().set("self", link(uri))))
        .set("attributes", attributes("Availability"))
        .into()
}

fn term_id(term: Term, billing: &str) -> String {
    format!("{}-{billing}", term.code().to_ascii_lowercase())
}

fn terms(view: &View<'_>, offer: &Offer) -> Vec<Json> {
    let policy = view.policies.at(view.now);
    let mut terms = Vec::new();
    for option in &offer.terms {
        for billing in &option.billing {
            let parts: &[Window] = match (offer.commerce, billing.code()) {
                (Commerce::Classic, _) => &[],
                (Commerce::NewCommerce, _) => &policy.new_commerce.cancel,
                (Commerce::Marketplace, "monthly") => &policy.marketplace.cancel_monthly,
                (Commerce::Marketplace, _) => &policy.marketplace.cancel_annual,
            };
            let refunds: Vec<Json> = parts.iter().enumerate().map(|(k, part)| refund(k, *part)).collect();
            let policies = Json::List(vec![Object::new().set("refundOptions", Json::List(refunds)).into()]);
            let description =
                format!("{} commitment for {} billing", term_words(option.term), billing.code());
            let term = Object::new()
                .set("id", term_id(option.term, billing.code()))
                .set("duration", option.term.code())
                .set("description", description)
                .set("billingCycle", view.billing(*billing))
                .set("cancellationPolicies", policies);
            terms.push(term.into());
        }
    }
    terms
}

const fn term_words(term: Term) -> &'static str {
    match term {
        Term::P1M => "One-Month",
        Term::P1Y => "One-Year",
        Term::P2Y => "Two-Year",
        Term::P3Y => "Three-Year",
        Term::P6Y => "Six-Year",
    }
}

fn refund(sequence: usize, part: Window) -> Json {
    let kind = match part.refund {
        Refund::Full => "Full",
        Refund::Prorated => "Partial",
        Refund::None => "None",
    };
    let length = if part.hours.is_multiple_of(24) {
        format!("P{}D", part.hours / 24)
    } else {
        format!("PT{}H", part.hours)
    };
    Object::new().set("sequenceId", sequence).set("type", kind).set("expiresAfter", length).into()
}

fn renewal(offer: &Offer) -> Json {
    let ids = offer
        .terms
        .iter()
        .flat_map(|option| option.billing.iter().map(|billing| term_id(option.term, billing.code())));
    let option = Object::new().set("renewToId", offer.id.to_string()).set("isAutoRenewable", offer.renewable);
    let instruction =
        Object::new().texts("applicableTermIds", ids).set("renewalOptions", Json::List(vec![option.into()]));
    Json::List(vec![instruction.into()])
}
