//! Quotes and redemptions as they are shown.

mod shape;

use std::collections::BTreeSet;

use jiff::Timestamp;
use seatwright_domain::billing::charge::Charge;
use seatwright_domain::decision::{Decision, Notice};
use seatwright_domain::event::Event;
use seatwright_domain::forecast::{Forecast, Outlook, TermEnd};
use seatwright_domain::ids::ChargeId;
use seatwright_engine::{Quote, QuoteToken, QuotedWindow};

pub(super) use self::shape::{quote_schema, redemption_schema};
use super::super::events::told;
use crate::call::Call;
use crate::fault::{Fault, notice_json};
use crate::handlers::sees;
use crate::json::{Json, Object};
use crate::texts::{Language, say};
use crate::wire::attributes;
use crate::wire::charge::{expected_invoice, line, money, totals, unit_price};
use crate::wire::subscription::{self, refund_code};

/// Where a quote stands.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum State {
    /// It can be redeemed.
    Open,
    /// Its time is over.
    Expired,
    /// It was redeemed then.
    Redeemed(Timestamp),
}

/// A quote.
///
/// # Errors
/// Nobody who has proved who it is; a failing store.
pub(super) async fn quote_json(call: &Call, quote: &Quote, state: State) -> Result<Object, Fault> {
    let redeemed_at = match state {
        State::Redeemed(at) => Some(at.to_string()),
        State::Open | State::Expired => None,
    };
    let state = match state {
        State::Open => "open",
        State::Expired => "expired",
        State::Redeemed(_) => "redeemed",
    };
    let object = Object::new()
        .set("accepted", true)
        .set("token", quote.token.to_string())
        .set("state", state)
        .some("redeemedAt", redeemed_at)
        .set("version", quote.version)
        .set("at", quote.at.to_string())
        .set("validUntil", quote.valid_until.to_string());
    let object = bill(call, object, &quote.outlook)
        .set("notices", notices(call.language, &quote.notices))
        .set("windowsLost", windows(&quote.windows_lost))
        .set("windowsOpened", windows(&quote.windows_opened))
        .set("events", events(call.language, quote.events.iter()))
        .set("subscriptions", subscriptions(call, quote).await?);
    Ok(object.set("attributes", attributes("SeatwrightQuote")))
}

/// What a redemption did.
pub(super) fn redemption_json(
    call: &Call,
    token: QuoteToken,
    decision: &Decision,
    outlook: &Outlook,
) -> Object {
    let made: BTreeSet<ChargeId> =
        decision.events.iter().flat_map(|recorded| &recorded.charges).map(|charge| charge.id).collect();
    let lines: Vec<Json> = outlook.with.at_once.iter().map(|charge| with_id(call, charge, &made)).collect();
    Object::new()
        .set("redeemed", true)
        .set("token", token.to_string())
        .set("version", decision.account.head.version)
        .set("lines", lines)
        .set("commitment", totals(&outlook.with.totals))
        .set("notices", notices(call.language, &decision.notices))
        .set("events", events(call.language, decision.events.iter().map(|recorded| &recorded.event)))
        .set("attributes", attributes("SeatwrightRedemption"))
}

/// A line with its id, where it has been made: steps of an upgrade make theirs later.
fn with_id(call: &Call, charge: &Charge, made: &BTreeSet<ChargeId>) -> Json {
    let id = made.contains(&charge.id).then(|| charge.id.to_string());
    line(&call.view(), charge).some("id", id).into()
}

/// The bill that would follow.
fn bill(call: &Call, object: Object, outlook: &Outlook) -> Object {
    let view = call.view();
    let Forecast { at_once, later, invoices, ends, .. } = &outlook.with;
    let lines =
        |lines: &[Charge]| -> Vec<Json> { lines.iter().map(|charge| line(&view, charge).into()).collect() };
    let invoices: Vec<Json> = invoices.iter().map(|invoice| expected_invoice(&view, invoice)).collect();
    let ends: Vec<Json> = ends.iter().map(|end| term_end(call.language, end)).collect();
    let lost: Vec<Json> = outlook.prepaid_lost.iter().map(|amount| money(*amount)).collect();
    object
        .set("lines", lines(at_once))
        .set("laterLines", lines(later))
        .set("invoices", invoices)
        .set("commitment", totals(&outlook.with.totals))
        .set("commitmentWithout", totals(&outlook.without.totals))
        .set("difference", totals(&outlook.difference))
        .set("termEnds", ends)
        .set("prepaidLost", lost)
}

fn term_end(language: Language, end: &TermEnd) -> Json {
    let on = end.on.to_string();
    let object = Object::new().set("subscription", end.subscription.to_string()).set("on", on.as_str());
    let Some(renewal) = &end.renews else {
        return object.set("text", say(language, "term-end-ends", &[("on", on)])).into();
    };
    let mut facts = vec![("on", on.clone()), ("seats", renewal.seats.to_string())];
    let key = match renewal.charge {
        Some(charge) => {
            facts.push(("price", charge.to_string()));
            "term-end-renews"
        }
        None => "term-end-renews-free",
    };
    let renews = Object::new()
        .set("offerId", renewal.offer.to_string())
        .set("quantity", renewal.seats)
        .set("termDuration", renewal.term.code())
        .set("billingCycle", renewal.billing.code())
        .some("price", renewal.unit.map(unit_price))
        .some("charge", renewal.charge.map(money));
    object.set("renews", Json::from(renews)).set("text", say(language, key, &facts)).into()
}

/// Those that the caller may see (UPG-07).
async fn subscriptions(call: &Call, quote: &Quote) -> Result<Vec<Json>, Fault> {
    let Some(customer) = call.engine().store().customer(quote.customer).await? else { return Ok(Vec::new()) };
    let (view, caller) = (call.view(), call.caller()?);
    let seen = quote.subscriptions.iter().filter(|found| sees(caller, &found.seller));
    Ok(seen.map(|found| subscription::subscription(&view, found, &customer)).collect())
}

fn notices(language: Language, notices: &[Notice]) -> Vec<Json> {
    notices.iter().map(|notice| notice_json(language, notice)).collect()
}

fn events<'a>(language: Language, events: impl Iterator<Item = &'a Event>) -> Vec<Json> {
    events.map(|event| told(language, event)).collect()
}

fn windows(windows: &[QuotedWindow]) -> Json {
    let shown = windows.iter().map(|window| {
        Json::from(
            Object::new()
                .set("subscription", window.subscription.to_string())
                .some("lot", window.lot.map(|lot| lot.0))
                .some("refund", refund_code(window.refund))
                .set("until", window.until.to_string()),
        )
    });
    Json::List(shown.collect())
}
