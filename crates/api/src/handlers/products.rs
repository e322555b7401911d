//! Products, SKUs and availabilities, in a market and for a customer. Both kinds of address share their operations: for a
//! customer, what it cannot have is left out.

use std::collections::BTreeSet;

use seatwright_domain::account::Account;
use seatwright_domain::availability;
use seatwright_domain::catalogue::{Commerce, Offer, Segment};
use seatwright_domain::decision::Rows;
use seatwright_store::Want;

use crate::call::Call;
use crate::codes::fault;
use crate::fault::Fault;
use crate::fields::{Takes, find_word};
use crate::json::Json;
use crate::query::wrong;
use crate::reply::Reply;
use crate::route::{Answered, Parameter, Route};
use crate::schema::{collection_of, words};
use crate::wire::{SEGMENT_WORDS, SEGMENTS, collection, product};
use seatwright_domain::role::Action;

use super::offers::{country, market};

/// Views of the catalogue with what each shows; those of things that are not sold here are empty.
const VIEWS: [(&str, Option<Commerce>); 13] = [
    ("OnlineServices", Some(Commerce::NewCommerce)),
    ("MarketplaceSaaS", Some(Commerce::Marketplace)),
    ("Azure", None),
    ("AzureReservations", None),
    ("AzureReservationsVM", None),
    ("AzureReservationsSQL", None),
    ("AzureReservationsCosmosDb", None),
    ("MicrosoftAzure", None),
    ("Software", None),
    ("SoftwareSUSELinux", None),
    ("SoftwarePerpetual", None),
    ("SoftwareSubscriptions", None),
    ("SpecializedOffers", None),
];

/// The names of the views, as the document lists them.
const VIEW_WORDS: &[&str] = &[
    "OnlineServices",
    "MarketplaceSaaS",
    "Azure",
    "AzureReservations",
    "AzureReservationsVM",
    "AzureReservationsSQL",
    "AzureReservationsCosmosDb",
    "MicrosoftAzure",
    "Software",
    "SoftwareSUSELinux",
    "SoftwarePerpetual",
    "SoftwareSubscriptions",
    "SpecializedOffers",
];

/// What is browsed: the market, and the account when it is for a customer.
struct Shelf {
    country: String,
    account: Option<Account>,
    segment: Option<Segment>,
}

impl Shelf {
    async fn open(call: &Call) -> Result<Self, Fault> {
        let takes = || Takes::one_of(SEGMENTS.iter().map(|(name, _)| *name));
        let segment = call.query.parsed("targetSegment", takes(), |text| find_word(text, &SEGMENTS))?;
        if call.value("customer").is_empty() {
            return Ok(Self { country: market(call, true)?, account: None, segment });
        }
        let account = call.account(Want::default()).await?.account;
        let customer = &account.head.customer;
        let (country, own) = (customer.country().to_owned(), customer.segment);
        Ok(Self { country, account: Some(account), segment: Some(segment.unwrap_or(own)) })
    }

    fn customer(&self) -> Option<String> {
        self.account.as_ref().map(|account| account.id().to_string())
    }

    /// The segments of an offer that this shelf shows.
    fn segments(&self, offer: &Offer) -> Vec<Segment> {
        let shown = |segment: &&Segment| match self.segment {
            Some(wanted) => **segment == wanted,
            None => **segment != Segment::Nonprofit,
        };
        offer.segments.iter().filter(shown).copied().collect()
    }

    /// The offers on the shelf, base SKUs before trials.
    fn offers<'a>(&self, call: &'a Call) -> Result<Vec<&'a Offer>, Fault> {
        let rows = Rows::default();
        let context = call.context(&rows)?;
        let mut offers: Vec<&Offer> = call
            .engine()
            .catalogue()
            .offers
            .values()
            .filter(|offer| offer.commerce != Commerce::Classic && offer.sold_in(&self.country))
            .filter(|offer| !self.segments(offer).is_empty())
            .filter(|offer| {
                self.account
                    .as_ref()
                    .is_none_or(|account| availability::reasons(account, offer, &context).is_empty())
            })
            .collect();
        offers.sort_by_key(|offer| (offer.is_addon(), offer.is_trial()));
        Ok(offers)
    }

    /// The offers of the path's product.
    fn product<'a>(&self, call: &'a Call) -> Result<Vec<&'a Offer>, Fault> {
        let wanted = call.value("product").to_ascii_uppercase();
        let mut offers = self.offers(call)?;
        offers.retain(|offer| offer.id.product_and_sku().is_some_and(|(product, _)| product == wanted));
        if offers.is_empty() {
            return Err(Fault::plain(fault::NO_PRODUCT, "fault-no-product"));
        }
        Ok(offers)
    }

    /// The offer of the path's SKU.
    fn sku<'a>(&self, call: &'a Call) -> Result<&'a Offer, Fault> {
        let wanted = call.value("sku").to_ascii_uppercase();
        let mut offers = self.product(call)?.into_iter();
        offers
            .find(|offer| offer.id.product_and_sku().is_some_and(|(_, sku)| sku == wanted))
            .ok_or_else(|| Fault::plain(fault::NO_SKU, "fault-no-sku"))
    }
}

/// The operations of this file.
pub(super) fn routes() -> Vec<Route> {
    let mut all = in_market();
    all.extend(for_customer());
    all
}

fn in_market() -> Vec<Route> {
    let market =
        || [Parameter::needs("country", country()), Parameter::has("targetSegment", words(SEGMENT_WORDS))];
    vec![
        Route::get("/v1/products", Action::View, list)
            .about("The products of a view of the catalogue")
            .query([Parameter::needs("targetView", words(VIEW_WORDS))])
            .query(market())
            .answers(200, collection_of(product::schema())),
        Route::get("/v1/products/{product}", Action::View, get)
            .about("One product")
            .query(market())
            .answers(200, product::schema()),
        Route::get("/v1/products/{product}/skus", Action::View, skus)
            .about("The SKUs of a product")
            .query(market())
            .answers(200, collection_of(product::sku_schema())),
        Route::get("/v1/products/{product}/skus/{sku}", Action::View, sku)
            .about("One SKU")
            .query(market())
            .answers(200, product::sku_schema()),
        Route::get("/v1/products/{product}/skus/{sku}/availabilities", Action::View, availabilities)
            .about("The availabilities of a SKU, one for each segment")
            .query(market())
            .answers(200, collection_of(product::availability_schema())),
        Route::get(
            "/v1/products/{product}/skus/{sku}/availabilities/{availability}",
            Action::View,
            availability,
        )
        .about("One availability with its terms and what can be returned")
        .query(market())
        .answers(200, product::availability_schema()),
    ]
}

fn for_customer() -> Vec<Route> {
    let own = || [Parameter::has("targetSegment", words(SEGMENT_WORDS))];
    vec![
        Route::get("/v1/customers/{customer}/products", Action::View, list)
            .about("The products of a view of the catalogue that a customer may buy")
            .query([Parameter::needs("targetView", words(VIEW_WORDS))])
            .query(own())
            .answers(200, collection_of(product::schema())),
        Route::get("/v1/customers/{customer}/products/{product}", Action::View, get)
            .about("One product")
            .query(own())
            .answers(200, product::schema()),
        Route::get("/v1/customers/{customer}/products/{product}/skus", Action::View, skus)
            .about("The SKUs of a product")
            .query(own())
            .answers(200, collection_of(product::sku_schema())),
        Route::get("/v1/customers/{customer}/products/{product}/skus/{sku}", Action::View, sku)
            .about("One SKU")
            .query(own())
            .answers(200, product::sku_schema()),
        Route::get(
            "/v1/customers/{customer}/products/{product}/skus/{sku}/availabilities",
            Action::View,
            availabilities,
        )
        .about("The availabilities of a SKU, one for each segment")
        .query(own())
        .answers(200, collection_of(product::availability_schema())),
        Route::get(
            "/v1/customers/{customer}/products/{product}/skus/{sku}/availabilities/{availability}",
            Action::View,
            availability,
        )
        .about("One availability with its terms and what can be returned")
        .query(own())
        .answers(200, product::availability_schema()),
    ]
}

/// The products of a view.
pub(crate) async fn list(call: Call) -> Answered {
    let shelf = Shelf::open(&call).await?;
    let takes = || Takes::one_of(VIEWS.iter().map(|(name, _)| *name));
    let view = call.query.needed("targetView", takes())?;
    let commerce = find_word(view, &VIEWS).ok_or_else(|| wrong("targetView", takes()))?;
    let customer = shelf.customer();
    let mut seen = BTreeSet::new();
    let items: Vec<Json> = shelf
        .offers(&call)?
        .into_iter()
        .filter(|offer| Some(offer.commerce) == commerce)
        .filter(|offer| seen.insert(offer.id.product_and_sku().map(|(product, _)| product.to_owned())))
        .map(|offer| product::product(offer, &shelf.country, customer.as_deref()))
        .collect();
    Ok(Reply::ok(collection::collection(&call, items)))
}

/// One product.
pub(crate) async fn get(call: Call) -> Answered {
    let shelf = Shelf::open(&call).await?;
    let offers = shelf.product(&call)?;
    let first = offers.first().ok_or_else(Fault::nothing_here)?;
    Ok(Reply::ok(product::product(first, &shelf.country, shelf.customer().as_deref())))
}

/// The SKUs of a product.
pub(crate) async fn skus(call: Call) -> Answered {
    let shelf = Shelf::open(&call).await?;
    let (view, customer) = (call.view(), shelf.customer());
    let items = shelf
        .product(&call)?
        .into_iter()
        .map(|offer| product::sku(&view, offer, &shelf.country, customer.as_deref()))
        .collect();
    Ok(Reply::ok(collection::collection(&call, items)))
}

/// One SKU.
pub(crate) async fn sku(call: Call) -> Answered {
    let shelf = Shelf::open(&call).await?;
    let offer = shelf.sku(&call)?;
    Ok(Reply::ok(product::sku(&call.view(), offer, &shelf.country, shelf.customer().as_deref())))
}

/// The availabilities of a SKU: one for each segment.
pub(crate) async fn availabilities(call: Call) -> Answered {
    let shelf = Shelf::open(&call).await?;
    let offer = shelf.sku(&call)?;
    let (view, customer) = (call.view(), shelf.customer());
    let items = shelf
        .segments(offer)
        .into_iter()
        .map(|segment| product::availability(&view, offer, &shelf.country, segment, customer.as_deref()))
        .collect();
    Ok(Reply::ok(collection::collection(&call, items)))
}

/// One availability.
pub(crate) async fn availability(call: Call) -> Answered {
    let shelf = Shelf::open(&call).await?;
    let offer = shelf.sku(&call)?;
    let wanted = call.value("availability").to_ascii_uppercase();
    let segment = offer
        .segments
        .iter()
        .copied()
        .find(|segment| offer.availability_id(&shelf.country, *segment) == wanted)
        .ok_or_else(|| Fault::plain(fault::NO_AVAILABILITY, "fault-no-availability"))?;
    let shown =
        product::availability(&call.view(), offer, &shelf.country, segment, shelf.customer().as_deref());
    Ok(Reply::ok(shown))
}
