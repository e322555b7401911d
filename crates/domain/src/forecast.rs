//! Forecasts (promise N2): what a decision costs at once and until the terms it concerns are over. A copy of the account is
//! carried forward by the same rules that will carry the account itself, so that forecast and bill cannot disagree.
//!
//! A forecast ends with the present terms. What a renewal would cost is told beside it, because it is not committed yet.

mod carry;
pub mod compare;
mod invoices;

use std::collections::BTreeSet;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use self::carry::carry;
pub use self::invoices::{ExpectedInvoice, Totals};
use crate::account::Account;
use crate::billing::charge::{Basis, Charge};
use crate::calendar::{BillingPlan, Term};
use crate::decision::{Context, Decision};
use crate::event::{Event, Recorded};
use crate::ids::{OfferId, SubscriptionId};
use crate::money::{Money, UnitPrice};
use crate::rule::Rule;

/// The rules that this module holds.
pub const RULES: &[Rule] = &[Rule::Bill04];

/// What a decision comes to, and what would have come without it.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Outlook {
    /// With the decision.
    pub with: Forecast,
    /// The same subscriptions without it.
    pub without: Forecast,
    /// What the decision adds, or saves, by currency.
    pub difference: Vec<Totals>,
    /// What is left of prepaid time and is neither used nor credited (BILL-04), by currency.
    pub prepaid_lost: Vec<Money>,
}

/// The lines of some subscriptions from an instant to the end of their present terms.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct Forecast {
    /// The lines of the decision, and of what follows from it in the same instant.
    pub at_once: Vec<Charge>,
    /// The lines after it, in the order of time.
    pub later: Vec<Charge>,
    /// All lines by the invoice that they fall on, the earliest first.
    pub invoices: Vec<ExpectedInvoice>,
    /// The commitment: what all lines come to if nothing else is changed, by currency.
    pub totals: Vec<Totals>,
    /// What happens when the terms are over.
    pub ends: Vec<TermEnd>,
    /// Subscriptions that come into being, in this order. Their ids are not the ones that a commit will give.
    pub opened: Vec<SubscriptionId>,
}

/// What happens to a subscription when its present term is over, as things are.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct TermEnd {
    /// The subscription.
    pub subscription: SubscriptionId,
    /// The first day on which it is no longer as it was: the one after the last day of its term, or that of its deletion.
    pub on: Date,
    /// What it becomes; none where it ends.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub renews: Option<Renewal>,
}

/// A term that would follow.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Renewal {
    /// The offer.
    pub offer: OfferId,
    /// The seats.
    pub seats: u32,
    /// The term.
    pub term: Term,
    /// The billing plan.
    pub billing: BillingPlan,
    /// The price per seat and billing period by the price list of today.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unit: Option<UnitPrice>,
    /// The first charge of the new term; none where nothing is charged on that day.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub charge: Option<Money>,
}

impl Forecast {
    /// All lines in the order of time.
    pub fn lines(&self) -> impl Iterator<Item = &Charge> {
        self.at_once.iter().chain(&self.later)
    }
}

/// What a decision over an account comes to. `context` is the one that the decision was made with.
#[must_use]
pub fn outlook(before: &Account, decision: &Decision, context: &Context<'_>) -> Outlook {
    let concerned = concerned(&decision.events);
    let with = carry(&decision.account, &decision.events, &concerned, context);
    let without = carry(before, &[], &concerned, context);
    let difference = invoices::difference(&with.totals, &without.totals);
    let prepaid_lost = prepaid_lost(&with);
    Outlook { with, without, difference, prepaid_lost }
}

/// The subscriptions that events are about, as subject, source or target.
fn concerned(events: &[Recorded]) -> BTreeSet<SubscriptionId> {
    let mut found = BTreeSet::new();
    for recorded in events {
        found.extend(recorded.event.subscription());
        match &recorded.event {
            Event::UpgradeStarted { upgrade } => {
                found.insert(upgrade.source);
                found.extend(upgrade.target);
            }
            Event::CreditCheckPassed { target, .. }
            | Event::UpgradeProvisioned { target, .. }
            | Event::SeatsTransferred { target, .. } => {
                found.insert(*target);
            }
            _ => {}
        }
    }
    found
}

/// BILL-04: where a credit for prepaid time was cut at the price of the new plan, the rest is lost.
fn prepaid_lost(forecast: &Forecast) -> Vec<Money> {
    let mut lost = Vec::new();
    for line in forecast.lines().filter(|line| line.rule == Rule::Bill04) {
        let Basis::Capped { .. } = line.derivation.basis else { continue };
        let worth = line.derivation.exact.half_up(line.amount.currency.exponent());
        let worth = i64::try_from(worth).unwrap_or(i64::MIN);
        let minor = line.amount.minor.saturating_sub(worth);
        invoices::add(&mut lost, Money { minor, currency: line.amount.currency });
    }
    lost
}
