//! Operations, one file per group. A handler reads, asks the engine and maps the answer; it decides nothing.

mod agreements;
mod carts;
mod conversions;
mod customers;
mod domains;
mod health;
mod invoice_lines;
mod invoices;
mod licences;
mod lines;
mod offers;
mod orders;
mod own;
mod partner_profiles;
mod products;
mod profiles;
mod service_costs;
mod subscription_patch;
mod subscriptions;
mod token;
mod transitions;
mod upgrades;
mod users;

use seatwright_domain::access;
use seatwright_domain::account::Account;
use seatwright_domain::ids::SubscriptionId;
use seatwright_domain::refusal::{Code, Reason, Refusals, Remedy, Who};
use seatwright_domain::role::{Action, Actor, Caller};
use seatwright_domain::rule::Rule;
use seatwright_domain::subscription::{Seller, Subscription};

use crate::call::Call;
use crate::fault::Fault;
use crate::route::{Route, delete, get, head, patch, post, put};
use crate::wire::View;

/// Every operation of the API.
pub(crate) fn routes() -> Vec<Route> {
    let mut routes = open_routes();
    routes.extend(customer_routes());
    routes.extend(catalogue_routes());
    routes.extend(order_routes());
    routes.extend(subscription_routes());
    routes.extend(user_routes());
    routes.extend(invoice_routes());
    routes.extend(own::routes());
    routes
}

fn open_routes() -> Vec<Route> {
    vec![
        get("/healthz", health::live).open(),
        get("/readyz", health::ready).open(),
        post("/{tenant}/oauth2/token", token::version_1).open(),
        post("/{tenant}/oauth2/v2.0/token", token::version_2).open(),
        get("/{tenant}/.well-known/openid-configuration", token::discovery).open(),
        get("/{tenant}/v2.0/.well-known/openid-configuration", token::discovery).open(),
        get("/{tenant}/discovery/keys", token::keys).open(),
        get("/common/discovery/instance", token::instance).open(),
    ]
}

fn customer_routes() -> Vec<Route> {
    vec![
        get("/v1/customers", customers::list),
        post("/v1/customers", customers::create),
        get("/v1/customers/relationshiprequests", customers::relationship_request),
        get("/v1/customers/{customer}", customers::get),
        patch("/v1/customers/{customer}", customers::patch),
        get("/v1/customers/{customer}/profiles/company", profiles::company),
        get("/v1/customers/{customer}/profiles/billing", profiles::billing),
        put("/v1/customers/{customer}/profiles/billing", profiles::put_billing),
        head("/v1/domains/{domain}", domains::head),
        get("/v1/agreements", agreements::templates),
        get("/v1/customers/{customer}/agreements", agreements::list),
        post("/v1/customers/{customer}/agreements", agreements::confirm),
        get("/v1/profiles/organization", partner_profiles::organization),
        get("/v1/profiles/mpn", partner_profiles::location),
    ]
}

fn catalogue_routes() -> Vec<Route> {
    vec![
        get("/v1/offercategories", offers::categories),
        get("/v1/offers", offers::list),
        get("/v1/offers/{offer}", offers::get),
        get("/v1/offers/{offer}/addons", offers::add_ons),
        get("/v1/customers/{customer}/offers", offers::of_customer),
        get("/v1/customers/{customer}/offercategories", offers::categories_of_customer),
        get("/v1/products", products::list),
        get("/v1/products/{product}", products::get),
        get("/v1/products/{product}/skus", products::skus),
        get("/v1/products/{product}/skus/{sku}", products::sku),
        get("/v1/products/{product}/skus/{sku}/availabilities", products::availabilities),
        get("/v1/products/{product}/skus/{sku}/availabilities/{availability}", products::availability),
        get("/v1/customers/{customer}/products", products::list),
        get("/v1/customers/{customer}/products/{product}", products::get),
        get("/v1/customers/{customer}/products/{product}/skus", products::skus),
        get("/v1/customers/{customer}/products/{product}/skus/{sku}", products::sku),
        get(
            "/v1/customers/{customer}/products/{product}/skus/{sku}/availabilities",
            products::availabilities,
        ),
        get(
            "/v1/customers/{customer}/products/{product}/skus/{sku}/availabilities/{availability}",
            products::availability,
        ),
    ]
}

fn order_routes() -> Vec<Route> {
    vec![
        post("/v1/customers/{customer}/carts", carts::create),
        get("/v1/customers/{customer}/carts/{cart}", carts::get),
        put("/v1/customers/{customer}/carts/{cart}", carts::replace),
        post("/v1/customers/{customer}/carts/{cart}/checkout", carts::checkout),
        post("/v1/customers/{customer}/orders", orders::create),
        get("/v1/customers/{customer}/orders", orders::list),
        get("/v1/customers/{customer}/orders/{order}", orders::get),
        patch("/v1/customers/{customer}/orders/{order}", orders::patch),
        get("/v1/customers/{customer}/orders/{order}/provisioningstatus", orders::provisioning),
        get("/v1/customers/{customer}/orders/{order}/activationlinks", orders::activation_links),
        get(
            "/v1/customers/{customer}/orders/{order}/lineitems/{line}/activationlinks",
            orders::line_activation_links,
        ),
    ]
}

fn subscription_routes() -> Vec<Route> {
    vec![
        get("/v1/customers/{customer}/subscriptions", subscriptions::list),
        get("/v1/customers/{customer}/subscriptions/customTermEndDates", subscriptions::end_dates),
        get("/v1/customers/{customer}/subscriptions/{subscription}", subscriptions::get),
        patch("/v1/customers/{customer}/subscriptions/{subscription}", subscription_patch::patch),
        get("/v1/customers/{customer}/subscriptions/{subscription}/addons", subscriptions::add_ons),
        get(
            "/v1/customers/{customer}/subscriptions/{subscription}/provisioningstatus",
            subscriptions::provisioning,
        ),
        get(
            "/v1/customers/{customer}/subscriptions/{subscription}/activationlinks",
            subscriptions::activation_links,
        ),
        post("/v1/customers/{customer}/subscriptions/{subscription}/activate", subscriptions::activate),
        get("/v1/customers/{customer}/subscriptions/{subscription}/conversions", conversions::list),
        post("/v1/customers/{customer}/subscriptions/{subscription}/conversions", conversions::convert),
        get("/v1/customers/{customer}/subscriptions/{subscription}/upgrades", upgrades::list),
        post("/v1/customers/{customer}/subscriptions/{subscription}/upgrades", upgrades::upgrade),
        get(
            "/v1/customers/{customer}/subscriptions/{subscription}/transitionEligibilities",
            transitions::eligibilities,
        ),
        get("/v1/customers/{customer}/subscriptions/{subscription}/transitions", transitions::list),
        post("/v1/customers/{customer}/subscriptions/{subscription}/transitions", transitions::transition),
    ]
}

fn user_routes() -> Vec<Route> {
    vec![
        get("/v1/customers/{customer}/users", users::list),
        post("/v1/customers/{customer}/users", users::create),
        get("/v1/customers/{customer}/users/{user}", users::get),
        patch("/v1/customers/{customer}/users/{user}", users::patch),
        patch("/v1/customers/{customer}/users/{user}/resetpassword", users::patch),
        delete("/v1/customers/{customer}/users/{user}", users::delete),
        get("/v1/customers/{customer}/users/{user}/licenses", licences::of_user),
        post("/v1/customers/{customer}/users/{user}/licenseupdates", licences::update),
        get("/v1/customers/{customer}/subscribedskus", licences::owned),
    ]
}

fn invoice_routes() -> Vec<Route> {
    vec![
        get("/v1/invoices", invoices::list),
        get("/v1/invoices/summary", invoices::summary),
        get("/v1/invoices/summaries", invoices::summaries),
        get("/v1/invoices/estimates/links", invoice_lines::estimates),
        get("/v1/invoices/unbilled/lineitems", invoice_lines::unbilled),
        get("/v1/invoices/{invoice}", invoices::get),
        get("/v1/invoices/{invoice}/documents/statement", invoices::statement).gives(invoices::PDF),
        get("/v1/invoices/{invoice}/lineitems", invoice_lines::by_query),
        get("/v1/invoices/{invoice}/lineitems/{provider}/{kind}", invoice_lines::by_path),
        get("/v1/customers/{customer}/servicecosts/{period}", service_costs::summary),
        get("/v1/customers/{customer}/servicecosts/{period}/lineitems", service_costs::lines),
    ]
}

impl Call {
    /// What shapes look at.
    pub(crate) fn view(&self) -> View<'_> {
        let engine = self.engine();
        View {
            catalogue: engine.catalogue(),
            policies: engine.policies(),
            partners: engine.partners(),
            now: engine.now(),
            client: self.client(),
            language: self.language,
        }
    }

    /// Whether roles allow an action that concerns no customer, as adding one.
    ///
    /// # Errors
    /// The reason with the roles that may.
    pub(crate) fn may(&self, action: Action) -> Result<(), Fault> {
        let caller = self.caller()?;
        let policy = self.engine().policies().at(self.engine().now());
        if caller.actor == Actor::System || policy.permits(action, &caller.roles) {
            return Ok(());
        }
        let reason = Reason::new(
            access::rule_of(action),
            Code::RoleMissing,
            seatwright_domain::refusal::Subject::Caller,
        )
        .remedy(Remedy::AskRole { roles: policy.roles_for(action) }, Who::Caller);
        Err(Fault::refused(reason.into()))
    }
}

/// Whether the caller may see what a seller sold: partners see what they sold themselves, and nothing of others (UPG-07).
pub(crate) fn sees(caller: &Caller, seller: &Seller) -> bool {
    match &caller.actor {
        Actor::Partner { partner, .. } => seller.partner() == Some(*partner),
        Actor::Customer { .. } | Actor::System => true,
    }
}

/// A subscription of the account that the caller may see.
///
/// # Errors
/// There is none.
pub(crate) fn seen<'a>(
    call: &Call,
    account: &'a Account,
    id: SubscriptionId,
) -> Result<&'a Subscription, Fault> {
    let caller = call.caller()?;
    account
        .subscriptions
        .get(&id)
        .filter(|found| sees(caller, &found.seller))
        .ok_or_else(|| unknown_subscription(id))
}

/// There is no such subscription, as far as the caller may know.
pub(crate) fn unknown_subscription(id: SubscriptionId) -> Fault {
    let reason =
        Reason::about(Rule::Buy03, Code::SubscriptionUnknown, id).remedy(Remedy::ReadAgain, Who::Caller);
    Fault::refused(Refusals::from(reason))
}
