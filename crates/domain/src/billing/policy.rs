//! Billing policies: the choices between contradicting bills, as dated data. A term keeps the version in force when it began.

pub mod load;

use std::collections::BTreeMap;

use jiff::civil::Date;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use super::kind::ChargeType;
use super::rounding::Rounding;
use crate::policy::PolicyVersion;

/// One version.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BillingPolicy {
    /// The name: the month from which it holds.
    pub version: PolicyVersion,
    /// The first day it holds.
    pub from: Date,
    /// Where the choices come from, for people.
    pub source: String,
    /// Classic licences.
    pub classic: ClassicBilling,
    /// New commerce and marketplace.
    pub new_commerce: NewCommerceBilling,
    /// Invoices.
    pub invoice: InvoicePolicy,
}

/// Choices for classic licences.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ClassicBilling {
    /// The rounding rule (`classic.rounding`, BILL-209).
    pub rounding: Rounding,
    /// What an annual price is divided by (BILL-203; leap years are settled by no source).
    pub annual_days: AnnualDays,
    /// Whether the stretch after a change is cut again at the day of booking (`classic.annual_split`, BILL-206).
    pub annual_split: bool,
    /// Which days the charges of the later years of a longer term show, billed annually (`classic.multi_year`, BILL-108).
    pub multi_year: MultiYear,
    /// How long after the beginning of a term a whole charge comes back (`classic.full_credit`, BILL-211).
    pub full_credit: FullCredit,
    /// Which days a line of a whole charge shows (`classic.full_credit_period`, BILL-212).
    pub full_credit_period: FullCreditPeriod,
    /// The type of the first charge, billed monthly.
    pub first_monthly: ChargeType,
    /// The type of the first charge, billed otherwise.
    pub first_annual: ChargeType,
    /// The type of the next cycle's charge in a file that settles a quantity change (BILL-204).
    pub cycle_after_change: ChargeType,
    /// The type of the first charge after a renewal.
    pub renewal: ChargeType,
    /// The type of a reactivation (`classic.reactivation_type`).
    pub reactivation: ChargeType,
    /// The first period of a monthly purchase (`classic.first_period`, BILL-104).
    pub first_period: FirstPeriod,
    /// The first day of a term (`classic.start_day`, BILL-103).
    pub start_day: StartDay,
    /// How long a price is locked (`classic.price_lock`, BILL-110).
    pub price_lock: PriceLock,
    /// When a converted trial's term begins to count (`classic.trial_renewal`, TRIAL-103).
    pub trial_renewal: TrialRenewal,
}

/// Choices for new commerce and marketplace.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NewCommerceBilling {
    /// The rounding rule (`nce.rounding`, NCE-207).
    pub rounding: Rounding,
    /// The days of a cycle (`nce.cycle_days`, NCE-202).
    pub cycle_days: CycleDays,
    /// Whether the day of cancelling is refunded (`nce.day_of_cancel`, NCE-208).
    pub day_of_cancel: DayOfCancel,
    /// How the rest of a year is charged after a change of plan (`nce.plan_change_proration`, NCE-109).
    pub plan_change: PlanChange,
    /// The lines of a change of seats of a marketplace subscription (MKT-105).
    pub marketplace_change: MarketplaceChange,
    /// The type of a marketplace subscription's cancellation: `Cancel` in files of 2020 and 2021.
    pub marketplace_cancel: ChargeType,
    /// Percent on a twelfth of the annual price where a list has no price of its own for the monthly plan
    /// (`nce.annual_monthly_premium`, NCE-102).
    #[serde(with = "rust_decimal::serde::str")]
    pub annual_monthly_premium: Decimal,
}

/// Numbers of invoices.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct InvoicePolicy {
    /// The day of the month of new-commerce invoices (INV-102, MKT-108).
    pub new_commerce_day: i8,
    /// The day of the month of direct customers' invoices (SELF-111).
    pub direct_day: i8,
    /// Days from the invoice until a partner's payment is due (BILL-112).
    pub partner_due_days: u32,
    /// Days from the invoice until a direct customer's payment is due.
    pub direct_due_days: u32,
    /// Days after which a refund has reached the card it was paid with (BILL-05).
    pub card_refund_days: u32,
    /// Tax on the invoice total, by the country of who pays (INV-104); none where a country is not named.
    #[serde(default)]
    pub tax: BTreeMap<String, Tax>,
    /// What happens when a direct customer does not pay (SELF-110).
    pub dunning: Dunning,
}

/// A tax.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Tax {
    /// Its name, as `VAT`.
    pub name: String,
    /// Percent of the invoice total.
    #[serde(with = "rust_decimal::serde::str")]
    pub percent: Decimal,
}

/// Dunning of direct customers.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Dunning {
    /// Days after the due date on which the customer is warned.
    pub warn_after_days: Vec<u32>,
    /// Days after the due date after which the subscriptions are suspended; none where they never are.
    #[serde(default)]
    pub suspend_after_days: Option<u32>,
}

macro_rules! choices {
    ($($(#[$doc:meta])* $name:ident { $($(#[$vdoc:meta])* $variant:ident),+ $(,)? })+) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
        #[serde(rename_all = "snake_case")]
        pub enum $name { $($(#[$vdoc])* $variant,)+ }
    )+};
}

choices! {
    /// What an annual price is divided by.
    AnnualDays {
        /// The days that the year has, so that all days together are the price.
        Real,
        /// 365 in leap years too, as the published scenarios put it.
        #[serde(rename = "365")]
        Always365,
    }
    /// Which days the charges of the later years of a longer term show.
    MultiYear {
        /// Those of the year that they are for.
        ServiceYears,
        /// A month earlier, first day and last day, as files from 2022-11 on show them.
        MonthEarly,
    }
    /// How long a whole charge comes back.
    FullCredit {
        /// Thirty days from the beginning of the term.
        ThirtyDays,
        /// The first month of the term.
        Month,
    }
    /// Which days a line of a whole charge shows.
    FullCreditPeriod {
        /// The whole charged period.
        WholePeriod,
        /// From the day of the suspension.
        FromSuspension,
    }
    /// The first period of a monthly purchase.
    FirstPeriod {
        /// Paid from the first day.
        Paid,
        /// Free until the partner's next billing date (until 2018-02-20).
        FreeUntilBillingDate,
    }
    /// The first day of a term.
    StartDay {
        /// The day of the order.
        OrderDay,
        /// The day after.
        DayAfter,
    }
    /// How long a price is locked.
    PriceLock {
        /// For the term.
        Term,
        /// For the cycle.
        Cycle,
    }
    /// When a converted trial's term begins to count.
    TrialRenewal {
        /// On the day of the conversion.
        ConversionDay,
        /// On the partner's billing date that follows, when billed monthly.
        BillingDate,
    }
    /// The days of a cycle.
    CycleDays {
        /// Those it has.
        Real,
        /// Those of the calendar month in which it starts.
        MonthOfStart,
    }
    /// Whether the day of cancelling is refunded.
    DayOfCancel {
        /// It is.
        Refunded,
        /// Every 24 hours that have begun are used.
        BegunDayUsed,
    }
    /// The lines of a change of seats of a marketplace subscription.
    MarketplaceChange {
        /// Named like those of new commerce: seats added, or removed.
        Quantity,
        /// "convert" on both lines (MKT-105).
        Convert,
    }
    /// How the rest of a year is charged after a change of plan.
    PlanChange {
        /// By months.
        Months,
        /// By days.
        Days,
    }
}
