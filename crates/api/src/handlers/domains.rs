//! Whether a domain is free.

use axum::http::StatusCode;

use crate::call::Call;
use crate::route::{Answered, Route};
use crate::router::bare;
use seatwright_domain::role::Action;

/// Where the prefixes of new tenants live.
const DEFAULT_SUFFIX: &str = "onmicrosoft.com";

/// The operations of this file.
pub(super) fn routes() -> Vec<Route> {
    vec![
        Route::head("/v1/domains/{domain}", Action::View, head)
            .about("Whether a domain is taken (200) or free (404)")
            .answers_bare(200)
            .answers_bare(404),
    ]
}

/// 200 when the domain is taken, 404 when it is free; a prefix alone means the usual suffix.
pub(crate) async fn head(call: Call) -> Answered {
    let asked = call.value("domain");
    let domain = if asked.contains('.') { asked.to_owned() } else { format!("{asked}.{DEFAULT_SUFFIX}") };
    let taken = call.engine().store().customer_by_domain(&domain).await?.is_some();
    Ok(bare(if taken { StatusCode::OK } else { StatusCode::NOT_FOUND }))
}
