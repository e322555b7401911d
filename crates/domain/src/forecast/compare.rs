//! Whether two forecasts bill the same cents. Ids of lines and of what comes into being differ from decision to decision and
//! do not count.

use serde::{Deserialize, Serialize};

use super::Forecast;
use crate::billing::charge::Charge;
use crate::billing::kind::ChargeType;
use crate::ids::SubscriptionId;

/// A line that is in one forecast and not, or not as it is, in the other.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct LineDifference {
    /// As it was.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub before: Option<Box<Charge>>,
    /// As it is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub now: Option<Box<Charge>>,
}

/// The lines that differ, in the order of the first forecast; none when both bill the same cents.
#[must_use]
pub fn differences(before: &Forecast, now: &Forecast) -> Vec<LineDifference> {
    let mut left: Vec<&Charge> = now.lines().collect();
    let mut missing = Vec::new();
    for line in before.lines() {
        match left.iter().position(|other| is_same(before, line, now, other)) {
            Some(place) => {
                left.remove(place);
            }
            None => missing.push(line),
        }
    }
    let mut found = Vec::new();
    for line in missing {
        // The line that stands in its place: the same kind for the same subscription, on the same invoice if there is one.
        let wanted = place_of(before, line);
        let alike = |same_date: bool| {
            left.iter().position(|other| {
                place_of(now, other) == wanted && (!same_date || other.invoice_on == line.invoice_on)
            })
        };
        let place = alike(true).or_else(|| alike(false));
        let other = place.map(|place| left.remove(place));
        found.push(LineDifference { before: Some(Box::new(line.clone())), now: other.map(boxed) });
    }
    found.extend(left.into_iter().map(|line| LineDifference { before: None, now: Some(boxed(line)) }));
    found
}

fn boxed(line: &Charge) -> Box<Charge> {
    Box::new(line.clone())
}

/// Same kind, days, seats, price, amount and invoice for the same subscription.
fn is_same(of: &Forecast, line: &Charge, of_other: &Forecast, other: &Charge) -> bool {
    line.key.kind == other.key.kind
        && line.key.period == other.key.period
        && line.quantity == other.quantity
        && line.amount == other.amount
        && line.shown == other.shown
        && line.unit == other.unit
        && line.offer == other.offer
        && line.invoice_on == other.invoice_on
        && subject(of, line.key.subscription) == subject(of_other, other.key.subscription)
}

fn place_of(of: &Forecast, line: &Charge) -> (Subject, ChargeType) {
    (subject(of, line.key.subscription), line.key.kind)
}

/// A subscription across decisions: by its id, or by its place among those that come into being.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Subject {
    Existing(SubscriptionId),
    Opened(usize),
}

fn subject(of: &Forecast, id: SubscriptionId) -> Subject {
    match of.opened.iter().position(|opened| *opened == id) {
        Some(place) => Subject::Opened(place),
        None => Subject::Existing(id),
    }
}
