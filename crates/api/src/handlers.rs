//! Operations, one file per group. A handler reads, asks the engine and maps the answer; it decides nothing.

mod addresses;
mod agreements;
mod analytics;
mod audit;
mod carts;
mod conversions;
mod customer_standing;
mod customers;
mod directory_roles;
mod documents;
mod domains;
mod health;
mod incidents;
mod inventory;
mod invoice_lines;
mod invoices;
mod licence_rows;
mod licences;
mod lines;
mod migrations;
mod oauth;
mod offers;
mod orders;
mod own;
mod partner_profiles;
mod partner_relationships;
mod partner_roles;
mod products;
mod profiles;
mod promotions;
mod reach;
mod saas;
mod sample;
mod service_costs;
mod service_requests;
mod subscription_patch;
mod subscriptions;
mod support_contacts;
mod transitions;
mod upgrades;
mod usage;
mod users;
mod webhooks;

use seatwright_domain::access;
use seatwright_domain::account::Account;
use seatwright_domain::decision::Rows;
use seatwright_domain::ids::SubscriptionId;
use seatwright_domain::refusal::{Code, Reason, Refusals, Remedy, Subject, Who};
use seatwright_domain::role::{Action, Actor, Caller};
use seatwright_domain::rule::Rule;
use seatwright_domain::subscription::{Seller, Subscription};

use seatwright_store::Want;

pub(crate) use self::saas::PREFIX as SAAS_PREFIX;
use crate::call::Call;
use crate::fault::Fault;
use crate::route::Route;
use crate::wire::View;

/// Every operation of the API.
pub(crate) fn routes() -> Vec<Route> {
    let all = [
        health::routes(),
        oauth::routes(),
        documents::routes(),
        customers::routes(),
        customer_standing::routes(),
        addresses::routes(),
        profiles::routes(),
        domains::routes(),
        agreements::routes(),
        partner_profiles::routes(),
        partner_relationships::routes(),
        partner_roles::routes(),
        offers::routes(),
        products::routes(),
        promotions::routes(),
        inventory::routes(),
        carts::routes(),
        orders::routes(),
        subscriptions::routes(),
        subscription_patch::routes(),
        support_contacts::routes(),
        usage::routes(),
        conversions::routes(),
        upgrades::routes(),
        transitions::routes(),
        migrations::routes(),
        users::routes(),
        directory_roles::routes(),
        licences::routes(),
        invoices::routes(),
        invoice_lines::routes(),
        service_costs::routes(),
        webhooks::routes(),
        audit::routes(),
        service_requests::routes(),
        incidents::routes(),
        analytics::routes(),
        licence_rows::routes(),
        own::routes(),
        saas::routes(),
        sample::routes(),
    ];
    all.into_iter().flatten().collect()
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

    /// Lets those in whose roles allow one of the actions. Whoever is kept out of a customer's matter learns everything that
    /// stands in the way, and no more of the customer than anybody would.
    ///
    /// # Errors
    /// Every reason against the first of the actions.
    pub(crate) async fn gate(&self, actions: &[Action]) -> Result<(), Fault> {
        let policy = self.engine().policies().at(self.engine().now());
        let caller = self.caller()?;
        let Some(first) = actions.first() else { return Ok(()) };
        if actions.iter().any(|action| policy.lets(*action, caller)) {
            return Ok(());
        }
        if self.values.iter().any(|(name, _)| name == "customer") {
            let loaded = self.account(Want::default()).await?;
            let rows = Rows::default();
            let reasons = access::to_account(&loaded.account, *first, &self.context(&rows)?);
            if let Some(refusals) = Refusals::of(reasons) {
                return Err(Fault::refused(refusals));
            }
        }
        Err(Fault::refused(access::role_missing(*first, caller, policy).into()))
    }
}

/// Whether the caller may see what a seller sold: partners see what they sold themselves or are named on as the reseller
/// (CHAN-106), and nothing of others (UPG-07).
pub(crate) fn sees(caller: &Caller, seller: &Seller) -> bool {
    match &caller.actor {
        Actor::Partner { partner, .. } => seller.partner() == Some(*partner) || caller.is_reseller_on(seller),
        Actor::Publisher { .. } => false,
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
    no_subscription(Subject::Subscription(id))
}

/// The same of whatever the address names there.
pub(crate) fn no_subscription(subject: Subject) -> Fault {
    let reason = Reason::new(Rule::Buy03, Code::SubscriptionUnknown, subject);
    Fault::refused(Refusals::from(reason.remedy(Remedy::ReadAgain, Who::Caller)))
}
