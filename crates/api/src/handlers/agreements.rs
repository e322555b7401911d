//! The customer agreement: its template, and the confirmations that customers accepted it (ROLE-142).

use seatwright_domain::command::{CUSTOMER_AGREEMENT_TEMPLATE, Command};
use seatwright_domain::customer::Agreement;
use seatwright_domain::role::{Action, Actor};
use seatwright_engine::identity::IdentityKind;
use seatwright_store::Want;
use uuid::Uuid;

use crate::call::Call;
use crate::fault::Fault;
use crate::fields::{Fields, Takes};
use crate::json::Json;
use crate::reply::Reply;
use crate::route::{Answered, Parameter, Route};
use crate::schema::{
    Schema, collection_of, id_in, instant_in, noticed, object, optional, resource, text, text_in, words_in,
};
use crate::wire::{agreement, collection};

/// The kinds of agreement that clients name; there is one, under all of them.
const KINDS: [(&str, ()); 3] = [
    ("MicrosoftCloudAgreement", ()),
    ("MicrosoftCustomerAgreement", ()),
    ("SeatwrightCustomerAgreement", ()),
];

/// The operations of this file.
pub(super) fn routes() -> Vec<Route> {
    const AGREEMENTS: &str = "/v1/customers/{customer}/agreements";
    vec![
        Route::get("/v1/agreements", Action::View, templates)
            .about("The templates of agreements")
            .query([Parameter::has("agreementType", text())])
            .answers(200, collection_of(agreement::template_schema())),
        Route::get("/v1/agreementtemplates/{template}/document", Action::View, document)
            .about("Where the text of an agreement is")
            .query([Parameter::has("language", text()), Parameter::has("country", text())])
            .answers(
                200,
                resource()
                    .needs("displayUri", text())
                    .needs("downloadUri", text())
                    .needs("language", text())
                    .needs("country", text()),
            ),
        Route::get(AGREEMENTS, Action::View, list)
            .about("The confirmations that the customer accepted the agreement")
            .answers(200, collection_of(agreement::schema())),
        Route::post(AGREEMENTS, Action::ConfirmAgreement, confirm)
            .about("Confirms that the customer accepted the agreement")
            .takes(Schema::Named("NewAgreement", body))
            .answers(201, noticed(agreement::schema())),
    ]
}

fn body() -> Schema {
    let contact = object()
        .needs("firstName", text_in(1, 128))
        .needs("lastName", text_in(1, 128))
        .needs("email", text_in(1, 254))
        .has("phoneNumber", optional(text_in(0, 50)));
    object()
        .needs("primaryContact", contact)
        .needs("dateAgreed", instant_in())
        .needs("templateId", id_in())
        .needs(
            "type",
            words_in(&[
                "MicrosoftCloudAgreement",
                "MicrosoftCustomerAgreement",
                "SeatwrightCustomerAgreement",
            ]),
        )
}

/// The templates.
pub(crate) async fn templates(call: Call) -> Answered {
    let kind = call.query.get("agreementType").unwrap_or("*");
    let known = kind == "*" || crate::fields::find_word(kind, &KINDS).is_some();
    let items = if known { vec![agreement::template()] } else { Vec::new() };
    Ok(Reply::ok(collection::collection(&call, items)))
}

/// Where the text of the agreement is, in a language and for a country.
pub(crate) async fn document(call: Call) -> Answered {
    let known = call.value("template").parse() == Ok(CUSTOMER_AGREEMENT_TEMPLATE);
    if !known {
        return Err(Fault::nothing_here());
    }
    let country = super::offers::market(&call, false)?;
    let language = call.query.get("language").unwrap_or(call.language.code());
    Ok(Reply::ok(agreement::document(language, &country)))
}

/// The confirmations that the caller may see.
pub(crate) async fn list(call: Call) -> Answered {
    let loaded = call.account(Want::default()).await?;
    let caller = call.caller()?;
    let items: Vec<Json> = loaded
        .account
        .head
        .customer
        .relationships
        .iter()
        .filter(|(partner, _)| match &caller.actor {
            Actor::Partner { partner: own, .. } => own == *partner,
            Actor::Publisher { .. } => false,
            Actor::Customer { .. } | Actor::System => true,
        })
        .filter_map(|(_, relationship)| relationship.agreement.as_ref().map(agreement::confirmation))
        .collect();
    Ok(Reply::ok(collection::collection(&call, items)))
}

/// Confirms that the customer accepted the agreement.
pub(crate) async fn confirm(call: Call) -> Answered {
    let identity = &call.session()?.identity;
    let user = (identity.kind != IdentityKind::Application).then(|| identity.id());
    let confirmed = call.read(|body| read(body, user))?;
    let shown = agreement::confirmation(&confirmed);
    let command = Command::ConfirmAgreement { agreement: Box::new(confirmed) };
    call.execute(command, move |_, _| Reply::created(shown.clone())).await
}

fn read(body: &Fields<'_>, user: Option<Uuid>) -> Option<Agreement> {
    let contact = body.object_needed("primaryContact");
    let part = |name: &str, max: usize| contact.as_ref().and_then(|contact| contact.text_needed(name, max));
    let (first_name, last_name) = (part("firstName", 128), part("lastName", 128));
    let email = part("email", 254);
    let phone = contact.as_ref().and_then(|contact| contact.text("phoneNumber", 50));
    let agreed_at = body.instant("dateAgreed");
    let agreed_at = body.need("dateAgreed", Takes::Instant, agreed_at);
    let template = body.id_needed("templateId");
    let kind = body.word_needed("type", &KINDS);
    kind?;
    Some(Agreement {
        template: template?,
        agreed_at: agreed_at?,
        first_name: first_name?,
        last_name: last_name?,
        email: email?,
        phone,
        user,
    })
}
