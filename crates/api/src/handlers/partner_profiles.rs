//! The partner's own profiles: what one client asks for when it signs in, and what a partner says of itself.

use seatwright_domain::decision::Rows;
use seatwright_domain::partner::Partner;
use seatwright_domain::partner_profile::{
    self, Billing, Contact, Legal, Organization, PartnerProfile, ProfileChange, Support,
};
use seatwright_domain::role::Action;

use super::profiles::address;
use crate::call::Call;
use crate::fault::Fault;
use crate::fields::{Fields, Takes};
use crate::json::Object;
use crate::reply::Reply;
use crate::route::{Answered, Parameter, Route};
use crate::schema::{flag, resource, text, words};
use crate::wire::{attributes, partner as wire};

/// The operations of this file.
pub(super) fn routes() -> Vec<Route> {
    const ORGANIZATION: &str = "/v1/profiles/organization";
    const BILLING: &str = "/v1/profiles/billing";
    const LEGAL: &str = "/v1/profiles/legalbusiness";
    const SUPPORT: &str = "/v1/profiles/support";
    vec![
        Route::get(ORGANIZATION, Action::View, organization)
            .about("The partner's organisation")
            .answers(200, wire::organization_schema())
            .also([404]),
        Route::put(ORGANIZATION, Action::ManageBilling, put_organization)
            .about("Replaces what the partner says of its organisation")
            .takes(wire::new_organization())
            .answers(200, wire::organization_schema())
            .also([404]),
        Route::get(BILLING, Action::View, billing)
            .about("How the partner is billed")
            .answers(200, wire::billing_schema())
            .also([404]),
        Route::put(BILLING, Action::ManageBilling, put_billing)
            .about(
                "Replaces the particulars of how the partner is billed, its purchase order number among them",
            )
            .takes(wire::new_billing())
            .answers(200, wire::billing_schema())
            .also([404]),
        Route::get(LEGAL, Action::View, legal)
            .about("The partner's legal business")
            .query([Parameter::has("vettingVersion", words(&["Current", "LastFinalized"]))])
            .answers(200, wire::legal_schema())
            .also([404]),
        Route::put(LEGAL, Action::ManageBilling, put_legal)
            .about("Replaces what the partner says of its legal business")
            .takes(wire::new_legal())
            .answers(200, wire::legal_schema())
            .also([404]),
        Route::get(SUPPORT, Action::View, support)
            .about("Where the partner's customers find help")
            .answers(200, wire::support_schema())
            .also([404]),
        Route::put(SUPPORT, Action::ManageBilling, put_support)
            .about("Says where the partner's customers find help")
            .takes(wire::new_support())
            .answers(200, wire::support_schema())
            .also([404]),
        Route::get("/v1/profiles/mpn", Action::View, location)
            .about("A location number: the partner's, or one of its indirect resellers'")
            .query([Parameter::has("mpnId", text())])
            .answers(
                200,
                resource()
                    .needs("partnerName", text())
                    .needs("mpnId", text())
                    .needs("profileType", words(&["MpnProfile"])),
            )
            .also([404]),
        Route::get("/v1/compliance/csp/agreementstatus", Action::View, agreement_status)
            .about("Whether a partner has signed the programme's agreement")
            .query([Parameter::has("mpnId", text()), Parameter::has("tenantId", text())])
            .answers(200, resource().needs("isAgreementSigned", flag()))
            .also([404]),
    ]
}

async fn kept(call: &Call) -> Result<(&Partner, PartnerProfile), Fault> {
    let partner = call.partner().ok_or_else(Fault::nothing_here)?;
    let profile = call.engine().store().partner_profile(partner.id).await?;
    Ok((partner, profile.unwrap_or_default()))
}

/// Changes the profile and answers with what it is then; a request that is repeated with its id gets the first answer.
async fn changed(
    call: &Call,
    change: ProfileChange,
    shown: impl FnOnce(&Partner, &PartnerProfile) -> Object,
) -> Answered {
    if let Some(first) = call.answered().await? {
        return Ok(first);
    }
    let (partner, profile) = kept(call).await?;
    let rows = Rows::default();
    let context = call.context(&rows)?;
    let changed = partner_profile::change(&profile, partner, &change, &context).map_err(Fault::refused)?;
    if changed != profile {
        call.engine().store().put_partner_profile(partner.id, &changed).await?;
    }
    call.remembered(Reply::ok(shown(partner, &changed))).await
}

/// The organisation.
pub(crate) async fn organization(call: Call) -> Answered {
    let (partner, profile) = kept(&call).await?;
    Ok(Reply::ok(wire::organization(partner, &profile, call.language.code())))
}

/// Replaces what the partner says of its organisation.
pub(crate) async fn put_organization(call: Call) -> Answered {
    let wanted = call.read(|body| {
        let company_name = body.text_needed("companyName", 256);
        let at = body.object_needed("defaultAddress").and_then(|fields| address(&fields));
        let (email, language) = (body.text("email", 254), body.text("language", 20));
        let culture = body.text("culture", 20);
        Some(Organization { company_name: company_name?, address: at?, email, language, culture })
    })?;
    let change = ProfileChange::Organization(Box::new(wanted));
    changed(&call, change, |partner, profile| wire::organization(partner, profile, call.language.code()))
        .await
}

/// How the partner is billed.
pub(crate) async fn billing(call: Call) -> Answered {
    let (partner, profile) = kept(&call).await?;
    Ok(Reply::ok(wire::billing(partner, &profile)))
}

/// Replaces the particulars of how the partner is billed.
pub(crate) async fn put_billing(call: Call) -> Answered {
    let wanted = call.read(|body| {
        let company_name = body.text_needed("companyName", 256);
        let at = body.object_needed("address").and_then(|fields| address(&fields));
        let contact = contact(body);
        let purchase_order = body.text("purchaseOrderNumber", 128);
        let tax_id = body.text("taxId", 128);
        Some(Billing { company_name: company_name?, address: at?, contact, purchase_order, tax_id })
    })?;
    changed(&call, ProfileChange::Billing(Box::new(wanted)), wire::billing).await
}

/// The legal business; there is one version of it.
pub(crate) async fn legal(call: Call) -> Answered {
    let versions = ["Current", "LastFinalized"];
    let known = |text: &str| versions.iter().any(|known| known.eq_ignore_ascii_case(text)).then_some(());
    call.query.parsed("vettingVersion", Takes::one_of(versions), known)?;
    let (partner, profile) = kept(&call).await?;
    Ok(Reply::ok(wire::legal(partner, &profile)))
}

/// Replaces what the partner says of its legal business.
pub(crate) async fn put_legal(call: Call) -> Answered {
    let wanted = call.read(|body| {
        let company_name = body.text_needed("companyName", 256);
        let at = body.object_needed("address").and_then(|fields| address(&fields));
        let contact = contact(body);
        let approver_address = body.object("companyApproverAddress").and_then(|fields| address(&fields));
        let approver_email = body.text("companyApproverEmail", 254);
        Some(Legal { company_name: company_name?, address: at?, contact, approver_address, approver_email })
    })?;
    changed(&call, ProfileChange::Legal(Box::new(wanted)), wire::legal).await
}

/// Where customers find help.
pub(crate) async fn support(call: Call) -> Answered {
    let (_, profile) = kept(&call).await?;
    Ok(Reply::ok(wire::support(&profile)))
}

/// Says where customers find help.
pub(crate) async fn put_support(call: Call) -> Answered {
    let wanted = call.read(|body| {
        let email = body.text_needed("email", 254);
        let telephone = body.text_needed("telephone", 128);
        let website = body.text("website", 256).unwrap_or_default();
        Some(Support { email: email?, telephone: telephone?, website })
    })?;
    changed(&call, ProfileChange::Support(wanted), |_, profile| wire::support(profile)).await
}

/// Who answers, where the body names somebody.
pub(super) fn contact(body: &Fields<'_>) -> Contact {
    let Some(fields) = body.object("primaryContact") else { return Contact::default() };
    let text = |key: &str, max: usize| fields.text(key, max).unwrap_or_default();
    Contact {
        first_name: text("firstName", 128),
        last_name: text("lastName", 128),
        email: text("email", 254),
        phone: fields.text("phoneNumber", 50),
    }
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

/// Whether a partner has signed the programme's agreement: whoever is known here has. A partner asks about itself and its
/// own indirect resellers; of anybody else it learns nothing.
pub(crate) async fn agreement_status(call: Call) -> Answered {
    let partner = call.partner().ok_or_else(Fault::nothing_here)?;
    let known = match (call.query.get("mpnId"), call.query.get("tenantId")) {
        (Some(number), _) => name_of(partner, number).is_some(),
        (None, Some(tenant)) => tenant.eq_ignore_ascii_case(&partner.id.to_string()),
        (None, None) => return Err(crate::call::missing("mpnId", Takes::Text(1, 50))),
    };
    if !known {
        return Err(Fault::nothing_here());
    }
    Ok(Reply::ok(
        Object::new()
            .set("isAgreementSigned", true)
            .set("attributes", attributes("AgreementSignatureStatus")),
    ))
}
