//! The clock: what time it is, and moving it where it is a simulated one.

use jiff::Span;
use seatwright_domain::role::Action;
use seatwright_engine::{ClockReport, Quiet, Target};

use crate::call::Call;
use crate::fault::Fault;
use crate::fields::{Fields, Takes, Wrong};
use crate::json::{Json, Object};
use crate::reply::Reply;
use crate::route::Answered;
use crate::wire::attributes;

/// What time it is.
pub(crate) async fn read(call: Call) -> Answered {
    let clock = call.engine().clock();
    let next = call.engine().store().next_due().await?;
    Ok(Reply::ok(
        Object::new()
            .set("now", clock.now().to_string())
            .set("isSimulated", clock.simulated().is_some())
            .some("nextEvent", next.map(|at| at.to_string()))
            .set("attributes", attributes("SeatwrightClock")),
    ))
}

/// Moves a simulated clock, and carries out everything that falls due on the way.
pub(crate) async fn advance(call: Call) -> Answered {
    call.may(Action::Operate)?;
    let target = call.read(target)?;
    let engine = call.engine().clone();
    // The run goes on to its end even when the client does not wait for it.
    let run = tokio::spawn(async move { engine.advance_clock(target, &Quiet).await });
    let report = run.await.map_err(|error| Fault::Internal(error.to_string()))?;
    report.map(|report| Reply::ok(shown(&report))).map_err(|error| call.failed(error))
}

fn target(body: &Fields<'_>) -> Option<Target> {
    let takes = || Takes::Named("takes-duration");
    let by: Option<Span> = body.parsed("advanceBy", takes(), |text| text.parse().ok());
    let to = body.instant("advanceTo");
    let next = body.flag("toNextEvent").unwrap_or(false);
    let named = ["advanceBy", "advanceTo"].into_iter().filter(|key| body.has(key)).count();
    if named + usize::from(next) != 1 {
        body.complain("", Wrong::Value, Takes::Named("takes-clock"));
        return None;
    }
    by.map(Target::By).or(to.map(Target::To)).or(next.then_some(Target::NextEvent))
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
