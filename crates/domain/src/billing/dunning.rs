//! What happens when an invoice is not paid (SELF-110): the balance is recorded as overdue, the customer is reminded, and in
//! the end what it bought directly is suspended. Partners are told once; nothing of theirs is suspended (BILL-112).

use jiff::Timestamp;
use jiff::civil::Date;
use serde_json::json;

use super::invoice::Invoice;
use crate::account::{Account, Unpaid};
use crate::calendar::{add_days, plus_hours, start_of_day};
use crate::decision::{Context, Decision, Draft};
use crate::event::Event;
use crate::ids::{InvoiceId, SubscriptionId};
use crate::money::Money;
use crate::policy::Policies;
use crate::rule::Rule;
use crate::subscription::{Payment, Seller, Status, SuspensionReason};
use crate::suspension;

/// The rules that this module holds.
pub const RULES: &[Rule] = &[Rule::Self110, Rule::Why11, Rule::Bill112];

/// The hour, in UTC, at which a step is taken: that of the billing runs.
const HOUR: u32 = 12;

/// A step of dunning.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Step {
    /// The due date has passed: the balance is overdue (WHY-11).
    Overdue,
    /// The customer is reminded.
    Remind,
    /// What the customer bought directly is suspended for non-payment.
    Suspend,
}

/// The step of an invoice after so many, with its instant; none after the last.
#[must_use]
pub fn step(invoice: &Invoice, taken: u32, policies: &Policies) -> Option<(Timestamp, Step)> {
    let dunning = &policies.billing_on(invoice.key.date).invoice.dunning;
    let mut steps = vec![(1, Step::Overdue)];
    if invoice.key.bill_to.customer().is_some() {
        steps.extend(dunning.warn_after_days.iter().map(|days| (*days, Step::Remind)));
        steps.extend(dunning.suspend_after_days.map(|days| (days, Step::Suspend)));
    }
    steps.sort_unstable();
    let (days, step) = steps.into_iter().nth(usize::try_from(taken).ok()?)?;
    Some((plus_hours(start_of_day(add_days(invoice.due, days)), HOUR), step))
}

/// Takes a step in the account of a direct customer. `open` is what is not paid yet.
#[must_use]
pub fn take(
    account: &Account,
    step: Step,
    invoice: &Invoice,
    open: Money,
    context: &Context<'_>,
) -> Decision {
    let mut draft = Draft::new(account.clone(), *context);
    let about =
        json!({ "invoice": invoice.id, "number": invoice.number, "amount": open, "due": invoice.due });
    match step {
        Step::Overdue => {
            let due = invoice.due;
            let unpaid = Unpaid {
                seller: Seller::Direct,
                subscription: None,
                amount: open,
                due,
                invoice: Some(invoice.id),
            };
            draft.emit(Event::BalanceOverdue { unpaid });
            draft.tell("payment_overdue", None, about);
        }
        Step::Remind => {
            draft.emit(reminded(invoice, open));
            draft.tell("payment_reminder", None, about);
        }
        Step::Suspend => {
            draft.emit(reminded(invoice, open));
            draft.tell("payment_suspension", None, about);
            for id in bought_directly(account) {
                suspend(&mut draft, id);
            }
        }
    }
    decided(draft, account)
}

/// The invoice is settled: what was recorded as overdue for it no longer is.
#[must_use]
pub fn clear(account: &Account, invoice: InvoiceId, context: &Context<'_>) -> Decision {
    let mut draft = Draft::new(account.clone(), *context);
    for unpaid in account.head.unpaid.iter().filter(|unpaid| unpaid.invoice == Some(invoice)) {
        draft.emit(Event::BalancePaid { unpaid: unpaid.clone() });
    }
    decided(draft, account)
}

fn reminded(invoice: &Invoice, open: Money) -> Event {
    let due: Date = invoice.due;
    Event::PaymentReminded { invoice: invoice.id, number: invoice.number.clone(), amount: open, due }
}

/// What can be suspended for non-payment: what is active and not paid in advance.
fn bought_directly(account: &Account) -> Vec<SubscriptionId> {
    account
        .live()
        .filter(|found| found.seller == Seller::Direct && found.payment != Payment::Prepaid)
        .filter(|found| found.status == Status::Active)
        .map(|found| found.id)
        .collect()
}

/// Suspends a subscription where nothing stands against it; what is locked by an upgrade, or is a trial, stays.
fn suspend(draft: &mut Draft<'_>, id: SubscriptionId) {
    let mut attempt = Draft::new(draft.account.clone(), draft.context);
    suspension::suspend(&mut attempt, id, SuspensionReason::NonPayment);
    if !attempt.is_refused() {
        suspension::suspend(draft, id, SuspensionReason::NonPayment);
    }
}

/// The decision of a draft in which nothing was refused.
fn decided(draft: Draft<'_>, account: &Account) -> Decision {
    draft.finish().unwrap_or_else(|_| Decision {
        events: Vec::new(),
        account: account.clone(),
        messages: Vec::new(),
        notices: Vec::new(),
    })
}
