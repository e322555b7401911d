//! Opening an account (ROLE-128).

use std::collections::BTreeMap;

use super::{profile, relationship};
use crate::access;
use crate::account::Account;
use crate::command::NewCustomer;
use crate::customer::{BillingProfile, Customer, Delegation, Relationship};
use crate::decision::{Context, Decision, Draft};
use crate::event::Event;
use crate::fields::{Fields, LINE_MAX, is_domain};
use crate::ids::{CustomerId, IdSource};
use crate::partner::Cloud;
use crate::refusal::{Code, Reason, Refusals, Remedy, Who};
use crate::role::Action;
use crate::rule::Rule;

/// The longest registration number, in characters.
const REGISTRATION_MAX: usize = 50;

/// Opens an account.
pub(super) fn create(
    new: &NewCustomer,
    domain_taken: bool,
    context: &Context<'_>,
) -> Result<Decision, Refusals> {
    let mut ids = IdSource::new(context.seed);
    let account = Account::new(customer(new, &mut ids, context));
    let mut draft = Draft::new(account, *context);
    draft.ids = ids;
    // With the relationship in place, what is left to refuse is the role and the cloud.
    let reasons = access::to_account(&draft.account, Action::AddCustomer, context);
    draft.refuse_all(reasons);
    draft.refuse_all(faults(new, domain_taken));
    draft.refuse_all(market(new, context));
    if !draft.is_refused() {
        let customer = Box::new(draft.account.head.customer.clone());
        draft.emit(Event::CustomerCreated { customer });
    }
    draft.finish()
}

fn customer(new: &NewCustomer, ids: &mut IdSource, context: &Context<'_>) -> Customer {
    let now = context.now;
    let partner = context.caller.partner_id();
    let delegation =
        Delegation { granted_at: now, until: None, only_plans: std::collections::BTreeSet::new() };
    let relationship = Relationship {
        since: now,
        reseller: new.reseller.clone(),
        delegation: new.delegated.then_some(delegation),
        agreement: None,
    };
    let cloud =
        partner.and_then(|id| context.partners.get(id)).map_or(Cloud::Public, |partner| partner.cloud);
    Customer {
        id: CustomerId(ids.next(now)),
        commerce_id: ids.next(now),
        domain: new.domain.to_ascii_lowercase(),
        company_name: new.company_name.clone(),
        registration_number: new.registration_number.clone(),
        segment: new.segment,
        cloud: new.cloud.unwrap_or(cloud),
        billing_profile: BillingProfile { id: ids.next(now), revision: 1, ..new.billing_profile.clone() },
        created_at: now,
        qualified_at: None,
        deleted_at: None,
        signed_directly: false,
        relationships: partner.map(|partner| (partner, relationship)).into_iter().collect::<BTreeMap<_, _>>(),
    }
}

/// What is wrong with the fields, and whether the domain is taken.
fn faults(new: &NewCustomer, domain_taken: bool) -> Vec<Reason> {
    const DOMAIN: &str = "companyProfile.domain";
    let mut fields = Fields::new(Rule::Role128);
    let expected = "a domain, as blauwevos.onmicrosoft.com";
    fields.require(is_domain(&new.domain), DOMAIN, &new.domain, expected);
    fields.text("companyProfile.companyName", &new.company_name, LINE_MAX);
    let number = new.registration_number.as_deref();
    fields.optional("companyProfile.organizationRegistrationNumber", number, REGISTRATION_MAX);
    profile::check(&mut fields, &new.billing_profile);
    let mut reasons = fields.faults();
    if domain_taken {
        let remedy = Remedy::ChooseValue { expected: "a domain that no customer has".to_owned() };
        reasons.push(
            Reason::field(Rule::Role128, Code::DomainTaken, DOMAIN)
                .with("value", new.domain.clone())
                .remedy(remedy, Who::Caller),
        );
    }
    reasons
}

/// What the market and the partner's programme say.
fn market(new: &NewCustomer, context: &Context<'_>) -> Vec<Reason> {
    let country = &new.billing_profile.address.country;
    let mut reasons: Vec<Reason> = profile::known_market(country, context).into_iter().collect();
    reasons.extend(profile::telephone(&new.billing_profile.address, context));
    if let Some(partner) = context.caller.partner_id().and_then(|id| context.partners.get(id)) {
        reasons.extend(relationship::region(partner, country, context));
        reasons.extend(relationship::reseller(partner, new.reseller.as_deref()));
    }
    reasons
}
