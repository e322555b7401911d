//! Promotions: what there is, and whether a customer would get one (PROMO-104).

use seatwright_domain::catalogue::Commerce;
use seatwright_domain::decision::Rows;
use seatwright_domain::ids::OfferId;
use seatwright_domain::promotion::{self, Sale};
use seatwright_domain::role::Action;
use seatwright_store::Want;

use super::lines;
use crate::call::Call;
use crate::fault::Fault;
use crate::fields::{Fields, ITEMS_MAX, Takes, find_word};
use crate::json::Json;
use crate::reply::Reply;
use crate::route::{Answered, Parameter, Route};
use crate::schema::{Schema, collection_of, list, object, text, words};
use crate::wire::promotion as shown;
use crate::wire::{SEGMENTS, collection};

/// The longest id of an item or promotion, in characters.
const ID_MAX: usize = 128;

/// The operations of this file.
pub(super) fn routes() -> Vec<Route> {
    let country = || Parameter::needs("country", text());
    let segment = words(&["commercial", "education", "government", "nonprofit"]);
    vec![
        Route::get("/v1/productpromotions", Action::View, list_all)
            .about("The promotions of a market for a segment")
            .query([Parameter::needs("segment", segment), country()])
            .answers(200, collection_of(shown::schema())),
        Route::get("/v1/productpromotions/{promotion}", Action::View, get)
            .about("One promotion")
            .query([country()])
            .answers(200, shown::schema()),
        Route::post("/v1/customers/{customer}/promotionEligibilities", Action::View, eligibilities)
            .about("Whether a customer would get promotions, with every reason why not")
            .takes(Schema::Named("PromotionEligibilitiesRequest", question_shape))
            .answers(200, collection_of(shown::eligibilities_schema())),
    ]
}

fn question_shape() -> Schema {
    use crate::schema::{optional, text_in, whole_in};
    let item = object()
        .has("id", optional(whole_in(0, 1_000_000)))
        .needs("catalogItemId", text_in(1, ID_MAX))
        .needs("quantity", whole_in(1, 1_000_000_000))
        .needs("termDuration", text_in(1, 8))
        .needs("billingCycle", text_in(1, 16))
        .has("promotionId", optional(text_in(0, ID_MAX)));
    object().needs("items", list(item))
}

/// The country of the query, which must be a market of the catalogue.
fn country(call: &Call) -> Result<String, Fault> {
    let takes = || Takes::Named("takes-country");
    let wanted = call.query.needed("country", takes())?.to_ascii_uppercase();
    let known = call.engine().catalogue().markets.contains_key(&wanted);
    if known { Ok(wanted) } else { Err(Fault::field("country", takes())) }
}

async fn list_all(call: Call) -> Answered {
    let takes = || Takes::one_of(SEGMENTS.iter().map(|(name, _)| *name));
    call.query.needed("segment", takes())?;
    let segment = call.query.parsed("segment", takes(), |text| find_word(text, &SEGMENTS))?;
    let country = country(&call)?;
    let view = call.view();
    let items = view
        .catalogue
        .promotions
        .values()
        .filter(|known| shown::is_shown(&view, known, &country))
        .filter(|known| {
            known.segments.is_empty() || segment.is_some_and(|segment| known.segments.contains(&segment))
        })
        .map(|known| shown::promotion(&view, known, &country))
        .collect();
    Ok(Reply::ok(collection::collection(&call, items)))
}

async fn get(call: Call) -> Answered {
    let country = country(&call)?;
    let view = call.view();
    let wanted = call.value("promotion");
    let found = view.catalogue.promotions.values().find(|known| known.id.eq_ignore_ascii_case(wanted));
    let found = found.filter(|known| shown::is_shown(&view, known, &country));
    let found = found.ok_or_else(Fault::nothing_here)?;
    Ok(Reply::ok(shown::promotion(&view, found, &country)))
}

/// One question of the body.
struct Question {
    id: u64,
    item: String,
    quantity: u32,
    term: seatwright_domain::calendar::Term,
    billing: seatwright_domain::calendar::BillingPlan,
    promotion: Option<String>,
}

fn question(place: u64, body: &Fields<'_>) -> Option<Question> {
    let id = body.number("id", 0, 1_000_000).unwrap_or(place);
    let item = body.text_needed("catalogItemId", ID_MAX);
    let quantity = body.quantity_needed("quantity", 1);
    let term = lines::term(body, "termDuration");
    let term = body.need("termDuration", Takes::Text(1, 8), term);
    let billing = lines::billing(body, "billingCycle");
    let billing = body.need("billingCycle", Takes::Text(1, 16), billing);
    let promotion = body.text("promotionId", ID_MAX);
    Some(Question { id, item: item?, quantity: quantity?, term: term?, billing: billing?, promotion })
}

async fn eligibilities(call: Call) -> Answered {
    let loaded = call.account(Want::default()).await?;
    let questions: Vec<Question> = call.read(|body| {
        let items = body.objects_needed("items", ITEMS_MAX);
        let read: Vec<Option<Question>> =
            (0..).zip(&items).map(|(place, item)| question(place, item)).collect();
        read.into_iter().collect()
    })?;
    let rows = Rows::default();
    let context = call.context(&rows)?;
    let view = call.view();
    let answer = |question: &Question| {
        let named = question.promotion.as_deref();
        let offer = context.catalogue.offer(&OfferId::new(&question.item));
        // Promotions of classic offers are not asked for: they have no catalogue item.
        let found: Vec<Json> = match offer.filter(|offer| offer.commerce != Commerce::Classic) {
            Some(offer) => {
                let Question { term, billing, quantity, .. } = *question;
                let sale = Sale { offer, term, billing, seats: quantity };
                let found = promotion::eligibilities(&loaded.account, sale, named, context.now, &context);
                found.iter().map(|found| shown::eligibility(&view, found)).collect()
            }
            None => vec![shown::no_such_item(&view, named)],
        };
        let asked = shown::Asked {
            id: question.id,
            item: &question.item,
            quantity: question.quantity,
            term: question.term.code(),
            billing: question.billing,
        };
        shown::eligibilities(&view, &asked, &found)
    };
    let items = questions.iter().map(answer).collect();
    Ok(Reply::ok(collection::collection(&call, items)))
}
