//! Migrations from classic to new commerce (MIG-101..105): asked about, begun, and looked at.

mod schedules;
mod wish;

use std::collections::BTreeMap;

use seatwright_domain::command::Command;
use seatwright_domain::customer::Customer;
use seatwright_domain::decision::{Decision, Rows};
use seatwright_domain::event::Event;
use seatwright_domain::ids::{CustomerId, MigrationId, SubscriptionId};
use seatwright_domain::migration::{self, Migration};
use seatwright_domain::refusal::{Code, Reason, Refusals, Remedy, Subject, Who};
use seatwright_domain::role::Action;
use seatwright_domain::rule::Rule;
use seatwright_store::{MigrationQuery, MigrationsOf, Want};
use uuid::Uuid;

pub(super) use self::wish::wish;
use super::sees;
use super::subscriptions::whole;
use super::upgrades::is_about_the_change;
use crate::call::{Call, missing};
use crate::fault::Fault;
use crate::fields::Takes;
use crate::json::Json;
use crate::reply::Reply;
use crate::route::{Answered, Parameter, Route};
use crate::schema::{Schema, guid, list, text};
use crate::wire::{attributes, collection, migration as shown};

/// The most migrations of a page, and what a page has when the client asks for no size.
const PAGE_MAX: u64 = 300;
/// The longest reference of a client's own, in characters.
const REFERENCE_MAX: usize = 256;

/// The operations of this file and of its parts.
pub(super) fn routes() -> Vec<Route> {
    const OF_CUSTOMER: &str = "/v1/customers/{customer}/migrations/newcommerce";
    let mut routes = vec![
        Route::post("/v1/customers/{customer}/migrations/newcommerce/validate", Action::Migrate, validate)
            .about("Whether a classic subscription can migrate to new commerce, and what it would become")
            .takes(shown::wish_schema())
            .answers(200, shown::eligibility_schema()),
        Route::post(OF_CUSTOMER, Action::Migrate, create)
            .about("Migrates a classic subscription, with its add-ons, to new commerce")
            .takes(shown::wish_schema())
            .answers(200, shown::schema()),
        Route::get("/v1/customers/{customer}/migrations/newcommerce/events", Action::View, events)
            .about("What has happened to a migration, or to those of a subscription")
            .query([
                Parameter::has("migration_id", guid()),
                Parameter::has("current_subscription_id", guid()),
            ])
            .answers(200, list(shown::event_schema())),
        Route::get("/v1/customers/{customer}/migrations/newcommerce/{migration}", Action::View, get)
            .about("One migration")
            .answers(200, shown::schema()),
        Route::get("/v1/migrations/newcommerce", Action::View, find)
            .about("Migrations of a partner's customers, by customer, subscription or reference")
            .query(find_parameters())
            .answers(200, list(shown::schema())),
    ];
    routes.extend(schedules::routes());
    routes
}

fn find_parameters() -> [Parameter; 4] {
    let most = i64::try_from(PAGE_MAX).unwrap_or(i64::MAX);
    [
        Parameter::has("CustomerTenantId", guid()),
        Parameter::has("CurrentSubscriptionId", guid()),
        Parameter::has("ExternalReferenceId", text()),
        Parameter::has("PageSize", Schema::Whole(Some(0), Some(most))),
    ]
}

/// What stands against a migration, subscription by subscription. Who may not ask, and what is not there, stay errors.
async fn validate(call: Call) -> Answered {
    let loaded = call.account(Want::default()).await?;
    let wish = wish::read(&call)?;
    let rows = Rows::default();
    let context = call.context(&rows)?;
    let review = migration::review(&loaded.account, &wish, &context);
    if let Some(refusals) = Refusals::of(review.base.reasons.clone())
        && !is_about_the_change(&refusals)
    {
        return Err(Fault::refused(refusals));
    }
    let (view, customer) = (call.view(), &loaded.account.head.customer);
    let add_ons: Vec<Json> =
        review.add_ons.iter().map(|add_on| shown::eligibility(&view, add_on, customer).into()).collect();
    let body = shown::eligibility(&view, &review.base, customer)
        .set("addOnMigrations", add_ons)
        .set("attributes", attributes("NewCommerceEligibility"));
    Ok(Reply::ok(body))
}

/// Begins a migration. The answer shows it as it begins; asking for it again shows what has become of it.
async fn create(call: Call) -> Answered {
    call.account(Want::default()).await?;
    let wish = Box::new(wish::read(&call)?);
    let view = call.view();
    call.execute(Command::MigrateToNewCommerce { wish }, |_, decision| {
        let customer = &decision.account.head.customer;
        Reply::ok(begun(decision).map_or(Json::Null, |begun| shown::migration(&view, begun, customer).into()))
    })
    .await
}

fn begun(decision: &Decision) -> Option<&Migration> {
    decision.events.iter().find_map(|recorded| match &recorded.event {
        Event::MigrationStarted { migration } => Some(migration.as_ref()),
        _ => None,
    })
}

/// One migration.
async fn get(call: Call) -> Answered {
    let loaded = call.account(Want::default()).await?;
    let id: MigrationId = call.id("migration")?;
    let caller = call.caller()?;
    let found = call.engine().store().migration(loaded.account.id(), id).await?;
    let found = found.filter(|found| sees(caller, &found.seller)).ok_or_else(|| unknown(&id.to_string()))?;
    Ok(Reply::ok(shown::migration(&call.view(), &found, &loaded.account.head.customer)))
}

/// There is no such migration, or schedule of one, as far as the caller may know.
fn unknown(id: &str) -> Fault {
    let reason = Reason::new(Rule::Mig105, Code::MigrationUnknown, Subject::Field("id".to_owned()))
        .with("id", id)
        .remedy(Remedy::ReadAgain, Who::Caller);
    Fault::refused(Refusals::from(reason))
}

/// What has happened, in order of time within each subscription.
async fn events(call: Call) -> Answered {
    let loaded = whole(&call).await?;
    let parse = |text: &str| text.parse().ok();
    let migration: Option<Uuid> = call.query.parsed("migration_id", Takes::Guid, parse)?;
    let subscription: Option<Uuid> = call.query.parsed("current_subscription_id", Takes::Guid, parse)?;
    if migration.is_none() && subscription.is_none() {
        return Err(missing("migration_id", Takes::Guid));
    }
    let caller = call.caller()?;
    let names = |known: &&Migration| {
        migration.is_none_or(|wanted| known.id.0 == wanted)
            && subscription.is_none_or(|wanted| known.parts().any(|part| part.source.0 == wanted))
    };
    let of = |known: &Migration| shown::events(known, &loaded.account.head.customer);
    let migrations = loaded.account.migrations.values();
    let found = migrations.filter(|known| sees(caller, &known.seller)).filter(names).flat_map(of);
    Ok(Reply::ok(Json::List(found.collect())))
}

/// Migrations over all customers of the partner.
async fn find(call: Call) -> Answered {
    let Some(query) = question(&call)? else { return Ok(Reply::ok(Json::List(Vec::new()))) };
    let page = call.engine().store().migrations(&query).await?;
    let customers = customers(&call, page.items.iter().map(|(customer, _)| *customer)).await?;
    let view = call.view();
    let items = page.items.iter().filter_map(|(customer, known)| {
        Some(shown::migration(&view, known, customers.get(customer)?).into())
    });
    Ok(paged(items.collect(), page.next))
}

/// What a list over all customers asks for; none where the caller is no partner, which has none.
fn question(call: &Call) -> Result<Option<MigrationQuery>, Fault> {
    let parse = |text: &str| text.parse().ok();
    let customer: Option<Uuid> = call.query.parsed("CustomerTenantId", Takes::Guid, parse)?;
    let subscription: Option<Uuid> = call.query.parsed("CurrentSubscriptionId", Takes::Guid, parse)?;
    let reference = call.query.get("ExternalReferenceId").map(str::to_owned);
    let size = call.query.number("PageSize", 0, PAGE_MAX)?.filter(|size| *size > 0).unwrap_or(PAGE_MAX);
    let of = match (subscription, reference, customer) {
        (Some(subscription), _, _) => MigrationsOf::Subscription(SubscriptionId(subscription)),
        (None, Some(reference), _) => MigrationsOf::Reference(reference),
        (None, None, Some(customer)) => MigrationsOf::Customer(CustomerId(customer)),
        (None, None, None) => return Err(missing("CustomerTenantId", Takes::Guid)),
    };
    let Some(partner) = call.caller()?.partner_id() else { return Ok(None) };
    let after = collection::place(call)?;
    let limit = usize::try_from(size).unwrap_or(1);
    Ok(Some(MigrationQuery { partner, of, after, limit }))
}

/// The customers of a page, as far as the caller still knows them.
async fn customers(
    call: &Call,
    ids: impl Iterator<Item = CustomerId>,
) -> Result<BTreeMap<CustomerId, Customer>, Fault> {
    let mut known = BTreeMap::new();
    for id in ids {
        if known.contains_key(&id) {
            continue;
        }
        if let Ok(loaded) = call.engine().account(call.caller()?, id, Want::default()).await {
            known.insert(id, loaded.account.head.customer);
        }
    }
    Ok(known)
}

/// A list without an envelope; where there is more, a header says how to read on.
fn paged(items: Vec<Json>, next: Option<Uuid>) -> Reply {
    let reply = Reply::ok(Json::List(items));
    match next {
        Some(next) => reply.header(collection::TOKEN_HEADER, collection::token_of(&next)),
        None => reply,
    }
}
