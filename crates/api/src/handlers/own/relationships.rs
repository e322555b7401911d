//! Relationships with partners as the customer manages them: accepting an invitation, granting and withdrawing delegated
//! administration (ROLE-03, ROLE-129).

use seatwright_domain::command::Command;
use seatwright_domain::customer::{Customer, Delegation, Relationship};
use seatwright_domain::ids::PartnerId;
use seatwright_domain::partner::Partners;
use seatwright_domain::role::{Action, Actor, Caller};
use seatwright_store::Want;

use crate::call::Call;
use crate::fault::Fault;
use crate::fields::{Fields, ITEMS_MAX, TEXT_MAX, Takes, Wrong};
use crate::json::{Json, Object};
use crate::reply::Reply;
use crate::route::{Answered, Route};
use crate::schema::{
    Schema, any_of, blank_or, collection_of, count, flag, flag_in, guid, id_in, instant, instant_in,
    list as list_of, noticed, object, optional, resource, text, text_in,
};
use crate::wire::{View, attributes, collection};

/// The operations of this file.
pub(super) fn routes() -> Vec<Route> {
    const ALL: &str = "/seatwright/v1/customers/{customer}/relationships";
    const ONE: &str = "/seatwright/v1/customers/{customer}/relationships/{partner}";
    const DELEGATION: &str = "/seatwright/v1/customers/{customer}/relationships/{partner}/delegation";
    let after = || noticed(object().needs("totalCount", count()).needs("items", list_of(schema())));
    vec![
        Route::get(ALL, Action::View, list)
            .about("The relationships with partners that the caller may see")
            .answers(200, collection_of(schema())),
        Route::post(ALL, Action::GrantRights, begin)
            .about("Accepts a partner's invitation")
            .takes(Schema::Named("NewRelationship", begin_shape))
            .answers(200, after()),
        Route::delete(ONE, Action::EndRelationship, end).about("Ends a relationship").answers(200, after()),
        Route::put(DELEGATION, Action::GrantRights, grant)
            .about("Grants delegated administration rights")
            .may_take(Schema::Named("NewDelegation", delegation_body))
            .answers(200, after()),
        Route::delete(DELEGATION, Action::ManageRelationship, withdraw)
            .about("Withdraws delegated administration rights")
            .answers(200, after()),
    ]
}

/// The partner is named by `partnerTenant` or `partner`.
fn begin_shape() -> Schema {
    let with = |name: &'static str| {
        object()
            .needs(name, text_in(1, TEXT_MAX).about("The partner's domain or id."))
            .has("reseller", optional(text_in(0, 50)))
            .has("delegation", optional(Schema::Named("NewDelegation", delegation_body)))
            .has("delegated", optional(flag_in()))
    };
    any_of(vec![with("partnerTenant"), with("partner")])
}

fn delegation_body() -> Schema {
    object().has("until", blank_or(instant_in())).has("onlyPlans", optional(list_of(id_in())))
}

const fn schema() -> Schema {
    Schema::Named("SeatwrightRelationship", shape)
}

fn shape() -> Schema {
    let delegation = object()
        .needs("grantedAt", instant())
        .has("until", instant())
        .needs("onlyPlans", list_of(guid()))
        .needs("isInForce", flag());
    resource()
        .needs("partner", guid())
        .needs("name", text())
        .needs("domain", text())
        .needs("since", instant())
        .has("reseller", text())
        .has("delegation", delegation)
        .needs("agreementConfirmed", flag())
}

/// The relationships that the caller may see.
pub(crate) async fn list(call: Call) -> Answered {
    let loaded = call.account(Want::default()).await?;
    let items = shown(&call.view(), &loaded.account.head.customer, call.caller()?);
    Ok(Reply::ok(collection::collection(&call, items)))
}

fn shown(view: &View<'_>, customer: &Customer, caller: &Caller) -> Vec<Json> {
    customer
        .relationships
        .iter()
        .filter(|(partner, _)| match &caller.actor {
            Actor::Partner { partner: own, .. } => own == *partner,
            Actor::Publisher { .. } => false,
            Actor::Customer { .. } | Actor::System => true,
        })
        .map(|(partner, relationship)| one(view, *partner, relationship))
        .collect()
}

fn one(view: &View<'_>, partner: PartnerId, relationship: &Relationship) -> Json {
    let known = view.partners.get(partner);
    let delegation = relationship.delegation.as_ref().map(|delegation| {
        Json::from(
            Object::new()
                .set("grantedAt", delegation.granted_at.to_string())
                .some("until", delegation.until.map(|at| at.to_string()))
                .texts("onlyPlans", &delegation.only_plans)
                .set("isInForce", delegation.covers(None, view.now)),
        )
    });
    Object::new()
        .set("partner", partner.to_string())
        .set("name", known.map_or("", |partner| partner.name.as_str()))
        .set("domain", known.map_or("", |partner| partner.domain.as_str()))
        .set("since", relationship.since.to_string())
        .some("reseller", relationship.reseller.as_deref())
        .some("delegation", delegation)
        .set("agreementConfirmed", relationship.agreement.is_some())
        .set("attributes", attributes("SeatwrightRelationship"))
        .into()
}

/// Accepts a partner's invitation.
pub(crate) async fn begin(call: Call) -> Answered {
    let now = call.engine().now();
    let partners = call.engine().partners();
    let command = call.read(|body| {
        let takes = || Takes::Named("takes-partner");
        let partner = body.parsed("partnerTenant", takes(), |text| known(partners, text));
        let partner = partner.or_else(|| body.parsed("partner", takes(), |text| known(partners, text)));
        let key = if body.has("partner") { "partner" } else { "partnerTenant" };
        let partner = body.need(key, takes(), partner);
        let reseller = body.text("reseller", 50);
        let delegation = body.object("delegation").map(|fields| delegation(&fields, now));
        let delegation = delegation.or_else(|| {
            body.flag("delegated").unwrap_or(false).then(|| Delegation {
                granted_at: now,
                until: None,
                only_plans: std::collections::BTreeSet::new(),
            })
        });
        Some(Command::BeginRelationship { partner: partner?, reseller, delegation })
    })?;
    change(&call, command).await
}

/// Grants delegated administration rights.
pub(crate) async fn grant(call: Call) -> Answered {
    let partner = partner(&call)?;
    let now = call.engine().now();
    let delegation = if call.body.is_empty() {
        Delegation { granted_at: now, until: None, only_plans: std::collections::BTreeSet::new() }
    } else {
        call.read(|body| Some(delegation(body, now)))?
    };
    change(&call, Command::SetDelegation { partner, delegation: Some(delegation) }).await
}

/// Withdraws them.
pub(crate) async fn withdraw(call: Call) -> Answered {
    let partner = partner(&call)?;
    change(&call, Command::SetDelegation { partner, delegation: None }).await
}

/// Ends a relationship.
pub(crate) async fn end(call: Call) -> Answered {
    let partner = partner(&call)?;
    change(&call, Command::EndRelationship { partner }).await
}

fn partner(call: &Call) -> Result<PartnerId, Fault> {
    let found = known(call.engine().partners(), call.value("partner"));
    found.ok_or_else(|| Fault::field("partner", Takes::Named("takes-partner")))
}

/// The partner that a text names: by domain, or by id, and then also one that there is not, which the rules refuse.
fn known(partners: &Partners, text: &str) -> Option<PartnerId> {
    partners.find(text).map(|partner| partner.id).or_else(|| text.parse().ok())
}

fn delegation(body: &Fields<'_>, now: jiff::Timestamp) -> Delegation {
    let mut only_plans = std::collections::BTreeSet::new();
    for (index, text) in body.texts("onlyPlans", ITEMS_MAX).iter().enumerate() {
        match text.parse() {
            Ok(plan) => {
                only_plans.insert(plan);
            }
            Err(_) => body.complain(&format!("onlyPlans[{index}]"), Wrong::Value, Takes::Guid),
        }
    }
    Delegation { granted_at: now, until: body.instant("until"), only_plans }
}

async fn change(call: &Call, command: Command) -> Answered {
    let (view, caller) = (call.view(), call.caller()?);
    call.execute(command, |_, decision| {
        let items = shown(&view, &decision.account.head.customer, caller);
        Reply::ok(Object::new().set("totalCount", items.len()).set("items", Json::List(items)))
    })
    .await
}
