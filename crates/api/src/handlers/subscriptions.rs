//! Reading subscriptions, and the small operations beside their PATCH.

use seatwright_domain::account::Account;
use seatwright_domain::calendar::Term;
use seatwright_domain::command::Command;
use seatwright_domain::coterminous;
use seatwright_domain::decision::Rows;
use seatwright_domain::ids::{OrderId, SubscriptionId};
use seatwright_domain::role::{Action, Actor};
use seatwright_domain::subscription::{Seller, Subscription};
use seatwright_domain::upgrade::eligibility::is_upgradable;
use seatwright_store::{Loaded, Want};

use super::{seen, sees};
use crate::call::Call;
use crate::dates;
use crate::fault::Fault;
use crate::fields::Takes;
use crate::json::{Json, Object};
use crate::reply::Reply;
use crate::route::{Answered, Parameter, Route};
use crate::schema::{
    Schema, collection_of, day_in, flag, guid, instant, list, noticed, object, resource, text, words,
};
use crate::wire::{attributes, collection, day_start, order, subscription};

/// The operations of this file.
pub(super) fn routes() -> Vec<Route> {
    const BASE: &str = "/v1/customers/{customer}/subscriptions";
    let listed = || collection_of(subscription::schema().needs("isUpgradable", flag()));
    vec![
        Route::get(BASE, Action::View, list_subscriptions)
            .about("The subscriptions of a customer in every state")
            .query([Parameter::has("order_id", guid()), Parameter::has("mpn_id", text())])
            .answers(200, listed()),
        Route::get("/v1/customers/{customer}/subscriptions/customTermEndDates", Action::View, end_dates)
            .about("The days on which a new subscription may end together with others")
            .query([
                Parameter::needs("term_duration", words(&["P1M", "P1Y", "P3Y"])),
                Parameter::has("term_start_date", day_in()),
                Parameter::has("target_coterm_subscription_id", guid()),
            ])
            .answers(200, collection_of(Schema::Named("CustomTermEndDate", end_date_shape))),
        Route::get("/v1/customers/{customer}/subscriptions/{subscription}", Action::View, get)
            .about("One subscription")
            .answers(200, subscription::schema()),
        Route::get("/v1/customers/{customer}/subscriptions/{subscription}/addons", Action::View, add_ons)
            .about("The add-on subscriptions of a base")
            .answers(200, listed()),
        Route::get(
            "/v1/customers/{customer}/subscriptions/{subscription}/provisioningstatus",
            Action::View,
            provisioning,
        )
        .about("Whether the services of a subscription are set up")
        .answers(200, subscription::provisioning_schema()),
        Route::get(
            "/v1/customers/{customer}/subscriptions/{subscription}/activationlinks",
            Action::View,
            activation_links,
        )
        .about("The link to the publisher's site while the set-up is open")
        .answers(200, collection_of(order::activation_schema())),
        Route::post(
            "/v1/customers/{customer}/subscriptions/{subscription}/activate",
            Action::ChangeSubscription,
            activate,
        )
        .about("Confirms the set-up on the publisher's site")
        .answers(200, noticed(object().needs("subscriptionId", guid()).needs("status", words(&["Success"])))),
    ]
}

fn end_date_shape() -> Schema {
    resource()
        .needs("allowedCustomTermEndDateType", words(&["calendarMonthAligned", "subscriptionAligned"]))
        .needs("cotermSubscriptionIds", list(guid()))
        .needs("allowedCustomTermEndDate", instant())
}

/// An account with all of its subscriptions, ended ones included.
pub(super) async fn whole(call: &Call) -> Result<Loaded, Fault> {
    call.account(Want { everything: true, ..Want::default() }).await
}

/// An account with the subscription of the path, whatever its state.
pub(super) async fn with_subscription(call: &Call) -> Result<(Loaded, SubscriptionId), Fault> {
    let id = call.subscription()?;
    let loaded = call.account(Want { subscriptions: vec![id], ..Want::default() }).await?;
    Ok((loaded, id))
}

/// Every subscription that the caller may see, in every state.
pub(crate) async fn list_subscriptions(call: Call) -> Answered {
    let order: Option<OrderId> = call.query.parsed("order_id", Takes::Guid, |text| text.parse().ok())?;
    let reseller = call.query.get("mpn_id").map(str::to_owned);
    let loaded = whole(&call).await?;
    let fits = |found: &&Subscription| {
        order.is_none_or(|wanted| found.order == wanted)
            && reseller.as_deref().is_none_or(|wanted| match &found.seller {
                Seller::Partner { reseller, .. } => reseller.as_deref() == Some(wanted),
                Seller::Direct => false,
            })
    };
    let items = items(&call, &loaded.account, fits)?;
    Ok(Reply::ok(collection::collection(&call, items)))
}

fn items(call: &Call, account: &Account, fits: impl Fn(&&Subscription) -> bool) -> Result<Vec<Json>, Fault> {
    let (view, caller) = (call.view(), call.caller()?);
    let rows = Rows::default();
    let context = call.context(&rows)?;
    let customer = &account.head.customer;
    let found = account.subscriptions.values().filter(|found| sees(caller, &found.seller)).filter(fits);
    let listed = found.map(|found| {
        let upgradable = is_upgradable(account, found, &context);
        subscription::listed(&view, found, customer, upgradable)
    });
    Ok(listed.collect())
}

/// One subscription.
pub(crate) async fn get(call: Call) -> Answered {
    let (loaded, id) = with_subscription(&call).await?;
    let found = seen(&call, &loaded.account, id)?;
    Ok(Reply::ok(subscription::subscription(&call.view(), found, &loaded.account.head.customer)))
}

/// The add-on subscriptions of a base.
pub(crate) async fn add_ons(call: Call) -> Answered {
    let id = call.subscription()?;
    let loaded = whole(&call).await?;
    seen(&call, &loaded.account, id)?;
    let items = items(&call, &loaded.account, |found| found.parent == Some(id))?;
    Ok(Reply::ok(collection::collection(&call, items)))
}

/// Whether its services are set up.
pub(crate) async fn provisioning(call: Call) -> Answered {
    let (loaded, id) = with_subscription(&call).await?;
    Ok(Reply::ok(subscription::provisioning(seen(&call, &loaded.account, id)?)))
}

/// The link to the publisher's site while the set-up is open (BUY-05).
pub(crate) async fn activation_links(call: Call) -> Answered {
    let (loaded, id) = with_subscription(&call).await?;
    let found = seen(&call, &loaded.account, id)?;
    let link = call.set_up_link(loaded.account.id(), found).await?;
    let items = link.map(|link| order::activation(0, link)).into_iter().collect();
    Ok(Reply::ok(collection::collection(&call, items)))
}

/// Confirms the set-up on the publisher's site.
pub(crate) async fn activate(call: Call) -> Answered {
    let (loaded, id) = with_subscription(&call).await?;
    seen(&call, &loaded.account, id)?;
    call.execute(Command::CompleteSetUp { subscription: id }, |_, _| {
        Reply::ok(Object::new().set("subscriptionId", id.to_string()).set("status", "Success"))
    })
    .await
}

/// The days on which a new subscription may end together with others (NCE-702).
pub(crate) async fn end_dates(call: Call) -> Answered {
    let takes = || Takes::one_of([Term::P1M, Term::P1Y, Term::P3Y]);
    call.query.needed("term_duration", takes())?;
    let term = call.query.parsed("term_duration", takes(), Term::parse)?.unwrap_or(Term::P1Y);
    let starts = call.query.parsed("term_start_date", Takes::Day, dates::day)?;
    let only: Option<SubscriptionId> =
        call.query.parsed("target_coterm_subscription_id", Takes::Guid, |text| text.parse().ok())?;
    let loaded = call.account(Want::default()).await?;
    let rows = Rows::default();
    let context = call.context(&rows)?;
    let starts = starts.unwrap_or_else(|| seatwright_domain::calendar::day_of(context.now));
    let seller = match &context.caller.actor {
        Actor::Partner { partner, .. } => Seller::Partner { partner: *partner, reseller: None },
        Actor::Customer { .. } | Actor::Publisher { .. } | Actor::System => Seller::Direct,
    };
    let items = coterminous::choices(&loaded.account, &seller, term, starts, &context)
        .into_iter()
        .filter(|choice| only.is_none_or(|wanted| choice.subscriptions.contains(&wanted)))
        .map(|choice| {
            let aligned =
                if choice.subscriptions.is_empty() { "calendarMonthAligned" } else { "subscriptionAligned" };
            Object::new()
                .set("allowedCustomTermEndDateType", aligned)
                .texts("cotermSubscriptionIds", &choice.subscriptions)
                .set("allowedCustomTermEndDate", day_start(choice.date))
                .set("attributes", attributes("CustomTermEndDate"))
                .into()
        })
        .collect();
    Ok(Reply::ok(collection::collection(&call, items)))
}
