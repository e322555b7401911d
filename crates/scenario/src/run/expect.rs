//! Checking what should be so.

use std::collections::BTreeMap;

use jiff::Timestamp;
use rust_decimal::Decimal;
use seatwright_domain::calendar::{day_of, next_day};
use seatwright_domain::money::Currency;
use seatwright_domain::policy::Refund;
use seatwright_domain::rule::Rule;
use seatwright_domain::subscription::{Status, Subscription};
use seatwright_domain::{suspension, window};

use super::act::Why;
use super::compare::difference;
use super::world::World;
use super::{Failure, Line};
use crate::statement::{Expectation, Step};
use crate::words::shown;

/// Whether a statement was refused by the rules that are expected.
pub(super) fn refusal(step: &Step, rules: &[Rule], why: Option<Why>) -> Option<Failure> {
    let message = match why {
        None => "the statement before was not refused".to_owned(),
        Some(Why::Refused(refusals)) if rules.iter().all(|rule| refusals.names(*rule)) => return None,
        Some(why) => format!("`{}`: it was refused for other reasons:\n{why}", step.text),
    };
    Some(Failure { line: step.line, message })
}

/// Whether something is as expected.
pub(super) fn check(step: &Step, expectation: &Expectation, world: &World) -> Option<Failure> {
    let differs = match expectation {
        Expectation::File { on, rows } => {
            let lines: Vec<&Line> = world.lines.iter().filter(|line| line.charge.invoice_on == *on).collect();
            difference(rows, &lines).map(|text| format!("the invoice of {on} differs:\n{text}"))
        }
        Expectation::Lines { of, rows } => {
            let lines: Vec<&Line> = world.lines.iter().filter(|line| line.subscription == *of).collect();
            difference(rows, &lines).map(|text| format!("the lines of `{of}` differ:\n{text}"))
        }
        Expectation::FileTotal { on, amount } => {
            let lines = world.lines.iter().filter(|line| line.charge.invoice_on == *on);
            total(&format!("the invoice of {on}"), lines, *amount)
        }
        Expectation::LinesTotal { of, amount } => {
            total(&format!("`{of}`"), world.lines.iter().filter(|line| line.subscription == *of), *amount)
        }
        _ => of_subscription(expectation, world),
    };
    differs.map(|message| Failure { line: step.line, message })
}

fn total<'l>(what: &str, lines: impl Iterator<Item = &'l Line>, expected: Decimal) -> Option<String> {
    let mut totals: BTreeMap<Currency, Decimal> = BTreeMap::new();
    for line in lines {
        *totals.entry(line.charge.amount.currency).or_default() += line.amount();
    }
    if totals.len() > 1 {
        let list: Vec<String> =
            totals.iter().map(|(currency, total)| format!("{total} {currency}")).collect();
        return Some(format!("{what} has no one total but {}", list.join(" and ")));
    }
    let found = totals.into_values().next().unwrap_or_default();
    differs(&format!("the total of {what}"), &expected.normalize(), &found.normalize())
}

fn differs<T: PartialEq + ToString>(what: &str, expected: &T, found: &T) -> Option<String> {
    (expected != found).then(|| format!("{what} is {}, expected {}", found.to_string(), expected.to_string()))
}

fn of_subscription(expectation: &Expectation, world: &World) -> Option<String> {
    let name = expectation.subscription()?;
    let Some((_, found)) = world.find(name) else { return Some(format!("`{name}` has not come about")) };
    let text = |value: &dyn ToString| value.to_string();
    match expectation {
        Expectation::Renews { on, .. } => {
            let never = || "never".to_owned();
            let expected = on.map_or_else(never, |on| on.to_string());
            let found = renewal(found).map_or_else(never, |on| on.to_string());
            differs(&format!("the renewal of `{name}`"), &expected, &found)
        }
        Expectation::Ends { on, .. } => differs(&format!("the last day of `{name}`"), on, &last_day(found)),
        Expectation::Deletes { on, .. } => {
            let day = deletion(found, world).map_or_else(|| "none".to_owned(), |at| text(&day_of(at)));
            differs(&format!("the day on which `{name}` is deleted"), &text(on), &day)
        }
        Expectation::Is { status, .. } => {
            differs(&format!("the status of `{name}`"), &status.code(), &found.status.code())
        }
        Expectation::SeatsAre { seats, .. } => {
            differs(&format!("the number of seats of `{name}`"), seats, &found.seats())
        }
        Expectation::OfferIs { offer, .. } => {
            let (_, wanted) = world.offer(offer);
            differs(&format!("the offer of `{name}`"), &wanted, &found.offer)
        }
        Expectation::Billed { billing, .. } => {
            differs(&format!("the billing plan of `{name}`"), billing, &found.billing)
        }
        Expectation::TermIs { term, .. } => {
            differs(&format!("the term of `{name}`"), term, &found.term.length)
        }
        Expectation::Refundable { seats, until, .. } => refundable(name, found, *seats, *until, world),
        Expectation::Cancellable { refund, until, .. } => cancellable(name, found, *refund, *until, world),
        _ => None,
    }
}

impl Expectation {
    /// The subscription that it is about.
    fn subscription(&self) -> Option<&str> {
        match self {
            Expectation::Refused(_) | Expectation::File { .. } | Expectation::FileTotal { .. } => None,
            Expectation::Lines { of, .. }
            | Expectation::LinesTotal { of, .. }
            | Expectation::Renews { of, .. }
            | Expectation::Ends { of, .. }
            | Expectation::Deletes { of, .. }
            | Expectation::Is { of, .. }
            | Expectation::SeatsAre { of, .. }
            | Expectation::Refundable { of, .. }
            | Expectation::Cancellable { of, .. }
            | Expectation::OfferIs { of, .. }
            | Expectation::Billed { of, .. }
            | Expectation::TermIs { of, .. } => Some(of),
        }
    }
}

fn last_day(found: &Subscription) -> jiff::civil::Date {
    found.trial.as_ref().map_or(found.term.period.last, |trial| trial.last)
}

/// The first day of the next term; none where it will not renew.
fn renewal(found: &Subscription) -> Option<jiff::civil::Date> {
    let goes_on = matches!(found.status, Status::Active | Status::Suspended);
    (goes_on && found.auto_renew && !found.cancels_at_renewal).then(|| next_day(last_day(found)))
}

/// When it is deleted, or was.
fn deletion(found: &Subscription, world: &World) -> Option<Timestamp> {
    let policy = world.policies.get(&found.term.policy);
    match found.status {
        Status::Deleted => found.deleted_at,
        Status::Disabled => found.state_ends_at,
        Status::Expired => {
            let disabled = policy.new_commerce.disabled_days;
            found.state_ends_at.map(|at| seatwright_domain::calendar::plus_days(at, disabled))
        }
        Status::Active | Status::Suspended => suspension::deletion_date(found, &world.policies),
    }
}

fn refundable(
    name: &str,
    found: &Subscription,
    expected: u32,
    until: Option<Timestamp>,
    world: &World,
) -> Option<String> {
    let lots = window::refundable_seats(found, &world.policies, world.now);
    let wanted = lots.iter().filter(|lot| until.is_none_or(|until| lot.until == until));
    let seats = wanted.fold(0_u32, |sum, lot| sum.saturating_add(lot.seats));
    if seats == expected {
        return None;
    }
    let list: Vec<String> =
        lots.iter().map(|lot| format!("{} until {}", lot.seats, shown(lot.until))).collect();
    let list = if list.is_empty() { "none".to_owned() } else { list.join(", ") };
    Some(format!("the refundable seats of `{name}` are {list}, expected {expected}"))
}

fn cancellable(
    name: &str,
    found: &Subscription,
    expected: Option<&str>,
    until: Option<Timestamp>,
    world: &World,
) -> Option<String> {
    let open = window::cancel_window(found, &world.policies, world.now);
    let tell = |refund: Option<&str>, until: Option<Timestamp>| match (refund, until) {
        (None, _) => "no".to_owned(),
        (Some(refund), None) => refund.to_owned(),
        (Some(refund), Some(until)) => format!("{refund} until {}", shown(until)),
    };
    let refund = open.map(|open| match open.refund {
        Refund::Full => "full",
        Refund::Prorated => "prorated",
        Refund::None => "none",
    });
    let seen = until.and(open).map(|open| open.until);
    differs(&format!("the refund on cancelling `{name}`"), &tell(expected, until), &tell(refund, seen))
}
