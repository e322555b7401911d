//! How countries write addresses, and whether one is written so.

use seatwright_domain::address::{self, Verdict};
use seatwright_domain::role::Action;

use super::profiles;
use crate::call::Call;
use crate::client::Client;
use crate::fault::Fault;
use crate::json::Json;
use crate::reply::Reply;
use crate::route::{Answered, Route};
use crate::schema::{any_of, flag};
use crate::wire::address as wire;

/// The operations of this file.
pub(super) fn routes() -> Vec<Route> {
    vec![
        Route::post("/v1/validations/address", Action::View, validate)
            .about("Whether an address is written as its country writes addresses; older clients read a flag alone")
            .takes(wire::input())
            .answers(200, any_of(vec![wire::review_schema(), flag()])),
        Route::get("/v1/countryvalidationrules/{country}", Action::View, country)
            .about("How a country writes addresses, telephone and tax numbers")
            .answers(200, wire::country_schema()),
    ]
}

/// Looks at an address. Two client libraries read nothing but whether it is good.
pub(crate) async fn validate(call: Call) -> Answered {
    let sent = call.read(profiles::address)?;
    let review = address::review(&sent, call.engine().catalogue());
    Ok(match call.client() {
        Client::Java | Client::PowerShell => Reply::ok(Json::Bool(review.verdict != Verdict::DoesNotFit)),
        Client::Other => Reply::ok(wire::review(&sent, &review)),
    })
}

/// The forms of a country.
pub(crate) async fn country(call: Call) -> Answered {
    let wanted = call.value("country").to_ascii_uppercase();
    let market = call.engine().catalogue().markets.get(&wanted).ok_or_else(Fault::nothing_here)?;
    Ok(Reply::ok(wire::country(market)))
}
