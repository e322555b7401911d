//! The customer's own upgrade (SELF-01..09), and the state of every upgrade: progress, users that need work by hand,
//! service choices (UPG-10, LIC-02).

use seatwright_domain::account::Account;
use seatwright_domain::command::Command;
use seatwright_domain::decision::Rows;
use seatwright_domain::ids::{SubscriptionId, UpgradeId};
use seatwright_domain::refusal::{Code, Reason, Refusals, Remedy, Subject, Who};
use seatwright_domain::rule::Rule;
use seatwright_domain::upgrade::{Upgrade, eligibility};
use seatwright_store::{FindingCursor, FindingQuery, Want};

use crate::call::Call;
use crate::fault::{Fault, reason_json};
use crate::fields::{Fields, Takes, find_word};
use crate::handlers::orders::{PAYMENT_WORDS, PAYMENTS};
use crate::handlers::subscriptions::with_subscription;
use crate::handlers::upgrades::{of_answer, started};
use crate::handlers::{lines, profiles, seen, sees};
use crate::json::{Json, Object};
use crate::openapi::reason;
use crate::reply::Reply;
use crate::route::{Answered, Parameter, Route};
use crate::schema::{
    Schema, billing_in, collection_of, flag, flag_in, guid, list as list_of, noticed, object, optional,
    quantity_in, resource, text, text_in, words_in,
};
use crate::seek;
use crate::texts::{Language, say};
use crate::wire::{attributes, collection, upgrade};
use seatwright_domain::role::Action;

/// The most findings of a page.
const PAGE_MAX: u64 = 1000;

/// The operations of this file.
pub(super) fn routes() -> Vec<Route> {
    const UPGRADES: &str = "/seatwright/v1/customers/{customer}/upgrades";
    const UPGRADE: &str = "/seatwright/v1/customers/{customer}/upgrades/{upgrade}";
    vec![
        Route::get(
            "/seatwright/v1/customers/{customer}/subscriptions/{subscription}/upgrade-options",
            Action::View,
            options,
        )
        .about("The plans that a customer can upgrade to itself, or every reason why there are none")
        .answers(200, Schema::Named("SeatwrightUpgradeOptions", options_shape)),
        Route::post(
            "/seatwright/v1/customers/{customer}/subscriptions/{subscription}/upgrades",
            Action::Upgrade,
            upgrade,
        )
        .about("Places the order of the customer's own upgrade")
        .takes(Schema::Named("OwnUpgrade", checkout_shape))
        .answers(201, noticed(upgrade::progress_schema())),
        Route::get(UPGRADES, Action::View, list)
            .about("All upgrades of a customer that the caller may see, oldest first")
            .query([Parameter::has("subscription", guid())])
            .answers(200, collection_of(upgrade::progress_schema())),
        Route::get(UPGRADE, Action::View, get)
            .about("How far an upgrade is")
            .answers(200, upgrade::progress_schema()),
        Route::get("/seatwright/v1/customers/{customer}/upgrades/{upgrade}/findings", Action::View, findings)
            .about("What an upgrade found out about users, page by page")
            .query([Parameter::has("needsWork", flag_in())])
            .query(collection::seek_parameters(PAGE_MAX))
            .answers(200, collection_of(upgrade::finding_schema())),
        Route::post(
            "/seatwright/v1/customers/{customer}/upgrades/{upgrade}/credit",
            Action::Operate,
            decide_credit,
        )
        .about("Decides a pending credit check")
        .takes(object().needs("passed", flag_in()))
        .answers(200, noticed(upgrade::progress_schema()))
        .answers_bare(204),
        Route::post(
            "/seatwright/v1/customers/{customer}/upgrades/{upgrade}/withdraw",
            Action::Upgrade,
            withdraw,
        )
        .about("Withdraws an upgrade that waits for its credit check")
        .answers(200, noticed(upgrade::progress_schema())),
    ]
}

fn options_shape() -> Schema {
    let target = object()
        .needs("offer", text())
        .needs("catalogItemId", text())
        .needs("title", text())
        .needs("isEligible", flag())
        .needs("reasons", list_of(reason()));
    resource()
        .needs("subscription", guid())
        .needs("reasons", list_of(reason()))
        .needs("targets", list_of(target))
        .needs("byHand", list_of(object().needs("rule", text()).needs("text", text())))
        .needs("nowUpgradable", flag())
}

fn checkout_shape() -> Schema {
    object()
        .needs("target", text_in(1, lines::ITEM_MAX))
        .needs("quantity", quantity_in(0))
        .needs("billingCycle", billing_in())
        .needs("payment", words_in(PAYMENT_WORDS))
        .has("soldTo", optional(profiles::address_body()))
}

/// The Upgrade tab: the plans to choose from, or every reason why there are none (SELF-05, SELF-06).
pub(crate) async fn options(call: Call) -> Answered {
    let (loaded, id) = with_subscription(&call).await?;
    let found = seen(&call, &loaded.account, id)?;
    let rows = Rows::default();
    let context = call.context(&rows)?;
    let offered = eligibility::self_service(&loaded.account, found, &context);
    let reasons = |list: &[Reason]| -> Vec<Json> {
        list.iter().map(|reason| reason_json(call.language, reason)).collect()
    };
    let (view, customer) = (call.view(), &loaded.account.head.customer);
    let targets: Vec<Json> = offered
        .targets
        .iter()
        .map(|target| {
            let title = view.catalogue.offer(&target.offer).map_or("", |offer| offer.title.as_str());
            Object::new()
                .set("offer", target.offer.to_string())
                .set("catalogItemId", upgrade::item(&view, &target.offer, customer))
                .set("title", title)
                .set("isEligible", target.reasons.is_empty())
                .set("reasons", reasons(&target.reasons))
                .into()
        })
        .collect();
    Ok(Reply::ok(
        Object::new()
            .set("subscription", id.to_string())
            .set("reasons", reasons(&offered.reasons))
            .set("targets", targets)
            .set("byHand", by_hand(call.language))
            .set("nowUpgradable", eligibility::is_upgradable(&loaded.account, found, &context))
            .set("attributes", attributes("SeatwrightUpgradeOptions")),
    ))
}

/// The checkout of SELF-01.
pub(super) fn checkout(body: &Fields<'_>, subscription: SubscriptionId) -> Option<Command> {
    let target = lines::item_needed(body, "target");
    let seats = body.quantity_needed("quantity", 0);
    let billing = lines::billing(body, "billingCycle");
    let billing = body.need("billingCycle", Takes::one_of(["monthly", "annual"]), billing);
    let payment = body.word_needed("payment", &PAYMENTS);
    let sold_to = match body.object("soldTo").map(|address| profiles::address(&address)) {
        Some(address) => Some(Box::new(address?)),
        None => None,
    };
    Some(Command::UpgradeSelf {
        subscription,
        target: target?.0,
        seats: seats?,
        billing: billing?,
        payment: payment?,
        sold_to,
    })
}

/// The manual way (MAN-01, MAN-02).
fn by_hand(language: Language) -> Json {
    let ways = [("MAN-01", "own-by-hand-some-users"), ("MAN-02", "own-by-hand-fewer-services")];
    let ways =
        ways.map(|(rule, key)| Object::new().set("rule", rule).set("text", say(language, key, &[])).into());
    Json::List(ways.into())
}

/// Places the order of the customer's own upgrade (SELF-01).
pub(crate) async fn upgrade(call: Call) -> Answered {
    let (loaded, id) = with_subscription(&call).await?;
    let command = call.read(|body| checkout(body, id))?;
    if call.answered().await?.is_none() {
        seen(&call, &loaded.account, id)?;
    }
    let view = call.view();
    let reply = call
        .execute(command, |_, decision| {
            let customer = &decision.account.head.customer;
            let shown = started(decision).map(|found| {
                let id = found.id.to_string();
                Json::from(upgrade::progress(&view, found, customer).set("operationId", id))
            });
            Reply::created(shown.unwrap_or(Json::Null))
        })
        .await?;
    let Some(found) = of_answer(&call, &reply).await? else { return Ok(reply) };
    let sent: Json = serde_json::from_slice(&reply.body).unwrap_or(Json::Null);
    let now = upgrade::progress(&call.view(), &found, &loaded.account.head.customer)
        .set("operationId", found.id.to_string())
        .some("notices", sent.get("notices").cloned());
    Ok(Reply { body: Json::from(now).to_bytes(), ..reply })
}

/// All upgrades of a customer that the caller may see, oldest first.
pub(crate) async fn list(call: Call) -> Answered {
    let loaded = call.account(Want::default()).await?;
    let subscription = call.query.parsed("subscription", Takes::Guid, |text| text.parse().ok())?;
    let found = call.engine().store().upgrades(loaded.account.id(), subscription).await?;
    let (view, caller) = (call.view(), call.caller()?);
    let items = found
        .iter()
        .filter(|found| sees(caller, &found.seller))
        .map(|found| upgrade::progress(&view, found, &loaded.account.head.customer).into())
        .collect();
    Ok(Reply::ok(collection::collection(&call, items)))
}

/// The upgrade of the path with its account, up to date.
async fn load(call: &Call) -> Result<(Account, Upgrade), Fault> {
    let id: UpgradeId = call.id("upgrade")?;
    let loaded = call.account(Want { upgrades: vec![id], ..Want::default() }).await?;
    let caller = call.caller()?;
    let found = loaded.account.upgrades.get(&id).filter(|found| sees(caller, &found.seller)).cloned();
    match found {
        Some(found) => Ok((loaded.account, found)),
        None => {
            let subject = Subject::Field("upgrade".to_owned());
            let reason = Reason::new(Rule::Self04, Code::UpgradeUnknown, subject)
                .remedy(Remedy::ReadAgain, Who::Caller);
            Err(Fault::refused(Refusals::from(reason)))
        }
    }
}

/// How far an upgrade is (SELF-04, SELF-08).
pub(crate) async fn get(call: Call) -> Answered {
    let (account, found) = load(&call).await?;
    Ok(Reply::ok(upgrade::progress(&call.view(), &found, &account.head.customer)))
}

/// What an upgrade found out about users, page by page.
pub(crate) async fn findings(call: Call) -> Answered {
    let (account, found) = load(&call).await?;
    let mut query = FindingQuery::of(account.id(), found.id);
    let answers = [("true", true), ("false", false)];
    query.needs_work = call.query.parsed("needsWork", Takes::Flag, |text| find_word(text, &answers))?;
    let size = collection::size(&call, PAGE_MAX, 100)?;
    let read = |after: Option<FindingCursor>, limit| {
        let query = FindingQuery { after, limit, ..query.clone() };
        let store = call.engine().store();
        async move { Ok(store.findings(&query).await.map(|page| (page.items, page.next))?) }
    };
    let page = seek::page(&call, size, read).await?;
    let view = call.view();
    let items = page.items.iter().map(|found| upgrade::finding(&view, found)).collect();
    Ok(Reply::ok(collection::seek_page(&call, items, &page.place)))
}

/// Decides a pending credit check (SELF-09).
pub(crate) async fn decide_credit(call: Call) -> Answered {
    let passed = call.read(|body| {
        let passed = body.flag("passed");
        body.need("passed", Takes::Flag, passed)
    })?;
    let id: UpgradeId = call.id("upgrade")?;
    let (view, caller) = (call.view(), call.caller()?);
    // Whoever operates decides also about upgrades of what the customer bought itself, and is shown nothing of them.
    call.execute(Command::DecideCredit { upgrade: id, passed }, |_, decision| {
        let found = decision.account.upgrades.get(&id).filter(|found| sees(caller, &found.seller));
        match found {
            Some(found) => Reply::ok(upgrade::progress(&view, found, &decision.account.head.customer)),
            None => Reply::empty(axum::http::StatusCode::NO_CONTENT),
        }
    })
    .await
}

/// Withdraws an upgrade that waits for its credit check.
pub(crate) async fn withdraw(call: Call) -> Answered {
    change(&call, |upgrade| Command::WithdrawUpgrade { upgrade }).await
}

async fn change(call: &Call, command: impl FnOnce(UpgradeId) -> Command) -> Answered {
    let (_, found) = load(call).await?;
    let view = call.view();
    let id = found.id;
    call.execute(command(id), |_, decision| {
        let now = decision.account.upgrades.get(&id).unwrap_or(&found);
        Reply::ok(upgrade::progress(&view, now, &decision.account.head.customer))
    })
    .await
}
