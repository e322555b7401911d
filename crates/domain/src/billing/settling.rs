//! What settles invoices: money received, and credit notes. Which invoice is settled by how much follows from what is open;
//! nothing is settled beyond its total, and what is left over waits until somebody assigns it (INV-106).

use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::invoice::BillTo;
use crate::ids::InvoiceId;
use crate::money::Money;
use crate::rule::Rule;

/// The rules that this module holds.
pub const RULES: &[Rule] = &[Rule::Inv106];

/// Money received from a payer.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct PaymentReceived {
    /// Who paid.
    pub bill_to: BillTo,
    /// How much, above zero.
    pub amount: Money,
    /// The day it was received.
    pub received_on: Date,
    /// The payer's or the bank's reference, one for each payment of a payer.
    pub reference: String,
    /// The invoice that it is for; the oldest open ones where none is named.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub invoice: Option<InvoiceId>,
}

/// What settles a part of an invoice.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize, Deserialize)]
#[serde(tag = "source", content = "reference", rename_all = "snake_case")]
pub enum Source {
    /// A payment, by its reference.
    Payment(String),
    /// A credit note, by its number.
    CreditNote(String),
}

/// A part of an invoice that is settled.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Allocation {
    /// The invoice.
    pub invoice: InvoiceId,
    /// By what.
    #[serde(flatten)]
    pub source: Source,
    /// How much of its total, above zero.
    pub amount: Money,
    /// When.
    pub at: Timestamp,
}

/// Shares an amount out to open invoices in their order: each gets what is open of it until nothing is left. Gives the place of
/// each invoice that gets something, with how much.
#[must_use]
pub fn share(mut amount: i64, open: &[i64]) -> Vec<(usize, i64)> {
    let mut shares = Vec::new();
    for (place, open) in open.iter().enumerate() {
        let share = amount.min(*open);
        if share > 0 {
            shares.push((place, share));
            amount = amount.saturating_sub(share);
        }
    }
    shares
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_amount_is_shared_out_to_the_oldest_first_and_never_beyond_what_is_open_inv_106() {
        assert_eq!(share(250, &[100, 0, 120, 90]), [(0, 100), (2, 120), (3, 30)]);
        assert_eq!(share(50, &[100]), [(0, 50)]);
        assert_eq!(share(500, &[100, -40]), [(0, 100)]);
        assert!(share(0, &[100]).is_empty());
    }
}
