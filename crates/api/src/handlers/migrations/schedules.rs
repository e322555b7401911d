//! Migrations that wait for their day (MIG-105).

use seatwright_domain::command::Command;
use seatwright_domain::decision::Decision;
use seatwright_domain::event::Event;
use seatwright_domain::ids::MigrationScheduleId;
use seatwright_domain::role::Action;
use seatwright_store::Want;

use super::{customers, find_parameters, paged, question, unknown, wish};
use crate::call::Call;
use crate::handlers::sees;
use crate::json::Json;
use crate::reply::Reply;
use crate::route::{Answered, Route};
use crate::schema::list;
use crate::wire::migration as shown;

/// The operations of this file.
pub(super) fn routes() -> Vec<Route> {
    const ALL: &str = "/v1/customers/{customer}/migrations/newcommerce/schedules";
    const ONE: &str = "/v1/customers/{customer}/migrations/newcommerce/schedules/{schedule}";
    const CANCEL: &str = "/v1/customers/{customer}/migrations/newcommerce/schedules/{schedule}/cancel";
    vec![
        Route::post(ALL, Action::Migrate, create)
            .about("Schedules a migration for a day, or in place of the next renewal")
            .takes(shown::schedule_wish_schema())
            .answers(200, shown::schedule_schema()),
        Route::get(ONE, Action::View, get)
            .about("One scheduled migration")
            .answers(200, shown::schedule_schema()),
        Route::put(ONE, Action::Migrate, replace)
            .about("Changes a migration that waits for its day")
            .takes(shown::schedule_wish_schema())
            .answers(200, shown::schedule_schema()),
        Route::post(CANCEL, Action::Migrate, cancel)
            .about("Takes a migration back that waits for its day")
            .answers(200, shown::schedule_schema()),
        Route::get("/v1/migrations/newcommerce/schedules", Action::View, find)
            .about("Scheduled migrations of a partner's customers, by customer, subscription or reference")
            .query(find_parameters())
            .answers(200, list(shown::schedule_schema())),
    ]
}

/// The one that a decision was about.
fn named(decision: &Decision) -> Option<MigrationScheduleId> {
    decision.events.iter().find_map(|recorded| match &recorded.event {
        Event::MigrationScheduled { schedule } => Some(schedule.id),
        Event::MigrationScheduleEnded { schedule, .. } => Some(*schedule),
        _ => None,
    })
}

/// Carries a command out and shows the schedule as it is then; `known` where the command names it itself.
async fn change(call: &Call, command: Command, known: Option<MigrationScheduleId>) -> Answered {
    let view = call.view();
    call.execute(command, |_, decision| {
        let account = &decision.account;
        let id = known.or_else(|| named(decision));
        let found = id.and_then(|id| account.migration_schedules.get(&id));
        let body =
            found.map_or(Json::Null, |found| shown::schedule(&view, found, &account.head.customer).into());
        Reply::ok(body)
    })
    .await
}

async fn create(call: Call) -> Answered {
    call.account(Want::default()).await?;
    let (wish, day) = wish::read_later(&call)?;
    change(&call, Command::ScheduleMigration { wish: Box::new(wish), day }, None).await
}

async fn replace(call: Call) -> Answered {
    call.account(Want::default()).await?;
    let schedule: MigrationScheduleId = call.id("schedule")?;
    let (wish, day) = wish::read_later(&call)?;
    let command = Command::ChangeMigrationSchedule { schedule, wish: Box::new(wish), day };
    change(&call, command, Some(schedule)).await
}

async fn cancel(call: Call) -> Answered {
    call.account(Want::default()).await?;
    let schedule: MigrationScheduleId = call.id("schedule")?;
    change(&call, Command::CancelMigrationSchedule { schedule }, Some(schedule)).await
}

async fn get(call: Call) -> Answered {
    let loaded = call.account(Want::default()).await?;
    let id: MigrationScheduleId = call.id("schedule")?;
    let caller = call.caller()?;
    let found = call.engine().store().migration_schedule(loaded.account.id(), id).await?;
    let found = found.filter(|found| sees(caller, &found.seller)).ok_or_else(|| unknown(&id.to_string()))?;
    Ok(Reply::ok(shown::schedule(&call.view(), &found, &loaded.account.head.customer)))
}

async fn find(call: Call) -> Answered {
    let Some(query) = question(&call)? else { return Ok(Reply::ok(Json::List(Vec::new()))) };
    let page = call.engine().store().migration_schedules(&query).await?;
    let customers = customers(&call, page.items.iter().map(|(customer, _)| *customer)).await?;
    let view = call.view();
    let items = page
        .items
        .iter()
        .filter_map(|(customer, known)| Some(shown::schedule(&view, known, customers.get(customer)?).into()));
    Ok(paged(items.collect(), page.next))
}
