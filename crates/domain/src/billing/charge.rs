//! A charge: one line of a bill. It is written once and never changed; what was wrong is put right by another line.

use jiff::civil::Date;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use super::cycle::ChargeCycle;
use super::fraction::Fraction;
use super::kind::ChargeType;
use super::rounding::Rounding;
use crate::calendar::{BillingPlan, Period, Term};
use crate::ids::{ChargeId, LotId, OfferId, OrderId, SubscriptionId};
use crate::money::{Money, UnitPrice};
use crate::policy::PolicyVersion;
use crate::rule::Rule;
use crate::subscription::Seller;

/// One line of a bill.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Charge {
    /// The id; follows from the account and the event that made it.
    pub id: ChargeId,
    /// What is charged for: with the subscription unique for ever, so that nothing is charged twice.
    #[serde(flatten)]
    pub key: ObligationKey,
    /// What was sold.
    pub offer: OfferId,
    /// The order it was sold with.
    pub order: OrderId,
    /// Who pays: the selling partner, or the customer itself where it bought directly.
    pub seller: Seller,
    /// The kind of invoice it stands on (INV-101).
    pub family: InvoiceFamily,
    /// The days of the subscription's term.
    pub term: Period,
    /// The length of the term.
    pub length: Term,
    /// How often the subscription is charged.
    pub billing: BillingPlan,
    /// The charge cycle that the days belong to.
    pub cycle: ChargeCycle,
    /// The price that it follows from: per seat and billing period; none where nothing is charged (trials).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unit: Option<UnitPrice>,
    /// The price of one seat for the charged days, as shown; negative on credits (BILL-210).
    #[serde(with = "rust_decimal::serde::str")]
    pub shown: Decimal,
    /// The seats; never negative (BILL-210).
    pub quantity: u32,
    /// The amount, net of tax; negative on credits.
    pub amount: Money,
    /// What was taken off the list price.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub discount: Option<Discount>,
    /// The day it is booked: of the cycle, or of the event.
    pub booked_on: Date,
    /// The date of the invoice that it falls on.
    pub invoice_on: Date,
    /// The rule that it exists by.
    pub rule: Rule,
    /// The version of the billing policy.
    pub policy: PolicyVersion,
    /// How the amount was found.
    pub derivation: Derivation,
}

/// What a charge is for.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
pub struct ObligationKey {
    /// The subscription.
    pub subscription: SubscriptionId,
    /// The first of the seat lots that it is for; lots of one price share a line.
    pub lot: LotId,
    /// First and last day that it is for, both included.
    #[serde(flatten)]
    pub period: Period,
    /// The kind.
    pub kind: ChargeType,
    /// The event that brought it, for what follows from a change; 0 for what falls due by the calendar. So a cycle can be
    /// charged once only, while seats may change as often as one likes.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub cause: u64,
    /// Counts lines of one change that would otherwise have one key: credits of several lines over the same days.
    #[serde(default, skip_serializing_if = "is_nought")]
    pub part: u32,
}

#[allow(clippy::trivially_copy_pass_by_ref, reason = "serde asks for a reference")]
fn is_zero(number: &u64) -> bool {
    *number == 0
}

#[allow(clippy::trivially_copy_pass_by_ref, reason = "serde asks for a reference")]
fn is_nought(number: &u32) -> bool {
    *number == 0
}

/// The two families of invoices (INV-101).
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum InvoiceFamily {
    /// Classic licences: numbers begin with D, dated by the partner's billing day.
    Classic,
    /// New commerce and marketplace: numbers begin with G, by calendar month.
    NewCommerce,
}

impl InvoiceFamily {
    /// The name, as stored and shown.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            InvoiceFamily::Classic => "classic",
            InvoiceFamily::NewCommerce => "new_commerce",
        }
    }

    /// The letter that its invoice numbers begin with.
    #[must_use]
    pub const fn letter(self) -> char {
        match self {
            InvoiceFamily::Classic => 'D',
            InvoiceFamily::NewCommerce => 'G',
        }
    }
}

/// A discount on the list price.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
pub struct Discount {
    /// The promotion.
    pub promotion: String,
    /// Percent off the list price.
    #[serde(with = "rust_decimal::serde::str")]
    pub percent: Decimal,
}

/// How an amount was found: enough to find it again with pencil and paper (promise N6).
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Derivation {
    /// What part of the price it is.
    pub basis: Basis,
    /// The exact amount in major units before the rounding step, with its sign.
    pub exact: Fraction,
    /// The rounding step.
    pub rounding: Rounding,
}

/// What part of the price a charge is.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Basis {
    /// The whole charge cycle.
    Cycle,
    /// Some days of it.
    Days {
        /// The days.
        days: i64,
        /// The days of the denominator.
        of: i64,
    },
    /// Some months of it (NCE-109).
    Months {
        /// The months.
        months: u32,
        /// The months of the plan.
        of: u32,
    },
    /// Some months of it, and days of a last one that the term cuts off (NCE-109, NCE-209).
    MonthsCut {
        /// The whole months.
        months: u32,
        /// The days of the last one.
        days: i64,
        /// The days that one would have.
        of_days: i64,
        /// The months of the plan.
        of: u32,
    },
    /// Some days of a cycle that is itself some months of its plan.
    MonthsAndDays {
        /// The months.
        months: u32,
        /// The months of the plan.
        of_months: u32,
        /// The days.
        days: i64,
        /// The days of the cycle.
        of: i64,
    },
    /// Another line taken back whole.
    Reversal {
        /// The line.
        of: ChargeId,
    },
    /// Everything that stood charged for the cycle comes back.
    Everything,
    /// Nothing is charged for these days: a trial, or the free days before a term.
    Free,
    /// A part by days, but no more than an amount: what stood charged, or the price of the new plan (BILL-04).
    Capped {
        /// The days.
        days: i64,
        /// The days of the denominator.
        of: i64,
        /// The most, in minor units.
        most: i64,
    },
    /// Entered by a person as a correction.
    Entered {
        /// Why.
        reason: String,
    },
}
