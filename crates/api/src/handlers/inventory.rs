//! Whether products can be bought in a market, asked for several at once.

use seatwright_domain::calendar::day_of;
use seatwright_domain::catalogue::Offer;
use seatwright_domain::role::Action;

use super::offers::market;
use crate::call::Call;
use crate::fields::ITEMS_MAX;
use crate::json::{Json, Object};
use crate::reply::Reply;
use crate::route::{Answered, Parameter, Route};
use crate::schema::{flag, list, map, object, optional, text, text_in, words};
use crate::wire::attributes;

/// The operations of this file.
pub(super) fn routes() -> Vec<Route> {
    let restriction =
        || object().needs("reasonCode", words(&["NotAvailable"])).needs("properties", map(text()));
    vec![
        Route::post("/v1/extensions/product/checkinventory", Action::View, check)
            .about("Whether products can be bought in a market")
            .query([Parameter::has("country", text())])
            .takes(
                object()
                    .needs(
                        "targetItems",
                        list(
                            object()
                                .needs("productId", text_in(1, 256))
                                .has("skuId", optional(text_in(0, 256))),
                        ),
                    )
                    .has("inventoryContext", optional(map(text()))),
            )
            .answers(
                200,
                list(
                    object()
                        .needs("productId", text())
                        .has("skuId", text())
                        .needs("isRestricted", flag())
                        .needs("restrictions", list(restriction()))
                        .needs("attributes", object().needs("objectType", text())),
                ),
            ),
    ]
}

/// Whether the wanted products, or one SKU of each, can be bought. There is no stock here: what is sold, there is enough of.
pub(crate) async fn check(call: Call) -> Answered {
    let wanted = call.read(|body| {
        body.dictionary("inventoryContext");
        let items = body.objects_needed("targetItems", ITEMS_MAX);
        let read =
            items.iter().map(|item| Some((item.text_needed("productId", 256)?, item.text("skuId", 256))));
        Some(read.collect::<Vec<_>>())
    })?;
    let country = market(&call, false)?;
    let today = day_of(call.engine().now());
    let sold = |offer: &&Offer| offer.sold_in(&country) && offer.on_sale(today);
    let items = wanted.into_iter().flatten().map(|(product, sku)| {
        let named = |offer: &&Offer| {
            let found = offer.id.product_and_sku();
            found.is_some_and(|(own, part)| {
                own.eq_ignore_ascii_case(&product)
                    && sku.as_ref().is_none_or(|sku| part.eq_ignore_ascii_case(sku))
            })
        };
        let is_restricted =
            !call.engine().catalogue().offers.values().filter(sold).any(|offer| named(&offer));
        let why = Object::new()
            .set("reasonCode", "NotAvailable")
            .set("properties", Object::new().set("country", country.as_str()));
        let restrictions: Vec<Json> = is_restricted.then(|| why.into()).into_iter().collect();
        Json::from(
            Object::new()
                .set("productId", product.as_str())
                .some("skuId", sku.as_deref())
                .set("isRestricted", is_restricted)
                .set("restrictions", restrictions)
                .set("attributes", attributes("InventoryItem")),
        )
    });
    Ok(Reply::ok(Json::List(items.collect())))
}
