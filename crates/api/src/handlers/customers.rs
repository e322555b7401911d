//! Customers: list, read, create, and the end of a relationship.

use std::collections::BTreeMap;

use seatwright_domain::account::Account;
use seatwright_domain::command::{Command, NewCustomer};
use seatwright_domain::customer::Customer;
use seatwright_domain::decision::Decision;
use seatwright_domain::partner::Partner;
use seatwright_domain::role::{Action, Actor};
use seatwright_engine::identity::{FIRST_ADMINISTRATOR, FirstAdministrator, new_password};
use seatwright_store::{CustomerCursor, CustomerQuery, RequestKey, Want};
use uuid::Uuid;

use crate::call::{Call, missing};
use crate::fault::Fault;
use crate::fields::{Fields, Takes, Wrong};
use crate::filter::{Filter, Operator};
use crate::json::{Json, Object};
use crate::query::encode;
use crate::reply::Reply;
use crate::route::{Answered, Parameter, Route};
use crate::schema::{
    Schema, blank_or, collection_of, flag_in, noticed, object, optional, resource, text, text_in, words_in,
};
use crate::seek;
use crate::wire::{SEGMENT_WORDS, SEGMENTS, collection, customer};

use super::profiles;

/// The most customers of a page, and what a page has when the client asks for no size.
const PAGE_MAX: u64 = 500;

/// Fields that filters are about.
const FIELDS: [&str; 4] = ["CompanyName", "Domain", "IndirectReseller", "IndirectCloudSolutionProvider"];

/// The words for a relationship, at the positions that clients write as numbers.
const RELATIONSHIPS: [&str; 6] =
    ["unknown", "reseller", "advisor", "syndication", "microsoft_support", "none"];

/// The operations of this file.
pub(super) fn routes() -> Vec<Route> {
    const CUSTOMER: &str = "/v1/customers/{customer}";
    vec![
        Route::get("/v1/customers", Action::View, list)
            .about("The customers of a partner; an administrator sees its own company")
            .query(collection::seek_parameters(PAGE_MAX))
            .query([Parameter::has("filter", text())])
            .answers(200, collection_of(customer::short_schema())),
        Route::post("/v1/customers", Action::AddCustomer, create)
            .about("Opens a customer")
            .takes(Schema::Named("NewCustomer", new_customer_body))
            .answers(201, noticed(customer::created_schema())),
        Route::get("/v1/customers/relationshiprequests", Action::View, relationship_request)
            .about("The address at which a customer accepts the partner as its reseller")
            .answers(200, resource().needs("url", text()))
            .also([404]),
        Route::get(CUSTOMER, Action::View, get)
            .about("One customer with both profiles")
            .answers(200, customer::schema()),
        Route::patch(CUSTOMER, Action::EndRelationship, patch)
            .about("Ends the relationship (`relationshipToPartner: none`)")
            .takes(object().needs("relationshipToPartner", words_in(&["none", "reseller"])))
            .answers(200, noticed(customer::schema())),
    ]
}

fn new_customer_body() -> Schema {
    let company = object()
        .needs("domain", text_in(1, 253))
        .has("companyName", optional(text_in(0, 256)))
        .has("organizationRegistrationNumber", optional(text_in(0, 50)));
    object()
        .needs("companyProfile", company)
        .needs("billingProfile", profiles::body())
        .has("segment", blank_or(words_in(SEGMENT_WORDS)))
        .has("associatedPartnerId", optional(text_in(0, 50)))
        .has("allowDelegatedAccess", optional(flag_in()))
        .has("enableGDAPByDefault", optional(flag_in()))
}

/// The customers of a partner; an administrator sees its own company.
pub(crate) async fn list(call: Call) -> Answered {
    let Some(partner) = call.caller()?.partner_id() else { return own_company(&call).await };
    let mut query = CustomerQuery::of(partner);
    if let Some(filter) = Filter::of(&call, &FIELDS)? {
        apply_filter(&mut query, &filter)?;
    }
    let size = collection::size(&call, PAGE_MAX, 500)?;
    let read = |after, limit| pages(&call, CustomerQuery { after, limit, ..query.clone() });
    let page = seek::page(&call, size, read).await?;
    let items = page.items.iter().map(|found| customer::short(found, Some(partner)).into()).collect();
    Ok(Reply::ok(collection::seek_page(&call, items, &page.place)))
}

/// A page of customers: the partner's own and, where it is an indirect reseller, those for which a seller names it
/// (CHAN-106). All of them are in one order, so the pages of each are merged.
async fn pages(call: &Call, query: CustomerQuery) -> Result<(Vec<Customer>, Option<CustomerCursor>), Fault> {
    let mut queries = vec![query.clone()];
    if let (Some(number), None) = (&call.caller()?.reseller, &query.reseller) {
        let sellers = call.engine().partners().iter().filter(|seller| seller.resellers.contains_key(number));
        queries.extend(sellers.map(|seller| CustomerQuery {
            partner: seller.id,
            reseller: Some(number.clone()),
            ..query.clone()
        }));
    }
    let mut found: BTreeMap<CustomerCursor, Customer> = BTreeMap::new();
    let mut is_last = true;
    for query in &queries {
        let page = call.engine().store().customers(query).await?;
        is_last &= page.next.is_none();
        found.extend(page.items.into_iter().map(|customer| (CustomerCursor::of(&customer), customer)));
    }
    is_last &= found.len() <= query.limit;
    let taken: Vec<_> = found.into_iter().take(query.limit).collect();
    let next = taken.last().filter(|_| !is_last).map(|(cursor, _)| cursor.clone());
    Ok((taken.into_iter().map(|(_, customer)| customer).collect(), next))
}

async fn own_company(call: &Call) -> Answered {
    let Actor::Customer { customer: id, .. } = call.caller()?.actor else {
        return Err(Fault::nothing_here());
    };
    let loaded = call.engine().account(call.caller()?, id, Want::default()).await;
    let loaded = loaded.map_err(|error| call.failed(error))?;
    let item = customer::short(&loaded.account.head.customer, None).into();
    Ok(Reply::ok(collection::collection(call, vec![item])))
}

/// Narrows the question by conditions that all hold; each field has one at most.
fn apply_filter(query: &mut CustomerQuery, filter: &Filter) -> Result<(), Fault> {
    let fault = crate::filter::wrong;
    for (field, operator, value) in filter.conjunction().ok_or_else(fault)? {
        if !matches!(operator, Operator::StartsWith | Operator::Equals) {
            return Err(fault());
        }
        let place = match field {
            "CompanyName" => &mut query.company_prefix,
            "Domain" => &mut query.domain_prefix,
            "IndirectReseller" => &mut query.reseller,
            // Whoever asks is the provider.
            _ => continue,
        };
        if place.is_some() {
            return Err(fault());
        }
        *place = (!value.is_empty()).then(|| value.to_owned());
    }
    Ok(())
}

/// One customer.
pub(crate) async fn get(call: Call) -> Answered {
    let loaded = call.account(Want::default()).await?;
    let partner = call.caller()?.partner_id();
    Ok(Reply::ok(customer::full(&loaded.account.head.customer, partner, call.engine().now())))
}

/// Opens an account with its first administrator, whose password the answer tells. The kept answer does not have it, so a repeat
/// has it only for a while.
pub(crate) async fn create(call: Call) -> Answered {
    let (new, by_granular_rights) = call.read(|body| {
        let by_granular_rights = body.flag("enableGDAPByDefault");
        new_customer(body).map(|new| (new, by_granular_rights))
    })?;
    let key = call.request().map(|request| RequestKey { caller: request.caller, request: request.id });
    let at = call.origin().at;
    let shown = &call.state.shown_once;
    if let Some(first) = call.answered().await? {
        let password = key.as_ref().and_then(|key| shown.known(key, at));
        return Ok(with_password(first, password.as_deref()));
    }
    let has_administrator = call.engine().makes_first_administrator(&new.domain);
    let password = new_password().map_err(|error| call.failed(error))?;
    let password = match &key {
        Some(key) => shown.of(key, password, at),
        None => password,
    };
    let administrator = has_administrator.then(|| FirstAdministrator { password: password.clone(), at });
    let partner = call.caller()?.partner_id();
    let now = call.engine().now();
    let answer = |account: &Account, _: &Decision| {
        let credentials = has_administrator.then(|| customer::credentials(FIRST_ADMINISTRATOR));
        let shown = customer::full(&account.head.customer, partner, now)
            .some("enableGDAPByDefault", by_granular_rights)
            .some("userCredentials", credentials);
        Reply::created(shown).into()
    };
    let done = call
        .engine()
        .create_customer_with(call.caller()?, new, administrator, call.request(), answer)
        .await
        .map_err(|error| {
            key.iter().for_each(|key| shown.withdraw(key));
            call.failed(error)
        })?;
    let reply = if done.replayed { Reply::repeated(done.answer) } else { done.answer.into() };
    Ok(with_password(reply, Some(&password)))
}

/// The answer with the password in it, where it is one that has credentials.
fn with_password(mut reply: Reply, password: Option<&str>) -> Reply {
    if let (Some(password), Ok(Json::Object(mut members))) = (password, serde_json::from_slice(&reply.body))
        && let Some((_, Json::Object(credentials))) =
            members.iter_mut().find(|(name, _)| name == "userCredentials")
    {
        credentials.insert(1, ("password".to_owned(), Json::from(password)));
        reply.body = Json::Object(members).to_bytes();
    }
    reply.header("Cache-Control", "no-store")
}

fn new_customer(body: &Fields<'_>) -> Option<NewCustomer> {
    let company = body.object_needed("companyProfile");
    let domain = company.as_ref().and_then(|company| company.text_needed("domain", 253));
    let number = company.as_ref().and_then(|company| company.text("organizationRegistrationNumber", 50));
    let profile = body.object_needed("billingProfile").and_then(|profile| profiles::read(&profile));
    let segment = body.word("segment", &SEGMENTS);
    let reseller = body.text("associatedPartnerId", 50);
    let delegated = body.flag("allowDelegatedAccess").unwrap_or(true);
    let name = company.as_ref().and_then(|company| company.text("companyName", 256));
    let billing_profile = profile?;
    Some(NewCustomer {
        domain: domain?,
        company_name: name.unwrap_or_else(|| billing_profile.company_name.clone()),
        registration_number: number,
        segment: segment.unwrap_or(seatwright_domain::catalogue::Segment::Commercial),
        cloud: None,
        billing_profile,
        reseller,
        delegated,
    })
}

/// Ends the relationship with the customer: the only change that the dialect knows.
pub(crate) async fn patch(call: Call) -> Answered {
    let kinds = RELATIONSHIPS.map(|word| (word, word));
    let wanted = call.read(|body| {
        let wanted = body.word_needed("relationshipToPartner", &kinds)?;
        if !matches!(wanted, "none" | "reseller") {
            body.complain("relationshipToPartner", Wrong::Value, Takes::one_of(["none", "reseller"]));
        }
        Some(wanted)
    })?;
    let Some(partner) = call.caller()?.partner_id() else {
        return Err(missing("relationshipToPartner", Takes::Named("takes-none")));
    };
    if wanted != "none" {
        return get(call).await;
    }
    let now = call.engine().now();
    call.execute(Command::EndRelationship { partner }, |_, decision| {
        Reply::ok(customer::full(&decision.account.head.customer, Some(partner), now))
    })
    .await
}

/// The address at which a customer accepts the partner as its reseller, with or without delegated rights.
pub(crate) async fn relationship_request(call: Call) -> Answered {
    let Some(partner) = call.partner() else { return Err(Fault::nothing_here()) };
    let url = invitation(call.state.tokens.issuer(), partner, Uuid::new_v4());
    Ok(Reply::ok(
        Object::new()
            .set("url", url)
            .set("attributes", crate::wire::attributes("CustomerRelationshipRequest")),
    ))
}

fn invitation(issuer: &str, partner: &Partner, invitation: Uuid) -> String {
    format!(
        "{issuer}/admin/partners/invitation?invType=ResellerRelationship&partnerId={}&msppId={}&DAP=true&id={invitation}",
        partner.id,
        encode(&partner.mpn_id)
    )
}
