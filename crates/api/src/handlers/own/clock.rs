//! The clock: what time it is, and moving it where it is a simulated one.

use jiff::Span;
use seatwright_domain::role::Action;
use seatwright_engine::{ClockReport, Quiet, Target};

use crate::call::Call;
use crate::fault::Fault;
use crate::fields::{Fields, TEXT_MAX, Takes, Wrong};
use crate::json::{Json, Object};
use crate::reply::Reply;
use crate::route::{Answered, Route};
use crate::schema::{
    Schema, any_of, count, flag, flag_in, guid, instant, instant_in, list, map, object, resource, text_in,
};
use crate::wire::attributes;

/// The operations of this file.
pub(super) fn routes() -> Vec<Route> {
    vec![
        Route::get("/seatwright/v1/clock", [Action::View, Action::Fulfil], read)
            .about("What time it is for the installation, and when something is due next")
            .answers(200, Schema::Named("SeatwrightClock", clock_shape)),
        Route::post("/seatwright/v1/clock", Action::MoveClock, advance)
            .about("Moves a simulated clock, and carries out everything that falls due on the way")
            .takes(Schema::Named("ClockMove", target_shape))
            .answers(200, Schema::Named("SeatwrightClockReport", report_shape)),
    ]
}

fn clock_shape() -> Schema {
    resource().needs("now", instant()).needs("isSimulated", flag()).has("nextEvent", instant())
}

/// Exactly one of the three.
fn target_shape() -> Schema {
    any_of(vec![
        object().needs("advanceBy", text_in(2, TEXT_MAX).about("An ISO 8601 duration, as P1M or PT2H.")),
        object().needs("advanceTo", instant_in()),
        object().needs("toNextEvent", flag_in()),
    ])
}

fn report_shape() -> Schema {
    resource()
        .needs("from", instant())
        .needs("now", instant())
        .needs("accounts", count())
        .needs("events", count())
        .needs("eventKinds", map(count()))
        .needs("failed", list(guid()).about("Customers whose accounts could not be carried on."))
        .has("nextEvent", instant())
}

/// What time it is.
pub(crate) async fn read(call: Call) -> Answered {
    let clock = call.engine().clock();
    let next = call.engine().next_event().await.map_err(|error| call.failed(error))?;
    Ok(Reply::ok(
        Object::new()
            .set("now", clock.now().to_string())
            .set("isSimulated", clock.simulated().is_some())
            .some("nextEvent", next.map(|at| at.to_string()))
            .set("attributes", attributes("SeatwrightClock")),
    ))
}

/// Moves a simulated clock, and carries out everything that falls due on the way. The first answer to a request id is kept,
/// so that a repeated request does not move the clock again.
pub(crate) async fn advance(call: Call) -> Answered {
    if let Some(first) = call.answered().await? {
        return Ok(first);
    }
    let target = call.read(target)?;
    let engine = call.engine().clone();
    // The run goes on to its end even when the client does not wait for it.
    let run = tokio::spawn(async move { engine.advance_clock(target, &Quiet).await });
    let report = run.await.map_err(|error| Fault::Internal(error.to_string()))?;
    let report = report.map_err(|error| call.failed(error))?;
    let next = call.engine().next_event().await.map_err(|error| call.failed(error))?;
    let reply = Reply::ok(shown(&report).some("nextEvent", next.map(|at| at.to_string())));
    call.remembered(reply).await
}

fn target(body: &Fields<'_>) -> Option<Target> {
    let takes = || Takes::Named("takes-duration");
    let by: Option<Span> = body.parsed("advanceBy", takes(), span);
    let to = body.instant("advanceTo");
    let next = body.flag("toNextEvent").unwrap_or(false);
    let named = ["advanceBy", "advanceTo"].into_iter().filter(|key| body.has(key)).count();
    if named + usize::from(next) != 1 {
        body.complain("", Wrong::Value, Takes::Named("takes-clock"));
        return None;
    }
    by.map(Target::By).or(to.map(Target::To)).or(next.then_some(Target::NextEvent))
}

/// A duration of ISO 8601 that does not go back.
fn span(text: &str) -> Option<Span> {
    let is_iso = text.starts_with(['P', 'p']);
    text.parse::<Span>().ok().filter(|span| is_iso && !span.is_negative())
}

fn shown(report: &ClockReport) -> Object {
    let failed: Vec<Json> =
        report.run.failed.iter().map(|(customer, _)| Json::from(customer.to_string())).collect();
    let mut kinds = Object::new();
    for (kind, count) in report.run.tally.kinds() {
        kinds = kinds.set(kind, count);
    }
    let kinds = Json::from(kinds);
    Object::new()
        .set("from", report.from.to_string())
        .set("now", report.to.to_string())
        .set("accounts", report.run.accounts)
        .set("events", report.run.tally.events())
        .set("eventKinds", kinds)
        .set("failed", failed)
        .set("attributes", attributes("SeatwrightClockReport"))
}
