//! Shapes of answers: one file per resource of the dialect. They are made from domain types and never the other way
//! round; what clients send is read by the handlers.

pub(crate) mod address;
pub(crate) mod agreement;
pub(crate) mod audit;
pub(crate) mod cart;
pub(crate) mod charge;
pub(crate) mod collection;
pub(crate) mod customer;
pub(crate) mod invoice;
pub(crate) mod migration;
pub(crate) mod offer;
pub(crate) mod order;
pub(crate) mod partner;
pub(crate) mod product;
pub(crate) mod promotion;
pub(crate) mod service_request;
pub(crate) mod subscription;
pub(crate) mod upgrade;
pub(crate) mod user;

use jiff::civil::Date;
use seatwright_domain::catalogue::{Catalogue, Offer, Segment};
use seatwright_domain::customer::Customer;
use seatwright_domain::money::Currency;
use seatwright_domain::partner::Partners;
use seatwright_domain::policy::Policies;

use crate::client::Client;
use crate::json::{Json, Object};
use crate::texts::Language;

/// What shapes look at beside the thing they show.
#[derive(Clone, Copy, Debug)]
pub(crate) struct View<'a> {
    /// The catalogue.
    pub(crate) catalogue: &'a Catalogue,
    /// All policy versions.
    pub(crate) policies: &'a Policies,
    /// The partners.
    pub(crate) partners: &'a Partners,
    /// The present instant.
    pub(crate) now: jiff::Timestamp,
    /// The client library that reads.
    pub(crate) client: Client,
    /// The language of the reader.
    pub(crate) language: Language,
}

/// An address without the version, in the form that links carry.
pub(crate) fn link(uri: impl Into<String>) -> Json {
    link_by("GET", uri)
}

/// The same for another method.
pub(crate) fn link_by(method: &str, uri: impl Into<String>) -> Json {
    let uri: String = uri.into();
    Object::new().set("uri", uri).set("method", method).set("headers", Json::List(Vec::new())).into()
}

/// What every resource carries.
pub(crate) fn attributes(kind: &str) -> Json {
    Object::new().set("objectType", kind).into()
}

/// The same with an etag.
pub(crate) fn attributes_with(kind: &str, etag: Option<String>) -> Json {
    Object::new().set("objectType", kind).some("etag", etag).into()
}

/// The first instant of a day.
pub(crate) fn day_start(date: Date) -> String {
    format!("{date}T00:00:00Z")
}

/// The last second of a day.
pub(crate) fn day_end(date: Date) -> String {
    format!("{date}T23:59:59Z")
}

/// The segment as the wire writes it.
pub(crate) const fn segment_code(segment: Segment) -> &'static str {
    match segment {
        Segment::Commercial => "commercial",
        Segment::Education => "education",
        Segment::Government => "government",
        Segment::Nonprofit => "nonprofit",
    }
}

/// Segments by their names.
pub(crate) const SEGMENTS: [(&str, Segment); 4] = [
    ("commercial", Segment::Commercial),
    ("education", Segment::Education),
    ("government", Segment::Government),
    ("nonprofit", Segment::Nonprofit),
];

/// The names of segments, as documents list them.
pub(crate) const SEGMENT_WORDS: &[&str] = &["commercial", "education", "government", "nonprofit"];

impl<'a> View<'a> {
    /// The currency of a country's price list.
    pub(crate) fn currency(&self, country: &str) -> Option<Currency> {
        self.catalogue.markets.get(country).map(|market| market.currency)
    }

    /// The id by which a customer's carts and orders name an offer.
    pub(crate) fn item_id(&self, offer: &Offer, customer: &Customer) -> String {
        offer.catalogue_item_id(customer.country(), customer.segment)
    }

    /// Billing plan as the client knows it: older libraries stop at one year.
    pub(crate) fn billing(&self, billing: seatwright_domain::calendar::BillingPlan) -> &'static str {
        use seatwright_domain::calendar::BillingPlan;
        match billing {
            BillingPlan::Biennial | BillingPlan::Triennial if self.client.is_dated() => "annual",
            other => other.code(),
        }
    }
}
