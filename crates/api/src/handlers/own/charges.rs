//! One charge with its derivation (promise N6).

use seatwright_domain::ids::ChargeId;
use seatwright_engine::EngineError;
use seatwright_store::Want;

use crate::call::Call;
use crate::explain::Explanation;
use crate::fault::Fault;
use crate::handlers::sees;
use crate::reply::Reply;
use crate::route::{Answered, Route};
use seatwright_domain::role::Action;

/// The operations of this file.
pub(super) fn routes() -> Vec<Route> {
    vec![
        Route::get("/seatwright/v1/charges/{charge}", Action::ReadBill, get)
            .about("One charge with its derivation, its cause and its invoice")
            .answers(200, crate::explain::schema()),
    ]
}

/// A charge of whoever sold, and of the customer; for everybody else, the reseller of record included, it is not there.
pub(crate) async fn get(call: Call) -> Answered {
    let caller = call.caller()?;
    let id: ChargeId = call.id("charge")?;
    let engine = call.engine();
    let Some(stored) = engine.store().charge(id).await? else { return Err(Fault::nothing_here()) };
    match engine.account(caller, stored.customer, Want::default()).await {
        Ok(_) if sees(caller, &stored.charge.seller) && !caller.is_reseller_on(&stored.charge.seller) => {}
        Ok(_) | Err(EngineError::UnknownCustomer) => return Err(Fault::nothing_here()),
        Err(error) => return Err(call.failed(error)),
    }
    let explanation = Explanation::of(engine, stored).await?;
    Ok(Reply::ok(explanation.to_json(&call.view())))
}
