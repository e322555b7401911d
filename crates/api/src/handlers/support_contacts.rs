//! Whom the users of a subscription ask for help.

use seatwright_domain::command::Command;
use seatwright_domain::ids::SubscriptionId;
use seatwright_domain::role::Action;
use seatwright_domain::subscription::SupportContact;
use seatwright_domain::support_contact;

use super::seen;
use super::subscriptions::with_subscription;
use crate::call::Call;
use crate::fault::Fault;
use crate::json::{Json, Object};
use crate::reply::Reply;
use crate::route::{Answered, Route};
use crate::schema::{Schema, guid, id_in, object, resource, text, text_in};
use crate::wire::{attributes, link};

/// The operations of this file.
pub(super) fn routes() -> Vec<Route> {
    const PATH: &str = "/v1/customers/{customer}/subscriptions/{subscription}/supportcontact";
    vec![
        Route::get(PATH, Action::View, get)
            .about("The partner that helps with a subscription")
            .answers(200, schema()),
        Route::put(PATH, Action::ChangeSubscription, put)
            .about("Names the partner that helps with a subscription")
            .takes(
                object()
                    .needs("supportTenantId", id_in())
                    .needs("supportMpnId", text_in(1, 50))
                    .needs("name", text_in(1, 256)),
            )
            .answers(200, schema()),
    ]
}

fn schema() -> Schema {
    resource().needs("supportTenantId", guid()).needs("supportMpnId", text()).needs("name", text())
}

fn shown(call: &Call, id: SubscriptionId, contact: &SupportContact) -> Json {
    let uri = format!("/customers/{}/subscriptions/{id}/supportcontact", call.value("customer"));
    Object::new()
        .set("supportTenantId", contact.tenant.to_string())
        .set("supportMpnId", contact.mpn_id.as_str())
        .set("name", contact.name.as_str())
        .set("links", Object::new().set("self", link(uri)))
        .set("attributes", attributes("SupportContact"))
        .into()
}

/// The partner that helps; nobody does where the customer bought it itself.
pub(crate) async fn get(call: Call) -> Answered {
    let (loaded, id) = with_subscription(&call).await?;
    let found = seen(&call, &loaded.account, id)?;
    let contact = support_contact::of(found, call.engine().partners()).ok_or_else(Fault::nothing_here)?;
    Ok(Reply::ok(shown(&call, id, &contact)))
}

/// Names the partner that helps.
pub(crate) async fn put(call: Call) -> Answered {
    let (loaded, id) = with_subscription(&call).await?;
    seen(&call, &loaded.account, id)?;
    let contact = call.read(|body| {
        let tenant = body.id_needed("supportTenantId");
        let mpn_id = body.text_needed("supportMpnId", 50);
        let name = body.text_needed("name", 256);
        Some(SupportContact { tenant: tenant?, mpn_id: mpn_id?, name: name? })
    })?;
    let answer = shown(&call, id, &contact);
    let command = Command::SetSupportContact { subscription: id, contact };
    call.execute(command, move |_, _| Reply::ok(answer.clone())).await
}
