//! On which invoice a charge falls (BILL-101, INV-101, NCE-103).

use jiff::civil::{Date, date};

use super::charge::InvoiceFamily;
use crate::calendar::{MonthEnd, add_months, days_between, next_day};
use crate::decision::Context;
use crate::rule::Rule;
use crate::subscription::Seller;

/// The rules that this module holds.
pub const RULES: &[Rule] = &[Rule::Bill101, Rule::Bill03, Rule::Inv101, Rule::Nce103, Rule::Self111];

/// The date of the invoice for a charge that is booked on a day.
///
/// - Classic licences: the partner's first billing day on or after it (BILL-101).
/// - New commerce and marketplace: the invoice day after the calendar month that holds it (INV-101).
/// - What a customer bought itself: the invoice day for direct customers after that month (SELF-111).
#[must_use]
pub fn invoice_date(family: InvoiceFamily, seller: &Seller, booked_on: Date, context: &Context<'_>) -> Date {
    let invoices = &context.policies.billing_on(booked_on).invoice;
    match (family, seller.partner().and_then(|partner| context.partners.get(partner))) {
        (InvoiceFamily::Classic, Some(partner)) => on_or_after(partner.billing_day, booked_on),
        (InvoiceFamily::NewCommerce, Some(_)) => in_next_month(invoices.new_commerce_day, booked_on),
        (_, None) => in_next_month(invoices.direct_day, booked_on),
    }
}

/// The date of the invoice for the credit of a customer's own upgrade: as any other charge's, but never more than 30 days
/// later (BILL-03). Where the usual one would be, it stands on an invoice of the same month.
#[must_use]
pub fn upgrade_credit_date(usual: Date, booked_on: Date) -> Date {
    if days_between(booked_on, usual) <= 30 { usual } else { on_or_after(usual.day(), booked_on) }
}

/// The first day with this number on or after a day; months without it bill on their last.
#[must_use]
pub fn on_or_after(billing_day: i8, day: Date) -> Date {
    let this = in_month(billing_day, day);
    if day <= this { this } else { in_month(billing_day, next_day(day.last_of_month())) }
}

fn in_next_month(day_number: i8, day: Date) -> Date {
    in_month(day_number, add_months(day.first_of_month(), 1, MonthEnd::KeepDayClamped))
}

fn in_month(day_number: i8, month: Date) -> Date {
    let last = month.days_in_month();
    let day = day_number.clamp(1, last);
    Date::new(month.year(), month.month(), day).unwrap_or(date(9999, 12, 31))
}

/// The days whose charges an invoice of a date is for, as shown on it: the month before a billing day, or the calendar month.
#[must_use]
pub fn billing_period(family: InvoiceFamily, by_month: bool, invoice_on: Date) -> crate::calendar::Period {
    let clamped = MonthEnd::KeepDayClamped;
    if family == InvoiceFamily::NewCommerce || by_month {
        let this = invoice_on.first_of_month();
        let last = crate::calendar::previous_day(this);
        return crate::calendar::Period { first: last.first_of_month(), last };
    }
    let earlier = if invoice_on.month() == 1 {
        Date::new(invoice_on.year() - 1, 12, 1)
    } else {
        Date::new(invoice_on.year(), invoice_on.month() - 1, 1)
    };
    let earlier = earlier.map_or(invoice_on, |month| in_month(invoice_on.day(), month));
    debug_assert!(add_months(earlier, 1, clamped) <= invoice_on);
    crate::calendar::Period { first: next_day(earlier), last: invoice_on }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn classic_charges_fall_on_the_first_billing_day_bill_101() {
        assert_eq!(on_or_after(15, date(2018, 1, 13)), date(2018, 1, 15));
        assert_eq!(on_or_after(15, date(2018, 1, 15)), date(2018, 1, 15));
        assert_eq!(on_or_after(15, date(2018, 12, 16)), date(2019, 1, 15));
        assert_eq!(on_or_after(31, date(2018, 2, 3)), date(2018, 2, 28));
    }

    #[test]
    fn others_fall_on_a_day_of_the_next_month_inv_101_self_111() {
        assert_eq!(in_next_month(8, date(2021, 6, 18)), date(2021, 7, 8));
        assert_eq!(in_next_month(5, date(2021, 12, 31)), date(2022, 1, 5));
    }

    #[test]
    fn the_credit_of_an_upgrade_is_invoiced_within_thirty_days_bill_03() {
        for day in 1..=31 {
            let booked_on = date(2021, 7, day);
            let invoice_on = upgrade_credit_date(in_next_month(5, booked_on), booked_on);
            assert!((0..=30).contains(&days_between(booked_on, invoice_on)), "{booked_on}: {invoice_on}");
        }
    }

    #[test]
    fn billing_periods_are_the_month_before_nce_103() {
        let classic = billing_period(InvoiceFamily::Classic, false, date(2018, 1, 15));
        assert_eq!((classic.first, classic.last), (date(2017, 12, 16), date(2018, 1, 15)));
        let modern = billing_period(InvoiceFamily::NewCommerce, false, date(2021, 7, 8));
        assert_eq!((modern.first, modern.last), (date(2021, 6, 1), date(2021, 6, 30)));
    }
}
