//! The partner's own profiles: what one client asks for when it signs in.

use seatwright_domain::partner::Partner;

use crate::call::Call;
use crate::fault::Fault;
use crate::json::{Json, Object};
use crate::reply::Reply;
use crate::route::{Answered, Parameter, Route};
use crate::schema::{Schema, guid, object, resource, text, words};
use crate::wire::attributes;
use seatwright_domain::role::Action;

/// The operations of this file.
pub(super) fn routes() -> Vec<Route> {
    vec![
        Route::get("/v1/profiles/organization", Action::View, organization)
            .about("The caller's own organisation")
            .answers(200, Schema::Named("OrganizationProfile", organization_shape))
            .also([404]),
        Route::get("/v1/profiles/mpn", Action::View, location)
            .about("The partner's location number, or that of one of its indirect resellers")
            .query([Parameter::has("mpnId", text())])
            .answers(200, Schema::Named("MpnProfile", location_shape))
            .also([404]),
    ]
}

fn organization_shape() -> Schema {
    resource()
        .needs("id", guid())
        .needs("companyName", text())
        .needs("defaultAddress", object().needs("country", text()))
        .needs("tenantId", guid())
        .needs("domain", text())
        .needs("language", text())
        .needs("culture", text())
        .needs("profileType", words(&["OrganizationProfile"]))
}

fn location_shape() -> Schema {
    resource()
        .needs("partnerName", text())
        .needs("mpnId", text())
        .needs("profileType", words(&["MpnProfile"]))
}

/// The organisation.
pub(crate) async fn organization(call: Call) -> Answered {
    let partner = call.partner().ok_or_else(Fault::nothing_here)?;
    let address = Object::new().set("country", partner.country.as_str());
    Ok(Reply::ok(
        Object::new()
            .set("id", partner.id.to_string())
            .set("companyName", partner.name.as_str())
            .set("defaultAddress", Json::from(address))
            .set("tenantId", partner.id.to_string())
            .set("domain", partner.domain.as_str())
            .set("language", call.language.code())
            .set("culture", format!("{}-{}", call.language.code(), partner.country))
            .set("profileType", "OrganizationProfile")
            .set("attributes", attributes("OrganizationProfile")),
    ))
}

/// The partner's location number, or that of one of its indirect resellers.
pub(crate) async fn location(call: Call) -> Answered {
    let partner = call.partner().ok_or_else(Fault::nothing_here)?;
    let asked = call.query.get("mpnId").unwrap_or(&partner.mpn_id);
    let name = name_of(partner, asked).ok_or_else(Fault::nothing_here)?;
    Ok(Reply::ok(
        Object::new()
            .set("partnerName", name)
            .set("mpnId", asked)
            .set("profileType", "MpnProfile")
            .set("attributes", attributes("MpnProfile")),
    ))
}

fn name_of<'a>(partner: &'a Partner, number: &str) -> Option<&'a str> {
    if partner.mpn_id == number {
        return Some(&partner.name);
    }
    partner.resellers.get(number).map(String::as_str)
}
