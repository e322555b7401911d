//! Whether a domain is free.

use axum::http::StatusCode;

use crate::call::Call;
use crate::route::Answered;
use crate::router::bare;

/// Where the prefixes of new tenants live.
const DEFAULT_SUFFIX: &str = "onmicrosoft.com";

/// 200 when the domain is taken, 404 when it is free; a prefix alone means the usual suffix.
pub(crate) async fn head(call: Call) -> Answered {
    let asked = call.value("domain");
    let domain = if asked.contains('.') { asked.to_owned() } else { format!("{asked}.{DEFAULT_SUFFIX}") };
    let taken = call.engine().store().customer_by_domain(&domain).await?.is_some();
    Ok(bare(if taken { StatusCode::OK } else { StatusCode::NOT_FOUND }))
}
