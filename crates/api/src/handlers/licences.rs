//! Licences: what a customer owns, what a user has, giving and taking (LIC-101..109).

use std::collections::{BTreeMap, BTreeSet};

use seatwright_domain::command::{Command, LicenceWish};
use seatwright_domain::ids::PlanId;
use seatwright_domain::refusal::{Code, Refusals};
use seatwright_domain::subscription::Subscription;
use seatwright_store::Want;

use super::{sees, users};
use crate::call::Call;
use crate::codes::Place;
use crate::fault::Fault;
use crate::fields::{Fields, ITEMS_MAX, TEXT_MAX, Takes, Wrong};
use crate::json::{Json, Object};
use crate::reply::Reply;
use crate::route::{Answered, Parameter, Route};
use crate::schema::{
    Schema, collection_of, guid, id_in, list, noticed, object, optional, resource, text, text_in,
};
use crate::wire::{attributes, collection, user};
use seatwright_domain::role::Action;

/// Whether the call asks for licences of the directory, which are all that there are here; those of the other group belong
/// to a game.
fn wants_directory(call: &Call) -> bool {
    let mut groups = call.query.all("licenseGroupIds").flat_map(|text| text.split(',')).peekable();
    groups.peek().is_none() || groups.any(|group| group.trim().eq_ignore_ascii_case("group1"))
}

/// The operations of this file.
pub(super) fn routes() -> Vec<Route> {
    let groups = || [Parameter::has("licenseGroupIds", text()).repeated()];
    vec![
        Route::get("/v1/customers/{customer}/users/{user}/licenses", Action::View, of_user)
            .about("The licences of a user")
            .query(groups())
            .answers(200, collection_of(user::licence_schema())),
        Route::post("/v1/customers/{customer}/users/{user}/licenseupdates", Action::AssignLicences, update)
            .about("Gives licences to a user and takes others")
            .takes(Schema::Named("LicenceChange", body))
            .answers(201, noticed(Schema::Named("LicenseUpdate", updated))),
        Route::get("/v1/customers/{customer}/subscribedskus", Action::View, owned)
            .about("The licences of the customer by plan: owned, given out, free")
            .query(groups())
            .answers(200, collection_of(user::subscribed_sku_schema())),
    ]
}

/// At least one of the two lists must say something.
fn body() -> Schema {
    let wish = object()
        .needs("skuId", id_in())
        .has("excludedPlans", optional(list(text_in(0, TEXT_MAX)).about("Services by id or name.")));
    object().has("licensesToAssign", optional(list(wish))).has("licensesToRemove", optional(list(id_in())))
}

fn updated() -> Schema {
    let assigned = object().needs("skuId", guid()).needs("excludedPlans", list(text()));
    resource()
        .needs("licensesToAssign", list(assigned))
        .needs("licensesToRemove", list(guid()))
        .needs("licenseWarnings", list(text()))
}

/// Licences by plan: owned, given out, free.
pub(crate) async fn owned(call: Call) -> Answered {
    let loaded = call.account(Want::default()).await?;
    let caller = call.caller()?;
    let mut by_plan: BTreeMap<PlanId, Vec<&Subscription>> = BTreeMap::new();
    let seen = loaded.account.live().filter(|found| sees(caller, &found.seller));
    for found in seen.filter(|_| wants_directory(&call)) {
        if let Some(plan) = found.plan {
            by_plan.entry(plan).or_default().push(found);
        }
    }
    let view = call.view();
    let items = by_plan.iter().filter_map(|(plan, held)| user::subscribed_sku(&view, *plan, held)).collect();
    Ok(Reply::ok(collection::collection(&call, items)))
}

/// The licences of a user.
pub(crate) async fn of_user(call: Call) -> Answered {
    let found = users::load(&call).await?;
    let wanted = found.assignments.iter().map(|held| held.subscription).collect();
    let loaded = call.account(Want { subscriptions: wanted, ..Want::default() }).await?;
    let (view, caller) = (call.view(), call.caller()?);
    let items = found
        .assignments
        .iter()
        .filter(|_| wants_directory(&call))
        .filter_map(|held| {
            let subscription = loaded.account.subscriptions.get(&held.subscription)?;
            let plan = view.catalogue.plan(subscription.plan?)?;
            sees(caller, &subscription.seller).then(|| user::licence(&view, held, plan))
        })
        .collect();
    Ok(Reply::ok(collection::collection(&call, items)))
}

/// Gives licences to a user and takes others.
pub(crate) async fn update(call: Call) -> Answered {
    let catalogue = call.engine().catalogue();
    // Services are named by their ids on the wire; by name they are known to the rules.
    let service = |text: &str| {
        let known = catalogue.services.values().find(|service| {
            service.id.to_string().eq_ignore_ascii_case(text) || service.name.eq_ignore_ascii_case(text)
        });
        known.map_or_else(|| text.to_owned(), |service| service.name.clone())
    };
    let (assign, remove) = call.read(|body| Some((wishes(body, &service), removed(body))))?;
    if assign.is_empty() && remove.is_empty() {
        return Err(crate::call::missing("licensesToAssign", Takes::List(1, ITEMS_MAX)));
    }
    let user = users::load(&call).await?.user.id;
    let shown = shown(&assign, &remove);
    let first = assign.first().map(|wish| wish.plan);
    call.execute(Command::ChangeLicences { user, assign, remove }, move |_, _| Reply::created(shown.clone()))
        .await
        .map_err(|fault| with_quota_line(fault.at(Place::Licences), &call, first))
}

fn wishes(body: &Fields<'_>, service: &dyn Fn(&str) -> String) -> Vec<LicenceWish> {
    let wishes = body.objects("licensesToAssign", ITEMS_MAX);
    wishes
        .iter()
        .filter_map(|wish| {
            let plan = wish.id_needed("skuId");
            let excluded: BTreeSet<String> =
                wish.texts("excludedPlans", ITEMS_MAX).iter().map(|text| service(text)).collect();
            Some(LicenceWish { plan: plan?, excluded })
        })
        .collect()
}

fn removed(body: &Fields<'_>) -> Vec<PlanId> {
    let texts = body.texts("licensesToRemove", ITEMS_MAX);
    let mut plans = Vec::with_capacity(texts.len());
    for (index, text) in texts.iter().enumerate() {
        match text.parse() {
            Ok(plan) => plans.push(plan),
            Err(_) => body.complain(&format!("licensesToRemove[{index}]"), Wrong::Value, Takes::Guid),
        }
    }
    plans
}

fn shown(assign: &[LicenceWish], remove: &[PlanId]) -> Json {
    let assigned: Vec<Json> = assign
        .iter()
        .map(|wish| {
            Object::new().set("skuId", wish.plan.to_string()).texts("excludedPlans", &wish.excluded).into()
        })
        .collect();
    Object::new()
        .set("licensesToAssign", assigned)
        .texts("licensesToRemove", remove)
        .set("licenseWarnings", Json::List(Vec::new()))
        .set("attributes", attributes("LicenseUpdate"))
        .into()
}

/// When no licence is left, clients look for one line at the head of `data`.
fn with_quota_line(fault: Fault, call: &Call, plan: Option<PlanId>) -> Fault {
    match fault {
        Fault::Refused { refusals, status, place, .. } if Refusals::has(&refusals, Code::NoSeatFree) => {
            let plan = plan.map(|plan| plan.to_string()).unwrap_or_default();
            let head = format!(
                "LicenseQuotaExceededException : Subscription with Account {} and SKU {plan} does not have any available licenses left.",
                call.value("customer")
            );
            Fault::Refused { refusals, head: Some(head), status, place }
        }
        other => other,
    }
}
