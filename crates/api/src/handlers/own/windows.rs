//! Every window that is open, soonest first (promise N3), and every licence conflict.

use seatwright_domain::window;
use seatwright_store::Want;

use crate::call::Call;
use crate::handlers::sees;
use crate::json::{Json, Object};
use crate::reply::Reply;
use crate::route::{Answered, Route};
use crate::schema::{Schema, collection_of, count, guid, instant, resource, text, words};
use crate::wire::subscription::refund_code;
use crate::wire::{attributes, collection};
use seatwright_domain::role::Action;

/// The operations of this file.
pub(super) fn routes() -> Vec<Route> {
    vec![
        Route::get("/seatwright/v1/customers/{customer}/windows", Action::View, list)
            .about("Every window in which something can be returned, soonest first")
            .answers(200, collection_of(Schema::Named("SeatwrightWindow", window_shape))),
        Route::get("/seatwright/v1/customers/{customer}/licence-conflicts", Action::View, conflicts)
            .about("The subscriptions with more users than licences")
            .answers(200, collection_of(Schema::Named("SeatwrightLicenceConflict", conflict_shape))),
    ]
}

fn window_shape() -> Schema {
    resource()
        .needs("kind", words(&["cancel", "seats"]))
        .needs("subscription", guid())
        .needs("friendlyName", text())
        .has("lot", count())
        .needs("seats", count())
        .has("refund", words(&["Full", "Partial"]))
        .needs("until", instant())
}

fn conflict_shape() -> Schema {
    resource()
        .needs("subscription", guid())
        .needs("friendlyName", text())
        .needs("seats", count())
        .needs("assigned", count())
        .needs("usersTooMany", count())
}

/// The windows of all subscriptions that the caller may see.
pub(crate) async fn list(call: Call) -> Answered {
    let loaded = call.account(Want::default()).await?;
    let (view, caller) = (call.view(), call.caller()?);
    let mut open = Vec::new();
    for found in loaded.account.live().filter(|found| sees(caller, &found.seller)) {
        let object = |kind: &str| {
            Object::new()
                .set("kind", kind)
                .set("subscription", found.id.to_string())
                .set("friendlyName", found.friendly_name.as_str())
        };
        for part in window::open_cancel_windows(found, view.policies, view.now) {
            let shown = object("cancel").set("seats", found.seats()).some("refund", refund_code(part.refund));
            open.push((part.until, shown));
        }
        for lot in window::refundable_seats(found, view.policies, view.now) {
            let shown = object("seats")
                .set("lot", lot.lot.0)
                .set("seats", lot.seats)
                .some("refund", refund_code(lot.refund));
            open.push((lot.until, shown));
        }
    }
    open.sort_by_key(|(until, _)| *until);
    let items: Vec<Json> = open
        .into_iter()
        .map(|(until, shown)| {
            shown.set("until", until.to_string()).set("attributes", attributes("SeatwrightWindow")).into()
        })
        .collect();
    Ok(Reply::ok(collection::collection(&call, items)))
}

/// The subscriptions with more users than licences (WHY-01, LIC-101).
pub(crate) async fn conflicts(call: Call) -> Answered {
    let loaded = call.account(Want::default()).await?;
    let caller = call.caller()?;
    let items = loaded
        .account
        .live()
        .filter(|found| sees(caller, &found.seller) && found.users_too_many() > 0)
        .map(|found| {
            Object::new()
                .set("subscription", found.id.to_string())
                .set("friendlyName", found.friendly_name.as_str())
                .set("seats", found.seats())
                .set("assigned", found.assigned)
                .set("usersTooMany", found.users_too_many())
                .set("attributes", attributes("SeatwrightLicenceConflict"))
                .into()
        })
        .collect();
    Ok(Reply::ok(collection::collection(&call, items)))
}
