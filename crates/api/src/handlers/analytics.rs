//! Licence analytics: how many licences were sold, how many of them are in users' hands, and for which services. Nobody measures
//! here who works with a service, so that a licence counts as used when a user has it.

use std::collections::BTreeMap;

use rust_decimal::Decimal;
use seatwright_domain::account::Account;
use seatwright_domain::catalogue::{Catalogue, Plan};
use seatwright_domain::ids::PlanId;
use seatwright_domain::role::{Action, Caller};
use seatwright_domain::subscription::Status;
use seatwright_store::Want;

use super::{reach, sees};
use crate::call::Call;
use crate::fault::Fault;
use crate::json::{Json, Object};
use crate::reply::Reply;
use crate::route::{Answered, Route};
use crate::schema::{Schema, collection_of, count, guid, instant, number, resource, text, words};
use crate::wire::{attributes, collection};

/// The family of services, as the dialect names it: all that is licensed to users here belongs to one.
pub(super) const SERVICE: &str = "o365";

/// The operations of this file.
pub(super) fn routes() -> Vec<Route> {
    vec![
        Route::get("/v1/analytics/licenses/deployment", Action::View, partner_deployment)
            .about("How many of the licences that the partner has sold are in users' hands")
            .answers(
                200,
                collection_of(
                    common().needs("licensesSold", count()).needs("proratedDeploymentPercent", number()),
                ),
            ),
        Route::get("/v1/analytics/licenses/usage", Action::View, partner_usage)
            .about("For each service, how many of the licences that include it are in users' hands")
            .answers(
                200,
                collection_of(
                    common().needs("workloadName", text()).needs("proratedLicensesUsagePercent", number()),
                ),
            ),
        Route::get(
            "/v1/customers/{customer}/analytics/licenses/deployment",
            Action::View,
            customer_deployment,
        )
        .about("For each plan of a customer, how many licences are in users' hands")
        .answers(
            200,
            collection_of(
                of_customer()
                    .needs("licensesDeployed", count())
                    .needs("licensesSold", count())
                    .needs("deploymentPercent", number()),
            ),
        ),
        Route::get("/v1/customers/{customer}/analytics/licenses/usage", Action::View, customer_usage)
            .about("For each plan and service of a customer, how many licences are in users' hands")
            .answers(
                200,
                collection_of(
                    of_customer()
                        .needs("workloadCode", text())
                        .needs("workloadName", text())
                        .needs("licensesActive", count())
                        .needs("licensesQualified", count())
                        .needs("usagePercent", number()),
                ),
            ),
    ]
}

fn common() -> Schema {
    resource()
        .needs("processedDateTime", instant())
        .needs("serviceName", words(&[SERVICE]))
        .needs("channel", words(&["reseller"]))
}

fn of_customer() -> Schema {
    common()
        .needs("customerId", guid())
        .needs("customerName", text())
        .needs("productName", text())
        .needs("serviceCode", words(&[SERVICE]))
}

/// Licences of one plan.
#[derive(Clone, Copy, Default)]
pub(super) struct Licences {
    /// Those that were sold.
    pub(super) sold: u64,
    /// Those in users' hands.
    pub(super) held: u64,
}

impl Licences {
    fn percent(self) -> Decimal {
        let (sold, held) = (Decimal::from(self.sold), Decimal::from(self.held));
        if sold.is_zero() { sold } else { (held * Decimal::ONE_HUNDRED / sold).round_dp(2) }
    }
}

/// Licences by plan, of subscriptions that the caller sold and users can use.
pub(super) fn add(by_plan: &mut BTreeMap<PlanId, Licences>, account: &Account, caller: &Caller) {
    let usable = |status: Status| matches!(status, Status::Active | Status::Expired);
    for found in account.live().filter(|found| sees(caller, &found.seller) && usable(found.status)) {
        if let Some(plan) = found.plan {
            let counted = by_plan.entry(plan).or_default();
            counted.sold = counted.sold.saturating_add(u64::from(found.seats()));
            counted.held = counted.held.saturating_add(u64::from(found.assigned));
        }
    }
}

async fn of_all(call: &Call) -> Result<BTreeMap<PlanId, Licences>, Fault> {
    let caller = call.caller()?;
    let mut by_plan = BTreeMap::new();
    reach::each(call, |account| add(&mut by_plan, account, caller)).await?;
    Ok(by_plan)
}

/// What is in users' hands of everything that the partner sold; nothing where it has sold nothing.
pub(crate) async fn partner_deployment(call: Call) -> Answered {
    let by_plan = of_all(&call).await?;
    let sum = by_plan.values().fold(Licences::default(), |sum, one| Licences {
        sold: sum.sold.saturating_add(one.sold),
        held: sum.held.saturating_add(one.held),
    });
    let row = common_of(&call, "PartnerLicensesDeploymentInsights")
        .set("licensesSold", sum.sold)
        .set("proratedDeploymentPercent", sum.percent());
    let items = if by_plan.is_empty() { Vec::new() } else { vec![row.into()] };
    Ok(Reply::ok(collection::collection(&call, items)))
}

/// The same for each service, over the plans that include it.
pub(crate) async fn partner_usage(call: Call) -> Answered {
    let by_plan = of_all(&call).await?;
    let catalogue = call.engine().catalogue();
    let mut by_service: BTreeMap<&str, Licences> = BTreeMap::new();
    for (plan, licences) in by_plan.iter().filter_map(|(id, counted)| Some((catalogue.plan(*id)?, counted))) {
        for (_, title) in services(catalogue, plan) {
            let counted = by_service.entry(title).or_default();
            counted.sold = counted.sold.saturating_add(licences.sold);
            counted.held = counted.held.saturating_add(licences.held);
        }
    }
    let items = by_service.into_iter().map(|(title, licences)| {
        common_of(&call, "PartnerLicensesUsageInsights")
            .set("workloadName", title)
            .set("proratedLicensesUsagePercent", licences.percent())
            .into()
    });
    Ok(Reply::ok(collection::collection(&call, items.collect())))
}

/// A customer's plans.
pub(crate) async fn customer_deployment(call: Call) -> Answered {
    let (account, by_plan) = of_one(&call).await?;
    let catalogue = call.engine().catalogue();
    let plans = by_plan.into_iter().filter_map(|(id, counted)| Some((catalogue.plan(id)?, counted)));
    let items = plans.map(|(plan, licences)| {
        customer_row(&call, "CustomerLicensesDeploymentInsights", &account, plan)
            .set("licensesDeployed", licences.held)
            .set("licensesSold", licences.sold)
            .set("deploymentPercent", licences.percent())
            .into()
    });
    Ok(Reply::ok(collection::collection(&call, items.collect())))
}

/// A customer's plans by service.
pub(crate) async fn customer_usage(call: Call) -> Answered {
    let (account, by_plan) = of_one(&call).await?;
    let catalogue = call.engine().catalogue();
    let mut items: Vec<Json> = Vec::new();
    for (plan, licences) in by_plan.iter().filter_map(|(id, counted)| Some((catalogue.plan(*id)?, counted))) {
        for (name, title) in services(catalogue, plan) {
            let row = customer_row(&call, "CustomerLicensesUsageInsights", &account, plan)
                .set("workloadCode", name)
                .set("workloadName", title)
                .set("licensesActive", licences.held)
                .set("licensesQualified", licences.sold)
                .set("usagePercent", licences.percent());
            items.push(row.into());
        }
    }
    Ok(Reply::ok(collection::collection(&call, items)))
}

async fn of_one(call: &Call) -> Result<(Account, BTreeMap<PlanId, Licences>), Fault> {
    let account = call.account(Want::default()).await?.account;
    let mut by_plan = BTreeMap::new();
    add(&mut by_plan, &account, call.caller()?);
    Ok((account, by_plan))
}

/// The services of a plan, by name and title.
pub(super) fn services<'a>(
    catalogue: &'a Catalogue,
    plan: &'a Plan,
) -> impl Iterator<Item = (&'a str, &'a str)> {
    let known = plan.services.iter().filter_map(|name| catalogue.services.get(name));
    known.map(|service| (service.name.as_str(), service.title.as_str()))
}

fn common_of(call: &Call, kind: &str) -> Object {
    Object::new()
        .set("processedDateTime", call.engine().now().to_string())
        .set("serviceName", SERVICE)
        .set("channel", "reseller")
        .set("attributes", attributes(kind))
}

fn customer_row(call: &Call, kind: &str, account: &Account, plan: &Plan) -> Object {
    common_of(call, kind)
        .set("customerId", account.id().to_string())
        .set("customerName", account.head.customer.company_name.as_str())
        .set("productName", plan.title.as_str())
        .set("serviceCode", SERVICE)
}
