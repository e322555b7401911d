//! Where a customer stands: what it has signed, its segment, its indirect resellers, its services; and its deletion.

use axum::http::StatusCode;
use seatwright_domain::access;
use seatwright_domain::catalogue::Segment;
use seatwright_domain::command::Command;
use seatwright_domain::customer::Customer;
use seatwright_domain::decision::Rows;
use seatwright_domain::refusal::Refusals;
use seatwright_domain::role::Action;
use seatwright_domain::rule::Rule;
use seatwright_store::Want;

use super::partner_relationships::{reseller, schema as relationship_schema};
use super::sees;
use crate::call::Call;
use crate::fault::Fault;
use crate::fields::{TEXT_MAX, Takes, find_word};
use crate::json::{Json, Object};
use crate::reply::Reply;
use crate::route::{Answered, Parameter, Route};
use crate::schema::{
    collection_of, flag, instant, link as link_schema, list, map, object, optional, resource, text, text_in,
    words, words_in,
};
use crate::wire::{attributes, collection, link};

/// The operations of this file.
pub(super) fn routes() -> Vec<Route> {
    const CUSTOMER: &str = "/v1/customers/{customer}";
    const ONE: &str = "/v1/customers/{customer}/qualification";
    const ALL: &str = "/v1/customers/{customer}/qualifications";
    let qualification = || {
        resource()
            .needs("qualification", words(&["Education", "GovernmentCommunityCloud", "Nonprofit"]))
            .needs("vettingStatus", words(&["Approved"]))
            .has("vettingCreatedDate", instant())
    };
    vec![
        Route::delete(CUSTOMER, Action::EndRelationship, delete)
            .about("Deletes a customer without subscriptions, where the clock is simulated")
            .answers_bare(204),
        Route::get(
            "/v1/customers/{customer}/directSignedMicrosoftCustomerAgreementStatus",
            Action::View,
            signed,
        )
        .about("Whether the customer has accepted the customer agreement itself")
        .answers(200, resource().needs("isSigned", flag())),
        Route::get("/v1/customers/{customer}/relationships", Action::View, relationships)
            .about("The indirect resellers of a customer")
            .answers(200, collection_of(relationship_schema())),
        Route::get(ONE, Action::View, qualification_word)
            .about("The segment of a customer, as one word")
            .answers(200, words(&["none", "education", "nonprofit", "governmentcommunitycloud"])),
        Route::put(ONE, Action::EditCustomer, put_qualification)
            .about("Grants a customer a segment, named by one word")
            .query([Parameter::has("code", text().about("The validation code of a government customer."))])
            .takes(words_in(&["none", "education", "nonprofit", "governmentcommunitycloud"]))
            .answers(200, words(&["none", "education", "nonprofit", "governmentcommunitycloud"])),
        Route::get(ALL, Action::View, qualifications)
            .about("The segments that were granted to a customer")
            .answers(200, list(qualification())),
        Route::post(ALL, Action::EditCustomer, post_qualification)
            .about("Grants a customer a segment")
            .takes(
                object()
                    .needs("qualification", words_in(&["Education", "GovernmentCommunityCloud", "Nonprofit"]))
                    .has("educationSegment", optional(words_in(&["K12", "HigherEducation"])))
                    .has("website", optional(text_in(0, TEXT_MAX)))
                    .has("validationCode", optional(text_in(0, TEXT_MAX))),
            )
            .answers(201, qualification()),
        Route::get("/v1/customers/all/validations", Action::View, validation_codes)
            .about("Validation codes for government customers; this installation gives out none")
            .answers(200, list(object()))
            .also([404]),
        Route::get("/v1/customers/{customer}/validationStatus", Action::View, validation_status)
            .about("Whether the account of a customer is in order")
            .query([Parameter::needs("type", words(&["account"]))])
            .answers(
                200,
                resource()
                    .needs("type", words(&["account"]))
                    .needs("status", words(&["Active"]))
                    .needs("lastUpdateDateTime", instant()),
            ),
        Route::get("/v1/customers/{customer}/managedservices", Action::View, managed_services)
            .about("The services of a customer that the partner manages, with where to look after them")
            .answers(
                200,
                collection_of(
                    object()
                        .needs("id", text())
                        .needs("name", text())
                        .needs("groupName", text())
                        .needs("links", map(link_schema()))
                        .needs("attributes", object().needs("objectType", text())),
                ),
            ),
    ]
}

/// Deletes the customer.
pub(crate) async fn delete(call: Call) -> Answered {
    let sandbox = call.engine().clock().simulated().is_some();
    call.execute(Command::DeleteCustomer { sandbox }, |_, _| Reply::empty(StatusCode::NO_CONTENT)).await
}

/// Whether the customer has accepted the agreement itself.
pub(crate) async fn signed(call: Call) -> Answered {
    let loaded = call.account(Want::default()).await?;
    Ok(Reply::ok(
        Object::new()
            .set("isSigned", loaded.account.head.customer.signed_directly)
            .set("attributes", attributes("DirectSignedCustomerAgreementStatus")),
    ))
}

/// The indirect resellers that look after the customer for the caller.
pub(crate) async fn relationships(call: Call) -> Answered {
    let loaded = call.account(Want::default()).await?;
    let customer = &loaded.account.head.customer;
    let partners = call.engine().partners();
    let caller = call.caller()?.partner_id();
    let mut items = Vec::new();
    for (id, relationship) in &customer.relationships {
        let concerned = caller.is_none_or(|caller| caller == *id);
        if let (true, Some(partner), Some(number)) = (concerned, partners.get(*id), &relationship.reseller) {
            items.extend(reseller(&call, partner, number));
        }
    }
    Ok(Reply::ok(collection::collection(&call, items)))
}

const SEGMENTS: [(&str, Segment); 4] = [
    ("none", Segment::Commercial),
    ("education", Segment::Education),
    ("nonprofit", Segment::Nonprofit),
    ("governmentcommunitycloud", Segment::Government),
];

fn word(segment: Segment) -> &'static str {
    SEGMENTS.iter().find(|(_, known)| *known == segment).map_or("none", |(word, _)| word)
}

/// The segment as one word.
pub(crate) async fn qualification_word(call: Call) -> Answered {
    let loaded = call.account(Want::default()).await?;
    Ok(Reply::ok(word(loaded.account.head.customer.segment)))
}

/// Grants the segment that the body, one word, names.
pub(crate) async fn put_qualification(call: Call) -> Answered {
    call.account(Want::default()).await?;
    let segment = match call.json()? {
        Json::Text(text) => find_word(&text, &SEGMENTS),
        Json::Number(place) => {
            let place = place.as_u64().and_then(|place| usize::try_from(place).ok());
            place.and_then(|place| SEGMENTS.get(place)).map(|(_, segment)| *segment)
        }
        _ => None,
    };
    let takes = Takes::one_of(SEGMENTS.iter().map(|(word, _)| *word));
    let segment = segment.ok_or_else(|| Fault::field("qualification", takes))?;
    call.execute(Command::Qualify { segment }, |_, decision| {
        Reply::ok(word(decision.account.head.customer.segment))
    })
    .await
}

/// The segments by the names of the newer addresses.
const QUALIFICATIONS: [(&str, Segment); 3] = [
    ("Education", Segment::Education),
    ("GovernmentCommunityCloud", Segment::Government),
    ("Nonprofit", Segment::Nonprofit),
];

fn granted(customer: &Customer) -> Option<Json> {
    let (name, _) = QUALIFICATIONS.iter().find(|(_, segment)| *segment == customer.segment)?;
    let since = customer.qualified_at.unwrap_or(customer.created_at);
    let object = Object::new()
        .set("qualification", *name)
        .set("vettingStatus", "Approved")
        .set("vettingCreatedDate", since.to_string())
        .set("attributes", attributes("CustomerQualification"));
    Some(object.into())
}

/// What was granted.
pub(crate) async fn qualifications(call: Call) -> Answered {
    let loaded = call.account(Want::default()).await?;
    Ok(Reply::ok(Json::List(granted(&loaded.account.head.customer).into_iter().collect())))
}

/// Grants a segment.
pub(crate) async fn post_qualification(call: Call) -> Answered {
    call.account(Want::default()).await?;
    let segment = call.read(|body| {
        body.text("website", TEXT_MAX);
        body.text("validationCode", TEXT_MAX);
        body.word("educationSegment", &[("K12", ()), ("HigherEducation", ())]);
        body.word_needed("qualification", &QUALIFICATIONS)
    })?;
    call.execute(Command::Qualify { segment }, |_, decision| {
        Reply::created(granted(&decision.account.head.customer).unwrap_or(Json::Null))
    })
    .await
}

/// Nobody is given codes here.
pub(crate) async fn validation_codes(call: Call) -> Answered {
    call.partner().ok_or_else(Fault::nothing_here)?;
    Ok(Reply::ok(Json::List(Vec::new())))
}

/// Whether the account is in order; accounts are never under review here.
pub(crate) async fn validation_status(call: Call) -> Answered {
    let loaded = call.account(Want::default()).await?;
    let takes = || Takes::one_of(["account"]);
    let kind = call.query.needed("type", takes())?;
    if !kind.eq_ignore_ascii_case("account") {
        return Err(Fault::field("type", takes()));
    }
    let customer = &loaded.account.head.customer;
    Ok(Reply::ok(
        Object::new()
            .set("type", "account")
            .set("status", "Active")
            .set("lastUpdateDateTime", customer.created_at.to_string())
            .set("attributes", attributes("ValidationStatus")),
    ))
}

/// The services that the partner's subscriptions give, for whoever has delegated rights (ROLE-03).
pub(crate) async fn managed_services(call: Call) -> Answered {
    let loaded = call.account(Want::default()).await?;
    let account = &loaded.account;
    let rows = Rows::default();
    if let Some(reason) = access::delegation(account, None, Rule::Role03, &call.context(&rows)?) {
        return Err(Fault::refused(Refusals::from(reason)));
    }
    let (caller, catalogue) = (call.caller()?, call.engine().catalogue());
    let plans = account.live().filter(|found| sees(caller, &found.seller)).filter_map(|found| found.plan);
    let mut names: Vec<&String> =
        plans.filter_map(|plan| catalogue.plan(plan)).flat_map(|plan| &plan.services).collect();
    names.sort_unstable();
    names.dedup();
    let customer = account.id();
    let items = names.into_iter().filter_map(|name| catalogue.services.get(name)).map(|service| {
        let links = Object::new()
            .set("adminService", link(format!("/customers/{customer}/subscribedskus")))
            .set("serviceHealth", link("/serviceincidents/office"))
            .set("serviceTicket", link(format!("/customers/{customer}/servicerequests")));
        Json::from(
            Object::new()
                .set("id", service.id.to_string())
                .set("name", service.title.as_str())
                .set("groupName", service.family.as_deref().unwrap_or("OTHER"))
                .set("links", links)
                .set("attributes", attributes("ManagedService")),
        )
    });
    Ok(Reply::ok(collection::collection(&call, items.collect())))
}
