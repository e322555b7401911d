//! PATCH of a subscription: the body is compared with what is there, and what differs becomes commands that are decided
//! together. A body that names its `id` is a whole resource, as clients send it after reading one: what it leaves out of
//! auto-renew and next-term instructions is switched off and deleted. A body without `id` changes what it names.

use axum::http::StatusCode;
use seatwright_domain::account::Account;
use seatwright_domain::calendar::{BillingPlan, Term};
use seatwright_domain::catalogue::Commerce;
use seatwright_domain::command::Command;
use seatwright_domain::refusal::{Code, Reason, Refusals, Remedy, Who};
use seatwright_domain::rule::Rule;
use seatwright_domain::subscription::{NextTerm, Seller, Status, Subscription, SuspensionReason};

use super::subscriptions::with_subscription;
use super::{lines, profiles, seen};
use crate::call::Call;
use crate::codes::Place;
use crate::fault::Fault;
use crate::fields::{Fields, TEXT_MAX};
use crate::json::Json;
use crate::reply::Reply;
use crate::route::{Answered, Route};
use crate::schema::{
    Schema, billing_in, blank_or, flag_in, list, noticed, object, optional, quantity_in, term_in, text_in,
    words_in,
};
use crate::wire::{View, subscription};
use seatwright_domain::role::Action;

/// The reason that is noted when a client cancels by PATCH, for which the dialect has no field.
const CANCELLED_BY_API: &str = "cancelled through the API";

/// The states by name, at the positions that clients write as numbers.
const STATUSES: [(&str, Wished); 7] = [
    ("none", Wished::Any),
    ("active", Wished::Be(Status::Active)),
    ("suspended", Wished::Be(Status::Suspended)),
    ("deleted", Wished::Be(Status::Deleted)),
    ("expired", Wished::Be(Status::Expired)),
    ("pending", Wished::Any),
    ("disabled", Wished::Be(Status::Disabled)),
];

/// Their names, as documents list them.
const STATUS_WORDS: &[&str] = &["none", "active", "suspended", "deleted", "expired", "pending", "disabled"];

/// A state that a body wishes for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Wished {
    /// Whatever it is.
    Any,
    /// This one.
    Be(Status),
}

/// What a body says.
#[derive(Clone, PartialEq, Debug)]
struct Body {
    is_whole: bool,
    etag: Option<String>,
    friendly_name: Option<String>,
    quantity: Option<u32>,
    status: Wished,
    auto_renew: Option<bool>,
    /// The reseller, where the body speaks of it; the inner none means sold directly.
    reseller: Option<Option<String>>,
    billing: Option<BillingPlan>,
    term: Option<Term>,
    schedule: Schedule,
    keeps_next_charge: bool,
    cancellation_reason: Option<String>,
    suspension_reason: Option<SuspensionReason>,
}

/// What a body says about the renewal.
#[derive(Clone, PartialEq, Debug)]
enum Schedule {
    /// Nothing.
    Unnamed,
    /// Nothing shall be scheduled.
    Empty,
    /// This shall be; and whether the body speaks of a partial upgrade, which only our own clients know.
    Set(NextTerm, bool),
}

fn read(body: &Fields<'_>, current: &Subscription) -> Option<Body> {
    let is_whole = body.has("id");
    let schedule = match body.object("scheduledNextTermInstructions") {
        Some(instructions) => {
            let next = lines::next_term(&instructions, &current.unchanged_next_term());
            Schedule::Set(next, instructions.mentions("partialUpgrade"))
        }
        None if body.mentions("scheduledNextTermInstructions") || is_whole => Schedule::Empty,
        None => Schedule::Unnamed,
    };
    let reasons = body.texts("suspensionReasons", 10);
    let suspension_reason = body.word("reason", &subscription::SUSPENSION_REASONS).or_else(|| {
        reasons.iter().find_map(|reason| crate::fields::find_word(reason, &subscription::SUSPENSION_REASONS))
    });
    Some(Body {
        is_whole,
        etag: body.object("attributes").and_then(|attributes| attributes.text("etag", TEXT_MAX)),
        friendly_name: body.text("friendlyName", TEXT_MAX),
        quantity: body.quantity("quantity", 0),
        status: body.word("status", &STATUSES).unwrap_or(Wished::Any),
        auto_renew: body.flag("autoRenewEnabled"),
        reseller: body.mentions("partnerId").then(|| body.text("partnerId", 50)),
        billing: lines::billing(body, "billingCycle"),
        term: lines::term(body, "termDuration"),
        schedule,
        keeps_next_charge: body.has("nextChargeInstructions") || !is_whole,
        cancellation_reason: body.text("cancellationReason", 1000),
        suspension_reason,
    })
}

/// The operations of this file.
pub(super) fn routes() -> Vec<Route> {
    vec![
        Route::patch(
            "/v1/customers/{customer}/subscriptions/{subscription}",
            [Action::ChangeSubscription, Action::AddLicences, Action::Suspend, Action::Cancel],
            patch,
        )
        .about("Changes a subscription: all differences together, or none")
        .takes(Schema::Named("SubscriptionChange", body_shape))
        .answers(200, noticed(subscription::schema()))
        .answers(202, noticed(subscription::schema())),
    ]
}

/// A body with an `id` is a whole resource, as clients send it after reading one.
fn body_shape() -> Schema {
    let attributes = object().has("etag", optional(text_in(0, TEXT_MAX)));
    object()
        .has("id", Schema::Any.about("With it, what the body leaves out of the renewal is switched off."))
        .has("attributes", optional(attributes))
        .has("friendlyName", optional(text_in(0, TEXT_MAX)))
        .has("quantity", optional(quantity_in(0)))
        .has("status", blank_or(words_in(STATUS_WORDS)))
        .has("autoRenewEnabled", optional(flag_in()))
        .has("partnerId", optional(text_in(0, 50)).about("`null`: sold directly."))
        .has("billingCycle", blank_or(billing_in()))
        .has("termDuration", blank_or(term_in()))
        .has(
            "scheduledNextTermInstructions",
            optional(Schema::Named("NextTermChange", lines::next_term_shape)),
        )
        .has("nextChargeInstructions", Schema::Any)
        .has("cancellationReason", optional(text_in(0, 1000)))
        .has("reason", blank_or(words_in(subscription::SUSPENSION_WORDS)))
        .has("suspensionReasons", optional(list(text_in(0, TEXT_MAX))))
}

/// Changes a subscription.
pub(crate) async fn patch(call: Call) -> Answered {
    let (loaded, id) = with_subscription(&call).await?;
    if let Some(repeated) = call.answered().await? {
        return Ok(repeated);
    }
    let current = seen(&call, &loaded.account, id)?;
    let body = call.read(|body| read(body, current))?;
    let view = call.view();
    let commands = changes(&view, current, &body)?;
    let customer = &loaded.account.head.customer;
    if commands.is_empty() {
        return Ok(Reply::ok(subscription::subscription(&view, current, customer)));
    }
    guard(&call, &body, current)?;
    call.execute(Command::All { commands }, |before, decision| {
        let Some(found) = decision.account.subscriptions.get(&id) else { return Reply::ok(Json::Null) };
        let customer = &decision.account.head.customer;
        let shown = subscription::subscription(&view, found, customer);
        let open = |account: &Account| Some(account.subscriptions.get(&id)?.open_operation()?.id);
        let opened = open(&decision.account);
        // One that was open before has its own answer, and this change does not wait for it.
        if opened.is_none() || opened == open(before) {
            return Reply::ok(shown);
        }
        // The publisher may still object (MKT-109): reading it again tells what has become of the change.
        let location = format!("/customers/{}/subscriptions/{id}", customer.id);
        Reply::with(StatusCode::ACCEPTED, shown).header("Location", location)
    })
    .await
    .map_err(|fault| fault.at(Place::Subscription))
}

/// Whether the subscription is still the one that the client has read, as far as it says which one that was. The dialect refuses
/// a stale etag of the body as bad input, and one of the header as a precondition that does not hold.
fn guard(call: &Call, body: &Body, current: &Subscription) -> Result<(), Fault> {
    let known = subscription::etag(current);
    if profiles::if_match(call).is_some_and(|etag| etag != known) {
        return Err(profiles::stale(call));
    }
    if body.etag.as_ref().is_none_or(|etag| profiles::bare_etag(etag) == known) {
        return Ok(());
    }
    Err(match profiles::stale(call) {
        Fault::Refused { refusals, head, place, .. } => {
            Fault::Refused { refusals, head, status: Some(StatusCode::BAD_REQUEST), place }
        }
        other => other,
    })
}

/// What differs, as commands in the order in which they make sense together.
fn changes(view: &View<'_>, s: &Subscription, body: &Body) -> Result<Vec<Command>, Fault> {
    let id = s.id;
    let shown = subscription::status(view, s.status);
    let status = match body.status {
        Wished::Be(wished) if wished.code() != shown && wished != s.status => Some(wished),
        _ => None,
    };
    match status {
        Some(Status::Deleted) => {
            let reason = body.cancellation_reason.clone().unwrap_or_else(|| CANCELLED_BY_API.to_owned());
            return Ok(vec![Command::Cancel { subscription: id, reason, confirmed: true }]);
        }
        Some(wished @ (Status::Expired | Status::Disabled)) => return Err(not_by_hand(s, wished)),
        _ => {}
    }
    let mut commands = Vec::new();
    if status == Some(Status::Active) {
        commands.push(Command::Reactivate { subscription: id });
    }
    let changes_seats = body.quantity.filter(|seats| *seats != s.seats());
    let term = body.term.filter(|term| *term != s.term.length);
    let drops_by_itself = changes_seats.is_some() || term.is_some() || status == Some(Status::Suspended);
    if body.schedule == Schedule::Empty && s.scheduled.is_some() && !drops_by_itself {
        commands.push(Command::Unschedule { subscription: id });
    }
    if let Some(name) = body.friendly_name.clone().filter(|name| *name != s.friendly_name) {
        commands.push(Command::Rename { subscription: id, name });
    }
    commands.extend(reseller_change(s, body));
    commands.extend(billing_change(view, s, body, term));
    if let Some(seats) = changes_seats {
        commands.push(Command::ChangeSeats { subscription: id, seats });
    }
    commands.extend(renewal_changes(view, s, body));
    if status == Some(Status::Suspended) {
        let reason = body.suspension_reason.unwrap_or(SuspensionReason::CustomerRequest);
        commands.push(Command::Suspend { subscription: id, reason });
    }
    Ok(commands)
}

/// States that only time brings.
fn not_by_hand(s: &Subscription, wished: Status) -> Fault {
    let rule = if s.commerce == Commerce::Classic { Rule::Life101 } else { Rule::Nce401 };
    let reason = Reason::about(rule, Code::StatusNotAllowed, s.id)
        .with("status", s.status.code())
        .with("wanted", wished.code())
        .remedy(Remedy::Suspend { subscription: s.id }, Who::Caller)
        .remedy(Remedy::SwitchAutoRenewOff { subscription: s.id }, Who::Caller);
    Fault::refused(Refusals::from(reason))
}

fn reseller_change(s: &Subscription, body: &Body) -> Option<Command> {
    let Seller::Partner { reseller: known, .. } = &s.seller else { return None };
    let reseller = body.reseller.clone()?;
    (reseller != *known).then_some(Command::ChangeReseller { subscription: s.id, reseller })
}

fn billing_change(view: &View<'_>, s: &Subscription, body: &Body, term: Option<Term>) -> Option<Command> {
    let differs = |billing: &BillingPlan| *billing != s.billing && billing.code() != view.billing(s.billing);
    let billing = body.billing.filter(differs);
    if let Some(term) = term {
        return Some(Command::ChangeTerm { subscription: s.id, term, billing });
    }
    if let Some(billing) = billing {
        return Some(Command::ChangeBillingPlan { subscription: s.id, billing });
    }
    // A whole resource without the saved billing plan takes it back.
    let takes_back = s.next_billing.is_some() && !body.keeps_next_charge;
    takes_back.then_some(Command::ChangeBillingPlan { subscription: s.id, billing: s.billing })
}

fn renewal_changes(view: &View<'_>, s: &Subscription, body: &Body) -> Vec<Command> {
    let mut commands = Vec::new();
    let has_switch = s.commerce != Commerce::Classic;
    let auto_renew = body.auto_renew.or((body.is_whole && has_switch).then_some(false));
    let switched = auto_renew.filter(|on| *on != s.auto_renew);
    if let Some(on) = switched {
        commands.push(Command::SetAutoRenew { subscription: s.id, on });
    }
    if let Schedule::Set(next, names_partial) = &body.schedule {
        let shown = subscription::shown_schedule(s);
        let echoes = shown.is_some_and(|shown| is_echo(view, shown, next, *names_partial));
        // What was read and is sent back is no wish; neither is it when auto-renew is switched off with it.
        if !echoes && switched != Some(false) {
            commands.push(Command::Schedule { subscription: s.id, next: next.clone() });
        }
    }
    commands
}

/// Whether instructions are those that were read, as far as the client can tell: older libraries read a billing plan that
/// they do not know as another one, and drop what the dialect has no field for.
fn is_echo(view: &View<'_>, shown: &NextTerm, next: &NextTerm, names_partial: bool) -> bool {
    let mut next = next.clone();
    if next.billing.code() == view.billing(shown.billing) {
        next.billing = shown.billing;
    }
    if !names_partial {
        next.partial.clone_from(&shown.partial);
    }
    next == *shown
}
