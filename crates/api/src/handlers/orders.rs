//! Orders: buying without a cart, reading, add-ons and billing frequency of an existing order.

use seatwright_domain::account::Account;
use seatwright_domain::calendar::BillingPlan;
use seatwright_domain::command::Command;
use seatwright_domain::decision::Decision;
use seatwright_domain::event::Event;
use seatwright_domain::ids::{OrderId, SubscriptionId};
use seatwright_domain::order::{Order, Wanted};
use seatwright_domain::refusal::{Code, Reason, Refusals, Remedy, Subject, Who};
use seatwright_domain::rule::Rule;
use seatwright_domain::subscription::Payment;
use seatwright_store::{Loaded, OrderQuery, Want};

use super::{carts, lines, sees};
use crate::call::Call;
use crate::codes::{Place, fault};
use crate::fault::Fault;
use crate::fields::{Fields, ITEMS_MAX, Takes};
use crate::json::Json;
use crate::reply::Reply;
use crate::route::{Answered, Parameter, Route};
use crate::schema::{
    Schema, any_of, billing_in, blank_or, collection_of, flag_in, guid, list, map, noticed, object, optional,
    words, words_in,
};
use crate::wire::offer::BILLING;
use crate::wire::{collection, order};
use seatwright_domain::role::Action;

/// How a customer that buys for itself pays, by name.
pub(super) const PAYMENTS: [(&str, Payment); 3] =
    [("invoice", Payment::Invoice), ("card", Payment::Card), ("prepaid", Payment::Prepaid)];

/// The names of the ways to pay, as documents list them.
pub(super) const PAYMENT_WORDS: &[&str] = &["invoice", "card", "prepaid"];

/// The operations of this file.
pub(super) fn routes() -> Vec<Route> {
    const ORDERS: &str = "/v1/customers/{customer}/orders";
    const ORDER: &str = "/v1/customers/{customer}/orders/{order}";
    let prices = || Parameter::has("include_price", flag_in());
    let links = || collection_of(order::activation_schema());
    vec![
        Route::post(ORDERS, Action::Buy, create)
            .about("Buys without a cart")
            .takes(Schema::Named("NewOrder", new_order))
            .answers(201, noticed(order::schema()).has("relatedOrders", list(guid()))),
        Route::get(ORDERS, Action::View, list_orders)
            .about("The orders that the caller may see")
            .query([prices(), Parameter::has("billingType", words(BILLING))])
            .answers(200, collection_of(order::schema())),
        Route::get(ORDER, Action::View, get)
            .about("One order")
            .query([prices()])
            .answers(200, order::schema()),
        Route::patch(ORDER, [Action::Buy, Action::ChangeOrderBilling], patch)
            .about("Buys add-ons into an order, or changes its billing frequency")
            .takes(Schema::Named("OrderChange", order_change))
            .answers(200, noticed(order::schema())),
        Route::get("/v1/customers/{customer}/orders/{order}/provisioningstatus", Action::View, provisioning)
            .about("Whether the services of each line are set up")
            .answers(200, collection_of(order::provisioning_schema())),
        Route::get("/v1/customers/{customer}/orders/{order}/activationlinks", Action::View, activation_links)
            .about("Links to publishers' sites where a set-up is open")
            .answers(200, links()),
        Route::get(
            "/v1/customers/{customer}/orders/{order}/lineitems/{line}/activationlinks",
            Action::View,
            line_activation_links,
        )
        .about("The same of one line")
        .answers(200, links()),
    ]
}

fn new_order() -> Schema {
    lines::order_shape().has("payment", blank_or(words_in(PAYMENT_WORDS)))
}

/// Lines without `subscriptionId` and with `parentSubscriptionId` are new add-ons; others are not looked at.
fn order_change() -> Schema {
    let known = map(Schema::Any).about("A line that is there already.");
    object()
        .has("status", blank_or(words_in(STATUS_WORDS)))
        .has("billingCycle", blank_or(billing_in()))
        .has("lineItems", optional(list(any_of(vec![lines::order_line_shape(), known]))))
}

/// Buys: one order.
pub(crate) async fn create(call: Call) -> Answered {
    let (lines, numbers, payment) = call.read(|body| {
        let billing = lines::billing(body, "billingCycle");
        let lines = lines::order_lines(body, billing);
        Some((lines, line_numbers(body), body.word("payment", &PAYMENTS)))
    })?;
    in_sequence(&numbers)?;
    let view = call.view();
    call.execute(Command::PlaceOrder { lines, payment }, |_, decision| {
        let placed = carts::placed(decision);
        let shown = shown(&decision.account, true);
        let first = placed.first().map_or(Json::Null, |placed| order::order(&view, placed, &shown));
        let others: Vec<String> = placed.iter().skip(1).map(|order| order.id.to_string()).collect();
        let reply = Reply::created(first);
        if others.is_empty() { reply } else { reply.with_member("relatedOrders", others.into()) }
    })
    .await
}

fn line_numbers(body: &Fields<'_>) -> Vec<Option<u64>> {
    let lines = body.objects("lineItems", ITEMS_MAX);
    lines.iter().map(|line| line.number("lineItemNumber", 0, u64::from(u32::MAX))).collect()
}

/// Lines are numbered 0, 1, 2, … or not at all.
fn in_sequence(numbers: &[Option<u64>]) -> Result<(), Fault> {
    let right = numbers.iter().zip(0_u64..).all(|(number, place)| *number == Some(place));
    if right || numbers.iter().all(Option::is_none) {
        return Ok(());
    }
    Err(Fault::plain(fault::LINE_NUMBERS, "fault-line-numbers"))
}

fn shown(account: &Account, prices: bool) -> order::Shown<'_> {
    order::Shown { customer: &account.head.customer, subscriptions: &account.subscriptions, prices }
}

/// The orders that the caller may see.
pub(crate) async fn list_orders(call: Call) -> Answered {
    let loaded = call.account(Want { everything: true, ..Want::default() }).await?;
    let caller = call.caller()?;
    let mut query = OrderQuery::of(loaded.account.id());
    query.partner = caller.partner_id();
    let shown = shown(&loaded.account, call.query.flag("include_price")?);
    let billing = call.query.parsed("billingType", Takes::one_of(BILLING), BillingPlan::parse)?;
    let view = call.view();
    let mut items = Vec::new();
    loop {
        let page = call.engine().store().orders(&query).await?;
        let seen = page.items.iter().filter(|found| sees(caller, &found.seller));
        let fitting =
            seen.filter(|found| billing.is_none_or(|wanted| order::billing_now(found, &shown) == wanted));
        items.extend(fitting.map(|found| order::order(&view, found, &shown)));
        query.after = page.next;
        if query.after.is_none() {
            break;
        }
    }
    Ok(Reply::ok(collection::collection(&call, items)))
}

/// The order of the path with its account.
async fn load(call: &Call) -> Result<(Loaded, Order), Fault> {
    let unknown = |subject| {
        let reason = Reason::new(Rule::Buy03, Code::OrderUnknown, subject);
        Fault::refused(Refusals::from(reason.remedy(Remedy::ReadAgain, Who::Caller)))
    };
    // What is no id names no order.
    let id: Option<OrderId> = call.value("order").parse().ok();
    let id = id.ok_or_else(|| unknown(Subject::Field("order".to_owned())))?;
    let want = Want { everything: true, orders: vec![id], ..Want::default() };
    let loaded = call.account(want).await?;
    let caller = call.caller()?;
    let found = loaded.orders.iter().find(|found| found.id == id && sees(caller, &found.seller)).cloned();
    let found = found.ok_or_else(|| unknown(Subject::Order(id)))?;
    Ok((loaded, found))
}

/// One order.
pub(crate) async fn get(call: Call) -> Answered {
    let (loaded, found) = load(&call).await?;
    let shown = shown(&loaded.account, call.query.flag("include_price")?);
    Ok(Reply::ok(order::order(&call.view(), &found, &shown)))
}

/// What a PATCH of an order asks for.
struct Asked {
    status: Option<&'static str>,
    billing: Option<BillingPlan>,
    add_ons: Vec<Wanted>,
}

const STATUSES: [(&str, &str); 6] = [
    ("unknown", ""),
    ("completed", ""),
    ("pending", ""),
    ("cancelled", "cancelled"),
    ("suspended", "suspended"),
    ("none", ""),
];

/// The names of the states, as documents list them.
const STATUS_WORDS: &[&str] = &["unknown", "completed", "pending", "cancelled", "suspended", "none"];

fn read(body: &Fields<'_>) -> Option<Asked> {
    let billing = lines::billing(body, "billingCycle");
    let is_new = |line: &&Fields<'_>| line.has("parentSubscriptionId") && !line.has("subscriptionId");
    let lines = body.objects("lineItems", ITEMS_MAX);
    // An add-on pays as its base does, whatever the order says.
    let add_ons = lines.iter().filter(is_new).filter_map(|line| lines::order_line(line, None)).collect();
    let status = body.word("status", &STATUSES).filter(|status| !status.is_empty());
    Some(Asked { status, billing, add_ons })
}

/// Buys add-ons into an order, or changes its billing frequency. Lines that are already there are not looked at.
pub(crate) async fn patch(call: Call) -> Answered {
    let asked = call.read(read)?;
    let (loaded, found) = load(&call).await?;
    if let Some(repeated) = call.answered().await? {
        return Ok(repeated);
    }
    match asked.status {
        Some("cancelled") => {
            return Err(Fault::plain(fault::CANCEL_SUBSCRIPTION, "fault-cancel-subscription"));
        }
        Some(_) => return Err(Fault::plain(fault::SUSPEND_SUBSCRIPTION, "fault-suspend-subscription")),
        None => {}
    }
    let now = order::billing_now(&found, &shown(&loaded.account, false));
    let same = |billing: BillingPlan| billing == now || call.view().billing(now) == billing.code();
    let mut commands = Vec::new();
    if !asked.add_ons.is_empty() {
        commands.push(Command::BuyAddOns { order: found.id, lines: asked.add_ons });
    }
    if let Some(billing) = asked.billing.filter(|billing| !same(*billing)) {
        commands.push(Command::ChangeOrderBilling { order: found.id, billing });
    }
    if commands.is_empty() {
        return Ok(Reply::ok(order::order(&call.view(), &found, &shown(&loaded.account, true))));
    }
    let view = call.view();
    call.execute(Command::All { commands }, |_, decision| {
        Reply::ok(order::order(&view, &with_new_lines(&found, decision), &shown(&decision.account, true)))
    })
    .await
    .map_err(|fault| fault.at(Place::Order))
}

fn with_new_lines(order: &Order, decision: &Decision) -> Order {
    let mut order = order.clone();
    for recorded in &decision.events {
        match &recorded.event {
            Event::OrderLineAdded { order: id, line } if *id == order.id => {
                order.lines.push((**line).clone());
            }
            _ => {}
        }
    }
    order
}

/// The state of the services of each line.
pub(crate) async fn provisioning(call: Call) -> Answered {
    let (loaded, found) = load(&call).await?;
    let items = found
        .lines
        .iter()
        .map(|line| order::provisioning(line, loaded.account.subscriptions.get(&line.subscription)))
        .collect();
    Ok(Reply::ok(collection::collection(&call, items)))
}

/// The links to publishers' sites that are still needed (BUY-05).
pub(crate) async fn activation_links(call: Call) -> Answered {
    let (loaded, found) = load(&call).await?;
    let mut items = Vec::new();
    for line in &found.lines {
        items.extend(link_of(&call, &loaded.account, line.number, line.subscription).await?);
    }
    Ok(Reply::ok(collection::collection(&call, items)))
}

/// The same of one line.
pub(crate) async fn line_activation_links(call: Call) -> Answered {
    let (loaded, found) = load(&call).await?;
    let number = call.value("line").parse().ok();
    let line = found.lines.iter().find(|line| Some(line.number) == number).ok_or_else(Fault::nothing_here)?;
    let item = link_of(&call, &loaded.account, line.number, line.subscription).await?;
    Ok(Reply::ok(collection::collection(&call, item.into_iter().collect())))
}

async fn link_of(
    call: &Call,
    account: &Account,
    number: u32,
    subscription: SubscriptionId,
) -> Result<Option<Json>, Fault> {
    let Some(found) = account.subscriptions.get(&subscription) else { return Ok(None) };
    let link = call.set_up_link(account.id(), found).await?;
    Ok(link.map(|link| order::activation(number, link)))
}
