//! How long a quote holds: until the answer may become another by itself.

use jiff::Timestamp;
use seatwright_domain::account::Account;
use seatwright_domain::advance::next_due;
use seatwright_domain::calendar::{add_days, day_of, start_of_day};
use seatwright_domain::command::Command;
use seatwright_domain::decide;
use seatwright_domain::decision::Context;
use seatwright_domain::forecast::compare::differences;
use seatwright_domain::forecast::{Outlook, outlook};

use super::windows;

/// The most days that a quote holds.
const DAYS_MAX: u32 = 30;

/// The first instant at which the answer may be another although nobody did anything: something falls due, a window closes,
/// or a day begins on which the same commands would cost something else, because days are used up and prices and
/// policies change with days.
pub(super) fn until(
    before: &Account,
    command: &Command,
    quoted: &Outlook,
    context: &Context<'_>,
) -> Timestamp {
    let at = context.now;
    let today = day_of(at);
    let closing = windows(before, context.policies, at).into_iter().map(|window| window.until);
    let end = start_of_day(add_days(today, DAYS_MAX));
    let end = closing.chain(next_due(before)).filter(|moment| *moment > at).fold(end, Timestamp::min);
    (1..DAYS_MAX)
        .map(|day| start_of_day(add_days(today, day)))
        .take_while(|morning| *morning < end)
        .find(|morning| !holds_on(*morning, before, command, quoted, context))
        .unwrap_or(end)
}

/// Whether the commands would bill the same on a later morning.
fn holds_on(
    morning: Timestamp,
    before: &Account,
    command: &Command,
    quoted: &Outlook,
    context: &Context<'_>,
) -> bool {
    let context = Context { now: morning, ..*context };
    decide::decide(before, command, &context).is_ok_and(|decision| {
        differences(&quoted.with, &outlook(before, &decision, &context).with).is_empty()
    })
}
