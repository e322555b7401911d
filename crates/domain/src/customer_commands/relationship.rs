//! Relationships with partners: what the customer grants, and how it ends (ROLE-03, ROLE-129, ROLE-130). A partner can ask for rights
//! and give them back, but never take them.

use jiff::Timestamp;
use serde_json::json;

use crate::access;
use crate::calendar::day_of;
use crate::command::CUSTOMER_AGREEMENT_TEMPLATE;
use crate::customer::{Agreement, Delegation, Relationship};
use crate::decision::{Context, Draft};
use crate::event::Event;
use crate::fields::{Fields, NAME_MAX};
use crate::ids::PartnerId;
use crate::partner::Partner;
use crate::refusal::{Code, Reason, Remedy, Subject, Who};
use crate::role::{Action, Actor};
use crate::rule::Rule;

/// Begins a relationship, or takes up an existing one again with another reseller or other rights. What the customer has
/// agreed to before stays.
pub(super) fn begin(
    draft: &mut Draft<'_>,
    partner: PartnerId,
    reseller_number: Option<&str>,
    delegation: Option<&Delegation>,
) {
    granted_by_customer(draft);
    let reasons = partner_reasons(draft, partner, reseller_number);
    draft.refuse_all(reasons);
    let reasons = delegation_faults(draft, delegation);
    draft.refuse_all(reasons);
    if draft.is_refused() {
        return;
    }
    let before = draft.account.head.customer.relationships.get(&partner).cloned();
    let mut relationship = before.clone().unwrap_or(Relationship {
        since: draft.at,
        reseller: None,
        delegation: None,
        agreement: None,
    });
    if let Some(number) = reseller_number {
        relationship.reseller = Some(number.to_owned());
    }
    if let Some(delegation) = delegation {
        relationship.delegation = Some(granted(delegation, draft.at));
    }
    if before.as_ref() != Some(&relationship) {
        draft.emit(Event::RelationshipChanged { partner, relationship: Some(relationship) });
    }
}

/// Grants or withdraws delegated administration rights (ROLE-03). The customer's administrators do both; a partner only
/// gives its own rights back.
pub(super) fn delegate(draft: &mut Draft<'_>, partner: PartnerId, delegation: Option<&Delegation>) {
    if delegation.is_some() {
        granted_by_customer(draft);
    } else {
        ended_by_a_party(draft, partner, Action::ManageRelationship);
    }
    let reasons = delegation_faults(draft, delegation);
    draft.refuse_all(reasons);
    let Some(mut relationship) = existing(draft, partner) else { return };
    let wanted = delegation.map(|delegation| granted(delegation, draft.at));
    if !draft.is_refused() && relationship.delegation != wanted {
        relationship.delegation = wanted;
        draft.emit(Event::RelationshipChanged { partner, relationship: Some(relationship) });
    }
}

/// Ends a relationship. What the partner still sells to the customer has to be suspended or cancelled before, because
/// nobody could manage it afterwards.
pub(super) fn end(draft: &mut Draft<'_>, partner: PartnerId) {
    ended_by_a_party(draft, partner, Action::EndRelationship);
    if existing(draft, partner).is_none() {
        return;
    }
    let active: Vec<Reason> = draft
        .account
        .live()
        .filter(|subscription| subscription.is_active() && subscription.seller.partner() == Some(partner))
        .map(|subscription| {
            let id = subscription.id;
            Reason::about(Rule::Role129, Code::StatusNotAllowed, id)
                .with("status", subscription.status.code())
                .with("name", subscription.friendly_name.clone())
                .remedy(Remedy::Suspend { subscription: id }, Who::Partner)
                .remedy(Remedy::CancelSubscription { subscription: id }, Who::Partner)
        })
        .collect();
    // A partner that is not a party to the relationship must not learn what is sold in it (UPG-07).
    if !draft.is_refused() {
        draft.refuse_all(active);
    }
    if !draft.is_refused() {
        draft.emit(Event::RelationshipChanged { partner, relationship: None });
    }
}

/// Confirms that the customer accepted the customer agreement, which must come before the first order (ROLE-142). An agent
/// confirms it for its own partner; the customer itself, or the operator, for every partner.
pub(super) fn confirm_agreement(draft: &mut Draft<'_>, agreement: &Agreement) {
    let reasons = access::to_account(&draft.account, Action::ConfirmAgreement, &draft.context);
    draft.refuse_all(reasons);
    let mut fields = Fields::new(Rule::Role142);
    fields.text("primaryContact.firstName", &agreement.first_name, NAME_MAX);
    fields.text("primaryContact.lastName", &agreement.last_name, NAME_MAX);
    fields.email("primaryContact.email", &agreement.email);
    fields.optional("primaryContact.phoneNumber", agreement.phone.as_deref(), NAME_MAX);
    let template = agreement.template.to_string();
    let expected = format!("the customer agreement, {CUSTOMER_AGREEMENT_TEMPLATE}");
    fields.require(agreement.template == CUSTOMER_AGREEMENT_TEMPLATE, "templateId", &template, &expected);
    let in_the_past = day_of(agreement.agreed_at) <= day_of(draft.at);
    let expected = format!("a day up to {}, UTC", day_of(draft.at));
    fields.require(in_the_past, "dateAgreed", &agreement.agreed_at.to_string(), &expected);
    draft.refuse_all(fields.faults());
    if draft.is_refused() {
        return;
    }
    let caller = draft.context.caller.partner_id();
    let relationships = draft.account.head.customer.relationships.clone();
    for (partner, mut relationship) in relationships {
        let concerned = caller.is_none_or(|caller| caller == partner);
        if concerned && relationship.agreement.as_ref() != Some(agreement) {
            relationship.agreement = Some(agreement.clone());
            draft.emit(Event::RelationshipChanged { partner, relationship: Some(relationship) });
        }
    }
}

/// CHAN-103: a partner sells in its own market region only.
pub(super) fn region(partner: &Partner, country: &str, context: &Context<'_>) -> Option<Reason> {
    let markets = &context.catalogue.markets;
    let theirs = markets.get(country)?;
    let ours = markets.get(&partner.country);
    (ours.map(|market| &market.region) != Some(&theirs.region)).then(|| {
        let region = ours.map_or("", |market| market.region.as_str());
        Reason::field(Rule::Chan103, Code::RegionDiffers, super::profile::COUNTRY)
            .with("country", country)
            .with("region", theirs.region.clone())
            .with("partner_region", region)
            .remedy(Remedy::AskSeller, Who::OtherSeller)
    })
}

/// CHAN-106: a reseller of record is one of those that sell through the partner, or the partner itself.
pub(super) fn reseller(partner: &Partner, number: Option<&str>) -> Option<Reason> {
    let number = number?;
    let own = partner.mpn_id == number;
    (!own && !partner.resellers.contains_key(number)).then(|| {
        let known: Vec<&str> = partner.resellers.keys().map(String::as_str).collect();
        let expected = match known.as_slice() {
            [] => "no reseller: none sells through this partner".to_owned(),
            known => format!("one of {}", known.join(", ")),
        };
        Reason::field(Rule::Chan106, Code::ResellerUnknown, "associatedPartnerId")
            .with("value", number.chars().take(80).collect::<String>())
            .remedy(Remedy::ChooseValue { expected }, Who::Caller)
    })
}

/// The reasons against a partner as this customer's reseller.
fn partner_reasons(draft: &Draft<'_>, id: PartnerId, reseller_number: Option<&str>) -> Vec<Reason> {
    let context = &draft.context;
    let customer = &draft.account.head.customer;
    let Some(partner) = context.partners.get(id) else {
        let mut fields = Fields::new(Rule::Role129);
        fields.reject("partner", &id.to_string(), "a partner of this installation");
        return fields.faults();
    };
    let mut reasons = Vec::new();
    if partner.cloud != customer.cloud {
        reasons.push(
            Reason::new(Rule::Role04, Code::CloudDiffers, Subject::Customer(customer.id))
                .with("cloud", json!(customer.cloud))
                .remedy(Remedy::AskSeller, Who::OtherSeller),
        );
    }
    reasons.extend(region(partner, customer.country(), context));
    reasons.extend(reseller(partner, reseller_number));
    reasons
}

fn granted(delegation: &Delegation, at: Timestamp) -> Delegation {
    Delegation { granted_at: at, ..delegation.clone() }
}

fn delegation_faults(draft: &Draft<'_>, delegation: Option<&Delegation>) -> Vec<Reason> {
    let mut fields = Fields::new(Rule::Role03);
    if let Some(delegation) = delegation {
        if let Some(until) = delegation.until {
            let expected = format!("an instant after {}", draft.at);
            fields.require(until > draft.at, "delegation.until", &until.to_string(), &expected);
        }
        for plan in &delegation.only_plans {
            let known = draft.context.catalogue.plan(*plan).is_some();
            fields.require(known, "delegation.onlyPlans", &plan.to_string(), "plans of the catalogue");
        }
    }
    fields.faults()
}

/// The relationship; without one there is nothing to grant or to end.
fn existing(draft: &mut Draft<'_>, partner: PartnerId) -> Option<Relationship> {
    let found = draft.account.head.customer.relationships.get(&partner).cloned();
    if found.is_none() {
        let customer = draft.account.id();
        draft.refuse(
            Reason::new(Rule::Role03, Code::NoRelationship, Subject::Customer(customer))
                .with("partner", partner.to_string())
                .remedy(Remedy::RequestRelationship, Who::Customer),
        );
    }
    found
}

/// Only the customer gives rights over itself: its global administrator accepts the partner's invitation.
fn granted_by_customer(draft: &mut Draft<'_>) {
    if draft.context.caller.partner_id().is_none() {
        let reasons = access::to_account(&draft.account, Action::GrantRights, &draft.context);
        draft.refuse_all(reasons);
        return;
    }
    // Whoever asks has no relationship yet: that it is missing would say nothing.
    let reason = access::role_missing(Action::GrantRights, draft.context.caller, draft.policy());
    draft.refuse(reason);
}

/// The customer and the partner itself may end what binds them; another partner may not.
fn ended_by_a_party(draft: &mut Draft<'_>, partner: PartnerId, action: Action) {
    let reasons = access::to_account(&draft.account, action, &draft.context);
    draft.refuse_all(reasons);
    if let Actor::Partner { partner: caller, .. } = draft.context.caller.actor
        && caller != partner
    {
        let customer = draft.account.id();
        draft.refuse(
            Reason::new(Rule::Chan101, Code::NotTheSeller, Subject::Customer(customer))
                .remedy(Remedy::AskSeller, Who::OtherSeller),
        );
    }
}
