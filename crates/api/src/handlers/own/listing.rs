//! Everything a customer can get, and what it cannot get with every reason (CAT-01..08).

use std::collections::BTreeSet;

use seatwright_domain::account::Account;
use seatwright_domain::addon;
use seatwright_domain::availability::{Filter, Listed, listing};
use seatwright_domain::calendar::day_of;
use seatwright_domain::catalogue::{BillingKind, Category, Commerce, LimitScope, Offer};
use seatwright_domain::decision::Rows;
use seatwright_domain::money::UnitPrice;
use seatwright_domain::opening;
use seatwright_store::Want;

use crate::call::Call;
use crate::fault::{Fault, reason_json};
use crate::fields::{Takes, find_word};
use crate::handlers::seen;
use crate::handlers::subscriptions::with_subscription;
use crate::json::{Json, Object};
use crate::openapi::reason;
use crate::reply::Reply;
use crate::route::{Answered, Parameter, Route};
use crate::schema::{
    Schema, collection_of, count, currency, flag, flag_in, list as list_of, number, object, resource, text,
    words,
};
use crate::wire::offer::BILLING as PLANS;
use crate::wire::{View, attributes, collection, upgrade};
use seatwright_domain::role::Action;

const PUBLISHERS: [(&str, bool); 3] = [("microsoft", true), ("firstParty", true), ("partner", false)];
const BILLING: [(&str, BillingKind); 4] = [
    ("licence", BillingKind::Licence),
    ("license", BillingKind::Licence),
    ("metered", BillingKind::Metered),
    ("usage", BillingKind::Usage),
];
/// Their names, as documents list them.
const BILLING_WORDS: &[&str] = &["licence", "license", "metered", "usage"];
const CATEGORIES: [(&str, Category); 3] = [
    ("enterprise", Category::Enterprise),
    ("smallBusiness", Category::SmallBusiness),
    ("trial", Category::Trial),
];
const COMMERCE: [(&str, Commerce); 3] = [
    ("classic", Commerce::Classic),
    ("newCommerce", Commerce::NewCommerce),
    ("marketplace", Commerce::Marketplace),
];

/// The most items of a page.
const PAGE_MAX: u64 = 1000;

/// The operations of this file.
pub(super) fn routes() -> Vec<Route> {
    let page = || collection::offset_parameters(PAGE_MAX);
    vec![
        Route::get("/seatwright/v1/customers/{customer}/listing", Action::View, list)
            .about("Everything a customer can get, and what it cannot get with every reason")
            .query([
                Parameter::has("publisher", words(&["microsoft", "firstParty", "partner"])),
                Parameter::has("billingType", words(BILLING_WORDS)),
                Parameter::has("billing", words(BILLING_WORDS)),
                Parameter::has("category", words(&["enterprise", "smallBusiness", "trial"])),
                Parameter::has("commerce", words(&["classic", "newCommerce", "marketplace"])),
                Parameter::has("available", flag_in().about("Leaves out what cannot be bought.")),
                Parameter::has("restricted", flag_in().about("Leaves out what has no limit.")),
            ])
            .query(page())
            .answers(200, collection_of(listed_schema())),
        Route::get("/seatwright/v1/customers/{customer}/restricted-offers", Action::View, restricted)
            .about("The offers of which one customer may have a limited number")
            .query(page())
            .answers(200, collection_of(Schema::Named("SeatwrightRestrictedOffer", restricted_shape))),
        Route::get(
            "/seatwright/v1/customers/{customer}/subscriptions/{subscription}/addon-offers",
            Action::View,
            add_ons,
        )
        .about("The add-ons that fit a base subscription, each with what stands against it")
        .answers(200, collection_of(listed_schema())),
    ]
}

const fn listed_schema() -> Schema {
    Schema::Named("SeatwrightListedOffer", listed_shape)
}

fn listed_shape() -> Schema {
    let term = object()
        .needs("termDuration", text())
        .needs("billingCycle", words(PLANS))
        .has("unitPrice", number().about("Per seat and billing period, before tax."))
        .has("retailPrice", number())
        .has("currency", currency());
    resource()
        .needs("offer", text())
        .needs("catalogItemId", text())
        .needs("title", text())
        .needs("description", text())
        .needs("publisher", text())
        .needs("isFirstParty", flag())
        .needs("commerce", text())
        .needs("category", text())
        .needs("billing", text())
        .needs("isTrial", flag())
        .needs("minimumQuantity", count())
        .needs("maximumQuantity", count())
        .has("limit", count())
        .needs("isAvailable", flag())
        .needs("reasons", list_of(reason()).about("Everything that stands against it."))
        .needs("terms", list_of(term))
}

fn restricted_shape() -> Schema {
    resource()
        .needs("offer", text())
        .needs("title", text())
        .needs("limit", count())
        .needs("scope", words(&["concurrent", "lifetime"]))
}

/// The listing. `available=true` leaves out what cannot be bought, `restricted=true` what has no limit (CAT-04).
pub(crate) async fn list(call: Call) -> Answered {
    let filter = filter(&call)?;
    let loaded = call.account(Want::default()).await?;
    let rows = Rows::default();
    let context = call.context(&rows)?;
    let (only_available, only_restricted) = (call.query.flag("available")?, call.query.flag("restricted")?);
    let items = listing(&loaded.account, &context, &filter)
        .iter()
        .filter(|listed| !only_available || listed.reasons.is_empty())
        .filter(|listed| !only_restricted || listed.offer.limit.is_some())
        .map(|listed| shown(&call, &loaded.account, listed))
        .collect();
    Ok(Reply::ok(collection::offset_page(&call, items, PAGE_MAX)?))
}

/// The filters combine (CAT-02).
fn filter(call: &Call) -> Result<Filter, Fault> {
    fn word<T: Copy>(
        call: &Call,
        name: &'static str,
        words: &[(&'static str, T)],
    ) -> Result<Option<T>, Fault> {
        let takes = Takes::one_of(words.iter().map(|(word, _)| *word));
        call.query.parsed(name, takes, |text| find_word(text, words))
    }
    let commerce = word(call, "commerce", &COMMERCE)?;
    Ok(Filter {
        first_party: word(call, "publisher", &PUBLISHERS)?,
        billing: word(call, "billingType", &BILLING)?.or(word(call, "billing", &BILLING)?),
        category: word(call, "category", &CATEGORIES)?,
        commerce: commerce.into_iter().collect::<BTreeSet<_>>(),
    })
}

fn shown(call: &Call, account: &Account, listed: &Listed<'_>) -> Json {
    let (view, offer) = (call.view(), listed.offer);
    let reasons: Vec<Json> = listed.reasons.iter().map(|reason| reason_json(call.language, reason)).collect();
    let customer = &account.head.customer;
    Object::new()
        .set("offer", offer.id.to_string())
        .set("catalogItemId", upgrade::item(&view, &offer.id, customer))
        .set("title", offer.title.as_str())
        .set("description", offer.description.as_str())
        .set("publisher", offer.publisher.name.as_str())
        .set("isFirstParty", offer.publisher.first_party)
        .set("commerce", Json::of(&offer.commerce))
        .set("category", Json::of(&offer.category))
        .set("billing", Json::of(&offer.billing))
        .set("isTrial", offer.is_trial())
        .set("minimumQuantity", offer.seats_min)
        .set("maximumQuantity", offer.seats_max)
        .some("limit", offer.limit.map(|limit| limit.count))
        .set("isAvailable", reasons.is_empty())
        .set("reasons", reasons)
        .set("terms", terms(&view, offer, customer.country()))
        .set("attributes", attributes("SeatwrightListedOffer"))
        .into()
}

/// Terms and billing plans with their prices per seat and billing period, before tax.
fn terms(view: &View<'_>, offer: &Offer, country: &str) -> Json {
    let currency = view.currency(country);
    let today = day_of(view.now);
    let mut terms = Vec::new();
    for option in &offer.terms {
        for billing in &option.billing {
            let price = currency.and_then(|currency| {
                view.catalogue.prices.at(&offer.id, currency, option.term, *billing, today)
            });
            let unit = currency.and_then(|currency| {
                let plan = (option.term, *billing);
                opening::listed(view.catalogue, view.policies, offer, currency, plan, view.now)
            });
            let term = Object::new()
                .set("termDuration", option.term.code())
                .set("billingCycle", billing.code())
                .some("unitPrice", unit.map(UnitPrice::shown))
                .some("retailPrice", price.map(|price| price.retail))
                .some("currency", currency.map(|currency| currency.code().to_owned()));
            terms.push(term.into());
        }
    }
    Json::List(terms)
}

/// The offers of which one customer may have a limited number (CAT-04).
pub(crate) async fn restricted(call: Call) -> Answered {
    let loaded = call.account(Want::default()).await?;
    let customer = &loaded.account.head.customer;
    let view = call.view();
    let items = view
        .catalogue
        .offers
        .values()
        .filter(|offer| offer.segments.contains(&customer.segment) && offer.sold_in(customer.country()))
        .filter_map(|offer| offer.limit.map(|limit| (offer, limit)))
        .map(|(offer, limit)| {
            let scope = match limit.scope {
                LimitScope::Concurrent => "concurrent",
                LimitScope::Lifetime => "lifetime",
            };
            Object::new()
                .set("offer", offer.id.to_string())
                .set("title", offer.title.as_str())
                .set("limit", limit.count)
                .set("scope", scope)
                .set("attributes", attributes("SeatwrightRestrictedOffer"))
                .into()
        })
        .collect();
    Ok(Reply::ok(collection::offset_page(&call, items, PAGE_MAX)?))
}

/// The add-ons that fit a base subscription, each with what stands against it (ADD-03).
pub(crate) async fn add_ons(call: Call) -> Answered {
    let (loaded, id) = with_subscription(&call).await?;
    seen(&call, &loaded.account, id)?;
    let rows = Rows::default();
    let context = call.context(&rows)?;
    let items = addon::available_for(&loaded.account, id, &context)
        .iter()
        .map(|listed| shown(&call, &loaded.account, listed))
        .collect();
    Ok(Reply::ok(collection::collection(&call, items)))
}
