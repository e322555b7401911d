//! How money comes back, and how fast: that depends on the payment method, and whoever asked is told (BILL-05).

use super::charge::Charge;
use crate::account::Account;
use crate::decision::{Context, Notice};
use crate::money::Money;
use crate::rule::Rule;
use crate::subscription::Payment;

/// The rules that this module holds.
pub const RULES: &[Rule] = &[Rule::Bill05];

/// What to tell about lines that come to less than nothing: a card gets its money after the policy's days, everybody else a
/// credit on the invoice.
#[must_use]
pub fn notice(account: &Account, lines: &[Charge], context: &Context<'_>) -> Option<Notice> {
    let line = lines.iter().find(|line| line.amount.minor < 0)?;
    let sum = lines.iter().fold(0_i64, |sum, line| sum.saturating_add(line.amount.minor));
    if sum >= 0 {
        return None;
    }
    let subscription = line.key.subscription;
    let amount = Money { minor: sum.saturating_neg(), currency: line.amount.currency };
    let payment = account.subscriptions.get(&subscription)?.payment;
    Some(match payment {
        Payment::Card => {
            let days = context.policies.billing_on(line.booked_on).invoice.card_refund_days;
            Notice::RefundToCard { subscription, amount, days }
        }
        Payment::Invoice | Payment::Prepaid => {
            Notice::RefundOnInvoice { subscription, amount, invoice_on: line.invoice_on }
        }
    })
}
