//! The company and billing profiles of a customer.

use seatwright_domain::command::Command;
use seatwright_domain::customer::{Address, BillingProfile};
use seatwright_domain::refusal::{Code, Reason, Remedy, Subject, Who};
use seatwright_domain::rule::Rule;
use seatwright_store::Want;
use uuid::Uuid;

use crate::call::Call;
use crate::fault::Fault;
use crate::fields::{Fields, TEXT_MAX};
use crate::reply::Reply;
use crate::route::{Answered, Route};
use crate::schema::{Schema, noticed, object, optional, text_in};
use crate::wire::customer;
use seatwright_domain::role::Action;

/// The operations of this file.
pub(super) fn routes() -> Vec<Route> {
    const BILLING: &str = "/v1/customers/{customer}/profiles/billing";
    vec![
        Route::get("/v1/customers/{customer}/profiles/company", Action::View, company)
            .about("The company profile")
            .answers(200, customer::company_with_address_schema()),
        Route::get(BILLING, Action::View, billing)
            .about("The billing profile with its etag")
            .answers(200, customer::billing_schema()),
        Route::put(BILLING, Action::EditCustomer, put_billing)
            .about("Replaces the billing profile; the etag must be that of the one that was read")
            .takes(body().has("attributes", optional(object().has("etag", optional(text_in(0, 256))))))
            .answers(200, noticed(customer::billing_schema())),
    ]
}

/// The shape of a billing profile that is sent.
pub(super) const fn body() -> Schema {
    Schema::Named("BillingProfile", body_shape)
}

fn body_shape() -> Schema {
    object()
        .needs("email", text_in(1, 254))
        .needs("culture", text_in(1, 20))
        .needs("language", text_in(1, 20))
        .needs("companyName", text_in(1, 256))
        .needs("defaultAddress", address_body())
        .has("firstName", optional(text_in(0, 128)))
        .has("lastName", optional(text_in(0, 128)))
}

/// The shape of an address that is sent.
pub(super) const fn address_body() -> Schema {
    Schema::Named("Address", address_shape)
}

fn address_shape() -> Schema {
    object()
        .needs("country", text_in(1, 2).about("ISO 3166 code."))
        .needs("city", text_in(1, 128))
        .needs("addressLine1", text_in(1, 256))
        .has("addressLine2", optional(text_in(0, 256)))
        .has("postalCode", optional(text_in(0, 20)))
        .has("region", optional(text_in(0, 128)))
        .has("state", optional(text_in(0, 128)))
        .has("firstName", optional(text_in(0, 128)))
        .has("lastName", optional(text_in(0, 128)))
        .has("phoneNumber", optional(text_in(0, 50)))
}

/// The company profile.
pub(crate) async fn company(call: Call) -> Answered {
    let loaded = call.account(Want::default()).await?;
    Ok(Reply::ok(customer::company_with_address(&loaded.account.head.customer)))
}

/// The billing profile.
pub(crate) async fn billing(call: Call) -> Answered {
    let loaded = call.account(Want::default()).await?;
    Ok(Reply::ok(customer::billing(&loaded.account.head.customer)))
}

/// Replaces the billing profile; the etag of the one that was read must come with it.
pub(crate) async fn put_billing(call: Call) -> Answered {
    let (profile, etag) = call.read(|body| {
        let profile = read(body);
        let etag = body.object("attributes").and_then(|attributes| attributes.text("etag", TEXT_MAX));
        Some((profile?, etag))
    })?;
    let mut revision = None;
    for etag in etag.iter().chain(&if_match(&call)) {
        let named = bare_etag(etag).parse().map_err(|_| stale(&call))?;
        // Of two that differ, one at least is stale.
        if revision.replace(named).is_some_and(|other| other != named) {
            return Err(stale(&call));
        }
    }
    let command = Command::ChangeBillingProfile { profile: Box::new(profile), revision };
    call.execute(command, |_, decision| Reply::ok(customer::billing(&decision.account.head.customer))).await
}

/// The etag of `If-Match`.
pub(super) fn if_match(call: &Call) -> Option<String> {
    let bare = bare_etag(call.headers.get("if-match")?.to_str().ok()?);
    (!bare.is_empty() && bare != "*").then(|| bare.to_owned())
}

/// An etag without quotes and without the mark of a weak one.
pub(super) fn bare_etag(text: &str) -> &str {
    let text = text.trim();
    text.strip_prefix("W/").unwrap_or(text).trim_matches('"')
}

/// Somebody else was faster.
pub(super) fn stale(call: &Call) -> Fault {
    let subject = call
        .subscription()
        .map_or_else(|_| Subject::Field("attributes.etag".to_owned()), Subject::Subscription);
    Fault::refused(
        Reason::new(Rule::Buy03, Code::Stale, subject).remedy(Remedy::ReadAgain, Who::Caller).into(),
    )
}

/// Reads a billing profile. Its id and revision are the system's.
pub(super) fn read(body: &Fields<'_>) -> Option<BillingProfile> {
    let email = body.text_needed("email", 254);
    let culture = body.text_needed("culture", 20);
    let language = body.text_needed("language", 20);
    let company_name = body.text_needed("companyName", 256);
    let address = body.object_needed("defaultAddress").and_then(|fields| address(&fields));
    let (first, last) = (body.text("firstName", 128), body.text("lastName", 128));
    let mut address = address?;
    address.first_name = address.first_name.or(first);
    address.last_name = address.last_name.or(last);
    Some(BillingProfile {
        id: Uuid::nil(),
        revision: 0,
        company_name: company_name?,
        email: email?,
        culture: culture?,
        language: language?,
        address,
    })
}

/// Reads an address.
pub(super) fn address(body: &Fields<'_>) -> Option<Address> {
    let country = body.text_needed("country", 2);
    let city = body.text_needed("city", 128);
    let line1 = body.text_needed("addressLine1", 256);
    let postal_code = body.text("postalCode", 20).unwrap_or_default();
    let region = body.text("region", 128);
    let state = body.text("state", 128);
    let line2 = body.text("addressLine2", 256);
    let first_name = body.text("firstName", 128);
    let last_name = body.text("lastName", 128);
    let phone = body.text("phoneNumber", 50);
    Some(Address {
        country: country?.to_ascii_uppercase(),
        region,
        city: city?,
        state,
        line1: line1?,
        line2,
        postal_code,
        first_name,
        last_name,
        phone,
    })
}
