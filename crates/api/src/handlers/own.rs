//! Our own extras, under `/seatwright/v1`: what the dialect has no words for.

mod actions;
mod balances;
mod billing;
mod change;
mod charges;
mod clock;
mod events;
mod listing;
mod operations;
mod payments;
mod quotes;
mod relationships;
mod self_upgrades;
mod windows;

use crate::route::{Route, delete, get, post, put};

/// The operations.
pub(super) fn routes() -> Vec<Route> {
    let mut routes = vec![
        get("/seatwright/v1/clock", clock::read),
        post("/seatwright/v1/clock", clock::advance),
        post("/seatwright/v1/customers/{customer}/quotes", quotes::quote),
        get("/seatwright/v1/customers/{customer}/quotes/{token}", quotes::get),
        post("/seatwright/v1/customers/{customer}/quotes/{token}/redeem", quotes::redeem),
        get("/seatwright/v1/charges/{charge}", charges::get),
        get("/seatwright/v1/customers/{customer}/events", events::list),
        get("/seatwright/v1/customers/{customer}/listing", listing::list),
        get("/seatwright/v1/customers/{customer}/restricted-offers", listing::restricted),
        get("/seatwright/v1/customers/{customer}/windows", windows::list),
        get("/seatwright/v1/customers/{customer}/licence-conflicts", windows::conflicts),
        get("/seatwright/v1/customers/{customer}/relationships", relationships::list),
        post("/seatwright/v1/customers/{customer}/relationships", relationships::begin),
        delete("/seatwright/v1/customers/{customer}/relationships/{partner}", relationships::end),
        put("/seatwright/v1/customers/{customer}/relationships/{partner}/delegation", relationships::grant),
        delete(
            "/seatwright/v1/customers/{customer}/relationships/{partner}/delegation",
            relationships::withdraw,
        ),
        get("/seatwright/v1/customers/{customer}/overdue", balances::list),
        post("/seatwright/v1/customers/{customer}/overdue", balances::record),
        post("/seatwright/v1/customers/{customer}/overdue/pay", balances::pay),
        get("/seatwright/v1/customers/{customer}/service-health", operations::health),
        post("/seatwright/v1/customers/{customer}/service-health", operations::report),
    ];
    routes.extend(subscription_routes());
    routes.extend(upgrade_routes());
    routes.extend(billing_routes());
    routes
}

fn subscription_routes() -> Vec<Route> {
    vec![
        post("/seatwright/v1/customers/{customer}/subscriptions/{subscription}/suspend", actions::suspend),
        post(
            "/seatwright/v1/customers/{customer}/subscriptions/{subscription}/reactivate",
            actions::reactivate,
        ),
        post("/seatwright/v1/customers/{customer}/subscriptions/{subscription}/cancel", actions::cancel),
        post(
            "/seatwright/v1/customers/{customer}/subscriptions/{subscription}/restore-schedule",
            actions::restore_schedule,
        ),
        get(
            "/seatwright/v1/customers/{customer}/subscriptions/{subscription}/addon-offers",
            listing::add_ons,
        ),
        post(
            "/seatwright/v1/customers/{customer}/subscriptions/{subscription}/set-up-completed",
            operations::set_up_completed,
        ),
        post(
            "/seatwright/v1/customers/{customer}/subscriptions/{subscription}/provisioning",
            operations::provisioning,
        ),
        get(
            "/seatwright/v1/customers/{customer}/subscriptions/{subscription}/upgrade-options",
            self_upgrades::options,
        ),
        post(
            "/seatwright/v1/customers/{customer}/subscriptions/{subscription}/upgrades",
            self_upgrades::upgrade,
        ),
    ]
}

fn upgrade_routes() -> Vec<Route> {
    vec![
        get("/seatwright/v1/customers/{customer}/upgrades", self_upgrades::list),
        get("/seatwright/v1/customers/{customer}/upgrades/{upgrade}", self_upgrades::get),
        get("/seatwright/v1/customers/{customer}/upgrades/{upgrade}/findings", self_upgrades::findings),
        post("/seatwright/v1/customers/{customer}/upgrades/{upgrade}/credit", self_upgrades::decide_credit),
        post("/seatwright/v1/customers/{customer}/upgrades/{upgrade}/withdraw", self_upgrades::withdraw),
    ]
}

fn billing_routes() -> Vec<Route> {
    vec![
        get("/seatwright/v1/invoices/{invoice}/reconciliation.csv", billing::csv).gives(billing::CSV),
        get("/seatwright/v1/invoices/{invoice}/reconciliation.json", billing::json),
        get("/seatwright/v1/balance", payments::balance),
        get("/seatwright/v1/payments", payments::list),
        post("/seatwright/v1/payments", payments::record),
        get("/seatwright/v1/customers/{customer}/invoices", billing::invoices),
        get("/seatwright/v1/customers/{customer}/unbilled", billing::unbilled),
    ]
}
