//! Migrations that wait for their day (MIG-105): saved, changed, taken back, and carried out by time. One that cannot be carried
//! out on its day ends with every reason, and the world is told.

use jiff::Timestamp;
use serde_json::json;

use super::perform::begin;
use super::{MigrationDay, MigrationSchedule, MigrationWish, ScheduleEnd, open_schedule, review};
use crate::access;
use crate::calendar::{day_of, next_day, start_of_day};
use crate::decision::{Context, Draft};
use crate::event::Event;
use crate::ids::{MigrationScheduleId, SubscriptionId};
use crate::refusal::{Code, Reason, Remedy, Subject, Who};
use crate::role::Action;
use crate::rule::Rule;
use crate::subscription::Subscription;

/// Saves a migration for its day.
pub(crate) fn save(draft: &mut Draft<'_>, wish: &MigrationWish, day: MigrationDay) {
    let Some(due) = check(draft, wish, day) else { return };
    if let Some(open) = open_schedule(&draft.account, wish.base.subscription) {
        let reason = Reason::about(Rule::Mig105, Code::MigrationScheduled, wish.base.subscription)
            .with("schedule", open.id.to_string())
            .remedy(Remedy::ReadAgain, Who::Caller);
        draft.refuse(reason);
    }
    let Some(seller) = draft.subscription(wish.base.subscription).map(|base| base.seller.clone()) else {
        return;
    };
    if draft.is_refused() {
        return;
    }
    let schedule = MigrationSchedule {
        id: MigrationScheduleId(draft.ids.next(draft.at)),
        seller,
        wish: wish.clone(),
        day,
        due,
        created_at: draft.at,
        changed_at: draft.at,
        end: None,
    };
    draft.emit(Event::MigrationScheduled { schedule: Box::new(schedule) });
}

/// Replaces what is wanted, or when, of a migration that still waits. It stays with its subscription.
pub(crate) fn change(
    draft: &mut Draft<'_>,
    id: MigrationScheduleId,
    wish: &MigrationWish,
    day: MigrationDay,
) {
    let Some(open) = open_one(draft, id) else { return };
    if open.wish.base.subscription != wish.base.subscription {
        let expected = open.wish.base.subscription.to_string();
        draft.refuse(
            Reason::field(Rule::Mig105, Code::ValueInvalid, "currentSubscriptionId")
                .remedy(Remedy::ChooseValue { expected }, Who::Caller),
        );
        return;
    }
    let Some(due) = check(draft, wish, day) else { return };
    if draft.is_refused() || (open.wish == *wish && open.day == day) {
        return;
    }
    let schedule = MigrationSchedule { wish: wish.clone(), day, due, changed_at: draft.at, ..open };
    draft.emit(Event::MigrationScheduled { schedule: Box::new(schedule) });
}

/// Takes a migration back that still waits.
pub(crate) fn cancel(draft: &mut Draft<'_>, id: MigrationScheduleId) {
    let Some(open) = open_one(draft, id) else { return };
    if !draft.is_refused() {
        draft.emit(Event::MigrationScheduleEnded { schedule: open.id, end: ScheduleEnd::Cancelled });
    }
}

/// Carries a migration out whose day has come, or ends it with every reason why not.
pub(crate) fn carry_out(draft: &mut Draft<'_>, id: MigrationScheduleId) {
    let Some(schedule) = draft.account.migration_schedules.get(&id).cloned() else { return };
    let context = Context { now: draft.at, ..draft.context };
    let review = review(&draft.account, &schedule.wish, &context);
    let reasons: Vec<Reason> = review.reasons().cloned().collect();
    if reasons.is_empty() {
        begin(draft, &schedule.wish, &review, Some(id));
        return;
    }
    let subscription = schedule.wish.base.subscription;
    let body = json!({ "schedule": id, "source": subscription, "reasons": reasons });
    draft.emit(Event::MigrationScheduleEnded { schedule: id, end: ScheduleEnd::Failed { reasons } });
    draft.tell("new_commerce_migration_schedule_failed", Some(subscription), body);
}

/// Looks at a wish as it would be on its day, and gives the instant of that.
fn check(draft: &mut Draft<'_>, wish: &MigrationWish, day: MigrationDay) -> Option<Timestamp> {
    let tomorrow = next_day(day_of(draft.at));
    let base: Option<Subscription> = draft.subscription(wish.base.subscription).cloned();
    let due = match (day, &base) {
        (MigrationDay::On { date }, _) => start_of_day(date),
        (MigrationDay::Renewal, Some(base)) => base.term.period.over_at(),
        (MigrationDay::Renewal, None) => draft.at,
    };
    if let MigrationDay::On { date } = day
        && date < tomorrow
    {
        draft.refuse(
            Reason::field(Rule::Mig105, Code::MigrationDayPast, "targetDate")
                .with("date", date.to_string())
                .with("earliest", tomorrow.to_string())
                .remedy(Remedy::ChooseDate { dates: vec![tomorrow] }, Who::Caller),
        );
    }
    let now = due.max(draft.at);
    let context = Context { now, ..draft.context };
    let review = review(&draft.account, wish, &context);
    draft.refuse_all(review.reasons().cloned());
    (!draft.is_refused()).then_some(due)
}

/// The schedule of this id, where the caller may touch it and it still waits.
fn open_one(draft: &mut Draft<'_>, id: MigrationScheduleId) -> Option<MigrationSchedule> {
    let unknown = || {
        Reason::new(Rule::Mig105, Code::MigrationUnknown, Subject::Field("schedule".to_owned()))
            .with("schedule", id.to_string())
            .remedy(Remedy::ReadAgain, Who::Caller)
    };
    let reasons = access::to_account(&draft.account, Action::Migrate, &draft.context);
    draft.refuse_all(reasons);
    let found = draft.account.migration_schedules.get(&id).cloned();
    let caller = draft.context.caller.partner_id();
    // What another partner has scheduled does not exist for this one (CHAN-101).
    let Some(found) = found.filter(|found| caller.is_none() || found.seller.partner() == caller) else {
        draft.refuse(unknown());
        return None;
    };
    if let Some(end) = &found.end {
        let subscription: SubscriptionId = found.wish.base.subscription;
        draft.refuse(
            Reason::about(Rule::Mig105, Code::MigrationScheduleOver, subscription)
                .with("schedule", id.to_string())
                .with("end", json!(end))
                .remedy(Remedy::ReadAgain, Who::Caller),
        );
        return None;
    }
    Some(found)
}
