//! The SaaS fulfilment dialect: the publisher's side of the marketplace, as the public API of version 2018-08-31 has it
//! (MKT-109). Shapes are the domain's (`fulfilment::shape`); what may be done is decided there too.

mod change;
mod operations;
mod shapes;

use axum::http::StatusCode;
use seatwright_domain::account::Account;
use seatwright_domain::command::Command;
use seatwright_domain::decision::Decision;
use seatwright_domain::fulfilment::{self, shape};
use seatwright_domain::ids::{CustomerId, PublisherId, SubscriptionId};
use seatwright_domain::refusal::{Code, Reason, Refusals, Remedy, Subject, Who};
use seatwright_domain::role::Action;
use seatwright_domain::rule::Rule;
use seatwright_domain::subscription::Subscription;
use seatwright_store::Loaded;

use super::unknown_subscription;
use crate::call::Call;
use crate::codes::fault;
use crate::fault::Fault;
use crate::fields::{TEXT_MAX, Takes};
use crate::json::{Json, Object};
use crate::query::encode;
use crate::reply::Reply;
use crate::route::{Answered, Parameter, Route};
use crate::schema::{text, words};
use crate::wire::collection;

/// The version of the public API that is spoken here; every request names it.
pub(crate) const API_VERSION: &str = "2018-08-31";
/// Where the dialect lives.
pub(crate) const PREFIX: &str = "/api/saas/";
/// The header with the token of a set-up link.
const TOKEN_HEADER: &str = "x-ms-marketplace-token";
/// Subscriptions on a page.
const PAGE: usize = 100;

/// The operations.
pub(super) fn routes() -> Vec<Route> {
    let mut routes = vec![
        Route::post("/api/saas/subscriptions/resolve", Action::Fulfil, resolve)
            .about("What a purchase token stands for.")
            .answers(200, shapes::resolved()),
        Route::get("/api/saas/subscriptions", Action::Fulfil, list)
            .about("The publisher's subscriptions in every state.")
            .query([Parameter::has("continuationToken", text())])
            .answers(200, shapes::subscriptions()),
        Route::get("/api/saas/subscriptions/{subscription}", Action::Fulfil, read)
            .about("One subscription.")
            .answers(200, shapes::subscription()),
        Route::post("/api/saas/subscriptions/{subscription}/activate", Action::Fulfil, activate)
            .about("Confirms the set-up: from now on it is in use, and charged.")
            .answers_bare(200),
        Route::get("/api/saas/subscriptions/{subscription}/listAvailablePlans", Action::Fulfil, plans)
            .about("The plans of the subscription's product.")
            .query([Parameter::has("planId", text())])
            .answers(200, shapes::plans()),
    ];
    routes.extend(change::routes());
    routes.extend(operations::routes());
    let version = || Parameter::needs("api-version", words(&[API_VERSION]));
    routes.into_iter().map(|route| route.query([version()])).collect()
}

/// A subscription of the publisher that asks.
struct Published {
    customer: CustomerId,
    loaded: Loaded,
    id: SubscriptionId,
}

impl Published {
    fn account(&self) -> &Account {
        &self.loaded.account
    }

    fn found(&self) -> Result<&Subscription, Fault> {
        self.account().subscriptions.get(&self.id).ok_or_else(|| unknown_subscription(self.id))
    }

    fn shown(&self) -> Result<Json, Fault> {
        Ok(Json::of(&shape::subscription(self.found()?, &self.account().head.customer)))
    }
}

/// The publisher that asks, in the version that is spoken.
///
/// # Errors
/// Somebody else asks; no version, or another.
fn publisher(call: &Call) -> Result<PublisherId, Fault> {
    let publisher = call.caller()?.publisher_id().ok_or_else(|| {
        let reason = Reason::new(Rule::Mkt109, Code::PublisherOnly, Subject::Caller)
            .remedy(Remedy::AskPublisher { publisher: String::new() }, Who::Publisher);
        Fault::refused(Refusals::from(reason))
    })?;
    let takes = || Takes::one_of([API_VERSION]);
    if call.query.needed("api-version", takes())? != API_VERSION {
        return Err(Fault::field("api-version", takes()));
    }
    Ok(publisher)
}

/// The subscription of the path. Another publisher's, one that is no publisher's and none at all look the same, and so does
/// what is no id.
async fn published(call: &Call) -> Result<Published, Fault> {
    let publisher = publisher(call)?;
    let Ok(id) = call.value("subscription").parse() else { return Err(Fault::nothing_here()) };
    let found = call.engine().published(publisher, id).await.map_err(|error| call.failed(error))?;
    let (customer, loaded) = found.ok_or_else(|| unknown_subscription(id))?;
    Ok(Published { customer, loaded, id })
}

/// What a purchase token stands for.
async fn resolve(call: Call) -> Answered {
    let publisher = publisher(&call)?;
    let token = call.headers.get(TOKEN_HEADER).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let failed = |error| call.failed(error);
    let purchase = call.engine().purchase(&crate::query::decode(token)).await.map_err(failed)?;
    let invalid = || Fault::plain(fault::PURCHASE_TOKEN, "fault-purchase-token");
    let id = purchase.ok_or_else(invalid)?.subscription;
    // A token for another publisher is no token here.
    let found = call.engine().published(publisher, id).await.map_err(failed)?;
    let (_, loaded) = found.ok_or_else(invalid)?;
    let subscription = loaded.account.subscriptions.get(&id).ok_or_else(invalid)?;
    Ok(Reply::ok(Json::of(&shape::resolved(subscription, &loaded.account.head.customer))))
}

/// The publisher's subscriptions in every state, a hundred at a time.
async fn list(call: Call) -> Answered {
    let publisher = publisher(&call)?;
    let after: Option<SubscriptionId> = collection::place(&call)?;
    let page = call.engine().publishers_subscriptions(publisher, after, PAGE).await;
    let page = page.map_err(|error| call.failed(error))?;
    let items = page.items.iter();
    let items = items.map(|(customer, found)| Json::of(&shape::subscription(found, customer))).collect();
    let next = page.next.as_ref().map(|next| {
        let token = collection::token_of(next);
        format!("{}{PREFIX}subscriptions?api-version={API_VERSION}&continuationToken={token}", base(&call))
    });
    Ok(Reply::ok(Object::new().set("subscriptions", Json::List(items)).some("@nextLink", next)))
}

/// One subscription.
async fn read(call: Call) -> Answered {
    Ok(Reply::ok(published(&call).await?.shown()?))
}

/// Confirms the set-up: the subscription is in use, and is charged from now on (BUY-05, MKT-104).
async fn activate(call: Call) -> Answered {
    let of = published(&call).await?;
    let found = of.found()?;
    let (plan, quantity) = if call.body.is_empty() {
        (None, None)
    } else {
        call.read(|body| Some((body.text("planId", TEXT_MAX), body.quantity("quantity", 0))))?
    };
    let differs = fulfilment::activation_differs(found, plan.as_deref(), quantity);
    if let Some(refusals) = Refusals::of(differs) {
        return Err(Fault::refused(refusals));
    }
    let command = Command::CompleteSetUp { subscription: of.id };
    execute(&call, of.customer, command, |_| Reply::empty(StatusCode::OK)).await
}

/// The plans of the subscription's product.
async fn plans(call: Call) -> Answered {
    let of = published(&call).await?;
    let (offer, _) = shape::known_to_publisher(of.found()?);
    let (product, _) = offer.product_and_sku().unwrap_or_default();
    let country = of.account().head.customer.country();
    let (engine, wanted) = (call.engine(), call.query.get("planId"));
    let offers = engine.catalogue().offers_of_product(product).filter(|offer| {
        let sku = offer.id.product_and_sku().map(|(_, sku)| sku);
        wanted.is_none_or(|wanted| sku.is_some_and(|sku| sku.eq_ignore_ascii_case(wanted)))
    });
    let plans = offers.map(|offer| Json::of(&shape::plan(offer, country, engine.now()))).collect();
    Ok(Reply::ok(Object::new().set("plans", Json::List(plans))))
}

/// Carries out a command of the publisher. Request ids of this dialect are for tracking only: what it changes is set, not
/// added, so that a repeated request does nothing again.
async fn execute<F>(call: &Call, customer: CustomerId, command: Command, answer: F) -> Answered
where
    F: Fn(&Decision) -> Reply + Send + Sync,
{
    let done = call
        .engine()
        .execute(call.caller()?, customer, command, None, |_, decision| answer(decision).into())
        .await
        .map_err(|error| call.failed(error))?;
    Ok(done.answer.into())
}

/// The address of the installation.
fn base(call: &Call) -> &str {
    call.state.tokens.issuer()
}

/// Where an operation is followed.
fn operation_address(
    base: &str,
    subscription: SubscriptionId,
    operation: seatwright_domain::ids::OperationId,
) -> String {
    format!("{base}{PREFIX}subscriptions/{subscription}/operations/{operation}?api-version={API_VERSION}")
}

impl Call {
    /// The link on which the set-up of a subscription is finished, while it is open: the publisher's page with a fresh token
    /// (BUY-05).
    ///
    /// # Errors
    /// A failing store.
    pub(crate) async fn set_up_link(
        &self,
        customer: CustomerId,
        found: &Subscription,
    ) -> Result<Option<String>, Fault> {
        let Some(setup) = found.setup.as_ref().filter(|_| found.awaits_setup()) else { return Ok(None) };
        let purchase = seatwright_engine::Purchase { customer, subscription: found.id };
        let token = self.engine().issue_purchase_token(purchase).await.map_err(|error| self.failed(error))?;
        let site = found.publisher.and_then(|publisher| self.engine().identities().publisher_site(publisher));
        let page = match site.and_then(|site| site.landing_page.as_deref()) {
            Some(seatwright_engine::identity::SAMPLE_LANDING_PAGE) => {
                format!("{}{}", base(self), super::sample::PAGE)
            }
            Some(page) => page.to_owned(),
            None => setup.link.clone(),
        };
        let joint = if page.contains('?') { '&' } else { '?' };
        Ok(Some(format!("{page}{joint}token={}", encode(&token))))
    }
}
