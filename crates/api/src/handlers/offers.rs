//! Classic offers: of a market, and those that a customer may buy.

use seatwright_domain::availability::{Filter, listing};
use seatwright_domain::catalogue::{Commerce, Offer};
use seatwright_domain::decision::Rows;
use seatwright_domain::ids::OfferId;
use seatwright_store::Want;

use crate::call::Call;
use crate::codes::fault;
use crate::fault::Fault;
use crate::fields::Takes;
use crate::json::Json;
use crate::query::wrong;
use crate::reply::Reply;
use crate::route::{Answered, Parameter, Route};
use crate::schema::{Schema, collection_of, text, text_in};
use crate::wire::collection;
use crate::wire::offer::{self, CATEGORIES, category_id};
use seatwright_domain::role::Action;

/// The most offers of a page.
const PAGE_MAX: u64 = 1000;

/// The market that a call names, or that of the partner where it may leave it out.
///
/// # Errors
/// None is named, or there is no such market.
pub(super) fn market(call: &Call, needed: bool) -> Result<String, Fault> {
    let country = match call.query.get("country") {
        Some(country) => country.to_ascii_uppercase(),
        None if needed => call.query.needed("country", Takes::Named("takes-country"))?.to_ascii_uppercase(),
        None => call.partner().map(|partner| partner.country.clone()).unwrap_or_default(),
    };
    if call.engine().catalogue().markets.contains_key(&country) {
        Ok(country)
    } else {
        Err(wrong("country", Takes::OneOf(call.engine().catalogue().markets.keys().cloned().collect())))
    }
}

/// The operations of this file.
pub(super) fn routes() -> Vec<Route> {
    let categories_shown = || collection_of(offer::category_schema());
    let offers_shown = || collection_of(offer::schema());
    vec![
        Route::get("/v1/offercategories", Action::View, categories)
            .about("The categories of classic offers in a market")
            .query([Parameter::needs("country", country())])
            .answers(200, categories_shown()),
        Route::get("/v1/offers", Action::View, list)
            .about("The classic offers of a market")
            .query([Parameter::needs("country", country()), Parameter::has("offer_category_id", text())])
            .query(collection::offset_parameters(PAGE_MAX))
            .answers(200, offers_shown()),
        Route::get("/v1/offers/{offer}", Action::View, get)
            .about("One classic offer")
            .query([Parameter::has("country", country())])
            .answers(200, offer::schema()),
        Route::get("/v1/offers/{offer}/addons", Action::View, add_ons)
            .about("The add-ons that go with a classic offer")
            .query([Parameter::has("country", country())])
            .query(collection::offset_parameters(PAGE_MAX))
            .answers(200, offers_shown()),
        Route::get("/v1/customers/{customer}/offers", Action::View, of_customer)
            .about("The classic offers that a customer may buy")
            .query(collection::offset_parameters(PAGE_MAX))
            .answers(200, offers_shown()),
        Route::get("/v1/customers/{customer}/offercategories", Action::View, categories_of_customer)
            .about("The categories of classic offers in the customer's market")
            .answers(200, categories_shown()),
    ]
}

/// The code of a market.
pub(super) fn country() -> Schema {
    text_in(2, 2).about("ISO 3166 code of a market.")
}

/// The categories of a market.
pub(crate) async fn categories(call: Call) -> Answered {
    let country = market(&call, true)?;
    Ok(Reply::ok(collection::collection(&call, category_items(&call, &country))))
}

/// The categories for a customer.
pub(crate) async fn categories_of_customer(call: Call) -> Answered {
    let loaded = call.account(Want::default()).await?;
    let items = category_items(&call, loaded.account.head.customer.country());
    Ok(Reply::ok(collection::collection(&call, items)))
}

fn category_items(call: &Call, country: &str) -> Vec<Json> {
    let view = call.view();
    CATEGORIES.iter().map(|category| offer::category(&view, *category, country)).collect()
}

/// All classic offers of a market.
pub(crate) async fn list(call: Call) -> Answered {
    let country = market(&call, true)?;
    let category = call.query.get("offer_category_id");
    let view = call.view();
    let offers = view.catalogue.offers.values().filter(|offer| {
        offer.commerce == Commerce::Classic
            && offer.sold_in(&country)
            && category.is_none_or(|wanted| category_id(offer.category).eq_ignore_ascii_case(wanted))
    });
    let items = offers.map(|found| offer::offer(&view, found, &country)).collect();
    Ok(Reply::ok(collection::offset_page(&call, items, PAGE_MAX)?))
}

/// One classic offer.
pub(crate) async fn get(call: Call) -> Answered {
    let country = market(&call, false)?;
    let found = classic(&call, &country)?;
    Ok(Reply::ok(offer::offer(&call.view(), found, &country)))
}

/// The add-ons that go with an offer.
pub(crate) async fn add_ons(call: Call) -> Answered {
    let country = market(&call, false)?;
    let base = classic(&call, &country)?;
    let view = call.view();
    let add_ons = view.catalogue.offers.values().filter(|offer| {
        offer.sold_in(&country) && offer.addon.as_ref().is_some_and(|addon| addon.needs.contains(&base.id))
    });
    let items = add_ons.map(|found| offer::offer(&view, found, &country)).collect();
    Ok(Reply::ok(collection::offset_page(&call, items, PAGE_MAX)?))
}

/// The classic offer of the path. Ids of products are told to ask elsewhere.
fn classic<'a>(call: &'a Call, country: &str) -> Result<&'a Offer, Fault> {
    let catalogue = call.engine().catalogue();
    let id = OfferId::new(call.value("offer"));
    let is_product = id.product_and_sku().is_some()
        || catalogue
            .offers
            .keys()
            .any(|known| known.product_and_sku().is_some_and(|(product, _)| product == id.as_str()));
    if is_product {
        return Err(Fault::plain(fault::USE_PRODUCTS, "fault-use-products"));
    }
    catalogue
        .offer(&id)
        .filter(|found| found.commerce == Commerce::Classic && found.sold_in(country))
        .ok_or_else(Fault::nothing_here)
}

/// The classic offers that a customer may buy.
pub(crate) async fn of_customer(call: Call) -> Answered {
    let loaded = call.account(Want::default()).await?;
    let rows = Rows::default();
    let context = call.context(&rows)?;
    let filter = Filter { commerce: [Commerce::Classic].into(), ..Filter::default() };
    let country = loaded.account.head.customer.country();
    let view = call.view();
    let items = listing(&loaded.account, &context, &filter)
        .into_iter()
        .filter(|listed| listed.reasons.is_empty())
        .map(|listed| offer::offer(&view, listed.offer, country))
        .collect();
    Ok(Reply::ok(collection::offset_page(&call, items, PAGE_MAX)?))
}
